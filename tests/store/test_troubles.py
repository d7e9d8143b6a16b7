"""What is wrong with a database, told apart on real ones: away, busy, read-only, full, of another schema, broken."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, Executable, create_engine, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from assistant.server.health import _database_problem
from assistant.store.conversations import ConversationStore, UnknownConversation, new_token
from assistant.store.database import now, open_database
from assistant.store.location import StoreError
from assistant.store.schema import bring_up_to_date
from assistant.store.tables import AccountRow, ConversationRow, TurnRow
from assistant.store.troubles import trouble_of
from tests.services import PostgreSQL
from tests.store.rows import add_account, contents, turn

SECRET = "我在西城的王小丽"
ROW = {"id": "conversation-0001", "created_at": now(), "given": {"said": SECRET}}
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


def kind_of(act: Callable[[], object]) -> str | None:
    """What is wrong; None where it isn't the database."""
    with pytest.raises(SQLAlchemyError) as problem:
        act()
    trouble = trouble_of(problem.value)
    assert SECRET not in "".join(traceback.format_exception(problem.value))
    return trouble.kind if trouble else None


def run(database: Engine, *statements: str) -> None:
    with database.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def execute(database: Engine, statement: Executable) -> None:
    with database.connect() as connection:
        connection.execute(statement)


def write(database: Engine, *before: str) -> None:
    """Write a row, after some statements on the same connection."""
    with database.begin() as connection:
        for statement in before:
            connection.exec_driver_sql(statement)
        connection.execute(insert(ConversationRow).values(ROW))


def path_of(database: Engine) -> Path:
    assert database.url.database is not None
    return Path(database.url.database)


def test_postgresql_is_away_and_comes_back(postgresql: PostgreSQL) -> None:
    url = postgresql.new_database()
    database, unused = open_database(url), open_database(url, migrate=False)
    with database.connect() as under_way:
        under_way.execute(text("SELECT 1"))
        postgresql.stop_server()
        try:
            assert kind_of(lambda: under_way.execute(text("SELECT 1"))) == "away"
            assert kind_of(lambda: write(database)) == "away"  # with a connection from the pool
            assert kind_of(unused.connect) == "away"
            with pytest.raises(StoreError, match="打不开数据库 postgresql"):
                open_database(url)
        finally:
            postgresql.start_server()
    write(database)
    assert len(contents(database)["conversation"]) == 1
    for opened in (database, unused):
        opened.dispose()


@on_postgresql
def test_a_connection_that_the_server_ends_is_away(database: Engine) -> None:
    with database.connect() as connection:
        own = connection.execute(text("SELECT pg_backend_pid()")).scalar()
        run(database, f"SELECT pg_terminate_backend({own}, 5000)")
        assert kind_of(lambda: connection.execute(text("SELECT 1"))) == "away"


def test_a_postgresql_database_that_is_not_there_is_away(postgresql: PostgreSQL) -> None:
    url = postgresql.new_database()
    postgresql.drop_database(url)
    assert kind_of(open_database(url, migrate=False).connect) == "away"
    with pytest.raises(StoreError, match="does not exist"):
        open_database(url)


@pytest.mark.parametrize("path", ["no/such/folder/x.sqlite3", "."])
def test_a_sqlite_file_that_cannot_be_opened_is_away(tmp_path: Path, path: str) -> None:
    url = f"sqlite:///{tmp_path / path}"
    assert kind_of(open_database(url, migrate=False).connect) == "away"
    with pytest.raises(StoreError, match="打不开数据库 sqlite"):
        open_database(url)


def test_a_locked_database_is_busy(database: Engine) -> None:
    sqlite = database.dialect.name == "sqlite"
    with database.connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE" if sqlite else "LOCK TABLE conversation")
        impatient = "PRAGMA busy_timeout=1" if sqlite else "SET LOCAL lock_timeout = '1ms'"
        assert kind_of(lambda: write(database, impatient)) == "busy"
        other.rollback()
    write(database)


@on_postgresql
def test_a_statement_that_takes_too_long_is_busy(database: Engine) -> None:
    slow = ["SET LOCAL statement_timeout = '1ms'", "SELECT pg_sleep(60)"]
    assert kind_of(lambda: run(database, *slow)) == "busy"


def test_a_pool_without_a_free_connection_is_busy(database_url: str) -> None:
    pool = create_engine(database_url, pool_size=1, max_overflow=0, pool_timeout=0.01)
    with pool.connect():
        assert kind_of(pool.connect) == "busy"
    pool.dispose()


@on_sqlite
def test_a_sqlite_database_may_be_read_only(database: Engine) -> None:
    with database.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")
        assert kind_of(lambda: connection.execute(insert(ConversationRow).values(ROW))) == "read_only"
        connection.invalidate()
    url = f"sqlite:///file:{path_of(database)}?mode=ro&uri=true"
    with database.connect() as writer:
        writer.execute(text("SELECT count(*) FROM turn"))  # it holds the log open, without which a reader can't
        for_reading = open_database(url)
        assert kind_of(lambda: write(for_reading)) == "read_only"
        assert ConversationStore(for_reading).lengths([]) == {}
        assert (_database_problem(for_reading), _database_problem(database)) == ("read_only", None)
        for_reading.dispose()


def test_a_postgresql_database_may_be_read_only(postgresql: PostgreSQL) -> None:
    url = postgresql.new_database()
    open_database(url).dispose()
    for_reading = open_database(f"{url}?options=-c%20default_transaction_read_only%3Don")
    assert kind_of(lambda: write(for_reading)) == "read_only"
    assert ConversationStore(for_reading).lengths([]) == {}
    assert _database_problem(for_reading) == "read_only"
    for_reading.dispose()


def test_an_older_database_that_is_read_only_is_not_brought_up(database_url: str) -> None:
    older = open_database(database_url, migrate=False)
    bring_up_to_date(older, "0002")
    read_only = {"sqlite": "mode=ro&uri=true", "postgresql": "options=-c%20default_transaction_read_only%3Don"}
    url = f"{database_url.replace('sqlite:///', 'sqlite:///file:')}?{read_only[older.dialect.name]}"
    with older.connect() as writer:
        writer.execute(text("SELECT count(*) FROM turn"))
        with pytest.raises(StoreError, match="只能读不能写"):
            open_database(url)
    older.dispose()


@on_sqlite
def test_a_sqlite_database_may_be_full(database: Engine) -> None:
    conversation, long = ConversationStore(database).start({}), turn(1, SECRET * 2000)
    with database.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    one = create_engine(database.url, hide_parameters=True, pool_size=1, max_overflow=0)
    with one.connect() as connection:  # the only one, which keeps to that
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    assert kind_of(lambda: ConversationStore(one).append(conversation, long)) == "full"
    assert ConversationStore(one).load(conversation).turns == ()
    one.dispose()
    ConversationStore(database).append(conversation, long)


@on_postgresql
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("53100", "full"), ("53200", "busy"), ("53300", "busy"), ("53400", "busy"), ("40001", "busy"),
        ("40P01", "busy"), ("55P03", "busy"), ("57014", "busy"), ("57P01", "away"), ("57P03", "away"),
        ("08006", "away"), ("28P01", "away"), ("25006", "read_only"), ("42P01", "schema"), ("42703", "schema"),
        ("23505", None), ("22001", None), ("42601", None), ("P0001", None),
    ],
)  # fmt: skip
def test_codes_of_postgresql(database: Engine, code: str, kind: str | None) -> None:
    """Those that a test can't well bring about are raised by the server all the same."""
    raising = f"DO $$ BEGIN RAISE EXCEPTION 'as if' USING ERRCODE = '{code}'; END $$"
    assert kind_of(lambda: run(database, raising)) == kind


@pytest.mark.parametrize("older", ["empty", "0002"])
def test_what_an_older_schema_lacks_is_told_as_that(database_url: str, older: str) -> None:
    database = open_database(database_url, migrate=False)
    if older != "empty":
        bring_up_to_date(database, older)
        run(
            database,
            "INSERT INTO conversation (id, created_at, given) VALUES ('conversation-0001', '2026-11-20', '{}')",
        )
    store = ConversationStore(database)
    acts: list[Callable[[], object]] = [
        lambda: store.append("conversation-0001", turn(1, SECRET)),  # it writes a column of a newer schema
        lambda: add_account(database),
        lambda: execute(database, select(TurnRow.told)),
        lambda: execute(database, select(AccountRow)),
    ]
    assert [kind_of(act) for act in acts] == ["schema"] * 4
    database.dispose()


def test_a_file_that_is_no_database_is_broken(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite3"
    path.write_bytes(b"This is not a database. " * 200)
    assert kind_of(open_database(f"sqlite:///{path}", migrate=False).connect) == "broken"
    with pytest.raises(StoreError, match="请检查它是不是本程序的数据库，或用备份恢复"):
        open_database(f"sqlite:///{path}")
    assert path.read_bytes() == b"This is not a database. " * 200


@on_sqlite
def test_a_damaged_file_is_broken(database: Engine) -> None:
    store = ConversationStore(database)
    for _ in range(50):
        store.start_with({}, turn(1, SECRET * 100))
    database.dispose()
    path = path_of(database)
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)  # all but the first page
    path.write_bytes(content)
    damaged = open_database(str(database.url), migrate=False)
    assert kind_of(lambda: execute(damaged, select(TurnRow.said).order_by(TurnRow.said))) == "broken"
    damaged.dispose()


def test_a_statement_that_is_wrong_is_no_trouble_of_the_database(database: Engine) -> None:
    store = ConversationStore(database)
    kept = turn(1, SECRET)
    conversation = store.start_with({}, kept)
    lacking = {"conversation_id": conversation, "seq": 2, "said": SECRET, "changes": {}, "reply": {"text": SECRET}}
    wrong: list[Callable[[], object]] = [
        lambda: run(database, "SELEC"),
        lambda: store.start_with({}, turn(1, SECRET, result_token=kept.result_token)),
        lambda: execute(database, insert(TurnRow).values(lacking)),
    ]
    if database.dialect.name == "postgresql":
        wrong += [
            lambda: store.append(conversation, turn(2, SECRET + "\0")),
            lambda: store.append(conversation, turn(2, SECRET, fact=SECRET * 64)),
        ]
    assert [kind_of(act) for act in wrong] == [None] * len(wrong)


def test_errors_do_not_tell_what_was_said_nor_what_opens_a_conversation(database: Engine) -> None:
    store, token = ConversationStore(database), new_token()
    store.start_with({"said": SECRET}, turn(1, SECRET, result_token=token))
    with pytest.raises(SQLAlchemyError) as problem:
        store.start_with({"said": SECRET}, turn(1, SECRET, result_token=token))
    told = "".join(traceback.format_exception(problem.value)) + repr(problem.value)
    assert "unique" in told.lower()
    assert [secret for secret in (SECRET, token, SECRET.encode("unicode_escape").decode()) if secret in told] == []
    with pytest.raises(UnknownConversation) as unknown:
        store.append(new_token(), turn(1, SECRET))
    assert SECRET not in "".join(traceback.format_exception(unknown.value))
