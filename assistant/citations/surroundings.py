"""Which citation a stretch of a text belongs to: the one it stands beside, in its sentence, in its paragraph.

A citation in brackets right behind a quotation is its own; else the last one before it in its sentence, else the next
one in its sentence, else the last one before it.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence

from assistant.citations.resolve import Citation
from assistant.citations.words import CitingWords, either

_BREAK = re.compile("[。！？!?;；\n]")
_BEHIND = re.compile(
    r"[”’」』\"'，,。；;、：:]{0,2}\s?(?:[（(\[【]\s?|[—-]{1,2}\s?)(?:见|引自|摘自|出自|依据|根据|参见|语出|来源[：:])?\s?$"
)
_NEAR = 8
_LEAD = 10  # characters before a citation that say that it is the source


class Surroundings:
    """The citations of one text, asked for what stands where."""

    def __init__(self, text: str, citations: Sequence[Citation], words: CitingWords) -> None:
        sourcing = either(words.sourcing)
        self._sourcing = re.compile(
            rf"(?:{sourcing})(?:是|为|于|自|有)?[:：\s（(《]{{0,3}}[\u4e00-\u9fff]{{0,6}}$|[（(]\s?$"
        )
        self.text = text
        self.citations = list(citations)
        self._starts = [c.start for c in self.citations]
        self._ends = [c.end for c in self.citations]
        self._breaks = [m.start() for m in _BREAK.finditer(text)]
        self._blocks = [m.start() for m in re.finditer("\n\n", text)]
        self._lines = [m.start() for m in re.finditer("\n", text)]

    def sentence(self, at: int) -> tuple[int, int]:
        """The sentence around an offset. A full stop within quotation marks ends one too."""
        index = bisect.bisect_left(self._breaks, at)
        start = self._breaks[index - 1] + 1 if index else 0
        end = self._breaks[index] if index < len(self._breaks) else len(self.text)
        return start, end

    def before(self, at: int, since: int = 0) -> Citation | None:
        """The last citation that ends at or before ``at`` and begins at or behind ``since``."""
        index = bisect.bisect_right(self._ends, at)
        found = self.citations[index - 1] if index else None
        return found if found is not None and found.start >= since else None

    def after(self, at: int, until: int) -> Citation | None:
        """The first citation that begins at or behind ``at`` and before ``until``."""
        index = bisect.bisect_left(self._starts, at)
        found = self.citations[index] if index < len(self.citations) else None
        return found if found is not None and found.start < until else None

    def of(self, start: int, end: int) -> tuple[Citation | None, bool]:
        """The citation that the stretch ``start:end`` belongs to, and whether it stands in the same sentence."""
        begins, _ = self.sentence(start)
        _, ends = self.sentence(end)
        beside = self.after(end, end + _NEAR)
        if beside is not None and _BEHIND.fullmatch(self.text, end, beside.start):
            return beside, True
        if before := self.before(start, begins):
            return before, True
        if following := self.after(end, ends):
            return following, True
        line = self.line(start)
        if in_line := self.before(start, line):
            return in_line, False
        if source := self._source(end):
            return source, True
        return self.before(start), False

    def _source(self, end: int) -> Citation | None:
        """The next citation of the same block of lines, where words say that it is the source: 出处：…, （见…）."""
        block = bisect.bisect_left(self._blocks, end)
        found = self.after(end, self._blocks[block] if block < len(self._blocks) else len(self.text))
        if found is None:
            return None
        lead = self.text[max(end, found.start - _LEAD) : found.start]
        return found if self._sourcing.search(lead) else None

    def cited_together(self, at: int) -> list[Citation]:
        """The citations of clauses that stand before an offset in its sentence."""
        begins, _ = self.sentence(at)
        first, last = bisect.bisect_left(self._starts, begins), bisect.bisect_right(self._ends, at)
        return [c for c in self.citations[first:last] if c.status == "resolved" and c.clauses]

    def line(self, at: int) -> int:
        """Where the line around an offset begins."""
        index = bisect.bisect_left(self._lines, at)
        return self._lines[index - 1] + 1 if index else 0

    def holds(self, start: int, end: int) -> bool:
        """Whether a citation stands there and around it."""
        index = bisect.bisect_right(self._starts, start)
        return bool(index) and end <= self._ends[index - 1]

    def covers(self, start: int, end: int) -> bool:
        """Whether a citation stands there."""
        index = bisect.bisect_right(self._starts, start)
        if index and self.citations[index - 1].end > start:
            return True
        return index < len(self.citations) and self.citations[index].start < end
