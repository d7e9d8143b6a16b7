"""Logins kept in the database: opened, found by the cookie's token, ended. Only a hash of the token is kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, delete, insert, select, update

from assistant.accounts.holding import ABSOLUTE, IDLE, TOUCHED, holds
from assistant.store.accounts import Account
from assistant.store.audit import Actor, record
from assistant.store.database import now
from assistant.store.tables import AccountRow, LoginSessionRow

_ROW = LoginSessionRow.__table__.c
_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class LoginSession:
    """One login on one device; ``id`` is public, the token is not."""

    id: str
    created_at: dt.datetime
    used_at: dt.datetime
    address: str
    device: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who a request is from."""

    account: Account
    session: str  # its id


class SessionStore:
    """The logins of one database."""

    def __init__(self, database: Engine) -> None:
        self.database = database

    def open(self, account: Account, by: Actor, address: str, device: str, replaces: str | None = None) -> str:
        """A new login; its token. What the browser sent before (``replaces``) ends: a session can't be fixed."""
        token, at = secrets.token_urlsafe(32), now()
        row = {
            "id": secrets.token_hex(8), "token_hash": _hash(token), "account_id": account.id, "created_at": at,
            "used_at": at, "address": address[:64], "device": device[:200],
        }  # fmt: skip
        with self.database.begin() as connection:
            if replaces:
                connection.execute(delete(LoginSessionRow).where(_ROW.token_hash == _hash(replaces)))
            connection.execute(insert(LoginSessionRow).values(row))
            record(connection, by, "login", account.name)
        return token

    def find(self, token: str) -> SignedIn | None:
        """Whose the token is; None where it never was, has ended or has been unused for too long."""
        at = now()
        account = AccountRow.__table__.c
        wanted = (
            select(
                _ROW.id.label("session"), _ROW.created_at.label("opened"), _ROW.used_at,
                account.id, account.name, account.role, account.disabled, account.must_change, account.created_at,
            )
            .join(AccountRow, account.id == _ROW.account_id)
            .where(_ROW.token_hash == _hash(token))
        )  # fmt: skip
        with self.database.connect() as connection:
            row = connection.execute(wanted).first()
        if row is None or row.disabled or not holds(row.opened, row.used_at, at):
            return None
        if at - row.used_at > TOUCHED:
            with self.database.begin() as connection:
                connection.execute(update(LoginSessionRow).where(_ROW.id == row.session).values(used_at=at))
        found = Account(row.id, row.name, row.role, bool(row.disabled), bool(row.must_change), row.created_at)
        return SignedIn(found, row.session)

    def of(self, account: Account) -> list[LoginSession]:
        """A person's logins that still hold, the last used first."""
        at = now()
        wanted = select(_ROW.id, _ROW.created_at, _ROW.used_at, _ROW.address, _ROW.device)
        wanted = wanted.where(_ROW.account_id == account.id).order_by(_ROW.used_at.desc())
        with self.database.connect() as connection:
            rows = connection.execute(wanted).all()
        return [LoginSession(*row) for row in rows if holds(row.created_at, row.used_at, at)]

    def end(self, account: Account, session: str, by: Actor, logout: bool = False) -> bool:
        """End one of a person's own logins; False where it isn't theirs or has ended."""
        if not _ID.fullmatch(session):
            return False
        with self.database.begin() as connection:
            mine = (_ROW.account_id == account.id) & (_ROW.id == session)
            ended = connection.execute(delete(LoginSessionRow).where(mine)).rowcount > 0
            if ended:
                record(connection, by, "logout" if logout else "session_ended", account.name)
        return ended

    def end_others(self, account: Account, session: str, by: Actor) -> int:
        """End all of a person's logins but this one; how many there were."""
        with self.database.begin() as connection:
            others = (_ROW.account_id == account.id) & (_ROW.id != session)
            ended = connection.execute(delete(LoginSessionRow).where(others)).rowcount
            if ended:
                record(connection, by, "session_ended", account.name, sessions=ended)
        return ended


def purge_ended(connection: Connection) -> int:
    """Delete the logins that no longer hold; how many there were."""
    at = now()
    ended = (_ROW.used_at <= at - IDLE) | (_ROW.created_at <= at - ABSOLUTE)
    return connection.execute(delete(LoginSessionRow).where(ended)).rowcount


def _hash(token: str) -> str:
    """Tokens are random enough for a plain hash."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
