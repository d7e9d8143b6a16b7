"""The explanation of a benefit: every condition with its truth and the person's own value, the sum worked out."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import pytest

from assistant.engine import Engine
from assistant.request import RequestError
from assistant.rules.explain import Explainer
from tests.people import HIRED
from tests.rules import oracle

DAY = dt.date(2026, 11, 20)


def leaves(conditions: list[Any]) -> Iterator[Any]:
    for condition in conditions:
        yield condition
        yield from leaves(condition.get("parts", []))


def test_the_wage_and_the_sum_are_worked_out(engine: Engine) -> None:
    benefit = engine.explain("xicheng-employment-reward", HIRED, DAY)["benefit"]
    wage = next(c for c in leaves(benefit["conditions"]) if "worked" in c)
    assert (wage["worked"], wage["holds"], wage["values"]) == ("2540 × 1.2 = 3048 ≤ 4500", True, {"monthly_wage": 4500})
    assert benefit["amount"]["worked"] == "6000 + 9000 + 12000 = 27000"
    assert benefit["validity"] == {"from": "2022-01-01", "to": "2026-12-31"}
    assert [e["benefit"] for e in benefit["excludes"]] == ["xicheng-low-income-reward"]


def test_a_wage_too_low_says_so(engine: Engine) -> None:
    benefit = engine.explain("xicheng-employment-reward", {**HIRED, "monthly_wage": 3000}, DAY)["benefit"]
    wage = next(c for c in leaves(benefit["conditions"]) if "worked" in c)
    assert (wage["worked"], wage["holds"]) == ("2540 × 1.2 = 3048 > 3000", False)
    assert benefit["reach"]["changes"] == [{"fact": "monthly_wage", "from": 3000, "to": 3048}]


def test_an_unknown_wage_shows_the_bound_alone(engine: Engine) -> None:
    known = {fact: value for fact, value in HIRED.items() if fact != "monthly_wage"}
    benefit = engine.explain("xicheng-employment-reward", known, DAY)["benefit"]
    wage = next(c for c in leaves(benefit["conditions"]) if "worked" in c)
    assert (wage["worked"], wage["holds"], wage["values"]) == ("2540 × 1.2 = 3048", None, {})


def test_a_number_from_elsewhere_names_its_source(engine: Engine) -> None:
    benefit = engine.explain("xicheng-free-training", {"age": 30}, DAY)["benefit"]
    assert "劳动法" in next(c["external"] for c in leaves(benefit["conditions"]) if "external" in c)


def test_what_the_text_does_not_say_is_said_with_where_to_ask(engine: Engine) -> None:
    explained = engine.explain("xicheng-internship-allowance", {}, DAY)
    assert "申请材料" in explained["unsaid"]
    assert any("12333" in place for place in explained["ask"])
    assert "由见习单位代为发放" in explained["benefit"]["recipient"]
    assert any(note["kind"] == "exclusion" for note in explained["benefit"]["notes"])


def test_marks_agree_with_the_status(engine: Engine) -> None:
    """Eligible where every condition is met; a condition that fails makes ineligible; values are those known."""
    rng = random.Random(11)
    for _ in range(40):
        facts = oracle.random_resident(rng)
        known = engine.rules.assess(facts, DAY).known.values
        for benefit in engine.assess(facts, DAY)["benefits"]:
            marks = [c["holds"] for c in benefit["conditions"]]
            assert (all(mark is True for mark in marks)) == (benefit["status"] == "eligible")
            assert benefit["status"] == "ineligible" or False not in marks
            for condition in leaves(benefit["conditions"]):
                expected = {fact: known[fact] for fact in condition["facts"] if fact in known}
                assert condition["values"] == expected
                if "parts" in condition:
                    assert condition["facts"] == list(dict.fromkeys(f for p in condition["parts"] for f in p["facts"]))


def test_what_was_explained_before_leaves_no_trace(engine: Engine) -> None:
    """Whoever was assessed before, and on whichever day: conditions come out as they do the first time."""
    rng = random.Random(23)
    retired: dict[str, object] = {"applicant": "resident", "reached_retirement_age": True}  # some age, not young
    residents: list[dict[str, object]] = [
        {"applicant": "resident"},
        retired,
        *(oracle.random_resident(rng) for _ in range(20)),
    ]
    people = [(facts, day) for facts in residents for day in (DAY, dt.date(2020, 3, 1))]
    rules, replies = engine.rules, engine.replies
    for facts, day in rng.sample(people, len(people)):
        assessment = rules.assess(facts, day)
        afresh = Explainer(engine.corpus, engine.wording, replies.notices, rules)
        for entitlement in assessment.entitlements:
            kept = engine.explainer.conditions(entitlement, assessment.situation)
            assert repr(kept) == repr(afresh.conditions(entitlement, assessment.situation)), (facts, day)


def test_an_explanation_is_the_benefit_of_the_whole_assessment(engine: Engine) -> None:
    for benefit in engine.assess(HIRED, DAY)["benefits"]:
        assert engine.explain(benefit["id"], HIRED, DAY)["benefit"] == benefit


def test_an_unknown_benefit_is_refused_with_the_nearest(engine: Engine) -> None:
    with pytest.raises(RequestError, match="xicheng-employment-reward"):
        engine.explain("xicheng-employment-award", HIRED, DAY)


def test_a_benefit_for_somebody_else_is_refused(engine: Engine) -> None:
    with pytest.raises(RequestError, match="employer"):
        engine.explain("xicheng-hiring-subsidy", HIRED, DAY)


def test_no_figure_for_the_day_is_said_and_nothing_is_decided(engine: Engine) -> None:
    benefit = engine.explain("xicheng-employment-reward", HIRED, dt.date(2019, 6, 30))["benefit"]
    assert benefit["status"] == "undetermined"
    assert any(note["kind"] == "parameter" and "定不下来" in note["text"] for note in benefit["notes"])
