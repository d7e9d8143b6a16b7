"""What a benefit pays: the closed set of amount kinds, worked out in decimal arithmetic.

A sum is always a span: from the least to the most it can be for what is known. Where nothing bounds it above, the upper
end is None. Percentages are rounded half-up to the fen at the very end (the reading of the documents).
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from assistant.facts.calendar import anniversary, last_day
from assistant.facts.vocabulary import FactValue, Vocabulary
from assistant.rules.benefit import amount_facts
from assistant.rules.logic import Group, Leaf, Situation, candidates, decide, magnitude
from assistant.rules.parameters import DatedValue
from assistant.rules.schema import (
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

FEN = Decimal("0.01")
UNBOUNDED = Decimal(10) ** 18  # stands for a fact without an upper bound
ENDLESS = UNBOUNDED / 1000  # a share of it is without an upper bound too
ZERO = Decimal(0)

Yuan = Decimal | None  # None: no upper bound


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment: what it is, its span in yuan, the first day it can fall due, whether that is after expiry."""

    label: str
    min: Decimal
    max: Yuan
    due_from: dt.date | None = None
    after_expiry: bool | None = False


@dataclass(frozen=True, slots=True)
class Amount:
    """What a benefit pays. ``min``/``max`` are None for services and where the document leaves the sum open."""

    kind: str
    min: Yuan = None
    max: Yuan = None
    payments: tuple[Payment, ...] = ()
    formula: str | None = None
    beyond_min: Yuan = None
    beyond_max: Yuan = None
    missing: frozenset[str] = frozenset()  # facts that only the amount needs
    per_month: bool = False  # a monthly sum without a duration: enters no total
    no_figure: bool = False  # the dated figure it needs doesn't exist on the day


@dataclass(frozen=True, slots=True)
class _Worked:
    """A sum for one complete set of facts."""

    low: Decimal
    high: Decimal
    payments: tuple[tuple[str, Decimal, Decimal], ...] = ()
    formula: str | None = None


def work_out(
    pays: AmountSpec, when: Group, situation: Situation, vocabulary: Vocabulary, expires: dt.date | None
) -> Amount:
    """The amount for what is known, where the conditions hold. ``expires``: the document's last day."""
    if isinstance(pays, Unspecified | Service):
        return Amount(pays.kind)
    rate = _rate(pays, situation)
    if rate is None:
        return Amount(pays.kind, no_figure=True, per_month=isinstance(pays, Monthly) and pays.months is None)
    names = amount_facts(pays)
    options = {name: _options(name, pays, when, situation, vocabulary) for name in names}
    chosen = list(itertools.product(*(range(len(values)) for values in options.values())))
    cases = {c: {name: options[name][i] for name, i in zip(names, c, strict=True)} for c in chosen}
    possible = cases
    if len(cases) > 1 and not _settled_alone(names, when):
        possible = {c: facts for c, facts in cases.items() if not _ruled_out(when, facts, situation)}
    worked = {c: _work(pays, facts, rate) for c, facts in (possible or cases).items()}
    low = min(w.low for w in worked.values())
    high = max(w.high for w in worked.values())
    exact = next(iter(worked.values())) if len({(w.low, w.high) for w in worked.values()}) == 1 else None
    amount = Amount(
        kind=pays.kind,
        min=_fen(low),
        max=_fen(high) if high < ENDLESS else None,
        payments=_spread(list(worked.values())),
        formula=exact.formula if exact else None,
        missing=frozenset(_that_matter(names, worked)),
        per_month=isinstance(pays, Monthly) and pays.months is None,
    )
    return _dated(amount, pays, situation, expires)


def _rate(pays: AmountSpec, situation: Situation) -> Decimal | None:
    """Yuan a month of a monthly amount; zero for the other kinds; None where the figure doesn't exist on the day."""
    if not isinstance(pays, Monthly):
        return ZERO
    if pays.amount is not None:
        return Decimal(str(pays.amount))
    figure = dated_figure(pays, situation)
    return None if figure is None else figure.amount * Decimal(str(pays.share))


def dated_figure(pays: Monthly, situation: Situation) -> DatedValue | None:
    """The figure that a monthly amount is a share of: of last year, or the latest published on the day."""
    day = situation.known.as_of
    return situation.parameters.on(pays.parameter or "", day, day.year - 1 if pays.of_year == "last" else None)


def _options(name: str, pays: AmountSpec, when: Group, situation: Situation, vocabulary: Vocabulary) -> list[FactValue]:
    """The known value, or values on each side of every point at which the sum changes, out of those eligible."""
    known = situation.known.values.get(name)
    if known is not None:
        return [known]
    fact = vocabulary.facts[name]
    required = [leaf for leaf in _required(when) if leaf.fact.id == name]
    bounds = (*_turning_points(pays), *(b for leaf in when.leaves() if leaf.fact.id == name for b in leaf.bounds))
    values = candidates(fact, bounds, situation)
    if fact.type in ("int", "number") and fact.max is None:
        values = [*(v for v in values if v != 10**9), int(UNBOUNDED)]
    return [v for v in values if all(leaf.test(v, situation) is not False for leaf in required)] or [0]


def _settled_alone(names: tuple[str, ...], when: Group) -> bool:
    """Whether the amount's facts stand in required tests only: their options have met those already."""
    required = list(_required(when))
    return all(leaf in required for leaf in when.leaves() if leaf.fact.id in names)


def _ruled_out(when: Group, facts: dict[str, FactValue], situation: Situation) -> bool:
    """Whether the conditions can't hold with these facts: what they would pay is never paid."""
    known = replace(situation.known, values={**situation.known.values, **facts})
    return decide(when, replace(situation, known=known))[0] is False


def _required(when: Group) -> Iterator[Leaf]:
    """Tests that must hold whatever else does."""
    for part in when.parts:
        if isinstance(part, Leaf):
            yield part
        elif isinstance(part, Group) and part.operator == "all":
            yield from _required(part)


def required_facts(when: Group) -> set[str]:
    """The facts of tests that must hold whatever else does."""
    return {leaf.fact.id for leaf in _required(when)}


def _turning_points(pays: AmountSpec) -> list[float]:
    if isinstance(pays, Schedule):
        return [float(n) for n in range(len(pays.amounts) + 1)]
    if isinstance(pays, Monthly):
        return [0.0, float(pays.limit or 0)]
    if isinstance(pays, CappedActual):
        return [0.0, pays.cap]
    if isinstance(pays, Tiered):
        return [tier.from_ for tier in pays.tiers]
    return [0.0]


def _work(pays: AmountSpec, facts: dict[str, FactValue], rate: Decimal) -> _Worked:
    match pays:
        case Once():
            return _once(Decimal(str(pays.amount)))
        case Schedule():
            return _schedule(pays, facts)
        case Monthly():
            return _monthly(pays, facts, rate)
        case CappedActual():
            yearly = min(magnitude(facts[pays.by]), Decimal(str(pays.cap)))
            years = tuple((f"第{n}年", yearly, yearly) for n in range(1, pays.years + 1))
            return _Worked(yearly * pays.years, yearly * pays.years, years, f"{plain(yearly)} × {pays.years}")
        case Tiered():
            return _tiered(pays, magnitude(facts[pays.by]))
        case PerHead():
            return _per_head(pays, facts)
        case Percentage():
            share = magnitude(facts[pays.of]) * Decimal(str(pays.percent)) / 100
            return _once(share, f"{plain(magnitude(facts[pays.of]))} × {plain(pays.percent)}%")
        case UpTo():
            return _up_to(pays, facts)
        case Range():
            low, high = Decimal(str(pays.min)), Decimal(str(pays.max))
            return _Worked(low, high, (("一次性", low, high),), f"{plain(low)} 至 {plain(high)}")
    raise TypeError(f"no such amount: {pays.kind}")


def _once(amount: Decimal, formula: str | None = None) -> _Worked:
    return _Worked(amount, amount, (("一次性", amount, amount),), formula or plain(amount))


def _schedule(pays: Schedule, facts: dict[str, FactValue]) -> _Worked:
    years = magnitude(facts[pays.by])
    full = len(pays.amounts) if years >= len(pays.amounts) else int(years)
    heads = magnitude(facts[pays.per]) if pays.per else Decimal(1)
    sums = [Decimal(str(amount)) * heads for amount in pays.amounts[:full]]
    total = sum(sums, ZERO)
    formula = " + ".join(plain(amount) for amount in pays.amounts[:full]) or "0"
    if pays.per:
        formula = f"({formula}) × {plain(heads)}"
    return _Worked(total, total, tuple((f"第{n}年", s, s) for n, s in enumerate(sums, start=1)), formula)


def _monthly(pays: Monthly, facts: dict[str, FactValue], rate: Decimal) -> _Worked:
    heads = magnitude(facts[pays.per]) if pays.per else Decimal(1)
    sum_a_month = rate * heads
    formula = f"{plain(rate)} × {plain(heads)}人" if pays.per else plain(rate)
    if pays.months is None:
        return _Worked(sum_a_month, sum_a_month, (("每月", sum_a_month, sum_a_month),), f"{formula}（每月）")
    months = magnitude(facts[pays.months])
    counted = min(months, Decimal(pays.limit)) if pays.limit else months
    total = sum_a_month * counted
    return _Worked(total, total, ((f"共{plain(counted)}个月", total, total),), f"{formula} × {plain(counted)}个月")


def _tiered(pays: Tiered, size: Decimal) -> _Worked:
    reached = [tier for tier in pays.tiers if size >= Decimal(str(tier.from_))]
    if not reached:
        return _once(ZERO)
    amounts = [Decimal(str(reached[-1].amount))]
    if reached[-1].shared and len(reached) > 1 and size == Decimal(str(reached[-1].from_)):
        amounts.append(Decimal(str(reached[-2].amount)))
    low, high = min(amounts), max(amounts)
    formula = plain(low) if low == high else f"{plain(low)} 至 {plain(high)}"
    return _Worked(low, high, (("一次性", low, high),), formula)


def _per_head(pays: PerHead, facts: dict[str, FactValue]) -> _Worked:
    base = Decimal(str(pays.base))
    total, parts = base, [plain(base)] if base else []
    for head in pays.heads:
        count = max(ZERO, magnitude(facts[head.count]) - pays.beyond)
        total += count * Decimal(str(head.amount))
        parts.append(f"{plain(head.amount)} × {plain(count)}")
    formula = " + ".join(parts)
    if pays.cap is not None and total > Decimal(str(pays.cap)):
        total, formula = Decimal(str(pays.cap)), f"min({formula}, {plain(pays.cap)})"
    return _once(total, formula)


def _up_to(pays: UpTo, facts: dict[str, FactValue]) -> _Worked:
    low = high = ZERO
    if pays.by:
        high = Decimal(str(pays.limits.get(str(facts[pays.by]), 0)))
        formula = f"不超过 {plain(high)}"
    else:
        heads = magnitude(facts[pays.per]) if pays.per else Decimal(1)
        low, high = Decimal(str(pays.min)) * heads, Decimal(str(pays.max or 0)) * heads
        formula = f"{plain(low)} 至 {plain(high)}"
    return _Worked(low, high, (("最多", low, high),), formula)


def _that_matter(names: tuple[str, ...], worked: dict[tuple[int, ...], _Worked]) -> Iterator[str]:
    """The unknown facts with which alone the sum changes."""
    for position, name in enumerate(names):
        seen: dict[tuple[int, ...], tuple[Decimal, Decimal]] = {}
        for chosen, result in worked.items():
            others = chosen[:position] + chosen[position + 1 :]
            if seen.setdefault(others, (result.low, result.high)) != (result.low, result.high):
                yield name
                break


def _spread(worked: list[_Worked]) -> tuple[Payment, ...]:
    """The payments of all cases laid over each other, each with its span."""
    longest = max(worked, key=lambda w: (len(w.payments), w.high))
    payments = []
    for index, (label, _, _) in enumerate(longest.payments):
        lows = [w.payments[index][1] if index < len(w.payments) else ZERO for w in worked]
        highs = [w.payments[index][2] if index < len(w.payments) else ZERO for w in worked]
        shown = label if len({w.payments[index][0] for w in worked if index < len(w.payments)}) == 1 else "合计"
        most = max(highs)
        payments.append(Payment(shown, _fen(min(lows)), _fen(most) if most < ENDLESS else None))
    return tuple(payments)


def _dated(amount: Amount, pays: AmountSpec, situation: Situation, expires: dt.date | None) -> Amount:
    """Payments with their days, and the part that falls due after the document's last day."""
    yearly = isinstance(pays, Schedule | CappedActual)
    start = _contract_start(situation) if isinstance(pays, Schedule) else None
    done = _completed_years(pays, situation)
    payments = []
    for index, payment in enumerate(amount.payments, start=1):
        due = anniversary(start, index) if yearly and start else None
        after: bool | None = False
        if expires is not None:
            completed = index <= done
            after = due > expires if due else (None if yearly and not completed else situation.known.as_of > expires)
        payments.append(replace(payment, due_from=due, after_expiry=after))
    sure = sum((p.min for p in payments if p.after_expiry), ZERO)
    likely = [p.max for p in payments if p.after_expiry is not False]
    most = None if any(m is None for m in likely) else sum((m for m in likely if m is not None), ZERO)
    if amount.max is not None and most is not None:
        sure, most = min(sure, amount.max), min(most, amount.max)  # each payment is rounded, the sum only once
    return replace(amount, payments=tuple(payments), beyond_min=sure, beyond_max=most)


def _completed_years(pays: AmountSpec, situation: Situation) -> int:
    """Years of business that are over on the day asked about."""
    months = situation.known.values.get(pays.since) if isinstance(pays, CappedActual) else None
    return int(months) // 12 if isinstance(months, int | float) else 0


def _contract_start(situation: Situation) -> dt.date | None:
    """The day years are counted from; a job already held whose first day isn't known gives none."""
    values = situation.known.values
    if "contract_start" in values:
        return last_day(str(values["contract_start"]))
    return None if values.get("employment") == "unit" else situation.known.as_of


def _fen(amount: Decimal) -> Decimal:
    return amount.quantize(FEN, rounding=ROUND_HALF_UP)


def plain(value: Decimal | float) -> str:
    """27000.00 as 27000."""
    text = f"{Decimal(str(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
