"""The examples beside a rule, run: what must come out, what does come out on a day, and whether that is the same.

An example without a day of its own is run on the day given. A suspension changes nothing: the rule is tried, not asked.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from assistant.facts.vocabulary import FactError
from assistant.rules.amounts import Yuan
from assistant.rules.assess import Rulebook, Status
from assistant.rules.benefit import Benefit
from assistant.rules.schema import ExampleSpec


@dataclass(frozen=True, slots=True)
class Result:
    """What comes out of an example, or must: status, sum in yuan (``most`` None with a ``least``: no upper end) and
    the facts still missing, by name.
    """

    status: Status
    least: Yuan
    most: Yuan
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """An example and what came out on ``day``; ``refused``: why its facts can't be true on that day."""

    example: ExampleSpec
    day: dt.date
    expected: Result
    found: Result | None
    refused: str = ""

    @property
    def agrees(self) -> bool:
        """Whether what came out is what must."""
        return self.found == self.expected


def try_examples(rules: Rulebook, benefit: Benefit, day: dt.date) -> list[Tried]:
    """Every example of a benefit, in the order of its rule."""
    return [_tried(rules, benefit, example, example.as_of or day) for example in benefit.spec.examples]


def _tried(rules: Rulebook, benefit: Benefit, example: ExampleSpec, day: dt.date) -> Tried:
    expected = Result(example.then, _yuan(example.min), _yuan(example.max), tuple(sorted(example.missing or ())))
    try:
        situation = rules.situation(rules.vocabulary.check(example.given), day)
    except FactError as problem:
        return Tried(example, day, expected, None, str(problem))
    entitlement = rules.entitlement(benefit, situation)
    amount = entitlement.amount
    least, most = (amount.min, amount.max) if amount is not None else (None, None)
    return Tried(example, day, expected, Result(entitlement.status, least, most, tuple(sorted(entitlement.missing))))


def _yuan(amount: float | None) -> Yuan:
    return None if amount is None else Decimal(str(amount))
