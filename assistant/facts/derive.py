"""What follows from the facts given: age, training, veteran, retirement age; and which facts contradict each other.

Derived facts are never asked. What is not settled but narrowed (no retirement below 50) is kept as the values that are
still possible, so that a rule is decided as soon as every possibility gives the same.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from assistant.authored import Authored
from assistant.facts.calendar import full_years, last_day
from assistant.facts.vocabulary import FactError, Facts, FactValue, Vocabulary


class RetirementAge(Authored):
    """Ages that settle whether the statutory retirement age is reached (``corpus/parameters.yaml``)."""

    below: int
    male_below: int
    reached: int
    source: str


class Between(NamedTuple):
    """Whole numbers still possible, both ends included."""

    low: int
    high: int


Possible = Between | frozenset[FactValue]


@dataclass(frozen=True, slots=True)
class Known:
    """Facts given and derived, and for some unknown ones the values still possible."""

    values: Facts
    possible: dict[str, Possible]
    as_of: dt.date


def deriving(vocabulary: Vocabulary) -> frozenset[str]:
    """The facts from which something follows or which can contradict another; any other stands for itself."""
    implied = {fact for rule in vocabulary.implications for fact in (rule.when, rule.then)}
    return frozenset({"birth_date", "age", "gender", "reached_retirement_age"} | implied)


def derive(facts: Facts, vocabulary: Vocabulary, retirement: RetirementAge, as_of: dt.date) -> Known:
    """Everything that follows from checked facts on a day. Raises FactError naming both sides of a contradiction."""
    values = dict(facts)
    possible: dict[str, Possible] = {}
    _derive_age(values, as_of)
    _derive_retirement(values, possible, retirement)
    for rule in vocabulary.implications:
        cause, effect = values.get(rule.when), values.get(rule.then)
        if cause == rule.is_:
            if effect is None:
                values[rule.then] = rule.follows
            elif effect != rule.follows:
                raise FactError(
                    f"“{rule.when}”是“{_shown(cause)}”，“{rule.then}”却是“{_shown(effect)}”，两者矛盾，请改正其中一个。",
                    rule.when,
                    rule.then,
                )
        elif cause is None and effect is not None and effect != rule.follows:
            _exclude(values, possible, vocabulary, rule.when, rule.is_)
    return Known(values, possible, as_of)


def _derive_age(values: Facts, as_of: dt.date) -> None:
    if "birth_date" not in values:
        return
    born = last_day(str(values["birth_date"]))
    age = full_years(born, as_of)
    month_of_birth = len(str(values["birth_date"])) == len("2026-11") and (born.year, born.month) == (
        as_of.year,
        as_of.month,
    )
    if (age < 0 and not month_of_birth) or age > 120:
        raise FactError(f"出生日期“{values['birth_date']}”与询问的日子 {as_of} 对不上，请检查。", "birth_date")
    age = max(age, 0)
    given = values.get("age")
    if given is not None and given != age:
        raise FactError(
            f"“birth_date”是“{values['birth_date']}”，到 {as_of} 是 {age} 周岁，与“age”{given} 矛盾，请改正其中一个。",
            "birth_date",
            "age",
        )
    values["age"] = age


def _derive_retirement(values: Facts, possible: dict[str, Possible], retirement: RetirementAge) -> None:
    age, reached = values.get("age"), values.get("reached_retirement_age")
    lowest = retirement.male_below if values.get("gender") == "male" else retirement.below
    if isinstance(age, int):
        settled = False if age < lowest else True if age >= retirement.reached else None
        if settled is None:
            return
        if reached is not None and reached != settled:
            raise FactError(
                f"“reached_retirement_age”是“{_shown(reached)}”，与“age”{age} 矛盾，请改正其中一个。",
                "reached_retirement_age",
                "age",
            )
        values["reached_retirement_age"] = settled
    elif reached is True:
        possible["age"] = Between(lowest, 120)
    elif reached is False:
        possible["age"] = Between(0, retirement.reached - 1)


def _exclude(
    values: Facts, possible: dict[str, Possible], vocabulary: Vocabulary, name: str, excluded: FactValue
) -> None:
    fact = vocabulary.facts[name]
    if fact.type == "bool":
        values[name] = not excluded
    else:
        possible[name] = frozenset(value for value in fact.values if value != excluded)


def _shown(value: FactValue) -> str:
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
