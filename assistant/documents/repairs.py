"""What was removed from a source told by kind, so that people can see what was repaired and check it."""

from __future__ import annotations

import bisect
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.documents.lines import BOOKMARK, INVISIBLE
from assistant.documents.mapped import Span
from assistant.documents.outline import Outline
from assistant.documents.repair import repair

RepairKind = Literal["page_number", "bookmark", "joined_line", "stray_blank", "invisible", "layout"]
_WORDS = re.compile(r"\S(?:[^\n]*\S)?")


@dataclass(frozen=True, slots=True)
class Repair:
    """A stretch ``source[start:end]`` that no clause and no line of metadata has.

    ``joined_line``: a line broken within a paragraph (where a page ends there too, its first stretch only);
    ``stray_blank``: blanks within a line; ``layout``: indents and empty lines between paragraphs, no damage.
    """

    kind: RepairKind
    start: int
    end: int


def repairs_of(source: str, outline: Outline, title: Span = (0, 0)) -> tuple[Repair, ...]:
    """Everything removed from a source, in order: the stretches give ``outline.removed`` back when joined.

    ``title``: where the title is printed, whose lines are one as a paragraph's are.
    """
    blocks = [(block.content.at[0], block.content.at[-1] + 1) for block in repair(source) if block.content]
    starts = [start for start, _ in blocks]
    found: list[Repair] = []
    for start, end in outline.removed:
        block = blocks[max(bisect.bisect_right(starts, start) - 1, 0)] if blocks else title
        within = any(first < start and end < last for first, last in (block, title))
        found += _told(source, (start, end), within)
    return tuple(found)


def counted(repairs: tuple[Repair, ...]) -> dict[RepairKind, int]:
    """How many there are of each kind, in the order of their first."""
    return dict(Counter(repair.kind for repair in repairs))


def _told(source: str, removed: Span, within: bool) -> Iterator[Repair]:
    """The parts of one stretch; ``within``: it stands inside a heading or paragraph."""
    kind: RepairKind = "layout"
    if within:
        kind = "joined_line" if "\n" in source[slice(*removed)] else "stray_blank"
    at = removed[0]
    for named, start, end in _with_words(source, removed):
        if at < start:
            yield Repair(kind, at, start)
            kind = "layout"
        yield Repair(named, start, end)
        at = end
    if at < removed[1]:
        yield Repair(kind, at, removed[1])


def _with_words(source: str, removed: Span) -> Iterator[tuple[RepairKind, int, int]]:
    """What of it isn't blank: bookmarks, characters that nobody sees, and else page numbers, alone on their lines."""
    bookmarks = [mark.span() for mark in BOOKMARK.finditer(source, *removed)]
    edges = [removed[0], *(edge for span in bookmarks for edge in span), removed[1]]
    for index, (start, end) in enumerate(itertools.pairwise(edges)):
        if index % 2:
            yield "bookmark", start, end
            continue
        for words in _WORDS.finditer(source, start, end):
            yield "invisible" if INVISIBLE.fullmatch(words.group()) else "page_number", *words.span()
