"""The engine against an oracle written from the reading of the law alone: random applicants near the bounds."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

import pytest

from assistant.facts.vocabulary import Facts
from assistant.rules.assess import Entitlement, Rulebook
from tests.rules import oracle

APPLICANTS_A_SEED = 650  # of each kind, over 8 seeds: more than 10,000 in all


def shown(entitlement: Entitlement) -> tuple[object, ...]:
    amount = entitlement.amount
    low = None if amount is None or amount.min is None else float(amount.min)
    high = None if amount is None or amount.max is None else float(amount.max)
    kind = amount.kind if amount else None
    return entitlement.status, entitlement.legal_status, kind, low, high, frozenset(entitlement.missing)


def wanted(expected: oracle.Expected) -> tuple[object, ...]:
    low = None if expected.min is None else float(expected.min)
    high = None if expected.max is None else float(expected.max)
    return expected.status, expected.legal_status, expected.kind, low, high, frozenset(expected.missing)


@pytest.mark.parametrize(
    "draw", [oracle.random_resident, oracle.random_organisation], ids=["residents", "organisations"]
)
@pytest.mark.parametrize("seed", range(8))
def test_the_engine_agrees_with_the_oracle(
    rulebook: Rulebook, seed: int, draw: Callable[[random.Random], dict[str, object]]
) -> None:
    rng = random.Random(seed)
    for _ in range(APPLICANTS_A_SEED):
        facts, day = draw(rng), str(oracle.random_day(rng))
        expected = oracle.assess(facts, day)
        found = rulebook.assess(facts, dt.date.fromisoformat(day)).by_id
        assert set(found) == set(expected)
        for benefit, entitlement in found.items():
            assert shown(entitlement) == wanted(expected[benefit]), (benefit, day, facts)


def test_knowing_more_never_turns_a_decided_status(rulebook: Rulebook) -> None:
    rng = random.Random(2026)
    day = dt.date(2026, 11, 20)
    for _ in range(150):
        whole: Facts = dict(rulebook.vocabulary.check(oracle.random_resident(rng)))
        names = [name for name in whole if name != "applicant"]
        rng.shuffle(names)
        known: Facts = {"applicant": "resident"}
        decided: dict[str, str] = {}
        for name in names:
            known[name] = whole[name]
            for benefit, entitlement in rulebook.assess(known, day).by_id.items():
                if benefit in decided:
                    assert entitlement.status == decided[benefit], (benefit, name, known)
                elif entitlement.status != "undetermined":
                    decided[benefit] = entitlement.status
