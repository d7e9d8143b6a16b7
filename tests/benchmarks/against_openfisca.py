"""Our engine and openfisca-core side by side: the same 41 benefits, the same people, turn about in one run.

``python -m tests.benchmarks.against_openfisca``, where the dependency group ``bench`` is installed besides what the
product needs (openfisca-core is AGPL: the product never imports it). First both must give the same answers, then each
line is timed in rounds of ours, theirs, ours, theirs, so that whatever else the machine does falls on both.

What is timed. Decided: from raw facts to every benefit decided, with amounts and totals; theirs builds a simulation of
a test case that lies ready, and calculates every output. Explained: ours is the whole answer, every condition with its
quotation, notes, what is within reach and the next question; theirs traces the same calculation and renders its log, or
the flat trace that its web API returns. Many: ours one after the other, theirs one simulation of them all. Where only
some facts are known, ours also works out what the others could still change; theirs takes their defaults.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import cycle
from typing import Any

from openfisca_core import periods

from assistant.engine import Engine
from assistant.locations import corpus_folder
from assistant.rules.assess import Assessment
from tests.benchmarks import openfisca_model as theirs
from tests.people import HIRED
from tests.rules import oracle

DAY = dt.date(2026, 11, 20)
ALONE, TIMED, MANY = 300, 25, 1000  # people compared one by one, timed, and taken at once
ROUNDS, ROUNDS_OF_MANY, WARM_UP = 400, 9, 25
CENT = 0.02  # what single precision, in which OpenFisca calculates, can lose of 150,000 yuan

Facts = dict[str, Any]
Act = Callable[[], object]

# --- People ----------------------------------------------------------------------------------------------------------


def complete_residents(rng: random.Random, day: dt.date) -> Iterator[Facts]:
    """Random residents of whom every fact is known on the day, the age by the date of birth."""
    asked = theirs.FACTS.keys() - {"birth_date", "reached_retirement_age", "recognised"}
    while True:
        facts = oracle.random_resident(rng)
        if asked <= facts.keys():
            yield completed(facts, day)


def completed(facts: Facts, day: dt.date) -> Facts:
    """With a date of birth instead of an age, and the retirement age reached or not."""
    if "age" in facts:
        facts["birth_date"] = oracle.anniversary(day, -facts.pop("age")).isoformat()
    age = oracle.age_on(oracle.read_day(facts["birth_date"]), day)
    facts.setdefault("reached_retirement_age", oracle.retirement_values(age, facts["gender"])[0])
    return facts


# --- The same answers ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answers:
    """What OpenFisca says of one person: by output, where the authorities say no and where they say yes."""

    refused: dict[str, float]
    recognised: dict[str, float]


def differences(ours: Assessment, answers: Answers) -> list[str]:
    """Every point on which the two disagree."""
    found = []
    if {theirs_name(benefit) for benefit in ours.by_id} != theirs.BENEFITS.keys():
        found.append("the benefits are not the same")
    for benefit, entitlement in ours.by_id.items():
        name = theirs_name(benefit)
        if entitlement.status != (said := status(name, answers)):
            found.append(f"{benefit}: ours {entitlement.status}, theirs {said}")
        low, high = (0, 0) if entitlement.amount is None else (entitlement.amount.min, entitlement.amount.max)
        paid = answers.recognised.get(f"{name}_amount")
        most = answers.recognised.get(f"{name}_amount_most", paid)
        if not (same(low, paid) and same(high, most)):
            found.append(f"{benefit}: ours {low} to {high}, theirs {paid} to {most}")
    totals, paid, most = ours.totals(), answers.refused["total"], answers.refused["total_most"]
    if not (same(totals.min, paid) and same(totals.max, most)):
        found.append(f"total: ours {totals.min} to {totals.max}, theirs {paid} to {most}")
    return found


def status(name: str, answers: Answers) -> str:
    """Theirs in our words: what hangs on an authority's answer alone is undetermined."""
    if answers.refused[f"{name}_eligible"]:
        return "eligible"
    return "undetermined" if answers.recognised[f"{name}_eligible"] else "ineligible"


def theirs_name(benefit: str) -> str:
    """A benefit's id as the name of a variable."""
    return benefit.replace("-", "_")


def same(ours: Any, paid: float | None) -> bool:
    """Whether two sums are one; what pays no known sum has no variable there, and nobody ineligible is paid any."""
    if ours is None or paid is None:
        return not ours and not paid
    return abs(float(ours) - paid) <= CENT


def one_by_one(system: Any, facts: Facts, day: dt.date) -> Answers:
    """OpenFisca on one person, both ways."""
    refused, recognised = (
        theirs.calculate(
            theirs.build(system, theirs.situation({"person": {**facts, "recognised": said}}, day)), period(day)
        )
        for said in (False, True)
    )
    return Answers(*({name: float(vector[0]) for name, vector in found.items()} for found in (refused, recognised)))


def all_at_once(system: Any, people: Sequence[Facts], day: dt.date) -> list[Answers]:
    """OpenFisca on many people in one simulation, both ways."""
    refused, recognised = (
        theirs.calculate(
            theirs.build_many(system, theirs.columns([{**facts, "recognised": said} for facts in people]), len(people)),
            period(day),
        )
        for said in (False, True)
    )
    return [
        Answers(*({name: float(vector[n]) for name, vector in found.items()} for found in (refused, recognised)))
        for n in range(len(people))
    ]


def period(day: dt.date) -> Any:
    """The day as OpenFisca has it."""
    return periods.period(day.isoformat())


def must_agree(engine: Engine, system: Any, crowd: Sequence[Facts]) -> None:
    """Compare both on random people and days, and on the crowd to be timed. Raises AssertionError."""
    rng = random.Random(20261120)
    for _ in range(ALONE):
        day = dt.date.fromisoformat(oracle.random_day(rng))
        facts = next(complete_residents(rng, day))
        found = differences(engine.rules.assess(facts, day), one_by_one(system, facts, day))
        assert not found, (day, facts, found)
    for facts, answers in zip(crowd, all_at_once(system, crowd, DAY), strict=True):
        found = differences(engine.rules.assess(facts, DAY), answers)
        assert not found, (DAY, facts, found)
    print(f"{len(theirs.BENEFITS)} benefits: same eligibility, amounts and totals for {ALONE} random people one by one")
    print(f"on random days, and for {len(crowd)} at once on {DAY}")


# --- The comparison --------------------------------------------------------------------------------------------------


def milliseconds(act: Act) -> float:
    """How long it takes, once."""
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def side_by_side(name: str, ours: Sequence[Act], their: Sequence[Act], rounds: int = ROUNDS) -> None:
    """Time both by turns, going round the people, and print median, 95th percentile and how many times faster."""
    pairs = cycle(zip(ours, their, strict=True))
    for _ in range(min(rounds // 4, WARM_UP)):
        for act in next(pairs):
            act()
    times = [[milliseconds(act) for act in next(pairs)] for _ in range(rounds)]
    (our_median, our_late), (their_median, their_late) = (
        (statistics.median(column), statistics.quantiles(column, n=20, method="inclusive")[-1])
        for column in zip(*times, strict=True)
    )
    print(
        f"{name:<68} {our_median:9.3f} {our_late:9.3f} {their_median:11.3f} {their_late:9.3f}"
        f" {their_median / our_median:8.2f}×"
    )


def ours_decided(engine: Engine, facts: Facts) -> Act:
    """Every benefit decided, with amounts, missing facts and totals."""
    return lambda: engine.rules.assess(facts, DAY).totals()


def ours_traced(engine: Engine, facts: Facts) -> Act:
    """Every condition with its truth, values, words and quotation, each sum worked out with its days, every note."""

    def act() -> object:
        assessment = engine.rules.assess(facts, DAY)
        return [
            (
                engine.explainer.conditions(entitlement, assessment.situation),
                engine.answers.amount(entitlement.amount),
                engine.explainer.notes(entitlement, assessment),
            )
            for entitlement in assessment.entitlements
        ]

    return act


def ours_whole(engine: Engine, facts: Facts) -> Act:
    """The whole answer, ready for JSON: the trace, what is within reach of each benefit, the next question."""
    return lambda: engine.assess(facts, DAY)


def ours_many(engine: Engine, people: Sequence[Facts]) -> Act:
    """One after the other."""
    return lambda: [engine.rules.assess(facts, DAY).totals() for facts in people]


def theirs_decided(system: Any, *people: Facts) -> Act:
    """A simulation of one test case. It lies ready in their shape: making it is no part of the time."""
    case, day = theirs.situation({str(n): facts for n, facts in enumerate(people)}, DAY), period(DAY)
    return lambda: theirs.calculate(theirs.build(system, case), day)


def theirs_traced(system: Any, facts: Facts, render: Callable[[Any], object]) -> Act:
    """The same with every step recorded and rendered."""
    case, day = theirs.situation({"person": facts}, DAY), period(DAY)

    def act() -> object:
        simulation = theirs.build(system, case)
        simulation.trace = True
        theirs.calculate(simulation, day)
        return render(simulation.tracer)

    return act


def theirs_many(system: Any, people: Sequence[Facts]) -> Act:
    """A simulation of a data set. Its arrays lie ready."""
    data, day = theirs.columns(people), period(DAY)
    return lambda: theirs.calculate(theirs.build_many(system, data, len(people)), day)


def log_lines(tracer: Any) -> object:
    """The computation log, as `print_computation_log` would print it."""
    return tracer.computation_log.lines()


def flat_trace(tracer: Any) -> object:
    """The trace as the web API returns it."""
    return tracer.get_serialized_flat_trace()


def compare(engine: Engine, system: Any, crowd: Sequence[Facts]) -> None:
    """Print every line."""
    print(f"{'milliseconds':<68} {'ours':>9} {'p95':>9} {'openfisca':>11} {'p95':>9} {'faster':>9}")
    for said, people in (("all facts known", crowd[:TIMED]), (f"{len(HIRED) - 1} facts known", [HIRED])):
        decided = [ours_decided(engine, facts) for facts in people]
        traced_here = [ours_traced(engine, facts) for facts in people]
        whole = [ours_whole(engine, facts) for facts in people]
        side_by_side(f"one person, {said}, decided", decided, [theirs_decided(system, facts) for facts in people])
        for against, render in (("their log", log_lines), ("their flat trace", flat_trace)):
            traced = [theirs_traced(system, facts, render) for facts in people]
            side_by_side(f"one person, {said}, full trace ({against})", traced_here, traced)
        side_by_side(f"one person, {said}, our whole answer (their flat trace)", whole, traced)
    many = [ours_many(engine, crowd)]
    side_by_side(f"{MANY} persons, decided (theirs from arrays)", many, [theirs_many(system, crowd)], ROUNDS_OF_MANY)
    side_by_side(
        f"{MANY} persons, decided (theirs a test case)", many, [theirs_decided(system, *crowd)], ROUNDS_OF_MANY
    )


def main() -> None:
    """Check, then print everything."""
    print(
        f"{dt.datetime.now(dt.UTC):%Y-%m-%d}  Python {platform.python_version()}  {os.cpu_count()} cores"
        f"  openfisca-core {version('openfisca-core')}  load {os.getloadavg()[0]:.1f}"
    )
    engine, system = Engine(corpus_folder()), theirs.benefit_system()
    residents = complete_residents(random.Random(1), DAY)
    crowd = [next(residents) for _ in range(MANY)]
    must_agree(engine, system, crowd)
    compare(engine, system, crowd)


if __name__ == "__main__":
    main()
