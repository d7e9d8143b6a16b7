"""Numbers of automatic lists, as Word (``w:numFmt``) and HTML (``list-style-type``) name their ways of writing them."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_HEAVENLY, _EARTHLY = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST = 9_999  # beyond it every list goes on in digits


def chinese(number: int, digits: str = "零一二三四五六七八九", places: str = "千百十") -> str:
    """1 to 9999 in Chinese numerals: 十, 二十一, 一百零五."""
    if not 0 < number <= _MOST:
        return str(number)
    written, skipped = "", False
    for place, name in zip((1000, 100, 10, 1), (*places, ""), strict=True):
        digit = number // place % 10
        if digit:
            written += (digits[0] if skipped and written else "") + digits[digit] + name
            skipped = False
        else:
            skipped = True
    one_ten = digits[1] + places[2]
    return written[1:] if written.startswith(one_ten) and digits[1] == "一" else written


def _positional(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _counting(number: int) -> str:
    """Word's chineseCounting says digit by digit what is beyond ninety-nine."""
    return chinese(number) if number < 100 else _positional(number)


def _letters(number: int) -> str:
    """a to z, then aa, bb, as Word goes on."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written


def _run(first: str, count: int) -> Callable[[int], str]:
    """Numbers that have a character each, from ``first`` on."""
    return lambda number: chr(ord(first) + number - 1) if number <= count else str(number)


def _circled(number: int) -> str:
    if number <= 20:
        return chr(ord("①") + number - 1)
    if number <= 35:
        return chr(ord("㉑") + number - 21)
    return chr(ord("㊱") + number - 36) if number <= 50 else str(number)


def _cycle(characters: str) -> Callable[[int], str]:
    return lambda number: characters[(number - 1) % len(characters)]


def _full_width(number: int) -> str:
    return "".join(chr(ord("０") + int(digit)) for digit in str(number))


_WAYS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02}",
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
    "chineseCounting": _counting,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": chinese,
    "ideographDigital": _positional,
    "japaneseDigitalTenThousand": _positional,
    "taiwaneseDigital": _positional,
    "chineseLegalSimplified": lambda number: chinese(number, _FORMAL, "仟佰拾"),
    "ideographLegalTraditional": lambda number: chinese(number, "零壹貳參肆伍陸柒捌玖", "仟佰拾"),
    "ideographTraditional": _cycle(_HEAVENLY),
    "ideographZodiac": _cycle(_EARTHLY),
    "ideographEnclosedCircle": _run("㊀", 10),
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _run("⒈", 20),
    "decimalEnclosedParen": _run("⑴", 20),
    "none": lambda _: "",
}


def written(number: int, way: str) -> str:
    """A number the way a list writes it; digits where the way isn't known or doesn't reach so far."""
    if way == "none":
        return ""
    return _WAYS.get(way, str)(number) if 0 < number <= _MOST else str(number)
