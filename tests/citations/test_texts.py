"""Texts written and judged by hand, independently of the program (first scores: wholly right, wrong ones passed).

citing 67 of 75, 0; quoting 69 of 80, 10 (both written before the program); everyday 49 of 70, 2 (after those two were
mended); everyday_more 60 of 70, 2; citing_more 69 of 80, 2;
mixed 52 of 60, 1. What was mended each time are rules of language and law.
"""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.engine import Engine
from tests.citations.judging import Json, faults, texts

DAY = "2026-11-20"
FILES = ("citing", "quoting", "everyday", "everyday_more", "citing_more", "mixed")


@pytest.mark.parametrize("noted", [pytest.param(text, id=text["id"]) for name in FILES for text in texts(name)])
def test_a_text_is_found_as_a_person_found_it(engine: Engine, noted: Json) -> None:
    found = engine.cite(noted["text"], dt.date.fromisoformat(noted.get("as_of", DAY)))
    assert [fault.words for fault in faults(noted, found)] == []


def test_a_fault_is_seen() -> None:
    """The judge itself: a wrong figure called right, one missed, one too many."""
    text = {"text": "5000元", "start": 0, "end": 5}
    wrong = {**text, "status": "unsupported", "clause": None}
    found = {"citations": [], "quotes": [], "figures": [{**text, "status": "supported", "clause": "a#1"}]}
    assert [fault.passes_wrong for fault in faults({"figures": [wrong]}, found)] == [True]
    assert [fault.passes_wrong for fault in faults({"figures": []}, found)] == [False]
    assert [fault.passes_wrong for fault in faults({"figures": [wrong]}, {**found, "figures": []})] == [False]
