"""The alarms of an installation, wherever they are shown: of its corpus, and of what is kept in its database.

``SOURCES``: whoever has more to see to adds a function of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine as Database

from assistant.engine import Engine
from assistant.facts.calendar import BEIJING
from assistant.rules.alarms import Alarm, Questioned
from assistant.store.reviews import ReviewStore
from assistant.store.suspensions import SuspensionStore


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """One thing to see to, as it is shown: the sentence, what ends it, and the page where that is done."""

    kind: str
    text: str
    does: str
    link: str


Source = Callable[[Engine, Database, dt.date], list[AlarmLine]]
SOURCES: list[Source] = []  # further alarms, in the order in which they are shown, after those of this module


def alarms_of(engine: Engine, database: Database | None, day: dt.date) -> list[AlarmLine]:
    """All that is to be seen to on a day; without a database what the corpus alone says."""
    if database is None:
        return [_line(engine, alarm) for alarm in engine.alarms(day)]
    suspended = SuspensionStore(database).current()
    lines = [_line(engine, alarm) for alarm in engine.alarms(day, suspended, _questioned(database))]
    return [*lines, *(line for source in SOURCES for line in source(engine, database, day))]


def _questioned(database: Database) -> dict[str, Questioned]:
    found: dict[str, Questioned] = {}
    for benefit, entries in ReviewStore(database).standing().items():
        asked = [entry.at.astimezone(BEIJING).date() for entry in entries if entry.kind == "question"]
        if asked:
            found[benefit] = Questioned(len(asked), min(asked))
    return found


def _line(engine: Engine, alarm: Alarm) -> AlarmLine:
    return AlarmLine(alarm.kind, alarm.text, alarm.does, _place(engine, alarm))


def _place(engine: Engine, alarm: Alarm) -> str:
    """The page where it is dealt with; a benefit that the rules no longer have has none of its own."""
    if alarm.about == "document":
        return f"/staff/documents/{alarm.subject}"
    if alarm.about == "figure":
        return f"/staff/benefits?figure={alarm.subject}"
    suspended, known = alarm.kind == "suspended_long", alarm.subject in engine.rules.by_id
    if not known:
        return "/suspensions" if suspended else "/staff/benefits?open=1#gone"
    return f"/staff/benefits/{alarm.subject}#{'suspension' if suspended else 'review'}"
