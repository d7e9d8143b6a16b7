"""Made-up residents: drawn again the same, walked to the end, and never with fewer questions than there must be."""

from __future__ import annotations

import datetime as dt
import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dialogue.questions import open_entitlements
from assistant.engine import Engine
from assistant.facts.vocabulary import Facts
from assistant.simulation.fewest import fewest, smallest_hitting
from assistant.simulation.flow import Flow, spread
from assistant.simulation.population import Population, load_population
from assistant.simulation.report import simulate

DAY = dt.date(2026, 11, 20)
DATES_ONLY = "contract_start"


@pytest.fixture(scope="module")
def population(engine: Engine) -> Population:
    return load_population(engine.folder, engine.rules, engine.wording)


@pytest.fixture(scope="module")
def residents(population: Population) -> list[Facts]:
    return population.draw(120, DAY, 7)


def test_the_same_seed_draws_the_same_people(population: Population, residents: list[Facts]) -> None:
    assert population.draw(120, DAY, 7) == residents
    assert population.draw(120, DAY, 8) != residents


def test_everybody_knows_whatever_a_benefit_in_force_reads(engine: Engine, residents: list[Facts]) -> None:
    for person in residents:
        assert engine.vocabulary.check(person).keys() == person.keys()
        assert not open_entitlements(engine.rules.assess(person, DAY))


def test_whoever_is_asked_ends_where_all_facts_at_once_lead(engine: Engine, residents: list[Facts]) -> None:
    flow = Flow(engine.rules, engine.interviewer, DAY)
    for person in residents[:40]:
        at_once = {e.benefit.id: e.status for e in engine.rules.assess(person, DAY).entitlements}
        for ask in (flow.conversation, flow.one_by_one, flow.fixed_order):
            assert flow.walk(person, {}, ask).questions > 0
        assert at_once  # the walk itself fails where something stays open that nobody asks


def test_no_way_of_asking_beats_the_lower_bound(engine: Engine, residents: list[Facts]) -> None:
    flow = Flow(engine.rules, engine.interviewer, DAY)
    for person in residents[:12]:
        assert flow.least(person, {}) <= flow.walk(person, {}, flow.conversation).questions
        assert flow.least_facts(person, {}) <= flow.walk(person, {}, flow.one_by_one).questions
        assert flow.least_facts(person, {}) <= flow.walk(person, {}, flow.fixed_order).questions


def test_lists_to_tick_bring_the_questions_below_three_fifths_of_a_fixed_order(
    engine: Engine, residents: list[Facts]
) -> None:
    flow = Flow(engine.rules, engine.interviewer, DAY)
    ours = spread([flow.walk(person, {}, flow.conversation).questions for person in residents])
    singly = spread([flow.walk(person, {}, flow.one_by_one).questions for person in residents])
    fixed = spread([flow.walk(person, {}, flow.fixed_order).questions for person in residents])
    assert ours.mean <= 0.6 * fixed.mean
    assert singly.mean <= fixed.mean


def test_what_people_say_first_is_heard_as_it_is(
    engine: Engine, population: Population, residents: list[Facts]
) -> None:
    for person in residents:
        said = population.opening(person)
        heard = engine.extract(said, DAY)["facts"]
        assert {fact: value for fact, value in heard.items() if person.get(fact) != value} == {}, said
        assert len(heard) >= 2, said


def test_the_report_has_every_figure(engine: Engine) -> None:
    figures = simulate(engine, DAY, 10, 3, 1)
    assert figures["people"] == 10
    for begun in ("from_nothing", "after_opening"):
        for row in (
            "conversation",
            "one_by_one",
            "fixed_order",
            "fewest",
            "facts_asked",
            "facts_fewest",
            "first_useful",
        ):
            assert figures[begun][row]["mean"] >= 0
        assert figures[begun]["fewest"]["people"] == 3
    assert simulate(engine, DAY, 10, 3, 1) == figures


@given(st.lists(st.frozensets(st.integers(0, 6), min_size=1), max_size=7))
def test_a_smallest_hitting_set_is_smallest(needed: list[frozenset[int]]) -> None:
    found = smallest_hitting(needed)
    assert all(found & one for one in needed)
    smaller = itertools.combinations(range(7), max(0, len(found) - 1))
    assert not found or not any(all(set(chosen) & one for one in needed) for chosen in smaller)


@pytest.mark.parametrize("seed", range(20))
def test_the_fewest_are_those_of_trying_everything(seed: int) -> None:
    """Something is settled by one of several sets of facts; every number of questions is tried."""
    chance = random.Random(seed)
    names = "abcdef"
    truth: Facts = dict.fromkeys(names, True)
    settling = [frozenset(chance.sample(names, chance.randint(1, 4))) for _ in range(3)]
    questions = [frozenset(name) for name in names] + [frozenset(chance.sample(names, 2))]

    def is_open(facts: Facts) -> bool:
        return not any(wanted <= facts.keys() for wanted in settling)

    sizes = (
        size
        for size in range(len(questions) + 1)
        for chosen in itertools.combinations(questions, size)
        if not is_open(dict.fromkeys(frozenset[str]().union(*chosen), True))
    )
    assert fewest(truth, {}, questions, is_open) == next(sizes)
