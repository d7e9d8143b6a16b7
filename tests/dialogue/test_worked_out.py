"""What is kept of a conversation's answers is what would be worked out anew."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from assistant.dialogue.questions import Interview
from assistant.dialogue.worked_out import WorkedOut
from assistant.engine import Engine
from assistant.facts.vocabulary import FactError
from assistant.rules.assess import Suspension
from tests.people import HIRED
from tests.rules import oracle

DAY, EARLIER = dt.date(2026, 11, 20), dt.date(2020, 3, 1)
REWARD = "xicheng-employment-reward"


def test_the_same_comes_out_the_second_time_whoever_came_between(engine: Engine) -> None:
    rng = random.Random(7)
    people: list[Any] = [(oracle.random_resident(rng), day) for _ in range(12) for day in (DAY, EARLIER)]
    kept, interview = WorkedOut(engine), Interview()
    for facts, day in people + rng.sample(people, len(people)):
        assessment = engine.rules.assess(facts, day)
        question = engine.interviewer.next_question(assessment, interview)
        assert kept.next_question(facts, day, interview) == question
        assert kept.assessment(facts, day).facts == assessment.facts
        assert repr(kept.answer(facts, day, question)) == repr(engine.answered(assessment, question))


def test_the_order_in_which_facts_were_told_makes_no_difference(engine: Engine) -> None:
    kept, turned = WorkedOut(engine), dict(reversed(HIRED.items()))
    assert repr(kept.answer(turned, DAY, None)) == repr(engine.answered(engine.rules.assess(HIRED, DAY), None))
    assert kept.assessment(turned, DAY) is kept.assessment(HIRED, DAY)


def test_a_suspension_counts_at_once_and_ends_at_once(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = WorkedOut(engine)

    def status() -> str:
        return kept.assessment(HIRED, DAY).by_id[REWARD].status

    assert status() == "eligible"
    monkeypatch.setattr(engine, "suspended", lambda: {REWARD: Suspension("条文正在核对", DAY)})
    assert status() == "undetermined"
    monkeypatch.undo()
    assert status() == "eligible"


def test_what_contradicts_itself_is_refused_each_time(engine: Engine) -> None:
    kept = WorkedOut(engine)
    for _ in range(2):
        with pytest.raises(FactError):
            kept.assessment({"applicant": "resident", "age": 30, "birth_date": "1960-01-01"}, DAY)
