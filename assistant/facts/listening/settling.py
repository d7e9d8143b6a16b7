"""From findings to an extraction: one value for each fact, or a question where the words contradict each other.

Of several findings of a fact the one after a correction holds, else the heavier one, else none.
"""

from __future__ import annotations

import datetime as dt

from assistant.facts.derive import RetirementAge, derive
from assistant.facts.listening.extraction import Evidence, Extraction, Unclear
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words
from assistant.facts.vocabulary import FactError, Facts, FactValue, Vocabulary
from assistant.facts.wording import Wording


class Settling:
    """Settles what was found and says what is to be asked."""

    def __init__(self, words: Words, vocabulary: Vocabulary, wording: Wording, retirement: RetirementAge) -> None:
        self._vocabulary, self._wording, self._retirement = vocabulary, wording, retirement
        self._questions = words.questions
        self._correction = words.pattern("<correction>")

    def extraction(self, text: str, said: Said, found: list[Finding], doubted: list[Finding]) -> Extraction:
        """One value for each fact, or a question."""
        corrected = [match.end() for match in self._correction.finditer(said.text)]
        by_fact: dict[str, list[Finding]] = {}
        for finding in sorted(found, key=lambda f: (f.start, -f.end)):
            by_fact.setdefault(finding.fact, []).append(finding)
        kept: dict[str, Finding] = {}
        unclear: list[Unclear] = []
        for fact, findings in by_fact.items():
            holds = settled(findings, corrected)
            if holds is not None and not self._allowed(holds):
                continue  # said, but no value the vocabulary has (a contract of a million years)
            if holds is None:
                unclear.append(
                    self._unclear(text, said, [fact], findings[0].start, findings[-1].end, f"{fact}.conflict")
                )
            else:
                kept[fact] = holds
        if "employment" in by_fact and "employment" not in kept and "contract_years" not in kept:
            kept.pop("employer_kind", None)  # 又没工作又在公司上班: whose company is open
        while (contradiction := self._contradiction(kept, said.as_of)) is not None:
            both = [kept.pop(fact) for fact in contradiction]
            start, end = min(f.start for f in both), max(f.end for f in both)
            unclear.append(self._unclear(text, said, list(contradiction), start, end, f"{contradiction[0]}.conflict"))
        asked_about = {fact for u in unclear for fact in u.facts}
        for finding in doubted:
            if finding.fact not in kept and finding.fact not in asked_about:
                asked_about.add(finding.fact)
                key = f"{finding.fact}.{finding.question}" if finding.question else finding.fact
                unclear.append(self._unclear(text, said, [finding.fact], finding.start, finding.end, key))
        return self._kept(text, said, kept, unclear)

    def _allowed(self, finding: Finding) -> bool:
        try:
            self._vocabulary.check_value(finding.fact, finding.value)
        except FactError:
            return False
        return True

    def _contradiction(self, kept: dict[str, Finding], as_of: dt.date) -> tuple[str, ...] | None:
        """Facts kept that can't all be so (出生日期 against 年龄), None where there are none."""
        values = {fact: finding.value for fact, finding in kept.items() if finding.value is not None}
        try:
            derive(values, self._vocabulary, self._retirement, as_of)
        except FactError as problem:
            return tuple(fact for fact in problem.facts if fact in kept) or None
        return None

    def _kept(self, text: str, said: Said, kept: dict[str, Finding], unclear: list[Unclear]) -> Extraction:
        facts: Facts = {}
        evidence: dict[str, Evidence] = {}
        for fact in self._vocabulary.facts:
            if fact not in kept:
                continue
            finding = kept[fact]
            facts[fact] = self._vocabulary.check_value(fact, finding.value)
            start, end = said.plain.given(finding.start, finding.end)
            evidence[fact] = Evidence(text[start:end], start, end)
        return Extraction(facts, evidence, tuple(sorted(unclear, key=lambda u: (u.start, u.end, u.facts))))

    def _unclear(self, text: str, said: Said, facts: list[str], start: int, end: int, key: str) -> Unclear:
        start, end = said.plain.given(start, end)
        question = self._questions.get(key) or self._questions.get(facts[0]) or self._wording.facts[facts[0]].ask
        return Unclear(text[start:end], start, end, tuple(facts), question)


def settled(findings: list[Finding], corrected: list[int]) -> Finding | None:
    """The finding that holds, None where they differ for no reason. ``corrected``: where corrections end."""
    for end in reversed(corrected):  # the last correction after which the fact is said again
        later = [f for f in findings if f.start >= end]
        if later:
            findings = later
            break
    if _same(findings):
        return findings[0]
    heaviest = max(f.weight for f in findings)
    heavy = [f for f in findings if f.weight == heaviest]
    return heavy[0] if _same(heavy) else None


def _same(findings: list[Finding]) -> bool:
    first: FactValue | None = findings[0].value
    return all(f.value == first and isinstance(f.value, bool) == isinstance(first, bool) for f in findings)
