"""The door of every route: its pace, the size of what comes in, who may pass, and how long an answer may take."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.types import Message

from assistant.server.cookies import conversation_of, session_of
from assistant.server.observing import short_name
from assistant.server.permissions import PERMISSIONS, Access
from assistant.server.refusals import (
    LoginNeeded,
    NotAllowed,
    PasswordChangeNeeded,
    TakesTooLong,
    TooLarge,
    TooMany,
    TooSlow,
)
from assistant.server.running import running
from assistant.store.audit import Actor
from assistant.store.sessions import SignedIn
from assistant.store.suspensions import asked_once

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
BODY_SECONDS = 15.0  # for a body to arrive


class GuardedRoute(APIRoute):
    """A route that is passed through the door; without an entry in the permission table nobody passes."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()
        access = access_of(self)

        async def through(request: Request) -> Response:
            if access is None:
                raise NotAllowed
            asked_once()
            await _admit(request, access)
            return await _in_time(handle, await _with_body(request, access), access.seconds)

        return through


def access_of(route: APIRoute) -> Access | None:
    """What the permission table says of a route (of one method)."""
    return next((PERMISSIONS[name] for name in route_names(route) if name in PERMISSIONS), None)


def route_names(route: APIRoute) -> list[str]:
    """A route's names in the permission table, as ``GET /documents/{document_id}``."""
    return [f"{method} {route.path}" for method in sorted(route.methods or ())]


def mounted(router: APIRouter) -> list[APIRoute]:
    """The routes of a router that are in the permission table; the others don't exist for anybody."""
    return [route for route in router.routes if isinstance(route, GuardedRoute) and access_of(route) is not None]


def signed_in(request: Request) -> SignedIn | None:
    """Who the request is from, as the door found out."""
    found: SignedIn | None = getattr(request.state, "signed_in", None)
    return found


def whoever(request: Request) -> SignedIn:
    """Who the request is from, on a route that only accounts may use. Raises LoginNeeded."""
    found = signed_in(request)
    if found is None:
        raise LoginNeeded
    return found


def actor(request: Request) -> Actor:
    """Who the audit log names for this request."""
    found, request_id = signed_in(request), getattr(request.state, "request_id", None)
    if found is None:
        return Actor("nobody", "nobody", request_id)
    return Actor(found.account.name, found.account.role, request_id)


def address(request: Request) -> str:
    """Where the request comes from; behind a proxy that is trusted, what the proxy says."""
    return request.client.host if request.client else "unknown"


async def _admit(request: Request, access: Access) -> None:
    here, token = running(request), session_of(request)
    try:
        found = await run_in_threadpool(here.sessions.find, token) if token else None
        request.state.signed_in = found
        if found is not None:
            own: str | None = f"account {found.account.id}"
        else:
            conversation = conversation_of(request) or request.path_params.get("conversation_id")
            own = short_name(conversation) if conversation else None
        await here.limiter.count(access.pace, address(request), own, found is not None)
    except (SQLAlchemyError, TooMany):
        if access.resumes or access.carries:
            await _with_body(request, access)  # what was written is given back
        raise
    if access.roles is None:
        return
    if found is None:
        await _with_body(request, access)  # what was written survives the login
        raise LoginNeeded
    if found.account.must_change and not access.while_changing:
        raise PasswordChangeNeeded
    if found.account.role not in access.roles:
        raise NotAllowed


async def _with_body(request: Request, access: Access) -> Request:
    """The request with its body read, which is kept for whoever has to give it back. Raises TooLarge, TooSlow."""
    if request.method in ("GET", "HEAD"):
        return request
    if int(request.headers.get("content-length", "0") or 0) > access.body:
        raise TooLarge
    parts, size = [], 0
    try:
        async with asyncio.timeout(access.body_seconds or BODY_SECONDS):
            async for part in request.stream():
                size += len(part)
                if size > access.body:
                    raise TooLarge
                parts.append(part)
    except (TimeoutError, ClientDisconnect):
        raise TooSlow from None
    body = request.state.body = b"".join(parts)
    unread = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return unread.pop() if unread else await request.receive()

    return Request(request.scope, receive)


async def _in_time(handle: Handler, request: Request, seconds: float) -> Response:
    """The answer, or TakesTooLong; a thread can't be stopped, so what it does is only no longer waited for."""
    answering = asyncio.ensure_future(handle(request))
    try:
        await asyncio.wait({answering}, timeout=seconds)
    except asyncio.CancelledError:
        answering.cancel()
        raise
    if not answering.done():
        answering.add_done_callback(lambda done: done.cancelled() or done.exception())
        raise TakesTooLong(retry_after=5)
    return answering.result()
