"""Requests of programs, read and checked; what can't be answered is refused in a sentence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]


class RequestError(ValueError):
    """What was asked is wrong; ``code`` for programs, the message for people says what to do (Chinese)."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


def json_object(text: str) -> Json:
    """A JSON object. Raises RequestError."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise RequestError("bad_json", "不是正确的 JSON，请检查引号和逗号。") from None
    if not isinstance(content, dict):
        raise RequestError("bad_json", "应是一个 JSON 对象，写在 { } 里。")
    return content


def required_text(request: Mapping[str, Any], name: str) -> str:
    """A text that has to be there. Raises RequestError."""
    value = request.get(name)
    if not isinstance(value, str):
        raise RequestError("missing", f"请求里要有文字 {name}。")
    return value


def optional_texts(request: Mapping[str, Any], name: str) -> list[str] | None:
    """A list of texts that may be there. Raises RequestError."""
    value = optional(request, name, list)
    if value is not None and not all(isinstance(item, str) for item in value):
        raise RequestError("bad_value", f"请求里的 {name} 应是一列文字。")
    return value  # type: ignore[no-any-return]


def optional(request: Mapping[str, Any], name: str, kind: type, default: Any = None) -> Any:
    """A value that may be there, of one type. Raises RequestError."""
    value = request.get(name)
    if value is None:
        return default
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise RequestError("bad_value", f"请求里的 {name} 不能是“{str(value)[:40]}”。")
    return value


def facts_of(request: Mapping[str, Any]) -> Mapping[str, Any]:
    """The facts of a request. Raises RequestError."""
    facts = request.get("facts")
    if not isinstance(facts, Mapping):
        raise RequestError("bad_facts", 'facts 应是一个 JSON 对象，如 {"applicant": "resident"}。')
    return facts
