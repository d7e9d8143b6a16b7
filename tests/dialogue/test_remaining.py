"""About how many questions are still to come: near the truth on made-up people other than those it was fitted on.

Residents and organisations are led to the end of their questions; at each step the estimate is held against how many
really followed.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import fmean, median

import pytest

from assistant.dialogue.focus import still_open
from assistant.dialogue.questions import Item, open_entitlements
from assistant.dialogue.remaining import focused, is_last, remaining
from assistant.dialogue.standing import Standing
from assistant.dialogue.state import Turn
from assistant.engine import Engine
from assistant.facts.vocabulary import Facts
from assistant.rules.assess import Rulebook
from assistant.simulation.population import load_population
from tests.dialogue.test_paths import DATES_ONLY, DAYS, KINDS, somebody

DAY, SEED = DAYS[0], 31
Way = list[Standing]


def way(
    engine: Engine,
    person: Facts,
    known: Facts,
    day: dt.date = DAY,
    unknown: frozenset[str] = frozenset(),
    focus: tuple[str, ...] | None = None,
) -> Way:
    """Where the conversation stands before each question, answered truthfully, and after the last."""
    host, truth = engine.host, engine.rules.situation(person, day).known.values
    turns, stood = [Turn(given=known, start=True, focus=focus)], Way()
    while len(stood) <= len(truth):
        stood.append(now := host.standing(turns, day))
        if now.question is None:
            return stood
        unticked = {item.fact: item.unticked for item in now.question.items}
        asked = tuple(unticked) or (now.question.fact,)
        told = [fact for fact in asked if not unticked or truth[fact] in (True, unticked[fact])]
        turn = Turn(
            given={fact: truth[fact] for fact in told if fact not in unknown},
            declined=tuple(unknown.intersection(asked)),
            singly=tuple(unticked),
        )
        turns.append(replace(turn, focus=still_open(tuple(now.state.focus), host.standing([*turns, turn], day))))
    pytest.fail(f"the questions never end: {person}")


def followed(ways: Sequence[Way]) -> Iterator[tuple[Standing, int]]:
    """Every standing with a question, and how many were put from there on."""
    for stood in ways:
        yield from ((now, len(stood) - 1 - step) for step, now in enumerate(stood[:-1]))


@pytest.fixture(scope="module")
def people(engine: Engine) -> list[Facts]:
    rng = random.Random(SEED)
    residents = load_population(engine.folder, engine.rules, engine.wording).draw(200, DAY, SEED)
    return [*residents, *(somebody(engine, rng, kind, DAY) for kind in KINDS[1:] for _ in range(10))]


@pytest.fixture(scope="module")
def ways(engine: Engine, people: list[Facts]) -> list[Way]:
    return [way(engine, person, {"applicant": person["applicant"]}) for person in people]


@pytest.fixture(scope="module")
def unsure(engine: Engine) -> list[Way]:
    """Of people with any facts at all, on several days, who don't know some of them."""
    rng = random.Random(SEED)
    drawn = [(somebody(engine, rng, kind, day), day) for day in DAYS for kind in KINDS for _ in range(8)]
    return [
        way(engine, person, {}, day, frozenset(rng.sample(sorted(person.keys() - {"applicant"}), len(person) // 6)))
        for person, day in drawn
    ]


def test_none_are_left_when_nothing_is_asked_and_only_then(engine: Engine, ways: list[Way], unsure: list[Way]) -> None:
    for stood in ways + unsure:
        left = [remaining(now, engine.interviewer) for now in stood]
        assert all(left[:-1])
        assert left[-1] == 0
        assert engine.host.remaining(stood[-1]) == ""


def test_the_estimate_is_near_what_follows(engine: Engine, ways: list[Way]) -> None:
    off = [abs(remaining(now, engine.interviewer) - left) for now, left in followed(ways)]
    always_the_same = median(left for _, left in followed(ways))
    assert fmean(off) < 1.7
    assert fmean(off) < 0.7 * fmean(abs(always_the_same - left) for _, left in followed(ways))
    assert sum(error <= 2 for error in off) > 0.8 * len(off)


def test_it_seldom_goes_up(engine: Engine, ways: list[Way]) -> None:
    steps = [
        remaining(after, engine.interviewer) - remaining(before, engine.interviewer)
        for stood in ways
        for before, after in pairwise(stood)
    ]
    assert sum(step > 0 for step in steps) < 0.06 * len(steps)
    assert max(steps) <= 3


def test_what_is_called_the_last_question_is_the_last(engine: Engine, ways: list[Way], unsure: list[Way]) -> None:
    words, named = engine.words.last_question, 0
    for now, left in followed(ways + unsure):
        if is_last(now, engine.interviewer):
            assert left == 1, now.state
            assert engine.host.remaining(now) == words
            named += 1
    assert named > 0.25 * len(ways)


def test_a_list_is_never_called_the_last_for_it_may_be_wanted_one_by_one(engine: Engine, ways: list[Way]) -> None:
    last = next(now for now, _ in followed(ways) if is_last(now, engine.interviewer))
    assert last.question
    alone = Item(last.question.fact, "", None, "", "", False)
    assert not is_last(replace(last, question=replace(last.question, items=(alone,))), engine.interviewer)


def test_a_day_still_to_be_asked_for_is_a_question_more(engine: Engine, unsure: list[Way]) -> None:
    before_the_day = [s[-3] for s in unsure if len(s) > 2 and s[-2].question and s[-2].question.fact == DATES_ONLY]
    assert before_the_day
    assert not any(is_last(now, engine.interviewer) for now in before_the_day)


def test_of_a_benefit_asked_about_its_own_questions_are_told(engine: Engine, people: list[Facts]) -> None:
    rng, off = random.Random(SEED), list[int]()
    for person in people:
        known: Facts = {"applicant": person["applicant"]}
        benefit = rng.choice(open_entitlements(engine.rules.assess(known, DAY))).benefit
        stood = way(engine, person, known, focus=(benefit.id,))
        about = [now for now in stood if now.state.focus]
        for step, now in enumerate(about):
            count = focused(now, engine.interviewer)
            assert 0 < count <= remaining(now, engine.interviewer)
            said = engine.words.focus_remaining.format(name=benefit.name, count=count)
            assert engine.host.remaining(now) in (said, engine.words.last_question)
            off.append(abs(count - (len(about) - step)))
        assert not any(focused(now, engine.interviewer) for now in stood[len(about) :])
    assert fmean(off) < 1.2


def test_it_is_said_in_a_sentence(engine: Engine) -> None:
    turns = [Turn(given={"applicant": "resident", "hukou_district": "xicheng"}, start=True)]
    now = engine.host.standing(turns, DAY)
    assert engine.host.remaining(now) == f"大约还有{remaining(now, engine.interviewer)}个问题"
    enough = engine.host.standing([*turns, Turn(enough=True)], DAY)
    assert engine.host.remaining(enough) == ""


def test_of_somebody_unknown_there_is_a_first_guess(engine: Engine) -> None:
    nobody = engine.host.standing([], DAY)
    assert engine.host.remaining(nobody) == f"大约还有{engine.words.estimate.applicant_unknown}个问题"


def test_nothing_is_assessed_for_it(engine: Engine, ways: list[Way], monkeypatch: pytest.MonkeyPatch) -> None:
    for work in ("assess", "entitlement", "missing", "situation"):
        monkeypatch.delattr(Rulebook, work)
    for stood in ways:
        assert engine.host.remaining(stood[0])
