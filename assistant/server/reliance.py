"""Who relies on each clause: the benefits, and the very conditions, amounts and exclusions that quote it.

Where nobody does, the reason that ``corpus/coverage.yaml`` gives for each sentence that grants something.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from assistant.documents.clause import Clause
from assistant.documents.corpus import Corpus
from assistant.engine import Engine
from assistant.rules.benefit import Benefit
from assistant.rules.coverage import ListedSpec
from assistant.rules.logic import Condition, Grounds, Group

Json = dict[str, Any]
UseKind = Literal["condition", "amount", "exclusion"]
Within = Literal["all", "any", "not"]  # how a condition counts: needed, one of several, part of what must not be so
ANY_DAY = dt.date(2026, 1, 1)  # the words of a condition are the same on every day


@dataclass(frozen=True, slots=True)
class Use:
    """One quotation of a clause: what it decides, in words, and the words quoted."""

    kind: UseKind
    says: str
    quote: str
    within: Within = "all"


@dataclass(frozen=True, slots=True)
class Relying:
    """A benefit and what of it quotes a clause; nothing where the clause is its own and something else is quoted."""

    benefit: Benefit
    uses: tuple[Use, ...]


@dataclass(frozen=True)
class Reliance:
    """By the smallest clause, who relies on it; by the same, the sentences that nobody's rule stands on, and why."""

    relying: dict[str, tuple[Relying, ...]]
    listed: dict[str, tuple[ListedSpec, ...]]

    def of(self, clause: Clause) -> tuple[Relying, ...]:
        """Who relies on a clause itself (of a unit with paragraphs: on none of them in particular)."""
        return self.relying.get(clause.id, ())

    def reasons(self, clause: Clause) -> tuple[ListedSpec, ...]:
        """Why no benefit stands on what it grants."""
        return self.listed.get(clause.id, ())


def reliance_of(engine: Engine) -> Reliance:
    """Who relies on what in the whole corpus. Raises CorpusError where ``coverage.yaml`` is wrong."""
    found: dict[str, dict[str, dict[Use, None]]] = {}
    for benefit in engine.rules.benefits:
        found.setdefault(benefit.clause, {}).setdefault(benefit.id, {})
        for grounds, use in _uses(engine, benefit):
            found.setdefault(_smallest(engine.corpus, grounds), {}).setdefault(benefit.id, {})[use] = None
    by_id = engine.rules.by_id
    relying = {
        clause: tuple(Relying(by_id[benefit], tuple(uses)) for benefit, uses in of_clause.items())
        for clause, of_clause in found.items()
    }
    listed: dict[str, dict[ListedSpec, None]] = {}
    for sentence in engine.coverage().sentences:
        if sentence.listed is not None and not sentence.benefits:
            listed.setdefault(sentence.clause, {})[sentence.listed] = None
    return Reliance(relying, {clause: tuple(specs) for clause, specs in listed.items()})


def _uses(engine: Engine, benefit: Benefit) -> Iterator[tuple[Grounds, Use]]:
    situation = engine.rules.assess({"applicant": benefit.applicants[0]}, ANY_DAY).situation
    for part in benefit.when.parts:
        for said, within in _said(part, engine.explainer.explain(part, situation)):
            yield Grounds(said["clause"], said["quote"]), Use("condition", said["text"], said["quote"], within)
    for grounds in benefit.pays_grounds:
        yield grounds, Use("amount", "", grounds.quote)
    for exclusion in benefit.excludes:
        other = engine.rules.by_id[exclusion.benefit].name
        yield exclusion.grounds, Use("exclusion", other, exclusion.grounds.quote)


def _said(condition: Condition, explained: Json, within: Within = "all") -> Iterator[tuple[Json, Within]]:
    """The conditions that quote something, and how each counts: a group only where its parts quote other words."""
    parts = explained.get("parts", [])
    if explained["quote"] and not any(part["quote"] == explained["quote"] for part in parts):
        yield explained, within
    if isinstance(condition, Group):
        inner: Within = (
            "not" if "not" in (within, condition.operator) else "any" if condition.operator == "any" else within
        )
        for part, said in zip(condition.parts, parts, strict=True):
            yield from _said(part, said, inner)


def _smallest(corpus: Corpus, grounds: Grounds) -> str:
    """The paragraph of a unit that the quoted words stand in, where they stand in one."""
    paragraphs = corpus.clause(grounds.clause).paragraphs
    return next((p for p in paragraphs if grounds.quote in corpus.clause(p).text), grounds.clause)
