"""The caller beside what they could be: in every district, and with some facts otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import Field

from assistant.server.door import GuardedRoute
from assistant.server.drawer import DrawerPresenter, Wanted, asked, drawn
from assistant.server.rendering import with_htmx
from assistant.server.running import running
from assistant.server.side_by_side import Place, districts_of
from assistant.server.supposing import by_how_much, suppose_line

router = APIRouter(include_in_schema=False, route_class=GuardedRoute)
Json = dict[str, Any]
LONGEST_IF = 300  # characters


class CompareWanted(Wanted):
    """``if``: what is supposed of the caller, in shorthand."""

    if_: str = Field("", alias="if", max_length=LONGEST_IF)


@dataclass(frozen=True, slots=True)
class Row:
    """A benefit in every place: None where it isn't to be had there."""

    id: str
    name: str
    sides: tuple[Json | None, ...]

    @property
    def is_sure(self) -> bool:
        """Whether it is the caller's somewhere, as far as is known."""
        return any(side is not None and side["status"] == "eligible" for side in self.sides)

    @property
    def differs(self) -> bool:
        """Whether the district makes a difference."""
        return any(_shown(side) != _shown(self.sides[0]) for side in self.sides)


@router.get("/agent/compare")
def compare(request: Request, wanted: Annotated[CompareWanted, Query()]) -> Response:
    """Districts side by side, and what comes out with ``if``."""
    engine, caller = running(request).engine, asked(request, wanted)
    say, facts, typed = DrawerPresenter(engine, wanted), caller.caller.facts, wanted.if_.strip()
    otherwise, places = None, []
    if caller.is_known:
        otherwise = suppose_line(engine, say, facts, typed, caller.day) if typed else None
        places = districts_of(engine, facts, caller.day)
    rows = rows_of(places)
    context = {
        "asked": caller, "typed": typed, "otherwise": otherwise, "places": places, "longest": LONGEST_IF,
        "sure": [row for row in rows if row.differs and row.is_sure],
        "unsure": [row for row in rows if row.differs and not row.is_sure],
        "alike": [row for row in rows if not row.differs],
        "by_how_much": lambda difference: by_how_much(say, difference),
        "is_person": facts.get("applicant") == "resident",
    }  # fmt: skip
    wrong = (
        otherwise is not None and otherwise.outcome is None and not with_htmx(request)
    )  # the desk shows what is well
    return drawn(request, "parts/compare.html", wanted, context, "比较", 422 if wrong else 200)


def rows_of(places: list[Place]) -> list[Row]:
    """Every benefit that is open or the caller's somewhere, what is sure first."""
    names = {benefit["id"]: benefit["name"] for place in places for benefit in place.benefits}
    in_places = [{benefit["id"]: benefit for benefit in place.benefits} for place in places]
    rows = [Row(benefit, name, tuple(here.get(benefit) for here in in_places)) for benefit, name in names.items()]
    return sorted(rows, key=lambda row: not row.is_sure)


def _shown(side: Json | None) -> object:
    return side and (side["status"], side["amount"])
