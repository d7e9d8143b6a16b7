"""The next question, derived from what is missing: never one whose answer can't change anything.

Profile first (who, hukou, employment, age); then the fact that settles most, counted over the benefits in force. A
benefit weighs the more, the more of its facts the person has already spoken of and the fewer it still lacks; one that
pays money weighs twice a service. Ties go by the order of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from assistant.dialogue.words import ConversationWords
from assistant.documents.corpus import Corpus
from assistant.facts.vocabulary import FactValue, Vocabulary
from assistant.facts.wording import Wording
from assistant.rules.assess import Assessment, Entitlement
from assistant.rules.logic import Grounds


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to tap; ``value`` None is 不清楚."""

    value: FactValue | None
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask: the fact, the words, why (with the clause), the options; ``unit`` of a number typed freely."""

    fact: str
    text: str
    help: str | None
    why: str
    clause: str
    options: tuple[Option, ...]
    type: str
    unit: str
    example: str | None


class Interviewer:
    """Derives questions from assessments."""

    def __init__(self, corpus: Corpus, vocabulary: Vocabulary, wording: Wording, words: ConversationWords) -> None:
        self.corpus, self.vocabulary, self.wording, self.words = corpus, vocabulary, wording, words
        self._rank = {name: rank for rank, name in enumerate(vocabulary.facts)}

    def next_question(self, assessment: Assessment, declined: Set[str] = frozenset()) -> Question | None:
        """The most useful question still open, or None when no answer can change a benefit in force."""
        if "applicant" not in assessment.facts:
            return self.ask("applicant", assessment)
        weights = self.weights(assessment, declined)
        if weights:
            focus = self._focus(assessment) & weights.keys() or weights.keys()
            best = min(focus, key=lambda fact: self._order(fact, weights[fact]))
            while (gate := self.words.gates.get(best)) in weights:
                best = str(gate)
            return self.ask(best, assessment)
        return self._dates(assessment, declined)

    def weights(self, assessment: Assessment, declined: Set[str] = frozenset()) -> dict[str, float]:
        """For each fact that can still change a benefit in force, how much it settles."""
        weights: dict[str, float] = {}
        spoken_of = set(assessment.known.values) - set(self.words.first)
        for entitlement in open_entitlements(assessment):
            if not declined.isdisjoint(entitlement.benefit.payout.required_facts.intersection(entitlement.missing)):
                continue  # what the person can't say holds it up: no other answer makes it theirs
            touched = 1 + len(spoken_of.intersection(entitlement.benefit.facts))
            money = 1 if entitlement.benefit.pays.kind == "service" else 2
            for fact in entitlement.missing:
                if fact not in declined:
                    weights[fact] = weights.get(fact, 0.0) + touched * money / len(entitlement.missing)
        return weights

    def _focus(self, assessment: Assessment) -> set[str]:
        """What an organisation's own words are about: the open facts of the benefits it has spoken of most.

        A resident's profile comes first whatever was spoken of; an organisation is asked about what it came for.
        """
        if assessment.facts.get("applicant") == "resident":
            return set()
        spoken_of = set(assessment.known.values) - set(self.words.first)
        touched = {e.benefit.id: len(spoken_of & set(e.benefit.facts)) for e in open_entitlements(assessment)}
        most = max(touched.values(), default=0)
        near = [e for e in open_entitlements(assessment) if touched[e.benefit.id] == most > 0]
        return {fact for entitlement in near for fact in entitlement.missing}

    def ask(self, fact: str, assessment: Assessment) -> Question:
        """The question for a fact, with the words of the clause that makes it matter."""
        words, spec = self.wording.facts[fact], self.vocabulary.facts[fact]
        grounds = self._grounds(fact, assessment)
        why, clause = "", ""
        if grounds is not None:
            found = self.corpus.clause(grounds.clause)
            template = self.words.why_dates if fact == self.words.dates_only else self.words.why
            why = template.format(place=self.corpus.citation(found), quote=grounds.quote)
            clause = grounds.clause
        return Question(
            fact, words.ask, words.help, why, clause, self._options(fact), spec.type, spec.unit, words.example
        )

    def _order(self, fact: str, weight: float) -> tuple[int, float, int]:
        if fact in self.words.first:
            return (self.words.first.index(fact) - len(self.words.first), 0.0, 0)
        return (int(fact in self.words.last), -round(weight, 9), self._rank[fact])

    def _options(self, fact: str) -> tuple[Option, ...]:
        spec, words = self.vocabulary.facts[fact], self.wording.facts[fact]
        if spec.type == "bool":
            options = [Option(True, self.words.yes_option), Option(False, self.words.no_option)]
        elif spec.type in ("word", "words"):
            options = [Option(value, self.wording.value(fact, value)) for value in spec.values]
        else:
            options = [Option(quick.value, quick.label) for quick in words.quick]
        return tuple(options) if fact == "applicant" else (*options, Option(None, self.words.unknown_option))

    def _grounds(self, fact: str, assessment: Assessment) -> Grounds | None:
        """The words that make the fact matter, of the benefit nearest to being decided."""
        waiting = [e for e in open_entitlements(assessment) if fact in e.missing]
        for entitlement in sorted(waiting, key=lambda e: len(e.missing)):
            for leaf in entitlement.benefit.when.leaves():
                if leaf.fact.id == fact:
                    return leaf.grounds
            return entitlement.benefit.pays_grounds[0]
        if fact == self.words.dates_only:
            dated = [e for e in assessment.entitlements if undated(e)]
            return dated[0].benefit.pays_grounds[0] if dated else None
        return None

    def _dates(self, assessment: Assessment, declined: Set[str]) -> Question | None:
        fact = self.words.dates_only
        if fact in declined or fact in assessment.facts or not any(undated(e) for e in assessment.entitlements):
            return None
        return self.ask(fact, assessment)


def open_entitlements(assessment: Assessment) -> list[Entitlement]:
    """Benefits in force that an answer can still change."""
    return [e for e in assessment.entitlements if e.legal_status == "in_force" and e.missing]


def undated(entitlement: Entitlement) -> bool:
    """A benefit the person can have whose yearly payments have no day yet."""
    if not entitlement.counts or entitlement.amount is None or entitlement.amount.kind != "schedule":
        return False
    return any(payment.due_from is None for payment in entitlement.amount.payments)
