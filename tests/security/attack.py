"""Every payload put into every input of the application; the inputs are read off its routes, so that none is missed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from fastapi import params
from pydantic import BaseModel

from assistant.server.app import ROUTERS
from assistant.server.door import GuardedRoute, route_names
from assistant.server.permissions import PERMISSIONS
from tests.security.markup import foreign
from tests.security.site import PASSWORD, Site, code_in, payloads
from tests.security.wire import JSON, Answer, Wire, encoded, segment

BENEFIT = "xicheng-employment-reward"
EVALUATED = "1787569"  # 1337*1337, as the payloads for templates ask for it
MARKS = ("pwned", "evil.example", "alert(", "1337")  # each payload that could act has one of them
HERE_AGAIN = re.compile(r"(http://127\.0\.0\.1:\d+)?/(?![/\\])", re.ASCII)
STOLEN = ("root:x:0:", "[fonts]")  # of /etc/passwd, of win.ini
TURNS = 20  # of one conversation
CONVERSATION = "/api/v1/conversations/{conversation_id}"
STORED = {
    ("/chat", "text"), ("/results/{token}", "token"), ("/login", "name"), ("/account/sessions/end", "session"),
    ("/suspensions", "reason"), ("/audit", "who"), ("/audit.csv", "who"), (CONVERSATION, "conversation_id"),
    (f"{CONVERSATION}/events", "conversation_id"), (f"{CONVERSATION}/messages", "conversation_id"),
    (f"{CONVERSATION}/messages", "text"), (f"{CONVERSATION}/messages", "message_id"), ("/feedback", "token"),
    ("/feedback", "why"), ("/staff/review", "text"), ("/staff/words", "text"),
    ("/agent/pins", "clause"),
    *(("/agent/canned", name) for name in ("title", "key", "text", "message_id")),
    ("/agent/case", "note"), ("/agent/cases", "q"), ("/agent/cases/{number}", "number"),
    ("/handover/messages", "text"), ("/agent/live/{handover}/messages", "text"),
    *((f"/agent/live/{{handover}}{then}", "handover") for then in ("", "/events", "/messages", "/end")),
    ("/staff/checks", "text"), ("/staff/checks", "message_id"), ("/staff/batches/{batch}", "batch"),
    *((f"/staff/checks/{{token}}{then}", "token") for then in ("", "/report.docx", "/report.csv", "/again", "/delete")),
}  # fmt: skip
# What is kept is shown afterwards: a conversation, why a benefit is suspended, and what is said of its rule.
KEPT = {
    ("POST /chat", "text"), (f"POST {CONVERSATION}/messages", "text"), ("POST /suspensions", "reason"),
    ("POST /staff/review", "text"), ("POST /staff/checks", "text"), ("POST /agent/case", "note"),
    ("POST /agent/canned", "title"), ("POST /agent/canned", "text"), ("POST /handover/messages", "text"),
    ("POST /agent/live/{handover}/messages", "text"), ("POST /staff/words", "text"),
}  # fmt: skip
SHOWN = (
    "/", "/?ask=age", "/suspensions", "/staff", "/agent/canned", "/agent/cases",
    "/staff/benefits/xicheng-employment-reward", "/staff/questions", "/staff/words",
)  # fmt: skip
# What the other fields of a route say, so that the one with the payload is looked at.
VALID: dict[str, dict[str, Any]] = {
    "GET /api/v1/search": {"query": "房租补贴"},
    "GET /api/v1/suggest": {"q": "fz"},
    "POST /api/v1/extract": {"text": "我35岁"},
    "POST /api/v1/cite": {"text": "西城区就业措施第10条"},
    "POST /api/v1/assess": {"facts": {"age": 35}},
    "POST /api/v1/explain": {"benefit": BENEFIT},
    "POST /feedback": {"useful": "no"},
    "POST /staff/review": {"benefit": BENEFIT, "does": "comment"},
    "POST /staff/checks": {"text": "西城区就业措施第10条", "as_of": "2026-11-20"},
    "GET /agent/compare": {"line": "西城 低保 登记失业"},
    "POST /agent/pins": {"clause": "xicheng-2021-2#2.6.p2", "does": "pin"},
    "POST /suspensions": {"benefit": BENEFIT, "reason": "条文正在核对"},
    "POST /agent/canned": {"title": "房租补贴", "text": "按{{条款}}", "clauses": "xicheng-2021-2#4.14"},
    "POST /staff/questions/mark": {"question": "1", "does": "handled"},
    "POST /staff/words": {"kind": "lexicon", "text": "断缴", "written": "不在文件里的词"},
    "POST /staff/words/decide": {"entry": "1", "does": "again"},
    "POST /login": {"name": "nemo", "password": ""},
    "POST /agent/case": {"note": "来电人问社保", "channel": "phone"},
    "POST /account/password": {"old": PASSWORD, "new": "a", "again": "b"},
}
BESIDE: dict[tuple[str, str], dict[str, str]] = {
    ("POST /chat", "value"): {"fact": "age"},
    ("POST /chat", "fact"): {"value": "35"},
    ("POST /chat", "message_id"): {"text": "我35岁"},
    ("POST /chat", "listed"): {"done": "nothing"},
    ("POST /chat", "ticked"): {"done": "ticked", "listed": "skills_training"},
    ("POST /staff/words", "text"): {"written": "就业奖励"},
    ("POST /staff/words", "typed"): {"kind": "asked"},
    ("POST /staff/words", "unit"): {"kind": "asked"},
    ("POST /staff/review", "entry"): {"does": "settle", "text": "定了"},
    ("POST /staff/review", "version"): {"does": "approve"},
    ("POST /agent/pins", "clause"): {"does": "unpin"},
    ("POST /login", "password"): {"name": "nemo"},
    ("POST /login", "resume"): {"resume_path": "/chat"},
    ("POST /api/v1/conversations/{conversation_id}/messages", "message_id"): {"text": "我35岁"},
}
# What can only be a number, a day, a switch, an id or one of a few words is compared and never shown; what a program
# asks is answered as JSON and kept nowhere. Both get all numbers and odd characters, of the other attacks some of each.
FIXED = {
    "limit", "after", "start", "as_of", "since", "until", "compare_districts", "undo", "done", "message_id", "ask",
    "fact", "listed", "ticked", "what", "useful", "lacking", "place", "size", "colours", "aloud", "then",
    "startup_district", "monthly_wage", "marks", "state", "open", "at", "does", "entry", "version", "page", "only",
    "whose", "canned", "edit", "retired", "agreed", "forget", "number", "before", "due", "channel", "outcome", "to",
    "day", "table", "figure", "show", "question", "kind", "weight", "unit",
}  # fmt: skip
# Shown, but on other pages by the very same lines of a template.
SAME = {
    ("GET /agent/clauses/{clause_id:path}", "q"), ("GET /agent/compare", "given"),
    *((f"GET /agent/{part}", name) for part in ("clauses/{clause_id:path}", "benefits/{benefit_id}", "shelf")
      for name in ("line", "given")),
    ("POST /agent/pins", "line"), ("POST /agent/pins", "given"), ("POST /staff/words", "q"),
}  # fmt: skip
SOME = 3
# Inside JSON: names and values of facts; HERE is the payload.
HERE = "HERE"
NESTED: dict[str, list[tuple[str, Any]]] = {
    "POST /api/v1/assess": [
        ("facts", {HERE: 1}), ("facts", {"hukou_district": HERE}), ("facts", {"age": HERE}), ("what_if", {HERE: None}),
        ("what_if", {"hukou_district": HERE}),
    ],
    "POST /api/v1/explain": [("facts", {HERE: 1}), ("facts", {"hukou_district": HERE})],
    "POST /api/v1/conversations/{conversation_id}/messages": [
        ("answer", {"fact": HERE, "value": 1}), ("answer", {"fact": "hukou_district", "value": HERE}),
        ("answer", {"fact": "age", "value": HERE}), ("answers", {HERE: True}), ("answers", {"skills_training": HERE}),
    ],
}  # fmt: skip


@dataclass(frozen=True)
class Input:
    """A place where somebody's text comes in: ``kind`` is query, path, form or json; ``shape`` where it is nested."""

    route: str
    kind: str
    name: str
    shape: Any = HERE


@dataclass
class Attacked:
    """What happened: how many requests were made, and by route what was wrong."""

    site: Site
    asked: int = 0
    faults: dict[str, list[str]] = field(default_factory=dict)


def inputs() -> list[Input]:
    """Every input of every route, also those that no signature names."""
    found = [
        Input("GET /static/{path:path}", "path", "path"),
        Input("GET /results/{token}", "query", "monthly_wage"),  # supposed otherwise: whatever facts the words name
        Input("GET /results/{token}", "query", "startup_district"),
        *(Input("POST /staff/checks", "form", name) for name in ("text", "as_of", "message_id")),  # read by the page
    ]
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, GuardedRoute)
            found.extend(_inputs_of(route))
    return found


def stored_inputs() -> list[Input]:
    """Those of them that get as far as the database."""
    return [one for one in inputs() if (one.route.removeprefix(f"{one.route.partition(' ')[0]} "), one.name) in STORED]


def _inputs_of(route: GuardedRoute) -> Iterator[Input]:
    (name,) = route_names(route)
    asks = route.dependant
    assert (asks.header_params, asks.cookie_params, asks.dependencies) == ([], [], [])
    for kind, given in (("path", asks.path_params), ("query", asks.query_params), ("body", asks.body_params)):
        for one in given:
            as_form = isinstance(one.field_info, params.Form)
            sent = kind if kind != "body" else "form" if as_form else "json"
            model = one.field_info.annotation
            fields = _names(model) if isinstance(model, type) and issubclass(model, BaseModel) else [one.alias]
            yield from (Input(name, sent, field_name) for field_name in fields)
    yield from (Input(name, "json", *nested) for nested in NESTED.get(name, []))


def _names(model: type[BaseModel]) -> list[str]:
    """What the fields of a form or a query are called in it."""
    return [spec.alias or name for name, spec in model.model_fields.items()]


def attack(site: Site, into: Iterable[Input], *kinds: str) -> Attacked:
    """Every payload, or those of some kinds, into some inputs: as an administrator, where one has to be."""
    attacked = Attacked(site)
    wire, token = Wire(site.server.port), site.log_in("pa.luo").cookies["session"]
    conversation = begin(wire)
    for one in into:
        wire.cookies.pop("session", None)
        if PERMISSIONS[one.route].roles is not None:
            wire.cookies["session"] = token
        if one.route == "POST /chat" and one.name != "text":
            wire.cookies.pop("conversation", None)  # the page of a conversation is long
        faults = attacked.faults.setdefault(one.route, [])
        chosen = [payload for payload in fit(one) if not kinds or payload in payloads(*kinds)]
        for number, payload in enumerate(chosen, 1):
            faults += [
                f"{one.name}={payload[:60]!r}: {fault}"
                for fault in faults_of(_send(wire, one, payload, conversation, token))
            ]
            attacked.asked += 1
            if (one.route, one.name) in KEPT and number % TURNS == 0:
                faults += [f"then {fault}" for fault in _shown(wire, token)]
                conversation = begin(wire)
    wire.cookies["session"] = token
    assert wire.send_form("/suspensions/lift", {"benefit": BENEFIT}).status == 303
    wire.close()
    return attacked


def begin(wire: Wire) -> str:
    """A new conversation; its id."""
    wire.cookies.pop("conversation", None)
    begun = wire.send_form("/chat", {"text": "我西城户口，41岁"})
    wire.cookies["conversation"] = begun.header("set-cookie").partition(";")[0].partition("=")[2]
    return wire.cookies["conversation"]


def _shown(wire: Wire, login: str) -> Iterator[str]:
    for page in SHOWN:
        answer = wire.ask("GET", page)
        yield from (f"{page}: {fault}" for fault in faults_of(answer))
    made = re.findall(r'href="(/staff/checks/[\w-]+)"', wire.ask("GET", "/staff").text)[:TURNS]
    for result in [*re.findall(r'href="(/results/[\w-]+)"', wire.ask("GET", "/").text), *made]:
        yield from (f"{result}: {fault}" for fault in faults_of(wire.ask("GET", result)))
    before = dict(wire.cookies)
    wire.cookies["session"] = login
    for talk in re.findall(r'href="(/agent/live/[\w-]+)"', wire.ask("GET", "/agent/live").text)[:1]:
        yield from (f"{talk}: {fault}" for fault in faults_of(wire.ask("GET", talk)))
    wire.cookies = before


@lru_cache(maxsize=1)
def _result_of(wire: Wire, conversation: str) -> str:
    """The token of the conversation's result."""
    wire.cookies["conversation"] = conversation
    (token,) = re.findall(r'href="/results/([\w-]+)"', wire.ask("GET", "/").text)
    return str(token)


@lru_cache(maxsize=1)
def _case_of(wire: Wire) -> str:
    """The number of a case."""
    return wire.send_form("/agent/case", {"note": "来电人问社保"}).header("location").rpartition("=")[2]


@lru_cache(maxsize=1)
def _handover_of(wire: Wire, conversation: str, login: str) -> str:
    """The conversation handed over to whoever that login is of; its token."""
    before = dict(wire.cookies)
    wire.cookies = {"conversation": conversation, "session": login}
    wire.send_form("/handover", {"does": "ask"})
    taken_up = wire.send_form("/agent/connect", {"code": code_in(wire.ask("GET", "/").text)}).header("location")
    wire.cookies = before
    return taken_up.rpartition("/")[2]


def _send(wire: Wire, one: Input, payload: str, conversation: str, login: str) -> Answer:
    method, _, path = one.route.partition(" ")
    if one.kind == "path":
        path = re.sub(r"\{.*\}", lambda _: segment(payload), path)
    else:
        path = path.replace("{conversation_id}", conversation).replace("{clause_id:path}", "xicheng-2021-2%232.6.p2")
        path = path.replace("{document_id}", "haidian-measures-note").replace("{canned}", "1")
        path = path.replace("/agent/benefits/{benefit_id}", f"/agent/benefits/{BENEFIT}")
        path = path.replace("{number}", _case_of(wire)) if "{number}" in path else path
        path = path.replace("{token}", _result_of(wire, conversation)) if "{token}" in path else path
    if "/handover/messages" in path or "{handover}" in path:
        path = path.replace("{handover}", _handover_of(wire, conversation, login))
    rated = {"token": _result_of(wire, conversation)} if one.route == "POST /feedback" else {}
    given = {**rated, **VALID.get(one.route, {}), **BESIDE.get((one.route, one.name), {})}
    if one.kind == "query":
        return wire.ask(method, f"{path}?{encoded(given | {one.name: payload})}")
    if one.kind == "form":
        return wire.send_form(path, given | {one.name: payload})
    if one.kind == "json":
        return wire.send_json(path, given | {one.name: _put_in(one.shape, payload)})
    return wire.ask(method, path, b'{"text": "x"}' if method == "POST" else None, Content_Type=JSON)


def fit(one: Input) -> list[str]:
    """The payloads for an input: all, or of some kinds a few."""
    answers_alone = " /api/" in one.route and (one.route.partition(" ")[2], one.name) not in STORED
    if one.name not in FIXED and not answers_alone and (one.route, one.name) not in SAME:
        return payloads()
    rest = ("xss", "sql", "template", "header", "path", "log", "csv", "redirect")
    return [*payloads("number", "unicode"), *(payload for kind in rest for payload in payloads(kind)[:SOME])]


def _put_in(shape: Any, payload: str) -> Any:
    if isinstance(shape, dict):
        return {_put_in(name, payload): _put_in(value, payload) for name, value in shape.items()}
    return payload if shape == HERE else shape


def faults_of(answer: Answer) -> list[str]:
    """What an answer shows of an attack that came through."""
    found = []
    if answer.status >= 500:
        found.append(f"status {answer.status}")
    if EVALUATED in answer.text:
        found.append("evaluated")
    found += [f"header {name}" for name, value in answer.headers if "pwned" in f"{name}{value}" and name != "location"]
    location = answer.header("location")
    if location and not HERE_AGAIN.match(location):
        found.append(f"leads to {location}")
    found += [f"file {mark}" for mark in STOLEN if mark in answer.text]
    is_page = answer.header("content-type").startswith("text/html")
    if is_page and any(mark in answer.text for mark in MARKS):
        found += [f"in the page {piece}" for piece in foreign(answer.text)]
    return found
