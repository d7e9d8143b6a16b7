"""Documents, clauses and search results as the JSON-ready shapes of the machine-readable contract."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from assistant.documents.clause import Clause
from assistant.documents.corpus import Corpus, Document
from assistant.documents.standing import Notices, standing_warnings
from assistant.retrieval.search import Hit

if TYPE_CHECKING:
    from assistant.retrieval.related import Related
    from assistant.rules.assess import Rulebook, Suspension
    from assistant.rules.benefit import Benefit

Json = dict[str, Any]
MOST_DAYS_KEPT = 1_000


class DocumentAnswers:
    """Puts the documents of one corpus into their JSON shapes, with the benefits that stand on them."""

    def __init__(
        self, corpus: Corpus, notices: Notices, rules: Callable[[], Rulebook], related: Callable[[], Related]
    ) -> None:
        """``rules`` is asked where benefits are spoken of only: finding a clause needs none."""
        self.corpus, self.notices = corpus, notices
        self._rules, self._related = rules, related
        self._warnings: dict[tuple[str, dt.date], list[Json]] = {}

    @cached_property
    def _relying(self) -> dict[str, list[str]]:
        relying: dict[str, list[str]] = {}
        for benefit in self._rules().benefits:
            for unit in dict.fromkeys(self.corpus.clause(clause).unit for clause in benefit.clauses()):
                relying.setdefault(unit, []).append(benefit.id)
        return relying

    def warnings(self, document: str, as_of: dt.date) -> list[Json]:
        """What must be said about a document on the day."""
        if (document, as_of) not in self._warnings:
            if len(self._warnings) > MOST_DAYS_KEPT:
                self._warnings.clear()
            warned = standing_warnings(self.corpus.documents[document].metadata, as_of, self.notices)
            self._warnings[document, as_of] = [{"code": w.code, "message": w.message} for w in warned]
        return self._warnings[document, as_of]

    def document(self, document: Document, as_of: dt.date) -> Json:
        """One document's metadata and standing."""
        metadata = document.metadata
        return {
            "id": document.id,
            "title": metadata.title,
            "name": metadata.name,
            "summary": metadata.summary,
            "number": metadata.number.value if metadata.number else None,
            "issuer": "、".join(i.value for i in metadata.issuers) or None,
            "issuers": [i.value for i in metadata.issuers],
            "territory": metadata.territory,
            "signed": day_json(metadata.signed.value if metadata.signed else None),
            "printed": day_json(metadata.printed.value if metadata.printed else None),
            "in_force_from": day_json(metadata.in_force_from.value if metadata.in_force_from else None),
            "in_force_to": day_json(metadata.in_force_to.value if metadata.in_force_to else None),
            "legal_status": metadata.legal_status(as_of),
            "warnings": self.warnings(document.id, as_of),
            "cites": [relation.key for relation in metadata.related("cites")],
            "repeals": [relation.key for relation in metadata.related("repeals")],
            "source": metadata.source,
            "sha256": metadata.sha256,
            "last_checked": metadata.last_checked.isoformat(),
            "clause_count": sum(1 for _ in document.units()),
        }

    def clause(self, clause: Clause, as_of: dt.date) -> Json:
        """One clause with its place, its words and who relies on it."""
        return {
            "clause": clause.id,
            "document": clause.document,
            "citation": self.corpus.citation(clause),
            "title": clause.title,
            "label_path": list(clause.label_path),
            "text": clause.text,
            "spans": [list(span) for span in clause.spans],
            "parents": list(clause.parents),
            "children": list(clause.children),
            "paragraphs": list(clause.paragraphs),
            "attributes": clause.attributes,
            "benefits": self.relying(clause),
            "related": self.beside(clause.unit),
            "legal_status": self.corpus.legal_status(clause.document, as_of),
            "warnings": [*self.warnings(clause.document, as_of), *self.suspensions(clause, self._rules().suspended())],
        }

    def beside(self, unit: str) -> list[Json]:
        """The clauses that belong beside a unit, and why."""
        return [
            {
                "clause": b.clause,
                "kind": b.kind,
                "matter": b.matter or None,
                "place": self.corpus.place(self.corpus.clause(b.clause)),
                "citation": self.corpus.citation(self.corpus.clause(b.clause)),
            }
            for b in self._related().beside(unit)
        ]

    def suspensions(self, clause: Clause, suspended: Mapping[str, Suspension]) -> list[Json]:
        """What must be said about benefits that stand on a clause and are suspended."""
        ids = [benefit for benefit in self.relying(clause) if benefit in suspended] if suspended else []
        said = (self.suspension(self._rules().by_id[benefit], suspended[benefit])["text"] for benefit in ids)
        return [{"code": "suspended", "message": text} for text in said]

    def relying(self, clause: Clause) -> list[str]:
        """The ids of the benefits that stand on the clause's unit."""
        return self._relying.get(clause.unit, [])

    def hit(self, hit: Hit, as_of: dt.date, suspended: Mapping[str, Suspension]) -> Json:
        """One search result."""
        return {
            "clause": hit.clause.id,
            "score": round(hit.score, 6),
            "citation": self.corpus.citation(hit.clause),
            "title": hit.clause.title,
            "text": hit.clause.text,
            "highlights": [list(span) for span in hit.highlights],
            "legal_status": self.corpus.legal_status(hit.clause.document, as_of),
            "related": self.beside(hit.clause.unit),
            "warnings": [*self.warnings(hit.clause.document, as_of), *self.suspensions(hit.clause, suspended)],
        }

    def suspension(self, benefit: Benefit, suspension: Suspension) -> Json:
        """An operator's suspension: the sentence shown instead of an answer, why, since when."""
        text = self.notices.suspended.format(
            name=benefit.name, bureau=self.notices.bureau(benefit.territory), reason=suspension.reason
        )
        return {"text": text, "reason": suspension.reason, "since": suspension.since.isoformat()}


def day_json(day: dt.date | None) -> str | None:
    """A day as programs read it."""
    return day.isoformat() if day else None


def related_by_kind(beside: Sequence[Json], notices: Notices) -> Iterator[tuple[str, list[Json]]]:
    """Clauses that belong beside another one, under the words that say why."""
    for kind, said in notices.related.items():
        if clauses := [clause for clause in beside if clause["kind"] == kind]:
            yield said, clauses


def search_notices(found: Json, notices: Notices, districts: Mapping[str, str]) -> list[str]:
    """What is to be said of a search result besides its clauses, a line each: what was put right, what no document
    has, and, where nothing answers, that and what may have been meant."""
    lines = [notices.corrected.format(question=found["corrected"])] if found["corrected"] else []
    lines += [notices.unwritten.format(term=term) for term in found["unwritten"]]
    lines += [notices.without.format(district=districts[code]) for code in found["without"]]
    if not found["confident"]:
        lines.append(notices.not_found if found["results"] else notices.nothing_near)
    if found["did_you_mean"]:
        lines += [notices.did_you_mean, *(f"· {question}" for question in found["did_you_mean"])]
    return lines
