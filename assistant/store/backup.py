"""Backup and restore: every row of one moment in one compressed file, the same from SQLite and PostgreSQL.

Lines of JSON: a heading, then ``[table, row]`` for each row, then the count of each table, without which the file is
not whole. A backup is restored into an empty database at the schema it was written with, which is then brought up to
date: an old backup can be restored by a newer program, and rows can move from one kind of database to the other.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import JSON, Connection, Date, DateTime, Engine, MetaData, Table, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from assistant.store.audit import Actor, record
from assistant.store.database import now
from assistant.store.location import StoreError
from assistant.store.schema import EMPTY, bring_up_to_date, current, head, known_revisions, opening_problem
from assistant.store.troubles import trouble_of

Json = dict[str, Any]
FORMAT = "assistant-backup-1"
BATCH = 500  # rows
# Alembic writes its own; logins must not come back to life, failed ones and wrong codes count for a day at most, and
# files that wait to be read do so for seconds.
_LEFT_OUT = ("alembic_version", "login_session", "login_failure", "wrong_code", "citation_upload")
_INDEX = "case_index"  # SQLite's index of the words of cases, and its own tables: it fills itself


def backup(database: Engine, path: Path, by: Actor) -> dict[str, int]:
    """Write every row to a new file that only its owner can read; rows by table. Raises StoreError."""
    if path.exists():
        raise StoreError(f"{path} 已经有了，请换一个文件名。")
    unfinished: Path | None = None
    try:
        # A new file, whatever was left there before, that only its owner can read.
        descriptor, name = tempfile.mkstemp(".part", path.name, path.parent)
        unfinished = Path(name)
        with os.fdopen(descriptor, "wb") as raw:
            with database.begin() as connection:
                record(connection, by, "backed_up", path.name)
            with gzip.open(raw, "wt", encoding="utf-8") as file:
                counts = _write(database, file)
            raw.flush()
            os.fsync(raw.fileno())
        unfinished.replace(path)
    except OSError as problem:
        raise StoreError(f"写不了 {path}（{problem.strerror}），请检查目录和空间。") from None
    except SQLAlchemyError as problem:
        raise StoreError(opening_problem(database, problem)) from None
    finally:
        if unfinished is not None:
            unfinished.unlink(missing_ok=True)
    return counts


def restore(database: Engine, path: Path, by: Actor) -> dict[str, int]:
    """Put a backup's rows into an empty database; rows by table. All or nothing. Raises StoreError."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            heading = _heading(file, path)
            _make_ready(database, heading["schema"])
            with database.begin() as connection:
                if connection.dialect.name == "sqlite":
                    connection.exec_driver_sql("BEGIN IMMEDIATE")
                counts = _read(connection, file, path)
        bring_up_to_date(database)
        with database.begin() as connection:
            record(connection, by, "restored", path.name, written=heading["at"])
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as problem:
        raise StoreError(
            f"读不了备份 {path}（{getattr(problem, 'strerror', None) or '文件不完整或已损坏'}）。"
        ) from None
    except SQLAlchemyError as problem:
        if trouble_of(problem) is None:  # rows that fit nowhere
            raise _damaged(path) from None
        raise StoreError(opening_problem(database, problem)) from None
    return counts


def _write(database: Engine, file: TextIO) -> dict[str, int]:
    options = {} if database.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with database.connect().execution_options(**options) as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")  # all that is read is of this moment
        heading = {"format": FORMAT, "schema": current(connection), "at": now().isoformat()}
        file.write(json.dumps(heading) + "\n")
        counts = {}
        for table in _tables(connection):
            counts[table.name] = 0
            rows = connection.execute(select(table).execution_options(yield_per=BATCH)).mappings()
            for row in rows:
                file.write(json.dumps([table.name, dict(row)], ensure_ascii=False, default=_written) + "\n")
                counts[table.name] += 1
        file.write(json.dumps({"rows": counts}) + "\n")
    return counts


def _heading(file: TextIO, path: Path) -> Json:
    try:
        heading = json.loads(file.readline())
        if heading["format"] != FORMAT or not isinstance(heading["at"], str):
            raise ValueError
        schema = heading["schema"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise StoreError(f"{path} 不是本程序的备份。") from None
    if schema not in known_revisions():
        raise StoreError(f"备份 {path} 是更新的程序写的（结构 {schema}，本程序到 {head()}），请先升级程序。")
    return dict(heading)


def _make_ready(database: Engine, schema: str) -> None:
    """An empty database at the backup's schema. Raises StoreError."""
    with database.connect() as connection:
        standing = current(connection)
        tables = _tables(connection) if standing != EMPTY else []
        if any(connection.execute(select(func.count()).select_from(table)).scalar() for table in tables):
            raise StoreError("要恢复到的数据库里已经有内容，请让 ASSISTANT_DATABASE_URL 指向一个空的数据库。")
    if standing not in (EMPTY, schema):
        raise StoreError("要恢复到的数据库已经建好了另一个版本的表，请让 ASSISTANT_DATABASE_URL 指向一个空的数据库。")
    bring_up_to_date(database, schema)


def _read(connection: Connection, file: TextIO, path: Path) -> dict[str, int]:
    tables = {table.name: table for table in _tables(connection)}
    counts: Counter[str] = Counter()
    for name, rows in _batches(file, path):
        if name is None:
            expected = rows[0]["rows"]
            if {n: c for n, c in expected.items() if c} != dict(counts):
                raise StoreError(f"备份 {path} 的行数与它自己写的不符，没有恢复。")
            _continue_numbers(connection, tables)
            return dict(expected)
        if name not in tables:
            raise _damaged(path)
        table = tables[name]
        try:
            read = [_read_row(table, row) for row in rows]
        except (TypeError, ValueError):  # no moments, or other columns
            raise _damaged(path) from None
        connection.execute(table.insert(), read)
        counts[name] += len(rows)
    raise StoreError(f"备份 {path} 不完整（没有结尾），没有恢复。")


def _batches(file: TextIO, path: Path) -> Iterator[tuple[str | None, list[Json]]]:
    """Rows of one table together; at the end, without a table's name, the counts."""
    name: str | None = None
    rows: list[Json] = []
    for line in file:
        content = _line(line, path)
        ended = isinstance(content, dict)
        if rows and (ended or content[0] != name or len(rows) >= BATCH):
            yield name, rows
            rows = []
        if ended:
            if file.read(1):  # nothing follows; gzip compares its checksum only at the end of the file
                raise _damaged(path)
            yield None, [content]
            return
        name = content[0]
        rows.append(content[1])


def _line(line: str, path: Path) -> Any:
    """``[table, row]`` or the counts. Raises StoreError."""
    try:
        content = json.loads(line)
    except (ValueError, RecursionError):
        raise _damaged(path) from None
    match content:
        case [str(), dict()] | {"rows": dict()}:
            return content
    raise _damaged(path)


def _damaged(path: Path) -> StoreError:
    return StoreError(f"备份 {path} 已损坏，没有恢复。")


def _tables(connection: Connection) -> list[Table]:
    """The tables as they are, those that others point to first."""
    metadata = MetaData()
    metadata.reflect(connection, only=lambda name, _: name not in _LEFT_OUT and not name.startswith(_INDEX))
    for column in (column for table in metadata.tables.values() for column in table.c):
        if isinstance(column.type, JSON):
            column.type.none_as_null = True  # what isn't there comes back as NULL
    return list(metadata.sorted_tables)


def _written(value: object) -> str:
    if isinstance(value, dt.datetime):
        return (value if value.tzinfo else value.replace(tzinfo=dt.UTC)).astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(type(value))


def _read_row(table: Table, row: Json) -> Json:
    if row.keys() != {*table.c.keys()}:
        raise ValueError
    read = dict(row)
    for column in table.columns:
        value = read.get(column.name)
        if value is not None and isinstance(column.type, DateTime):
            read[column.name] = dt.datetime.fromisoformat(value).astimezone(dt.UTC)
        elif value is not None and isinstance(column.type, Date):
            read[column.name] = dt.date.fromisoformat(value)
    return read


def _continue_numbers(connection: Connection, tables: dict[str, Table]) -> None:
    """PostgreSQL numbers new rows after the restored ones."""
    if connection.dialect.name != "postgresql":
        return
    for name, table in tables.items():
        if "id" in table.c and table.c.id.type.python_type is int:
            most = select(func.max(table.c.id)).scalar_subquery()
            set_to = func.setval(func.pg_get_serial_sequence(text(f"'{name}'"), text("'id'")), most)
            connection.execute(select(set_to))
