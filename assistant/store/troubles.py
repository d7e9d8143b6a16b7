"""What can be wrong with a database, said in one sentence: away, busy, read-only, full, of another version."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal

from psycopg import DataError
from psycopg import Error as PostgresError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError, TimeoutError

Kind = Literal["away", "busy", "read_only", "full", "schema", "broken"]
SENTENCES: dict[Kind, str] = {
    "away": "数据库连不上，刚才这一步没有记下，之前说过的都还在。请稍后再试。",
    "busy": "现在很忙，刚才这一步没有记下。请过几秒再试。",
    "read_only": "数据库现在只能读不能写，刚才这一步没有记下。请稍后再试，或联系管理员。",
    "full": "存储空间满了，刚才这一步没有记下。请稍后再试，或联系管理员。",
    "schema": "数据库的结构与程序不符，刚才这一步没有记下。请联系管理员。",
    "broken": "数据库出了问题，刚才这一步没有记下。请稍后再试，或联系管理员。",
}
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL: dict[str, Kind] = {
    "08": "away", "57P": "away", "28": "away", "3D": "away",
    "40": "busy", "55P03": "busy", "57014": "busy", "53300": "busy",
    "25006": "read_only", "53100": "full", "53": "busy",
    "42P01": "schema", "42703": "schema",
}  # fmt: skip
# https://www.sqlite.org/rescode.html
_SQLITE: dict[str, Kind] = {
    "SQLITE_BUSY": "busy", "SQLITE_LOCKED": "busy", "SQLITE_READONLY": "read_only", "SQLITE_FULL": "full",
    "SQLITE_CANTOPEN": "away", "SQLITE_IOERR": "broken",
}  # fmt: skip
_SQLITE_LACKING = ("no such table", "no such column", "has no column named")


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong, for programs and for people."""

    kind: Kind

    @property
    def sentence(self) -> str:
        return SENTENCES[self.kind]


def trouble_of(problem: SQLAlchemyError) -> Trouble | None:
    """What is wrong with the database; None where the statement was at fault, not the database."""
    if isinstance(problem, TimeoutError):  # no connection of the pool became free
        return Trouble("busy")
    cause = problem.orig if isinstance(problem, DBAPIError) else None
    if isinstance(cause, PostgresError):
        return _of_postgresql(cause)
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause)
    return None


def _of_postgresql(cause: PostgresError) -> Trouble | None:
    if not cause.sqlstate:  # no server answered, unless it wasn't asked: what is written can't be sent (NUL)
        return None if isinstance(cause, DataError) else Trouble("away")
    longest_first = sorted(_POSTGRESQL, key=len, reverse=True)
    kind = next((_POSTGRESQL[code] for code in longest_first if cause.sqlstate.startswith(code)), None)
    return Trouble(kind) if kind else None


def _of_sqlite(cause: sqlite3.Error) -> Trouble | None:
    name = getattr(cause, "sqlite_errorname", "")
    kind = next((kind for code, kind in _SQLITE.items() if name.startswith(code)), None)
    if kind is None and any(lacking in str(cause) for lacking in _SQLITE_LACKING):
        kind = "schema"
    if kind is None and isinstance(cause, sqlite3.DatabaseError) and name in ("SQLITE_CORRUPT", "SQLITE_NOTADB"):
        kind = "broken"
    return Trouble(kind) if kind else None
