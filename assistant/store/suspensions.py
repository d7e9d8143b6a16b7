"""Benefits suspended by an operator, kept in the database so that every front end sees them at once.

A suspension is never deleted but lifted: what was suspended when, and why, can be read later.
"""

from __future__ import annotations

import datetime as dt
from contextvars import ContextVar
from functools import lru_cache

from sqlalchemy import Engine, Update, func, insert, inspect, select, update
from sqlalchemy.exc import SQLAlchemyError

from assistant.facts.calendar import BEIJING
from assistant.request import RequestError
from assistant.rules.assess import Suspension
from assistant.store.audit import Actor, record
from assistant.store.database import now, open_database
from assistant.store.location import StoreError
from assistant.store.schema import opening_problem
from assistant.store.tables import SuspensionRow

LONGEST_REASON = 200
# What is suspended, as one request has found it: asked once, so that its answer is of one piece.
_as_found: ContextVar[list[dict[str, Suspension]] | None] = ContextVar("suspensions_as_found", default=None)
_CURRENT = select(SuspensionRow.benefit, SuspensionRow.reason, SuspensionRow.since).where(
    SuspensionRow.lifted_at.is_(None)
)


def suspension_reason(given: str | None) -> str:
    """Why a benefit is suspended, on one line. Raises RequestError."""
    reason = " ".join("".join(c if c.isprintable() else " " for c in given or "").split())
    if not reason:
        raise RequestError("missing", "缺少原因：暂停一项待遇要写明为什么，答复时会一起显示。")
    if len(reason) > LONGEST_REASON:
        raise RequestError("reason_too_long", f"原因太长（{len(reason)} 个字），最多 {LONGEST_REASON} 个。")
    return reason


class SuspensionStore:
    """The suspensions of one database."""

    def __init__(self, database: Engine) -> None:
        self.database = database

    def during_request(self) -> dict[str, Suspension]:
        """What is suspended, by benefit id; within ``asked_once`` as it was the first time."""
        found = _as_found.get()
        if found is None:
            return self.current()
        if not found:
            found.append(self.current())
        return found[0]

    def current(self) -> dict[str, Suspension]:
        """What is suspended now, by benefit id."""
        with self.database.connect() as connection:
            rows = connection.execute(_CURRENT).all()
        return {row.benefit: Suspension(row.reason, _day(row.since)) for row in rows}

    def suspend(self, benefit: str, reason: str, by: Actor) -> bool:
        """Suspend a benefit; one already suspended is so for the new reason. False where it was so for this one."""
        with self.database.begin() as connection:
            if connection.dialect.name == "postgresql":  # in SQLite the first change locks out everybody else
                connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(benefit))))
            connection.execute(_lift(benefit).where(SuspensionRow.reason != reason))
            if connection.execute(_CURRENT.where(SuspensionRow.benefit == benefit)).first() is not None:
                return False
            connection.execute(insert(SuspensionRow).values(benefit=benefit, reason=reason, since=now()))
            record(connection, by, "benefit_suspended", benefit)
        return True

    def lift(self, benefit: str, by: Actor) -> bool:
        """End a suspension; False where there was none."""
        with self.database.begin() as connection:
            lifted = connection.execute(_lift(benefit)).rowcount > 0
            if lifted:
                record(connection, by, "benefit_resumed", benefit)
        return lifted


def asked_once() -> None:
    """From here on, in this task and the threads it starts, what is suspended is asked once."""
    _as_found.set([])


def read_suspensions(url: str) -> dict[str, Suspension]:
    """What is suspended in a database that is only read: nothing is created or migrated. Raises StoreError."""
    database = _opened(url)
    try:
        return SuspensionStore(database).current() if inspect(database).has_table("suspension") else {}
    except SQLAlchemyError as problem:
        why = opening_problem(database, problem)
        raise StoreError(f"不知道哪些待遇暂停答复：{why}") from None


@lru_cache(maxsize=1)
def _opened(url: str) -> Engine:
    """One connection pool for all assessments of a process: a comparison of districts makes seventeen."""
    return open_database(url, migrate=False)


def _lift(benefit: str) -> Update:
    return (
        update(SuspensionRow)
        .where(SuspensionRow.benefit == benefit, SuspensionRow.lifted_at.is_(None))
        .values(lifted_at=now())
    )


def _day(moment: dt.datetime) -> dt.date:
    """The day in Beijing."""
    return moment.astimezone(BEIJING).date()
