"""Backup and restore: from each kind of database into each, every row as it was, numbering carried on; old backups."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, text

from assistant.accounts.reviewing import Rule
from assistant.dialogue.state import Turn
from assistant.store.accounts import AccountStore, LoginRefused
from assistant.store.answers import AnswerStore
from assistant.store.audit import BATCH, Actor, AuditLog
from assistant.store.backup import backup, restore
from assistant.store.case_records import Answer, CaseDraft
from assistant.store.case_search import Wanted, find_cases
from assistant.store.case_words import searched
from assistant.store.cases import CaseStore
from assistant.store.checks import CheckStore, HandedIn
from assistant.store.conversations import ConversationStore, new_token
from assistant.store.database import open_database
from assistant.store.feedback import Feedback, FeedbackStore
from assistant.store.handover_codes import WrongCode
from assistant.store.handovers import HandoverStore
from assistant.store.location import StoreError
from assistant.store.questions import QuestionStore
from assistant.store.reviews import ReviewStore
from assistant.store.schema import bring_up_to_date, current, head
from assistant.store.sessions import SessionStore
from assistant.store.suspensions import SuspensionStore
from assistant.store.tables import AuditRow, DayCountRow, TurnRow
from assistant.store.word_entries import WordEntryStore
from tests.services import PostgreSQL
from tests.store.rows import BY, DAY, PASSWORD, add_account, audited, contents, turn

from_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NOT_KEPT = ("login_session", "login_failure", "wrong_code", "citation_upload")
ODD = "“一”\n\r\u2028\t\\ \"'😀é {}[],;--' null"


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without any table."""
    if request.param == "sqlite":
        opened = open_database(f"sqlite:///{tmp_path / 'target.sqlite3'}", migrate=False)
        yield opened
        opened.dispose()
        return
    cluster: PostgreSQL = request.getfixturevalue("postgresql")
    url = cluster.new_database()
    opened = open_database(url, migrate=False)
    yield opened
    opened.dispose()
    cluster.drop_database(url)


def fill(database: Engine) -> str:
    """Rows in every table; the id of a conversation."""
    account = add_account(database, "王丽", "supervisor")
    add_account(database, "li")
    AccountStore(database).set_disabled("li", True, BY)
    with pytest.raises(LoginRefused):
        AccountStore(database).check("li", "wrong", BY)
    SessionStore(database).open(account, BY, "192.0.2.7", "Firefox")
    SuspensionStore(database).suspend("b1", ODD, BY)
    SuspensionStore(database).lift("b1", BY)
    SuspensionStore(database).suspend("b1", "二", BY)
    AnswerStore(database).keep_rule_versions("c1", {"b1": "v1"})
    reviews, rule = ReviewStore(database), Rule("b1", "v1", ("li",))
    reviews.keep_contents({"b1": "v1"})
    reviews.say(rule, "question", ODD, Actor("li", "staff"), "m-1")
    reviews.settle(1, "b1", ODD, BY)
    reviews.approve(rule, "v1", BY)
    checks = CheckStore(database)
    checks.hand_in("batch-of-one-and-two", [HandedIn(ODD, ODD), HandedIn("二", content=b"\x00\xff")], DAY, BY)
    token = checks.batch("batch-of-one-and-two")[0].token
    found = {"corpus_version": "c1", "problems": 1, "notices": 0, "quotes": [{"text": ODD}]}
    checks.finish(token, ODD, {"kind": "paste", "warnings": []}, found, {"found": [], "clauses": {}})
    cases = CaseStore(database)
    case = cases.open(CaseDraft(line=ODD, note=ODD, given={"a": 1}, as_of=DAY), BY, "m-1")
    cases.answered(case.id, Answer("sms", ODD, {"benefits": []}, DAY, "c1"), BY)
    cases.hand_over(case.id, account.name, BY)
    store = ConversationStore(database)
    store.start({})
    known = Turn(given={"wage": 4500.5, "age": 32, "unit": True, "name": ODD}, declined=("a",), focus=(), enough=False)
    conversation = store.start_with(
        {"b": 1, "a": 2}, turn(1, ODD, "m-1", turn=known, told={"b1": ["eligible", 1.0, 2.5]})
    )
    store.append(conversation, second := turn(2, "", fact="age"))
    FeedbackStore(database).keep(second.result_token, Feedback(False, "unclear", ODD, "result"))
    handovers = HandoverStore(database)
    with pytest.raises(WrongCode):
        handovers.claim("no code", BY)
    handed_over = handovers.claim(handovers.issue(conversation).code or "", BY)
    handovers.say(handed_over.token, "agent", ODD, "m-1", BY.name)
    asked = {"text": ODD, "understood": [], "results": [{"clause": "d#1"}], "confident": False}
    store.start_with({}, turn(1, ODD, reply=asked, told={"b1": ["eligible", 1, 1]}))
    question = QuestionStore(database).page("", 1)[0].id
    words = {"kind": "lexicon", "said": "一 二", "written": "三", "weight": 0.6, "note": ODD, "unit": ""}
    entry = WordEntryStore(database).write(words, question, BY)
    WordEntryStore(database).keep_preview(entry, "v1", {"rose": 1, "moved": [{"query": ODD}]})
    QuestionStore(database).note(ODD, "desk", BY)
    row = {"actor": "wang", "role": "agent", "action": "login", "details": {"n": 1}}
    at = dt.datetime(2026, 11, 20, 23, 59, 59, 999999, dt.UTC)
    with database.begin() as connection:
        connection.execute(insert(DayCountRow), [{"day": DAY, "part": "turns", "item": ODD[:9], "count": 2}])
        connection.execute(insert(AuditRow), [{**row, "at": at} for _ in range(2 * BATCH)])
    return conversation


def kept(database: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """All that a backup holds: without the lines that tell of the backup and its restoring."""
    rows = {name: found for name, found in contents(database).items() if name not in NOT_KEPT}
    return {**rows, "audit": [row for row in rows["audit"] if not {"backed_up", "restored"} & set(map(str, row))]}


def written(database: Engine, folder: Path) -> Path:
    backup(database, folder / "b.gz", BY)
    return folder / "b.gz"


def test_every_row_comes_back_in_either_kind_of_database(database: Engine, target: Engine, tmp_path: Path) -> None:
    conversation = fill(database)
    counts = backup(database, tmp_path / "b.gz", BY)
    assert restore(target, tmp_path / "b.gz", BY) == counts
    assert kept(target) == kept(database)
    assert counts == {n: len(rows) for n, rows in contents(database).items() if n not in NOT_KEPT}
    with target.connect() as connection:
        assert current(connection) == head()
        # What wasn't recorded is so still, and no JSON null.
        assert connection.execute(text("SELECT seq FROM turn WHERE told IS NULL")).scalars().all() == [2]
    assert list(ConversationStore(target).load(conversation).given) == ["b", "a"]
    for words, hits in ((searched(ODD), 1), (["没有的话"], 0)):  # the index of words has filled itself
        assert find_cases(target, Wanted(words=words, member=BY.name)).hits == hits
    assert [entry.action for entry in audited(target, actor=BY.name)][:2] == ["restored", "backed_up"]


@from_sqlite
def test_logins_do_not_come_back_to_life(database: Engine, target: Engine, tmp_path: Path) -> None:
    fill(database)
    path = written(database, tmp_path)
    restore(target, path, BY)
    assert not any(contents(target)[name] for name in NOT_KEPT)
    assert all(contents(database)[name] for name in NOT_KEPT)
    plain = gzip.decompress(path.read_bytes()).decode()
    assert [name for name in NOT_KEPT if name in plain] == []
    assert AccountStore(target).check("王丽", PASSWORD, BY).role == "supervisor"


@from_sqlite
def test_new_rows_are_numbered_on(database: Engine, target: Engine, tmp_path: Path) -> None:
    conversation = fill(database)
    restore(target, written(database, tmp_path), BY)
    before = {name: [row[0] for row in rows] for name, rows in contents(target).items()}
    add_account(target, "new")
    SuspensionStore(target).suspend("b2", "三", BY)
    ConversationStore(target).append(conversation, turn(3))
    after = {name: [row[0] for row in rows] for name, rows in contents(target).items()}
    for name in ("account", "suspension", "turn", "audit"):
        assert after[name] == [*before[name], max(before[name]) + 1], name


@from_sqlite
def test_a_backup_of_an_empty_database_is_restored_too(database: Engine, target: Engine, tmp_path: Path) -> None:
    restore(target, written(database, tmp_path), BY)
    assert kept(target) == kept(database)
    add_account(target)


@from_sqlite
def test_a_backup_is_restored_into_tables_already_made_as_long_as_they_are_empty(
    database: Engine, target: Engine, tmp_path: Path
) -> None:
    fill(database)
    bring_up_to_date(target)
    restore(target, written(database, tmp_path), BY)
    assert kept(target) == kept(database)


@from_sqlite
def test_a_backup_of_a_restored_backup_holds_the_same(database: Engine, target: Engine, tmp_path: Path) -> None:
    fill(database)
    restore(target, written(database, tmp_path), BY)
    backup(target, tmp_path / "again.gz", BY)
    again = open_database(f"sqlite:///{tmp_path / 'again.sqlite3'}", migrate=False)
    restore(again, tmp_path / "again.gz", BY)
    assert kept(again) == kept(database)
    again.dispose()


def test_moments_do_not_hang_on_the_time_zone_of_the_database(postgresql: PostgreSQL, tmp_path: Path) -> None:
    url = postgresql.new_database()
    source = open_database(f"{url}?options=-c%20timezone%3DAsia/Shanghai")
    fill(source)
    target = open_database(f"sqlite:///{tmp_path / 'target.sqlite3'}", migrate=False)
    restore(target, written(source, tmp_path), BY)
    assert kept(target) == kept(source)
    for database in (source, target):
        database.dispose()


@pytest.mark.parametrize("left_over", [False, True])
def test_only_its_owner_can_read_a_backup(database: Engine, tmp_path: Path, left_over: bool) -> None:
    fill(database)
    if left_over:  # by a backup that was killed, or put there by somebody else
        (tmp_path / "b.gz.part").touch(0o666)
        (tmp_path / "b.gz.part").chmod(0o666)
    before = os.umask(0)
    try:
        path = written(database, tmp_path)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_existing_file_is_not_written_over(database: Engine, tmp_path: Path) -> None:
    path = tmp_path / "b.gz"
    path.write_text("mine")
    with pytest.raises(StoreError, match="已经有了"):
        backup(database, path, BY)
    assert path.read_text() == "mine"
    assert audited(database) == []


def test_a_backup_that_fails_leaves_no_file(database: Engine, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="写不了"):
        backup(database, tmp_path / "no such folder" / "b.gz", BY)
    assert audited(database) == []
    older = open_database(f"sqlite:///{tmp_path / 'older.sqlite3'}", migrate=False)
    bring_up_to_date(older, "0002")  # a server of an older program
    files = sorted(tmp_path.iterdir())
    with pytest.raises(StoreError):
        backup(older, tmp_path / "b.gz", BY)
    older.dispose()
    assert [path for path in sorted(tmp_path.iterdir()) if path not in files] == []


def test_a_backup_is_of_one_moment(database: Engine, tmp_path: Path) -> None:
    """Each conversation is written with its first turn, so there are as many turns in every backup."""
    store, stop = ConversationStore(database), threading.Event()
    store.start_with({}, turn(1))

    def talk() -> None:
        while not stop.is_set():
            store.start_with({}, turn(1))

    talking = threading.Thread(target=talk)
    talking.start()
    try:
        counts = [backup(database, tmp_path / f"{number}.gz", BY) for number in range(5)]
    finally:
        stop.set()
        talking.join(timeout=60)
    assert [count["turn"] for count in counts] == [count["conversation"] for count in counts]
    assert counts[0]["turn"] < counts[-1]["turn"]


# As the first program that could back up would have written it from a database of revision 0002.
OLD = [
    {"format": "assistant-backup-1", "schema": "0002", "at": "2026-11-20T01:00:00+00:00"},
    ["conversation", {"id": "conversation-0001", "created_at": "2026-11-20T01:00:00+00:00", "given": {"b": 1, "a": 2}}],
    ["suspension", {
        "id": 7, "benefit": "b1", "reason": "一", "since": "2026-11-20T01:00:00+00:00", "lifted_at": None,
    }],
    ["turn", {
        "id": 3, "conversation_id": "conversation-0001", "seq": 1, "message_id": "m-1", "said": "我32岁", "fact": None,
        "changes": {"given": {"age": 32}}, "reply": {"text": "已记下"}, "as_of": "2026-11-20", "corpus_version": "c1",
        "result_token": "result-token-0001", "created_at": "2026-11-20T01:02:03.000004+00:00",
    }],
    {"rows": {"conversation": 1, "suspension": 1, "turn": 1}},
]  # fmt: skip


def packed(path: Path, lines: list[Any]) -> Path:
    path.write_bytes(gzip.compress("".join(json.dumps(line) + "\n" for line in lines).encode()))
    return path


def test_an_old_backup_is_restored_by_this_program(target: Engine, tmp_path: Path) -> None:
    assert restore(target, packed(tmp_path / "old.gz", OLD), BY) == {"conversation": 1, "suspension": 1, "turn": 1}
    with target.connect() as connection:
        assert current(connection) == head()
        moment, token = connection.execute(select(TurnRow.created_at, TurnRow.result_token)).one()
    assert (moment, token) == (dt.datetime(2026, 11, 20, 1, 2, 3, 4, dt.UTC), "result-token-0001")
    store = ConversationStore(target)
    loaded = store.load("conversation-0001")
    assert (list(loaded.given.items()), loaded.turns[0].turn) == ([("b", 1), ("a", 2)], Turn(given={"age": 32}))
    store.append("conversation-0001", turn(2, told={"b1": ["eligible", 1, 1]}))
    assert [row[0] for row in contents(target)["turn"]] == [3, 4]
    assert list(SuspensionStore(target).current()) == ["b1"]
    assert [entry.action for entry in audited(target)] == ["restored"]


def test_a_backup_of_an_older_schema_is_brought_up_to_date(database_url: str, target: Engine, tmp_path: Path) -> None:
    older = open_database(database_url, migrate=False)
    bring_up_to_date(older, "0004")
    conversation, row = new_token(), turn(1)
    values = {"c": conversation, "t": row.result_token}
    with older.begin() as connection:
        connection.execute(
            text("INSERT INTO conversation (id, created_at, given) VALUES (:c, '2026-11-20 01:00:00', '{}')"), values
        )
        connection.execute(
            text(
                "INSERT INTO turn (id, conversation_id, seq, said, changes, reply, as_of, corpus_version, result_token,"
                " created_at) VALUES (5, :c, 1, '我32岁', '{}', '{}', '2026-11-20', 'c1', :t, '2026-11-20 01:00:00')"
            ),
            values,
        )
    AuditLog(older).record(BY, "audit_seen")
    restore(target, written(older, tmp_path), BY)
    with older.connect() as connection:
        assert current(connection) == "0004"
    older.dispose()
    assert ConversationStore(target).load(conversation).turns[0].said == "我32岁"
    assert [entry.action for entry in audited(target)] == ["restored", "backed_up", "audit_seen"]
