"""Facts in words for people: labels of chips, questions with options, and statements of conditions.

The words are data (``corpus/words/facts.yaml``); here they are put together.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from assistant.authored import Authored, AuthoredFile
from assistant.facts.vocabulary import FactValue, Vocabulary

BLANK = "…"  # where a value goes in a statement


class Quick(Authored):
    """A ready-made answer to a question for a number."""

    value: int | float | str
    label: str


class FactWords(Authored):
    """The words of one fact; see the head of ``corpus/words/facts.yaml``."""

    label: str
    ask: str
    help: str | None = None
    values: dict[str, str] = {}
    said: dict[str, str] = {}
    affirm: str | None = None
    deny: str | None = None
    states: str | None = None
    of: str | None = None
    example: str | None = None
    quick: list[Quick] = []
    ticks: str | None = None


class WordsFile(Authored):
    """``corpus/words/facts.yaml``."""

    districts: dict[str, str]
    facts: dict[str, FactWords]


class Wording:
    """How facts and their values are said."""

    def __init__(self, file: AuthoredFile, vocabulary: Vocabulary) -> None:
        words = file.validated(WordsFile)
        self.districts = words.districts
        self.units = {fact.id: fact.unit for fact in vocabulary.facts.values()}
        self.facts = words.facts
        for fact in vocabulary.facts.values():
            said = words.facts.get(fact.id)
            if said is None:
                raise file.error(f"缺少事实“{fact.id}”的用语。", "facts")
            unsaid = [v for v in (*fact.values, *fact.also) if v not in {**words.districts, **said.values}]
            if unsaid:
                raise file.error(f"事实“{fact.id}”的值“{unsaid[0]}”没有用语。", "facts", fact.id)
            if fact.type == "bool" and not (said.affirm and said.deny):
                raise file.error(f"事实“{fact.id}”缺少 affirm 或 deny 的说法。", "facts", fact.id)

    def label(self, fact: str) -> str:
        """The name of a fact on a chip."""
        return self.facts[fact].label

    def value(self, fact: str, value: FactValue | None) -> str:
        """A value as people read it."""
        words = self.facts[fact]
        if value is None:
            return "不清楚"
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, list):
            return "、".join(self.value(fact, v) for v in value)
        if isinstance(value, str):
            return words.values.get(value) or self.districts.get(value) or _day_in_words(value)
        for quick in words.quick:
            if quick.value == value and not quick.label[0].isdigit():
                return quick.label
        return f"{number(value)}{self.units[fact]}"

    def statement(self, fact: str, value: FactValue) -> str:
        """“The fact is this value” as a statement."""
        words = self.facts[fact]
        if isinstance(value, bool):
            return (words.affirm if value else words.deny) or words.label
        if isinstance(value, str) and value in words.said:
            return words.said[value]
        if words.states:
            return words.states.replace(BLANK, self.value(fact, value))
        return (words.of or words.label + BLANK).replace(BLANK, self.value(fact, value))

    def tick(self, fact: str) -> str:
        """The fact as a line of a list to tick."""
        words = self.facts[fact]
        return words.ticks or words.affirm or words.label

    def measured(self, fact: str, comparison: str) -> str:
        """A statement about a number: ``comparison`` is “不少于6个月”."""
        return (self.facts[fact].of or self.facts[fact].label + BLANK).replace(BLANK, comparison)


def _day_in_words(value: str) -> str:
    """2026-11-01 as 2026年11月1日, 2026-11 as 2026年11月; anything else as it is."""
    parts = value.split("-")
    if not all(part.isdigit() for part in parts):
        return value
    return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))


def load_wording(folder: Path, vocabulary: Vocabulary) -> Wording:
    """Read ``folder/words/facts.yaml``. Raises CorpusError."""
    return Wording(AuthoredFile(folder / "words" / "facts.yaml"), vocabulary)


def yuan_span(least: float | Decimal | None, most: float | Decimal | None) -> str:
    """A sum between two ends, in yuan; ``most`` None: nothing bounds it."""
    low = number(float(least or 0))
    if most is None:
        return f"{low}元起"
    return f"{low}元" if least == most else f"{low}至{number(float(most))}元"


def number(value: float | int | str) -> str:
    """27000 as 27,000; 3048.5 as 3,048.5."""
    if isinstance(value, str):
        return value
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".")
