"""Facts out of a line of shorthand: “西城 35 女 低保 登记失业 三年合同”, in any order, between blanks or none.

Every word stands for one fact by itself (``corpus/words/shorthand.yaml``); there are no moods and no sentences here,
those are the listener's. A stretch between two marks is read only where all of it is: half a stretch says nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from assistant.authored import read_columns
from assistant.facts.shorthand.grammar import Grammar, Token, any_word
from assistant.facts.shorthand.labels import labelled
from assistant.facts.shorthand.written import Kind, load_shorthand
from assistant.facts.vocabulary import Vocabulary
from assistant.facts.wording import Wording

CALLER, RESIDENT = "applicant", "resident"
PERSONAL = ("gender", "age", "birth_date")  # no organisation has them
_MARKS = re.compile(r"[\s,;。!?、|+/]+")


@dataclass(frozen=True, slots=True)
class Stretch:
    """What stands between two marks; ``tokens`` None where it isn't shorthand as a whole."""

    start: int
    end: int
    tokens: tuple[Token, ...] | None

    @property
    def said(self) -> tuple[Token, ...]:
        """The tokens that say something."""
        return tuple(token for token in self.tokens or () if token.facts)

    @property
    def caller(self) -> str | None:
        """Who calls, where it says that an organisation does."""
        named = (value for token in self.said for fact, value in token.facts if fact == CALLER and value != RESIDENT)
        return next((value for value in named if isinstance(value, str)), None)


def folded(line: str) -> str:
    """The line in half width, as long as before."""
    return "".join(one if len(one := unicodedata.normalize("NFKC", given)) == 1 else given for given in line)


class Shorthand:
    """Reads lines. ``folder`` is the corpus; raises CorpusError."""

    def __init__(self, folder: Path, vocabulary: Vocabulary, wording: Wording) -> None:
        self._read, self._vocabulary = load_shorthand(folder, vocabulary), vocabulary
        self._wording = wording
        self._districts = dict(read_columns(folder / "words" / "districts.tsv", 2, 2))
        fillers = any_word(self._read.fillers)
        self.withholds = re.compile(f"(?:{fillers})*{any_word(self._read.withheld)}")
        self.origins = re.compile(any_word(self._read.origins))
        self.fillers = re.compile(f"^(?:{fillers})+|(?:{fillers})+$")
        self.on_behalf = re.compile(any_word(self._read.on_behalf))
        self._calls = re.compile(f"(?:{any_word(self._read.calls)})+$")

    @cached_property
    def _resident(self) -> Grammar:
        return self._grammar(self._read.resident, "resident")

    @cached_property
    def _organisation(self) -> Grammar:
        return self._grammar(self._read.organisation, "organisation")

    @cached_property
    def _opening(self) -> Grammar:
        """Where a line may say who calls."""
        kind = self._read.organisation
        opening = kind.model_copy(update={"values": {CALLER: self._read.callers, **kind.values}})
        return self._grammar(opening, "organisation")

    def read(self, line: str, organisation: bool = False) -> tuple[bool, list[Stretch]]:
        """Whether an organisation calls (known already, or said where the line begins), and the stretches in order."""
        ends = [end for _, end in _stretches(line)]
        opening = self._who_calls(line, ends)
        if opening is not None and opening.tokens is not None:
            rest = self._through(line, self._organisation, opening.end, ends)
            return True, [opening, *rest]
        found = self._through(line, self._organisation if organisation else self._resident, 0, ends)
        return organisation, found

    def _who_calls(self, line: str, ends: Sequence[int]) -> Stretch | None:
        """The first stretch, where it says that an organisation calls and nothing speaks of a person's own life."""
        for start, end in _stretches(line):
            called = self._calls.search(line, start, end)
            stop = called.start() if called and called.start() > start else end
            tokens = self._opening.cover(line, start, [stop, *(e for e in ends if e > stop)])
            found = Stretch(start, max(end, tokens[-1].end), tuple(tokens)) if tokens else None
            if found is None or found.caller is None:
                return None
            lives = (t for s in self._through(line, self._resident, end, ends) for t in s.said)
            personal = any(fact in PERSONAL for token in lives for fact, _ in token.facts)
            return found if called or found.caller != "employer" or not personal else None
        return None

    def _through(self, line: str, grammar: Grammar, position: int, ends: Sequence[int]) -> list[Stretch]:
        found: list[Stretch] = []
        for start, end in _stretches(line):
            if start < position:
                continue  # a form went on across the mark: 合同 2年
            tokens = grammar.cover(line, start, ends)
            position = tokens[-1].end if tokens else end
            found.append(Stretch(start, position, tuple(tokens) if tokens else None))
        return found

    def _grammar(self, kind: Kind, of: str) -> Grammar:
        facts = [fact for fact in self._vocabulary.facts.values() if fact.of in ("anyone", "job", of)]
        labels = labelled(facts, self._wording)
        return Grammar(self._read, (kind, self._read.everyone), self._districts, self._vocabulary, labels)


def _stretches(line: str) -> Iterator[tuple[int, int]]:
    position = 0
    for mark in _MARKS.finditer(line):
        if mark.start() > position:
            yield position, mark.start()
        position = mark.end()
    if position < len(line):
        yield position, len(line)
