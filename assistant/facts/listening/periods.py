"""How often a year a sum falls due: by the month, the quarter, the half year, the year."""

from __future__ import annotations

from assistant.facts.listening.words import Words

_PERIODS = (("(?:一|每)?个?季度?|按季|季付", 4), ("半年", 2), ("<rent_monthly>|/月", 12), ("(?<!半)<rent_yearly>", 1))


class Periods:
    """Reads the period of a sum; ``named`` is any word for one."""

    def __init__(self, words: Words) -> None:
        self._periods = tuple((words.pattern(template), times) for template, times in _PERIODS)
        self.named = words.pattern("|".join(template for template, _ in _PERIODS))

    def a_year(self, text: str) -> int | None:
        """How often a year the sum falls due by the last word for it (每月 = 12, 季付 = 4), None where none is said."""
        due = [(match.start(), times) for pattern, times in self._periods for match in pattern.finditer(text)]
        return max(due)[1] if due else None
