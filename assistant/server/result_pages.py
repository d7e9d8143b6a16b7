"""Results to keep, print, compare and share, and one benefit explained."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from assistant.dialogue.state import state_of
from assistant.server.cookies import conversation_of
from assistant.server.counter_sheet import counter_sheet
from assistant.server.door import GuardedRoute
from assistant.server.kept_result import shown_facts, since
from assistant.server.rendering import page, to, with_htmx
from assistant.server.running import running
from assistant.server.sharing import address_of, attached, qr_svg
from assistant.server.side_by_side import places, suppose
from assistant.server.talk import Talk
from assistant.server.views import Presenter
from assistant.store.conversations import UnknownConversation

Json = dict[str, Any]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
router = APIRouter(include_in_schema=False, route_class=GuardedRoute)


@router.get("/results/{token}")
def result(request: Request, token: str) -> Response:
    """A result as it was told on its day, beside what it would be otherwise; with htmx only what is supposed.

    The query holds the facts supposed otherwise (``?contract_years=2``).
    """
    here = running(request)
    answer = here.conversations.result(token)
    facts, day = answer["facts"], dt.date.fromisoformat(answer["as_of"])
    supposed = suppose(here.engine, facts, request.query_params, day)
    context = {"answer": answer, "token": token, "supposed": supposed}
    status = 422 if supposed.wrong else 200
    if with_htmx(request):
        return page(request, "parts/what_if.html", context, status)
    own = conversation_of(request) == answer["id"]
    address = address_of(request, f"/results/{token}")
    context |= {
        "address": address,
        "qr": qr_svg(address),
        "own": own,
        "facts": shown_facts(here.engine, answer),
        "since": since(here.engine, answer, here.today()),
        "places": places(here.engine, facts, day),
        "keep_days": here.settings.keep_days,
        "feedback": here.feedback.of(token),
        "thanked": "thanked" in request.query_params,
        "withdrawn": own and "withdrawn" in request.query_params,
    }
    return page(request, "result.html", context, status)


@router.get("/results/{token}/docx")
def result_sheet(request: Request, token: str) -> Response:
    """The same result as a Word file to take to the counter."""
    here = running(request)
    engine, answer = here.engine, here.conversations.result(token)
    changed, address = since(engine, answer, here.today()), address_of(request, f"/results/{token}")
    sheet = counter_sheet(answer, changed, Presenter(engine), Talk(engine), address)
    name = f"{engine.notices.result.title}-{answer['as_of']}.docx"
    headers = {"content-disposition": attached(name, f"result-{answer['as_of']}.docx")}
    return Response(sheet, media_type=WORD, headers=headers)


@router.post("/results/{token}/withdraw")
def withdraw(request: Request, token: str) -> Response:
    """The address leads nowhere any more; whoever talks in this browser gets another for the same result."""
    new = running(request).conversations.store.withdraw(conversation_of(request) or "", token)
    return to(f"/results/{new}?withdrawn=1#share")


@router.get("/benefits/{benefit_id}")
def benefit(
    request: Request, benefit_id: str, result: Annotated[str | None, Query(max_length=64)] = None, then: bool = False
) -> Response:
    """One benefit explained for whoever talks in this browser; with htmx the explanation alone.

    ``result``: the token of a turn, for what had been said by then: that is what the page that asks still shows;
    ``then``: and as it was on the day of that turn.
    """
    here = running(request)
    facts, day = _told(request, result)
    kinds = here.engine.benefit(benefit_id).applicants
    if facts.get("applicant") not in kinds:
        facts = {"applicant": kinds[0]}
    explained = here.engine.explain(benefit_id, facts, day if then and day else here.today())
    name = "parts/explained.html" if with_htmx(request) else "benefit.html"
    context = {
        "b": explained["benefit"],
        "told": len(facts) > 1,
        "back": f"/results/{result}" if then and day else "/",
        "message_id": str(uuid.uuid4()),
    }
    return page(request, name, context)


def _told(request: Request, result: str | None) -> tuple[Json, dt.date | None]:
    """What had been told by a turn and its day, else what the browser's conversation has told so far.

    Raises UnknownResult.
    """
    store, day = running(request).conversations.store, None
    try:
        if result is None:
            kept = store.load(conversation_of(request) or "")
        else:
            kept, turn = store.result(result)
            day = turn.as_of
    except UnknownConversation:
        return {}, None
    return dict(state_of(kept.changes()).facts), day
