"""What a figure says besides its value and unit: the most or the least, by the month or by the year, which year of a
row, which of several prizes, for how many heads, to whom, of which benefit.

Clauses and pasted texts are read by the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from assistant.citations.folding import fold
from assistant.citations.measures import Kind, Measure, Stretch, is_range, read_measures
from assistant.citations.words import CitingWords
from assistant.documents.labels import read_number

Bound = Literal["", "most", "least", "within"]  # within: 毕业2年内, a time in which, not a limit of what is paid
Period = Literal["", "month", "year", "once", "other"]
Payee = Literal["", "organisation", "person"]

_YEAR = re.compile(
    r"第\s?(?P<number>[一二三四五六1-6])\s?个?年(?!以|内)|首年|头一年|首个年度|(?P<next>次年|翌年)"
    r"|满\s?(?P<full>[一二两三四五六1-6])\s?年(?=\s?[\d一二两三四五六七八九])"
)
_YEAR_BEHIND = re.compile(r"\s?\(?[为是]?第\s?(?P<number>[一二三四五六1-6])\s?年\)?")
_LIST_GAP = re.compile(r"\s?(?:、|,|和|及|\+|/)\s?")
_BASE = re.compile("([\u4e00-\u9fff]{2,8})的$")  # 服务费的10%
_BASE_OF_MULTIPLE = re.compile("([\u4e00-\u9fff]{2,12}?)的?$")  # 最低工资标准1.2倍
_FARTHER = re.compile("不低于|不高于|不超过|不少于|高于|低于|超过")
_BY_YEAR = re.compile("每人?每?年|每满一年|逐年")
_SEX = re.compile("[男女]")
_PRIZE = re.compile("[一二三四五]等奖")
_LONGEST_NAME, _SHORTEST_NAME = 7, 2  # characters before 补贴, 奖励 …
_FILLING = " 为是约到:：按给可领"  # may stand between 最高 and the figure


@dataclass(frozen=True, slots=True)
class Row:
    """Amounts told in one breath (依次…6000元、9000元、1.2万元): this one's place, and what each is for."""

    place: int
    values: tuple[Decimal, ...]
    labels: tuple[str, ...] = ()
    by_year: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A figure and its role. ``own``: the stretch that says what it is for, from the figure of its kind before it.

    ``beside``: figures of other kinds that an amount goes with (the 100 of 100人以上…10万元). ``nouns``: the benefits
    named with it. ``lead``: the words before it since the figure before. ``total``: told as a sum.
    """

    measure: Measure
    bound: Bound
    period: Period
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
        self._most_after, self._least_after = _beginning(words.at_most_after), _beginning(words.at_least_after)
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

    def read(self, text: str) -> list[Told]:
        """Every figure with its role, left to right."""
        folded = fold(text)
        passage = _Passage(folded, read_measures(folded))
        return [self._told(passage, index) for index in range(len(passage.measures))]

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

    def _told(self, passage: _Passage, index: int) -> Told:
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
            period=self._period(folded, one, begins) if one.kind == "money" else "",
            year=_year(folded, one, since),
            row=row,
            beside=tuple(self._beside(passage, index)) if one.kind == "money" else (),
            alternatives=self._alternatives(folded, passage.own(index), one),
            own=passage.own(index),
            nouns=frozenset(self.nouns(folded[slice(*passage.alone(index))])),
            payee=self._payee_of(folded, one, since),
            sex=_last(_SEX, folded, one.sentence[0], one.start) if one.kind == "age" else "",
            lead=folded[since : one.start],
            base=_base(folded, one),
            total=counted_in is not None or self._total.search(folded, max(since, one.part[0]), one.start) is not None,
        )

    def _beside(self, passage: _Passage, index: int) -> Iterator[tuple[str, Decimal, Bound]]:
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

    def _alternatives(self, folded: str, own: Stretch, one: Measure) -> tuple[tuple[str, ...], ...]:
        stretch = folded[own[0] : max(one.start, own[0])]
        return tuple(tuple(pattern.findall(stretch)) for pattern in self._kinds_of)

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

    def _payee_of(self, folded: str, one: Measure, since: int) -> Payee:
        """Who is said to get it, nearest before the figure or right behind it."""
        before = [m.lastgroup for m in self._payee.finditer(folded, since, min(one.sentence[1], one.end))]
        behind = self._payee_behind.match(folded, one.end)
        name = behind.lastgroup if behind else before[-1] if before else ""
        return "organisation" if name == "organisation" else "person" if name == "person" else ""


class _Passage:
    """The figures of one text, each asked for its neighbours in its sentence."""

    def __init__(self, folded: str, measures: Sequence[Measure]) -> None:
        self.folded, self.measures = folded, measures
        self._rows = dict(self._all_rows())

    def row(self, index: int) -> Row | None:
        return self._rows.get(index)

    def before(self, index: int) -> Measure | None:
        """The figure before it in its sentence."""
        return next(self._earlier(index), None)

    def _earlier(self, index: int) -> Iterator[Measure]:
        """Those before it in its sentence, the nearest first."""
        begins = self.measures[index].sentence[0]
        for at in range(index - 1, -1, -1):
            if self.measures[at].start < begins:
                return
            yield self.measures[at]

    def _later(self, index: int) -> Iterator[Measure]:
        ends = self.measures[index].sentence[1]
        for at in range(index + 1, len(self.measures)):
            if self.measures[at].start >= ends:
                return
            yield self.measures[at]

    def beside(self, index: int) -> Iterator[int]:
        """The figures since the amount before it in its sentence, the nearest first."""
        begins = self.measures[index].sentence[0]
        for at in range(index - 1, -1, -1):
            if self.measures[at].start < begins or self.measures[at].kind == "money":
                return
            yield at

    def own(self, index: int) -> Stretch:
        """What is said of it: from the figure of its kind before it, to the comma or the next such figure behind it."""
        one = self.measures[index]
        begins = one.sentence[0] if one.kind in ("money", "share") else one.part[0]
        before = next((other.end for other in self._earlier(index) if other.kind == one.kind), 0)
        following = next((other.start for other in self._later(index) if other.kind == one.kind), one.part[1])
        return max(begins, before), max(one.end, min(following, one.part[1]))

    def alone(self, index: int) -> Stretch:
        """Its sentence, less the parts that belong to the figures of its kind around it."""
        one = self.measures[index]
        begins, ends = one.sentence
        if before := next((other for other in self._earlier(index) if other.kind == one.kind), None):
            comma = self.folded.find(",", before.end, one.start)
            begins = comma + 1 if comma >= 0 else one.start
        edge = one.end
        for other in self._later(index):
            if other.kind != one.kind:
                continue
            if not _LIST_GAP.fullmatch(self.folded, edge, other.start):
                ends = max(edge, self.folded.rfind(",", edge, other.start))
                break
            edge = other.end  # of one row: what follows the row is said of all
        return begins, ends

    def end_of_range(self, index: int) -> Bound:
        """3万元至10万元: the ends of a range are its bounds."""
        if index and is_range(self.folded, self.measures[index - 1], self.measures[index]):
            return "most"
        following = self.measures[index + 1] if index + 1 < len(self.measures) else None
        return "least" if following and is_range(self.folded, self.measures[index], following) else ""

    def _all_rows(self) -> Iterator[tuple[int, Row]]:
        """Figures of one unit with only list marks between them."""
        first = 0
        while first < len(self.measures):
            stop = first + 1
            while stop < len(self.measures) and self._goes_on(stop):
                stop += 1
            if stop - first > 1:
                one = self.measures[first]
                lead = self.folded[one.sentence[0] : one.start]
                values = tuple(m.value for m in self.measures[first:stop])
                labels = _labels(lead, len(values))
                by_year = not labels and _BY_YEAR.search(lead) is not None
                yield from ((first + place, Row(place, values, labels, by_year)) for place in range(len(values)))
            first = stop

    def _goes_on(self, at: int) -> bool:
        last, one = self.measures[at - 1], self.measures[at]
        return last.unit == one.unit and _LIST_GAP.fullmatch(self.folded, last.end, one.start) is not None


def _labels(lead: str, count: int) -> tuple[str, ...]:
    """What each of a row is for: the list of as many items before 分别 (一、二、三等奖; 高级工、技师、高级技师)."""
    at = lead.rfind("分别")
    items = [i for i in re.split("[,，。；;]", lead[: max(at, 0)]) if i.strip()]
    labels = [label.strip() for label in items[-1].split("、")][-count:] if items else []
    if len(labels) < count:
        return ()
    if _PRIZE.fullmatch(labels[-1]):
        return tuple(label if label.endswith("等奖") else f"{label[-1]}等奖" for label in labels)
    return tuple(labels)


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
    receiving = rf"{_either(words.receiving)}|得(?=\s?[\d一二两三四五六七八九])"  # 企业得5万元, not 职工取得证书
    giving = _either(words.giving)
    before, behind = [], []
    for name, listed in (("organisation", words.organisations), ("person", words.persons)):
        who = _either(listed)
        before.append(
            rf"(?P<{name}>(?:{who})[^，。；,;\n]{{0,10}}?(?:{receiving})|(?:{giving})[^，。；,;\n]{{0,6}}?(?:{who}))"
        )
        behind.append(rf"(?P<{name}>{who})")
    return re.compile("|".join(before)), re.compile(rf"[^，。；,;\n]{{0,6}}?(?:{giving})(?:{'|'.join(behind)})")


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _ending(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{_either(words)})[^\d，,。；;]{{0,3}}$")


def _beginning(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\s?(?:\(含\))?(?:{_either(words)})")


def _anywhere(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(_either(words))
