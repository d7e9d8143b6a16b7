"""A conversation: messages come in, facts change, a reply goes out. State is the answers alone, replayed.

Any sequence of answers, corrections and undos ends where its final facts given at once end. Pure: turns come in, the
day comes in; where they are kept is the caller's business.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from assistant.dialogue.questions import Interviewer
from assistant.dialogue.telling import Teller
from assistant.dialogue.words import ConversationWords
from assistant.facts.extract import Listener
from assistant.facts.vocabulary import FactError, Facts, FactValue, Vocabulary
from assistant.facts.wording import Wording
from assistant.request import RequestError
from assistant.rules.assess import Assessment, Rulebook

Json = dict[str, Any]
KINDS = ("text", "answer", "undo", "forget")
LONGEST_MESSAGE = 2_000  # characters a person may say at once
MOST_CLAUSES = 3
_ASKS = re.compile(r"[?？]|吗|什么|怎么|咋|啥|多少|能不能|能否|可不可以|有没有|是不是|哪|几[年个岁]|呢$|么$")
_MARKS = " \t。，,.!！?？~～"
_WORDS = re.compile(r"[\u3400-\u9fff]|[A-Za-z]{2}")  # a bare number or date asks nothing


@dataclass(frozen=True, slots=True)
class Turn:
    """What one message changed. ``declined`` are facts answered with 不清楚; ``undo`` takes back the turn before.

    ``asks``: a fact left unclear, asked next. ``whose``: the relative whose facts these are, “” the speaker's.
    """

    given: Facts = field(default_factory=dict)
    declined: tuple[str, ...] = ()
    forgotten: tuple[str, ...] = ()
    undo: bool = False
    asks: str | None = None
    whose: str = ""

    @property
    def changes(self) -> bool:
        """True where the turn changes what is known."""
        return bool(self.given or self.declined or self.forgotten)


@dataclass(frozen=True, slots=True)
class State:
    """What is known after some turns."""

    facts: Facts
    declined: frozenset[str]
    asks: str | None = None
    whose: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known after some turns, and what follows from it on a day."""

    state: State
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class Outcome:
    """A message taken: what it changed, and the reply as the contract has it."""

    turn: Turn
    reply: Json


def state_of(turns: Sequence[Turn]) -> State:
    """Replay the turns from the start.

    Whoever asks for somebody else (a resident, then their company) tells that one's own facts: those told before are
    set aside and come back when the applicant does.
    """
    effective: list[Turn] = []
    for turn in turns:
        if turn.undo:
            if effective:
                effective.pop()
        elif turn.changes:
            effective.append(turn)
    facts: Facts = {}
    declined: set[str] = set()
    aside: dict[FactValue, tuple[Facts, set[str]]] = {}
    for turn in effective:
        before, now = facts.get("applicant"), turn.given.get("applicant")
        if isinstance(before, str) and isinstance(now, str) and before != now:
            aside[before] = (facts, declined)
            theirs, unsaid = aside.get(now, ({}, set()))
            facts, declined = dict(theirs), set(unsaid)
        for fact in turn.forgotten:
            facts.pop(fact, None)
            declined.discard(fact)
        for fact in turn.declined:
            facts.pop(fact, None)
            declined.add(fact)
        facts |= turn.given
        declined -= set(turn.given)
    last = turns[-1].asks if turns else None
    whose = next((turn.whose for turn in effective if turn.whose), "")
    return State(facts, frozenset(declined), last, whose)


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
    def listener(self) -> Listener: ...
    def search(self, query: str, as_of: dt.date, limit: int = ...) -> Json: ...
    def assessed(self, assessment: Assessment, declined: frozenset[str] = ..., asks: str | None = ...) -> Json: ...


class Host:
    """Leads conversations with one engine."""

    def __init__(self, engine: Answering) -> None:
        self.engine = engine
        self.teller = Teller(engine.words, engine.wording)

    @property
    def words(self) -> ConversationWords:
        return self.engine.words

    def opening(self, as_of: dt.date, turns: Sequence[Turn] = ()) -> Json:
        """The first words and the first question."""
        return self._reply(self.words.greeting, self.assess(turns, as_of), summed_up=False)

    def take(self, message: Mapping[str, object], turns: Sequence[Turn], as_of: dt.date) -> Outcome:
        """One message: ``text``, ``answer``, ``undo`` or ``forget``. Raises RequestError where it is none of them."""
        given = [kind for kind in KINDS if message.get(kind) is not None]
        said = message[given[0]] if len(given) == 1 else None
        if given == ["undo"] and said is True:
            return self._undo(turns, as_of)
        if given == ["forget"] and isinstance(said, str):
            return self._forget(said, turns, as_of)
        if given == ["answer"] and isinstance(said, Mapping):
            return self._answer(said, turns, as_of)
        if given == ["text"] and isinstance(said, str):
            return self._text(said, turns, as_of)
        raise RequestError("bad_message", "消息里要有 text、answer、undo 或 forget 其中之一，只能有一个。")

    def assess(self, turns: Sequence[Turn], as_of: dt.date) -> Standing:
        """What is known after the turns, assessed."""
        state = state_of(turns)
        return Standing(state, self.engine.rules.assess(state.facts, as_of))

    def shown(self, standing: Standing) -> Json:
        """Where a conversation stands, as the contract has it: facts, next question, benefits, totals."""
        state = standing.state
        answer = self.engine.assessed(standing.assessment, state.declined, state.asks)
        return {**answer, "declined": sorted(state.declined)}

    def _undo(self, turns: Sequence[Turn], as_of: dt.date) -> Outcome:
        turn = Turn(undo=True)
        now = self.assess([*turns, turn], as_of)
        before, after = state_of(turns), now.state
        changed = [f for f in {**before.facts, **after.facts} if before.facts.get(f) != after.facts.get(f)]
        changed += before.declined ^ after.declined
        labels = "、".join(dict.fromkeys(self.engine.wording.label(fact) for fact in changed))
        said = self.words.undone.format(labels=labels) if changed else self.words.nothing_to_undo
        return Outcome(turn, self._reply(said, now))

    def _forget(self, fact: str, turns: Sequence[Turn], as_of: dt.date) -> Outcome:
        if fact not in self.engine.vocabulary.facts:
            raise RequestError("unknown_fact", f"没有“{fact[:40]}”这个事实。")
        said = self.words.forgotten.format(label=self.engine.wording.label(fact))
        return self._settle(Turn(forgotten=(fact,)), turns, self.assess(turns, as_of), said)

    def _answer(self, answer: Mapping[object, object], turns: Sequence[Turn], as_of: dt.date) -> Outcome:
        fact, value = str(answer.get("fact")), answer.get("value")
        if fact not in self.engine.vocabulary.facts:
            raise RequestError("unknown_fact", f"没有“{fact[:40]}”这个事实。")
        if value is None:
            return self._unsure(fact, turns, self.assess(turns, as_of))
        try:
            checked = self.engine.vocabulary.check_value(fact, value)
        except FactError as problem:
            raise RequestError("bad_value", str(problem)) from None
        return self._settle(Turn(given={fact: checked}), turns, self.assess(turns, as_of), "")

    def _unsure(self, fact: str, turns: Sequence[Turn], before: Standing) -> Outcome:
        """不清楚: the fact isn't asked again. Without the applicant nothing can be said, so that question stays."""
        if fact == "applicant":
            return Outcome(Turn(), self._reply(self.words.applicant_needed, before))
        return self._settle(Turn(declined=(fact,)), turns, before, self.words.unsure)

    def _text(self, text: str, turns: Sequence[Turn], as_of: dt.date) -> Outcome:
        if len(text) > LONGEST_MESSAGE:
            raise RequestError("text_too_long", self.words.too_long.format(limit=LONGEST_MESSAGE))
        before = self.assess(turns, as_of)
        state = before.state
        question = self.engine.interviewer.next_question(before.assessment, state.declined)
        plain = text.strip(_MARKS)
        if question is not None and plain in self.words.unsure_said:
            return self._unsure(state.asks or question.fact, turns, before)
        if plain in self.words.totals_said:
            summary = self.teller.summary(before.assessment, question is None)
            near = self.teller.nearest(before.assessment) if summary else ""
            told = "\n".join(filter(None, [summary or self.words.tell_first, near]))
            return Outcome(Turn(), self._reply(told, before, summed_up=False))
        applicant = state.facts.get("applicant")
        heard = self.engine.listener.extract(
            text,
            as_of,
            state.asks or (question.fact if question else None),
            applicant=applicant if isinstance(applicant, str) else None,
        )
        if not heard.facts and self._is_for_whom(text, state):
            return self._settle(Turn(asks="applicant"), turns, before, self.words.for_whom)
        said = [self.words.unclear.format(question=unclear.question) for unclear in heard.unclear[:1]]
        asks = _ASKS.search(text) is not None
        found = None
        if _WORDS.search(text) and (asks or not (heard.facts or heard.unclear)):
            found = self.engine.search(text, as_of, limit=MOST_CLAUSES)
        if not heard.facts and not heard.unclear:
            said.append(self._answer_words(found, asks))
        if found is not None and not found["confident"] and (heard.facts or not asks):
            found = None  # nothing was asked that the documents answer
        if heard.whose and heard.facts and heard.whose != state.whose and set(state.facts) - {"applicant"}:
            said = [self.words.another_person.format(who=heard.whose)]
            return self._settle(Turn(), turns, before, "\n".join(said), found)
        unclear = heard.unclear[0].facts[0] if heard.unclear else None
        turn = Turn(given=heard.facts, asks=unclear, whose=heard.whose if heard.facts else "")
        return self._settle(turn, turns, before, "\n".join(said), found)

    def _is_for_whom(self, text: str, state: State) -> bool:
        """Words that an employer uses, from somebody who is only taken to be a resident: who asks isn't plain."""
        return state.facts == {"applicant": "resident"} and any(word in text for word in self.words.employers_words)

    def _answer_words(self, found: Json | None, asks: bool) -> str:
        """How the clauses found are introduced."""
        if found is not None and found["confident"]:
            return self.words.found
        if not asks or found is None:
            return self.words.not_understood
        return self.words.not_found if found["results"] else self.words.nothing_near

    def _settle(
        self, turn: Turn, turns: Sequence[Turn], before: Standing, said: str, found: Json | None = None
    ) -> Outcome:
        """Take the turn, or refuse it where it contradicts what is known; nothing said before is lost."""
        known, was = before.state.facts, before.assessment
        try:
            now = self.assess([*turns, turn], was.as_of)
        except FactError as problem:
            labels = "”和“".join(self.engine.wording.label(fact) for fact in problem.facts)
            text = self.words.contradiction.format(labels=labels)
            return Outcome(Turn(), self._reply(text, before, found=found))
        changed = {f: v for f, v in turn.given.items() if known.get(f) != v}
        lines = [self.teller.confirm(turn.given, known), self._set_aside(known, now.state.facts), said]
        lines += self.teller.turned(was, now.assessment)
        return Outcome(turn, self._reply("\n".join(filter(None, lines)), now, changed, found))

    def _set_aside(self, before: Facts, after: Facts) -> str:
        """What is said where another applicant's facts were told before."""
        if before.get("applicant") in (None, after.get("applicant")) or before.keys() <= after.keys():
            return ""
        return self.words.set_aside

    def _reply(
        self,
        said: str,
        standing: Standing,
        understood: Facts | None = None,
        found: Json | None = None,
        summed_up: bool = True,
    ) -> Json:
        shown = self.shown(standing)
        summary = self.teller.summary(standing.assessment, shown["next_question"] is None) if summed_up else ""
        return {
            "text": "\n".join(filter(None, [said, summary])),
            "understood": understood or {},
            "results": found["results"] if found else [],
            "confident": found["confident"] if found else None,
            **shown,
        }
