"""How two figures of one value can differ all the same: as bounds, in a row of amounts, by the words around them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.citations.passage import Row
from assistant.citations.roles import Told

NEAR = 14  # characters right before a figure
SAME_END = 3  # characters: 服务费 is 服务费, 平均工资 isn't 最低工资
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
    listed = told.row is not None and (told.row.by_year or len(told.row.values) == len(row.values))
    year = told.year if told.year is not None else told.row.place + 1 if told.row and listed else None
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


_SPANS = {"month": "按月", "year": "按年", "once": "一次性"}


def period_clash(told: Told, printed: Told) -> str | None:
    """Told by another span of time than printed, or by one where none is printed."""
    if not told.period or told.period == printed.period:
        return None
    if not printed.period:
        return "原文没有写按年、按月给。" if told.period != "once" and told.period_near else None
    if printed.period not in _SPANS:
        return None
    shown = f"，不是{_SPANS[told.period]}的" if told.period in _SPANS else ""
    return f"原文是{_SPANS[printed.period]}的{shown}。"


def tier_clash(told: Told, printed: Told, rivals: Sequence[Told]) -> str | None:
    """An amount told for a size that the clause gives another amount for: 100人以下…5万元, 50人以上…5万元."""
    known = {(unit, value) for rival in rivals for unit, value, _ in rival.beside}
    own = {(unit, value): bound for unit, value, bound in printed.beside}
    for unit, value, bound in told.beside:
        if (unit, value) not in known:
            continue
        if (unit, value) not in own:
            return f"原文里和这个数在一起的不是{value:g}{unit}。"
        printed_bound = own[unit, value]
        if bound and printed_bound and bound != printed_bound:
            return f"原文里和这个数在一起的是{value:g}{unit}{'以上' if printed_bound == 'least' else '以下'}。"
    return None


def base_clash(told: Told, printed: Told) -> str | None:
    """A share or a multiple told of something else: 最低工资的70% where 平均工资的70% is printed."""
    if not told.base or not printed.base:
        return None
    same = told.base in printed.base or _common_end(told.base, printed.base) >= min(SAME_END, len(told.base))
    return None if same else f"原文里是{printed.base}的，不是{told.base}的。"


def _common_end(one: str, other: str) -> int:
    return next((n for n in range(min(len(one), len(other)), 0, -1) if one[-n:] == other[-n:]), 0)


def alternative_clash(told: Told, printed: Told, rivals: Sequence[Told]) -> str | None:
    """特等奖 where the clause has 一等奖 to 三等奖; 市级 where this figure is what 国家级 gets."""
    if told.row is not None and printed.row is not None and len(told.row.values) == len(printed.row.values):
        return None  # told in the clause's own order
    for kind, named in enumerate(told.alternatives):
        if not named or not any(rival.alternatives[kind] for rival in rivals):
            continue
        own = printed.alternatives[kind]
        row = printed.row
        right = (row.labels[row.place],) if row and row.labels else own
        if not any(named[-1] in words for words in right) or (row and row.labels and named[-1] not in right[0]):
            return f"原文里这不是{named[-1]}的数。"
    return None


def told_of_another(told: Told, words: str, stretches: Sequence[str], right: Sequence[bool]) -> int | None:
    """Which other figure of a clause the words around a figure belong to: A类…5万元 where A类 is what 10万元 is for.

    ``stretches``: what the clause says of each of its figures; ``right``: which of them have the value told. Words that
    stand with one figure alone are its own; one of another value that shares clearly more of them is meant, be it in
    all that is said of it or right before it.
    """
    if told.row is not None or not any(right) or all(right):
        return None
    in_all = _meant(stretches, words, right)
    return in_all if in_all is not None else _meant([stretch[-NEAR:] for stretch in stretches], words[-NEAR:], right)


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
