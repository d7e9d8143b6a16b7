"""The day a labour contract begins: 合同是2025年12月1日开始的, 从3月1号起签的, 2025年11月1日到2028年10月31日的."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from assistant.facts.listening.amounts import whole
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

_DATE = (
    r"(?:(?P<y>(?:19|20)?\d\d|今年|去年|前年)年?的?[.\-/]?)?"
    r"(?P<m>1[0-2]|0?[1-9])[月.\-/](?P<d>3[01]|[12]\d|0?[1-9])(?:日|号)?"
)
_YEARS = {"今年": 0, "去年": 1, "前年": 2}


class Signing:
    """When the contract starts. A day without a year is the last such day; the day on which it ends is none."""

    def __init__(self, words: Words) -> None:
        begins = "(?:正式)?(?:开始|起签的?|起(?!诉)|生效|签的|签订|签的合同)"
        end = r"(?P<y2>20\d\d)[年.\-/](?P<m2>1[0-2]|0?[1-9])[月.\-/](?P<d2>3[01]|[12]\d|0?[1-9])"
        lasts = rf"(?:到|至|-|~|起至|起到)(?:{end}|(?=(?:20)?\d\d年))"
        self._start = words.pattern(rf"(?<![\d到至年])(?:从|自|是|于)?{_DATE}(?P<then>{begins}|{lasts})")
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
            if value is None:
                continue
            yield Finding("contract_start", value.isoformat(), match.start(), match.end())
            if match["y2"] is not None:
                months = _months(value, _day(match["y2"], int(match["m2"]), int(match["d2"]), said.as_of))
                if months:
                    yield Finding("contract_years", whole(round(months / 12, 4)), match.start(), match.end())


def _months(start: dt.date, last: dt.date | None) -> int | None:
    """The full months of a contract from its first to its last day; None where they don't come out even."""
    if last is None or last <= start:
        return None
    after = last + dt.timedelta(days=1)
    day = after if after.day == start.day else last  # …-2028-06-30 and …-2028-07-01 both end three years
    months = (day.year - start.year) * 12 + day.month - start.month
    return months if day.day == start.day else None


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
