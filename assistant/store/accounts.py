"""Accounts: added, given a role, disabled, let in. Every change is in the audit log, in the same transaction."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.accounts.holding import FORGOTTEN, wait_after
from assistant.accounts.passwords import check_password, fits, hash_password, is_same, nobodys_hash
from assistant.accounts.roles import Role, account_name
from assistant.request import RequestError
from assistant.store.audit import Action, Actor, record
from assistant.store.database import now
from assistant.store.tables import AccountRow, LoginFailureRow, LoginSessionRow


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who works with the application."""

    id: int
    name: str
    role: Role
    disabled: bool
    must_change: bool
    created_at: dt.datetime


class LoginRefused(Exception):
    """The name or the password is wrong, or one has to wait; which of them isn't told (Chinese)."""

    def __init__(self, wait: dt.timedelta = dt.timedelta()) -> None:
        self.wait = max(1, round(wait.total_seconds())) if wait else 0  # seconds
        minutes = f"{-(-self.wait // 60)} 分钟" if self.wait > 90 else f"{self.wait} 秒"
        super().__init__(
            f"密码错了太多次，请 {minutes}后再试。忘了密码，请管理员重设。"
            if wait
            else "账号或密码不对，请再试一次。忘了密码，请管理员重设。"
        )


_ACCOUNT = select(
    AccountRow.id, AccountRow.name, AccountRow.role, AccountRow.disabled, AccountRow.must_change, AccountRow.created_at
)


class AccountStore:
    """The accounts of one database."""

    def __init__(self, database: Engine) -> None:
        self.database = database

    def all(self) -> list[Account]:
        """Every account, by name."""
        with self.database.connect() as connection:
            return [_account(row) for row in connection.execute(_ACCOUNT.order_by(AccountRow.name))]

    def get(self, name: str) -> Account:
        """The account of a name. Raises RequestError."""
        with self.database.connect() as connection:
            return _get(connection, name)

    def add(self, name: str, role: Role, password: str, by: Actor, must_change: bool = False) -> Account:
        """A new account. Raises RequestError where the name is taken or the password too easy."""
        name = account_name(name)
        check_password(password, name)
        row = {
            "name": name, "role": role, "password_hash": hash_password(password), "disabled": False,
            "must_change": must_change, "created_at": now(),
        }  # fmt: skip
        try:
            with self.database.begin() as connection:
                connection.execute(insert(AccountRow).values(row))
                record(connection, by, "account_added", name, role=role)
                return _get(connection, name)
        except IntegrityError:
            raise RequestError("account_exists", f"已经有“{name}”这个账号，请换一个名字。") from None

    def set_role(self, name: str, role: Role, by: Actor) -> Account:
        """Another role; whoever is logged in has to log in again. Raises RequestError."""
        return self._change(name, by, "role_changed", {"role": role}, role=role)

    def set_disabled(self, name: str, disabled: bool, by: Actor) -> Account:
        """Nobody can log in, and whoever is logged in no longer is; or the end of that. Raises RequestError."""
        action: Action = "account_disabled" if disabled else "account_enabled"
        return self._change(name, by, action, {"disabled": disabled})

    def set_password(self, name: str, password: str, by: Actor, must_change: bool = False) -> Account:
        """Another password; all logins end, and whoever was locked out may try again. Raises RequestError."""
        check_password(password, account_name(name))
        values = {"password_hash": hash_password(password), "must_change": must_change}
        return self._change(name, by, "password_set", values)

    def change_own_password(self, account: Account, old: str, new: str, session: str, by: Actor) -> None:
        """A person's own new password; all other logins end. Raises LoginRefused, RequestError."""
        self.check(account.name, old, by)
        check_password(new, account.name)
        if is_same(new, old):
            raise RequestError("password_same", "新密码和现在的一样，请换一个。")
        values = {"password_hash": hash_password(new), "must_change": False}
        with self.database.begin() as connection:
            connection.execute(update(AccountRow).where(AccountRow.id == account.id).values(values))
            others = (LoginSessionRow.account_id == account.id) & (LoginSessionRow.id != session)
            connection.execute(delete(LoginSessionRow).where(others))
            record(connection, by, "password_changed", account.name)

    def check(self, name: str, password: str, by: Actor) -> Account:
        """The account that may log in with this name and password. Raises LoginRefused.

        Slow on purpose, and as slow for a name that doesn't exist; each failure counts, whichever name it is.
        """
        key = _failure_key(name)
        with self.database.connect() as connection:
            blocked = connection.execute(
                select(LoginFailureRow.blocked_until).where(LoginFailureRow.name_hash == key)
            ).scalar()
            found = connection.execute(
                _ACCOUNT.add_columns(AccountRow.password_hash).where(AccountRow.name == _known_form(name))
            ).first()
        at = now()  # after the reading: another's failure of this very moment makes nobody wait
        if blocked is not None and blocked > at:
            raise LoginRefused(blocked - at)
        right = fits(password, found.password_hash if found else nobodys_hash())
        if found is None or not right or found.disabled:
            wait = self._failed(key, at, found.name if found else None, by)
            raise LoginRefused(wait)
        with self.database.begin() as connection:
            # Deleted first, so that nobody writes it meanwhile: many guesses at once are as few as one after the other.
            forgotten = delete(LoginFailureRow).where(LoginFailureRow.name_hash == key)
            blocked = connection.execute(forgotten.returning(LoginFailureRow.blocked_until)).scalar()
            if blocked is not None and blocked > now():
                raise LoginRefused(blocked - now())
        return _account(found)

    def _failed(self, key: str, at: dt.datetime, name: str | None, by: Actor, tries: int = 3) -> dt.timedelta:
        """Count a failure; how long to wait. An unknown name isn't kept: it may be a password, typed too early."""
        failure = LoginFailureRow.__table__.c
        this = failure.name_hash == key
        try:
            with self.database.begin() as connection:
                connection.execute(delete(LoginFailureRow).where(failure.last_at < at - FORGOTTEN))
                one_more = update(LoginFailureRow).where(this).values(count=failure.count + 1, last_at=at)
                counted = connection.execute(one_more.returning(failure.count)).scalar()
                if counted is None:
                    counted = 1
                    first = {"name_hash": key, "count": counted, "last_at": at, "blocked_until": at}
                    connection.execute(insert(LoginFailureRow).values(first))
                wait = wait_after(counted)
                connection.execute(update(LoginFailureRow).where(this).values(blocked_until=at + wait))
                if name is not None:  # or anybody could fill a log that nobody may empty
                    record(connection, by, "login_refused", name, failures=counted)
        except IntegrityError:  # somebody else failed for the first time too, just now
            if tries == 1:
                raise
            return self._failed(key, at, name, by, tries - 1)
        return wait

    def _change(self, name: str, by: Actor, action: Action, values: dict[str, Any], **details: Any) -> Account:
        with self.database.begin() as connection:
            account = _get(connection, name)
            connection.execute(update(AccountRow).where(AccountRow.id == account.id).values(values))
            connection.execute(delete(LoginSessionRow).where(LoginSessionRow.account_id == account.id))
            connection.execute(delete(LoginFailureRow).where(LoginFailureRow.name_hash == _failure_key(account.name)))
            record(connection, by, action, account.name, **details)
            return _get(connection, name)


def _get(connection: Connection, name: str) -> Account:
    row = connection.execute(_ACCOUNT.where(AccountRow.name == account_name(name))).first()
    if row is None:
        raise RequestError("unknown_account", f"没有“{name[:64]}”这个账号。用 assistant user list 看有哪些。")
    return _account(row)


def _account(row: Any) -> Account:
    return Account(row.id, row.name, row.role, bool(row.disabled), bool(row.must_change), row.created_at)


def _known_form(name: str) -> str:
    """The name as accounts are kept; what can't be one stands for no account."""
    try:
        return account_name(name)
    except RequestError:
        return ""


def _failure_key(name: str) -> str:
    return hashlib.sha256((_known_form(name) or name).encode(errors="replace")).hexdigest()
