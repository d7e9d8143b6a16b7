"""What agents did on a day and in its month, out of the cases alone."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Period:
    """The cases of a day or a month. ``minutes``: how many were wrapped up after so many whole minutes.

    ``channels`` and ``outcomes`` are of the cases opened and of those wrapped up.
    """

    opened: int = 0
    closed: int = 0
    minutes: Counter[int] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class AgentNumbers:
    """One agent's own, by their account's name; ``open``: how many they have open now."""

    name: str
    day: Period
    month: Period
    open: int


@dataclass(frozen=True, slots=True)
class CaseNumbers:
    """The cases of a day and its month. ``opened``, ``closed``: by day of the month; ``open``: open now, in all."""

    day: Period
    month: Period
    opened: Counter[dt.date]
    closed: Counter[dt.date]
    agents: list[AgentNumbers]
    open: int


def percentile(minutes: Counter[int], part: float) -> int | None:
    """The least number of minutes within which that part of the cases was done; None where there is none."""
    total, so_far = minutes.total(), 0
    for minute in sorted(minutes):
        so_far += minutes[minute]
        if so_far >= part * total:
            return minute
    return None
