"""Short messages (短信): one benefit, or several, in one or two segments; parts are dropped in a fixed order.

A segment holds 70 characters, of two each 67 (UCS-2, as Chinese is sent). Never dropped are the amount with its
condition and what is to be heeded with it, and that a document is a draft or expired or an answer suspended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.answers.cautions import Cautions
from assistant.answers.told import BenefitTeller, Standing, closed

Json = dict[str, Any]
ONE, TWO = 70, 134  # characters
NEVER = 0  # the order in which parts are dropped: the highest first; those with this one stay
UNLESS_FULL = 1  # a second segment is taken rather than these dropped


@dataclass(frozen=True, slots=True)
class Sms:
    """A short message: its text, and which parts found no room."""

    text: str
    dropped: tuple[str, ...] = ()

    @property
    def characters(self) -> int:
        return units(self.text)

    @property
    def segments(self) -> int:
        return 1 if self.characters <= ONE else 2

    def shown(self) -> Json:
        """As JSON."""
        return {
            "text": self.text, "characters": self.characters, "segments": self.segments, "dropped": list(self.dropped)
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a message. ``order``: when it is dropped."""

    kind: str
    text: str
    order: int = NEVER


class Messages:
    """Puts answers into short messages."""

    def __init__(self, teller: BenefitTeller) -> None:
        self.teller, self.words, self.cautions = teller, teller.words.brief, Cautions(teller)

    def sms(self, benefit: Json, standing: Standing) -> Sms:
        """One benefit of an answer."""
        parts = list(self._parts(benefit, standing, priced=True))
        if units(_joined([part for part in parts if part.order == NEVER])) > TWO:
            parts = list(self._parts(benefit, standing, priced=False))
        return fitted(parts, self.words.cut)

    def head(self, benefit: Json, standing: Standing) -> str:
        """How it stands and, with its condition, what it pays, and what of it lies beyond validity: what every message
        about it says.
        """
        if standing == "suspended":
            bureau = self.teller.notices.bureau(benefit["territory"])
            return self.words.suspended.format(name=self.teller.name(benefit), bureau=bureau)
        name = self.teller.name(benefit)
        status = self.teller.notices.legal_status[benefit["legal_status"]]
        paid = standing in ("eligible", "discretion", "undetermined")
        template: str = getattr(self.words, standing)
        return template.format(name=name, status=status, amount=self.teller.pays(benefit, brief=True) if paid else "")

    def heeded(self, benefit: Json) -> Iterator[Part]:
        """What may not leave its amount, but the day on which the document ends."""
        if self.cautions.undated(benefit):
            yield Part("undated", self.words.undated)
        if conflict := self.cautions.conflict(benefit, brief=True):
            yield Part("conflict", conflict)

    def until(self, benefit: Json) -> Part | None:
        """The day on which its document ends: not to be dropped where that is soon."""
        until = benefit["validity"]["to"]
        if not until:
            return None
        return Part(
            "until", self.words.until.format(to=self.teller.day(until)), 5 - 5 * bool(self.cautions.ending(benefit))
        )

    def _parts(self, benefit: Json, standing: Standing, priced: bool) -> Iterator[Part]:
        """In the order in which they are read. ``priced``: with what a benefit within reach then pays."""
        yield Part("status", self.head(benefit, standing))
        paid = standing in ("eligible", "discretion", "undetermined")
        if paid:
            if benefit["missing"]:
                yield Part("missing", self.words.missing.format(labels=self.teller.labels(benefit)), 3)
            for other in self.teller.excluded(benefit):
                yield Part("excludes", other, 2)
        if standing == "ineligible":
            for number, demand in enumerate(self.teller.reasons(benefit)):
                order = 4 if number else UNLESS_FULL
                yield Part("reason", self.words.reason.format(demand=self.teller.demand(demand)), order)
            if reach := self.teller.reach(benefit, dated=not priced):
                pays = f"，{self.teller.reach_pays(benefit, brief=True)}" if priced else ""
                yield Part("reach", reach.lstrip("；") + pays, NEVER if priced else UNLESS_FULL)
                paid = priced
        if standing != "suspended":
            if paid:
                yield from self.heeded(benefit)
                if figure := self.cautions.figure(benefit, brief=True):
                    yield Part("figure", figure, 3)
            place = self.teller.place(self.teller.clauses(benefit)[0])
            yield Part("basis", self.words.basis.format(place=place), UNLESS_FULL)
            until = self.until(benefit)
            if until and standing != "not_in_force":
                yield until if paid else Part(until.kind, until.text, 5)
        yield Part("where", self.words.where.format(numbers=self.teller.numbers()), 6)


def fitted(parts: Sequence[Part], cut: str) -> Sms:
    """One segment where what is needed fits into one, else two; within them as much as there is room for."""
    needed = [part for part in parts if part.order == NEVER]
    room = ONE if units(_joined([part for part in parts if part.order <= UNLESS_FULL])) <= ONE else TWO
    kept = list(parts)
    while units(_joined(kept)) > room and len(kept) > len(needed):
        kept.remove(max(kept, key=lambda part: part.order))
    text = _joined(kept)
    if units(text) > room:
        text = shortened(text, room - units(cut)) + cut
    return Sms(text, tuple(dict.fromkeys(part.kind for part in parts if part not in kept)))


def units(text: str) -> int:
    """How many characters a message counts (UTF-16: a sign beyond the first plane counts two)."""
    return len(text.encode("utf-16-le")) // 2


def shortened(text: str, most: int) -> str:
    """The beginning of a text, at most so many units."""
    while units(text) > most:
        text = text[:-1]
    return text


def _joined(parts: Sequence[Part]) -> str:
    return closed("；".join(part.text.rstrip("。") for part in parts) + "。")
