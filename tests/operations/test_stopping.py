"""Stopping without a failed request: the others go on, who listens is let go, Ctrl+C doesn't wait."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from typing import Self

import httpx
import pytest

from tests.operations.processes import NEW_CONNECTIONS, WITHIN, interrupt, listening, process_of, running, until
from tests.operations.talkers import said_in, talking
from tests.server.conftest import Server
from tests.services import PostgreSQL

VISITORS = 8
DRAIN = 2.0  # seconds
LOOKS_EVERY = 0.05  # seconds; of the load balancer
MOVED = 5  # turns of each visitor that the other server has to take
ENDED_WELL = (0, -signal.SIGTERM)  # as systemd and Docker see it too


class LoadBalancer(threading.Thread):
    """Asks each server whether it is ready, and knows one that is."""

    def __init__(self, *servers: Server) -> None:
        super().__init__(daemon=True)
        self.servers, self.ready = servers, servers[0]
        self._over = threading.Event()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        with httpx.Client(timeout=WITHIN) as client:
            while not self._over.wait(LOOKS_EVERY):
                self.ready = next((server for server in self.servers if self._is_ready(client, server)), self.ready)

    def _is_ready(self, client: httpx.Client, server: Server) -> bool:
        with suppress(httpx.TransportError):
            return client.get(f"{server.url}/readyz").status_code == 200
        return False


@pytest.fixture(scope="module")
def database(postgresql: PostgreSQL) -> Iterator[str]:
    url = postgresql.new_database()
    yield url
    postgresql.drop_database(url)


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory, database: str) -> Iterator[Callable[..., Server]]:
    """Starts a server that goes on for some seconds when it is told to stop; those still running end at the end."""
    with ExitStack() as servers:

        def start(drain: float, workers: int = 1) -> Server:
            settings = {"ASSISTANT_DRAIN": str(drain), "ASSISTANT_RATE_LIMITS": "off"}
            server = Server(tmp_path_factory.mktemp("server"), database, workers, (), **settings)
            servers.enter_context(running(server))
            return server

        yield start


@pytest.fixture(scope="module")
def several(serve: Callable[..., Server]) -> Server:
    return serve(DRAIN, workers=2)


@pytest.fixture(scope="module")
def single(serve: Callable[..., Server]) -> Server:
    return serve(DRAIN)


@pytest.fixture(scope="module")
def patient(serve: Callable[..., Server]) -> Server:
    """It would go on for longer than anything here waits."""
    return serve(2 * WITHIN)


@pytest.mark.parametrize(("leaving", "staying"), [("several", "single"), ("single", "patient")])
def test_a_server_leaves_without_a_failed_request(request: pytest.FixtureRequest, leaving: str, staying: str) -> None:
    leaves, stays = request.getfixturevalue(leaving), request.getfixturevalue(staying)
    with LoadBalancer(leaves, stays) as balancer, talking(VISITORS, lambda: balancer.ready) as visitors:
        until(lambda: all(visitor.taken[leaves] for visitor in visitors), "all talk with the one that will leave")
        with httpx.Client(limits=NEW_CONNECTIONS, timeout=WITHIN) as client, listening(client, leaves) as lines:
            process_of(leaves).terminate()
            unready = until(lambda: _unready(client, leaves), "/readyz says that it is about to stop")
            assert unready.json()["problems"] == {"process": "stopping"}
            assert unready.headers["connection"] == "close"
            assert "".join(lines) == ""  # the stream ends, and no conversation is said to be gone
        assert leaves.process is not None
        assert leaves.process.wait(WITHIN) in ENDED_WELL
        until(lambda: all(visitor.taken[stays] >= MOVED for visitor in visitors), "all talk with the other")
    assert [failure for visitor in visitors for failure in visitor.failures] == []
    with httpx.Client(base_url=stays.url, timeout=WITHIN) as client:
        for visitor in visitors:
            assert said_in(client.get(f"/api/v1/conversations/{visitor.conversation}")) == visitor.said


def test_ctrl_c_waits_for_nothing(patient: Server) -> None:
    with httpx.Client(timeout=WITHIN) as client, listening(client, patient) as lines:
        interrupt(patient)
        assert "".join(lines) == ""
    assert patient.process is not None
    assert patient.process.wait(WITHIN) == 0
    assert "Traceback" not in patient.log_file.read_text()


def _unready(client: httpx.Client, server: Server) -> httpx.Response | None:
    answer = client.get(f"{server.url}/readyz")
    return answer if answer.status_code == 503 else None
