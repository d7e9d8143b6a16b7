"""Every route asked by every role and by nobody: what happens is exactly what the permission table says."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from starlette.routing import Mount

from assistant.accounts.roles import ROLES, Role
from assistant.server import pages
from assistant.server.app import ROUTERS
from assistant.server.door import GuardedRoute, mounted, route_names
from assistant.server.permissions import PERMISSIONS, may
from assistant.store.audit import SERVER
from tests.security.site import ACCOUNTS, OWN_PAGE, PASSWORD, Site

STATIC = "GET /static/{path:path}"
BENEFIT = "xicheng-employment-reward"
CANNED = {"title": "房租补贴", "text": "按{{条款}}", "clauses": "xicheng-2021-2#4.14"}
NAMES: dict[Role, str] = {role: name for name, role in ACCOUNTS.items()}


@dataclass(frozen=True)
class Asked:
    """A request of a route that nothing is wrong with, and the status of its answer for whoever may ask."""

    answered: int = 200
    path: str | None = None
    sent: dict[str, Any] = field(default_factory=dict)


# In an order in which one person can do it all: what ends a conversation or a login comes last.
REQUESTS: dict[str, Asked] = {
    "GET /": Asked(),
    "POST /chat": Asked(303, sent={"data": {"text": "我西城户口，32岁"}}),
    "GET /chat/events": Asked(path="/chat/events?after=0"),
    "GET /benefits/{benefit_id}": Asked(path=f"/benefits/{BENEFIT}"),
    "GET /documents": Asked(),
    "GET /documents/{document_id}": Asked(path="/documents/xicheng-2021-2"),
    "GET /results/{token}": Asked(path="{result}"),
    "GET /results/{token}/docx": Asked(path="{result}/docx"),
    "POST /feedback": Asked(303, sent={"data": {"token": "", "useful": "no", "place": "result"}}),
    "POST /results/{token}/withdraw": Asked(303, path="{result}/withdraw"),
    "POST /handover": Asked(303, sent={"data": {"does": "ask"}}),
    "GET /handover": Asked(303),
    "GET /handover/events": Asked(),
    "POST /handover/messages": Asked(422, sent={"data": {"text": "有人吗"}}),  # nobody has come yet
    "GET /privacy": Asked(),
    "GET /accessibility": Asked(),
    "GET /display": Asked(),
    "POST /display": Asked(303, sent={"data": {"size": "large"}}),
    "GET /api/v1/openapi.json": Asked(),
    "GET /api/v1/search": Asked(path="/api/v1/search?query=房租补贴"),
    "GET /api/v1/suggest": Asked(path="/api/v1/suggest?q=fz"),
    "POST /api/v1/extract": Asked(sent={"json": {"text": "我35岁"}}),
    "POST /api/v1/cite": Asked(sent={"json": {"text": "西城区就业措施第10条"}}),
    "POST /api/v1/assess": Asked(sent={"json": {"facts": {"age": 35}}}),
    "POST /api/v1/explain": Asked(sent={"json": {"benefit": BENEFIT}}),
    "GET /api/v1/clauses/{clause_id:path}": Asked(path="/api/v1/clauses/xicheng-2021-2%232.6.p2"),
    "GET /api/v1/documents": Asked(),
    "POST /api/v1/conversations": Asked(201),
    "POST /api/v1/conversations/{conversation_id}/messages": Asked(sent={"json": {"text": "我35岁"}}),
    "GET /api/v1/conversations/{conversation_id}": Asked(),
    "GET /api/v1/conversations/{conversation_id}/events": Asked(),
    "DELETE /api/v1/conversations/{conversation_id}": Asked(204),
    "POST /restart": Asked(303),
    "POST /delete": Asked(303),
    "GET /account": Asked(),
    "GET /account/password": Asked(),
    "POST /account/password": Asked(422, sent={"data": {"old": "a", "new": "b", "again": "c"}}),
    "POST /account/sessions/end": Asked(303, sent={"data": {"session": "0123456789abcdef"}}),
    "GET /suspensions": Asked(),
    "POST /suspensions": Asked(303, sent={"data": {"benefit": BENEFIT, "reason": "条文正在核对"}}),
    "POST /suspensions/lift": Asked(303, sent={"data": {"benefit": BENEFIT}}),
    "GET /staff": Asked(),
    "POST /staff/checks": Asked(303, sent={"data": {"text": "西城区就业措施第10条"}}),
    "GET /staff/batches/{batch}": Asked(path="/staff/batches/{batch}"),
    "GET /staff/checks/{token}": Asked(path="/staff/checks/{check}"),
    "GET /staff/checks/{token}/report.docx": Asked(path="/staff/checks/{check}/report.docx"),
    "GET /staff/checks/{token}/report.csv": Asked(path="/staff/checks/{check}/report.csv"),
    "POST /staff/checks/{token}/again": Asked(303, path="/staff/checks/{check}/again"),
    "POST /staff/checks/{token}/delete": Asked(303, path="/staff/checks/{check}/delete"),
    "GET /agent": Asked(),
    "POST /agent": Asked(sent={"data": {"line": "西城 35 女"}}),
    "POST /agent/say": Asked(sent={"data": {"line": "西城 35 女", "benefit": BENEFIT}}),
    "POST /agent/unanswered": Asked(sent={"data": {"q": "今天天气怎么样"}}),
    "POST /agent/found": Asked(sent={"data": {"q": "就业奖励"}}),
    "POST /agent/case": Asked(303, sent={"data": {"note": "来电人问社保"}}),
    "GET /agent/cases": Asked(path="/agent/cases?q=3"),
    "GET /agent/cases/{number}": Asked(path="/agent/cases/{case}"),
    "POST /agent/cases/{number}/hand-over": Asked(
        303, path="/agent/cases/{case}/hand-over", sent={"data": {"to": "beibei"}}
    ),
    "POST /agent/cases/{number}/reopen": Asked(303, path="/agent/cases/{case}/reopen"),
    "POST /agent/caller": Asked(sent={"data": {"line": "西城 35 女", "answer": "employment=none"}}),
    "GET /agent/clauses/{clause_id:path}": Asked(path="/agent/clauses/xicheng-2021-2%232.6.p2?line=35"),
    "GET /agent/benefits/{benefit_id}": Asked(path=f"/agent/benefits/{BENEFIT}?line=35"),
    "GET /agent/compare": Asked(path="/agent/compare?line=35&if=36"),
    "GET /agent/shelf": Asked(),
    "POST /agent/pins": Asked(303, sent={"data": {"clause": "xicheng-2021-2#2.6.p2", "does": "pin"}}),
    "GET /agent/canned": Asked(),
    "POST /agent/canned": Asked(303, sent={"data": CANNED}),
    "GET /agent/canned/{canned}/filled": Asked(path="/agent/canned/{canned}/filled"),
    "POST /agent/canned/{canned}/confirm": Asked(303, "/agent/canned/{canned}/confirm", {"data": {"version": 1}}),
    "POST /agent/canned/{canned}/retire": Asked(303, "/agent/canned/{canned}/retire", {"data": {"version": 2}}),
    "GET /feedback": Asked(),
    "GET /staff/questions": Asked(),
    "POST /staff/questions/mark": Asked(303, sent={"data": {"question": "{question}", "does": "handled"}}),
    "GET /staff/words": Asked(),
    "GET /staff/words/new": Asked(),
    "POST /staff/words": Asked(303, sent={"data": {"kind": "lexicon", "text": "{words}", "written": "就业奖励"}}),
    "GET /staff/words/{entry}": Asked(path="/staff/words/{entry}"),
    "POST /staff/words/decide": Asked(303, sent={"data": {"entry": "{entry}", "does": "withdraw"}}),
    "GET /staff/documents": Asked(),
    "GET /staff/documents/{document_id}": Asked(path="/staff/documents/haidian-measures-note"),
    "GET /staff/benefits": Asked(),
    "GET /staff/benefits/{benefit_id}": Asked(path=f"/staff/benefits/{BENEFIT}"),
    "POST /staff/review": Asked(303, sent={"data": {"benefit": BENEFIT, "does": "comment", "text": "看过了"}}),
    "POST /agent/connect": Asked(422, sent={"data": {"code": "1234"}}),
    "GET /agent/live": Asked(),
    "GET /agent/live/{handover}": Asked(),
    "GET /agent/live/{handover}/events": Asked(),
    "POST /agent/live/{handover}/messages": Asked(303, sent={"data": {"text": "您好"}}),
    "POST /agent/live/{handover}/end": Asked(303),
    "GET /numbers": Asked(),
    "GET /numbers.csv": Asked(),
    "GET /audit": Asked(),
    "GET /audit.csv": Asked(),
    STATIC: Asked(path="/static/site.css"),
    "GET /healthz": Asked(),
    "GET /readyz": Asked(),
    "POST /login": Asked(422, sent={"data": {"name": "", "password": ""}}),
    "POST /account/sessions/end-others": Asked(303),
    "POST /logout": Asked(303),
    "GET /login": Asked(),
}


def test_the_table_and_the_application_have_the_same_routes(app: FastAPI) -> None:
    mounts = {f"GET {route.path}/{{path:path}}" for route in app.routes if isinstance(route, Mount)}
    guarded = [name for route in app.routes if isinstance(route, GuardedRoute) for name in route_names(route)]
    assert sorted([*guarded, *mounts]) == sorted(PERMISSIONS)
    assert {type(route) for route in app.routes} == {GuardedRoute, Mount}  # nothing without the door


def test_no_route_is_left_out_without_notice() -> None:
    written = [
        name
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for name in route_names(route)
    ]
    assert sorted([*written, STATIC]) == sorted(PERMISSIONS)


def test_every_route_is_asked() -> None:
    assert set(REQUESTS) == set(PERMISSIONS)


def test_what_people_work_with_is_for_those_whose_work_it_is() -> None:
    """The table itself: a slip in it would be walked as happily as the right one."""
    restricted = {name: access.roles for name, access in PERMISSIONS.items() if access.roles is not None}
    assert restricted.pop("GET /staff") == {"staff", "supervisor", "administrator"}
    for part, roles in (
        ("GET /agent/canned", {"agent", "staff", "supervisor", "administrator"}),
        ("POST /agent/canned", {"staff", "supervisor", "administrator"}),
        ("/account", {"agent", "staff", "supervisor", "administrator"}),
        ("/agent", {"agent", "supervisor", "administrator"}),
        ("/suspensions", {"staff", "supervisor", "administrator"}),
        ("GET /feedback", {"staff", "supervisor", "administrator"}),
        ("/staff/questions", {"staff", "supervisor", "administrator"}),
        ("/staff/words", {"staff", "supervisor", "administrator"}),
        ("GET /staff/documents", {"agent", "staff", "supervisor", "administrator"}),
        ("/staff/benefits", {"agent", "staff", "supervisor", "administrator"}),
        ("/staff/review", {"staff", "supervisor", "administrator"}),
        ("/staff/checks", {"staff", "supervisor", "administrator"}),
        ("/staff/batches", {"staff", "supervisor", "administrator"}),
        ("/audit", {"supervisor", "administrator"}),
        ("GET /numbers", {"supervisor", "administrator"}),
    ):
        meant = [name for name in PERMISSIONS if part in name and name in restricted]
        assert meant
        assert {name: restricted.pop(name) for name in meant} == dict.fromkeys(meant, roles)
    assert restricted == {}


@pytest.mark.parametrize("role", [None, *ROLES])
def test_every_route_does_as_the_table_says(site: Site, of_role: dict[Role, httpx.Client], role: Role | None) -> None:
    browser = site.another_tab(of_role[role]) if role else site.browser()
    ids = {
        "conversation_id": browser.post("/api/v1/conversations").json()["id"],
        **checked(browser, role),
        "canned": canned(site.another_tab(of_role["staff"])),
        "case": case_of(browser, role),
        "handover": site.hand_over(browser) if may(role, "POST /agent/connect") else "a" * 24,
        **asked_for(browser, role),
    }
    happened: dict[str, tuple[int, str]] = {}
    for route, asked in REQUESTS.items():
        method, _, path = route.partition(" ")
        if route == "GET /results/{token}":
            ids["result"] = (
                browser.get("/").text.partition('class="keep"><a class="button" href="')[2].partition('"')[0]
            )
            ids["token"] = ids["result"].rpartition("/")[2]
        if route == "POST /logout" and role:
            browser = site.log_in(NAMES[role])  # the login that all tests share goes on
        happened[route] = ask(browser, method, (asked.path or path).format(**ids), filled(asked.sent, ids))
    assert happened == {route: expected(role, route, asked, ids) for route, asked in REQUESTS.items()}


def test_a_route_without_an_entry_is_not_mounted() -> None:
    router = APIRouter(route_class=GuardedRoute)
    router.add_api_route("/unlisted", lambda: "reached")
    router.add_api_route("/documents", lambda: "reached", methods=["PUT"])
    assert mounted(router) == []
    assert mounted(pages.router) == [r for r in pages.router.routes if isinstance(r, GuardedRoute)] != []


def test_whoever_mounts_such_a_route_by_hand_has_still_refused_everybody(app: FastAPI) -> None:
    router = APIRouter(route_class=GuardedRoute)
    router.add_api_route("/unlisted", lambda: "reached")
    account = app.state.running.accounts.add("gaogao", "administrator", PASSWORD, SERVER)
    token = app.state.running.sessions.open(account, SERVER, "127.0.0.1", "")
    app.router.routes.append(router.routes[0])
    try:
        with TestClient(app, "http://127.0.0.1", headers=OWN_PAGE, cookies={"session": token}) as administrator:
            assert administrator.get("/audit").status_code == 200
            assert administrator.get("/unlisted").status_code == 403
            administrator.cookies.clear()
            assert administrator.get("/unlisted").status_code == 403
    finally:
        app.router.routes.pop()


def ask(browser: httpx.Client, method: str, path: str, sent: dict[str, Any]) -> tuple[int, str]:
    """The status and, where the way goes to the login, that; a stream of events is not waited for."""
    with browser.stream(method, path, **sent) as answer:
        location = answer.headers.get("location", "")
        return answer.status_code, location if location.startswith("/login") else ""


def checked(browser: httpx.Client, role: Role | None) -> dict[str, str]:
    """Tokens of a check and of one that came in with another, where a role may make any."""
    if role in (None, "agent"):
        return {"check": "a" * 24, "batch": "a" * 24}
    one = browser.post("/staff/checks", data={"text": "西城区就业措施第10条"})
    files = [("files", (name, b"x")) for name in ("1.txt", "2.txt")]
    two = browser.post("/staff/checks", files=files)
    return {name: a.headers["location"].rpartition("/")[2] for name, a in (("check", one), ("batch", two))}


def canned(writer: httpx.Client) -> str:
    """The number of a new canned answer."""
    title = f"房租补贴{secrets.token_hex(4)}"
    assert writer.post("/agent/canned", data={**CANNED, "title": title}).status_code == 303
    return str(re.findall(r'id="canned-(\d+)"', writer.get("/agent/canned", params={"q": title}).text)[0])


def case_of(browser: httpx.Client, role: Role | None) -> str:
    """The number of a case of one's own, where a role has any."""
    if role in (None, "staff"):
        return "20261130-9999"
    return browser.post("/agent/case", data={"note": "来电人问社保"}).headers["location"].rpartition("=")[2]


def asked_for(browser: httpx.Client, role: Role | None) -> dict[str, str]:
    """The numbers of a question that wasn't answered and of words, where a role may see any; words to be written."""
    said = role or "nobody"
    conversation = browser.post("/api/v1/conversations").json()["id"]
    browser.post(f"/api/v1/conversations/{conversation}/messages", json={"text": f"小客车摇号怎么办理 {said}"})
    if role in (None, "agent"):
        return {"question": "1", "entry": "1", "words": said}
    (question, *_) = re.findall(r'id="q-(\d+)"', browser.get("/staff/questions").text)
    words = {"kind": "lexicon", "text": f"摇号 {said}", "written": "就业奖励"}
    entry = browser.post("/staff/words", data=words).headers["location"]
    return {"question": question, "entry": re.findall(r"\d+", entry)[0], "words": said}


def filled(sent: dict[str, Any], ids: dict[str, str]) -> dict[str, Any]:
    """What is sent, ids and a token in a form's fields written in."""
    if "data" not in sent:
        return sent
    written = {n: value.format(**ids) if isinstance(value, str) else value for n, value in sent["data"].items()}
    return {"data": {**written, "token": ids["token"]} if "token" in written else written}


def expected(role: Role | None, route: str, asked: Asked, ids: dict[str, str]) -> tuple[int, str]:
    """What the table says of a request that nothing else is wrong with."""
    method, _, path = route.partition(" ")
    roles = PERMISSIONS[route].roles
    if roles is None or role in roles:
        return asked.answered, "/login" if route == "POST /logout" else ""
    if role is None:
        there = (asked.path or path).format(**ids)
        return (303, f"/login?{urlencode({'next': there})}") if method == "GET" else (401, "")
    return 403, ""
