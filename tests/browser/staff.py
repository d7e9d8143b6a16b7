"""Those who work with the application: their accounts in its database, and how they log in."""

from __future__ import annotations

import secrets

from playwright.sync_api import Page
from sqlalchemy import Engine, update

from assistant.accounts.holding import IDLE
from assistant.accounts.roles import Role
from assistant.store.accounts import AccountStore
from assistant.store.audit import SERVER, Action, AuditLog, Entry, Filter
from assistant.store.database import now
from assistant.store.tables import LoginSessionRow

PASSWORD = "juzi shuiping liangmian"


class Staff:
    """The accounts of one database."""

    def __init__(self, database: Engine) -> None:
        self.database, self.accounts, self.log = database, AccountStore(database), AuditLog(database)

    def hire(self, role: Role = "supervisor", must_change: bool = False) -> str:
        """A new account with ``PASSWORD``; its name."""
        name = f"{role}-{secrets.token_hex(4)}"
        return self.accounts.add(name, role, PASSWORD, SERVER, must_change).name

    def come_in(self, page: Page, role: Role = "supervisor") -> str:
        """Somebody of a role, logged in with the page's browser; their name."""
        name = self.hire(role)
        assert let_in(page, name)
        return name

    def leave_alone(self) -> None:
        """An hour goes by in which nobody does anything: no login holds any longer."""
        with self.database.begin() as connection:
            connection.execute(update(LoginSessionRow).values(used_at=now() - IDLE))

    def did(self, name: str, action: Action) -> list[Entry]:
        """What somebody did of one kind, as the audit log has it."""
        return list(self.log.entries(Filter(actor=name, action=action)))


def let_in(page: Page, name: str, password: str = PASSWORD) -> bool:
    """Log in without the form; whether that went well."""
    own_page = {"sec-fetch-site": "same-origin"}
    form: dict[str, str | float | bool] = {"name": name, "password": password}
    return page.context.request.post("/login", form=form, headers=own_page, max_redirects=0).status == 303
