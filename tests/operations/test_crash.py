"""Killed processes: a worker is replaced, what was acknowledged is kept once, and one that can't start says why."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import httpx
import psutil
import pytest

from tests.operations.processes import WITHIN, from_every_worker, running, until, workers
from tests.operations.talkers import Talker, said_in, talking
from tests.server.conftest import Server
from tests.services import PostgreSQL

CLIENTS = 4
TURNS = 50  # of each client
KILLED_AFTER = (60, 120)  # acknowledged turns of all clients
CANNOT_START = 3


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("sqlite"), workers=2, ASSISTANT_RATE_LIMITS="off")
    with running(server):
        yield server


@pytest.fixture(scope="module")
def on_postgresql(tmp_path_factory: pytest.TempPathFactory, postgresql: PostgreSQL) -> Iterator[Server]:
    database = postgresql.new_database()
    server = Server(tmp_path_factory.mktemp("postgresql"), database, workers=2, ASSISTANT_RATE_LIMITS="off")
    with running(server):
        yield server


@pytest.mark.parametrize("database", ["on_sqlite", "on_postgresql"])
def test_acknowledged_turns_are_kept_once_while_workers_are_killed_and_replaced(
    database: str, request: pytest.FixtureRequest
) -> None:
    server: Server = request.getfixturevalue(database)
    killed = set()
    with talking(CLIENTS, lambda: server, most=TURNS, insists=True) as clients:
        for enough in (*KILLED_AFTER, CLIENTS * TURNS):
            until(partial(_acknowledged, clients, enough), f"{enough} turns are acknowledged")
            if enough in KILLED_AFTER:
                oldest = min(map(psutil.Process, workers(server)), key=psutil.Process.create_time)
                oldest.kill()
                killed.add(oldest.pid)
    assert len(killed) == len(KILLED_AFTER)
    until(lambda: len(workers(server)) == 2 and not workers(server) & killed, "the killed are replaced")
    for client in clients:
        for answer in from_every_worker([server], partial(_whole, client.conversation)):
            assert said_in(answer) == client.said


def test_a_worker_that_cannot_start_says_why_and_ends_the_server(on_postgresql: Server, postgresql: PostgreSQL) -> None:
    server = on_postgresql
    assert server.process is not None
    postgresql.drop_database(server.database)
    before = server.log_file.read_text()
    psutil.Process(min(workers(server))).kill()
    assert server.process.wait(WITHIN) == CANNOT_START
    said = [line for line in server.log_file.read_text().removeprefix(before).splitlines() if not line.startswith("{")]
    assert len(said) == 1
    assert said[0].startswith("assistant：打不开数据库")


def _acknowledged(clients: list[Talker], enough: int) -> bool:
    return sum(len(client.said) for client in clients) >= enough


def _whole(conversation: str, client: httpx.Client, server: Server, headers: dict[str, str]) -> httpx.Response:
    return client.get(f"{server.url}/api/v1/conversations/{conversation}", headers=headers)
