"""Around every request, as pure ASGI: which hosts and which sites may ask, and the headers of every answer."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Iterable
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.server.settings import Settings

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
}
STRICT_TRANSPORT = "max-age=31536000"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
LOGIN_COOKIES = ("session=", "__Host-session=")
_PLAIN_HOST = re.compile(r"(?P<name>[a-z0-9.]+|\[[0-9a-f:.]+\])(:\d{1,5})?", re.ASCII)


class SecurityHeaders:
    """Adds the headers to every response; over HTTPS also that it stays so (RFC 6797)."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.https_hosts = app, settings.https_hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        host = Headers(scope=scope).get("host", "").lower()
        secure = scope["scheme"] == "https" or host in self.https_hosts

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if secure:
                    headers["strict-transport-security"] = STRICT_TRANSPORT
                if not scope["path"].startswith("/static/"):
                    headers["cache-control"] = "no-store"
            await send(message)

        await self.app(scope, receive, send_with_headers)


class KnownHosts:
    """Refuses host names that aren't this installation's; a number or this machine is always meant.

    Another name that somebody points here (DNS rebinding) would make its pages this site's.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.hosts = app, settings.hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            hosts = Headers(scope=scope).getlist("host")
            if len(hosts) != 1 or not self._is_known(hosts[0].lower()):
                await refuse(
                    send, 400, "unknown_host", "这个网址不是本站的；如果是，请管理员把它写进 ASSISTANT_ORIGINS。"
                )
                return
        await self.app(scope, receive, send)

    def _is_known(self, host: str) -> bool:
        if host in self.hosts:
            return True
        plain = _PLAIN_HOST.fullmatch(host)
        if plain is None:
            return False
        name = plain["name"].strip("[]")
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return name == "localhost"
        return True


class SameSite:
    """Refuses what another site makes a browser send: CSRF.

    By Fetch Metadata (https://www.w3.org/TR/fetch-metadata/); where a browser sends none (old Android, WeChat's), by
    Origin, else by Referer. What says nothing at all is no browser, or a very old one: it passes without a login.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.origins = app, settings.origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            headers = Headers(scope=scope)
            if not self._is_ours(headers):
                await refuse(send, 403, "cross_site", "这个请求是从别的网站发来的，没有办。请在本站的页面上再做一次。")
                return
        await self.app(scope, receive, send)

    def _is_ours(self, headers: Headers) -> bool:
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in ("same-origin", "none")
        for name in ("origin", "referer"):
            if (source := headers.get(name)) is not None:
                return self._same(source, headers.get("host", ""))
        return not _logged_in(headers.getlist("cookie"))

    def _same(self, source: str, host: str) -> bool:
        """By host: a proxy may have taken HTTPS off, and a page of this host over HTTP is this host's too."""
        try:
            parts = urlsplit(source.lower())
        except ValueError:  # no address at all
            return False
        return parts.netloc == host.lower() or f"{parts.scheme}://{parts.netloc}" in self.origins


def _logged_in(cookies: Iterable[str]) -> bool:
    return any(part.strip().startswith(LOGIN_COOKIES) for cookie in cookies for part in cookie.split(";"))


async def refuse(send: Send, status: int, code: str, sentence: str) -> None:
    """Answer with a problem (RFC 9457), before any route."""
    problem = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": sentence}
    body = json.dumps({**problem, "code": code}, ensure_ascii=False).encode()
    headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
