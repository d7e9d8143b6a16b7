"""What supervisors have to see to, on the pages that they begin with (``parts/alarms.html``)."""

from __future__ import annotations

import datetime as dt

from assistant.alarming import AlarmLine, alarms_of
from assistant.server.running import Running


def alarms_for(here: Running, day: dt.date) -> list[AlarmLine]:
    """The lines of a day, each with the page where it is dealt with."""
    return alarms_of(here.engine, here.database, day)
