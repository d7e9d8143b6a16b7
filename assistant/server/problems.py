"""Errors for programs: ``application/problem+json`` (RFC 9457) with a sentence that a person can act on."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from assistant.documents.corpus import UnknownClause
from assistant.facts.calendar import BadDay
from assistant.facts.vocabulary import FactError
from assistant.request import RequestError
from assistant.server.refusals import Refused, TooSlow
from assistant.store.canned import UnknownCanned
from assistant.store.case_records import NotYourCase, UnknownCase
from assistant.store.checks import UnknownCheck
from assistant.store.conversations import UnknownConversation, UnknownResult
from assistant.store.handover import HandoverOver, UnknownHandover
from assistant.store.troubles import trouble_of

_REQUEST_STATUS = {
    "unknown_benefit": 404, "unknown_question": 404, "unknown_words": 404, "text_too_long": 413, "busy": 409,
    "too_many_turns": 409, "message_too_long": 413, "too_many_messages": 409,
}  # fmt: skip
BUSY_WAIT = 5  # seconds
BROKEN = "请求体不是正确的 JSON，请检查引号、逗号和编码。"
HALVES = "文字里有不完整的字符（单独的代理码），请改成正常的文字再发。"
# Every answer that is no answer, as the OpenAPI document describes it.
PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "给人看的一句话：哪里不对、怎么办"},
        "code": {"type": "string"},
        "nearest": {"type": "array", "items": {"type": "string"}, "description": "没有这个条款时，最接近的"},
        "facts": {"type": "array", "items": {"type": "string"}, "description": "有问题的事实"},
    },
}
_CONTENT = {"application/problem+json": {"schema": PROBLEM_SCHEMA}}
PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {"description": "请求不对，或太频繁（429，带 Retry-After）", "content": _CONTENT},
    "5XX": {"description": "服务器或数据库出了问题（503 带 Retry-After）", "content": _CONTENT},
}
# pydantic's types of what is wrong with a field: https://docs.pydantic.dev/latest/errors/validation_errors/
_WRONG = {
    "missing": "没有填",
    "string_too_long": "太长，最多 {max_length} 个字符",
    "string_type": "要是文字",
    "int_parsing": "要是整数",
    "int_type": "要是整数",
    "bool_parsing": "要是 true 或 false",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "dict_type": "要是 JSON 对象",
    "list_type": "要是 JSON 数组",
    "extra_forbidden": "没有这个字段",
    "literal_error": "只能是 {expected}",
}
_PLAIN = {
    400: BROKEN,
    404: "没有这个地址，请检查网址。",
    405: "这个地址不支持这种请求方法。",
    413: "请求太大，请缩短后再发。",
}


def _is_broken(problem: RequestValidationError) -> bool:
    return any(error["type"] == "json_invalid" for error in problem.errors())


def known_status(problem: Exception) -> int:
    """The HTTP status that fits an error."""
    unknown = (
        UnknownCanned | UnknownCase | UnknownCheck | UnknownClause | UnknownConversation | UnknownHandover
        | UnknownResult
    )  # fmt: skip
    if isinstance(problem, unknown):
        return 404
    if isinstance(problem, NotYourCase):
        return 403
    if isinstance(problem, HandoverOver):
        return 409
    if isinstance(problem, RequestValidationError):
        return 400 if _is_broken(problem) else 422
    if isinstance(problem, Refused):
        return problem.status
    if isinstance(problem, SQLAlchemyError):
        return 503 if trouble_of(problem) else 500
    if isinstance(problem, FactError):
        return 422
    if isinstance(problem, RequestError):
        return _REQUEST_STATUS.get(problem.code, 400)
    if isinstance(problem, BadDay | UnicodeEncodeError):
        return 400
    return problem.status_code if isinstance(problem, HTTPException) else 500


def sentence(problem: Exception) -> str:
    """What is wrong and what to do, in one sentence."""
    if isinstance(problem, RequestValidationError):
        if _is_broken(problem):
            return BROKEN
        first = problem.errors()[0]
        field = ".".join(str(part) for part in first["loc"][1:]) or "请求体"
        said = _WRONG.get(first["type"], "").format_map(first.get("ctx", {})) or first["msg"]
        return f"字段“{field}”不合要求（{said}），请改正后再发。"
    if isinstance(problem, HTTPException):
        return _PLAIN.get(problem.status_code, str(problem.detail))
    if isinstance(problem, UnicodeEncodeError):
        return HALVES
    if isinstance(problem, SQLAlchemyError) and (trouble := trouble_of(problem)) is not None:
        return trouble.sentence
    if known_status(problem) == 500:
        return "服务器出了问题，您说过的都还在，请稍后再试。"
    return str(problem)


async def problem_response(_request: Request, problem: Exception) -> JSONResponse:
    """The error as problem+json."""
    status = known_status(problem)
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": sentence(problem).encode(errors="backslashreplace").decode(),
    }
    if isinstance(problem, UnknownClause):
        body["nearest"] = problem.nearest
    if isinstance(problem, RequestError | Refused):
        body["code"] = problem.code
    if isinstance(problem, FactError):
        body["facts"] = [fact.encode(errors="backslashreplace").decode() for fact in problem.facts]
    return JSONResponse(body, status, retry_header(problem), media_type="application/problem+json")


def retry_header(problem: Exception) -> dict[str, str]:
    """When it makes sense to try again, where that is known; a connection that is too slow isn't kept open."""
    if isinstance(problem, TooSlow):
        return {"connection": "close"}
    if isinstance(problem, Refused) and problem.retry_after is not None:
        return {"retry-after": str(problem.retry_after)}
    return {"retry-after": str(BUSY_WAIT)} if isinstance(problem, SQLAlchemyError) and trouble_of(problem) else {}
