"""Facts out of plain speech, each with the words it stands on; what isn't clear comes back as a question.

``Listener.extract("三十五了，户口在西城", day)`` gives age 35 on “三十五” and hukou_district xicheng on “户口在西城”.
Nothing is taken down that isn't said: questions, suppositions, plans, the past, other people's lives and doubts fill
nothing. Where the words contradict each other both are left out and asked about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.facts.derive import RetirementAge, derive
from assistant.facts.listening.amounts import amounts, spans
from assistant.facts.listening.answers import Answers
from assistant.facts.listening.applicant import Applicant, Applicants
from assistant.facts.listening.business import Business
from assistant.facts.listening.episodes import Episodes
from assistant.facts.listening.hiring import Hiring
from assistant.facts.listening.home import Home
from assistant.facts.listening.moods import Moods
from assistant.facts.listening.organisation import Organisation
from assistant.facts.listening.pay import Contract, Insurance, Wage
from assistant.facts.listening.people import SPEAKER, Company, People
from assistant.facts.listening.person import Ages, Gender, Retirement
from assistant.facts.listening.plain import plain
from assistant.facts.listening.said import PERSONAL, Finding, Grammar, Mood, Said
from assistant.facts.listening.schooling import Schooling
from assistant.facts.listening.statements import Registration, Statements
from assistant.facts.listening.words import Words
from assistant.facts.listening.work import Work
from assistant.facts.vocabulary import FactError, Facts, FactValue, Vocabulary
from assistant.facts.wording import Wording


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words a fact stands on; offsets are code points of the untouched utterance."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Unclear:
    """Words that speak of facts without settling them, and the question to ask (Chinese)."""

    text: str
    start: int
    end: int
    facts: tuple[str, ...]
    question: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a careful clerk takes down; ``whose``: the relative it is about, “” where it is the speaker."""

    facts: Facts
    evidence: dict[str, Evidence]
    unclear: tuple[Unclear, ...]
    whose: str = ""


class Listener:
    """Takes facts down from plain speech. ``folder`` is the corpus; raises CorpusError."""

    def __init__(self, folder: Path, vocabulary: Vocabulary, wording: Wording, retirement: RetirementAge) -> None:
        words = Words(folder, vocabulary)
        self._vocabulary = vocabulary
        self._questions = words.questions
        self._wording, self._retirement = wording, retirement
        self._moods, self._company, self._applicants = Moods(words), Company(words), Applicants(words)
        self._organisation, self._answers = Organisation(words), Answers(words, vocabulary)
        self._anyone: tuple[Grammar, ...] = (
            Contract(words),
            Wage(words),
            Insurance(words),
            Business(words),
            Statements(words),
        )
        self._resident: tuple[Grammar, ...] = (
            Home(words),
            Ages(words),
            Gender(words),
            Retirement(),
            Schooling(words),
            Work(words),
            Hiring(words),
            Registration(words),
            Episodes(words),
        )
        self._turn = words.pattern("<turn>")
        self._correction = words.pattern("<correction>")

    def extract(self, text: str, as_of: dt.date, asked: str | None = None) -> Extraction:
        """The facts of an utterance on a day. ``asked``: the fact of the question it may answer in bare words."""
        made_plain = plain(text, self._turn)
        if not made_plain.clauses:
            return Extraction({}, {}, ())
        applicant = self._applicants.find(made_plain)
        about = self._vocabulary.facts.get(asked) if asked is not None else None
        organisation = applicant is not None or (about is not None and about.of == "organisation")
        numbers = amounts(made_plain.text)
        said = Said(
            made_plain,
            numbers,
            spans(made_plain.text, numbers),
            as_of,
            organisation,
            bool(PERSONAL.search(made_plain.text)),
        )
        found, unclear, whose = self._listen(said, applicant)
        found += self._answered(said, found, asked)
        return replace(self._settle(text, said, found, unclear), whose=whose)

    def _listen(self, said: Said, applicant: Applicant | None) -> tuple[list[Finding], list[Finding], str]:
        """Findings that are stated of the person asked for, those in doubt, and the relative that person is."""
        spoken = self._moods.hear(said.plain, quoting=not said.organisation)
        people = self._company.find(said.plain)
        stated: list[Finding] = []
        doubted: list[Finding] = []
        registered_then: list[Finding] = []
        for finding in self._heard(said, applicant):
            mood = spoken.mood(finding.fact, finding.start, finding.end)
            if mood is Mood.PAST and finding.fact == "registered_unemployed":
                registered_then.append(finding)
            if mood is Mood.DOUBTED or (mood is Mood.STATED and finding.value is None):
                doubted.append(finding)
            elif mood is Mood.STATED or finding.fact == "applicant":
                stated.append(finding)
        if any(f.fact == "employment" and f.value == "unit" for f in stated):
            stated += registered_then  # for someone since hired it counts that they were registered when hired
        if said.organisation:
            return stated, doubted, ""
        client = self._client(people, stated)
        if client is None:
            whose = {people.at(f.start) for f in stated}
            return [], [f for f in doubted if not whose], ""
        stated = [f for f in stated if people.at(f.start) == client]
        doubted = [f for f in doubted if people.at(f.start) == client]
        gender = self._company.gender.get(client)
        mention = people.mention(client) or people.client
        if gender is not None and mention is not None and (stated or people.client):
            stated = [f for f in stated if f.fact != "gender"]
            stated.append(Finding("gender", gender, mention.start, mention.start + len(client)))
        return stated, doubted, "" if client == SPEAKER else client

    def _heard(self, said: Said, applicant: Applicant | None) -> Iterator[Finding]:
        grammars: tuple[Grammar, ...] = self._anyone if said.organisation else (*self._anyone, *self._resident)
        for grammar in grammars:
            yield from grammar.find(said)
        if applicant is not None:
            yield from self._organisation.find(said, applicant)

    def _client(self, people: People, stated: list[Finding]) -> str | None:
        """For whom the question is asked: outright (帮我妈问), the speaker, or the one relative spoken of."""
        if people.client is not None:
            return people.client.word
        if people.speaker_denies():
            return SPEAKER
        whose = list(dict.fromkeys(people.at(f.start) for f in stated))
        if SPEAKER in whose or not whose:
            return SPEAKER
        return whose[0] if len(whose) == 1 and whose[0] not in self._company.strangers else None

    def _answered(self, said: Said, found: list[Finding], asked: str | None) -> list[Finding]:
        """What bare words answer: the question on the screen, or what is being corrected (“不对，是朝阳”)."""
        answers: list[Finding] = []
        if not said.organisation:
            known = {f.fact for f in found}
            answers += [field for field in self._answers.forms(said) if field.fact not in known]
        fact = self._vocabulary.facts.get(asked) if asked is not None else None
        if fact is not None and not any(f.fact == fact.id for f in found):
            answer = self._answers.read(said, fact)
            if answer is not None:
                answers.append(answer)
        for match in list(self._correction.finditer(said.text))[-3:]:
            before = [f for f in found if f.end <= match.start()]
            if before:
                last = max(before, key=lambda f: f.end)
                answer = self._answers.read(said, self._vocabulary.facts[last.fact], match.end())
                if answer is not None and not any(f.fact == last.fact and f.start >= match.end() for f in found):
                    answers.append(answer)
        return answers

    def _settle(self, text: str, said: Said, found: list[Finding], doubted: list[Finding]) -> Extraction:
        """One value for each fact, or a question."""
        corrected = [match.end() for match in self._correction.finditer(said.text)]
        by_fact: dict[str, list[Finding]] = {}
        for finding in sorted(found, key=lambda f: (f.start, -f.end)):
            by_fact.setdefault(finding.fact, []).append(finding)
        kept: dict[str, Finding] = {}
        unclear: list[Unclear] = []
        for fact, findings in by_fact.items():
            settled = _settled(findings, corrected)
            if settled is not None and not self._allowed(settled):
                continue  # said, but no value the vocabulary has (a contract of a million years)
            if settled is None:
                unclear.append(
                    self._unclear(text, said, [fact], findings[0].start, findings[-1].end, f"{fact}.conflict")
                )
            else:
                kept[fact] = settled
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
        return self._extraction(text, said, kept, unclear)

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

    def _extraction(self, text: str, said: Said, kept: dict[str, Finding], unclear: list[Unclear]) -> Extraction:
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


def _settled(findings: list[Finding], corrected: list[int]) -> Finding | None:
    """The finding that holds, None where they differ for no reason."""
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


__all__ = ["Evidence", "Extraction", "Listener", "Unclear"]
