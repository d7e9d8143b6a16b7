"""A benefit suspended while the server runs: nowhere assessed, everywhere said, and answered again when lifted."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.people import HIRED, OPENING
from tests.server.conftest import REASON, SUSPENDED, Server

SAYS = f"“就业奖励”暂停答复，请咨询西城区人社局。原因：{REASON}"


def reward(assessed: Any) -> Any:
    return next(benefit for benefit in assessed["benefits"] if benefit["id"] == SUSPENDED)


@pytest.mark.usefixtures("suspended")
def test_it_is_said_instead_of_an_answer_over_http(http: httpx.Client) -> None:
    assessed = http.post("/api/v1/assess", json={"facts": HIRED, "as_of": "2026-11-20"}).json()
    benefit = reward(assessed)
    assert benefit["suspended"]["text"] == SAYS
    assert (benefit["status"], benefit["amount"], benefit["missing"]) == ("undetermined", None, [])
    assert (benefit["conditions"], benefit["citations"], benefit["notes"]) == ([], [], [])
    assert assessed["totals"]["in_force"]["max"] == 0
    explained = http.post("/api/v1/explain", json={"benefit": SUSPENDED, "facts": HIRED}).json()
    assert explained["benefit"]["suspended"]["reason"] == REASON
    clause = http.get("/api/v1/clauses/xicheng-2021-2%232.6.p2").json()
    assert {"code": "suspended", "message": SAYS} in clause["warnings"]
    found = http.get("/api/v1/search", params={"query": "就业奖励一年多少钱"}).json()
    assert any(SAYS in [w["message"] for w in hit["warnings"]] for hit in found["results"])


@pytest.mark.usefixtures("suspended")
def test_it_is_said_in_a_conversation(http: httpx.Client) -> None:
    conversation = http.post("/api/v1/conversations").json()["id"]
    reply = http.post(f"/api/v1/conversations/{conversation}/messages", json={"text": OPENING}).json()
    reply = http.post(
        f"/api/v1/conversations/{conversation}/messages", json={"answer": {"fact": "applicant", "value": "resident"}}
    ).json()
    assert reward(reply)["suspended"]["text"] == SAYS
    assert "就业奖励" in reply["text"]
    assert "暂停答复" in reply["text"]
    assert "27,000" not in reply["text"]


@pytest.mark.usefixtures("suspended")
def test_it_is_said_on_the_command_line(server: Server) -> None:
    facts = json.dumps(HIRED)
    shown = server.run("assess", "--facts", "-", said=facts).stdout
    assert SAYS in shown.replace("\n", "")
    assert "27,000元" not in shown
    assert SAYS in server.run("explain", SUSPENDED, "--facts", "-", said=facts).stdout.replace("\n", "")


def test_suspended_from_a_terminal_and_lifted_it_is_answered_again(server: Server, http: httpx.Client) -> None:
    done = server.run("suspend", SUSPENDED, "--reason", REASON)
    assert (done.returncode, done.stderr) == (0, "")
    assert SAYS in done.stdout.replace("\n", "")
    assert reward(http.post("/api/v1/assess", json={"facts": HIRED}).json())["suspended"]["text"] == SAYS
    lifted = server.run("suspend", SUSPENDED, "--undo")
    assert (lifted.returncode, lifted.stdout.strip()) == (0, "没有暂停答复的待遇。")
    assessed = http.post("/api/v1/assess", json={"facts": HIRED, "as_of": "2026-11-20"}).json()
    assert (reward(assessed)["status"], reward(assessed)["suspended"]) == ("eligible", None)
    assert server.run("suspend", SUSPENDED, "--undo").returncode == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("suspend", "xicheng-employment-rewad", "--reason", "x"), "最接近的是 xicheng-employment-reward"),
        (("suspend", SUSPENDED), "--reason"),
        (("suspend", SUSPENDED, "--reason", "  "), "--reason"),
    ],
)
def test_a_wrong_suspension_is_refused(server: Server, arguments: tuple[str, ...], says: str) -> None:
    refused = server.run(*arguments)
    assert refused.returncode == 2
    assert says in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
