"""The numbers of a day and its month, out of the database alone: what residents did, what they asked, what was told.

Days that are over are read as they were counted, the others counted now. Nothing is said of anybody: a question is
listed only where several conversations asked it.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, Engine, and_, case, func, select

from assistant.facts.calendar import BEIJING, day_begins, day_ends
from assistant.store.database import now
from assistant.store.day_counts import Counts, Part, count_day, first_day, kept_days
from assistant.store.tables import TurnRow

LEAST_ASKED = 3  # conversations that ask a question before it is listed
MOST_QUESTIONS = 20
_TURN = TurnRow.__table__.c


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question that was typed often in a month: as it was typed last, masked; the times, those of the day, and those
    in which it wasn't answered.
    """

    said: str
    month: int
    day: int
    unanswered: int


@dataclass(frozen=True, slots=True)
class ResidentNumbers:
    """What residents did. ``days``: every day of the month with its counts, those to come are empty."""

    day: dt.date
    days: dict[dt.date, Counts]
    questions: list[AskedQuestion] = field(default_factory=list)
    asked: int = 0  # typed questions of the month that are still kept

    @property
    def month(self) -> Counts:
        """The sum of all days."""
        return sum(self.days.values(), Counter())

    def of_day(self, part: Part) -> Counter[str]:
        """One part of the day's counts."""
        return _part(self.days[self.day], part)

    def of_month(self, part: Part) -> Counter[str]:
        """One part of the month's counts."""
        return _part(self.month, part)


def days_of_month(day: dt.date) -> list[dt.date]:
    """Every day of the month that a day is in."""
    return [day.replace(day=number) for number in range(1, calendar.monthrange(day.year, day.month)[1] + 1)]


class NumberStore:
    """The numbers of one database."""

    def __init__(self, database: Engine) -> None:
        self.database = database

    def residents(self, day: dt.date) -> ResidentNumbers:
        """A day and its month. Raises BadDay for one too early to be counted."""
        days = days_of_month(day)
        begin, end = day_begins(days[0].isoformat()), day_ends(days[-1].isoformat())
        with self.database.connect() as connection:
            found = self._days(connection, days)
            questions = _questions(connection, day, begin, end)
            wanted = select(func.count()).where(
                _TURN.created_at >= begin, _TURN.created_at < end, _TURN.asked.is_not(None)
            )
            asked = connection.scalar(wanted) or 0
        return ResidentNumbers(day, found, questions, asked)

    def _days(self, connection: Connection, days: list[dt.date]) -> dict[dt.date, Counts]:
        """A day that hasn't been counted is counted now, if there can be anything."""
        kept, first = kept_days(connection, days[0], days[-1]), first_day(connection)
        today = now().astimezone(BEIJING).date()
        found: dict[dt.date, Counts] = {}
        for day in days:
            if day in kept:
                found[day] = kept[day]
            else:
                countable = first is not None and first <= day <= today
                found[day] = count_day(connection, day) if countable else Counter()
        return found


def _questions(connection: Connection, day: dt.date, begin: dt.datetime, end: dt.datetime) -> list[AskedQuestion]:
    """Answered from an index alone; only for the words of those listed turns are read."""
    text = day.isoformat()
    on_day = and_(_TURN.created_at >= day_begins(text), _TURN.created_at < day_ends(text))
    number, newest = func.count(), func.max(_TURN.created_at)
    often = (
        select(_TURN.asked, number, newest, _times(on_day), _times(_TURN.confident.is_(False)))
        .where(_TURN.created_at >= begin, _TURN.created_at < end, _TURN.asked.is_not(None))
        .group_by(_TURN.asked)
        .having(func.count(_TURN.conversation_id.distinct()) >= LEAST_ASKED)
        .order_by(number.desc(), _TURN.asked)
        .limit(MOST_QUESTIONS)
    )
    listed = connection.execute(often).all()
    last = select(_TURN.asked, _TURN.said).where(
        _TURN.created_at.in_([row[2] for row in listed]), _TURN.asked.in_([row[0] for row in listed])
    )
    said: dict[str, str] = {row.asked: row.said for row in connection.execute(last)} if listed else {}
    return [
        AskedQuestion(said[key], in_month, that_day, unanswered)
        for key, in_month, _, that_day, unanswered in listed
        if key in said  # deleted meanwhile
    ]


def _times(so: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows are so."""
    return func.coalesce(func.sum(case((so, 1), else_=0)), 0)


def _part(counts: Counts, part: Part) -> Counter[str]:
    return Counter({item: number for (of, item), number in counts.items() if of == part})
