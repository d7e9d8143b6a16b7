"""An agent takes up a resident's conversation by its code, reads and writes in it, and ends it.

Each answer is a page of its own; for the desk's script it is the fragment that its live panel shows.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from assistant.accounts.handing_over import LONGEST_MESSAGE, read_code
from assistant.request import RequestError
from assistant.server.door import GuardedRoute, actor, whoever
from assistant.server.handover_messages import MessageForm, write
from assistant.server.handover_view import talk_of
from assistant.server.live import stream_of_handover
from assistant.server.refusals import NotAllowed
from assistant.server.rendering import page, to, with_htmx
from assistant.server.running import Running, running
from assistant.store.conversations import StoredConversation, UnknownConversation
from assistant.store.handover import Handover, HandoverOver, UnknownHandover
from assistant.store.handover_codes import WrongCode

Json = dict[str, Any]
router = APIRouter(include_in_schema=False, route_class=GuardedRoute)
OVERSEERS = ("supervisor", "administrator")
SOMEBODY_ELSES = "这是同事在接的对话，您不能看；需要的话，请同事转交给您。"
NOT_YOURS = "这次对话是同事在接，您只能看，不能写。"


@router.get("/agent/live")
def mine(request: Request) -> Response:
    """Those that the agent has open, and the field for another code."""
    return _entry(request)


@router.post("/agent/connect")
def connect(request: Request, code: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Take up the conversation of a code. A wrong one stays in its field."""
    try:
        taken_up = running(request).handovers.claim(read_code(code), actor(request))
    except RequestError as problem:
        return _entry(request, code, str(problem), 422)
    except WrongCode as refused:
        answer = _entry(request, code, str(refused), 429 if refused.wait else 422)
        if refused.wait:
            answer.headers["retry-after"] = str(refused.wait)
        return answer
    return to(f"/agent/live/{taken_up.token}")


@router.get("/agent/live/{handover}")
def talk(request: Request, handover: str, after: Annotated[str, Query(max_length=40)] = "") -> Response:
    """The conversation with its facts and last result, and what both write. ``after``: nothing (204) where that is
    known already; whoever asks is there.
    """
    found = _readable(request, handover, noted=not after)
    if found.claimed_by == whoever(request).account.name:
        running(request).handovers.touch(found, "agent")
    kept = _conversation(request, found)
    if after and found.position(len(kept.turns)) == after:
        return Response(status_code=204)
    return _shown(request, found, kept)


@router.get("/agent/live/{handover}/events")
def events(request: Request, handover: str, after: Annotated[str, Query(max_length=40)] = "") -> Response:
    """Server-sent events: the resident wrote, answered a question, or left."""
    return stream_of_handover(running(request).handover_watcher, _readable(request, handover).token, after)


@router.post("/agent/live/{handover}/messages")
def say(request: Request, handover: str, form: Annotated[MessageForm, Form()]) -> Response:
    """What the agent writes to the resident."""
    here, found, name = running(request), _writable(request, handover), whoever(request).account.name
    try:
        write(here, handover, "agent", form, name)
    except (RequestError, HandoverOver) as problem:
        if with_htmx(request):
            raise
        return _shown(request, here.handovers.get(handover), _conversation(request, found), str(problem), form.text)
    if with_htmx(request):
        written = here.handovers.get(handover)
        return _shown(request, written, _conversation(request, written))
    return to(f"/agent/live/{handover}#newest")


@router.post("/agent/live/{handover}/end")
def end(request: Request, handover: str) -> Response:
    """The agent ends it."""
    _writable(request, handover)
    running(request).handovers.finish(handover, actor(request))
    return to(f"/agent/live/{handover}")


def _entry(request: Request, code: str = "", problem: str = "", status: int = 200) -> Response:
    here, name = running(request), whoever(request).account.name
    context = {"live": here.handovers.live(name), "code": code, "code_problem": problem, "handover": None}
    return page(request, "parts/agent_connect.html" if with_htmx(request) else "agent_live.html", context, status)


def _readable(request: Request, token: str, noted: bool = False) -> Handover:
    """A hand-over that this account may read; that somebody oversees it is ``noted``. Raises NotAllowed."""
    found, account = running(request).handovers.get(token), whoever(request).account
    if found.claimed_by == account.name:
        return found
    if found.claimed_by is None or account.role not in OVERSEERS:
        raise NotAllowed(SOMEBODY_ELSES)
    if noted:
        running(request).audit.record(actor(request), "handover_seen", str(found.id))
    return found


def _writable(request: Request, token: str) -> Handover:
    found = _readable(request, token)
    if found.claimed_by != whoever(request).account.name:
        raise NotAllowed(NOT_YOURS)
    return found


def _conversation(request: Request, handover: Handover) -> StoredConversation:
    """The conversation as far as it may be seen: after the end no further than to it."""
    try:
        kept = running(request).conversations.store.load(handover.conversation_id)
    except UnknownConversation:
        raise UnknownHandover from None
    if handover.state != "ended":
        return kept
    last = max([handover.claimed_after or 0, *(message.after_turn for message in handover.messages)])
    seen = handover.ended_after if handover.ended_after is not None else last
    return StoredConversation(kept.id, kept.given, kept.turns[:seen])


def _shown(
    request: Request, handover: Handover, kept: StoredConversation, problem: str = "", text: str = ""
) -> Response:
    here = running(request)
    answer = _answer(here, kept, here.today())
    mine = handover.claimed_by == whoever(request).account.name
    context = {
        "handover": handover, "answer": answer, "lines": talk_of([handover], kept.turns), "mine": mine,
        "position": handover.position(len(kept.turns)), "given": json.dumps(answer["facts"], ensure_ascii=False),
        "message_id": str(uuid.uuid4()),
        "problem": problem, "text": text, "longest": LONGEST_MESSAGE, "live": [],
    }  # fmt: skip
    status = 200 if not problem else 409 if handover.state == "ended" else 422
    return page(request, "parts/live_talk.html" if with_htmx(request) else "agent_live.html", context, status)


def _answer(here: Running, kept: StoredConversation, day: dt.date) -> Json:
    host = here.engine.host
    return dict(host.shown(host.standing(kept.changes(), day)))
