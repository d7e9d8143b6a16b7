"""Whole paths of questions: each can change something, none comes twice, all end where all facts at once lead.

Residents and organisations of every kind are drawn, every fact of theirs is made up, and they answer truthfully what
they are asked; in half of the walks they don't know some of it.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from assistant.dialogue.questions import Interview
from assistant.engine import Engine
from assistant.facts.vocabulary import FactError, Facts, FactValue
from assistant.rules.assess import Assessment, Entitlement
from tests.rules import oracle
from tests.rules.combinations import cells_of

DAYS = (dt.date(2026, 11, 20), dt.date(2025, 8, 31), dt.date(2027, 1, 1))
WALKS = 60  # of each kind of applicant and day
DATES_ONLY = "contract_start"
KINDS = (
    *("resident", "employer", "training_provider", "hr_agency"),
    *("startup_carrier", "public_benefit_org", "public_body"),
)


# --- People ----------------------------------------------------------------------------------------------------------


def somebody(engine: Engine, rng: random.Random, kind: str, day: dt.date) -> Facts:
    """Everything about one applicant of a kind: drawn, and made up where the draw left it out."""
    draw = oracle.random_resident if kind == "resident" else oracle.random_organisation
    drawn: list[dict[str, object]] = []
    while len(drawn) < 5:
        drawn += [facts for facts in [draw(rng)] if facts["applicant"] == kind]
    facts = engine.vocabulary.check(max(drawn, key=len))
    for fact in facts_read(engine, kind):
        while fact not in engine.rules.situation(facts, day).known.values:
            made_up = {**facts, fact: any_value(engine, rng, fact, day)}
            if fits(engine, made_up, day):
                facts = made_up
    return facts


def fits(engine: Engine, facts: Facts, day: dt.date) -> bool:
    """Whether the facts contradict nothing on a day."""
    try:
        engine.rules.situation(facts, day)
    except FactError:
        return False
    return True


def facts_read(engine: Engine, kind: str) -> list[str]:
    """The facts that the benefits of this kind of applicant read, and the first day of a contract."""
    mine = [benefit for benefit in engine.rules.benefits if kind in benefit.applicants]
    read = {fact for benefit in mine for fact in cells_of(engine.rules, benefit, DAYS[0])}
    return [fact for fact in engine.vocabulary.facts if fact in read or fact == DATES_ONLY]


def any_value(engine: Engine, rng: random.Random, name: str, day: dt.date) -> FactValue:
    fact = engine.vocabulary.facts[name]
    if fact.type == "bool":
        return rng.random() < 0.5
    if fact.type in ("word", "words"):
        return rng.choice(fact.values)
    if fact.type == "date":
        return (day - dt.timedelta(days=rng.randint(0, 1500))).isoformat()
    numbers = (0, 1, 2, 3, 6, 12, 20, 30, 50, 100, 3000, 60000)
    return rng.choice([number for number in numbers if fact.max is None or number <= fact.max])


# --- Walks -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Walker:
    """Somebody who answers truthfully, but for some questions doesn't know."""

    engine: Engine
    day: dt.date
    facts: Facts
    unknown: frozenset[str] = frozenset()

    @property
    def truth(self) -> Facts:
        """What they would answer: the facts with what follows from them."""
        return self.engine.rules.situation(self.facts, self.day).known.values

    def path(self, known: Facts) -> Assessment:
        """Answer every question from these facts on; what is known at the end. Each question is checked."""
        rules, interviewer, truth = self.engine.rules, self.engine.interviewer, self.truth
        known, declined, singly = dict(known), set[str](), set[str]()
        for _ in self.engine.vocabulary.facts:
            assessment = rules.assess(known, self.day)
            question = interviewer.next_question(assessment, Interview(frozenset(declined), frozenset(singly)))
            if question is None:
                return assessment
            asked = [item.fact for item in question.items] or [question.fact]
            assert singly.isdisjoint(asked) or len(asked) == 1, f"{asked} is asked in a list again: {known}"
            for fact in asked:
                assert fact not in declined, f"{fact} is asked again after 不清楚: {known}"
                assert fact not in assessment.known.values, f"{fact} is asked though known: {known}"
                check_use(self.engine, assessment, fact, declined)
            singly.update(asked if len(asked) > 1 else ())
            unknown = [fact for fact in asked if fact in self.unknown]
            declined.update(unknown)
            unticked = {item.fact: item.unticked for item in question.items}
            told = {f: truth[f] for f in asked if len(asked) == 1 or truth[f] is True or unticked[f] == truth[f]}
            known |= {fact: value for fact, value in told.items() if fact not in unknown}
        pytest.fail(f"the questions never end: {self.facts}")


def check_use(engine: Engine, assessment: Assessment, fact: str, declined: set[str]) -> None:
    """An answer can change something of a benefit in force, or dates a payment when all else is settled."""
    about = f"{fact} {assessment.as_of} {assessment.facts}"
    if fact == "applicant":
        assert not assessment.entitlements, about
    elif fact == DATES_ONLY:
        for entitlement in in_force(assessment):
            assert not entitlement.missing or declined, f"{entitlement.benefit.id} {entitlement.missing} {about}"
        assert any(is_undated(entitlement) for entitlement in in_force(assessment)), about
    else:
        assert any(can_change(engine, assessment, entitlement, fact) for entitlement in in_force(assessment)), about


def in_force(assessment: Assessment) -> list[Entitlement]:
    return [entitlement for entitlement in assessment.entitlements if entitlement.legal_status == "in_force"]


def is_undated(entitlement: Entitlement) -> bool:
    """A benefit that is had, with a payment by the year whose day isn't known."""
    payments = entitlement.amount.payments if entitlement.status == "eligible" and entitlement.amount else ()
    return any(payment.due_from is None for payment in payments)


def can_change(engine: Engine, assessment: Assessment, before: Entitlement, fact: str) -> bool:
    """Whether one value of the fact gives this benefit another answer than another, now or once more is known."""
    values = cells_of(engine.rules, before.benefit, assessment.as_of).get(fact, ())
    examples = [example.given for example in before.benefit.spec.examples if example.then == "eligible"]
    for beside in ({}, *examples) if values else ():
        known: Facts = {**engine.vocabulary.check(beside), **assessment.facts}
        told: list[Facts] = [{**known, fact: value} for value in values]
        situations = [
            engine.rules.situation(facts, assessment.as_of) for facts in told if fits(engine, facts, assessment.as_of)
        ]
        answers = [engine.rules.entitlement(before.benefit, situation) for situation in situations]
        if len({(decided(answer), answer.missing) for answer in answers}) > 1:
            return True
    return False


def decided(entitlement: Entitlement) -> tuple[object, ...]:
    amount = entitlement.amount
    return entitlement.status, amount and (amount.kind, amount.min, amount.max)


def dated(entitlement: Entitlement) -> tuple[object, ...]:
    """The days on which payments fall due, and how much of the sum does after the document's last day."""
    amount = entitlement.amount
    if amount is None:
        return ()
    return tuple(payment.due_from for payment in amount.payments), amount.beyond_min, amount.beyond_max


def walkers(engine: Engine, kind: str, day: dt.date, forgetful: bool) -> Iterator[Walker]:
    rng = random.Random(f"{kind} {day}")
    for _ in range(WALKS):
        facts = somebody(engine, rng, kind, day)
        asked = [fact for fact in facts_read(engine, kind) if fact != "applicant"]
        unknown = frozenset(fact for fact in asked if rng.random() < 0.2) if forgetful else frozenset[str]()
        yield Walker(engine, day, facts, unknown)


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_every_path_ends_where_all_facts_at_once_lead(engine: Engine, kind: str, day: dt.date) -> None:
    for number, walker in enumerate(walkers(engine, kind, day, forgetful=False)):
        end = walker.path({} if number % 2 else {"applicant": kind})
        at_once = engine.rules.assess(walker.facts, day).by_id
        for entitlement in in_force(end):
            name = entitlement.benefit.id
            assert not entitlement.missing, f"{name} {day} {end.facts}"
            assert decided(entitlement) == decided(at_once[name]), f"{name} {day} {end.facts} of {walker.facts}"


@pytest.mark.parametrize("kind", ["resident", "employer"])
def test_payments_fall_due_at_the_end_of_a_path_as_with_all_facts_at_once(engine: Engine, kind: str) -> None:
    for walker in walkers(engine, kind, DAYS[0], forgetful=False):
        end = walker.path({"applicant": kind})
        at_once = engine.rules.assess(walker.facts, walker.day).by_id
        for entitlement in in_force(end):
            name = entitlement.benefit.id
            assert dated(entitlement) == dated(at_once[name]), f"{name} {end.facts} of {walker.facts}"


@pytest.mark.parametrize("kind", KINDS)
def test_paths_with_answers_nobody_knows_end_and_decide_nothing_otherwise(engine: Engine, kind: str) -> None:
    for walker in walkers(engine, kind, DAYS[0], forgetful=True):
        end = walker.path({"applicant": kind})
        at_once = engine.rules.assess(walker.facts, walker.day).by_id
        for entitlement in in_force(end):
            if entitlement.status != "undetermined":
                name = entitlement.benefit.id
                assert entitlement.status == at_once[name].status, f"{name} {end.facts} of {walker.facts}"
