"""Decides a condition: Kleene's tables first, then exactly.

Kleene's tables are not exact where one unknown fact stands in several places (低保 true, every other group false,
登记失业 unknown: both values give false), so what stays unknown is split on the cells of the facts that occur more than
once. What is left then reads each fact once, and there every remaining fact matters.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable
from math import prod

from assistant.rules.logic import Condition, Leaf, OpenWords, Rest, Truth, combined
from assistant.rules.situation import Situation, candidates

MOST_COMBINATIONS = 50_000


def decide(condition: Condition, situation: Situation) -> tuple[Truth, frozenset[str]]:
    """The truth of a condition and, where it is unknown, exactly the facts that can still change it."""
    rest = condition.rest(situation)
    if rest is True or rest is False:
        return rest, frozenset()
    if isinstance(rest, Leaf):
        return None, frozenset((rest.name,))
    leaves = _open_leaves(rest)
    facts = frozenset([leaf.name for leaf in leaves])
    if len(facts) == len(leaves):
        return None, facts
    cells = {fact: _cells(tests, situation) for fact, tests in _repeated(leaves).items()}
    if prod(len(options) for options in cells.values()) > MOST_COMBINATIONS:
        return None, facts
    return _split(rest, cells)


def _split(rest: Rest, cells: dict[str, list[dict[Hashable, bool]]]) -> tuple[Truth, frozenset[str]]:
    outcomes: dict[tuple[int, ...], Rest] = {}
    for chosen in itertools.product(*(range(len(options)) for options in cells.values())):
        settled: dict[Hashable, bool] = {}
        for options, index in zip(cells.values(), chosen, strict=True):
            settled |= options[index]
        outcomes[chosen] = _settle(rest, settled)
    kinds = {_shape(outcome) for outcome in outcomes.values()}
    if len(kinds) == 1 and isinstance(only := next(iter(outcomes.values())), bool):
        return only, frozenset()
    missing = {leaf.fact.id for outcome in outcomes.values() for leaf in _open_leaves(outcome)}
    for position, fact in enumerate(cells):
        seen: dict[tuple[int, ...], Hashable] = {}
        for chosen, outcome in outcomes.items():
            others = chosen[:position] + chosen[position + 1 :]
            if seen.setdefault(others, _shape(outcome)) != _shape(outcome):
                missing.add(fact)
                break
    return None, frozenset(missing)


def _settle(rest: Rest, settled: dict[Hashable, bool]) -> Rest:
    if isinstance(rest, Leaf):
        return settled.get(rest.key, rest)
    if isinstance(rest, tuple):
        return combined(rest[0], [_settle(part, settled) for part in rest[1]])
    return rest


def _open_leaves(rest: Rest) -> list[Leaf]:
    left, leaves = [rest], []
    while left:
        part = left.pop()
        if isinstance(part, Leaf):
            leaves.append(part)
        elif isinstance(part, tuple):
            left += part[1]
    return leaves


def _repeated(leaves: list[Leaf]) -> dict[str, list[Leaf]]:
    by_fact: dict[str, list[Leaf]] = {}
    for leaf in leaves:
        by_fact.setdefault(leaf.fact.id, []).append(leaf)
    return {fact: tests for fact, tests in by_fact.items() if len(tests) > 1}


def _shape(rest: Rest) -> Hashable:
    """Equal for conditions that are the same up to the order of their parts."""
    if isinstance(rest, Leaf):
        return rest.key
    if isinstance(rest, tuple):
        return (rest[0], frozenset(_shape(part) for part in rest[1]))
    return ("open", rest.grounds) if isinstance(rest, OpenWords) else rest


def _cells(leaves: list[Leaf], situation: Situation) -> list[dict[Hashable, bool]]:
    """The ways in which all tests of one fact can come out together."""
    bounds = tuple(bound for leaf in leaves for bound in leaf.bounds)
    cells: list[dict[Hashable, bool]] = []
    for value in candidates(leaves[0].fact, bounds, situation):
        cell = {leaf.key: bool(leaf.test(value, situation)) for leaf in leaves}
        if cell not in cells:
            cells.append(cell)
    return cells
