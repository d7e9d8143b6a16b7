"""Labels as printed in Chinese official documents: 一、 （一） 1. （1） ① 第X章 第X条 一是 (GB/T 9704, 立法法 art. 65).

A label is recognised at the start of a block only; a number in running text (“1.2 倍”, “第3季度”) never is one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum

LONGEST_LABEL = 40  # characters; what comes later in a text can't be part of its label
NUMERAL = "〇零一二三四五六七八九十百"


class LabelKind(IntEnum):
    """Kinds of label; the value is the rank, outermost first."""

    PART = 0  # 第一编
    CHAPTER = 1  # 第一章
    SECTION = 2  # 第一节
    ARTICLE = 3  # 第一条
    COUNTED = 4  # 一、
    BRACKETED = 5  # （一）
    ARABIC = 6  # 1.
    BRACKETED_ARABIC = 7  # （1）
    CIRCLED = 8  # ①
    ENUMERATED = 9  # 一是


@dataclass(frozen=True, slots=True)
class Label:
    """A label as printed, its kind and its number."""

    printed: str
    kind: LabelKind
    number: int


_DIVISIONS = {"编": LabelKind.PART, "章": LabelKind.CHAPTER, "节": LabelKind.SECTION, "条": LabelKind.ARTICLE}
_DIGITS = "0-9０-９"
_PATTERN = re.compile(
    rf"第\s*(?P<division_number>[{NUMERAL}]+|[{_DIGITS}]{{1,3}})\s*(?P<division>[编章节条])"
    rf"|(?P<counted>[{NUMERAL}]+)\s*、(?![{NUMERAL}]+、)"
    rf"|[（(]\s*(?P<bracketed>[{NUMERAL}]+)\s*[）)]、?"
    rf"|[（(]\s*(?P<bracketed_arabic>[{_DIGITS}]{{1,3}})\s*[）)]、?"
    rf"|(?P<arabic>[{_DIGITS}]{{1,3}})\s*[.．、](?![{_DIGITS}])"
    r"|(?P<circled>[①-⑳])"
    rf"|(?P<enumerated>[{NUMERAL}]+)是(?![{NUMERAL}])"
)
# 第三条的规定, 第三条第二款, 第三条、第四条: a reference, not a label
_REFERENCE = re.compile(r"(?:的|之|规定|第|至|到|和|与|及|或|、|，|,|。|；|）|》|所|中|款|项|目)")


def read_label(text: str) -> Label | None:
    """The label that ``text`` begins with, or None."""
    found = _PATTERN.match(text, 0, LONGEST_LABEL)
    if found is None:
        return None
    kind, digits = _kind_and_digits(found)
    number = read_number(digits)
    if number is None or number == 0:
        return None
    if kind <= LabelKind.ARTICLE and _REFERENCE.match(text, found.end()):
        return None
    return Label(found.group(), kind, number)


def _kind_and_digits(found: re.Match[str]) -> tuple[LabelKind, str]:
    if found["division"]:
        return _DIVISIONS[found["division"]], found["division_number"]
    name = found.lastgroup or ""
    return {
        "counted": LabelKind.COUNTED,
        "bracketed": LabelKind.BRACKETED,
        "bracketed_arabic": LabelKind.BRACKETED_ARABIC,
        "arabic": LabelKind.ARABIC,
        "circled": LabelKind.CIRCLED,
        "enumerated": LabelKind.ENUMERATED,
    }[name], found[name]


def read_number(digits: str) -> int | None:
    """二十三, 23, ２３ and ⑨ as an int; None where it is no number below 1000."""
    if digits.isdigit() or (len(digits) == 1 and unicodedata.numeric(digits, -1) > 0 and digits not in NUMERAL):
        return int(unicodedata.normalize("NFKC", digits))
    total = current = 0
    for character in digits:
        value = unicodedata.numeric(character, -1)
        if value < 0:
            return None
        if value >= 10:
            total += (current or 1) * int(value)
            current = 0
        else:
            current = current * 10 + int(value)
    return total + current
