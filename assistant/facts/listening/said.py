"""What was said: the plain text with its clauses, numbers, moods and people, and a finding in it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from enum import Enum, auto

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
    """An utterance made ready for the grammars."""

    plain: Plain
    numbers: tuple[Amount, ...]
    spans: tuple[Span, ...]
    as_of: dt.date
    organisation: bool = False
    has: dict[str, bool] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The plain text."""
        return self.plain.text

    def clause(self, position: int) -> Clause:
        """The clause in which a plain position lies."""
        return self.plain.clauses[self.plain.clause_index(position)]

    def before(self, position: int, size: int = 14) -> str:
        """What stands before a position in its clause, ``size`` characters at most."""
        return self.text[max(self.clause(position).start, position - size) : position]

    def after(self, position: int, size: int = 12) -> str:
        """What stands after a position in its clause, ``size`` characters at most."""
        return self.text[position : min(self.clause(max(0, position - 1)).end, position + size)]

    def sentence_before(self, position: int, size: int = 60) -> str:
        """What stands before a position in its sentence, ``size`` characters at most."""
        stretch = self.text[max(0, position - size) : position]
        return re.split("[。?]", stretch)[-1]
