"""The comparisons that a condition can make with a fact: equal to, one of, within bounds, a multiple of a dated figure,
within years of a date. Each is made once, at load, and returns true, false, or None where its dated figure is missing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from assistant.facts.calendar import anniversary, last_day
from assistant.facts.vocabulary import FactValue
from assistant.rules.logic import Truth
from assistant.rules.situation import Situation

Comparison = Callable[[FactValue, Situation], Truth]


def is_one_of(wanted: Sequence[FactValue]) -> Comparison:
    """The fact, or one of its values where it is a list, is among the wanted."""
    words = frozenset(value for value in wanted if not isinstance(value, list))

    def test(value: FactValue, _: Situation) -> bool:
        return any(v in words for v in value) if isinstance(value, list) else value in words

    return test


def is_not(unwanted: FactValue) -> Comparison:
    """The fact is something else."""
    return lambda value, _: unwanted not in value if isinstance(value, list) else value != unwanted


def is_within(limits: Mapping[str, float]) -> Comparison:
    """The fact lies within ``at_least``, ``above``, ``at_most`` and ``below``; an open-ended contract is endless."""
    least, above = limits.get("at_least", -math.inf), limits.get("above", -math.inf)
    most, below = limits.get("at_most", math.inf), limits.get("below", math.inf)
    ends = "at_most" in limits or "below" in limits

    def test(value: FactValue, _: Situation) -> bool:
        if isinstance(value, str):
            return not ends
        return least <= value <= most and above < value and (value < below or below == math.inf)  # type: ignore[operator]

    return test


def is_at_least_times(parameter: str, times: Decimal) -> Comparison:
    """The fact is at least a multiple of a figure of the day. A sum and the float next to it count as one."""

    def test(value: FactValue, situation: Situation) -> Truth:
        figure = situation.figure(parameter)
        if figure is None:
            return None
        return isinstance(value, str) or value >= float(times * figure.amount)  # type: ignore[operator]

    return test


def is_within_years(years: int) -> Comparison:
    """The day is past and its anniversary after so many years is not (the anniversary itself counts)."""

    def test(value: FactValue, situation: Situation) -> bool:
        day, as_of = last_day(str(value)), situation.known.as_of
        return day <= as_of <= anniversary(day, years)

    return test
