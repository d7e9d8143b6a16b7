"""Which of several findings of a fact holds: the one after a correction, else the heavier one, else none."""

from __future__ import annotations

from assistant.facts.listening.said import Finding
from assistant.facts.vocabulary import FactValue


def settled(findings: list[Finding], corrected: list[int]) -> Finding | None:
    """The finding that holds, None where they differ for no reason. ``corrected``: where corrections end."""
    if corrected:
        later = [f for f in findings if f.start >= corrected[-1]]
        findings = later or findings
    if _same(findings):
        return findings[0]
    heaviest = max(f.weight for f in findings)
    heavy = [f for f in findings if f.weight == heaviest]
    return heavy[0] if _same(heavy) else None


def _same(findings: list[Finding]) -> bool:
    first: FactValue | None = findings[0].value
    return all(f.value == first and isinstance(f.value, bool) == isinstance(first, bool) for f in findings)
