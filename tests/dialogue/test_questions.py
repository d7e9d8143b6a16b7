"""Questions: profile first, never one that can't change anything, each with the words that make it matter."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from assistant.dialogue.questions import Interview, open_entitlements
from assistant.dialogue.worth import Worth
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
        question = engine.interviewer.next_question(assessment, Interview(frozenset(declined)))
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
    while question := engine.interviewer.next_question(engine.rules.assess(facts, DAY), Interview(frozenset(declined))):
        asked.append(question.fact)
        declined.add(question.fact)
    assert asked[-1] == "contract_start"
    nobody: Facts = {**facts, "hukou_district": "fengtai", "transferred_worker": False}
    assert not any(e.counts for e in engine.rules.assess(nobody, DAY).entitlements)


def test_a_declined_question_is_not_asked_again(engine: Engine) -> None:
    assessment = engine.rules.assess({"applicant": "resident"}, DAY)
    first = engine.interviewer.next_question(assessment)
    assert first is not None
    second = engine.interviewer.next_question(assessment, Interview(frozenset({first.fact})))
    assert second is not None
    assert second.fact != first.fact


def test_a_detail_waits_for_the_question_it_hangs_on(engine: Engine) -> None:
    facts: Facts = {"applicant": "resident", "hukou_district": "chaoyang", "employment": "self_employed", "age": 30}
    declined: set[str] = set()
    asked = []
    while question := engine.interviewer.next_question(engine.rules.assess(facts, DAY), Interview(frozenset(declined))):
        asked.append(question.fact)
        declined.add(question.fact)
    for detail in asked:
        for gate in engine.vocabulary.facts[detail].hangs_on:
            assert gate not in asked or asked.index(gate) < asked.index(detail)


def test_what_hangs_on_an_answer_nobody_knows_is_not_asked(engine: Engine) -> None:
    facts: Facts = {**HIRED, "contract_start": "2026-11-01"}
    declined = {"startup_district"}
    while question := engine.interviewer.next_question(engine.rules.assess(facts, DAY), Interview(frozenset(declined))):
        assert question.fact not in {"startup_months", "annual_rent", "startup_tax_district"}
        declined.add(question.fact)


def test_what_few_people_have_is_asked_in_one_list(engine: Engine) -> None:
    facts: Facts = {"applicant": "resident", "hukou_district": "xicheng", "employment": "none", "age": 45}
    question = engine.interviewer.next_question(engine.rules.assess(facts, DAY))
    assert question is not None
    listed = [item.fact for item in question.items]
    assert len(listed) > 3
    assert question.fact == listed[0]  # who can't show a list asks for the first
    for item in question.items:
        assert item.why.split("“", 1)[1].rsplit("”", 1)[0] in engine.corpus.clause(item.clause).text
        assert engine.vocabulary.check_value(item.fact, item.unticked) == item.unticked
    singly = engine.interviewer.next_question(engine.rules.assess(facts, DAY), Interview(singly=frozenset(listed)))
    assert singly is not None
    assert not set(listed) & {item.fact for item in singly.items}


def test_what_was_asked_about_comes_first_and_is_asked_singly(engine: Engine) -> None:
    facts: Facts = {"applicant": "resident", "hukou_district": "xicheng"}
    focus = frozenset({"xicheng-startup-rent-subsidy"})
    asked: list[str] = []
    truth: Facts = {"startup_district": "xicheng", "startup_months": 14, "annual_rent": 36000}
    while question := engine.interviewer.next_question(engine.rules.assess(facts, DAY), Interview(focus=focus)):
        if asked == list(truth):
            break
        assert not question.items
        asked.append(question.fact)
        assert question.clause.startswith("xicheng-2021-2#4.14")
        facts[question.fact] = truth[question.fact]
    assert asked == list(truth)


def test_an_answer_settles_more_where_it_rules_more_out(engine: Engine) -> None:
    """Somebody employed is asked for their kind of employer rather than for what few have one by one."""
    assessment = engine.rules.assess({"applicant": "resident"}, DAY)
    waiting = open_entitlements(assessment)
    worth = Worth(engine.rules, frozenset(engine.words.few_have))
    hukou, library = (
        worth.settled(fact, assessment, waiting, lambda _: 1.0)
        for fact in ("hukou_district", "in_chaoyang_project_library")
    )
    assert hukou > library == pytest.approx(1.0)
