"""A document's days as a line from top to bottom: adopted, issued, in force, expired, and where a day stands in it.

Only geometry; the template draws it as SVG with the table of the days and their words behind it. Units of the drawing
are pixels at the usual text size; between two days the distance says nothing.
"""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import dataclass
from typing import Literal

from assistant.documents.corpus import Document, squeeze
from assistant.documents.metadata import DocumentMetadata, StatedDay
from assistant.server.parallel_text import ParallelText, Row

Point = Literal["signed", "printed", "in_force_from", "as_of", "in_force_to"]
Stretch = Literal["never", "unsaid", "not_yet_in_force", "in_force", "expired"]
POINTS: tuple[Point, ...] = ("signed", "printed", "in_force_from", "as_of", "in_force_to")  # in this order on one day
STATED: tuple[Point, ...] = ("signed", "printed", "in_force_from", "in_force_to")
WIDTH, ROW, END, LINE, TEXT = 340, 38, 20, 10, 32
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Mark:
    """A day on the line."""

    point: Point
    day: dt.date
    y: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the line: whether the document is law meanwhile."""

    stretch: Stretch
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class StatedPoint:
    """One of the four days with the words it is read from and the row they stand in; None: unknown."""

    point: Point
    day: dt.date | None = None
    words: str = ""
    row: Row | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The line, its days from the earliest, and all four days with their words."""

    marks: tuple[Mark, ...]
    pieces: tuple[Piece, ...]
    stated: tuple[StatedPoint, ...]

    width, line, text, half = WIDTH, LINE, TEXT, 6

    @property
    def height(self) -> float:
        return self.pieces[-1].bottom


def timeline_of(document: Document, text: ParallelText, as_of: dt.date) -> Timeline:
    """The days of a document, with the day asked about among them."""
    metadata = document.metadata
    days: dict[Point, dt.date] = {"as_of": as_of}
    for point in STATED:
        if stated := _stated(metadata, point):
            days[point] = stated.value
    order = sorted(days, key=lambda point: (days[point], POINTS.index(point)))
    marks = [Mark(point, days[point], END + ROW * (index + 0.5)) for index, point in enumerate(order)]
    edges = [0.0, *(mark.y for mark in marks), END * 2 + ROW * float(len(marks))]
    between = [marks[0].day - min(ONE_DAY, marks[0].day - dt.date.min)]
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        latest = following.day if following else dt.date.max
        between.append(mark.day + min(ONE_DAY, latest - mark.day))
    pieces = [
        Piece(_stretch(metadata, day), top, bottom)
        for day, (top, bottom) in zip(between, itertools.pairwise(edges), strict=True)
    ]
    return Timeline(tuple(marks), tuple(pieces), tuple(_point(metadata, text, point) for point in STATED))


def _stated(metadata: DocumentMetadata, point: Point) -> StatedDay | None:
    stated: StatedDay | None = getattr(metadata, point)
    return stated


def _stretch(metadata: DocumentMetadata, day: dt.date) -> Stretch:
    """Whether the document is law on a day; ``unsaid``: it has no first day."""
    status = metadata.legal_status(day)
    if status in ("draft", "explanatory_note"):
        return "never"
    if metadata.in_force_from is None and status == "in_force":
        return "unsaid"
    return "not_yet_in_force" if status == "not_yet_in_force" else "expired" if status == "expired" else "in_force"


def _point(metadata: DocumentMetadata, text: ParallelText, point: Point) -> StatedPoint:
    stated = _stated(metadata, point)
    if stated is None:
        return StatedPoint(point)
    rows = [row for row in text.rows if squeeze(stated.words) in squeeze(row.text.text)]
    return StatedPoint(point, stated.value, stated.words, rows[-1] if rows else None)
