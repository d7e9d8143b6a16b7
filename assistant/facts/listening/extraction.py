"""What is taken down of an utterance: facts, the words they stand on, and what is left to ask."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.facts.vocabulary import Facts


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words a fact stands on; offsets are code points of the untouched utterance."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unclear:
    """Words that speak of facts without settling them, and the question to ask (Chinese)."""

    text: str
    start: int
    end: int
    facts: tuple[str, ...]
    question: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a careful clerk takes down; ``whose``: the relative it is about, “” where it is the speaker."""

    facts: Facts
    evidence: dict[str, Evidence]
    unclear: tuple[Unclear, ...]
    whose: str = ""
