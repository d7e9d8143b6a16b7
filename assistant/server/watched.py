"""The benefits that a person asked about, kept in sight: how their amounts firmed up as answers came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.facts.wording import number
from assistant.server.views import Presenter
from assistant.store.conversations import StoredTurn

Json = dict[str, Any]
MOST = 2


@dataclass(frozen=True, slots=True)
class Watched:
    """A benefit in sight. ``was``: what could be said when it was first asked about, where that was otherwise."""

    id: str
    name: str
    district: str
    was: str
    now: str


def watched(about: Sequence[str], turns: Sequence[StoredTurn], answer: Json, presenter: Presenter) -> list[Watched]:
    """The benefits asked about last, the first of them; those that aren't the person's only where all aren't."""
    current = {b["id"]: b for b in answer["benefits"] if b["legal_status"] == "in_force" and not b["suspended"]}
    found = [current[benefit] for benefit in about if benefit in current]
    possible = [benefit for benefit in found if benefit["status"] != "ineligible"]
    return [_watched(benefit, turns, presenter) for benefit in (possible or found)[:MOST]]


def _watched(benefit: Json, turns: Sequence[StoredTurn], presenter: Presenter) -> Watched:
    amount = benefit["amount"]
    least, most = (amount["min"], amount["max"]) if amount else (None, None)
    kind = presenter.amount(amount) if amount and least is None else ""
    each = "每月" if amount and amount["per_month"] else ""
    now = _said(benefit["status"], least, most, kind, each)
    told = (turn.told[benefit["id"]] for turn in _since(turns, benefit["id"]) if benefit["id"] in turn.told)
    was = next((_said(status, low, high, kind, each) for status, low, high in told), now)
    district = presenter.district(benefit["territory"])
    return Watched(benefit["id"], benefit["name"], district, was if was != now else "", now)


def _since(turns: Sequence[StoredTurn], benefit: str) -> Sequence[StoredTurn]:
    """The turns from the one on in which the benefit was first spoken of."""
    first = next((i for i, t in enumerate(turns) if benefit in (t.turn.about or ()) + (t.turn.focus or ())), 0)
    return turns[first:]


def _said(status: str, least: float | None, most: float | None, kind: str, each: str) -> str:
    """As long as it isn't settled it may be nothing: 0–27,000元. ``kind``: what it is where no sum is written."""
    if status == "ineligible":
        return "不符合"
    if least is None:
        return kind if status == "eligible" else f"{kind}，还要确认"
    if status != "eligible" and most is None:
        return f"{each}{_yuan(least, most)}，还要确认"
    return each + _yuan(least if status == "eligible" else 0, most)


def _yuan(least: float, most: float | None) -> str:
    if most is None:
        return f"{number(least)}元起"
    return f"{number(most)}元" if least == most else f"{number(least)}–{number(most)}元"
