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
from assistant.rules.amount_kinds import LONGEST_QUOTE, AmountSpec, Quote

Applicant = Literal[
    "resident", "employer", "training_provider", "hr_agency", "startup_carrier", "public_benefit_org", "public_body"
]
Scalar = bool | int | float | str
Author = Annotated[str, Field(pattern=r"^[^\s\p{Lu}]{1,64}$")]  # an account's name: no spaces, small letters
NoteKind = Literal["interpretation", "conflict", "exclusion", "expiry", "parameter", "discretion"]
TESTS = ("is", "one_of", "is_not", "at_least", "at_most", "above", "below", "within_years", "at_least_times")
GROUPS = ("all", "any", "not", "none_of", "use", "open")


class Grounded(Authored):
    """Something that stands on words of a clause."""

    quote: str | None = Field(default=None, min_length=2, max_length=LONGEST_QUOTE)
    clause: str | None = None
    occurrence: int | None = Field(default=None, ge=1)  # which one, where the words stand more than once


class Times(Authored):
    """A multiple of a dated figure."""

    parameter: str
    times: float


class ConditionSpec(Grounded):
    """A test of one fact, a group of conditions, the name of a shared one, or open words that no fact decides."""

    says: str | None = None  # said instead of the words made from the fact
    external: str | None = Field(default=None, min_length=4)  # the source of a number that the clause doesn't print
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


class NoteSpec(Authored):
    """What an answer has to say besides: its kind, the words for the person asking, the clauses it is about."""

    kind: NoteKind
    text: str = Field(min_length=2)
    clauses: list[str] = []
    from_: dt.date | None = None


class ExampleSpec(Authored):
    """A case beside the rule: facts, and what must come out.

    Without ``min`` there is no sum, or none that can be worked out; ``unbounded``: a sum without an upper end.
    """

    given: dict[str, FactValue]
    as_of: dt.date | None = None
    then: Literal["eligible", "ineligible", "undetermined"]
    min: float | None = None
    max: float | None = None
    unbounded: bool = False  # said in place of ``max``: nothing bounds the sum above
    missing: list[str] | None = None


class ExclusionSpec(Quote):
    """A benefit that may not be drawn beside this one, in the words that say so. Written at one of the two."""

    benefit: str


class BenefitSpec(Authored):
    """One benefit (待遇)."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    name: str = Field(min_length=2)
    applicants: list[Applicant] = Field(min_length=1)
    clause: str
    recipient: str = Field(min_length=2)  # who applies and who pays out, for people
    when: list[ConditionSpec] = Field(min_length=1)
    pays: AmountSpec
    notes: list[NoteSpec] = []
    excludes: list[ExclusionSpec] = []
    written_by: list[Author] = []  # where others than the file's own wrote it
    examples: list[ExampleSpec] = Field(min_length=1)


class RuleFile(Authored):
    """One ``corpus/rules/*.yaml``: the benefits of one document; ``shared`` conditions are used by name."""

    document: str
    written_by: list[Author] = []  # who must not approve them
    shared: dict[str, ConditionSpec] = {}
    notes: list[NoteSpec] = []  # said with every benefit of the document that pays money
    benefits: list[BenefitSpec] = Field(min_length=1)
