"""What if some facts were otherwise, and the same person with each district's hukou: both sides and the difference."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from assistant.engine import Engine
from assistant.facts.vocabulary import FactError
from assistant.request import RequestError
from tests.people import HIRED
from tests.rules import oracle

DAY = dt.date(2026, 11, 20)


def what_if(engine: Engine, facts: dict[str, Any], changes: dict[str, Any]) -> Any:
    return engine.assess_and_compare(facts, DAY, changes)["what_if"]


def test_a_shorter_contract_and_a_lower_wage_against_the_full_reward(engine: Engine) -> None:
    found = what_if(
        engine, {**HIRED, "contract_years": 0.5, "monthly_wage": 3000}, {"contract_years": 3, "monthly_wage": 3048}
    )
    reward = next(b for b in found["benefits"] if b["id"] == "xicheng-employment-reward")
    assert (reward["before"]["status"], reward["before"]["amount"]) == ("ineligible", None)
    assert (reward["after"]["status"], reward["after"]["amount"]["max"]) == ("eligible", 27000)
    assert reward["difference"] == {"min": 27000, "max": 27000}
    assert found["totals"]["difference"] == {"min": 27000, "max": 27000}
    assert found["changes"] == {"contract_years": 3, "monthly_wage": 3048}


def test_a_fact_made_unknown_is_unknown(engine: Engine) -> None:
    found = what_if(engine, HIRED, {"hukou_district": None})
    assert "hukou_district" not in found["facts"]
    reward = next(b for b in found["benefits"] if b["id"] == "xicheng-employment-reward")
    assert (reward["before"]["status"], reward["after"]["status"]) == ("eligible", "undetermined")
    assert reward["difference"] == {"min": -27000, "max": -27000}


def test_another_applicant_has_other_benefits(engine: Engine) -> None:
    found = what_if(engine, HIRED, {"applicant": "employer"})
    sides = {(b["before"] is None, b["after"] is None) for b in found["benefits"]}
    assert {(True, False), (False, True)} <= sides


def test_what_is_listed_is_what_differs(engine: Engine) -> None:
    rng = random.Random(3)
    for _ in range(60):
        one, other = oracle.random_resident(rng), oracle.random_resident(rng)
        changes = dict(list(other.items())[:3])
        try:
            before, after = engine.rules.assess(one, DAY), engine.rules.assess({**one, **changes}, DAY)
        except FactError:
            continue
        listed = {b["id"] for b in what_if(engine, one, changes)["benefits"]}
        for benefit in before.by_id:
            sides = [a.by_id[benefit] for a in (before, after)]
            same = len({(s.status, s.amount and (s.amount.min, s.amount.max)) for s in sides}) == 1
            assert (benefit not in listed) is same, (benefit, one, changes)


def test_nothing_changed_is_nothing_listed(engine: Engine) -> None:
    found = what_if(engine, HIRED, {})
    assert found["benefits"] == []
    assert found["totals"]["difference"] == {"min": 0, "max": 0}


def test_each_district_once_with_what_its_hukou_gives(engine: Engine) -> None:
    districts = engine.assess_and_compare(HIRED, DAY, districts=True)["districts"]
    assert [d["district"] for d in districts] == list(engine.vocabulary.districts)
    by_id = {d["district"]: d for d in districts}
    assert by_id["xicheng"]["totals"]["min"] == 27000
    assert by_id["chaoyang"]["totals"]["min"] == 0
    assert {d["district"] for d in districts if d["covered"]} == {"xicheng", "chaoyang"}
    assert "本库未收录" in by_id["fengtai"]["message"]
    assert "还没有施行" in by_id["haidian"]["message"]
    assert by_id["xicheng"]["message"] is None


def test_an_organisation_has_no_hukou_to_compare(engine: Engine) -> None:
    with pytest.raises(RequestError, match="个人"):
        engine.assess_and_compare({"applicant": "employer"}, DAY, districts=True)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"monthly_wge": 1}, "monthly_wage"),
        ({"hukou_district": "pudong"}, "xicheng、chaoyang"),
        ({"age": 200}, "0 到 120"),
        ({"skills_certificate": True, "skills_training": False}, "矛盾"),
    ],
)
def test_a_change_that_cannot_be_is_refused_in_a_sentence(engine: Engine, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(FactError) as refused:
        what_if(engine, HIRED, changes)
    assert says in str(refused.value)
