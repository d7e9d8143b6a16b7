"""A case as the desk's form sends it: masked, understood, saved; of two who changed it both texts are shown."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Annotated, Any, Literal, get_args

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from assistant.dialogue.call_back import read_call_back
from assistant.facts.calendar import BEIJING
from assistant.request import RequestError
from assistant.server.agent_view import read_given
from assistant.server.door import GuardedRoute, actor, whoever
from assistant.server.permissions import may
from assistant.server.rendering import page, to
from assistant.server.running import running
from assistant.store.case_records import Answer, AnswerKind, CaseChanged, CaseDraft, StoredCase, case_id_of
from assistant.store.database import now

router = APIRouter(include_in_schema=False, route_class=GuardedRoute)
Json = dict[str, Any]
EVERYBODYS = "GET /audit"  # who may use this sees everybody's cases
LABELS = {
    "line": "来电人的情况", "draft": "要发的话", "note": "备注", "channel": "从哪里来", "outcome": "结果",
    "call_back": "回电",
}  # fmt: skip
LONGEST = {"line": 300, "draft": 4_000, "note": 8_000, "call_back": 40}  # characters
MOST_ANSWERS, LONGEST_ANSWER = 50, 4_000
_NAMESPACE = uuid.UUID("6f3cf1c4-2a39-4d5f-9a0e-1d9a6c1b7e52")
_EMPTY = "还没有写内容，没有什么可存的。请先写来电人的情况、备注或要发的话。"


class CaseForm(BaseModel):
    """All that the desk sends of a case. ``number``, ``version``: of the case as it was read, empty before the first
    save; ``given``: facts that aren't in the line, as JSON; ``answers``: what the caller was told since, as JSON;
    ``merged``: which of two texts somebody chose.
    """

    number: str = Field("", max_length=20)
    version: int = Field(0, ge=0, lt=2**31)
    message_id: str = Field("", max_length=64)
    channel: str = Field("", max_length=20)
    line: str = Field("", max_length=LONGEST["line"])
    given: str = Field("", max_length=16_000)
    draft: str = Field("", max_length=LONGEST["draft"])
    note: str = Field("", max_length=LONGEST["note"])
    outcome: str = Field("", max_length=20)
    call_back: str = Field("", max_length=LONGEST["call_back"])
    answers: str = Field("", max_length=100_000)
    done: Literal["save", "wrap_up"] = "save"


def oversees(request: Request) -> bool:
    """Whether whoever asks may see everybody's cases."""
    return may(whoever(request).account.role, EVERYBODYS)


def read_case(request: Request, form: CaseForm, at: dt.datetime) -> tuple[CaseDraft, str]:
    """The form as it is kept, and what is wrong with its call-back, where that isn't understood.

    Raises FactError, RequestError for what a form of the desk doesn't send.
    """
    here = running(request)
    engine, words, today = here.engine, here.engine.desk_words, here.today()
    typed = {name: _masked(request, getattr(form, name))[:most] for name, most in LONGEST.items()}  # marks are longer
    channel = form.channel or next(iter(words.channels))
    if channel not in words.channels or (form.outcome and form.outcome not in words.outcomes):
        raise RequestError("unknown_choice", "没有这个来源或结果，请从列表里选。")
    given = read_given(form.given, engine)
    facts = engine.caller.read(typed["line"], today, given).facts
    said = [engine.wording.statement(fact, value) for fact, value in facts.items() if fact != "applicant"]
    back, problem = None, ""
    try:
        back = read_call_back(typed["call_back"], at)
    except RequestError as refused:
        problem = str(refused)
    draft = CaseDraft(
        channel=channel, given=given or None, facts=dict(facts), outcome=form.outcome, call_back_at=back,
        words=" ".join([words.channels[channel], words.outcomes.get(form.outcome, ""), *said]),
        as_of=today, corpus_version=engine.corpus.version, **typed,
    )  # fmt: skip
    return draft, problem


def typed_again(case: StoredCase) -> dict[str, Any]:
    """A case as the fields of the desk's form."""
    content = case.content
    said = {name: getattr(content, name) for name in LABELS}
    given = json.dumps(content.given, ensure_ascii=False) if content.given else ""
    return {**said, "number": case.number, "version": case.version, "given": given}


@router.post("/agent/case")
def keep(request: Request, form: Annotated[CaseForm, Form()]) -> Response:
    """Open, save or wrap up a case; for a script in JSON."""
    draft, problem = read_case(request, form, now())
    given = _answers(request, form)
    if not form.number and not given and not any((draft.line, draft.draft, draft.note, draft.given, draft.call_back)):
        return _not_taken(request, form, _EMPTY)
    ends = form.done == "wrap_up" and not problem
    try:
        case = _kept(request, form, draft, close=ends and draft.call_back_at is None)
    except CaseChanged as changed:
        return _changed(request, changed, form)
    for once, answer in given:
        running(request).cases.answered(case.id, answer, actor(request), _once(request, case.number, once), True)
    unended = bool(problem) and form.done == "wrap_up"
    kept = f"其余的已经存上{'，还没有结束' if unended else ''}。{problem}" if problem else ""
    if for_script(request):
        saved = case.updated_at.astimezone(BEIJING).strftime("%H:%M")
        told = {"number": case.number, "version": case.version, "saved_at": saved, "problem": problem, "detail": kept}
        return JSONResponse(told, 422 if unended else 200)
    if problem:
        return _not_taken(request, CaseForm(**typed_again(case), done=form.done), kept)
    return to(f"/agent?closed={case.number}" if ends else f"/agent?case={case.number}")


def for_script(request: Request) -> bool:
    """Whether a script asks, which puts the answer into its page."""
    return request.headers.get("accept") == "application/json"


def _kept(request: Request, form: CaseForm, draft: CaseDraft, close: bool) -> StoredCase:
    """A case with a call-back to make isn't closed, whoever ends it: it stays in the list of those due."""
    store, by, all_of_them = running(request).cases, actor(request), oversees(request)
    if form.number:
        return store.save(case_id_of(form.number), draft, form.version, by, all_of_them, close)
    opened = store.open(draft, by, _once(request, "", form.message_id))
    # The very form may have opened it before, with fewer words, and its answer got lost: these are its newer ones.
    return store.save(opened.id, draft, opened.version, by, all_of_them, close)


def _masked(request: Request, text: str) -> str:
    return running(request).engine.masker.mask(text.replace("\r\n", "\n"))


def _once(request: Request, place: str, message_id: str) -> str | None:
    """A form's own id as it is kept: of this account alone."""
    return str(uuid.uuid5(_NAMESPACE, repr((actor(request).name, place, message_id)))) if message_id else None


def _answers(request: Request, form: CaseForm) -> list[tuple[str, Answer]]:
    """What the caller was told, each with its own id. Raises RequestError."""
    here = running(request)
    try:
        listed = json.loads(form.answers or "[]")
        found = [
            (
                str(one.get("id", ""))[:64],
                Answer(
                    _kind(one.get("kind")), _masked(request, str(one["text"])[:LONGEST_ANSWER]),
                    {about: _texts(one.get(about)) for about in ("benefits", "clauses")},
                    here.today(), here.engine.corpus.version,
                ),
            )
            for one in listed[:MOST_ANSWERS]
        ]  # fmt: skip
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise RequestError("bad_answers", "记下的答复读不出来，没有存。请重新打开页面。") from None
    return found


def _kind(said: object) -> AnswerKind:
    return next((kind for kind in get_args(AnswerKind) if kind == said), "written")


def _texts(said: object) -> list[str]:
    return [text[:200] for text in said if isinstance(text, str)][:20] if isinstance(said, list) else []


def _changed(request: Request, changed: CaseChanged, form: CaseForm) -> Response:
    """Both texts: what is chosen, or put together, is saved upon the other's version."""
    theirs = typed_again(changed.theirs)
    mine = {name: getattr(changed.mine, name) for name in LABELS}
    if for_script(request):
        said = {"mine": mine, "theirs": {name: theirs[name] for name in LABELS}, "detail": str(changed)}
        return JSONResponse({**said, "version": theirs["version"], "number": theirs["number"]}, 409)
    rest = {"number": theirs["number"], "version": theirs["version"], "given": form.given, "done": form.done}
    fields = CaseForm(**{**mine, **rest, "answers": form.answers})
    return _form_page(request, fields, str(changed), 409, {name: theirs[name] for name in LABELS})


def _not_taken(request: Request, form: CaseForm, problem: str) -> Response:
    if for_script(request):
        return JSONResponse({"detail": problem}, 422)
    return _form_page(request, form, problem, 422, {})


def _form_page(request: Request, form: CaseForm, problem: str, status: int, theirs: dict[str, str]) -> Response:
    words = running(request).engine.desk_words
    named = {"channel": words.channels, "outcome": words.outcomes}
    context = {"form": form, "problem": problem, "theirs": theirs, "labels": LABELS, "named": named}
    return page(request, "case_conflict.html", context, status)
