"""The residents' pages: the conversation, documents to read, results to keep. They work without JavaScript."""

from __future__ import annotations

import re
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
from assistant.facts.vocabulary import Fact, FactError
from assistant.language.numerals import read_quantities
from assistant.locations import web_folder
from assistant.request import RequestError
from assistant.server.conversations import Conversations, Said
from assistant.server.reading import provisions
from assistant.server.views import Presenter
from assistant.store.conversations import UnknownConversation

Json = dict[str, Any]
COOKIE = "conversation"
RESIDENT = {"applicant": "resident"}
EXAMPLES = (
    "我西城户口，32岁，下岗半年了，办了失业登记，刚找到一家公司签了三年合同，月薪4500，交社保",
    "我是朝阳户口，今年大学毕业，还没找到工作",
    "西城的就业奖励要什么条件？",
)
_DAY = re.compile(r"(\d{4})\D{0,2}(\d{1,2})(?:\D{1,2}(\d{1,2}))?\D?|(\d{4})(\d{2})(\d{2})", re.ASCII)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－／", "0123456789.,-/")

router = APIRouter(include_in_schema=False)
templates = Jinja2Templates(directory=web_folder() / "templates")


@router.get("/")
def chat(request: Request, ask: Annotated[str | None, Query(max_length=64)] = None) -> Response:
    """The conversation as it stands; ``ask`` puts one question again."""
    return _conversation_page(request, request.cookies.get(COOKIE), ask)


@router.post("/chat")
def say(
    request: Request,
    text: Annotated[str | None, Form()] = None,
    fact: Annotated[str | None, Form()] = None,
    value: Annotated[list[str] | None, Form()] = None,
    undo: Annotated[str | None, Form()] = None,
    forget: Annotated[str | None, Form()] = None,
    change: Annotated[str | None, Form()] = None,
    message_id: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """One message of a form; answered with the page (303), with htmx with its changed part."""
    conversation_id = request.cookies.get(COOKIE)
    if change is not None:
        return (
            _conversation_page(request, conversation_id, change)
            if _htmx(request)
            else _to(f"/?ask={quote(change)}#ask")
        )
    typed = "、".join(value or [])
    try:
        message = _message(_engine(request), text, fact, value, undo, forget)
        kept = _say(request, conversation_id, message, _once(message_id, message))
    except (RequestError, FactError) as problem:
        return _conversation_page(request, conversation_id, fact, str(problem), text or "", typed)
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
    text: str = "",
    value: str = "",
) -> Response:
    """The whole page, or with htmx the part that changes. ``problem``: not taken; what was typed stays."""
    engine, day = _engine(request), today()
    answer: Json | None = None
    history: list[Said] = []
    if conversation_id:
        try:
            answer = _conversations(request).current(conversation_id, day)
            history = _conversations(request).history(conversation_id)
        except UnknownConversation:
            answer = None
    lost = bool(conversation_id) and answer is None
    if answer is None:
        answer = {**engine.assess(RESIDENT, day), "declined": [], "result_url": None}
    question, asked_again = answer["next_question"], False
    if ask in engine.vocabulary.facts:
        assessment = engine.rules.assess(answer["facts"], day)
        question, asked_again = engine.answers.question(engine.interviewer.ask(ask, assessment)), True
    folded, exchanges = Presenter(engine).exchanges(history)
    context = {
        "answer": answer, "question": question, "asked_again": asked_again, "folded": folded, "exchanges": exchanges,
        "lost": lost, "deleted": "deleted" in request.query_params, "problem": problem, "text": text, "value": value,
        "message_id": str(uuid.uuid4()), "examples": EXAMPLES, "greeting": engine.words.greeting,
        "documents": engine.documents(day)["documents"] if not history else [],
    }  # fmt: skip
    name = "parts/desk.html" if _htmx(request) else "chat.html"
    return _page(request, name, context, 422 if problem else 200)


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


def _message(
    engine: Engine,
    text: str | None,
    fact: str | None,
    value: list[str] | None,
    undo: str | None,
    forget: str | None,
) -> Json:
    """The form as a message. Raises RequestError with a sentence that says what to write."""
    if undo is not None:
        return {"undo": True}
    if forget is not None:
        return {"forget": forget}
    if fact is not None:
        known = engine.vocabulary.facts.get(fact)
        if known is None:
            raise RequestError("unknown_fact", "没有这个问题，请重新打开页面。")
        return {"answer": {"fact": fact, "value": read_answer(known, value or [])}}
    if text is None or not text.strip():
        raise RequestError("empty", "还没有写字。请写一句您的情况或问题，再点“发送”。")
    return {"text": text.strip()}


def read_answer(fact: Fact, values: list[str]) -> object:
    """A form's value as the vocabulary has it; empty is 不清楚 (None). Raises RequestError."""
    given = [value.strip().translate(_FULL_WIDTH) for value in values if value.strip()]
    if not given:
        return None
    if fact.type == "bool":
        return {"true": True, "false": False}.get(given[0], given[0])
    if fact.type == "words":
        return given
    if fact.type == "date":
        return _read_date(given[0])
    if fact.type in ("int", "number") and given[0] not in fact.also:
        return _read_number(given[0], fact)
    return given[0]


def _read_date(typed: str) -> str:
    found = _DAY.fullmatch(typed.replace(" ", ""))
    if found is None:
        raise RequestError("bad_date", f"没看懂日期“{typed[:20]}”，请写成 2026-11-01 或 2026年11月1日。")
    parts = [part for part in found.groups() if part]
    return "-".join(part.zfill(2) for part in parts)


def _read_number(typed: str, fact: Fact) -> int | float:
    bare = typed.replace(",", "")
    if re.fullmatch(r"\d{1,15}(\.\d{1,6})?", bare, re.ASCII):
        return float(bare) if "." in bare else int(bare)
    quantities = read_quantities(typed)
    if len(quantities) != 1 or quantities[0].end - quantities[0].start != len(typed):
        example = f"0 到 {fact.max} 的整数" if fact.max is not None else "一个数"
        raise RequestError("bad_number", f"没看懂“{typed[:20]}”，请只填{example}。")
    number = quantities[0].value
    return int(number) if number == number.to_integral_value() else float(number)


def _once(message_id: str, message: Json) -> str | None:
    """The message's own id: the same form sent twice with the same content counts once."""
    try:
        return str(uuid.uuid5(uuid.UUID(message_id), repr(message)))
    except ValueError:
        return None


def _page(request: Request, name: str, context: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    shown = {**context, "p": Presenter(_engine(request)), "today": today().isoformat()}
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
