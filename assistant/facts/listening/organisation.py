"""Facts of organisations: of what kind they are, the district that is theirs, ratings, contests, clients."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.amounts import whole
from assistant.facts.listening.applicant import EMPLOYER, Applicant
from assistant.facts.listening.cues import Cue
from assistant.facts.listening.deeds import Deeds
from assistant.facts.listening.figures import Figures
from assistant.facts.listening.hires import Hires
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.standing import Standing
from assistant.facts.listening.words import Words, any_of

RURAL = ("rural_post_count", "rural_post_months")


class Organisation:
    """Facts of organisations."""

    def __init__(self, words: Words) -> None:
        self._districts = words.districts
        self._figures, self._hires, self._standing = Figures(words), Hires(words), Standing(words)
        self._hired, self._for_others = Deeds(words).hired, words.pattern("<on_behalf_of>[^,。?]{1,10}$")
        self._kinds = tuple((kind, re.compile(any_of(names))) for kind, names in words.choices["employer_kind"].items())
        self._kind_of = {name: kind for kind, names in words.choices["employer_kind"].items() for name in names}
        self._ours = words.pattern(f"(?:我们|咱们|俺们|我|本)(?P<n>{any_of(list(self._kind_of))})(?!<not_ones_own>)")
        self._spoken_of = words.pattern(
            f"(?:^|:)(?P<x>[^,。?:]{{0,10}}?)(?P<n>{any_of(list(self._kind_of))})(?!<not_ones_own>)"
        )
        self._of_others = words.pattern("<not_own_company>(?!<ours>$)(?![我本咱]们?$)|不是|没|未|并非")
        self._size = words.pattern("<company_size>$")
        self._own = words.pattern("(?:我们|咱们|俺们|我|本)<organisation>")
        self._about = words.pattern(
            "<look_into><look_tail>*(?:北京市?)?(?P<d><district>)(?:区)?<policy_of>?[^,。?户]{0,8}?<policy_word>"
            "|(?:北京市?)?(?P<d2><district>)区?(?:的)?<policy_asked>"
        )
        self._recognised = words.pattern(
            "(?P<d><district>)(?:区)?(?:的)?<district_office>?(?:给|所|已|已经|正式)*<recognition>"
        )
        self._recognised_as = words.pattern(
            "<recognition>(?:为|成|成为|了)+(?:北京市?)?(?P<d><district>)区?级?的?[^,。?]{0,10}?<recognised_body>"
        )
        self._asking = words.pattern(
            "(?:要|想|来)?<asks_for>(?:一下|的)*(?:就|也)?(?:是)?(?:北京市?)?(?P<d><district>)区?(?:的|这边|那边)*(?=$|[,。?])"
        )
        self._at_home = words.pattern("是(?:一?家|一?个)?(?:北京市?)?(?P<d><district>)(?!在|给)")
        self._ratings = tuple(
            (value, words.pattern(f"<rating_verb>[^,。?]{{0,10}}?{any_of(names)}"))
            for value, names in words.choices["rating"].items()
        )
        self._no_rating = words.pattern("<rating_not>")
        client = words.pattern(
            "(?:在)?(?P<d><district>)(?:区)?<pay_taxes>(?:的)?<company_or_user>"
            "|(?:客户|用人单位|甲方|委托方)(?:公司|企业|单位)?(?:的)?(?:税收?(?:也|都|交|缴)*在|在|纳税地?(?:也|都)?(?:在|是))(?P<d2><district>)区?(?:纳税)?"
            "|(?<!我们)(?<!本)(?:企业|公司)(?:的)?(?:纳税地?在(?P<d3><district>)"
            "|在(?P<d4><district>)区?<pay_taxes>)"
        )
        self._client = Cue("client_taxed_in", None, client, named=words.districts)
        self._placed = words.pattern("<placed_verb>(?:都|均|已|也)*<placed_link>*$")
        self._some = words.pattern("<some_of_them>")
        self._each = words.pattern("<each_one>|(?:干|做|工作)(?:了|满)+$")

    def find(self, said: Said, applicant: Applicant, others: tuple[tuple[int, int], ...] = ()) -> Iterator[Finding]:
        """Findings of an organisation of this kind; ``others``: where the words are about somebody else's."""
        if applicant.end:
            yield Finding("applicant", applicant.kind, applicant.start, applicant.end)
        if applicant.kind == EMPLOYER or self._hires_too(said):
            yield from self._kind(said, applicant)
            yield from self._hires.find(said, others)
        if applicant.kind == "public_body":
            for value, pattern in self._ratings:
                match = pattern.search(said.text)
                denied = match is not None and self._no_rating.search(said.before(match.start(), 8) + match[0])
                if match is not None and not denied:
                    yield Finding("rating", value, match.start(), match.end())
        if applicant.kind == "hr_agency":
            yield from self._client.find(said)
        yield from self._standing.find(said)
        yield from self._figures.find(said)
        yield from self._months(said)
        yield from self._place(said, applicant)

    def _hires_too(self, said: Said) -> bool:
        """Whether a body of another kind tells of its own staff (劳务派遣公司，有6名退役士兵跟我们签的合同)."""
        hired = self._hired.search(said.text)
        return hired is not None and not self._for_others.search(said.before(hired.start()))

    def _kind(self, said: Said, applicant: Applicant) -> Iterator[Finding]:
        """The kind of employer by its own name."""
        named = (applicant.start, applicant.end) if not applicant.deed else (0, 0)
        if not applicant.end:
            own = self._own.search(said.text)
            named = own.span() if own is not None else (0, 0)
        for kind, pattern in self._kinds:
            match = pattern.search(said.text, *named)
            if match is not None:
                yield Finding("employer_kind", kind, match.start(), match.end())
                return
        ours = self._ours.search(said.text) if applicant.end else None
        if ours is not None:
            yield Finding("employer_kind", self._kind_of[ours["n"]], ours.start("n"), ours.end("n"))
            return
        for clause in said.plain.clauses:
            match = self._spoken_of.search(clause.text)
            if match is None or (not applicant.end and self._size.search(match["x"])):
                continue  # 小微企业 answers another question
            if not self._of_others.search(match["x"]):
                start = clause.start + match.start("n")
                yield Finding("employer_kind", self._kind_of[match["n"]], start, start + len(match["n"]))
                return

    def _place(self, said: Said, applicant: Applicant) -> Iterator[Finding]:
        """The district asked about, or recognised by, or of a body of that district; where a company is, is asked."""
        for pattern in (self._about, self._recognised, self._recognised_as, self._asking):
            for match in pattern.finditer(said.text):
                name = match["d"] or match["d2"] if pattern is self._about else match["d"]
                yield Finding("district", self._districts[name], match.start(), match.end())
        home = self._at_home.search(said.text, applicant.start, applicant.end)
        if home is not None and applicant.kind == EMPLOYER:
            yield Finding("district", None, home.start("d"), home.end("d"), "here")
        elif home is not None:
            yield Finding("district", self._districts[home["d"]], home.start("d"), home.end("d"))

    def _months(self, said: Said) -> Iterator[Finding]:
        """For how long people were placed or posted."""
        for span in said.spans:
            before, context = said.before(span.start, 24), said.sentence_before(span.start, 40)
            if not span.exact:
                continue
            if said.kind == "hr_agency" and self._placed.search(before) and self._some.search(said.text):
                yield Finding("placement_months", None, span.start, span.end)  # 10人干了8个月，另外10人刚上班
            elif said.kind == "hr_agency" and self._placed.search(before):
                yield Finding("placement_months", whole(span.months), span.start, span.end)
            elif re.search("农村劳动力|农民", context) or said.asked in RURAL:
                after_count = re.search("人,$|[个名]农村劳动力,$|农民,$", context) and before == ""
                if self._each.search(before) or after_count:
                    yield Finding("rural_post_months", whole(span.months), span.start, span.end)
