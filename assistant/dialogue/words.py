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
    nothing: str
    open: str
    done: str
    done_open: str
    monthly: str
    suspended: str
    near: str
    near_item: str


class ConversationWords(Authored):
    """What is said; ``first`` and ``last`` break ties in the order of questions and never hide a needed one."""

    first: list[str]
    last: list[str]
    gates: dict[str, str]
    dates_only: str
    greeting: str
    understood: str
    changed: str
    unsure: str
    unsure_said: list[str]
    totals_said: list[str]
    tell_first: str
    employers_words: list[str]
    for_whom: str
    set_aside: str
    applicant_needed: str
    forgotten: str
    undone: str
    nothing_to_undo: str
    another_person: str
    contradiction: str
    not_understood: str
    found: str
    not_found: str
    nothing_near: str
    too_long: str
    unclear: str
    result: ResultWords
    why: str
    why_dates: str
    unknown_option: str
    yes_option: str
    no_option: str


def load_conversation_words(folder: Path) -> ConversationWords:
    """Read ``folder/words/conversation.yaml``. Raises CorpusError."""
    return AuthoredFile(folder / "words" / "conversation.yaml").validated(ConversationWords)
