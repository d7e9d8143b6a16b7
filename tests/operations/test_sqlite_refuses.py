"""SQLite locked by another process, on a full disk, or written by an older program: said, and nothing is lost."""

from __future__ import annotations

import sqlite3
import subprocess
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from assistant.store.database import open_database
from assistant.store.schema import bring_up_to_date, current, head
from tests.operations.processes import OWN_PAGE, WITHIN, running
from tests.operations.unavailable import assert_unavailable, given_back
from tests.server.conftest import Server

OLD = "kept-by-an-older-program"
CHANGES = '{"given": {"hukou_district": "xicheng"}}'
REPLY = '{"text": "记下了。", "understood": [], "results": [], "confident": null}'
FIRST, WORDS = "我西城户口", "我32岁，下岗半年了"
BUSY = "现在很忙，刚才这一步没有记下。请过几秒再试。"
FULL = "存储空间满了，刚才这一步没有记下。请稍后再试，或联系管理员。"
SMALL = "size=8m"


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path | None]:
    """A file system that is soon full; None where only root may have one."""
    folder = tmp_path_factory.mktemp("disk")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", SMALL, "tmpfs", folder], capture_output=True, check=False)
    if mounted.returncode != 0:
        yield None
        return
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.fixture(scope="module")
def path(small_disk: Path | None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as the first version of the program left it, with a conversation."""
    path = (small_disk or tmp_path_factory.mktemp("database")) / "old.sqlite3"
    database = open_database(f"sqlite:///{path}", migrate=False)
    bring_up_to_date(database, "0001")
    database.dispose()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO conversation VALUES (?, ?, '{}')", (OLD, _now(connection)))
        connection.execute(
            "INSERT INTO turn (conversation_id, seq, said, changes, reply, as_of, corpus_version, result_token,"
            " created_at) VALUES (?, 1, ?, ?, ?, date('now'), 'old', 'token-of-an-old-result', ?)",
            (OLD, FIRST, CHANGES, REPLY, _now(connection)),
        )
    return path


@pytest.fixture(scope="module")
def server(path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("server"), f"sqlite:///{path}")
    with running(server):
        yield server


@pytest.fixture
def visitor(server: Server) -> Iterator[httpx.Client]:
    """A browser without JavaScript that has said its first sentence."""
    with httpx.Client(base_url=server.url, timeout=WITHIN, headers=OWN_PAGE) as client:
        assert client.post("/chat", data={"text": FIRST, "message_id": str(uuid.uuid4())}).status_code == 303
        yield client


def test_an_older_schema_is_brought_up_to_date_at_start(server: Server, path: Path) -> None:
    with httpx.Client(base_url=server.url, timeout=WITHIN) as client:
        kept = client.get(f"/api/v1/conversations/{OLD}").json()
        assert (kept["facts"], kept["turns"][0]["text"]) == ({"hukou_district": "xicheng"}, FIRST)
        reply = client.post(f"/api/v1/conversations/{OLD}/messages", json={"text": "我32岁"}).json()
    assert reply["facts"] == {"hukou_district": "xicheng", "age": 32}
    database = open_database(f"sqlite:///{path}", migrate=False)
    with database.connect() as connection:
        assert current(connection) == head()
    database.dispose()


def test_a_lock_that_lasts_is_said_and_what_was_written_is_given_back(visitor: httpx.Client, path: Path) -> None:
    api = f"/api/v1/conversations/{visitor.cookies['conversation']}"
    form = {"text": WORDS, "message_id": str(uuid.uuid4())}
    with closing(sqlite3.connect(path, isolation_level=None)) as other, ThreadPoolExecutor(3) as threads:
        other.execute("BEGIN IMMEDIATE")
        said = threads.submit(visitor.post, f"{api}/messages", json={"text": WORDS})
        sent, unready = threads.submit(visitor.post, "/chat", data=form), threads.submit(visitor.get, "/readyz")
        shown = visitor.get("/")  # to read nobody has to wait
        refused, page = said.result(), sent.result()
        assert (unready.result().status_code, unready.result().json()["problems"]) == (503, {"database": "busy"})
        other.execute("ROLLBACK")
    assert (shown.status_code, FIRST in shown.text) == (200, True)
    assert_unavailable(refused, "application/problem+json")
    assert refused.json()["detail"] == BUSY
    assert_unavailable(page, "text/html")
    assert BUSY in page.text
    assert given_back(page) == ("/chat", form)
    _goes_on(visitor, form)


def test_a_full_disk_is_said_and_then_all_goes_on(small_disk: Path | None, visitor: httpx.Client, path: Path) -> None:
    if small_disk is None:
        pytest.skip("only root may mount the small disk that is to be full")
    api = f"/api/v1/conversations/{visitor.cookies['conversation']}"
    form = {"text": WORDS, "message_id": str(uuid.uuid4())}
    with closing(sqlite3.connect(path)) as other:  # else there may be room in the write-ahead log
        assert other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone() == (0, 0, 0)
    with filled(small_disk):
        refused, page = visitor.post(f"{api}/messages", json={"text": WORDS}), visitor.post("/chat", data=form)
        shown = visitor.get("/")
    assert (shown.status_code, FIRST in shown.text) == (200, True)
    assert_unavailable(refused, "application/problem+json")
    assert refused.json()["detail"] == FULL
    assert_unavailable(page, "text/html")
    assert FULL in page.text
    assert given_back(page) == ("/chat", form)
    _goes_on(visitor, form)


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """No room on the folder's disk."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    try:
        yield
    finally:
        filler.unlink()


def _goes_on(visitor: httpx.Client, form: dict[str, str]) -> None:
    """What was given back is taken, and nothing else has been kept of it."""
    assert visitor.post("/chat", data=form).status_code == 303
    turns = visitor.get(f"/api/v1/conversations/{visitor.cookies['conversation']}").json()["turns"]
    assert [turn["text"] for turn in turns if turn["who"] == "person"] == [FIRST, WORDS]


def _now(connection: sqlite3.Connection) -> str:
    found: str = connection.execute("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')").fetchone()[0]
    return found
