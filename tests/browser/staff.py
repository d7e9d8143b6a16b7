"""Those who work with the application: their accounts in its database, and how they log in."""

from __future__ import annotations

import secrets
from functools import cache

from playwright.sync_api import Page
from sqlalchemy import Engine, insert, update

from assistant.accounts.holding import IDLE
from assistant.accounts.passwords import hash_password
from assistant.accounts.roles import Role
from assistant.store.accounts import AccountStore
from assistant.store.audit import Action, Actor, AuditLog, Entry, Filter
from assistant.store.database import now
from assistant.store.sessions import SessionStore
from assistant.store.tables import AccountRow, LoginSessionRow

PASSWORD = "juzi shuiping liangmian"


class Staff:
    """The accounts of one database, and the site that has it."""

    def __init__(self, database: Engine, site: str) -> None:
        self.database, self.site, self.log = database, site, AuditLog(database)

    def hire(self, role: Role = "supervisor", must_change: bool = False, name: str = "") -> str:
        """A new account with ``PASSWORD``; its name."""
        name = name or f"{role}-{secrets.token_hex(4)}"
        row = {
            "name": name, "role": role, "password_hash": _hash(), "disabled": False, "must_change": must_change,
            "created_at": now(),
        }  # fmt: skip
        with self.database.begin() as connection:
            connection.execute(insert(AccountRow).values(row))
        return name

    def come_in(self, page: Page, role: Role = "supervisor", name: str = "") -> str:
        """Somebody of a role, logged in with the page's browser, without the form; their name."""
        name = self.hire(role, name=name)
        account = AccountStore(self.database).get(name)
        token = SessionStore(self.database).open(account, Actor(name, role), "127.0.0.1", "")
        page.context.add_cookies([{"name": "session", "value": token, "url": self.site}])
        return name

    def leave_alone(self) -> None:
        """An hour goes by in which nobody does anything: no login holds any longer."""
        with self.database.begin() as connection:
            connection.execute(update(LoginSessionRow).values(used_at=now() - IDLE))

    def did(self, name: str, action: Action) -> list[Entry]:
        """What somebody did of one kind, as the audit log has it."""
        return list(self.log.entries(Filter(actor=name, action=action)))


def let_in(page: Page, name: str, password: str = PASSWORD) -> bool:
    """Log in without looking at the form; whether that went well."""
    own_page = {"sec-fetch-site": "same-origin"}
    form: dict[str, str | float | bool] = {"name": name, "password": password}
    return page.context.request.post("/login", form=form, headers=own_page, max_redirects=0).status == 303


@cache
def _hash() -> str:
    """Worked out once: it is slow on purpose."""
    return hash_password(PASSWORD)
