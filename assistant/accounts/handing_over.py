"""Handing a conversation over to a person: how long a code holds, who counts as there, how long one waits after wrong
codes.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from assistant.request import RequestError

DIGITS = 6
CODE_HOLDS = dt.timedelta(minutes=10)
MOST_CODES, CODES_WITHIN = 6, dt.timedelta(hours=1)  # of one conversation
MOST_WAITING = 2000  # codes at a time: of a million, so that a guess finds one in five hundred times at most
AWAY = dt.timedelta(minutes=2)  # unseen: maybe away
LEFT = dt.timedelta(minutes=15)  # an agent unseen so long has left, and the hand-over is over
TOUCHED = dt.timedelta(seconds=20)  # that somebody is there is written down at most this often
LONGEST_MESSAGE = 2000  # characters
MOST_MESSAGES = 1000  # of one hand-over
FREE_CODES = 10  # wrong ones of one account
FIRST_WAIT, LONGEST_WAIT = dt.timedelta(minutes=1), dt.timedelta(minutes=15)
FORGOTTEN = dt.timedelta(days=1)  # an account's wrong codes, counted from the first
MOST_WRONG, WRONG_WITHIN = 100, dt.timedelta(minutes=10)  # of all accounts together
_BETWEEN = re.compile(r"[\s\-–—－_.·、，,]+")  # as people write down what is read out to them


def read_code(typed: str) -> str:
    """The six digits of a code as somebody wrote them down. Raises RequestError."""
    digits = _BETWEEN.sub("", unicodedata.normalize("NFKC", typed))
    if re.fullmatch(rf"\d{{{DIGITS}}}", digits, re.ASCII):
        return digits
    if digits.isascii() and digits.isdigit():
        raise RequestError("bad_code", f"号码是 {DIGITS} 位数字，现在有 {len(digits)} 位，请对一对再连接。")
    raise RequestError("bad_code", f"号码是 {DIGITS} 位数字，比如 482 913，请居民再念一遍。")


def wait_after(wrong: int) -> dt.timedelta:
    """How long an account can enter no code after so many wrong ones: doubling, with an end."""
    if wrong < FREE_CODES:
        return dt.timedelta()
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << min(wrong - FREE_CODES, 10)))
