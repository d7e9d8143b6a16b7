"""What-if and comparisons of districts as JSON: both sides, and the difference benefit by benefit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from assistant.answers.benefits import BenefitAnswers, yuan
from assistant.facts.vocabulary import Facts
from assistant.facts.wording import Wording
from assistant.request import RequestError
from assistant.rules.assess import Entitlement, Rulebook
from assistant.rules.compare import Difference, by_district, less, what_if

Json = dict[str, Any]


class SideBySide:
    """Compares with one engine's rules and words."""

    def __init__(self, rules: Rulebook, answers: BenefitAnswers, wording: Wording) -> None:
        self.rules, self.answers, self.wording = rules, answers, wording

    def what_if(self, facts: Facts, changes: Mapping[str, object], as_of: dt.date) -> Json:
        """The benefits that come out otherwise with the changes, and both totals. Raises FactError."""
        found = what_if(self.rules, facts, changes, as_of)
        was, now = found.before.totals(), found.after.totals()
        return {
            "changes": dict(changes),
            "facts": found.after.facts,
            "benefits": [self._difference(difference) for difference in found.differences],
            "totals": {
                "before": self.answers.totals(found.before)["in_force"],
                "after": self.answers.totals(found.after)["in_force"],
                "difference": {"min": yuan(less(now.min, was.min)), "max": yuan(less(now.max, was.max))},
            },
        }

    def districts(self, facts: Facts, as_of: dt.date) -> list[Json]:
        """The same resident with each district's hukou, in the vocabulary's order. Raises RequestError, FactError."""
        if facts.get("applicant") != "resident":
            raise RequestError("not_a_resident", "只有个人（applicant 是 resident）可以按户口所在的区比较。")
        return self.in_each_district(facts, as_of)

    def in_each_district(self, facts: Facts, as_of: dt.date) -> list[Json]:
        """The same resident with each district's hukou, or the same organisation there, in the vocabulary's order.

        Raises FactError.
        """
        documents = self.rules.corpus.documents.values()
        covered = {d.metadata.territory for d in documents if d.metadata.legal_status(as_of) == "in_force"}
        return [
            {
                "district": district,
                "label": self.wording.districts[district],
                "covered": district in covered,
                "totals": self.answers.totals(assessment)["in_force"],
                "benefits": [self._side(e) for e in assessment.entitlements if _worth_showing(e)],
                "message": (self.answers.coverage(assessment) or {}).get("message"),
            }
            for district, assessment in by_district(self.rules, facts, as_of).items()
        ]

    def _difference(self, difference: Difference) -> Json:
        before, after = difference.before, difference.after
        benefit = (after or before).benefit  # type: ignore[union-attr]
        return {
            "id": benefit.id,
            "name": benefit.name,
            "before": None if before is None else self._side(before),
            "after": None if after is None else self._side(after),
            "difference": {"min": yuan(difference.min), "max": yuan(difference.max)},
        }

    def _side(self, entitlement: Entitlement) -> Json:
        return {
            "id": entitlement.benefit.id,
            "name": entitlement.benefit.name,
            "territory": entitlement.benefit.territory,
            "status": entitlement.status,
            "legal_status": entitlement.legal_status,
            "amount": self.answers.amount(entitlement.amount),
            "missing": list(entitlement.missing),
            "suspended": self.answers.sources.suspension(entitlement.benefit, entitlement.suspended)
            if entitlement.suspended
            else None,
        }


def _worth_showing(entitlement: Entitlement) -> bool:
    return entitlement.legal_status == "in_force" and entitlement.status != "ineligible"
