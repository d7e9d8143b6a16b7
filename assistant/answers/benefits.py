"""Assessments as the JSON-ready shapes of the machine-readable contract. Nothing is decided here."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from assistant.answers.documents import DocumentAnswers, day_json
from assistant.dialogue.questions import Question
from assistant.documents.corpus import Document
from assistant.rules.amounts import Amount, Payment, Yuan
from assistant.rules.assess import Assessment, Entitlement, Rulebook
from assistant.rules.benefit import Benefit
from assistant.rules.explain import Explainer, Note
from assistant.rules.formulas import plain
from assistant.rules.logic import Grounds
from assistant.rules.reach import reach

Json = dict[str, Any]


class BenefitAnswers:
    """Puts the assessments of one rulebook into their JSON shapes."""

    def __init__(self, sources: DocumentAnswers, rules: Rulebook, explainer: Explainer) -> None:
        self.sources, self.rules, self.explainer = sources, rules, explainer
        self.corpus, self.notices = sources.corpus, sources.notices
        self._citations = {benefit.id: [self._citation(g) for g in benefit.pays_grounds] for benefit in rules.benefits}
        self._validity = {document.id: _validity(document) for document in self.corpus.documents.values()}
        self._excludes = {benefit.id: self._exclusions(benefit) for benefit in rules.benefits}

    def _citation(self, grounds: Grounds) -> Json:
        clause = self.corpus.clause(grounds.clause)
        return {"clause": grounds.clause, "citation": self.corpus.citation(clause), "quote": grounds.quote}

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
            "together": {"text": question.together, "items": [asdict(item) for item in question.items]}
            if question.items
            else None,
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
            "rule_version": self.rules.versions[benefit.id],
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
                "earliest": day_json(within.earliest),
            },
            "warnings": self.sources.warnings(benefit.document, assessment.as_of),
            "citations": [] if suspended else self._citations[benefit.id],
            "validity": self._validity[benefit.document],
            "excludes": self._excludes[benefit.id],
            "notes": [] if suspended else [note_json(note) for note in self.explainer.notes(entitlement, assessment)],
            "suspended": self.sources.suspension(benefit, suspended) if suspended else None,
        }

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
            "due_from": day_json(payment.due_from),
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
        here = [d for d in self.corpus.documents.values() if d.metadata.territory == district]
        if any(d.metadata.legal_status(assessment.as_of) == "in_force" for d in here):
            return None
        name = self.explainer.wording.districts[district]
        template = words.not_in_force if here else words.unknown_district
        return {"district": district, "message": template.format(district=name)}


def _validity(document: Document) -> Json:
    """From when to when a document is in force, as far as its text says."""
    since, until = document.metadata.in_force_from, document.metadata.in_force_to
    return {"from": day_json(since.value if since else None), "to": day_json(until.value if until else None)}


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
    """One note; ``figure``: the dated figure that is used (yuan), since when, whether the sum is worked out from it."""
    shown: Json = {"kind": note.kind, "text": note.text, "clauses": list(note.clauses)}
    if note.figure is not None:
        name, amount, since, is_sum = note.figure
        shown["figure"] = {"name": name, "amount": yuan(amount), "from": since.isoformat(), "sum": is_sum}
    return shown
