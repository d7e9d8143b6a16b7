"""A real server on a free port with a database of its own, as a process that can be stopped and started again."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from assistant.store.audit import SERVER
from assistant.store.database import open_database
from assistant.store.suspensions import SuspensionStore

SUSPENDED, REASON = "xicheng-employment-reward", "条文正在核对"
STARTS_WITHIN = 120  # seconds
STOPS_WITHIN = 60  # seconds
BETWEEN_TRIES = 0.05  # seconds


class Server:
    """One server, with as many worker processes as it is told; on a SQLite file of its own where no database is given.

    ``settings`` are environment variables; it stops at once unless ``ASSISTANT_DRAIN`` says otherwise.
    """

    def __init__(
        self,
        folder: Path,
        database: str | None = None,
        workers: int = 1,
        arguments: Sequence[str] = (),
        **settings: str,
    ) -> None:
        self.folder = folder
        self.database = database or f"sqlite:///{folder / 'test.sqlite3'}"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log_file = folder / f"server-{self.port}.log"
        self.arguments = ["--port", str(self.port), "--workers", str(workers), *arguments]
        self.environment = {
            **os.environ,
            "ASSISTANT_DATABASE_URL": self.database,
            "ASSISTANT_DRAIN": "0",
            **settings,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it is ready."""
        self.log = self.log_file.open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "assistant", "serve", *self.arguments],
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
        )
        deadline = time.monotonic() + STARTS_WITHIN
        with httpx.Client(timeout=5) as probe:  # one: to make it takes longer than to ask
            while time.monotonic() < deadline and self.process.poll() is None:
                with suppress(httpx.TransportError):
                    if probe.get(f"{self.url}/readyz").status_code == 200:
                        return
                time.sleep(BETWEEN_TRIES)
        self.process.kill()
        raise AssertionError(self.log_file.read_text())

    def run(self, *arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
        """The command line on the same database."""
        command = [sys.executable, "-m", "assistant", *arguments]
        return subprocess.run(
            command, input=said, env=self.environment, capture_output=True, text=True, check=False, timeout=120
        )

    def stop(self, kill: bool = False) -> None:
        assert self.process is not None
        if kill:
            self.process.kill()
        else:
            self.process.terminate()
        self.process.wait(timeout=STOPS_WITHIN)
        self.log.close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("server"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def http(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=20) as client:
        yield client


@pytest.fixture
def suspended(server: Server) -> Iterator[None]:
    """就业奖励 is suspended meanwhile, in the database; what ``assistant suspend`` does is tested where it is said."""
    database = open_database(server.database, migrate=False)
    store = SuspensionStore(database)
    store.suspend(SUSPENDED, REASON, SERVER)
    yield
    store.lift(SUSPENDED, SERVER)
    database.dispose()
