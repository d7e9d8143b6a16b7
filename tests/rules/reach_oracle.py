"""An independent yardstick for what is within reach (差一步): every change is tried, the fewest that help win.

Like the oracle that it stands on, it imports nothing of the engine. From the corpus it takes one thing alone: which
facts a person can still change (`changeable` in `facts.yaml`), and which of them only upwards (`up`).

How it decides
    A change goes from one value that is known to another; what is unknown stays unknown, for only what is known can
    make a benefit ineligible. What followed from the old value alone is unknown again (no training, so no certificate).
    Changes that contradict another fact are none: who has neither, and needs the certificate, needs the training too.
    A benefit falls into parts that share no fact and no contradiction (`oracle.factors_of`), and is ineligible just
    where some part holds in no completion. So the fewest changes of the benefit are the fewest of each part, added up.
    For a part every set of known changeable facts is tried, by size, with every value that stands for all that a fact
    can be, until the part holds in some completion. `smallest_unsplit` does this for a benefit as a whole.
"""

import itertools
import math
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from tests.rules import oracle
from tests.rules.oracle import Assignment, Expected, Factor

Facts = dict[str, object]
Changes = dict[str, Any]

FACTS_FILE = Path(__file__).parents[2] / "corpus" / "facts.yaml"
CHANGEABLE: dict[str, bool | str] = {
    fact: spec["changeable"]
    for fact, spec in yaml.safe_load(FACTS_FILE.read_text(encoding="utf-8"))["facts"].items()
    if spec.get("changeable", False)
}
ROW = {(row.id, applicant): row for row in oracle.ROWS for applicant in row.applicants}


def as_number(value: object) -> float:
    """A number, a yes or no, or the contract without an end, which is more than any number."""
    if value == "open_ended":
        return math.inf
    if isinstance(value, bool | int | float):
        return float(value)
    raise TypeError(value)


def allowed(fact: str, before: object, after: object) -> bool:
    """Whether a person can still turn one value of a fact into the other."""
    if fact not in CHANGEABLE or before == after:
        return False
    return CHANGEABLE[fact] is True or as_number(after) > as_number(before)


def change_sets(factor: Factor, known: Assignment, day: date) -> Iterator[Changes]:
    """Every set of changes of known facts of the part, the smallest first."""
    choices = {
        fact: [value for value in factor.values(fact, day) if allowed(fact, known[fact], value)]
        for fact in factor.facts
        if fact in known and fact in CHANGEABLE
    }
    for size in range(len(choices) + 1):
        for chosen in itertools.combinations(choices, size):
            for values in itertools.product(*(choices[fact] for fact in chosen)):
                yield dict(zip(chosen, values, strict=True))


def can_hold(benefit: str, number: int, day: date, known: Assignment) -> bool:
    """Whether that part of the benefit holds in some completion (there is none of a contradiction)."""
    factor = oracle.FACTORS[benefit, known["applicant"]][number]
    values = tuple(known.get(fact, oracle.UNKNOWN) for fact in factor.facts)
    try:
        return oracle.find_again(benefit, known["applicant"], number, day, values).can_hold
    except ValueError:
        return False


def expected(benefit: str, facts: Facts, as_of: str) -> Expected:
    """What the oracle says of that benefit alone."""
    day = date.fromisoformat(as_of)
    known = oracle.known_facts(facts, day)
    parts = [
        oracle.find_again(
            benefit, known["applicant"], number, day, tuple(known.get(fact, oracle.UNKNOWN) for fact in factor.facts)
        )
        for number, factor in enumerate(oracle.FACTORS[benefit, known["applicant"]])
    ]
    return oracle.conclude(ROW[benefit, known["applicant"]], day, parts)


def smallest(benefit: str, facts: Facts, as_of: str) -> int | None:
    """With how many changes the benefit is not ineligible; None where no changes help."""
    day = date.fromisoformat(as_of)
    known = oracle.known_facts(facts, day)
    total = 0
    for number, factor in enumerate(oracle.FACTORS[benefit, known["applicant"]]):
        sizes = (
            len(changes)
            for changes in change_sets(factor, known, day)
            if can_hold(benefit, number, day, known | changes)
        )
        size = next(sizes, None)
        if size is None:
            return None
        total += size
    return total


def smallest_unsplit(benefit: str, facts: Facts, as_of: str, limit: int) -> int | None:
    """The same without taking the benefit apart; -1 where that would take more than `limit` completions."""
    day = date.fromisoformat(as_of)
    known = oracle.known_facts(facts, day)
    (whole,) = oracle.factors_of(ROW[benefit, known["applicant"]], split=False)
    completions_a_set = math.prod(len(whole.values(fact, day)) for fact in whole.facts if fact not in known)
    for tried, changes in enumerate(change_sets(whole, known, day), start=1):
        if tried * completions_a_set > limit:
            return -1
        if any(oracle.all_hold(whole.when, a) for a in oracle.completions(whole, day, known | changes)):
            return len(changes)
    return None


def nearest_bound(benefit: str, facts: Facts, changes: Changes, fact: str, as_of: str) -> float | None:
    """Of the numbers that the conditions compare a fact with, the nearest that helps in place of its change.

    None where none does: the condition asks for more than the number that it names.
    """
    row = ROW[benefit, str(facts["applicant"])]
    bounds = oracle.join_bounds(condition.bounds for condition in row.when).get(fact, ())
    wage = oracle.minimum_wage(date.fromisoformat(as_of))
    if fact == "monthly_wage" and wage is not None:
        bounds = (wage * 6 / 5,)
    helping = [
        bound
        for bound in bounds
        if allowed(fact, facts[fact], bound)
        and expected(benefit, facts | changes | {fact: bound}, as_of).status != "ineligible"
    ]
    return min(helping, key=lambda bound: abs(bound - as_number(facts[fact])), default=None)


def random_near_miss(rng: random.Random) -> Facts:
    """Somebody for whom all of one benefit held, before one to three facts that can be changed back went wrong."""
    row = rng.choice(oracle.ROWS)
    applicant = rng.choice(row.applicants)
    draw = oracle.random_resident if applicant == "resident" else oracle.random_organisation
    facts: Facts = {**draw(rng), "applicant": applicant}
    day = rng.choice(oracle.PIVOTS)
    for factor in oracle.FACTORS[row.id, applicant]:
        for _ in range(300):
            a: Assignment = {fact: rng.choice(factor.values(fact, day)) for fact in factor.facts} | {"day": day}
            if oracle.possible(a) and oracle.all_hold(factor.when, a):
                a |= spoiled(rng, factor, a, day, rng.choice((0, 0, 1, 1, 2)))
                facts |= {fact: oracle.given(a[fact]) for fact in factor.facts if not fact.startswith("?")}
                if "age" in factor.facts:
                    facts.pop("birth_date", None)
                break
    return facts


def spoiled(rng: random.Random, factor: Factor, a: Assignment, day: date, count: int) -> Changes:
    """Up to so many facts of the part at values from which a person can still get to where they were."""
    spoils: Changes = {}
    for fact in rng.sample(factor.facts, min(count, len(factor.facts))):
        before = [value for value in factor.values(fact, day) if allowed(fact, value, a[fact])]
        value = rng.choice(before) if before else a[fact]
        if oracle.possible(a | spoils | {fact: value}):
            spoils[fact] = value
    return spoils
