"""How many questions people are asked until every benefit in force is decided, and how few would have done.

Everybody answers truthfully and knows everything. Side by side: the conversation's own way; the same without lists to
tick; the order of the vocabulary, one fact after the other, skipping what can't change anything any more; and the
fewest that somebody who knew the person beforehand would need (``fewest``), which no way of asking can beat.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from assistant.dialogue.questions import Interview, Interviewer, Question, nothing_of, open_entitlements
from assistant.facts.vocabulary import Facts
from assistant.rules.assess import Assessment, Rulebook
from assistant.simulation.fewest import fewest

FIRST_RESULT_BY = 5  # questions within which there should be a useful result


@dataclass(frozen=True, slots=True)
class Walk:
    """One person's way: questions put, facts answered in them, questions until the first useful result."""

    questions: int
    facts: int
    useful: int


@dataclass(frozen=True, slots=True)
class Spread:
    """A number of questions over many people."""

    mean: float
    median: float
    percentile_95: int
    most: int


Ask = Callable[[Assessment, Interview], tuple[str, ...]]


class Flow:
    """Walks people through the questions of one rulebook on a day."""

    def __init__(self, rules: Rulebook, interviewer: Interviewer, as_of: dt.date) -> None:
        self.rules, self.interviewer, self.as_of = rules, interviewer, as_of

    def conversation(self, assessment: Assessment, interview: Interview) -> tuple[str, ...]:
        """What the conversation asks next: one fact, or those of a list to tick; nothing when all is decided."""
        question = self.interviewer.next_question(assessment, interview)
        if question is None or not open_entitlements(assessment):
            return ()
        return _facts_of(question)

    def one_by_one(self, assessment: Assessment, interview: Interview) -> tuple[str, ...]:
        """What the conversation asks where no list can be shown."""
        every = frozenset(self.rules.vocabulary.facts)
        return self.conversation(assessment, Interview(interview.declined, every, interview.focus))

    def fixed_order(self, assessment: Assessment, _interview: Interview) -> tuple[str, ...]:
        """The first fact of the vocabulary that can still change something."""
        missing = {fact for entitlement in open_entitlements(assessment) for fact in entitlement.missing}
        return tuple(fact for fact in self.rules.vocabulary.facts if fact in missing)[:1]

    def walk(self, person: Facts, known: Facts, ask: Ask) -> Walk:
        """Ask and answer until nothing is open, from what is known at the start."""
        truth = self.rules.situation(person, self.as_of).values
        known, singly = {"applicant": person["applicant"], **known}, frozenset[str]()
        questions, facts, useful = 0, 0, None
        while True:
            assessment = self.rules.assess(known, self.as_of)
            asked = ask(assessment, Interview(singly=singly))
            if useful is None and (not asked or _is_useful(assessment)):
                useful = questions
            if not asked:
                return Walk(questions, facts, useful if useful is not None else questions)
            answered = [fact for fact in asked if len(asked) == 1 or self._told_by_tick(fact, truth)]
            known = {**known, **{fact: truth[fact] for fact in answered}}
            singly |= frozenset(asked)
            questions, facts = questions + 1, facts + len(answered)

    def least(self, person: Facts, known: Facts) -> int:
        """The fewest questions, lists to tick among them, after which everything is decided."""
        truth = self.rules.situation(person, self.as_of).values
        listed = [fact for checklist in self.interviewer.words.checklists for fact in checklist.facts]
        lists = [checklist.facts for checklist in self.interviewer.words.checklists]
        told = [frozenset(fact for fact in facts if self._told_by_tick(fact, truth)) for facts in lists]
        told += [frozenset([fact]) for fact in truth if fact not in listed or not self._told_by_tick(fact, truth)]
        return fewest(truth, {"applicant": person["applicant"], **known}, told, self._open)

    def least_facts(self, person: Facts, known: Facts) -> int:
        """The fewest facts after which everything is decided."""
        truth = self.rules.situation(person, self.as_of).values
        told = [frozenset([fact]) for fact in truth]
        return fewest(truth, {"applicant": person["applicant"], **known}, told, self._open)

    def _open(self, facts: Facts) -> bool:
        return bool(open_entitlements(self.rules.assess(facts, self.as_of)))

    def _told_by_tick(self, fact: str, truth: Facts) -> bool:
        """Whether a list settles the fact: a tick of more than yes or no leaves open which value it is."""
        spec = self.rules.vocabulary.facts[fact]
        return fact in truth and (spec.type == "bool" or truth[fact] == nothing_of(spec))


def spread(numbers: Sequence[int]) -> Spread:
    """Mean, median, 95th percentile and the most."""
    ordered = sorted(numbers)
    return Spread(fmean(ordered), median(ordered), ordered[int(0.95 * (len(ordered) - 1))], ordered[-1])


def _facts_of(question: Question) -> tuple[str, ...]:
    return tuple(item.fact for item in question.items) or (question.fact,)


def _is_useful(assessment: Assessment) -> bool:
    """Something in force is the person's."""
    return any(e.legal_status == "in_force" and e.status == "eligible" for e in assessment.entitlements)
