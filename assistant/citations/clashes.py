"""How two figures of one value can differ all the same: as bounds, in a row of amounts, by the words around them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.citations.roles import Row, Told

NEAR = 14  # characters right before a figure
CLEARLY = 2  # pairs of characters more in common with another figure's words than with its own

_BOUNDS = {"least": "至少", "most": "最多", "within": "在多久之内"}


def bound_clash(told: Told, printed: Told, capped: bool) -> str | None:
    """The most told as the least, a limit told as a fixed sum, a fixed sum told as a limit.

    ``capped``: the clause pays what was spent up to this sum, so that it is both.
    """
    if told.bound and printed.bound and (not told.total or printed.total):
        same = told.bound == printed.bound or (told.bound, printed.bound) == ("within", "most")
        return None if same else f"原文写的是{_BOUNDS[printed.bound]}，不是{_BOUNDS[told.bound]}。"
    kind = told.measure.kind
    if printed.bound == "most" and not told.bound and not told.total and kind in ("money", "duration"):
        return "原文写的是上限，不是固定的数。"
    at_most = told.bound == "most" and (capped or _ends_row(printed))
    if told.bound and not printed.bound and kind == "money" and not at_most:
        return "原文写的是固定的数，不是上限或下限。"
    return None


def _ends_row(printed: Told) -> bool:
    """最高1.2万元 of a row that ends with it is right."""
    return printed.row is not None and printed.measure.value == max(printed.row.values)


def label_clash(told: Told, printed: Told) -> str | None:
    """An amount of a row told for another year, another prize, another grade."""
    row = printed.row
    if row is None:
        return None
    year = told.year if told.year is not None else told.row.place + 1 if told.row and told.row.by_year else None
    if row.by_year:
        if year is None and told.period == "year" and not told.bound and not told.total:
            return "原文是逐年不同的数，不是每年都一样。"
        right = year is None or year == row.place + 1
        return None if right else f"原文里这是第{row.place + 1}年的数，不是第{year}年的。"
    if not row.labels:
        return None
    if told.row is not None and len(told.row.values) == len(row.values):
        return None if told.row.place == row.place else "次序和原文不一致。"
    best, length = _label_meant(row, told.lead)
    return f"原文里这不是{row.labels[best]}的数。" if length >= CLEARLY and best != row.place else None


def _label_meant(row: Row, words: str) -> tuple[int, int]:
    """Which of a row's labels the words have most of, and how many characters of it."""
    shared = [_shared(label, words, place, len(row.labels)) for place, label in enumerate(row.labels)]
    best = max(range(len(shared)), key=shared.__getitem__)
    return best, shared[best]


def _shared(label: str, words: str, place: int, count: int) -> int:
    """How much of a label stands in the words: its end where it opens the list, its beginning where it closes it."""
    if label in words:
        return len(label)
    lengths = range(len(label) - 1, 1, -1)
    if place == 0:
        return next((n for n in lengths if label[-n:] in words), 0)
    if place == count - 1:
        return next((n for n in lengths if label[:n] in words), 0)
    return 0


def told_of_another(told: Told, words: str, stretches: Sequence[str], right: Sequence[bool]) -> int | None:
    """Which other figure of a clause the words around a figure belong to: A类…5万元 where A类 is what 10万元 is for.

    ``stretches``: what the clause says of each of its figures; ``right``: which of them have the value told. Words that
    stand with one figure alone are its own; one of another value that shares clearly more of them is meant, be it in
    all that is said of it or right before it.
    """
    if told.row is not None or not any(right) or all(right):
        return None
    for near in (None, NEAR):
        other = _meant(
            [stretch[-near:] if near else stretch for stretch in stretches], words[-near:] if near else words, right
        )
        if other is not None:
            return other
    return None


def _meant(stretches: Sequence[str], words: str, right: Sequence[bool]) -> int | None:
    own = [pairs(stretch) for stretch in stretches]
    said = pairs(words)
    shared = [len(said & (mine - frozenset().union(*own[:i], *own[i + 1 :]))) for i, mine in enumerate(own)]
    best = max(range(len(own)), key=shared.__getitem__)
    fitting = max(n for n, fits in zip(shared, right, strict=True) if fits)
    return best if not right[best] and shared[best] >= fitting + CLEARLY else None


def pairs(text: str) -> frozenset[str]:
    """Every two characters that stand side by side, figures and punctuation left out."""
    plain = re.sub(r"[\d\s，。、；：,.;:（）()“”]", " ", text)
    return frozenset(pair for i in range(len(plain) - 1) if " " not in (pair := plain[i : i + 2]))
