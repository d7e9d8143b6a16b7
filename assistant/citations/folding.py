"""One spelling for characters that print alike, at the same offsets: full and half width, brackets, blanks."""

from __future__ import annotations

import re
import unicodedata

_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_OPENING, _CLOSING = "〔﹝［【〖〘[﹙", "〕﹞］】〗〙]﹚"
_BLANKS = "\u3000\u00a0\u2002\u2003\u2009\u200b\ufeff\t\r"
_TITLE_OPENING, _TITLE_CLOSING = "〈«＜<", "〉»＞>"
_BLANK = re.compile(r"(?<=[^\s\dA-Za-z]) +(?=[^\s])|(?<=\d) +(?=[^\s\dA-Za-z])")
_SAME = {
    **_WIDTH,
    **{ord(c): "(" for c in _OPENING},
    **{ord(c): ")" for c in _CLOSING},
    **{ord(c): "《" for c in _TITLE_OPENING},
    **{ord(c): "》" for c in _TITLE_CLOSING},
    **{ord(c): " " for c in _BLANKS},
    **{ord(c): "-" for c in "—–‐‑−～~﹣"},
    ord("○"): "〇",
}
_MARKS = str.maketrans({**dict.fromkeys("“”‘’「」『』＂\"'《》〈〉«»＜＞<>", "'"), **dict.fromkeys("〔﹝［【[", "(")})
_ENDS = str.maketrans(dict.fromkeys("〕﹞］】]", ")"))


def fold(text: str) -> str:
    """The text in one spelling, character for character: offsets in it are offsets in ``text``.

    >>> fold("西行规发［２０２１］２号")
    '西行规发(2021)2号'
    """
    return text.translate(_SAME)


def bare(text: str) -> str:
    """What counts when words are compared: no white space, one width, one kind of quotation mark and bracket.

    Nothing else is folded: another punctuation mark is another text. Compatibility characters that would unfold into
    several (㈠) are left as they are.
    """
    return "".join(bare_character(c) for c in text)


def bare_character(character: str) -> str:
    """One character as ``bare`` has it: one character or none."""
    if character.isspace() or character in "\u200b\ufeff":
        return ""
    folded = character.translate(_MARKS).translate(_ENDS)
    narrow = unicodedata.normalize("NFKC", folded)
    return narrow if len(narrow) == 1 else folded


def bare_with_offsets(text: str, start: int = 0, end: int | None = None) -> tuple[str, list[int]]:
    """``bare`` of a stretch, and for each of its characters the offset in ``text``."""
    characters: list[str] = []
    at: list[int] = []
    for offset in range(start, len(text) if end is None else end):
        narrow = bare_character(text[offset])
        if narrow:
            characters.append(narrow)
            at.append(offset)
    return "".join(characters), at


def closed_up(folded: str) -> tuple[str, list[int]]:
    """A folded text without the blanks that stand between its characters (西 行 规 发), as scans and forms have them,
    and for each character left its offset. A blank between two numbers or two Latin words stays.
    """
    gaps = {at for gap in _BLANK.finditer(folded) for at in range(gap.start(), gap.end())}
    at = [offset for offset in range(len(folded)) if offset not in gaps]
    return "".join(folded[offset] for offset in at), at


def is_within(short: str, long: str) -> bool:
    """Whether all characters of ``short`` stand in ``long`` in their order."""
    letters = iter(long)
    return all(letter in letters for letter in short)


def squeezed(text: str) -> str:
    """Without blanks."""
    return re.sub(r"\s+", "", text)
