"""When to call back, as agents type it: read in Beijing time, or refused in a sentence."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dialogue.call_back import read_call_back
from assistant.facts.calendar import BEIJING
from assistant.request import RequestError

NOW = dt.datetime(2026, 11, 30, 2, 20, 30, tzinfo=dt.UTC)  # a Monday, 10:20 in Beijing


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("明天上午", "2026-12-01 09:00"), ("明天", "2026-12-01 09:00"), ("今天下午", "2026-11-30 14:00"),
        ("下午3点", "2026-11-30 15:00"), ("下午三点半", "2026-11-30 15:30"), ("15:30", "2026-11-30 15:30"),
        ("15点", "2026-11-30 15:00"), ("后天 晚上7点20分", "2026-12-02 19:20"), ("大后天", "2026-12-03 09:00"),
        ("12-03 10:00", "2026-12-03 10:00"), ("12-03 10：00", "2026-12-03 10:00"), ("12月3日", "2026-12-03 09:00"),
        ("12/3 下午", "2026-12-03 14:00"), ("2026-12-03 10:05", "2026-12-03 10:05"), ("3号", None),
        ("1月5日", "2027-01-05 09:00"), ("30号中午", "2026-11-30 12:00"), ("3天后", "2026-12-03 09:00"),
        ("三天后", "2026-12-03 09:00"), ("两周后", "2026-12-14 09:00"), ("半小时后", "2026-11-30 10:51"),
        ("2小时后", "2026-11-30 12:21"), ("十五分钟后", "2026-11-30 10:36"), ("周三", "2026-12-02 09:00"),
        ("下周一15点半", "2026-12-07 15:30"), ("下下周五上午", "2026-12-18 09:00"), ("星期天", "2026-12-06 09:00"),
        ("一个月后", "2026-12-30 09:00"), ("中午", "2026-11-30 12:00"), ("中午1点", "2026-11-30 13:00"),
    ],
)  # fmt: skip
def test_what_is_typed_is_read(typed: str, means: str | None) -> None:
    found = read_call_back(typed, NOW)
    assert found is not None
    assert found.utcoffset() == dt.timedelta(hours=8)
    assert found.strftime("%Y-%m-%d %H:%M") == (means or "2026-12-03 09:00")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("明天上", "没看懂"), ("等通知", "没看懂"), ("13月3日", "没有"), ("2-30", "没有"), ("25:00", "没有"),
        ("32号", "没有"),
        ("今天上午", "已经过了"), ("9点", "已经过了"), ("2020-01-01", "已经过了"), ("999天后", "超过一年"),
        ("10:99", "没看懂"),
        ("0-0", "没有"), ("十" * 40, "没看懂"), ("后", "没看懂"), ("9999-12-31", "超过一年"),
    ],
)  # fmt: skip
def test_what_is_no_time_is_refused_in_a_sentence(typed: str, why: str) -> None:
    with pytest.raises(RequestError, match=why) as refused:
        read_call_back(typed, NOW)
    assert str(refused.value).endswith("。")


def test_nothing_typed_is_no_call_back() -> None:
    assert read_call_back("", NOW) is read_call_back(" \u3000", NOW) is None


@given(typed=st.text(st.sampled_from("今明后天上下午早晚周星期一三十半点分:-/年月日号小时个0123456789 "), max_size=12))
def test_whatever_is_typed_is_a_later_moment_or_a_sentence(typed: str) -> None:
    try:
        found = read_call_back(typed, NOW)
    except RequestError:
        return
    assert found is None or NOW < found < NOW + dt.timedelta(days=367)
    assert found is None or found.tzinfo is BEIJING
