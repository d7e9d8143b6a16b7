"""What most tests of the store start from: a database at the schema of the program, with nothing in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from assistant.store.database import open_database
from assistant.store.tables import Base
from tests.services import PostgreSQL


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store") / "empty.sqlite3"
    open_database(f"sqlite:///{path}").dispose()
    return path


@pytest.fixture(scope="session")
def shared_database(postgresql: PostgreSQL) -> Iterator[Engine]:
    url = postgresql.new_database()
    opened = open_database(url)
    yield opened
    opened.dispose()
    postgresql.drop_database(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """As ``database_url`` but opened, and quicker: a file is copied, PostgreSQL's database emptied and used again."""
    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("empty_file"), tmp_path / "assistant.sqlite3")
        opened = open_database(f"sqlite:///{path}", migrate=False)
        yield opened
        opened.dispose()
        return
    shared: Engine = request.getfixturevalue("shared_database")
    with shared.begin() as connection:
        # As a replica would: no trigger runs, also not those that keep the audit log whole.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(f"TRUNCATE {', '.join(Base.metadata.tables)} RESTART IDENTITY"))
    yield shared
