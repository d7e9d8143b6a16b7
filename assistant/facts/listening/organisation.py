"""Facts of organisations: whom they hired, their figures, the district that recognised them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.amounts import Amount, whole
from assistant.facts.listening.applicant import Applicant
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Figure, Words, any_of

_UNITS = {"people": ("人", ""), "money": ("元", ""), "percent": ("%",), "projects": ("", "人")}
MINUTES_PER_LESSON = 45


class Organisation:
    """Facts of organisations."""

    def __init__(self, words: Words) -> None:
        self._districts = words.districts
        self._figures = tuple((name, figure, _near(figure)) for name, figure in words.figures.items())
        self._hire = words.pattern(
            "(?P<deny>没有?|未)?(?P<new>今年|当年|本年|年内|今年新|新)?(?:[^,。?]{0,4}?)(?P<v>新招用?"
            "|招用|招聘|招录|招收|录用|聘用|雇用?|招进?)(?:了|来|到|过|进来"
            "|进)*"
        )
        self._this_year = re.compile("今年|当年|本年|年内")
        self._hired_hukou = words.pattern("(?:北京市?)?(?P<d><district>)(?:区)?(?:的|本地)?(?:户籍|户口|籍)")
        self._hired_outside = words.pattern("外地(?:户籍|户口|人|的)|非京籍|<province>(?:户籍|户口|籍)|外省")
        self._hukou_is = words.pattern("(?:户口|户籍)(?:都|全|也|均)*(?:是|在)(?:北京市?)?(?P<d><district>)")
        self._groups = tuple((group, re.compile(any_of(names))) for group, names in words.choices["hire_group"].items())
        self._kinds = tuple((kind, re.compile(any_of(names))) for kind, names in words.choices["employer_kind"].items())
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
        self._ratings = tuple(
            (value, re.compile("(?:考核|考评|评估|等次|评)[^,。?]{0,10}?" + any_of(names)))
            for value, names in words.choices["rating"].items()
        )
        self._client = words.pattern(
            "(?:在)?(?P<d><district>)(?:区)?(?:纳税|交税|缴税)(?:的)?(?:企业"
            "|公司|单位|用人单位)|(?:客户|用人单位|企业|公司)(?:的)?(?:在|纳税地?在)(?P<d2><district>)区?(?:纳税)?"
        )

    def find(self, said: Said, applicant: Applicant) -> Iterator[Finding]:
        """Findings of an organisation of this kind."""
        yield Finding("applicant", applicant.kind, applicant.start, applicant.end)
        if applicant.kind == "employer":
            yield from self._employer(said, applicant)
        if applicant.kind == "public_body":
            for value, pattern in self._ratings:
                match = pattern.search(said.text)
                if match is not None and not re.search("没|不是|未", match[0]):
                    yield Finding("rating", value, match.start(), match.end())
        if applicant.kind == "hr_agency":
            for match in self._client.finditer(said.text):
                yield Finding("client_taxed_in", self._districts[match["d"] or match["d2"]], match.start(), match.end())
        yield from self._figured(said, applicant)
        for pattern in (self._about, self._recognised):
            for match in pattern.finditer(said.text):
                name = match["d"] or match["d2"] if pattern is self._about else match["d"]
                yield Finding("district", self._districts[name], match.start(), match.end())

    def _employer(self, said: Said, applicant: Applicant) -> Iterator[Finding]:
        words = said.text[applicant.start : applicant.end]
        for kind, pattern in self._kinds:
            match = pattern.search(words)
            if match is not None:
                yield Finding("employer_kind", kind, applicant.start + match.start(), applicant.start + match.end())
                break
        hires = [match for match in self._hire.finditer(said.text) if not match["deny"]]
        for match in hires:
            clause = said.clause(match.start("v"))
            following = said.text[match.end() : clause.end]
            if re.match("我|人吗|不到|聘会|用单位|标|商|生", following):
                continue
            yield from self._hired(said, match, following)
            if re.search("了|俩|新招|\\d|名|个|进来", match[0] + following[:8]) and self._this_year.search(
                said.text[clause.start : match.end()]
            ):
                yield Finding(
                    "new_hire_this_year", True, clause.start + said.text[clause.start :].find(match["v"]), match.end()
                )
        if hires:
            for match in self._hukou_is.finditer(said.text):
                yield Finding("hire_hukou_district", self._districts[match["d"]], match.start(), match.end())

    def _hired(self, said: Said, match: re.Match[str], following: str) -> Iterator[Finding]:
        start, end = match.end(), match.end() + len(following)
        counts = [
            n
            for n in said.numbers_in(start, end)
            if n.unit in ("人", "")
            and 0 < n.value < 10**5
            and not re.match("岁|年|元|月|块|千|周", said.text[n.end : n.end + 1])
        ]
        after_count = [
            (group, found)
            for group, pattern in self._groups
            for found in pattern.finditer(said.text, max(said.clause(match.start()).start, match.start() - 8), end)
        ]
        after_count = [
            (g, f)
            for g, f in after_count
            if not any(
                o is not f and o.start() <= f.start() and f.end() <= o.end() and len(o[0]) > len(f[0])
                for _, o in after_count
            )
        ]
        groups = list(dict.fromkeys(group for group, _ in after_count))
        mixed = len(counts) > 1 or (
            len(groups) > 1 and not re.search("既是|又是|同时|也是|都是|而且是|既", said.text[start : end + 30])
        )
        if mixed:
            yield Finding("hire_group", None, match.start("v"), end, "mixed")
            if len(counts) > 1:
                return
        elif groups:
            first, last = after_count[0][1], after_count[-1][1]
            yield Finding(
                "hire_group",
                groups if len(groups) > 1 else groups[0],
                min(first.start(), last.start()),
                max(first.end(), last.end()),
            )
        if counts:
            if counts[0].exact and counts[0].value == int(counts[0].value):
                yield Finding("hire_count", int(counts[0].value), counts[0].start, counts[0].end)
        elif (one := re.match("(?:了)?一?(?:个|名|位)(?!人?月)", following)) is not None:
            yield Finding("hire_count", 1, start, start + one.end())
        for pattern in (self._hired_hukou, self._hired_outside):
            for found in pattern.finditer(said.text, start, end):
                value = self._districts[found["d"]] if pattern is self._hired_hukou else "non_beijing"
                yield Finding("hire_hukou_district", value, found.start(), found.end())

    def _figured(self, said: Said, applicant: Applicant) -> Iterator[Finding]:
        taken: set[int] = set()
        found: list[tuple[int, int, str, Finding]] = []
        for name, figure, pattern in self._figures:
            if figure.of and applicant.kind not in figure.of:
                continue
            for number in said.numbers:
                finding = self._figure(said, name, figure, pattern, number)
                if finding is not None:
                    found.append((*finding[:2], name, finding[2]))
        used: set[str] = set()
        for _, start, name, figure_found in sorted(found, key=lambda item: (item[0], item[1], item[2])):
            if start not in taken and name not in used:
                taken.add(start)
                used.add(name)
                yield figure_found
        for span in said.spans:
            before = said.before(span.start, 24)
            context = said.sentence_before(span.start, 40)
            if not span.exact:
                continue
            if applicant.kind == "hr_agency" and re.search(
                "(?:干|就业|工作|上岗|稳定|做)(?:都|均|已|也)*(?:了|满|已|干满|超过)*$", before
            ):
                yield Finding("placement_months", whole(span.months), span.start, span.end)
            elif re.search("农村劳动力|农民", context) and re.search("每人|人均|各|均", before):
                yield Finding("rural_post_months", whole(span.months), span.start, span.end)

    def _figure(
        self,
        said: Said,
        name: str,
        figure: Figure,
        pattern: tuple[re.Pattern[str] | None, re.Pattern[str] | None],
        number: Amount,
    ) -> tuple[int, int, Finding] | None:
        if not number.exact:
            return None
        clause = said.clause(number.start)
        item = max(clause.text.rfind("、", 0, number.start - clause.start) + 1, 0)
        left = clause.text[item : number.start - clause.start]
        right = clause.text[number.end - clause.start :][:16].split("、")[0]
        value: float = number.value
        if figure.unit == "minutes":
            times = re.match("(?:个)?(?:小时|钟头|学时|课时|分钟)", right)
            if times is None or not re.search(any_of(figure.before), said.sentence_before(number.start)):
                return None
            value *= 60 if re.search("小时|钟头", times[0]) else MINUTES_PER_LESSON if "时" in times[0] else 1
            return 0, number.start, Finding(name, whole(value), number.start, number.end + times.end())
        if number.unit not in _UNITS[figure.unit] or (
            number.unit == "" and re.match("岁|年|月|天|小时|课时|[届期项]", right)
        ):
            return None
        if figure.unit == "people" and number.unit == "" and not re.match("个|名|位|多?人|学员|$", right):
            return None
        if figure.unit == "projects" and not re.match("个|项", right):
            return None
        if any(word in left + right for word in figure.unless):
            return None
        before, after = pattern
        near = before.search(left) if before is not None else None
        if near is not None:
            return (
                len(left) - near.end() if near.end() < len(left) else 0,
                number.start,
                Finding(name, whole(value), number.start, number.end),
            )
        behind = after.search(right) if after is not None else None
        if behind is not None:
            return behind.start() + 1, number.start, Finding(name, whole(value), number.start, number.end)
        return None


def _near(figure: Figure) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    before = re.compile(any_of(figure.before)) if figure.before else None
    after = re.compile(any_of(figure.after)) if figure.after else None
    return before, after
