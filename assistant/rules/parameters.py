"""Dated figures that the documents refer to but do not print (``corpus/parameters.yaml``).

A day without a figure has none: never the latest, never zero.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pydantic import Field

from assistant.authored import Authored, AuthoredFile
from assistant.facts.derive import RetirementAge


class DatedValue(Authored):
    """A figure in force from a day on, with its source; ``confirmed`` false where the source still needs a check."""

    from_: dt.date
    amount: Decimal = Field(gt=0)
    source: str = Field(min_length=2)
    confirmed: bool
    year: int | None = None  # the year that a statistic describes


class Remark(Authored):
    """What an answer that uses the figure on or after a day has to say."""

    from_: dt.date
    text: str


class Parameter(Authored):
    """One figure through time."""

    name: str
    unit: str
    values: list[DatedValue]
    remarks: list[Remark] = []


class ParametersFile(Authored):
    """``corpus/parameters.yaml``."""

    minimum_wage: Parameter
    average_wage: Parameter
    retirement_age: RetirementAge


@dataclass(frozen=True)
class Parameters:
    """All figures by name, and the ages of retirement."""

    figures: dict[str, Parameter]
    retirement: RetirementAge

    def on(self, name: str, day: dt.date, year: int | None = None) -> DatedValue | None:
        """The figure in force on a day (of the year it describes, where given), or None where there is none."""
        values = [v for v in self.figures[name].values if v.from_ <= day and year in (None, v.year)]
        return max(values, key=lambda v: v.from_, default=None)

    def remarks(self, name: str, day: dt.date) -> list[str]:
        """What has to be said beside the figure on that day."""
        parameter, value = self.figures[name], self.on(name, day)
        said = [remark.text for remark in parameter.remarks if remark.from_ <= day]
        if value is not None and not value.confirmed:
            said.insert(0, f"{parameter.name}{value.amount}元的来源（{value.source}）尚待核实。")
        return said


def load_parameters(folder: Path) -> Parameters:
    """Read ``folder/parameters.yaml``. Raises CorpusError."""
    file = AuthoredFile(folder / "parameters.yaml")
    content = file.validated(ParametersFile)
    figures = {"minimum_wage": content.minimum_wage, "average_wage": content.average_wage}
    for name, parameter in figures.items():
        days = [value.from_ for value in parameter.values]
        if days != sorted(set(days)):
            raise file.error(f"参数 {name} 的起始日应从早到晚，且不重复。", name, "values")
        years = [value.year for value in parameter.values if value.year is not None]
        if len(years) != len(set(years)):
            raise file.error(f"参数 {name} 有一年写了两个数，请只留一个。", name, "values")
    ages = content.retirement_age
    if not ages.below <= ages.male_below <= ages.reached:
        raise file.error("退休年龄应满足 below ≤ male_below ≤ reached。", "retirement_age")
    return Parameters(figures, content.retirement_age)
