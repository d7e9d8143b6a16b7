"""The real application on a free port and a real Chromium: with and without JavaScript, on a phone and a desktop.

A walk is gone once with JavaScript and once without, on a phone the one and on a desktop the other, in turn from test
to test; a visitor looks at every state on both screens. What is about the screen is walked ``on_both_screens``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from zlib import crc32

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from sqlalchemy import Engine

from assistant.store.database import open_database
from tests.browser.site import DAY, SCREENS, Calendar, serving
from tests.browser.staff import Staff
from tests.browser.visitor import Visitor

EXPECTED = ("status of 4", "status of 502", "ERR_INTERNET_DISCONNECTED", "htmx:error: Failed to fetch")


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The application's database, which an operator works on while it runs."""
    return f"sqlite:///{tmp_path_factory.mktemp('browser') / 'conversations.sqlite3'}"


@pytest.fixture(scope="session")
def _calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def calendar(_calendar: Calendar) -> Iterator[Calendar]:
    """The application's day, to be changed for a while."""
    yield _calendar
    _calendar.day = DAY


@pytest.fixture(scope="session")
def site(browser: Browser, database: str, _calendar: Calendar) -> Iterator[str]:
    """The address of the application."""
    assert browser
    with serving(database, _calendar) as address:
        yield address


@pytest.fixture(params=["with-js", "without-js"])
def scripting(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "with-js")


@pytest.fixture
def visitor(request: pytest.FixtureRequest, browser: Browser, site: str, scripting: bool) -> Iterator[Visitor]:
    """Somebody with a browser; at the end the console must have stayed silent (nothing failed, nothing blocked).

    Answers with a status of 4xx are said there too, and that the network was away.
    """
    in_turn = [*SCREENS][(crc32(request.function.__name__.encode()) + scripting) % len(SCREENS)]
    chosen = getattr(request, "param", None)
    screen = SCREENS[chosen or in_turn]
    context = browser.new_context(viewport=screen, java_script_enabled=scripting, locale="zh-CN", base_url=site)
    page = context.new_page()
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda problem: complaints.append(str(problem)))
    yield Visitor(page, scripting, on_every_screen=not chosen)
    context.close()
    assert [c for c in complaints if not any(said in c for said in EXPECTED)] == []


@pytest.fixture(scope="session")
def kept(database: str) -> Iterator[Engine]:
    """The application's database, to make accounts in and to see what is kept."""
    opened = open_database(database)
    yield opened
    opened.dispose()


@pytest.fixture
def staff(kept: Engine, site: str) -> Staff:
    return Staff(kept, site)


@pytest.fixture
def elsewhere(browser: Browser, site: str) -> Iterator[Callable[[], Page]]:
    """Opens another browser, on another machine."""
    opened: list[BrowserContext] = []

    def another() -> Page:
        opened.append(browser.new_context(locale="zh-CN", base_url=site))
        return opened[-1].new_page()

    yield another
    for context in opened:
        context.close()
