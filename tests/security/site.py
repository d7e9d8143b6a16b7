"""A running server with its accounts, as the security tests meet it: browsers with and without a login."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import httpx

from assistant.accounts.roles import Role
from assistant.store.accounts import AccountStore
from assistant.store.audit import SERVER
from assistant.store.database import open_database
from tests.server.conftest import BETWEEN_TRIES, Server

# One of each role, and a second agent.
ACCOUNTS: dict[str, Role] = {
    "anan": "agent", "beibei": "agent", "chenchen": "staff", "dongdong": "supervisor", "ernan": "administrator",
}  # fmt: skip
PASSWORD = "correct horse battery staple"
OWN_PAGE = {"sec-fetch-site": "same-origin"}  # what a browser says when a page of this site sends something
LOGGED_WITHIN = 10.0  # seconds
PAYLOADS = Path(__file__).with_name("payloads.jsonl")


class Site:
    """A server, its accounts, and everybody's browser."""

    def __init__(self, server: Server) -> None:
        self.server, self.url = server, server.url
        self.host = server.url.removeprefix("http://")
        self.accounts = AccountStore(open_database(server.database, migrate=False))
        self._clients: list[httpx.Client] = []

    def browser(self, **headers: str) -> httpx.Client:
        """A browser that is on this site's pages and has no cookies yet."""
        client = httpx.Client(base_url=self.url, headers={**OWN_PAGE, **headers}, timeout=30)
        self._clients.append(client)
        return client

    def program(self) -> httpx.Client:
        """A client that isn't a browser: it says nothing about where a request comes from."""
        client = httpx.Client(base_url=self.url, timeout=30)
        self._clients.append(client)
        return client

    def log_in(self, name: str, password: str = PASSWORD, browser: httpx.Client | None = None) -> httpx.Client:
        """A browser, a new one where none is given, in which somebody has logged in."""
        client = browser or self.browser()
        answer = client.post("/login", data={"name": name, "password": password})
        assert answer.status_code == 303, answer.text
        return client

    def another_tab(self, browser: httpx.Client) -> httpx.Client:
        """A browser with the same login that is in no conversation."""
        client = self.browser()
        client.cookies.set("session", browser.cookies["session"])
        return client

    def hand_over(self, agent: httpx.Client) -> str:
        """A new conversation is handed over to whoever is logged in there; its token."""
        with httpx.Client(base_url=self.url, headers=OWN_PAGE, timeout=30) as resident:
            resident.post("/chat", data={"text": "我西城户口，41岁"})
            resident.post("/handover", data={"does": "ask"})
            code = code_in(resident.get("/").text)
        return agent.post("/agent/connect", data={"code": code}).headers["location"].rpartition("/")[2]

    def add(self, **accounts: Role) -> None:
        """New accounts, all with the same password; the command line would take a second for each."""
        for name, role in accounts.items():
            self.accounts.add(name, role, PASSWORD, SERVER)

    def logged(self, answer: httpx.Response) -> dict[str, Any]:
        """The server's log line about an answer; it is written after the answer."""
        deadline = time.monotonic() + LOGGED_WITHIN
        while time.monotonic() < deadline:
            for line in reversed(self.server.log_file.read_text(encoding="utf-8").splitlines()):
                if f'"{answer.headers["x-request-id"]}"' in line and '"event": "request"' in line:
                    found: dict[str, Any] = json.loads(line)
                    return found
            time.sleep(BETWEEN_TRIES)
        raise AssertionError(f"no line in {self.server.log_file}")

    def close(self) -> None:
        for client in self._clients:
            client.close()
        self.accounts.database.dispose()


def code_in(page: str) -> str:
    """The code for an agent on a resident's page, as it is looked at."""
    (code,) = re.findall(r'<p class="code"><span aria-hidden="true">([^<]+)<', page)
    return str(code)


def account_of(browser: httpx.Client) -> str | None:
    """Whose login the server takes this browser to have."""
    page = browser.get("/account")
    if page.status_code == 303:
        assert page.headers["location"] == "/login?next=%2Faccount"
        return None
    return page.text.partition("<h1>")[2].partition("</h1>")[0]


def payloads(*kinds: str) -> list[str]:
    """The attacks of some kinds, or all."""
    lines: list[dict[str, Any]] = [json.loads(line) for line in PAYLOADS.read_text(encoding="utf-8").splitlines()]
    return [line["text"] for line in lines if not kinds or line["kind"] in kinds]
