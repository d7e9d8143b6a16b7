"""The version of the database's schema: compared with the program's, and brought up to it by Alembic."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from assistant.store.location import StoreError
from assistant.store.troubles import trouble_of

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 1_201_233_312_345  # any number that no other program on the same PostgreSQL takes
EMPTY = "empty"
_OPENS = {
    "away": "打不开数据库 {url}（{cause}），请检查数据库是否在运行、地址和密码对不对、目录有没有写权限。",
    "busy": "数据库 {url} 正被占用（{cause}），请稍后再启动，或找出占用它的程序。",
    "read_only": "数据库 {url} 只能读不能写（{cause}），请给程序写权限。",
    "full": "数据库 {url} 所在的磁盘满了（{cause}），请腾出空间。",
}
_BROKEN = "数据库 {url} 用不了（{cause}），请检查它是不是本程序的数据库，或用备份恢复。"


def bring_up_to_date(database: Engine, target: str = "head") -> None:
    """Bring the schema to the program's version, one process at a time. Raises StoreError."""
    from alembic.util.exc import CommandError  # here, so that what only reads starts without Alembic

    try:
        with database.begin() as connection:
            _one_at_a_time(connection)
            standing = current(connection)
            if standing not in (EMPTY, *known_revisions()):
                raise StoreError(
                    f"数据库的结构（{standing}）比程序认识的（{head()}）新，请换回写它的程序版本，或换一个数据库。"
                )
            if standing != (head() if target == "head" else target):
                _upgrade(connection, target)
    except DBAPIError as problem:
        raise StoreError(opening_problem(database, problem)) from None
    except CommandError as problem:
        raise StoreError(f"数据库的结构与程序不符（{problem}），请换回写它的程序版本，或换一个数据库。") from None


def opening_problem(database: Engine, problem: SQLAlchemyError) -> str:
    """Why a database can't be used, and what to do."""
    trouble = trouble_of(problem)
    url = database.url.set(query={}).render_as_string(hide_password=True)  # there may be a password in the query too
    cause = " ".join(str(getattr(problem, "orig", problem)).split())
    return _OPENS.get(trouble.kind if trouble else "", _BROKEN).format(url=url, cause=cause)


def current(connection: Connection) -> str:
    """The revision that a database stands at; EMPTY where it holds nothing of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return EMPTY
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or EMPTY)


@lru_cache(maxsize=1)
def known_revisions() -> tuple[str, ...]:
    """Every revision that the program knows, oldest first: they are numbered."""
    return tuple(sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py")))


def head() -> str:
    """The revision that the program writes."""
    return known_revisions()[-1]


def _one_at_a_time(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def _upgrade(connection: Connection, target: str) -> None:
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, target)


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
