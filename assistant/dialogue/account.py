"""What is said after a message was taken: what was understood, the answer, what changed, where it stands now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.dialogue.replies import Answer
from assistant.dialogue.standing import Answering, Standing
from assistant.dialogue.state import State, Turn
from assistant.facts.vocabulary import Facts
from assistant.rules.assess import Entitlement

PAUSE_AFTER = 5  # questions after which the person is told that the result can be read


class Account:
    """Gives accounts with one engine's words."""

    def __init__(self, engine: Answering) -> None:
        self.engine, self.words, self.teller = engine, engine.words, engine.replies.teller

    def of(
        self,
        turn: Turn,
        before: Standing,
        now: Standing,
        words: str,
        answer: Answer,
        settled: Sequence[Entitlement],
    ) -> str:
        """The reply to a turn. ``words``: of the turn itself; ``settled``: benefits asked about, now decided."""
        known = before.state.facts
        lines = [
            self.teller.confirm(turn.given, known, in_list=len(turn.singly) > 1),
            self._asked_again(turn, known),
            self._set_aside(before.state, now.state),
            words,
            answer.text,
            *self.teller.turned(before.assessment, now.assessment),
            *self._settled(settled, now),
            *(() if answer.sums else self._where_it_stands(turn, before, now)),
        ]
        return "\n".join(filter(None, lines))

    def contradiction(self, facts: Sequence[str]) -> str:
        """That these facts can't all be so."""
        return self.words.contradiction.format(labels="”和“".join(map(self.engine.wording.label, facts)))

    def undone(self, before: State, after: State) -> str:
        """What was taken back."""
        changed = [f for f in {**before.facts, **after.facts} if before.facts.get(f) != after.facts.get(f)]
        changed += before.declined ^ after.declined
        labels = "、".join(dict.fromkeys(map(self.engine.wording.label, changed)))
        return self.words.undone.format(labels=labels) if changed else self.words.undone_same

    def _asked_again(self, turn: Turn, known: Facts) -> str:
        gone = [self.engine.wording.label(fact) for fact in turn.details if fact in known]
        return self.words.asked_again.format(labels="、".join(gone)) if gone else ""

    def _set_aside(self, before: State, now: State) -> str:
        """What is said where another applicant's facts were told before."""
        applicant = before.facts.get("applicant")
        if applicant in (None, now.facts.get("applicant")) or before.facts.keys() <= now.facts.keys():
            return ""
        return self.words.set_aside

    def _settled(self, settled: Sequence[Entitlement], now: Standing) -> Iterator[str]:
        """The benefits asked about: what they come to, and that the rest follows."""
        for entitlement in settled:
            yield self.engine.replies.benefit(entitlement, now.assessment)
        if settled and now.question is not None:
            yield self.engine.replies.rest(settled)

    def _where_it_stands(self, turn: Turn, before: Standing, now: Standing) -> Iterator[str]:
        """The result where it has changed, when it can be read, and at the end what to do next."""
        if not turn.changes or turn.restart:
            return
        finished = now.question is None
        if finished or self.teller.outcome(before.assessment) != self.teller.outcome(now.assessment):
            yield self.teller.summary(now.assessment, finished)
        if finished and before.question is not None:
            yield self.words.next_steps
        elif now.state.answered == PAUSE_AFTER and turn.answers and not finished:
            yield self.words.pause.format(count=PAUSE_AFTER)
