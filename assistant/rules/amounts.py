"""What a benefit pays for what is known, as a span, with the days of its payments.

A sum goes from the least to the most it can be. Where nothing bounds it above, the upper end is None. Percentages are
rounded half-up to the fen at the very end (the reading of the documents).
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from assistant.facts.calendar import anniversary, last_day
from assistant.facts.vocabulary import FactValue, Vocabulary
from assistant.rules.amount_kinds import AmountSpec
from assistant.rules.decide import decide
from assistant.rules.formulas import ZERO, Formula, Part, PaymentKind, Worked, compile_formula
from assistant.rules.logic import Group
from assistant.rules.parameters import DatedValue
from assistant.rules.situation import Situation, candidates

FEN = Decimal("0.01")
UNBOUNDED = Decimal(10) ** 18  # stands for a fact without an upper bound
ENDLESS = UNBOUNDED / 1000  # a share of it is without an upper bound too

Yuan = Decimal | None  # None: no upper bound
Cases = tuple[list[Worked], frozenset[str]]  # the sums that can be, and the facts they hang on


class Payment(NamedTuple):
    """One payment: what it is (``number``: which year, how many months), its span in yuan, the first day it can fall
    due, and whether that is after the document's last day (None: not known).
    """

    kind: PaymentKind
    number: Decimal | None
    min: Decimal
    max: Yuan
    due_from: dt.date | None = None
    after_expiry: bool | None = False


class Amount(NamedTuple):
    """What a benefit pays. ``min``/``max`` are None for services and where the document leaves the sum open."""

    kind: str
    min: Yuan = None
    max: Yuan = None
    payments: tuple[Payment, ...] = ()
    written: Callable[[], str] | None = None
    beyond_min: Yuan = None
    beyond_max: Yuan = None
    missing: frozenset[str] = frozenset()  # facts that only the amount needs
    per_month: bool = False  # a monthly sum without a duration: enters no total
    no_figure: bool = False  # the dated figure it needs doesn't exist on the day

    @property
    def formula(self) -> str | None:
        """The sum on paper (6000 + 9000 + 12000), where there is one sum."""
        return self.written() if self.written else None


class Payout:
    """What one benefit pays, compiled once: its formula, and what its conditions say of the facts that it reads."""

    def __init__(self, pays: AmountSpec, when: Group, vocabulary: Vocabulary) -> None:
        self.kind = pays.kind
        self.formula = compile_formula(pays)
        self.facts = self.formula.facts if self.formula else ()
        self._bare = Amount(pays.kind)
        self._when = when
        self._specs = {name: vocabulary.facts[name] for name in self.facts}
        required = when.required()
        self.required_facts = frozenset(leaf.fact.id for leaf in required)
        self._tests = {name: [leaf for leaf in required if leaf.fact.id == name] for name in self.facts}
        about = [leaf for leaf in when.leaves() if leaf.fact.id in self.facts]
        points = self.formula.turning_points if self.formula else ()
        self._bounds: dict[str, tuple[FactValue, ...]] = {
            name: (*points, *(bound for leaf in about if leaf.fact.id == name for bound in leaf.bounds))
            for name in self.facts
        }
        # Whether the amount's facts stand in required tests only: what can be paid for has met those already.
        self._settled_alone = all(leaf in required for leaf in about)
        # Then, and where no dated figure comes in, everybody of whom none of its facts is known has the same sums.
        by_figure = [leaf for leaf in about if leaf.operator == "at_least_times"]
        self._alike = self._settled_alone and not by_figure and self.formula is not None and not self.formula.dated
        self._of_anybody: Cases | None = None

    def figure(self, situation: Situation) -> DatedValue | None:
        """The dated figure that the sum is a share of, on the day asked about."""
        dated = self.formula.dated if self.formula else None
        if dated is None:
            return None
        day = situation.known.as_of
        return situation.parameters.on(dated.parameter, day, day.year - 1 if dated.last_year else None)

    def work_out(self, situation: Situation, expires: dt.date | None, met_from: dt.date | None = None) -> Amount:
        """The amount for what is known, where the conditions hold. ``expires``: the document's last day; ``met_from``:
        the first day on which they can hold, where that is still to come.
        """
        formula = self.formula
        if formula is None:
            return self._bare
        rate = ZERO
        if formula.dated is not None:
            figure = self.figure(situation)
            if figure is None:
                return Amount(self.kind, no_figure=True, per_month=formula.per_month)
            rate = figure.amount
        values = situation.known.values
        if all(name in values for name in self.facts):
            return _laid_out(formula, [formula.work(values, rate)], frozenset(), situation, expires, met_from)
        if self._alike and not any(name in values or name in situation.known.possible for name in self.facts):
            if self._of_anybody is None:
                self._of_anybody = self._cases(formula, situation, rate)
            worked, missing = self._of_anybody
        else:
            worked, missing = self._cases(formula, situation, rate)
        return _laid_out(formula, worked, missing, situation, expires, met_from)

    def _cases(self, formula: Formula, situation: Situation, rate: Decimal) -> Cases:
        """The sum for every combination of values on each side of the points at which it changes."""
        options = [self._options(name, situation) for name in self.facts]
        chosen = list(itertools.product(*(range(len(values)) for values in options)))
        cases = {
            indices: {name: values[i] for name, values, i in zip(self.facts, options, indices, strict=True)}
            for indices in chosen
        }
        possible = cases
        if len(cases) > 1 and not self._settled_alone:
            possible = {i: facts for i, facts in cases.items() if not _ruled_out(self._when, facts, situation)}
        worked = {indices: formula.work(facts, rate) for indices, facts in (possible or cases).items()}
        return list(worked.values()), frozenset(_that_matter(self.facts, worked))

    def _options(self, name: str, situation: Situation) -> list[FactValue]:
        """The known value, or values on each side of every point at which the sum changes, out of those eligible."""
        known = situation.known.values.get(name)
        if known is not None:
            return [known]
        fact = self._specs[name]
        values = candidates(fact, self._bounds[name], situation)
        if fact.type in ("int", "number") and fact.max is None:
            values = [*(v for v in values if v != 10**9), int(UNBOUNDED)]
        return [v for v in values if all(leaf.test(v, situation) is not False for leaf in self._tests[name])] or [0]


def _ruled_out(when: Group, facts: dict[str, FactValue], situation: Situation) -> bool:
    """Whether the conditions can't hold with these facts: what they would pay is never paid."""
    return decide(when, situation.knowing(facts))[0] is False


def _that_matter(names: tuple[str, ...], worked: dict[tuple[int, ...], Worked]) -> Iterator[str]:
    """The unknown facts with which alone the sum changes."""
    for position, name in enumerate(names):
        seen: dict[tuple[int, ...], tuple[Decimal, Decimal]] = {}
        for chosen, result in worked.items():
            others = chosen[:position] + chosen[position + 1 :]
            if seen.setdefault(others, (result.low, result.high)) != (result.low, result.high):
                yield name
                break


def _laid_out(
    formula: Formula,
    worked: list[Worked],
    missing: frozenset[str],
    situation: Situation,
    expires: dt.date | None,
    met_from: dt.date | None,
) -> Amount:
    """The sums of all cases laid over each other, with days, and the part that falls due after the document's end."""
    first = worked[0]
    low, high = first.low, first.high
    if len(worked) > 1:
        low, high = min(w.low for w in worked), max(w.high for w in worked)
    most = _fen(high) if high < ENDLESS else None
    payments = tuple(_payments(formula, worked, situation, expires, met_from))
    sure, likely = ZERO, ZERO
    endless = False
    for payment in payments:
        sure += payment.min if payment.after_expiry else ZERO
        if payment.after_expiry is not False:
            likely += payment.max or ZERO
            endless = endless or payment.max is None
    if most is not None:
        sure, likely = min(sure, most), min(likely, most)  # each payment is rounded, the sum only once
    one_sum = all((w.low, w.high) == (first.low, first.high) for w in worked)
    return Amount(
        kind=formula.kind,
        min=_fen(low),
        max=most,
        payments=payments,
        written=first.written if one_sum else None,
        beyond_min=sure,
        beyond_max=None if endless else likely,
        missing=missing,
        per_month=formula.per_month,
    )


def _payments(
    formula: Formula, worked: list[Worked], situation: Situation, expires: dt.date | None, met_from: dt.date | None
) -> Iterator[Payment]:
    day = met_from or situation.known.as_of
    start = _contract_start(situation) if formula.by_contract else None
    over = _years_over(formula, situation)
    for index, part in enumerate(_spread(worked), start=1):
        due = anniversary(start, index) if start else None
        if due and met_from:
            due = max(due, met_from)
        after: bool | None = False
        if expires is not None:
            open_day = formula.yearly and index > over  # its day isn't known, but not before the conditions are met
            sure = not open_day or (met_from is not None and met_from > expires)
            after = due > expires if due else (day > expires if sure else None)
        most = _fen(part.high) if part.high < ENDLESS else None
        yield Payment(part.kind, part.number, _fen(part.low), most, due, after)


def _spread(worked: list[Worked]) -> tuple[Part, ...]:
    """The payments of all cases laid over each other, each with its span."""
    if len(worked) == 1:
        return worked[0].parts
    longest = max(worked, key=lambda w: (len(w.parts), w.high))
    spread = []
    for index, part in enumerate(longest.parts):
        here = [w.parts[index] for w in worked if index < len(w.parts)]
        shorter = len(here) < len(worked)
        same = len({(p.kind, p.number) for p in here}) == 1
        low = ZERO if shorter else min(p.low for p in here)
        high = max(p.high for p in here)
        spread.append(Part(part.kind if same else "together", part.number if same else None, low, high))
    return tuple(spread)


def _years_over(formula: Formula, situation: Situation) -> int:
    """Years of business that are over on the day asked about."""
    months = situation.known.values.get(formula.by_business) if formula.by_business else None
    return int(months) // 12 if isinstance(months, int | float) else 0


def _contract_start(situation: Situation) -> dt.date | None:
    """The day years are counted from; a contract already running whose first day isn't known gives none.

    It runs for a resident who is employed, and for the people whom an employer has hired.
    """
    values = situation.known.values
    if "contract_start" in values:
        return last_day(str(values["contract_start"]))
    runs = values.get("employment") == "unit" or values.get("applicant") != "resident"
    return None if runs else situation.known.as_of


def _fen(amount: Decimal) -> Decimal:
    return amount.quantize(FEN, rounding=ROUND_HALF_UP)
