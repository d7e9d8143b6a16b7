"""Words searched within one document: in its repaired text, and in the source as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.documents.mapped import Span, spans_of
from assistant.server.parallel_text import ParallelText, Row

CONTEXT = 18  # characters shown on either side
MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class WordsHit:
    """Words found in a row, and what stands around them. ``broken``: the source doesn't have them in one piece."""

    row: Row
    before: str
    words: str
    after: str
    broken: bool


@dataclass(frozen=True)
class WordsFound:
    """Where the words stand: in the repaired text, and in the source only. ``offsets`` in the source."""

    hits: tuple[WordsHit, ...]
    in_source_only: tuple[WordsHit, ...]
    offsets: frozenset[int]

    @property
    def broken(self) -> int:
        """How many of the hits a search of the source file would miss."""
        return sum(hit.broken for hit in self.hits)

    @property
    def listed(self) -> tuple[WordsHit, ...]:
        """As many as are shown."""
        return (*self.hits, *self.in_source_only)[:MOST_LISTED]


def find_words(text: ParallelText, source: str, words: str) -> WordsFound:
    """Every place where the words stand, whether letters are large or small."""
    hits: list[WordsHit] = []
    offsets: set[int] = set()
    for row in text.rows:
        whole = row.text
        for start, end in _places(whole.text, words):
            spans = spans_of(whole.at[start:end])
            offsets.update(whole.at[start:end])
            hits.append(_hit(row, whole.text, start, end, broken=len(spans) > 1))
    only = [(start, end) for start, end in _places(source, words) if not offsets.issuperset(range(start, end))]
    for start, end in only:
        offsets.update(range(start, end))
    return WordsFound(tuple(hits), tuple(_in_source(text, source, *span) for span in only), frozenset(offsets))


def _places(text: str, words: str) -> Iterator[Span]:
    return (found.span() for found in re.finditer(re.escape(words), text, re.IGNORECASE))


def _in_source(text: ParallelText, source: str, start: int, end: int) -> WordsHit:
    row = next(row for row in text.rows if start < row.end)
    return _hit(row, source, start, end, broken=False)


def _hit(row: Row, text: str, start: int, end: int, broken: bool) -> WordsHit:
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return WordsHit(row, before, text[start:end], after, broken)
