"""Examples run live: each as its rule says on the day of the tests, and whatever is otherwise is found."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from assistant.rules.assess import Rulebook, Suspension
from assistant.rules.benefit import Benefit
from assistant.rules.examples import Tried, try_examples
from assistant.rules.schema import ExampleSpec

DAY = dt.date(2026, 11, 20)
REWARD = "xicheng-employment-reward"


def with_example(rulebook: Rulebook, **changes: Any) -> Benefit:
    """The benefit with its first example alone, changed."""
    benefit = rulebook.by_id[REWARD]
    example = ExampleSpec.model_validate({**benefit.spec.examples[0].model_dump(by_alias=True), **changes})
    return replace(benefit, spec=benefit.spec.model_copy(update={"examples": [example]}))


def tried(rulebook: Rulebook, **changes: Any) -> Tried:
    (one,) = try_examples(rulebook, with_example(rulebook, **changes), DAY)
    return one


def test_every_example_of_the_corpus_comes_out_as_it_says(rulebook: Rulebook) -> None:
    for benefit in rulebook.benefits:
        results = try_examples(rulebook, benefit, DAY)
        assert [one.example for one in results] == benefit.spec.examples
        assert all(one.agrees for one in results), benefit.id
        assert [one.day for one in results] == [example.as_of or DAY for example in benefit.spec.examples]


@pytest.mark.parametrize(
    "changes",
    [
        {"then": "undetermined"},
        {"then": "ineligible"},
        {"min": 6001.0},
        {"max": 27000.0},
        {"max": None, "unbounded": True},
        {"min": None, "max": None},
        {"missing": ["age"]},
    ],
)
def test_whatever_an_example_says_otherwise_is_found(rulebook: Rulebook, changes: dict[str, Any]) -> None:
    assert tried(rulebook).agrees
    assert not tried(rulebook, **changes).agrees


def test_a_day_of_its_own_counts_before_the_days_of_others(rulebook: Rulebook) -> None:
    facts = rulebook.by_id[REWARD].spec.examples[0].given
    on_day, before = (
        tried(rulebook, given={**facts, "monthly_wage": 2904}, as_of=d) for d in ("2026-11-20", "2025-08-31")
    )
    assert not on_day.agrees
    assert before.agrees


def test_facts_that_cannot_be_true_together_are_said(rulebook: Rulebook) -> None:
    given = {"applicant": "resident", "graduation_date": "2026-11-21", "fresh_graduate": True, "age": 300}
    one = tried(rulebook, given=given)
    assert (one.found, one.agrees) == (None, False)
    assert one.refused


def test_a_suspended_rule_is_tried_all_the_same(rulebook: Rulebook) -> None:
    rulebook.suspended = lambda: {REWARD: Suspension("核对", DAY)}
    try:
        assert all(one.agrees for one in try_examples(rulebook, rulebook.by_id[REWARD], DAY))
    finally:
        rulebook.suspended = dict
