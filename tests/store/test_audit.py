"""The audit log: a line for each change or neither, never altered, found by who, what and when, no words in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, insert, text
from sqlalchemy.exc import DBAPIError

from assistant.dialogue.state import Turn
from assistant.store.accounts import AccountStore, LoginRefused
from assistant.store.audit import BATCH, SERVER, Actor, AuditLog, Filter, record
from assistant.store.conversations import ConversationStore
from assistant.store.database import now
from assistant.store.retention import purge
from assistant.store.sessions import SessionStore
from assistant.store.suspensions import SuspensionStore
from assistant.store.tables import AuditRow, ConversationRow
from tests.store.rows import BY, PASSWORD, add_account, audited, contents, put_back, turn

OTHER = "another lamp 2027"
START = dt.datetime(2026, 11, 20, 1, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@contextmanager
def refusing(database: Engine, table: str) -> Iterator[None]:
    """The database takes no change of a table, as when it fails in the middle of something."""
    if database.dialect.name == "sqlite":
        changes = {change: f"refuse_{change}" for change in ("INSERT", "UPDATE", "DELETE")}
        made = [
            f"CREATE TRIGGER {name} BEFORE {change} ON {table} BEGIN SELECT * FROM refused; END"
            for change, name in changes.items()
        ]
        undone = [f"DROP TRIGGER {name}" for name in changes.values()]
    else:
        made = [
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'refused'; END$$",
            f"CREATE TRIGGER refuse BEFORE INSERT OR UPDATE OR DELETE ON {table} EXECUTE FUNCTION refuse()",
        ]
        undone = ["DROP FUNCTION refuse() CASCADE"]
    for statements in (made, undone):
        with database.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        if statements is made:
            yield


def sign_out(database: Engine) -> None:
    store, account = SessionStore(database), AccountStore(database).get("wang")
    store.end(account, store.of(account)[0].id, BY)


def own_password(database: Engine) -> None:
    store = AccountStore(database)
    store.change_own_password(store.get("wang"), PASSWORD, OTHER, "", BY)


def fail_to_log_in(database: Engine) -> None:
    with pytest.raises(LoginRefused):
        AccountStore(database).check("wang", "wrong", BY)


CHANGES: dict[str, tuple[str, Callable[[Engine], object]]] = {
    "account_added": ("account", lambda d: AccountStore(d).add("chen", "agent", PASSWORD, BY)),
    "role_changed": ("account", lambda d: AccountStore(d).set_role("wang", "staff", BY)),
    "account_disabled": ("account", lambda d: AccountStore(d).set_disabled("wang", True, BY)),
    "password_changed": ("account", own_password),
    "login": ("login_session", lambda d: SessionStore(d).open(AccountStore(d).get("wang"), BY, "192.0.2.7", "")),
    "session_ended": ("login_session", sign_out),
    "login_refused": ("login_failure", fail_to_log_in),
    "benefit_suspended": ("suspension", lambda d: SuspensionStore(d).suspend("b2", "二", BY)),
    "benefit_resumed": ("suspension", lambda d: SuspensionStore(d).lift("b1", BY)),
    "purged": ("conversation", lambda d: purge(d, 30, BY)),
}


@pytest.mark.parametrize("action", CHANGES)
def test_a_change_and_its_line_are_written_together_or_not_at_all(database: Engine, action: str) -> None:
    account = add_account(database)
    SessionStore(database).open(account, SERVER, "192.0.2.7", "Firefox")
    SuspensionStore(database).suspend("b1", "一", SERVER)
    ConversationStore(database).start({"age": 32})
    put_back(database, ConversationRow.created_at, now() - dt.timedelta(days=31))
    before = contents(database)
    table, change = CHANGES[action]
    for failing in (table, "audit"):
        with refusing(database, failing), pytest.raises(DBAPIError, match="refused"):
            change(database)
        assert contents(database) == before
    change(database)
    assert contents(database)[table] != before[table]
    assert [(entry.action, entry.actor, entry.request_id) for entry in audited(database, actor=BY.name)] == [
        (action, BY.name, BY.request_id)
    ]


BOTH = [
    "UPDATE audit SET actor = 'nobody'",
    "UPDATE audit SET details = '{}' WHERE id = 1",
    "DELETE FROM audit",
    "DELETE FROM audit WHERE id = 2",
    "INSERT INTO audit (id, at, actor, role, action, details) VALUES (1, '2026-11-20', 'nobody', '', '', '{}') "
    "ON CONFLICT (id) DO UPDATE SET actor = 'nobody'",
]
REPLACE = "REPLACE INTO audit (id, at, actor, role, action, details) VALUES (1, '2026-11-20', 'nobody', '', '', '{}')"
ALTERING = {
    "sqlite": [*BOTH, REPLACE, REPLACE.replace("REPLACE", "INSERT OR REPLACE")],
    "postgresql": [*BOTH, "TRUNCATE audit", "TRUNCATE account, audit CASCADE"],
}


@pytest.mark.parametrize(
    ("database", "statement"),
    [(kind, statement) for kind, statements in ALTERING.items() for statement in statements],
    indirect=["database"],
)
def test_the_database_itself_keeps_the_log_as_it_is(database: Engine, statement: str) -> None:
    log = AuditLog(database)
    log.record(BY, "audit_seen")
    log.record(BY, "login", "wang")
    before = contents(database)
    with pytest.raises(DBAPIError, match="the audit log can only be added to"), database.begin() as connection:
        connection.execute(text(statement))
    assert contents(database) == before


def written(database: Engine) -> None:
    """Lines of three hours, the first two of the same moment."""
    lines = [
        (0, "wang", "login", "wang"),
        (0, "li", "login", "li"),
        (1, "wang", "audit_seen", None),
        (2, "li", "logout", "li"),
    ]
    with database.begin() as connection:
        for hours, actor, action, what in lines:
            row = {"at": START + hours * HOUR, "actor": actor, "role": "agent", "action": action, "object": what}
            connection.execute(insert(AuditRow).values(**row, details={"line": hours}))


@pytest.mark.parametrize(
    ("only", "found"),
    [
        (Filter(), ["li logout", "wang audit_seen", "li login", "wang login"]),
        (Filter(actor="wang"), ["wang audit_seen", "wang login"]),
        (Filter(action="login"), ["li login", "wang login"]),
        (Filter(object="li"), ["li logout", "li login"]),
        (Filter(actor="wang", object="li"), []),
        (Filter(since=START + HOUR), ["li logout", "wang audit_seen"]),
        (Filter(until=START + HOUR), ["li login", "wang login"]),
        (Filter(since=START, until=START), []),
        (Filter("li", "logout", "li", START + HOUR, START + 3 * HOUR), ["li logout"]),
        (Filter(since=(START + HOUR).astimezone(dt.timezone(8 * HOUR))), ["li logout", "wang audit_seen"]),
        (Filter(actor="WANG"), []),
        (Filter(actor="wan_"), []),
        (Filter(actor="wang\0"), []),
        (Filter(object="' OR 1=1 --"), []),
    ],
)  # fmt: skip
def test_lines_are_found_newest_first(database: Engine, only: Filter, found: list[str]) -> None:
    written(database)
    assert [f"{entry.actor} {entry.action}" for entry in AuditLog(database).entries(only)] == found


def test_a_line_comes_back_as_it_was_written(database: Engine) -> None:
    written(database)
    (line,) = AuditLog(database).entries(Filter(action="audit_seen"))
    assert (line.at, line.actor, line.role, line.action) == (START + HOUR, "wang", "agent", "audit_seen")
    assert (line.object, line.details, line.request_id) == (None, {"line": 1}, None)


@pytest.mark.parametrize("size", [1, 3, 7, 100])
def test_pages_hold_every_line_once(database: Engine, size: int) -> None:
    with database.begin() as connection:
        for number in range(17):
            record(connection, BY, "audit_seen", str(number))
    pages = [list(AuditLog(database).entries(Filter(), size, start)) for start in range(0, 17, size)]
    assert [len(page) for page in pages[:-1]] == [size] * (len(pages) - 1)
    assert [entry.object for page in pages for entry in page] == [str(number) for number in reversed(range(17))]
    assert list(AuditLog(database).entries(Filter(), size, 17)) == []


def test_a_long_log_is_read_to_its_end(database: Engine) -> None:
    many = 2 * BATCH + 1
    row = {"at": START, "actor": "wang", "role": "agent", "action": "login", "details": {}}
    with database.begin() as connection:
        connection.execute(insert(AuditRow), [{**row, "object": str(number)} for number in range(many)])
    assert [entry.object for entry in audited(database)] == [str(number) for number in reversed(range(many))]


def test_a_long_name_is_cut(database: Engine) -> None:
    AuditLog(database).record(Actor("名" * 300, "operator"), "backed_up", "文" * 300)
    (entry,) = audited(database)
    assert (entry.actor, entry.object) == ("名" * 100, "文" * 200)


def test_the_log_holds_no_word_of_a_conversation_nor_what_opens_it(database: Engine) -> None:
    store = ConversationStore(database)
    said = turn(1, "我叫王小丽，我32岁", "message-1", turn=Turn(given={"hukou_district": "xicheng"}))
    ids = [store.start_with({"applicant": "resident"}, said), store.start({})]
    store.append(ids[0], turn(2, "还有老人要照顾"))
    store.result(said.result_token)
    SuspensionStore(database).suspend("b1", "数额有误，待王小丽核对", BY)
    store.delete(ids[1])
    purge(database, 0, BY)
    assert [entry.action for entry in audited(database)] == ["purged", "benefit_suspended"]
    log = str(contents(database)["audit"])
    secrets = ["王小丽", "老人", "xicheng", "resident", "message-1", said.result_token, "数额", *ids]
    assert [secret for secret in secrets if secret in log] == []
