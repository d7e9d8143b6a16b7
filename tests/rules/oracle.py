"""An independent yardstick for the rules engine: every benefit as a plain yes-or-no predicate, unknowns by brute force.

It imports nothing of the engine. It was written from `benefits.md` (the reading of the law), `facts.md`
and `parameters.md` alone, so where both agree, two readers agree.

    >>> assess({"applicant": "resident", "hukou_district": "xicheng", "startup_certificate": True}, "2026-11-20")[
    ...     "xicheng-startup-training-allowance"]
    Expected(status='eligible', legal_status='in_force', kind='once', min=1000.0, max=1000.0, missing=frozenset(), ...)

How it decides
    A *completion* gives a value to every fact that a benefit reads, keeps what is known, and contradicts nothing in
    `facts.md`. A predicate over one completion is true or false, never unknown. Then

    eligible      true in every completion
    ineligible    false in every completion
    undetermined  otherwise

    missing       undetermined: the facts f for which two completions that differ only in f have different truths.
                  eligible: the facts f for which two completions that differ only in f pay different amounts.
                  ineligible: none.
    min, max      least and most that an eligible completion pays.

How `missing` was read: "`missing` lists the facts that can still change it" (the status) and "a fact that only the
amount needs is in `missing` of an *eligible* benefit". So an undetermined benefit lists what its status hangs on and
no fact that only its amount needs. Whoever reads it otherwise finds the latter in `Expected.amount_missing`, which is
filled for eligible and undetermined alike.

What stands for all the values of a fact
    numbers   every bound that the benefit compares the fact with, one step below, at, and one step above; where the
              amount reads it, also 0 and "without limit" (infinity). Predicates only compare, amounts are straight
              between their break points, so nothing between two of these can behave otherwise.
    words     the four districts with a document, one without, and outside Beijing; every other word as it is.
    dates     around the two-year anniversary and around the day asked about.
    open words ("?open", nobody can answer them): both, and never listed as missing.
"""

import calendar
import itertools
import math
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

Assignment = dict[str, Any]  # a complete one: fact -> value, and "day" -> the day asked about
Span = tuple[Decimal, Decimal]  # the least and the most that one completion pays
Bounds = dict[str, tuple[float, ...]]  # numeric fact -> the numbers it is compared with


@dataclass(frozen=True)
class Expected:
    """What the engine has to answer for one benefit."""

    status: str
    legal_status: str
    kind: str | None
    min: float | None
    max: float | None
    missing: frozenset[str]
    amount_missing: frozenset[str] = frozenset()


# --- Dated figures (parameters.md) -----------------------------------------------------------------------------------

MINIMUM_WAGE = [
    (date(2019, 7, 1), 2200),
    (date(2021, 8, 1), 2320),
    (date(2023, 9, 1), 2420),
    (date(2025, 9, 1), 2540),
]

AVERAGE_WAGE = {2018: 7855, 2019: 8847, 2020: 9407, 2021: 10628, 2022: 11297, 2023: 11761, 2024: 11937, 2025: 12116}
AVERAGE_WAGE_PUBLISHED = {2025: date(2026, 8, 21)}  # the others: 31 December of the year after


def minimum_wage(day: date) -> int | None:
    """The monthly minimum wage of that day, None before the first known one."""
    values = [value for since, value in MINIMUM_WAGE if since <= day]
    return values[-1] if values else None


def average_wage(year: int, day: date) -> int | None:
    """The monthly average wage of that year, None where it is not published on that day."""
    if year not in AVERAGE_WAGE or AVERAGE_WAGE_PUBLISHED.get(year, date(year + 1, 12, 31)) > day:
        return None
    return AVERAGE_WAGE[year]


def latest_average_wage(day: date) -> int | None:
    """The average wage of the latest year that is published on that day."""
    published = [wage for year in sorted(AVERAGE_WAGE) if (wage := average_wage(year, day)) is not None]
    return published[-1] if published else None


def legal_status(document: str, day: date) -> str:
    """What the document is on that day."""
    match document:
        case "xicheng":
            if day < date(2022, 1, 1):
                return "not_yet_in_force"
            return "in_force" if day <= date(2026, 12, 31) else "expired"
        case "chaoyang":
            return "in_force"
        case "beijing":
            return "in_force" if day >= date(2026, 1, 1) else "not_yet_in_force"
        case "haidian":
            return "explanatory_note"
        case "tongzhou":
            return "draft"
    raise ValueError(document)


# --- Days ------------------------------------------------------------------------------------------------------------


def read_day(text: str) -> date:
    """A date; a month stands for its last day."""
    if len(text) == len("2026-11"):
        year, month = (int(part) for part in text.split("-"))
        return date(year, month, calendar.monthrange(year, month)[1])
    return date.fromisoformat(text)


def anniversary(start: date, years: int) -> date:
    """The same day that many years later (29 Feb: 28 Feb where there is none)."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return date(start.year + years, 2, 28)


def age_on(birth: date, day: date) -> int:
    """Full years of life on that day; a year older on the birthday itself."""
    years = day.year - birth.year
    return years if anniversary(birth, years) <= day else years - 1


# --- Facts (facts.md) ------------------------------------------------------------------------------------------------

HOME_DISTRICTS = ("xicheng", "chaoyang", "haidian", "tongzhou", "fengtai")  # fengtai: any without a document
HIRE_GROUPS = (
    "registered_unemployed",
    "fresh_graduate",
    "discharged_soldier",
    "public_placement",
    "transferred_worker",
    "rural_labourer",
    "hard_to_employ",
    "other",
)
EMPLOYMENT = ("none", "unit", "flexible", "self_employed", "internship", "public_post")
EMPLOYER_KINDS = (
    "enterprise",
    "private_non_enterprise",
    "public_benefit_org",
    "government",
    "public_institution",
    "other",
)

WORDS: dict[str, tuple[Any, ...]] = {
    "hukou_district": (*HOME_DISTRICTS, "non_beijing"),
    "hire_hukou_district": (*HOME_DISTRICTS, "non_beijing"),
    "works_in_district": HOME_DISTRICTS,
    "internship_district": (*HOME_DISTRICTS, "none"),
    "startup_district": (*HOME_DISTRICTS, "none"),
    "startup_tax_district": HOME_DISTRICTS,
    "district": HOME_DISTRICTS,
    "operates_in": HOME_DISTRICTS,
    "registered_and_taxed_in": HOME_DISTRICTS,
    "client_taxed_in": HOME_DISTRICTS,
    "gender": ("female", "male"),
    "employment": EMPLOYMENT,
    "employer_kind": EMPLOYER_KINDS,
    "graduate_kind": ("none", "university", "secondary_vocational", "technical"),
    "competition_level": ("none", "district_top3", "city_or_above"),
    "rating": ("outstanding", "excellent", "good", "other"),
    "startup_contest_rank": (0, 1, 2, 3),
    # "one or a list": rows ask whether one of some words is among them, so one word or two show all there is to see
    "hire_group": tuple(frozenset(pair) for pair in itertools.combinations_with_replacement(HIRE_GROUPS, 2)),
}
WHOLE_NUMBERS = {
    "age",
    "hire_count",
    "local_hires",
    "trainee_count",
    "training_minutes",
    "unemployed_trainee_count",
    "startup_trainee_count",
    "placed_trainee_count",
    "successful_startup_count",
    "trained_senior_workers",
    "trained_technicians",
    "trained_senior_technicians",
    "skilled_hires_from_outside",
    "contestant_count",
    "exhibition_people",
    "exhibition_projects",
    "placement_count",
    "placed_hardship_count",
    "rural_post_count",
    "retained_intern_count",
}
NUMBERS = {
    "contract_years",  # open_ended is infinity
    "monthly_wage",
    "months_employed",
    "internship_months",
    "months_from_training_to_job",
    "months_from_training_to_startup",
    "startup_months",
    "annual_rent",
    "operating_months",
    "wage_growth_percent",
    "placement_months",
    "headhunting_fee",
    "recruited_salary",
    "rural_post_months",
}
YES_OR_NO = {
    "reached_retirement_age",
    "registered_unemployed",
    "fresh_graduate",
    "beijing_origin",
    "low_income_allowance",
    "hard_to_employ",
    "zero_employment_family",
    "discharged_soldier",
    "veteran",
    "disabled",
    "public_placement",
    "transferred_worker",
    "new_employment_group",
    "migrant_worker",
    "school_age_child",
    "employer_in_beijing",
    "employee_social_insurance",
    "city_internship_conditions",
    "insured_at_district_center",
    "had_internship_allowance",
    "receiving_flexible_insurance_subsidy",
    "receiving_unemployment_benefit",
    "skills_training",
    "skills_certificate",
    "startup_certificate",
    "in_chaoyang_project_library",
    "flexible_lawful_income",
    "new_hire_this_year",
    "sme",
    "traceable_online_platform",
    "in_five_fields",
    "district_training_qualification",
    "provider_grade_a",
    "private_provider",
    "project_training",
    "skill_studio_recognised",
    "national_contest_top3",
    "city_contest_top3",
    "incubator_recognised",
    "free_placement",
    "no_or_few_layoffs",
}
STEP = 0.001  # less than a fen: "just above 0" pays 0.00

# Facts that can contradict one another. Whoever reads one of them has all of the set in its completions.
LINKED: tuple[frozenset[str], ...] = (
    frozenset({"age", "gender", "reached_retirement_age"}),
    frozenset({"skills_certificate", "skills_training"}),
    frozenset({"discharged_soldier", "veteran"}),
    frozenset({"fresh_graduate", "graduate_kind"}),
)


def retirement_values(age: int, gender: str) -> tuple[bool, ...]:
    """What `reached_retirement_age` can be: false below 50 (a man: below 60), true from 63, in between either."""
    if age >= 63:
        return (True,)
    if age < (60 if gender == "male" else 50):
        return (False,)
    return (False, True)


def possible(a: Assignment) -> bool:
    """Whether nothing in a completion contradicts anything else (`birth_date` and `age`: see `known_facts`)."""
    if "age" in a and a["reached_retirement_age"] not in retirement_values(a["age"], a["gender"]):
        return False
    if "skills_certificate" in a and a["skills_certificate"] and not a["skills_training"]:
        return False
    if "discharged_soldier" in a and a["discharged_soldier"] and not a["veteran"]:
        return False
    return not ("fresh_graduate" in a and a["fresh_graduate"] and a["graduate_kind"] == "none")


def with_linked(facts: Iterable[str]) -> frozenset[str]:
    """Those facts and every fact that can contradict one of them."""
    found = frozenset(facts)
    return found.union(*(group for group in LINKED if group & found))


def known_facts(facts: dict[str, object], day: date) -> Assignment:
    """The facts as predicates read them: derived ones added, dates as dates, absent or None = unknown."""
    known: Assignment = {fact: value for fact, value in facts.items() if value is not None}
    if "birth_date" in known:
        age = age_on(read_day(known.pop("birth_date")), day)
        if known.setdefault("age", age) != age:
            raise ValueError("birth_date and age contradict each other")
    if "graduation_date" in known:
        known["graduation_date"] = read_day(known["graduation_date"])
    if known.get("contract_years") == "open_ended":
        known["contract_years"] = math.inf
    if "hire_group" in known:
        group = known["hire_group"]
        known["hire_group"] = frozenset([group] if isinstance(group, str) else group)
    return known


def values_of(fact: str, day: date, bounds: frozenset[float], sets_amount: bool) -> tuple[Any, ...]:
    """Values that stand for all that an unknown fact can be, as far as one benefit can tell them apart."""
    if fact in WORDS:
        return WORDS[fact]
    if fact in YES_OR_NO or fact == "?open":
        return (False, True)
    if fact == "?minimum_wage":
        return (False, True) if minimum_wage(day) is None else (True,)
    if fact == "graduation_date":
        edge, one = anniversary(day, -2), timedelta(days=1)
        return (edge - one, edge, edge + one, day, day + one)
    if fact == "monthly_wage":
        bounds = frozenset({float(Decimal(minimum_wage(day) or 0) * 6 / 5)})
    if fact == "age":
        bounds = bounds | {50, 60, 63}
    step: float = 1 if fact in WHOLE_NUMBERS else STEP
    if fact not in WHOLE_NUMBERS | NUMBERS or not bounds:
        raise KeyError(fact)
    values = {value for bound in bounds for value in (bound - step, bound, bound + step) if value >= 0}
    return tuple(sorted(values | {0, math.inf} if sets_amount else values))


# --- Conditions and amounts ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class When:
    """One condition: the facts it reads, whether it holds in a completion, and the bounds it compares numbers with."""

    reads: tuple[str, ...]
    holds: Callable[[Assignment], bool]
    bounds: Bounds = field(default_factory=dict)


@dataclass(frozen=True)
class Pays:
    """What a completion pays; `amount` is None where the document or the parameters leave it open."""

    kind: str
    reads: tuple[str, ...] = ()
    amount: Callable[[Assignment], Span | None] = lambda _: None
    bounds: Bounds = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One benefit for some kinds of applicant: it is due where every condition holds."""

    id: str
    applicants: tuple[str, ...]
    document: str
    when: tuple[When, ...]
    pays: Pays


def yes(fact: str) -> When:
    return When((fact,), lambda a: a[fact] is True)


def no(fact: str) -> When:
    return When((fact,), lambda a: a[fact] is False)


def one_of(fact: str, *words: object) -> When:
    return When((fact,), lambda a: a[fact] in words)


def but_not(fact: str, *words: object) -> When:
    return When((fact,), lambda a: a[fact] not in words)


def at_least(fact: str, bound: float) -> When:
    return When((fact,), lambda a: a[fact] >= bound, {fact: (bound,)})


def at_most(fact: str, bound: float) -> When:
    return When((fact,), lambda a: a[fact] <= bound, {fact: (bound,)})


def between(fact: str, low: float, high: float) -> When:
    return When((fact,), lambda a: low <= a[fact] <= high, {fact: (low, high)})


def above_zero(fact: str) -> When:
    return When((fact,), lambda a: a[fact] > 0, {fact: (0,)})


def hired(*groups: str) -> When:
    """The people hired are of one of these groups."""
    return When(("hire_group",), lambda a: any(group in a["hire_group"] for group in groups))


def any_yes(*facts: str) -> When:
    return When(facts, lambda a: any(a[fact] is True for fact in facts))


def here(district: str) -> When:
    """HERE: the resident's hukou or work is in the district."""
    return When(
        ("hukou_district", "works_in_district"),
        lambda a: a["hukou_district"] == district or a["works_in_district"] == district,
    )


def all_hold(conditions: Iterable[When], a: Assignment) -> bool:
    return all(condition.holds(a) for condition in conditions)


def neither(*alternatives: tuple[When, ...]) -> When:
    """None of these bundles of conditions holds as a whole."""
    conditions = list(itertools.chain(*alternatives))
    return When(
        tuple(fact for condition in conditions for fact in condition.reads),
        lambda a: not any(all_hold(alternative, a) for alternative in alternatives),
        join_bounds(condition.bounds for condition in conditions),
    )


def join_bounds(many: Iterable[Bounds]) -> Bounds:
    joined: Bounds = {}
    for bounds in many:
        for fact, numbers in bounds.items():
            joined[fact] = joined.get(fact, ()) + numbers
    return joined


OPEN = When(("?open",), lambda a: a["?open"] is True)  # the words of the clause leave it to somebody


def wage_is_enough(a: Assignment) -> bool:
    """Monthly wage >= 1.2 x minimum wage of the day; nobody can say where that is not known."""
    minimum = minimum_wage(a["day"])
    return bool(a["?minimum_wage"] if minimum is None else 5 * a["monthly_wage"] >= 6 * minimum)


ONE_YEAR_CONTRACT = at_least("contract_years", 1)
INSURED = yes("employee_social_insurance")
WAGE = When(("monthly_wage", "?minimum_wage"), wage_is_enough)
STABLE = (ONE_YEAR_CONTRACT, INSURED, WAGE)
EMPLOYER = (one_of("employer_kind", "enterprise", "private_non_enterprise"), yes("employer_in_beijing"))


def graduated_within_two_years(a: Assignment) -> bool:
    return bool(a["graduation_date"] <= a["day"] <= anniversary(a["graduation_date"], 2))


def young_and_unemployed(a: Assignment) -> bool:
    return 16 <= a["age"] <= 24 and a["registered_unemployed"] is True


def times(*factors: float | Decimal) -> Decimal:
    """Their product in decimal arithmetic; nothing times without limit is nothing."""
    product = Decimal(1)
    if 0 in factors:
        return Decimal(0)
    for factor in factors:
        product *= factor if isinstance(factor, Decimal) else Decimal(str(factor))
    return product


def exactly(amount: Decimal) -> Span:
    return (amount, amount)


def fen(amount: Decimal) -> float | None:
    """Half-up to the fen; None where without limit."""
    return float(amount.quantize(Decimal("0.01"), ROUND_HALF_UP)) if amount.is_finite() else None


SERVICE = Pays("service")
UNSPECIFIED = Pays("unspecified")


def once(amount: int) -> Pays:
    return Pays("once", (), lambda _: exactly(Decimal(amount)))


def spread(kind: str, low: int, high: int) -> Pays:
    return Pays(kind, (), lambda _: (Decimal(low), Decimal(high)))


def each(fact: str, amount: int) -> Pays:
    return Pays("per_head", (fact,), lambda a: exactly(times(a[fact], amount)), {fact: (1,)})


def each_of(amounts: dict[str, int]) -> Pays:
    """So much for each of one, so much for each of another."""
    return Pays(
        "per_head",
        tuple(amounts),
        lambda a: exactly(sum((times(a[fact], amount) for fact, amount in amounts.items()), Decimal(0))),
        dict.fromkeys(amounts, (1,)),
    )


def each_month(fact: str, amount: int, limit: int) -> Pays:
    return Pays("monthly", (fact,), lambda a: exactly(times(min(a[fact], limit), amount)), {fact: (limit,)})


def each_full_year(*amounts: int) -> Pays:
    """The first amount after the first full year, the second after the second, and so on."""
    return Pays(
        "schedule",
        ("contract_years",),
        lambda a: exactly(Decimal(sum(amounts[: math.floor(min(a["contract_years"], len(amounts)))]))),
        {"contract_years": tuple(range(1, len(amounts) + 1))},
    )


def rent_three_years(cap: int) -> Pays:
    return Pays(
        "capped_actual",
        ("annual_rent",),
        lambda a: exactly(times(min(a["annual_rent"], cap), 3)),
        {"annual_rent": (cap,)},
    )


def tenth_of(fact: str) -> Pays:
    return Pays("percentage", (fact,), lambda a: exactly(times(a[fact], Decimal("0.1"))), {fact: (1,)})


def tiers(fact: str, *steps: tuple[int, int]) -> Pays:
    """The amount of the highest step that is reached (the bound belongs to the step); a row asks for the first one."""

    def amount(a: Assignment) -> Span:
        return exactly(Decimal([paid for bound, paid in steps if a[fact] >= bound][-1]))

    return Pays("tiered", (fact,), amount, {fact: tuple(bound for bound, _ in steps)})


def hiring_subsidy(a: Assignment) -> Span:
    years = math.floor(min(a["contract_years"], 3))
    return exactly(times(sum((6000, 9000, 12000)[:years]), a["hire_count"]))


def contest_prize(a: Assignment) -> Span:
    return exactly(Decimal({1: 80000, 2: 50000, 3: 30000}[a["startup_contest_rank"]]))


def subdistrict_fund(a: Assignment) -> Span:
    return (Decimal(0), Decimal({"outstanding": 500000, "excellent": 300000, "good": 100000}[a["rating"]]))


def seventy_percent(a: Assignment, wage: int | None) -> Span | None:
    return None if wage is None else exactly(times(a["placed_hardship_count"], Decimal("0.7"), wage))


def chaoyang_internship(a: Assignment) -> Span | None:
    wage = minimum_wage(a["day"])
    return None if wage is None else exactly(times(min(a["internship_months"], 12), wage))


def chaoyang_competition(a: Assignment) -> Span:
    """50-100, 100-200, 200 and more: at a bound that two tiers share, both."""
    paid = [
        amount
        for low, high, amount in ((50, 100, 30000), (100, 200, 50000), (200, math.inf, 100000))
        if low <= a["contestant_count"] <= high
    ]
    return (Decimal(min(paid)), Decimal(max(paid)))


def job_creation(a: Assignment) -> Span:
    return exactly(min(Decimal(30000) + times(10000, a["local_hires"] - 3), Decimal(200000)))


# --- The rows (benefits.md) ------------------------------------------------------------------------------------------


def xicheng_transfer_or_group(a: Assignment) -> bool:
    of_group = any(
        a[fact] for fact in ("registered_unemployed", "fresh_graduate", "discharged_soldier", "public_placement")
    )
    return (a["hukou_district"] == "xicheng" and of_group) or a["transferred_worker"] is True


def xicheng_hired(a: Assignment) -> bool:
    local = {"registered_unemployed", "fresh_graduate", "discharged_soldier", "public_placement"} & a["hire_group"]
    return (bool(local) and a["hire_hukou_district"] == "xicheng") or "transferred_worker" in a["hire_group"]


def xicheng_internship_group(a: Assignment) -> bool:
    """Group A or group B; whoever is in B, also one who is in A too, must not draw unemployment benefits."""
    in_a = a["graduate_kind"] != "none" and a["beijing_origin"] is True and graduated_within_two_years(a)
    in_b = young_and_unemployed(a)
    return (in_a or in_b) and not (in_b and a["receiving_unemployment_benefit"])


def chaoyang_internship_group(a: Assignment) -> bool:
    return (a["graduate_kind"] != "none" and graduated_within_two_years(a)) or young_and_unemployed(a)


def haidian_age(a: Assignment) -> bool:
    low, high = (35, 40) if a["gender"] == "female" else (45, 50)
    return bool(low <= a["age"] < high)


RESIDENT, EMPLOYERS, PROVIDER, AGENCY = ("resident",), ("employer",), ("training_provider",), ("hr_agency",)
HUKOU_XICHENG, HUKOU_CHAOYANG = one_of("hukou_district", "xicheng"), one_of("hukou_district", "chaoyang")
HUKOU_HAIDIAN = one_of("hukou_district", "haidian")
XICHENG, CHAOYANG = one_of("district", "xicheng"), one_of("district", "chaoyang")
HAIDIAN, TONGZHOU = one_of("district", "haidian"), one_of("district", "tongzhou")
OPERATES_IN_XICHENG = one_of("operates_in", "xicheng")
IN_A_UNIT = one_of("employment", "unit")

# 5.17.p3, apart from the hukou that all three rows ask for
TRAINED_THEN_HIRED = (
    yes("skills_certificate"),
    IN_A_UNIT,
    at_most("months_from_training_to_job", 3),
    *STABLE,
    at_least("months_employed", 6),
)
TRAINED_THEN_FLEXIBLE = (yes("skills_certificate"), one_of("employment", "flexible"))

XICHENG_ROWS = (
    Row("xicheng-talent-permit-preference", EMPLOYERS, "xicheng", (XICHENG, OPEN), SERVICE),
    Row(
        "xicheng-public-post-subsidy",
        ("public_benefit_org",),
        "xicheng",
        (XICHENG, at_least("placed_hardship_count", 1)),
        Pays(
            "monthly",
            ("placed_hardship_count",),
            lambda a: seventy_percent(a, latest_average_wage(a["day"])),
            {"placed_hardship_count": (1,)},
        ),
    ),
    Row("xicheng-soe-recognition", EMPLOYERS, "xicheng", (XICHENG, OPEN), SERVICE),
    Row(
        "xicheng-hiring-subsidy",
        EMPLOYERS,
        "xicheng",
        (
            *EMPLOYER,
            When(("hire_group", "hire_hukou_district"), xicheng_hired),
            *STABLE,
            at_least("hire_count", 1),
        ),
        Pays("schedule", ("contract_years", "hire_count"), hiring_subsidy, {"contract_years": (1, 2, 3)}),
    ),
    Row(
        "xicheng-employment-reward",
        RESIDENT,
        "xicheng",
        (
            When(
                (
                    "hukou_district",
                    "registered_unemployed",
                    "fresh_graduate",
                    "discharged_soldier",
                    "public_placement",
                    "transferred_worker",
                ),
                xicheng_transfer_or_group,
            ),
            IN_A_UNIT,
            *EMPLOYER,
            *STABLE,
            neither((yes("registered_unemployed"), yes("low_income_allowance"))),
        ),
        each_full_year(6000, 9000, 12000),
    ),
    Row(
        "xicheng-rural-labour-board-allowance",
        ("public_body",),
        "xicheng",
        (XICHENG, at_least("rural_post_count", 1)),
        Pays(
            "monthly",
            ("rural_post_count", "rural_post_months"),
            lambda a: exactly(times(1000, a["rural_post_count"], min(a["rural_post_months"], 36))),
            {"rural_post_count": (1,), "rural_post_months": (36,)},
        ),
    ),
    Row(
        "xicheng-graduate-services",
        RESIDENT,
        "xicheng",
        (HUKOU_XICHENG, one_of("graduate_kind", "university"), one_of("employment", "none")),
        SERVICE,
    ),
    Row(
        "xicheng-internship-allowance",
        RESIDENT,
        "xicheng",
        (
            HUKOU_XICHENG,
            When(
                (
                    "graduate_kind",
                    "beijing_origin",
                    "graduation_date",
                    "age",
                    "registered_unemployed",
                    "receiving_unemployment_benefit",
                ),
                xicheng_internship_group,
                {"age": (16, 24)},
            ),
            one_of("employment", "none", "internship"),
            one_of("internship_district", "xicheng"),
            yes("city_internship_conditions"),
            yes("insured_at_district_center"),
            no("had_internship_allowance"),
            no("receiving_flexible_insurance_subsidy"),
        ),
        each_month("internship_months", 2000, 12),
    ),
    Row(
        "xicheng-low-income-reward",
        RESIDENT,
        "xicheng",
        (
            HUKOU_XICHENG,
            yes("low_income_allowance"),
            yes("registered_unemployed"),
            IN_A_UNIT,
            *EMPLOYER,
            ONE_YEAR_CONTRACT,
            INSURED,
        ),
        each_full_year(24000, 24000, 24000, 24000, 24000),
    ),
    Row(
        "xicheng-platform-worker-services",
        RESIDENT,
        "xicheng",
        (here("xicheng"), yes("new_employment_group")),
        SERVICE,
    ),
    Row(
        "xicheng-disabled-veteran-services",
        RESIDENT,
        "xicheng",
        (here("xicheng"), any_yes("disabled", "veteran")),
        SERVICE,
    ),
    Row(
        "xicheng-startup-services",
        RESIDENT,
        "xicheng",
        (here("xicheng"), but_not("startup_district", "none")),
        SERVICE,
    ),
    Row(
        "xicheng-startup-rent-subsidy",
        RESIDENT,
        "xicheng",
        (
            HUKOU_XICHENG,
            one_of("startup_district", "xicheng"),
            at_least("startup_months", 12),
            above_zero("annual_rent"),
        ),
        rent_three_years(40000),
    ),
    Row(
        "xicheng-incubator-subsidy",
        ("startup_carrier",),
        "xicheng",
        (yes("incubator_recognised"), XICHENG),
        once(30000),
    ),
    Row(
        "xicheng-startup-contest-award",
        RESIDENT,
        "xicheng",
        (one_of("startup_contest_rank", 1, 2, 3),),
        Pays("tiered", ("startup_contest_rank",), contest_prize),
    ),
    Row(
        "xicheng-free-training",
        RESIDENT,
        "xicheng",
        (HUKOU_XICHENG, at_least("age", 16), no("reached_retirement_age"), but_not("employment", "unit")),
        SERVICE,
    ),
    Row(
        "xicheng-startup-training-allowance",
        RESIDENT,
        "xicheng",
        (HUKOU_XICHENG, yes("startup_certificate")),
        once(1000),
    ),
    Row(
        "xicheng-startup-grant",
        RESIDENT,
        "xicheng",
        (
            HUKOU_XICHENG,
            yes("startup_certificate"),
            but_not("startup_district", "none"),
            at_least("startup_months", 12),
        ),
        once(10000),
    ),
    Row("xicheng-training-job-reward", RESIDENT, "xicheng", (HUKOU_XICHENG, *TRAINED_THEN_HIRED), once(3000)),
    Row("xicheng-training-flexible-allowance", RESIDENT, "xicheng", (HUKOU_XICHENG, *TRAINED_THEN_FLEXIBLE), once(300)),
    Row(
        "xicheng-training-partial-allowance",
        RESIDENT,
        "xicheng",
        (HUKOU_XICHENG, yes("skills_training"), neither(TRAINED_THEN_HIRED, TRAINED_THEN_FLEXIBLE)),
        UNSPECIFIED,
    ),
    Row(
        "xicheng-training-fee",
        PROVIDER,
        "xicheng",
        (yes("district_training_qualification"), XICHENG),
        UNSPECIFIED,
    ),
    Row(
        "xicheng-staff-training-subsidy",
        EMPLOYERS,
        "xicheng",
        (OPERATES_IN_XICHENG, yes("traceable_online_platform"), at_least("training_minutes", 1800)),
        each("trainee_count", 200),
    ),
    Row(
        "xicheng-school-enterprise-training",
        PROVIDER,
        "xicheng",
        (
            XICHENG,
            yes("district_training_qualification"),
            yes("in_five_fields"),
            at_least("training_minutes", 900),
            at_least("trainee_count", 1000),
        ),
        tiers("trainee_count", (1000, 30000), (3000, 50000), (5000, 100000)),
    ),
    Row(
        "xicheng-skill-studio-subsidy",
        EMPLOYERS,
        "xicheng",
        (OPERATES_IN_XICHENG, yes("skill_studio_recognised")),
        once(100000),
    ),
    Row(
        "xicheng-senior-skill-training-subsidy",
        EMPLOYERS,
        "xicheng",
        (
            OPERATES_IN_XICHENG,
            yes("skill_studio_recognised"),
            When(
                ("trained_senior_workers", "trained_technicians", "trained_senior_technicians"),
                lambda a: a["trained_senior_workers"] + a["trained_technicians"] + a["trained_senior_technicians"] >= 1,
            ),
        ),
        each_of({"trained_senior_workers": 2000, "trained_technicians": 2500, "trained_senior_technicians": 3000}),
    ),
    Row(
        "xicheng-skilled-hiring-subsidy",
        EMPLOYERS,
        "xicheng",
        (OPERATES_IN_XICHENG, at_least("skilled_hires_from_outside", 1)),
        each("skilled_hires_from_outside", 10000),
    ),
    Row(
        "xicheng-skilled-wage-subsidy",
        EMPLOYERS,
        "xicheng",
        (OPERATES_IN_XICHENG, at_least("skilled_hires_from_outside", 1), at_least("wage_growth_percent", 5)),
        Pays(
            "up_to",
            ("skilled_hires_from_outside",),
            lambda a: (
                times(5000, a["skilled_hires_from_outside"]),
                times(15000, a["skilled_hires_from_outside"]),
            ),
        ),
    ),
    Row(
        "xicheng-contest-subsidy-national",
        EMPLOYERS,
        "xicheng",
        (OPERATES_IN_XICHENG, yes("national_contest_top3")),
        once(50000),
    ),
    Row(
        "xicheng-contest-subsidy-city",
        EMPLOYERS,
        "xicheng",
        (OPERATES_IN_XICHENG, yes("city_contest_top3")),
        once(30000),
    ),
    Row(
        "xicheng-skill-competition-subsidy",
        EMPLOYERS,
        "xicheng",
        (OPERATES_IN_XICHENG, at_least("contestant_count", 30)),
        tiers("contestant_count", (30, 20000), (50, 30000), (100, 50000)),
    ),
    Row(
        "xicheng-skill-exhibition-subsidy",
        EMPLOYERS,
        "xicheng",
        (
            OPERATES_IN_XICHENG,
            When(
                ("exhibition_people", "exhibition_projects"),
                lambda a: a["exhibition_people"] >= 30 or a["exhibition_projects"] >= 50,
                {"exhibition_people": (30,), "exhibition_projects": (50,)},
            ),
        ),
        once(50000),
    ),
    Row(
        "xicheng-placement-subsidy",
        AGENCY,
        "xicheng",
        (XICHENG, at_least("placement_count", 1), at_least("placement_months", 6)),
        each("placement_count", 1000),
    ),
    Row(
        "xicheng-headhunting-reward",
        AGENCY,
        "xicheng",
        (XICHENG, one_of("client_taxed_in", "xicheng"), at_least("recruited_salary", 600000)),
        tenth_of("headhunting_fee"),
    ),
    Row(
        "xicheng-talent-recruitment-subsidy",
        EMPLOYERS,
        "xicheng",
        (one_of("client_taxed_in", "xicheng"), at_least("recruited_salary", 600000)),
        tenth_of("headhunting_fee"),
    ),
    Row(
        "xicheng-subdistrict-fund",
        ("public_body",),
        "xicheng",
        (XICHENG, one_of("rating", "outstanding", "excellent", "good")),
        Pays("up_to", ("rating",), subdistrict_fund),
    ),
)

CHAOYANG_ROWS = (
    Row("chaoyang-retention-refund", EMPLOYERS, "chaoyang", (CHAOYANG, yes("no_or_few_layoffs")), UNSPECIFIED),
    Row(
        "chaoyang-hiring-subsidy",
        EMPLOYERS,
        "chaoyang",
        (
            one_of("hire_hukou_district", "chaoyang"),
            hired("fresh_graduate", "registered_unemployed"),
            yes("new_hire_this_year"),
            at_least("hire_count", 1),
        ),
        each("hire_count", 5000),
    ),
    Row(
        "chaoyang-rural-insurance-subsidy",
        EMPLOYERS,
        "chaoyang",
        (one_of("hire_hukou_district", "chaoyang"), hired("rural_labourer")),
        UNSPECIFIED,
    ),
    Row(
        "chaoyang-flexible-coverage",
        RESIDENT,
        "chaoyang",
        (
            here("chaoyang"),
            When(
                ("employment", "new_employment_group"),
                lambda a: a["employment"] == "flexible" or a["new_employment_group"] is True,
            ),
        ),
        SERVICE,
    ),
    Row(
        "chaoyang-internship-allowance",
        RESIDENT,
        "chaoyang",
        (
            HUKOU_CHAOYANG,
            one_of("employment", "internship", "none"),
            When(
                ("graduate_kind", "graduation_date", "age", "registered_unemployed"),
                chaoyang_internship_group,
                {"age": (16, 24)},
            ),
            but_not("internship_district", "none"),
        ),
        Pays("monthly", ("internship_months",), chaoyang_internship, {"internship_months": (12,)}),
    ),
    Row(
        "chaoyang-intern-retention-subsidy",
        EMPLOYERS,
        "chaoyang",
        (CHAOYANG, at_least("retained_intern_count", 1)),
        UNSPECIFIED,
    ),
    Row(
        "chaoyang-public-post-subsidy",
        ("public_benefit_org",),
        "chaoyang",
        (CHAOYANG, at_least("placed_hardship_count", 1)),
        Pays(
            "monthly",
            ("placed_hardship_count",),
            lambda a: seventy_percent(a, average_wage(a["day"].year - 1, a["day"])),
            {"placed_hardship_count": (1,)},
        ),
    ),
    Row(
        "chaoyang-training-job-subsidy",
        RESIDENT,
        "chaoyang",
        (HUKOU_CHAOYANG, yes("skills_training"), IN_A_UNIT, at_most("months_from_training_to_job", 6)),
        once(1000),
    ),
    Row(
        "chaoyang-startup-success-subsidy",
        RESIDENT,
        "chaoyang",
        (
            HUKOU_CHAOYANG,
            yes("startup_certificate"),
            at_most("months_from_training_to_startup", 6),
            at_least("startup_months", 3),
        ),
        once(5000),
    ),
    Row(
        "chaoyang-provider-placement-subsidy",
        PROVIDER,
        "chaoyang",
        (CHAOYANG,),
        each_of({"placed_trainee_count": 1000, "successful_startup_count": 5000}),
    ),
    Row(
        "chaoyang-project-training-subsidy",
        ("employer", "training_provider"),
        "chaoyang",
        (CHAOYANG, yes("project_training"), at_least("trainee_count", 1)),
        each("trainee_count", 1500),
    ),
    Row(
        "chaoyang-skill-competition-subsidy",
        EMPLOYERS,
        "chaoyang",
        (CHAOYANG, at_least("contestant_count", 50)),
        Pays("tiered", ("contestant_count",), chaoyang_competition, {"contestant_count": (50, 100, 200)}),
    ),
    Row(
        "chaoyang-competition-award",
        RESIDENT,
        "chaoyang",
        (one_of("competition_level", "district_top3"),),
        spread("range", 10000, 30000),
    ),
    Row(
        "chaoyang-city-competition-award",
        RESIDENT,
        "chaoyang",
        (one_of("competition_level", "city_or_above"),),
        spread("range", 30000, 100000),
    ),
    Row(
        "chaoyang-grade-a-subsidy",
        PROVIDER,
        "chaoyang",
        (yes("private_provider"), yes("provider_grade_a"), CHAOYANG),
        once(100000),
    ),
    Row(
        "chaoyang-designated-provider-subsidy",
        PROVIDER,
        "chaoyang",
        (
            CHAOYANG,
            yes("district_training_qualification"),
            When(
                ("unemployed_trainee_count", "startup_trainee_count"),
                lambda a: a["unemployed_trainee_count"] >= 500 or a["startup_trainee_count"] >= 200,
                {"unemployed_trainee_count": (500,), "startup_trainee_count": (200,)},
            ),
        ),
        once(50000),
    ),
    Row(
        "chaoyang-provider-volume-subsidy",
        PROVIDER,
        "chaoyang",
        (CHAOYANG, yes("private_provider"), at_least("trainee_count", 3000)),
        tiers("trainee_count", (3000, 30000), (5000, 50000), (8000, 100000)),
    ),
    Row("chaoyang-project-library-subsidy", RESIDENT, "chaoyang", (yes("in_chaoyang_project_library"),), once(50000)),
    Row(
        "chaoyang-project-library-subsidy",
        EMPLOYERS,
        "chaoyang",
        (CHAOYANG, yes("in_chaoyang_project_library")),
        once(50000),
    ),
    Row(
        "chaoyang-job-creation-subsidy",
        EMPLOYERS,
        "chaoyang",
        (
            yes("sme"),
            one_of("registered_and_taxed_in", "chaoyang"),
            between("operating_months", 12, 60),
            at_least("local_hires", 3),
        ),
        Pays("per_head", ("local_hires",), job_creation, {"local_hires": (3, 20)}),
    ),
    Row(
        "chaoyang-startup-rent-subsidy",
        RESIDENT,
        "chaoyang",
        (
            HUKOU_CHAOYANG,
            # the clause goes on "and other such groups": for anyone else its words decide nothing
            When(
                ("registered_unemployed", "graduate_kind", "?open"),
                lambda a: a["registered_unemployed"] or a["graduate_kind"] == "university" or a["?open"],
            ),
            one_of("startup_district", "chaoyang"),
            one_of("startup_tax_district", "chaoyang"),
            between("startup_months", 12, 60),
            above_zero("annual_rent"),
        ),
        rent_three_years(50000),
    ),
    Row("chaoyang-hr-agency-subsidy", AGENCY, "chaoyang", (CHAOYANG,), UNSPECIFIED),
)

BEIJING_ROWS = (
    Row("beijing-employment-aid", RESIDENT, "beijing", (any_yes("hard_to_employ", "zero_employment_family"),), SERVICE),
    Row("beijing-aid-support", RESIDENT, "beijing", (yes("hard_to_employ"),), UNSPECIFIED),
    Row(
        "beijing-flexible-insurance-subsidy",
        RESIDENT,
        "beijing",
        (yes("hard_to_employ"), one_of("employment", "flexible")),
        UNSPECIFIED,
    ),
    Row(
        "beijing-hiring-insurance-subsidy",
        EMPLOYERS,
        "beijing",
        (hired("hard_to_employ"), at_least("hire_count", 1)),
        UNSPECIFIED,
    ),
    Row(
        "beijing-public-post",
        RESIDENT,
        "beijing",
        (yes("hard_to_employ"), one_of("employment", "none", "public_post")),
        UNSPECIFIED,
    ),
    Row(
        "beijing-low-income-reward",
        RESIDENT,
        "beijing",
        (yes("low_income_allowance"), one_of("employment", "unit", "flexible", "self_employed", "public_post")),
        UNSPECIFIED,
    ),
)

HAIDIAN_ROWS = (
    Row(
        "haidian-hiring-insurance-subsidy",
        EMPLOYERS,
        "haidian",
        (one_of("hire_hukou_district", "haidian"), hired("registered_unemployed")),
        UNSPECIFIED,
    ),
    Row(
        "haidian-flexible-insurance-subsidy",
        RESIDENT,
        "haidian",
        (
            HUKOU_HAIDIAN,
            yes("registered_unemployed"),
            When(("gender", "age"), haidian_age, {"age": (35, 40, 45, 50)}),
            yes("flexible_lawful_income"),
            INSURED,
        ),
        UNSPECIFIED,
    ),
    Row(
        "haidian-free-skill-training",
        RESIDENT,
        "haidian",
        (
            HUKOU_HAIDIAN,
            When(
                ("registered_unemployed", "hard_to_employ", "graduate_kind", "?open"),
                lambda a: (
                    a["registered_unemployed"]
                    or a["hard_to_employ"]
                    or a["graduate_kind"] == "university"
                    or a["?open"]
                ),
            ),
        ),
        SERVICE,
    ),
    Row(
        "haidian-placement-subsidy",
        AGENCY,
        "haidian",
        (HAIDIAN, yes("free_placement"), at_least("placement_count", 1)),
        each("placement_count", 500),
    ),
    Row(
        "haidian-placement-volume-award",
        AGENCY,
        "haidian",
        (HAIDIAN, yes("free_placement"), at_least("placement_count", 50)),
        tiers("placement_count", (50, 20000), (100, 50000), (200, 100000)),
    ),
)

HERE_TONGZHOU = here("tongzhou")
NEW_GROUP = yes("new_employment_group")

TONGZHOU_ROWS = (
    Row("tongzhou-startup-loan", RESIDENT, "tongzhou", (HERE_TONGZHOU, OPEN), UNSPECIFIED),
    Row("tongzhou-startup-loan", EMPLOYERS, "tongzhou", (TONGZHOU, yes("sme"), OPEN), UNSPECIFIED),
    Row("tongzhou-startup-space", RESIDENT, "tongzhou", (HERE_TONGZHOU, OPEN), UNSPECIFIED),
    Row("tongzhou-startup-space", EMPLOYERS, "tongzhou", (TONGZHOU, OPEN), UNSPECIFIED),
    Row("tongzhou-incubation", RESIDENT, "tongzhou", (HERE_TONGZHOU, OPEN), SERVICE),
    Row("tongzhou-incubation", EMPLOYERS, "tongzhou", (TONGZHOU, OPEN), SERVICE),
    Row("tongzhou-skill-training", RESIDENT, "tongzhou", (HERE_TONGZHOU,), SERVICE),
    Row(
        "tongzhou-rental-housing",
        RESIDENT,
        "tongzhou",
        # "first of all for" migrant workers does not shut others out: for them the words decide nothing
        (HERE_TONGZHOU, When(("migrant_worker", "?open"), lambda a: a["migrant_worker"] or a["?open"])),
        UNSPECIFIED,
    ),
    Row(
        "tongzhou-school-enrolment",
        RESIDENT,
        "tongzhou",
        (HERE_TONGZHOU, any_yes("migrant_worker", "new_employment_group"), yes("school_age_child")),
        SERVICE,
    ),
    Row("tongzhou-warm-meals", RESIDENT, "tongzhou", (HERE_TONGZHOU, NEW_GROUP), SERVICE),
    Row("tongzhou-health-services", RESIDENT, "tongzhou", (HERE_TONGZHOU, NEW_GROUP), SERVICE),
    Row("tongzhou-friendly-places", RESIDENT, "tongzhou", (HERE_TONGZHOU, NEW_GROUP), SERVICE),
    Row("tongzhou-family-care", RESIDENT, "tongzhou", (HERE_TONGZHOU, NEW_GROUP), SERVICE),
    Row(
        "tongzhou-gig-market",
        RESIDENT,
        "tongzhou",
        (HERE_TONGZHOU, one_of("employment", "flexible", "none")),
        SERVICE,
    ),
)

ROWS = XICHENG_ROWS + CHAOYANG_ROWS + BEIJING_ROWS + HAIDIAN_ROWS + TONGZHOU_ROWS


# --- The search ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Factor:
    """A part of a row that shares no fact, and no contradiction, with the rest of it."""

    facts: tuple[str, ...]
    when: tuple[When, ...]
    pays: Pays | None
    values: Callable[[str, date], tuple[Any, ...]]


@dataclass(frozen=True)
class Findings:
    """What all completions of a factor show: can it hold, can it fail, which facts swing it, what can it pay."""

    can_hold: bool
    can_fail: bool
    swinging: frozenset[str]
    amount: Span | None
    swinging_amount: frozenset[str]


def factors_of(row: Row, split: bool = True) -> list[Factor]:
    """The row in parts that have no fact in common (or, unsplit, as one).

    Why this is exact. Conditions are gathered until the facts of two parts, with all facts that could contradict them,
    are disjoint. Then any completion of one part goes with any completion of another, and the row holds just where
    every part does. So
      the row holds in all completions   if every part does in all of its own;
      the row holds in none              if some part holds in none of its own;
      f of part P changes the row's truth in some pair that differs only in f,
                                         if it does so for P and every other part can hold (else the row is ineligible
                                         and nothing is missing).
    The amount joins the parts whose facts it reads; given that those hold, the other parts do not touch it.
    """
    bounds = join_bounds([*(condition.bounds for condition in row.when), row.pays.bounds])

    def values(fact: str, day: date) -> tuple[Any, ...]:
        return values_of(fact, day, frozenset(bounds.get(fact, ())), fact in row.pays.reads)

    parts: list[tuple[frozenset[str], tuple[When, ...], Pays | None]] = [(with_linked(row.pays.reads), (), row.pays)]
    for condition in row.when:
        facts = with_linked(condition.reads)
        apart = [part for part in parts if split and not part[0] & facts]
        touching = [part for part in parts if part not in apart]
        parts = [
            *apart,
            (
                facts.union(*(part[0] for part in touching)),
                (*itertools.chain.from_iterable(part[1] for part in touching), condition),
                next((part[2] for part in touching if part[2]), None),
            ),
        ]
    return [Factor(tuple(sorted(facts)), when, pays, values) for facts, when, pays in parts]


def completions(factor: Factor, day: date, known: Assignment) -> Iterator[Assignment]:
    """Everything the facts of a factor can be, given what is known, without contradictions."""
    choices = [(known[fact],) if fact in known else factor.values(fact, day) for fact in factor.facts]
    for chosen in itertools.product(*choices):
        a = dict(zip(factor.facts, chosen, strict=True))
        a["day"] = day
        if possible(a):
            yield a


def find(factor: Factor, day: date, known: Assignment) -> Findings:
    """Try every completion."""
    unknown = [fact for fact in factor.facts if fact not in known]
    outcomes: dict[tuple[Any, ...], tuple[bool, Span | None]] = {}
    for a in completions(factor, day, known):
        holds = all_hold(factor.when, a)
        paid = factor.pays.amount(a) if holds and factor.pays else None
        outcomes[tuple(a[fact] for fact in unknown)] = (holds, paid)
    if not outcomes:
        raise ValueError(f"contradiction among {', '.join(factor.facts)}")

    swinging, swinging_amount = set(), set()
    for place, fact in enumerate(unknown):
        if fact.startswith("?"):
            continue  # nobody can answer it
        truths: dict[tuple[Any, ...], bool] = {}  # the other unknown facts -> the truth first seen with them
        amounts: dict[tuple[Any, ...], Span | None] = {}
        for chosen, (holds, paid) in outcomes.items():
            others = chosen[:place] + chosen[place + 1 :]
            if truths.setdefault(others, holds) != holds:
                swinging.add(fact)
            if holds and amounts.setdefault(others, paid) != paid:
                swinging_amount.add(fact)

    spans = [paid for holds, paid in outcomes.values() if holds and paid is not None]
    return Findings(
        can_hold=any(holds for holds, _ in outcomes.values()),
        can_fail=not all(holds for holds, _ in outcomes.values()),
        swinging=frozenset(swinging),
        amount=(min(low for low, _ in spans), max(high for _, high in spans)) if spans else None,
        swinging_amount=frozenset(swinging_amount),
    )


FACTORS = {(row.id, applicant): factors_of(row) for row in ROWS for applicant in row.applicants}
UNKNOWN = object()


@lru_cache(maxsize=500_000)
def find_again(row_id: str, applicant: str, number: int, day: date, values: tuple[object, ...]) -> Findings:
    """`find`, remembered by all that it depends on: the factor, the day and the known values of its facts."""
    factor = FACTORS[row_id, applicant][number]
    known = {fact: value for fact, value in zip(factor.facts, values, strict=True) if value is not UNKNOWN}
    return find(factor, day, known)


def conclude(row: Row, day: date, parts: list[Findings]) -> Expected:
    """Put the parts together (see `factors_of`)."""
    law = legal_status(row.document, day)
    if not all(part.can_hold for part in parts):
        return Expected("ineligible", law, None, None, None, frozenset())
    amount = next((part.amount for part in parts if part.amount is not None), None)
    low, high = (fen(amount[0]), fen(amount[1])) if amount else (None, None)
    swinging_amount = frozenset[str]().union(*(part.swinging_amount for part in parts))
    if not any(part.can_fail for part in parts):
        return Expected("eligible", law, row.pays.kind, low, high, swinging_amount, swinging_amount)
    swinging = frozenset[str]().union(*(part.swinging for part in parts))
    return Expected("undetermined", law, row.pays.kind, low, high, swinging, swinging_amount)


def assess(facts: dict[str, object], as_of: str) -> dict[str, Expected]:
    """What is to be expected of every benefit for this kind of applicant, by benefit id; empty without `applicant`."""
    day = date.fromisoformat(as_of)
    known = known_facts(facts, day)
    applicant = known.get("applicant")
    expected = {}
    for row in ROWS:
        if applicant not in row.applicants:
            continue
        parts = [
            find_again(row.id, applicant, number, day, tuple(known.get(fact, UNKNOWN) for fact in factor.facts))
            for number, factor in enumerate(FACTORS[row.id, applicant])
        ]
        expected[row.id] = conclude(row, day, parts)
    return expected


def assess_unsplit(row: Row, facts: dict[str, object], as_of: str, limit: int) -> Expected | None:
    """The same for one row without any factoring; None where that would take more than `limit` completions."""
    day = date.fromisoformat(as_of)
    known = known_facts(facts, day)
    (whole,) = factors_of(row, split=False)
    if math.prod(len(whole.values(fact, day)) for fact in whole.facts if fact not in known) > limit:
        return None
    return conclude(row, day, [find(whole, day, known)])


# --- Random people, organisations and days ---------------------------------------------------------------------------

PIVOTS = (
    date(2022, 1, 1),
    date(2025, 9, 1),
    date(2026, 1, 1),
    date(2026, 11, 20),
    date(2026, 12, 31),
    date(2027, 12, 31),
)
FIRST_DAY, LAST_DAY = PIVOTS[0] - timedelta(days=30), PIVOTS[-1] + timedelta(days=30)
DISTRICTS = (
    *("dongcheng", "xicheng", "chaoyang", "haidian", "fengtai", "shijingshan", "mentougou", "fangshan"),
    *("tongzhou", "shunyi", "changping", "daxing", "huairou", "pinggu", "miyun", "yanqing"),
)
FORGETFULNESS = (0.0, 0.1, 0.3, 0.6, 0.9)


def random_day(rng: random.Random) -> str:
    """A day on which something begins or ends: half of the time itself, else the day before or after, or within 30."""
    offset = rng.choice((0, 0, 0, 0, 0, -1, -1, 1, 1, rng.randint(-30, 30)))
    return (rng.choice(PIVOTS) + timedelta(days=offset)).isoformat()


def random_past_day(rng: random.Random, years: int) -> str:
    """So many years before a pivot, a day more, a day less or on the day; one in five known to the month only."""
    day = anniversary(rng.choice(PIVOTS), -years) + timedelta(days=rng.choice((-1, 0, 0, 1)))
    return day.isoformat()[: 7 if rng.random() < 0.2 else 10]


def random_whole(rng: random.Random, *bounds: int) -> int:
    """Three in four times at a bound or next to it, else anything up to twice the largest."""
    if rng.random() < 0.75:
        return max(0, rng.choice(bounds) + rng.choice((-1, 0, 0, 1)))
    return rng.randint(0, 2 * max(bounds) + 3)


def random_number(rng: random.Random, *bounds: float) -> float:
    """Three in four times at a bound, a fen or a half off, else anything up to twice the largest."""
    if rng.random() < 0.75:
        return max(0.0, round(rng.choice(bounds) + rng.choice((-0.5, -0.01, 0, 0, 0.01, 0.5)), 2))
    return round(rng.uniform(0, 2 * max(bounds) + 3), 2)


def random_district(rng: random.Random, home: str, *others: str) -> str:
    """The home district seven times in ten, else any district or one of the other words."""
    return home if home in DISTRICTS and rng.random() < 0.7 else rng.choice([*DISTRICTS, *others])


def random_job(rng: random.Random) -> dict[str, object]:
    """The facts of a job: most are of a good one, wages are near 1.2 minimum wages of some year."""
    return {
        "employer_kind": rng.choice((*("enterprise",) * 5, *("private_non_enterprise",) * 2, *EMPLOYER_KINDS)),
        "employer_in_beijing": rng.random() < 0.85,
        "contract_start": random_past_day(rng, rng.choice((0, 1, 2))),
        "contract_years": "open_ended" if rng.random() < 0.15 else random_number(rng, 1, 1, 2, 3, 5),
        "employee_social_insurance": rng.random() < 0.8,
        "monthly_wage": random_number(rng, 2784, 2904, 3048, 3048, 5000, 9000),
    }


def aim(rng: random.Random, facts: dict[str, object]) -> None:
    """In three cases out of five make nine in ten parts of one benefit hold (where 200 draws find how).

    A part brings along every fact that its own could contradict, so the facts still contradict nothing.
    """
    applicant = str(facts["applicant"])
    day = rng.choice(PIVOTS)
    row = rng.choice([row for row in ROWS if applicant in row.applicants])
    for factor in FACTORS[row.id, applicant] if rng.random() < 0.6 else ():
        for _ in range(200 if rng.random() < 0.9 else 0):
            a: Assignment = {fact: rng.choice(factor.values(fact, day)) for fact in factor.facts}
            a["day"] = day
            if possible(a) and all_hold(factor.when, a):
                facts.update({fact: given(a[fact]) for fact in factor.facts if not fact.startswith("?")})
                if "age" in factor.facts:
                    facts.pop("birth_date", None)
                break


def given(value: object) -> object:
    """A value as an applicant would give it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return next(iter(value)) if len(value) == 1 else sorted(value)
    return 100_000 if value == math.inf else value


def forget(rng: random.Random, facts: dict[str, object]) -> dict[str, object]:
    """Leave out facts at one of five rates (none of them to nine in ten), but never `applicant`.

    What is left of facts that contradict nothing contradicts nothing either.
    """
    rate = rng.choice(FORGETFULNESS)
    return {fact: value for fact, value in facts.items() if fact == "applicant" or rng.random() >= rate}


def random_resident(rng: random.Random) -> dict[str, object]:
    """A resident: a whole life without contradictions on any `random_day`, of which a part is then forgotten.

    Home is xicheng (40%), chaoyang (25%), haidian or tongzhou (12% each) or elsewhere; other districts mostly follow.
    Ages, dates, months and sums stand at a bound of some benefit or next to it three times in four. Then see `aim`.
    """
    homes = ("xicheng", "chaoyang", "haidian", "tongzhou", "daxing", "non_beijing")
    home = rng.choices(homes, (40, 25, 12, 12, 5, 6))[0]
    gender = rng.choice(WORDS["gender"])
    fresh_graduate = rng.random() < 0.3
    skills_certificate = rng.random() < 0.6
    discharged_soldier = rng.random() < 0.2
    facts: dict[str, object] = {
        "applicant": "resident",
        "district": random_district(rng, home),
        "hukou_district": home,
        "rural_labourer": rng.random() < 0.2,
        "gender": gender,
        "employment": rng.choice((*EMPLOYMENT, "unit", "unit", "unit", "none", "flexible")),
        "registered_unemployed": rng.random() < 0.6,
        "graduate_kind": rng.choice(WORDS["graduate_kind"][1 if fresh_graduate else 0 :]),
        "graduation_date": random_past_day(rng, rng.choice((2, 2, 2, 2, 2, 1, 0, 5))),
        "fresh_graduate": fresh_graduate,
        "beijing_origin": rng.random() < 0.7,
        "low_income_allowance": rng.random() < 0.4,
        "hard_to_employ": rng.random() < 0.5,
        "zero_employment_family": rng.random() < 0.3,
        "hardship_family": rng.random() < 0.3,
        "discharged_soldier": discharged_soldier,
        "veteran": discharged_soldier or rng.random() < 0.3,
        "disabled": rng.random() < 0.2,
        "public_placement": rng.random() < 0.2,
        "transferred_worker": rng.random() < 0.2,
        "new_employment_group": rng.random() < 0.4,
        "migrant_worker": rng.random() < 0.4,
        "works_in_district": random_district(rng, home),
        "school_age_child": rng.random() < 0.5,
        **random_job(rng),
        "months_employed": random_number(rng, 6, 6, 12),
        "internship_district": random_district(rng, home, "none", "none"),
        "internship_months": random_number(rng, 0, 3, 12, 12),
        "city_internship_conditions": rng.random() < 0.85,
        "insured_at_district_center": rng.random() < 0.85,
        "had_internship_allowance": rng.random() < 0.15,
        "receiving_flexible_insurance_subsidy": rng.random() < 0.15,
        "receiving_unemployment_benefit": rng.random() < 0.3,
        "skills_certificate": skills_certificate,
        "skills_training": skills_certificate or rng.random() < 0.5,
        "months_from_training_to_job": random_number(rng, 1, 3, 6),
        "startup_certificate": rng.random() < 0.6,
        "months_from_training_to_startup": random_number(rng, 1, 6),
        "startup_district": random_district(rng, home, "none", "none"),
        "startup_tax_district": random_district(rng, home),
        "startup_months": random_number(rng, 3, 12, 12, 60),
        "annual_rent": random_number(rng, 0, 40000, 50000),
        "startup_contest_rank": rng.randint(0, 3),
        "in_chaoyang_project_library": rng.random() < 0.4,
        "flexible_lawful_income": rng.random() < 0.7,
        "competition_level": rng.choice(WORDS["competition_level"]),
    }

    # Birthdays lie so many years before a pivot (16 to 24 more often), else the age itself is given, never both.
    years = rng.choice((15, 16, 16, 20, 24, 24, 25, 25, 35, 37, 40, 45, 47, 50, 55, 60, 62, 63, 70))
    if rng.random() < 0.5:
        facts["birth_date"] = random_past_day(rng, years)
        birth = read_day(str(facts["birth_date"]))
        ages = range(age_on(birth, FIRST_DAY), age_on(birth, LAST_DAY) + 1)
    else:
        age = facts["age"] = years + rng.choice((-1, 0, 0, 1))
        ages = range(age, age + 1)
    # Retirement is given where one answer fits the person on every day that may be asked about.
    fitting = [value for value in (False, True) if all(value in retirement_values(age, gender) for age in ages)]
    if fitting:
        facts["reached_retirement_age"] = rng.choice(fitting)
    aim(rng, facts)
    return forget(rng, facts)


def random_organisation(rng: random.Random) -> dict[str, object]:
    """An organisation of any kind (employers half of the time) with a value for every fact, a part then forgotten.

    Home is xicheng (45%), chaoyang (30%), haidian or tongzhou (10% each) or elsewhere; other districts mostly follow.
    Counts and sums stand at a bound of some benefit or next to it three times in four. Then see `aim`.
    """
    home = rng.choices(("xicheng", "chaoyang", "haidian", "tongzhou", "daxing"), (45, 30, 10, 10, 5))[0]
    kinds = ("employer", "training_provider", "hr_agency", "startup_carrier", "public_benefit_org", "public_body")
    groups: list[str] = rng.sample(HIRE_GROUPS, rng.choice((1, 1, 1, 2, 3)))
    facts: dict[str, object] = {
        "applicant": rng.choices(kinds, (50, 16, 12, 4, 9, 9))[0],
        "district": random_district(rng, home),
        **random_job(rng),
        "hire_group": groups[0] if len(groups) == 1 else groups,
        "hire_hukou_district": random_district(rng, home, "non_beijing", "non_beijing"),
        "hire_count": random_whole(rng, 1, 3),
        "new_hire_this_year": rng.random() < 0.7,
        "operates_in": random_district(rng, home),
        "registered_and_taxed_in": random_district(rng, home),
        "sme": rng.random() < 0.7,
        "operating_months": random_number(rng, 12, 60),
        "local_hires": random_whole(rng, 3, 20),
        "trainee_count": random_whole(rng, 0, 1, 1000, 3000, 5000, 8000),
        "training_minutes": random_whole(rng, 900, 1800),
        "traceable_online_platform": rng.random() < 0.7,
        "in_five_fields": rng.random() < 0.8,
        "district_training_qualification": rng.random() < 0.7,
        "provider_grade_a": rng.random() < 0.5,
        "private_provider": rng.random() < 0.7,
        "unemployed_trainee_count": random_whole(rng, 500),
        "startup_trainee_count": random_whole(rng, 200),
        "placed_trainee_count": random_whole(rng, 0, 10),
        "successful_startup_count": random_whole(rng, 0, 5),
        "project_training": rng.random() < 0.6,
        "skill_studio_recognised": rng.random() < 0.6,
        "trained_senior_workers": random_whole(rng, 0, 1),
        "trained_technicians": random_whole(rng, 0, 1),
        "trained_senior_technicians": random_whole(rng, 0, 1),
        "skilled_hires_from_outside": random_whole(rng, 0, 1),
        "wage_growth_percent": random_number(rng, 5),
        "national_contest_top3": rng.random() < 0.4,
        "city_contest_top3": rng.random() < 0.4,
        "contestant_count": random_whole(rng, 30, 50, 100, 200),
        "exhibition_people": random_whole(rng, 30),
        "exhibition_projects": random_whole(rng, 50),
        "incubator_recognised": rng.random() < 0.6,
        "placement_count": random_whole(rng, 1, 50, 100, 200),
        "placement_months": random_number(rng, 6),
        "free_placement": rng.random() < 0.7,
        "headhunting_fee": random_number(rng, 0, 1234.55, 200000),
        "recruited_salary": random_number(rng, 600000),
        "client_taxed_in": random_district(rng, home),
        "placed_hardship_count": random_whole(rng, 0, 1, 7),
        "rating": rng.choice(WORDS["rating"]),
        "rural_post_count": random_whole(rng, 0, 1, 5),
        "rural_post_months": random_number(rng, 1, 36),
        "insured_employee_count": random_whole(rng, 30),
        "no_or_few_layoffs": rng.random() < 0.7,
        "temporary_difficulty": rng.random() < 0.4,
        "retained_intern_count": random_whole(rng, 0, 1),
    }
    aim(rng, facts)
    return forget(rng, facts)


def main(people: int) -> None:
    """Assess random applicants, compare with the search without factoring where that is small, and print the counts."""
    rng = random.Random(1)
    cases: list[tuple[dict[str, object], str]] = [
        (random_resident(rng) if rng.random() < 0.6 else random_organisation(rng), random_day(rng))
        for _ in range(people)
    ]
    begun = time.perf_counter()
    answers = [assess(facts, day) for facts, day in cases]
    print(f"{people} applicants in {time.perf_counter() - begun:.1f} s")

    compared = 0
    for (facts, day), answer in list(zip(cases, answers, strict=True))[:300]:
        for row in ROWS:
            if facts["applicant"] in row.applicants:
                whole = assess_unsplit(row, facts, day, limit=2_000)
                compared += whole is not None
                if whole is not None and whole != answer[row.id]:
                    sys.exit(f"factoring is wrong: {row.id} {facts} {day}: {answer[row.id]} but {whole}")
    print(f"{compared} rows agree with the search without factoring")

    counts = Counter((name, expected.status) for answer in answers for name, expected in answer.items())
    for name in dict.fromkeys(row.id for row in ROWS):
        print(name, *(f"{status} {counts[name, status]}" for status in ("eligible", "ineligible", "undetermined")))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
