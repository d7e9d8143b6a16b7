"""A hand-over as it is read back: how it stands at a moment, who is there, what was written. Nothing is asked here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from assistant.accounts.handing_over import AWAY, LEFT
from assistant.store.tables import HandoverMessageRow, HandoverRow

Side = Literal["resident", "agent"]
State = Literal["waiting", "open", "ended"]
EndedBy = Literal["resident", "agent", "away", "withdrawn", "expired"]
_HANDOVER, _MESSAGE = HandoverRow.__table__.c, HandoverMessageRow.__table__.c
COLUMNS = tuple(_HANDOVER)
MESSAGE_COLUMNS = (
    _MESSAGE.seq, _MESSAGE.who, _MESSAGE.account, _MESSAGE.text, _MESSAGE.at, _MESSAGE.after_turn, _MESSAGE.message_id,
)  # fmt: skip


class UnknownHandover(LookupError):
    """No hand-over has this token: it never was, or its conversation has been deleted."""

    def __init__(self) -> None:
        super().__init__("没有这次人工服务：可能居民删除了对话，或者网址不全。")


class HandoverOver(Exception):
    """It has ended, or is somebody else's by now; nothing is written to it any more."""

    def __init__(self) -> None:
        super().__init__("这次人工服务已经结束，这句话没有发出去；您写的还在，可以复制。")


@dataclass(frozen=True, slots=True)
class Message:
    """What one side wrote, masked; ``after_turn``: how many turns the conversation had."""

    seq: int
    who: Side
    account: str | None
    text: str
    at: dt.datetime
    after_turn: int
    message_id: str | None


@dataclass(frozen=True, slots=True)
class Handover:
    """A conversation handed over to a person, as it stands at the moment ``read_at``.

    ``code``: six digits, None once it is used or has run out. ``claimed_after``, ``ended_after``: how many turns the
    conversation had then.
    """

    id: int
    token: str
    conversation_id: str
    code: str | None
    issued_at: dt.datetime
    expires_at: dt.datetime
    claimed_by: str | None
    claimed_at: dt.datetime | None
    claimed_after: int | None
    ended_at: dt.datetime | None
    ended_by: EndedBy | None
    ended_after: int | None
    case_number: str | None
    resident_seen_at: dt.datetime | None
    agent_seen_at: dt.datetime | None
    read_at: dt.datetime
    messages: tuple[Message, ...] = ()

    @property
    def state(self) -> State:
        """Whether it waits for an agent, has one, or is over."""
        if self.why_ended is not None:
            return "ended"
        return "waiting" if self.claimed_at is None else "open"

    @property
    def why_ended(self) -> EndedBy | None:
        """Who or what ended it; what has run out by itself is worked out here, whether or not it was written down."""
        if self.ended_by is not None:
            return self.ended_by
        if self.claimed_at is None:
            return "expired" if self.expires_at <= self.read_at else None
        seen = self.agent_seen_at or self.claimed_at
        return "away" if self.read_at - seen >= LEFT else None

    @property
    def ran_out(self) -> bool:
        """Whether it is over and nobody has written that down yet."""
        return self.ended_by is None and self.state == "ended"

    def seen(self, side: Side) -> dt.datetime | None:
        """When that side was there last."""
        return self.resident_seen_at if side == "resident" else self.agent_seen_at

    def away(self, side: Side) -> bool:
        """Whether that side hasn't been there for a while."""
        seen = self.seen(side)
        return seen is None or self.read_at - seen >= AWAY

    def position(self, turns: int, messages: int | None = None) -> str:
        """What a listener knows of it: another position, and there is something new to see.

        ``turns`` of the conversation; ``messages``: how many, where those of this object weren't read.
        """
        written = len(self.messages) if messages is None else messages
        if self.state == "ended":
            return f"ended-{written}"
        sides: tuple[Side, ...] = ("resident", "agent")
        away = "".join(side[0] for side in sides if self.away(side))
        return f"{self.state}-{turns}-{written}-{away}"


def read(row: Any, at: dt.datetime, messages: tuple[Message, ...] = ()) -> Handover:
    """A hand-over from its columns."""
    columns: tuple[Any, ...] = (*row, at, messages)
    return Handover(*columns)
