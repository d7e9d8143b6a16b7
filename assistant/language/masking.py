"""Identifiers are masked before anything said is stored or logged: identity cards, telephones, bank cards, names.

Numbers are known by their form: identity cards by GB 11643 (a province, a day of birth), telephones by the numbering
plan, bank cards in groups of four by the check digit of ISO/IEC 7812-1, names by the words before them (``names.py``).
A text masked twice is the text masked once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.language.names import Names
from assistant.language.script import Traditional

IDENTITY_MASK = "〔身份证号已隐去〕"
MOBILE_MASK = "〔手机号已隐去〕"
TELEPHONE_MASK = "〔电话号码已隐去〕"
CARD_MASK = "〔银行卡号已隐去〕"
NAME_MASK = "〔姓名已隐去〕"

# PostgreSQL can't keep NUL in a text, and no other C0 control character but a new line and a tab means anything in one.
_CONTROLS = {code: None for code in range(0x20) if chr(code) not in "\n\t"}

_Span = tuple[int, int, str]  # from, to, and the mark that stands there instead


class Masker:
    """Masks identifiers. ``folder`` is the corpus; raises CorpusError."""

    def __init__(self, folder: Path) -> None:
        words = folder / "words"
        self._traditional = Traditional(words / "traditional.tsv")
        self._names = Names(words)

    def mask(self, text: str) -> str:
        """The text without control characters, a readable mark in place of each identifier."""
        text = text.translate(_CONTROLS)
        text = _replaced(text, _numbers(_plain(text)))
        names = self._names.within(self._traditional.simplified(_plain(text)))
        return _replaced(text, ((start, end, NAME_MASK) for start, end in names))


def _replaced(text: str, spans: Iterable[_Span]) -> str:
    pieces: list[str] = []
    at = 0
    for start, end, mark in spans:
        pieces += text[at:start], mark
        at = end
    return "".join(pieces) + text[at:]


def _plain(text: str) -> str:
    """Digits, letters, blanks and hyphens of any width as ASCII ones; as long as the text."""
    return text.translate({ord(c): _plain_character(c) for c in set(text) if not c.isascii()})


def _plain_character(character: str) -> str:
    kind = unicodedata.category(character)
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    if kind in ("Zs", "Cf"):  # a number that is copied from a telephone brings invisible marks of direction with it
        return " "
    if kind == "Pd" or character == "\N{MINUS SIGN}":
        return "-"
    same = unicodedata.normalize("NFKC", character)
    return same if len(same) == 1 and kind != "No" else character


# Every pattern is bounded, and begins where a number does: a wall of digits costs no more than its length.
_GAP = r"[ .\-]{0,3}"
_BREAK = r"[ \-]{1,3}"
_START = re.compile(r"(?<!\d)[(+]{0,2}\d")
_REST_OF_NUMBER = re.compile(r"\d*")
_DIGITS = re.compile(r"\d+")
_NO_MONEY = r"(?! ?[万亿美港欧日]{0,2}元)"
_COUNTRY = rf"(?:\(\+?86\)|\+?(?:00)?86){_GAP}"
_EXTENSION = r"(?: ?(?:-|转|分机|转分机) ?\d{1,6}(?!\d))?"
# No local number begins with 1 by the plan, but people make such ones up: they count when written in one.
_LOCAL_OF_CITY = rf"(?:[2-9](?:{_GAP}\d){{7}}|1\d{{7}})(?!\d)"
_LOCAL = rf"(?:[2-9](?:{_GAP}\d){{6,7}}|1\d{{6,7}})(?!\d)"

_PROVINCE = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
_GROUPS_OF_IDENTITY = {(18,), (17,), (6, 8, 4), (6, 8, 3), (6, 4, 4, 4), (6, 4, 4, 3), (6, 8, 3, 1), (6, 12), (6, 11)}
_GROUPS_OF_MOBILE = {(11,), (7, 4), (5, 6), (4, 3, 4), (4, 4, 3), (1,) * 11}


@dataclass(frozen=True, slots=True)
class _Number:
    """A number as it is written: its digits, how they are grouped, and what stands between the groups."""

    digits: str
    groups: tuple[int, ...]
    gaps: tuple[str, ...]

    @classmethod
    def of(cls, written: str) -> _Number:
        groups = _DIGITS.findall(written)
        return cls("".join(groups), tuple(map(len, groups)), tuple(_DIGITS.split(written)[1:-1]))

    @property
    def even(self) -> bool:
        """Whether points divide all of it or nothing: 135.50 1200.00 is no number."""
        return sum("." in gap for gap in self.gaps) in (0, len(self.gaps))


def _is_identity(number: _Number) -> bool:
    digits = number.digits
    if not _PROVINCE.match(digits) or not number.even:
        return False
    born = 1850 <= int(digits[6:10]) <= 2100 and _is_day(digits[10:14])
    return born or number.groups in _GROUPS_OF_IDENTITY


def _is_old_identity(number: _Number) -> bool:
    return bool(_PROVINCE.match(number.digits)) and number.even and _is_day(number.digits[8:12])


def _is_day(digits: str) -> bool:
    return 1 <= int(digits[:2]) <= 12 and 1 <= int(digits[2:]) <= 31


def _is_mobile(number: _Number) -> bool:
    return number.even and (number.groups[0] == 3 or number.groups in _GROUPS_OF_MOBILE)


def _holds_check(number: _Number) -> bool:
    """The check digit by Luhn: every second digit from the right counts twice, the digits of the products added."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in number.digits[-2::-2])
    return (sum(map(int, number.digits[-1::-2])) + sum(doubled)) % 10 == 0


def _always(_: _Number) -> bool:
    return True


# A form, what else must hold of its group, and its mark; the first that fits counts.
_FORMS: tuple[tuple[re.Pattern[str], Callable[[_Number], bool], str], ...] = tuple(
    (re.compile(form), holds, mark)
    for form, holds, mark in (
        (rf"(\d(?:{_GAP}\d){{16}}{_GAP}(?:\d(?!\d)|[Xx](?![\dA-Za-z])))", _is_identity, IDENTITY_MASK),
        (rf"(?:{_COUNTRY})?0?(1{_GAP}[3-9](?:{_GAP}\d){{9}})(?!\d){_NO_MONEY}", _is_mobile, MOBILE_MASK),
        (rf"{_COUNTRY}(?:\(0?(?:10|2\d)\)|0?(?:10|2\d)){_GAP}({_LOCAL_OF_CITY}){_EXTENSION}", _always, TELEPHONE_MASK),
        (rf"{_COUNTRY}(?:\(0?[3-9]\d\d\)|0?[3-9]\d\d){_GAP}({_LOCAL}){_EXTENSION}", _always, TELEPHONE_MASK),
        (rf"(?:\((?:010|02\d)\)|010|02\d){_GAP}({_LOCAL_OF_CITY}){_EXTENSION}", _always, TELEPHONE_MASK),
        (rf"(?:\(0[3-9]\d\d\)|0[3-9]\d\d){_GAP}({_LOCAL}){_EXTENSION}", _always, TELEPHONE_MASK),
        (rf"(\d(?:{_GAP}\d){{14}})(?!\d)", _is_old_identity, IDENTITY_MASK),
        (rf"(\d{{16,19}})(?![\dA-Za-z]){_NO_MONEY}", _always, CARD_MASK),
        (rf"(\d{{4}}(?:{_BREAK}\d{{4}}){{3}}{_BREAK}\d{{1,3}})(?!\d)", _holds_check, CARD_MASK),
        (rf"(\d{{4}}(?:{_BREAK}\d{{4}}){{3}})(?!\d)", _holds_check, CARD_MASK),
        (rf"(\d{{6}}{_BREAK}\d{{10,13}})(?!\d)", _holds_check, CARD_MASK),
    )
)


def _numbers(plain: str) -> Iterator[_Span]:
    """The numbers to be masked, from left to right."""
    at = 0
    while begins := _START.search(plain, at):
        first_digit = begins.end() - 1
        found = next(
            (span for start in range(begins.start(), first_digit + 1) if (span := _number_at(plain, start))), None
        )
        if found:
            yield found
            at = found[1]
        else:
            rest = _REST_OF_NUMBER.match(plain, first_digit)
            at = rest.end() if rest else len(plain)


def _number_at(plain: str, start: int) -> _Span | None:
    for form, holds, mark in _FORMS:
        found = form.match(plain, start)
        if found and holds(_Number.of(found[1])):
            return start, found.end(), mark
    return None
