"""The residents' pages: the conversation, documents to read, results to keep. They work without JavaScript."""

from __future__ import annotations

import datetime as dt
import uuid
from contextlib import suppress
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from assistant.dialogue.state import state_of
from assistant.engine import Engine
from assistant.facts.vocabulary import FactError
from assistant.request import RequestError
from assistant.server.conversations import Taken
from assistant.server.cookies import drop_cookie, put_cookie, read_cookie
from assistant.server.door import GuardedRoute
from assistant.server.forms import ChatForm, read_message
from assistant.server.live import stream
from assistant.server.reading import provisions
from assistant.server.rendering import page, to, with_htmx
from assistant.server.running import running
from assistant.server.talk import Talk
from assistant.store.conversations import StoredConversation, UnknownConversation

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
    return _as_it_stands(request, ask)


@router.post("/chat")
def say(request: Request, form: Annotated[ChatForm, Form()]) -> Response:
    """One message of a form; answered with the page (303), with htmx with its changed part."""
    if form.change is not None:
        return _as_it_stands(request, form.change) if with_htmx(request) else to(f"/?ask={quote(form.change)}#ask")
    try:
        message = read_message(running(request).engine, form)
        taken = _take(request, message, _once(form.message_id, message))
    except (RequestError, FactError) as problem:
        return _as_it_stands(request, form.fact, str(problem), form)
    kept = taken.conversation
    answer = _conversation_page(request, kept, taken.reply) if with_htmx(request) else to("/#now")
    if kept.id != read_cookie(request, "conversation"):
        put_cookie(request, answer, "conversation", kept.id)
    return answer


@router.get("/chat/events")
def events(request: Request, after: Annotated[int, Query(ge=0, le=10_000)] = 0) -> Response:
    """Server-sent events of the conversation: another tab or phone went on with it."""
    conversation_id = read_cookie(request, "conversation") or ""
    running(request).conversations.store.load(conversation_id)
    return stream(running(request).watcher, conversation_id, after)


@router.post("/restart")
def restart(request: Request) -> Response:
    """The next message starts a new conversation."""
    return _forgotten(request, "/")


@router.post("/delete")
def delete(request: Request) -> Response:
    """Nothing of the conversation is left."""
    conversation_id = read_cookie(request, "conversation")
    if conversation_id:
        with suppress(UnknownConversation):
            running(request).conversations.delete(conversation_id)
    return _forgotten(request, "/?deleted=1")


@router.get("/privacy")
def privacy(request: Request) -> Response:
    """What is kept, for how long, who sees it, and how to delete it."""
    context = {
        "keep_days": running(request).settings.keep_days,
        "in_conversation": read_cookie(request, "conversation") is not None,
    }
    return page(request, "privacy.html", context)


@router.get("/benefits/{benefit_id}")
def benefit(request: Request, benefit_id: str, result: Annotated[str | None, Query(max_length=64)] = None) -> Response:
    """One benefit explained for whoever talks in this browser; with htmx the explanation alone.

    ``result``: the token of a turn, for what had been said by then: that is what the page that asks still shows.
    """
    here = running(request)
    facts = _told(request, result)
    kinds = here.engine.benefit(benefit_id).applicants
    if facts.get("applicant") not in kinds:
        facts = {"applicant": kinds[0]}
    explained = here.engine.explain(benefit_id, facts, here.today())
    name = "parts/explained.html" if with_htmx(request) else "benefit.html"
    return page(request, name, {"b": explained["benefit"], "told": len(facts) > 1})


@router.get("/documents")
def documents(request: Request) -> Response:
    """Every document with its standing."""
    return page(request, "documents.html", running(request).engine.documents(running(request).today()))


@router.get("/documents/{document_id}")
def document(request: Request, document_id: str) -> Response:
    """A document to read, with an anchor on every clause."""
    engine = running(request).engine
    name, anchor, path = document_id.partition("#")  # a clause's id, encoded whole, is its address too
    if name not in engine.corpus.documents:
        raise HTTPException(404)
    if anchor:
        return RedirectResponse(f"/documents/{name}#{quote(path)}", 303)
    metadata = engine.sources.document(engine.corpus.documents[document_id], running(request).today())
    context = {"document": metadata, "provisions": provisions(engine, document_id)}
    return page(request, "document.html", context)


@router.get("/results/{token}")
def result(request: Request, token: str) -> Response:
    """A result to keep and print, as it was told on its day."""
    return page(request, "result.html", {"answer": running(request).conversations.result(token)})


def _as_it_stands(
    request: Request, ask: str | None = None, problem: str = "", form: ChatForm | None = None
) -> Response:
    """The browser's conversation. ``problem``: a message not taken; what the form said stays."""
    here, conversation_id = running(request), read_cookie(request, "conversation")
    try:
        kept = here.conversations.store.load(conversation_id) if conversation_id else None
    except UnknownConversation:
        kept = None
    lost = bool(conversation_id) and kept is None
    answer = _answer(here.engine, kept, here.today())
    return _conversation_page(request, kept, answer, ask, problem, form, lost)


def _told(request: Request, result: str | None) -> Json:
    """What had been told by a turn, else what the browser's conversation has told so far. Raises UnknownResult."""
    store = running(request).conversations.store
    try:
        kept = store.result(result)[0] if result is not None else store.load(read_cookie(request, "conversation") or "")
    except UnknownConversation:
        return {}
    return dict(state_of(kept.changes()).facts)


def _conversation_page(
    request: Request,
    kept: StoredConversation | None,
    answer: Json,
    ask: str | None = None,
    problem: str = "",
    form: ChatForm | None = None,
    lost: bool = False,
) -> Response:
    """The whole page, or with htmx the part that changes."""
    engine, day = running(request).engine, running(request).today()
    if kept is not None:
        request.state.conversation = kept.id  # for the log
    question, asked_again = answer["next_question"], False
    if ask in engine.vocabulary.facts:
        assessment = engine.rules.assess(answer["facts"], day)
        question, asked_again = engine.answers.question(engine.interviewer.ask(ask, assessment)), True
    folded, exchanges = Talk(engine).exchanges(kept.turns if kept else ())
    context = {
        "answer": answer, "question": question, "asked_again": asked_again, "folded": folded, "exchanges": exchanges,
        "turns": kept.turns if kept else (), "lost": lost, "problem": problem, "form": form or ChatForm(),
        "deleted": kept is None and "deleted" in request.query_params,
        "message_id": str(uuid.uuid4()), "examples": EXAMPLES, "greeting": engine.words.greeting,
        "documents": engine.documents(day)["documents"] if not exchanges else [],
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
    conversation_id = read_cookie(request, "conversation")
    if conversation_id:
        with suppress(UnknownConversation):
            return conversations.take(conversation_id, message, day, message_id)
    return conversations.take_first(RESIDENT, message, day, message_id)


def _once(message_id: str, message: Json) -> str | None:
    """The message's own id: the same form sent twice with the same content counts once."""
    try:
        return str(uuid.uuid5(uuid.UUID(message_id), repr(message)))
    except ValueError:
        return None


def _forgotten(request: Request, address: str) -> Response:
    answer = to(address)
    drop_cookie(request, answer, "conversation")
    return answer
