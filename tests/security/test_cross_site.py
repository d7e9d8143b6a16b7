"""What another site makes a browser send is not done: by Fetch Metadata, else Origin, else Referer, else the cookie."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass

import httpx
import pytest

from assistant.server.permissions import PERMISSIONS
from tests.security.conftest import PUBLIC
from tests.security.site import PASSWORD, Site, account_of, code_in

BENEFIT = "xicheng-employment-reward"
REVIEWED = f"/staff/benefits/{BENEFIT}"
UNSAFE = [route for route in PERMISSIONS if not route.startswith("GET ")]
SAFE = [route for route in PERMISSIONS if route.startswith("GET ") and "events" not in route]
SITES = (None, "same-origin", "none", "same-site", "cross-site", "SAME-ORIGIN")  # Sec-Fetch-Site
OURS = ("http://HOST", "https://HOST", PUBLIC)  # a proxy may have taken HTTPS off
FOREIGN = (
    "null",
    "",
    "https://evil.example",
    "https://evil-HOST",
    "http://HOST.evil.example",
    "http://HOST@evil.example",
    "http://evil.example/http://HOST",
    "http://NAME:1",
    "http://NAME",
    "http://[",  # no address at all
    "http://HOST, https://evil.example",
    f"{PUBLIC}.evil.example",
    f"{PUBLIC}:8443",
    PUBLIC.replace("https", "http"),
    PUBLIC.replace("fuwu", "bieren"),
    "\u00e9vil",
)


@dataclass(frozen=True)
class Source:
    """Where a request says that it comes from; HOST and NAME stand for the server's."""

    site: str | None = None
    origin: str | None = None
    referer: str | None = None

    def is_ours(self, logged_in: bool) -> bool:
        """The rule, written down a second time."""
        if self.site is not None:
            return self.site in ("same-origin", "none")
        if self.origin is not None:
            return self.origin in OURS
        if self.referer is not None:
            return self.referer.removesuffix("/page?a=b") in OURS
        return not logged_in

    def headers(self, host: str) -> list[tuple[bytes, bytes]]:
        said = {"sec-fetch-site": self.site, "origin": self.origin, "referer": self.referer}
        name = host.partition(":")[0]
        meant = {k: v.replace("HOST", host).replace("NAME", name) for k, v in said.items() if v is not None}
        return [(k.encode(), v.encode("latin-1")) for k, v in meant.items()]


ORIGINS = (None, *OURS, *FOREIGN)
REFERERS = (None, *(f"{o}/page?a=b" for o in ("http://HOST", PUBLIC, "http://HOST.evil.example", "http://[")))
MATRIX = [Source(*said) for said in itertools.product(SITES, ORIGINS, REFERERS)]
REFUSED = (
    Source("cross-site"),
    Source("same-site", "http://HOST"),
    Source("cross-site", "http://HOST", "http://HOST/page?a=b"),
    Source(None, "null"),
    Source(None, "https://evil.example", "http://HOST/page?a=b"),
    Source(None, "http://HOST.evil.example"),
    Source(None, None, "https://evil.example/page?a=b"),
)


@pytest.mark.parametrize("logged_in", [False, True])
def test_each_source_is_judged_by_what_it_says_first(
    site: Site, logins: dict[str, httpx.Client], logged_in: bool
) -> None:
    browser = site.program()
    if logged_in:
        browser.headers["cookie"] = f"a=b; session={logins['anan'].cookies['session']}"
    wrong = [
        source
        for source in MATRIX
        if is_refused(browser.post("/restart", headers=source.headers(site.host))) == source.is_ours(logged_in)
    ]
    assert wrong == []


@pytest.mark.parametrize("source", REFUSED)
def test_no_route_that_changes_something_takes_it_from_elsewhere(
    site: Site, logins: dict[str, httpx.Client], source: Source
) -> None:
    browser = site.program()
    browser.cookies.set("session", logins["ernan"].cookies["session"])
    for route in UNSAFE:
        method, _, path = route.partition(" ")
        path = path.format(
            conversation_id="a" * 24, token="a" * 24, number="20261130-0001", canned=1, handover="a" * 24
        )
        assert is_refused(browser.request(method, path, headers=source.headers(site.host))), route


def test_without_any_word_of_where_from_only_those_without_a_login_are_served(
    site: Site, logins: dict[str, httpx.Client]
) -> None:
    """A program, or a very old browser: a resident goes on, a clerk's browser has to say more."""
    program, clerk = site.program(), site.program()
    clerk.cookies.set("session", logins["ernan"].cookies["session"])
    for route in UNSAFE:
        method, _, path = route.partition(" ")
        path = path.format(
            conversation_id="a" * 24, token="a" * 24, number="20261130-0001", canned=1, handover="a" * 24
        )
        assert not is_refused(program.request(method, path)), route
        assert is_refused(clerk.request(method, path)), route
        over_https = {"cookie": "a=b;__Host-session=c", "x-forwarded-proto": "https"}
        assert is_refused(program.request(method, path, headers=over_https)), route


def test_after_refused_requests_everything_is_as_it_was(site: Site, of_role: dict[str, httpx.Client]) -> None:
    site.add(qiqi="administrator")
    elsewhere, here = site.log_in("qiqi"), site.log_in("qiqi")
    here.post("/chat", data={"text": "我门头沟户口，41岁"})
    conversation = here.cookies["conversation"]
    (result,) = re.findall(r'class="button" href="(/results/[^"]+)"', here.get("/").text)
    (session,) = re.findall(r'name="session" value="(\w+)"', here.get("/account").text)
    victim = site.program()
    victim.cookies.update({"session": here.cookies["session"], "conversation": conversation})
    checked = here.post("/staff/checks", data={"text": "西城区就业措施第10条"}).headers["location"]
    case = here.post("/agent/case", data={"note": "来电人问社保"}).headers["location"].rpartition("=")[2]
    here.post("/handover", data={"does": "ask"})
    taken_up = here.post("/agent/connect", data={"code": code_in(here.get("/").text)}).headers["location"]
    before = state(here)
    sent: dict[str, dict[str, str]] = {
        "/chat": {"text": "我朝阳户口"},
        f"{result}/withdraw": {},
        "/handover": {"does": "end"},
        "/handover/messages": {"text": "别处发来的"},
        "/agent/connect": {"code": "000000"},
        f"{taken_up}/messages": {"text": "别处发来的"},
        f"{taken_up}/end": {},
        "/feedback": {"token": result.rpartition("/")[2], "useful": "no"},
        "/display": {"size": "largest"},
        "/restart": {},
        "/delete": {},
        "/login": {"name": "anan", "password": PASSWORD},
        "/account/password": {"old": PASSWORD, "new": "another long sentence", "again": "another long sentence"},
        "/account/sessions/end": {"session": session},
        "/account/sessions/end-others": {},
        "/suspensions": {"benefit": BENEFIT, "reason": "别处发来的"},
        "/suspensions/lift": {"benefit": BENEFIT},
        "/agent": {"line": "西城 35 女"},
        "/agent/say": {"line": "西城 35 女"},
        "/agent/unanswered": {"q": "今天天气怎么样"},
        "/agent/found": {"q": "就业奖励"},
        "/agent/case": {"number": case, "version": "1", "note": "别处发来的"},
        f"/agent/cases/{case}/hand-over": {"to": "anan"},
        f"/agent/cases/{case}/reopen": {},
        "/agent/caller": {"line": "西城 35 女"},
        "/agent/canned": {"title": "别处", "text": "别处发来的", "clauses": "xicheng-2021-2#4.14"},
        "/agent/canned/{canned}/confirm": {"version": "1"},
        "/agent/canned/{canned}/retire": {"version": "1"},
        "/staff/review": {"benefit": BENEFIT, "does": "comment", "text": "别处发来的"},
        "/agent/pins": {"clause": "xicheng-2021-2#2.6.p2", "does": "pin"},
        "/staff/checks": {"text": "别处发来的"},
        f"{checked}/again": {},
        f"{checked}/delete": {},
        "/staff/questions/mark": {"question": "1", "does": "outside"},
        "/staff/words": {"kind": "lexicon", "text": "别处", "written": "就业奖励"},
        "/staff/words/decide": {"entry": "1", "does": "withdraw"},
        "/logout": {},
    }
    unsafe = {route.partition(" ")[2] for route in UNSAFE if "/api/" not in route}
    meant = {
        "/results/{token}": result, "/staff/checks/{token}": checked, "{number}": case,
        "/agent/live/{handover}": taken_up,
    }  # fmt: skip
    assert set(sent) == {next((path.replace(a, b) for a, b in meant.items() if a in path), path) for path in unsafe}
    for source in REFUSED:
        for path, fields in sent.items():
            refused = victim.post(path.replace("{number}", "1"), data=fields, headers=source.headers(site.host))
            assert is_refused(refused)
            assert "set-cookie" not in refused.headers
        address = f"/api/v1/conversations/{conversation}"
        assert is_refused(victim.delete(address, headers=source.headers(site.host)))
        message = victim.post(f"{address}/messages", json={"text": "我朝阳户口"}, headers=source.headers(site.host))
        assert is_refused(message)
    assert state(here) == before
    assert account_of(here) == account_of(elsewhere) == "qiqi"
    assert "qiqi" not in "".join(actions(of_role["supervisor"], "qiqi") - {"login"})


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_link_on_another_site_leads_here(site: Site, logins: dict[str, httpx.Client], method: str) -> None:
    browser = site.another_tab(logins["ernan"])
    browser.headers["sec-fetch-site"] = "cross-site"
    for source in (Source("cross-site"), Source("cross-site", "https://evil.example", "https://evil.example/page?a=b")):
        for route in SAFE:
            path = re.sub(r"\{.*\}", "a" * 24, route.partition(" ")[2])
            answer = browser.request(method, path, headers=source.headers(site.host))
            assert answer.status_code != 403, route
            if method == "GET":
                assert answer.status_code in (200, 303, 404, 422), route


def is_refused(answer: httpx.Response) -> bool:
    """Whether this door refused it, and not another."""
    assert answer.status_code < 500, answer.request.headers
    return (
        answer.status_code == 403
        and answer.headers["content-type"] == "application/problem+json"
        and (answer.json()["code"] == "cross_site")
    )


def state(browser: httpx.Client) -> list[str]:
    """What a person sees of what they have, but for what changes with the moment."""
    shown = (
        "/", "/account", "/suspensions", "/staff", "/agent/shelf", "/agent/canned", "/agent/cases", REVIEWED,
        "/staff/questions", "/staff/words",
    )  # fmt: skip
    pages = (browser.get(path).text for path in shown)
    return [re.sub(r'name="message_id" value="[^"]*"|\\d\\d:\\d\\d', "", page) for page in pages]


def actions(overseer: httpx.Client, who: str) -> set[str]:
    """What the audit log says that somebody did."""
    lines: Iterable[str] = overseer.get("/audit.csv", params={"who": who}).text.splitlines()[1:]
    return {line.split(",")[3] for line in lines}
