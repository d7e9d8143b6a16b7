"""The two cookies: a resident's conversation and an account's login. Both say nothing by themselves."""

from __future__ import annotations

from typing import Literal

from starlette.requests import HTTPConnection
from starlette.responses import Response

from assistant.server.running import running

Cookie = Literal["conversation", "session"]
_HOST_ONLY = "__Host-"  # RFC 6265bis: only over HTTPS, only for this host, so that no neighbour can set it


def is_secure(connection: HTTPConnection) -> bool:
    """True where the browser speaks HTTPS: as it or the proxy says, or because the address is known to be."""
    host = connection.headers.get("host", "").lower()
    return connection.url.scheme == "https" or host in running(connection).settings.https_hosts


def read_cookie(connection: HTTPConnection, name: Cookie) -> str | None:
    """A cookie's value as sent."""
    return connection.cookies.get(_full_name(connection, name))


def put_cookie(
    connection: HTTPConnection, response: Response, name: Cookie, value: str, seconds: int | None = None
) -> None:
    """Set a cookie that no script reads and no other site's form brings along."""
    response.set_cookie(
        _full_name(connection, name),
        value,
        max_age=seconds,
        httponly=True,
        samesite="lax",
        secure=is_secure(connection),
        path="/",
    )


def drop_cookie(connection: HTTPConnection, response: Response, name: Cookie) -> None:
    """Make the browser forget a cookie."""
    response.delete_cookie(
        _full_name(connection, name), path="/", httponly=True, samesite="lax", secure=is_secure(connection)
    )


def _full_name(connection: HTTPConnection, name: Cookie) -> str:
    return f"{_HOST_ONLY}{name}" if is_secure(connection) else name
