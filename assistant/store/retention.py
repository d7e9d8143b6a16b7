"""What is kept no longer than needed: conversations, questions noted at the desk, checks, cases, logins.

The server purges every hour.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from dataclasses import dataclass

from sqlalchemy import Engine

from assistant.store.audit import Actor, record
from assistant.store.cases import KEEP_CASES, delete_old_cases
from assistant.store.checks import KEEP_CHECKS, delete_old
from assistant.store.conversations import PURGED_AT_ONCE, delete_unused_since
from assistant.store.database import forget_deleted, now
from assistant.store.location import SettingError
from assistant.store.questions import delete_noted
from assistant.store.sessions import purge_ended

KEEP_DAYS = 30


@dataclass(frozen=True, slots=True)
class Purged:
    """How many vanished."""

    conversations: int
    logins: int
    checks: int = 0
    cases: int = 0


def keep_days() -> int:
    """For how many days a conversation is kept after it was last used: ``ASSISTANT_KEEP_DAYS``. Raises SettingError."""
    text = os.environ.get("ASSISTANT_KEEP_DAYS", "")
    if text and not re.fullmatch(r"[1-9]\d{0,3}", text, re.ASCII):
        raise SettingError(f"ASSISTANT_KEEP_DAYS 应是 1 到 9999 的整数（天），现在是“{text[:40]}”。")
    return int(text) if text else KEEP_DAYS


def purge(database: Engine, keep_days: int, by: Actor) -> Purged:
    """Delete conversations unused for ``keep_days`` days, old checks of citations and cases, and logins that no
    longer hold.
    """
    moment, conversations, logins, checks, cases = now() - dt.timedelta(days=keep_days), 0, 0, 0, 0
    more = True
    while more:
        with database.begin() as connection:
            logins += purge_ended(connection)  # a write first: two processes purging wait for one another
            deleted = delete_unused_since(connection, moment)
            if deleted:
                record(connection, by, "purged", conversations=deleted, keep_days=keep_days)
            if old := delete_old(connection):
                record(connection, by, "purged", checks=old, keep_days=KEEP_CHECKS)
            if closed := delete_old_cases(connection):
                record(connection, by, "purged", cases=closed, keep_days=KEEP_CASES)
            if noted := delete_noted(connection, moment):
                record(connection, by, "purged", questions=noted, keep_days=keep_days)
        conversations, checks, cases = conversations + deleted, checks + old, cases + closed
        more = deleted >= PURGED_AT_ONCE
    forget_deleted(database)  # also what somebody's reading kept from being forgotten before
    return Purged(conversations, logins, checks, cases)
