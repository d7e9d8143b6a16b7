"""Rate limits: machines are slowed down, a hotline behind one address isn't; counted together by way of Redis."""

from __future__ import annotations

import asyncio
import html
import itertools
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import httpx
import pytest
import redis
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.server.pace import ADDRESS, OWN, Limiter, network_of
from assistant.server.permissions import Pace
from assistant.server.refusals import TooMany
from tests.security.site import Site, account_of
from tests.server.conftest import Server
from tests.services import Redis

WORDS = "我门头沟户口，41岁，<b>下岗</b>一年多了"
AT_THE_MINUTE = 1.3  # a new minute's count begins with only a part of the last one's: a few more than meant


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory, redis_server: Redis) -> Iterator[tuple[Site, Site]]:
    """Two servers with one database and one Redis; the second trusts no proxy on this machine."""
    folder = tmp_path_factory.mktemp("pace")
    first = Server(folder, ASSISTANT_REDIS_URL=redis_server.url)
    first.start()
    second = Server(folder, first.database, ASSISTANT_REDIS_URL=redis_server.url, ASSISTANT_PROXIES="10.0.0.1")
    second.start()
    sites = Site(first), Site(second)
    sites[0].add(anan="agent", beibei="agent")
    yield sites
    for site in sites:
        site.close()
        site.server.stop()


@pytest.fixture(autouse=True)
def _uncounted(redis_server: Redis) -> None:
    """Each test begins with nothing counted."""
    with redis.Redis(port=redis_server.port) as counts:
        counts.flushall()


def test_two_servers_count_one_conversation_together(pair: tuple[Site, Site]) -> None:
    browsers = [site.browser() for site in pair]
    conversation = browsers[0].post("/api/v1/conversations").json()["id"]
    taken, refused = flood(browsers, f"/api/v1/conversations/{conversation}/messages")
    assert OWN["turn"] <= taken <= OWN["turn"] * AT_THE_MINUTE
    assert 1 <= int(refused.headers["retry-after"]) <= 120
    assert refused.json()["code"] == "too_many"
    for browser in browsers:
        answer = browser.post(f"/api/v1/conversations/{conversation}/messages", json={"text": WORDS})
        assert answer.status_code == 429
        other = browser.post("/api/v1/conversations").json()["id"]  # everybody else at this address goes on
        assert browser.post(f"/api/v1/conversations/{other}/messages", json={"text": WORDS}).status_code == 200
    assert browsers[0].get(f"/api/v1/conversations/{conversation}").json()["turns"] == []


def test_what_was_written_is_given_back_to_whoever_has_to_wait(pair: tuple[Site, Site]) -> None:
    browser = pair[0].browser()
    browser.post("/chat", data={"text": "我朝阳户口"})
    flood([browser], f"/api/v1/conversations/{browser.cookies['conversation']}/messages")
    refused = browser.post("/chat", data={"text": WORDS, "message_id": "m-1"})
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1
    assert f"<blockquote>{html.escape(WORDS)}</blockquote>" in refused.text
    assert f'<input type="hidden" name="text" value="{html.escape(WORDS)}">' in refused.text
    assert '<input type="hidden" name="message_id" value="m-1">' in refused.text
    assert "您写的都还在" in refused.text
    with_htmx = browser.post("/chat", data={"text": WORDS}, headers={"hx-request": "true"})
    assert with_htmx.status_code == 429  # the page keeps the words itself
    assert with_htmx.headers["hx-retarget"] == "#trouble"


def test_a_login_that_floods_waits_and_its_neighbour_does_not(pair: tuple[Site, Site]) -> None:
    busy, neighbour = pair[0].log_in("anan"), pair[0].log_in("beibei")
    taken = 0
    while (answer := busy.get("/account/password")).status_code == 200:
        taken += 1
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
    assert OWN["page"] <= taken <= OWN["page"] * AT_THE_MINUTE
    assert account_of(neighbour) == "beibei"
    same_login = pair[1].browser()
    same_login.cookies.set("session", busy.cookies["session"])
    assert same_login.get("/account/password").status_code == 429


def test_guessing_passwords_from_one_address_is_slowed_down_whatever_it_says_of_itself(pair: tuple[Site, Site]) -> None:
    """Behind our proxy what it adds counts, not what came with the request; without one, nothing that is said."""
    behind_proxy, direct = pair
    for site, said in ((behind_proxy, "198.51.100.{n}, 203.0.113.7"), (direct, "203.0.113.{n}")):
        browser, taken = site.browser(), 0
        for n in itertools.count():
            headers = {
                "x-forwarded-for": said.format(n=n % 250),
                "x-real-ip": "192.0.2.1",
                "forwarded": "for=192.0.2.2",
            }
            answer = browser.post("/login", data={"name": f"name{n}"}, headers=headers)
            if answer.status_code == 429:
                break
            taken += 1
        assert ADDRESS["login"] <= taken <= ADDRESS["login"] * AT_THE_MINUTE
        assert int(answer.headers["retry-after"]) >= 1
    elsewhere = behind_proxy.browser(**{"x-forwarded-for": "203.0.113.8"})
    assert elsewhere.post("/login", data={"name": "anan"}).status_code == 422  # not counted: another address


def test_my_logins_show_the_address_that_can_be_relied_on(pair: tuple[Site, Site]) -> None:
    behind_proxy, direct = (site.browser(**{"x-forwarded-for": "198.51.100.1, 203.0.113.7"}) for site in pair)
    pair[0].log_in("anan", browser=behind_proxy)
    assert "203.0.113.7，" in behind_proxy.get("/account").text
    pair[1].log_in("beibei", browser=direct)
    shown = direct.get("/account").text
    assert "127.0.0.1，" in shown
    assert "203.0.113.7" not in shown
    told = pair[1].browser(**{"x-forwarded-proto": "https"}).post("/chat", data={"text": WORDS})
    assert "secure" not in told.headers["set-cookie"].lower()


def test_without_redis_it_goes_on_and_each_server_counts_for_itself(
    pair: tuple[Site, Site], redis_server: Redis
) -> None:
    browsers = [site.browser() for site in pair]
    conversation = browsers[0].post("/api/v1/conversations").json()["id"]
    redis_server.stop_server()
    try:
        address = f"/api/v1/conversations/{conversation}/messages"
        assert browsers[0].post(address, json={"text": WORDS}).status_code == 200
        for browser in browsers:
            taken, _ = flood([browser], address)
            assert OWN["turn"] - 1 <= taken <= OWN["turn"] * AT_THE_MINUTE
    finally:
        redis_server.start_server()
    another = browsers[0].post("/api/v1/conversations").json()["id"]
    taken, _ = flood(browsers, f"/api/v1/conversations/{another}/messages")
    assert OWN["turn"] <= taken <= OWN["turn"] * AT_THE_MINUTE  # together again


def flood(browsers: list[httpx.Client], address: str) -> tuple[int, httpx.Response]:
    """Messages that say nothing in turn to each server until one is refused: how many weren't, and the refusal."""
    for taken, browser in enumerate(itertools.cycle(browsers)):
        answer = browser.post(address, json={})
        if answer.status_code == 429:
            return taken, answer
        assert answer.status_code == 400, answer.text
    raise AssertionError("never refused")


def passed(limiter: Limiter, pace: Pace, owners: Iterable[str | None], logged_in: bool = False) -> int:
    """How many of some requests from one address, all at once, are let through."""

    async def ask() -> int:
        done = 0
        for own in owners:
            with suppress(TooMany):
                await limiter.count(pace, "203.0.113.7", own, logged_in)
                done += 1
        return done

    # In a thread of its own: a browser's test in this process may have left an event loop running in the main one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, ask()).result()


def test_a_hotline_behind_one_address_works_on_while_machines_wait() -> None:
    """Two hundred agents: all log in within a minute, and each looks at a page every second."""
    limiter = Limiter()
    agents = [f"account {agent}" for agent in range(200)]
    assert passed(limiter, "login", [None] * len(agents)) == len(agents)
    assert passed(limiter, "page", agents * 60, logged_in=True) == len(agents) * 60
    flooding = passed(limiter, "page", ["account 1000"] * 2 * OWN["page"], logged_in=True)
    assert OWN["page"] <= flooding <= OWN["page"] * AT_THE_MINUTE
    machine = passed(limiter, "page", [None] * 2 * ADDRESS["page"])
    assert ADDRESS["page"] <= machine <= ADDRESS["page"] * AT_THE_MINUTE
    assert passed(limiter, "page", ["account 1"], logged_in=True) == 1  # a login is counted by itself


def test_a_new_cookie_for_each_request_is_still_one_address() -> None:
    done = passed(Limiter(), "turn", [f"invented {n}" for n in range(2 * ADDRESS["turn"])])
    assert ADDRESS["turn"] <= done <= ADDRESS["turn"] * AT_THE_MINUTE


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", "unknown"),
    ],
)
def test_a_line_has_one_address_however_many_it_makes_up(address: str, counted: str) -> None:
    assert network_of(address) == counted


def test_words_that_wait_for_a_login_outlive_one_that_cannot_be_answered(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.state.running.limiter, "switched_on", True)
    monkeypatch.setitem(ADDRESS, "login", 0)  # in place of a minute's worth of logins
    waiting = {"resume_path": "/suspensions", "resume": "benefit=x&reason=%E6%9D%A1%E6%96%87%E6%94%B9%E4%BA%86"}
    with ThreadPoolExecutor(1) as thread:
        form = {"name": "li", "password": "secret words of li", **waiting}
        answer = thread.submit(TestClient(app, "http://127.0.0.1").post, "/login", data=form).result()
    assert answer.status_code == 429
    assert "<blockquote>条文改了</blockquote>" in answer.text
    assert 'name="reason" value="条文改了"' in answer.text
    assert "secret words" not in answer.text
