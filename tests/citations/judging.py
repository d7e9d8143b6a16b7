"""How a check of a text is judged against what a person found in it by hand.

A text is wholly right where every citation, quotation and figure noted for it is found with its status and clause, and
nothing else. Two findings are the same where they share half of their characters (0.3 where the start may be argued).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Json = dict[str, Any]
TEXTS = Path(__file__).parent
PARTS = ("citations", "quotes", "figures")
WRONG = ("altered", "not_found", "unsupported")
PASSED = ("verbatim", "supported")


@dataclass(frozen=True, slots=True)
class Fault:
    """What was not found as noted; ``passes_wrong``: a wrong quotation or figure was called right."""

    words: str
    passes_wrong: bool = False


def texts(name: str) -> list[Json]:
    """The texts of one file, as a person annotated them."""
    lines = (TEXTS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def faults(noted: Json, found: Json) -> Iterator[Fault]:
    """Where what was found differs from what was noted."""
    for part in PARTS:
        if part not in noted:
            continue
        left = list(found[part])
        for want in noted[part]:
            mates = sorted((g for g in left if _shared(g, want) >= _least(want)), key=lambda g: -_shared(g, want))
            if mates:
                left.remove(mates[0])
            passes = want["status"] in WRONG and any(mate["status"] in PASSED for mate in mates)
            if not mates or not _same(part, want, mates[0]):
                got = (mates[0]["status"], mates[0].get("clauses", mates[0].get("clause"))) if mates else None
                yield Fault(f"{part} “{want['text']}”: {got}, noted {want['status']} {want.get('clauses')}", passes)
        extra = [g for g in left if part != "citations" or g["clauses"]]
        yield from (Fault(f"{part}: nothing to find at “{g['text']}” ({g['status']})") for g in extra)


def _least(want: Json) -> float:
    return 0.3 if want.get("loose_start") else 0.5


def _shared(one: Json, other: Json) -> float:
    inner = min(one["end"], other["end"]) - max(one["start"], other["start"])
    return inner / (max(one["end"], other["end"]) - min(one["start"], other["start"])) if inner > 0 else 0.0


def _same(part: str, want: Json, got: Json) -> bool:
    if got["status"] != want["status"]:
        return False
    if part != "citations":
        return not want.get("clause") or _unit(got["clause"] or "") == _unit(want["clause"])
    if "legal_status" in want and got["legal_status"] != want["legal_status"]:
        return False
    if want.get("document"):
        return bool(got["document"] == want["document"])
    return "clauses" not in want or _alias(got["clauses"]) in (
        _alias(want["clauses"]),
        _alias(want.get("clauses_also")),
    )


def _unit(clause: str) -> str:
    return re.sub(r"\.p\d+$", "", clause)


def _alias(clauses: list[str] | None) -> set[str]:
    """``.p1`` is a unit with one paragraph itself."""
    return {re.sub(r"\.p1$", "", clause) for clause in clauses or ()}
