"""How often things happened on a day of Beijing, counted out of what conversations and cases left.

A day that is over is counted once and kept as numbers, because the conversations themselves go after some weeks, and
because a month of them takes seconds to count. What is kept is nobody's: no words, no ids of conversations.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal

from sqlalchemy import Connection, Engine, and_, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from assistant.facts.calendar import BEIJING, day_begins, day_ends
from assistant.store.database import now
from assistant.store.tables import Base, CaseAnswerRow, CaseRow, ConversationRow, DayCountRow, FeedbackRow, TurnRow

Part = Literal[
    "day", "conversations", "turns", "questions", "feedback", "lacking", "handovers",
    "district", "eligible", "undetermined",
]  # fmt: skip
Counts = Counter[tuple[Part, str]]
KEEP_COUNTS = 3 * 366  # days
BATCH = 500
COUNTED: tuple[Part, str] = "day", "counted"  # in every day that was counted
TOLD: tuple[Part, ...] = ("eligible", "undetermined")
_CONVERSATION, _TURN, _FEEDBACK = ConversationRow.__table__.c, TurnRow.__table__.c, FeedbackRow.__table__.c
_COUNT, _CASE, _ANSWER = DayCountRow.__table__.c, CaseRow.__table__.c, CaseAnswerRow.__table__.c


def count_day(connection: Connection, day: dt.date) -> Counts:
    """What happened on a day, in a handful of queries.

    ``conversations`` that began; ``turns``; typed ``questions``: answered or unanswered; ``feedback``: useful or
    useless, with what was ``lacking``; ``handovers`` asked for and taken. Of each conversation, as last said on the
    day, and of each case opened on it once: the ``district`` of the hukou, and the benefits that the person was told
    to be ``eligible`` for or ``undetermined``.
    """
    within = (day_begins(day.isoformat()), day_ends(day.isoformat()))
    counts: Counts = Counter()
    for part, item, number in _counted_by_database(connection, within):
        counts[part, item] += number
    districts = itertools.chain(_districts(connection, within), _callers_districts(connection, within))
    counts.update(("district", district) for district in districts)
    for told in itertools.chain(_last_told(connection, within), _told_callers(connection, within)):
        counts.update((status, benefit) for benefit, (status, *_) in told.items() if status in TOLD)
    return counts


def first_day(connection: Connection) -> dt.date | None:
    """The day of the oldest conversation, turn or case that is still kept."""
    moments = (_CONVERSATION.created_at, _TURN.created_at, _CASE.opened_at)
    began = [connection.scalar(select(func.min(moment))) for moment in moments]
    return min((moment.astimezone(BEIJING).date() for moment in began if moment), default=None)


def kept_days(connection: Connection, first: dt.date, last: dt.date) -> dict[dt.date, Counts]:
    """The days of a time that have been counted, with their counts."""
    wanted = select(_COUNT.day, _COUNT.part, _COUNT.item, _COUNT.count).where(_COUNT.day.between(first, last))
    found: dict[dt.date, Counts] = {}
    for day, part, item, number in connection.execute(wanted):
        found.setdefault(day, Counter())[part, item] = number
    for counts in found.values():
        del counts[COUNTED]
    return found


def keep_finished_days(database: Engine) -> int:
    """Count the days that are over and haven't been counted, and keep that; how many there were.

    To be called before old conversations are deleted. Several processes may do so at once: a day is kept once.
    """
    yesterday = now().astimezone(BEIJING).date() - dt.timedelta(days=1)
    with database.connect() as connection:
        first = first_day(connection)
        missing = [] if first is None else _missing(connection, first, yesterday)
    kept = 0
    for day in missing:
        with database.begin() as connection:
            kept += _keep(connection, day)
    with database.begin() as connection:
        connection.execute(delete(DayCountRow).where(_COUNT.day < yesterday - dt.timedelta(days=KEEP_COUNTS)))
    return kept


def _missing(connection: Connection, first: dt.date, last: dt.date) -> list[dt.date]:
    counted = select(_COUNT.day).where(_COUNT.part == COUNTED[0], _COUNT.item == COUNTED[1], _COUNT.day >= first)
    known = set(connection.scalars(counted))
    days = (first + dt.timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if day not in known]


def _keep(connection: Connection, day: dt.date) -> bool:
    """The mark of a day comes first: who finds it leaves the day to whoever wrote it."""
    adding = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(DayCountRow)
    mark = {"day": day, "part": COUNTED[0], "item": COUNTED[1], "count": 1}
    marked = connection.execute(adding.values(mark).on_conflict_do_nothing().returning(_COUNT.day))
    if marked.first() is None:
        return False
    rows = [
        {"day": day, "part": part, "item": item[:100], "count": number}
        for (part, item), number in count_day(connection, day).items()
    ]
    if rows:
        connection.execute(insert(DayCountRow), rows)
    return True


Within = tuple[dt.datetime, dt.datetime]


def _counted_by_database(connection: Connection, within: Within) -> Iterator[tuple[Part, str, int]]:
    for part, table in (("conversations", ConversationRow), ("turns", TurnRow)):
        created = table.__table__.c.created_at
        number = connection.scalar(select(func.count()).where(_in(created, within)))
        if number:
            yield part, "all", number  # type: ignore[misc]
    asked = (
        select(_TURN.confident, func.count())
        .where(_in(_TURN.created_at, within), _TURN.asked.is_not(None))
        .group_by(_TURN.confident)
    )
    for confident, number in connection.execute(asked):
        yield "questions", "answered" if confident else "unanswered", number
    heard = (
        select(_FEEDBACK.useful, _FEEDBACK.lacking, func.count())
        .where(_in(_FEEDBACK.created_at, within))
        .group_by(_FEEDBACK.useful, _FEEDBACK.lacking)
    )
    for useful, lacking, number in connection.execute(heard):
        yield "feedback", "useful" if useful else "useless", number
        if not useful:
            yield "lacking", lacking or "unsaid", number
    handover = Base.metadata.tables.get("handover")
    if handover is not None:
        for item, moment in (("asked", handover.c.issued_at), ("taken", handover.c.claimed_at)):
            number = connection.scalar(select(func.count()).where(_in(moment, within)))
            if number:
                yield "handovers", item, number


def _districts(connection: Connection, within: Within) -> Iterator[str]:
    said = _TURN.changes["given"]["hukou_district"].as_string()
    wanted = (
        select(_TURN.conversation_id, said)
        .where(_in(_TURN.created_at, within), said.is_not(None))
        .order_by(_TURN.id)
        .execution_options(yield_per=BATCH)
    )
    last: dict[str, str] = {}
    for conversation, district in connection.execute(wanted):
        last[conversation] = district
    yield from last.values()


def _last_told(connection: Connection, within: Within) -> Iterator[dict[str, Any]]:
    last = (
        select(func.max(_TURN.id))
        .where(_in(_TURN.created_at, within), _TURN.told.is_not(None))
        .group_by(_TURN.conversation_id)
    )
    wanted = select(_TURN.told).where(_TURN.id.in_(last)).execution_options(yield_per=BATCH)
    yield from connection.scalars(wanted)


def _callers_districts(connection: Connection, within: Within) -> Iterator[str]:
    said = _CASE.facts["hukou_district"].as_string()
    yield from connection.scalars(select(said).where(_in(_CASE.opened_at, within), said.is_not(None)))


def _told_callers(connection: Connection, within: Within) -> Iterator[dict[str, Any]]:
    last = (
        select(func.max(_ANSWER.id))
        .join(CaseRow, _CASE.id == _ANSWER.case_id)
        .where(_in(_CASE.opened_at, within), _ANSWER.told.is_not(None))
        .group_by(_ANSWER.case_id)
    )
    yield from connection.scalars(select(_ANSWER.told).where(_ANSWER.id.in_(last)).execution_options(yield_per=BATCH))


def _in(moment: Any, within: Within) -> Any:
    return and_(moment >= within[0], moment < within[1])
