"""What every page of the drawer starts from: the caller's line as it was sent, the day, and links that carry both on.

Each is a page of its own without scripts; the desk asks for the part alone and puts it into its drawer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from assistant.answers.drawer_words import DrawerWords
from assistant.dialogue.caller import Caller
from assistant.engine import Engine
from assistant.facts.calendar import read_day
from assistant.request import json_object
from assistant.server.rendering import page, with_htmx
from assistant.server.running import running
from assistant.server.views import Presenter

Json = dict[str, Any]
LONGEST_SENT = 1_000  # characters of a line: the reader takes the first of them
LONGEST_GIVEN = 8_000


class Wanted(BaseModel):
    """Whom and which day a page is about.

    ``line``: the caller in shorthand; ``given``: facts as a JSON object that came with a conversation; ``as_of``: today
    where it isn't said.
    """

    line: str = Field("", max_length=LONGEST_SENT)
    given: str = Field("", max_length=LONGEST_GIVEN)
    as_of: str = Field("", max_length=40)

    def kept(self) -> dict[str, str]:
        """What the links of the page carry on."""
        said = {"line": self.line.strip(), "given": self.given.strip(), "as_of": self.as_of.strip()}
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class Asked:
    """Who calls, as far as is known, and the day."""

    caller: Caller
    day: dt.date

    @property
    def is_known(self) -> bool:
        """Whether anything was said of the caller besides who is taken to call when nothing is."""
        return bool(self.caller.pieces) or len(self.caller.facts) > 1


class DrawerPresenter(Presenter):
    """Says things as the pages do; clauses and benefits lead on within the drawer."""

    def __init__(self, engine: Engine, wanted: Wanted) -> None:
        super().__init__(engine)
        self.kept = wanted.kept()

    @property
    def words(self) -> DrawerWords:
        return self.engine.drawer_words

    def link(self, clause: str) -> str:
        """The address of a clause in the drawer."""
        return self._address(f"/agent/clauses/{quote(clause, safe='')}")

    def benefit_link(self, benefit: str) -> str:
        """The address of a benefit in the drawer."""
        return self._address(f"/agent/benefits/{quote(benefit, safe='')}")

    def compare_link(self) -> str:
        """The address at which the caller is put beside what they could be."""
        return self._address("/agent/compare")

    def shelf_link(self) -> str:
        """The address of the pinned and recent clauses."""
        return self._address("/agent/shelf")

    def public_link(self, clause: str) -> str:
        """The address of a clause on its document's page, which can be passed on."""
        return super().link(clause)

    def staff_link(self, clause: str) -> str:
        """The address of a clause beside its source."""
        document, _, path = clause.partition("#")
        return f"/staff/documents/{document}?{urlencode({'clause': path})}#{quote(path)}"

    def _address(self, path: str) -> str:
        return f"{path}?{urlencode(self.kept)}" if self.kept else path


def asked(request: Request, wanted: Wanted) -> Asked:
    """The caller and the day of a request. Raises BadDay, RequestError, FactError."""
    here = running(request)
    day = read_day(wanted.as_of.strip()) if wanted.as_of.strip() else here.today()
    given = json_object(wanted.given) if wanted.given.strip() else None
    return Asked(here.engine.caller.read(wanted.line, day, given), day)


def drawn(
    request: Request, part: str, wanted: Wanted, context: Mapping[str, Any], title: str, status: int = 200
) -> HTMLResponse:
    """The part alone for the drawer, else a page of it; ``title``: of the page."""
    alone = with_htmx(request)
    shown = {
        **context, "d": DrawerPresenter(running(request).engine, wanted), "wanted": wanted, "part": part,
        "title": title, "level": 2 if alone else 1,
    }  # fmt: skip
    return page(request, part if alone else "drawer.html", shown, status)
