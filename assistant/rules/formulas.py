"""What each kind of amount comes to for known facts: formulas compiled once from rule files, in decimal arithmetic.

A formula names the facts it reads and the points at which the sum changes, and works the sum out with its payments and
the sum as written (``6000 + 9000 + 12000``). Spans over unknown facts are laid in ``amounts``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from assistant.facts.vocabulary import FactValue
from assistant.rules.amount_kinds import (
    AmountSpec,
    CappedActual,
    Monthly,
    Once,
    Percentage,
    PerHead,
    Range,
    Schedule,
    Service,
    Tiered,
    Unspecified,
    UpTo,
)
from assistant.rules.situation import magnitude

ZERO = Decimal(0)
ONE = Decimal(1)

PaymentKind = Literal["year", "once", "each_month", "months", "at_most", "together"]
Facts = Mapping[str, FactValue]


class Part(NamedTuple):
    """One payment of a sum: what it is (``number``: which year, how many months), the least and the most, in yuan."""

    kind: PaymentKind
    number: Decimal | None
    low: Decimal
    high: Decimal


class Worked(NamedTuple):
    """A sum for one complete set of facts; ``written`` gives it as a sum on paper."""

    low: Decimal
    high: Decimal
    parts: tuple[Part, ...]
    written: Callable[[], str]


@dataclass(frozen=True, slots=True)
class DatedRate:
    """A monthly rate that is a share of a dated figure: of last year, or the latest published on the day."""

    parameter: str
    share: Decimal
    last_year: bool


@dataclass(frozen=True, slots=True)
class Formula:
    """How a benefit's sum is worked out. ``work`` takes the facts and, for ``dated`` formulas, the figure."""

    kind: str
    facts: tuple[str, ...]
    turning_points: tuple[float, ...]
    work: Callable[[Facts, Decimal], Worked]
    dated: DatedRate | None = None
    per_month: bool = False  # a monthly sum without a duration
    by_contract: bool = False  # one payment a full contract year
    by_business: str | None = None  # one payment a year of business; the fact that counts its months so far

    @property
    def yearly(self) -> bool:
        """Whether the parts fall due year by year."""
        return self.by_contract or self.by_business is not None


def compile_formula(pays: AmountSpec) -> Formula | None:
    """The formula of an amount; None where there is no sum to work out (services, amounts left open)."""
    if isinstance(pays, Unspecified | Service):
        return None
    compiled: Formula = _COMPILERS[type(pays)](pays)
    return compiled


def exact(value: float) -> Decimal:
    """A number of a rule file as it is written there."""
    return Decimal(str(value))


def plain(value: Decimal | float) -> str:
    """27000.00 as 27000."""
    text = f"{Decimal(str(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _one_off(low: Decimal, high: Decimal, written: Callable[[], str], kind: PaymentKind = "once") -> Worked:
    return Worked(low, high, (Part(kind, None, low, high),), written)


def _between(low: Decimal, high: Decimal) -> str:
    return plain(low) if low == high else f"{plain(low)}–{plain(high)}"


def _once(pays: Once) -> Formula:
    amount = exact(pays.amount)
    worked = _one_off(amount, amount, lambda: plain(amount))
    return Formula(pays.kind, (), (), lambda _facts, _rate: worked)


def _range(pays: Range) -> Formula:
    low, high = exact(pays.min), exact(pays.max)
    worked = _one_off(low, high, lambda: _between(low, high))
    return Formula(pays.kind, (), (), lambda _facts, _rate: worked)


def _schedule(pays: Schedule) -> Formula:
    amounts, by, per = tuple(exact(amount) for amount in pays.amounts), pays.by, pays.per

    def work(facts: Facts, _rate: Decimal) -> Worked:
        years = magnitude(facts[by])
        full = amounts[: len(amounts) if years >= len(amounts) else int(years)]
        heads = magnitude(facts[per]) if per else ONE
        sums = full if per is None else tuple(amount * heads for amount in full)
        parts = tuple(Part("year", Decimal(n), s, s) for n, s in enumerate(sums, start=1))
        total = sum(sums, ZERO)

        def written() -> str:
            added = " + ".join(map(plain, full)) or "0"
            if per is None:
                return added
            return f"({added}) × {plain(heads)}" if len(full) > 1 else f"{added} × {plain(heads)}"

        return Worked(total, total, parts, written)

    facts = (by, per) if per else (by,)
    return Formula(pays.kind, facts, tuple(float(n) for n in range(len(amounts) + 1)), work, by_contract=True)


def _monthly(pays: Monthly) -> Formula:
    share, per, months_fact, limit = exact(pays.share), pays.per, pays.months, pays.limit
    dated = DatedRate(pays.parameter, share, pays.of_year == "last") if pays.parameter else None
    printed = exact(pays.amount) if pays.amount is not None else ZERO

    def work(facts: Facts, figure: Decimal) -> Worked:
        rate = figure * share if dated else printed
        heads = magnitude(facts[per]) if per else ONE
        a_month = rate * heads
        months = magnitude(facts[months_fact]) if months_fact else ONE
        counted = months if limit is None else min(months, Decimal(limit))
        total = a_month * counted

        def written() -> str:
            factors = [plain(figure if dated else printed)]
            factors += [f"{plain(share * 100)}%"] if share != 1 else []
            factors += [plain(heads)] if per else []
            factors += [plain(counted)] if months_fact else []
            return " × ".join(factors)

        part = Part("months", counted, total, total) if months_fact else Part("each_month", None, total, total)
        return Worked(total, total, (part,), written)

    names = tuple(name for name in (per, months_fact) if name)
    return Formula(pays.kind, names, (0.0, float(limit or 0)), work, dated, per_month=months_fact is None)


def _capped_actual(pays: CappedActual) -> Formula:
    cap, years, by = exact(pays.cap), pays.years, pays.by

    def work(facts: Facts, _rate: Decimal) -> Worked:
        yearly = min(magnitude(facts[by]), cap)
        parts = tuple(Part("year", Decimal(n), yearly, yearly) for n in range(1, years + 1))
        total = yearly * years
        return Worked(total, total, parts, lambda: f"{plain(yearly)} × {years}")

    return Formula(pays.kind, (by,), (0.0, pays.cap), work, by_business=pays.since)


def _tiered(pays: Tiered) -> Formula:
    tiers, by = [(exact(tier.from_), exact(tier.amount), tier.shared) for tier in pays.tiers], pays.by

    def work(facts: Facts, _rate: Decimal) -> Worked:
        size = magnitude(facts[by])
        reached = [tier for tier in tiers if size >= tier[0]]
        if not reached:
            return _one_off(ZERO, ZERO, lambda: "0")
        start, amount, shared = reached[-1]
        amounts = {amount, reached[-2][1]} if shared and size == start and len(reached) > 1 else {amount}
        low, high = min(amounts), max(amounts)
        return _one_off(low, high, lambda: _between(low, high))

    return Formula(pays.kind, (by,), tuple(tier.from_ for tier in pays.tiers), work)


def _per_head(pays: PerHead) -> Formula:
    heads = [(head.count, exact(head.amount)) for head in pays.heads]
    base, beyond, cap = exact(pays.base), pays.beyond, None if pays.cap is None else exact(pays.cap)

    def work(facts: Facts, _rate: Decimal) -> Worked:
        counts = [max(ZERO, magnitude(facts[name]) - beyond) for name, _ in heads]
        full = base + sum((count * amount for count, (_, amount) in zip(counts, heads, strict=True)), ZERO)
        total = full if cap is None else min(full, cap)

        def written() -> str:
            parts = [plain(base)] if base else []
            parts += [f"{plain(amount)} × {plain(count)}" for count, (_, amount) in zip(counts, heads, strict=True)]
            added = " + ".join(parts)
            return f"min({added}, {plain(total)})" if total < full else added

        return _one_off(total, total, written)

    facts = tuple(dict.fromkeys(name for name, _ in heads))
    points = [0.0, float(beyond)] + ([beyond + float((cap - base) / heads[0][1])] if cap is not None else [])
    return Formula(pays.kind, facts, tuple(points), work)


def _percentage(pays: Percentage) -> Formula:
    percent, of = exact(pays.percent), pays.of

    def work(facts: Facts, _rate: Decimal) -> Worked:
        whole = magnitude(facts[of])
        share = whole * percent / 100
        return _one_off(share, share, lambda: f"{plain(whole)} × {plain(percent)}%")

    return Formula(pays.kind, (of,), (0.0,), work)


def _up_to(pays: UpTo) -> Formula:
    limits = {word: exact(limit) for word, limit in pays.limits.items()}
    least, most, by, per = exact(pays.min), exact(pays.max or 0), pays.by, pays.per

    def work(facts: Facts, _rate: Decimal) -> Worked:
        if by:
            limit = limits.get(str(facts[by]), ZERO)
            return _one_off(ZERO, limit, lambda: f"≤ {plain(limit)}", "at_most")
        heads = magnitude(facts[per]) if per else ONE
        low, high = least * heads, most * heads
        return _one_off(low, high, lambda: _between(low, high), "at_most")

    return Formula(pays.kind, tuple(name for name in (by, per) if name), (0.0,), work)


_COMPILERS: dict[type[AmountSpec], Callable[[Any], Formula]] = {
    Once: _once,
    Range: _range,
    Schedule: _schedule,
    Monthly: _monthly,
    CappedActual: _capped_actual,
    Tiered: _tiered,
    PerHead: _per_head,
    Percentage: _percentage,
    UpTo: _up_to,
}
