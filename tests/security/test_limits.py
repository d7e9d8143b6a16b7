"""How large and how slow a request may be, and how long an answer."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from assistant.server import door
from assistant.server.permissions import KB, MB, PERMISSIONS, Access
from tests.security.conftest import served
from tests.security.site import Site

UNSAFE = [route for route in PERMISSIONS if not route.startswith("GET ")]
FORM = {"content-type": "application/x-www-form-urlencoded"}
PART = 8 * KB
TRICKLE = 0.05  # seconds between two bytes


@pytest.fixture
def administrator(site: Site, logins: dict[str, httpx.Client]) -> httpx.Client:
    return site.another_tab(logins["ernan"])


def test_the_limits_are_those_of_the_table() -> None:
    """So that what follows isn't vacuous: there are small ones and large ones, and none is without end."""
    limits = {route: PERMISSIONS[route].body for route in UNSAFE}
    assert limits["POST /login"] == 64 * KB
    assert limits["POST /account/password"] == limits["POST /suspensions"] == 16 * KB
    files = limits.pop("POST /staff/checks")
    assert files == 25 * MB  # a file may have 20
    assert max(limits.values()) == limits["POST /chat"] == 256 * KB


@pytest.mark.parametrize("route", UNSAFE)
def test_each_route_takes_as_much_as_it_may_and_no_more(administrator: httpx.Client, route: str) -> None:
    method, _, path = route.partition(" ")
    some = "a" * 24
    path = path.format(conversation_id=some, token=some, number="20261130-0001", canned=1, handover=some)
    most = PERMISSIONS[route].body
    if route != "POST /logout":  # which would be done
        assert administrator.request(method, path, content=b"x=" + b"a" * (most - 2), headers=FORM).status_code != 413
    announced = administrator.request(method, path, content=b"a" * (most + 1), headers=FORM)
    in_parts = administrator.request(method, path, content=parts(most + 1), headers=FORM)
    for refused in (announced, in_parts):
        assert refused.status_code == 413
        assert "内容太长，请缩短后再发。" in refused.text
        assert refused.headers["content-type"].startswith("application/problem+json") is path.startswith("/api/")


@pytest.mark.parametrize("route", ["POST /suspensions", "POST /account/password"])
def test_who_may_not_come_in_is_not_listened_to_for_long(nobody: httpx.Client, route: str) -> None:
    path = route.partition(" ")[2]
    assert nobody.post(path, content=parts(PERMISSIONS[route].body + 1), headers=FORM).status_code == 413


@pytest.mark.parametrize("length", ["9999999999999999999", "262145"])
def test_what_is_announced_too_large_is_refused_before_it_comes(site: Site, length: str) -> None:
    with socket.create_connection(("127.0.0.1", site.server.port), 10) as connection:
        connection.sendall(f"POST /chat HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\r\n".encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("length", ["-1", "1e3", "\u00b2", "0x10", "1, 2", "+5"])
def test_a_length_that_is_no_number_is_refused(site: Site, length: str) -> None:
    with socket.create_connection(("127.0.0.1", site.server.port), 10) as connection:
        lines = f"POST /chat HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\r\ntext="
        connection.sendall(lines.encode("latin-1"))
        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")


@pytest.fixture
def impatient(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of an application that waits a third of a second for a request's body."""
    monkeypatch.setattr(door, "BODY_SECONDS", 0.3)
    with served(app) as url:
        yield int(url.rpartition(":")[2])


@pytest.mark.parametrize("path", ["/chat", "/login", "/api/v1/extract", "/suspensions"])
@pytest.mark.parametrize("trickles", [False, True], ids=["stops", "trickles"])
def test_a_body_that_comes_too_slowly_is_not_waited_for(impatient: int, path: str, trickles: bool) -> None:
    with socket.create_connection(("127.0.0.1", impatient), 10) as connection:
        lines = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\nSec-Fetch-Site: none\r\n\r\ntext="
        connection.sendall(lines.encode())
        heard = hear(connection, trickles)
    assert heard.startswith("HTTP/1.1 408 ")
    assert "内容传得太慢，没有收完。请检查网络再发一次。" in heard


def test_an_answer_that_takes_too_long_is_not_waited_for(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never() -> None:
        await asyncio.Event().wait()

    for path in ("/slow", "/api/slow"):
        monkeypatch.setitem(PERMISSIONS, f"GET {path}", Access(None, "probe", seconds=0.2))
    router = APIRouter(route_class=door.GuardedRoute)
    router.add_api_route("/slow", never)
    router.add_api_route("/api/slow", never)
    monkeypatch.setattr(app.router, "routes", [*door.mounted(router), *app.router.routes])
    inside = TestClient(app, "http://127.0.0.1")
    for path in ("/slow", "/api/slow"):
        answer = inside.get(path)
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "5"
        assert "处理得太久，还没有结果。请稍后再试。" in answer.text


def parts(length: int) -> Iterator[bytes]:
    """A body that doesn't say how long it will be."""
    while length:
        yield b"a" * min(PART, length)
        length -= min(PART, length)


def hear(connection: socket.socket, trickles: bool) -> str:
    """All that is heard until the connection is closed; meanwhile another byte now and then."""
    heard, deadline = b"", time.monotonic() + 10
    connection.settimeout(TRICKLE if trickles else 10)
    while time.monotonic() < deadline:
        try:
            part = connection.recv(65536)
        except TimeoutError:
            assert trickles, "no answer"
            connection.sendall(b"a")
            continue
        except (ConnectionResetError, BrokenPipeError):
            return heard.decode()
        if not part:
            return heard.decode()
        heard += part
    raise AssertionError(f"still open after {heard!r}")
