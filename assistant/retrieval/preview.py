"""What words would change before they are added: search as it is and with them, on the questions that it is judged by.

Of each set Recall@5, MRR@10, nDCG@10, how many are answered and how many without an answer are refused; then which
questions rise and fall, and what the question that the words came from finds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.retrieval.evaluate import DEPTH, JudgedQuestion, Marks, marks, mean_marks
from assistant.retrieval.search import ClauseSearch

Json = dict[str, Any]
MOST_LISTED = 100  # questions of a list; the counts are of all
FOUND = 5  # clauses that the question itself finds


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What one search makes of one question: the place of the first answer, None beyond the tenth."""

    marks: Marks
    rank: int | None
    clause: str | None
    confident: bool

    @property
    def worth(self) -> tuple[float, bool]:
        return round(self.marks.recall + self.marks.reciprocal_rank, 9), self.confident


_Row = tuple[str, JudgedQuestion, _Outcome, _Outcome]  # the set's name, the question, before and after


def preview(
    before: ClauseSearch,
    after: ClauseSearch,
    sets: Mapping[str, Sequence[JudgedQuestion]],
    question: str | None,
    as_of: dt.date,
) -> Json:
    """``sets``: the questions by the set's name; ``question``: what the words came from, where there is one."""
    rows = [
        (name, asked, _outcome(before, asked, as_of), _outcome(after, asked, as_of))
        for name, questions in sets.items()
        for asked in questions
    ]
    moved = sorted((r for r in rows if r[1].relevant and r[2].worth != r[3].worth), key=_worst_first)
    turned = [r for r in rows if not r[1].relevant and r[2].confident != r[3].confident]
    return {
        "sets": [{"name": name, **_figures([row for row in rows if row[0] == name])} for name in sets],
        "together": _figures(rows),
        "rose": sum(row[3].worth > row[2].worth for row in moved),
        "fell": sum(row[3].worth < row[2].worth for row in moved),
        "moved": [_moved(row) for row in moved[:MOST_LISTED]],
        "turned": [
            {"set": name, "query": asked.query, "refused": [not old.confident, not new.confident]}
            for name, asked, old, new in turned[:MOST_LISTED]
        ],
        "question": {"before": _found(before, question, as_of), "after": _found(after, question, as_of)}
        if question
        else None,
    }


def _outcome(search: ClauseSearch, asked: JudgedQuestion, as_of: dt.date) -> _Outcome:
    found = search.search(asked.query, DEPTH, asked.as_of or as_of)
    ranked = [hit.clause.id for hit in found.hits]
    if not asked.relevant:
        return _Outcome(Marks(0.0, 0.0, 0.0), None, None, found.confident)
    clause = next((unit for unit in ranked if unit in asked.answers), None)
    rank = ranked.index(clause) + 1 if clause else None
    return _Outcome(marks(ranked, asked), rank, clause, found.confident)


def _worst_first(row: _Row) -> tuple[bool, float]:
    """Those that fall before those that rise, the furthest first."""
    _, _, old, new = row
    return new.worth > old.worth, -abs(new.worth[0] - old.worth[0])


def _moved(row: _Row) -> Json:
    name, asked, old, new = row
    return {
        "set": name, "query": asked.query, "clause": new.clause or old.clause, "rank": [old.rank, new.rank],
        "confident": [old.confident, new.confident], "better": new.worth > old.worth,
    }  # fmt: skip


def _figures(rows: Sequence[_Row]) -> Json:
    answered = [row for row in rows if row[1].relevant]
    outside = [row for row in rows if not row[1].relevant]
    figures: Json = {"questions": len(answered), "outside": len(outside)}
    for side, place in (("before", 2), ("after", 3)):
        outcomes: list[_Outcome] = [row[place] for row in answered]  # type: ignore[misc]
        figures[side] = {
            **(mean_marks([o.marks for o in outcomes]) if outcomes else {}),
            "confident": sum(o.confident for o in outcomes),
            "refused": sum(not row[place].confident for row in outside),  # type: ignore[union-attr]
        }
    return figures


def _found(search: ClauseSearch, question: str, as_of: dt.date) -> Json:
    found = search.search(question, FOUND, as_of)
    return {"confident": found.confident, "clauses": [hit.clause.id for hit in found.hits]}
