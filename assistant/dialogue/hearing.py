"""What is heard in a message before which a conversation stood so: facts, what is changed, what is only supposed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.dialogue.questions import open_entitlements
from assistant.dialogue.standing import Answering, Said, Standing
from assistant.facts.extract import Extraction
from assistant.facts.vocabulary import Facts


@dataclass(frozen=True, slots=True)
class Heard:
    """``facts``: what was extracted; ``changed``: a fact given a new value by its name; ``supposed``: only supposed;
    ``asks_why``: the fact of which it is asked why it matters. Empty where there is nothing of the kind.
    """

    facts: Extraction
    changed: Facts
    supposed: Facts
    asks_why: str

    @property
    def told(self) -> bool:
        """Whether the words tell of facts."""
        return bool(self.facts.facts or self.facts.unclear)


class Hearing:
    """Hears with one engine."""

    def __init__(self, engine: Answering) -> None:
        self.engine = engine
        self._pronoun = re.compile(f"(?<!其)(?:{'|'.join(engine.words.pronouns)})(?![们人])")  # 其他 is nobody

    def hear(self, said: Said) -> Heard:
        """Everything in the words that concerns facts."""
        requests, question = self.engine.requests, said.before.question
        asked = question.fact if question is not None and not question.items else None
        extraction = self._extract(said.text, said.before, asked)
        supposed = self._supposed(said)
        changed = {} if supposed else self._changed(said)
        why = self._by_use(requests.facts(said.text), said.before) if requests.asks_why(said.text) else []
        return Heard(extraction, changed, supposed, why[0] if why else "")

    def _extract(self, words: str, before: Standing, asked: str | None) -> Extraction:
        """The facts in the words; 她 is the relative whom the conversation is about."""
        if before.state.whose:
            words = self._pronoun.sub(before.state.whose, words)
        return self.engine.listener.extract(words, before.assessment.as_of, asked, applicant=before.applicant)

    def _changed(self, said: Said) -> Facts:
        """The new value of a fact by its name (人数改成5个), or else of what has been told last (算错了，是14个月)."""
        names, value = self.engine.requests.change(said.text)
        facts = self._by_use(names, said.before) or self._told_last(said.before)
        return self._read(value, facts, said.before) or self._read(
            self.engine.requests.figure(value), facts, said.before
        )

    def _supposed(self, said: Said) -> Facts:
        """Facts that are only supposed (要是签三年合同呢); bare values are of what has been spoken of last."""
        supposed, before = self.engine.requests.supposed(said.text), said.before
        if not supposed:
            return {}
        heard = self._extract(supposed, before, None)
        if heard.facts:
            return {fact: value for fact, value in heard.facts.items() if fact != "applicant"}
        names = self.engine.requests.facts(said.text)
        if self.engine.requests.leaves(supposed):
            return {fact: False for fact in names if before.state.facts.get(fact) is True}
        asked = [before.question.fact] if before.question is not None else []
        named = [fact for fact in self._by_use(names, before) if self.engine.vocabulary.facts[fact].type == "bool"]
        if named and not self.engine.requests.figure(supposed):
            return {named[0]: not self.engine.requests.denies(supposed)}
        facts = list(dict.fromkeys([*names, *asked, *self._told_last(before)]))
        return self._read(supposed, facts, before) or self._read(self.engine.requests.figure(supposed), facts, before)

    def _told_last(self, before: Standing) -> list[str]:
        """The facts of the benefits spoken of, then all that is known, the latest first."""
        spoken_of = (*before.focused, *before.spoken_of)
        return [*(fact for e in spoken_of for fact in e.benefit.facts), *reversed(before.state.facts)]

    def _read(self, words: str, facts: Sequence[str], before: Standing) -> Facts:
        """The first of these facts of which the words are a value."""
        counts = self.engine.requests.counts(words)
        for fact in facts if words else ():
            if counts and self.engine.vocabulary.facts[fact].unit not in ("", counts):
                continue
            heard = self._extract(words, before, fact)
            if fact in heard.facts:
                return {fact: heard.facts[fact]}
        return {}

    def _by_use(self, facts: Sequence[str], before: Standing) -> list[str]:
        """Facts that words may name: those known first, then the one being asked, then those still open."""
        asked = before.question.fact if before.question is not None else ""
        missing = {fact for entitlement in open_entitlements(before.assessment) for fact in entitlement.missing}
        return sorted(facts, key=lambda fact: (fact not in before.state.facts, fact != asked, fact not in missing))
