"""What residents think of an answer: the two buttons and the reason after them, and the page on which staff read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assistant.engine import Engine
from assistant.server.cookies import conversation_of
from assistant.server.door import GuardedRoute, actor
from assistant.server.rendering import page, to, with_htmx
from assistant.server.running import running
from assistant.store.conversations import UnknownResult
from assistant.store.feedback import Feedback, Lacking, Place, short_why

router = APIRouter(include_in_schema=False, route_class=GuardedRoute)
Json = dict[str, Any]
PAGE = 50  # lines
MOST_BENEFITS = 6  # of one line
TOLD = ("eligible", "undetermined")  # what a person may have counted on, in this order


class FeedbackForm(BaseModel):
    """A button pressed, or the reason sent after it."""

    token: str
    useful: Literal["yes", "no"]
    lacking: Lacking | None = None
    why: str = ""
    place: Place = "answer"


class Wanted(BaseModel):
    """Which lines staff ask for; ``start``: how many are passed over."""

    useful: Literal["", "no"] = ""
    start: int = Field(0, ge=0, le=10**9)


@dataclass(frozen=True, slots=True)
class TellsOf:
    """A benefit that an answer had told of."""

    name: str
    status: str
    amount: Json | None


@router.post("/feedback")
def feedback(request: Request, form: Annotated[FeedbackForm, Form()]) -> Response:
    """Keep it at once; then the page thanks, and asks what was lacking where the answer was of no use."""
    here = running(request)
    if here.conversations.store.result(form.token)[0].id != conversation_of(request):
        raise UnknownResult  # a result passed on: only whom the answer was for has a say
    why = short_why(here.engine.masker.mask(form.why))
    kept = here.feedback.keep(form.token, Feedback(form.useful == "yes", form.lacking, why, form.place))
    if with_htmx(request):
        context = {"token": form.token, "place": form.place, "feedback": kept, "thanked": True}
        return page(request, "parts/feedback.html", context)
    where = f"/results/{form.token}?thanked=1" if form.place == "result" else f"/?thanked={form.token}"
    return to(f"{where}#feedback")


@router.get("/feedback")
def heard(request: Request, wanted: Annotated[Wanted, Query()]) -> Response:
    """What residents said, newest first, with what they had been told; nothing of what they had told."""
    here = running(request)
    lines = here.feedback.newest(PAGE + 1, wanted.start, wanted.useful == "no")
    here.audit.record(actor(request), "feedback_seen", start=wanted.start)
    context = {
        "lines": [(line, tells_of(here.engine, line.told)) for line in lines[:PAGE]], "more": len(lines) > PAGE,
        "size": PAGE, "most": MOST_BENEFITS, "wanted": wanted,
        "given": {"useful": "no"} if wanted.useful else {},
    }  # fmt: skip
    return page(request, "feedback.html", context)


def tells_of(engine: Engine, told: Mapping[str, Any]) -> list[TellsOf]:
    """The benefits that a person may have counted on after an answer."""
    counted = sorted((said for said in told.items() if said[1][0] in TOLD), key=lambda said: TOLD.index(said[1][0]))
    return [_tells_of(engine, benefit_id, *said) for benefit_id, said in counted]


def _tells_of(engine: Engine, benefit_id: str, status: str, least: float | None, most: float | None) -> TellsOf:
    """Names as the rules have them today; of a benefit that they no longer have, its id."""
    benefit = engine.rules.by_id.get(benefit_id)
    if benefit is None:
        return TellsOf(benefit_id, status, None)
    formula = benefit.payout.formula
    per_month = formula is not None and formula.per_month
    return TellsOf(benefit.name, status, {"kind": benefit.pays.kind, "per_month": per_month, "min": least, "max": most})
