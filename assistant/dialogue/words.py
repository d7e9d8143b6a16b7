"""The words of the conversation and the author's say in the order of questions (``corpus/words/conversation.yaml``)."""

from __future__ import annotations

from pathlib import Path

from assistant.authored import Authored, AuthoredFile


class ResultWords(Authored):
    newly: str
    lost: str
    some: str
    money: str
    beyond: str
    beyond_unknown: str
    beyond_part: str
    nothing: str
    open: str
    done: str
    done_open: str
    monthly: str
    suspended: str
    near: str
    near_item: str


class AnswerWords(Authored):
    """What is said to questions."""

    name: str
    now: str
    place: str
    eligible: str
    undetermined: str
    discretion: str
    note: str
    ineligible: str
    ineligible_so: str
    within_reach: str
    perhaps_within_reach: str
    not_in_force: str
    not_theirs: str
    and_more: str
    settled: str
    service: str
    unspecified: str
    at_most: str
    as_it_comes: str
    per_month: str
    worked: str
    excludes: str
    districts: str
    districts_note: str
    districts_asked: str
    districts_asked_note: str
    district: str
    district_names: str
    district_open: str
    district_without: str
    what_if: str
    what_if_same: str
    what_if_totals: str
    what_if_kept: str
    meaning: str
    undefined: str
    unknown_word: str
    recipient: str
    where: str


class CourtesyWords(Authored):
    """What is said to who doesn't ask for policy: brief, and with dignity."""

    hand_over: str
    greeting: str
    thanks: str
    farewell: str
    identity: str
    chat: str
    abuse: str
    foreign: str


class Checklist(Authored):
    """Facts that are asked for in one list to tick, and the words that ask."""

    ask: str
    facts: list[str]


class Estimate(Authored):
    """How many questions come of what is open: ``whole`` of the choices, of those beyond a share; ``applicant_unknown``
    where nothing is assessed yet.
    """

    whole: int
    beyond: float
    applicant_unknown: int


class ConversationWords(Authored):
    """What is said; ``first`` comes first where it matters; of ``few_have`` a “yes” is rare; ``what_if``: what can be
    supposed otherwise beside a result, and up to which number.
    """

    first: list[str]
    few_have: list[str]
    checklists: list[Checklist]
    what_if: dict[str, int | None]
    dates_only: str
    estimate: Estimate
    greeting: str
    understood: str
    changed: str
    unsure: str
    tell_first: str
    ticked: str
    ticked_open: str
    singly: str
    nothing_asked: str
    asked_again: str
    restarted: str
    enough: str
    going_on: str
    all_asked: str
    pause: str
    remaining: str
    last_question: str
    focus_remaining: str
    next_steps: str
    for_whom: str
    can_i: str
    pronouns: list[str]
    yourself: str
    set_aside: str
    applicant_needed: str
    forgotten: str
    undone: str
    undone_same: str
    nothing_to_undo: str
    another_person: str
    contradiction: str
    not_understood: str
    found: str
    elsewhere: str
    too_long: str
    unclear: str
    courtesy: CourtesyWords
    answers: AnswerWords
    result: ResultWords
    why: str
    why_profile: str
    why_dates: str
    unknown_option: str
    none_option: str
    singly_option: str
    yes_option: str
    no_option: str


def load_conversation_words(folder: Path) -> ConversationWords:
    """Read ``folder/words/conversation.yaml``. Raises CorpusError."""
    return AuthoredFile(folder / "words" / "conversation.yaml").validated(ConversationWords)
