"""A result beside what it would be: with some answers otherwise, and in other districts. Recomputed by the engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from assistant.engine import Engine
from assistant.facts.vocabulary import Fact, FactError, Facts
from assistant.facts.wording import number
from assistant.request import RequestError
from assistant.server.forms import read_answer

Json = dict[str, Any]
LONGEST_TYPED = 40  # characters


@dataclass(frozen=True, slots=True)
class Control:
    """A fact to suppose otherwise. ``typed``: what was written in its field; ``choices``: values to choose from."""

    fact: Fact
    label: str
    now: str
    typed: str
    choices: tuple[tuple[str, str], ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Supposed:
    """The controls as they were filled in, and what comes out; None where nothing is supposed or something is wrong."""

    controls: tuple[Control, ...]
    outcome: Json | None
    same: bool = False  # what is typed is as it is anyway

    @property
    def wrong(self) -> bool:
        return any(control.problem for control in self.controls)


@dataclass(frozen=True, slots=True)
class Place:
    """A district, or several without a document of their own in which the same comes out.

    ``benefits``: what isn't refused there and isn't suspended.
    """

    labels: tuple[str, ...]
    covered: bool
    home: bool
    totals: Json
    names: tuple[str, ...]
    open: int
    benefits: tuple[Json, ...] = ()


def suppose(engine: Engine, facts: Facts, typed: Mapping[str, str], as_of: dt.date) -> Supposed:
    """The result with what is typed, of the facts that its benefits ask for. A value that is wrong is said there."""
    assessment = engine.rules.assess(facts, as_of)
    asked = {fact for e in assessment.entitlements if e.legal_status == "in_force" for fact in e.benefit.facts}
    controls, changes = [], {}
    for name, most in engine.words.what_if.items():
        if name not in asked:
            continue
        said, problem = typed.get(name, "").strip()[:LONGEST_TYPED], ""
        if said:
            try:
                changes[name] = _value(engine, name, said, most)
                engine.rules.assess({**facts, name: changes[name]}, as_of)
            except (RequestError, FactError) as wrong:
                problem = str(wrong)
        controls.append(_control(engine, name, facts, said, problem))
    supposed = Supposed(tuple(controls), None)
    if supposed.wrong or all(facts.get(name) == value for name, value in changes.items()):
        return replace(supposed, same=bool(changes) and not supposed.wrong)
    try:
        outcome = engine.side_by_side.what_if(facts, changes, as_of)
    except FactError as wrong:  # each alone can be, together they can't
        *others, last = supposed.controls
        return Supposed((*others, replace(last, problem=str(wrong))), None)
    outcome["benefits"] = [b for b in outcome["benefits"] if (b["after"] or b["before"])["legal_status"] == "in_force"]
    return Supposed(supposed.controls, outcome)


def _value(engine: Engine, name: str, said: str, most: int | None) -> object:
    """What is typed of a fact, of a number not more than somebody can mean. Raises RequestError."""
    value = read_answer(engine.vocabulary.facts[name], [said])
    if most is not None and isinstance(value, int | float) and value > most:
        raise RequestError("out_of_range", f"“{said}”太大了，请填 0 到 {number(most)} 之间的数。")
    return value


def places(engine: Engine, facts: Facts, as_of: dt.date) -> list[Place]:
    """The same resident in every district: those with documents one by one, then the others; none for organisations."""
    return districts_of(engine, facts, as_of) if facts.get("applicant") == "resident" else []


def districts_of(engine: Engine, facts: Facts, as_of: dt.date) -> list[Place]:
    """The same resident or organisation in every district, in that order; their own comes first."""
    home = facts.get("hukou_district" if facts.get("applicant") == "resident" else "district")
    found: list[Place] = []
    for district in engine.side_by_side.in_each_district(facts, as_of):
        benefits = [b for b in district["benefits"] if not b["suspended"]]
        place = Place(
            labels=(district["label"],),
            covered=district["covered"],
            home=district["district"] == home,
            totals=district["totals"],
            names=tuple(b["name"] for b in benefits if b["status"] == "eligible"),
            open=sum(b["status"] == "undetermined" for b in benefits),
            benefits=tuple(benefits),
        )
        if place.covered or place.home:
            found.append(place)
        else:
            _join(found, place)
    return sorted(found, key=lambda place: (not place.home, not place.covered))


def _join(found: list[Place], place: Place) -> None:
    """Together with the districts in which the same comes out."""
    for index, other in enumerate(found):
        if replace(other, labels=place.labels) == place:
            found[index] = replace(other, labels=(*other.labels, *place.labels))
            return
    found.append(place)


def _control(engine: Engine, name: str, facts: Facts, typed: str, problem: str) -> Control:
    fact, wording = engine.vocabulary.facts[name], engine.wording
    options = [option for option in engine.interviewer.options(name) if option.value is not None]
    choices = tuple((str(option.value), option.label) for option in options)
    now = wording.value(name, facts[name]) if name in facts else ""
    return Control(fact, wording.label(name), now, typed, choices, problem)
