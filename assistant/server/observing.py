"""What operators see: a log line and a count for each request, by route, never what was said."""

from __future__ import annotations

import logging
import re
import secrets
import time
from contextvars import ContextVar
from hashlib import sha256
from typing import Any

from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger("assistant.access")
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
METHODS = ("GET", "POST", "DELETE")
_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
REQUESTS = Counter("assistant_requests", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram(
    "assistant_request_seconds",
    "Seconds from request to the end of its answer",
    ["route"],
    buckets=(0.005, 0.01, 0.02, 0.04, 0.06, 0.1, 0.2, 0.5, 1, 2, 5, 20),
)
TURNS = Counter("assistant_turns", "Turns of conversations stored, by whether the question was answered", ["answered"])
TROUBLES = Counter("assistant_database_troubles", "Requests that the database could not serve", ["kind"])
PACED = Counter("assistant_refused_too_many", "Requests refused by a rate limit", ["pace"])


class Observed:
    """Gives each request an id, then logs and counts it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        this = _id_of(Headers(scope=scope).get("x-request-id"))
        request_id.set(this)
        scope.setdefault("state", {})["request_id"] = this
        start, status = time.perf_counter(), 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["x-request-id"] = this
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            self._note(scope, status, time.perf_counter() - start)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = _route(scope)
        known = route != "none" and scope["method"] in METHODS  # a visitor mustn't make up labels
        REQUESTS.labels(scope["method"] if known else "any", route, status).inc()
        SECONDS.labels(route).observe(seconds)
        if not logger.isEnabledFor(logging.INFO):
            return
        line: dict[str, Any] = {
            "method": scope["method"], "route": route, "status": status, "ms": round(seconds * 1000, 1),
        }  # fmt: skip
        signed_in = scope["state"].get("signed_in")
        if signed_in is not None:
            line["account"] = signed_in.account.name
        conversation = scope.get("path_params", {}).get("conversation_id") or scope["state"].get("conversation")
        if conversation:
            line["conversation"] = short_name(conversation)
        logger.info("request", extra=line)


class RequestIds(logging.Filter):
    """Puts the request's id on every record that is written while it is answered."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        record.__dict__.pop("color_message", None)  # uvicorn's, for terminals
        return True


def short_name(secret: str) -> str:
    """A name for a conversation or result in a log: its id itself would open it."""
    return sha256(secret.encode(errors="replace")).hexdigest()[:12]


def log_settings(as_json: bool) -> dict[str, Any]:
    """Logging as ``logging.config`` takes it: JSON lines for programs; at a terminal only what is wrong."""
    fields = "%(levelname)s %(name)s %(process)d %(message)s %(request_id)s"
    formatters = {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": fields,
            "timestamp": "at",
            "rename_fields": {"levelname": "level", "name": "logger", "process": "pid", "message": "event"},
            "json_ensure_ascii": False,
        },
        "plain": {"format": "%(asctime)s %(levelname)s %(message)s"},
    }
    handler = {
        "class": "logging.StreamHandler",
        "stream": "ext://sys.stderr",
        "formatter": "json" if as_json else "plain",
        "filters": ["request_ids"],
    }
    level = "INFO" if as_json else "WARNING"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_ids": {"()": "assistant.server.observing.RequestIds"}},
        "formatters": formatters,
        "handlers": {"stderr": handler},
        "loggers": {"assistant": {"level": level}, "uvicorn": {"level": "INFO" if as_json else "WARNING"}},
        "root": {"level": "WARNING", "handlers": ["stderr"]},
    }


def _id_of(given: str | None) -> str:
    """The id that a proxy gave the request, or a new one."""
    return given if given and _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)


def _route(scope: Scope) -> str:
    """The route's pattern, not its path: paths hold ids."""
    route = scope.get("route")
    if route is not None:
        return str(route.path)
    return "/static/{path:path}" if scope["path"].startswith("/static/") and scope.get("endpoint") else "none"
