"""A clause as the drawer shows it: where it stands, its words, what is around it, what to heed, who relies on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.documents.clause import Clause
from assistant.engine import Engine
from assistant.rules.benefit import Benefit
from assistant.server.drawer import Asked
from assistant.server.relation_tables import Said, relations_of

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Beside:
    """Another clause that belongs beside this one, with where its document stands on the day."""

    clause: Clause
    matter: str
    legal_status: str


@dataclass(frozen=True, slots=True)
class Resting:
    """A benefit that rests on the clause; ``answer``: how it stands for the caller, None where that can't be said."""

    benefit: Benefit
    for_whom: str
    answer: Json | None


@dataclass(frozen=True)
class ClauseView:
    """``above``: the units around it, outermost first; ``marks``: the stretches of its words that answer the question;
    ``repealed``: who says that the document is repealed; ``goes_before``: whose words outweigh it where they disagree;
    ``disputed``: in what it and the ``conflicts`` disagree.
    """

    clause: Clause
    citation: str
    above: tuple[Clause, ...]
    marks: tuple[tuple[int, int], ...]
    before: Clause | None
    after: Clause | None
    below: tuple[Clause, ...]
    document: Json
    repealed: tuple[Said, ...]
    goes_before: tuple[Said, ...]
    conflicts: tuple[Beside, ...]
    disputed: tuple[str, ...]
    related: tuple[tuple[str, tuple[Beside, ...]], ...]
    resting: tuple[Resting, ...]
    suspensions: tuple[str, ...]

    @property
    def to_copy(self) -> str:
        """Its words, or its title where it has no others."""
        return self.clause.text or self.clause.title or ""


def clause_view(engine: Engine, clause: Clause, question: str, asked: Asked) -> ClauseView:
    """A clause for a caller on a day; ``question``: what it was found by, or nothing."""
    corpus, day = engine.corpus, asked.day
    document = corpus.document_of(clause)
    before, after = _around(engine, clause)
    relations = relations_of(engine, document)
    in_force = [said for said in relations.others if corpus.legal_status(said.document.id, day) == "in_force"]
    beside = engine.sources.beside(clause.unit)
    kinds = {kind: tuple(_beside(engine, asked, beside, kind)) for kind in engine.notices.related}
    suspended = engine.sources.suspensions(clause, engine.suspended())
    return ClauseView(
        clause=clause,
        citation=corpus.citation(clause),
        above=tuple(corpus.clause(parent) for parent in clause.parents),
        marks=engine.clause_search.highlights(question, clause.text) if question.strip() else (),
        before=before,
        after=after,
        below=tuple(corpus.clause(child) for child in clause.children),
        document=engine.sources.document(document, day),
        repealed=tuple(said for said in in_force if said.relation.kind == "repeals"),
        goes_before=tuple(s for s in relations.above if corpus.legal_status(s.document.id, day) == "in_force"),
        conflicts=kinds["conflict"],
        disputed=tuple(dict.fromkeys(_disputed(engine, clause))),
        related=tuple((engine.notices.related[k], found) for k, found in kinds.items() if k != "conflict" and found),
        resting=tuple(_resting(engine, clause, asked)),
        suspensions=tuple(warning["message"] for warning in suspended),
    )


def _around(engine: Engine, clause: Clause) -> tuple[Clause | None, Clause | None]:
    """What stands before and after: of a paragraph the others of its unit first; else units that have words."""
    document = engine.corpus.document_of(clause)
    order = [c for c in document.clauses if (c.text or c.title) and (not c.paragraphs or c.id == clause.id)]
    if clause.paragraph is None:
        order = [c for c in order if c.paragraph is None or c.unit != clause.id]
    at = order.index(clause) if clause in order else -1
    if at < 0:
        return None, None
    return order[at - 1] if at else None, order[at + 1] if at + 1 < len(order) else None


def _disputed(engine: Engine, clause: Clause) -> Iterator[str]:
    for benefit in engine.rules.benefits:
        for note in benefit.notes:
            written = (benefit.clause, *(c if "#" in c else f"{benefit.document}#{c}" for c in note.clauses))
            if note.kind == "conflict" and clause.unit in {engine.corpus.clause(c).unit for c in written}:
                yield note.text


def _beside(engine: Engine, asked: Asked, beside: list[Json], kind: str) -> Iterator[Beside]:
    for one in beside:
        if one["kind"] == kind:
            clause = engine.corpus.clause(one["clause"])
            yield Beside(clause, one["matter"] or "", engine.corpus.legal_status(clause.document, asked.day))


def _resting(engine: Engine, clause: Clause, asked: Asked) -> Iterator[Resting]:
    assessment = engine.rules.assess(asked.caller.facts, asked.day)
    for benefit_id in engine.sources.relying(clause):
        benefit, entitlement = engine.rules.by_id[benefit_id], assessment.by_id.get(benefit_id)
        whom = "、".join(engine.wording.value("applicant", kind) for kind in benefit.applicants)
        answer = engine.answers.benefit(entitlement, assessment) if entitlement and asked.is_known else None
        yield Resting(benefit, whom, answer)
