"""Where a document stands on a day: its legal status and what must be said with every answer that rests on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.authored import Authored, AuthoredFile
from assistant.documents.metadata import DocumentMetadata

FILLED_IN = frozenset(
    {
        "amount",
        "before",
        "bureau",
        "changes",
        "day",
        "days",
        "district",
        "from",
        "name",
        "now",
        "number",
        "question",
        "reason",
        "source",
        "term",
        "title_mark",
        "to",
        "version",
        "when_sure",
        "year",
    }
)


@dataclass(frozen=True, slots=True)
class Warned:
    """Something a reader has to know: a code for programs, a sentence for people."""

    code: str
    message: str


class StandingWords(Authored):
    undated: str
    draft: str
    explanatory_note: str
    expiring: str
    last_day: str
    expired: str
    not_yet_in_force: str


class NoteWords(Authored):
    beyond: str
    beyond_unknown: str
    beyond_later: str
    part: str
    parameter: str
    before: str
    parameter_missing: str
    parameter_missing_year: str
    condition_undecided: str


class PaymentWords(Authored):
    year: str
    once: str
    each_month: str
    months: str
    at_most: str
    together: str


class TotalWords(Authored):
    together: str
    beyond: str
    all: str


class CoverageWords(Authored):
    unknown_district: str
    not_in_force: str
    non_beijing: str


class ExplanationWords(Authored):
    """The words of an explained benefit. ``all_of``, ``any_of``: in the place of a long list that follows anyway;
    ``is_so``, ``is_not_so``: how a case stands that a condition excludes.
    """

    all_of: str
    any_of: str
    is_so: str
    is_not_so: str
    valid: str
    valid_from: str
    valid_to: str
    valid_unsaid: str
    first_due: str
    partly_due: str
    matured: str
    matured_undated: str
    excludes: str
    suspended: str
    pays: str
    each_payment: str
    payment_columns: list[str]
    after_expiry: str
    conditions: str
    own: str
    see_also: str
    recipient: str
    together: str
    heed: str
    unsaid: str


class ResultWords(Authored):
    """The words of a result, on its page and on the sheet to take to the counter. ``change``, ``also``, ``when_sure``:
    parts of ``reach``.
    """

    title: str
    checked: str
    version: str
    said: str
    said_columns: list[str]
    heading: str
    total: str
    later_total: str
    mixed_total: str
    without_suspended: str
    no_total: str
    count: str
    change: str
    also: str
    when_sure: str
    reach: str
    earliest: str
    too_late: str
    missing: str
    refused: str
    next: str
    where: str
    documents: str
    document_columns: list[str]
    unnumbered: str
    online: str
    open: str
    page: str


class SinceWords(Authored):
    corpus: str
    expired: str
    status: str


class Notices(Authored):
    """``corpus/words/notices.yaml``."""

    standing: StandingWords
    legal_status: dict[str, str]
    status: dict[str, str]
    notes: NoteWords
    payments: PaymentWords
    totals: TotalWords
    bureaus: dict[str, str]
    coverage: CoverageWords
    explanation: ExplanationWords
    since: SinceWords
    result: ResultWords
    related: dict[str, str]
    ask: list[str]
    unsaid: str
    corrected: str
    not_found: str
    nothing_near: str
    did_you_mean: str
    unwritten: str
    without: str
    suspended: str
    no_ground: str

    def bureau(self, territory: str) -> str:
        """Whom to ask about a district's document."""
        return self.bureaus.get(territory, self.bureaus["beijing"])


def load_notices(folder: Path) -> Notices:
    """Read ``folder/words/notices.yaml``. Raises CorpusError."""
    file = AuthoredFile(folder / "words" / "notices.yaml")
    notices = file.validated(Notices)
    file.refuse_unknown_blanks(FILLED_IN)
    return notices


def chinese_day(day: dt.date) -> str:
    """2026-12-31 as 2026年12月31日."""
    return f"{day.year}年{day.month}月{day.day}日"


def standing_warnings(metadata: DocumentMetadata, as_of: dt.date, notices: Notices) -> tuple[Warned, ...]:
    """What to say about a document on the day; the days left are counted afresh."""
    return tuple(_warnings(metadata, as_of, notices))


def _warnings(metadata: DocumentMetadata, as_of: dt.date, notices: Notices) -> Iterator[Warned]:
    words, status = notices.standing, metadata.legal_status(as_of)
    if status == "draft":
        mark = (metadata.nature.words or "草案").strip("（）")
        yield Warned("draft", words.draft.format(title_mark=mark))
    elif status == "explanatory_note":
        yield Warned("explanatory_note", words.explanatory_note)
    elif status == "not_yet_in_force" and metadata.in_force_from:
        since = chinese_day(metadata.in_force_from.value)
        yield Warned("not_yet_in_force", words.not_yet_in_force.format_map({"from": since}))
    elif metadata.in_force_to:
        to, left = metadata.in_force_to.value, (metadata.in_force_to.value - as_of).days
        code = "expired" if left < 0 else "last_day" if left == 0 else "expiring"
        yield Warned(code, getattr(words, code).format(to=chinese_day(to), days=left))
    elif metadata.in_force_from is None:
        yield Warned("undated", words.undated.format(bureau=notices.bureau(metadata.territory)))
