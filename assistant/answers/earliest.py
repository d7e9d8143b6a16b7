"""When what is one step away can be met, where time has to pass for it, and whether the document holds so long."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assistant.documents.standing import Notices, chinese_day

Json = dict[str, Any]


def too_late(benefit: Json) -> bool:
    """Whether a benefit within reach can be met only after its document's last day."""
    until, earliest = benefit["validity"]["to"], _earliest(benefit)
    return bool(earliest and until and earliest > until)


def earliest_met(benefit: Json, notices: Notices) -> str:
    """The first day on which the months that are still to pass have passed, and that this is after the document's end
    where it is; without a full stop, empty where no time has to pass.
    """
    earliest = _earliest(benefit)
    if not earliest:
        return ""
    template = notices.result.too_late if too_late(benefit) else notices.result.earliest
    return template.format(day=chinese_day(dt.date.fromisoformat(earliest)))


def _earliest(benefit: Json) -> str | None:
    """The day of the answer; results kept from before have none."""
    return benefit["reach"].get("earliest") if benefit["reach"] else None
