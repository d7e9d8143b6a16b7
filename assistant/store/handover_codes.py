"""The codes of hand-overs: made up so that nobody guesses them, and entered by agents, who wait after wrong ones."""

from __future__ import annotations

import datetime as dt
import secrets

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from assistant.accounts.handing_over import (
    CODES_WITHIN,
    DIGITS,
    FORGOTTEN,
    MOST_CODES,
    MOST_WAITING,
    MOST_WRONG,
    WRONG_WITHIN,
    wait_after,
)
from assistant.request import RequestError
from assistant.store.database import now
from assistant.store.tables import HandoverRow, WrongCodeRow

EVERYBODY = ""  # all accounts together
_HANDOVER, _WRONG = HandoverRow.__table__.c, WrongCodeRow.__table__.c


class WrongCode(Exception):
    """The code isn't one that holds, or one has to wait (``wait`` in seconds, else 0)."""

    def __init__(self, wait: dt.timedelta = dt.timedelta(), everybody: bool = False) -> None:
        self.wait = max(1, round(wait.total_seconds())) if wait else 0
        time = f"{-(-self.wait // 60)} 分钟" if self.wait > 90 else f"{self.wait} 秒"
        if everybody:
            said = f"刚才错的号码太多，为防有人乱试，所有坐席请 {time}后再试；请居民先在电话里说。"
        elif wait:
            said = f"号码错了太多次，请 {time}后再试；请居民先在电话里说。"
        else:
            said = "没有这个号码：可能抄错了、用过了，或者过了 10 分钟。请居民再念一遍，或者重新转一次人工。"
        super().__init__(said)


def made_up() -> str:
    """Six digits by chance."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def check_issuing(connection: Connection, conversation_id: str, at: dt.datetime) -> None:
    """Whether a conversation may have another code just now. Raises RequestError."""
    recent = select(func.count(_HANDOVER.id), func.min(_HANDOVER.issued_at)).where(
        _HANDOVER.conversation_id == conversation_id, _HANDOVER.issued_at > at - CODES_WITHIN
    )
    count, first = connection.execute(recent).one()
    if count >= MOST_CODES:
        minutes = max(1, -(-int((first + CODES_WITHIN - at).total_seconds()) // 60))
        raise RequestError(
            "too_many_codes", f"一小时里已经转了 {count} 次，请 {minutes} 分钟后再转；急的话请直接打 12333。"
        )
    waiting = select(func.count()).select_from(HandoverRow).where(_HANDOVER.code.is_not(None))
    if connection.execute(waiting).scalar_one() >= MOST_WAITING:
        raise RequestError("no_code_free", "现在等着转人工的人太多，请过几分钟再试，或者直接打 12333。")


def begin_entering(connection: Connection, account: str) -> dt.datetime:
    """Before a code is looked at: until the end of the transaction nobody else enters one. The moment that it is then.

    Raises WrongCode.
    """
    adding = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(WrongCodeRow)
    for name in (EVERYBODY, account):  # always in this order, so that two never wait for one another
        connection.execute(adding.values(account=name, count=0, since=now()).on_conflict_do_nothing())
        within = WRONG_WITHIN if name == EVERYBODY else FORGOTTEN
        this = update(WrongCodeRow).where(_WRONG.account == name)
        locked = this.values(account=name).returning(_WRONG.since, _WRONG.blocked_until)
        since, blocked = connection.execute(locked).one()  # from here on the row is ours
        at = now()
        if blocked is not None and blocked > at:
            raise WrongCode(blocked - at, everybody=name == EVERYBODY)
        if since <= at - within:
            connection.execute(this.values(count=0, since=at))
    return at


def was_right(connection: Connection, account: str) -> None:
    """The wrong ones before it are forgiven, but not in the sum of all accounts."""
    connection.execute(update(WrongCodeRow).where(_WRONG.account == account).values(count=0))


def was_wrong(connection: Connection, account: str, at: dt.datetime) -> tuple[int, WrongCode]:
    """Count it; how many the account has entered, and what to say."""
    counts = {}
    for name in (EVERYBODY, account):
        more = update(WrongCodeRow).where(_WRONG.account == name).values(count=_WRONG.count + 1)
        counts[name] = connection.execute(more.returning(_WRONG.count)).scalar_one()
    own = wait_after(counts[account])
    if own:
        until = update(WrongCodeRow).where(_WRONG.account == account)
        connection.execute(until.values(blocked_until=at + own))
    if counts[EVERYBODY] >= MOST_WRONG:
        until = update(WrongCodeRow).where(_WRONG.account == EVERYBODY)
        connection.execute(until.values(count=0, blocked_until=at + WRONG_WITHIN))
        return counts[account], WrongCode(WRONG_WITHIN, everybody=True)
    return counts[account], WrongCode(own)
