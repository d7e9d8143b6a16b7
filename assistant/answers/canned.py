"""Canned answers: their blanks filled from a caller's assessment, and what has changed of what they stand on.

A blank that the assessment says nothing for stays visible; nothing is made up for it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from assistant.answers.documents import DocumentAnswers
from assistant.answers.told import BenefitTeller
from assistant.documents.corpus import UnknownClause
from assistant.documents.standing import chinese_day
from assistant.facts.wording import number
from assistant.rules.assess import Rulebook
from assistant.rules.parameters import DatedValue

Json = dict[str, Any]
_BLANK = re.compile(r"\{\{\s*(?P<name>[^{}「」]{0,20}?)\s*\}\}|「(?P<corner>[^「」{}]{1,20})」")
_PAID = ("eligible", "discretion", "undetermined")
MADE_OF = ("district", "benefit", "amount", "clauses", "validity", "today", "telephone")  # the blanks there are


@dataclass(frozen=True, slots=True)
class Turned:
    """Something that is no longer as it was when somebody last said that the text holds: the words of a clause, the
    standing of its document, a dated figure; ``before`` and ``after`` in words.
    """

    kind: Literal["clause", "standing", "figure"]
    name: str
    before: str
    after: str
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """A canned answer for a caller. ``open``: names of blanks that nothing fills; ``cautions``: what has to be said of
    the documents it stands on and of suspended benefits; ``benefit``: the benefit it is filled from.
    """

    text: str
    open: tuple[str, ...]
    cautions: tuple[str, ...]
    benefit: str | None


class CannedTexts:
    """Fills and compares canned answers with one corpus."""

    def __init__(self, teller: BenefitTeller, sources: DocumentAnswers, rules: Rulebook) -> None:
        self.teller, self.sources, self.rules, self.corpus = teller, sources, rules, teller.corpus
        self.words = teller.words.canned
        self.names = [self.words.blanks[blank] for blank in MADE_OF]

    def bound(self, clauses: Iterable[str], as_of: dt.date) -> list[Json]:
        """The clauses as they are on a day: their words, a digest of them, the standing of their document. Raises
        UnknownClause.
        """
        found = []
        for clause_id in dict.fromkeys(clauses):
            clause = self.corpus.clause(clause_id)
            standing = self.corpus.legal_status(clause.document, as_of)
            found.append(
                {"clause": clause.id, "words": clause.text, "digest": digest(clause.text), "standing": standing}
            )
        return found

    def figures(self, names: Iterable[str], as_of: dt.date) -> Json:
        """Dated figures as they are on a day, by their names; null where there is none."""
        return {name: self._figure(self.rules.parameters.on(name, as_of)) for name in names}

    def turned(self, clauses: Sequence[Json], figures: Json, as_of: dt.date) -> list[Turned]:
        """What has changed since."""
        found: list[Turned] = []
        statuses = self.teller.notices.legal_status
        standing_then: dict[str, str] = {}
        for bound in clauses:
            try:
                clause = self.corpus.clause(bound["clause"])
            except UnknownClause:
                found.append(Turned("clause", bound["clause"], bound["words"], self.words.gone, bound["clause"]))
                continue
            if digest(clause.text) != bound["digest"]:
                place = self.corpus.place(clause)
                found.append(Turned("clause", place, bound["words"], clause.text, clause.id))
            standing_then.setdefault(clause.document, bound["standing"])
        for document, then in standing_then.items():
            now = self.corpus.legal_status(document, as_of)
            if now != then:
                name = self.corpus.documents[document].metadata.name
                found.append(Turned("standing", name, statuses[then], statuses[now]))
        return found + self._turned_figures(figures, as_of)

    def _turned_figures(self, figures: Json, as_of: dt.date) -> list[Turned]:
        found = []
        for name, before in figures.items():
            known = self.rules.parameters.figures.get(name)
            after = self._figure(self.rules.parameters.on(name, as_of)) if known else None
            if after != before or not known:
                label, unit = (known.name, known.unit) if known else (name, "")
                found.append(Turned("figure", label, self._said(before, unit), self._said(after, unit)))
        return found

    def unknown(self, text: str) -> list[str]:
        """Names in {{ }} that are no blanks."""
        return [m["name"] for m in _BLANK.finditer(text) if m["name"] is not None and m["name"] not in self.names]

    def to_check(self, text: str, clauses: Sequence[Json]) -> str:
        """The text as its citations are checked: with the clauses it is bound to, nothing in the other blanks."""
        places = self._places(clauses)
        return self._put(text, {self.words.blanks["clauses"]: places})[0]

    def filled(self, text: str, clauses: Sequence[Json], answer: Json, benefit: str = "") -> Filled:
        """The text for the caller of an assessment (its JSON), of a benefit, or else of the first that stands on the
        clauses.
        """
        chosen = self._chosen(clauses, answer, benefit)
        values = {self.words.blanks[blank]: said for blank, said in self._values(clauses, answer, chosen).items()}
        put, left = self._put(text, values)
        return Filled(
            put, tuple(left), tuple(self._cautions(clauses, answer, chosen)), chosen["id"] if chosen else None
        )

    def _chosen(self, clauses: Sequence[Json], answer: Json, benefit: str) -> Json | None:
        """The benefit that is named, or else the first that one of the clauses grants, or that stands on one."""
        if benefit:
            return next((dict(one) for one in answer["benefits"] if one["id"] == benefit), None)
        known = {bound["clause"] for bound in clauses}
        granted, standing = [], []
        for one in answer["benefits"]:
            rule = self.rules.by_id[one["id"]]
            if not known.isdisjoint((rule.clause, self.corpus.clause(rule.clause).unit)):
                granted.append(one)
            elif not known.isdisjoint(rule.clauses()):
                standing.append(one)
        return next((dict(one) for one in (*granted, *standing)), None)

    def _values(self, clauses: Sequence[Json], answer: Json, benefit: Json | None) -> dict[str, str]:
        """What fills each blank; empty where nothing does."""
        facts, teller = answer["facts"], self.teller
        district = facts.get("hukou_district") or facts.get("district")
        standing = teller.standing(benefit) if benefit else None
        first = next((self.corpus.clauses[b["clause"]] for b in clauses if b["clause"] in self.corpus.clauses), None)
        return {
            "district": teller.wording.value("hukou_district", district) if district else "",
            "benefit": benefit["name"] if benefit else "",
            "amount": teller.promised(benefit, standing) if benefit and standing in _PAID else "",
            "clauses": self._places(clauses),
            "validity": self._validity(first.document) if first else "",
            "today": chinese_day(dt.date.fromisoformat(answer["as_of"])),
            "telephone": teller.numbers(),
        }

    def _places(self, clauses: Sequence[Json]) -> str:
        known = [bound["clause"] for bound in clauses if bound["clause"] in self.corpus.clauses]
        return self.teller.words.spoken.between.join(map(self.teller.place, known))

    def _validity(self, document: str) -> str:
        metadata = self.corpus.documents[document].metadata
        since, until = metadata.in_force_from, metadata.in_force_to
        days = {"from": since.value.isoformat() if since else None, "to": until.value.isoformat() if until else None}
        return self.teller.validity({"validity": days}).replace(" ", "")

    def _cautions(self, clauses: Sequence[Json], answer: Json, benefit: Json | None) -> Iterable[str]:
        as_of = dt.date.fromisoformat(answer["as_of"])
        known = (self.corpus.clauses.get(bound["clause"]) for bound in clauses)
        for document in dict.fromkeys(clause.document for clause in known if clause):
            for warning in self.sources.warnings(document, as_of):
                yield warning["message"]
        if benefit and benefit["suspended"]:
            yield benefit["suspended"]["text"]

    def _put(self, text: str, values: dict[str, str]) -> tuple[str, list[str]]:
        """The text with its blanks filled, and the names of those that stay open."""
        left: list[str] = []

        def put(found: re.Match[str]) -> str:
            name = found["name"] if found["name"] is not None else found["corner"]
            if name not in self.names:
                return found[0]  # a quotation in 「」
            if not values.get(name):
                left.append(name)
                return self.words.open.format(name=name)
            return values[name]

        return _BLANK.sub(put, text), list(dict.fromkeys(left))

    def _figure(self, value: DatedValue | None) -> Json | None:
        return {"amount": str(value.amount), "from": value.from_.isoformat()} if value else None

    def _said(self, figure: Json | None, unit: str) -> str:
        if figure is None:
            return self.words.no_figure
        since = chinese_day(dt.date.fromisoformat(figure["from"]))
        amount = number(float(figure["amount"]))
        return self.words.figure.format_map({"amount": amount, "unit": unit, "from": since})


def digest(text: str) -> str:
    """A short name that changes with any character of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
