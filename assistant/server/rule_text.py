"""A rule as staff read it: conditions and amounts as lines, each with the numbers of the words it stands on, and the
clauses in which those words are marked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from assistant.documents.clause import Clause
from assistant.documents.corpus import Corpus
from assistant.documents.metadata import LegalStatus
from assistant.engine import Engine
from assistant.rules.benefit import Benefit
from assistant.rules.logic import Condition, Grounds, Group
from assistant.rules.pay_words import amount_lines
from assistant.server.highlights import Mark, Span, marked

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reference:
    """The number of quoted words; ``first``: where it is named first, to which the words lead back."""

    number: int
    first: bool


@dataclass(slots=True)
class RuleLine:
    """A condition in words. ``lead``: how its parts go together; ``folded``: the parts are shown on demand."""

    text: str
    references: list[Reference] = field(default_factory=list)
    worked: str = ""
    external: str = ""
    notes: list[str] = field(default_factory=list)
    lead: str = ""
    parts: list[RuleLine] = field(default_factory=list)
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Excluded:
    """A benefit that may not be drawn beside this one; ``references``: none where the other's rule says so."""

    benefit: Benefit
    references: list[Reference]


@dataclass(frozen=True, slots=True)
class ClauseText:
    """A whole unit with the quoted words marked, and where its document stands on the day."""

    clause: Clause
    legal_status: LegalStatus
    pieces: tuple[str | Mark, ...]


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a rule says and the clauses it says it by."""

    conditions: list[RuleLine]
    amounts: list[str]
    amount_references: list[Reference]
    excluded: list[Excluded]
    clauses: list[ClauseText]


class Quotations:
    """The words that one rule stands on, numbered in the order in which it names them."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._numbers: dict[tuple[str, int, int], int] = {}  # by unit and stretch

    def refer(self, grounds: Grounds) -> Reference:
        """The number of some words, a new one where they weren't named before."""
        unit, start = in_unit(self._corpus, grounds)
        known = len(self._numbers)
        number = self._numbers.setdefault((unit, start, start + len(grounds.quote)), known + 1)
        return Reference(number, number > known)

    def units(self) -> list[str]:
        """The units in which they stand, in the order of the documents."""
        order = {clause: i for i, clause in enumerate(self._corpus.clauses)}
        return sorted({unit for unit, _, _ in self._numbers}, key=order.__getitem__)

    def within(self, unit: str) -> Iterator[Span]:
        """Where they stand in a unit."""
        for (where, start, end), number in self._numbers.items():
            if where == unit:
                yield Span(start, end, number)


def in_unit(corpus: Corpus, grounds: Grounds) -> tuple[str, int]:
    """The unit in which quoted words stand, and where in its text they begin."""
    clause = corpus.clause(grounds.clause)
    if clause.paragraph is None:
        return clause.id, grounds.start
    before = corpus.clause(clause.unit).paragraphs[: clause.paragraph - 1]
    return clause.unit, grounds.start + sum(len(corpus.clause(p).text) + 1 for p in before)  # a line break after each


def rule_text(engine: Engine, benefit: Benefit, day: dt.date) -> RuleText:
    """A rule as it is read on a day, of which only what a multiple of a dated figure comes to hangs on the day."""
    return _Reading(engine, benefit, day).text()


class _Reading:
    def __init__(self, engine: Engine, benefit: Benefit, day: dt.date) -> None:
        self.engine, self.benefit, self.day = engine, benefit, day
        self.words = engine.notices.explanation
        self.situation = engine.rules.situation({"applicant": benefit.applicants[0]}, day)
        self.quotations = Quotations(engine.corpus)

    def text(self) -> RuleText:
        engine, benefit = self.engine, self.benefit
        conditions = [self._line(part, engine.explainer.explain(part, self.situation)) for part in benefit.when.parts]
        amounts = amount_lines(benefit.pays, engine.wording, engine.rules.parameters.figures)
        references = [self.quotations.refer(grounds) for grounds in benefit.pays_grounds]
        return RuleText(conditions, amounts, references, list(self._excluded()), list(self._clauses()))

    def _line(self, condition: Condition, said: Json) -> RuleLine:
        parts = condition.parts if isinstance(condition, Group) else ()
        if isinstance(condition, Group) and said.get("joined") and len(parts) == 1 and condition.operator != "not":
            line = RuleLine("")  # it only says its one part over
            self._stand_on(line, condition, said)
            inner = self._line(parts[0], said["parts"][0])
            inner.references, inner.notes = line.references + inner.references, line.notes + inner.notes
            return inner
        line = RuleLine(said["text"], worked=said.get("worked", ""), external=said.get("external", ""))
        self._stand_on(line, condition, said)
        if not isinstance(condition, Group):
            return line
        if condition.operator == "not":
            self._negated(line, condition, said)
            return line
        lead = self.words.all_of if condition.operator == "all" else self.words.any_of
        line.parts = [self._line(part, inner) for part, inner in zip(parts, said["parts"], strict=True)]
        if said.get("joined"):
            line.text = lead
        elif len(parts) > 1:
            line.lead = lead
        elif said["parts"][0].get("joined"):  # said in the group's own words: its one part is only how they go together
            line.lead, line.parts = line.parts[0].text, line.parts[0].parts
        return line

    def _negated(self, line: RuleLine, condition: Group, said: Json) -> None:
        """What must not be the case, in parts where it has several."""
        inner = self._line(condition.parts[0], said["parts"][0])
        line.parts = inner.parts
        line.lead = inner.lead or (inner.text if inner.parts else "")
        line.folded = True
        line.notes += inner.notes
        line.references += inner.references

    def _stand_on(self, line: RuleLine, condition: Condition, said: Json) -> None:
        """The words quoted, unless its first part names them, and the note."""
        first = condition.parts[0] if isinstance(condition, Group) else None
        if first is None or first.grounds != condition.grounds:
            line.references.append(self.quotations.refer(condition.grounds))
        if note := said.get("note"):
            line.notes.append(note)

    def _excluded(self) -> Iterator[Excluded]:
        rules = self.engine.rules
        for exclusion in self.benefit.excludes:
            yield Excluded(rules.by_id[exclusion.benefit], [self.quotations.refer(exclusion.grounds)])
        for other in rules.benefits:
            if any(exclusion.benefit == self.benefit.id for exclusion in other.excludes):
                yield Excluded(other, [])

    def _clauses(self) -> Iterator[ClauseText]:
        corpus = self.engine.corpus
        own = corpus.clause(self.benefit.clause).unit
        units = self.quotations.units()
        for unit in sorted({*units, own}, key=lambda unit: (unit != own, units.index(unit) if unit in units else -1)):
            clause = corpus.clause(unit)
            pieces = marked(clause.text, self.quotations.within(unit))
            yield ClauseText(clause, corpus.legal_status(clause.document, self.day), pieces)
