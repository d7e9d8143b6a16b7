"""What agents did on a day and in its month, out of the cases alone: counted by the database from two indexes."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    Engine,
    Select,
    String,
    case,
    cast,
    func,
    select,
    type_coerce,
)

from assistant.facts.calendar import day_begins, day_ends
from assistant.store.numbers import days_of_month
from assistant.store.tables import CaseRow

LONGEST = 7 * 24 * 60  # minutes; a case that took longer is counted as so long
_CASE = CaseRow.__table__.c


@dataclass(slots=True)
class Period:
    """The cases of a day or a month. ``minutes``: how many were wrapped up after so many whole minutes.

    ``channels`` and ``outcomes`` are of the cases opened and of those wrapped up.
    """

    opened: int = 0
    closed: int = 0
    minutes: Counter[int] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class AgentNumbers:
    """One agent's own, by their account's name; ``open``: how many they have open now."""

    name: str
    day: Period
    month: Period
    open: int


@dataclass(slots=True)
class CaseNumbers:
    """The cases of a day and its month, in all and by agent. ``opened``, ``closed``: by day; ``open``: open now."""

    date: dt.date
    day: Period
    month: Period
    opened: Counter[dt.date]
    closed: Counter[dt.date]
    agents: list[AgentNumbers]
    open: int


class CaseNumberStore:
    """The cases of one database, as numbers."""

    def __init__(self, database: Engine) -> None:
        self.database = database

    def of(self, day: dt.date) -> CaseNumbers:
        """A day and its month, in four queries. Raises BadDay for a day too early to be counted.

        A case counts as opened for whoever opened it, as wrapped up for whose it was then.
        """
        days = days_of_month(day)
        within = day_begins(days[0].isoformat()), day_ends(days[-1].isoformat())
        agents: dict[str, AgentNumbers] = {}

        def of_agent(name: str) -> AgentNumbers:
            return agents.setdefault(name, AgentNumbers(name, Period(), Period(), 0))

        found = CaseNumbers(day, Period(), Period(), Counter(), Counter(), [], 0)
        with self.database.connect() as connection:
            for name, channel, on, number in connection.execute(_opened(connection, within)):
                found.opened[_as_day(on)] += number
                for period in _periods(found, of_agent(name), _as_day(on) == day):
                    period.opened += number
                    period.channels[channel] += number
            for name, outcome, on, number in connection.execute(_closed(connection, within)):
                found.closed[_as_day(on)] += number
                for period in _periods(found, of_agent(name), _as_day(on) == day):
                    period.closed += number
                    period.outcomes[outcome] += number
            for name, minutes, on_day, number in connection.execute(_minutes(connection, within, day)):
                for period in _periods(found, of_agent(name), bool(on_day)):
                    period.minutes[minutes] += number
            open_now = select(_CASE.owner, func.count()).where(_CASE.closed_at.is_(None)).group_by(_CASE.owner)
            for name, number in connection.execute(open_now):
                of_agent(name).open = number
                found.open += number
        found.agents += sorted(
            agents.values(), key=lambda agent: (-agent.month.closed, -agent.month.opened, agent.name)
        )
        return found


def _periods(found: CaseNumbers, agent: AgentNumbers, on_day: bool) -> list[Period]:
    """All that something of the month counts for."""
    return [found.month, agent.month, *((found.day, agent.day) if on_day else ())]


Within = tuple[dt.datetime, dt.datetime]


def _opened(connection: Connection, within: Within) -> Select[Any]:
    day = _day_of(connection, _CASE.opened_at)
    wanted = select(_CASE.opened_by, _CASE.channel, day, func.count())
    return _between(wanted, _CASE.opened_at, within).group_by(_CASE.opened_by, _CASE.channel, day)


def _closed(connection: Connection, within: Within) -> Select[Any]:
    day = _day_of(connection, _CASE.closed_at)
    wanted = select(_CASE.owner, _CASE.outcome, day, func.count())
    return _between(wanted, _CASE.closed_at, within).group_by(_CASE.owner, _CASE.outcome, day)


def _minutes(connection: Connection, within: Within, day: dt.date) -> Select[Any]:
    """How many cases took how many whole minutes, at most ``LONGEST``; those of the day apart."""
    seconds = _seconds(connection, _CASE.closed_at) - _seconds(connection, _CASE.opened_at)
    whole = seconds // 60
    minutes = case((whole > LONGEST, LONGEST), (whole < 0, 0), else_=whole)
    begins, ends = day_begins(day.isoformat()), day_ends(day.isoformat())
    on_day = case(((_CASE.closed_at >= begins) & (_CASE.closed_at < ends), 1), else_=0)
    wanted = select(_CASE.owner, minutes, on_day, func.count())
    return _between(wanted, _CASE.closed_at, within).group_by(_CASE.owner, minutes, on_day)


def _between(wanted: Select[Any], moment: ColumnElement[Any], within: Within) -> Select[Any]:
    return wanted.where(moment >= within[0], moment < within[1])


def _day_of(connection: Connection, moment: ColumnElement[Any]) -> ColumnElement[Any]:
    """The day of Beijing, which has been eight hours ahead all year since 1992."""
    if connection.dialect.name == "postgresql":
        return cast(func.timezone("Asia/Shanghai", moment), Date)
    return func.date(_whole(moment), "+8 hours")


def _seconds(connection: Connection, moment: ColumnElement[Any]) -> ColumnElement[Any]:
    """Whole seconds since an epoch."""
    if connection.dialect.name == "postgresql":
        return cast(func.floor(func.extract("epoch", moment)), BigInteger)
    return func.unixepoch(_whole(moment), type_=BigInteger)


def _whole(moment: ColumnElement[Any]) -> ColumnElement[Any]:
    """A moment as SQLite keeps it without the fraction of its second, which SQLite would round up to the next day."""
    return func.substr(type_coerce(moment, String), 1, len("2026-11-30 18:00:00"))


def _as_day(value: dt.date | str) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)


def percentile(minutes: Counter[int], part: float) -> int | None:
    """The least number of minutes within which that part of the cases was done; None where there is none."""
    total, so_far = minutes.total(), 0
    for minute in sorted(minutes):
        so_far += minutes[minute]
        if so_far >= part * total:
            return minute
    return None
