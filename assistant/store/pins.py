"""The clauses that somebody keeps at hand: pinned ones, with their words as they were then, and the last ones opened.

Only which clause is kept and since when, never about whom it was looked up.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Select, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from assistant.request import RequestError
from assistant.store.database import now
from assistant.store.tables import OpenedClauseRow, PinnedClauseRow

MOST_PINNED = 50  # of one account
MOST_OPENED = 20  # that are remembered of one account
_FULL = "已经固定了 {count} 条，最多 {most} 条。请先取消几条不常用的，再固定这一条。"
_PINNED, _OPENED = PinnedClauseRow.__table__.c, OpenedClauseRow.__table__.c


@dataclass(frozen=True, slots=True)
class Pinned:
    """A clause that somebody pinned: its id, how it was cited, its words as they were."""

    clause: str
    citation: str
    text: str
    at: dt.datetime


class PinStore:
    """The pinned and the opened clauses of one database."""

    def __init__(self, database: Engine) -> None:
        self.database = database

    def pin(self, account: str, clause: str, citation: str, words: str) -> None:
        """Pin a clause with its words as they are now; pinned before, they are put right. Raises RequestError."""
        row = {"account": account, "clause": clause, "citation": citation, "text": words, "at": now()}
        with self.database.begin() as connection:
            _one_at_a_time(connection, account)
            mine = _PINNED.account == account
            before = connection.execute(delete(PinnedClauseRow).where(mine, _PINNED.clause == clause)).rowcount
            count = connection.execute(select(func.count()).select_from(PinnedClauseRow).where(mine)).scalar_one()
            if not before and count >= MOST_PINNED:
                raise RequestError("too_many_pins", _FULL.format(count=count, most=MOST_PINNED))
            connection.execute(insert(PinnedClauseRow).values(row))

    def unpin(self, account: str, clause: str) -> None:
        """Pinned no longer, whether or not it was."""
        if "\0" in clause:  # PostgreSQL takes no such text, and nothing is kept under it
            return
        with self.database.begin() as connection:
            connection.execute(delete(PinnedClauseRow).where(_PINNED.account == account, _PINNED.clause == clause))

    def pinned(self, account: str) -> list[Pinned]:
        """All that somebody pinned, the latest first."""
        wanted = (
            select(_PINNED.clause, _PINNED.citation, _PINNED.text, _PINNED.at)
            .where(_PINNED.account == account)
            .order_by(_PINNED.at.desc(), _PINNED.clause)
        )
        with self.database.connect() as connection:
            return [Pinned(*row) for row in connection.execute(wanted)]

    def is_pinned(self, account: str, clause: str) -> bool:
        """Whether somebody pinned a clause."""
        wanted = select(_PINNED.clause).where(_PINNED.account == account, _PINNED.clause == clause)
        with self.database.connect() as connection:
            return connection.execute(wanted).first() is not None

    def opened(self, account: str, clause: str) -> None:
        """Remember that somebody looked at a clause just now, and forget all but the last ones."""
        with self.database.begin() as connection:
            adding = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(OpenedClauseRow)
            row = {"account": account, "clause": clause, "at": now()}
            putting = adding.values(row).on_conflict_do_update(
                index_elements=["account", "clause"], set_={"at": adding.excluded.at}
            )
            connection.execute(putting)
            last = _latest(account).scalar_subquery()
            connection.execute(delete(OpenedClauseRow).where(_OPENED.account == account, _OPENED.clause.not_in(last)))

    def recent(self, account: str) -> list[str]:
        """The ids of the clauses that somebody opened last, the latest first."""
        with self.database.connect() as connection:
            return [clause for (clause,) in connection.execute(_latest(account))]


def _latest(account: str) -> Select[Any]:
    mine = select(_OPENED.clause).where(_OPENED.account == account)
    return mine.order_by(_OPENED.at.desc(), _OPENED.clause).limit(MOST_OPENED)


def _one_at_a_time(connection: Connection, account: str) -> None:
    """Until the end of the transaction nobody else changes what this account has pinned."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"pins of {account}"))))
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
