"""Two servers with two workers each, and nothing in common but a PostgreSQL database: together they are one."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from assistant.store.database import open_database
from assistant.store.sessions import SessionStore
from tests.operations.processes import (
    NEW_CONNECTIONS,
    OWN_PAGE,
    WITHIN,
    from_every_worker,
    log_lines,
    running,
    workers,
)
from tests.operations.talkers import messages, said_in
from tests.people import HIRED
from tests.server.conftest import Server
from tests.services import PostgreSQL
from tests.store.rows import BY, add_account

Json = dict[str, Any]
PASSWORD = "lai-hui-de-chuan-2026"
BENEFIT = "xicheng-employment-reward"
ROUNDS = 5  # of what only goes wrong now and then


@pytest.fixture(scope="module")
def instances(tmp_path_factory: pytest.TempPathFactory, postgresql: PostgreSQL) -> Iterator[list[Server]]:
    database = postgresql.new_database()
    servers = [
        Server(tmp_path_factory.mktemp(name), database, workers=2, ASSISTANT_RATE_LIMITS="off") for name in ("a", "b")
    ]
    with running(*servers):
        yield servers
    postgresql.drop_database(database)


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    """Every request over a connection of its own, so that any worker may answer it."""
    with httpx.Client(limits=NEW_CONNECTIONS, timeout=WITHIN) as client:
        yield client


def start(client: httpx.Client, server: Server) -> str:
    return str(client.post(f"{server.url}/api/v1/conversations").json()["id"])


def say(client: httpx.Client, server: Server, conversation: str, **message: Any) -> Json:
    answer = client.post(f"{server.url}{messages(conversation)}", json=message)
    assert answer.status_code == 200, answer.text
    reply: Json = answer.json()
    return reply


def test_a_check_of_citations_is_the_same_wherever_its_link_is_opened(
    instances: list[Server], client: httpx.Client
) -> None:
    a, b = instances
    database = open_database(a.database, migrate=False)
    account = add_account(database, "sun", "staff")
    token = SessionStore(database).open(account, BY, "127.0.0.1", "")
    database.dispose()
    headers = {**OWN_PAGE, "cookie": f"session={token}"}
    text = "西城区就业措施第10条：“按照每人每月2000元的标准申请就业奖励，最长不超过三年”。"
    link = client.post(f"{a.url}/staff/checks", data={"text": text}, headers=headers).headers["location"]
    here = client.get(f"{a.url}{link}", headers=headers)
    assert "与原文不一致" in here.text
    assert client.get(f"{b.url}{link}", headers=headers).text == here.text


def test_a_login_holds_on_every_worker_and_ends_on_every_worker(instances: list[Server], client: httpx.Client) -> None:
    a, b = instances
    assert a.run("user", "add", "li", "--role", "staff", said=PASSWORD).returncode == 0
    entered = client.post(f"{a.url}/login", data={"name": "li", "password": PASSWORD}, headers=OWN_PAGE)
    session = {"cookie": f"session={entered.cookies['session']}"}

    def account(client: httpx.Client, server: Server, headers: dict[str, str]) -> httpx.Response:
        return client.get(f"{server.url}/account", headers={**session, **headers})

    pages = from_every_worker(instances, account)
    assert {page.status_code for page in pages} == {200}
    assert all("核对员" in page.text for page in pages)
    left = client.post(f"{a.url}/logout", headers={**session, **OWN_PAGE})
    assert left.status_code == 303
    pages = from_every_worker([b, a], account)
    assert {(page.status_code, page.headers["location"]) for page in pages} == {(303, "/login?next=%2Faccount")}


def test_a_conversation_goes_on_wherever_it_is_answered(instances: list[Server], client: httpx.Client) -> None:
    conversation = start(client, instances[0])
    everybody = {pid for server in instances for pid in workers(server)}
    assert len(everybody) == 4
    facts: Json = {}
    told = 0
    path = "/api/v1/conversations/{conversation_id}/messages"

    def who_took_turns() -> set[int]:
        return {line["pid"] for server in instances for line in log_lines(server) if line.get("route") == path}

    while who_took_turns() != everybody:
        assert told < 400, "some worker never answered"
        for number, (fact, value) in enumerate(HIRED.items()):
            value = 20 + told % 30 if fact == "age" else value
            reply = say(client, instances[number % 2], conversation, answer={"fact": fact, "value": value})
            facts[fact], told = value, told + 1
            assert reply["facts"] == facts

    def whole(client: httpx.Client, server: Server, headers: dict[str, str]) -> httpx.Response:
        return client.get(f"{server.url}/api/v1/conversations/{conversation}", headers=headers)

    for answer in from_every_worker(instances, whole):
        assert answer.json()["facts"] == facts
        assert len(answer.json()["turns"]) == 2 * told


def test_a_message_sent_to_both_at_once_counts_once(instances: list[Server], client: httpx.Client) -> None:
    conversation = start(client, instances[0])
    for number in range(ROUNDS):
        message_id, together = uuid.uuid4().hex, threading.Barrier(2)

        def send(server: Server, message_id: str = message_id, together: threading.Barrier = together) -> Json:
            together.wait(WITHIN)
            return say(client, server, conversation, text="我西城户口，32岁", message_id=message_id)

        with ThreadPoolExecutor(2) as threads:
            one, other = threads.map(send, instances)
        assert one == other
        assert len(said_in(client.get(f"{instances[1].url}/api/v1/conversations/{conversation}"))) == number + 1


def test_messages_that_cross_are_both_kept(instances: list[Server], client: httpx.Client) -> None:
    conversation = start(client, instances[0])
    for number in range(ROUNDS):
        texts, together = [f"我{20 + number}岁", f"月薪{5000 + number}"], threading.Barrier(2)

        def send(server: Server, text: str, together: threading.Barrier = together) -> Json:
            together.wait(WITHIN)
            return say(client, server, conversation, text=text)

        with ThreadPoolExecutor(2) as threads:
            replies = list(threads.map(send, instances, texts))
        kept = said_in(client.get(f"{instances[0].url}/api/v1/conversations/{conversation}"))
        assert len(kept) == 2 * (number + 1)
        assert sorted(kept[-2:]) == sorted(texts)
        later = replies[texts.index(kept[-1])]
        assert (later["facts"]["age"], later["facts"]["monthly_wage"]) == (20 + number, 5000 + number)


def test_a_listener_hears_what_is_said_elsewhere(instances: list[Server], client: httpx.Client) -> None:
    a, b = instances
    conversation = start(client, a)
    with client.stream("GET", f"{a.url}/api/v1/conversations/{conversation}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.iter_lines()
        assert next(lines).startswith("retry:")
        say(client, b, conversation, text="我西城户口")
        assert _next_event(lines) == ("turn", {"turns": 1})
        say(client, a, conversation, text="我32岁")
        assert _next_event(lines) == ("turn", {"turns": 2})
        assert client.delete(f"{b.url}/api/v1/conversations/{conversation}").status_code == 204
        assert _next_event(lines) == ("gone", {"turns": 0})
        assert "".join(lines) == ""  # and then the stream ends


def test_a_suspension_is_seen_by_every_worker_at_once(instances: list[Server]) -> None:
    def assess(client: httpx.Client, server: Server, headers: dict[str, str]) -> httpx.Response:
        body = {"facts": HIRED, "as_of": "2026-11-20"}
        return client.post(f"{server.url}/api/v1/assess", json=body, headers=headers)

    def reasons(answers: list[httpx.Response]) -> set[str | None]:
        rewards = [next(b for b in answer.json()["benefits"] if b["id"] == BENEFIT) for answer in answers]
        return {reward["suspended"] and reward["suspended"]["reason"] for reward in rewards}

    assert reasons(from_every_worker(instances, assess)) == {None}
    assert instances[0].run("suspend", BENEFIT, "--reason", "条文正在核对").returncode == 0
    assert reasons(from_every_worker(instances, assess)) == {"条文正在核对"}
    assert instances[1].run("suspend", BENEFIT, "--undo").returncode == 0
    assert reasons(from_every_worker(instances, assess)) == {None}


def _next_event(lines: Iterator[str]) -> tuple[str, Json]:
    """The next server-sent event's name and data; the client's timeout is the deadline."""
    fields: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(": ")
        if name and colon:
            fields[name] = value
        elif "event" in fields:
            return fields["event"], json.loads(fields["data"])
    raise AssertionError("the stream has ended")
