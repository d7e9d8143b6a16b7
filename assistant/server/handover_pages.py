"""A resident asks for a person: the code, what is written to and by the agent, live, and its end; no script needed."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from assistant.request import RequestError
from assistant.server.cookies import conversation_of
from assistant.server.door import GuardedRoute
from assistant.server.forms import ChatForm
from assistant.server.handover_messages import MessageForm, write
from assistant.server.handover_view import current
from assistant.server.live import stream_of_handover
from assistant.server.pages import as_it_stands
from assistant.server.rendering import page, to, with_htmx
from assistant.server.running import running
from assistant.store.conversations import UnknownConversation
from assistant.store.handover import Handover, HandoverOver, UnknownHandover

router = APIRouter(include_in_schema=False, route_class=GuardedRoute)
HERE = "/#person"


class HandoverForm(BaseModel):
    """A button: ask for a person, take the code back, or end it."""

    does: Literal["ask", "withdraw", "end"]


@router.post("/handover")
def hand_over(request: Request, form: Annotated[HandoverForm, Form()]) -> Response:
    """Ask for a person, or do without one again."""
    handovers, conversation_id = running(request).handovers, conversation_of(request) or ""
    if form.does != "ask":
        handovers.end(conversation_id)
        return to(HERE if form.does == "end" else "/#now")
    try:
        handovers.issue(conversation_id)
    except RequestError as problem:
        return as_it_stands(request, problem=str(problem))
    return to(HERE)


@router.get("/handover")
def standing(request: Request, after: Annotated[str, Query(max_length=40)] = "") -> Response:
    """For the page's script: how it stands, nothing (204) where that is known already; whoever asks is there."""
    if not with_htmx(request):
        return to(HERE)
    person, turns = _current(request)
    if person is not None:
        running(request).handovers.touch(person, "resident")
        if person.position(turns) == after:
            return Response(status_code=204)
    return page(request, "parts/person.html", {"person": person, "turns_told": turns})


@router.get("/handover/events")
def events(request: Request, after: Annotated[str, Query(max_length=40)] = "") -> Response:
    """Server-sent events of the browser's hand-over: the agent came, wrote, or left."""
    person, _ = _current(request)
    if person is None:
        raise UnknownHandover
    return stream_of_handover(running(request).handover_watcher, person.token, after)


@router.post("/handover/messages")
def say(request: Request, form: Annotated[MessageForm, Form()]) -> Response:
    """What the resident writes to the person."""
    here, conversation_id = running(request), conversation_of(request) or ""
    try:
        latest = next((one for one in reversed(here.handovers.of(conversation_id)) if one.claimed_by), None)
        if latest is None:
            raise HandoverOver
        write(here, latest.token, "resident", form)
    except (RequestError, HandoverOver) as problem:
        if with_htmx(request):
            raise
        return as_it_stands(request, problem=str(problem), form=ChatForm(text=form.text))
    return standing(request) if with_htmx(request) else to(HERE)


def _current(request: Request) -> tuple[Handover | None, int]:
    """The browser's hand-over, and how many turns its conversation has. Raises UnknownConversation."""
    here, conversation_id = running(request), conversation_of(request) or ""
    turns = here.conversations.store.lengths([conversation_id]).get(conversation_id)
    if turns is None:
        raise UnknownConversation
    return current(here.handovers.of(conversation_id), turns), turns
