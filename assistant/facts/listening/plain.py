"""An utterance made plain: half width, marks reduced to “,” and “。”, and the way back to the untouched text.

``，`` and a pause become ``,``; the end of a sentence becomes ``。``; quotation marks and blanks inside a figure go
away (“35 岁”, “4,500”). Every plain character knows which character of the utterance it comes from.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

PAUSE, STOP, ASK = ",", "。", "?"
LONGEST_BREATH = (
    22  # characters; what runs on longer without a mark is cut where the speaker turns (然后, 现在, 我今年)
)
LONGEST_CLAUSE = 400  # what goes on longer without a mark is cut, so that no wall of text costs more than its length

_SILENT = frozenset("《》〈〉“”‘’\"'「」『』*_`\u200b\u200c\u200d\ufeff\ufe0f")
_STOPS = frozenset("。！!；;\n\r…\u2028\u2029")
_ASKS = frozenset("？?")
_KEPT = frozenset(":、%-~.+")
_DASHES = {"—": "-", "–": "-", "－": "-", "～": "~", "〜": "~", "：": ":", "％": "%", "﹑": "、", "．": "."}
_NUMERALS = frozenset("一二两三四五六七八九十百千万半俩仨")
_UNIT_AFTER = re.compile("[岁元块年个月万千百名人位号日天周k]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of the plain text between two marks; ``sentence`` numbers the sentences; ``mark`` ends it."""

    start: int
    end: int
    text: str
    sentence: int
    mark: str


@dataclass(frozen=True, slots=True)
class Plain:
    """Plain text, its clauses, and for every plain character its place in the utterance."""

    text: str
    at: tuple[int, ...]
    clauses: tuple[Clause, ...]
    starts: tuple[int, ...]

    def clause_index(self, position: int) -> int:
        """The number of the clause in which a plain position lies."""
        return max(0, bisect_right(self.starts, position) - 1)

    def given(self, start: int, end: int) -> tuple[int, int]:
        """A plain stretch as offsets of the untouched utterance."""
        return self.at[start], self.at[end - 1] + 1


def plain(text: str, turn: re.Pattern[str] | None = None) -> Plain:
    """Make an utterance plain: “我35 岁，户口：“西城”。” → “我35岁,户口:西城。”"""
    characters: list[str] = []
    at: list[int] = []
    size = len(text)
    for index, given in enumerate(text):
        folded = _fold(given)
        if folded == "":
            continue
        if folded == " ":
            following = text[index + 1 : index + 2]
            if _glued(characters[-1] if characters else "", following):
                continue
            folded = PAUSE
        elif given in "/／" and characters and characters[-1].isdigit() and text[index + 1 : index + 2].isdigit():
            folded = "-"  # 1991/10/03
        elif folded in ".," and characters and characters[-1].isdigit():
            following = text[index + 1] if index + 1 < size else ""
            if folded == "," and given == "," and text[index + 1 : index + 4].isdigit() and _grouped(text, index):
                continue
            folded = folded if folded == PAUSE or (following.isdigit() and folded == ".") else STOP
        elif folded == ".":
            folded = STOP
        characters.append(folded)
        at.append(index)
    joined = "".join(characters)
    clauses = _breathed(_clauses(joined), turn)
    return Plain(joined, tuple(at), clauses, tuple(clause.start for clause in clauses))


@lru_cache(maxsize=8192)
def _fold(given: str) -> str:
    """One character as it stands in plain text; "" where it goes away."""
    if given in _SILENT:
        return ""
    if given in _STOPS:
        return STOP
    if given in _ASKS:
        return ASK
    character = _DASHES.get(given) or unicodedata.normalize("NFKC", given)
    if len(character) != 1:
        return PAUSE
    if character.isspace():
        return " "
    if character.isalnum() or character in _KEPT:
        return character
    return PAUSE


def _glued(before: str, after: str) -> bool:
    """Whether a blank between these two is no pause: “35 岁”, “月薪 4500”, “年龄: 35”."""
    if before in (":", PAUSE, STOP, ASK, "") or after in ":： ":
        return True
    if before in "在是" or (after in ("在", "是") and before in "口籍地位司业址税"):
        return True
    if before.isdigit():
        return bool(_UNIT_AFTER.match(after))
    return (
        not before.isascii() and (after.isdigit() or after in _NUMERALS) and before in "薪资龄是为年月满签招交租在了岁"
    )


def _grouped(text: str, comma: int) -> bool:
    """Whether a comma parts thousands: exactly three digits after it, and no fourth."""
    return not text[comma + 4 : comma + 5].isdigit() and text[comma - 1].isdigit()


def _clauses(text: str) -> tuple[Clause, ...]:
    clauses: list[Clause] = []
    sentence = start = 0
    for position, character in enumerate(text):
        closed = character in (PAUSE, STOP, ASK)
        if not closed and position - start < LONGEST_CLAUSE:
            continue
        end = position if closed else position + 1
        if end > start:
            clauses.append(Clause(start, end, text[start:end], sentence, character if closed else PAUSE))
        start = position + 1
        if character in (STOP, ASK):
            sentence += 1
    if start < len(text):
        clauses.append(Clause(start, len(text), text[start:], sentence, STOP))
    return tuple(clauses)


def _breathed(clauses: tuple[Clause, ...], turn: re.Pattern[str] | None) -> tuple[Clause, ...]:
    """Clauses of dictated speech, which has no marks, cut at the turns."""
    if turn is None:
        return clauses
    cut: list[Clause] = []
    for clause in clauses:
        turns = [found.start() for found in turn.finditer(clause.text) if found.start() > 0]
        if len(clause.text) <= LONGEST_BREATH or not turns:
            cut.append(clause)
            continue
        starts, ends = [0, *turns], [*turns, len(clause.text)]
        for start, end in zip(starts, ends, strict=True):
            mark = clause.mark if end == len(clause.text) else PAUSE
            at = clause.start + start
            cut.append(Clause(at, clause.start + end, clause.text[start:end], clause.sentence, mark))
    return tuple(cut)
