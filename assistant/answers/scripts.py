"""Words to say (话术): one benefit of an answer in three to six sentences to read aloud; the refusal in one.

Every figure, clause and day is the answer's; what may not be left out (the condition of an amount, a document that is
not in force, a suspension) stands in the first sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from assistant.answers.messages import Messages, Sms
from assistant.answers.told import BenefitTeller, Standing, closed

Json = dict[str, Any]
Kind = Literal["near", "status", "amount", "ask", "basis", "heed", "where"]
MOST_ASKED = 2  # questions said in full
MOST_HEEDED = 1  # notes
_CONFIRM = re.compile("(?<!申)请")  # a reading that says whom to ask about it


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence to say, and what it is about."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Script:
    """What is said of one benefit, what is sent, and, where it is refused, why in one sentence."""

    benefit: str
    standing: Standing
    sentences: tuple[Sentence, ...]
    sms: Sms
    refusal: str | None
    clauses: tuple[str, ...]

    @property
    def text(self) -> str:
        """All sentences, in the order in which they are said."""
        return "".join(sentence.text for sentence in self.sentences)

    def shown(self) -> Json:
        """As JSON."""
        return {
            "text": self.text,
            "sentences": [{"kind": sentence.kind, "text": sentence.text} for sentence in self.sentences],
            "standing": self.standing,
            "refusal": self.refusal,
            "clauses": list(self.clauses),
            "sms": self.sms.shown(),
        }


class Scripts:
    """Puts answers into words to say."""

    def __init__(self, teller: BenefitTeller, messages: Messages) -> None:
        self.teller, self.messages = teller, messages
        self.words, self.notices = teller.words.spoken, teller.notices
        self.cautions = messages.cautions

    def of(self, benefit: Json, as_of: str) -> Script:
        """The script of one benefit of an answer (its JSON) of the day ``as_of`` (YYYY-MM-DD)."""
        standing = self.teller.standing(benefit)
        sentences = tuple(Sentence(s.kind, closed(s.text)) for s in self._sentences(benefit, standing, as_of))
        refusal = self.refusal(benefit)
        cited = [demand["clause"] for demand in self.teller.reasons(benefit)] if standing == "ineligible" else []
        clauses = dict.fromkeys([*cited, *self.teller.clauses(benefit)[:1]])
        sms = self.messages.sms(benefit, standing)
        return Script(benefit["id"], standing, sentences, sms, refusal, tuple(clauses))

    def refusal(self, benefit: Json) -> str | None:
        """Why it isn't theirs, in one sentence: the demand that decides, their own value, and what is within reach;
        None where nothing is refused for what they said.
        """
        if self.teller.standing(benefit) != "ineligible":
            return None
        name, reach = self.teller.name(benefit), self.teller.reach(benefit)
        return self.words.ineligible.format(name=name, reasons=self._reasons(benefit), reach=reach)

    def _reasons(self, benefit: Json) -> str:
        """Every demand that isn't met, each clause named once."""
        said, before = [], ""
        for demand in self.teller.reasons(benefit):
            place = self.teller.place(demand["clause"])
            said.append(self._reason(demand, "" if place == before else place))
            before = place
        return self.words.also.join(said)

    def _reason(self, demand: Json, place: str) -> str:
        own = self.teller.own([demand])
        template = self.words.reason if own else self.words.reason_unsaid
        return template.format(place=place, demand=self.teller.demand(demand), own=own)

    def _sentences(self, benefit: Json, standing: Standing, as_of: str) -> Iterator[Sentence]:
        if standing == "suspended":
            yield Sentence("status", benefit["suspended"]["text"])
            yield Sentence("where", self.teller.where(benefit, unsaid=False))
            return
        if standing == "ineligible" and (reach := self.teller.reach(benefit, priced=True)):
            near = self.words.near if benefit["reach"]["status"] == "eligible" else self.words.perhaps_near
            yield Sentence("near", near.format(name=self.teller.name(benefit), reach=reach.lstrip("；")))
        yield Sentence("status", self._status(benefit, standing))
        if standing == "not_in_force":
            yield Sentence("basis", self.words.written.format(place=self.teller.place(self.teller.clauses(benefit)[0])))
            yield Sentence("where", self.teller.where(benefit, unsaid=False))
            return
        if standing not in ("ineligible", "undecidable"):
            yield Sentence("amount", self._amount(benefit, standing, as_of))
        if benefit["missing"] and standing != "ineligible":
            yield Sentence("ask", self._ask(benefit))
        if heed := self._heed(benefit, standing):
            yield Sentence("heed", self.words.heed.format(notes=heed))
        yield Sentence("basis", self._basis(benefit))
        yield Sentence("where", self.teller.where(benefit, unsaid=standing != "ineligible"))

    def _status(self, benefit: Json, standing: Standing) -> str:
        name = self.teller.name(benefit)
        if standing == "not_in_force":
            return self.words.not_in_force.format(name=name, standing=self.teller.standing_of_document(benefit))
        if standing == "ineligible":
            near = self.words.refused.format(reasons=self._reasons(benefit)) if benefit["reach"] else None
            return near or self.refusal(benefit) or ""
        own = self.teller.met(benefit)
        said = self.words.own.format(own=own) if own else self.words.own_unsaid
        template: str = getattr(self.words, standing)
        return template.format(name=name, own=said)

    def _amount(self, benefit: Json, standing: Standing, as_of: str) -> str:
        """What it pays, always after the condition it still hangs on; who gets it; when, and what lies beyond."""
        shown = self.teller.promised(benefit, standing)
        return "；".join(filter(None, (shown, self.teller.first_day(benefit, as_of), benefit["recipient"]))) + "。"

    def _ask(self, benefit: Json) -> str:
        facts, missing = self.teller.wording.facts, benefit["missing"]
        said = self.words.ask.format(questions="".join(facts[fact].ask for fact in missing[:MOST_ASKED]))
        if benefit["status"] == "eligible":
            said = self.words.sways + said
        rest = {"missing": missing[MOST_ASKED:]}
        return said + (self.words.ask_more.format(labels=self.teller.labels(rest)) if rest["missing"] else "")

    def _basis(self, benefit: Json) -> str:
        return self.words.basis.format(
            place=self.teller.place(self.teller.clauses(benefit)[0]),
            standing=self.teller.standing_of_document(benefit),
        )

    def _heed(self, benefit: Json, standing: Standing) -> str:
        """What may not be drawn beside it; of what is theirs also what stands against it or is read one way of two;
        why nothing can be decided; wherever an amount is named, what may not leave it.
        """
        conflict, figure = self.cautions.conflict(benefit), self.cautions.figure(benefit)
        if standing == "ineligible":
            return "，".join(filter(None, (conflict if benefit["reach"] else "", figure)))
        if standing in ("eligible", "undecidable"):
            conflict = ""  # said in full
        notes = [n for n in benefit["notes"] if n["kind"] != "interpretation" or _CONFIRM.search(n["text"])]
        kinds = {"undecidable": ("parameter",), "eligible": ("conflict", "interpretation")}.get(standing, ())
        told = [note for note in notes if note["kind"] in kinds]
        told.sort(key=lambda note: kinds.index(note["kind"]))
        said = [note["text"].rstrip("。").replace("。", "，").replace("；", "，") for note in told[:MOST_HEEDED]]
        return "，".join(filter(None, [*self.teller.excluded(benefit), *said, conflict, figure]))
