"""What is not restored: damaged, torn off, foreign or newer backups, and any into a database that holds something."""

from __future__ import annotations

import gzip
import json
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, text

from assistant.store.backup import backup, restore
from assistant.store.conversations import ConversationStore
from assistant.store.database import open_database
from assistant.store.location import StoreError
from assistant.store.schema import bring_up_to_date
from assistant.store.suspensions import SuspensionStore
from tests.store.rows import BY, add_account, contents, turn

Lines = list[Any]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good backup."""
    folder = tmp_path_factory.mktemp("backup")
    source = open_database(f"sqlite:///{folder / 'source.sqlite3'}")
    add_account(source)
    for number in range(20):
        ConversationStore(source).start_with({"age": 32}, turn(1, f"我32岁，第{number}次来问"))
    SuspensionStore(source).suspend("b1", "一", BY)
    backup(source, folder / "whole.gz", BY)
    source.dispose()
    return folder / "whole.gz"


def packed(path: Path, lines: Lines) -> Path:
    path.write_bytes(gzip.compress("".join(json.dumps(line) + "\n" for line in lines).encode()))
    return path


def unpacked(path: Path) -> Lines:
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).decode().splitlines()]


def refused(database: Engine, path: Path) -> str:
    """Why a backup isn't restored; nothing of it is."""
    with pytest.raises(StoreError) as problem:
        restore(database, path, BY)
    assert [rows for rows in contents(database).values() if rows] == []
    said = str(problem.value)
    assert str(path) in said
    return said


@pytest.mark.parametrize("left", [0, 1, 15, 0.5, -9, -1])
def test_a_file_torn_off_is_refused_and_the_whole_one_restored_then(
    database: Engine, whole: Path, tmp_path: Path, left: float
) -> None:
    content = whole.read_bytes()
    path = tmp_path / "b.gz"
    path.write_bytes(content[: len(content) // 2 if left == 0.5 else int(left)])
    refused(database, path)
    path.write_bytes(content)
    assert restore(database, path, BY)["turn"] == 20


@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_damaged_byte_is_restored(database: Engine, whole: Path, tmp_path: Path, place: float, bit: int) -> None:
    content = bytearray(whole.read_bytes())
    start = 10  # before it is what gzip notes of the file, as when it was made
    at = start + int(place * (len(content) - start))
    content[at] ^= 1 << bit
    (tmp_path / "b.gz").write_bytes(content)
    refused(database, tmp_path / "b.gz")


def test_damage_that_still_reads_well_is_refused(database: Engine, whole: Path, tmp_path: Path) -> None:
    """Other words, whole JSON: only the checksum, which stands at the very end, tells."""
    content = gzip.decompress(whole.read_bytes())
    altered = content.replace("第7次".encode(), "第9次".encode())
    assert altered != content
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = deflate.compress(altered) + deflate.flush()
    head = bytes([31, 139, 8, 0, 0, 0, 0, 0, 2, 255])
    path = tmp_path / "b.gz"
    path.write_bytes(head + body + struct.pack("<II", zlib.crc32(altered), len(altered)))
    other = open_database(f"sqlite:///{tmp_path / 'other.sqlite3'}", migrate=False)
    assert restore(other, path, BY)["turn"] == 20
    other.dispose()
    path.write_bytes(head + body + struct.pack("<II", zlib.crc32(content), len(content)))
    refused(database, path)


def without_end(lines: Lines) -> Lines:
    return lines[:-1]


def one_row_less(lines: Lines) -> Lines:
    return [*lines[:-2], lines[-1]]


def one_row_twice(lines: Lines) -> Lines:
    return [*lines[:1], ["rule_version", {"corpus_version": "c", "benefit": "b", "version": "v"}], *lines[1:]]


def fits_nowhere(lines: Lines) -> Lines:
    return [
        lines[0],
        ["rule_version", {"corpus_version": "c", "benefit": "b", "version": "v", "colour": "red"}],
        *lines[1:],
    ]


def one_number_twice(lines: Lines) -> Lines:
    return [*lines[:2], lines[1], *lines[2:]]


def something_after(lines: Lines) -> Lines:
    return [*lines, ["account", {}]]


def no_such_table(lines: Lines) -> Lines:
    return [lines[0], ["login_session", {"id": "1"}], *lines[1:]]


def no_row(lines: Lines) -> Lines:
    return [lines[0], ["account", 1], *lines[1:]]


def no_moment(lines: Lines) -> Lines:
    return [lines[0], ["conversation", {"id": "c", "created_at": "yesterday", "given": {}}], *lines[1:]]


def no_list(lines: Lines) -> Lines:
    return [lines[0], 7, *lines[1:]]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (without_end, "不完整"), (one_row_less, "行数"), (one_row_twice, "行数"), (something_after, "已损坏"),
        (no_such_table, "已损坏"), (no_row, "已损坏"), (no_moment, "已损坏"), (no_list, "已损坏"),
        (fits_nowhere, "已损坏"), (one_number_twice, "已损坏"),
    ],
)  # fmt: skip
def test_a_backup_that_is_not_whole_is_refused(
    database: Engine, whole: Path, tmp_path: Path, make: Callable[[Lines], Lines], said: str
) -> None:
    assert said in refused(database, packed(tmp_path / "b.gz", make(unpacked(whole))))


def test_a_line_that_is_no_json_is_refused(database: Engine, whole: Path, tmp_path: Path) -> None:
    lines = gzip.decompress(whole.read_bytes()).splitlines(keepends=True)
    for broken in (b"not JSON\n", b"\xff\xfe\n", b"[" * 100_000 + b"\n", lines[5][: len(lines[5]) // 2]):
        (tmp_path / "b.gz").write_bytes(gzip.compress(b"".join([*lines[:5], broken, *lines[6:]])))
        refused(database, tmp_path / "b.gz")


@pytest.mark.parametrize("schema", ["9999", "empty", "", None, 5, "0005; DROP TABLE turn", "head", "base"])
def test_a_backup_of_a_newer_program_is_refused(database: Engine, whole: Path, tmp_path: Path, schema: object) -> None:
    heading, *lines = unpacked(whole)
    said = refused(database, packed(tmp_path / "b.gz", [{**heading, "schema": schema}, *lines]))
    assert "请先升级程序" in said


@pytest.mark.parametrize(
    "content",
    [
        b"", b"hello\n", b"%PDF-1.7\n", b"PK\x03\x04", b"SQLite format 3\0", gzip.compress(b""),
        gzip.compress(b"hello\n"), gzip.compress(b"[]\n"), gzip.compress(b"{}\n"), gzip.compress(b"\xff\xfe\0\n"),
        gzip.compress(b'{"format": "assistant-backup-2", "schema": "0001", "at": "2026"}\n'),
        gzip.compress(b'{"format": "assistant-backup-1", "at": "2026"}\n'),
        gzip.compress(b'{"format": "assistant-backup-1", "schema": "0001"}\n'),
        gzip.compress(b"[" * 100_000),
    ],
    ids=range(14),  # what gzip writes has the time in it
)  # fmt: skip
def test_a_file_of_something_else_is_refused(database: Engine, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.gz").write_bytes(content)
    refused(database, tmp_path / "b.gz")


@pytest.mark.parametrize("path", ["no such file", "."])
def test_what_is_no_file_is_refused(database: Engine, tmp_path: Path, path: str) -> None:
    refused(database, tmp_path / path)


@pytest.mark.parametrize(
    "fill",
    [
        add_account,
        lambda database: ConversationStore(database).start({}),
        lambda database: SuspensionStore(database).suspend("b1", "一", BY),
    ],
    ids=["account", "conversation", "suspension"],
)
def test_nothing_is_restored_into_a_database_that_holds_something(
    database: Engine, whole: Path, fill: Callable[[Engine], object]
) -> None:
    fill(database)
    before = contents(database)
    with pytest.raises(StoreError, match="请让 ASSISTANT_DATABASE_URL 指向一个空的数据库"):
        restore(database, whole, BY)
    assert contents(database) == before


@pytest.mark.parametrize(("standing", "said"), [("0002", "另一个版本"), ("9999", "另一个版本")])
def test_nothing_is_restored_into_tables_of_another_version(
    database_url: str, whole: Path, standing: str, said: str
) -> None:
    database = open_database(database_url, migrate=False)
    bring_up_to_date(database, "0002")
    with database.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :standing"), {"standing": standing})
    with pytest.raises(StoreError, match=said):
        restore(database, whole, BY)
    with database.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM conversation")).scalar() == 0
    database.dispose()


def test_nothing_is_restored_over_the_tables_of_another_program(database_url: str, whole: Path) -> None:
    database = create_engine(database_url)
    with database.begin() as connection:
        connection.execute(text("CREATE TABLE conversation (words VARCHAR(20))"))
        connection.execute(text("INSERT INTO conversation VALUES ('not ours')"))
    with pytest.raises(StoreError):
        restore(database, whole, BY)
    with database.connect() as connection:
        assert connection.execute(text("SELECT words FROM conversation")).scalars().all() == ["not ours"]
    database.dispose()
