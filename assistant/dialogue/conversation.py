"""A conversation: messages come in, facts change, a reply goes out. State is the answers alone, replayed.

Any sequence of answers, corrections and undos ends where its final facts given at once end. Pure: turns come in, the
day comes in; where they are kept is the caller's business.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from assistant.dialogue.questions import Interviewer
from assistant.dialogue.words import ConversationWords
from assistant.facts.extract import Listener
from assistant.facts.vocabulary import FactError, Facts, Vocabulary
from assistant.facts.wording import Wording, yuan_span
from assistant.request import RequestError
from assistant.rules.amounts import Yuan
from assistant.rules.assess import Assessment, Rulebook

Json = dict[str, Any]
KINDS = ("text", "answer", "undo", "forget")
LONGEST_MESSAGE = 2_000  # characters a person may say at once
MOST_CLAUSES = 3
_ASKS = re.compile(r"[?？]|吗|什么|怎么|咋|啥|多少|能不能|能否|可不可以|有没有|是不是|哪|几[年个岁]|呢$|么$")
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
    """Replay the turns from the start."""
    effective: list[Turn] = []
    for turn in turns:
        if turn.undo:
            if effective:
                effective.pop()
        elif turn.changes:
            effective.append(turn)
    facts: Facts = {}
    declined: set[str] = set()
    for turn in effective:
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
            return self._settle(Turn(declined=(fact,)), turns, self.assess(turns, as_of), self.words.unsure)
        try:
            checked = self.engine.vocabulary.check_value(fact, value)
        except FactError as problem:
            raise RequestError("bad_value", str(problem)) from None
        return self._settle(Turn(given={fact: checked}), turns, self.assess(turns, as_of), "")

    def _text(self, text: str, turns: Sequence[Turn], as_of: dt.date) -> Outcome:
        if len(text) > LONGEST_MESSAGE:
            raise RequestError("text_too_long", self.words.too_long.format(limit=LONGEST_MESSAGE))
        before = self.assess(turns, as_of)
        state = before.state
        question = self.engine.interviewer.next_question(before.assessment, state.declined)
        heard = self.engine.listener.extract(text, as_of, question.fact if question else None)
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
        lines = [self._confirm(turn.given, known), said, *self._turned(was, now.assessment)]
        return Outcome(turn, self._reply("\n".join(filter(None, lines)), now, changed, found))

    def _confirm(self, given: Facts, before: Facts) -> str:
        """What was understood, in words."""
        if not given:
            return ""
        template = self.words.changed if all(fact in before for fact in given) else self.words.understood
        return template.format(
            facts="，".join(self.engine.wording.statement(fact, value) for fact, value in given.items())
        )

    def _turned(self, before: Assessment, after: Assessment) -> Iterator[str]:
        """The benefits in force that this step settled as the person's, and those it took away."""
        words = self.words.result
        had = {e.benefit.id for e in before.entitlements if e.status == "eligible"}
        in_force = [e for e in after.entitlements if e.legal_status == "in_force"]
        gained = [e.benefit.name for e in in_force if e.status == "eligible" and e.benefit.id not in had]
        gone = [e.benefit.name for e in in_force if e.status == "ineligible" and e.benefit.id in had]
        for names, template in ((gained, words.newly), (gone, words.lost)):
            if names:
                yield template.format(names="、".join(names))

    def _beyond(self, least: Yuan, most: Yuan) -> str:
        """What of a sum falls due after the document's end; it stands wherever the sum stands."""
        if most == 0:
            return ""
        template = self.words.result.beyond if least == most else self.words.result.beyond_unknown
        return template.format(amount=yuan_span(most, most))

    def _reply(
        self,
        said: str,
        standing: Standing,
        understood: Facts | None = None,
        found: Json | None = None,
        summed_up: bool = True,
    ) -> Json:
        shown = self.shown(standing)
        summary = self.summary(standing.assessment, shown["next_question"] is None) if summed_up else ""
        return {
            "text": "\n".join(filter(None, [said, summary])),
            "understood": understood or {},
            "results": found["results"] if found else [],
            "confident": found["confident"] if found else None,
            **shown,
        }

    def summary(self, assessment: Assessment, finished: bool) -> str:
        """The state of the result in a sentence or two."""
        if not set(assessment.facts) - {"applicant"} or "applicant" not in assessment.facts:
            return ""
        words = self.words.result
        in_force = [e for e in assessment.entitlements if e.legal_status == "in_force"]
        eligible = [e for e in in_force if e.status == "eligible"]
        waiting = [e for e in in_force if e.status == "undetermined" and e.missing]
        said = []
        if eligible:
            totals = assessment.totals()
            beyond = self._beyond(totals.beyond_min, totals.beyond_max)
            shown = (
                words.money.format(amount=yuan_span(totals.min, totals.max), beyond=beyond) if totals.max != 0 else ""
            )
            said.append(words.some.format(count=len(eligible), money=shown))
        elif finished:
            said.append(words.nothing)
        if waiting and not finished:
            said.append(words.open.format(count=len(waiting)))
        if finished:
            said.append(words.done_open.format(count=len(waiting)) if waiting else words.done)
        return "".join(said)
