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
from assistant.facts.listening.amounts import amounts, counts, spans
from assistant.facts.listening.answers import Answers
from assistant.facts.listening.applicant import PERSON, Applicant, Applicants
from assistant.facts.listening.business import Business
from assistant.facts.listening.episodes import Episodes
from assistant.facts.listening.hiring import Hiring
from assistant.facts.listening.home import Home
from assistant.facts.listening.moods import PLANNABLE, Moods
from assistant.facts.listening.organisation import Organisation
from assistant.facts.listening.pay import Contract, Insurance, Wage
from assistant.facts.listening.people import SPEAKER, Company, People
from assistant.facts.listening.person import Ages, Gender, Retirement
from assistant.facts.listening.plain import Plain, plain
from assistant.facts.listening.said import PERSONAL, Finding, Grammar, Mood, Said
from assistant.facts.listening.schooling import Schooling
from assistant.facts.listening.settling import settled
from assistant.facts.listening.statements import Registration, Statements
from assistant.facts.listening.words import Words
from assistant.facts.listening.work import Work
from assistant.facts.vocabulary import FactError, Facts, Vocabulary
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
        deeds = {f.id for f in vocabulary.facts.values() if f.of == "organisation" and f.changeable}
        self._moods, self._company, self._applicants = (
            Moods(words, PLANNABLE | deeds),
            Company(words),
            Applicants(words),
        )
        self._organisation, self._answers = Organisation(words), Answers(words, vocabulary)
        self._anyone: tuple[Grammar, ...] = (
            Contract(words),
            Wage(words),
            Insurance(words),
            Business(words),
            Statements(words),
        )
        home, ages, work = Home(words), Ages(words), Work(words)
        self._resident: tuple[Grammar, ...] = (
            home,
            ages,
            Gender(words),
            Retirement(),
            Schooling(words),
            work,
            Hiring(words),
            Registration(words),
            Episodes(words),
        )
        self._personal: tuple[Grammar, ...] = (home, ages, work)
        self._person = words.pattern("我(?!们|国|市|区|司|公司|单位|企业)|本人|俺(?!们)|<relative>")
        self._turn = words.pattern("<turn>")
        self._correction = words.pattern("<correction>")

    def extract(
        self, text: str, as_of: dt.date, asked: str | None = None, *, applicant: str | None = None
    ) -> Extraction:
        """The facts of an utterance on a day.

        ``asked``: the fact of the question it may answer in bare words. ``applicant``: who applies as far as is known;
        an organisation is heard as one without naming itself again, and the words of the utterance outweigh it.
        """
        made_plain = plain(text, self._turn)
        if not made_plain.clauses:
            return Extraction({}, {}, ())
        speaker = self._applicants.find(made_plain, applicant)
        if speaker is not None and not speaker.person and not speaker.outright and applicant is not None:
            speaker = self._relative(made_plain) or speaker
        said = self._said(made_plain, as_of, asked, speaker)
        found, unclear, whose = self._listen(said, speaker)
        found += self._answered(said, found, asked)
        if said.organisation and not said.named:
            unclear += self._in_person(said, found)
        elif speaker is None:
            unclear += self._applicants.unsure(made_plain, known=False)
        return replace(self._settle(text, said, found, unclear), whose=whose)

    def _relative(self, made_plain: Plain) -> Applicant | None:
        """A relative for whom one says to ask (帮我妈问问), where an organisation was known to apply."""
        client = self._company.find(made_plain).client
        return None if client is None else Applicant(PERSON, client.start, client.end, outright=True)

    def _said(self, made_plain: Plain, as_of: dt.date, asked: str | None, speaker: Applicant | None) -> Said:
        about = self._vocabulary.facts.get(asked) if asked is not None else None
        kind = "" if speaker is None or speaker.person else speaker.kind
        organisation = bool(kind) or (speaker is None and about is not None and about.of == "organisation")
        numbers = amounts(made_plain.text)
        return Said(
            made_plain,
            counts(made_plain.text, numbers) if organisation else numbers,
            spans(made_plain.text, numbers),
            as_of,
            organisation,
            bool(PERSONAL.search(made_plain.text)),
            kind,
            speaker.end if speaker is not None else 0,
            asked,
        )

    def _listen(self, said: Said, speaker: Applicant | None) -> tuple[list[Finding], list[Finding], str]:
        """Findings that are stated of the person asked for, those in doubt, and the relative that person is."""
        spoken = self._moods.hear(said.plain, organisation=said.organisation)
        people = self._company.find(said.plain)
        named = said.named if said.organisation else 0  # a company that asks is a company
        stated: list[Finding] = []
        doubted: list[Finding] = []
        registered_then: list[Finding] = []
        for finding in self._heard(said, speaker):
            mood = spoken.mood(finding.fact, finding.start, finding.end)
            if mood is Mood.PAST and finding.fact == "registered_unemployed":
                registered_then.append(finding)
            if mood is Mood.DOUBTED or (mood is Mood.STATED and finding.value is None):
                doubted.append(finding)
            elif mood is Mood.STATED or finding.fact == "applicant" or finding.end <= named:
                stated.append(finding)
        if any(f.fact == "employment" and f.value == "unit" for f in stated):
            stated += registered_then  # for someone since hired it counts that they were registered when hired
        if said.organisation:
            return stated, doubted, ""
        outright = [f for f in stated if f.fact == "applicant"]
        stated = [f for f in stated if f.fact != "applicant"]
        client = self._client(people, stated)
        if client is None:
            whose = {people.at(f.start) for f in stated}
            return outright, [f for f in doubted if not whose], ""
        stated = [f for f in stated if people.at(f.start) == client]
        doubted = [f for f in doubted if people.at(f.start) == client]
        gender = self._company.gender.get(client)
        mention = people.mention(client) or people.client
        if gender is not None and mention is not None and (stated or people.client):
            stated = [f for f in stated if f.fact != "gender"]
            stated.append(Finding("gender", gender, mention.start, mention.start + len(client)))
        return outright + stated, doubted, "" if client == SPEAKER else client

    def _heard(self, said: Said, speaker: Applicant | None) -> Iterator[Finding]:
        if speaker is not None and speaker.person:
            yield Finding("applicant", speaker.kind, speaker.start, speaker.end)
        grammars: tuple[Grammar, ...] = self._anyone if said.organisation else (*self._anyone, *self._resident)
        if not said.organisation or speaker is None:
            for grammar in grammars:
                yield from grammar.find(said)
            return
        if not said.named and self._applicants.employee(said.plain):
            return  # what an employer did to the speaker is no deed of an applicant
        others = self._applicants.others(said.plain) if not speaker.outright else ()
        for heard in (*(grammar.find(said) for grammar in grammars), self._organisation.find(said, speaker)):
            yield from (f for f in heard if not any(start <= f.start < end for start, end in others))

    def _in_person(self, said: Said, found: list[Finding]) -> Iterator[Finding]:
        """A person's own particulars where an organisation is known to apply: who is it now?"""
        yield from self._applicants.unsure(said.plain, known=True)
        if found:
            return
        for grammar in self._personal:
            for finding in grammar.find(said):
                clause = said.clause(finding.start)
                if (
                    finding.fact in ("hukou_district", "age", "employment")
                    and finding.value != "unit"
                    and self._person.search(clause.text)
                ):
                    yield Finding("applicant", None, finding.start, finding.end, "person")

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
            holds = settled(findings, corrected)
            if holds is not None and not self._allowed(holds):
                continue  # said, but no value the vocabulary has (a contract of a million years)
            if holds is None:
                unclear.append(
                    self._unclear(text, said, [fact], findings[0].start, findings[-1].end, f"{fact}.conflict")
                )
            else:
                kept[fact] = holds
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


__all__ = ["Evidence", "Extraction", "Listener", "Unclear"]
