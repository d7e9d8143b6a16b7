"""Questions: profile first, never one that can't change anything, each with the words that make it matter."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from assistant.engine import Engine
from assistant.facts.vocabulary import FactError, Facts
from assistant.rules.assess import Assessment
from tests.people import HIRED
from tests.rules import oracle

DAY = dt.date(2026, 11, 20)


def decided(assessment: Assessment) -> dict[str, object]:
    return {
        e.benefit.id: (e.status, e.missing, e.amount and (e.amount.min, e.amount.max, e.amount.payments))
        for e in assessment.entitlements
    }


def test_profile_comes_first(engine: Engine) -> None:
    facts: Facts = {}
    asked = []
    for answer in ("resident", "xicheng", "unit"):
        question = engine.interviewer.next_question(engine.rules.assess(facts, DAY))
        assert question is not None
        asked.append(question.fact)
        facts[question.fact] = answer
    assert asked == ["applicant", "hukou_district", "employment"]


@pytest.mark.parametrize("seed", range(12))
def test_every_question_can_change_something_and_every_path_ends(engine: Engine, seed: int) -> None:
    """Answer truthfully as a random person; at each question some allowed answer changes the assessment."""
    rng = random.Random(seed)
    person = engine.vocabulary.check(oracle.random_resident(rng))
    facts: Facts = {"applicant": "resident"}
    declined: set[str] = set()
    for _ in range(len(engine.vocabulary.facts)):
        assessment = engine.rules.assess(facts, DAY)
        question = engine.interviewer.next_question(assessment, declined)
        if question is None:
            break
        assert question.fact not in facts
        before = decided(assessment)
        spec = engine.vocabulary.facts[question.fact]
        answers: list[object] = [o.value for o in question.options if o.value is not None]
        if spec.type in ("int", "number"):
            answers += [0, 1, 5, 6, 12, 16, 24, 25, 60, 3048, 50000]
        if spec.type == "date":
            answers += ["2026-11-01", "2025-07-01", "2020-01-01"]
        changed = False
        for answer in answers:
            try:
                after = engine.rules.assess({**facts, question.fact: answer}, DAY)
            except FactError:
                continue
            changed = changed or decided(after) != before
        assert changed, (question.fact, facts)
        if question.fact in person:
            facts[question.fact] = person[question.fact]
        else:
            declined.add(question.fact)
    else:
        pytest.fail("the questions never end")


def test_a_question_quotes_the_words_that_make_it_matter(engine: Engine) -> None:
    facts = {"applicant": "resident", "hukou_district": "xicheng", "employment": "unit", "age": 32}
    question = engine.interviewer.next_question(engine.rules.assess(facts, DAY))
    assert question is not None
    quote = question.why.split("“", 1)[1].rsplit("”", 1)[0]
    assert quote in engine.corpus.clause(question.clause).text
    assert question.options[-1].value is None
    assert question.options[-1].label == "不清楚"


def test_the_first_day_of_the_contract_is_asked_last_and_only_where_it_dates_a_payment(engine: Engine) -> None:
    facts: Facts = dict(HIRED)
    declined: set[str] = set()
    asked = []
    while question := engine.interviewer.next_question(engine.rules.assess(facts, DAY), declined):
        asked.append(question.fact)
        declined.add(question.fact)
    assert asked[-1] == "contract_start"
    nobody: Facts = {**facts, "hukou_district": "fengtai", "transferred_worker": False}
    assert not any(e.counts for e in engine.rules.assess(nobody, DAY).entitlements)


def test_a_declined_question_is_not_asked_again(engine: Engine) -> None:
    assessment = engine.rules.assess({"applicant": "resident"}, DAY)
    first = engine.interviewer.next_question(assessment)
    assert first is not None
    second = engine.interviewer.next_question(assessment, {first.fact})
    assert second is not None
    assert second.fact != first.fact


def test_a_detail_waits_for_the_question_it_hangs_on(engine: Engine) -> None:
    facts: Facts = {"applicant": "resident", "hukou_district": "chaoyang", "employment": "self_employed", "age": 30}
    declined: set[str] = set()
    asked = []
    while question := engine.interviewer.next_question(engine.rules.assess(facts, DAY), declined):
        asked.append(question.fact)
        declined.add(question.fact)
    for detail, gate in engine.words.gates.items():
        if detail in asked and gate in asked:
            assert asked.index(gate) < asked.index(detail)


def test_what_hangs_on_an_answer_nobody_knows_is_not_asked(engine: Engine) -> None:
    facts: Facts = {**HIRED, "contract_start": "2026-11-01"}
    weights = engine.interviewer.weights(engine.rules.assess(facts, DAY), {"startup_district"})
    assert not {"startup_months", "annual_rent", "startup_tax_district"} & set(weights)
