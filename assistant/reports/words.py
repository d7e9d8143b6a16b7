"""The words of a citation check (``corpus/words/checking.yaml``): outcomes, reasons, what stands in reports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import Field

from assistant.authored import Authored, AuthoredFile

Kind = Literal["citation", "quote", "figure"]
Severity = Literal["problem", "notice"]
Tone = Literal["wrong", "heed", "open", "outside", "right"]
TONES: tuple[Tone, ...] = ("wrong", "heed", "open", "outside", "right")  # most serious first
Outcome = Literal[
    "cited", "cited_document", "cited_without_force", "unclear", "no_such_clause", "outside",
    "verbatim", "quoted_without_force", "misplaced", "conflicting", "incomplete", "altered", "not_printed",
    "supported", "unsupported", "undecidable",
]  # fmt: skip
_FILLED_IN = (
    "advice", "attributed", "citation", "citations", "clauses", "counted", "day", "findings", "name", "notices",
    "number", "printed", "problems", "said", "standing", "version", "why", "words",
)  # fmt: skip


class ToneWords(Authored):
    """A sign that needs no colour, and what the style of such words is called in Word."""

    symbol: Annotated[str, Field(min_length=1, max_length=1)]
    style: str


class OutcomeWords(Authored):
    """What is said of an outcome; ``advice``: what to do about it."""

    tone: Tone
    says: str
    advice: str = ""


class ReasonWords(Authored):
    nearest: str
    candidates: str
    more: str
    misplaced: str
    changed: str
    added: str
    dropped: str
    omission: str
    conflict: str


class ReportWords(Authored):
    title: str
    page: str
    checked: str
    counted: str
    together: str
    nothing: str
    legend: str
    unread: str
    summary: str
    outcome_columns: Annotated[list[str], Field(min_length=3, max_length=3)]
    files: str
    file_columns: Annotated[list[str], Field(min_length=6, max_length=6)]
    printed: str
    printed_at: str
    at: str
    standing: str
    advice: str
    columns: Annotated[list[str], Field(min_length=15, max_length=15)]
    unread_status: str


class CheckWords(Authored):
    """``corpus/words/checking.yaml``."""

    author: str
    initials: str
    kinds: dict[Kind, str]
    severities: dict[Severity, str]
    tones: dict[Tone, ToneWords]
    outcomes: dict[Outcome, OutcomeWords]
    reasons: ReasonWords
    report: ReportWords


def load_check_words(folder: Path) -> CheckWords:
    """Read from the corpus folder. Raises CorpusError."""
    file = AuthoredFile(folder / "words" / "checking.yaml")
    words = file.validated(CheckWords)
    for field, listed in (("kinds", Kind), ("severities", Severity), ("tones", Tone), ("outcomes", Outcome)):
        for name in get_args(listed):
            if name not in getattr(words, field):
                raise file.error(f"缺少“{name}”的用语，请补上。", field)
    file.refuse_unknown_blanks(_FILLED_IN)
    return words
