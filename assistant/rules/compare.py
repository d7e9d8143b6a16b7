"""Side by side: the same person with some facts otherwise (what if …), and with each district's hukou."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from assistant.facts.vocabulary import Facts
from assistant.rules.amounts import Amount, Yuan
from assistant.rules.assess import Assessment, Entitlement, Rulebook


@dataclass(frozen=True, slots=True)
class Difference:
    """One benefit that comes out otherwise; a side is None where the benefit isn't for that kind of applicant.

    ``min``/``max``: by how much its sum differs; None where one of the sums is open or unbounded.
    """

    before: Entitlement | None
    after: Entitlement | None
    min: Decimal | None
    max: Decimal | None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Two assessments, and the benefits that differ between them, in the order of the second."""

    before: Assessment
    after: Assessment
    differences: tuple[Difference, ...]


def what_if(rules: Rulebook, facts: Facts, changes: Mapping[str, object], as_of: dt.date) -> WhatIf:
    """The person as they are and with the changes; a change to None makes a fact unknown. Raises FactError."""
    before, after = rules.assess(facts, as_of), rules.assess({**facts, **changes}, as_of)
    ids = [*after.by_id, *(benefit for benefit in before.by_id if benefit not in after.by_id)]
    pairs = [(before.by_id.get(benefit), after.by_id.get(benefit)) for benefit in ids]
    return WhatIf(before, after, tuple(_difference(*pair) for pair in pairs if _shows(*pair)))


def by_district(rules: Rulebook, facts: Facts, as_of: dt.date) -> dict[str, Assessment]:
    """The same resident with the hukou of each district, or the same organisation asking there. Raises FactError."""
    fact = "hukou_district" if facts.get("applicant") == "resident" else "district"
    return {district: rules.assess({**facts, fact: district}, as_of) for district in rules.vocabulary.districts}


def _shows(before: Entitlement | None, after: Entitlement | None) -> bool:
    """Suspended benefits always do: what they would be can't be said."""
    if before is None or after is None or before.suspended or after.suspended:
        return True
    return before.status != after.status or _paid(before) != _paid(after)


def _paid(entitlement: Entitlement) -> object:
    """The sum, when it falls due and what of it lies beyond validity."""
    amount = entitlement.amount
    return None if amount is None else (amount.min, amount.max, amount.payments, amount.beyond_min, amount.beyond_max)


def _difference(before: Entitlement | None, after: Entitlement | None) -> Difference:
    low, high = (less(_sum(after, end), _sum(before, end)) for end in ("min", "max"))
    return Difference(before, after, low, high)


def _sum(entitlement: Entitlement | None, end: str) -> Yuan:
    """What a side pays for sure: nothing where it isn't eligible."""
    if entitlement is None or entitlement.status != "eligible":
        return Decimal(0)
    amount: Amount | None = entitlement.amount
    return None if amount is None else getattr(amount, end)


def less(minuend: Yuan, subtrahend: Yuan) -> Yuan:
    """The difference of two sums; None where one of them is open or unbounded."""
    return None if minuend is None or subtrahend is None else minuend - subtrahend
