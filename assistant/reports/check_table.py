"""A citation check as a table for a spreadsheet: a row for each finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.reports.characters import storable
from assistant.reports.findings import Check, CheckFindings, shortened
from assistant.reports.table_file import csv_pieces

LONGEST_CELL = 4_000  # characters; Excel holds 32,767


def check_table(finder: CheckFindings, checks: Sequence[Check], unread: Sequence[tuple[str, str]]) -> str:
    """The CSV file of several checks; a file that couldn't be read has a row that says so."""
    return "".join(csv_pieces(finder.words.report.columns, _rows(finder, checks, unread)))


def _rows(
    finder: CheckFindings, checks: Sequence[Check], unread: Sequence[tuple[str, str]]
) -> Iterator[list[str | int]]:
    words = finder.words
    for check in checks:
        for finding in check.findings:
            cells = [
                words.kinds[finding.kind],
                finding.text,
                f"{finding.symbol} {finding.status}",
                words.severities[finding.severity] if finding.severity else "",
                "；".join(finding.clauses),
                finding.citation,
                finding.printed,
                "".join([*finder.changes(finding), *finding.reasons]),
                finding.advice,
                finding.legal_status,
                check.answer["as_of"],
                check.answer["corpus_version"],
            ]
            yield [_cell(check.name), finding.line, finding.column, *map(_cell, cells)]
    for name, why in unread:
        status = words.report.unread_status
        yield [_cell(name), *[""] * 4, status, words.severities["problem"], *[""] * 3, _cell(why), *[""] * 4]


def _cell(text: str) -> str:
    return shortened(storable(text.replace("\r\n", "\n")), LONGEST_CELL)
