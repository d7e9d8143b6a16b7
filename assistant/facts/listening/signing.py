"""The day a labour contract begins: 合同是2025年12月1日开始的, 从3月1号起签的, 2025年11月1日到2028年10月31日的."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

_DATE = (
    r"(?:(?P<y>(?:20)?\d\d|今年|去年|前年)年?的?[.\-/]?)?"
    r"(?P<m>1[0-2]|0?[1-9])[月.\-/](?P<d>3[01]|[12]\d|0?[1-9])(?:日|号)?"
)
_YEARS = {"今年": 0, "去年": 1, "前年": 2}


class Signing:
    """When the contract starts. A day without a year is the last such day; the day on which it ends is none."""

    def __init__(self, words: Words) -> None:
        begins = "(?:正式)?(?:开始|起签的?|起(?!诉)|生效|签的|签订|签的合同)"
        lasts = r"(?:到|至|-|~)(?=(?:20)?\d\d年)"
        self._start = words.pattern(rf"(?<![\d到至])(?:从|自|是|于)?{_DATE}(?P<then>{begins}|{lasts})")
        self._contract = words.pattern("<signing_of>")
        self._other = words.pattern("<signing_not>")

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of the start of the contract."""
        if "签" not in said.text and "合同" not in said.text:
            return
        for match in self._start.finditer(said.text):
            near = said.text[max(0, match.start() - 30) : match.start()] + match["then"]
            if not self._contract.search(near) or self._other.search(said.before(match.start(), 12)):
                continue
            value = _day(match["y"], int(match["m"]), int(match["d"]), said.as_of)
            if value is not None:
                yield Finding("contract_start", value.isoformat(), match.start(), match.end())


def _day(year: str | None, month: int, day: int, as_of: dt.date) -> dt.date | None:
    try:
        if year is None:
            this = dt.date(as_of.year, month, day)
            return this if this <= as_of else dt.date(as_of.year - 1, month, day)
        if year in _YEARS:
            return dt.date(as_of.year - _YEARS[year], month, day)
        return dt.date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    except ValueError:
        return None
