"""Stretches of a text that don't overlap one another, asked whether something overlaps them."""

from __future__ import annotations

import bisect
from collections.abc import Iterable


class Spans:
    """Half-open stretches ``start:end``."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [start for start, _ in self._spans]

    def overlaps(self, start: int, end: int) -> bool:
        """Whether one of them shares a character with ``start:end``."""
        at = bisect.bisect_right(self._starts, start)
        if at and self._spans[at - 1][1] > start:
            return True
        return at < len(self._spans) and self._spans[at][0] < end

    def covers(self, at: int) -> bool:
        """Whether one of them holds the character at ``at``."""
        return self.overlaps(at, at + 1)
