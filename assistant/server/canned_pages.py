"""Canned answers (常用答复): found, filled for a caller, written by staff, flagged where what they stand on changed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from assistant.answers.canned import Filled, Turned
from assistant.dialogue.caller import LONGEST_LINE
from assistant.documents.corpus import UnknownClause
from assistant.engine import Engine
from assistant.facts.vocabulary import FactError
from assistant.request import RequestError
from assistant.server.agent_view import read_given
from assistant.server.canned_form import CannedForm, Reading, of_answer, once, read_form
from assistant.server.door import GuardedRoute, actor
from assistant.server.rendering import page, to, with_htmx
from assistant.server.running import running
from assistant.store.canned import CannedAnswer, CannedChanged

router = APIRouter(include_in_schema=False, route_class=GuardedRoute)
Json = dict[str, Any]
Number = Annotated[int, Path(ge=1, lt=2**31)]
_GONE = "依据的条款现在没有了，不能确认。请改好内容和依据的条款，再保存；不再用的，请停用。"
_RETIRED = "这条常用答复已经停用，不能再改。"
_CHANGED = "您打开以后，{who}改过这条常用答复。下面是现在的，请看过再做。"


class Wanted(BaseModel):
    """Which canned answers are asked for, and for which caller; ``edit``: the one whose form is shown, 0 for a new
    one's; ``retired``: those no longer in use.
    """

    q: str = Field("", max_length=60)
    line: str = Field("", max_length=LONGEST_LINE)
    given: str = Field("", max_length=16_000)
    edit: int | None = Field(None, ge=0, lt=2**31)
    retired: bool = False
    done: str = Field("", max_length=20)


@dataclass(frozen=True, slots=True)
class Listed:
    """A canned answer in the list, and what has changed of what it stands on."""

    answer: CannedAnswer
    turned: Sequence[Turned]


@dataclass(frozen=True, slots=True)
class Shown:
    """The form as it is shown: what is wrong with it, what the check of citations says, and whose words came since."""

    form: CannedForm
    sentence: str = ""
    reading: Reading | None = None
    current: CannedAnswer | None = None


@router.get("/agent/canned")
def canned(request: Request, wanted: Annotated[Wanted, Query()]) -> Response:
    """The list, those flagged first; with htmx only the list, for the drawer of the desk."""
    return _list_page(request, wanted, _form_wanted(request, wanted))


@router.post("/agent/canned")
def write(request: Request, form: Annotated[CannedForm, Form()]) -> Response:
    """Keep a new one or other words of one; first the check of citations is shown, where it finds anything wrong."""
    here, by = running(request), actor(request)
    wanted = Wanted(edit=form.number)
    try:
        reading = read_form(here.engine, form, here.today())
    except RequestError as refused:
        return _list_page(request, wanted, Shown(form, str(refused)), 422)
    if reading.problems and form.agreed != reading.mark:
        return _list_page(request, wanted, Shown(form, reading=reading), 422)
    if not form.number:
        here.canned.write(reading.written, by, once(form, by.name))
        return to("/agent/canned?done=written")
    try:
        here.canned.change(form.number, form.version, reading.written, by)
    except CannedChanged as changed:
        now = changed.current
        again = form.model_copy(update={"version": now.version})
        sentence = _RETIRED if now.retired_at else str(changed)
        return _list_page(request, wanted, Shown(again, sentence, current=now), 409)
    return to(f"/agent/canned?done=changed#canned-{form.number}")


@router.get("/agent/canned/{canned}/filled")
def filled(
    request: Request,
    canned: Number,
    line: Annotated[str, Query(max_length=LONGEST_LINE)] = "",
    given: Annotated[str, Query(max_length=16_000)] = "",
    benefit: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """The text for a caller: as JSON where a program asks, else as a page."""
    here = running(request)
    listed, put = _listed(here.engine, here.canned.get(canned), request), None
    problem = ""
    try:
        put = _filled(request, listed.answer, line, given, benefit)
    except (FactError, RequestError) as refused:
        problem = str(refused)
        put = _filled(request, listed.answer, "", "", "")
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse(_json(listed, put, problem), 422 if problem else 200)
    context = {"listed": listed, "filled": put, "line": line, "given": given, "benefit": benefit, "problem": problem}
    name = "parts/canned_filled.html" if with_htmx(request) else "canned_filled.html"
    return page(request, name, context, 422 if problem else 200)


@router.post("/agent/canned/{canned}/confirm")
def confirm(request: Request, canned: Number, version: Annotated[int, Form(ge=0, lt=2**31)] = 0) -> Response:
    """The text still holds, by the clauses and figures as they are today."""
    here = running(request)
    answer, day = here.canned.get(canned), here.today()
    try:
        bound = here.engine.canned.bound([one["clause"] for one in answer.clauses], day)
    except UnknownClause:
        return _list_page(request, Wanted(), problem=_GONE, status=422)
    known = [name for name in answer.figures if name in here.engine.rules.parameters.figures]
    try:
        here.canned.confirm(canned, version, bound, here.engine.canned.figures(known, day), actor(request))
    except CannedChanged as changed:
        return _list_page(request, Wanted(), problem=_since(changed), status=409)
    return to(f"/agent/canned?done=confirmed#canned-{canned}")


@router.post("/agent/canned/{canned}/retire")
def retire(request: Request, canned: Number, version: Annotated[int, Form(ge=0, lt=2**31)] = 0) -> Response:
    """It is no longer used; it can still be read."""
    here = running(request)
    here.canned.get(canned)
    try:
        here.canned.retire(canned, version, actor(request))
    except CannedChanged as changed:
        return _list_page(request, Wanted(), problem=_since(changed), status=409)
    return to("/agent/canned?done=retired")


def _since(changed: CannedChanged) -> str:
    return _RETIRED if changed.current.retired_at else _CHANGED.format(who=changed.current.written_by)


def _form_wanted(request: Request, wanted: Wanted) -> Shown | None:
    """The empty form, or the one of an answer; None where none is asked for. Raises UnknownCanned."""
    if wanted.edit is None:
        return None
    if not wanted.edit:
        return Shown(CannedForm())
    here = running(request)
    answer = here.canned.get(wanted.edit)
    return Shown(of_answer(here.engine, answer), _RETIRED if answer.retired_at else "")


def _listed(engine: Engine, answer: CannedAnswer, request: Request) -> Listed:
    turned = engine.canned.turned(answer.clauses, answer.figures, running(request).today())
    return Listed(answer, turned)


def _found(request: Request, wanted: Wanted) -> list[Listed]:
    """Those that fit what is typed, by title, short key, initials or words; flagged ones first."""
    here, typed = running(request), wanted.q.strip()
    found: list[tuple[bool, int, Listed]] = []
    for answer in here.canned.listed(wanted.retired):
        fit = _fit(here.engine, typed, answer) if typed else 0
        if fit is not None:
            listed = _listed(here.engine, answer, request)
            found.append((not listed.turned, fit, listed))
    return [listed for _, _, listed in sorted(found, key=lambda one: one[:2])]


def _fit(engine: Engine, typed: str, answer: CannedAnswer) -> int | None:
    if answer.key.startswith(typed.lower()):
        return 0
    fit = engine.suggestions.fit(typed, answer.title)
    return fit + 1 if fit is not None else 9 if typed in answer.text else None


def _filled(request: Request, answer: CannedAnswer, line: str, given: str, benefit: str) -> Filled:
    """Raises FactError, RequestError."""
    here = running(request)
    caller = here.engine.caller.read(line, here.today(), read_given(given, here.engine))
    assessed = here.engine.assess(caller.facts, here.today())
    return here.engine.canned.filled(answer.text, answer.clauses, assessed, benefit)


def _json(listed: Listed, put: Filled, problem: str) -> Json:
    answer = listed.answer
    return {
        "id": answer.id, "title": answer.title, "version": answer.version, "text": put.text, "open": list(put.open),
        "cautions": list(put.cautions), "benefit": put.benefit, "clauses": [one["clause"] for one in answer.clauses],
        "turned": [
            {"kind": one.kind, "name": one.name, "before": one.before, "after": one.after, "clause": one.clause}
            for one in listed.turned
        ],
        "retired": answer.retired_at is not None, "problem": problem or None,
    }  # fmt: skip


def _list_page(
    request: Request, wanted: Wanted, shown: Shown | None = None, status: int = 200, problem: str = ""
) -> Response:
    here = running(request)
    rows = _found(request, wanted)
    context = {
        "rows": rows, "flagged": sum(bool(row.turned) for row in rows), "wanted": wanted, "shown": shown,
        "problem": problem, "message_id": str(uuid.uuid4()), "blanks": here.engine.canned.names,
        "parameters": here.engine.rules.parameters.figures,
        "any": bool(rows) or bool(here.canned.listed(wanted.retired)),
    }  # fmt: skip
    return page(request, "parts/canned_list.html" if with_htmx(request) else "canned.html", context, status)
