"""The figures that a text states: money, shares, multiples, durations, ages and counts, each with its unit and place.

What a figure says besides (the most or the least, by the month, for the third year, of which benefit) is ``roles``'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from assistant.language.numerals import Quantity, read_quantities

Kind = Literal["money", "share", "multiple", "duration", "age", "count"]
Stretch = tuple[int, int]

REACH = 400  # characters to each side in which a sentence ends, or is taken to
_KINDS: dict[str, Kind] = {
    "元": "money", "%": "share", "倍": "multiple", "年": "duration", "个月": "duration", "岁": "age", "人": "count",
}  # fmt: skip
_DURATIONS = {"天": "天", "日": "天", "小时": "小时", "课时": "课时", "分钟": "分钟"}
_COUNTED = re.compile(r"\s?(?:余|多)?(人次|课时|分钟|小时|平方米|户|家|场|套|期|次|天|日|个)")
_NO_SPAN = tuple("薪龄级轻货")  # 李三年薪6000元
_FEW_THINGS = 10  # 三个条件, 两个月内: fewer 个 than these are counted in passing
_CALENDAR_YEAR = 1000
_TENTHS = re.compile(r"([一二三四五六七八九]|\d(?:\.\d)?)成(?!功|立|效|绩|长|果|本|为|员|人|交|熟|就|分|都)")
_TO = re.compile(r"\s?(?:\(含\)|岁|周岁|人|元|万元)?\s?(?:-|至|到)\s?")
_LIST_MARK = re.compile(r"\s?[、/]\s?")
_CLAUSE_END = re.compile("[,，。；;！？!?\n]")
_SENTENCE_END = re.compile("[。；;！？!?\n]")
_PER = re.compile(r"每(?:[^，。；,;\n]{0,4})$")
_GAP = re.compile(r"(?<=[\d万亿千百]) {1,3}(?=[万亿千百元%年个月人岁倍周名])")
_LEAST_MONEY = 100
_ROUND = re.compile("[百千万]")
_ENDS = re.compile(r"左右|以上|以下|以内|封顶|(?![\u4e00-\u9fff\dA-Za-z%.])")
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure ``start:end`` of a text: ``value`` in ``unit`` (元, %, 倍, 个月, 天, 岁, 人 …).

    ``low``: the lower end of a range that ends here (16-24岁). ``sentence``, ``part``: the stretches between full stops
    and between commas around it.
    """

    value: Decimal
    unit: str
    kind: Kind
    start: int
    end: int
    sentence: Stretch
    part: Stretch
    low: Decimal | None = None


def read_measures(folded: str) -> list[Measure]:
    """Every figure of a folded text, left to right; no dates, ordinals, rates (每满一年), things counted in passing."""
    return list(_measures(folded, sorted(_all_quantities(folded), key=lambda q: q.start)))


def is_range(folded: str, first: Measure, second: Measure) -> bool:
    """Whether two figures are the ends of a range: 3万元至10万元."""
    return first.unit == second.unit and _TO.fullmatch(folded, first.end, second.start) is not None


def _measures(folded: str, quantities: Sequence[Quantity]) -> Iterator[Measure]:
    pending: list[Quantity] = []
    last: Measure | None = None
    for quantity in quantities:
        measure = _measured(folded, quantity)
        if measure is None:
            pending = [*pending[-_FEW_THINGS:], quantity] if not quantity.unit else []
            continue
        if pending and _TO.fullmatch(folded, pending[-1].end, measure.start):
            measure = replace(measure, low=pending[-1].value, start=pending[-1].start)
        elif pending and measure.kind == "money":
            yield from _of_list(folded, pending, measure)
        elif last is not None and is_range(folded, last, measure):
            measure = replace(measure, low=last.value)
        pending, last = [], measure
        yield measure


def _of_list(folded: str, pending: Sequence[Quantity], last: Measure) -> list[Measure]:
    """6000、9000、12000元: the unit counts for the numbers before it as well."""
    taken: list[Measure] = []
    behind = last.start
    for quantity in reversed(pending):
        if not _LIST_MARK.fullmatch(folded, quantity.end, behind):
            break
        behind = quantity.start
        taken.insert(0, replace(last, value=quantity.value, start=quantity.start, end=quantity.end))
    return taken


def _measured(folded: str, quantity: Quantity) -> Measure | None:
    """A quantity as a figure; None for what counts nothing, dates, ordinals and rates."""
    value, unit, end = quantity.value, quantity.unit, quantity.end
    if unit == "人" and folded.startswith("次", end):
        unit, end = "人次", end + 1
    elif not unit and (counted := _COUNTED.match(folded, end)):
        unit, end = _DURATIONS.get(counted[1], counted[1]), counted.end()
    kind = _KINDS.get(unit) or ("duration" if unit in _DURATIONS.values() else "count")
    of_calendar = (unit == "年" and folded[end : end + 1] in _NO_SPAN) or (
        unit == "月" or (unit == "年" and value >= _CALENDAR_YEAR) or (unit == "天" and folded[end - 1] == "日")
    )
    if not unit and _is_money(folded, quantity):
        unit, kind = "元", "money"
    in_passing = unit in ("", "次") or (unit == "个" and value < _FEW_THINGS)
    before = folded[max(0, quantity.start - 8) : quantity.start]
    if (
        of_calendar
        or in_passing
        or before.endswith(("第", "前", "头"))
        or _is_rate(before, folded[end : end + 1], kind, value)
    ):
        return None
    if unit == "年":
        value, unit = value * 12, "个月"
    sentence, part = (_between(mark, folded, quantity.start, end) for mark in (_SENTENCE_END, _CLAUSE_END))
    return Measure(value, unit, kind, quantity.start, end, sentence, part)


def _is_money(folded: str, quantity: Quantity) -> bool:
    """头一年六千，第二年一万二: a round number without a unit, told as what is paid."""
    written = folded[quantity.start : quantity.end]
    return quantity.value >= _LEAST_MONEY and bool(_ROUND.search(written)) and bool(_ENDS.match(folded, quantity.end))


def _is_rate(before: str, behind: str, kind: Kind, value: Decimal) -> bool:
    """每满一年, 每人, 一个月两千块: what an amount is paid by."""
    if kind == "duration" and (value <= 1 or before.endswith("满")) and re.match("[\\d一二两三四五六七八九]", behind):
        return True
    one = kind in ("count", "duration") and value <= 1
    return (one or (kind == "duration" and before.endswith(("满", "每")))) and _PER.search(before) is not None


def _all_quantities(folded: str) -> list[Quantity]:
    """Quantities and tenths (七成 is 70%); a blank between a number and its unit (5 万元) is none."""
    tenths = [_tenths(found) for found in _TENTHS.finditer(folded)]
    at_tenths = {q.start for q in tenths}
    gaps = {at for gap in _GAP.finditer(folded) for at in range(gap.start(), gap.end())}
    if not gaps:
        return [*tenths, *(q for q in read_quantities(folded) if q.start not in at_tenths)]
    at = [i for i in range(len(folded)) if i not in gaps]
    read = read_quantities("".join(folded[i] for i in at))
    placed = [replace(q, start=at[q.start], end=at[q.end - 1] + 1) for q in read]
    return [*tenths, *(q for q in placed if q.start not in at_tenths)]


def _tenths(found: re.Match[str]) -> Quantity:
    digit = found[1]
    value = Decimal(_DIGITS.index(digit)) if digit in _DIGITS else Decimal(digit)
    return Quantity(value * 10, "%", found.start(), found.end())


def _between(mark: re.Pattern[str], folded: str, start: int, end: int) -> Stretch:
    """The stretch between two marks around ``start:end``, marks left out."""
    first = max(0, start - REACH)
    before = max((m.end() for m in mark.finditer(folded, first, start)), default=first)
    behind = mark.search(folded, end, end + REACH)
    return before, behind.start() if behind else min(len(folded), end + REACH)
