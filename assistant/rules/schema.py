"""The schema of rule files (``corpus/rules/*.yaml``): what a benefit, a condition and an amount are written like.

Each condition and each amount carries the words it stands on: ``quote``, at most 60 characters that stand exactly once
in the clause (the benefit's own where ``clause`` is not given). Words for people are not here but in the fact wording.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from assistant.authored import Authored
from assistant.facts.vocabulary import FactValue

LONGEST_QUOTE = 60
Applicant = Literal[
    "resident", "employer", "training_provider", "hr_agency", "startup_carrier", "public_benefit_org", "public_body"
]
Scalar = bool | int | float | str
NoteKind = Literal["interpretation", "conflict", "exclusion", "expiry", "parameter", "discretion"]
TESTS = ("is", "one_of", "is_not", "at_least", "at_most", "above", "below", "within_years", "at_least_times")
GROUPS = ("all", "any", "not", "none_of", "use", "open")


def _without_underscore(name: str) -> str:
    return name.rstrip("_")


class Grounded(Authored):
    """Something that stands on words of a clause."""

    model_config = {**Authored.model_config, "alias_generator": _without_underscore}

    quote: str | None = Field(default=None, min_length=2, max_length=LONGEST_QUOTE)
    clause: str | None = None


class Times(Authored):
    """A multiple of a dated figure."""

    parameter: str
    times: float


class ConditionSpec(Grounded):
    """A test of one fact, a group of conditions, the name of a shared one, or open words that no fact decides."""

    says: str | None = None  # said instead of the words made from the fact
    note: str | None = None  # where the words can't settle a ✗ or ✓: said beside the condition

    fact: str | None = None
    is_: Scalar | None = None
    one_of: list[Scalar] | None = None
    is_not: Scalar | None = None
    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    below: float | None = None
    within_years: int | None = None
    at_least_times: Times | None = None

    all_: list[ConditionSpec] | None = None
    any_: list[ConditionSpec] | None = None
    not_: ConditionSpec | None = None
    none_of: list[str] | None = None  # ids of benefits none of whose conditions may hold
    use: str | None = None
    open_: str | None = None  # open words: who decides

    @model_validator(mode="after")
    def _one_form(self) -> ConditionSpec:
        tests = [name for name in TESTS if getattr(self, name if name != "is" else "is_") is not None]
        groups = [
            name for name in GROUPS if getattr(self, name if name in ("none_of", "use") else f"{name}_") is not None
        ]
        if self.fact is not None:
            if groups or not tests:
                raise ValueError("一个条件写了 fact，就要（只要）写怎样比较它，如 is、at_least")
            if len(tests) > 1 and not set(tests) <= {"at_least", "at_most", "above", "below"}:
                raise ValueError("一个 fact 只能比较一次（上下限可以同时写）")
        elif len(groups) != 1 or tests:
            raise ValueError("一个条件要么是 fact，要么是 all、any、not、none_of、use、open 之一")
        if self.quote is None and (self.fact is not None or self.open_ is not None or self.none_of is not None):
            raise ValueError("缺少 quote：每个条件都要写出它所依据的原文")
        return self


class Quote(Authored):
    """Words of a clause (of the benefit's own where ``clause`` is not given)."""

    quote: str = Field(min_length=2, max_length=LONGEST_QUOTE)
    clause: str | None = None


class Amount(Authored):
    """Base of the closed set of amount kinds; ``quotes`` are the words that print the figures."""

    quotes: list[Quote] = Field(min_length=1)


class Once(Amount):
    """A one-off sum in yuan."""

    kind: Literal["once"]
    amount: float


class Schedule(Amount):
    """Yuan for each *full* year of the contract: ``amounts`` by year, or one ``amount`` for at most ``limit`` years."""

    kind: Literal["schedule"]
    by: str
    amounts: list[float]
    per: str | None = None  # a count that multiplies the sum


class Monthly(Amount):
    """Yuan a month, times the months (at most ``limit``), times a count; without ``months`` it has no duration."""

    kind: Literal["monthly"]
    amount: float | None = None
    parameter: str | None = None
    share: float = 1
    of_year: Literal["latest", "last"] = "latest"
    months: str | None = None
    limit: int | None = None
    per: str | None = None


class CappedActual(Amount):
    """What was actually paid, at most ``cap`` yuan a year, for at most ``years`` years."""

    kind: Literal["capped_actual"]
    by: str
    cap: float
    years: int
    since: str  # months of business so far: full years in them are completed


class Tier(Authored):
    """A sum from ``from`` on up to the next tier; ``shared``: the printed bound belongs to this and the tier before."""

    from_: float
    amount: float
    shared: bool = False

    model_config = {**Authored.model_config, "alias_generator": _without_underscore}


class Tiered(Amount):
    """A one-off sum by a count."""

    kind: Literal["tiered"]
    by: str
    tiers: list[Tier] = Field(min_length=1)
    upto: bool = False


class HeadCount(Authored):
    """Yuan for each of a count."""

    count: str
    amount: float


class PerHead(Amount):
    """Yuan a head, summed over counts; ``beyond`` heads are included in ``base``; at most ``cap``."""

    kind: Literal["per_head"]
    heads: list[HeadCount] = Field(min_length=1)
    base: float = 0
    beyond: int = 0
    cap: float | None = None


class Percentage(Amount):
    """A share of a sum."""

    kind: Literal["percentage"]
    of: str
    percent: float


class UpTo(Amount):
    """At most so much: by a word value, or per head between ``min`` and ``max``."""

    kind: Literal["up_to"]
    by: str | None = None
    limits: dict[str, float] = {}
    per: str | None = None
    min: float = 0
    max: float | None = None


class Range(Amount):
    """A sum at discretion between two figures."""

    kind: Literal["range"]
    min: float
    max: float


class Unspecified(Amount):
    """The document leaves the amount to other rules; the quotes are the words that leave it open."""

    kind: Literal["unspecified"]


class Service(Amount):
    """No money: a service."""

    kind: Literal["service"]


AmountSpec = Annotated[
    Once | Schedule | Monthly | CappedActual | Tiered | PerHead | Percentage | UpTo | Range | Unspecified | Service,
    Field(discriminator="kind"),
]


class NoteSpec(Authored):
    """What an answer has to say besides: its kind, the words for the person asking, the clauses it is about."""

    kind: NoteKind
    text: str
    clauses: list[str] = []
    from_: dt.date | None = None
    unless: Literal["ineligible"] | None = None

    model_config = {**Authored.model_config, "alias_generator": _without_underscore}


class ExampleSpec(Authored):
    """A case beside the rule: facts, and what must come out. Whatever is not written is not asserted."""

    given: dict[str, FactValue]
    as_of: dt.date | None = None
    then: Literal["eligible", "ineligible", "undetermined"]
    min: float | None = None
    max: float | None = None
    missing: list[str] | None = None


class BenefitSpec(Authored):
    """One benefit (待遇)."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    name: str
    applicants: list[Applicant] = Field(min_length=1)
    clause: str
    recipient: str  # who applies and who pays out, for people
    when: list[ConditionSpec] = Field(min_length=1)
    pays: AmountSpec
    notes: list[NoteSpec] = []
    examples: list[ExampleSpec] = Field(min_length=1)


class RuleFile(Authored):
    """One ``corpus/rules/*.yaml``: the benefits of one document; ``shared`` conditions are used by name."""

    document: str
    shared: dict[str, ConditionSpec] = {}
    notes: list[NoteSpec] = []  # said with every benefit of the document that pays money
    benefits: list[BenefitSpec] = Field(min_length=1)
