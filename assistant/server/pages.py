"""The residents' pages: the conversation, documents to read, results to keep. They work without JavaScript."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates
from starlette.exceptions import HTTPException

from assistant.engine import Engine
from assistant.facts.calendar import today
from assistant.facts.vocabulary import FactError
from assistant.locations import web_folder
from assistant.request import RequestError
from assistant.server.conversations import Conversations
from assistant.server.forms import ChatForm, read_message
from assistant.server.reading import provisions
from assistant.server.talk import Talk
from assistant.server.views import Presenter
from assistant.store.conversations import StoredConversation, UnknownConversation

Json = dict[str, Any]
COOKIE = "conversation"
RESIDENT = {"applicant": "resident"}
EXAMPLES = (
    "我西城户口，32岁，下岗半年了，办了失业登记，刚找到一家公司签了三年合同，月薪4500，交社保",
    "我是朝阳户口，今年大学毕业，还没找到工作",
    "西城的就业奖励要什么条件？",
)

router = APIRouter(include_in_schema=False)
templates = Jinja2Templates(directory=web_folder() / "templates")


@router.get("/")
def chat(request: Request, ask: Annotated[str | None, Query(max_length=64)] = None) -> Response:
    """The conversation as it stands; ``ask`` puts one question again."""
    return _conversation_page(request, request.cookies.get(COOKIE), ask)


@router.post("/chat")
def say(request: Request, form: Annotated[ChatForm, Form()]) -> Response:
    """One message of a form; answered with the page (303), with htmx with its changed part."""
    conversation_id = request.cookies.get(COOKIE)
    if form.change is not None:
        return (
            _conversation_page(request, conversation_id, form.change)
            if _htmx(request)
            else _to(f"/?ask={quote(form.change)}#ask")
        )
    try:
        message = read_message(_engine(request), form)
        kept = _say(request, conversation_id, message, _once(form.message_id, message))
    except (RequestError, FactError) as problem:
        return _conversation_page(request, conversation_id, form.fact, str(problem), form)
    answer = _conversation_page(request, kept) if _htmx(request) else _to("/#now")
    if kept != conversation_id:
        secure = request.url.scheme == "https"
        answer.set_cookie(COOKIE, kept, httponly=True, samesite="lax", secure=secure, path="/")
    return answer


@router.post("/restart")
def restart() -> Response:
    """The next message starts a new conversation."""
    return _forgotten(_to("/"))


@router.post("/delete")
def delete(request: Request) -> Response:
    """Nothing of the conversation is left."""
    conversation_id = request.cookies.get(COOKIE)
    if conversation_id:
        with suppress(UnknownConversation):
            _conversations(request).delete(conversation_id)
    return _forgotten(_to("/?deleted=1"))


@router.get("/documents")
def documents(request: Request) -> Response:
    """Every document with its standing."""
    return _page(request, "documents.html", _engine(request).documents(today()))


@router.get("/documents/{document_id}")
def document(request: Request, document_id: str) -> Response:
    """A document to read, with an anchor on every clause."""
    engine = _engine(request)
    name, anchor, path = document_id.partition("#")  # a clause's id, encoded whole, is its address too
    if name not in engine.corpus.documents:
        raise HTTPException(404)
    if anchor:
        return RedirectResponse(f"/documents/{name}#{quote(path)}", 303)
    metadata = engine.sources.document(engine.corpus.documents[document_id], today())
    context = {"document": metadata, "provisions": provisions(engine, document_id)}
    return _page(request, "document.html", context)


@router.get("/results/{token}")
def result(request: Request, token: str) -> Response:
    """A result to keep and print, as it was told on its day."""
    return _page(request, "result.html", {"answer": _conversations(request).result(token)})


def error_page(request: Request, status: int, message: str) -> Response:
    """An error for people; with htmx only the sentence, so that nothing on the page is lost."""
    if _htmx(request):
        headers = {"HX-Retarget": "#trouble", "HX-Reswap": "innerHTML"}
        return templates.TemplateResponse(request, "parts/trouble.html", {"message": message}, status, headers)
    return _page(request, "problem.html", {"status": status, "message": message}, status)


def _conversation_page(
    request: Request,
    conversation_id: str | None,
    ask: str | None = None,
    problem: str = "",
    form: ChatForm | None = None,
) -> Response:
    """The whole page, or with htmx the part that changes. ``problem``: not taken; what the form said stays."""
    engine, day = _engine(request), today()
    kept = _kept(request, conversation_id)
    answer = _answer(engine, kept, day)
    question, asked_again = answer["next_question"], False
    if ask in engine.vocabulary.facts:
        assessment = engine.rules.assess(answer["facts"], day)
        question, asked_again = engine.answers.question(engine.interviewer.ask(ask, assessment)), True
    folded, exchanges = Talk(engine).exchanges(kept.turns if kept else ())
    context = {
        "answer": answer, "question": question, "asked_again": asked_again, "folded": folded, "exchanges": exchanges,
        "lost": bool(conversation_id) and kept is None, "deleted": "deleted" in request.query_params,
        "problem": problem, "form": form or ChatForm(),
        "message_id": str(uuid.uuid4()), "examples": EXAMPLES, "greeting": engine.words.greeting,
        "documents": engine.documents(day)["documents"] if not exchanges else [],
    }  # fmt: skip
    name = "parts/desk.html" if _htmx(request) else "chat.html"
    return _page(request, name, context, 422 if problem else 200)


def _kept(request: Request, conversation_id: str | None) -> StoredConversation | None:
    """The conversation, read once for all that a page shows of it; None where there is none (any more)."""
    if not conversation_id:
        return None
    try:
        return _conversations(request).store.load(conversation_id)
    except UnknownConversation:
        return None


def _answer(engine: Engine, kept: StoredConversation | None, day: dt.date) -> Json:
    """Where the conversation stands; without one, where every resident starts."""
    if kept is None:
        return {**engine.assess(RESIDENT, day), "declined": [], "enough": False, "answered": 0, "result_url": None}
    host = engine.host
    result_url = f"/results/{kept.turns[-1].result_token}" if kept.turns else None
    return {**host.shown(host.standing(kept.changes(), day)), "result_url": result_url}


def _say(request: Request, conversation_id: str | None, message: Json, message_id: str | None) -> str:
    """Say it in the conversation, or in a new one where there is none; its id."""
    conversations, day = _conversations(request), today()
    if conversation_id:
        with suppress(UnknownConversation):
            conversations.say(conversation_id, message, day, message_id)
            return conversation_id
    started = conversations.start(RESIDENT)
    try:
        conversations.say(started, message, day, message_id)
    except (RequestError, FactError):
        conversations.delete(started)
        raise
    return started


def _once(message_id: str, message: Json) -> str | None:
    """The message's own id: the same form sent twice with the same content counts once."""
    try:
        return str(uuid.uuid5(uuid.UUID(message_id), repr(message)))
    except ValueError:
        return None


def _page(request: Request, name: str, context: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    engine = _engine(request)
    shown = {**context, "p": Presenter(engine), "talk": Talk(engine), "today": today().isoformat()}
    return templates.TemplateResponse(request, name, shown, status)


def _to(address: str) -> RedirectResponse:
    return RedirectResponse(address, 303)


def _forgotten(answer: Response) -> Response:
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
    return answer


def _htmx(request: Request) -> bool:
    return request.headers.get("hx-request") == "true"


def _engine(request: Request) -> Engine:
    engine: Engine = request.app.state.engine
    return engine


def _conversations(request: Request) -> Conversations:
    conversations: Conversations = request.app.state.conversations
    return conversations
