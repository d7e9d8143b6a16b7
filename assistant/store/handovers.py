"""Conversations handed over to a person: asked for, taken up by a code, written in by both sides, ended.

A code is used once: whoever comes first has the conversation. What runs out (a code, an agent who has gone) is over
from that moment for whoever reads it, and written down as over when its conversation is next looked at.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, case, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from assistant.accounts.handing_over import CODE_HOLDS, LEFT, MOST_MESSAGES, TOUCHED
from assistant.request import RequestError
from assistant.store.audit import Actor, record
from assistant.store.conversations import UnknownConversation, is_token, new_token
from assistant.store.database import now
from assistant.store.handover import (
    COLUMNS,
    MESSAGE_COLUMNS,
    Handover,
    HandoverOver,
    Message,
    Side,
    UnknownHandover,
    read,
)
from assistant.store.handover_codes import begin_entering, check_issuing, made_up, was_right, was_wrong
from assistant.store.tables import ConversationRow, HandoverMessageRow, HandoverRow, TurnRow

ATTEMPTS = 10
_HANDOVER, _MESSAGE, _TURN = HandoverRow.__table__.c, HandoverMessageRow.__table__.c, TurnRow.__table__.c
_ONE = select(*COLUMNS)
_TURNS = (
    select(func.count(_TURN.id)).where(_TURN.conversation_id == _HANDOVER.conversation_id).correlate(HandoverRow)
).scalar_subquery()
_WRITTEN = (
    select(func.count(_MESSAGE.id)).where(_MESSAGE.handover_id == _HANDOVER.id).correlate(HandoverRow)
).scalar_subquery()


class HandoverStore:
    """The hand-overs of one database."""

    def __init__(self, database: Engine) -> None:
        self.database = database

    # The resident's side

    def issue(self, conversation_id: str) -> Handover:
        """A hand-over with a code, or the one that is alive. Raises UnknownConversation, RequestError."""
        if not is_token(conversation_id):
            raise UnknownConversation
        for _ in range(ATTEMPTS):
            try:
                with self.database.begin() as connection:
                    return _issue(connection, conversation_id, now())
            except IntegrityError:  # the code is taken, somebody asked at the same moment, or the conversation is gone
                continue
        raise RequestError("busy", "现在转人工的人太多，请稍后再试一次。")

    def of(self, conversation_id: str) -> list[Handover]:
        """All of a conversation in their order, with what was written; what has run out is written down as over."""
        if not is_token(conversation_id):
            return []
        with self.database.connect() as connection:
            found = _with_messages(connection, _HANDOVER.conversation_id == conversation_id, now())
        if any(handover.ran_out for handover in found):
            with self.database.begin() as connection:
                _write_down_ends(connection, conversation_id, now())
                found = _with_messages(connection, _HANDOVER.conversation_id == conversation_id, now())
        return found

    def is_open(self, conversation_id: str) -> Handover | None:
        """The hand-over of a conversation in which a person is there just now; its messages are left out."""
        wanted = _ONE.where(_HANDOVER.conversation_id == conversation_id, _HANDOVER.ended_at.is_(None))
        with self.database.connect() as connection:
            row = connection.execute(wanted).first()
        found = read(row, now()) if row is not None else None
        return found if found is not None and found.state == "open" else None

    def end(self, conversation_id: str) -> None:
        """The resident ends it, or takes the code back; nothing happens where there is nothing to end."""
        with self.database.begin() as connection:
            at = now()
            _write_down_ends(connection, conversation_id, at)
            how = case((_HANDOVER.claimed_at.is_(None), "withdrawn"), else_="resident")
            connection.execute(_ending(_HANDOVER.conversation_id == conversation_id, at, how))

    # The agent's side

    def claim(self, code: str, by: Actor) -> Handover:
        """Take a conversation up by its code, which is gone then. Raises WrongCode."""
        with self.database.begin() as connection:
            at = begin_entering(connection, by.name)
            taking = (
                update(HandoverRow)
                .where(_HANDOVER.code == code, _HANDOVER.ended_at.is_(None), _HANDOVER.claimed_at.is_(None))
                .where(_HANDOVER.expires_at > at)
                .values(code=None, claimed_by=by.name, claimed_at=at, claimed_after=_TURNS, agent_seen_at=at)
                .returning(_HANDOVER.id)
            )
            number = connection.execute(taking).scalar()
            if number is not None:
                was_right(connection, by.name)
                record(connection, by, "handover_claimed", str(number))
                return _with_messages(connection, _HANDOVER.id == number, at)[0]
            wrong, refused = was_wrong(connection, by.name, at)
            record(connection, by, "handover_refused", None, wrong=wrong)
        raise refused

    def get(self, token: str) -> Handover:
        """One with what was written. Raises UnknownHandover."""
        if not is_token(token):
            raise UnknownHandover
        with self.database.connect() as connection:
            found = _with_messages(connection, _HANDOVER.token == token, now())
        if not found:
            raise UnknownHandover
        return found[0]

    def live(self, account: str) -> list[Handover]:
        """Those that an account has open, the newest first; messages are left out."""
        wanted = _ONE.where(_HANDOVER.claimed_by == account, _HANDOVER.ended_at.is_(None))
        with self.database.connect() as connection:
            rows = connection.execute(wanted.order_by(_HANDOVER.claimed_at.desc(), _HANDOVER.id.desc())).all()
        at = now()
        return [one for row in rows if (one := read(row, at)).state == "open"]

    def finish(self, token: str, by: Actor) -> None:
        """The agent ends it; nothing happens where it is over. Raises UnknownHandover."""
        if not is_token(token):
            raise UnknownHandover
        with self.database.begin() as connection:
            ending = _ending((_HANDOVER.token == token) & _is_open(now()), now(), "agent")
            number = connection.execute(ending.where(_HANDOVER.claimed_by == by.name).returning(_HANDOVER.id)).scalar()
            if number is not None:
                record(connection, by, "handover_ended", str(number))
                return
        self.get(token)

    def pass_on(self, token: str, account: str, by: Actor) -> Handover:
        """A colleague has it from now on. Raises UnknownHandover, HandoverOver where it is over."""
        with self.database.begin() as connection:
            at = now()
            passing = update(HandoverRow).where(_HANDOVER.token == token, _is_open(at))
            number = connection.execute(
                passing.values(claimed_by=account, agent_seen_at=at).returning(_HANDOVER.id)
            ).scalar()
            if number is not None:
                record(connection, by, "handover_passed", str(number), to=account)
        found = self.get(token)
        if number is None:
            raise HandoverOver
        return found

    def in_case(self, token: str, case_number: str) -> None:
        """It belongs to a case of the desk. Raises UnknownHandover."""
        with self.database.begin() as connection:
            noted = update(HandoverRow).where(_HANDOVER.token == token).values(case_number=case_number)
            if not connection.execute(noted).rowcount:
                raise UnknownHandover

    # Both sides

    def say(self, token: str, who: Side, text: str, message_id: str | None, account: str | None = None) -> Message:
        """Keep what one side writes (masked); the same ``message_id`` again counts once. ``account``: of the agent.

        Raises UnknownHandover, HandoverOver, RequestError.
        """
        if not is_token(token):
            raise UnknownHandover
        with self.database.begin() as connection:
            at = now()
            # Who writes is there; and until the end of the transaction nobody else writes to it or ends it.
            here = update(HandoverRow).where(_HANDOVER.token == token, _is_open(at))
            here = here.where(_HANDOVER.claimed_by == account) if who == "agent" else here
            seen = {"agent_seen_at": at} if who == "agent" else {"resident_seen_at": at}
            number = connection.execute(here.values(seen).returning(_HANDOVER.id)).scalar()
            again = _said(connection, token, message_id)
            if again is not None:
                return again
            if number is not None:
                turns = connection.execute(select(_TURNS).where(_HANDOVER.id == number)).scalar_one()
                return _add(connection, number, Message(0, who, account, text, at, turns, message_id))
        self.get(token)
        raise HandoverOver

    def touch(self, handover: Handover, side: Side) -> None:
        """That side is there; written down now and then."""
        at, seen = now(), handover.seen(side)
        if handover.state == "ended" or (seen is not None and at - seen < TOUCHED):
            return
        column = _HANDOVER.resident_seen_at if side == "resident" else _HANDOVER.agent_seen_at
        with self.database.begin() as connection:
            alive = _is_open(at) if side == "agent" else _HANDOVER.ended_at.is_(None)
            connection.execute(update(HandoverRow).where(_HANDOVER.id == handover.id, alive).values({column.name: at}))

    def positions(self, tokens: Collection[str]) -> dict[str, str]:
        """Where some hand-overs stand (``Handover.position``); one that isn't there any more is left out."""
        wanted = select(*COLUMNS, _TURNS, _WRITTEN).where(_HANDOVER.token.in_([t for t in tokens if is_token(t)]))
        with self.database.connect() as connection:
            rows = connection.execute(wanted).all()
        at = now()
        found = ((read(columns, at), turns, written) for *columns, turns, written in rows)
        return {one.token: one.position(turns, written) for one, turns, written in found}


def _issue(connection: Connection, conversation_id: str, at: dt.datetime) -> Handover:
    _write_down_ends(connection, conversation_id, at)
    ran_out = update(HandoverRow).where(_HANDOVER.code.is_not(None), _HANDOVER.expires_at <= at)
    connection.execute(ran_out.values(code=None))  # anybody's: its digits are free
    mine = _HANDOVER.conversation_id == conversation_id
    alive = connection.scalar(select(_HANDOVER.id).where(mine, _HANDOVER.ended_at.is_(None)))
    if alive is None:
        if connection.scalar(select(ConversationRow.id).where(ConversationRow.id == conversation_id)) is None:
            raise UnknownConversation
        check_issuing(connection, conversation_id, at)
        row = {
            "token": new_token(), "conversation_id": conversation_id, "code": made_up(), "issued_at": at,
            "expires_at": at + CODE_HOLDS, "resident_seen_at": at,
        }  # fmt: skip
        alive = connection.execute(insert(HandoverRow).values(row).returning(_HANDOVER.id)).scalar_one()
    return _with_messages(connection, _HANDOVER.id == alive, at)[0]


def _is_open(at: dt.datetime) -> ColumnElement[bool]:
    """Where a person is there at a moment."""
    return _HANDOVER.ended_at.is_(None) & _HANDOVER.claimed_at.is_not(None) & (_HANDOVER.agent_seen_at > at - LEFT)


def _ending(which: ColumnElement[bool], at: dt.datetime, how: Any) -> Any:
    values = {"ended_at": at, "ended_by": how, "ended_after": _TURNS, "code": None}
    return update(HandoverRow).where(which, _HANDOVER.ended_at.is_(None)).values(values)


def _write_down_ends(connection: Connection, conversation_id: str, at: dt.datetime) -> None:
    """What has run out in a conversation is over for good."""
    mine = _HANDOVER.conversation_id == conversation_id
    expired = _HANDOVER.claimed_at.is_(None) & (_HANDOVER.expires_at <= at)
    left = _HANDOVER.claimed_at.is_not(None) & (_HANDOVER.agent_seen_at <= at - LEFT)
    how = case((_HANDOVER.claimed_at.is_(None), "expired"), else_="away")
    connection.execute(_ending(mine & or_(expired, left), at, how))


def _with_messages(connection: Connection, which: ColumnElement[bool], at: dt.datetime) -> list[Handover]:
    rows = connection.execute(_ONE.where(which).order_by(_HANDOVER.id)).all()
    if not rows:
        return []
    wanted = select(_MESSAGE.handover_id, *MESSAGE_COLUMNS).where(_MESSAGE.handover_id.in_([row.id for row in rows]))
    written: dict[int, list[Message]] = {row.id: [] for row in rows}
    for number, *columns in connection.execute(wanted.order_by(_MESSAGE.handover_id, _MESSAGE.seq)):
        written[number].append(Message(*columns))
    return [read(row, at, tuple(written[row.id])) for row in rows]


def _said(connection: Connection, token: str, message_id: str | None) -> Message | None:
    """A message that has come before."""
    if message_id is None:
        return None
    mine = select(*MESSAGE_COLUMNS).join(HandoverRow, _HANDOVER.id == _MESSAGE.handover_id)
    row = connection.execute(mine.where(_HANDOVER.token == token, _MESSAGE.message_id == message_id)).first()
    return Message(*row) if row is not None else None


def _add(connection: Connection, number: int, message: Message) -> Message:
    of: Sequence[Any] = (func.count(_MESSAGE.id), func.coalesce(func.max(_MESSAGE.seq), 0))
    count, last = connection.execute(select(*of).where(_MESSAGE.handover_id == number)).one()
    if count >= MOST_MESSAGES:
        raise RequestError("too_many_messages", f"这次人工服务已有 {count} 句话，请结束后再转一次。")
    row = {
        "handover_id": number, "seq": last + 1, "who": message.who, "account": message.account, "text": message.text,
        "at": message.at, "after_turn": message.after_turn, "message_id": message.message_id,
    }  # fmt: skip
    connection.execute(insert(HandoverMessageRow).values(row))
    return Message(last + 1, *(row[name] for name in ("who", "account", "text", "at", "after_turn", "message_id")))
