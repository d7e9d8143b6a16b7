"""Quoted words marked in a clause: any number of them, one inside another or reaching over another's end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Span(NamedTuple):
    """The stretch of a text that a quotation is; ``begins``: not the rest of one that began before."""

    start: int
    end: int
    number: int
    begins: bool = True


class Mark(NamedTuple):
    """Marked words with what is marked within them. What reaches over a mark's end goes on in a mark after it."""

    number: int
    begins: bool
    pieces: tuple[str | Mark, ...]

    @property
    def words(self) -> str:
        """All of them."""
        return "".join(piece if isinstance(piece, str) else piece.words for piece in self.pieces)


def marked(text: str, spans: Iterable[Span]) -> tuple[str | Mark, ...]:
    """The text in pieces: plain ones and marks."""
    return tuple(_pieces(text, list(spans), 0, len(text)))


def _pieces(text: str, spans: list[Span], start: int, end: int) -> Iterator[str | Mark]:
    at = start
    left = sorted(spans, key=_order)
    while left:
        first, *others = left
        if at < first.start:
            yield text[at : first.start]
        within = [other._replace(end=min(other.end, first.end)) for other in others if other.start < first.end]
        over = [o._replace(start=first.end, begins=False) for o in others if o.start < first.end < o.end]
        yield Mark(first.number, first.begins, tuple(_pieces(text, within, first.start, first.end)))
        at = first.end
        left = sorted([*over, *(other for other in others if other.start >= first.end)], key=_order)
    if at < end:
        yield text[at:end]


def _order(span: Span) -> tuple[int, int, int]:
    """From where they begin, longer ones around shorter ones."""
    return span.start, -span.end, span.number
