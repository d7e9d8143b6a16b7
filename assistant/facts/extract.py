"""Facts out of plain speech, each with the words it stands on; what isn't clear comes back as a question.

``Listener.extract("三十五了，户口在西城", day)`` gives age 35 on “三十五” and hukou_district xicheng on “户口在西城”.
Nothing is taken down that isn't said: questions, suppositions, plans, the past, other people's lives and doubts fill
nothing. Where the words contradict each other both are left out and asked about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from assistant.facts.derive import RetirementAge
from assistant.facts.listening.amounts import Amounts
from assistant.facts.listening.answers import Answers
from assistant.facts.listening.applicant import PERSON, Applicant, Applicants
from assistant.facts.listening.business import Business
from assistant.facts.listening.center import Center
from assistant.facts.listening.children import Children
from assistant.facts.listening.contract import Contract
from assistant.facts.listening.episodes import Episodes
from assistant.facts.listening.extraction import Evidence, Extraction, Unclear
from assistant.facts.listening.hiring import Hiring
from assistant.facts.listening.home import Home
from assistant.facts.listening.insurance import Insurance
from assistant.facts.listening.moods import Moods
from assistant.facts.listening.organisation import Organisation
from assistant.facts.listening.pay import Wage
from assistant.facts.listening.people import SPEAKER, Company, People
from assistant.facts.listening.person import Ages, Gender
from assistant.facts.listening.plain import Plain, plain
from assistant.facts.listening.registration import Registration
from assistant.facts.listening.retirement import Retirement
from assistant.facts.listening.said import Finding, Grammar, Mood, Said
from assistant.facts.listening.schooling import Schooling
from assistant.facts.listening.settling import Settling
from assistant.facts.listening.signing import Signing
from assistant.facts.listening.spoken import PLANNABLE
from assistant.facts.listening.statements import Statements
from assistant.facts.listening.tenure import Tenure
from assistant.facts.listening.words import Words
from assistant.facts.listening.work import Work
from assistant.facts.vocabulary import Fact, Vocabulary
from assistant.facts.wording import Wording

MOST_CLAUSES = 4  # a bare answer stands near the beginning


class Listener:
    """Takes facts down from plain speech. ``folder`` is the corpus; raises CorpusError."""

    def __init__(self, folder: Path, vocabulary: Vocabulary, wording: Wording, retirement: RetirementAge) -> None:
        words = Words(folder, vocabulary)
        self.questions = words.questions
        self._vocabulary = vocabulary
        self._amounts = Amounts(words)
        self._settling = Settling(words, vocabulary, wording, retirement)
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
            Signing(words),
            Business(words),
            Statements(words),
        )
        home, ages, work = Home(words), Ages(words), Work(words)
        self._resident: tuple[Grammar, ...] = (
            home,
            ages,
            Gender(words),
            Retirement(words),
            Schooling(words),
            work,
            Tenure(words),
            Hiring(words),
            Children(words),
            Center(words),
            Registration(words),
            Episodes(words),
        )
        self._personal: tuple[Grammar, ...] = (home, ages, work)
        self._person = words.pattern("我(?!<company_after_me>)|本人|俺(?!们)|<relative>")
        self._personal_account = words.pattern("<personal>")
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
        return replace(self._settling.extraction(text, said, found, unclear), whose=whose)

    def _relative(self, made_plain: Plain) -> Applicant | None:
        """A relative for whom one says to ask (帮我妈问问), where an organisation was known to apply."""
        client = self._company.find(made_plain).client
        return None if client is None else Applicant(PERSON, client.start, client.end, outright=True)

    def _said(self, made_plain: Plain, as_of: dt.date, asked: str | None, speaker: Applicant | None) -> Said:
        about = self._vocabulary.facts.get(asked) if asked is not None else None
        kind = "" if speaker is None or speaker.person else speaker.kind
        organisation = bool(kind) or (speaker is None and about is not None and about.of == "organisation")
        numbers = self._amounts.numbers(made_plain.text)
        return Said(
            made_plain,
            self._amounts.counts(made_plain.text, numbers) if organisation else numbers,
            self._amounts.spans(made_plain.text, numbers),
            as_of,
            organisation,
            bool(self._personal_account.search(made_plain.text)),
            kind,
            speaker.end if speaker is not None and not speaker.deed else 0,
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
            if finding.value is not None and (finding.fact == "applicant" or finding.end <= named):
                stated.append(finding)  # who asks is no matter of mood
            elif mood is Mood.DOUBTED or (mood is Mood.STATED and finding.value is None):
                doubted.append(finding)
            elif mood is Mood.STATED:
                stated.append(finding)
        if any(f.fact == "employment" and f.value == "unit" for f in stated):
            stated += registered_then  # for someone since hired it counts that they were registered when hired
        if said.organisation:
            return stated, doubted, ""
        outright = [f for f in stated if f.fact == "applicant"]
        stated = [f for f in stated if f.fact != "applicant"]
        client = self._client(people, stated)
        if client is None:
            whose = {people.at(f.start, f.fact) for f in stated}
            return outright, [f for f in doubted if not whose], ""
        stated = [f for f in stated if people.at(f.start, f.fact) == client]
        doubted = [f for f in doubted if people.at(f.start, f.fact) == client]
        gender = people.gender.get(client)
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
        for heard in (*(grammar.find(said) for grammar in grammars), self._organisation.find(said, speaker, others)):
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
        whose = list(dict.fromkeys(people.at(f.start, f.fact) for f in stated))
        if SPEAKER in whose or not whose:
            return SPEAKER
        if all(f.fact == "school_age_child" for f in stated):
            return None  # 我姐家孩子上小学: that alone asks nothing for a sister
        return whose[0] if len(whose) == 1 and whose[0] not in people.strangers else None

    def _answered(self, said: Said, found: list[Finding], asked: str | None) -> list[Finding]:
        """What bare words answer: the question on the screen, or what is being corrected (“不对，是朝阳”)."""
        answers: list[Finding] = []
        known = {f.fact for f in found}
        fields = (f for f in self._answers.forms(said) if f.fact not in known)
        answers += [f for f in fields if not said.organisation or self._vocabulary.facts[f.fact].of == "job"]
        fact = self._vocabulary.facts.get(asked) if asked is not None else None
        if fact is not None and not any(f.fact == fact.id for f in found):
            answer = self._bare(said, fact, found)
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

    def _bare(self, said: Said, fact: Fact, found: list[Finding]) -> Finding | None:
        """The bare words that answer the question; a number that says another fact (合同一年) is none of them."""
        if fact.type not in ("int", "number"):
            return self._answers.read(said, fact)
        for clause in said.plain.clauses[:MOST_CLAUSES]:
            if not any(f.fact != "applicant" and f.start < clause.end and clause.start < f.end for f in found):
                return self._answers.read(said, fact, clause.start)
        return None


__all__ = ["Evidence", "Extraction", "Listener", "Unclear"]
