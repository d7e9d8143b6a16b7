"""For how long a login holds, and how long one waits after wrong passwords."""

from __future__ import annotations

import datetime as dt

IDLE = dt.timedelta(hours=1)  # without a request
ABSOLUTE = dt.timedelta(hours=12)  # a long shift
TOUCHED = dt.timedelta(minutes=1)  # a use is written down at most this often
FREE_FAILURES = 5
FIRST_WAIT, LONGEST_WAIT = dt.timedelta(seconds=30), dt.timedelta(minutes=15)
FORGOTTEN = dt.timedelta(days=1)  # failures longer ago don't count any more


def holds(created: dt.datetime, used: dt.datetime, at: dt.datetime) -> bool:
    """True where a session still holds."""
    return at - used < IDLE and at - created < ABSOLUTE


def wait_after(failures: int) -> dt.timedelta:
    """How long nobody can log in under a name after so many wrong passwords in a row: doubling, with an end.

    An end, because a lock for good would let anybody lock out anybody for good. Whoever goes on guessing keeps a name
    locked that long; an administrator's new password unlocks it.
    """
    if failures < FREE_FAILURES:
        return dt.timedelta()
    doublings: int = min(failures - FREE_FAILURES, 10)
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << doublings))
