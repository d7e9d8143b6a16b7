"""The database: opened by URL, SQLite or PostgreSQL, each told how to be safe and quick."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from assistant.store.location import StoreError
from assistant.store.schema import bring_up_to_date

BUSY = 5  # seconds that a statement waits for another's lock
STATEMENT = 15  # seconds that a statement may take in PostgreSQL
CONNECT = 3  # seconds to reach a PostgreSQL server
CONNECTIONS = 20  # of one process, and as many again in a rush: handlers run in 40 threads


def open_database(url: str, migrate: bool = True) -> Engine:
    """An engine on the database, by default with its schema brought up to date. Raises StoreError."""
    try:
        database = _create(_with_driver(make_url(url)))
    except (ArgumentError, NoSuchModuleError) as problem:
        raise StoreError(f"数据库地址不对（{problem}），请检查 ASSISTANT_DATABASE_URL。") from None
    if database.dialect.name not in ("sqlite", "postgresql"):
        raise StoreError(
            f"不支持 {database.dialect.name} 数据库，ASSISTANT_DATABASE_URL 要以 sqlite: 或 postgresql: 开头。"
        )
    if migrate:
        bring_up_to_date(database)
    return database


def now() -> dt.datetime:
    """The moment that a row is written."""
    return dt.datetime.now(dt.UTC)


def forget_deleted(database: Engine) -> None:
    """Deleted content leaves SQLite's write-ahead log too, unless somebody is reading just now."""
    if database.dialect.name == "sqlite":
        with database.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _with_driver(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg") if url.drivername in ("postgres", "postgresql") else url


def _create(url: URL) -> Engine:
    options: dict[str, Any] = {"pool_size": CONNECTIONS, "max_overflow": CONNECTIONS, "pool_timeout": 2 * BUSY}
    options["hide_parameters"] = True  # what people said must not get into a log by an error
    if url.get_backend_name() == "postgresql":
        settings = f"-c statement_timeout={STATEMENT}s -c lock_timeout={BUSY}s -c timezone=UTC"
        arguments = {"connect_timeout": CONNECT, "options": settings, "application_name": "assistant"}
        return create_engine(url, pool_pre_ping=True, connect_args={**arguments, **url.query}, **options)
    if url.database in (None, "", ":memory:"):
        options = {"hide_parameters": True}  # one connection, which is the database
    database = create_engine(url, **options)
    if database.dialect.name == "sqlite":
        event.listen(database, "connect", _prepare_sqlite)
    return database


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY * 1000}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")  # what a person deletes is overwritten
    cursor.close()
