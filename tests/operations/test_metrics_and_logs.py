"""What operators see of a server with two workers: a log line and a count for every request, and nobody's words."""

from __future__ import annotations

import json
import socket
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import psutil
import pytest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from assistant.server.permissions import PERMISSIONS
from tests.operations.processes import (
    WITHIN,
    from_every_worker,
    interrupt,
    listening,
    log_lines,
    option,
    running,
    until,
    workers,
)
from tests.operations.walk import Walk
from tests.server.conftest import Server, free_port

Json = dict[str, Any]
TAKES_TURNS, TAKEN = ("/chat", "/messages"), (200, 303)
STARTED = "已启动：http://127.0.0.1:{port}  （按 Ctrl+C 停止）"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The server's, for temporary files too."""
    return tmp_path_factory.mktemp("server")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    settings = {"TMPDIR": str(folder), "ASSISTANT_RATE_LIMITS": "off", "ASSISTANT_DRAIN": str(2 * WITHIN)}
    server = Server(folder, None, 2, ["--metrics", str(free_port())], **settings)
    with running(server):
        yield server


@pytest.fixture(scope="module")
def walk(server: Server) -> Walk:
    """Somebody has been everywhere, and every worker has answered."""
    walk = Walk(server)
    walk.everywhere()
    from_every_worker([server], lambda http, at, headers: http.get(f"{at.url}/healthz", headers=headers))
    until(lambda: walk.answered.keys() <= {line["request_id"] for line in requests(server)}, "all is in the log")
    return walk


def test_the_walk_is_everywhere(walk: Walk) -> None:
    assert {f"{line['method']} {line['route']}" for line in requests(walk.server)} >= PERMISSIONS.keys()


def test_every_line_is_an_object_and_every_request_has_one(walk: Walk) -> None:
    lines = walk.server.log_file.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("{")] == [STARTED.format(port=walk.server.port)]
    assert all(isinstance(json.loads(line), dict) for line in lines if line.startswith("{"))
    logged = Counter(line["request_id"] for line in requests(walk.server))
    assert {request_id: logged[request_id] for request_id in walk.answered} == dict.fromkeys(walk.answered, 1)
    patterns = {name.partition(" ")[2] for name in PERMISSIONS} | {"none"}
    for line in requests(walk.server):
        assert (line["level"], line["logger"], line["route"] in patterns) == ("INFO", "assistant.access", True), line
        assert line["ms"] >= 0
        assert line["pid"] in workers(walk.server)
        if line["request_id"] in walk.answered:
            assert (line["method"], line["status"]) == walk.answered[line["request_id"]]


def test_no_line_holds_what_was_said_or_what_opens_something(walk: Walk) -> None:
    log = walk.server.log_file.read_text(encoding="utf-8")
    assert len(walk.secrets) > 30
    for secret in walk.secrets:
        assert len(secret) >= 4, secret
        for written in (secret, quote(secret), json.dumps(secret)[1:-1]):
            assert written not in log, secret


def test_what_is_no_http_is_not_quoted(server: Server) -> None:
    said = "qing-wen-yang-feng"
    with socket.create_connection(("127.0.0.1", server.port)) as line:
        line.sendall(f"{said} {said}\r\n\r\n".encode())
        assert line.recv(100).startswith(b"HTTP/1.1 400")
    assert said not in server.log_file.read_text()


def test_the_metrics_of_both_workers_say_what_the_log_says(walk: Walk) -> None:
    def differences() -> dict[Any, Any]:
        logged = Counter((line["route"], str(line["status"])) for line in requests(walk.server))
        counted: Counter[tuple[str, str]] = Counter()
        for sample in metrics(walk.server, "assistant_requests_total"):
            counted[sample.labels["route"], sample.labels["status"]] += int(sample.value)
        return {key: (logged[key], counted[key]) for key in logged | counted if logged[key] != counted[key]}

    assert {line["pid"] for line in requests(walk.server)} == workers(walk.server)
    until(lambda: not differences(), "the metrics agree with the log")
    timed = {s.labels["route"]: s.value for s in metrics(walk.server, "assistant_request_seconds_count")}
    assert timed == Counter(line["route"] for line in requests(walk.server))
    turns = sum(sample.value for sample in metrics(walk.server, "assistant_turns_total"))
    assert turns == sum(
        line["route"].endswith(TAKES_TURNS) and line["status"] in TAKEN for line in requests(walk.server)
    )


TAKES_TURNS = ("/chat", "{conversation_id}/messages")
TAKEN = (200, 303)


def test_no_visitor_makes_up_labels(walk: Walk) -> None:
    labels = {value for sample in metrics(walk.server) for value in sample.labels.values()}
    assert labels.isdisjoint(walk.secrets)
    methods = {sample.labels["method"] for sample in metrics(walk.server, "assistant_requests_total")}
    assert methods == {"GET", "POST", "DELETE", "any"}


def test_the_metrics_are_not_where_everybody_asks(server: Server) -> None:
    with httpx.Client(base_url=server.url, timeout=WITHIN) as http:
        answer = http.get("/metrics")
    assert answer.status_code == 404
    assert "assistant_requests" not in answer.text


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        (b"0af7651916cd43dd8448eb211c80319c", True),
        (b"req-2026-11-30-77", True),
        (b"short", False),
        (b"x" * 65, False),
        (b"two words-12345", False),
        (b'"}, {"event": "forged', False),
        ("编号-12345678".encode(), False),
        (b"", False),
    ],
)
def test_a_request_id_of_a_proxy_is_taken_over_if_it_is_one(server: Server, given: bytes, taken: bool) -> None:
    with httpx.Client(base_url=server.url, timeout=WITHIN) as http:
        answered = http.get("/healthz", headers=[(b"x-request-id", given)]).headers["x-request-id"]
    assert (answered == given.decode(errors="replace")) is taken
    assert answered.replace("-", "").isalnum()
    line = until(lambda: [line for line in requests(server) if line["request_id"] == answered], "its log line")
    assert line[0]["route"] == "/healthz"


def test_ctrl_c_ends_every_worker_and_leaves_no_files_of_their_counts(server: Server, folder: Path) -> None:
    assert server.process is not None
    everybody = {server.process.pid, *workers(server)}
    assert len(everybody) == 3
    assert len([*folder.glob("assistant-metrics-*")]) == 1
    with httpx.Client(timeout=WITHIN) as http, listening(http, server) as lines:
        interrupt(server)
        assert "".join(lines) == ""
    assert server.process.wait(WITHIN) == 0
    assert not any(psutil.pid_exists(pid) for pid in everybody)
    assert [*folder.glob("assistant-metrics-*")] == []
    assert "Traceback" not in server.log_file.read_text()


def requests(server: Server) -> list[Json]:
    """The log's lines about requests."""
    return [line for line in log_lines(server) if line["event"] == "request"]


def metrics(server: Server, name: str | None = None) -> list[Sample]:
    """What Prometheus is told."""
    with httpx.Client(timeout=WITHIN) as http:
        told = http.get(f"http://127.0.0.1:{option(server, '--metrics')}/metrics").text
    samples = [sample for family in text_string_to_metric_families(told) for sample in family.samples]
    return [sample for sample in samples if name in (None, sample.name)]
