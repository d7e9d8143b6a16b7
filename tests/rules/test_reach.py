"""What is within reach (差一步), against every change tried by brute force, and against examples read from the clauses.

An ineligible benefit is within reach where changes of what is known, of facts that a person can still change, leave it
no longer ineligible; the fewest are named. Benefits that are not ineligible ask for no change: a needed condition that
is false makes a benefit ineligible, so all that an undetermined one can have false is one of several alternatives.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from assistant.engine import Engine
from tests.people import HIRED
from tests.rules import oracle, reach_oracle
from tests.rules.reach_oracle import Changes, Facts

DAY = "2026-11-20"
RESIDENTS, ORGANISATIONS, NEAR_MISSES = 600, 400, 1000


@dataclass(frozen=True)
class Case:
    """One benefit of one applicant on one day: what the engine says, and with how many changes it is not ineligible."""

    facts: Facts
    day: str
    benefit: dict[str, Any]
    smallest: int | None

    @property
    def id(self) -> str:
        return str(self.benefit["id"])

    @property
    def changes(self) -> Changes:
        return {change["fact"]: change["to"] for change in self.benefit["reach"]["changes"]}

    def __str__(self) -> str:
        read = {fact for part in oracle.FACTORS[self.id, str(self.facts["applicant"])] for fact in part.facts}
        facts = {fact: value for fact, value in self.facts.items() if fact in read or fact == "birth_date"}
        reach = self.benefit["reach"] and {key: self.benefit["reach"][key] for key in ("changes", "status")}
        return f"{self.id} on {self.day}: {facts} -> {reach}, smallest {self.smallest}"


def assessed(engine: Engine, facts: Facts, day: str) -> dict[str, dict[str, Any]]:
    answer = engine.assess(facts, dt.date.fromisoformat(day))
    return {benefit["id"]: benefit for benefit in answer["benefits"]}


def random_cases(engine: Engine) -> Iterator[Case]:
    rng = random.Random(20261120)
    draws = [
        *[partial(oracle.random_resident, rng)] * RESIDENTS,
        *[partial(oracle.random_organisation, rng)] * ORGANISATIONS,
        *[partial(reach_oracle.random_near_miss, rng)] * NEAR_MISSES,
    ]
    for draw in draws:
        facts, day = draw(), oracle.random_day(rng)
        for name, benefit in assessed(engine, facts, day).items():
            smallest = reach_oracle.smallest(name, facts, day) if benefit["status"] == "ineligible" else 0
            yield Case(facts, day, benefit, smallest)


@pytest.fixture(scope="module")
def cases(engine: Engine) -> list[Case]:
    return list(random_cases(engine))


@pytest.fixture(scope="module")
def ineligible(cases: list[Case]) -> list[Case]:
    return [case for case in cases if case.benefit["status"] == "ineligible"]


@pytest.fixture(scope="module")
def reached(cases: list[Case]) -> list[Case]:
    return [case for case in cases if case.benefit["reach"]]


def none_are(wrong: list[Case], of: list[Case]) -> None:
    """Fail with one wrong case of each benefit, the one with the fewest facts."""
    shortest = {case.id: case for case in sorted(wrong, key=lambda case: len(case.facts), reverse=True)}
    if wrong:
        pytest.fail("\n".join([f"{len(wrong)} of {len(of)} are wrong", *map(str, shortest.values())]))


# --- The yardstick itself --------------------------------------------------------------------------------------------


def test_what_a_person_is_never_counts_as_changeable() -> None:
    personal = {"hukou_district", "birth_date", "age", "gender", "reached_retirement_age", "rural_labourer"}
    graduate = {"graduate_kind", "graduation_date", "fresh_graduate", "beijing_origin"}
    family = {"low_income_allowance", "zero_employment_family", "hardship_family", "school_age_child"}
    health_and_service = {"disabled", "discharged_soldier", "veteran"}
    assert not reach_oracle.CHANGEABLE.keys() & (personal | graduate | family | health_and_service)


def test_taking_a_benefit_apart_changes_nothing(ineligible: list[Case]) -> None:
    compared = 0
    for case in random.Random(1).sample(ineligible, 1500):
        whole = reach_oracle.smallest_unsplit(case.id, case.facts, case.day, limit=2_000)
        compared += whole != -1
        assert whole in (-1, case.smallest), case
    assert compared > 300


def test_the_cases_show_every_benefit_that_can_be_within_reach(ineligible: list[Case]) -> None:
    can_be = {
        row.id
        for row in oracle.ROWS
        for condition in row.when
        if "?open" not in condition.reads  # open words make nothing ineligible
        and any(fact in reach_oracle.CHANGEABLE for fact in condition.reads)
    }
    assert {case.id for case in ineligible if case.smallest is not None} == can_be
    assert max(case.smallest or 0 for case in ineligible) >= 5


# --- The engine against the yardstick --------------------------------------------------------------------------------


def test_only_an_ineligible_benefit_asks_for_changes(cases: list[Case]) -> None:
    others = [case for case in cases if case.benefit["status"] != "ineligible"]
    wrong = [case for case in others if case.benefit["within_reach"] or case.benefit["reach"] is not None]
    none_are(wrong, others)


def test_within_reach_is_what_some_changes_give(ineligible: list[Case]) -> None:
    wrong = [case for case in ineligible if case.benefit["within_reach"] != (case.smallest is not None)]
    none_are(wrong, ineligible)


def test_within_reach_comes_with_its_changes(cases: list[Case]) -> None:
    wrong = [case for case in cases if case.benefit["within_reach"] != bool(case.benefit["reach"])]
    none_are(wrong, cases)


def test_the_fewest_changes_are_named(reached: list[Case]) -> None:
    wrong = [case for case in reached if len(case.benefit["reach"]["changes"]) != case.smallest]
    none_are(wrong, reached)


def test_changes_start_from_what_is_known_and_can_be_made(reached: list[Case]) -> None:
    def can_be_made(change: dict[str, Any], facts: Facts) -> bool:
        fact, before = change["fact"], facts.get(change["fact"])
        if isinstance(before, list):  # of people who are all of these: in any order
            return bool(sorted(change["from"]) == sorted(before) and reach_oracle.allowed(fact, before, change["to"]))
        return bool(change["from"] == before is not None and reach_oracle.allowed(fact, before, change["to"]))

    wrong = [case for case in reached if not all(can_be_made(c, case.facts) for c in case.benefit["reach"]["changes"])]
    none_are(wrong, reached)


def test_the_changes_give_the_status_and_the_amount_that_are_shown(reached: list[Case]) -> None:
    def is_so(case: Case) -> bool:
        some = {"annual_rent"} & set(case.changes)
        changed = case.facts | case.changes
        status = reach_oracle.expected(case.id, changed, case.day).status
        # “Some rent” names no sum: what it pays spans what the rent can be.
        paid = reach_oracle.expected(case.id, {f: v for f, v in changed.items() if f not in some}, case.day)
        reach = case.benefit["reach"]
        amount = (reach["amount"]["kind"], reach["amount"]["min"], reach["amount"]["max"])
        return bool((reach["status"], amount) == (status, (paid.kind, paid.min, paid.max)))

    wrong = [case for case in reached if not is_so(case)]
    none_are(wrong, reached)


def test_a_number_changes_to_the_bound_itself(reached: list[Case]) -> None:
    def is_bound(case: Case, fact: str, number: float) -> bool:
        bound = reach_oracle.nearest_bound(case.id, case.facts, case.changes, fact, case.day)
        return bound is None or bound == number

    numbers = oracle.NUMBERS | oracle.WHOLE_NUMBERS
    wrong = [
        case for case in reached if not all(is_bound(case, f, to) for f, to in case.changes.items() if f in numbers)
    ]
    none_are(wrong, reached)


def test_a_sum_changes_to_one_that_can_be_paid(reached: list[Case]) -> None:
    sums = {"monthly_wage", "annual_rent", "headhunting_fee", "recruited_salary"}
    wrong = [case for case in reached if any(round(to, 2) != to for f, to in case.changes.items() if f in sums)]
    none_are(wrong, reached)


# --- Examples read from the clauses ----------------------------------------------------------------------------------

XICHENG: Facts = {"applicant": "resident", "hukou_district": "xicheng"}
CHAOYANG: Facts = {"applicant": "resident", "hukou_district": "chaoyang"}
STARTED: Facts = {**XICHENG, "startup_district": "xicheng", "startup_months": 8, "annual_rent": 20000}
STARTED_IN_CHAOYANG: Facts = {
    **CHAOYANG,
    "registered_unemployed": True,
    "startup_district": "chaoyang",
    "startup_tax_district": "chaoyang",
    "startup_months": 11,
    "annual_rent": 60000,
}
TRAINED: Facts = {
    **XICHENG,
    "skills_certificate": True,
    "employment": "unit",
    "months_from_training_to_job": 3,
    "contract_years": 2,
    "employee_social_insurance": True,
    "monthly_wage": 5000,
    "months_employed": 6,
}
INTERN: Facts = {
    **XICHENG,
    "graduate_kind": "none",
    "age": 20,
    "registered_unemployed": True,
    "employment": "internship",
    "internship_district": "xicheng",
    "internship_months": 6,
    "city_internship_conditions": True,
    "insured_at_district_center": True,
    "had_internship_allowance": False,
    "receiving_flexible_insurance_subsidy": False,
    "receiving_unemployment_benefit": False,
}
HAIDIAN: Facts = {
    "applicant": "resident",
    "hukou_district": "haidian",
    "registered_unemployed": True,
    "gender": "male",
    "age": 45,
    "flexible_lawful_income": True,
    "employee_social_insurance": True,
}
CONTEST: Facts = {"applicant": "employer", "district": "chaoyang", "contestant_count": 40}
REWARD, INTERNSHIP = "xicheng-employment-reward", "xicheng-internship-allowance"
RENT, CHAOYANG_RENT = "xicheng-startup-rent-subsidy", "chaoyang-startup-rent-subsidy"
JOB_REWARD, PARTIAL = "xicheng-training-job-reward", "xicheng-training-partial-allowance"
FLEXIBLE = "xicheng-training-flexible-allowance"


@pytest.mark.parametrize(
    ("benefit", "facts", "changes", "status", "low", "high"),
    [
        # 2.6.p1, 2.6.p2: a contract of a year and more, 1.2 times the minimum wage of the day
        (
            REWARD,
            {**HIRED, "contract_years": 0.5, "monthly_wage": 3000},
            {"contract_years": 1, "monthly_wage": 3048},
            "eligible",
            6000,
            6000,
        ),
        (REWARD, {**HIRED, "monthly_wage": 3047.99}, {"monthly_wage": 3048}, "eligible", 27000, 27000),
        (
            REWARD,
            {**HIRED, "contract_years": "open_ended", "employee_social_insurance": False},
            {"employee_social_insurance": True},
            "eligible",
            27000,
            27000,
        ),
        (
            REWARD,
            {
                **HIRED,
                "registered_unemployed": False,
                "fresh_graduate": False,
                "discharged_soldier": False,
                "public_placement": False,
                "transferred_worker": False,
            },
            {"registered_unemployed": True},
            "eligible",
            27000,
            27000,
        ),
        (
            REWARD,
            {fact: value for fact, value in {**HIRED, "contract_years": 0.5}.items() if fact != "monthly_wage"},
            {"contract_years": 1},
            "undetermined",
            6000,
            6000,
        ),
        # 3.9: interns take no flexible insurance subsidy, the young unemployed no unemployment benefits besides
        (
            INTERNSHIP,
            {**INTERN, "receiving_unemployment_benefit": True, "receiving_flexible_insurance_subsidy": True},
            {"receiving_unemployment_benefit": False, "receiving_flexible_insurance_subsidy": False},
            "eligible",
            12000,
            12000,
        ),
        (
            INTERNSHIP,
            {**INTERN, "internship_district": "none"},
            {"internship_district": "xicheng"},
            "eligible",
            12000,
            12000,
        ),
        # 4.14, 5.17.p2: a year of business
        (RENT, STARTED, {"startup_months": 12}, "eligible", 60000, 60000),
        (
            RENT,
            {**STARTED, "startup_district": "none"},
            {"startup_district": "xicheng", "startup_months": 12},
            "eligible",
            60000,
            60000,
        ),
        (
            "xicheng-startup-grant",
            {**STARTED, "startup_certificate": False},
            {"startup_certificate": True, "startup_months": 12},
            "eligible",
            10000,
            10000,
        ),
        # 朝阳 5.3, 4.1, 4.3
        (CHAOYANG_RENT, STARTED_IN_CHAOYANG, {"startup_months": 12}, "eligible", 150000, 150000),
        (
            "chaoyang-startup-success-subsidy",
            {**CHAOYANG, "startup_certificate": True, "months_from_training_to_startup": 6, "startup_months": 2.5},
            {"startup_months": 3},
            "eligible",
            5000,
            5000,
        ),
        ("chaoyang-skill-competition-subsidy", CONTEST, {"contestant_count": 50}, "eligible", 30000, 30000),
        # 5.17.p3: half a year in the job; a certificate is not had without the training
        (JOB_REWARD, {**TRAINED, "months_employed": 5.5}, {"months_employed": 6}, "eligible", 3000, 3000),
        (
            FLEXIBLE,
            {**XICHENG, "skills_training": True, "skills_certificate": False, "employment": "none"},
            {"skills_certificate": True, "employment": "flexible"},
            "eligible",
            300,
            300,
        ),
        (
            FLEXIBLE,
            {**XICHENG, "skills_training": False, "skills_certificate": False, "employment": "flexible"},
            {"skills_training": True, "skills_certificate": True},
            "eligible",
            300,
            300,
        ),
        # No condition is false alone, but two are together, and one change is enough
        (
            INTERNSHIP,
            {**XICHENG, "beijing_origin": False, "receiving_unemployment_benefit": True},
            {"receiving_unemployment_benefit": False},
            "undetermined",
            0,
            24000,
        ),
    ],
)
def test_within_reach(
    engine: Engine, benefit: str, facts: Facts, changes: Changes, status: str, low: float, high: float
) -> None:
    found = assessed(engine, facts, DAY)[benefit]
    assert (found["status"], found["within_reach"]) == ("ineligible", True)
    assert {c["fact"]: (c["from"], c["to"]) for c in found["reach"]["changes"]} == {
        fact: (facts[fact], to) for fact, to in changes.items()
    }
    amount = found["reach"]["amount"]
    assert (found["reach"]["status"], amount["min"], amount["max"]) == (status, low, high)


@pytest.mark.parametrize(
    ("benefit", "facts"),
    [
        (REWARD, {**HIRED, "hukou_district": "chaoyang", "transferred_worker": False}),
        (REWARD, {**HIRED, "hukou_district": "chaoyang", "transferred_worker": False, "contract_years": 0.5}),
        (REWARD, {**HIRED, "low_income_allowance": True}),  # 2.6.p2 leaves them to 3.10
        (INTERNSHIP, {**INTERN, "age": 25}),
        (INTERNSHIP, {**INTERN, "had_internship_allowance": True}),
        (INTERNSHIP, {**INTERN, "city_internship_conditions": False}),
        ("haidian-flexible-insurance-subsidy", {**HAIDIAN, "age": 50}),
        ("haidian-flexible-insurance-subsidy", {**HAIDIAN, "gender": "female"}),
        ("xicheng-free-training", {**XICHENG, "age": 63, "employment": "none"}),
        (CHAOYANG_RENT, {**STARTED_IN_CHAOYANG, "startup_months": 61}),  # months don't go back
        (JOB_REWARD, {**TRAINED, "months_from_training_to_job": 3.5}),  # nor does the time before the job
        ("beijing-public-post", {**XICHENG, "hard_to_employ": False, "employment": "none"}),
        ("chaoyang-skill-competition-subsidy", {**CONTEST, "district": "xicheng"}),
    ],
)
def test_out_of_reach(engine: Engine, benefit: str, facts: Facts) -> None:
    found = assessed(engine, facts, DAY)[benefit]
    assert (found["status"], found["within_reach"], found["reach"]) == ("ineligible", False, None)


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        (HIRED, "eligible"),
        ({fact: value for fact, value in HIRED.items() if fact != "monthly_wage"}, "undetermined"),
        # not registered, but perhaps a graduate, a soldier or placed: one of several is false, none is needed
        ({**HIRED, "registered_unemployed": False}, "undetermined"),
    ],
)
def test_nothing_has_to_change(engine: Engine, facts: Facts, status: str) -> None:
    found = assessed(engine, facts, DAY)[REWARD]
    assert (found["status"], found["within_reach"], found["reach"]) == (status, False, None)


@pytest.mark.parametrize(
    ("day", "wage"), [("2023-08-31", 2784), ("2023-09-01", 2904), ("2025-08-31", 2904), ("2025-09-01", 3048)]
)
def test_the_wage_to_reach_is_of_the_day(engine: Engine, day: str, wage: float) -> None:
    found = assessed(engine, {**HIRED, "monthly_wage": 2500}, day)[REWARD]
    assert found["reach"]["changes"] == [{"fact": "monthly_wage", "from": 2500, "to": wage}]


def test_one_of_two_is_enough(engine: Engine) -> None:
    facts: Facts = {
        "applicant": "employer",
        "operates_in": "xicheng",
        "exhibition_people": 10,
        "exhibition_projects": 9,
    }
    reach = assessed(engine, facts, DAY)["xicheng-skill-exhibition-subsidy"]["reach"]
    (change,) = reach["changes"]
    assert (change["fact"], change["to"]) in {("exhibition_people", 30), ("exhibition_projects", 50)}
    assert (reach["status"], reach["amount"]["min"], reach["amount"]["max"]) == ("eligible", 50000, 50000)


def test_what_else_is_unknown_takes_no_step_away(engine: Engine) -> None:
    known: Facts = {"applicant": "resident", "skills_certificate": True, "employment": "flexible"}
    with_hukou = assessed(engine, {**known, "hukou_district": "xicheng"}, DAY)[PARTIAL]
    without = assessed(engine, known, DAY)[PARTIAL]
    assert (with_hukou["status"], without["status"]) == ("ineligible", "ineligible")
    assert with_hukou["within_reach"] == without["within_reach"]


# --- What only time brings about -------------------------------------------------------------------------------------


def near(engine: Engine, name: str, facts: Facts, day: str) -> dict[str, Any]:
    reach: dict[str, Any] = assessed(engine, facts, day)[name]["reach"]
    return reach


@pytest.mark.parametrize(
    ("months", "day", "earliest", "beyond"),
    [
        (10, "2026-11-30", "2027-01-30", {"min": 60000, "max": 60000}),  # the document ends on 2026-12-31
        (11, "2026-12-01", "2027-01-01", {"min": 60000, "max": 60000}),
        (11, "2026-11-30", "2026-12-30", {"min": 0, "max": 40000}),
        (11.5, "2026-11-30", "2026-12-30", {"min": 0, "max": 40000}),
        (8, "2025-10-31", "2026-02-28", {"min": 0, "max": 40000}),
    ],
)
def test_what_falls_due_is_judged_from_the_day_on_which_the_months_have_passed(
    engine: Engine, months: float, day: str, earliest: str, beyond: dict[str, int]
) -> None:
    reach = near(engine, "xicheng-startup-rent-subsidy", {**STARTED, "startup_months": months}, day)
    assert reach["earliest"] == earliest
    assert reach["amount"]["max"] == 60000
    assert reach["amount"]["beyond_validity"] == beyond


def test_a_sum_paid_once_lies_beyond_too_where_its_months_pass_too_late(engine: Engine) -> None:
    founder = {**XICHENG, "startup_certificate": True, "startup_district": "daxing", "startup_months": 9}
    reach = near(engine, "xicheng-startup-grant", founder, "2026-11-30")
    assert reach["earliest"] == "2027-02-28"
    assert reach["amount"]["beyond_validity"] == {"min": 10000, "max": 10000}


def test_what_a_person_brings_about_needs_no_time(engine: Engine) -> None:
    assert near(engine, "xicheng-employment-reward", {**HIRED, "contract_years": 0.5}, DAY)["earliest"] is None


def test_months_that_have_to_pass_are_all_that_moves_the_day(reached: list[Case]) -> None:
    months = {"startup_months", "months_employed", "internship_months", "operating_months"}
    wrong = [c for c in reached if bool(c.benefit["reach"]["earliest"]) is not bool(months & set(c.changes))]
    none_are(wrong, reached)
