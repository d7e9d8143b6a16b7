"""Pages put together: templates with what every page shows, redirects, errors for people."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.templating import Jinja2Templates

from assistant.accounts.roles import ROLE_NAMES
from assistant.locations import web_folder
from assistant.server.cards import Cards
from assistant.server.cookies import conversation_of, look_of
from assistant.server.door import signed_in
from assistant.server.permissions import may
from assistant.server.resuming import unsent_of
from assistant.server.running import running
from assistant.server.staff_links import offered, staff_links
from assistant.server.static_files import versioned
from assistant.server.talk import Talk
from assistant.server.views import Presenter

templates = Jinja2Templates(directory=web_folder() / "templates")
cards = Cards(templates)


def page(request: Request, name: str, context: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """A page, or a part of one."""
    account, engine = signed_in(request), running(request).engine
    presenter, role = Presenter(engine), account.account.role if account else None
    shown = {
        **context,
        "p": presenter,
        "static": versioned,
        "card": partial(cards.card, presenter),
        "talk": Talk(engine),
        "today": running(request).today().isoformat(),
        "look": look_of(request),
        "here": _address(request),
        "account": account.account if account else None,
        "role_names": ROLE_NAMES,
        "may": lambda route: may(role, route),
        "offered": lambda route: offered(role, route),
        "staff_links": staff_links(role),
    }
    return templates.TemplateResponse(request, name, shown, status)


def to(address: str) -> RedirectResponse:
    """Go there with GET."""
    return RedirectResponse(address, 303)


def error_page(request: Request, status: int, message: str) -> Response:
    """An error for people; with htmx only the sentence, so that nothing on the page is lost, else the form again."""
    if with_htmx(request):
        headers = {"HX-Retarget": "#trouble", "HX-Reswap": "innerHTML"}
        return templates.TemplateResponse(request, "parts/trouble.html", {"message": message}, status, headers)
    context = {
        "status": status,
        "message": message,
        "unsent": unsent_of(request) if status in (408, 422, 429) or status >= 500 else None,
        "in_conversation": conversation_of(request) is not None,
        "request_id": getattr(request.state, "request_id", None) if status >= 500 else None,
    }
    return page(request, "problem.html", context, status)


def with_htmx(request: Request) -> bool:
    """True where only a part of the page is asked for."""
    return request.headers.get("hx-request") == "true"


def _address(request: Request) -> str:
    """Where a person who changes the look comes back to."""
    if request.method != "GET":
        return "/"
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
