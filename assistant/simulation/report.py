"""``assistant simulate-flow``: the figures of many made-up residents, from nothing and after one opening sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from assistant.engine import Engine
from assistant.facts.vocabulary import Facts
from assistant.simulation.flow import FIRST_RESULT_BY, Flow, Walk, spread
from assistant.simulation.population import load_population

Json = dict[str, Any]


def simulate(engine: Engine, as_of: dt.date, people: int, bound: int, seed: int) -> Json:
    """Draw residents and walk each through the questions; the lower bound is worked out for the first ``bound``.

    Raises CorpusError.
    """
    population = load_population(engine.folder, engine.rules, engine.wording)
    residents = population.draw(people, as_of, seed)
    flow = Flow(engine.rules, engine.interviewer, as_of)
    told = [engine.listener.extract(population.opening(person), as_of).facts for person in residents]
    wrong = sum(
        person.get(fact) != value
        for person, facts in zip(residents, told, strict=True)
        for fact, value in facts.items()
    )
    return {
        "as_of": as_of.isoformat(),
        "people": people,
        "seed": seed,
        "from_nothing": _figures(flow, residents, [{}] * people, bound),
        "after_opening": {
            **_figures(flow, residents, told, bound),
            "example": population.opening(residents[0]),
            "facts_heard": round(sum(map(len, told)) / people, 2),
            "misheard": wrong,
        },
    }


def _figures(flow: Flow, residents: Sequence[Facts], told: Sequence[Facts], bound: int) -> Json:
    pairs = list(zip(residents, told, strict=True))
    ours = [flow.walk(person, known, flow.conversation) for person, known in pairs]
    fixed = [flow.walk(person, known, flow.fixed_order) for person, known in pairs]
    singly = [flow.walk(person, known, flow.one_by_one) for person, known in pairs]
    mean = spread([walk.questions for walk in ours]).mean
    return {
        "conversation": _spread([walk.questions for walk in ours]),
        "one_by_one": _spread([walk.questions for walk in singly]),
        "fixed_order": _spread([walk.questions for walk in fixed]),
        "same_people": {**_spread([walk.questions for walk in ours[:bound]]), "people": bound},
        "fewest": {**_spread([flow.least(person, known) for person, known in pairs[:bound]]), "people": bound},
        "share_of_fixed_order": round(mean / spread([walk.questions for walk in fixed]).mean, 3),
        "facts_asked": _spread([walk.facts for walk in ours]),
        "facts_fewest": {**_spread([flow.least_facts(p, k) for p, k in pairs[:bound]]), "people": bound},
        "first_useful": {**_spread([walk.useful for walk in ours]), "within": FIRST_RESULT_BY, "share": _in_time(ours)},
        "first_useful_fixed_order": {
            **_spread([walk.useful for walk in fixed]),
            "within": FIRST_RESULT_BY,
            "share": _in_time(fixed),
        },
    }


def _spread(numbers: Sequence[int]) -> Json:
    return {name: round(figure, 2) for name, figure in asdict(spread(numbers)).items()}


def _in_time(walks: Sequence[Walk]) -> float:
    return round(sum(walk.useful <= FIRST_RESULT_BY for walk in walks) / len(walks), 3)
