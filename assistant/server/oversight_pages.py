"""Pages of those who oversee: benefits suspended and answered again, the audit log read and exported."""

from __future__ import annotations

import json
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, Field

from assistant.facts.calendar import BEIJING, BadDay, day_begins, day_ends
from assistant.reports.table_file import csv_pieces
from assistant.request import RequestError
from assistant.server.door import GuardedRoute, actor
from assistant.server.rendering import page, to
from assistant.server.running import running
from assistant.store.audit import ACTION_NAMES, Entry, Filter
from assistant.store.suspensions import suspension_reason

router = APIRouter(include_in_schema=False, route_class=GuardedRoute)
Place = Literal["list", "rule"]
PAGE = 100  # lines of the log
COLUMNS = ("时间", "账号", "角色", "操作", "对象", "详情", "请求编号")


class Wanted(BaseModel):
    """The log's lines that somebody asks for, as typed; ``start``: how many are passed over."""

    who: str = Field("", max_length=100)
    what: str = Field("", max_length=40)
    since: str = Field("", max_length=40)
    until: str = Field("", max_length=40)
    start: int = Field(0, ge=0, le=10**9)

    def filter(self) -> Filter:
        """Raises BadDay, RequestError."""
        if self.what and self.what not in ACTION_NAMES:
            raise RequestError("unknown_action", "没有这种操作，请从列表里选。")
        return Filter(
            actor=self.who.strip() or None,
            action=self.what or None,
            since=day_begins(self.since) if self.since else None,
            until=day_ends(self.until) if self.until else None,
        )


@router.get("/suspensions")
def suspensions(request: Request, done: Annotated[str, Query(max_length=20)] = "") -> Response:
    """What is suspended, and the form to suspend a benefit."""
    return _suspensions_page(request, done=done)


@router.post("/suspensions")
def suspend(
    request: Request,
    benefit: Annotated[str, Form(max_length=200)] = "",
    reason: Annotated[str, Form(max_length=4000)] = "",
    at: Annotated[Place, Form()] = "list",
) -> Response:
    """Suspend a benefit on every front end at once; sent twice, it is suspended once. ``at``: where the form stands."""
    engine, store = running(request).engine, running(request).suspensions
    try:
        wanted, why = engine.benefit(benefit), suspension_reason(engine.masker.mask(reason))
    except RequestError as problem:
        return _suspensions_page(request, str(problem), benefit, reason, 422, at=at)
    store.suspend(wanted.id, why, actor(request))
    return to(_place(at, wanted.id, "suspended"))


@router.post("/suspensions/lift")
def lift(
    request: Request, benefit: Annotated[str, Form(max_length=200)] = "", at: Annotated[Place, Form()] = "list"
) -> Response:
    """Answer a benefit again."""
    wanted = running(request).engine.benefit(benefit)
    lifted = running(request).suspensions.lift(wanted.id, actor(request))
    return to(_place(at, wanted.id, "lifted" if lifted else "was-lifted"))


@router.get("/audit")
def audit(request: Request, wanted: Annotated[Wanted, Query()]) -> Response:
    """The log, newest first."""
    log, problem = running(request).audit, ""
    try:
        only = wanted.filter()
    except (BadDay, RequestError) as refused:
        only, problem = Filter(), str(refused)
    entries = [] if problem else list(log.entries(only, PAGE + 1, wanted.start))
    log.record(actor(request), "audit_seen", **_given(wanted))
    context = {
        "entries": entries[:PAGE], "more": len(entries) > PAGE, "size": PAGE, "wanted": wanted,
        "given": _given(wanted), "actions": ACTION_NAMES, "problem": problem,
    }  # fmt: skip
    return page(request, "audit.html", context, 422 if problem else 200)


@router.get("/audit.csv")
def audit_csv(request: Request, wanted: Annotated[Wanted, Query()]) -> Response:
    """The log as a table for a spreadsheet."""
    log, only = running(request).audit, wanted.filter()
    log.record(actor(request), "audit_exported", **_given(wanted))
    headers = {"content-disposition": 'attachment; filename="audit.csv"'}
    pieces = csv_pieces(COLUMNS, map(_row, log.entries(only)))
    return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers=headers)


def _row(entry: Entry) -> list[str]:
    at = entry.at.astimezone(BEIJING).isoformat(timespec="seconds")
    details = json.dumps(entry.details, ensure_ascii=False)
    return [at, entry.actor, entry.role, entry.action, entry.object or "", details, entry.request_id or ""]


def _suspensions_page(
    request: Request,
    problem: str = "",
    benefit: str = "",
    reason: str = "",
    status: int = 200,
    done: str = "",
    at: Place = "list",
) -> Response:
    engine, current = running(request).engine, running(request).suspensions.current()
    listed = [(b, current[b.id]) for b in engine.rules.benefits if b.id in current]
    context = {
        "listed": listed, "benefits": engine.rules.benefits, "problem": problem, "benefit": benefit, "reason": reason,
        "done": done, "at": at,
    }  # fmt: skip
    return page(request, "suspensions.html", context, status)


def _place(at: Place, benefit: str, done: str) -> str:
    """Where somebody comes back to."""
    return f"/staff/benefits/{benefit}?done={done}#suspension" if at == "rule" else f"/suspensions?done={done}"


def _given(wanted: Wanted) -> dict[str, str]:
    said = {"who": wanted.who, "what": wanted.what, "since": wanted.since, "until": wanted.until}
    return {name: value for name, value in said.items() if value}
