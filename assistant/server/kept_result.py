"""A result opened again: what has changed since its day, and what of the person's facts a page shows to others."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assistant.documents.standing import chinese_day
from assistant.engine import Engine
from assistant.facts.vocabulary import Facts

Json = dict[str, Any]
EXACT_BIRTH, AGE = "birth_date", "age"


def since(engine: Engine, answer: Json, today: dt.date) -> list[str]:
    """Sentences on what isn't any more as it was on the result's day; empty where all is."""
    words, day = engine.notices.since, dt.date.fromisoformat(answer["as_of"])
    found = [words.corpus] if answer["corpus_version"] != engine.corpus.version else []
    if today <= day:
        return found
    for document in {benefit["document"]: None for benefit in answer["benefits"]}:
        metadata = engine.corpus.documents[document].metadata
        before, now = metadata.legal_status(day), metadata.legal_status(today)
        mark = f"《{metadata.name}》"
        if before == "in_force" and now == "expired" and metadata.in_force_to:
            found.append(words.expired.format(title_mark=mark, to=chinese_day(metadata.in_force_to.value)))
        elif before != now:
            status = engine.notices.legal_status
            found.append(words.status.format(title_mark=mark, before=status[before], now=status[now]))
    return found


def shown_facts(engine: Engine, answer: Json) -> Facts:
    """What was told, but for what would tell who it is: of a birthday only how old that makes one on the day."""
    facts = dict(answer["facts"])
    if facts.pop(EXACT_BIRTH, None) is not None:
        known = engine.rules.situation(answer["facts"], dt.date.fromisoformat(answer["as_of"]))
        facts[AGE] = known.values[AGE]
    return facts
