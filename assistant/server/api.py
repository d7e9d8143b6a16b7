"""The HTTP API: the same answers as the command line, and conversations for any channel."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from assistant.engine import LONGEST_TEXT
from assistant.facts.calendar import read_day
from assistant.server.api_answers import CHECKED
from assistant.server.door import GuardedRoute
from assistant.server.live import stream
from assistant.server.problems import PROBLEM_RESPONSES
from assistant.server.running import running

Json = dict[str, Any]
router = APIRouter(prefix="/api/v1", route_class=GuardedRoute, responses=PROBLEM_RESPONSES)

Day = Annotated[str | None, Field(description="YYYY-MM-DD，默认为今天（北京时间）", max_length=40)]


class ExtractRequest(BaseModel):
    """A text to take facts from."""

    model_config = ConfigDict(json_schema_extra={"example": {"text": "我35岁，西城户口"}})
    text: str
    as_of: Day = None


class CiteRequest(BaseModel):
    """A text whose citations, quotations and figures are checked."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"text": "西城区就业措施第六条第二款：“最长不超过五年”。", "as_of": "2026-11-30"}}
    )
    text: str = Field(description=f"最多 {LONGEST_TEXT} 个字符")
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
    script: bool = Field(default=False, description="连同照着念的话术、可以发的短信（script）")


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
    message_id: str | None = Field(default=None, min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$")


@router.get("/search", summary="按问题查条款")
def search(
    request: Request,
    query: Annotated[str, Query(description="问题")],
    limit: Annotated[int, Query(ge=0, le=1000)] = 10,
    as_of: Day = None,
    district: Annotated[str | None, Query(description="只看这个区和全市的文件")] = None,
    documents: Annotated[list[str] | None, Query(description="只看这些文件")] = None,
) -> Json:
    return running(request).engine.search(query, _day(request, as_of), limit, district, documents)


@router.get("/suggest", summary="边打字边提示")
def suggest(
    request: Request,
    q: Annotated[str, Query(description="打出来的字或拼音首字母，两个起")],
    limit: Annotated[int, Query(ge=0, le=50)] = 8,
) -> Json:
    return running(request).engine.suggest(q, limit)


@router.post("/extract", summary="从一段话里记下事实")
def extract(request: Request, body: ExtractRequest) -> Json:
    return running(request).engine.extract(body.text, _day(request, body.as_of))


@router.post("/cite", summary="核对一段话里的引用、引文和数字", response_model=None, responses={200: CHECKED})
def cite(request: Request, body: CiteRequest) -> Json:
    return running(request).engine.cite(body.text, _day(request, body.as_of), LONGEST_TEXT)


@router.post("/assess", summary="按事实测算待遇")
def assess(request: Request, body: AssessRequest) -> Json:
    engine, day = running(request).engine, _day(request, body.as_of)
    return engine.assess_and_compare(body.facts, day, body.what_if, body.compare_districts)


@router.post("/explain", summary="一项待遇为什么能领或不能领")
def explain(request: Request, body: ExplainRequest) -> Json:
    return running(request).engine.explain(body.benefit, body.facts, _day(request, body.as_of), body.script)


@router.get("/clauses/{clause_id:path}", summary="一个条款的原文")
def clause(request: Request, clause_id: str, as_of: Day = None) -> Json:
    return running(request).engine.clause(clause_id, _day(request, as_of))


@router.get("/documents", summary="全部文件及其效力")
def documents(request: Request, as_of: Day = None) -> Json:
    return running(request).engine.documents(_day(request, as_of))


@router.post("/conversations", status_code=201, summary="开始一次对话")
def start(request: Request) -> Json:
    conversations = running(request).conversations
    return conversations.opening(conversations.start(), running(request).today())


@router.post("/conversations/{conversation_id}/messages", summary="说一句话")
def say(request: Request, conversation_id: str, message: Annotated[Message, Body()]) -> Json:
    said = message.model_dump(exclude_none=True, exclude={"message_id"})
    if message.answer is not None:
        said["answer"] = {"fact": message.answer.fact, "value": message.answer.value}
    if message.answers is not None:
        said["answers"] = message.answers  # null stays: 不清楚
    return running(request).conversations.say(conversation_id, said, running(request).today(), message.message_id)


@router.get("/conversations/{conversation_id}", summary="对话到现在的内容")
def history(request: Request, conversation_id: str) -> Json:
    conversations = running(request).conversations
    lines = conversations.history(conversation_id)
    turns = [{"seq": line.seq, "who": line.who, "text": line.text, "fact": line.fact} for line in lines]
    return {**conversations.current(conversation_id, running(request).today()), "turns": turns}


@router.get(
    "/conversations/{conversation_id}/events",
    summary="对话有了新内容时告知（服务器推送）",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "事件 turn（data: turns）与 gone"}},
)
def events(
    request: Request, conversation_id: str, after: Annotated[int, Query(ge=0, le=10_000, description="已知几轮")] = 0
) -> Response:
    running(request).conversations.store.load(conversation_id)
    return stream(running(request).watcher, conversation_id, after)


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request) -> Json:
    described: Json = request.app.openapi()
    return described


@router.delete("/conversations/{conversation_id}", status_code=204, summary="删除对话")
def delete(request: Request, conversation_id: str) -> Response:
    running(request).conversations.delete(conversation_id)
    return Response(status_code=204)


def _day(request: Request, as_of: str | None) -> dt.date:
    return read_day(as_of) if as_of else running(request).today()
