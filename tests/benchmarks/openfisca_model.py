"""The residents' benefits as an OpenFisca tax-benefit system: the other side of the speed comparison.

Written from the reading of the law, not from the rule files, the way OpenFisca's documentation and country template do
it: one variable a fact, an Enum for a fact in words, a vectorised formula for what follows, dated parameters for what
changes over time, `*` for "and", `+` for "or". For each benefit `<id>_eligible`; where money of a known sum is paid
`<id>_amount` (for a range also `<id>_amount_most`); then `total` and `total_most`, which count what is in force.

Where there was a choice, OpenFisca got the faster one: the person is its only entity, conditions that several benefits
share are computed once, facts are ETERNITY, and sums printed in a clause stand in the formula, not in a parameter.

What it can't say: OpenFisca knows no "unknown". A fact that is not given has its default (no, 0, "none"), so the two
engines agree on complete facts only; and it doesn't tell which facts are missing, quote, or date payments. Where a
clause leaves it to an authority, `recognised` is that authority's answer: no unless it is given.

    >>> case = situation({"person": {"hukou_district": "xicheng", "startup_certificate": True}}, date(2026, 11, 20))
    >>> simulation = build(benefit_system(), case)
    >>> simulation.calculate("xicheng_startup_training_allowance_amount", "2026-11-20")
    array([1000.], dtype=float32)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.model_api import DAY, ETERNITY, Enum, ParameterNode, Variable, min_, select, where
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

from tests.rules.oracle import DISTRICTS, MINIMUM_WAGE, WORDS, read_day

Facts = Mapping[str, object]
Formula = Callable[..., Any]  # (person, day) or (person, day, parameters) -> a vector, one value a person

LONGER_THAN_ANY_LIMIT = 99  # years of a contract without an end

# --- The person and its facts ----------------------------------------------------------------------------------------

Person = build_entity(key="person", plural="persons", label="A resident", is_person=True)


def words(name: str, *values: object) -> Any:
    """An Enum of those words."""
    return Enum(name, {str(value): str(value) for value in values})


District = words("District", "none", "non_beijing", *DISTRICTS)
Gender = words("Gender", *WORDS["gender"])
Employment = words("Employment", *WORDS["employment"])
EmployerKind = words("EmployerKind", "other", *(kind for kind in WORDS["employer_kind"] if kind != "other"))
GraduateKind = words("GraduateKind", *WORDS["graduate_kind"])
Competition = words("Competition", *WORDS["competition_level"])

FACTS: dict[str, Any] = {
    **dict.fromkeys(("hukou_district", "works_in_district", "internship_district"), District),
    **dict.fromkeys(("startup_district", "startup_tax_district"), District),
    "gender": Gender,
    "employment": Employment,
    "employer_kind": EmployerKind,
    "graduate_kind": GraduateKind,
    "competition_level": Competition,
    **dict.fromkeys(("birth_date", "graduation_date"), dt.date),
    "startup_contest_rank": int,
    **dict.fromkeys(("contract_years", "monthly_wage", "months_employed", "internship_months"), float),
    **dict.fromkeys(("months_from_training_to_job", "months_from_training_to_startup"), float),
    **dict.fromkeys(("startup_months", "annual_rent"), float),
    **dict.fromkeys(("reached_retirement_age", "registered_unemployed", "fresh_graduate", "beijing_origin"), bool),
    **dict.fromkeys(("low_income_allowance", "hard_to_employ", "zero_employment_family", "discharged_soldier"), bool),
    **dict.fromkeys(("veteran", "disabled", "public_placement", "transferred_worker", "new_employment_group"), bool),
    **dict.fromkeys(("migrant_worker", "school_age_child", "employer_in_beijing", "employee_social_insurance"), bool),
    **dict.fromkeys(("city_internship_conditions", "insured_at_district_center", "had_internship_allowance"), bool),
    **dict.fromkeys(("receiving_flexible_insurance_subsidy", "receiving_unemployment_benefit"), bool),
    **dict.fromkeys(("skills_training", "skills_certificate", "startup_certificate", "flexible_lawful_income"), bool),
    **dict.fromkeys(("in_chaoyang_project_library", "recognised"), bool),
}

# --- What follows from facts and is read by several benefits ---------------------------------------------------------


def years_later(days: Any, years: Any) -> Any:
    """The same day so many years later; 29 February: 28 February where there is none."""
    months = days.astype("datetime64[M]")
    later = months + 12 * years
    last = (later + 1).astype("datetime64[D]") - 1
    return min_(later.astype("datetime64[D]") + (days - months.astype("datetime64[D]")), last)


def age(person: Any, day: Any) -> Any:
    """Full years, a year older on the birthday itself."""
    born, today = person("birth_date", day), np.datetime64(day.start.date)
    years = day.start.year - (born.astype("datetime64[Y]").astype(int) + 1970)
    return years - (years_later(born, years) > today)


def graduated_within_two_years(person: Any, day: Any) -> Any:
    """From the day of graduation to its second anniversary."""
    graduated, today = person("graduation_date", day), np.datetime64(day.start.date)
    return (graduated <= today) * (years_later(graduated, 2) >= today)


def wage_is_enough(person: Any, day: Any, parameters: Any) -> Any:
    """1.2 times the minimum wage of the day."""
    return person("monthly_wage", day) >= 1.2 * parameters(day).minimum_wage


def either(values: Any, one: Any, other: Any) -> Any:
    """One of two words; the fact is read once."""
    return (values == one) + (values == other)


def between(values: Any, low: Any, high: Any) -> Any:
    """From one number to another, both included; the fact is read once."""
    return (values >= low) * (values <= high)


def hukou_in(district: str) -> Formula:
    """Household registration in that district."""
    home = District[district]
    return lambda person, day: person("hukou_district", day) == home


def here_in(district: str) -> Formula:
    """Household registration or work in that district."""
    place = District[district]
    return lambda person, day: person(f"hukou_{district}", day) + (person("works_in_district", day) == place)


SHARED: dict[str, tuple[Any, Formula]] = {
    "age": (int, age),
    "graduated_within_two_years": (bool, graduated_within_two_years),
    "wage_is_enough": (bool, wage_is_enough),
    **{f"hukou_{district}": (bool, hukou_in(district)) for district in ("xicheng", "chaoyang", "haidian", "tongzhou")},
    **{f"here_{district}": (bool, here_in(district)) for district in ("xicheng", "chaoyang", "tongzhou")},
    "in_a_unit": (bool, lambda person, day: person("employment", day) == Employment.unit),
    "without_work": (  # an internship is none
        bool,
        lambda person, day: either(person("employment", day), Employment.none, Employment.internship),
    ),
    "young_and_unemployed": (
        bool,
        lambda person, day: between(person("age", day), 16, 24) * person("registered_unemployed", day),
    ),
    "insured_contract": (  # of a year at least
        bool,
        lambda person, day: (person("contract_years", day) >= 1) * person("employee_social_insurance", day),
    ),
    "employer_counts": (
        bool,
        lambda person, day: (
            either(person("employer_kind", day), EmployerKind.enterprise, EmployerKind.private_non_enterprise)
            * person("employer_in_beijing", day)
        ),
    ),
    "new_group_in_tongzhou": (
        bool,
        lambda person, day: person("here_tongzhou", day) * person("new_employment_group", day),
    ),
}

# --- Benefits: who has them ------------------------------------------------------------------------------------------


def xicheng_employment_reward(person: Any, day: Any) -> Any:
    """One of four groups with hukou in the district, or a transferred worker; not those who have the other reward."""
    unemployed = person("registered_unemployed", day)
    of_group = (
        unemployed + person("fresh_graduate", day) + person("discharged_soldier", day) + person("public_placement", day)
    )
    return (
        (person("hukou_xicheng", day) * of_group + person("transferred_worker", day))
        * person("in_a_unit", day)
        * person("employer_counts", day)
        * person("insured_contract", day)
        * person("wage_is_enough", day)
        * ~(unemployed * person("low_income_allowance", day))
    )


def haidian_flexible_insurance_subsidy(person: Any, day: Any) -> Any:
    """Women from 35 to 39, men from 45 to 49."""
    youngest = where(person("gender", day) == Gender.female, 35, 45)
    return (
        person("hukou_haidian", day)
        * person("registered_unemployed", day)
        * between(person("age", day), youngest, youngest + 4)
        * person("flexible_lawful_income", day)
        * person("employee_social_insurance", day)
    )


XICHENG: dict[str, Formula] = {
    "xicheng_employment_reward": xicheng_employment_reward,
    "xicheng_graduate_services": lambda person, day: (
        person("hukou_xicheng", day)
        * (person("graduate_kind", day) == GraduateKind.university)
        * (person("employment", day) == Employment.none)
    ),
    "xicheng_internship_allowance": lambda person, day: (
        person("hukou_xicheng", day)
        * where(
            person("young_and_unemployed", day),
            ~person("receiving_unemployment_benefit", day),
            (person("graduate_kind", day) != GraduateKind.none)
            * person("beijing_origin", day)
            * person("graduated_within_two_years", day),
        )
        * person("without_work", day)
        * (person("internship_district", day) == District.xicheng)
        * person("city_internship_conditions", day)
        * person("insured_at_district_center", day)
        * ~person("had_internship_allowance", day)
        * ~person("receiving_flexible_insurance_subsidy", day)
    ),
    "xicheng_low_income_reward": lambda person, day: (
        person("hukou_xicheng", day)
        * person("low_income_allowance", day)
        * person("registered_unemployed", day)
        * person("in_a_unit", day)
        * person("employer_counts", day)
        * person("insured_contract", day)
    ),
    "xicheng_platform_worker_services": lambda person, day: (
        person("here_xicheng", day) * person("new_employment_group", day)
    ),
    "xicheng_disabled_veteran_services": lambda person, day: (
        person("here_xicheng", day) * (person("disabled", day) + person("veteran", day))
    ),
    "xicheng_startup_services": lambda person, day: (
        person("here_xicheng", day) * (person("startup_district", day) != District.none)
    ),
    "xicheng_startup_rent_subsidy": lambda person, day: (
        person("hukou_xicheng", day)
        * (person("startup_district", day) == District.xicheng)
        * (person("startup_months", day) >= 12)
        * (person("annual_rent", day) > 0)
    ),
    "xicheng_startup_contest_award": lambda person, day: person("startup_contest_rank", day) >= 1,
    "xicheng_free_training": lambda person, day: (
        person("hukou_xicheng", day)
        * (person("age", day) >= 16)
        * ~person("reached_retirement_age", day)
        * ~person("in_a_unit", day)
    ),
    "xicheng_startup_training_allowance": lambda person, day: (
        person("hukou_xicheng", day) * person("startup_certificate", day)
    ),
    "xicheng_startup_grant": lambda person, day: (
        person("hukou_xicheng", day)
        * person("startup_certificate", day)
        * (person("startup_district", day) != District.none)
        * (person("startup_months", day) >= 12)
    ),
    "xicheng_training_job_reward": lambda person, day: (
        person("hukou_xicheng", day)
        * person("skills_certificate", day)
        * person("in_a_unit", day)
        * (person("months_from_training_to_job", day) <= 3)
        * person("insured_contract", day)
        * person("wage_is_enough", day)
        * (person("months_employed", day) >= 6)
    ),
    "xicheng_training_flexible_allowance": lambda person, day: (
        person("hukou_xicheng", day)
        * person("skills_certificate", day)
        * (person("employment", day) == Employment.flexible)
    ),
    "xicheng_training_partial_allowance": lambda person, day: (
        person("hukou_xicheng", day)
        * person("skills_training", day)
        * ~person("xicheng_training_job_reward_eligible", day)
        * ~person("xicheng_training_flexible_allowance_eligible", day)
    ),
}

CHAOYANG: dict[str, Formula] = {
    "chaoyang_flexible_coverage": lambda person, day: (
        person("here_chaoyang", day)
        * ((person("employment", day) == Employment.flexible) + person("new_employment_group", day))
    ),
    "chaoyang_internship_allowance": lambda person, day: (
        person("hukou_chaoyang", day)
        * person("without_work", day)
        * (
            (person("graduate_kind", day) != GraduateKind.none) * person("graduated_within_two_years", day)
            + person("young_and_unemployed", day)
        )
        * (person("internship_district", day) != District.none)
    ),
    "chaoyang_training_job_subsidy": lambda person, day: (
        person("hukou_chaoyang", day)
        * person("skills_training", day)
        * person("in_a_unit", day)
        * (person("months_from_training_to_job", day) <= 6)
    ),
    "chaoyang_startup_success_subsidy": lambda person, day: (
        person("hukou_chaoyang", day)
        * person("startup_certificate", day)
        * (person("months_from_training_to_startup", day) <= 6)
        * (person("startup_months", day) >= 3)
    ),
    "chaoyang_competition_award": lambda person, day: person("competition_level", day) == Competition.district_top3,
    "chaoyang_city_competition_award": lambda person, day: (
        person("competition_level", day) == Competition.city_or_above
    ),
    "chaoyang_project_library_subsidy": lambda person, day: person("in_chaoyang_project_library", day),
    "chaoyang_startup_rent_subsidy": lambda person, day: (
        person("hukou_chaoyang", day)
        * (
            person("registered_unemployed", day)
            + (person("graduate_kind", day) == GraduateKind.university)
            + person("recognised", day)
        )
        * (person("startup_district", day) == District.chaoyang)
        * (person("startup_tax_district", day) == District.chaoyang)
        * between(person("startup_months", day), 12, 60)
        * (person("annual_rent", day) > 0)
    ),
}

BEIJING: dict[str, Formula] = {
    "beijing_employment_aid": lambda person, day: person("hard_to_employ", day) + person("zero_employment_family", day),
    "beijing_aid_support": lambda person, day: person("hard_to_employ", day),
    "beijing_flexible_insurance_subsidy": lambda person, day: (
        person("hard_to_employ", day) * (person("employment", day) == Employment.flexible)
    ),
    "beijing_public_post": lambda person, day: (
        person("hard_to_employ", day) * either(person("employment", day), Employment.none, Employment.public_post)
    ),
    "beijing_low_income_reward": lambda person, day: person("low_income_allowance", day) * ~person("without_work", day),
}

HAIDIAN: dict[str, Formula] = {
    "haidian_flexible_insurance_subsidy": haidian_flexible_insurance_subsidy,
    "haidian_free_skill_training": lambda person, day: (
        person("hukou_haidian", day)
        * (
            person("registered_unemployed", day)
            + person("hard_to_employ", day)
            + (person("graduate_kind", day) == GraduateKind.university)
            + person("recognised", day)
        )
    ),
}

TONGZHOU: dict[str, Formula] = {
    "tongzhou_startup_loan": lambda person, day: person("here_tongzhou", day) * person("recognised", day),
    "tongzhou_startup_space": lambda person, day: person("here_tongzhou", day) * person("recognised", day),
    "tongzhou_incubation": lambda person, day: person("here_tongzhou", day) * person("recognised", day),
    "tongzhou_skill_training": lambda person, day: person("here_tongzhou", day),
    "tongzhou_rental_housing": lambda person, day: (
        person("here_tongzhou", day) * (person("migrant_worker", day) + person("recognised", day))
    ),
    "tongzhou_school_enrolment": lambda person, day: (
        person("here_tongzhou", day)
        * (person("migrant_worker", day) + person("new_employment_group", day))
        * person("school_age_child", day)
    ),
    "tongzhou_warm_meals": lambda person, day: person("new_group_in_tongzhou", day),
    "tongzhou_health_services": lambda person, day: person("new_group_in_tongzhou", day),
    "tongzhou_friendly_places": lambda person, day: person("new_group_in_tongzhou", day),
    "tongzhou_family_care": lambda person, day: person("new_group_in_tongzhou", day),
    "tongzhou_gig_market": lambda person, day: (
        person("here_tongzhou", day) * either(person("employment", day), Employment.flexible, Employment.none)
    ),
}

BENEFITS = XICHENG | CHAOYANG | BEIJING | HAIDIAN | TONGZHOU

# --- Benefits: what they pay -----------------------------------------------------------------------------------------


def once(benefit: str, amount: int) -> Formula:
    """That sum to whoever is eligible."""
    eligible = f"{benefit}_eligible"
    return lambda person, day: person(eligible, day) * amount


def employment_reward(person: Any, day: Any) -> Any:
    """6000, 9000 and 12000 for the first three full years of the contract."""
    years = person("contract_years", day)
    paid = select([years >= 3, years >= 2, years >= 1], [27000, 15000, 6000])
    return person("xicheng_employment_reward_eligible", day) * paid


def low_income_reward(person: Any, day: Any) -> Any:
    """24000 for each full year, five at most."""
    years = min_(np.floor(person("contract_years", day)), 5)
    return person("xicheng_low_income_reward_eligible", day) * years * 24000


def contest_award(person: Any, day: Any) -> Any:
    """By rank; nothing without one."""
    rank = person("startup_contest_rank", day)
    paid = select([rank == 1, rank == 2, rank == 3], [80000, 50000, 30000])
    return person("xicheng_startup_contest_award_eligible", day) * paid


def chaoyang_internship(person: Any, day: Any, parameters: Any) -> Any:
    """The minimum wage for each month, twelve at most."""
    months = min_(person("internship_months", day), 12)
    return person("chaoyang_internship_allowance_eligible", day) * months * parameters(day).minimum_wage


def xicheng_internship(person: Any, day: Any) -> Any:
    """2000 for each month, twelve at most."""
    months = min_(person("internship_months", day), 12)
    return person("xicheng_internship_allowance_eligible", day) * months * 2000


def rent_for_three_years(benefit: str, cap: int) -> Formula:
    """The rent of three years, up to the cap in each."""
    eligible = f"{benefit}_eligible"
    return lambda person, day: person(eligible, day) * min_(person("annual_rent", day), cap) * 3


ONCE = {
    "xicheng_startup_training_allowance": 1000,
    "xicheng_startup_grant": 10000,
    "xicheng_training_job_reward": 3000,
    "xicheng_training_flexible_allowance": 300,
    "chaoyang_training_job_subsidy": 1000,
    "chaoyang_startup_success_subsidy": 5000,
    "chaoyang_project_library_subsidy": 50000,
    "chaoyang_competition_award": 10000,
    "chaoyang_city_competition_award": 30000,
}
MOST = {"chaoyang_competition_award": 30000, "chaoyang_city_competition_award": 100000}  # of a range

AMOUNTS: dict[str, Formula] = {
    "xicheng_employment_reward": employment_reward,
    "xicheng_internship_allowance": xicheng_internship,
    "xicheng_low_income_reward": low_income_reward,
    "xicheng_startup_rent_subsidy": rent_for_three_years("xicheng_startup_rent_subsidy", 40000),
    "xicheng_startup_contest_award": contest_award,
    "chaoyang_internship_allowance": chaoyang_internship,
    "chaoyang_startup_rent_subsidy": rent_for_three_years("chaoyang_startup_rent_subsidy", 50000),
    **{benefit: once(benefit, amount) for benefit, amount in ONCE.items()},
}


def total(person: Any, day: Any, parameters: Any) -> Any:
    """What is eligible and in force, at least. Only Xicheng's and Chaoyang's documents name sums."""
    xicheng = sum(person(f"{benefit}_amount", day) for benefit in AMOUNTS if benefit in XICHENG)
    chaoyang = sum(person(f"{benefit}_amount", day) for benefit in AMOUNTS if benefit in CHAOYANG)
    return parameters(day).in_force.xicheng * xicheng + chaoyang


def total_most(person: Any, day: Any) -> Any:
    """The same at most: ranges with their upper ends."""
    beyond = sum(person(f"{benefit}_amount_most", day) - person(f"{benefit}_amount", day) for benefit in MOST)
    return person("total", day) + beyond


PARAMETERS = {
    "minimum_wage": {"values": {since.isoformat(): {"value": amount} for since, amount in MINIMUM_WAGE}},
    "in_force": {
        "xicheng": {
            "values": {
                "1900-01-01": {"value": False},
                "2022-01-01": {"value": True},
                "2027-01-01": {"value": False},
            }
        }
    },
}

# --- The system and its simulations ----------------------------------------------------------------------------------

MONEY = (*(f"{benefit}_amount" for benefit in AMOUNTS), *(f"{benefit}_amount_most" for benefit in MOST))
OUTPUTS = (*(f"{benefit}_eligible" for benefit in BENEFITS), *MONEY, "total", "total_most")


def fact(name: str, kind: Any) -> Any:
    """The variable of a fact. ``kind``: a Python type, or the Enum of its words."""
    attributes = {"value_type": kind, "entity": Person, "definition_period": ETERNITY, "label": name}
    if kind not in (bool, int, float, dt.date):
        attributes |= {"value_type": Enum, "possible_values": kind, "default_value": next(iter(kind))}
    return type(name, (Variable,), attributes)


def computed(name: str, kind: Any, formula: Formula) -> Any:
    """A variable with a formula; it may be another one each day."""
    attributes = {"value_type": kind, "entity": Person, "definition_period": DAY, "label": name, "formula": formula}
    return type(name, (Variable,), attributes)


def benefit_system() -> Any:
    """The tax-benefit system, to be loaded once."""
    made = TaxBenefitSystem([Person])
    made.parameters = ParameterNode("", data=PARAMETERS)
    variables = [
        *(fact(name, kind) for name, kind in FACTS.items()),
        *(computed(name, kind, formula) for name, (kind, formula) in SHARED.items()),
        *(computed(f"{name}_eligible", bool, formula) for name, formula in BENEFITS.items()),
        *(computed(f"{name}_amount", float, formula) for name, formula in AMOUNTS.items()),
        *(computed(f"{name}_amount_most", float, once(name, amount)) for name, amount in MOST.items()),
        computed("total", float, total),
        computed("total_most", float, total_most),
    ]
    made.add_variables(*variables)
    return made


def value(name: str, given: object) -> object:
    """A fact's value as OpenFisca takes it: days in full, no open end."""
    if FACTS.get(name) is dt.date:
        return read_day(str(given)).isoformat()
    return LONGER_THAN_ANY_LIMIT if given == "open_ended" else given


def situation(people: Mapping[str, Facts], day: dt.date) -> dict[str, Any]:
    """A test case as `build_from_entities` takes it. An age that is given stands in place of its formula."""
    return {
        "persons": {
            name: {
                fact_name: {day.isoformat() if fact_name == "age" else "ETERNITY": value(fact_name, given)}
                for fact_name, given in facts.items()
                if fact_name in FACTS or fact_name == "age"
            }
            for name, facts in people.items()
        }
    }


def columns(people: Sequence[Facts]) -> dict[str, Any]:
    """The facts of many people who all have the same ones, as arrays (how the documentation feeds it a data set)."""
    names = [name for name in people[0] if name in FACTS]
    return {name: np.array([value(name, facts[name]) for facts in people]) for name in names}


def build(system: Any, case: Mapping[str, Any]) -> Any:
    """A simulation of a test case."""
    return SimulationBuilder().build_from_entities(system, case)


def build_many(system: Any, data: Mapping[str, Any], count: int) -> Any:
    """A simulation of a data set."""
    simulation = SimulationBuilder().build_default_simulation(system, count)
    for name, array in data.items():
        simulation.set_input(name, "ETERNITY", array)
    return simulation


def calculate(simulation: Any, day: Any) -> dict[str, Any]:
    """Every output, a vector each. ``day``: an OpenFisca period."""
    return {name: simulation.calculate(name, day) for name in OUTPUTS}
