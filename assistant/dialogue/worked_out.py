"""What follows from facts, kept for a while: a message that tells nothing new is answered from where the conversation
stood, the next message begins there, and many people begin alike.

Everything here follows from the facts, the day and what is suspended; nothing of it is changed by anybody.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import NamedTuple

from assistant.dialogue.questions import Interview, Question
from assistant.dialogue.standing import Answering, Json
from assistant.facts.vocabulary import Facts, FactValue
from assistant.rules.assess import Assessment, Suspension

MOST_KEPT = 512  # of each, of some 30 kB


class Basis(NamedTuple):
    """All that an answer stands on: the facts in whatever order they were told, the day, what is suspended."""

    facts: tuple[tuple[str, FactValue | tuple[str, ...]], ...]
    as_of: dt.date
    suspended: tuple[tuple[str, Suspension], ...]


class WorkedOut:
    """What one engine makes of facts, the latest kept."""

    def __init__(self, engine: Answering) -> None:
        self._engine = engine
        self._assess = lru_cache(MOST_KEPT)(self._assessed)
        self._ask = lru_cache(MOST_KEPT)(self._asked)
        self._answer = lru_cache(MOST_KEPT)(self._answered)

    def assessment(self, facts: Facts, as_of: dt.date) -> Assessment:
        """Every benefit decided. Raises FactError."""
        return self._assess(self._basis(facts, as_of))

    def next_question(self, facts: Facts, as_of: dt.date, interview: Interview) -> Question | None:
        """The most useful question still open. Raises FactError."""
        return self._ask(self._basis(facts, as_of), interview)

    def answer(self, facts: Facts, as_of: dt.date, question: Question | None) -> Json:
        """The assessment as the contract has it. Raises FactError."""
        return self._answer(self._basis(facts, as_of), question)

    def _basis(self, facts: Facts, as_of: dt.date) -> Basis:
        told = ((name, tuple(value) if isinstance(value, list) else value) for name, value in sorted(facts.items()))
        return Basis(tuple(told), as_of, tuple(sorted(self._engine.rules.suspended().items())))

    def _assessed(self, basis: Basis) -> Assessment:
        facts = {name: list(value) if isinstance(value, tuple) else value for name, value in basis.facts}
        return self._engine.rules.assess(facts, basis.as_of)

    def _asked(self, basis: Basis, interview: Interview) -> Question | None:
        return self._engine.interviewer.next_question(self._assess(basis), interview)

    def _answered(self, basis: Basis, question: Question | None) -> Json:
        return self._engine.answered(self._assess(basis), question)
