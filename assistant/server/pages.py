"""The residents' conversation, and what is kept of it. It works without JavaScript."""

from __future__ import annotations

import datetime as dt
import uuid
from contextlib import suppress
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from assistant.engine import Engine
from assistant.facts.vocabulary import FactError
from assistant.request import RequestError
from assistant.server.conversations import Taken
from assistant.server.cookies import conversation_of, keep_resident
from assistant.server.door import GuardedRoute
from assistant.server.forms import ChatForm, read_message
from assistant.server.handover_messages import MessageForm, write
from assistant.server.handover_view import current, spoken
from assistant.server.live import stream
from assistant.server.rendering import page, to, with_htmx
from assistant.server.running import running
from assistant.server.talk import Talk
from assistant.server.views import Presenter
from assistant.server.watched import watched
from assistant.store.conversations import StoredConversation, UnknownConversation
from assistant.store.feedback import Feedback
from assistant.store.handover import HandoverOver

Json = dict[str, Any]
RESIDENT = {"applicant": "resident"}
EXAMPLES = (
    "我西城户口，32岁，下岗半年了，办了失业登记，刚找到一家公司签了三年合同，月薪4500，交社保",
    "我是朝阳户口，今年大学毕业，还没找到工作",
    "西城的就业奖励要什么条件？",
)

router = APIRouter(include_in_schema=False, route_class=GuardedRoute)


@router.get("/")
def chat(request: Request, ask: Annotated[str | None, Query(max_length=64)] = None) -> Response:
    """The conversation as it stands; ``ask`` puts one question again."""
    return as_it_stands(request, ask)


@router.post("/chat")
def say(request: Request, form: Annotated[ChatForm, Form()]) -> Response:
    """One message of a form; answered with the page (303), with htmx with its changed part."""
    if form.change is not None:
        return as_it_stands(request, form.change) if with_htmx(request) else to(f"/?ask={quote(form.change)}#ask")
    try:
        message = read_message(running(request).engine, form)
        if "text" in message and _to_person(request, form):
            return as_it_stands(request) if with_htmx(request) else to("/#person")
        taken = _take(request, message, _once(form.message_id, message))
    except (RequestError, FactError) as problem:
        return as_it_stands(request, form.fact, str(problem), form)
    kept, before = taken.conversation, conversation_of(request)
    lost = before is not None and before != kept.id
    if with_htmx(request):
        answer: Response = _conversation_page(request, kept, taken.reply, lost=lost)
    else:
        answer = to("/?lost=1#now" if lost else "/#now")
    keep_resident(request, answer, kept.id)
    return answer


@router.get("/chat/events")
def events(request: Request, after: Annotated[int, Query(ge=0, le=10_000)] = 0) -> Response:
    """Server-sent events of the conversation: another tab or phone went on with it."""
    conversation_id = conversation_of(request) or ""
    running(request).conversations.store.load(conversation_id)
    return stream(running(request).watcher, conversation_id, after)


@router.post("/restart")
def restart(request: Request) -> Response:
    """The next message starts a new conversation; a person who is there is told that this one is over."""
    running(request).handovers.end(conversation_of(request) or "")
    return _forgotten(request, "/")


@router.post("/delete")
def delete(request: Request) -> Response:
    """Nothing of the conversation is left."""
    conversation_id = conversation_of(request)
    if conversation_id:
        with suppress(UnknownConversation):
            running(request).conversations.delete(conversation_id)
    return _forgotten(request, "/?deleted=1")


@router.get("/privacy")
def privacy(request: Request) -> Response:
    """What is kept, for how long, who sees it, and how to delete it."""
    context = {
        "keep_days": running(request).settings.keep_days,
        "in_conversation": conversation_of(request) is not None,
    }
    return page(request, "privacy.html", context)


def as_it_stands(request: Request, ask: str | None = None, problem: str = "", form: ChatForm | None = None) -> Response:
    """The browser's conversation. ``problem``: a message not taken; what the form said stays."""
    here, conversation_id = running(request), conversation_of(request)
    try:
        kept = here.conversations.store.load(conversation_id) if conversation_id else None
    except UnknownConversation:
        kept = None
    lost = bool(conversation_id) and kept is None
    if kept is not None and len(kept.turns) == 1:  # the message that found the old conversation gone began this one
        lost = "lost" in request.query_params
    answer = _answer(here.engine, kept, here.today())
    feedback = here.feedback.of(kept.turns[-1].result_token) if kept is not None and kept.turns else None
    return _conversation_page(request, kept, answer, ask, problem, form, lost, feedback)


def _conversation_page(
    request: Request,
    kept: StoredConversation | None,
    answer: Json,
    ask: str | None = None,
    problem: str = "",
    form: ChatForm | None = None,
    lost: bool = False,
    feedback: Feedback | None = None,
) -> Response:
    """The whole page, or with htmx the part that changes. ``feedback``: what was thought of the last answer."""
    engine, day = running(request).engine, running(request).today()
    if kept is not None:
        request.state.conversation = kept.id  # for the log
    question, asked_again = answer["next_question"], False
    if ask in engine.vocabulary.facts:
        assessment = engine.rules.assess(answer["facts"], day)
        question, asked_again = engine.answers.question(engine.interviewer.ask(ask, assessment)), True
    newest = kept.turns[-1].result_token if kept is not None and kept.turns else None
    standing = engine.host.standing(kept.changes(), day) if kept is not None else None
    handovers = running(request).handovers.of(kept.id) if kept is not None else []
    person = current(handovers, len(kept.turns)) if kept is not None else None
    if person is not None:
        running(request).handovers.touch(person, "resident")
    folded, exchanges = Talk(engine).exchanges(kept.turns if kept else ())
    context = {
        "answer": answer, "question": question, "asked_again": asked_again, "folded": folded, "exchanges": exchanges,
        "turns": kept.turns if kept else (), "lost": lost, "problem": problem, "form": form or ChatForm(),
        "deleted": kept is None and "deleted" in request.query_params,
        "message_id": str(uuid.uuid4()), "examples": EXAMPLES, "greeting": engine.words.greeting,
        "documents": engine.documents(day)["documents"] if not exchanges else [],
        "remaining": engine.host.remaining(standing) if standing is not None else "",
        "watched": watched(standing.state.about, kept.turns, answer, Presenter(engine)) if kept and standing else [],
        "person": person, "turns_told": len(kept.turns) if kept else 0,
        "spoken": spoken([one for one in handovers if one is not person or one.state == "ended"]),
        "feedback": feedback, "thanked": feedback is not None and request.query_params.get("thanked") == newest,
    }  # fmt: skip
    name = "parts/desk.html" if with_htmx(request) else "chat.html"
    return page(request, name, context, 422 if problem else 200)


def _answer(engine: Engine, kept: StoredConversation | None, day: dt.date) -> Json:
    """Where the conversation stands; without one, where every resident starts."""
    if kept is None:
        return {**engine.assess(RESIDENT, day), "declined": [], "enough": False, "answered": 0, "result_url": None}
    host = engine.host
    result_url = f"/results/{kept.turns[-1].result_token}" if kept.turns else None
    return {**host.shown(host.standing(kept.changes(), day)), "result_url": result_url}


def _take(request: Request, message: Json, message_id: str | None) -> Taken:
    """Say it in the browser's conversation, or in a new one where there is none."""
    conversations, day = running(request).conversations, running(request).today()
    conversation_id = conversation_of(request)
    if conversation_id:
        with suppress(UnknownConversation):
            return conversations.take(conversation_id, message, day, message_id)
    return conversations.take_first(RESIDENT, message, day, message_id)


def _to_person(request: Request, form: ChatForm) -> bool:
    """While a person is there, free words are for them, whichever page they were written on: what the buttons say goes
    on being the conversation's facts.
    """
    here = running(request)
    there = here.handovers.is_open(conversation_of(request) or "")
    if there is None:
        return False
    with suppress(HandoverOver):
        write(here, there.token, "resident", MessageForm(text=form.text or "", message_id=form.message_id))
        return True
    return False


def _once(message_id: str, message: Json) -> str | None:
    """The message's own id: the same form sent twice with the same content counts once."""
    try:
        return str(uuid.uuid5(uuid.UUID(message_id), repr(message)))
    except ValueError:
        return None


def _forgotten(request: Request, address: str) -> Response:
    answer = to(address)
    keep_resident(request, answer, None)
    return answer
