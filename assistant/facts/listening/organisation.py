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

POSTS = ("public_body", "public_benefit_org")
LEAST_WAGE, MOST_WAGE = 1000, 10**5
RURAL = ("rural_post_count", "rural_post_months")


class Organisation:
    """Facts of organisations."""

    def __init__(self, words: Words) -> None:
        self._districts = words.districts
        self._figures, self._hires, self._standing = Figures(words), Hires(words), Standing(words)
        self._hired, self._for_others = (
            Deeds(words).hired,
            words.pattern("(?:<on_behalf_of>|<places_people>)[^,。?]{1,10}$"),
        )
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
        self._no_rating = words.pattern("<rating_not>|<rating_guess>")
        self._rating_open = words.pattern(
            "^(?:吧|的?<rating_guess>|[^,。?]{0,6},?(?:但|不过|结果|文件|等次|名单|通知|正式|也|还)*(?:没|未)(?:有|正式)?<rating_out>)"
        )
        client = words.pattern(
            "(?:在)?(?P<d><district>)(?:区)?<pay_taxes>(?:的)?<company_or_user>"
            "|(?:客户|用人单位|甲方|委托方)(?:公司|企业|单位)?(?:的)?(?:税收?(?:也|都|交|缴)*在|在|纳税地?(?:也|都)?(?:在|是))(?P<d2><district>)区?(?:纳税)?"
            "|(?<!我们)(?<!本)(?:企业|公司)(?:的)?(?:纳税地?在(?P<d3><district>)"
            "|在(?P<d4><district>)区?<pay_taxes>)"
        )
        self._client = Cue("client_taxed_in", None, client, named=words.districts)
        self._placed = words.pattern("<placed_verb>(?:都|均|已|也)*<placed_link>*$")
        self._own_district = words.pattern(
            "(?:^|[,。])(?:我们|我|就)?(?:是|在)?(?:北京市?)?(?P<d><district>)区?的?(?:街道|机构|学校|基地|孵化器|组织)?(?=$|[,。])"
        )
        self._in_name = words.pattern("^(?:我们)?(?:是)?(?:一?家|一?个)?(?:北京市?)?(?P<d><district>)")
        self._operates = words.pattern(
            "经营地?[、和与及,]*参保(?:地|缴费)?[、和与及,]*(?:纳税|交税|缴税|税收?)地?<three_places>*(?:在|是)?(?:我们|咱们)?(?P<d><district>)"
        )
        self._signed = words.pattern(
            "(?:^|都|各|均|一律|有的|给<staff_noun>|给[他她]们|给[^,。?我]{1,6}|跟[他她]们|也|全)签(?:了|的|订)*(?:是)?$"
        )
        self._signed_not = words.pattern("<contract_not>")
        self._gives = words.pattern(
            "(?:给|每个?月|一个?月|每人)[^,。?补奖年]{0,6}?(?:开|发)(?:给他们|的|了|到)*(?:是)?$"
        )
        self._no_wage = words.pattern("(?:块|元)?(?:钱)?(?:一|每)?(?:年|天|小时|次)|[^,。?]{0,3}(?:奖|补)")
        self._founded = words.pattern("(?:成立|创办|开办|办起来|营业|运营)(?:了|已|已经|有|才|刚|满|整)*$")
        self._unpaid = Cue(
            "employee_social_insurance",
            False,
            words.pattern(
                "<insurance>(?:也|都|还|暂时|目前)*(?:没|未)(?:有)?(?:来得及)?(?:给|为|帮)(?:他们|她们|<staff_noun>|大家|人家)(?:们)?(?:上|交|缴|办)"
                "|(?:没|未)(?:有)?(?:给|为|帮)(?:他们|她们|<staff_noun>|大家|人家)(?:们)?(?:上|交|缴|办)(?:过)?<insurance>"
            ),
        )
        self._kept_none = words.pattern(
            "(?:见习|留用)[^。?]{0,10}?(?:一个|一人|一名|一位|谁)(?:都|也)*没(?:有)?留|没(?:有)?留用(?:过)?(?:任何|一个)?见习|一(?:个|名)见习[^,。?]{0,3}(?:都|也)没(?:有)?留"
        )
        self._some = words.pattern("<some_of_them>")
        self._each = words.pattern("<each_one>|(?:干|做|工作|上岗)(?:了|满)*$|^(?:都|各|已)*满(?:了)?$")

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
                if match is not None and not denied and not self._rating_open.match(said.text[match.end() :]):
                    yield Finding("rating", value, match.start(), match.end())
        if applicant.kind == "hr_agency":
            yield from self._client.find(said)
        yield from self._standing.find(said)
        if applicant.kind == EMPLOYER:
            yield from self._employed(said)
        yield from self._figures.find(said)
        yield from self._months(said)
        yield from self._place(said, applicant)

    def _employed(self, said: Said) -> Iterator[Finding]:
        """What an employer says of its place, its age and the contracts it gives."""
        yield from self._unpaid.find(said)
        for match in self._operates.finditer(said.text):
            yield Finding("operates_in", self._districts[match["d"]], match.start(), match.end())
        for number in said.numbers:
            if number.unit not in ("", "元") or not LEAST_WAGE <= number.value <= MOST_WAGE:
                continue
            if self._gives.search(said.before(number.start, 16)) and not self._no_wage.match(said.after(number.end, 6)):
                value = whole(number.value) if number.exact else None
                yield Finding("monthly_wage", value, number.start, number.end)
        none = self._kept_none.search(said.text)
        if none is not None:
            yield Finding("retained_intern_count", 0, none.start(), none.end(), weight=2)
        for span in said.spans:
            before, after = said.beside(span.start, span.end)
            plain_end = after == "" or after[0] in "的了,。" or after.startswith("有的")
            if plain_end and self._signed.search(before) and not self._signed_not.search(before + after):
                value = whole(round(span.months / 12, 4)) if span.exact else None
                yield Finding("contract_years", value, span.start, span.end)
            elif plain_end and self._founded.search(before):
                yield Finding("operating_months", whole(span.months) if span.exact else None, span.start, span.end)

    def _hires_too(self, said: Said) -> bool:
        """Whether a body of another kind tells of its own staff (劳务派遣公司，有6名退役士兵跟我们签的合同)."""
        if said.kind == "public_body":
            return False  # a street office that arranges posts for others hires nobody
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
        elif applicant.kind != EMPLOYER:
            named = self._in_name.match(said.text[applicant.start : applicant.end])
            if named is not None:
                start = applicant.start
                yield Finding("district", self._districts[named["d"]], start + named.start("d"), start + named.end("d"))
            for match in self._own_district.finditer(said.text):
                yield Finding("district", self._districts[match["d"]], match.start("d"), match.end("d"))

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
            elif said.kind in POSTS and (re.search("农村劳动力|农民", context) or said.asked in RURAL):
                after_count = re.search("人,$|[个名]农村劳动力,$|农民,$", context) and before == ""
                if self._each.search(before) or after_count:
                    yield Finding("rural_post_months", whole(span.months), span.start, span.end)
