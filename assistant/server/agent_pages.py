"""The hotline desk: a caller's facts in one line, a search as it is typed, every benefit as it stands for the caller.

Without scripts it is one form, whose buttons give the page again with everything that was typed.
"""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assistant.engine import Engine
from assistant.facts.vocabulary import FactError, FactValue
from assistant.request import RequestError
from assistant.server.agent_view import CallerView, DeskView, Found, read_declined, read_given
from assistant.server.alarm_strip import alarms_for
from assistant.server.case_forms import LABELS, oversees, typed_again
from assistant.server.door import GuardedRoute, actor, whoever
from assistant.server.forms import read_answer
from assistant.server.permissions import may
from assistant.server.rendering import page, with_htmx
from assistant.server.running import running
from assistant.store.case_records import StoredCase, case_id_of
from assistant.store.database import now

router = APIRouter(include_in_schema=False, route_class=GuardedRoute)
Json = dict[str, Any]


class DeskForm(BaseModel):
    """All that is typed at the desk. ``given``: facts that aren't in the line, as JSON. ``answer``: a pressed answer,
    as ``fact=value``; ``forget``: a fact that came so and goes. ``benefit``: whose words to say are
    shown.
    """

    line: str = ""
    number: str = Field("", max_length=20)
    version: int = 0
    channel: str = Field("", max_length=20)
    draft: str = ""
    note: str = ""
    outcome: str = Field("", max_length=20)
    call_back: str = Field("", max_length=40)
    given: str = Field("", max_length=16_000)
    q: str = ""
    benefit: str = Field("", max_length=100)
    answer: str = Field("", max_length=200)
    forget: str = Field("", max_length=64)


@router.get("/agent")
def desk(
    request: Request,
    case: Annotated[str, Query(max_length=20)] = "",
    closed: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """The empty desk, or one with a case on it; ``closed``: the number of the case just wrapped up."""
    if not case:
        ended = running(request).cases.of(case_id_of(closed), actor(request), oversees(request)) if closed else None
        return _desk(request, DeskForm(), ended)
    kept = running(request).cases.of(case_id_of(case), actor(request), oversees(request))
    return _desk(request, DeskForm(**typed_again(kept)), state=kept.state)


@router.post("/agent")
def again(request: Request, form: Annotated[DeskForm, Form()]) -> Response:
    """The desk with what was typed, worked out."""
    return _desk(request, form)


@router.post("/agent/found")
def found(request: Request, form: Annotated[DeskForm, Form()]) -> Response:
    """What the search finds: the list alone."""
    return page(request, "parts/agent_found.html", {"found": _found(_view(request), form)})


@router.post("/agent/caller")
def caller(request: Request, form: Annotated[DeskForm, Form()]) -> Response:
    """The caller as the line has them: the pane alone."""
    view, problem = _caller(_view(request), form)
    return page(request, "parts/agent_caller.html", {"view": view, "problem": problem}, 422 if problem else 200)


@router.post("/agent/say")
def say(request: Request, form: Annotated[DeskForm, Form()]) -> Response:
    """What to say of the benefit that is chosen, else of all: the panel alone."""
    desk = _view(request)
    view, _ = _caller(desk, form)
    return page(request, "parts/agent_say.html", {"say": desk.words_to_say(view, form.benefit)})


@router.post("/agent/unanswered")
def unanswered(request: Request, form: Annotated[DeskForm, Form()]) -> Response:
    """A search that nothing answers goes to staff, who may add the words that are missing."""
    here = running(request)
    found = _found(_view(request), form)
    clauses = [row.clause for row in found.rows]
    kept = here.questions.note(
        here.engine.masker.mask(found.query), "desk", actor(request), clauses, here.engine.corpus.version
    )
    if with_htmx(request):
        return page(request, "parts/agent_found.html", {"found": found, "noted": kept is not None})
    return _desk(request, form, noted=kept is not None)


def _desk(
    request: Request, form: DeskForm, ended: StoredCase | None = None, noted: bool = False, state: str = ""
) -> Response:
    view = _view(request)
    caller, problem = _caller(view, form)
    here, words, account = running(request), view.engine.desk_words, whoever(request).account
    context = {
        "noted": noted, "state": state, "live": here.handovers.live(account.name), "code": "", "code_problem": "",
        "alarms": alarms_for(here, here.today()) if may(account.role, "GET /numbers") else [],
        "form": form, "view": caller, "found": _found(view, form), "problem": problem,
        "say": view.words_to_say(caller, form.benefit), "message_id": str(uuid.uuid4()),
        "channels": words.channels, "outcomes": words.outcomes, "labels": LABELS, "ended": ended,
        "due": here.cases.due(actor(request), now()),
    }  # fmt: skip
    return page(request, "agent.html", context, 422 if problem else 200)


def _view(request: Request) -> DeskView:
    here = running(request)
    return DeskView(here.engine, here.today())


def _caller(view: DeskView, form: DeskForm) -> tuple[CallerView, str]:
    """The caller, and why what was typed couldn't be taken; what was known before stays."""
    given: dict[str, FactValue] = {}
    declined = [fact for fact in read_declined(form.given) if fact in view.engine.vocabulary.facts]
    try:
        given = read_given(form.given, view.engine)
        given = _changed(view.engine, given, form)
        declined = [fact for fact in (*declined, *_declined_now(form)) if fact != form.forget]
        return view.caller(form.line, given, declined), ""
    except (FactError, RequestError) as refused:
        return view.caller("", given), str(refused)


def _changed(engine: Engine, given: dict[str, FactValue], form: DeskForm) -> dict[str, FactValue]:
    """The facts beside the line after a button was pressed. Raises FactError, RequestError."""
    if form.forget:
        return {fact: value for fact, value in given.items() if fact != form.forget}
    fact, equals, value = form.answer.partition("=")
    if not equals:
        return given
    known = engine.vocabulary.facts.get(fact)
    if known is None:
        raise RequestError("unknown_fact", "没有这个问题，请重新打开页面。")
    return engine.vocabulary.check({**given, fact: read_answer(known, [value])})


def _declined_now(form: DeskForm) -> list[str]:
    """The fact that was just answered with 不清楚."""
    fact, equals, value = form.answer.partition("=")
    return [fact] if equals and not value else []


def _found(view: DeskView, form: DeskForm) -> Found:
    """What the search finds for whoever calls, as far as that can be read; their benefits needn't be worked out."""
    engine = view.engine
    try:
        asker = engine.caller.read(form.line, view.day, read_given(form.given, engine)).facts
    except (FactError, RequestError):
        asker = {}
    return view.found(form.q, asker)
