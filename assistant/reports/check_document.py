"""A citation check as a Word document: a summary, then each text with a comment at whatever needs a person's eye."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from docx.enum.text import WD_UNDERLINE
from docx.shared import RGBColor

from assistant.documents.standing import chinese_day
from assistant.reports.characters import storable
from assistant.reports.findings import Check, CheckFindings, Finding, counted
from assistant.reports.marked_text import Emphasis, Look, Mark, MarkedText, Words
from assistant.reports.paper import Paper
from assistant.reports.words import TONES, Tone

LONGEST_SHOWN = 400  # characters of a clause or a suggestion in a comment
_LOOKS: dict[Tone, tuple[str, WD_UNDERLINE, str]] = {  # ink, line under the words, ground
    "wrong": ("A61B1B", WD_UNDERLINE.WAVY, "FDE8E6"),
    "heed": ("7A4A00", WD_UNDERLINE.DASH, "FFF2CC"),
    "open": ("7A4A00", WD_UNDERLINE.DOT_DASH, "FFF2CC"),
    "outside": ("4A4A4A", WD_UNDERLINE.DOUBLE, "EDEDED"),
    "right": ("000000", WD_UNDERLINE.DOTTED, ""),
}


class CheckDocument:
    """The report of one check or of several; ``unread``: files that couldn't be read, and why."""

    def __init__(self, finder: CheckFindings, checks: Sequence[Check], unread: Sequence[tuple[str, str]]) -> None:
        self.finder, self.checks, self.unread = finder, checks, unread
        self.words, self.report = finder.words, finder.words.report
        self.day = dt.date.fromisoformat(checks[0].answer["as_of"])
        self.paper = Paper(self.report.title, self.day, self.report.page)
        self.looks = {tone: self._look(tone, rank) for rank, tone in enumerate(TONES)}
        self.texts = MarkedText(self.paper, list(self.looks.values()), self.words.author, self.words.initials)

    def written(self) -> bytes:
        """The file."""
        self._summary()
        for check in self.checks:
            self.paper.heading(storable(check.name), 1)
            self.texts.write(check.text, [self._mark(finding) for finding in check.findings])
        return self.paper.written()

    def _look(self, tone: Tone, rank: int) -> Look:
        ink, line, ground = _LOOKS[tone]
        named = self.words.tones[tone]
        return Look(named.style, named.symbol, rank, RGBColor.from_string(ink), line, ground)

    def _summary(self) -> None:
        findings = [finding for check in self.checks for finding in check.findings]
        version = self.checks[0].answer["corpus_version"]
        self.paper.text(self.report.checked.format(day=chinese_day(self.day), version=version))
        self.paper.text(counted(self.words, *(check.answer for check in self.checks)), bold=True)
        for name, why in self.unread:
            self.paper.text(self.report.unread.format(name=storable(name), why=storable(why)), bold=True)
        if findings:
            self._outcomes(findings)
        if len(self.checks) > 1:
            rows = [self._row(check) for check in self.checks]
            self.paper.table(self.report.files, self.report.file_columns, rows, (6, 1, 1, 1, 1, 1))
        if findings:
            self.paper.text(self.report.legend)

    def _outcomes(self, findings: Sequence[Finding]) -> None:
        counted = Counter((finding.tone, finding.symbol, finding.status, finding.kind) for finding in findings)
        ordered = sorted(counted.items(), key=lambda pair: (TONES.index(pair[0][0]), -pair[1]))
        rows = [
            (f"{symbol} {status}", self.words.kinds[kind], str(number)) for (_, symbol, status, kind), number in ordered
        ]
        self.paper.table(self.report.summary, self.report.outcome_columns, rows, (4, 2, 1))

    def _row(self, check: Check) -> tuple[str, ...]:
        kinds = Counter(finding.kind for finding in check.findings)
        numbers = (check.answer["problems"], check.answer["notices"], *(kinds[kind] for kind in self.words.kinds))
        return storable(check.name), *map(str, numbers)

    def _mark(self, finding: Finding) -> Mark:
        comment = list(self._comment(finding)) if finding.severity else []
        return Mark(finding.start, finding.end, self.looks[finding.tone], comment)

    def _comment(self, finding: Finding) -> Iterator[Words]:
        yield [(f"{finding.symbol} {finding.status}", "strong"), (f"（{self.words.kinds[finding.kind]}）", "")]
        if finding.pieces:
            yield list(_changes(finding))
        for sentence in self.finder.details(finding, LONGEST_SHOWN):
            yield [(sentence, "")]


def _changes(finding: Finding) -> Iterator[tuple[str, Emphasis]]:
    """The quotation with each change as 〔said→printed〕, so that it needs no colour."""
    for piece in finding.pieces:
        if piece.is_same:
            yield piece.said, ""
            continue
        yield "〔", ""
        yield piece.said, "gone"
        yield "→", ""
        yield piece.printed, "new"
        yield "〕", ""
