"""One server for the security tests, without rate limits because they ask a lot, with a login of every role."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from assistant.accounts.roles import Role
from assistant.server.app import create_app
from assistant.server.settings import Settings
from tests.conftest import CORPUS
from tests.security.site import ACCOUNTS, Site
from tests.server.conftest import Server

PUBLIC = "https://fuwu.example.gov.cn"
STOPPING = 10.0  # seconds


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    server = Server(tmp_path_factory.mktemp("security"), ASSISTANT_RATE_LIMITS="off", ASSISTANT_ORIGINS=PUBLIC)
    server.start()
    running = Site(server)
    running.add(**ACCOUNTS)
    yield running
    running.close()
    server.stop()


@pytest.fixture(scope="session")
def logins(site: Site) -> dict[str, httpx.Client]:
    """Everybody's browser by their name; nobody logs out of these."""
    return {name: site.log_in(name) for name in ACCOUNTS}


@pytest.fixture(scope="session")
def of_role(logins: dict[str, httpx.Client]) -> dict[Role, httpx.Client]:
    """One browser of each role."""
    return {ACCOUNTS[name]: browser for name, browser in reversed(logins.items())}


@pytest.fixture
def nobody(site: Site) -> Iterator[httpx.Client]:
    """A browser without any cookie."""
    browser = site.browser()
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The application in this process, for what has to be looked at or changed inside."""
    database = f"sqlite:///{tmp_path_factory.mktemp('inside') / 'inside.sqlite3'}"
    return create_app(Settings(CORPUS, database, limits_requests=False))


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address at which an application of this process answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", server_header=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(STOPPING)
