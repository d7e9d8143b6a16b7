"""The database: opened by URL, its schema brought up to date by Alembic."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

from assistant.store.location import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"


def open_database(url: str, migrate: bool = True) -> Engine:
    """An engine on the database, by default with its schema brought up to date. Raises StoreError."""
    try:
        database = create_engine(url, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError) as problem:
        raise StoreError(f"数据库地址不对（{problem}），请检查 ASSISTANT_DATABASE_URL。") from None
    if database.dialect.name == "sqlite":
        event.listen(database, "connect", _prepare_sqlite)
    if not migrate:
        return database
    from alembic.util.exc import CommandError

    try:
        _migrate(database)
    except DatabaseError as problem:
        shown = make_url(url).render_as_string(hide_password=True)
        raise StoreError(f"打不开数据库 {shown}（{problem.orig}），请检查目录的写权限或数据库是否在运行。") from None
    except CommandError as problem:
        raise StoreError(f"数据库的结构与程序不符（{problem}），请换回写它的程序版本，或换一个数据库。") from None
    return database


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.close()


def _migrate(database: Engine) -> None:
    from alembic import command  # here, so that what only reads starts without it
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with database.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
