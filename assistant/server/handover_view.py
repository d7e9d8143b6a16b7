"""What both sides see of a hand-over: which one counts, and what was written in its place in the talk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from assistant.store.conversations import StoredTurn
from assistant.store.handover import EndedBy, Handover, Message

Json = dict[str, Any]
SILENT: tuple[EndedBy, ...] = ("withdrawn",)  # ends that whoever ended it needn't be told of


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the talk that isn't the program's: a person came, wrote, or left (``why``)."""

    kind: Literal["arrived", "message", "ended"]
    message: Message | None = None
    why: EndedBy | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the talk as an agent reads it, with a key of its own; of a turn ``said`` and ``reply``."""

    key: str
    turn: StoredTurn | None = None
    entry: Entry | None = None


def current(handovers: Sequence[Handover], turns: int) -> Handover | None:
    """The hand-over that a resident has to know of: alive, or over and nothing said to the program since."""
    if not handovers:
        return None
    last = handovers[-1]
    if last.state != "ended":
        return last
    return last if last.why_ended not in SILENT and last.ended_after == turns else None


def spoken(handovers: Sequence[Handover]) -> dict[int, list[Entry]]:
    """What was written in hand-overs, by after how many turns of the conversation."""
    places: dict[int, list[Entry]] = {}
    for handover in handovers:
        if handover.claimed_after is None:
            continue
        last = places.setdefault(handover.claimed_after, [])
        last.append(Entry("arrived"))
        for message in handover.messages:
            last = places.setdefault(message.after_turn, [])
            last.append(Entry("message", message))
        if handover.state == "ended":
            last = places.setdefault(handover.ended_after, last) if handover.ended_after is not None else last
            last.append(Entry("ended", why=handover.why_ended))
    return places


def talk_of(handovers: Sequence[Handover], turns: Sequence[StoredTurn]) -> list[Line]:
    """All that was said, in its order: to the program, by it, to a person and by one."""
    places, lines = spoken(handovers), list[Line]()
    for seq in range(len(turns) + 1):
        if seq:
            lines.append(Line(f"t{seq}", turns[seq - 1]))
        lines += [Line(f"p{seq}-{number}", entry=entry) for number, entry in enumerate(places.get(seq, []))]
    return lines
