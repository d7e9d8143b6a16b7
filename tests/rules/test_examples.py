"""The examples beside the rules: each is run, and each benefit's examples show both sides of every bound.

What an example says is all there is: an ineligible one has nothing missing and no sum, one without ``min`` has no sum
(a service, a sum left open, a figure not yet published), and a sum without an upper bound is said to be ``unbounded``.

A bound counts as shown only where it decides: everything else the benefit needs is met, so that with the condition the
benefit is due and without it it isn't. Numbers stand on the bound and one step beside it (1 for counts, a tenth at most
for the others), dates on the anniversary and the day after, words and yes-or-no once each way, listed words each once.
Shared conditions are no exception: each benefit that uses them shows them. Open words (the authority decides) count as
met or as open. A test of ``applicant`` only tells two kinds of asker apart: an example of each shows it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest

from assistant.facts.calendar import anniversary, last_day
from assistant.facts.vocabulary import FactValue
from assistant.rules.amount_kinds import CappedActual, Monthly, Percentage, PerHead, Schedule, Tiered, UpTo
from assistant.rules.assess import Rulebook
from assistant.rules.benefit import Benefit
from assistant.rules.logic import Condition, Leaf, OpenWords, Truth
from assistant.rules.schema import ExampleSpec, Times
from assistant.rules.situation import Situation, magnitude
from tests.conftest import CORPUS
from tests.rules.conftest import open_rulebook

DAY = dt.date(2026, 11, 20)
ONE_DAY = dt.timedelta(days=1)
LEAST_EXAMPLES = 3
STEP = {"int": Decimal(1), "number": Decimal("0.1")}
HAIR = Decimal("0.001")  # less than a fen
ENDLESS = Decimal("Infinity")  # years of an open-ended contract
UPWARDS = ("at_most", "above")  # the step beside the bound is above it

BENEFITS = open_rulebook(CORPUS).benefits
EXAMPLES = [
    pytest.param(benefit.id, example, id=f"{benefit.id}-{number}")
    for benefit in BENEFITS
    for number, example in enumerate(benefit.spec.examples, start=1)
]


@pytest.mark.parametrize(("benefit", "example"), EXAMPLES)
def test_example(rulebook: Rulebook, benefit: str, example: ExampleSpec) -> None:
    found = rulebook.assess(example.given, example.as_of or DAY).by_id[benefit]
    low, high = (found.amount.min, found.amount.max) if found.amount else (None, None)
    assert found.status == example.then
    assert sorted(found.missing) == sorted(example.missing or [])
    assert (found.amount is None) == (example.then == "ineligible")
    assert low == (None if example.min is None else Decimal(str(example.min)))
    assert high == (None if example.max is None else Decimal(str(example.max)))
    assert example.unbounded == (low is not None and high is None)


@pytest.mark.parametrize("name", [benefit.id for benefit in BENEFITS])
def test_examples_show_both_sides_of_every_bound(rulebook: Rulebook, name: str) -> None:
    benefit = rulebook.by_id[name]
    cases = [Case(e, rulebook.situation(e.given, e.as_of or DAY)) for e in benefit.spec.examples]
    lacking = [
        *(f"missing in {case.example}" for case in cases if not case.says_what_is_missing),
        *(side for leaf in _leaves(benefit) for side in _sides_not_shown(benefit, leaf, cases)),
        *_edges_not_shown(benefit, [case for case in cases if case.is_exact]),
        *(f"{fact} missing" for fact in _read(benefit) if not any(case.lacks(fact) for case in cases)),
        *_days_not_shown(benefit, rulebook, cases),
    ]
    assert len(cases) >= LEAST_EXAMPLES
    assert lacking == []


@dataclass(frozen=True)
class Case:
    """An example and what is known in it."""

    example: ExampleSpec
    situation: Situation

    @property
    def day(self) -> dt.date:
        return self.situation.known.as_of

    @property
    def says_what_is_missing(self) -> bool:
        """An ineligible example needn't: `test_example` asserts that nothing is."""
        return (self.example.missing is None) == (self.example.then == "ineligible")

    @property
    def is_exact(self) -> bool:
        """Due, and nothing left open."""
        return self.example.then == "eligible" and not self.example.missing

    def lacks(self, fact: str) -> bool:
        return fact in (self.example.missing or [])

    def value(self, fact: str) -> FactValue | None:
        return self.situation.known.values.get(fact)

    def lies(self, fact: str, low: Decimal, high: Decimal) -> bool:
        """Whether a number is known and lies between two, both included."""
        value = self.value(fact)
        return value is not None and low <= magnitude(value) <= high

    def decides(self, leaf: Leaf, benefit: Benefit) -> bool:
        """Everything else is met: with the condition the benefit is due, without it it isn't."""
        if leaf.fact.id == "applicant":
            return True
        left_open = [_truth(benefit.when, self.situation, None, leaf, met) for met in (True, False)]
        taken_as_met = [_truth(benefit.when, self.situation, True, leaf, met) for met in (True, False)]
        return True in taken_as_met and (left_open[0] != left_open[1] or taken_as_met[0] != taken_as_met[1])


def _truth(condition: Condition, situation: Situation, open_words: Truth, forced: Leaf, outcome: bool) -> Truth:
    """The condition, with one test (wherever it stands) forced to an outcome and open words taken as told."""
    if isinstance(condition, OpenWords):
        return open_words
    if isinstance(condition, Leaf):
        return outcome if condition.key == forced.key else condition.truth(situation)
    return condition.truth_of([_truth(part, situation, open_words, forced, outcome) for part in condition.parts])


def _leaves(benefit: Benefit) -> list[Leaf]:
    """Each test once, wherever it stands."""
    return list({leaf.key: leaf for leaf in benefit.when.leaves()}.values())


def _read(benefit: Benefit) -> list[str]:
    """The facts that the benefit reads; without ``applicant`` nothing is assessed."""
    facts = dict.fromkeys([*benefit.when.facts, *benefit.payout.facts])
    return [fact for fact in facts if fact != "applicant"]


def _sides_not_shown(benefit: Benefit, leaf: Leaf, cases: list[Case]) -> Iterator[str]:
    """The sides of one condition at which no example stands."""
    told = [case for case in cases if case.value(leaf.fact.id) is not None and case.decides(leaf, benefit)]
    shown = {side for case in told for side in _sides_shown(leaf, case)}
    for side in _sides(leaf):
        if side not in shown:
            yield f"{leaf.fact.id} {leaf.operator} {leaf.operand}: {side}"


def _sides(leaf: Leaf) -> list[str]:
    if leaf.operator == "within_years":
        return ["its day", "the day before", "the anniversary", "the day after the anniversary"]
    if leaf.operator == "at_least_times":
        return ["at_least", "beside at_least"]
    if leaf.operator == "compare" and isinstance(leaf.operand, tuple):
        return [side for name, _ in leaf.operand for side in (name, f"beside {name}")]
    return [*(leaf.operand if isinstance(leaf.operand, tuple) else ()), "met", "not met"]


def _sides_shown(leaf: Leaf, case: Case) -> Iterator[str]:
    """The sides at which the example's value stands."""
    if leaf.operator == "within_years":
        day, years = last_day(str(case.value(leaf.fact.id))), int(str(leaf.operand))
        last = anniversary(day, years)
        days = (day, day - ONE_DAY, last, last + ONE_DAY)
        yield from (side for side, stands in zip(_sides(leaf), days, strict=True) if stands == case.day)
    elif leaf.operator in ("compare", "at_least_times"):
        for name, bound in _bounds(leaf, case):
            step = bound + STEP[leaf.fact.type] * (1 if name in UPWARDS else -1)
            if case.lies(leaf.fact.id, bound, bound):
                yield name
            elif case.lies(leaf.fact.id, min(step, bound), max(step, bound)):
                yield f"beside {name}"
    else:
        value = case.value(leaf.fact.id)
        yield from (word for word in (value if isinstance(value, list) else [value]) if isinstance(word, str))
        yield "met" if leaf.truth(case.situation) else "not met"


def _bounds(leaf: Leaf, case: Case) -> list[tuple[str, Decimal]]:
    """What a number is compared with on the example's day."""
    if isinstance(leaf.operand, Times):
        figure = case.situation.figure(leaf.operand.parameter)
        return [("at_least", figure.amount * Decimal(str(leaf.operand.times)))] if figure else []
    return [(name, Decimal(str(limit))) for name, limit in leaf.operand] if isinstance(leaf.operand, tuple) else []


def _edges_not_shown(benefit: Benefit, exact: list[Case]) -> Iterator[str]:
    """The places beside the turning points of the sum at which no example stands."""
    for fact, low, high in _edges(benefit):
        if not any(case.lies(fact, low, high) for case in exact):
            yield f"{fact} from {low} to {high}"
    match benefit.pays:
        case UpTo(by=str(by), limits=limits):
            yield from (f"{by} {word}" for word in limits if not any(case.value(by) == word for case in exact))
        case Percentage(of=of, percent=percent):
            shares = [Decimal(str(case.value(of))) * Decimal(str(percent)) / 100 for case in exact]
            if all(share == round(share, 2) for share in shares):
                yield f"{of}: a share that is rounded"


def _edges(benefit: Benefit) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Fact, least and most: at, just below and just beyond every number at which the sum changes."""
    pays = benefit.pays
    match pays:
        case Schedule():
            limit = len(pays.amounts)
            for year in range(1, limit + 1):
                yield pays.by, Decimal(year), Decimal(year)
            for year in range(2, limit + 1):
                yield pays.by, year - STEP["number"], year - HAIR
            yield pays.by, limit + HAIR, Decimal(99)
            yield pays.by, ENDLESS, ENDLESS
        case Monthly(months=str(months), limit=int(limit)):
            yield from _around(months, limit)
        case CappedActual():
            yield from _around(pays.by, pays.cap)
        case Tiered():
            for number, tier in enumerate(pays.tiers):
                yield from list(_around(pays.by, tier.from_))[0 if number else 1 : 3 if tier.shared else 2]
        case PerHead(heads=[head], cap=float(cap)):
            yield from _around(head.count, pays.beyond + (cap - pays.base) / head.amount)
            yield from list(_around(head.count, pays.beyond))[1:]
    for count in _counts(benefit):
        yield count, Decimal(1), Decimal(1)
        yield count, Decimal(2), ENDLESS


def _around(fact: str, number: float) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Up to one below, at, and up to one beyond."""
    edge = Decimal(str(number))
    yield fact, edge - 1, edge - HAIR
    yield fact, edge, edge
    yield fact, edge + HAIR, edge + 1


def _counts(benefit: Benefit) -> list[str]:
    """The counts that multiply the sum: shown at one and at several."""
    pays = benefit.pays
    if isinstance(pays, PerHead):
        return [] if pays.cap else [head.count for head in pays.heads]
    return [pays.per] if isinstance(pays, Schedule | Monthly | UpTo) and pays.per else []


def _days_not_shown(benefit: Benefit, rulebook: Rulebook, cases: list[Case]) -> Iterator[str]:
    """The day a dated figure last changed and its eve: a condition just met by the old and just not by the new one."""
    for leaf in _leaves(benefit):
        if isinstance(leaf.operand, Times):
            since = _last_change(rulebook, leaf.operand.parameter)
            wanted = {(since - ONE_DAY, True), (since, False)}
            told = {(case.day, leaf.truth(case.situation)) for case in cases if case.decides(leaf, benefit)}
            yield from (f"{leaf.fact.id} {met} on {day}" for day, met in wanted - told)
    if isinstance(benefit.pays, Monthly) and benefit.pays.parameter:
        since = _last_change(rulebook, benefit.pays.parameter)
        yield from (f"as of {day}" for day in {since - ONE_DAY, since} - {case.day for case in cases if case.is_exact})


def _last_change(rulebook: Rulebook, parameter: str) -> dt.date:
    """The day from which the figure of `DAY` holds."""
    figure = rulebook.parameters.on(parameter, DAY)
    assert figure is not None
    return figure.from_
