"""Logins: known by a token that isn't kept, ended by time, by their owner, by a change of the account."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from sqlalchemy import Engine, select

from assistant.accounts.holding import ABSOLUTE, IDLE
from assistant.store.accounts import Account, AccountStore
from assistant.store.database import now
from assistant.store.sessions import SessionStore, SignedIn
from assistant.store.tables import LoginSessionRow
from tests.store.rows import BY, PASSWORD, add_account, audited, contents, put_back

MINUTE = dt.timedelta(minutes=1)
OTHER = "another lamp 2027"


def opened(database: Engine, account: Account, device: str = "Firefox", replaces: str | None = None) -> str:
    return SessionStore(database).open(account, BY, "192.0.2.7", device, replaces)


def found(database: Engine, token: str) -> SignedIn:
    signed_in = SessionStore(database).find(token)
    assert signed_in is not None
    return signed_in


def holds(database: Engine, *tokens: str) -> list[bool]:
    return [SessionStore(database).find(token) is not None for token in tokens]


def test_a_login_is_found_by_its_token(database: Engine) -> None:
    wang, li = add_account(database, "wang"), add_account(database, "li", "supervisor")
    tokens = {opened(database, account): account for account in (wang, li, wang)}
    assert len(tokens) == 3
    assert {token: found(database, token).account for token in tokens} == tokens
    assert len({found(database, token).session for token in tokens}) == 3
    assert [(e.action, e.object, e.details) for e in audited(database, action="login")] == [
        ("login", name, {}) for name in ("wang", "li", "wang")
    ]


def test_the_database_holds_only_a_hash_of_the_token(database: Engine) -> None:
    token = opened(database, add_account(database))
    kept = str(contents(database))
    assert hashlib.sha256(token.encode()).hexdigest() in kept
    assert token not in kept
    assert not holds(database, hashlib.sha256(token.encode()).hexdigest())[0]


@pytest.mark.parametrize("token", ["", "\0", "\ud800", "' OR 1=1 --", "令牌", "x" * 100_000])
def test_any_other_token_finds_nobody(database: Engine, token: str) -> None:
    opened(database, add_account(database))
    assert SessionStore(database).find(token) is None


@pytest.mark.parametrize(
    ("opened_ago", "used_ago", "held"),
    [
        (IDLE - MINUTE, IDLE - MINUTE, True),
        (IDLE, IDLE, False),
        (ABSOLUTE - MINUTE, MINUTE / 2, True),
        (ABSOLUTE, MINUTE / 2, False),
        (30 * ABSOLUTE, 30 * ABSOLUTE, False),
    ],
)
def test_a_login_ends_when_unused_and_when_old(
    database: Engine, opened_ago: dt.timedelta, used_ago: dt.timedelta, held: bool
) -> None:
    account = add_account(database)
    token = opened(database, account)
    put_back(database, LoginSessionRow.created_at, now() - opened_ago)
    put_back(database, LoginSessionRow.used_at, now() - used_ago)
    assert len(SessionStore(database).of(account)) == held
    assert holds(database, token) == [held]


@pytest.mark.parametrize(("ago", "written"), [(30 * MINUTE, True), (MINUTE / 2, False)])
def test_a_use_is_written_down_at_most_once_a_minute(database: Engine, ago: dt.timedelta, written: bool) -> None:
    token = opened(database, add_account(database))
    before = now() - ago
    put_back(database, LoginSessionRow.used_at, before)
    assert holds(database, token) == [True]
    with database.connect() as connection:
        used = connection.execute(select(LoginSessionRow.used_at)).scalar_one()
    assert (used > before) == written


@pytest.mark.parametrize("change", ["role", "disable", "password"])
def test_a_change_of_the_account_ends_all_its_logins_and_no_others(database: Engine, change: str) -> None:
    wang, li, store = add_account(database, "wang"), add_account(database, "li"), AccountStore(database)
    tokens = [opened(database, wang), opened(database, wang), opened(database, li)]
    if change == "role":
        store.set_role("wang", "staff", BY)
    elif change == "disable":
        store.set_disabled("wang", True, BY)
        store.set_disabled("wang", False, BY)  # they don't come back to life
    else:
        store.set_password("wang", OTHER, BY)
    assert holds(database, *tokens) == [False, False, True]


def test_ones_own_new_password_ends_ones_other_logins(database: Engine) -> None:
    wang, li = add_account(database, "wang"), add_account(database, "li")
    tokens = [opened(database, account) for account in (wang, wang, li)]
    AccountStore(database).change_own_password(wang, PASSWORD, OTHER, found(database, tokens[0]).session, BY)
    assert holds(database, *tokens) == [True, False, True]


def test_one_ends_only_ones_own_logins(database: Engine) -> None:
    wang, li, store = add_account(database, "wang"), add_account(database, "li"), SessionStore(database)
    token = opened(database, wang)
    session = found(database, token).session
    assert not store.end(li, session, BY)
    assert holds(database, token) == [True]
    assert store.end(wang, session, BY)
    assert holds(database, token) == [False]
    assert not store.end(wang, session, BY)
    assert [(e.action, e.object) for e in audited(database)] == [("session_ended", "wang"), ("login", "wang")]


@pytest.mark.parametrize("session", ["", "\0", "' OR 1=1 --", "编号", "x" * 5000])
def test_what_is_no_login_is_not_ended(database: Engine, session: str) -> None:
    account = add_account(database)
    token = opened(database, account)
    assert not SessionStore(database).end(account, session, BY)
    assert holds(database, token) == [True]


def test_logging_out_is_told_from_ending_a_login(database: Engine) -> None:
    account = add_account(database)
    token = opened(database, account)
    assert SessionStore(database).end(account, found(database, token).session, BY, logout=True)
    assert [entry.action for entry in audited(database)] == ["logout", "login"]


def test_all_of_ones_logins_but_this_one_are_ended(database: Engine) -> None:
    wang, li, store = add_account(database, "wang"), add_account(database, "li"), SessionStore(database)
    tokens = [opened(database, account) for account in (wang, wang, wang, li)]
    this = found(database, tokens[1]).session
    assert store.end_others(wang, this, BY) == 2
    assert holds(database, *tokens) == [False, True, False, True]
    assert store.end_others(wang, this, BY) == 0
    assert [e.details for e in audited(database, action="session_ended")] == [{"sessions": 2}]


def test_a_new_login_ends_the_one_that_the_browser_brought(database: Engine) -> None:
    wang = add_account(database)
    kept, brought = opened(database, wang), opened(database, wang)
    new = opened(database, wang, replaces=brought)
    assert new != brought
    assert holds(database, kept, brought, new) == [True, False, True]


@pytest.mark.parametrize("brought", ["made up", "", "\0", "\ud800"])
def test_a_made_up_token_is_not_taken_over(database: Engine, brought: str) -> None:
    new = opened(database, add_account(database), replaces=brought)
    assert holds(database, brought, new) == [False, True]


def test_ones_logins_are_listed_the_last_used_first(database: Engine) -> None:
    wang, li, store = add_account(database, "wang"), add_account(database, "li"), SessionStore(database)
    opened(database, li)
    sessions = {}
    for minutes, device in ((40, "Firefox"), (1, "微信"), (20, "x" * 300), (90, "too long ago")):
        sessions[device] = found(database, opened(database, wang, device)).session
        put_back(database, LoginSessionRow.used_at, now() - minutes * MINUTE, id=sessions[device])
    listed = store.of(wang)
    assert [login.device for login in listed] == ["微信", "x" * 200, "Firefox"]
    assert [login.id for login in listed] == [sessions["微信"], sessions["x" * 300], sessions["Firefox"]]
    assert {login.address for login in listed} == {"192.0.2.7"}
