"""The cases of the hotline: found, read, handed over, opened again."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assistant.facts.calendar import BadDay, read_day
from assistant.request import RequestError
from assistant.server.case_forms import oversees
from assistant.server.door import GuardedRoute, actor, whoever
from assistant.server.rendering import page, to
from assistant.server.running import running
from assistant.store.case_records import UnknownCase, case_id_of
from assistant.store.case_search import Found, Place, Wanted, find_cases
from assistant.store.case_words import LONGEST_SEARCH, searched
from assistant.store.database import now

router = APIRouter(include_in_schema=False, route_class=GuardedRoute)
Json = dict[str, Any]
KIND_NAMES = {"script": "话术", "sms": "短信", "canned": "常用语", "clause": "条款", "written": "自己写的"}
STATE_NAMES = {"open": "办理中", "closed": "已办结"}
EXCERPT = 80  # characters of a note in the list
DUE_SHOWN = 20
_NO_WORDS = "“{q}”里没有可以找的字。请写字、字母或数字，几个词用空格隔开。"


class Looked(BaseModel):
    """Which cases somebody looks for, as typed. ``before``, ``after``: the number at the edge of the page before."""

    q: str = Field("", max_length=LONGEST_SEARCH)
    state: Literal["", "open", "closed"] = ""
    owner: str = Field("", max_length=64)
    since: str = Field("", max_length=40)
    until: str = Field("", max_length=40)
    due: Literal["", "1"] = ""
    before: str = Field("", max_length=20)
    after: str = Field("", max_length=20)

    @property
    def given(self) -> dict[str, str]:
        """What is filtered by, for an address."""
        said = {name: getattr(self, name) for name in ("q", "state", "owner", "since", "until", "due")}
        return {name: value for name, value in said.items() if value}


class HandOverForm(BaseModel):
    to: str = Field("", max_length=64)


@router.get("/agent/cases")
def cases(request: Request, looked: Annotated[Looked, Query()]) -> Response:
    """One's own cases, or for those who oversee everybody's, newest first; above them who is to be called back."""
    here, by, everybodys = running(request), actor(request), oversees(request)
    at, problem, found = now(), "", Found([], 0, False, False)
    try:
        found = find_cases(here.database, _wanted(looked, None if everybodys else by.name, at), _place(looked))
    except (BadDay, RequestError) as refused:
        problem = str(refused)
    if everybodys:
        here.audit.record(by, "cases_listed", hits=found.hits)
    due = here.cases.due(by, at) if not looked.given and not looked.before and not looked.after else []
    words = here.engine.desk_words
    context = {
        "looked": looked, "found": found, "due": due[:DUE_SHOWN], "due_more": len(due) - DUE_SHOWN,
        "problem": problem, "channels": words.channels, "outcomes": words.outcomes, "states": STATE_NAMES,
        "excerpt": EXCERPT, "everybodys": everybodys, "colleagues": here.cases.colleagues() if everybodys else [],
        "me": by.name,
    }  # fmt: skip
    return page(request, "cases.html", context, 422 if problem else 200)


@router.get("/agent/cases/{number}")
def case(request: Request, number: str, done: Annotated[str, Query(max_length=20)] = "") -> Response:
    """One case: what was said and answered, through whose hands it went, and what can be done with it."""
    return _case_page(request, number, done)


@router.post("/agent/cases/{number}/hand-over")
def hand_over(request: Request, number: str, form: Annotated[HandOverForm, Form()]) -> Response:
    """Make a colleague the owner; what can't be is said on the page."""
    try:
        running(request).cases.hand_over(case_id_of(number), form.to, actor(request), oversees(request))
    except RequestError as refused:
        return _case_page(request, number, problem=str(refused))
    return to(f"/agent/cases/{number}?done=handed")


@router.post("/agent/cases/{number}/reopen")
def reopen(request: Request, number: str) -> Response:
    """Go on with a closed case."""
    running(request).cases.reopen(case_id_of(number), actor(request), oversees(request))
    return to(f"/agent/cases/{number}?done=reopened")


def _case_page(request: Request, number: str, done: str = "", problem: str = "") -> Response:
    here, by, everybodys = running(request), actor(request), oversees(request)
    found = here.cases.of(case_id_of(number), by, everybodys)
    words = here.engine.desk_words
    known = here.engine.vocabulary.facts
    facts = [(fact, value) for fact, value in found.content.facts.items() if fact in known and fact != "applicant"]
    context = {
        "case": found, "answers": here.cases.answers(found.id), "hand_overs": here.cases.hand_overs(found.id),
        "facts": facts, "colleagues": [name for name in here.cases.colleagues() if name != found.owner],
        "hands_over": everybodys or found.owner == whoever(request).account.name,
        "channels": words.channels, "outcomes": words.outcomes, "states": STATE_NAMES, "kinds": KIND_NAMES,
        "done": done, "problem": problem, "now": now(),
        "changed": found.content.corpus_version != here.engine.corpus.version,
    }  # fmt: skip
    return page(request, "case.html", context, 422 if problem else 200)


def _wanted(looked: Looked, member: str | None, at: dt.datetime) -> Wanted:
    """Raises BadDay, RequestError."""
    words = searched(looked.q)
    if looked.q.strip() and not words:
        raise RequestError("no_words", _NO_WORDS.format(q=looked.q[:20]))
    since, until = (read_day(day.strip()) if day.strip() else None for day in (looked.since, looked.until))
    if since and until and since > until:
        raise RequestError("bad_days", f"起始日期 {since} 在截止日期 {until} 之后，请对调。")
    # Names of accounts have no blanks; whatever has is nobody's.
    owner = looked.owner.strip().casefold().replace(" ", "\u3000").replace("\0", "\u3000")
    return Wanted(words, member, owner, looked.state, since, until, at if looked.due else None)


def _place(looked: Looked) -> Place:
    """Where a page is; a number that is none is as if there were none."""
    try:
        if looked.after:
            return Place(after=case_id_of(looked.after))
        return Place(before=case_id_of(looked.before) if looked.before else None)
    except UnknownCase:
        return Place()
