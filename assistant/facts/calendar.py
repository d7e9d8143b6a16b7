"""Days and anniversaries as the law counts them: a month alone ends on its last day, 29 February is 28 February."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

BEIJING = ZoneInfo("Asia/Shanghai")
FIRST_YEAR = 1900
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class BadDay(ValueError):
    """Not a day; the message says how to write one (Chinese)."""


def read_day(text: str) -> dt.date:
    """``YYYY-MM-DD`` as a day. Raises BadDay."""
    try:
        if not _DAY.fullmatch(text):  # fromisoformat would take weeks too (2026-W01-1)
            raise ValueError
        return dt.date.fromisoformat(text)
    except ValueError:
        raise BadDay(f"日期“{text[:40]}”不对，请写成 2026-11-20 这样，并且是有的日子。") from None


def day_begins(day: str) -> dt.datetime:
    """Midnight in Beijing. Raises BadDay."""
    found = read_day(day)
    if found.year < FIRST_YEAR:  # the first midnights there are don't exist in UTC
        raise BadDay(f"日期“{day}”太早了。")
    return dt.datetime.combine(found, dt.time(), BEIJING)


def day_ends(day: str) -> dt.datetime:
    """The midnight after it; of the last day there is, that day's. Raises BadDay."""
    begins = day_begins(day)
    return begins if begins.date() == dt.date.max else begins + dt.timedelta(days=1)


def last_day(value: str) -> dt.date:
    """The day of ``YYYY-MM-DD``, or the last day of the month ``YYYY-MM``."""
    if len(value) > len("2026-11"):
        return dt.date.fromisoformat(value)
    year, month = int(value[:4]), int(value[5:7])
    return dt.date(year, month, calendar.monthrange(year, month)[1])


@lru_cache(maxsize=4096)
def anniversary(day: dt.date, years: int) -> dt.date:
    """The same day ``years`` later; 29 February falls on 28 February."""
    return day + relativedelta(years=years)


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, the last day of a shorter month; the last of all days where there is none."""
    if day.year + months // 12 >= dt.MAXYEAR:
        return dt.date.max
    return day + relativedelta(months=months)


def full_years(since: dt.date, on: dt.date) -> int:
    """Full years between two days, counted on the anniversary itself (周岁). Negative where ``since`` is later."""
    years = on.year - since.year
    return years if anniversary(since, years) <= on else years - 1


def today() -> dt.date:
    """The day in Beijing. Only front ends ask; the engine is told."""
    return dt.datetime.now(BEIJING).date()
