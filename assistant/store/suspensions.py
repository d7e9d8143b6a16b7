"""Benefits suspended by an operator, kept in the database so that every front end sees them at once.

A suspension is never deleted but lifted: what was suspended when, and why, can be read later.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from sqlalchemy import Engine, Update, insert, inspect, make_url, select, update
from sqlalchemy.exc import SQLAlchemyError

from assistant.facts.calendar import BEIJING
from assistant.rules.assess import Suspension
from assistant.store.database import open_database
from assistant.store.location import StoreError
from assistant.store.tables import SuspensionRow

_CURRENT = select(SuspensionRow.benefit, SuspensionRow.reason, SuspensionRow.since).where(
    SuspensionRow.lifted_at.is_(None)
)


class SuspensionStore:
    """The suspensions of one database."""

    def __init__(self, database: Engine) -> None:
        self.database = database

    def current(self) -> dict[str, Suspension]:
        """What is suspended now, by benefit id."""
        with self.database.connect() as connection:
            rows = connection.execute(_CURRENT).all()
        return {row.benefit: Suspension(row.reason, _day(row.since)) for row in rows}

    def suspend(self, benefit: str, reason: str) -> None:
        """Suspend a benefit; one already suspended is so for the new reason."""
        with self.database.begin() as connection:
            connection.execute(_lift(benefit))
            row = {"benefit": benefit, "reason": reason, "since": _now()}
            connection.execute(insert(SuspensionRow).values(**row))

    def lift(self, benefit: str) -> bool:
        """End a suspension; False where there was none."""
        with self.database.begin() as connection:
            return connection.execute(_lift(benefit)).rowcount > 0


def read_suspensions(url: str) -> dict[str, Suspension]:
    """What is suspended in a database that is only read: nothing is created or migrated. Raises StoreError."""
    database = _opened(url)
    try:
        return SuspensionStore(database).current() if inspect(database).has_table("suspension") else {}
    except SQLAlchemyError as problem:
        shown = make_url(url).render_as_string(hide_password=True)
        cause = " ".join(str(getattr(problem, "orig", problem)).split())
        raise StoreError(f"读不了数据库 {shown}（{cause}），不知道哪些待遇暂停答复，请检查数据库。") from None


@lru_cache(maxsize=1)
def _opened(url: str) -> Engine:
    """One connection pool for all assessments of a process: a comparison of districts makes seventeen."""
    return open_database(url, migrate=False)


def _lift(benefit: str) -> Update:
    return (
        update(SuspensionRow)
        .where(SuspensionRow.benefit == benefit, SuspensionRow.lifted_at.is_(None))
        .values(lifted_at=_now())
    )


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _day(moment: dt.datetime) -> dt.date:
    """The day in Beijing; SQLite gives moments back without their zone, and they are in UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(BEIJING).date()
