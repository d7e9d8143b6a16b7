"""Server processes as whoever runs them sees them: started together, which of them answers, what they log."""

from __future__ import annotations

import json
import os
import signal
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, TypeVar

import httpx
import psutil

from tests.server.conftest import Server

Json = dict[str, Any]
Found = TypeVar("Found")
Ask = Callable[[httpx.Client, Server, dict[str, str]], httpx.Response]
WITHIN = 120.0  # seconds until something has to be so
BETWEEN_LOOKS = 0.05  # seconds
AT_ONCE = 4  # requests to one server
NEW_CONNECTIONS = httpx.Limits(max_keepalive_connections=0)
OWN_PAGE = {"sec-fetch-site": "same-origin"}  # as a browser says of a form on this site's page


@contextmanager
def running(*servers: Server) -> Iterator[None]:
    """Start servers side by side; at the end stop those that still run."""
    try:
        with ThreadPoolExecutor(len(servers)) as threads:
            list(threads.map(Server.start, servers))
        yield
    finally:
        for server in servers:
            if server.process is not None:
                server.stop()  # fine too where it has ended


def until(found: Callable[[], Found | None], what: str) -> Found:
    """What is found, once it is; AssertionError where that takes too long."""
    deadline = time.monotonic() + WITHIN
    while not (this := found()):
        assert time.monotonic() < deadline, f"not within {WITHIN} s: {what}"
        time.sleep(BETWEEN_LOOKS)
    return this


def process_of(server: Server) -> psutil.Process:
    """The process that was started: the only one, or the parent of the workers."""
    assert server.process is not None
    return psutil.Process(server.process.pid)


def workers(server: Server) -> set[int]:
    """The process ids of the worker processes that live; the server's own where it has none."""
    parent, found = process_of(server), set()
    if option(server, "--workers") == "1":
        return {parent.pid}
    for child in parent.children():
        with suppress(psutil.NoSuchProcess):  # raised for one, too, that is dead and not yet buried
            if not any("resource_tracker" in word for word in child.cmdline()):  # multiprocessing's own
                found.add(child.pid)
    return found


def option(server: Server, name: str) -> str:
    """What a server was started with."""
    return server.arguments[server.arguments.index(name) + 1]


def interrupt(server: Server) -> None:
    """Press Ctrl+C: the terminal tells every process of the server."""
    for pid in {process_of(server).pid, *workers(server)}:
        os.kill(pid, signal.SIGINT)


@contextmanager
def listening(client: httpx.Client, server: Server) -> Iterator[Iterator[str]]:
    """The lines of the stream of a new conversation that come after its first."""
    conversation = client.post(f"{server.url}/api/v1/conversations").json()["id"]
    with client.stream("GET", f"{server.url}/api/v1/conversations/{conversation}/events") as stream:
        lines = stream.iter_lines()
        assert next(lines).startswith("retry:")
        yield lines


def log_lines(server: Server) -> list[Json]:
    """The lines of the log that are whole, but for the sentences to whoever started it."""
    *whole, _unfinished = server.log_file.read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in whole if line.startswith("{")]


def from_every_worker(servers: Iterable[Server], ask: Ask) -> list[httpx.Response]:
    """Answers to what is asked over new connections, with the headers given, until every worker has answered."""
    answers: list[httpx.Response] = []
    with httpx.Client(limits=NEW_CONNECTIONS, timeout=WITHIN) as client, ThreadPoolExecutor(AT_ONCE) as threads:
        for server in servers:
            answers += _from_workers_of(server, partial(ask, client, server), threads)
    return answers


def _from_workers_of(
    server: Server, ask: Callable[[dict[str, str]], httpx.Response], threads: ThreadPoolExecutor
) -> list[httpx.Response]:
    missing, answers, deadline = workers(server), list[httpx.Response](), time.monotonic() + WITHIN
    while missing:
        assert time.monotonic() < deadline, f"never answered: {missing}"
        ids = [uuid.uuid4().hex for _ in range(AT_ONCE)]
        answers += threads.map(ask, [{"x-request-id": request_id} for request_id in ids])
        missing -= _who_answered(server, ids)
    return answers


def _who_answered(server: Server, request_ids: Sequence[str]) -> set[int]:
    """The process ids that answered these requests, which are in the log soon after."""

    def found() -> list[int]:
        pids = [line["pid"] for line in log_lines(server) if line["request_id"] in request_ids]
        return pids if len(pids) >= len(request_ids) else []

    return set(until(found, "a log line of each request"))
