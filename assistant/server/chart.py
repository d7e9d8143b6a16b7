"""Payments by year as bars: what of the total can be drawn when at the earliest, before and after a document's end.

Only geometry and sums; the template draws it as SVG, with the table of all payments behind it. Units of the drawing are
pixels at the usual text size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from wcwidth import wcswidth

from assistant.answers.figures import counted

Json = dict[str, Any]
WIDTH, LABELS, GAP = 340, 66, 8  # of the drawing; of the column of years; before a sum
COLUMN = 8.2  # of half a Chinese character
ROW, THICK, HEAD = 40, 22, 4
SHORTEST = 3.0  # a sum beside a much larger one is still seen


@dataclass(frozen=True, slots=True)
class Dated:
    """One payment of the total. ``year`` and ``day`` None: the day from which it counts isn't known."""

    name: str
    label: str
    min: float
    max: float | None
    day: str | None
    after: bool

    @property
    def year(self) -> int | None:
        return int(self.day[:4]) if self.day else None


@dataclass(frozen=True, slots=True)
class Bar:
    """A year's payments: their sum in words, and how much of it in yuan falls due after the end of a document."""

    year: int | None
    sum: str
    after: float
    top: float
    within_width: float
    after_width: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars in the order of years, and the payments that they stand for."""

    bars: tuple[Bar, ...]
    payments: tuple[Dated, ...]

    width, label_width, gap, thick = WIDTH, LABELS, GAP, THICK

    @property
    def height(self) -> int:
        return HEAD + ROW * len(self.bars)

    @property
    def has_after(self) -> bool:
        """Whether anything falls due after a document's end."""
        return any(payment.after for payment in self.payments)


def chart_of(answer: Json, say: Callable[[float, float | None], str]) -> Chart | None:
    """The payments of what is counted in the total; None where none of them has a day. ``say``: a sum in words."""
    payments = tuple(sorted(_payments(answer), key=lambda payment: (payment.day is None, payment.day or "")))
    years = {year: [p for p in payments if p.year == year] for year in dict.fromkeys(p.year for p in payments)}
    longest = max((sum(map(_drawn, of_year)) for of_year in years.values()), default=0.0)
    if not longest or not any(years):
        return None
    sums = {year: say(sum(p.min for p in of_year), _most(of_year)) for year, of_year in years.items()}
    room = (WIDTH - LABELS - GAP - COLUMN * max(map(wcswidth, sums.values()))) / longest
    bars = []
    for index, (year, of_year) in enumerate(years.items()):
        after = sum(_drawn(payment) for payment in of_year if payment.after)
        within = sum(map(_drawn, of_year)) - after
        top = HEAD + ROW * index + (ROW - THICK) / 2
        bars.append(Bar(year, sums[year], after, top, _width(within, room), _width(after, room)))
    return Chart(tuple(bars), payments)


def _payments(answer: Json) -> Iterator[Dated]:
    for benefit, payment in counted(answer):
        if payment["max"] != 0:
            yield Dated(
                benefit["name"], payment["label"], payment["min"], payment["max"], payment["due_from"],
                bool(payment["after_expiry"]),
            )  # fmt: skip


def _most(payments: list[Dated]) -> float | None:
    return None if any(payment.max is None for payment in payments) else sum(payment.max or 0 for payment in payments)


def _drawn(payment: Dated) -> float:
    """How long a payment is drawn: its most; where that has no end, its least."""
    return payment.min if payment.max is None else payment.max


def _width(yuan: float, room: float) -> float:
    return round(max(yuan * room, SHORTEST), 1) if yuan else 0.0
