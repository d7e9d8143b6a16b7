"""The benefits a person asked about: settled by what has been told, or open again since an earlier answer changed."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.dialogue.questions import open_entitlements
from assistant.dialogue.standing import Standing
from assistant.dialogue.state import Turn
from assistant.rules.assess import Entitlement


def still_open(benefits: Sequence[str], now: Standing) -> tuple[str, ...]:
    """Those of the benefits that an answer can still change."""
    return tuple(e.benefit.id for e in open_entitlements(now.assessment) if e.benefit.id in benefits)


def settled(turn: Turn, now: Standing) -> list[Entitlement]:
    """The benefits asked about, where what has been told decides the last of them."""
    focused = now.focused if turn.changes else []
    return [] if any(e.missing and e.legal_status == "in_force" for e in focused) else focused


def reopened(turn: Turn, before: Standing, now: Standing) -> tuple[str, ...]:
    """Benefits spoken of that were settled and are open again."""
    if not turn.changes or before.focused:
        return ()
    were_open = still_open(now.state.about, before)
    return tuple(benefit for benefit in still_open(now.state.about, now) if benefit not in were_open)
