"""The next question, derived from what is missing: never one whose answer can't change anything.

Profile first (who, hukou, employment, age); what a person asked about before the rest; then the fact that settles most
(``worth``), where one that pays money and has been spoken of counts more. What few people have is put together into
one list to tick, as GOV.UK's “Do any of these apply to you?”. Ties go by the order of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field

from assistant.dialogue.words import Checklist, ConversationWords
from assistant.dialogue.worth import NOTHING, Worth
from assistant.documents.corpus import Corpus
from assistant.facts.vocabulary import Fact, FactValue
from assistant.facts.wording import Wording
from assistant.rules.assess import Assessment, Entitlement, Rulebook
from assistant.rules.logic import Grounds

FEWEST_TOGETHER = 2  # facts worth a list to tick


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to tap; ``value`` None is 不清楚."""

    value: FactValue | None
    label: str


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list: ticked it is answered with true (which value, where it is no yes or no, is asked next),
    unticked with ``unticked``.
    """

    fact: str
    label: str
    help: str | None
    why: str
    clause: str
    unticked: FactValue


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask: the fact, the words, why (with the clause), the options; ``unit`` of a number typed freely.

    ``together``: words that ask for all ``items`` at once; whoever can't show a list asks for ``fact`` alone.
    """

    fact: str
    text: str
    help: str | None
    why: str
    clause: str
    options: tuple[Option, ...]
    type: str
    unit: str
    example: str | None
    together: str = ""
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Interview:
    """How far the asking has come. ``declined``: answered with 不清楚; ``singly``: not to be put into a list (again);
    ``focus``: benefits asked about, which come first.
    """

    declined: frozenset[str] = frozenset()
    singly: frozenset[str] = frozenset()
    focus: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Choice:
    """Something to ask: one fact, or the facts of a checklist."""

    worth: float
    facts: tuple[str, ...]
    checklist: Checklist | None = field(default=None, compare=False)


class Interviewer:
    """Derives questions from assessments."""

    def __init__(self, corpus: Corpus, rules: Rulebook, wording: Wording, words: ConversationWords) -> None:
        self.corpus, self.vocabulary, self.wording, self.words = corpus, rules.vocabulary, wording, words
        self._worth = Worth(rules, frozenset(words.few_have))
        self._rank = {name: rank for rank, name in enumerate(self.vocabulary.facts)}

    def next_question(self, assessment: Assessment, interview: Interview | None = None) -> Question | None:
        """The most useful question still open, or None when no answer can change a benefit in force."""
        interview = interview or Interview()
        if "applicant" not in assessment.facts:
            return self.ask("applicant", assessment)
        waiting = answerable(assessment, interview.declined)
        focused = self._focus(assessment, waiting, interview.focus)
        facts = self._open(focused or waiting, interview.declined)
        if not facts:
            return self._dates(assessment, interview.declined)
        choice = self._choose(facts, assessment, focused or waiting, frozenset(facts) if focused else interview.singly)
        if choice.checklist is None:
            return self.ask(choice.facts[0], assessment, interview.focus)
        return self._tick(choice.checklist, choice.facts, assessment)

    def ask(self, fact: str, assessment: Assessment, focus: Set[str] = frozenset()) -> Question:
        """The question for a fact, with the words of the clause that makes it matter; of a benefit in focus first."""
        words, spec = self.wording.facts[fact], self.vocabulary.facts[fact]
        why, clause = self._why(fact, assessment, focus)
        return Question(
            fact, words.ask, words.help, why, clause, self.options(fact), spec.type, spec.unit, words.example
        )

    def options(self, fact: str) -> tuple[Option, ...]:
        """The answers to tap, 不清楚 the last of them."""
        spec, words = self.vocabulary.facts[fact], self.wording.facts[fact]
        if spec.type == "bool":
            options = [Option(True, self.words.yes_option), Option(False, self.words.no_option)]
        elif spec.type in ("word", "words"):
            options = [Option(value, self.wording.value(fact, value)) for value in spec.values]
        else:
            options = [Option(quick.value, quick.label) for quick in words.quick]
        return tuple(options) if fact == "applicant" else (*options, Option(None, self.words.unknown_option))

    # What to ask

    def _choose(
        self, facts: Sequence[str], assessment: Assessment, waiting: Sequence[Entitlement], singly: Set[str]
    ) -> _Choice:
        """The choice worth most; what comes first of all comes first."""
        for fact in self.words.first:
            if fact in facts:
                return _Choice(0.0, (fact,))
        spoken_of = set(assessment.known.values) - set(self.words.first)

        def weight(entitlement: Entitlement) -> float:
            touched = 1 + len(spoken_of.intersection(entitlement.benefit.facts))
            return touched * (1 if entitlement.benefit.pays.kind == "service" else 2)

        worth = {fact: self._worth.settled(fact, assessment, waiting, weight) for fact in facts}
        lists = [_Choice(sum(worth[f] for f in listed), listed, c) for c, listed in self.lists(worth.keys() - singly)]
        in_lists = {fact for choice in lists for fact in choice.facts}
        choices = [*lists[:1], *(_Choice(worth[fact], (fact,)) for fact in facts if fact not in in_lists)]
        best = min(choices, key=lambda choice: (-round(choice.worth, 9), self._rank[choice.facts[0]]))
        first = self._gate(best.facts[0], facts) if best.checklist is None else ""
        return lists[0] if first in in_lists else _Choice(best.worth, (first,)) if first else best

    def lists(self, facts: Set[str]) -> Iterator[tuple[Checklist, tuple[str, ...]]]:
        """The lists that have enough of these facts, in the order of their file."""
        for checklist in self.words.checklists:
            listed = tuple(fact for fact in checklist.facts if fact in facts)
            if len(listed) >= FEWEST_TOGETHER:
                yield checklist, listed

    def _gate(self, fact: str, facts: Sequence[str]) -> str:
        """What a detail hangs on is asked before it."""
        while gate := next((gate for gate in self.vocabulary.facts[fact].hangs_on if gate in facts), None):
            fact = gate
        return fact

    def _open(self, waiting: Sequence[Entitlement], declined: Set[str]) -> list[str]:
        found = {fact for entitlement in waiting for fact in entitlement.missing if fact not in declined}
        return sorted(found, key=self._rank.__getitem__)

    def _focus(
        self, assessment: Assessment, waiting: Sequence[Entitlement], focus: frozenset[str]
    ) -> list[Entitlement]:
        """The open benefits that come first: those asked about; an organisation's, those it has spoken of most.

        A resident's profile comes first whatever was spoken of; an organisation is asked about what it came for.
        """
        asked_about = [e for e in waiting if e.benefit.id in focus]
        if asked_about or assessment.facts.get("applicant") == "resident":
            return asked_about
        spoken_of = set(assessment.known.values) - set(self.words.first)
        touched = {e.benefit.id: len(spoken_of & set(e.benefit.facts)) for e in waiting}
        most = max(touched.values(), default=0)
        return [e for e in waiting if touched[e.benefit.id] == most > 0]

    def _dates(self, assessment: Assessment, declined: Set[str]) -> Question | None:
        fact = self.words.dates_only
        if fact in declined or fact in assessment.facts or not any(undated(e) for e in assessment.entitlements):
            return None
        return self.ask(fact, assessment)

    # How to ask it

    def _tick(self, checklist: Checklist, facts: Sequence[str], assessment: Assessment) -> Question:
        """Several questions as one list; the first of them stands for all where no list can be shown."""
        first = self.ask(facts[0], assessment)
        items = tuple(self._item(fact, assessment) for fact in facts)
        return Question(
            first.fact,
            first.text,
            first.help,
            first.why,
            first.clause,
            first.options,
            first.type,
            first.unit,
            first.example,
            checklist.ask,
            items,
        )

    def _item(self, fact: str, assessment: Assessment) -> Item:
        words, spec = self.wording.facts[fact], self.vocabulary.facts[fact]
        why, clause = self._why(fact, assessment)
        return Item(fact, self.wording.tick(fact), words.help, why, clause, nothing_of(spec))

    def _why(self, fact: str, assessment: Assessment, focus: Set[str] = frozenset()) -> tuple[str, str]:
        """In which words a document makes the fact matter, and the clause."""
        grounds = self._grounds(fact, assessment, focus)
        if grounds is None:
            return "", ""
        template = self.words.why_dates if fact == self.words.dates_only else self.words.why
        place = self.corpus.place(self.corpus.clause(grounds.clause))
        return template.format(place=place, quote=grounds.quote), grounds.clause

    def _grounds(self, fact: str, assessment: Assessment, focus: Set[str]) -> Grounds | None:
        """The words that make the fact matter, of the benefit nearest to being decided."""
        waiting = [e for e in open_entitlements(assessment) if fact in e.missing]
        for entitlement in sorted(waiting, key=lambda e: _nearness(e, focus)):
            for leaf in entitlement.benefit.when.leaves():
                if leaf.fact.id == fact:
                    return leaf.grounds
            return entitlement.benefit.pays_grounds[0]
        if fact == self.words.dates_only:
            dated = [e for e in assessment.entitlements if undated(e)]
            return dated[0].benefit.pays_grounds[0] if dated else None
        return None


def _nearness(entitlement: Entitlement, focus: Set[str]) -> tuple[bool, bool, bool, int]:
    """What was asked about first, then what pays, then what lacks least."""
    kind = entitlement.benefit.pays.kind
    return entitlement.benefit.id not in focus, kind == "service", kind == "unspecified", len(entitlement.missing)


def nothing_of(fact: Fact) -> FactValue:
    """The value of a fact that isn't so: no, none, 0."""
    if fact.type == "bool":
        return False
    return next(value for value in (*fact.values, 0) if value in NOTHING)


def open_entitlements(assessment: Assessment) -> list[Entitlement]:
    """Benefits in force that an answer can still change."""
    return [e for e in assessment.entitlements if e.legal_status == "in_force" and e.missing]


def answerable(assessment: Assessment, declined: Set[str]) -> list[Entitlement]:
    """Those of them that aren't held up by what the person can't say: there no other answer makes it theirs."""
    return [
        e
        for e in open_entitlements(assessment)
        if declined.isdisjoint(e.benefit.payout.required_facts.intersection(e.missing))
    ]


def undated(entitlement: Entitlement) -> bool:
    """A benefit the person can have whose yearly payments have no day yet."""
    if not entitlement.counts or entitlement.amount is None or entitlement.amount.kind != "schedule":
        return False
    return any(payment.due_from is None for payment in entitlement.amount.payments)
