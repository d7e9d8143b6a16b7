"""Rows as the program writes them, and a look at those that it wrote."""

from __future__ import annotations

import datetime as dt
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import Engine, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute

from assistant.accounts.roles import Role
from assistant.dialogue.state import Turn
from assistant.store.accounts import Account, AccountStore
from assistant.store.audit import Actor, AuditLog, Entry, Filter
from assistant.store.conversations import StoredTurn, new_token
from assistant.store.database import now
from assistant.store.tables import AccountRow, Base

BY = Actor("chen", "operator", "request-1")
PASSWORD = "riverside lamp 27"
# Kept as the program keeps it but made with little memory, which argon2 notes in it: quick to verify.
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
DAY = dt.date(2026, 11, 20)


def add_account(database: Engine, name: str = "wang", role: Role = "agent") -> Account:
    """An account whose password is ``PASSWORD``."""
    row = {"name": name, "role": role, "password_hash": QUICK, "disabled": False, "must_change": False}
    with database.begin() as connection:
        connection.execute(insert(AccountRow).values(**row, created_at=now()))
    return AccountStore(database).get(name)


def turn(seq: int, said: str = "我32岁", message_id: str | None = None, **others: Any) -> StoredTurn:
    """A message and its reply."""
    content: dict[str, Any] = {
        "fact": None, "turn": Turn(given={"age": 32}), "result_token": new_token(), "corpus_version": "c1",
        "as_of": DAY,
        "reply": {"text": "已记下", "understood": [], "results": [], "confident": None},
    }  # fmt: skip
    return StoredTurn(seq=seq, message_id=message_id, said=said, **{**content, **others})


def put_back(
    database: Engine,
    moment: InstrumentedAttribute[dt.datetime] | InstrumentedAttribute[dt.datetime | None],
    to: dt.datetime,
    **where: Any,
) -> None:
    """Change when something happened, in the rows whose columns are as in ``where``."""
    columns = moment.class_.__table__.c
    change = update(moment.class_).where(*(columns[name] == value for name, value in where.items()))
    with database.begin() as connection:
        assert connection.execute(change.values({moment.key: to})).rowcount > 0


def contents(database: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, by the table's name."""
    with database.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
        }


def audited(database: Engine, **only: Any) -> list[Entry]:
    """The audit log, newest first."""
    return list(AuditLog(database).entries(Filter(**only)))
