"""A benefit (待遇): who may get it, under which conditions, and what it pays, compiled from a rule file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from assistant.rules.amount_kinds import AmountSpec
from assistant.rules.amounts import Payout
from assistant.rules.logic import Condition, Grounds, Group
from assistant.rules.schema import BenefitSpec, NoteSpec


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Another benefit that may not be drawn beside this one, and the words that say so."""

    benefit: str
    grounds: Grounds


@dataclass(frozen=True)
class Benefit:
    """One benefit, ready to be assessed. ``expires``: its document's last day; ``order``: its place in the files."""

    id: str
    name: str
    document: str
    territory: str
    expires: dt.date | None
    applicants: tuple[str, ...]
    clause: str
    recipient: str
    when: Group
    pays: AmountSpec
    payout: Payout
    pays_grounds: tuple[Grounds, ...]
    notes: tuple[NoteSpec, ...]
    excludes: tuple[Exclusion, ...]
    spec: BenefitSpec
    order: int

    def clauses(self) -> tuple[str, ...]:
        """Every clause that the benefit stands on."""
        return tuple(dict.fromkeys([self.clause, *(grounds.clause for grounds in self.grounds())]))

    def grounds(self) -> tuple[Grounds, ...]:
        """All the words that the benefit stands on: its conditions', its amount's, its exclusions'."""
        excluded = (exclusion.grounds for exclusion in self.excludes)
        return (*_all_grounds(self.when), *self.pays_grounds, *excluded)


def _all_grounds(condition: Condition) -> list[Grounds]:
    parts = condition.parts if isinstance(condition, Group) else ()
    return [condition.grounds, *(grounds for part in parts for grounds in _all_grounds(part))]
