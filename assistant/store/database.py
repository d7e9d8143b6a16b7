"""The database: opened by URL, SQLite or PostgreSQL, each told how to be safe and quick."""

from __future__ import annotations

import datetime as dt
import sqlite3
import time
from typing import Any

from psycopg import Error as PostgresError
from sqlalchemy import URL, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from assistant.store.case_words import case_tokens
from assistant.store.location import StoreError
from assistant.store.schema import bring_up_to_date

BUSY = 5  # seconds that a statement waits for another's lock
TRIED_AGAIN = 0.05  # seconds
READERS = 250  # milliseconds that forgetting waits for readers: until then nobody else can write
STATEMENT = 15  # seconds that a statement may take in PostgreSQL
CONNECT = 3  # seconds to reach a PostgreSQL server
CONNECTIONS = 20  # of one process, and as many again in a rush: handlers run in 40 threads


def open_database(url: str, migrate: bool = True) -> Engine:
    """An engine on the database, by default with its schema brought up to date. Raises StoreError."""
    try:
        address = _with_driver(make_url(url))
        if address.get_backend_name() not in ("sqlite", "postgresql"):
            raise StoreError(
                f"不支持 {address.get_backend_name()} 数据库，ASSISTANT_DATABASE_URL 要以 sqlite: 或 postgresql: 开头。"
            )
        database = _create(address)
    except (ArgumentError, NoSuchModuleError, ImportError) as problem:
        cause = " ".join(str(problem).split())
        raise StoreError(f"数据库地址不对（{cause}），请检查 ASSISTANT_DATABASE_URL。") from None
    except ValueError:  # it quotes what should be the port, which may be a piece of the password
        raise StoreError(
            "数据库地址不对，请检查 ASSISTANT_DATABASE_URL：端口要是数字，密码里的 / : @ 要写成 %2F %3A %40。"
        ) from None
    if migrate:
        bring_up_to_date(database)
    return database


def now() -> dt.datetime:
    """The moment that a row is written."""
    return dt.datetime.now(dt.UTC)


def forget_deleted(database: Engine) -> None:
    """Deleted content leaves SQLite's write-ahead log too, unless somebody is reading just now: then the next time."""
    if database.dialect.name == "sqlite":
        with database.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={READERS}")
            try:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY * 1000}")


def _with_driver(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg") if url.drivername in ("postgres", "postgresql") else url


def _create(url: URL) -> Engine:
    options: dict[str, Any] = {"pool_size": CONNECTIONS, "max_overflow": CONNECTIONS, "pool_timeout": 2 * BUSY}
    options["hide_parameters"] = True  # what people said must not get into a log by an error
    if url.get_backend_name() == "postgresql":
        settings = f"-c statement_timeout={STATEMENT}s -c lock_timeout={BUSY}s -c timezone=UTC"
        settings = " ".join([settings, *url.normalized_query.get("options", ())])  # what the address says comes last
        arguments = {"connect_timeout": CONNECT, "options": settings, "application_name": "assistant"}
        given = {name: value for name, value in url.query.items() if name != "options"}
        database = create_engine(url, pool_pre_ping=True, connect_args={**arguments, **given}, **options)
        event.listen(database, "handle_error", _leave_out_detail)
        return database
    if url.database in (None, "", ":memory:"):
        options = {"hide_parameters": True}  # one connection, which is the database
    database = create_engine(url, **options)
    if database.dialect.name == "sqlite":
        event.listen(database, "connect", _prepare_sqlite)
    return database


def _leave_out_detail(context: ExceptionContext) -> None:
    """PostgreSQL quotes the row that it refuses: what was said, and the ids that open a conversation."""
    cause, problem = context.original_exception, context.sqlalchemy_exception
    told = cause.diag.message_primary if isinstance(cause, PostgresError) else None
    if told and problem is not None:
        problem.args = (str(problem.args[0]).replace(str(cause), told), *problem.args[1:])
        cause.args = (told,)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.create_function("case_tokens", 2, case_tokens, deterministic=True)  # for the triggers of case_words
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY * 1000}")
    _write_ahead(cursor)
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")  # what a person deletes is overwritten
    cursor.close()


def _write_ahead(cursor: sqlite3.Cursor) -> None:
    """Change a new file into WAL mode: for that SQLite needs the file alone, and doesn't wait for other processes."""
    deadline = time.monotonic() + BUSY
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(TRIED_AGAIN)
        else:
            return
