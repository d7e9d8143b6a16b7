"""Quantities as people write them (六千, 一万二, 1.2万, 3k, 半年, 仨月) and as documents do (6000元, 36个月)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_MAGNITUDES = {**_SMALL, "万": 10_000, "亿": 100_000_000, "k": 1000, "K": 1000, "w": 10_000, "W": 10_000}
_COUPLES = {"俩": 2, "仨": 3}

# The lengths are bounded so that a wall of digits can't cost more than its own length.
_ARABIC = re.compile(r"(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:\.\d{1,6})?")
_LATIN_MAGNITUDE = re.compile(r"[kKwW](?![A-Za-z0-9])")
_UNIT = re.compile(r"\s?(?:多|来|余)?(周年|年|个月|月|周岁|岁|个人|名|人|倍|%|％|块钱|块|元)")
_UNITS = {"周年": "年", "周岁": "岁", "个人": "人", "名": "人", "％": "%", "块钱": "元", "块": "元"}
# What a digit counts that isn't the end of the number before it: 三千一个月 are 3000 for one month.
_COUNTED = re.compile(r"[一二两三四五六七八九1-9](?:个?月|年|天|次|季)|[一1](?:个人|个|人|名|家)")
_SMALLER = re.compile("([1-9])([百千])(?![万亿])")
_START = re.compile(r"[\d零〇一二两三四五六七八九十百半俩仨]")
_BARE_YEAR = 1000  # from here on “年” is a year of the calendar, not a length of time


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, its unit (元, 年, 个月, 月, 岁, 人, 倍, % or none) and its place ``start:end`` in the text."""

    value: Decimal
    unit: str
    start: int
    end: int

    @property
    def canonical(self) -> str:
        """One spelling for one quantity: 1.2万元 and 一万二 are “12000”, 三年 and 36个月 are “36个月”."""
        value, unit = self.value, self.unit
        if unit == "年" and value < _BARE_YEAR:
            value, unit = value * 12, "个月"
        digits = format(value.normalize(), "f")
        return digits if unit == "元" else digits + unit


def read_quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of a text, left to right. A Chinese digit counts only with a magnitude or a unit (not 第三方)."""
    return tuple(_scan(text))


def _scan(text: str) -> Iterator[Quantity]:
    position = 0
    while (start := _START.search(text, position)) is not None:
        found = _quantity(text, start.start())
        if found is None:
            position = start.end()
        else:
            yield found
            position = found.end


def _quantity(text: str, start: int) -> Quantity | None:
    if text.startswith("百分之", start):
        number = _number(text, start + 3)
        return None if number is None else Quantity(number[0], "%", start, number[1])
    if text[start] == "半":
        half = re.compile("年|个月").match(text, start + 1)
        if half is None:
            return None
        value = Decimal(6) if half[0] == "年" else Decimal("0.5")
        return Quantity(value, "个月", start, half.end())
    if text[start] in _COUPLES:
        month = text.startswith("月", start + 1)
        value = Decimal(_COUPLES[text[start]])
        return Quantity(value, "个月", start, start + 2) if month else Quantity(value, "", start, start + 1)
    number = _number(text, start)
    if number is None:
        return None
    value, end = number
    unit = _UNIT.match(text, end)
    if unit is None:
        plain_digit = end == start + 1 and text[start] in _DIGITS
        return None if plain_digit else Quantity(value, "", start, end)
    name = _UNITS.get(unit[1], unit[1])
    end = unit.end()
    if name == "年" and text.startswith("半", end) and value < _BARE_YEAR:
        return Quantity(value * 12 + 6, "个月", start, end + 1)
    return Quantity(value, name, start, end)


def _number(text: str, start: int) -> tuple[Decimal, int] | None:
    """The number that begins at ``start`` and the offset behind it."""
    arabic = _ARABIC.match(text, start)
    return _chinese(text, start) if arabic is None else _with_magnitude(text, arabic)


def _with_magnitude(text: str, arabic: re.Match[str]) -> tuple[Decimal, int]:
    """1.2万, 3千, 3k, 100万; and 1万2 = 12000."""
    value, end = Decimal(arabic[0].replace(",", "")), arabic.end()
    scale = 1
    while end < len(text) and text[end] in "百千万亿" and scale < _MAGNITUDES["亿"]:
        scale *= _MAGNITUDES[text[end]]
        end += 1
    if scale == 1 and (latin := _LATIN_MAGNITUDE.match(text, end)):
        scale, end = _MAGNITUDES[latin[0]], latin.end()
    elif scale > 1 and "." not in arabic[0] and (rest := _SMALLER.match(text, end)):  # 1万2千, 3千5百
        smaller = Decimal(rest[1]) * _MAGNITUDES[rest[2]]
        if smaller < scale:
            return value * scale + smaller, rest.end()
    elif (
        scale > 1
        and (rest := re.compile(r"[1-9](?![\d.百千万])").match(text, end))
        and "." not in arabic[0]
        and not _COUNTED.match(text, end)
    ):
        return value * scale + Decimal(rest[0]) * scale / 10, rest.end()
    return value * scale, end


def _chinese(text: str, start: int) -> tuple[Decimal, int] | None:
    """一万二 = 12000, 六千 = 6000, 二十五, 二〇二六. Reading stops where the numeral can't go on (六千九千: 6000)."""
    years = re.compile("[零〇一二三四五六七八九]{4}(?![百千万])").match(text, start)
    if years is not None:
        return Decimal("".join(str(_DIGITS[c]) for c in years[0])), years.end()
    total = section = 0
    last, zero, position = 0, False, start  # last: the magnitude just read
    while position < len(text):
        here, following = text[position], text[position + 1 : position + 2]
        if here in "零〇" and last and not zero:
            zero, position = True, position + 1
        elif here == "十" and (position == start or zero) and not section:
            section, last, zero, position = 10, 10, False, position + 1
        elif here in "万亿" and section:
            total += section * _MAGNITUDES[here]
            section, last, zero, position = 0, _MAGNITUDES[here], False, position + 1
        elif here not in _DIGITS or here in "零〇":
            break
        elif following in _SMALL and following:
            if (last and last <= _SMALL[following]) or (section and last < 10):
                break
            section += _DIGITS[here] * _SMALL[following]
            last, zero, position = _SMALL[following], False, position + 2
        elif following in ("万", "亿") and following:
            if section and not zero and last != 10:
                break
            total += (section + _DIGITS[here]) * _MAGNITUDES[following]
            section, last, zero, position = 0, _MAGNITUDES[following], False, position + 2
        else:
            colloquial = last > 10 and not zero  # 一万二: the digit counts tenths of what stands before it
            if colloquial and _COUNTED.match(text, position):
                break
            section += _DIGITS[here] * (last // 10 if colloquial else 1)
            position += 1
            break
    return None if position == start else (Decimal(total + section), position - _zero_tail(text, start, position))


def _zero_tail(text: str, start: int, end: int) -> int:
    """How many zeros without a digit behind them were read (a numeral doesn't end in 零)."""
    return 1 if end - start > 1 and text[end - 1] in "零〇" else 0
