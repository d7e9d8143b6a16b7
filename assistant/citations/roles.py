"""What a figure says besides its value and unit: the most or the least, by the month or by the year, which year of a
row, which of several prizes, for how many heads, to whom, of which benefit.

Clauses and pasted texts are read by the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from assistant.citations.folding import fold
from assistant.citations.measures import Kind, Measure, Stretch, read_measures
from assistant.citations.passage import Bound, Passage, Row
from assistant.citations.words import CitingWords, either
from assistant.documents.labels import read_number

Period = Literal["", "month", "year", "once", "other"]
Payee = Literal["", "organisation", "person"]

_YEAR = re.compile(
    r"第\s?(?P<number>[一二三四五六1-6])\s?个?年(?!以|内)|首年|头一年|首个年度|(?P<next>次年|翌年)"
    r"|满\s?(?P<full>[一二两三四五六1-6])\s?年(?=\s?[\d一二两三四五六七八九])"
)
_YEAR_BEHIND = re.compile(r"\s?\(?[为是]?第\s?(?P<number>[一二三四五六1-6])\s?年\)?")
_BASE = re.compile("([\u4e00-\u9fff]{2,8})的$")  # 服务费的10%
_BASE_OF_MULTIPLE = re.compile("([\u4e00-\u9fff]{2,12}?)的?$")  # 最低工资标准1.2倍
_FARTHER = re.compile("不低于|不高于|不超过|不少于|高于|低于|超过")
_SEX = re.compile("[男女]")
_LONGEST_NAME, _SHORTEST_NAME = 7, 2  # characters before 补贴, 奖励 …
_FILLING = " 为是约到:：按给可领"  # may stand between 最高 and the figure


@dataclass(frozen=True, slots=True)
class Told:
    """A figure and its role. ``own``: the stretch that says what it is for, from the figure of its kind before it.

    ``beside``: figures of other kinds that an amount goes with (the 100 of 100人以上…10万元). ``nouns``: the benefits
    named with it. ``lead``: the words before it since the figure before. ``total``: told as a sum.
    """

    measure: Measure
    bound: Bound
    period: Period
    period_near: bool  # said in the same part of the sentence
    year: int | None
    row: Row | None
    beside: tuple[tuple[str, Decimal, Bound], ...]
    own: Stretch
    nouns: frozenset[str]
    payee: Payee
    sex: str
    lead: str
    total: bool
    base: str  # what a share or a multiple is of
    alternatives: tuple[tuple[str, ...], ...]  # of each kind of alternatives, those named in its own stretch


class RoleReader:
    """Reads figures with their roles."""

    def __init__(self, words: CitingWords) -> None:
        self._most, self._least_money = _ending(words.at_most_before), _ending(words.at_least_before)
        self._least = _ending([*words.at_least_before, *words.full])
        per = f"(?:{either([*words.monthly_after, *words.yearly_after])})?"  # 4万元/年封顶
        self._most_after, self._least_after = _beginning(words.at_most_after, per), _beginning(words.at_least_after)
        self._within = _beginning(words.within)
        self._periods: tuple[tuple[Period, re.Pattern[str]], ...] = (
            ("month", _anywhere(words.monthly)), ("year", _anywhere(words.yearly)), ("once", _anywhere(words.once)),
            ("other", _anywhere(words.other_periods)),
        )  # fmt: skip
        self._month_after, self._year_after = _beginning(words.monthly_after), _beginning(words.yearly_after)
        self._once = _anywhere(words.once)
        self._around = tuple(words.around_benefits)
        self._benefit = _anywhere(words.benefits)
        self._total = _anywhere(words.totals)
        self._kinds_of = [_anywhere(kinds) for kinds in words.alternatives]
        self._payee, self._payee_behind = _payees(words)

    def read(self, text: str, of_clause: bool = False) -> list[Told]:
        """Every figure with its role, left to right. ``of_clause``: what its head names counts for all."""
        folded = fold(text)
        passage = Passage(folded, read_measures(folded))
        return [self._told(passage, index, of_clause) for index in range(len(passage.measures))]

    def nouns(self, text: str) -> Iterator[str]:
        """The names of benefits in a text: 岗位补贴, 就业奖励; without what stands around them (申请, 一次性)."""
        for found in self._benefit.finditer(text):
            start = found.start()
            while start and found.start() - start < _LONGEST_NAME and "\u4e00" <= text[start - 1] <= "\u9fff":
                if text.endswith(self._around, 0, start):
                    break
                start -= 1
            if found.start() - start >= _SHORTEST_NAME:
                yield text[start : found.end()]

    def _told(self, passage: Passage, index: int, of_clause: bool) -> Told:
        one, folded, row = passage.measures[index], passage.folded, passage.row(index)
        before = passage.before(index)
        since = max(one.sentence[0], before.end if before else 0)
        begins = (
            passage.measures[index - row.place].start if row else one.start
        )  # what is said of a row stands before it
        counted_in = self._total.match(folded, one.end) if one.kind == "duration" else None  # 三年合计
        return Told(
            measure=one,
            bound=passage.end_of_range(index) or self._bound(folded, one, row, begins, since),
            period=(period := self._period(folded, one, begins) if one.kind == "money" else ""),
            period_near=period != "" and self._period_stands(folded, one, begins),
            year=_year(folded, one, since),
            row=row,
            beside=tuple(self._beside(passage, index)) if one.kind == "money" else (),
            alternatives=self._alternatives(folded, passage.own(index), one, of_clause),
            own=passage.own(index),
            nouns=frozenset(self.nouns(folded[slice(*passage.alone(index))])),
            payee=self._payee_of(folded, one, since),
            sex=_last(_SEX, folded, one.sentence[0], one.start) if one.kind == "age" else "",
            lead=folded[since : one.start],
            base=_base(folded, one),
            total=counted_in is not None or self._total.search(folded, max(since, one.part[0]), one.start) is not None,
        )

    def _beside(self, passage: Passage, index: int) -> Iterator[tuple[str, Decimal, Bound]]:
        """The figures that say when an amount is paid, each with its bound: 50人至100人, 100人以上."""
        for at in passage.beside(index):
            other = passage.measures[at]
            if other.kind != "count":  # a span of time is a condition of its own
                continue
            before = passage.before(at)
            since = max(other.sentence[0], before.end if before else 0)
            bound = passage.end_of_range(at) or self._bound(passage.folded, other, None, other.start, since)
            if other.low is not None:
                yield other.unit, other.low, "least"
                bound = "most"
            yield other.unit, other.value, bound

    def _alternatives(self, folded: str, own: Stretch, one: Measure, of_clause: bool) -> tuple[tuple[str, ...], ...]:
        """Those in its own stretch; where there are none, those that its sentence names before for all that follows."""
        stretch, before = folded[own[0] : max(one.start, own[0])], folded[one.sentence[0] : one.start]
        head = folded[: one.start] if of_clause else ""
        return tuple(tuple(p.findall(stretch) or p.findall(before) or p.findall(head)[-1:]) for p in self._kinds_of)

    def _bound(self, folded: str, one: Measure, row: Row | None, begins: int, since: int) -> Bound:
        first = max(one.part[0], since) if row is None or not row.place else max(one.part[0], begins - 12)
        return self._limit(folded[first:begins].rstrip(_FILLING), folded[one.end : one.end + 8], one.kind)

    def _limit(self, lead: str, follow: str, kind: Kind) -> Bound:
        if kind != "money" and self._least_after.match(follow):
            return "least"
        if kind in ("share", "multiple") and (farther := _FARTHER.findall(lead)):  # 不低于当年最低工资标准1.2倍
            return "least" if farther[-1] in ("不低于", "不少于", "高于", "超过") else "most"
        most = self._most.search(lead)
        least = (self._least_money if kind == "money" else self._least).search(lead)
        if most and (not least or len(most[0]) >= len(least[0])):
            return "most"
        if least or (kind == "money" and self._least_after.match(follow)):
            return "least"
        if kind == "duration" and self._within.match(follow):
            return "within"
        return "most" if self._most_after.match(follow) else ""

    def _period(self, folded: str, one: Measure, begins: int) -> Period:
        follow = folded[one.end : one.end + 6]
        if self._month_after.match(follow):
            return "month"
        if self._year_after.match(follow):
            return "year"
        said = [(m.end(), name) for name, p in self._periods for m in p.finditer(folded, one.sentence[0], begins)]
        if self._once.match(follow) or (not said and self._once.search(folded, one.end, one.part[1])):
            return "once"
        return max(said)[1] if said else ""

    def _period_stands(self, folded: str, one: Measure, begins: int) -> bool:
        first = min(one.part[0], begins)
        return any(p.search(folded, first, one.end + 6) for _, p in self._periods) or bool(
            self._month_after.match(folded, one.end) or self._year_after.match(folded, one.end)
        )

    def _payee_of(self, folded: str, one: Measure, since: int) -> Payee:
        """Who is said to get it, nearest before the figure or right behind it."""
        before = [m.lastgroup for m in self._payee.finditer(folded, since, min(one.sentence[1], one.end))]
        behind = self._payee_behind.match(folded, one.end)
        name = behind.lastgroup if behind else before[-1] if before else ""
        return "organisation" if name == "organisation" else "person" if name == "person" else ""


def _year(folded: str, one: Measure, since: int) -> int | None:
    """Which year a figure is said to be for: 第一年6000元, 6000元（第一年）."""
    before = list(_YEAR.finditer(folded, since, one.start))
    found = before[-1] if before else _YEAR_BEHIND.match(folded, one.end)
    if found is None:
        return None
    groups = found.groupdict()
    number = found["number"] or groups.get("full") or ("二" if groups.get("next") else None)
    return read_number(number.replace("两", "二")) if number else 1


def _base(folded: str, one: Measure) -> str:
    if one.kind not in ("share", "multiple"):
        return ""
    pattern, reach = (_BASE, 9) if one.kind == "share" else (_BASE_OF_MULTIPLE, 13)
    found = pattern.search(folded, max(one.part[0], one.start - reach), one.start)
    return _FARTHER.split(found[1])[-1] if found else ""


def _last(pattern: re.Pattern[str], folded: str, start: int, end: int) -> str:
    found = pattern.findall(folded, start, end)
    return found[-1] if found else ""


def _payees(words: CitingWords) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """个人可申请, 给予用人单位 before a figure; 给个人 right behind it."""
    receiving = rf"{either(words.receiving)}|得(?=\s?[\d一二两三四五六七八九])"  # 企业得5万元, not 职工取得证书
    giving = either(words.giving)
    before, behind = [], []
    for name, listed in (("organisation", words.organisations), ("person", words.persons)):
        who = either(listed)
        before.append(
            rf"(?P<{name}>(?:{who})[^，。；,;\n]{{0,10}}?(?:{receiving})|(?:{giving})[^，。；,;\n]{{0,6}}?(?:{who}))"
        )
        behind.append(rf"(?P<{name}>{who})")
    return re.compile("|".join(before)), re.compile(rf"[^，。；,;\n]{{0,6}}?(?:{giving})(?:{'|'.join(behind)})")


def _ending(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{either(words)})[^\d，,。；;]{{0,3}}$")


def _beginning(words: Iterable[str], between: str = "") -> re.Pattern[str]:
    return re.compile(rf"\s?(?:\(含\))?{between}(?:{either(words)})")


def _anywhere(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(either(words))
