"""Assessment: amounts with their days, legal status by day, totals, what is within reach."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest

from assistant.engine import Engine
from assistant.facts.vocabulary import FactError
from assistant.rules.assess import Rulebook
from tests.people import HIRED
from tests.rules import oracle

DAY = dt.date(2026, 11, 20)


def reward(rulebook: Rulebook, day: dt.date = DAY, **changes: Any) -> Any:
    return rulebook.assess({**HIRED, **changes}, day).by_id["xicheng-employment-reward"]


def test_the_opening_case_pays_27000_by_year(rulebook: Rulebook) -> None:
    amount = reward(rulebook, contract_start="2026-11-01").amount
    assert (amount.min, amount.max, amount.formula) == (27000, 27000, "6000 + 9000 + 12000")
    assert [(p.number, p.min, p.due_from, p.after_expiry) for p in amount.payments] == [
        (1, 6000, dt.date(2027, 11, 1), True),
        (2, 9000, dt.date(2028, 11, 1), True),
        (3, 12000, dt.date(2029, 11, 1), True),
    ]
    assert (amount.beyond_min, amount.beyond_max) == (27000, 27000)


def test_years_completed_before_expiry_are_not_beyond_it(rulebook: Rulebook) -> None:
    amount = reward(rulebook, contract_start="2024-12-31").amount
    assert [p.after_expiry for p in amount.payments] == [False, False, True]
    assert (amount.beyond_min, amount.beyond_max) == (12000, 12000)


def test_an_unknown_first_day_leaves_the_days_open(rulebook: Rulebook) -> None:
    amount = reward(rulebook).amount
    assert {p.due_from for p in amount.payments} == {None}
    assert {p.after_expiry for p in amount.payments} == {None}
    assert (amount.beyond_min, amount.beyond_max) == (0, 27000)


@pytest.mark.parametrize(
    ("day", "wage", "status"),
    [
        ("2025-08-31", 2904, "eligible"),  # 2420 × 1.2
        ("2025-08-31", 2903.99, "ineligible"),
        ("2025-09-01", 2904, "ineligible"),
        ("2025-09-01", 3048, "eligible"),  # 2540 × 1.2
        ("2022-01-01", 2784, "eligible"),  # 2320 × 1.2
    ],
)
def test_the_minimum_wage_is_of_the_day(rulebook: Rulebook, day: str, wage: float, status: str) -> None:
    assert reward(rulebook, dt.date.fromisoformat(day), monthly_wage=wage).status == status


def test_a_day_without_a_figure_is_never_decided_by_the_latest(rulebook: Rulebook) -> None:
    found = reward(rulebook, dt.date(2019, 6, 30))
    assert (found.status, found.missing) == ("undetermined", ())


@pytest.mark.parametrize(
    ("day", "legal"),
    [
        ("2021-12-31", "not_yet_in_force"),
        ("2022-01-01", "in_force"),
        ("2026-12-31", "in_force"),
        ("2027-01-01", "expired"),
    ],
)
def test_only_what_is_in_force_counts_in_totals(rulebook: Rulebook, day: str, legal: str) -> None:
    assessment = rulebook.assess(HIRED, dt.date.fromisoformat(day))
    assert assessment.by_id["xicheng-employment-reward"].legal_status == legal
    assert assessment.totals().min == (27000 if legal == "in_force" else 0)


def test_kleene_alone_would_not_be_exact(rulebook: Rulebook) -> None:
    facts = {
        "applicant": "resident",
        "low_income_allowance": True,
        "fresh_graduate": False,
        "discharged_soldier": False,
        "public_placement": False,
        "transferred_worker": False,
    }
    found = rulebook.assess(facts, DAY).by_id["xicheng-employment-reward"]
    assert (found.status, found.missing) == ("ineligible", ())


@pytest.mark.parametrize(
    ("facts", "names"),
    [
        ({"birth_date": "1990-03-01", "age": 33}, {"birth_date", "age"}),
        ({"skills_certificate": True, "skills_training": False}, {"skills_certificate", "skills_training"}),
        ({"discharged_soldier": True, "veteran": False}, {"discharged_soldier", "veteran"}),
        ({"age": 40, "reached_retirement_age": True}, {"age", "reached_retirement_age"}),
        ({"graduate_kind": "none", "fresh_graduate": True}, {"graduate_kind", "fresh_graduate"}),
    ],
)
def test_a_contradiction_names_both_facts(rulebook: Rulebook, facts: dict[str, Any], names: set[str]) -> None:
    with pytest.raises(FactError) as refused:
        rulebook.assess({"applicant": "resident", **facts}, DAY)
    assert set(refused.value.facts) == names


@pytest.mark.parametrize(("born", "age"), [("2001-11-20", 25), ("2001-11-21", 24), ("2004-02-29", 22), ("2001-11", 24)])
def test_age_is_counted_on_the_birthday(rulebook: Rulebook, born: str, age: int) -> None:
    known = rulebook.assess({"applicant": "resident", "birth_date": born}, DAY).known
    assert known.values["age"] == age


def test_without_an_applicant_nothing_is_assessed(engine: Engine) -> None:
    answer = engine.assess({"hukou_district": "xicheng"}, DAY)
    assert answer["benefits"] == []
    assert answer["next_question"]["fact"] == "applicant"


def test_in_force_and_eligible_come_first(rulebook: Rulebook) -> None:
    legal = ["in_force", "not_yet_in_force", "expired", "draft", "explanatory_note"]
    status = ["eligible", "undetermined", "ineligible"]
    order = [(legal.index(e.legal_status), status.index(e.status)) for e in rulebook.assess(HIRED, DAY).entitlements]
    assert order == sorted(order)


def test_within_reach_names_the_smallest_change(engine: Engine) -> None:
    answer = engine.assess({**HIRED, "contract_years": 0.5, "monthly_wage": 3000}, DAY)
    benefit = next(b for b in answer["benefits"] if b["id"] == "xicheng-employment-reward")
    assert benefit["within_reach"]
    changes = {c["fact"]: (c["from"], c["to"]) for c in benefit["reach"]["changes"]}
    assert changes == {"contract_years": (0.5, 1), "monthly_wage": (3000, 3048)}
    assert benefit["reach"]["amount"]["min"] == 6000


def test_hukou_is_never_within_reach(engine: Engine) -> None:
    answer = engine.assess({**HIRED, "hukou_district": "fengtai", "transferred_worker": False}, DAY)
    benefit = next(b for b in answer["benefits"] if b["id"] == "xicheng-employment-reward")
    assert (benefit["status"], benefit["within_reach"], benefit["reach"]) == ("ineligible", False, None)


def test_rent_is_paid_to_the_fen(rulebook: Rulebook) -> None:
    facts = {
        "applicant": "resident",
        "hukou_district": "xicheng",
        "startup_district": "xicheng",
        "startup_months": 12,
        "annual_rent": 13333.335,
    }
    amount = rulebook.assess(facts, DAY).by_id["xicheng-startup-rent-subsidy"].amount
    assert amount is not None
    assert amount.min == Decimal("40000.01")


def test_every_condition_and_citation_is_quoted_verbatim(engine: Engine) -> None:
    for facts in (HIRED, {"applicant": "resident"}):
        for benefit in engine.assess(facts, DAY)["benefits"]:
            stack = [*benefit["conditions"], *benefit["citations"]]
            assert stack
            while stack:
                part = stack.pop()
                assert part["quote"] in engine.corpus.clause(part["clause"]).text
                stack += part.get("parts", [])


def test_two_processes_give_the_same_bytes() -> None:
    request = json.dumps({"facts": HIRED, "as_of": "2026-11-20"})
    outputs = set()
    for seed in ("1", "4711"):
        done = subprocess.run(
            [sys.executable, "-m", "assistant", "assess", "--jsonl", "-"],
            input=request,
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        outputs.add(done.stdout)
    assert len(outputs) == 1


@pytest.mark.parametrize("seed", range(40))
def test_what_is_missing_is_the_same_without_laying_out_the_sum(engine: Engine, seed: int) -> None:
    """The order of questions is worked out from ``missing`` alone."""
    chance = random.Random(seed)
    draw = oracle.random_resident if seed % 2 else oracle.random_organisation
    person = engine.vocabulary.check(draw(chance))
    known = {fact: value for fact, value in person.items() if fact == "applicant" or chance.random() < 0.5}
    assessment = engine.rules.assess(known, DAY)
    for entitlement in assessment.entitlements:
        assert engine.rules.missing(entitlement.benefit, assessment.situation) == set(entitlement.missing)
