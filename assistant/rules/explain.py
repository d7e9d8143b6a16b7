"""Why: each condition in words with its truth, the facts it reads and the quoted words; notes on the result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.documents.corpus import Corpus
from assistant.documents.standing import Notices, chinese_day
from assistant.facts.wording import Wording, number
from assistant.rules.amounts import dated_figure, plain
from assistant.rules.assess import Assessment, Entitlement
from assistant.rules.logic import Condition, Group, Leaf, OpenWords, Situation, Truth
from assistant.rules.parameters import DatedValue
from assistant.rules.schema import Monthly, Times

_COMPARISONS = {"at_least": "不少于{}", "above": "大于{}", "at_most": "不超过{}", "below": "不满{}"}


@dataclass(frozen=True, slots=True)
class Explained:
    """A condition in words. ``parts`` where it is a group of several."""

    text: str
    holds: Truth
    facts: tuple[str, ...]
    clause: str
    quote: str
    parts: tuple[Explained, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A note on a result: its kind, words for people, clause ids."""

    kind: str
    text: str
    clauses: tuple[str, ...]


class Explainer:
    """Puts assessments into words; the words are the corpus's."""

    def __init__(self, corpus: Corpus, wording: Wording, notices: Notices) -> None:
        self.corpus, self.wording, self.notices = corpus, wording, notices

    def conditions(self, entitlement: Entitlement, situation: Situation) -> tuple[Explained, ...]:
        """The conditions of a benefit, in the order of the rule."""
        return tuple(self.explain(part, situation) for part in entitlement.benefit.when.parts)

    def explain(self, condition: Condition, situation: Situation) -> Explained:
        """One condition."""
        grounds, truth = condition.grounds, condition.truth(situation)
        if isinstance(condition, Leaf):
            text = condition.says or self._statement(condition, situation)
            return Explained(text, truth, (condition.fact.id,), grounds.clause, grounds.quote, note=condition.note)
        if isinstance(condition, OpenWords):
            return Explained(condition.says, None, (), grounds.clause, grounds.quote, note=condition.note)
        parts = tuple(self.explain(part, situation) for part in condition.parts)
        text = condition.says or self._joined(condition, parts)
        return Explained(text, truth, condition.facts, grounds.clause, grounds.quote, parts, condition.note)

    def notes(self, entitlement: Entitlement, assessment: Assessment) -> Iterator[Note]:
        """What an answer about this benefit has to say besides."""
        benefit, amount = entitlement.benefit, entitlement.amount
        words, bureau = self.notices.notes, self.notices.bureau(benefit.territory)
        metadata = self.corpus.documents[benefit.document].metadata
        if amount and metadata.in_force_to and _may_lie_beyond(entitlement):
            to = chinese_day(metadata.in_force_to.value)
            sure = amount.beyond_min == amount.beyond_max
            unknown = words.beyond_unknown if amount.kind == "schedule" else words.beyond_later
            template = words.beyond if sure else unknown
            shown = number(float(amount.beyond_max)) if amount.beyond_max is not None else "部分"
            text = template.format(to=to, amount=shown, bureau=bureau)
            yield Note("expiry", text, self._clauses_saying(benefit.document, metadata.in_force_to.words))
        yield from self._parameter_notes(entitlement, assessment.situation)
        for note in benefit.notes:
            if note.from_ is None or note.from_ <= assessment.as_of:
                clauses = (c if "#" in c else f"{benefit.document}#{c}" for c in note.clauses or [benefit.clause])
                yield Note(note.kind, note.text, tuple(clauses))

    def _clauses_saying(self, document: str, words: str) -> tuple[str, ...]:
        start = "".join(words.split())[:12]
        return tuple(c.id for c in self.corpus.documents[document].units() if start in "".join(c.text.split()))

    def _parameter_notes(self, entitlement: Entitlement, situation: Situation) -> Iterator[Note]:
        benefit, day = entitlement.benefit, situation.known.as_of
        used: dict[str, DatedValue | None] = {}
        for leaf in benefit.when.leaves():
            if isinstance(leaf.operand, Times):
                used[leaf.operand.parameter] = situation.figure(leaf.operand.parameter)
        if isinstance(benefit.pays, Monthly) and benefit.pays.parameter:
            used[benefit.pays.parameter] = dated_figure(benefit.pays, situation)
        for name, value in used.items():
            parameter = situation.parameters.figures[name]
            if value is None:
                text = self.notices.notes.parameter_missing.format(name=parameter.name, day=chinese_day(day))
                yield Note("parameter", text, (benefit.clause,))
                continue
            fields = {"name": parameter.name, "amount": plain(value.amount), "source": value.source}
            text = self.notices.notes.parameter.format_map({**fields, "from": chinese_day(value.from_)})
            yield Note("parameter", text + "".join(situation.parameters.remarks(name, day)), (benefit.clause,))

    def _statement(self, leaf: Leaf, situation: Situation) -> str:
        fact, operand = leaf.fact.id, leaf.operand
        if leaf.operator == "is" and isinstance(operand, bool | int | float | str | list):
            return self.wording.statement(fact, operand)
        if leaf.operator == "one_of" and isinstance(operand, tuple):
            return "或".join(self.wording.statement(fact, value) for value in operand)
        if leaf.operator == "is_not" and isinstance(operand, str | bool):
            return f"不是：{self.wording.statement(fact, operand)}"
        if leaf.operator == "within_years":
            return self.wording.measured(fact, f"在{operand}年以内")
        unit = self.wording.facts[fact].unit
        if isinstance(operand, Times):
            figure = situation.figure(operand.parameter)
            name = situation.parameters.figures[operand.parameter].name
            said = self.wording.measured(fact, f"不低于{name}的{operand.times}倍")
            if figure is None:
                return said
            needed = float(figure.amount) * operand.times
            return f"{said}（{plain(figure.amount)} × {operand.times} = {plain(needed)}{unit}）"
        limits = operand if isinstance(operand, tuple) else ()
        said = "、".join(_COMPARISONS[name].format(f"{plain(limit)}{unit}") for name, limit in limits)
        return self.wording.measured(fact, said)

    def _joined(self, group: Group, parts: tuple[Explained, ...]) -> str:
        if group.operator == "not":
            return f"不属于：{parts[0].text}"
        return ("，或者" if group.operator == "any" else "，且").join(part.text for part in parts)


def _may_lie_beyond(entitlement: Entitlement) -> bool:
    amount = entitlement.amount
    if amount is None or amount.min is None or entitlement.legal_status != "in_force":
        return False
    return amount.beyond_max != 0
