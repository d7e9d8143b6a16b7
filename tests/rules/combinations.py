"""Boundary values of the facts that a benefit reads, and every combination of them with each fact known or not.

Cells stand for all the values of a fact: numbers at each bound, a step below and above, 0 and a big one; each word that
the benefit names and one that it doesn't; days around an anniversary. They are read off what the rule says, not asked
of the engine. A grid numbers its combinations like an odometer, the last fact turning fastest, digit 0 = unknown.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import math
import operator
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from assistant.facts.vocabulary import FactError, Facts, FactValue
from assistant.rules.assess import Rulebook
from assistant.rules.benefit import Benefit

STEP = 0.001  # beside a bound of what is measured: less than a fen
BIG = 10**9  # beyond every bound
UNBOUNDED = 10**8  # no sum with an upper end is as large; every sum without one is, at BIG
RETIREMENT = (50, 60, 63)  # nobody before the first, no man before the second, everybody from the third
MINIMUM_WAGE = [("2019-07-01", 2200), ("2021-08-01", 2320), ("2023-09-01", 2420), ("2025-09-01", 2540)]

Cells = dict[str, tuple[FactValue, ...]]


class Outcome(NamedTuple):
    """What the engine answers for one combination."""

    status: str
    missing: frozenset[str]
    low: Decimal | None
    high: Decimal | None


def answer(rulebook: Rulebook, benefit: Benefit, facts: Facts, day: dt.date) -> Outcome | None:
    """One benefit for these facts; None where they contradict each other."""
    try:
        situation = rulebook.situation(facts, day)
    except FactError:
        return None
    found = rulebook.entitlement(benefit, situation)
    low, high = (found.amount.min, found.amount.max) if found.amount else (None, None)
    return Outcome(found.status, frozenset(found.missing), low, high)


# --- Cells -----------------------------------------------------------------------------------------------------------


def cells_of(rulebook: Rulebook, benefit: Benefit, day: dt.date) -> Cells:
    """For each fact that the benefit's conditions or amount read, a value in every cell."""
    bounds: dict[str, list[Any]] = {}
    for leaf in benefit.when.leaves():
        bounds.setdefault(leaf.fact.id, []).extend(named_by(leaf.operator, leaf.operand, day))
    for fact, turning in turning_points(benefit).items():
        bounds.setdefault(fact, []).extend(turning)
    bounds.pop("applicant", None)  # who asks is known before anything else
    if "reached_retirement_age" in bounds:
        bounds["age"].extend(RETIREMENT)
    return {fact: cells_of_fact(rulebook, fact, tuple(values), day) for fact, values in bounds.items()}


def named_by(test: str, operand: Any, day: dt.date) -> list[Any]:
    """The words, numbers or years that one condition names; a multiple of the minimum wage in yuan of the day."""
    if test == "compare":
        return [limit for _, limit in operand]
    if test == "one_of":
        return list(operand)
    if test == "at_least_times":
        assert operand.parameter == "minimum_wage"
        return [round(minimum_wage(day) * operand.times, 2)]
    assert test in ("is", "is_not", "within_years"), test
    return [operand]


def minimum_wage(day: dt.date) -> int:
    """The monthly minimum wage of that day."""
    return [yuan for since, yuan in MINIMUM_WAGE if dt.date.fromisoformat(since) <= day][-1]


def turning_points(benefit: Benefit) -> dict[str, list[Any]]:
    """For each fact that the amount reads, where its sum changes step."""
    pays = benefit.pays.model_dump()
    points: dict[str, list[Any]] = {}
    match pays["kind"]:
        case "schedule":
            points[pays["by"]] = list(range(1, len(pays["amounts"]) + 1))
        case "monthly" if pays["months"]:
            points[pays["months"]] = [pays["limit"]]
        case "capped_actual":
            points[pays["by"]] = [pays["cap"]]
        case "tiered":
            points[pays["by"]] = [tier["from_"] for tier in pays["tiers"]]
        case "percentage":
            points[pays["of"]] = [0]
        case "up_to" if pays["by"]:
            points[pays["by"]] = list(pays["limits"])
        case "per_head":
            full = [pays["beyond"] + (pays["cap"] - pays["base"]) / pays["heads"][0]["amount"]] if pays["cap"] else []
            points |= {head["count"]: [pays["beyond"], *full] for head in pays["heads"]}
    if pays.get("per"):
        points.setdefault(pays["per"], []).append(1)
    return points


def cells_of_fact(rulebook: Rulebook, name: str, bounds: tuple[Any, ...], day: dt.date) -> tuple[FactValue, ...]:
    """A value on each side of every bound of one fact."""
    fact = rulebook.vocabulary.facts[name]
    match fact.type:
        case "bool":
            return (True, False)
        case "word":
            return words_and_another(fact.values, bounds)
        case "words":
            used = words_and_another(fact.values, bounds)
            return (*used, [used[-2], used[-1]])
        case "date":
            return tuple(days_around_anniversary(bounds, day))
    step = 1 if fact.type == "int" else STEP
    most = BIG if fact.max is None else fact.max
    numbers = {0, most, *(whole(bound + side) for bound in bounds for side in (-step, 0, step))}
    return (*sorted(n for n in numbers if 0 <= n <= most), *fact.also)


def words_and_another(allowed: tuple[str, ...], used: tuple[Any, ...]) -> tuple[str, ...]:
    """The words named, in the order allowed, and the last word that isn't named."""
    others = [word for word in allowed if word not in used]
    return (*(word for word in allowed if word in used), *others[-1:])


def days_around_anniversary(years: tuple[Any, ...], day: dt.date) -> Iterator[str]:
    """The first day within so many years with its neighbours and its month, the day asked about and the next."""
    one = dt.timedelta(days=1)
    for count in dict.fromkeys(years):
        first = day.replace(year=day.year - count)
        yield from ((first - one).isoformat(), first.isoformat(), (first + one).isoformat())
        yield from ((first.replace(day=1) - one).isoformat()[:7], first.isoformat()[:7])
    yield from (day.isoformat(), (day + one).isoformat())


def whole(number: float) -> float:
    """3.0 as 3, 2.9990000000000001 as 2.999."""
    return int(number) if number == int(number) else round(number, 3)


# --- Combinations ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Grid:
    """Every combination of the cells of some facts, each also unknown, beside facts that stay as they are."""

    cells: Cells
    fixed: Facts

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(self.cells)

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """The number of cells of each fact, unknown not counted."""
        return tuple(len(values) for values in self.cells.values())

    @cached_property
    def strides(self) -> tuple[int, ...]:
        """How far apart two combinations are that differ by one cell of a fact."""
        return tuple(math.prod(c + 1 for c in self.counts[place + 1 :]) for place in range(len(self.counts)))

    @property
    def size(self) -> int:
        return math.prod(count + 1 for count in self.counts)

    def combinations(self) -> Iterator[Facts]:
        """All of them, in the order of their numbers."""
        options = [[{}, *({name: value} for value in values)] for name, values in self.cells.items()]
        for chosen in itertools.product(*options):
            facts = dict(self.fixed)
            for part in chosen:
                facts.update(part)
            yield facts

    def complete(self) -> Iterator[Facts]:
        """Those in which every fact is known."""
        for chosen in itertools.product(*self.cells.values()):
            yield {**self.fixed, **dict(zip(self.cells, chosen, strict=True))}

    def facts_at(self, number: int) -> Facts:
        """The combination with this number."""
        facts = dict(self.fixed)
        for (name, values), stride in zip(self.cells.items(), self.strides, strict=True):
            digit = number // stride % (len(values) + 1)
            if digit:
                facts[name] = values[digit - 1]
        return facts


@dataclass(frozen=True)
class Answered:
    """A grid with the engine's answers: for each combination the place of its outcome in ``outcomes`` (0: None)."""

    grid: Grid
    numbers: list[int]
    outcomes: list[Outcome | None]

    @property
    def contradictory(self) -> int:
        return self.numbers.count(0)

    def steps(self, place: int) -> set[tuple[int, int]]:
        """The pairs of different outcomes before and after the fact at this place becomes known."""
        stride, count = self.grid.strides[place], self.grid.counts[place]
        pairs: set[tuple[int, int]] = set()
        for start in range(0, len(self.numbers), stride * (count + 1)):
            before = self.numbers[start : start + stride]
            for after in range(start + stride, start + stride * (count + 1), stride):
                pairs.update(zip(before, self.numbers[after : after + stride], strict=True))
        return {(before, after) for before, after in pairs if before and after}

    def first_step(self, place: int, pair: tuple[int, int]) -> tuple[Facts, FactValue]:
        """The first combination where that pair stands, and the value that became known."""
        stride, values = self.grid.strides[place], self.grid.cells[self.grid.names[place]]
        return next(
            (self.grid.facts_at(number), value)
            for number, outcome in enumerate(self.numbers)
            if outcome == pair[0] and number // stride % (len(values) + 1) == 0
            for digit, value in enumerate(values, start=1)
            if self.numbers[number + digit * stride] == pair[1]
        )


def answer_all(rulebook: Rulebook, benefit: Benefit, grid: Grid, day: dt.date) -> Answered:
    """The engine's answer to every combination of a grid."""
    places: dict[Outcome | None, int] = {None: 0}
    numbers = [places.setdefault(answer(rulebook, benefit, facts, day), len(places)) for facts in grid.combinations()]
    return Answered(grid, numbers, list(places))


# --- What completions say --------------------------------------------------------------------------------------------


class Whole(NamedTuple):
    """What all completions of a combination say together: the answer that it ought to get.

    ``turns``: the facts for which two completions that differ in nothing else have different statuses; ``sways``: for
    which two eligible ones pay different sums; both as bits by the place of the fact.
    """

    statuses: frozenset[str]
    low: Decimal | None
    high: Decimal | None
    turns: int
    sways: int

    @property
    def status(self) -> str:
        return next(iter(self.statuses)) if len(self.statuses) == 1 else "undetermined"

    def missing(self, names: tuple[str, ...]) -> frozenset[str]:
        bits = {"undetermined": self.turns, "eligible": self.sways, "ineligible": 0}[self.status]
        return frozenset(name for place, name in enumerate(names) if bits >> place & 1)

    def agrees(self, found: Outcome, names: tuple[str, ...]) -> bool:
        """Whether the engine answered so; a sum without an upper end is None there and huge at BIG here."""
        unbounded = found.high is None and self.high is not None and self.high >= UNBOUNDED
        return (
            found.status == self.status
            and found.missing == self.missing(names)
            and found.low == self.low
            and (found.high == self.high or unbounded)
        )


class Summing:
    """Sums up completions, from the combinations in which most is known to that in which nothing is."""

    def __init__(self, answered: Answered) -> None:
        self.answered = answered
        self.wholes: list[Whole | None] = []
        self._places: dict[Whole | None, int] = {}
        self._joined: dict[tuple[int, tuple[int, ...], tuple[int, ...]], int] = {}
        self._single = [self._place(of_itself(outcome)) for outcome in answered.outcomes]

    def numbers(self) -> list[int]:
        """For each combination the place of what its completions say in ``wholes`` (0: contradictory)."""
        grid, found = self.answered.grid, self.answered.numbers
        steps = [range(stride, stride * (n + 1), stride) for stride, n in zip(grid.strides, grid.counts, strict=True)]
        digits = itertools.product(*(range(count, -1, -1) for count in grid.counts))
        numbers = [0] * grid.size
        for number, chosen in zip(range(grid.size - 1, -1, -1), digits, strict=True):
            if not found[number]:
                continue
            unknown = [place for place, digit in enumerate(chosen) if not digit]
            if not unknown:
                numbers[number] = self._single[found[number]]
                continue
            parts = tuple([numbers[number + step] for step in steps[unknown[0]]])
            others = tuple([numbers[number + step] for step in steps[unknown[1]]]) if len(unknown) > 1 else ()
            key = (unknown[0], parts, others)
            numbers[number] = self._joined.get(key) or self._join(key)
        return numbers

    def _place(self, whole: Whole | None) -> int:
        place = self._places.setdefault(whole, len(self.wholes))
        if place == len(self.wholes):
            self.wholes.append(whole)
        return place

    def _join(self, key: tuple[int, tuple[int, ...], tuple[int, ...]]) -> int:
        place, parts, others = key
        joined = join(
            place,
            [whole for part in parts if (whole := self.wholes[part])],
            [whole for other in others if (whole := self.wholes[other])],
        )
        self._joined[key] = self._place(joined)
        return self._joined[key]


def of_itself(outcome: Outcome | None) -> Whole | None:
    """What a combination says in which everything is known."""
    return None if outcome is None else Whole(frozenset({outcome.status}), outcome.low, outcome.high, 0, 0)


def join(place: int, parts: list[Whole], others: list[Whole]) -> Whole:
    """What the cells of one fact say together.

    ``others`` are the cells of another fact unknown too: whether the first matters is seen where only it is unknown.
    """
    paying = [part for part in parts if part.status != "ineligible"]
    turns = functools.reduce(operator.or_, (part.turns for part in parts))
    sways = functools.reduce(operator.or_, (part.sways for part in parts))
    if others:
        turns |= functools.reduce(operator.or_, (other.turns & 1 << place for other in others))
        sways |= functools.reduce(operator.or_, (other.sways & 1 << place for other in others))
    else:
        turns |= (len({part.status for part in parts}) > 1) << place
        sums = {(part.low, part.high) for part in paying if part.status == "eligible"}
        sways |= (len(sums) > 1) << place
    lows = [part.low for part in paying if part.low is not None]
    highs = [part.high for part in paying if part.high is not None]
    statuses = frozenset[str]().union(*(part.statuses for part in parts))
    return Whole(statuses, min(lows, default=None), max(highs, default=None), turns, sways)
