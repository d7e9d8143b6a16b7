"""The schema: made on an empty database, brought up from every older one with its rows, refused where it is newer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from assistant.dialogue.state import Turn
from assistant.store.accounts import AccountStore
from assistant.store.conversations import ConversationStore
from assistant.store.database import open_database
from assistant.store.handovers import HandoverStore
from assistant.store.location import StoreError
from assistant.store.schema import _config, bring_up_to_date, current, head, known_revisions
from assistant.store.suspensions import SuspensionStore
from assistant.store.tables import Base
from tests.services import PostgreSQL
from tests.store.rows import PASSWORD, QUICK, audited, contents, turn

OLDER = known_revisions()[:-1]
# What each revision brought can be filled in databases of that revision and of later ones.
ROWS = {
    "0001": [
        """INSERT INTO conversation (id, created_at, given)
        VALUES ('conversation-0001', '2026-11-20 01:00:00', '{"b": 1, "a": 2}')""",
        """INSERT INTO turn (conversation_id, seq, message_id, said, changes, reply, as_of, corpus_version,
            result_token, created_at)
        VALUES ('conversation-0001', 1, 'm-1', '我32岁', '{"given": {"age": 32}}', '{}', '2026-11-20', 'c1', 'result-1',
            '2026-11-20 01:02:00')""",
    ],
    "0002": ["INSERT INTO suspension (benefit, reason, since) VALUES ('b1', '一', '2026-11-20 01:00:00')"],
    "0003": [
        f"""INSERT INTO account (name, password_hash, role, disabled, must_change, created_at)
        VALUES ('wang', '{QUICK}', 'agent', false, false, '2026-11-20 01:00:00')"""
    ],
    "0004": [
        """INSERT INTO audit (at, actor, role, action, details)
        VALUES ('2026-11-20 01:00:00', 'wang', 'agent', 'login', '{"number": 1}')"""
    ],
    "0005": ["INSERT INTO rule_version (corpus_version, benefit, version) VALUES ('c1', 'b1', 'v1')"],
    "0006": [
        """INSERT INTO feedback (turn_id, useful, why, place, created_at)
        VALUES (1, true, '一', 'answer', '2026-11-20 01:03:00')"""
    ],
    "0007": ["INSERT INTO rule_content (benefit, version, since) VALUES ('b1', 'v1', '2026-11-20 01:00:00')"],
    "0008": [
        """INSERT INTO citation_check (token, batch, place, account, created_at, name, as_of, state)
        VALUES ('check-1', 'batch-1', 0, 'wang', '2026-11-20 01:00:00', '一', '2026-11-20', 'waiting')"""
    ],
    "0009": [
        """INSERT INTO service_case (id, opened_at, updated_at, opened_by, owner, state, version, channel, line, facts,
            draft, note, outcome, call_back, words, as_of, corpus_version)
        VALUES (20261120000001, '2026-11-20 01:00:00', '2026-11-20 01:00:00', 'wang', 'wang', 'open', 1, 'phone', '一',
            '{}', '', '一', '', '', '', '2026-11-20', 'c1')""",
        "INSERT INTO case_words (case_id, marks, words) VALUES (20261120000001, 'all s:open o:wang', '一')",
    ],
    "0010": [
        """INSERT INTO handover (token, conversation_id, issued_at, expires_at)
        VALUES ('handover-0001', 'conversation-0001', '2026-11-20 01:00:00', '2026-11-20 01:10:00')"""
    ],
    "0011": [
        """INSERT INTO canned_answer (title, key, text, bound, figures, version, written_by, written_at, confirmed_by,
            confirmed_at)
        VALUES ('一', 'y', '一', '{"clauses": []}', '{}', 1, 'wang', '2026-11-20 01:00:00', 'wang',
            '2026-11-20 01:00:00')"""
    ],
    "0012": [
        """INSERT INTO question (key, said, place, unanswered, useless, clauses, corpus_version, at, state)
        VALUES ('k1', '一', 'desk', true, false, '[]', 'c1', '2026-11-20 01:00:00', 'open')"""
    ],
    "0013": [],
}


def tables(database: Engine) -> set[str]:
    return {name for name in inspect(database).get_table_names() if _is_described(name)}


def _is_described(name: str | None, *_: object) -> bool:
    """The index of the words of cases is another thing in each kind of database, and nothing that SQLAlchemy knows."""
    return not (name or "").startswith("case_index")


OPTIONS = {"compare_type": True, "compare_server_default": True, "include_name": _is_described}


def revision(database: Engine) -> str:
    with database.connect() as connection:
        return current(connection)


def test_an_empty_database_gets_every_table(database_url: str) -> None:
    database = open_database(database_url)
    assert tables(database) == {*Base.metadata.tables, "alembic_version"}
    assert revision(database) == head()
    assert [rows for rows in contents(database).values() if rows] == []
    database.dispose()


def test_opening_again_changes_nothing(database: Engine) -> None:
    ConversationStore(database).start_with({}, turn(1))
    before = contents(database)
    bring_up_to_date(database)
    assert (contents(database), revision(database)) == (before, head())


def test_without_bringing_it_up_nothing_is_made(database_url: str) -> None:
    database = open_database(database_url, migrate=False)
    assert (tables(database), revision(database)) == (set(), "empty")
    database.dispose()


@pytest.mark.parametrize("older", OLDER)
def test_an_older_database_is_brought_up_with_all_it_holds(database_url: str, older: str) -> None:
    database = open_database(database_url, migrate=False)
    bring_up_to_date(database, older)
    assert revision(database) == older
    brought = [name for name in OLDER if name <= older]
    with database.begin() as connection:
        for statement in (statement for name in brought for statement in ROWS[name]):
            connection.exec_driver_sql(statement)
    database.dispose()

    database = open_database(database_url)
    assert revision(database) == head()
    store = ConversationStore(database)
    loaded = store.load("conversation-0001")
    assert list(loaded.given.items()) == [("b", 1), ("a", 2)]
    assert [(stored.said, stored.turn) for stored in loaded.turns] == [("我32岁", Turn(given={"age": 32}))]
    store.append("conversation-0001", turn(2, told={"b1": ["eligible", 1, 1]}))
    if "0002" in brought:
        assert SuspensionStore(database).current()["b1"].reason == "一"
    if "0003" in brought:
        assert AccountStore(database).check("wang", PASSWORD, by=None).role == "agent"  # type: ignore[arg-type]
    if "0004" in brought:
        assert [(entry.actor, entry.details) for entry in audited(database)] == [("wang", {"number": 1})]
    if "0005" in brought:
        assert contents(database)["rule_version"] == [("c1", "b1", "v1")]
    if "0006" in brought:
        assert [row[4] for row in contents(database)["feedback"]] == ["一"]
    if "0007" in brought:
        assert [row[:2] for row in contents(database)["rule_content"]] == [("b1", "v1")]
    if "0008" in brought:
        assert [row[1] for row in contents(database)["citation_check"]] == ["check-1"]
    if "0009" in brought:
        assert [row[0] for row in contents(database)["case_words"]] == [20261120000001]
        assert [row[0] for row in contents(database)["service_case"]] == [20261120000001]
    if "0010" in brought:
        assert [one.token for one in HandoverStore(database).of("conversation-0001")] == ["handover-0001"]
    if "0012" in brought:
        assert [row[3] for row in contents(database)["question"]] == ["一"]
    database.dispose()


@pytest.mark.parametrize("standing", [f"{int(head()) + 1:04}", "9999", "d41d8cd98f00"])
def test_a_database_of_a_newer_program_is_left_as_it_is(database_url: str, standing: str) -> None:
    database = open_database(database_url)
    ConversationStore(database).start_with({}, turn(1))
    with database.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :standing"), {"standing": standing})
    before = contents(database)
    with pytest.raises(StoreError) as refused:
        open_database(database_url)
    assert str(refused.value) == (
        f"数据库的结构（{standing}）比程序认识的（{head()}）新，请换回写它的程序版本，或换一个数据库。"
    )
    assert (contents(database), revision(database)) == (before, standing)
    database.dispose()


def test_tables_of_another_program_are_left_as_they_are(database_url: str) -> None:
    database = open_database(database_url, migrate=False)
    with database.begin() as connection:
        connection.execute(text("CREATE TABLE turn (left_or_right VARCHAR(5))"))
    with pytest.raises(StoreError, match="请检查它是不是本程序的数据库"):
        open_database(database_url)
    assert tables(database) == {"turn"}  # all or nothing
    database.dispose()


def test_the_migrations_end_where_the_program_begins(database: Engine) -> None:
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts=OPTIONS)
        assert compare_metadata(context, Base.metadata) == []


def test_the_migrations_go_back_and_forth(database_url: str) -> None:
    database, config = open_database(database_url), _config()
    with database.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert tables(database) == {"alembic_version"}
    bring_up_to_date(database)
    with database.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=OPTIONS), Base.metadata) == []
    database.dispose()


STARTING = """
import sys
import alembic.command
from assistant.store.database import open_database
for line in sys.stdin:
    try:
        open_database(line.strip()).dispose()
        print("opened", flush=True)
    except Exception as problem:
        print(repr(problem), flush=True)
"""


@pytest.fixture(scope="module")
def starters() -> Iterator[list[subprocess.Popen[str]]]:
    """Processes that open whichever database they are told to, all at once."""
    command_line = [sys.executable, "-c", STARTING]
    started = [
        subprocess.Popen(command_line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        for _ in range(4)
    ]
    yield started
    for process in started:
        process.communicate(timeout=60)


def heard(processes: list[subprocess.Popen[str]]) -> list[str]:
    """The next line of each."""
    return [process.stdout.readline().strip() for process in processes if process.stdout]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_several_processes_start_at_once_on_an_empty_database(
    request: pytest.FixtureRequest, starters: list[subprocess.Popen[str]], tmp_path: Path, kind: str
) -> None:
    urls = [f"sqlite:///{tmp_path / f'{number}.sqlite3'}" for number in range(6)]
    if kind == "postgresql":
        cluster: PostgreSQL = request.getfixturevalue("postgresql")
        urls = [cluster.new_database() for _ in range(3)]
    for url in urls:
        for process in starters:
            assert process.stdin
            process.stdin.write(f"{url}\n")
        assert heard(starters) == ["opened"] * 4
        database = open_database(url, migrate=False)
        assert revision(database) == head()
        database.dispose()
