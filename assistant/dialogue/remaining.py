"""How many questions a conversation still asks: an estimate from what is open, no answer tried out.

Counted are the choices there would be if no answer spared another: each open fact, a list to tick as one, no detail
before what it hangs on. Answers spare many of them; how many, the two numbers of ``estimate`` in ``conversation.yaml``
say, fitted on made-up people. Only a last question that nothing can follow is called the last.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from assistant.dialogue.questions import Interviewer, answerable, open_entitlements
from assistant.dialogue.standing import Standing
from assistant.rules.assess import Entitlement


def remaining(standing: Standing, interviewer: Interviewer) -> int:
    """About how many questions are still put, the present one among them; 0 where none is."""
    question, estimate = standing.question, interviewer.words.estimate
    if question is None:
        return 0
    if standing.applicant is None:
        return estimate.applicant_unknown
    waiting = answerable(standing.assessment, standing.state.declined)
    facts = _missing(waiting, standing) | _asked(standing)
    return max(
        _estimated(_choices(facts, standing.state.singly, interviewer), interviewer), focused(standing, interviewer)
    )


def focused(standing: Standing, interviewer: Interviewer) -> int:
    """About how many of them are about the benefits asked about, which are asked one by one; 0 where none is."""
    if standing.question is None or not standing.state.focus:
        return 0
    facts = _missing(_waiting_in_focus(standing), standing)
    return _estimated(_choices(facts, facts, interviewer), interviewer) if facts else 0


def is_last(standing: Standing, interviewer: Interviewer) -> bool:
    """Whether no question can follow the present one, whatever it is answered with.

    A list to tick may be wanted one by one; a sum may need its own facts, or its day, once the benefit is decided.
    """
    question, state = standing.question, standing.state
    if question is None or question.items or standing.applicant is None:
        return False
    told = _asked(standing) | state.declined
    for entitlement in open_entitlements(standing.assessment):
        needed = entitlement.amount.missing if entitlement.amount is not None else frozenset[str]()
        if not told.issuperset(entitlement.missing) or not needed <= told:
            return False
    dates_only = interviewer.words.dates_only
    return (
        dates_only in told or dates_only in state.facts or not any(map(_by_the_year, standing.assessment.entitlements))
    )


def sentence(standing: Standing, interviewer: Interviewer) -> str:
    """The estimate in words, of the one benefit asked about or else of all; “” where nothing is asked."""
    words, count = interviewer.words, remaining(standing, interviewer)
    if not count:
        return ""
    if is_last(standing, interviewer):
        return words.last_question
    about = _waiting_in_focus(standing)
    if len(about) == 1:
        name = about[0].benefit.name
        return words.focus_remaining.format(name=name, count=focused(standing, interviewer))
    return words.remaining.format(count=count)


def _choices(facts: frozenset[str], singly: Set[str], interviewer: Interviewer) -> int:
    """What there is to ask: lists to tick, and single facts but for details of what is asked before them."""
    lists = [listed for _, listed in interviewer.lists(facts - singly)]
    alone = facts.difference(*lists)
    specs = interviewer.vocabulary.facts
    return len(lists) + sum(facts.isdisjoint(specs[fact].hangs_on) for fact in alone)


def _estimated(choices: int, interviewer: Interviewer) -> int:
    estimate = interviewer.words.estimate
    whole = min(choices, estimate.whole)
    return max(1, int(whole + estimate.beyond * (choices - whole) + 0.5))


def _waiting_in_focus(standing: Standing) -> list[Entitlement]:
    waiting = answerable(standing.assessment, standing.state.declined) if standing.state.focus else []
    return [e for e in waiting if e.benefit.id in standing.state.focus]


def _missing(waiting: Sequence[Entitlement], standing: Standing) -> frozenset[str]:
    return frozenset(fact for e in waiting for fact in e.missing) - standing.state.declined


def _asked(standing: Standing) -> frozenset[str]:
    return standing.listed or frozenset([standing.question.fact] if standing.question is not None else [])


def _by_the_year(entitlement: Entitlement) -> bool:
    """A benefit that is, or may yet be, the person's and pays on days that follow from the contract's first."""
    amount = entitlement.amount
    return entitlement.legal_status == "in_force" and amount is not None and amount.kind == "schedule"
