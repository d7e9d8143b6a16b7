"""When a caller is to be called back, as an agent types it: 明天上午, 12-03 10:00, 3天后, 下周一15点半 (Beijing)."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from assistant.facts.calendar import BEIJING
from assistant.request import RequestError

LONGEST = 60  # characters
FURTHEST = 366  # days
_PARTS = {"上午": 9, "早上": 9, "早": 9, "中午": 12, "下午": 14, "傍晚": 17, "晚上": 19, "晚": 19}
_AFTERNOON = ("下午", "傍晚", "晚上", "晚")
_DAYS = {"今天": 0, "今": 0, "今日": 0, "明天": 1, "明": 1, "明日": 1, "后天": 2, "大后天": 3}
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "半": 0.5}
_NUMBER = r"\d{1,3}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九半]"
_AFTER = re.compile(rf"(?:过)?(?P<count>{_NUMBER})(?P<unit>分钟|个?小时|个?钟头|天|日|周|个?星期|个?月)(?:以?后|之后)?")
_WHEN = re.compile(
    rf"""(?:(?P<day>大后天|后天|今天|明天|今日|明日|今|明)
      |(?P<week>下下|下|本|这)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])
      |(?:(?P<year>\d{{4}})[-./年])?(?P<month>\d{{1,2}})[-./月](?P<date>\d{{1,2}})[日号]?
      |(?P<only_date>\d{{1,2}})[日号])?
    (?P<part>上午|早上|早|中午|下午|傍晚|晚上|晚)?
    (?:(?P<hour>{_NUMBER})(?:[:点时](?P<minute>[0-5]?\d)?分?(?P<half>半)?))?""",
    re.VERBOSE,
)
_NOT_UNDERSTOOD = "没看懂回电时间“{typed}”，请写成“明天上午”“12-03 10:00”“3天后”这样，写的话已经留着。"
_NO_DAY = "没有“{typed}”这一天或这个钟点，请改一下回电时间。"
_PASSED = "“{typed}”已经过了，请写一个还没到的回电时间。"
_TOO_FAR = "“{typed}”超过一年了，请写近一点的回电时间。"


def read_call_back(typed: str, at: dt.datetime) -> dt.datetime | None:
    """The moment that is meant, as said at a moment; None where nothing is typed. Raises RequestError."""
    text = "".join(unicodedata.normalize("NFKC", typed).split()).removesuffix("回电").removesuffix("前")
    if not text:
        return None
    here, shown = at.astimezone(BEIJING), typed.strip()[:LONGEST]
    found = _after(text, here)
    if found is None:
        try:
            found = _when(text, here)
        except (ValueError, OverflowError):
            raise RequestError("bad_call_back", _NO_DAY.format(typed=shown)) from None
    if found is None:
        raise RequestError("bad_call_back", _NOT_UNDERSTOOD.format(typed=shown))
    if found <= here:
        raise RequestError("bad_call_back", _PASSED.format(typed=shown))
    if found > here + dt.timedelta(days=FURTHEST):
        raise RequestError("bad_call_back", _TOO_FAR.format(typed=shown))
    return found


def _after(text: str, here: dt.datetime) -> dt.datetime | None:
    """So much later; of days and more the morning is meant."""
    found = _AFTER.fullmatch(text)
    if found is None:
        return None
    count, unit = _number(found["count"]), found["unit"].removeprefix("个")
    if unit in ("分钟", "小时", "钟头"):
        later = here + dt.timedelta(minutes=count * (1 if unit == "分钟" else 60))
        return later.replace(second=0, microsecond=0) + dt.timedelta(minutes=1)
    days = count * {"天": 1, "日": 1, "周": 7, "星期": 7, "月": 30}[unit]
    return _morning(here.date() + dt.timedelta(days=round(days)))


def _when(text: str, here: dt.datetime) -> dt.datetime | None:
    """A day, a part of it, an hour, or some of these. Raises ValueError where there is no such day or hour."""
    found = _WHEN.fullmatch(text)
    if found is None or not any(found.groupdict().values()):
        return None
    day = _day(found, here.date())
    hour, minute, part = 9, 0, found["part"]
    if part:
        hour = _PARTS[part]
    if found["hour"]:
        hour, minute = round(_number(found["hour"])), int(found["minute"] or 0) or (30 if found["half"] else 0)
        hour += 12 if (part in _AFTERNOON and hour < 12) or (part == "中午" and hour < 3) else 0
    return dt.datetime.combine(day, dt.time(hour, minute), BEIJING)


def _day(found: re.Match[str], today: dt.date) -> dt.date:
    if found["day"]:
        return today + dt.timedelta(days=_DAYS[found["day"]])
    if found["weekday"]:
        weekday = "一二三四五六日".index(found["weekday"].replace("天", "日"))
        monday = today - dt.timedelta(days=today.weekday())
        weeks = {"下": 1, "下下": 2}.get(found["week"] or "", 0)
        day = monday + dt.timedelta(days=weekday + 7 * weeks)
        return day + dt.timedelta(days=7) if day < today and not found["week"] else day
    if found["month"]:
        year = int(found["year"] or today.year)
        day = dt.date(year, int(found["month"]), int(found["date"]))
        return day.replace(year=year + 1) if day < today and not found["year"] else day
    if found["only_date"]:
        day = today.replace(day=int(found["only_date"]))
        months = today.year * 12 + today.month
        return day if day >= today else day.replace(year=months // 12, month=months % 12 + 1)
    return today


def _morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(9), BEIJING)


def _number(text: str) -> float:
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return _DIGITS[text]
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
