"""The closed set of amount kinds, as rule files (``corpus/rules/*.yaml``) write them.

Each amount carries the words that print its figures: ``quotes``, at most 60 characters each. A rule that needs a kind
that is not here is a reason to think, not to add an escape hatch.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from assistant.authored import Authored

LONGEST_QUOTE = 60


class Quote(Authored):
    """Words of a clause (of the benefit's own where ``clause`` is not given)."""

    quote: str = Field(min_length=2, max_length=LONGEST_QUOTE)
    clause: str | None = None
    occurrence: int | None = Field(default=None, ge=1)  # which one, where the words stand more than once


class Product(Authored):
    """A figure that is not printed but is the product of printed ones (24000 = 2000 × 12; 12: months in a year)."""

    value: float
    of: list[float] = Field(min_length=2)


class Amount(Authored):
    """Base of the amount kinds; ``unused`` are figures printed in the quotes that the amount does not use, with why."""

    quotes: list[Quote] = Field(min_length=1)
    products: list[Product] = []
    unused: dict[str, str] = {}


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
    """A sum from ``from`` on up to the next tier; ``shared``: the printed bound belongs to this and the tier before.

    ``to`` is the upper end as printed; without it the tier is open above and the next one, where reached, takes over.
    """

    from_: float
    to: float | None = None
    amount: float
    shared: bool = False


class Tiered(Amount):
    """A one-off sum by a count."""

    kind: Literal["tiered"]
    by: str
    tiers: list[Tier] = Field(min_length=1)


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
