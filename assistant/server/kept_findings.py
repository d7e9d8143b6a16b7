"""What a check found, as it is kept: in words, beside the clauses as they were, so that it can be read back for good.

``{"found": [[start, end, line, column, its saying]], "sayings": [all else of a Finding], "clauses": {id: words}}``: of
thousands of findings many say the same. What they say of clauses alone isn't repeated.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from assistant.documents.corpus import UnknownClause
from assistant.engine import Engine
from assistant.reports.findings import Finding, Piece, words_of

Json = dict[str, Any]
_PLACED = ("start", "end", "line", "column")
_KNOWN = {field.name for field in fields(Finding)}


@dataclass(frozen=True, slots=True)
class KeptClause:
    """A clause as it was: how it is cited, for short too, and its words."""

    id: str
    citation: str
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class KeptFindings:
    """The findings left to right; ``beside``: of each the clauses that it also speaks of; the clauses by id."""

    found: Sequence[Finding]
    beside: Sequence[Sequence[str]]
    clauses: Mapping[str, KeptClause]


def as_kept(engine: Engine, text: str, result: Json) -> Json:
    """What a result says, to be kept beside it."""
    beside = _beside(result)
    clauses: dict[str, Json] = {}
    sayings: dict[str, int] = {}
    found = []
    for finding in engine.check_findings.of(text, result):
        said = asdict(finding)
        placed = [said.pop(name) for name in _PLACED]
        del said["text"]  # it stands in the text
        said["beside"] = beside.get((finding.kind, finding.start, finding.end), [])
        for clause_id in (*finding.clauses, *said["beside"]):
            if clause_id not in clauses and (clause := _clause(engine, clause_id)):
                clauses[clause_id] = clause
        if said["printed"] == _printed(said["clauses"], clauses):
            del said["printed"]
        found.append([*placed, sayings.setdefault(json.dumps(said, ensure_ascii=False), len(sayings))])
    return {"found": found, "sayings": [json.loads(said) for said in sayings], "clauses": clauses}


def read_kept(kept: Json, text: str) -> KeptFindings:
    """What was kept of a text, also by a program that knew more or less of a finding."""
    clauses, sayings = kept["clauses"], [_read(said, kept["clauses"]) for said in kept["sayings"]]
    found = []
    for *placed, number in kept["found"]:
        where = dict(zip(_PLACED, placed, strict=True))
        found.append(Finding(text=text[where["start"] : where["end"]], **where, **sayings[number]))
    beside = [kept["sayings"][number]["beside"] for *_, number in kept["found"]]
    return KeptFindings(found, beside, {clause: KeptClause(clause, **words) for clause, words in clauses.items()})


def _read(said: Json, clauses: Mapping[str, Json]) -> Json:
    known = {name: value for name, value in said.items() if name in _KNOWN}
    known.setdefault("printed", _printed(said["clauses"], clauses))
    pieces = tuple(Piece(piece["said"], piece["printed"]) for piece in said["pieces"])
    return {**known, "pieces": pieces, "clauses": tuple(said["clauses"]), "reasons": tuple(said["reasons"])}


def _clause(engine: Engine, clause_id: str) -> Json | None:
    try:
        clause = engine.corpus.clause(clause_id)
    except UnknownClause:  # another process has read a corpus that was changed just now
        return None
    corpus = engine.corpus
    return {"citation": corpus.citation(clause), "place": corpus.place(clause), "text": words_of(clause)}


def _printed(ids: Sequence[str], clauses: Mapping[str, Json]) -> str:
    return "\n".join(clauses[clause]["text"] for clause in ids if clause in clauses)


def _beside(result: Json) -> dict[tuple[str, int, int], list[str]]:
    """Clauses that something found also speaks of: what is nearest, where it was said to stand, what says more."""
    found = {("citation", one["start"], one["end"]): list(one["nearest"]) for one in result["citations"]}
    for one in result["quotes"]:
        others = dict.fromkeys(clause for clause in _others(one) if clause and clause != one["clause"])
        found["quote", one["start"], one["end"]] = list(others)
    return found


def _others(quote: Json) -> Iterator[str | None]:
    yield quote["attributed_to"]
    yield from (omission["clause"] for omission in quote["omissions"])
    yield from (clause for conflict in quote["conflicts"] for clause in conflict["clauses"])
