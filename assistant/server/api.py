"""The HTTP API: the same answers as the command line, and conversations for any channel."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from assistant.engine import Engine
from assistant.facts.calendar import read_day, today
from assistant.server.conversations import Conversations

Json = dict[str, Any]
router = APIRouter(prefix="/api/v1")

Day = Annotated[str | None, Field(description="YYYY-MM-DD，默认为今天（北京时间）", max_length=40)]


class ExtractRequest(BaseModel):
    """A text to take facts from."""

    model_config = ConfigDict(json_schema_extra={"example": {"text": "我35岁，西城户口"}})
    text: str
    as_of: Day = None


class AssessRequest(BaseModel):
    """Facts to assess."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"facts": {"applicant": "resident", "hukou_district": "xicheng"}}}
    )
    facts: dict[str, Any]
    as_of: Day = None
    what_if: dict[str, Any] | None = Field(default=None, description="换成这些事实再算一次；null 表示不清楚")
    compare_districts: bool = Field(default=False, description="同一个人，户口在各区时各能领什么")


class ExplainRequest(BaseModel):
    """One benefit to explain for somebody."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"benefit": "xicheng-employment-reward", "facts": {"hukou_district": "xicheng"}}}
    )
    benefit: str
    facts: dict[str, Any] = Field(default_factory=dict)
    as_of: Day = None


class Answer(BaseModel):
    """An answer to a question; ``value`` null is 不清楚."""

    fact: str
    value: Any = None


class Message(BaseModel):
    """One message: exactly one of ``text``, ``answer``, ``answers`` (of a list to tick), ``undo``, ``forget``."""

    model_config = ConfigDict(json_schema_extra={"example": {"text": "我西城户口，32岁", "message_id": "m-1"}})
    text: str | None = None
    answer: Answer | None = None
    answers: dict[str, Any] | None = Field(
        default=None, description="清单一次答几项：勾上的、没勾的各写一个值；null 是不清楚，空的 {} 是改为一项一项问"
    )
    undo: bool | None = None
    forget: str | None = None
    message_id: str | None = Field(default=None, min_length=1, max_length=64)


def _engine(request: Request) -> Engine:
    engine: Engine = request.app.state.engine
    return engine


def _conversations(request: Request) -> Conversations:
    conversations: Conversations = request.app.state.conversations
    return conversations


@router.get("/search", summary="按问题查条款")
def search(
    request: Request,
    query: Annotated[str, Query(description="问题")],
    limit: Annotated[int, Query(ge=0, le=1000)] = 10,
    as_of: Day = None,
    district: Annotated[str | None, Query(description="只看这个区和全市的文件")] = None,
    documents: Annotated[list[str] | None, Query(description="只看这些文件")] = None,
) -> Json:
    return _engine(request).search(query, _day(as_of), limit, district, documents)


@router.get("/suggest", summary="边打字边提示")
def suggest(
    request: Request,
    q: Annotated[str, Query(description="打出来的字或拼音首字母，两个起")],
    limit: Annotated[int, Query(ge=0, le=50)] = 8,
) -> Json:
    return _engine(request).suggest(q, limit)


@router.post("/extract", summary="从一段话里记下事实")
def extract(request: Request, body: ExtractRequest) -> Json:
    return _engine(request).extract(body.text, _day(body.as_of))


@router.post("/assess", summary="按事实测算待遇")
def assess(request: Request, body: AssessRequest) -> Json:
    engine, day = _engine(request), _day(body.as_of)
    return engine.assess_and_compare(body.facts, day, body.what_if, body.compare_districts)


@router.post("/explain", summary="一项待遇为什么能领或不能领")
def explain(request: Request, body: ExplainRequest) -> Json:
    return _engine(request).explain(body.benefit, body.facts, _day(body.as_of))


@router.get("/clauses/{clause_id:path}", summary="一个条款的原文")
def clause(request: Request, clause_id: str, as_of: Day = None) -> Json:
    return _engine(request).clause(clause_id, _day(as_of))


@router.get("/documents", summary="全部文件及其效力")
def documents(request: Request, as_of: Day = None) -> Json:
    return _engine(request).documents(_day(as_of))


@router.post("/conversations", status_code=201, summary="开始一次对话")
def start(request: Request) -> Json:
    conversations = _conversations(request)
    return conversations.opening(conversations.start(), today())


@router.post("/conversations/{conversation_id}/messages", summary="说一句话")
def say(request: Request, conversation_id: str, message: Annotated[Message, Body()]) -> Json:
    said = message.model_dump(exclude_none=True, exclude={"message_id"})
    if message.answer is not None:
        said["answer"] = {"fact": message.answer.fact, "value": message.answer.value}
    if message.answers is not None:
        said["answers"] = message.answers  # null stays: 不清楚
    return _conversations(request).say(conversation_id, said, today(), message.message_id)


@router.get("/conversations/{conversation_id}", summary="对话到现在的内容")
def history(request: Request, conversation_id: str) -> Json:
    conversations = _conversations(request)
    lines = conversations.history(conversation_id)
    turns = [{"seq": line.seq, "who": line.who, "text": line.text, "fact": line.fact} for line in lines]
    return {**conversations.current(conversation_id, today()), "turns": turns}


@router.delete("/conversations/{conversation_id}", status_code=204, summary="删除对话")
def delete(request: Request, conversation_id: str) -> Response:
    _conversations(request).delete(conversation_id)
    return Response(status_code=204)


def _day(as_of: str | None) -> Any:
    return read_day(as_of) if as_of else today()
