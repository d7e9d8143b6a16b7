"""What the residents' pages show of a conversation: what was said in pairs, what was understood, options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from assistant.dialogue.worth import NOTHING
from assistant.engine import Engine
from assistant.facts.vocabulary import FactValue
from assistant.store.conversations import StoredTurn

Json = dict[str, Any]
EXCHANGES_IN_VIEW = 2  # earlier ones are folded
MOST_BUTTONS = 7  # of an earlier question that stay in view: of more only the one that was pressed
FEWEST_FOLDED = 2  # a single “no” is a chip like any other
END = "。"
POINT = "· "  # begins a line of a reply that is one of several


@dataclass(frozen=True, slots=True)
class Chip:
    """A fact as it was understood; declined where the person answered 不清楚."""

    fact: str
    label: str
    value: str
    declined: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """A button of an earlier question; ``pressed`` where it was the answer."""

    value: str
    label: str
    pressed: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """What was understood of a message, as statements to tap; ``before``: the words that begin it."""

    before: str
    statements: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a person said, the question it answers with its buttons, and the reply. ``heard``: said as statements to
    tap, and no longer in the reply's text.
    """

    said: str
    question: str
    fact: str | None
    buttons: tuple[Button, ...]
    heard: Heard | None
    text: str
    reply: Json


class Talk:
    """Puts conversations with one engine into words for the templates."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.words = engine, engine.words
        self._listed = {fact for checklist in engine.words.checklists for fact in checklist.facts}

    def chips(self, facts: Mapping[str, FactValue], declined: Iterable[str]) -> list[Chip]:
        """What was understood, then what the person couldn't say."""
        wording = self.engine.wording
        known = [Chip(fact, wording.label(fact), wording.value(fact, value)) for fact, value in facts.items()]
        return known + [Chip(fact, wording.label(fact), wording.value(fact, None), True) for fact in declined]

    def folded(self, facts: Mapping[str, FactValue]) -> list[str]:
        """The facts of a list to tick that aren't so: they would hide those that a person cares about."""
        nothing = [fact for fact, value in facts.items() if fact in self._listed and value in NOTHING]
        return nothing if len(nothing) >= FEWEST_FOLDED else []

    def exchanges(self, turns: Sequence[StoredTurn]) -> tuple[list[Exchange], list[Exchange]]:
        """The conversation in pairs: those to fold, those in view."""
        pairs = [self._exchange(turn) for turn in turns]
        return pairs[:-EXCHANGES_IN_VIEW], pairs[-EXCHANGES_IN_VIEW:]

    def paragraphs(self, text: str) -> list[tuple[bool, list[str]]]:
        """A reply's lines in groups: of points (True), and the others."""
        groups = groupby(filter(None, text.split("\n")), key=lambda line: line.startswith(POINT))
        return [(points, [line.removeprefix(POINT) for line in lines]) for points, lines in groups]

    def option(self, value: FactValue | None) -> str:
        """An option's value as a form sends it; empty is 不清楚."""
        return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)

    def _exchange(self, turn: StoredTurn) -> Exchange:
        text: str = turn.reply["text"]
        heard = self._heard(text, turn.turn.given)
        if heard is not None:
            text = text.partition(END)[2].lstrip("\n")
        return Exchange(turn.said, self._question(turn), turn.fact, self._buttons(turn), heard, text, turn.reply)

    def _heard(self, text: str, given: Mapping[str, FactValue]) -> Heard | None:
        """The sentence that confirms what was understood, taken apart; None where the reply doesn't begin with one."""
        sentence = text.partition(END)[0]
        for template in (self.words.understood, self.words.changed):
            before = template.partition("{")[0]
            if sentence.startswith(before):
                said = ((fact, self.engine.wording.statement(fact, value)) for fact, value in given.items())
                statements = tuple((fact, words) for fact, words in said if words in sentence)
                return Heard(before, statements) if statements else None
        return None

    def _buttons(self, turn: StoredTurn) -> tuple[Button, ...]:
        """The buttons of the question that was answered by pressing one of them."""
        if turn.fact is None or self.engine.vocabulary.facts[turn.fact].type == "words":
            return ()
        answer = turn.turn.given.get(turn.fact)
        if answer is None and turn.fact not in turn.turn.declined:
            return ()
        options = self.engine.interviewer.options(turn.fact)
        shown = options if len(options) <= MOST_BUTTONS else [o for o in options if o.value == answer]
        buttons = tuple(Button(self.option(o.value), o.label, o.value == answer) for o in shown)
        return buttons if any(button.pressed for button in buttons) else ()

    def _question(self, turn: StoredTurn) -> str:
        """The question that a form answered; a typed sentence needs none but where it answered a list."""
        if turn.fact:
            return self.engine.wording.facts[turn.fact].ask
        if not turn.turn.singly:
            return ""
        about = {*turn.turn.given} or {*turn.turn.singly}
        return next((checklist.ask for checklist in self.words.checklists if about & {*checklist.facts}), "")
