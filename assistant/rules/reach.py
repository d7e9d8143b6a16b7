"""Within reach: the smallest change of what a person can still change that would make a benefit theirs."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from assistant.facts.vocabulary import FactError, Facts, FactValue
from assistant.rules.amounts import Amount
from assistant.rules.assess import Assessment, Entitlement, Rulebook
from assistant.rules.logic import Condition, Group, Leaf, OpenWords, Situation, candidates, magnitude

MOST_WAYS = 64
Changes = dict[str, FactValue]


@dataclass(frozen=True, slots=True)
class Reach:
    """Facts to change (from what is known, to what is needed), what the benefit then pays and whether that is all."""

    changes: tuple[tuple[str, FactValue | None, FactValue], ...]
    amount: Amount | None
    status: str  # eligible, or undetermined where something else is still open


def reach(entitlement: Entitlement, assessment: Assessment, rules: Rulebook) -> Reach | None:
    """The smallest set of changes, or None where a false condition can't be changed by the person or none is false."""
    situation = assessment.situation
    if entitlement.status == "eligible" or not _is_failing(entitlement.benefit.when, situation):
        return None
    for changes in _ways(entitlement.benefit.when, situation, True):
        if not changes:
            continue
        after = _after(changes, assessment, rules)
        if after is None:
            continue
        result = rules.entitlement(entitlement.benefit, after)
        if result.status != "ineligible":
            known = situation.known.values
            listed = tuple((fact, known.get(fact), value) for fact, value in changes.items())
            return Reach(listed, result.amount, result.status)
    return None


def _is_failing(condition: Condition, situation: Situation) -> bool:
    if isinstance(condition, Group) and condition.operator == "all":
        return any(_is_failing(part, situation) for part in condition.parts)
    return condition.truth(situation) is False


def _after(changes: Changes, assessment: Assessment, rules: Rulebook) -> Situation | None:
    facts: Facts = {**assessment.facts, **changes}
    try:
        return rules.situation(facts, assessment.as_of)
    except FactError:
        return None


def _ways(condition: Condition, situation: Situation, wanted: bool) -> list[Changes]:
    """Sets of changes after which the condition is no longer the opposite of ``wanted``, the smallest first."""
    if condition.truth(situation) is not (not wanted):
        return [{}]
    if isinstance(condition, OpenWords):
        return [{}]
    if isinstance(condition, Leaf):
        return _ways_of_leaf(condition, situation, wanted)
    if condition.operator == "not":
        return _ways(condition.parts[0], situation, not wanted)
    options = [_ways(part, situation, wanted) for part in condition.parts]
    if (condition.operator == "all") is wanted:
        merged = [_merge(chosen) for chosen in itertools.islice(itertools.product(*options), MOST_WAYS)]
        found = [changes for changes in merged if changes is not None]
    else:
        found = [changes for ways in options for changes in ways if changes]
    return sorted(found, key=len)[:MOST_WAYS]


def _ways_of_leaf(leaf: Leaf, situation: Situation, wanted: bool) -> list[Changes]:
    if not leaf.fact.changeable:
        return []
    bounds = leaf.bounds
    if leaf.operator == "at_least_times":
        figure = situation.figure(leaf.operand.parameter) if hasattr(leaf.operand, "parameter") else None
        if figure is None:
            return []
        bounds = (float(figure.amount) * leaf.operand.times,) if hasattr(leaf.operand, "times") else ()
    values = [v for v in candidates(leaf.fact, bounds, situation) if leaf.test(v, situation) is wanted]
    if leaf.fact.changeable == "up":
        values = [v for v in values if _is_more(v, situation.known.values.get(leaf.fact.id))]
    exact = [v for v in values if v in bounds] or values
    return [{leaf.fact.id: whole(value)} for value in exact[:4]]


def _is_more(value: FactValue, known: FactValue | None) -> bool:
    """From no to yes, or to a greater number."""
    if isinstance(value, bool):
        return value
    return known is None or magnitude(value) > magnitude(known)


def whole(value: FactValue) -> FactValue:
    """3048.0 as 3048."""
    return int(value) if isinstance(value, float) and value == int(value) else value


def _merge(chosen: tuple[Changes, ...]) -> Changes | None:
    merged: Changes = {}
    for changes in chosen:
        for fact, value in changes.items():
            if merged.setdefault(fact, value) != value:
                return None
    return merged
