"""The drawer of the hotline desk: a clause with what is around it, and a benefit explained for whoever calls."""

from __future__ import annotations

import logging
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import Field
from sqlalchemy.exc import SQLAlchemyError

from assistant.facts.vocabulary import Facts
from assistant.rules.benefit import Benefit
from assistant.server.clause_view import clause_view
from assistant.server.door import GuardedRoute, whoever
from assistant.server.drawer import Wanted, asked, drawn
from assistant.server.running import Running, running

router = APIRouter(include_in_schema=False, route_class=GuardedRoute)
logger = logging.getLogger(__name__)
Json = dict[str, Any]


class ClauseWanted(Wanted):
    """``q``: the question by which the clause was found; its words are marked."""

    q: str = Field("", max_length=200)


@router.get("/agent/clauses/{clause_id:path}")
def clause(request: Request, clause_id: str, wanted: Annotated[ClauseWanted, Query()]) -> Response:
    """One clause; that it was opened is remembered for whoever opens it."""
    here, account = running(request), whoever(request).account
    found, caller = here.engine.corpus.clause(clause_id), asked(request, wanted)
    pinned = here.pins.is_pinned(account.name, found.id)
    try:
        here.pins.opened(account.name, found.id)
    except SQLAlchemyError as problem:  # the clause is what matters: it is read all the same
        logger.warning("opened_not_kept", extra={"problem": type(problem).__name__})
    view = clause_view(here.engine, found, wanted.q, caller)
    context = {"view": view, "asked": caller, "pinned": pinned, "clause_id": found.id}
    return drawn(request, "parts/clause_drawer.html", wanted, context, view.citation)


@router.get("/agent/benefits/{benefit_id}")
def benefit(request: Request, benefit_id: str, wanted: Annotated[Wanted, Query()]) -> Response:
    """One benefit for the caller; of one that is for others all its conditions, with nothing known."""
    here = running(request)
    found, caller = here.engine.benefit(benefit_id), asked(request, wanted)
    facts, problem = _facts_for(here, found, caller.caller.facts)
    assessment = here.engine.rules.assess(facts, caller.day)
    explained = here.engine.answers.explanation(assessment.by_id[found.id], assessment)["benefit"]
    context = {
        "b": explained,
        "asked": caller,
        "problem": problem,
        "refusal": here.engine.scripts.refusal(explained) if caller.is_known and not problem else None,
        "questions": [here.engine.interviewer.ask(fact, assessment) for fact in explained["missing"]],
    }
    return drawn(request, "parts/benefit_drawer.html", wanted, context, found.name)


def _facts_for(here: Running, benefit: Benefit, facts: Facts) -> tuple[Facts, str]:
    """The caller's facts where the benefit is for such a caller, else nothing but for whom it is, and what to say."""
    kind = facts.get("applicant")
    if kind in benefit.applicants:
        return facts, ""
    nobody: Facts = {"applicant": benefit.applicants[0]}
    if not isinstance(kind, str):
        return nobody | facts, ""
    named = {k: here.engine.wording.value("applicant", k) for k in (kind, *benefit.applicants)}
    who = "、".join(named[k] for k in benefit.applicants)
    return nobody, here.engine.drawer_words.wrong_applicant.format(who=who, caller=named[kind])
