"""The vocabulary of facts: which there are, of which type, and which values are allowed.

A fact that is absent is unknown, which is not the same as false. A value of the wrong type, out of range or not in the
list is refused with a sentence that names the fact, the value and what is allowed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Literal

from assistant.authored import Authored, AuthoredFile

FactValue = bool | int | float | str | list[str]
Facts = dict[str, FactValue]

DISTRICTS = "$districts"
MONTHS = "个月"
LONGEST_SHOWN = 40


class FactError(ValueError):
    """A fact that can't be taken; ``facts`` are the ids concerned, the message says what is allowed (Chinese)."""

    def __init__(self, message: str, *facts: str) -> None:
        self.facts = facts
        super().__init__(message)


class FactSpec(Authored):
    """One entry of ``corpus/facts.yaml``."""

    type: Literal["bool", "word", "words", "int", "number", "date"]
    of: Literal["anyone", "resident", "job", "organisation"]
    values: list[str] = []
    also: list[str] = []
    unit: str = ""
    max: int | None = None
    changeable: bool | Literal["up"] = False
    hangs_on: list[str] = []


class Implication(Authored):
    """Where ``when`` is the value ``is``, ``then`` is ``follows``; given otherwise it is a contradiction."""

    when: str
    is_: bool | str
    then: str
    follows: bool | str


class VocabularyFile(Authored):
    """``corpus/facts.yaml``."""

    districts: list[str]
    facts: dict[str, FactSpec]
    implications: list[Implication]


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that can be known: ``values`` where it is a word, ``also`` words allowed besides numbers."""

    id: str
    type: str
    of: str
    values: tuple[str, ...]
    also: tuple[str, ...]
    unit: str
    max: int | None
    changeable: bool | Literal["up"]  # "up": only to more, to true
    hangs_on: tuple[str, ...]  # what it is a detail of

    @property
    def grows_with_time(self) -> bool:
        """Months so far, which nothing but time adds to."""
        return self.changeable == "up" and self.unit == MONTHS


class Vocabulary:
    """All facts, in the order of the file."""

    def __init__(self, file: VocabularyFile) -> None:
        self.districts = tuple(file.districts)
        self.implications = tuple(file.implications)
        self.facts: dict[str, Fact] = {}
        self._rank = {name: rank for rank, name in enumerate(file.facts)}
        for name, spec in file.facts.items():
            values = [v for value in spec.values for v in (file.districts if value == DISTRICTS else [value])]
            self.facts[name] = Fact(
                name,
                spec.type,
                spec.of,
                tuple(values),
                tuple(spec.also),
                spec.unit,
                spec.max,
                spec.changeable,
                tuple(spec.hangs_on),
            )

    def details_of(self, names: Collection[str]) -> list[str]:
        """The facts that hang on one of these, directly or through one another, in the vocabulary's order."""
        found = set(names)
        while more := [f.id for f in self.facts.values() if f.id not in found and not found.isdisjoint(f.hangs_on)]:
            found.update(more)
        return [name for name in self.facts if name in found.difference(names)]

    def check(self, given: Mapping[str, object]) -> Facts:
        """The facts with checked values, in the vocabulary's order; null means unknown. Raises FactError."""
        for name in given:
            if name not in self.facts:
                raise self._unknown(str(name))
        ordered = sorted(given, key=self._rank.__getitem__)
        return {name: self.check_value(name, given[name]) for name in ordered if given[name] is not None}

    def _unknown(self, name: str) -> FactError:
        shown = name[:LONGEST_SHOWN]
        return FactError(f"没有“{shown}”这个事实，请检查拼写（最接近的是“{self.nearest(shown)}”）。", name)

    def nearest(self, name: str) -> str:
        """The fact whose id is most like a misspelt one."""
        return max(self.facts, key=lambda fact: SequenceMatcher(None, name, fact).ratio())

    def check_value(self, name: str, value: object) -> FactValue:
        """One value, as the vocabulary has it. Raises FactError."""
        fact = self.facts.get(name)
        if fact is None:
            raise self._unknown(name)
        checked = _CHECKS[fact.type](fact, value)
        if checked is None:
            raise FactError(f"“{name}”不能是“{str(value)[:LONGEST_SHOWN]}”，{allowed(fact)}。", name)
        return checked


def load_vocabulary(folder: Path) -> Vocabulary:
    """Read ``folder/facts.yaml``. Raises CorpusError."""
    file = AuthoredFile(folder / "facts.yaml")
    content = file.validated(VocabularyFile)
    for name, spec in content.facts.items():
        if unknown := [gate for gate in spec.hangs_on if gate not in content.facts]:
            raise file.error(f"没有“{unknown[0]}”这个事实，请检查拼写。", "facts", name, "hangs_on")
    for index, rule in enumerate(content.implications):
        for name in (rule.when, rule.then):
            if name not in content.facts:
                raise file.error(f"没有“{name}”这个事实，请检查拼写。", "implications", index)
    return Vocabulary(content)


def allowed(fact: Fact) -> str:
    """What the fact may be, in words."""
    if fact.type == "bool":
        return "只能是 true 或 false"
    if fact.type == "date":
        return "应写成 YYYY-MM-DD 或 YYYY-MM，并且是有的日子"
    if fact.type == "int":
        return f"应是 0 到 {fact.max} 的整数" if fact.max is not None else "应是不小于 0 的整数"
    if fact.type == "number":
        return "应是不小于 0 的数" + "".join(f"，或 {word}" for word in fact.also)
    choices = "、".join(fact.values)
    return f"只能是其中的一个或几个：{choices}" if fact.type == "words" else f"只能是其中之一：{choices}"


def _check_bool(_fact: Fact, value: object) -> FactValue | None:
    return value if isinstance(value, bool) else None


def _check_word(fact: Fact, value: object) -> FactValue | None:
    return value if isinstance(value, str) and value in fact.values else None


def _check_words(fact: Fact, value: object) -> FactValue | None:
    if isinstance(value, str):
        return _check_word(fact, value)
    if isinstance(value, list) and value and all(isinstance(v, str) and v in fact.values for v in value):
        chosen = [v for v in fact.values if v in value]
        return chosen if len(chosen) > 1 else chosen[0]
    return None


def _check_number(fact: Fact, value: object) -> FactValue | None:
    if isinstance(value, str):
        return value if value in fact.also else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 10**15:
        return None
    if fact.max is not None and value > fact.max:
        return None
    whole = int(value)
    if fact.type == "int":
        return whole if whole == value else None
    return whole if whole == value else value


def _check_date(_fact: Fact, value: object) -> FactValue | None:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", value, re.ASCII):
        return None
    try:
        dt.date.fromisoformat(value if len(value) > 7 else f"{value}-01")
    except ValueError:
        return None
    return value


_CHECKS = {
    "bool": _check_bool,
    "word": _check_word,
    "words": _check_words,
    "int": _check_number,
    "number": _check_number,
    "date": _check_date,
}
