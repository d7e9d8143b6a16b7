"""Lockout after wrong passwords: it grows, ends, comes for any name alike, and is forgotten."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, select, update

from assistant.accounts.holding import FORGOTTEN, FREE_FAILURES, LONGEST_WAIT, wait_after
from assistant.accounts.passwords import fits
from assistant.store.accounts import AccountStore, LoginRefused
from assistant.store.database import now
from assistant.store.tables import LoginFailureRow
from tests.store.rows import BY, PASSWORD, add_account, audited, contents, put_back

SECOND = dt.timedelta(seconds=1)


def refuse(database: Engine, name: str = "wang", password: str = "wrong") -> LoginRefused:
    with pytest.raises(LoginRefused) as refused:
        AccountStore(database).check(name, password, BY)
    return refused.value


def failures(database: Engine) -> int | None:
    with database.connect() as connection:
        return connection.execute(select(LoginFailureRow.count)).scalar()


def have_failed(database: Engine, times: int, name: str = "wang") -> None:
    """As if a name had failed so often before, and had waited."""
    if failures(database) is None:
        refuse(database, name)
    with database.begin() as connection:
        connection.execute(update(LoginFailureRow).values(count=times))
    wait_is_over(database)


def wait_is_over(database: Engine) -> None:
    put_back(database, LoginFailureRow.blocked_until, now() - SECOND)


def test_the_wait_doubles_from_half_a_minute_to_a_quarter_of_an_hour() -> None:
    waits = [wait_after(failures).total_seconds() for failures in range(1, 13)]
    assert waits == [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]


@given(st.integers(0, 10**9))
def test_no_wait_is_longer_than_the_longest_nor_shorter_than_the_one_before(failures: int) -> None:
    assert wait_after(failures) <= wait_after(failures + 1) <= LONGEST_WAIT


@pytest.mark.parametrize("name", ["wang", "no name\0" + "x" * 5000])
def test_the_fifth_failure_makes_one_wait_whether_or_not_there_is_such_an_account(database: Engine, name: str) -> None:
    add_account(database, "wang")
    refused = refuse(database, name)
    assert (refused.wait, str(refused)) == (0, "账号或密码不对，请再试一次。忘了密码，请管理员重设。")
    have_failed(database, 4, name)
    refused = refuse(database, name)
    assert (refused.wait, str(refused)) == (30, "密码错了太多次，请 30 秒后再试。忘了密码，请管理员重设。")


def test_four_failures_are_free(database: Engine) -> None:
    add_account(database)
    assert [refuse(database).wait for _ in range(5)] == [0, 0, 0, 0, 30]


@pytest.mark.parametrize(
    ("before", "wait", "said"),
    [(5, 60, "60 秒"), (6, 120, "2 分钟"), (8, 480, "8 分钟"), (9, 900, "15 分钟"), (400, 900, "15 分钟")],
)
def test_each_further_failure_makes_one_wait_longer(database: Engine, before: int, wait: int, said: str) -> None:
    add_account(database)
    have_failed(database, before)
    refused = refuse(database)
    assert (refused.wait, failures(database)) == (wait, before + 1)
    assert said in str(refused)


def test_while_one_waits_the_right_password_is_refused_and_nothing_is_counted(database: Engine) -> None:
    account = add_account(database)
    have_failed(database, 5)
    assert refuse(database).wait == 60
    for password in (PASSWORD, "wrong"):
        assert 50 < refuse(database, "WANG", password).wait <= 60
    assert failures(database) == 6
    wait_is_over(database)
    assert AccountStore(database).check("wang", PASSWORD, BY) == account


def test_a_name_waits_whichever_way_it_is_typed_and_no_other_name_does(database: Engine) -> None:
    add_account(database, "wang")
    li = add_account(database, "li")
    have_failed(database, 4)
    assert refuse(database, "ＷＡＮＧ").wait == 30
    assert AccountStore(database).check("li", PASSWORD, BY) == li


def test_getting_in_starts_the_count_anew(database: Engine) -> None:
    add_account(database)
    have_failed(database, 4)
    AccountStore(database).check("wang", PASSWORD, BY)
    assert failures(database) is None
    assert refuse(database).wait == 0
    assert failures(database) == 1


@pytest.mark.parametrize(("ago", "counted", "wait"), [(FORGOTTEN + SECOND, 1, 0), (FORGOTTEN - 60 * SECOND, 5, 30)])
def test_failures_of_more_than_a_day_ago_are_forgotten(
    database: Engine, ago: dt.timedelta, counted: int, wait: int
) -> None:
    add_account(database)
    have_failed(database, 4)
    put_back(database, LoginFailureRow.last_at, now() - ago)
    assert (refuse(database).wait, failures(database)) == (wait, counted)


def test_another_password_ends_the_wait(database: Engine) -> None:
    add_account(database)
    have_failed(database, 5)
    assert refuse(database).wait == 60
    AccountStore(database).set_password("wang", "another lamp 2027", BY)
    assert AccountStore(database).check("wang", "another lamp 2027", BY).name == "wang"


def test_failures_at_the_same_time_all_count(database: Engine) -> None:
    add_account(database)
    together = threading.Barrier(4)

    def fail(_: int) -> int:
        together.wait(timeout=60)
        return refuse(database).wait

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(fail, range(4))) == [0, 0, 0, 0]
    assert failures(database) == 4
    assert sorted(entry.details["failures"] for entry in audited(database)) == [1, 2, 3, 4]
    assert refuse(database).wait == 30


def test_a_first_failure_counts_beside_another_that_is_just_being_written(database: Engine) -> None:
    """Both find no row to add to: whoever comes second adds to the first one's."""
    add_account(database)
    refuse(database)
    with database.connect() as connection:
        key, at = connection.execute(select(LoginFailureRow.name_hash, LoginFailureRow.last_at)).one()
    AccountStore(database).check("wang", PASSWORD, BY)  # the row is gone again
    row = {"name_hash": key, "count": 1, "last_at": at, "blocked_until": at}
    with ThreadPoolExecutor(1) as thread:
        with database.begin() as other:
            other.execute(insert(LoginFailureRow).values(row))
            second = thread.submit(refuse, database)
            with pytest.raises(TimeoutError):
                second.result(timeout=0.3)  # it waits for the other
        assert second.result(timeout=60).wait == 0
    assert failures(database) == 2


def test_what_was_typed_as_an_unknown_name_is_not_kept(database: Engine) -> None:
    """It may be a password, typed one field too early."""
    add_account(database)
    refuse(database, "my secret lamp 31")
    refuse(database, "wang")
    assert [entry.object for entry in audited(database, action="login_refused")] == ["wang"]
    assert "secret" not in str(contents(database))


def test_a_guess_made_beside_others_counts_as_one_made_after_them(
    database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many at once: while the right one is looked at, the wrong ones have locked the name."""
    add_account(database)

    def meanwhile(password: str, kept: str) -> bool:
        monkeypatch.undo()
        for _ in range(FREE_FAILURES):
            refuse(database)
        return fits(password, kept)

    monkeypatch.setattr("assistant.store.accounts.fits", meanwhile)
    assert refuse(database, "wang", PASSWORD).wait == 30
    assert failures(database) == FREE_FAILURES
