"""What is kept no longer than needed: conversations unused for some days, logins that have ended; nothing else goes."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from sqlalchemy import Engine, insert

from assistant.accounts.reviewing import Rule
from assistant.store.audit import SERVER
from assistant.store.conversations import ConversationStore, UnknownConversation
from assistant.store.database import now
from assistant.store.location import SettingError
from assistant.store.retention import Purged, keep_days, purge
from assistant.store.reviews import ReviewStore
from assistant.store.sessions import SessionStore
from assistant.store.suspensions import SuspensionStore
from assistant.store.tables import ConversationRow, LoginSessionRow, TurnRow
from tests.store.rows import BY, add_account, audited, contents, put_back, turn

DAY = dt.timedelta(days=1)


def led(database: Engine, started: float, *said: float) -> str:
    """A conversation started so many days ago, with messages so many days ago."""
    store = ConversationStore(database)
    conversation = store.start({"applicant": "resident"})
    put_back(database, ConversationRow.created_at, now() - started * DAY, id=conversation)
    for seq, days in enumerate(said, 1):
        store.append(conversation, turn(seq))
        put_back(database, TurnRow.created_at, now() - days * DAY, conversation_id=conversation, seq=seq)
    return conversation


@pytest.mark.parametrize(
    ("started", "said", "stays"),
    [
        (31, [], False),
        (29.9, [], True),
        (0, [], True),
        (31, [30.1], False),
        (400, [399, 398, 31], False),
        (31, [29.9], True),
        (400, [399, 398, 29], True),
        (400, [0], True),
        (29, [28, 27], True),
    ],
)
def test_a_conversation_goes_when_it_has_not_been_used(
    database: Engine, started: float, said: list[float], stays: bool
) -> None:
    conversation, other = led(database, started, *said), led(database, 0, 0)
    before = contents(database)
    assert purge(database, 30, BY) == Purged(0 if stays else 1, 0)
    store = ConversationStore(database)
    assert len(store.load(other).turns) == 1
    if stays:
        assert contents(database) == before  # whole, with the turns of long ago, and nothing to audit
    else:
        with pytest.raises(UnknownConversation):
            store.load(conversation)
        rows = contents(database)
        assert (len(rows["conversation"]), len(rows["turn"])) == (1, 1)


def test_how_many_went_is_audited(database: Engine) -> None:
    for _ in range(3):
        led(database, 31, 31)
    assert purge(database, 30, SERVER).conversations == 3
    (entry,) = audited(database)
    assert (entry.action, entry.actor, entry.object) == ("purged", "server", None)
    assert entry.details == {"conversations": 3, "keep_days": 30}


def test_nothing_is_kept_for_no_days(database: Engine) -> None:
    for days in (0.0, 1.0):
        led(database, days, days)
    assert purge(database, 0, BY).conversations == 2
    assert contents(database)["conversation"] == contents(database)["turn"] == []


def test_ended_logins_go_and_the_others_stay(database: Engine) -> None:
    account, store = add_account(database), SessionStore(database)
    for _ in range(3):
        store.open(account, BY, "192.0.2.7", "Firefox")
    idle, old, _held = (row.id for row in store.of(account))
    put_back(database, LoginSessionRow.used_at, now() - dt.timedelta(hours=1, seconds=1), id=idle)
    put_back(database, LoginSessionRow.created_at, now() - dt.timedelta(hours=12, seconds=1), id=old)
    held = store.of(account)
    assert purge(database, 30, BY) == Purged(0, 2)
    assert [row[0] for row in contents(database)["login_session"]] == [login.id for login in held]
    assert len(held) == 1


def test_accounts_suspensions_reviews_and_the_log_are_not_purged(database: Engine) -> None:
    add_account(database)
    ReviewStore(database).say(Rule("b1", "v1", ()), "comment", "一", BY)
    SuspensionStore(database).suspend("b1", "一", BY)
    before = contents(database)
    assert purge(database, 0, BY) == Purged(0, 0)
    assert contents(database) == before


def test_several_at_once_are_harmless(database: Engine) -> None:
    """Every worker process of every host purges each hour."""
    for _ in range(30):
        led(database, 40, 39, 38)
    stays, together = led(database, 40, 1), threading.Barrier(4)

    def one(_: int) -> int:
        together.wait(timeout=60)
        return purge(database, 30, SERVER).conversations

    with ThreadPoolExecutor(4) as threads:
        purged = list(threads.map(one, range(4)))
    assert sum(purged) == 30
    assert sum(entry.details["conversations"] for entry in audited(database)) == 30
    assert [row[0] for row in contents(database)["conversation"]] == [stays]


@pytest.mark.parametrize(("written", "days"), [(None, 30), ("", 30), ("1", 1), ("7", 7), ("9999", 9999)])
def test_the_days_are_a_setting(monkeypatch: pytest.MonkeyPatch, written: str | None, days: int) -> None:
    monkeypatch.delenv("ASSISTANT_KEEP_DAYS", raising=False)
    if written is not None:
        monkeypatch.setenv("ASSISTANT_KEEP_DAYS", written)
    assert keep_days() == days


@pytest.mark.parametrize("written", ["0", "-1", "07", "7.5", "七", "７", " 7", "7 days", "10000", "1" * 5000])
def test_days_that_are_none_are_refused(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("ASSISTANT_KEEP_DAYS", written)
    with pytest.raises(SettingError, match="ASSISTANT_KEEP_DAYS 应是 1 到 9999 的整数"):
        keep_days()


def test_a_turn_that_is_just_being_kept_keeps_its_conversation_whole(database: Engine) -> None:
    conversation, gone = led(database, 40, 39), led(database, 40, 39)
    row = {
        "conversation_id": conversation,
        "seq": 2,
        "said": "我32岁",
        "changes": {},
        "reply": {},
        "as_of": now().date(),
    }
    row |= {"corpus_version": "v", "result_token": "another", "created_at": now()}
    with ThreadPoolExecutor(1) as thread:
        with database.begin() as other:
            other.execute(insert(TurnRow), row)
            purging = thread.submit(purge, database, 30, SERVER)
            wait([purging], timeout=0.3)  # in SQLite it waits, in PostgreSQL it passes the conversation over
        assert purging.result(timeout=60).conversations == 1
    assert [stored.seq for stored in ConversationStore(database).load(conversation).turns] == [1, 2]
    with pytest.raises(UnknownConversation):
        ConversationStore(database).load(gone)
