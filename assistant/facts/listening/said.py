"""What was said: the plain text with its clauses, numbers, moods and people, and a finding in it."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from assistant.facts.listening.amounts import Amount, Span
from assistant.facts.listening.plain import Clause, Plain
from assistant.facts.vocabulary import FactValue


class Mood(Enum):
    """How a clause speaks of what it says."""

    STATED = auto()
    ASKED = auto()
    SUPPOSED = auto()
    PLANNED = auto()
    PAST = auto()
    DOUBTED = auto()
    HEARSAY = auto()


@dataclass(frozen=True, slots=True)
class Finding:
    """A fact in the words. ``value`` None: spoken of without saying which, so ``question`` is asked.

    ``weight``: where two findings of a fact differ, the heavier one holds (下岗半年了 … 刚找到一家公司).
    """

    fact: str
    value: FactValue | None
    start: int
    end: int
    question: str = ""
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """An utterance made ready for the grammars. ``personal``: a person's account by its words, no mere key words.

    ``kind``: the organisation that speaks, “” a person; ``named``: where the words naming it end, 0 where it is only
    known from before. ``asked``: the fact of the question on the screen.
    """

    plain: Plain
    numbers: tuple[Amount, ...]
    spans: tuple[Span, ...]
    as_of: dt.date
    organisation: bool = False
    personal: bool = True
    kind: str = ""
    named: int = 0
    asked: str | None = None

    @property
    def text(self) -> str:
        """The plain text."""
        return self.plain.text

    def clause(self, position: int) -> Clause:
        """The clause in which a plain position lies."""
        return self.plain.clauses[self.plain.clause_index(position)]

    def numbers_in(self, start: int, end: int) -> tuple[Amount, ...]:
        """The numbers that begin in a stretch of the plain text."""
        first = bisect_left(self.numbers, start, key=lambda number: number.start)
        return self.numbers[first : bisect_left(self.numbers, end, first, key=lambda number: number.start)]

    def spans_in(self, start: int, end: int) -> tuple[Span, ...]:
        """The lengths of time that begin in a stretch of the plain text."""
        first = bisect_left(self.spans, start, key=lambda span: span.start)
        return self.spans[first : bisect_left(self.spans, end, first, key=lambda span: span.start)]

    def before(self, position: int, size: int = 14) -> str:
        """What stands before a position in its clause, ``size`` characters at most."""
        return self.text[max(self.clause(position).start, position - size) : position]

    def after(self, position: int, size: int = 12) -> str:
        """What stands after a position in its clause, ``size`` characters at most."""
        return self.text[position : min(self.clause(max(0, position - 1)).end, position + size)]

    def beside(self, start: int, end: int) -> tuple[str, str]:
        """What stands before and after a stretch in its clause."""
        clause = self.clause(start)
        return clause.text[: start - clause.start], clause.text[end - clause.start :]

    def sentence_before(self, position: int, size: int = 60) -> str:
        """What stands before a position in its sentence, ``size`` characters at most."""
        stretch = self.text[max(0, position - size) : position]
        return re.split("[。?]", stretch)[-1]


class Grammar(Protocol):
    """Finds some facts in what was said, whoever and however it was said of."""

    def find(self, said: Said) -> Iterator[Finding]:
        """What stands in the words."""
        ...
