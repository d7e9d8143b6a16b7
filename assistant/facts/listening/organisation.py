"""Facts of organisations: of what kind they are, the district that is theirs, ratings, contests, clients."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.amounts import whole
from assistant.facts.listening.applicant import EMPLOYER, Applicant
from assistant.facts.listening.figures import Figures
from assistant.facts.listening.hires import Hires
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words, any_of

RURAL = ("rural_post_count", "rural_post_months")


class Organisation:
    """Facts of organisations."""

    def __init__(self, words: Words) -> None:
        self._districts = words.districts
        self._figures, self._hires = Figures(words), Hires(words)
        self._kinds = tuple((kind, re.compile(any_of(names))) for kind, names in words.choices["employer_kind"].items())
        self._own = words.pattern("(?:我们|咱们|俺们|我|本)<organisation>")
        self._about = words.pattern(
            "(?:查|了解|咨询|问|看|介绍|想知道)(?:一?下|查|问|看)*(?:北京市?)?(?P<d><district>)(?:区)?(?:的"
            "|那边的|这边的|有关|关于)?[^,。?户]{0,8}?(?:政策|补贴|补助|规定"
            "|办法|措施|扶持|奖励)|(?:北京市?)?(?P<d2><district>)区?(?:的)?(?:政策"
            "|补贴|扶持政策|有什么|有啥|都有哪些)"
        )
        self._recognised = words.pattern(
            "(?P<d><district>)(?:区)?(?:人社局?|人力社保局|政府|街道)?(?:认定"
            "|评定|定点|批准|(?:的)?(?:职业技能)?培训资质)"
        )
        self._at_home = words.pattern("是(?:一?家|一?个)?(?:北京市?)?(?P<d><district>)(?!在|给)")
        self._ratings = tuple(
            (value, re.compile("(?:考核|考评|评估|等次|评)[^,。?]{0,10}?" + any_of(names)))
            for value, names in words.choices["rating"].items()
        )
        self._no_rating = re.compile("没|不|未|争取|怎么|能")
        self._client = words.pattern(
            "(?:在)?(?P<d><district>)(?:区)?(?:纳税|交税|缴税)(?:的)?(?:企业"
            "|公司|单位|用人单位)|(?:客户|用人单位)(?:的)?(?:在|纳税地?(?:也|都)?(?:在|是))(?P<d2><district>)区?(?:纳税)?"
            "|(?<!我们)(?<!本)(?:企业|公司)(?:的)?(?:纳税地?在(?P<d3><district>)|在(?P<d4><district>)区?(?:纳税|交税|缴税))"
        )
        self._contest = re.compile(
            "(?:(?P<nation>全国|国家级?)|(?P<city>北京市级?|全市|市级|市里))[^,。?]{0,6}?技能(?:竞赛|大赛|比赛|比武)"
            "(?P<gap>[^,。?我]{0,8}?)(?:前三名?|第[一二三123]名|冠军|亚军|季军)"
        )
        self._no_prize = re.compile("没|未|想|争取|冲|除|以外|无")
        self._placed = re.compile("(?:干|就业|工作|上岗|稳定|做)(?:都|均|已|也)*(?:了|满|已|干满|超过)*$")
        self._each = re.compile("每人|人均|各|均|(?:干|做|工作)(?:了|满)+$")

    def find(self, said: Said, applicant: Applicant) -> Iterator[Finding]:
        """Findings of an organisation of this kind."""
        if applicant.end:
            yield Finding("applicant", applicant.kind, applicant.start, applicant.end)
        if applicant.kind == EMPLOYER:
            yield from self._kind(said, applicant)
            yield from self._hires.find(said)
            yield from self._contests(said)
        if applicant.kind == "public_body":
            for value, pattern in self._ratings:
                match = pattern.search(said.text)
                denied = match is not None and self._no_rating.search(said.before(match.start(), 8) + match[0])
                if match is not None and not denied:
                    yield Finding("rating", value, match.start(), match.end())
        if applicant.kind == "hr_agency":
            for match in self._client.finditer(said.text):
                district = next(word for word in match.groups() if word)
                yield Finding("client_taxed_in", self._districts[district], match.start(), match.end())
        yield from self._figures.find(said)
        yield from self._months(said)
        yield from self._place(said, applicant)

    def _kind(self, said: Said, applicant: Applicant) -> Iterator[Finding]:
        """The kind of employer by its own name."""
        named = applicant.start, applicant.end
        if not applicant.end:
            own = self._own.search(said.text)
            named = own.span() if own is not None else (0, 0)
        for kind, pattern in self._kinds:
            match = pattern.search(said.text, *named)
            if match is not None:
                yield Finding("employer_kind", kind, match.start(), match.end())
                return

    def _place(self, said: Said, applicant: Applicant) -> Iterator[Finding]:
        """The district asked about, or recognised by, or of a body of that district; where a company is, is asked."""
        for pattern in (self._about, self._recognised):
            for match in pattern.finditer(said.text):
                name = match["d"] or match["d2"] if pattern is self._about else match["d"]
                yield Finding("district", self._districts[name], match.start(), match.end())
        home = self._at_home.search(said.text, applicant.start, applicant.end)
        if home is not None and applicant.kind == EMPLOYER:
            yield Finding("district", None, home.start("d"), home.end("d"), "here")
        elif home is not None:
            yield Finding("district", self._districts[home["d"]], home.start("d"), home.end("d"))

    def _contests(self, said: Said) -> Iterator[Finding]:
        for match in self._contest.finditer(said.text):
            if not self._no_prize.search(said.before(match.start(), 8) + match["gap"]):
                fact = "national_contest_top3" if match["nation"] else "city_contest_top3"
                yield Finding(fact, True, match.start(), match.end())

    def _months(self, said: Said) -> Iterator[Finding]:
        """For how long people were placed or posted."""
        for span in said.spans:
            before, context = said.before(span.start, 24), said.sentence_before(span.start, 40)
            if not span.exact:
                continue
            if said.kind == "hr_agency" and self._placed.search(before):
                yield Finding("placement_months", whole(span.months), span.start, span.end)
            elif re.search("农村劳动力|农民", context) or said.asked in RURAL:
                after_count = re.search("人,$|[个名]农村劳动力,$|农民,$", context) and before == ""
                if self._each.search(before) or after_count:
                    yield Finding("rural_post_months", whole(span.months), span.start, span.end)
