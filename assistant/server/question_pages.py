"""The queue of questions that weren't answered or whose answers were of no use: read, marked, turned into words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assistant.documents.corpus import Corpus
from assistant.server.door import GuardedRoute, actor
from assistant.server.rendering import page, to
from assistant.server.running import running
from assistant.store.questions import Mark, Wanted

router = APIRouter(include_in_schema=False, route_class=GuardedRoute)
PAGE = 30  # groups of equal questions
Show = Literal["", "unanswered", "useless", "done"]
SHOWN: dict[Wanted, str] = {"": "待处理", "unanswered": "没有答上", "useless": "觉得没用", "done": "处理过的"}
STATES = {"open": "待处理", "outside": "不属于收录范围", "handled": "已处理", "worded": "写成了词"}
PLACES = {"chat": "网上对话", "desk": "热线台"}


class Filter(BaseModel):
    """Which questions are asked for; ``start``: how many are passed over."""

    show: Show = ""
    start: int = Field(0, ge=0, le=10**9)
    done: str = Field("", max_length=20)


class MarkForm(BaseModel):
    """What is done about a question; ``show`` and ``start``: from where, to come back to it."""

    question: int = Field(ge=1, lt=2**31)
    does: Mark
    show: Show = ""
    start: int = Field(0, ge=0, le=10**9)


@router.get("/staff/questions")
def questions(request: Request, wanted: Annotated[Filter, Query()]) -> Response:
    """Equal questions together, those asked last first."""
    here = running(request)
    found = here.questions.page(wanted.show, PAGE + 1, wanted.start)
    here.audit.record(actor(request), "questions_seen", show=wanted.show, start=wanted.start)
    context = {
        "questions": [(asked, known_clauses(here.engine.corpus, asked.clauses)) for asked in found[:PAGE]],
        "more": len(found) > PAGE, "size": PAGE, "wanted": wanted, "shown": SHOWN, "states": STATES, "places": PLACES,
        "counts": here.questions.counts(), "keep_days": here.settings.keep_days,
        "given": {"show": wanted.show} if wanted.show else {},
    }  # fmt: skip
    return page(request, "questions.html", context)


@router.post("/staff/questions/mark")
def mark(request: Request, form: Annotated[MarkForm, Form()]) -> Response:
    """Mark a question and those equal to it."""
    running(request).questions.mark(form.question, form.does, actor(request))
    kept = f"&start={form.start}" if form.start else ""
    return to(f"/staff/questions?show={form.show}&done={form.does}{kept}")


def known_clauses(corpus: Corpus, clauses: Iterable[str]) -> list[str]:
    """Those of the clauses that the corpus (still) has."""
    return [clause for clause in clauses if clause in corpus.clauses]
