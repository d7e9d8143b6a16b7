"""Reports of citation checks: what ``Engine.cite`` answered for one or several texts, as a Word document or a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.reports.findings import Check, CheckFindings

Json = dict[str, Any]
Unread = Sequence[tuple[str, str]]  # files that couldn't be read, each with the sentence that says why


class CheckReports:
    """Makes reports from answers of ``Engine.cite``."""

    def __init__(self, findings: CheckFindings) -> None:
        self.findings = findings

    def report_docx(self, text: str, answer: Json, name: str) -> bytes:
        """A Word file of one text, with a comment at whatever needs a person's eye; ``name``: what it is called."""
        return self.report_docx_of_all([(name, text, answer)])

    def report_docx_of_all(self, checked: Sequence[tuple[str, str, Json]], unread: Unread = ()) -> bytes:
        """The same of several texts (name, text, answer), one below the other."""
        from assistant.reports.check_document import CheckDocument

        return CheckDocument(self.findings, [self._check(*one) for one in checked], unread).written()

    def report_csv(self, checked: Sequence[tuple[str, str, Json]], unread: Unread = ()) -> str:
        """A table for a spreadsheet with a row for each finding of the texts (name, text, answer)."""
        from assistant.reports.check_table import check_table

        return check_table(self.findings, [self._check(*one) for one in checked], unread)

    def _check(self, name: str, text: str, answer: Json) -> Check:
        return Check(name, text, answer, self.findings.of(text, answer))
