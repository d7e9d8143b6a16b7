"""Counts as pictures: horizontal bars with their labels, and columns for the days of a month.

Only geometry; the template draws it as SVG, with the table of the numbers behind it. Units of a drawing are pixels at
the usual text size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from wcwidth import wcswidth

Shade = Literal["within", "late"]  # full, and hatched
SHADES: tuple[Shade, ...] = ("within", "late")
WIDTH = 340
COLUMN = 8.2  # of half a Chinese character
GAP, SHORTEST = 8, 3.0  # before a number; a count beside a much larger one is still seen
ROW, LABEL, THICK = 50, 17, 16  # of horizontal bars: the label's line above its bar
LONGEST_LABEL = 38  # columns
TOP, HIGH, FOOT = 26, 96, 24  # of columns: the line that says the most, the room of the columns, the days
BETWEEN = 2.0
EDGE = 5  # half of what the last day is wider than its column


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a drawing."""

    x: float
    y: float
    width: float
    height: float
    shade: Shade


@dataclass(frozen=True, slots=True)
class Words:
    """Text in a drawing; ``centred`` on ``x``, else beginning there."""

    x: float
    y: float
    text: str
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn. ``says`` tells it in words; ``legend``: what each shade stands for, where there are two."""

    height: float
    boxes: tuple[Box, ...]
    words: tuple[Words, ...]
    says: str
    legend: tuple[tuple[Shade, str], ...] = ()

    width = WIDTH


def bars(rows: Sequence[tuple[str, Sequence[int]]], names: Sequence[str], unit: str) -> Picture | None:
    """A bar for each row, its counts one after the other; None where all is nothing. ``names``: of the counts."""
    drawn = [(label, counts) for label, counts in rows if sum(counts)]
    if not drawn:
        return None
    numbers = ["＋".join(map(str, counts)) if len(counts) > 1 else str(counts[0]) for _, counts in drawn]
    room = WIDTH - GAP - COLUMN * max(map(wcswidth, numbers))
    scale = room / max(sum(counts) for _, counts in drawn)
    boxes, words = [], []
    for index, ((label, counts), number) in enumerate(zip(drawn, numbers, strict=True)):
        top, x = index * ROW + LABEL + 5, 0.0
        words.append(Words(0, index * ROW + LABEL, _short(label)))
        for shade, count in zip(SHADES, counts, strict=False):
            if count:
                width = round(max(count * scale, SHORTEST), 1)
                boxes.append(Box(round(x, 1), top, width, THICK, shade))
                x += width
        words.append(Words(round(x + GAP, 1), top + THICK - 3, number))
    said = "；".join(f"{label} {number}{unit}" for (label, _), number in zip(drawn, numbers, strict=True))
    return Picture(len(drawn) * ROW, tuple(boxes), tuple(words), f"{said}。", _legend(names))


def columns(days: Sequence[tuple[int, Sequence[int]]], names: Sequence[str], stacked: bool) -> Picture | None:
    """A column for each day of a month with its counts, one on the other or side by side; None where all is nothing."""
    tallest = max((sum(counts) if stacked else max(counts) for _, counts in days), default=0)
    if not tallest:
        return None
    step, scale, floor = (WIDTH - EDGE) / len(days), HIGH / tallest, TOP + HIGH
    boxes: list[Box] = []
    for index, (_, counts) in enumerate(days):
        left, width, y = index * step, (step - BETWEEN) / (1 if stacked else len(counts)), float(floor)
        for place, (shade, count) in enumerate(zip(SHADES, counts, strict=False)):
            if count:
                height = round(max(count * scale, SHORTEST), 1)
                x = left if stacked else left + place * width
                base = y if stacked else floor
                boxes.append(Box(round(x, 1), round(base - height, 1), round(width, 1), height, shade))
                y -= height
    words = [Words(0, LABEL, f"最多的一天 {tallest}")]
    for index, (day, _) in enumerate(days):
        if day == 1 or day % 5 == 0:
            words.append(Words(round(index * step + (step - BETWEEN) / 2, 1), floor + 18, str(day), centred=True))
    totals = [sum(counts[place] for _, counts in days) for place in range(len(names))]
    said = "，".join(f"{name}共{total}" for name, total in zip(names, totals, strict=True))
    top_day = next(day for day, counts in days if tallest == (sum(counts) if stacked else max(counts)))
    says = f"整月{said}；最多的是{top_day}日，{tallest}。每天的数在下面的表格里。"
    return Picture(TOP + HIGH + FOOT, tuple(boxes), tuple(words), says, _legend(names))


def _legend(names: Sequence[str]) -> tuple[tuple[Shade, str], ...]:
    return tuple(zip(SHADES, names, strict=False)) if len(names) > 1 else ()


def _short(label: str) -> str:
    """As much of a label as has room."""
    if wcswidth(label) <= LONGEST_LABEL:
        return label
    while wcswidth(label) > LONGEST_LABEL - 2:
        label = label[:-1]
    return f"{label}…"
