"""What a condition is evaluated against: the facts known on a day, the dated figures, the values still possible."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator
from dataclasses import replace
from decimal import Decimal

from assistant.facts.calendar import anniversary
from assistant.facts.derive import Between, Known
from assistant.facts.vocabulary import Fact, Facts, FactValue
from assistant.rules.parameters import DatedValue, Parameters

TINY = 1e-6  # just beside a bound; in yuan it rounds to nothing


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

    def known_of(self, fact: str) -> Hashable:
        """What is known of a fact, its value or those still possible."""
        value = self.values.get(fact)
        if value is None:
            return self.known.possible.get(fact)
        return tuple(value) if isinstance(value, list) else value

    def knowing(self, facts: Facts) -> Situation:
        """The same with these facts known too."""
        return Situation(replace(self.known, values={**self.values, **facts}), self.parameters)


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
