"""A checked text as passages with nested marks: what a template writes one after the other.

Passages are the lines in which something was found, and what is between them, long ones cut; everything here is linear
in the text and in what was found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

LONGEST_PASSAGE = 1_500  # characters
# What is not seen, or turns what follows around: shown by its number. Tabs are left to do what they do.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_SENTENCE_END = "。；！？"


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is marked: ``start:end`` of the text, and which finding it is."""

    start: int
    end: int
    number: int


@dataclass(frozen=True, slots=True)
class Piece:
    """What comes next: plain text, an unseen character by name, or the beginning or end of a finding's mark.

    ``last``: the mark ends for good here, and doesn't go on behind another's or in the next passage.
    """

    kind: Literal["text", "unseen", "open", "close"]
    text: str = ""
    number: int = -1
    last: bool = False


@dataclass(slots=True)
class Passage:
    """``start:end`` of the text, and the findings that begin in it, as numbers."""

    start: int
    end: int
    begins: list[int]


def passages(text: str, stretches: Sequence[Stretch]) -> list[Passage]:
    """The text in passages, each with what begins in it; ``stretches`` are in the order of their starts."""
    found: list[Passage] = []
    place = 0
    for start, end, following in _spans(text):
        begins = []
        while place < len(stretches) and stretches[place].start < following:
            begins.append(stretches[place].number)
            place += 1
        if found and not begins and not found[-1].begins and end - found[-1].start <= LONGEST_PASSAGE:
            found[-1].end = end
        else:
            found.append(Passage(start, end, begins))
    return found


def pieces(text: str, passage: Passage, around: Sequence[Stretch]) -> Iterator[Piece]:
    """A passage piece by piece. ``around``: what touches it by its start, of what starts together the longest first."""
    bounds = {passage.start, passage.end}
    bounds |= {place for s in around for place in (s.start, s.end) if passage.start < place < passage.end}
    places, following = sorted(bounds), list(reversed(around))
    opened: list[Stretch] = []
    for at, until in pairwise(places):
        while following and following[-1].start <= at:
            opened.append(following.pop())
            yield Piece("open", number=opened[-1].number)
        yield from _plain(text[at:until])
        ending = [place for place, stretch in enumerate(opened) if stretch.end <= until or until == passage.end]
        if not ending:
            continue
        others = []
        while len(opened) > ending[0]:
            stretch = opened.pop()
            yield Piece("close", number=stretch.number, last=stretch.end <= until)
            if stretch.end > until and until < passage.end:
                others.append(stretch)
        for stretch in reversed(others):
            opened.append(stretch)
            yield Piece("open", number=stretch.number)


def seen(text: str) -> str:
    """The text with every unseen character by its number, where no mark-up can be had."""
    return _UNSEEN.sub(lambda found: f"〔{_named(found[0])}〕", text)


def _plain(text: str) -> Iterator[Piece]:
    at = 0
    for unseen in _UNSEEN.finditer(text):
        if unseen.start() > at:
            yield Piece("text", text[at : unseen.start()])
        yield Piece("unseen", _named(unseen[0]))
        at = unseen.end()
    if at < len(text):
        yield Piece("text", text[at:])


def _named(character: str) -> str:
    """As ``U+202E``, with its name where it has one."""
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}{f' {name}' if name else ''}"


def _spans(text: str) -> Iterator[tuple[int, int, int]]:
    """The lines, long ones cut behind the last sentence that fits: start, end, and where the next one starts."""
    at = 0
    while at <= len(text):
        line_end = text.find("\n", at)
        line_end = len(text) if line_end < 0 else line_end
        while line_end - at > LONGEST_PASSAGE:
            most = at + LONGEST_PASSAGE
            cut = max(text.rfind(mark, at + LONGEST_PASSAGE // 2, most) for mark in _SENTENCE_END) + 1 or most
            yield at, cut, cut
            at = cut
        yield at, line_end, line_end + 1
        at = line_end + 1
