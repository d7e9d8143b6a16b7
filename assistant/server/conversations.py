"""Conversations as pages and API lead them: one message in, one reply out, kept before it is answered.

With each reply is kept what it told of each benefit, and from which version of the corpus and so of the rules.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from assistant.dialogue.conversation import Outcome
from assistant.dialogue.worth import NOTHING
from assistant.engine import Engine
from assistant.request import RequestError
from assistant.server.observing import TURNS
from assistant.store.conversations import (
    ConversationStore,
    StoredConversation,
    StoredTurn,
    TurnTaken,
    begun_by,
    new_token,
)

Json = dict[str, Any]
MOST_TURNS = 500
_ANSWERED = {True: "yes", False: "no", None: "nothing asked"}
ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class Taken:
    """A message taken: the conversation with its turn, and the reply, its result's address in it."""

    conversation: StoredConversation
    reply: Json


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a conversation as it is shown again. ``results`` are the clauses of an answer."""

    seq: int
    who: str
    text: str
    results: tuple[Json, ...] = ()
    confident: bool | None = None
    fact: str | None = None


class Conversations:
    """Leads kept conversations."""

    def __init__(self, engine: Engine, store: ConversationStore) -> None:
        self.engine, self.store = engine, store

    def start(self, given: Mapping[str, Any] | None = None) -> str:
        """A new conversation that starts from some facts; its id."""
        return self.store.start(self.engine.vocabulary.check(given or {}))

    def opening(self, conversation_id: str, as_of: dt.date) -> Json:
        """The greeting and the first question. Raises UnknownConversation."""
        opening = self.engine.host.opening(as_of, self.store.load(conversation_id).changes())
        return {"id": conversation_id, "text": opening["text"], "next_question": opening["next_question"]}

    def say(
        self, conversation_id: str, message: Mapping[str, object], as_of: dt.date, message_id: str | None = None
    ) -> Json:
        """Take a message and keep it with its reply. The same ``message_id`` again answers the same and counts once.

        Raises RequestError, UnknownConversation.
        """
        return self.take(conversation_id, message, as_of, message_id).reply

    def take(
        self, conversation_id: str, message: Mapping[str, object], as_of: dt.date, message_id: str | None = None
    ) -> Taken:
        """As ``say``, with the whole conversation."""
        message = self._masked(message)
        for _ in range(ATTEMPTS):
            kept = self.store.load(conversation_id)
            again = next((t for t in kept.turns if message_id is not None and t.message_id == message_id), None)
            if again is not None:
                return Taken(kept, self._again(kept, again))
            if len(kept.turns) >= MOST_TURNS:
                raise RequestError("too_many_turns", f"这次对话已有 {MOST_TURNS} 轮，请重新开始一次。")
            outcome = self.engine.host.take(message, kept.changes(), as_of)
            stored = self._stored(len(kept.turns) + 1, message, message_id, outcome, as_of)
            try:
                self.store.append(conversation_id, stored)
            except TurnTaken:
                continue
            return self._taken(replace(kept, turns=(*kept.turns, stored)), outcome)
        raise RequestError("busy", "这次对话正在别处使用，请稍后再发一次。")

    def take_first(
        self, given: Mapping[str, Any], message: Mapping[str, object], as_of: dt.date, message_id: str | None = None
    ) -> Taken:
        """A new conversation with its first message; none is started where it can't be taken. The same message again
        finds the conversation that it began. Raises RequestError.
        """
        message, facts = self._masked(message), self.engine.vocabulary.check(given)
        begun = StoredConversation("", facts, ())
        outcome = self.engine.host.take(message, begun.changes(), as_of)
        stored = self._stored(1, message, message_id, outcome, as_of)
        try:
            conversation_id = self.store.start_with(facts, stored)
        except TurnTaken:
            return self.take(begun_by(message_id or ""), message, as_of, message_id)
        return self._taken(StoredConversation(conversation_id, facts, (stored,)), outcome)

    def current(self, conversation_id: str, as_of: dt.date) -> Json:
        """Where the conversation stands: facts, next question, benefits. Raises UnknownConversation."""
        return self._now(self.store.load(conversation_id), as_of)

    def history(self, conversation_id: str) -> list[Said]:
        """What was said, both sides, in order. Raises UnknownConversation."""
        lines: list[Said] = []
        for turn in self.store.load(conversation_id).turns:
            lines.append(Said(turn.seq, "person", turn.said, fact=turn.fact))
            reply = turn.reply
            lines.append(Said(turn.seq, "assistant", reply["text"], tuple(reply["results"]), reply["confident"]))
        return lines

    def delete(self, conversation_id: str) -> None:
        """Nothing of it is left. Raises UnknownConversation."""
        self.store.delete(conversation_id)

    def result(self, token: str) -> Json:
        """The facts of that turn on its day, by the documents as they are now; which version it was told by is in it.
        Raises UnknownResult.
        """
        kept, turn = self.store.result(token)
        result = self._now(kept, turn.as_of)
        return {
            **result,
            "as_of": turn.as_of.isoformat(),
            "corpus_version": turn.corpus_version,
            "current_corpus_version": self.engine.corpus.version,
        }

    def _masked(self, message: Mapping[str, object]) -> Mapping[str, object]:
        text = message.get("text")
        return {**message, "text": self.engine.masker.mask(text)} if isinstance(text, str) else message

    def _stored(
        self, seq: int, message: Mapping[str, object], message_id: str | None, outcome: Outcome, as_of: dt.date
    ) -> StoredTurn:
        return StoredTurn(
            seq=seq,
            message_id=message_id,
            said=self._shown(message),
            fact=_fact_of(message),
            turn=outcome.turn,
            reply=_kept(outcome.reply),
            result_token=new_token(),
            as_of=as_of,
            corpus_version=self.engine.corpus.version,
            told=_told(outcome.reply),
            typed=isinstance(message.get("text"), str),
        )

    def _taken(self, kept: StoredConversation, outcome: Outcome) -> Taken:
        TURNS.labels(_ANSWERED[outcome.reply["confident"]]).inc()
        return Taken(kept, _answered(kept.id, outcome.reply, kept.turns[-1].result_token))

    def _again(self, kept: StoredConversation, turn: StoredTurn) -> Json:
        """A kept reply, with the rest of it worked out again for its turn and day."""
        upto = replace(kept, turns=tuple(t for t in kept.turns if t.seq <= turn.seq))
        host = self.engine.host
        shown = host.shown(host.standing(upto.changes(), turn.as_of))
        return _answered(kept.id, {**_kept(turn.reply), **shown}, turn.result_token)

    def _now(self, kept: StoredConversation, as_of: dt.date) -> Json:
        host = self.engine.host
        standing = host.standing(kept.changes(), as_of)
        return {
            "id": kept.id,
            **host.shown(standing),
            "text": host.teller.summary(standing.assessment, finished=False) if kept.turns else "",
            "result_url": _result_url(kept.turns[-1].result_token) if kept.turns else None,
        }

    def _shown(self, message: Mapping[str, object]) -> str:
        """The message as the person will read it again."""
        if message.get("undo") is True:
            return "撤回上一步"
        wording = self.engine.wording
        if isinstance(forgotten := message.get("forget"), str):
            return f"去掉“{wording.label(forgotten)}”"
        if isinstance(about := message.get("about"), str):
            benefit = self.engine.benefit(about)
            return self.engine.words.can_i.format(
                name=benefit.name, district=self.engine.wording.districts[benefit.territory]
            )
        answer = message.get("answer")
        if isinstance(answer, Mapping):
            return wording.value(str(answer["fact"]), answer.get("value"))
        answers = message.get("answers")
        if isinstance(answers, Mapping):
            return self._ticked(answers)
        return str(message["text"])

    def _ticked(self, answers: Mapping[str, Any]) -> str:
        """What was ticked of a list, in words."""
        words = self.engine.words
        wording, facts = self.engine.wording, self.engine.vocabulary.facts
        told = [
            wording.tick(fact) if value is True and facts[fact].type != "bool" else wording.statement(fact, value)
            for fact, value in answers.items()
            if value not in NOTHING and value is not None
        ]
        return "，".join(told) or (words.none_option if answers else words.singly_option)


def _fact_of(message: Mapping[str, object]) -> str | None:
    answer = message.get("answer")
    return str(answer["fact"]) if isinstance(answer, Mapping) else None


def _kept(reply: Json) -> Json:
    """The part of a reply that can't be worked out again from the turns."""
    return {name: reply[name] for name in ("text", "understood", "results", "confident")}


def _told(reply: Json) -> Json:
    """What the reply tells of each benefit: status, least and most of its amount."""
    return {
        benefit["id"]: [benefit["status"], *((a["min"], a["max"]) if (a := benefit["amount"]) else (None, None))]
        for benefit in reply["benefits"]
    }


def _answered(conversation_id: str, reply: Json, token: str) -> Json:
    return {"id": conversation_id, **reply, "result_url": _result_url(token)}


def _result_url(token: str) -> str:
    return f"/results/{token}"
