"""What is typed into a question's field: a number in the fact's own unit, whatever unit it was said in."""

from __future__ import annotations

import pytest

from assistant.engine import Engine
from assistant.request import RequestError
from assistant.server.forms import read_answer


@pytest.mark.parametrize(
    ("fact", "typed", "value"),
    [
        ("contract_years", "3", 3),
        ("contract_years", "三年", 3),
        ("contract_years", "18个月", 1.5),
        ("contract_years", "三年半", 3.5),
        ("contract_years", "半年", 0.5),
        ("startup_months", "一年", 12),
        ("startup_months", "两年半", 30),
        ("startup_months", "14", 14),
        ("monthly_wage", "4,500元", 4500),
        ("monthly_wage", "四千五", 4500),
        ("annual_rent", "3.6万", 36000),
        ("age", "五十五岁", 55),
        ("hire_count", "三个人", 3),
    ],
)
def test_a_number_is_taken_in_its_unit(engine: Engine, fact: str, typed: str, value: float) -> None:
    assert read_answer(engine.vocabulary.facts[fact], [typed]) == value


@pytest.mark.parametrize(
    ("fact", "typed"),
    [
        ("monthly_wage", "三千一个月"),
        ("monthly_wage", "3000个月"),
        ("annual_rent", "3000元一个月"),
        ("age", "50年"),
        ("contract_years", "4500元"),
        ("hire_count", "三年"),
    ],
)
def test_a_number_of_something_else_is_asked_again(engine: Engine, fact: str, typed: str) -> None:
    with pytest.raises(RequestError, match=f"没看懂“{typed}”"):
        read_answer(engine.vocabulary.facts[fact], [typed])
