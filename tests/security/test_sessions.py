"""Logins as somebody would steal, plant or keep them: what ends them, their cookies, and who is kept waiting."""

from __future__ import annotations

import json
import re

import httpx
import pytest

from assistant.store.audit import SERVER
from tests.security.conftest import PUBLIC
from tests.security.site import PASSWORD, Site, account_of

NEW_PASSWORD = "quite another long sentence"
FREE_FAILURES = 5
HTTPS = {"x-forwarded-proto": "https"}  # as a proxy on this machine says it


@pytest.fixture(scope="module", autouse=True)
def accounts(site: Site) -> None:
    """Accounts of these tests alone, because they end each other's logins."""
    site.add(fangfang="agent", gege="staff", honghong="agent", jiajia="supervisor")


def test_a_made_up_cookie_set_before_the_login_is_nobodys_after_it(site: Site) -> None:
    answer = with_cookie(site, "planted").post("/login", data={"name": "fangfang", "password": PASSWORD})
    token = cookie_of(answer, "session")
    assert token != "planted"
    assert account_of(with_cookie(site, token)) == "fangfang"
    assert account_of(with_cookie(site, "planted")) is None


def test_a_real_login_planted_before_the_login_ends_with_it(site: Site) -> None:
    """The planter's own session must not become the victim's, nor go on beside it in the victim's browser."""
    planter = site.log_in("gege")
    planted = planter.cookies["session"]
    victim = with_cookie(site, planted)
    answer = victim.post("/login", data={"name": "fangfang", "password": PASSWORD})
    token = cookie_of(answer, "session")
    assert token != planted
    assert account_of(with_cookie(site, token)) == "fangfang"
    assert account_of(with_cookie(site, planted)) is None


def test_each_login_has_a_token_of_its_own_that_cannot_be_guessed(site: Site) -> None:
    tokens = [site.log_in("fangfang").cookies["session"] for _ in range(2)]
    assert len(set(tokens)) == 2
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in tokens)  # 256 bits


def test_another_password_gives_another_token_and_ends_the_other_logins(site: Site) -> None:
    elsewhere, here = site.log_in("honghong"), site.log_in("honghong")
    before = here.cookies["session"]
    changed = here.post("/account/password", data={"old": PASSWORD, "new": NEW_PASSWORD, "again": NEW_PASSWORD})
    assert (changed.status_code, changed.headers["location"]) == (303, "/account?done=password")
    after = cookie_of(changed, "session")
    assert after != before
    assert account_of(with_cookie(site, after)) == "honghong"
    assert account_of(with_cookie(site, before)) is None
    assert account_of(elsewhere) is None
    assert site.browser().post("/login", data={"name": "honghong", "password": PASSWORD}).status_code == 403


def test_after_the_logout_the_token_is_worth_nothing(site: Site) -> None:
    browser = site.log_in("fangfang")
    token = browser.cookies["session"]
    answer = browser.post("/logout")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert "session" not in browser.cookies
    assert account_of(with_cookie(site, token)) is None
    assert with_cookie(site, token).get("/account").headers["location"].startswith("/login")


def test_what_an_operator_changes_ends_the_logins_at_once(site: Site) -> None:
    browser = site.log_in("jiajia")
    assert browser.get("/audit").status_code == 200
    assert site.server.run("user", "role", "jiajia", "--role", "agent").returncode == 0
    assert account_of(browser) is None
    site.log_in("jiajia", browser=browser)
    assert browser.get("/audit").status_code == 403
    assert site.server.run("user", "disable", "jiajia").returncode == 0
    assert account_of(browser) is None
    refused = browser.post("/login", data={"name": "jiajia", "password": PASSWORD})
    assert refused.status_code == 403
    assert "session" not in refused.headers.get("set-cookie", "")
    assert site.server.run("user", "disable", "jiajia", "--undo").returncode == 0
    assert account_of(browser) is None  # what has ended doesn't come back
    site.log_in("jiajia", browser=browser)


def test_the_cookie_is_for_this_site_and_for_no_script(site: Site) -> None:
    answer = site.browser().post("/login", data={"name": "fangfang", "password": PASSWORD})
    assert attributes(answer, "session") == {"httponly", "samesite=lax", "path=/", "max-age=43200"}
    begun = site.browser().post("/chat", data={"text": "我35岁"})
    assert attributes(begun, "conversation") == {"httponly", "samesite=lax", "path=/", "max-age=2592000"}


@pytest.mark.parametrize("told", [HTTPS, {"host": PUBLIC.removeprefix("https://")}], ids=["by-a-proxy", "by-its-name"])
def test_over_https_the_cookie_is_for_this_very_host(site: Site, told: dict[str, str]) -> None:
    browser = site.browser(**told)
    answer = browser.post("/login", data={"name": "fangfang", "password": PASSWORD})
    secure = {"httponly", "samesite=lax", "path=/", "secure"}  # no Domain: __Host- demands it (RFC 6265bis)
    assert attributes(answer, "__Host-session") == secure | {"max-age=43200"}
    token = cookie_of(answer, "__Host-session")
    assert account_of(with_cookie(site, token, "__Host-session", **told)) == "fangfang"
    # A neighbour under the same domain, or a page over HTTP, can set a cookie of the bare name: it isn't looked at.
    assert account_of(with_cookie(site, token, "session", **told)) is None
    begun = site.browser(**told).post("/chat", data={"text": "我35岁"})
    assert attributes(begun, "__Host-conversation") == secure | {"max-age=2592000"}
    ended = with_cookie(site, token, "__Host-session", **told).post("/logout")
    assert attributes(ended, "__Host-session") >= {"secure", "path=/", "max-age=0"}


def test_with_a_handed_out_password_one_gets_to_its_change_and_nowhere_else(site: Site) -> None:
    made = site.server.run("user", "add", "keke", "--role", "administrator", "--generate", "--json")
    given = json.loads(made.stdout)["password"]
    browser = site.browser()
    entered = browser.post("/login", data={"name": "keke", "password": given, "next": "/audit"})
    assert (entered.status_code, entered.headers["location"]) == (303, "/account/password")
    for path in ("/audit", "/audit.csv", "/suspensions"):
        answer = browser.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/account/password")
    sent = browser.post("/suspensions", data={"benefit": "xicheng-employment-reward", "reason": "试试"})
    assert (sent.status_code, sent.headers["location"]) == (303, "/account/password")
    assert "没有。全部待遇都在答复。" in site.log_in("gege").get("/suspensions").text
    same = browser.post("/account/password", data={"old": given, "new": given, "again": given})
    assert same.status_code == 422
    assert browser.get("/audit").status_code == 303
    browser.post("/account/password", data={"old": given, "new": NEW_PASSWORD, "again": NEW_PASSWORD})
    assert browser.get("/audit").status_code == 200


@pytest.fixture(scope="module")
def failures(site: Site) -> dict[str, list[httpx.Response]]:
    """What a browser hears that tries six wrong passwords, for a name that exists, one that is disabled, and none."""
    site.add(lele="agent", mimi="agent")
    site.accounts.set_disabled("mimi", True, SERVER)
    names = ("lele", "mimi", "nainai")
    return {
        name: [site.browser().post("/login", data={"name": name, "password": f"wrong password {n}"}) for n in range(6)]
        for name in names
    }


def test_known_and_unknown_names_are_answered_alike(failures: dict[str, list[httpx.Response]]) -> None:
    heard = {
        name: [
            (a.status_code, re.sub(r"\d+ 秒", "N 秒", a.text.replace(name, "NAME")), sorted(a.headers)) for a in answers
        ]
        for name, answers in failures.items()
    }
    assert heard["lele"] == heard["mimi"] == heard["nainai"]
    assert {status for status, _, _ in heard["lele"][: FREE_FAILURES - 1]} == {403}


def test_after_too_many_failures_one_is_told_how_long_to_wait(
    site: Site, failures: dict[str, list[httpx.Response]]
) -> None:
    for name, answers in failures.items():
        locked = [answer for answer in answers if answer.status_code == 429]
        assert len(locked) == 2
        assert all(0 < int(answer.headers["retry-after"]) <= 30 for answer in locked)
        assert all("密码错了太多次" in answer.text for answer in locked)
        right = site.browser().post("/login", data={"name": name, "password": PASSWORD})
        assert right.status_code == 429
        assert "set-cookie" not in right.headers
    site.log_in("fangfang")  # nobody else is kept waiting
    assert site.server.run("user", "password", "lele", said=NEW_PASSWORD).returncode == 0
    site.log_in("lele", NEW_PASSWORD)


def with_cookie(site: Site, token: str, name: str = "session", **headers: str) -> httpx.Client:
    """A browser that has a cookie, wherever from."""
    return site.browser(**headers, cookie=f"{name}={token}")


def cookie_of(answer: httpx.Response, name: str) -> str:
    return set_cookie(answer, name)[0].partition("=")[2]


def attributes(answer: httpx.Response, name: str) -> set[str]:
    """What the server asks of the browser with a cookie."""
    return {part.lower() for part in set_cookie(answer, name)[1:]}


def set_cookie(answer: httpx.Response, name: str) -> list[str]:
    (line,) = [line for line in answer.headers.get_list("set-cookie") if line.startswith(f"{name}=")]
    return [part.strip() for part in line.split(";")]
