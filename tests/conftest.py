"""What all tests share: the real corpus and one engine on it; databases, real as well."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from assistant.engine import Engine
from tests.services import PostgreSQL, Redis, find_initdb, find_redis

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CORPUS = Path(__file__).parent.parent / "corpus"

# The index that the tests make, and the processes that they start, is kept beside pytest's own cache.
os.environ["ASSISTANT_CACHE"] = str(CORPUS.parent / ".pytest_cache" / "assistant")

settings.register_profile("assistant", deadline=None, max_examples=60)
settings.load_profile("assistant")


@pytest.fixture(scope="session")
def corpus_folder() -> Path:
    return CORPUS


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine(CORPUS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of this process: Playwright can be started in it only once."""
    from playwright.sync_api import sync_playwright

    from tests.browser.site import CHROMIUM, FLAGS

    if not CHROMIUM.exists():
        pytest.skip(f"no browser: {CHROMIUM} is not installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A cluster for the tests of this process; a test that stops its server starts it again."""
    if find_initdb() is None:
        pytest.skip("no PostgreSQL: initdb is not installed")
    with PostgreSQL() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Redis]:
    """A Redis for the tests of this process; a test that stops it starts it again."""
    if find_redis() is None:
        pytest.skip("no Redis: redis-server is not installed")
    with Redis() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh empty database: who asks for it is tested on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'assistant.sqlite3'}"
        return
    cluster: PostgreSQL = request.getfixturevalue("postgresql")  # only here, so that SQLite's tests don't start it
    url = cluster.new_database()
    yield url
    cluster.drop_database(url)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many combinations the exhaustive checks looked at."""
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    properties = [p for r in reports if getattr(r, "when", "") == "call" for p in r.user_properties]
    notes = [note for name, note in properties if name == "combinations"]
    if notes:
        terminalreporter.section("combinations")
        for note in notes:
            terminalreporter.write_line(str(note))
