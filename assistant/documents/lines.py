"""The lines of a text as they can be read: bookmarks, page numbers and invisible characters out, widths measured.

Widths are counted in columns, as on a page of GB/T 9704: a Chinese character or mark takes two, a letter or digit one.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from assistant.documents.labels import Label, read_label
from assistant.documents.mapped import MappedText

# Unicode's paragraph separator. Readers of files that know their paragraphs write it at the end of each, in front of
# the line feed, so that whoever keeps the text keeps the paragraphs; a plain text seldom has any.
PARAGRAPH_END = "\u2029"

_LINE = re.compile(r"[^\r\n\f\v\u2028\u2029]+")
BOOKMARK = re.compile(r"\[bookmark:[^\[\]\n]*\]")  # no “[” inside, so that unclosed ones cost their own length only
INVISIBLE = re.compile("[\u0000-\u0008\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_PAGE_NUMBER = re.compile(
    r"[-—–－―·]+\s*\d{1,4}\s*[-—–－―·]+|第\s*\d{1,4}\s*页(?:\s*[/，,]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}"
)
_LONE_NUMBER = re.compile(r"\d{1,4}")

_CJK = (
    "\u2014\u2018\u2019\u201c\u201d\u2026\u2460-\u24ff\u3001-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff5e"
)
_LATIN = r"0-9A-Za-z%‰"
_STRAY_BLANK = re.compile(
    rf"(?<=[{_CJK}])[^\S\n]+(?=[{_LATIN}])|(?<=[{_LATIN}])[^\S\n]+(?=[{_CJK}])|(?<=\d)[^\S\n]+(?=[%‰])"
)
_OPENING = "（(《〈“‘〔【「『"
_CLOSING = "，,。！？!?；;：:、）)》〉”’〕】」』…%"
_FIRST_TOKEN = re.compile(rf"[{re.escape(_OPENING)}]*(?:[{_LATIN}.]+|.)[{re.escape(_CLOSING)}]*")
_SENTENCE_END = re.compile(r"[。！？!?；;：:…][”’）)》〉」』】\]]*$")
_LONGEST_END = 40  # characters at the end of a text that are looked at for the end of a sentence


class _Widths(dict[str, int]):
    """The width of each character, looked up once."""

    def __missing__(self, character: str) -> int:
        width = 2 if unicodedata.east_asian_width(character) in "WFA" else 1
        self[character] = width
        return width


_WIDTHS = _Widths()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the source, tidied."""

    content: MappedText
    columns: int  # as printed, stray blanks included
    tidy_columns: int
    indent: int
    gap: int  # empty lines in front of it
    opens: bool  # the source says that a paragraph ended in front of it (PARAGRAPH_END)
    label: Label | None

    @property
    def text(self) -> str:
        return self.content.text


def columns(text: str) -> int:
    """Width in columns: a Chinese character or mark two, a letter or digit one."""
    return len(text) if text.isascii() else sum(map(_WIDTHS.__getitem__, text))


def first_token(text: str) -> str:
    """What could not be broken off from the start of a line."""
    found = _FIRST_TOKEN.match(text)
    return found.group() if found else ""


def ends_sentence(text: str) -> bool:
    """True where the text closes a sentence or introduces a list; a paragraph may end here."""
    return _SENTENCE_END.search(text[-_LONGEST_END:]) is not None


def is_page_number(text: str) -> bool:
    """“- 4 -”, “第 4 页 共 9 页”, “4/9”: a line that can be nothing else."""
    return _PAGE_NUMBER.fullmatch(text) is not None


def tidied(content: MappedText) -> MappedText:
    """Without stray blanks between Chinese and Latin characters."""
    if len(content.text.split(maxsplit=1)) < 2:  # most lines have no blank at all
        return content
    return content.without(found.span() for found in _STRAY_BLANK.finditer(content.text))


def readable_lines(source: str) -> list[Line]:
    """Every line that says something."""
    lines: list[Line] = []
    previous_end = 0
    for found in _LINE.finditer(source):
        content = _visible(MappedText.of(source, *found.span()))
        stripped = content.strip()
        if not stripped or is_page_number(stripped.text):
            continue
        between = source[previous_end : found.start()]
        tidy = tidied(stripped)
        wide = columns(stripped.text)
        lines.append(
            Line(
                content=tidy,
                columns=wide,
                tidy_columns=wide if tidy is stripped else columns(tidy.text),
                indent=columns(content.text[: len(content) - len(content.text.lstrip())]),
                gap=max(0, between.count("\n") - 1),
                opens=PARAGRAPH_END in between,
                label=read_label(tidy.text),
            )
        )
        previous_end = found.end()
    return _without_running_numbers(lines)


def _visible(content: MappedText) -> MappedText:
    if content.text.isprintable() and "[" not in content.text:  # nothing of either kind
        return content
    if "[" in content.text:
        content = content.without(mark.span() for mark in BOOKMARK.finditer(content.text))
    return content.without(mark.span() for mark in INVISIBLE.finditer(content.text))


def _without_running_numbers(lines: list[Line]) -> list[Line]:
    """Lone numbers on lines of their own are page numbers where they run on by one."""
    numbers = [int(line.text) for line in lines if _LONE_NUMBER.fullmatch(line.text)]
    running = len(numbers) >= 2 and all(b == a + 1 for a, b in itertools.pairwise(numbers))
    return [line for line in lines if not _LONE_NUMBER.fullmatch(line.text)] if running else lines


def wrap_width(lines: list[Line]) -> int | None:
    """Columns at which the document was broken into lines, or None where each line is a whole paragraph.

    Where the file marks its paragraphs, it takes more lines of one width to say that each was a broken line.
    """
    marked = sum(line.opens for line in lines) * 2 > len(lines)
    fewest, share = (8, 0.45) if marked else (4, 0.3)
    counts = Counter(line.tidy_columns for line in lines)
    inner = [line for line in lines if not ends_sentence(line.text)]
    best, width = 0, 0
    for candidate in (c for c in counts if 36 <= c <= 100):
        near = sum(counts[c] for c in range(candidate - 5, candidate + 1))
        if (near, candidate) > (best, width):
            best, width = near, candidate
    broken = sum(width - 5 <= line.tidy_columns <= width for line in inner)
    if best < max(fewest, share * len(lines)) or broken < 0.6 * best:
        return None
    return width
