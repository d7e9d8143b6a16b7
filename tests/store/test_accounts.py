"""Accounts: added under one form of a name, given a role, disabled and enabled, given another password."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from assistant.accounts.roles import ROLES, account_name, read_role
from assistant.request import RequestError
from assistant.store.accounts import AccountStore, LoginRefused
from assistant.store.sessions import SessionStore
from assistant.store.tables import AccountRow
from tests.store.rows import BY, PASSWORD, add_account, audited

OTHER = "another lamp 2027"


def kept_passwords(database: Engine) -> list[str]:
    with database.connect() as connection:
        return list(connection.scalars(select(AccountRow.password_hash)))


def test_an_account_is_added_and_read_back(database: Engine) -> None:
    store = AccountStore(database)
    added = store.add("Wang.Li", "agent", PASSWORD, BY, must_change=True)
    assert (added.name, added.role, added.disabled, added.must_change) == ("wang.li", "agent", False, True)
    assert store.get("WANG.LI") == added
    assert store.all() == [added]
    assert store.check("Wang.Li", PASSWORD, BY) == added
    assert [(e.action, e.object, e.actor, e.details) for e in audited(database)] == [
        ("account_added", "wang.li", "chen", {"role": "agent"})
    ]


def test_a_password_is_kept_as_argon2id_only(database: Engine) -> None:
    AccountStore(database).add("wang", "agent", PASSWORD, BY)
    (kept,) = kept_passwords(database)
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ＷＡＮＧ", "wang"),
        ("  王丽 ", "王丽"),
        ("Wang.Li_2-b@Xicheng", "wang.li_2-b@xicheng"),
        ("①号", "1号"),
        ("straße", "strasse"),
        ("x" * 64, "x" * 64),
    ],
)
def test_a_name_has_one_form(typed: str, kept: str) -> None:
    assert account_name(typed) == kept


@given(st.text(st.characters(categories=["L", "N"]) | st.sampled_from("._-@ "), max_size=70))
def test_the_form_of_a_name_is_its_own_form(typed: str) -> None:
    try:
        name = account_name(typed)
    except RequestError:
        return
    assert account_name(name) == name


@pytest.mark.parametrize(
    "typed", ["", "   ", "wang li", "wang\0", "x" * 65, "ß" * 33, "<b>", "王\u200b丽", "\ud800", "a/b", "a\nb"]
)
def test_what_cannot_be_a_name_is_refused(database: Engine, typed: str) -> None:
    with pytest.raises(RequestError) as refused:
        AccountStore(database).add(typed, "agent", PASSWORD, BY)
    assert refused.value.code == "bad_account_name"
    with pytest.raises(RequestError):
        AccountStore(database).get(typed)
    assert AccountStore(database).all() == []


def test_a_name_is_taken_once(database: Engine) -> None:
    first = add_account(database, "wang")
    with pytest.raises(RequestError) as refused:
        AccountStore(database).add("ＷＡＮＧ", "administrator", OTHER, BY)
    assert refused.value.code == "account_exists"
    assert AccountStore(database).all() == [first]
    assert audited(database) == []


def test_a_password_too_easy_adds_nothing(database: Engine) -> None:
    with pytest.raises(RequestError) as refused:
        AccountStore(database).add("wang", "agent", "password1234", BY)
    assert refused.value.code == "password_too_common"
    assert AccountStore(database).all() == []


def test_accounts_are_listed_by_name(database: Engine) -> None:
    for name in ("li", "chen", "wang"):
        add_account(database, name)
    assert [account.name for account in AccountStore(database).all()] == ["chen", "li", "wang"]


def test_another_role(database: Engine) -> None:
    account, store = add_account(database), AccountStore(database)
    for role in ROLES:
        assert store.set_role("WANG", role, BY).role == role
        assert store.get("wang").role == role
    assert [(e.action, e.object, e.details) for e in audited(database)] == [
        ("role_changed", account.name, {"role": role}) for role in reversed(ROLES)
    ]


@pytest.mark.parametrize(("typed", "role"), [("agent", "agent"), ("主管", "supervisor"), ("管理员", "administrator")])
def test_a_role_is_read_in_both_languages(typed: str, role: str) -> None:
    assert read_role(typed) == role


@pytest.mark.parametrize("typed", ["", "Agent", "root", "operator", "server", "nobody", "命令行"])
def test_what_is_no_role_of_an_account_is_refused(typed: str) -> None:
    with pytest.raises(RequestError) as refused:
        read_role(typed)
    assert refused.value.code == "unknown_role"
    assert all(role in str(refused.value) for role in ROLES)


def test_a_disabled_account_is_not_let_in_until_it_is_enabled(database: Engine) -> None:
    account, store = add_account(database), AccountStore(database)
    assert store.set_disabled("wang", True, BY).disabled
    with pytest.raises(LoginRefused) as disabled:
        store.check("wang", PASSWORD, BY)
    with pytest.raises(LoginRefused) as wrong:
        store.check("wang", "wrong", BY)
    assert str(disabled.value) == str(wrong.value)  # that the password is right isn't told
    assert store.set_disabled("wang", False, BY) == account
    assert store.check("wang", PASSWORD, BY) == account
    actions = [entry.action for entry in audited(database, object="wang")]
    assert actions == ["account_enabled", "login_refused", "login_refused", "account_disabled"]


def test_another_password(database: Engine) -> None:
    add_account(database)
    store = AccountStore(database)
    changed = store.set_password("wang", OTHER, BY, must_change=True)
    assert changed.must_change
    assert store.check("wang", OTHER, BY) == changed
    with pytest.raises(LoginRefused):
        store.check("wang", PASSWORD, BY)
    assert [entry.action for entry in audited(database)] == ["login_refused", "password_set"]


def test_ones_own_password(database: Engine) -> None:
    account, store = add_account(database), AccountStore(database)
    session = SessionStore(database).find(SessionStore(database).open(account, BY, "127.0.0.1", "Firefox"))
    assert session is not None
    with pytest.raises(LoginRefused):
        store.change_own_password(account, "wrong", OTHER, session.session, BY)
    store.change_own_password(account, PASSWORD, OTHER, session.session, BY)
    assert store.check("wang", OTHER, BY) == account
    assert "password_changed" in [entry.action for entry in audited(database, object="wang")]


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (PASSWORD, "password_same"),
        ("ｒｉｖｅｒｓｉｄｅ lamp 27", "password_same"),
        ("short", "password_too_short"),
        ("wang-1234-5678", "password_has_name"),
    ],
)
def test_ones_own_new_password_is_another_and_a_good_one(database: Engine, new: str, code: str) -> None:
    account, store = add_account(database), AccountStore(database)
    before = kept_passwords(database)
    with pytest.raises(RequestError) as refused:
        store.change_own_password(account, PASSWORD, new, "", BY)
    assert refused.value.code == code
    assert kept_passwords(database) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda store: store.set_role("nobody", "staff", BY),
        lambda store: store.set_disabled("nobody", True, BY),
        lambda store: store.set_password("nobody", PASSWORD, BY),
    ],
    ids=["role", "disable", "password"],
)
def test_an_account_that_is_not_there_is_not_changed(
    database: Engine, change: Callable[[AccountStore], object]
) -> None:
    with pytest.raises(RequestError) as refused:
        change(AccountStore(database))
    assert refused.value.code == "unknown_account"
    assert audited(database) == []
