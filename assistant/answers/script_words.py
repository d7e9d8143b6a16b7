"""The words of scripts and short messages (``corpus/words/scripts.yaml``), checked when they are read."""

from __future__ import annotations

from pathlib import Path

from assistant.authored import Authored, AuthoredFile
from assistant.documents.standing import CoverageWords

FILLED_IN = frozenset(
    {
        "a_month", "amount", "bureau", "changes", "count", "day", "demand", "district", "document", "from", "hotlines",
        "items", "label", "labels", "money", "name", "names", "notes", "number", "numbers", "one", "other", "own",
        "payments", "place", "places", "question", "questions", "quote", "reach", "reasons", "said", "standing",
        "status", "to", "unit", "unsaid",
    }
)  # fmt: skip


class SpokenWords(Authored):
    """The sentences of a script, and parts of them."""

    name: str
    own: str
    own_unsaid: str
    eligible: str
    discretion: str
    undetermined: str
    undecidable: str
    not_in_force: str
    ineligible: str
    near: str
    perhaps_near: str
    refused: str
    reason: str
    reason_unsaid: str
    quoted: str
    also: str
    figure: str
    reach: str
    perhaps_reach: str
    reach_amount: str
    and_you: str
    if_so: str
    if_decided: str
    worked_out: str
    years: str
    one: str
    months: str
    a_month: str
    altogether: str
    sways: str
    ask: str
    ask_more: str
    basis: str
    written: str
    excludes: str
    ending: str
    conflict: str
    conflict_within: str
    parameter: str
    heed: str
    where: str
    where_only: str
    and_more: str
    between: str


class BriefWords(Authored):
    """The parts of a short message."""

    eligible: str
    discretion: str
    undetermined: str
    undecidable: str
    ineligible: str
    not_in_force: str
    suspended: str
    years: str
    beyond: str
    beyond_maybe: str
    beyond_all: str
    missing: str
    reason: str
    basis: str
    until: str
    undated: str
    conflict: str
    conflict_within: str
    parameter: str
    only_one: str
    together: str
    where: str
    worked_out: str
    cut: str


class StackedStatus(Authored):
    eligible: str
    discretion: str
    undetermined: str
    undecidable: str
    ineligible: str
    not_in_force: str


class StackedWords(Authored):
    """Several benefits in one message."""

    day: str
    item: str
    status: StackedStatus
    excludes: str
    more: str
    basis: str
    sms_more: str


class OverviewWords(Authored):
    """A whole assessment."""

    unknown: str
    some: str
    later: str
    money: str
    item: str
    nothing: str
    open: str
    open_one: str
    near: str
    suspended: str
    warned: str
    coverage: CoverageWords


class CannedWords(Authored):
    """Canned answers. ``blanks``: by what fills them, their names; the others: what stands where nothing does."""

    blanks: dict[str, str]
    open: str
    gone: str
    no_figure: str
    figure: str


class ScriptWords(Authored):
    """``corpus/words/scripts.yaml``."""

    spoken: SpokenWords
    brief: BriefWords
    stacked: StackedWords
    overview: OverviewWords
    canned: CannedWords


def load_script_words(folder: Path) -> ScriptWords:
    """Read ``folder/words/scripts.yaml``. Raises CorpusError."""
    file = AuthoredFile(folder / "words" / "scripts.yaml")
    words = file.validated(ScriptWords)
    file.refuse_unknown_blanks(FILLED_IN)
    return words
