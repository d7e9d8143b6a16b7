"""Conditions with three values: true, false, and unknown together with the facts that can still decide it.

Kleene's tables come first. They are not exact where one unknown fact stands in several places (低保 true, every other
group false, 登记失业 unknown: both values give false), so what stays unknown is split on the cells of the facts that
occur more than once. What is left then reads each fact once, and there every remaining fact matters.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from math import prod

from assistant.facts.calendar import anniversary
from assistant.facts.derive import Between, Known
from assistant.facts.vocabulary import Fact, Facts, FactValue
from assistant.rules.parameters import DatedValue, Parameters

MOST_COMBINATIONS = 50_000
TINY = 1e-6  # just beside a bound; in yuan it rounds to nothing
Truth = bool | None


@dataclass(frozen=True, slots=True)
class Grounds:
    """The words that a condition stands on: clause id, quotation, and where in the clause's text it begins."""

    clause: str
    quote: str
    start: int = 0


class Situation:
    """What a condition is evaluated against: facts known on a day, and the dated figures. Never changes."""

    __slots__ = ("_figures", "known", "parameters", "values")

    def __init__(self, known: Known, parameters: Parameters) -> None:
        self.known, self.parameters, self.values = known, parameters, known.values
        self._figures: dict[str, DatedValue | None] = {}

    def figure(self, name: str) -> DatedValue | None:
        """The dated figure on the day asked about."""
        if name not in self._figures:
            self._figures[name] = self.parameters.on(name, self.known.as_of)
        return self._figures[name]

    def knowing(self, facts: Facts) -> Situation:
        """The same with these facts known too."""
        return Situation(replace(self.known, values={**self.values, **facts}), self.parameters)


@dataclass(frozen=True)
class Leaf:
    """A test of one fact. ``bounds`` are the values at which the answer can change."""

    fact: Fact
    key: Hashable
    test: Callable[[FactValue, Situation], Truth]
    bounds: tuple[FactValue, ...]
    grounds: Grounds
    says: str | None = None
    operator: str = ""
    operand: object = None
    note: str | None = None
    external: str | None = None  # the source of a number that the quotation doesn't print

    def truth(self, situation: Situation) -> Truth:
        name = self.fact.id
        if name in situation.values:
            return self.test(situation.values[name], situation)
        if name in situation.known.possible:
            outcomes = {self.test(v, situation) for v in candidates(self.fact, self.bounds, situation)}
            return outcomes.pop() if len(outcomes) == 1 else None
        return None

    def leaves(self) -> Iterator[Leaf]:
        yield self


@dataclass(frozen=True)
class Group:
    """``all`` or ``any`` of several conditions, or ``not`` one."""

    operator: str
    parts: tuple[Condition, ...]
    grounds: Grounds
    says: str | None = None
    note: str | None = None

    def truth_of(self, parts: Sequence[Truth]) -> Truth:
        """Kleene's tables: the group's truth from the truths of its parts."""
        if self.operator == "not":
            return None if parts[0] is None else not parts[0]
        settling = self.operator == "any"
        return settling if settling in parts else None if None in parts else not settling

    def truth(self, situation: Situation) -> Truth:
        if self.operator == "not":
            inner = self.parts[0].truth(situation)
            return None if inner is None else not inner
        settling = self.operator == "any"
        outcomes: Truth = not settling
        for part in self.parts:
            outcome = part.truth(situation)
            if outcome is settling:
                return settling
            if outcome is None:
                outcomes = None
        return outcomes

    def leaves(self) -> Iterator[Leaf]:
        for part in self.parts:
            yield from part.leaves()

    def required(self) -> list[Leaf]:
        """Tests that must hold whatever else does."""
        if self.operator != "all":
            return []
        inner = ([p] if isinstance(p, Leaf) else p.required() if isinstance(p, Group) else [] for p in self.parts)
        return [leaf for leaves in inner for leaf in leaves]

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The facts read, in order of appearance."""
        return tuple(dict.fromkeys(leaf.fact.id for leaf in self.leaves()))


@dataclass(frozen=True)
class OpenWords:
    """Words that no fact decides (符合条件的): who decides is said in ``says``."""

    grounds: Grounds
    says: str
    note: str | None = None

    def truth(self, _situation: Situation) -> Truth:
        return None

    def leaves(self) -> Iterator[Leaf]:
        return iter(())


Condition = Leaf | Group | OpenWords
# What is left of a condition when everything known is put in: a truth, a leaf, open words, or (operator, parts).
Rest = bool | Leaf | OpenWords | tuple[str, tuple["Rest", ...]]


def decide(condition: Condition, situation: Situation) -> tuple[Truth, frozenset[str]]:
    """The truth of a condition and, where it is unknown, exactly the facts that can still change it."""
    truth = condition.truth(situation)
    if truth is not None:
        return truth, frozenset()
    rest = _rest(condition, situation)
    if isinstance(rest, bool):
        return rest, frozenset()
    leaves = _open_leaves(rest)
    facts = frozenset([leaf.fact.id for leaf in leaves])
    if len(facts) == len(leaves):
        return None, facts
    cells = {fact: _cells(tests, situation) for fact, tests in _repeated(leaves).items()}
    if prod(len(options) for options in cells.values()) > MOST_COMBINATIONS:
        return None, facts
    return _split(rest, cells)


def _split(rest: Rest, cells: dict[str, list[dict[Hashable, bool]]]) -> tuple[Truth, frozenset[str]]:
    outcomes: dict[tuple[int, ...], Rest] = {}
    for chosen in itertools.product(*(range(len(options)) for options in cells.values())):
        settled: dict[Hashable, bool] = {}
        for options, index in zip(cells.values(), chosen, strict=True):
            settled |= options[index]
        outcomes[chosen] = _settle(rest, settled)
    kinds = {_shape(outcome) for outcome in outcomes.values()}
    if len(kinds) == 1 and isinstance(only := next(iter(outcomes.values())), bool):
        return only, frozenset()
    missing = {leaf.fact.id for outcome in outcomes.values() for leaf in _open_leaves(outcome)}
    for position, fact in enumerate(cells):
        seen: dict[tuple[int, ...], Hashable] = {}
        for chosen, outcome in outcomes.items():
            others = chosen[:position] + chosen[position + 1 :]
            if seen.setdefault(others, _shape(outcome)) != _shape(outcome):
                missing.add(fact)
                break
    return None, frozenset(missing)


def _rest(condition: Condition, situation: Situation) -> Rest:
    if isinstance(condition, Leaf):
        truth = condition.truth(situation)
        if truth is not None:
            return truth
        return OpenWords(condition.grounds, "") if _undecidable(condition, situation) else condition
    if isinstance(condition, OpenWords):
        return condition
    return _combine(condition.operator, (_rest(part, situation) for part in condition.parts))


def _undecidable(leaf: Leaf, situation: Situation) -> bool:
    """The test has no answer whatever the fact is: the figure it needs doesn't exist on the day."""
    return leaf.operator == "at_least_times" and leaf.test(0, situation) is None


def _combine(operator: str, parts: Iterable[Rest]) -> Rest:
    """``all``, ``any`` or ``not`` of what is left of the parts; stops at the first part that settles it."""
    settling = operator == "any"
    undecided: list[Rest] = []
    for part in parts:
        if operator == "not":
            return not part if isinstance(part, bool) else ("not", (part,))
        if part is settling:
            return settling
        if isinstance(part, tuple) and part[0] == operator:
            undecided += part[1]
        elif not isinstance(part, bool):
            undecided.append(part)
    if not undecided:
        return not settling
    return undecided[0] if len(undecided) == 1 else (operator, tuple(undecided))


def _settle(rest: Rest, settled: dict[Hashable, bool]) -> Rest:
    if isinstance(rest, Leaf):
        return settled.get(rest.key, rest)
    if isinstance(rest, tuple):
        return _combine(rest[0], (_settle(part, settled) for part in rest[1]))
    return rest


def _open_leaves(rest: Rest) -> list[Leaf]:
    left, leaves = [rest], []
    while left:
        part = left.pop()
        if isinstance(part, Leaf):
            leaves.append(part)
        elif isinstance(part, tuple):
            left += part[1]
    return leaves


def _repeated(leaves: list[Leaf]) -> dict[str, list[Leaf]]:
    by_fact: dict[str, list[Leaf]] = {}
    for leaf in leaves:
        by_fact.setdefault(leaf.fact.id, []).append(leaf)
    return {fact: tests for fact, tests in by_fact.items() if len(tests) > 1}


def _shape(rest: Rest) -> Hashable:
    """Equal for conditions that are the same up to the order of their parts."""
    if isinstance(rest, Leaf):
        return rest.key
    if isinstance(rest, tuple):
        return (rest[0], frozenset(_shape(part) for part in rest[1]))
    return ("open", rest.grounds) if isinstance(rest, OpenWords) else rest


def _cells(leaves: list[Leaf], situation: Situation) -> list[dict[Hashable, bool]]:
    """The ways in which all tests of one fact can come out together."""
    bounds = tuple(bound for leaf in leaves for bound in leaf.bounds)
    cells: list[dict[Hashable, bool]] = []
    for value in candidates(leaves[0].fact, bounds, situation):
        cell = {leaf.key: bool(leaf.test(value, situation)) for leaf in leaves}
        if cell not in cells:
            cells.append(cell)
    return cells


def candidates(fact: Fact, bounds: tuple[FactValue, ...], situation: Situation) -> list[FactValue]:
    """Values of a fact, one at least on each side of every bound, out of those still possible."""
    possible = situation.known.possible.get(fact.id)
    if fact.type == "bool":
        return [True, False]
    if fact.type in ("word", "words"):
        return [v for v in fact.values if not isinstance(possible, frozenset) or v in possible]
    if fact.type == "date":
        return [*_days_around(bounds, situation.known.as_of)]
    step = 1 if fact.type == "int" else TINY
    numbers = {0.0, float(fact.max if fact.max is not None else 10**9)}
    for bound in bounds:
        if isinstance(bound, int | float):
            numbers |= {bound - step, float(bound), bound + step}
    low, high = (0.0, float(fact.max if fact.max is not None else 10**9))
    if isinstance(possible, Between):
        low, high = max(low, possible.low), min(high, possible.high)
        numbers |= {low, high}
    inside: list[FactValue] = [int(n) if fact.type == "int" else n for n in sorted(numbers) if low <= n <= high]
    return [*inside, *fact.also]


def _days_around(bounds: tuple[FactValue, ...], as_of: dt.date) -> Iterator[str]:
    day = dt.timedelta(days=1)
    yield (as_of + day).isoformat()
    yield as_of.isoformat()
    for years in bounds:
        limit = anniversary(as_of, -int(float(str(years))))
        yield from ((limit - 2 * day).isoformat(), limit.isoformat(), (limit + day).isoformat())


def magnitude(value: FactValue) -> Decimal:
    """A number for comparison; an open-ended contract is longer than any limit."""
    if isinstance(value, bool | list):
        raise TypeError(f"no magnitude: {value!r}")
    return Decimal("Infinity") if value == "open_ended" else Decimal(str(value))
