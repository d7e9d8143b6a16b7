"""A benefit (待遇): who may get it, under which conditions, and what it pays, compiled from a rule file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from assistant.rules.amount_kinds import AmountSpec
from assistant.rules.amounts import Payout
from assistant.rules.logic import Condition, Grounds, Group, Leaf
from assistant.rules.schema import BenefitSpec, NoteSpec, Times


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Another benefit that may not be drawn beside this one, and the words that say so."""

    benefit: str
    grounds: Grounds


@dataclass(frozen=True)
class Benefit:
    """One benefit, ready to be assessed.

    ``in_force_from``, ``expires``: its document's first and last day; ``order``: its place in the rule files.
    """

    id: str
    name: str
    document: str
    territory: str
    in_force_from: dt.date | None
    expires: dt.date | None
    applicants: tuple[str, ...]
    clause: str
    recipient: str
    when: Group
    pays: AmountSpec
    payout: Payout
    pays_grounds: tuple[Grounds, ...]
    numbers: tuple[tuple[float, str], ...]  # all that the rule uses, with their units
    notes: tuple[NoteSpec, ...]
    excludes: tuple[Exclusion, ...]
    spec: BenefitSpec
    order: int
    written_by: tuple[str, ...] = ()  # accounts

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The facts that the conditions and the amount read."""
        return tuple(dict.fromkeys([*self.when.facts, *self.payout.facts]))

    @cached_property
    def figures(self) -> tuple[str, ...]:
        """The dated figures that the conditions and the amount use."""
        used = [leaf.operand.parameter for leaf in self.when.leaves() if isinstance(leaf.operand, Times)]
        dated = self.payout.formula.dated if self.payout.formula else None
        return tuple(dict.fromkeys([*used, *([dated.parameter] if dated else [])]))

    @cached_property
    def unchangeable(self) -> tuple[Leaf, ...]:
        """Required tests of what a person can't change: where one fails, nothing is within reach."""
        return tuple(leaf for leaf in self.when.required() if not leaf.fact.changeable)

    @cached_property
    def boundless(self) -> frozenset[str]:
        """Facts that only have to be more than nothing: no value to aim at, any higher one does as well."""
        return frozenset(leaf.fact.id for leaf in self.when.leaves() if "above" in leaf.limits)

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
