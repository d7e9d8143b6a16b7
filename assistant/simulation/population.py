"""Made-up residents, drawn from the shares of ``corpus/population.yaml``: the same seed gives the same people."""

from __future__ import annotations

import datetime as dt
import random
import re
from pathlib import Path

from dateutil.relativedelta import relativedelta

from assistant.authored import Authored, AuthoredFile
from assistant.facts.vocabulary import FactError, Facts, FactValue
from assistant.facts.wording import Wording
from assistant.rules.assess import Rulebook

_SPAN = re.compile(r"(\d+)-(\d+)")
Key = bool | int | float | str


class Case(Authored):
    """How a fact is shared out among those whom ``when`` fits; a key “18-24” is a number from that span."""

    when: dict[str, Key | list[Key]] = {}
    shares: dict[Key, float] = {}
    months_ago: dict[str, float] = {}


class Words(Authored):
    """How somebody says a fact of theirs; a value without words is not said."""

    fact: str
    when: dict[str, Key | list[Key]] = {}
    says: dict[Key, str] = {}
    else_says: str = ""


class PopulationFile(Authored):
    """``population.yaml``: the cases of each fact in the order of drawing, and what such a person says first."""

    facts: dict[str, list[Case]]
    opening: list[Words]


class Population:
    """Draws residents. ``rules`` say which facts contradict each other."""

    def __init__(self, file: PopulationFile, rules: Rulebook, wording: Wording) -> None:
        self._cases, self._opening, self._rules, self._wording = file.facts, file.opening, rules, wording

    def draw(self, count: int, as_of: dt.date, seed: int) -> list[Facts]:
        """So many residents on a day, every fact of theirs known."""
        chance = random.Random(seed)
        people: list[Facts] = []
        while len(people) < count:
            person = self._person(chance, as_of)
            try:
                self._rules.situation(person, as_of)
            except FactError:
                continue  # nobody lives like that
            people.append(person)
        return people

    def opening(self, person: Facts) -> str:
        """What this person says first, in one sentence."""
        said = []
        for words in self._opening:
            value = person.get(words.fact)
            if value is not None and not isinstance(value, list) and _fits(words, person):
                template = words.says.get(value, words.else_says)
                said.append(template.format(value=self._wording.value(words.fact, value)))
        return "，".join(filter(None, said))

    def _person(self, chance: random.Random, as_of: dt.date) -> Facts:
        person: Facts = {"applicant": "resident"}
        for fact, cases in self._cases.items():
            case = next((case for case in cases if _fits(case, person)), None)
            if case is not None:
                person[fact] = _value(case, chance, as_of)
        return person


def load_population(folder: Path, rules: Rulebook, wording: Wording) -> Population:
    """Read ``folder/population.yaml``. Raises CorpusError."""
    file = AuthoredFile(folder / "population.yaml")
    content = file.validated(PopulationFile)
    for fact in (*content.facts, *(words.fact for words in content.opening)):
        if fact not in rules.vocabulary.facts:
            raise file.error(f"没有“{fact}”这个事实，请检查拼写。", "facts", fact)
    for fact, cases in content.facts.items():
        for index, case in enumerate(cases):
            if not case.shares and not case.months_ago:
                raise file.error("要写出 shares 或 months_ago。", "facts", fact, index)
    return Population(content, rules, wording)


def _fits(case: Case | Words, person: Facts) -> bool:
    return all(_is(person.get(fact), wanted) for fact, wanted in case.when.items())


def _is(value: FactValue | None, wanted: Key | list[Key]) -> bool:
    if isinstance(wanted, list):
        return any(_is(value, one) for one in wanted)
    span = _SPAN.fullmatch(wanted) if isinstance(wanted, str) else None
    if span is not None:
        return isinstance(value, int) and int(span[1]) <= value <= int(span[2])
    return value == wanted


def _value(case: Case, chance: random.Random, as_of: dt.date) -> FactValue:
    keys: list[Key] = [*(case.shares or case.months_ago)]
    key = chance.choices(keys, [*(case.shares or case.months_ago).values()])[0]
    span = _SPAN.fullmatch(key) if isinstance(key, str) else None
    number = chance.randint(int(span[1]), int(span[2])) if span is not None else key
    if case.months_ago:
        return (as_of - relativedelta(months=int(number))).isoformat()
    return number
