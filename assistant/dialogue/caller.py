"""A caller as an agent writes them down: one line, any order, read anew at every key.

Shorthand is read first (``facts/shorthand.py``); what isn't shorthand is heard as speech. Nothing is guessed: what is
neither stays visible as not understood, and where two words say different things of one fact neither is taken.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.facts.derive import derive
from assistant.facts.extract import Listener
from assistant.facts.listening.extraction import Extraction, Unclear
from assistant.facts.shorthand.lines import Shorthand, Stretch, folded
from assistant.facts.vocabulary import FactError, Facts, FactValue, Vocabulary
from assistant.rules.parameters import Parameters

LONGEST_LINE = 300  # characters
APPLICANT, RESIDENT = "applicant", "resident"
Kind = Literal["fact", "unread", "clash", "unclear"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the line: facts that it says, or why it says none. ``question``: what to ask of unclear words."""

    start: int
    end: int
    text: str
    kind: Kind
    facts: tuple[tuple[str, FactValue], ...] = ()
    question: str = ""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: ``facts`` with the applicant, checked, what came with a conversation (``given``) included.

    ``pieces``: the line in order; ``clashes``: facts of which different things are said, none of them taken.
    """

    line: str
    facts: Facts
    pieces: tuple[Piece, ...]
    clashes: tuple[str, ...] = ()

    @property
    def unread(self) -> list[str]:
        """What wasn't understood."""
        return [piece.text for piece in self.pieces if piece.kind == "unread"]


@dataclass(frozen=True, slots=True)
class _Claim:
    """That a fact has a value, by the words at a place."""

    fact: str
    value: FactValue
    start: int
    end: int
    bare: bool = False


class Callers:
    """Reads lines with one corpus."""

    def __init__(
        self, shorthand: Shorthand, listener: Listener, vocabulary: Vocabulary, parameters: Parameters
    ) -> None:
        self._shorthand, self._listener, self._vocabulary = shorthand, listener, vocabulary
        self._retirement = parameters.retirement

    def read(self, line: str, as_of: dt.date, given: Mapping[str, object] | None = None) -> Caller:
        """The caller of a line. Raises FactError where what is ``given`` is no fact."""
        known = self._vocabulary.check(given or {})
        text = folded(line[:LONGEST_LINE])
        claims, unread, unclear = self._claims(text, as_of, str(known.get("applicant", RESIDENT)))
        clashing = self._clashing(claims)
        clashes = {fact: None for fact in clashing if fact not in known}  # else a button pressed settles it
        told = {claim.fact: claim.value for claim in claims if claim.fact not in clashing}
        facts: Facts = {APPLICANT: RESIDENT, **known, **told}
        for fact in clashes:
            facts.pop(fact, None)
        while contradicting := self._contradicting(facts, as_of):
            clashes.update(dict.fromkeys(contradicting))
            facts = {fact: value for fact, value in facts.items() if fact not in contradicting}
        facts = self._vocabulary.check({APPLICANT: RESIDENT, **facts})
        pieces = tuple(_pieces(line[:LONGEST_LINE], claims, clashes, unread, unclear))
        return Caller(line, facts, pieces, tuple(clashes))

    def _claims(self, text: str, as_of: dt.date, applicant: str) -> tuple[list[_Claim], list[Stretch], list[Unclear]]:
        """What the words say, the stretches that say nothing, and words of which it isn't clear what they say."""
        organisation, stretches = self._shorthand.read(text, applicant != RESIDENT)
        claims: list[_Claim] = []
        if organisation and stretches:
            applicant = stretches[0].caller or applicant
        heard = self._about_caller(self._hear(text, as_of, applicant), text, stretches)
        if not organisation and isinstance(named := heard.facts.get(APPLICANT), str) and named != RESIDENT:
            applicant, named_by = named, heard.evidence[APPLICANT]
            claims.append(_Claim(APPLICANT, named, named_by.start, named_by.end))
            _, stretches = self._shorthand.read(text, True)
        unread: list[Stretch] = []
        unclear: list[Unclear] = []
        withheld = False
        for stretch in stretches:
            words = text[stretch.start : stretch.end]
            if withheld:
                unread.append(stretch)
                withheld = False
                continue
            if stretch.tokens is not None:
                claims += _said(stretch)
                continue
            found, open_ = _within(heard, stretch)
            if not found and not open_:
                alone = self._hear(words, as_of, applicant)
                if alone.whose in ("", heard.whose):
                    found, open_ = _within(alone, stretch, stretch.start)
            claims += found
            unclear += open_
            withheld = self._shorthand.withholds.fullmatch(words) is not None
            unread += self._left(text, stretch, [(c.start, c.end) for c in found] + [(u.start, u.end) for u in open_])
        if any(self._shorthand.origins.search(text[s.start : s.end]) for s in unread):
            unclear += [self._where(text, claim) for claim in claims if claim.bare]
            claims = [claim for claim in claims if not claim.bare]
        return claims, unread, unclear

    def _where(self, text: str, claim: _Claim) -> Unclear:
        """A bare district beside where somebody comes from may be where they live or work."""
        questions = self._listener.questions
        question = questions.get(f"{claim.fact}.from", questions.get(f"{claim.fact}.here", ""))
        return Unclear(text[claim.start : claim.end], claim.start, claim.end, (claim.fact,), question)

    def _hear(self, words: str, as_of: dt.date, applicant: str) -> Extraction:
        return self._listener.extract(words, as_of, applicant=None if applicant == RESIDENT else applicant)

    def _about_caller(self, heard: Extraction, text: str, stretches: list[Stretch]) -> Extraction:
        """What is told of a relative (老公残疾) says nothing of the caller, unless the line is about them (我妈 48)."""
        words = (text[stretch.start : stretch.end] for stretch in stretches)
        if not heard.whose or any(w == heard.whose or self._shorthand.on_behalf.match(w) for w in words):
            return heard
        return Extraction({}, {}, ())

    def _left(self, text: str, stretch: Stretch, taken: list[tuple[int, int]]) -> Iterable[Stretch]:
        """What of a stretch nobody has taken, without words that say nothing."""
        position = stretch.start
        for start, end in [*sorted(taken), (stretch.end, stretch.end)]:
            words = text[position:start]
            bare = self._shorthand.fillers.sub("", words) if taken else words
            if bare:
                at = position + words.index(bare)
                yield Stretch(at, at + len(bare), None)
            position = max(position, end)

    def _clashing(self, claims: list[_Claim]) -> dict[str, None]:
        """The facts of which different things are said, in the order of the line."""
        said: dict[str, FactValue] = {}
        return {
            claim.fact: None
            for claim in sorted(claims, key=lambda c: c.start)
            if said.setdefault(claim.fact, claim.value) != claim.value
        }

    def _contradicting(self, facts: Facts, as_of: dt.date) -> tuple[str, ...]:
        """The first facts that can't be so together."""
        try:
            derive(facts, self._vocabulary, self._retirement, as_of)
        except FactError as problem:
            return tuple(fact for fact in problem.facts if fact in facts)
        return ()


def _said(stretch: Stretch) -> list[_Claim]:
    claims = []
    for token in stretch.said:
        claims += [_Claim(fact, value, token.start, token.end, token.bare) for fact, value in token.facts]
    return claims


def _within(heard: Extraction, stretch: Stretch, offset: int = 0) -> tuple[list[_Claim], list[Unclear]]:
    """What was heard in a stretch; ``offset``: where the text that was heard begins in the line."""
    found = [
        _Claim(fact, value, heard.evidence[fact].start + offset, heard.evidence[fact].end + offset)
        for fact, value in heard.facts.items()
        if fact != APPLICANT and stretch.start <= heard.evidence[fact].start + offset < stretch.end
    ]
    unclear = [
        Unclear(u.text, u.start + offset, u.end + offset, u.facts, u.question)
        for u in heard.unclear
        if stretch.start <= u.start + offset < stretch.end
    ]
    return found, unclear


def _pieces(
    line: str, claims: list[_Claim], clashes: Mapping[str, None], unread: list[Stretch], unclear: list[Unclear]
) -> Iterable[Piece]:
    """The line's pieces in order: one for every place where something is said, or isn't understood."""
    placed: dict[tuple[int, int], list[_Claim]] = {}
    for claim in claims:
        placed.setdefault((claim.start, claim.end), []).append(claim)
    pieces = []
    for (start, end), here in placed.items():
        kind: Kind = "clash" if any(claim.fact in clashes for claim in here) else "fact"
        pieces.append(Piece(start, end, line[start:end], kind, tuple((c.fact, c.value) for c in here)))
    pieces += [Piece(s.start, s.end, line[s.start : s.end], "unread") for s in unread]
    pieces += [Piece(u.start, u.end, line[u.start : u.end], "unclear", (), u.question) for u in unclear]
    return sorted(pieces, key=lambda piece: (piece.start, piece.end))
