"""Server processes to measure, and databases for them: a fresh SQLite file, a fresh PostgreSQL, or one given."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import httpx
import psutil

from tests.services import PostgreSQL, find_initdb

STARTS_WITHIN = 120.0  # seconds
STOPS_WITHIN = 15.0  # seconds


@dataclass(frozen=True, slots=True)
class Database:
    """A database and what to call it in a table."""

    name: str
    url: str


@contextmanager
def databases(chosen: str | None, folder: Path) -> Iterator[list[Database]]:
    """What to measure on: “sqlite”, “postgresql”, the address of one, or by default both that can be had here."""
    found = []
    if chosen and "://" in chosen:
        yield [Database(chosen.partition(":")[0].partition("+")[0], chosen)]
        return
    if chosen in (None, "sqlite"):
        found.append(Database("SQLite", f"sqlite:///{folder / 'benchmark.sqlite3'}"))
    if chosen == "sqlite" or find_initdb() is None:
        yield found
        return
    with PostgreSQL(durable=True) as cluster:
        yield [*found, Database("PostgreSQL", cluster.new_database())]


class Server:
    """One server on a free port; a process that can be stopped and started again."""

    def __init__(self, arguments: list[str], environment: dict[str, str], ready: str, log: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self._command = [sys.executable, "-m", *(part.format(port=self.port) for part in arguments)]
        self._environment, self._ready, self._log = {**os.environ, **environment}, ready, log

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start it and wait until it answers."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(self._command, env=self._environment, stdout=log, stderr=log)
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline and self.process.poll() is None:
            with suppress(httpx.TransportError):
                if httpx.get(self.url + self._ready, timeout=5).status_code == 200:
                    return
            time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"{' '.join(self._command)} doesn't answer:\n{self.said()}")

    def stop(self) -> None:
        """Stop it with all its workers."""
        if self.process is None:
            return
        processes = self.processes() if self.process.poll() is None else []
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(STOPS_WITHIN)
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait()
        self.process = None

    def said(self) -> str:
        """The end of its log."""
        return self._log.read_text(errors="replace")[-4000:]

    def workers(self) -> list[psutil.Process]:
        """The processes that answer, where the one that was started only watches over them."""
        assert self.process is not None
        found = []
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.NoSuchProcess):
                if not any("resource_tracker" in part for part in child.cmdline()):  # multiprocessing's own
                    found.append(child)
        return found

    def processes(self) -> list[psutil.Process]:
        """The process that was started, and its workers."""
        assert self.process is not None
        return [psutil.Process(self.process.pid), *self.workers()]

    def seconds_worked(self) -> float:
        """Processor time of the server so far."""
        times = [process.cpu_times() for process in self.processes()]
        return sum(spent.user + spent.system for spent in times)


def product(database: Database, folder: Path, workers: int | None = None) -> Server:
    """The product as it is served, without rate limits."""
    environment = {"ASSISTANT_DATABASE_URL": database.url, "ASSISTANT_RATE_LIMITS": "off"}
    arguments = ["assistant", "serve", "--port", "{port}"]
    if workers is not None:
        arguments += ["--workers", str(workers)]
    return Server(arguments, environment, "/readyz", folder / "product.log")


def bare(database: Database, size: int, folder: Path) -> Server:
    """The bare page with as many bytes, served by the same uvicorn as the product."""
    options = ["--log-level", "warning", "--no-access-log", "--no-server-header"]
    arguments = ["uvicorn", "--factory", "tests.benchmarks.bare_page:create_app", "--port", "{port}", *options]
    environment = {"BARE_PAGE_BYTES": str(size), "BARE_PAGE_DATABASE": database.url}
    return Server(arguments, environment, "/page", folder / "bare.log")


def responder(size: int, folder: Path) -> Server:
    """What answers anything with the same bytes."""
    return Server(["tests.benchmarks.web_responder", "{port}", str(size)], {}, "/", folder / "responder.log")


def can_have_workers() -> bool:
    """Whether this version of the product serves with more than one process."""
    command = [sys.executable, "-m", "assistant", "serve", "--help"]
    return "--workers" in subprocess.run(command, capture_output=True, text=True, check=True).stdout
