"""What is still open of the rules: said by staff, found by running them, or written into rules and documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.accounts.reviewing import Entry
from assistant.documents.standing import chinese_day
from assistant.engine import Engine
from assistant.rules.benefit import Benefit
from assistant.rules.examples import Tried

Kind = Literal[
    "question", "comment", "example", "parameter", "document", "conflict", "interpretation", "discretion"
]  # fmt: skip
POINT_NAMES: dict[Kind, str] = {
    "question": "疑问", "comment": "意见", "example": "例子算出来不一样", "parameter": "数还没有核实",
    "document": "文件本身", "conflict": "条文可能不一致", "interpretation": "这样读的", "discretion": "由部门认定",
}  # fmt: skip
NOTED: tuple[Kind, ...] = ("conflict", "interpretation", "discretion")  # notes that leave something open


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """One thing that is open, and the clauses it is about. ``entry``: of the review, where it was said there."""

    kind: Kind
    text: str
    clauses: tuple[str, ...] = ()
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Shared:
    """A point with all the benefits that it is open for."""

    point: OpenPoint
    benefits: tuple[Benefit, ...]


def open_points(
    engine: Engine, benefit: Benefit, entries: Iterable[Entry], tried: Iterable[Tried], day: dt.date
) -> list[OpenPoint]:
    """What is open of one rule on a day, in the order of ``POINT_NAMES``."""
    found = [
        *said_points(entries), *_failed(tried), *_unconfirmed(engine, benefit, day),
        *_of_document(engine, benefit.document, day), *_noted(benefit),
    ]  # fmt: skip
    return sorted(found, key=lambda point: list(POINT_NAMES).index(point.kind))


def said_points(entries: Iterable[Entry]) -> list[OpenPoint]:
    """What staff said and nobody has dealt with."""
    said: dict[str, Kind] = {"question": "question", "comment": "comment"}
    return [OpenPoint(said[entry.kind], entry.text, (), entry) for entry in entries if entry.open]


def by_kind(found: Iterable[tuple[Benefit, Sequence[OpenPoint]]]) -> list[tuple[Kind, list[Shared]]]:
    """All points of several benefits by kind; what is open for several of them once."""
    shared: dict[OpenPoint, list[Benefit]] = {}
    for benefit, points in found:
        for point in points:
            shared.setdefault(point, []).append(benefit)
    grouped = {
        kind: [Shared(point, tuple(benefits)) for point, benefits in shared.items() if point.kind == kind]
        for kind in POINT_NAMES
    }
    return [(kind, points) for kind, points in grouped.items() if points]


def _failed(tried: Iterable[Tried]) -> Iterator[OpenPoint]:
    for number, example in enumerate(tried, start=1):
        if not example.agrees:
            yield OpenPoint("example", f"第{number}个例子现在算出来和写的不一样。")


def _unconfirmed(engine: Engine, benefit: Benefit, day: dt.date) -> Iterator[OpenPoint]:
    parameters = engine.rules.parameters
    for name in benefit.figures:
        value, called = parameters.on(name, day), parameters.figures[name].name
        if value is None:
            yield OpenPoint("parameter", f"{called}：当天没有已公布的数。")
        elif not value.confirmed:
            yield OpenPoint("parameter", f"{called}{value.amount}元的来源（{value.source}）还没有核实。")


def _of_document(engine: Engine, document: str, day: dt.date) -> Iterator[OpenPoint]:
    metadata = engine.corpus.documents[document].metadata
    status = metadata.legal_status(day)
    if status != "in_force":
        yield OpenPoint("document", f"{metadata.name}：{engine.notices.legal_status[status]}。")
    lacking = [] if metadata.number else ["发文字号"]
    if not (metadata.signed or metadata.printed or metadata.in_force_from):
        lacking.append("日期")
    if lacking:
        yield OpenPoint("document", f"{metadata.name}：原文没有{'和'.join(lacking)}。")


def _noted(benefit: Benefit) -> Iterator[OpenPoint]:
    kinds: dict[str, Kind] = {kind: kind for kind in NOTED}
    for note in benefit.notes:
        if note.kind in kinds:
            clauses = (c if "#" in c else f"{benefit.document}#{c}" for c in note.clauses or [benefit.clause])
            since = f"（{chinese_day(note.from_)}起才这样说）" if note.from_ else ""
            yield OpenPoint(kinds[note.kind], note.text + since, tuple(clauses))
