"""A document to read: its benefits, its units in order, and which benefits stand on each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.answers.documents import related_by_kind
from assistant.documents.clause import Clause
from assistant.engine import Engine
from assistant.rules.assess import Suspension
from assistant.rules.benefit import Benefit
from assistant.server.explanation import suspended_name

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Provision:
    """A unit of a document: ``lead`` is the title where it is the first words of the text."""

    path: str
    label: str
    heading: str
    level: int
    lead: str
    paragraphs: list[tuple[str, str]]
    attributes: dict[str, str]
    benefits: list[tuple[str, str]]
    related: list[tuple[str, list[str]]]  # why clauses belong beside it, and which


def offers(engine: Engine, document: str, today: dt.date) -> list[tuple[str, list[Json]]]:
    """The document's benefits by whom they are for, residents first, as they look when nothing is known of anybody."""
    found: dict[str, list[Json]] = {}
    benefits = [benefit for benefit in engine.rules.benefits if benefit.document == document]
    assessed = {kind: engine.rules.assess({"applicant": kind}, today) for kind in {b.applicants[0] for b in benefits}}
    for benefit in benefits:
        assessment = assessed[benefit.applicants[0]]
        offered = engine.answers.benefit(assessment.by_id[benefit.id], assessment)
        found.setdefault(_for_whom(engine, benefit), []).append(offered)
    residents = engine.wording.value("applicant", "resident")
    return sorted(found.items(), key=lambda offered: residents not in offered[0])


def provisions(engine: Engine, document: str) -> list[Provision]:
    """The units of a document, in order."""
    shown: list[Provision] = []
    level, suspended = 1, engine.suspended()
    for unit in engine.corpus.documents[document].units():
        provision = _provision(engine, unit, min(len(unit.label_path) + 1, level + 1, 6), suspended)
        if provision.heading:
            level = provision.level
        shown.append(provision)
    return shown


def _provision(engine: Engine, unit: Clause, level: int, suspended: Mapping[str, Suspension]) -> Provision:
    corpus, title = engine.corpus, unit.title or ""
    paragraphs = [(corpus.clause(p).path, corpus.clause(p).text) for p in unit.paragraphs]
    if not paragraphs and unit.text:
        paragraphs = [(f"{unit.path}.p1", unit.text)]
    leads = bool(title and paragraphs and paragraphs[0][1].startswith(title))
    if leads:
        paragraphs[0] = (paragraphs[0][0], paragraphs[0][1][len(title) :])
    return Provision(
        path=unit.path,
        label=unit.label_path[-1] if unit.label_path else "",
        heading="" if leads else title,
        level=level,
        lead=title if leads else "",
        paragraphs=paragraphs,
        attributes=unit.attributes,
        benefits=[_relying(engine, benefit, suspended) for benefit in engine.sources.relying(unit)],
        related=_related(engine, unit),
    )


def _related(engine: Engine, unit: Clause) -> list[tuple[str, list[str]]]:
    by_kind = related_by_kind(engine.sources.beside(unit.id), engine.notices)
    return [(said, [beside["clause"] for beside in clauses]) for said, clauses in by_kind]


def _for_whom(engine: Engine, benefit: Benefit) -> str:
    return "、".join(engine.wording.value("applicant", applicant) for applicant in benefit.applicants)


def _relying(engine: Engine, benefit_id: str, suspended: Mapping[str, Suspension]) -> tuple[str, str]:
    """A benefit by name, with whom it is for where that isn't residents, and its address."""
    benefit = engine.rules.by_id[benefit_id]
    name = benefit.name if "resident" in benefit.applicants else f"{benefit.name}（{_for_whom(engine, benefit)}）"
    shown = suspended_name(name, engine.notices) if benefit.id in suspended else name
    return shown, f"/benefits/{benefit.id}"
