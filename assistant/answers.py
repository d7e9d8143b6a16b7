"""Results as the JSON-ready shapes of the machine-readable contract. Nothing is decided here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assistant.authored import sha256
from assistant.dialogue.questions import Question
from assistant.documents.clause import Clause
from assistant.documents.corpus import Corpus, Document, cut
from assistant.documents.metadata import CITY
from assistant.documents.outline import Outline
from assistant.documents.standing import Notices, standing_warnings
from assistant.retrieval.search import Hit
from assistant.rules.amounts import Amount, Payment, Yuan
from assistant.rules.assess import Assessment, Entitlement, Rulebook, Suspension
from assistant.rules.benefit import Benefit
from assistant.rules.explain import Explainer, Note
from assistant.rules.formulas import plain
from assistant.rules.logic import Grounds
from assistant.rules.reach import reach

Json = dict[str, Any]
MOST_DAYS_KEPT = 1_000


class Answers:
    """Puts results of one corpus into their JSON shapes."""

    def __init__(self, corpus: Corpus, notices: Notices, rules: Rulebook, explainer: Explainer) -> None:
        self.corpus, self.notices, self.rules, self.explainer = corpus, notices, rules, explainer
        self._relying: dict[str, list[str]] = {}
        self._warnings: dict[tuple[str, dt.date], list[Json]] = {}
        self._citations = {benefit.id: [self._citation(g) for g in benefit.pays_grounds] for benefit in rules.benefits}
        self._validity = {document.id: _validity(document) for document in corpus.documents.values()}
        self._excludes = {benefit.id: self._exclusions(benefit) for benefit in rules.benefits}
        self.names: dict[str, list[str]] = {}  # what the benefits granted by a unit are called
        for benefit in rules.benefits:
            self.names.setdefault(corpus.clause(benefit.clause).unit, []).append(benefit.name)
            for unit in dict.fromkeys(corpus.clause(clause).unit for clause in benefit.clauses()):
                self._relying.setdefault(unit, []).append(benefit.id)

    def warnings(self, document: str, as_of: dt.date) -> list[Json]:
        """What must be said about a document on the day."""
        if (document, as_of) not in self._warnings:
            if len(self._warnings) > MOST_DAYS_KEPT:
                self._warnings.clear()
            warned = standing_warnings(self.corpus.documents[document].metadata, as_of, self.notices)
            self._warnings[document, as_of] = [{"code": w.code, "message": w.message} for w in warned]
        return self._warnings[document, as_of]

    def _citation(self, grounds: Grounds) -> Json:
        clause = self.corpus.clause(grounds.clause)
        return {"clause": grounds.clause, "citation": self.corpus.citation(clause), "quote": grounds.quote}

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
            "signed": _day(metadata.signed.value if metadata.signed else None),
            "printed": _day(metadata.printed.value if metadata.printed else None),
            "in_force_from": _day(metadata.in_force_from.value if metadata.in_force_from else None),
            "in_force_to": _day(metadata.in_force_to.value if metadata.in_force_to else None),
            "legal_status": metadata.legal_status(as_of),
            "warnings": self.warnings(document.id, as_of),
            "cites": [c.value for c in metadata.cites],
            "repeals": [r.value for r in metadata.repeals],
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
            "legal_status": self.corpus.legal_status(clause.document, as_of),
            "warnings": [*self.warnings(clause.document, as_of), *self.suspensions(clause, self.rules.suspended())],
        }

    def suspensions(self, clause: Clause, suspended: Mapping[str, Suspension]) -> list[Json]:
        """What must be said about benefits that stand on a clause and are suspended."""
        ids = [benefit for benefit in self.relying(clause) if benefit in suspended] if suspended else []
        said = (self.suspension(self.rules.by_id[benefit], suspended[benefit])["text"] for benefit in ids)
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
            "warnings": [*self.warnings(hit.clause.document, as_of), *self.suspensions(hit.clause, suspended)],
        }

    def parsed(self, name: str, source: str, outline: Outline) -> Json:
        """A document read but not stored; ids stand under the placeholder ``document``."""
        clauses = cut("document", source, outline)
        return {
            "document": {
                "title": outline.title.text if outline.title else None,
                "source": name,
                "sha256": sha256(source.encode()),
                "metadata": [{"part": m.part.value, "text": m.content.text} for m in outline.metadata],
                "removed": [list(span) for span in outline.removed if source[span[0] : span[1]].strip()],
            },
            "clauses": [
                {
                    "clause": c.id,
                    "label_path": list(c.label_path),
                    "title": c.title,
                    "text": c.text,
                    "spans": [list(span) for span in c.spans],
                    "attributes": c.attributes,
                    "paragraphs": list(c.paragraphs),
                }
                for c in clauses
                if c.searchable and c.paragraph is None
            ],
            "warnings": [
                {"code": w.code, "message": w.message, "clause": f"document#{w.path}"} for w in outline.warnings
            ],
        }

    def question(self, question: Question | None) -> Json | None:
        """The next question, or null."""
        if question is None:
            return None
        return {
            "fact": question.fact,
            "text": question.text,
            "help": question.help,
            "why": question.why,
            "clause": question.clause,
            "type": question.type,
            "unit": question.unit,
            "example": question.example,
            "options": [{"value": option.value, "label": option.label} for option in question.options],
        }

    def benefit(self, entitlement: Entitlement, assessment: Assessment) -> Json:
        """One benefit decided and explained; a suspended one says that alone."""
        benefit = entitlement.benefit
        within = reach(entitlement, assessment, self.rules)
        suspended = entitlement.suspended
        return {
            "id": benefit.id,
            "name": benefit.name,
            "document": benefit.document,
            "territory": benefit.territory,
            "status": entitlement.status,
            "legal_status": entitlement.legal_status,
            "amount": self.amount(entitlement.amount),
            "in_total": benefit.id in assessment.counted_ids,
            "recipient": benefit.recipient,
            "conditions": [] if suspended else self.explainer.conditions(entitlement, assessment.situation),
            "missing": list(entitlement.missing),
            "within_reach": within is not None,
            "reach": None
            if within is None
            else {
                "changes": [{"fact": fact, "from": old, "to": new} for fact, old, new in within.changes],
                "amount": self.amount(within.amount),
                "status": within.status,
            },
            "warnings": self.warnings(benefit.document, assessment.as_of),
            "citations": [] if suspended else self._citations[benefit.id],
            "validity": self._validity[benefit.document],
            "excludes": self._excludes[benefit.id],
            "notes": [] if suspended else [note_json(note) for note in self.explainer.notes(entitlement, assessment)],
            "suspended": self.suspension(benefit, suspended) if suspended else None,
        }

    def suspension(self, benefit: Benefit, suspension: Suspension) -> Json:
        """An operator's suspension: the sentence shown instead of an answer, why, since when."""
        text = self.notices.suspended.format(
            name=benefit.name, bureau=self.notices.bureau(benefit.territory), reason=suspension.reason
        )
        return {"text": text, "reason": suspension.reason, "since": suspension.since.isoformat()}

    def explanation(self, entitlement: Entitlement, assessment: Assessment) -> Json:
        """One benefit with everything that is to be said of it: also what the text doesn't say, and where to ask."""
        return {
            "as_of": assessment.as_of.isoformat(),
            "facts": assessment.facts,
            "benefit": self.benefit(entitlement, assessment),
            "together": self.notices.totals.together,
            "unsaid": self.notices.unsaid,
            "ask": self.notices.ask,
        }

    def _exclusions(self, benefit: Benefit) -> list[Json]:
        """What may not be drawn beside a benefit, whichever of the two says so."""
        own = [(self.rules.by_id[x.benefit], x.grounds) for x in benefit.excludes]
        other = [(b, x.grounds) for b in self.rules.benefits for x in b.excludes if x.benefit == benefit.id]
        return [
            {"benefit": b.id, "name": b.name, "clause": grounds.clause, "quote": grounds.quote}
            for b, grounds in (*own, *other)
        ]

    def amount(self, amount: Amount | None) -> Json | None:
        """An amount; null for an ineligible benefit."""
        if amount is None:
            return None
        beyond = {"min": yuan(amount.beyond_min), "max": yuan(amount.beyond_max)}
        return {
            "kind": amount.kind,
            "min": yuan(amount.min),
            "max": yuan(amount.max),
            "per_month": amount.per_month,
            "payments": [self._payment(payment) for payment in amount.payments],
            "formula": amount.formula,
            "worked": worked_sum(amount),
            "beyond_validity": None if amount.min is None else beyond,
        }

    def _payment(self, payment: Payment) -> Json:
        number = "" if payment.number is None else plain(payment.number)
        label: str = getattr(self.notices.payments, payment.kind)
        return {
            "label": label.format(number=number),
            "min": yuan(payment.min),
            "max": yuan(payment.max),
            "due_from": _day(payment.due_from),
            "after_expiry": payment.after_expiry,
        }

    def totals(self, assessment: Assessment) -> Json:
        """The sums in force, and what of them lies beyond validity."""
        totals = assessment.totals()
        return {
            "in_force": {
                "min": yuan(totals.min),
                "max": yuan(totals.max),
                "beyond_validity": {"min": yuan(totals.beyond_min), "max": yuan(totals.beyond_max)},
            },
            "note": self.notices.totals.together,
        }

    def coverage(self, assessment: Assessment) -> Json | None:
        """What to say on top where the person's district has no document here."""
        facts = assessment.facts
        district = facts.get("hukou_district" if facts.get("applicant") == "resident" else "district")
        if not isinstance(district, str):
            return None
        words = self.notices.coverage
        if district not in self.rules.vocabulary.districts:
            return {"district": district, "message": words.non_beijing}
        territories = {document.metadata.territory for document in self.corpus.documents.values()} - {CITY}
        if district in territories:
            return None
        return {
            "district": district,
            "message": words.unknown_district.format(district=self.explainer.wording.districts[district]),
        }


def yuan(amount: Yuan) -> int | float | None:
    """A sum as a JSON number, without a fraction where it has none."""
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount.quantize(Decimal("0.01")))


def worked_sum(amount: Amount) -> str | None:
    """The sum on paper with its outcome: 6000 + 9000 + 12000 = 27000."""
    formula = amount.formula
    if formula is None or amount.min is None or amount.min != amount.max:
        return None
    return f"{formula} = {plain(amount.min)}" if formula != plain(amount.min) else None


def note_json(note: Note) -> Json:
    """One note."""
    return {"kind": note.kind, "text": note.text, "clauses": list(note.clauses)}


def _validity(document: Document) -> Json:
    """From when to when a document is in force, as far as its text says."""
    since, until = document.metadata.in_force_from, document.metadata.in_force_to
    return {"from": _day(since.value if since else None), "to": _day(until.value if until else None)}


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
