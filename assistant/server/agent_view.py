"""What the hotline desk shows of a caller and of a search: rows to go through by keys. Nothing is decided here."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from assistant.dialogue.caller import LONGEST_LINE, Caller
from assistant.dialogue.state import Turn
from assistant.engine import Engine
from assistant.facts.vocabulary import Facts, FactValue
from assistant.request import RequestError, json_object
from assistant.server.views import Presenter, Section

Json = dict[str, Any]
MOST_FOUND = 8
MOST_NAMED = 4  # benefits and questions that begin as what is typed, before the clauses
SHORTEST = 2  # characters or initials from which on is searched
LONGEST_SEARCH = 200
SNIPPET = 60  # characters of a clause in the list
ORDER = ("now", "open", "near", "no", "not-in-force")  # to an agent what is still to be asked comes before what if
# Facts that speak of a district.
PLACES = ("hukou_district", "district", "works_in_district", "internship_district", "startup_district", "operates_in")
_LATIN = re.compile(r"[A-Za-z ']+")


@dataclass(frozen=True, slots=True)
class Chip:
    """A fact as it is known; ``pressed``: it came by a button or with a conversation, not in the line."""

    fact: str
    label: str
    value: str
    pressed: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the search's list: a benefit or a common question (``name``), or a clause with its words."""

    clause: str
    place: str
    document: str
    name: str = ""
    words: tuple[tuple[str, bool], ...] = ()
    standing: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found. ``confident`` None: nothing was searched (too short)."""

    query: str
    rows: tuple[Row, ...] = ()
    confident: bool | None = None
    corrected: str = ""


@dataclass(frozen=True, slots=True)
class WordsToSay:
    """What an agent says of a benefit, and sends; ``benefit`` “”: of all of them, with nothing to send. ``refusal``:
    why it isn't theirs, in one sentence; ``question``: what to ask next.
    """

    benefit: str
    name: str
    script: str
    sms: str = ""
    characters: int = 0
    segments: int = 0
    clauses: tuple[str, ...] = ()
    refusal: str = ""
    question: Json | None = None


@dataclass(frozen=True, slots=True)
class CallerView:
    """A caller as the desk shows them; ``given``: the facts that aren't in the line, as JSON for the form."""

    caller: Caller
    given: str
    chips: tuple[Chip, ...]
    answer: Json
    sections: tuple[Section, ...]
    pieces: tuple[tuple[str, str, str], ...] = ()
    clashes: tuple[str, ...] = ()
    declined: frozenset[str] = frozenset()

    @property
    def warnings(self) -> list[str]:
        """What has to be said with the sum: of the documents of what is in it."""
        counted = [benefit for benefit in self.answer["benefits"] if benefit["in_total"]]
        return list(dict.fromkeys(warning["message"] for benefit in counted for warning in benefit["warnings"]))

    @property
    def told(self) -> bool:
        """Whether anything is known of the caller."""
        return bool(self.chips)


class DeskView:
    """Reads lines and searches for one page."""

    def __init__(self, engine: Engine, day: dt.date) -> None:
        self.engine, self.day = engine, day

    def caller(self, line: str, given: Mapping[str, FactValue], declined: Iterable[str] = ()) -> CallerView:
        """The caller of a line, with every benefit as it stands for them; ``declined``: what they don't know.

        Raises FactError, RequestError.
        """
        if len(line) > LONGEST_LINE:
            raise RequestError("line_too_long", f"情况写得太长（{len(line)} 个字），最多 {LONGEST_LINE} 个字。")
        caller = self.engine.caller.read(line, self.day, given)
        unsure = frozenset(fact for fact in declined if fact not in caller.facts)
        answer = self._shown(caller.facts, unsure)
        wording = self.engine.wording
        chips = [
            Chip(fact, wording.label(fact), wording.value(fact, value), fact in given and not _said(caller, fact))
            for fact, value in caller.facts.items()
            if fact != "applicant" or value != "resident"
        ]
        chips += [Chip(fact, wording.label(fact), wording.value(fact, None), True) for fact in sorted(unsure)]
        return CallerView(
            caller,
            json.dumps({**given, **dict.fromkeys(unsure)}, ensure_ascii=False),
            tuple(chips),
            answer,
            tuple(self.sections(answer, caller.facts)) if chips else (),
            tuple((piece.text, piece.kind, piece.question) for piece in caller.pieces if piece.kind != "fact"),
            tuple(self._clash(caller, fact) for fact in caller.clashes),
            unsure,
        )

    def _shown(self, facts: Facts, unsure: frozenset[str], focus: tuple[str, ...] = ()) -> Json:
        """Where somebody with these facts stands; asked next is what the benefits in ``focus`` still need, one fact at
        a time.
        """
        host, words = self.engine.host, self.engine.words
        singly = tuple(fact for listed in words.checklists for fact in listed.facts)
        told = Turn(given=facts, start=True, declined=tuple(sorted(unsure)), singly=singly, focus=focus)
        return host.shown(host.standing((told,), self.day))

    def _clash(self, caller: Caller, fact: str) -> str:
        """A fact of which two things are said, with both."""
        wording = self.engine.wording
        said = [wording.value(fact, v) for piece in caller.pieces for name, v in piece.facts if name == fact]
        return wording.label(fact) + (f"（{'、'.join(dict.fromkeys(said))}）" if said else "")

    def sections(self, answer: Json, facts: Facts) -> list[Section]:
        """The benefits by what can be done about them; of those still open, the ones first that most of what the
        caller said speaks for; drafts of a district that is spoken of are unfolded.
        """
        sections = sorted(Presenter(self.engine).sections(answer), key=lambda section: ORDER.index(section.id))
        places = {value for fact, value in facts.items() if fact in PLACES}
        for section in sections:
            if section.id == "open":
                section.benefits.sort(key=lambda benefit: -_spoken_for(benefit))
            if section.id == "not-in-force":
                section.benefits.sort(key=lambda benefit: benefit["territory"] not in places)
        return [self._as_here(section, places) for section in sections]

    def _as_here(self, section: Section, places: set[FactValue]) -> Section:
        if section.id == "now":  # what falls due after full years is theirs, but not to be drawn now
            return replace(section, title="符合条件")
        if section.id == "not-in-force" and section.benefits[0]["territory"] in places:
            return replace(section, folded=False)
        return section

    def words_to_say(self, view: CallerView, benefit_id: str) -> WordsToSay | None:
        """What to say and to send about one benefit; with none named, about all. None where nothing is known."""
        if not view.told:
            return None
        benefit = next((b for b in view.answer["benefits"] if b["id"] == benefit_id), None)
        first = [section.benefits[0]["id"] for section in view.sections if section.id == "open"]
        focus = (benefit["id"],) if benefit is not None else tuple(first)
        question = self._shown(view.caller.facts, view.declined, focus)["next_question"]
        if benefit is None:
            overview = self.engine.stacked.overview({**view.answer, "next_question": question})
            return WordsToSay("", "总的说", overview["text"], question=question)
        script = self.engine.scripts.of(benefit, view.answer["as_of"])
        return WordsToSay(
            benefit["id"], benefit["name"], script.text, script.sms.text, script.sms.characters, script.sms.segments,
            script.clauses, script.refusal or "", question,
        )  # fmt: skip

    def found(self, query: str, asker: Mapping[str, object]) -> Found:
        """What is found for a few characters, or for pinyin initials. Raises RequestError."""
        typed = query.strip()[:LONGEST_SEARCH]
        if len(typed) < SHORTEST:
            return Found(typed)
        named = self._named(typed)
        if _LATIN.fullmatch(typed):
            return Found(typed, named, bool(named))
        found = self.engine.search(typed, self.day, MOST_FOUND, asker=asker)
        clauses = tuple(self._row(hit) for hit in found["results"])
        return Found(typed, (*named[:MOST_NAMED], *clauses), found["confident"], found["corrected"] or "")

    def _named(self, typed: str) -> tuple[Row, ...]:
        """Benefits and common questions that begin as what is typed."""
        suggested = self.engine.suggest(typed, 3 * MOST_FOUND)["suggestions"]
        rows = []
        for one in suggested:
            if one["clause"] is not None:
                clause = self.engine.corpus.clause(one["clause"])
                rows.append(Row(clause.id, clause.place(), self._document(clause.document), name=one["text"]))
        return tuple(rows[:MOST_FOUND])

    def _row(self, hit: Json) -> Row:
        clause = self.engine.corpus.clause(hit["clause"])
        words = Presenter(self.engine).marked(hit["text"], hit["highlights"])
        standing = "" if hit["legal_status"] == "in_force" else self.engine.notices.legal_status[hit["legal_status"]]
        return Row(clause.id, clause.place(), self._document(clause.document), "", _snippet(words), standing)

    def _document(self, document: str) -> str:
        return self.engine.corpus.documents[document].metadata.name


def read_given(text: str, engine: Engine) -> dict[str, FactValue]:
    """The facts of a hidden field. Raises FactError, RequestError."""
    try:
        given = json_object(text or "{}")
    except RequestError:
        raise RequestError("bad_given", "这一页记下的情况读不出来，请重新打开页面。") from None
    return engine.vocabulary.check(given)


def read_declined(text: str) -> list[str]:
    """The facts of a hidden field that the caller doesn't know (null)."""
    try:
        return [fact for fact, value in json_object(text or "{}").items() if value is None]
    except RequestError:
        return []


def _spoken_for(benefit: Json) -> int:
    """How many of the known facts meet a condition of the benefit."""
    return len({fact for condition in benefit["conditions"] if condition["holds"] for fact in condition["values"]})


def _said(caller: Caller, fact: str) -> bool:
    return any(fact == name for piece in caller.pieces for name, _ in piece.facts)


def _snippet(words: list[tuple[str, bool]]) -> tuple[tuple[str, bool], ...]:
    """The words around the first that answers, as much as a line of the list holds."""
    before = 0
    for text, marked in words:
        if marked:
            break
        before += len(text)
    skip = max(0, before - SNIPPET // 4) if before < sum(len(text) for text, _ in words) else 0
    left, kept = SNIPPET, []
    for text, marked in words:
        shown = text[skip:] if skip else text
        skip = max(0, skip - len(text))
        if shown and left > 0:
            kept.append((shown[:left], marked))
            left -= len(shown)
    return tuple(kept)
