"""Where a conversation stands before a message, and what it needs of the engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from assistant.dialogue.questions import Interviewer, Question
from assistant.dialogue.replies import Answers
from assistant.dialogue.requests import Requests
from assistant.dialogue.state import State, Turn
from assistant.dialogue.words import ConversationWords
from assistant.facts.extract import Listener
from assistant.facts.vocabulary import Vocabulary
from assistant.facts.wording import Wording
from assistant.rules.assess import Assessment, Entitlement, Rulebook

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known after some turns, what follows from it on a day, and what is asked next."""

    state: State
    assessment: Assessment
    question: Question | None

    @property
    def applicant(self) -> str | None:
        """Who asks, as far as is known."""
        applicant = self.state.facts.get("applicant")
        return applicant if isinstance(applicant, str) else None

    @property
    def focused(self) -> list[Entitlement]:
        """The benefits asked about."""
        return [e for e in self.assessment.entitlements if e.benefit.id in self.state.focus]

    @property
    def spoken_of(self) -> list[Entitlement]:
        """The benefits spoken of last, or else those that are the person's."""
        found = [self.assessment.by_id[b] for b in self.state.about if b in self.assessment.by_id]
        return found or [e for e in self.assessment.entitlements if e.counts]

    @property
    def listed(self) -> frozenset[str]:
        """The facts of the list to tick that is asked, if one is."""
        return frozenset(item.fact for item in self.question.items) if self.question is not None else frozenset()


@dataclass(frozen=True, slots=True)
class Said:
    """A message in words, before which the conversation stood so."""

    text: str
    turns: Sequence[Turn]
    before: Standing


class Answering(Protocol):
    """What a conversation needs of the engine."""

    @property
    def vocabulary(self) -> Vocabulary: ...
    @property
    def wording(self) -> Wording: ...
    @property
    def words(self) -> ConversationWords: ...
    @property
    def rules(self) -> Rulebook: ...
    @property
    def interviewer(self) -> Interviewer: ...
    @property
    def requests(self) -> Requests: ...
    @property
    def replies(self) -> Answers: ...
    @property
    def listener(self) -> Listener: ...
    def search(
        self, query: str, as_of: dt.date, limit: int = ..., *, asker: Mapping[str, object] | None = ...
    ) -> Json: ...
    def place_outside(self, query: str) -> str | None: ...
    def hits(self, clauses: Sequence[str], as_of: dt.date) -> list[Json]: ...
    def answered(self, assessment: Assessment, question: Question | None) -> Json: ...
