"""Every example that stands beside a rule, one test each: status, amount and what is still missing."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.rules.assess import Rulebook
from assistant.rules.schema import ExampleSpec
from tests.conftest import CORPUS
from tests.rules.conftest import open_rulebook

DAY = dt.date(2026, 11, 20)
EXAMPLES = [
    pytest.param(benefit.id, example, id=f"{benefit.id}-{number}")
    for benefit in open_rulebook(CORPUS).benefits
    for number, example in enumerate(benefit.spec.examples, start=1)
]


@pytest.mark.parametrize(("benefit", "example"), EXAMPLES)
def test_example(rulebook: Rulebook, benefit: str, example: ExampleSpec) -> None:
    found = rulebook.assess(example.given, example.as_of or DAY).by_id[benefit]
    assert found.status == example.then
    if example.missing is not None:
        assert set(found.missing) == set(example.missing)
    if example.min is not None:
        assert found.amount is not None
        assert float(found.amount.min or 0) == example.min
    if example.max is not None:
        assert found.amount is not None
        assert float(found.amount.max or 0) == example.max


def test_every_benefit_has_examples_on_both_sides(rulebook: Rulebook) -> None:
    for benefit in rulebook.benefits:
        outcomes = {example.then for example in benefit.spec.examples}
        assert len(benefit.spec.examples) >= 3, benefit.id
        assert "eligible" in outcomes or "undetermined" in outcomes, benefit.id
        assert "ineligible" in outcomes, benefit.id
