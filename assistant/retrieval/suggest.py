"""Help while typing: terms, benefits and common questions that begin as what is typed, in characters or in pinyin."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.language.script import Traditional
from assistant.language.segment import normalise
from assistant.language.sounds import read_syllables
from assistant.retrieval.asked import Asked

if TYPE_CHECKING:
    from assistant.rules.benefit import Benefit

Kind = Literal["term", "benefit", "question"]
SHORTEST = 2  # characters, or initials
_LONGEST = 30  # nobody types more and waits for a suggestion
_KINDS: tuple[Kind, ...] = ("benefit", "term", "question")
_BEGINS, _PINYIN, _WITHIN = range(3)  # how well an entry fits


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``clause``: the clause that answers a question or grants a benefit; none for a term."""

    text: str
    kind: Kind
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    suggestion: Suggestion
    plain: str
    initials: str  # one letter a character, so that it runs along ``plain``
    spelt: str  # the syllables
    starts: frozenset[int]  # where a syllable begins in ``spelt``


def entries(terms: Iterable[str], benefits: Iterable[Benefit], asked: Mapping[str, Asked]) -> Iterator[Suggestion]:
    """Everything that can be suggested."""
    yield from (Suggestion(term, "term") for term in terms)
    yield from (Suggestion(benefit.name, "benefit", benefit.clause) for benefit in benefits)
    yield from (Suggestion(question, "question", unit) for unit, said in asked.items() for question in said.questions)


class Suggestions:
    """Finds suggestions. ``words`` is the folder of word lists. Raises CorpusError."""

    def __init__(self, suggestions: Iterable[Suggestion], words: Path) -> None:
        self._syllables = read_syllables(words / "sounds.tsv")
        self._traditional = Traditional(words / "traditional.tsv")
        self._entries = [self._entry(suggestion) for suggestion in suggestions]
        self._questions: dict[str, list[_Entry]] = {}
        for entry in self._entries:
            if entry.suggestion.kind == "question" and entry.suggestion.clause:
                self._questions.setdefault(entry.suggestion.clause, []).append(entry)

    def matching(self, typed: str, limit: int) -> list[Suggestion]:
        """The entries that fit what is typed, best first; none for fewer than two characters."""
        plain = self._plain(typed[: 2 * _LONGEST])[:_LONGEST]
        if len(plain) < SHORTEST:
            return []
        fitting = [(fit, entry) for entry in self._entries if (fit := self._fit(plain, entry)) is not None]
        fitting.sort(key=lambda f: (f[0], _KINDS.index(f[1].suggestion.kind), len(f[1].plain), f[1].plain))
        found: dict[str, Suggestion] = {}
        for _, entry in fitting:
            found.setdefault(entry.plain, entry.suggestion)
        return list(found.values())[: max(limit, 0)]

    def fit(self, typed: str, text: str) -> int | None:
        """How well any text fits what is typed, in characters or in pinyin: 0 best; None where it doesn't."""
        plain = self._plain(typed[: 2 * _LONGEST])[:_LONGEST]
        return self._fit(plain, self._entry(Suggestion(text, "term"))) if plain else None

    def initials(self, text: str) -> str:
        """The first letter of each character's syllable: 房租补贴 gives fzbt."""
        return self._entry(Suggestion(text, "term")).initials

    def near(self, pairs: Collection[str], units: Sequence[str], limit: int) -> list[str]:
        """Common questions that the units answer, those first that share most neighbouring characters with what is
        asked; none that share none."""
        listed = [entry for unit in units for entry in self._questions.get(unit, ())]
        shared = [(sum(pair in entry.plain for pair in pairs), entry) for entry in listed]
        best = sorted((row for row in shared if row[0]), key=lambda row: -row[0])
        return [entry.suggestion.text for _, entry in best[:limit]]

    def _plain(self, text: str) -> str:
        return self._traditional.simplified(normalise(text).text).replace(" ", "")

    def _entry(self, suggestion: Suggestion) -> _Entry:
        plain = self._plain(suggestion.text)
        syllables = [self._syllables.get(character, character) for character in plain]
        starts, at = set(), 0
        for syllable in syllables:
            starts.add(at)
            at += len(syllable)
        initials = "".join(syllable[0] for syllable in syllables)
        return _Entry(suggestion, plain, initials, "".join(syllables), frozenset(starts))

    def _fit(self, typed: str, entry: _Entry) -> int | None:
        if entry.plain.startswith(typed):
            return _BEGINS
        if typed.isascii() and typed.isalpha():
            if entry.initials.startswith(typed) or entry.spelt.startswith(typed):
                return _PINYIN
            within = typed in entry.initials or any(entry.spelt.startswith(typed, at) for at in entry.starts)
            return _WITHIN if within else None
        if typed in entry.plain:
            return _WITHIN
        return _PINYIN if self._begins_mixed(typed, entry) else None

    def _begins_mixed(self, typed: str, entry: _Entry) -> bool:
        """房zbt for 房租补贴: a letter stands for a character that begins with it."""
        if len(typed) > len(entry.plain):
            return False
        pairs = zip(typed, entry.plain, entry.initials, strict=False)
        return all(letter in (character, initial) for letter, character, initial in pairs)
