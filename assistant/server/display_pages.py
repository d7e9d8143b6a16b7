"""How the pages look: text size, colours, reading aloud. Chosen on a page of its own or with one tap at the top."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assistant.server.cookies import conversation_of, keep_resident, look_of
from assistant.server.door import GuardedRoute
from assistant.server.look import Colours, Size
from assistant.server.rendering import page, to
from assistant.server.resuming import safe_next

router = APIRouter(include_in_schema=False, route_class=GuardedRoute)


class LookForm(BaseModel):
    """What isn't sent stays as it is; ``next``: the page to come back to."""

    size: Size | None = None
    colours: Colours | None = None
    aloud: bool | None = None
    next: str = Field("", max_length=2000)


@router.get("/display")
def display(request: Request, next: Annotated[str, Query(max_length=2000)] = "") -> Response:
    """The form."""
    return page(request, "display.html", {"next": safe_next(next, "/")})


@router.post("/display")
def choose(request: Request, form: Annotated[LookForm, Form()]) -> Response:
    """Keep what was chosen, and go back."""
    chosen = {name: value for name, value in form.model_dump(exclude={"next"}).items() if value is not None}
    answer = to(safe_next(form.next, "/"))
    keep_resident(request, answer, conversation_of(request), replace(look_of(request), **chosen))
    return answer


@router.get("/accessibility")
def accessibility(request: Request) -> Response:
    """What everybody can rely on, and how it was checked."""
    return page(request, "accessibility.html", {})
