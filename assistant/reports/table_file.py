"""Tables as CSV files that a spreadsheet opens: marked as UTF-8, and no cell runs as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

MARK = "\ufeff"  # so that Excel reads it as UTF-8
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # a spreadsheet would run what begins so


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_pieces(head: Sequence[str], rows: Iterable[Sequence[str | int]]) -> Iterator[str]:
    """The file piece by piece: its head, then a row each. Numbers stay numbers."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(MARK)
    writer.writerow(head)
    yield buffer.getvalue()
    for row in rows:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([cell if isinstance(cell, int) else harmless(cell) for cell in row])
        yield buffer.getvalue()
