"""The clauses that somebody keeps at hand: pinned, and the last ones opened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response
from pydantic import Field

from assistant.documents.clause import Clause
from assistant.documents.corpus import UnknownClause
from assistant.engine import Engine
from assistant.request import RequestError
from assistant.server.door import GuardedRoute, whoever
from assistant.server.drawer import Asked, DrawerPresenter, Wanted, asked, drawn
from assistant.server.rendering import page, to, with_htmx
from assistant.server.running import running
from assistant.store.pins import MOST_PINNED, Pinned

router = APIRouter(include_in_schema=False, route_class=GuardedRoute)
Json = dict[str, Any]
SHORT = 60  # characters of a clause's words


class PinForm(Wanted):
    """``at``: where the button is, to go back there."""

    clause: str = Field(max_length=200)
    does: Literal["pin", "unpin"]
    at: Literal["clause", "shelf"] = "clause"


@dataclass(frozen=True, slots=True)
class AtHand:
    """A clause at hand. ``words``: its first ones; ``heed``: what is to be known before it is used again;
    ``legal_status``: of its document on the day, empty where the clause is gone.
    """

    id: str
    place: str
    words: str
    legal_status: str
    heed: tuple[str, ...]


@router.get("/agent/shelf")
def shelf(request: Request, wanted: Annotated[Wanted, Query()]) -> Response:
    """What the account has pinned, and what it opened last."""
    return _shelf(request, wanted)


@router.post("/agent/pins")
def pin(request: Request, form: Annotated[PinForm, Form()]) -> Response:
    """Pin or unpin a clause, however often it is sent; with htmx the button as it is now."""
    here, account = running(request), whoever(request).account
    corpus = here.engine.corpus
    try:
        if form.does == "pin":
            clause = corpus.clause(form.clause)
            here.pins.pin(account.name, clause.id, corpus.citation(clause), _words(clause))
        else:
            here.pins.unpin(account.name, form.clause)
    except RequestError as full:
        return _button(request, form, str(full)) if with_htmx(request) else _shelf(request, form, str(full))
    if with_htmx(request):
        return _button(request, form)
    say = DrawerPresenter(here.engine, form)
    return to(say.link(form.clause) if form.at == "clause" else say.shelf_link())


def _button(request: Request, form: PinForm, problem: str = "") -> Response:
    pinned = (form.does == "pin") is not bool(problem)
    context = {"clause_id": form.clause, "pinned": pinned, "at": form.at, "wanted": form, "problem": problem}
    return page(request, "parts/pin.html", context, 422 if problem else 200)


def _shelf(request: Request, wanted: Wanted, problem: str = "") -> Response:
    here, account, caller = running(request), whoever(request).account, asked(request, wanted)
    pinned = here.pins.pinned(account.name)
    clauses = here.engine.corpus.clauses
    recent = [clause for clause in here.pins.recent(account.name) if clause not in {one.clause for one in pinned}]
    context = {
        "asked": caller,
        "pinned": [_pinned(here.engine, one, caller) for one in pinned],
        "recent": [_at_hand(here.engine, clauses[c], caller) for c in recent if c in clauses],
        "problem": problem,
        "most": MOST_PINNED,
    }
    return drawn(request, "parts/clause_shelf.html", wanted, context, "常用的条款", 422 if problem else 200)


def _pinned(engine: Engine, pinned: Pinned, asked: Asked) -> AtHand:
    """A pinned clause as it is now; one that is gone as it was."""
    try:
        clause = engine.corpus.clause(pinned.clause)
    except UnknownClause:
        return AtHand(pinned.clause, pinned.citation, _short(pinned.text), "", (engine.drawer_words.gone,))
    changed = (engine.drawer_words.changed,) if _words(clause) != pinned.text else ()
    found = _at_hand(engine, clause, asked)
    return replace(found, heed=(*changed, *found.heed))


def _at_hand(engine: Engine, clause: Clause, asked: Asked) -> AtHand:
    document = engine.corpus.document_of(clause)
    heed = tuple(warning["message"] for warning in engine.sources.warnings(document.id, asked.day))
    status = engine.corpus.legal_status(document.id, asked.day)
    return AtHand(clause.id, engine.corpus.place(clause), _short(_words(clause)), status, heed)


def _words(clause: Clause) -> str:
    return clause.text or clause.title or ""


def _short(words: str) -> str:
    return words if len(words) <= SHORT else f"{words[:SHORT]}…"
