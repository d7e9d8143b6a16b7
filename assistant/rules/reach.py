"""Within reach (差一步): the smallest change of what a person can still change that would make a benefit theirs.

Only what is known stands in the way, so only known facts change. The conditions that are false say what has to change;
where none is false by itself and they are so together, small sets of changes are tried one by one.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.facts.calendar import months_later
from assistant.facts.vocabulary import Fact, FactError, Facts, FactValue
from assistant.rules.amounts import Amount
from assistant.rules.assess import Assessment, Entitlement, Rulebook
from assistant.rules.benefit import Benefit
from assistant.rules.logic import Condition, Group, Leaf, OpenWords
from assistant.rules.schema import Times
from assistant.rules.situation import Situation, candidates, magnitude

MOST_WAYS = 64
MOST_TOGETHER = 3  # changes tried at once where no single condition says what has to change
MOST_VALUES = 4  # of one fact
Changes = dict[str, FactValue]


@dataclass(frozen=True, slots=True)
class Reach:
    """Facts to change (from what is known, to what is needed), what the benefit then pays and whether that is all.

    ``earliest``: the first day on which they can have come about, where time has to pass for them (months of business);
    what falls due is judged from that day on.
    """

    changes: tuple[tuple[str, FactValue | None, FactValue], ...]
    amount: Amount | None
    status: str  # eligible, or undetermined where something else is still open
    earliest: dt.date | None = None


def reach(entitlement: Entitlement, assessment: Assessment, rules: Rulebook) -> Reach | None:
    """The smallest set of changes, or None where there is none or nothing stands in the way."""
    if entitlement.status != "ineligible":
        return None
    situation = assessment.situation
    if any(leaf.truth(situation) is False for leaf in entitlement.benefit.unchangeable):
        return None
    return _Search(entitlement.benefit, assessment, rules).smallest()


class _Search:
    """The search for one benefit and one person."""

    def __init__(self, benefit: Benefit, assessment: Assessment, rules: Rulebook) -> None:
        self.benefit, self.assessment, self.rules = benefit, assessment, rules
        self.situation, self.given = assessment.situation, assessment.facts

    def smallest(self) -> Reach | None:
        when = self.benefit.when
        if when.truth(self.situation) is False:
            ways = sorted(self._ways(when, True), key=len)
            return (self._best(ways) or self._best(self._tried(ways))) if ways else None
        return self._best(self._tried([{}]))

    def _best(self, ways: Iterable[Changes]) -> Reach | None:
        """Of the smallest ways that help (they come by size), the one that promises least."""
        best: Reach | None = None
        paid_by = self.benefit.payout.facts
        helped: set[frozenset[str]] = set()  # sets of facts of which other values would pay the same
        for changes in ways:
            facts = frozenset(changes)
            if best is not None and len(changes) > len(best.changes):
                break
            found = self._after(changes) if changes and facts not in helped else None
            if found is not None and facts.isdisjoint(paid_by):
                helped.add(facts)
            if found is not None and (best is None or _promise(found) < _promise(best)):
                best = found
        return best

    def _after(self, changes: Changes) -> Reach | None:
        try:
            earliest = self._earliest(changes)
            result = self._entitlement({**self.given, **changes}, earliest)
        except FactError:
            return None
        if result.status == "ineligible":
            return None
        amount = result.amount
        boundless = self.benefit.boundless
        if not boundless.isdisjoint(changes):
            rest = {fact: value for fact, value in changes.items() if fact not in boundless}
            kept = {fact: value for fact, value in self.given.items() if fact not in changes}
            amount = self._entitlement({**kept, **rest}, earliest).amount
        known = self.situation.values
        changed = tuple((fact, known.get(fact), value) for fact, value in changes.items())
        return Reach(changed, amount, result.status, earliest)

    def _earliest(self, changes: Changes) -> dt.date | None:
        """The first day on which months that only time adds can have passed; None where none has to."""
        missing = 0
        for name, value in changes.items():
            known = self.situation.values.get(name)
            if self.rules.vocabulary.facts[name].grows_with_time and known is not None:
                missing = max(missing, math.ceil(magnitude(value) - magnitude(known)))
        return months_later(self.assessment.as_of, missing) if missing else None

    def _entitlement(self, facts: Facts, met_from: dt.date | None) -> Entitlement:
        return self.rules.entitlement(self.benefit, self.rules.situation(facts, self.assessment.as_of), met_from)

    def _ways(self, condition: Condition, wanted: bool) -> list[Changes]:
        """Sets of changes after which the condition is no longer the opposite of ``wanted``."""
        if isinstance(condition, OpenWords) or condition.truth(self.situation) is not (not wanted):
            return [{}]
        if isinstance(condition, Leaf):
            return list(self._ways_of_leaf(condition, wanted))
        if condition.operator == "not":
            return self._ways(condition.parts[0], not wanted)
        if (condition.operator == "all") is wanted:
            return self._ways_of_all(condition, wanted)
        found = [changes for part in condition.parts for changes in self._ways(part, wanted) if changes]
        return sorted(found, key=len)[:MOST_WAYS]

    def _ways_of_all(self, group: Group, wanted: bool) -> list[Changes]:
        options = []
        for part in group.parts:
            ways = self._ways(part, wanted)
            if not ways:
                return []
            options.append(sorted(ways, key=len))
        merged = (_merged(chosen) for chosen in itertools.islice(itertools.product(*options), MOST_WAYS))
        return sorted((changes for changes in merged if changes is not None), key=len)

    def _ways_of_leaf(self, leaf: Leaf, wanted: bool) -> Iterator[Changes]:
        """Changes of the fact itself, with what they imply; and of what the fact follows from."""
        named = wanted and leaf.operator in ("is", "one_of")
        values = self._allowed(leaf.fact, list(leaf.bounds)) if named else self._around(leaf)
        for value in values:
            if leaf.test(value, self.situation) is wanted:
                changes = self._with_implied({leaf.fact.id: value})
                if changes is not None:
                    yield changes
        if leaf.fact.id not in self.given:
            for rule in self.rules.vocabulary.implications:
                if rule.when == leaf.fact.id and self._may_become(rule.then, rule.follows):
                    yield {rule.then: rule.follows}  # what followed from it is open again

    def _around(self, *leaves: Leaf) -> list[FactValue]:
        """Values on each side of what the tests turn at, the bounds themselves first."""
        fact = leaves[0].fact
        bounds = tuple(bound for leaf in leaves for bound in _needed(leaf, self.situation))
        values = candidates(fact, bounds, self.situation)
        if fact.type in ("int", "number") and fact.max is None:
            values = [value for value in values if value in bounds] + [v for v in values if v not in bounds]
        return self._allowed(fact, values)

    def _allowed(self, fact: Fact, values: list[FactValue]) -> list[FactValue]:
        """Those the fact may change to; the district's own before others, none at the end."""
        if fact.type == "word":
            values.sort(key=lambda value: (value == "none", value != self.benefit.territory))
        return [whole(value) for value in values if self._may_become(fact.id, value)]

    def _may_become(self, name: str, value: FactValue) -> bool:
        """Whether a person can still bring this value about."""
        fact, known = self.rules.vocabulary.facts[name], self.situation.values.get(name)
        if not fact.changeable or value == known:
            return False
        return fact.changeable is True or _is_more(value, known)

    def _with_implied(self, changes: Changes) -> Changes | None:
        """The changes with those that they imply, or None where one of these can't be."""
        for rule in self.rules.vocabulary.implications:
            known = self.given.get(rule.then)
            if changes.get(rule.when) == rule.is_ and known is not None and known != rule.follows:
                if not self._may_become(rule.then, rule.follows):
                    return None
                changes = {**changes, rule.then: rule.follows}
        return changes

    def _tried(self, ways: list[Changes]) -> Iterator[Changes]:
        """The ways, with small sets of changes of everything else known that can change; by size."""
        facts = [name for name in self._concerned() if self.rules.vocabulary.facts[name].changeable]
        options = {name: self._to_try(name) for name in facts}
        for size in range(1, max(map(len, ways), default=0) + MOST_TOGETHER + 1):
            for way in ways:
                more = size - len(way)
                if 0 < more <= MOST_TOGETHER:
                    others = [name for name in facts if name not in way]
                    for names in itertools.combinations(others, more):
                        for values in itertools.product(*(options[name] for name in names)):
                            yield {**way, **dict(zip(names, values, strict=True))}

    def _concerned(self) -> list[str]:
        """The given facts that the benefit reads, and those from which one of these follows."""
        read = set(self.benefit.when.facts)
        linked = {rule.then for rule in self.rules.vocabulary.implications if rule.when in read}
        return [name for name in self.given if name in read | linked]

    def _to_try(self, name: str) -> list[FactValue]:
        leaves = [leaf for leaf in self.benefit.when.leaves() if leaf.fact.id == name]
        fact = self.rules.vocabulary.facts[name]
        values = self._around(*leaves) if leaves else self._allowed(fact, candidates(fact, (), self.situation))
        return values[:MOST_VALUES]


def _needed(leaf: Leaf, situation: Situation) -> tuple[FactValue, ...]:
    """The values at which a test turns: its bounds; the multiple of the day's figure; a whole number above nothing."""
    if isinstance(leaf.operand, Times):
        figure = situation.figure(leaf.operand.parameter)
        return () if figure is None else (float(figure.amount * magnitude(leaf.operand.times)),)
    above = leaf.limits.get("above")
    return leaf.bounds if above is None else (int(above) + 1,)


def _promise(found: Reach) -> tuple[float, float]:
    """How much a way promises: the most first."""
    amount = found.amount
    if amount is None or amount.min is None:
        return (0.0, 0.0)
    return (float("inf") if amount.max is None else float(amount.max), float(amount.min))


def _is_more(value: FactValue, known: FactValue | None) -> bool:
    """From no to yes, or to a greater number."""
    if isinstance(value, bool):
        return value
    return known is None or magnitude(value) > magnitude(known)


def whole(value: FactValue) -> FactValue:
    """3048.0 as 3048."""
    return int(value) if isinstance(value, float) and value == int(value) else value


def _merged(chosen: tuple[Changes, ...]) -> Changes | None:
    merged: Changes = {}
    for changes in chosen:
        for fact, value in changes.items():
            if merged.setdefault(fact, value) != value:
                return None
    return merged
