"""The two cookies: a resident's and an account's login. Both say nothing by themselves.

A resident's is the conversation's id and, after a dot, how the pages look to this person.
"""

from __future__ import annotations

from typing import Literal

from starlette.requests import HTTPConnection
from starlette.responses import Response

from assistant.server.look import Look, read_look
from assistant.server.running import running

Cookie = Literal["conversation", "session"]
_HOST_ONLY = "__Host-"  # RFC 6265bis: only over HTTPS, only for this host, so that no neighbour can set it
_DAY = 24 * 3600  # seconds
LOOK_KEPT = 365 * _DAY


def is_secure(connection: HTTPConnection) -> bool:
    """True where the browser speaks HTTPS: as it or the proxy says, or because the address is known to be."""
    host = connection.headers.get("host", "").lower()
    return connection.url.scheme == "https" or host in running(connection).settings.https_hosts


def conversation_of(connection: HTTPConnection) -> str | None:
    """The conversation that goes on in this browser, as the cookie says."""
    return _resident(connection)[0] or None


def look_of(connection: HTTPConnection) -> Look:
    """How the pages look in this browser."""
    return read_look(_resident(connection)[1])


def keep_resident(
    connection: HTTPConnection, response: Response, conversation: str | None, look: Look | None = None
) -> None:
    """Keep the conversation (None: forget it) in this browser, and the look that it has or is given.

    As long as the server keeps the conversation after its last message; a look, which says nothing of anybody, longer.
    """
    kept = (look or look_of(connection)).kept
    if not conversation and not kept:
        _drop(connection, response, "conversation")
        return
    seconds = LOOK_KEPT if kept else running(connection).settings.keep_days * _DAY
    value = f"{conversation or ''}.{kept}" if kept else conversation or ""
    _put(connection, response, "conversation", value, seconds)


def session_of(connection: HTTPConnection) -> str | None:
    """The login's token as sent."""
    return connection.cookies.get(_full_name(connection, "session"))


def keep_session(connection: HTTPConnection, response: Response, token: str | None, seconds: int = 0) -> None:
    """Keep a login in this browser, or forget it (None)."""
    if token is None:
        _drop(connection, response, "session")
    else:
        _put(connection, response, "session", token, seconds)


def _resident(connection: HTTPConnection) -> tuple[str, str]:
    sent = connection.cookies.get(_full_name(connection, "conversation")) or ""
    conversation, _, look = sent.partition(".")
    return conversation, look


def _put(connection: HTTPConnection, response: Response, name: Cookie, value: str, seconds: int) -> None:
    """A cookie that no script reads and no other site's form brings along."""
    response.set_cookie(
        _full_name(connection, name),
        value,
        max_age=seconds,
        httponly=True,
        samesite="lax",
        secure=is_secure(connection),
        path="/",
    )


def _drop(connection: HTTPConnection, response: Response, name: Cookie) -> None:
    """Make the browser forget a cookie."""
    response.delete_cookie(
        _full_name(connection, name), path="/", httponly=True, samesite="lax", secure=is_secure(connection)
    )


def _full_name(connection: HTTPConnection, name: Cookie) -> str:
    return f"{_HOST_ONLY}{name}" if is_secure(connection) else name
