"""Amounts in speech: whether a number is exact (三十五 against 三十五六, 四十出头), lengths of time, sums of money.

The numbers themselves are read by ``language.numerals``; here it is decided what their neighbours make of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.facts.listening.words import Words
from assistant.language.numerals import read_quantities

_DIGIT = "一二三四五六七八九十几数"
_RANGE_BEFORE = re.compile(r"[\d千万百k岁年月元一二两三四五六七八九十](?:到|至|-|~|、|或者?)$")
_LEFT_OVER = re.compile("[一二三四五六七八九](?:千|百|万|十|岁|年|个|块|元)")
_HALF_MONTH = re.compile(r"([一二两三四五六七八九]|\d{1,2})个半月")
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SHORT = re.compile(r"(?<![\da-zA-Z.])(\d{1,2})([wWkK])(\d)(?![\d.a-zA-Z])")  # 1w2, 4k5
_BARE_YEAR = 1000
_JUST = re.compile("[正刚恰整]好$")  # 正好四个月 is exact


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in speech with its unit (元, 年, 个月, 月, 岁, 人, %…, or none); 四五千 and 三年多 aren't ``exact``."""

    value: float
    unit: str
    start: int
    end: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time in months."""

    months: float
    start: int
    end: int
    exact: bool


class Amounts:
    """Reads amounts; words of vagueness (大概, 出头) make them inexact."""

    def __init__(self, words: Words) -> None:
        self._vague_before = words.pattern("(?:<about_before>|(?<!最)近)(?:有|是|个|满|到)?$")
        self._vague_after = words.pattern("<about_unit>?(?:<about_after>|,含)")
        self._range_after = words.pattern(
            r"<range_unit>?(?:到|至|-|~|或者?)[\d一二两三四五六七八九十半]|(?<=[\d一二三四五六七八九])、[\d一二三四五六七八九]"
        )
        self._rate = words.pattern("(?:元|块钱?)?(?:一|每)个?<rate_period>")  # 4500一个月 is 4500, unlike 四五千
        self._few = words.pattern(
            "(?<![第零一二两三四五六七八九十百千万几数半])[一二两三四五六七八九](?=[个位](?!<not_a_few>))"
        )

    def numbers(self, text: str) -> tuple[Amount, ...]:
        """Every number of the text, left to right."""
        read = [
            Amount(float(q.value), q.unit, q.start, q.end, self._exact(text, q.start, q.end))
            for q in read_quantities(text)
            if q.value < 10**9 and not text.startswith("第", q.start - 1 if q.start else 0)
        ]
        for short in _SHORT.finditer(text):
            step = 1_000 if short[2] in "wW" else 100
            value = float((int(short[1]) * 10 + int(short[3])) * step)
            start, end = short.span()
            read = [number for number in read if number.end <= start or end <= number.start]
            read.append(Amount(value, "", start, end, self._exact(text, start, end)))
        return tuple(sorted(read, key=lambda number: number.start))

    def counts(self, text: str, numbers: tuple[Amount, ...]) -> tuple[Amount, ...]:
        """The numbers and, where people are counted, single digits before a measure (两个高级工), left to right."""
        starts = {number.start for number in numbers}
        digits = [
            Amount(_DIGITS[found[0]], "", found.start(), found.end(), self._exact(text, found.start(), found.end()))
            for found in self._few.finditer(text)
            if found.start() not in starts
        ]
        return tuple(sorted((*numbers, *digits), key=lambda number: number.start))

    def spans(self, text: str, numbers: tuple[Amount, ...]) -> tuple[Span, ...]:
        """Every length of time: 半年, 三个月, 一年零三个月 = 15, 两年半, 一个半月."""
        found: list[Span] = []
        for half in _HALF_MONTH.finditer(text):
            found.append(Span((_DIGITS.get(half[1]) or float(half[1])) + 0.5, half.start(), half.end(), True))
        for number in numbers:
            if number.unit == "个月":
                months = number.value
            elif number.unit == "年" and number.value < _BARE_YEAR:
                months = number.value * 12
            else:
                continue
            last = found[-1] if found else None
            if last is not None and number.unit == "个月" and _goes_on(text, last, number):
                exact = number.exact and self._exact(text, last.start, last.end)
                found[-1] = Span(last.months + months, last.start, number.end, exact)
                continue
            found.append(Span(months, number.start, number.end, number.exact))
        return tuple(sorted(found, key=lambda span: span.start))

    def _exact(self, text: str, start: int, end: int) -> bool:
        before, after = text[max(0, start - 5) : start], text[end : end + 6]
        before = _JUST.sub("", before)
        if any(character in "多来余" for character in text[start:end]):
            return False
        if before and before[-1] in _DIGIT and not text[start].isdigit() and not before.endswith("岁数"):
            return False
        return not (
            self._vague_before.search(before)
            or _RANGE_BEFORE.search(before)
            or self._vague_after.match(after)
            or self._range_after.match(text, end)
            or (_LEFT_OVER.match(after) and not self._rate.match(after))
        )


def _goes_on(text: str, years: Span, months: Amount) -> bool:
    """Whether years and months are one length: 一年零三个月, 1年3个月."""
    between = text[years.end : months.start]
    return years.months % 12 == 0 and years.end <= months.start and between in ("", "零", "又", "加")


def whole(value: float) -> int | float:
    """A number without a needless fraction."""
    return int(value) if value == int(value) else value
