"""Why: each condition in words with its truth, the person's own values and the quoted words; notes on the result.

What doesn't change with the person (the words of a condition, the notes of a rule) is put together once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from assistant.documents.corpus import Corpus
from assistant.documents.standing import Notices, chinese_day
from assistant.facts.vocabulary import Facts, FactValue
from assistant.facts.wording import Wording, number, yuan_span
from assistant.rules.assess import Assessment, Entitlement, Rulebook
from assistant.rules.benefit import Benefit
from assistant.rules.formulas import plain
from assistant.rules.logic import Condition, Group, Leaf, OpenWords
from assistant.rules.parameters import DatedValue
from assistant.rules.schema import Times
from assistant.rules.situation import Situation, magnitude

Json = dict[str, Any]
MOST_KEPT = 20_000  # conditions explained, of about a kilobyte
_COMPARISONS = {"at_least": "不少于{}", "above": "大于{}", "at_most": "不超过{}", "below": "不满{}"}


class Figure(NamedTuple):
    """A dated figure that is used: its name, yuan, the day it holds from, whether the sum is worked out from it."""

    name: str
    amount: Decimal
    since: dt.date
    is_sum: bool


class Note(NamedTuple):
    """A note on a result: its kind, words for people, clause ids, the dated figure it tells of."""

    kind: str
    text: str
    clauses: tuple[str, ...]
    figure: Figure | None = None


class Explainer:
    """Puts the assessments of one rulebook into words; the words are the corpus's."""

    def __init__(self, corpus: Corpus, wording: Wording, notices: Notices, rules: Rulebook) -> None:
        self.corpus, self.wording, self.notices = corpus, wording, notices
        self.parameters = rules.parameters
        self._known: dict[int, Json] = {}  # by identity: the rulebook keeps its conditions
        self._explained: dict[Hashable, Json] = {}
        self._notes = {benefit.id: tuple(_authored_notes(benefit)) for benefit in rules.benefits}
        self._dated: dict[tuple[str, dt.date], tuple[Note, ...]] = {}
        self._expiry_clauses = {benefit.document: self._saying_expiry(benefit.document) for benefit in rules.benefits}

    def conditions(self, entitlement: Entitlement, situation: Situation) -> list[Json]:
        """The conditions of a benefit, in the order of the rule."""
        return [self._kept(part, situation) for part in entitlement.benefit.when.parts]

    def _kept(self, condition: Condition, situation: Situation) -> Json:
        """As ``explain``, which hangs on the day and on what is known of the condition's own facts: much the same
        comes out for everybody, and from turn to turn.
        """
        key = (id(condition), situation.known.as_of, *map(situation.known_of, condition.facts))
        explained = self._explained.get(key)
        if explained is None:
            if len(self._explained) > MOST_KEPT:
                self._explained.clear()
            explained = self._explained[key] = self.explain(condition, situation)
        return explained

    def explain(self, condition: Condition, situation: Situation) -> Json:
        """One condition, as the contract has it.

        ``values``: what is known of its facts; ``parts``: of a group, ``joined`` where its text is theirs; ``worked``:
        a bound that depends on the day and the person, as a sum (2540 × 1.2 = 3048 ≤ 4500).
        """
        known = self._unchanging(condition)
        if isinstance(condition, Leaf):
            value = situation.values.get(condition.name)
            if value is None:
                shown = {**known, "holds": condition.truth(situation)}
            else:
                shown = {**known, "holds": condition.test(value, situation), "values": {condition.name: value}}
            if isinstance(condition.operand, Times) and (worked := _worked(condition.operand, value, situation)):
                shown["worked"] = worked
            return shown
        if isinstance(condition, OpenWords):
            return known
        parts = [self.explain(part, situation) for part in condition.parts]
        values: Facts = {}
        for part in parts:
            values.update(part["values"])
        return {**known, "holds": condition.truth_of([p["holds"] for p in parts]), "values": values, "parts": parts}

    def _unchanging(self, condition: Condition) -> Json:
        """What is said of a condition whoever asks."""
        known = self._known.get(id(condition))
        if known is None:
            known = self._known[id(condition)] = self._said(condition)
        return known

    def _said(self, condition: Condition) -> Json:
        facts: list[str] = []
        text, joined = condition.says, None
        if isinstance(condition, Leaf):
            facts, text = [condition.name], text or self._statement(condition)
        elif isinstance(condition, Group):
            facts = list(condition.facts)
            if text is None:
                text, joined = self._joined(condition), condition.operator
        grounds = condition.grounds
        said: Json = {"text": text, "holds": None, "facts": facts, "values": {}}
        said |= {"clause": grounds.clause, "quote": grounds.quote}
        external = condition.external if isinstance(condition, Leaf) else None
        optional = {"joined": joined, "note": condition.note, "external": external}
        return {**said, **{name: words for name, words in optional.items() if words}}

    def notes(self, entitlement: Entitlement, assessment: Assessment) -> list[Note]:
        """What an answer about this benefit has to say besides."""
        benefit, as_of = entitlement.benefit, assessment.as_of
        said = [*self._expiry(entitlement)]
        dated = self._dated.get((benefit.id, as_of))
        if dated is None:
            if len(self._dated) > 10_000:
                self._dated.clear()
            dated = self._dated[benefit.id, as_of] = tuple(self._parameter_notes(benefit, assessment.situation))
        said += dated
        said += [note for since, note in self._notes[benefit.id] if since is None or since <= as_of]
        return said

    def _expiry(self, entitlement: Entitlement) -> Iterator[Note]:
        """What of the sum falls due before the document began or after it ends."""
        benefit, amount = entitlement.benefit, entitlement.amount
        since = benefit.in_force_from
        if amount is not None and since is not None:
            early = [p for p in amount.payments if p.due_from is not None and p.due_from < since]
            if early:
                highs = [p.max for p in early if p.max is not None]
                shown = yuan_span(sum(p.min for p in early), sum(highs) if len(highs) == len(early) else None)
                bureau = self.notices.bureau(benefit.territory)
                text = self.notices.notes.before.format_map(
                    {"amount": shown, "from": chinese_day(since), "bureau": bureau}
                )
                yield Note("expiry", text, (benefit.clause,))
        if amount is None or benefit.expires is None or not _may_lie_beyond(entitlement):
            return
        words = self.notices.notes
        unknown = words.beyond_unknown if amount.kind == "schedule" else words.beyond_later
        template = words.beyond if amount.beyond_min == amount.beyond_max else unknown
        shown = f"{number(float(amount.beyond_max))}元" if amount.beyond_max is not None else words.part
        to, bureau = chinese_day(benefit.expires), self.notices.bureau(benefit.territory)
        text = template.format(to=to, amount=shown, bureau=bureau)
        yield Note("expiry", text, self._expiry_clauses[benefit.document])

    def _saying_expiry(self, document: str) -> tuple[str, ...]:
        """The clauses that say until when a document is in force."""
        until = self.corpus.documents[document].metadata.in_force_to
        if until is None:
            return ()
        start = "".join(until.words.split())[:12]
        return tuple(c.id for c in self.corpus.documents[document].units() if start in "".join(c.text.split()))

    def _parameter_notes(self, benefit: Benefit, situation: Situation) -> Iterator[Note]:
        used: dict[str, DatedValue | None] = {}
        for leaf in benefit.when.leaves():
            if isinstance(leaf.operand, Times):
                used[leaf.operand.parameter] = situation.figure(leaf.operand.parameter)
        dated = benefit.payout.formula.dated if benefit.payout.formula else None
        if dated is not None:
            used[dated.parameter] = benefit.payout.figure(situation)
        for name, value in used.items():
            parameter, day = self.parameters.figures[name], situation.known.as_of
            if value is None:
                yield Note("parameter", self._no_figure(benefit, name, day), (benefit.clause,))
                continue
            fields = {"name": parameter.name, "amount": plain(value.amount), "source": value.source}
            text = self.notices.notes.parameter.format_map({**fields, "from": chinese_day(value.from_)})
            figure = Figure(parameter.name, value.amount, value.from_, dated is not None and dated.parameter == name)
            yield Note("parameter", text + "".join(self.parameters.remarks(name, day)), (benefit.clause,), figure)

    def _no_figure(self, benefit: Benefit, name: str, day: dt.date) -> str:
        """Why nothing can be worked out: a condition, or the sum, needs a figure that isn't there on the day."""
        words, parameter = self.notices.notes, self.parameters.figures[name].name
        dated = benefit.payout.formula.dated if benefit.payout.formula else None
        if dated is None or dated.parameter != name:
            return words.condition_undecided.format(name=parameter, day=chinese_day(day))
        if dated.last_year:
            return words.parameter_missing_year.format(name=parameter, day=chinese_day(day), year=day.year - 1)
        return words.parameter_missing.format(name=parameter, day=chinese_day(day))

    def _statement(self, leaf: Leaf) -> str:
        fact, operand = leaf.fact.id, leaf.operand
        if leaf.operator == "is" and isinstance(operand, bool | int | float | str | list):
            return self.wording.statement(fact, operand)
        if leaf.operator == "one_of" and isinstance(operand, tuple):
            return "或".join(self.wording.statement(fact, value) for value in operand)
        if leaf.operator == "is_not" and isinstance(operand, str | bool):
            return f"不是：{self.wording.statement(fact, operand)}"
        if leaf.operator == "within_years":
            return self.wording.measured(fact, f"在{operand}年以内")
        if isinstance(operand, Times):
            name = self.parameters.figures[operand.parameter].name
            return self.wording.measured(fact, f"不低于{name}的{operand.times}倍")
        limits = operand if isinstance(operand, tuple) else ()
        said = "、".join(_COMPARISONS[name].format(f"{plain(limit)}{leaf.fact.unit}") for name, limit in limits)
        return self.wording.measured(fact, said)

    def _joined(self, group: Group) -> str:
        """A group in the words of its parts; what is joined otherwise inside stands in brackets."""
        parts = [self._unchanging(part) for part in group.parts]
        if group.operator == "not":
            return f"不属于：{parts[0]['text']}"
        several = [isinstance(part, Group) and len(part.parts) > 1 for part in group.parts]
        texts = [
            f"（{part['text']}）" if inner and "joined" in part else part["text"]
            for part, inner in zip(parts, several, strict=True)
        ]
        return ("，或者" if group.operator == "any" else "，且").join(texts)


def _worked(operand: Times, value: FactValue | None, situation: Situation) -> str | None:
    """A multiple of the day's figure worked out, and held against the person's own value."""
    figure = situation.figure(operand.parameter)
    if figure is None:
        return None
    needed = figure.amount * magnitude(operand.times)
    worked = f"{plain(figure.amount)} × {operand.times} = {plain(needed)}"
    if value is None:
        return worked
    own = magnitude(value)
    return f"{worked} {'≤' if own >= needed else '>'} {plain(own)}"


def _authored_notes(benefit: Benefit) -> Iterator[tuple[dt.date | None, Note]]:
    """The rule's own notes with the day from which each is said."""
    for note in benefit.notes:
        clauses = (c if "#" in c else f"{benefit.document}#{c}" for c in note.clauses or [benefit.clause])
        yield note.from_, Note(note.kind, note.text, tuple(clauses))


def _may_lie_beyond(entitlement: Entitlement) -> bool:
    amount = entitlement.amount
    if amount is None or amount.min is None or entitlement.legal_status != "in_force":
        return False
    return amount.beyond_max != 0
