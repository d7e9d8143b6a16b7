"""Who may do what: every route of the application with the roles that may use it, and its limits.

The only such table: a route that isn't in it is not mounted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from assistant.accounts.roles import ROLES, Role

Pace = Literal["page", "turn", "code", "lookup", "login", "file", "probe", "ready"]
_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
KB = 1024
MB = 1024 * KB


@dataclass(frozen=True, slots=True)
class Access:
    """Who may use a route, and how much of it.

    ``roles``: None for everybody, whether logged in or not. ``body``: bytes of a request; ``body_seconds``: for it to
    arrive, where it may take longer than usual. ``seconds``: for an answer. ``while_changing``: also before a
    handed-out password has been changed. ``resumes``: a form whose words are given back when they couldn't be taken
    (expired login, busy database). ``carries``: a form in which such words go on.
    """

    roles: frozenset[Role] | None = None
    pace: Pace = "page"
    body: int = 256 * KB
    seconds: float = 20.0
    body_seconds: float | None = None
    while_changing: bool = False
    resumes: bool = False
    carries: bool = False


def _everybody(pace: Pace = "page", body: int = 256 * KB, resumes: bool = False) -> Access:
    return Access(None, pace, body, resumes=resumes)


def _only(*roles: Role, body: int = 16 * KB, while_changing: bool = False, resumes: bool = False) -> Access:
    return Access(frozenset(roles), "page", body, while_changing=while_changing, resumes=resumes)


_ANY_ACCOUNT = _only(*ROLES, while_changing=True)
_SUSPENDING: tuple[Role, ...] = ("staff", "supervisor", "administrator")
_HEARING: tuple[Role, ...] = ("staff", "supervisor", "administrator")
_REVIEWING: tuple[Role, ...] = ("staff", "supervisor", "administrator")
_CHECKING: tuple[Role, ...] = ("staff", "supervisor", "administrator")
_WRITING: tuple[Role, ...] = ("staff", "supervisor", "administrator")
_DESK: tuple[Role, ...] = ("agent", "supervisor", "administrator")
_WORDING: tuple[Role, ...] = ("staff", "supervisor", "administrator")
_OVERSEEING: tuple[Role, ...] = ("supervisor", "administrator")

PERMISSIONS: dict[str, Access] = {
    # residents
    "GET /": _everybody(),
    "POST /chat": _everybody("turn", resumes=True),
    "GET /chat/events": _everybody(),
    "POST /restart": _everybody(),
    "POST /delete": _everybody(),
    "GET /benefits/{benefit_id}": _everybody(),
    "GET /documents": _everybody(),
    "GET /documents/{document_id}": _everybody(),
    "GET /results/{token}": _everybody(),
    "POST /results/{token}/withdraw": _everybody(),
    "GET /results/{token}/docx": _everybody(),
    "POST /feedback": _everybody("turn", 16 * KB, resumes=True),
    "POST /handover": _everybody("code", 16 * KB),
    "GET /handover": _everybody(),
    "GET /handover/events": _everybody(),
    "POST /handover/messages": _everybody("turn", 64 * KB, resumes=True),
    "GET /privacy": _everybody(),
    "GET /accessibility": _everybody(),
    "GET /display": _everybody(),
    "POST /display": _everybody(),
    # programs
    "GET /api/v1/openapi.json": _everybody(),
    "GET /api/v1/search": _everybody("lookup"),
    "GET /api/v1/suggest": _everybody("lookup"),
    "POST /api/v1/extract": _everybody("lookup"),
    "POST /api/v1/cite": _everybody("lookup"),
    "POST /api/v1/assess": _everybody("lookup"),
    "POST /api/v1/explain": _everybody("lookup"),
    "GET /api/v1/clauses/{clause_id:path}": _everybody("lookup"),
    "GET /api/v1/documents": _everybody("lookup"),
    "POST /api/v1/conversations": _everybody("turn"),
    "POST /api/v1/conversations/{conversation_id}/messages": _everybody("turn"),
    "GET /api/v1/conversations/{conversation_id}": _everybody(),
    "GET /api/v1/conversations/{conversation_id}/events": _everybody(),
    "DELETE /api/v1/conversations/{conversation_id}": _everybody(),
    # accounts
    "GET /login": _everybody(),
    "POST /login": Access(None, "login", 64 * KB, carries=True),
    "POST /logout": _everybody(),
    "GET /account": _ANY_ACCOUNT,
    "GET /account/password": _ANY_ACCOUNT,
    "POST /account/password": replace(_ANY_ACCOUNT, carries=True),
    "POST /account/sessions/end": _ANY_ACCOUNT,
    "POST /account/sessions/end-others": _ANY_ACCOUNT,
    # what accounts work with
    "GET /suspensions": _only(*_SUSPENDING),
    "POST /suspensions": _only(*_SUSPENDING, resumes=True),
    "POST /suspensions/lift": _only(*_SUSPENDING, resumes=True),
    "GET /staff/benefits": _only(*ROLES),
    "GET /staff/benefits/{benefit_id}": _only(*ROLES),
    "POST /staff/review": _only(*_REVIEWING, body=64 * KB, resumes=True),
    "GET /staff": _only(*_CHECKING),
    "POST /staff/checks": replace(_only(*_CHECKING, body=25 * MB, resumes=True), body_seconds=120.0),
    "GET /staff/batches/{batch}": _only(*_CHECKING),
    "GET /staff/checks/{token}": _only(*_CHECKING),
    "GET /staff/checks/{token}/report.docx": replace(_only(*_CHECKING), seconds=60.0),
    "GET /staff/checks/{token}/report.csv": _only(*_CHECKING),
    "POST /staff/checks/{token}/again": _only(*_CHECKING),
    "POST /staff/checks/{token}/delete": _only(*_CHECKING),
    "GET /agent": _only(*_DESK),
    "POST /agent": _only(*_DESK, body=64 * KB, resumes=True),
    "POST /agent/found": replace(_only(*_DESK, body=64 * KB), pace="lookup"),
    "POST /agent/say": replace(_only(*_DESK, body=64 * KB), pace="lookup"),
    "POST /agent/case": _only(*_DESK, body=256 * KB, resumes=True),
    "GET /agent/cases": _only(*_DESK),
    "GET /agent/cases/{number}": _only(*_DESK),
    "POST /agent/cases/{number}/hand-over": _only(*_DESK),
    "POST /agent/cases/{number}/reopen": _only(*_DESK),
    "POST /agent/unanswered": _only(*_DESK, body=64 * KB, resumes=True),
    "POST /agent/caller": replace(_only(*_DESK, body=64 * KB), pace="lookup"),
    "GET /agent/canned": _only(*ROLES),
    "POST /agent/canned": _only(*_WRITING, body=64 * KB, resumes=True),
    "GET /agent/canned/{canned}/filled": _only(*ROLES),
    "POST /agent/canned/{canned}/confirm": _only(*_WRITING),
    "POST /agent/canned/{canned}/retire": _only(*_WRITING),
    "GET /feedback": _only(*_HEARING),
    "GET /agent/clauses/{clause_id:path}": _only(*_DESK),
    "GET /agent/benefits/{benefit_id}": _only(*_DESK),
    "GET /agent/compare": _only(*_DESK),
    "GET /agent/shelf": _only(*_DESK),
    "POST /agent/pins": _only(*_DESK),
    "GET /staff/questions": _only(*_WORDING),
    "POST /staff/questions/mark": _only(*_WORDING),
    "GET /staff/words": _only(*_WORDING),
    "GET /staff/words/new": _only(*_WORDING),
    "POST /staff/words": _only(*_WORDING, resumes=True),
    "GET /staff/words/{entry}": _only(*_WORDING),
    "POST /staff/words/decide": _only(*_WORDING),
    "GET /staff/documents": _only(*ROLES),
    "GET /staff/documents/{document_id}": _only(*ROLES),
    "POST /agent/connect": _only(*_DESK, resumes=True),
    "GET /agent/live": _only(*_DESK),
    "GET /agent/live/{handover}": _only(*_DESK),
    "GET /agent/live/{handover}/events": _only(*_DESK),
    "POST /agent/live/{handover}/messages": _only(*_DESK, body=64 * KB, resumes=True),
    "POST /agent/live/{handover}/end": _only(*_DESK),
    "GET /numbers": _only(*_OVERSEEING),
    "GET /numbers.csv": _only(*_OVERSEEING),
    "GET /audit": _only(*_OVERSEEING),
    "GET /audit.csv": _only(*_OVERSEEING),
    # machines
    "GET /static/{path:path}": _everybody("file"),
    "GET /healthz": _everybody("probe"),
    "GET /readyz": _everybody("ready"),
}


def may(role: Role | None, route: str) -> bool:
    """Whether somebody with a role, or with none, may use a route (as ``"GET /audit"``)."""
    access = PERMISSIONS[route]
    return access.roles is None or role in access.roles


def access_at(method: str, path: str) -> Access | None:
    """What the table says of an address, also where a part of it is an id."""
    found = PERMISSIONS.get(f"{method} {path}")
    if found is not None:
        return found
    return next((access for route, access in PERMISSIONS.items() if _leads_to(route, f"{method} {path}")), None)


def _leads_to(route: str, asked: str) -> bool:
    parts, given = route.split("/"), asked.split("/")
    return len(parts) == len(given) and all(
        part == there or (part.startswith("{") and _ID.fullmatch(there) is not None)
        for part, there in zip(parts, given, strict=True)
    )
