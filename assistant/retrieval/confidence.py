"""Whether a hit is an answer: the share of what the question is about that stands in the clause.

Each topic (content word) of a question weighs what it tells: a word of the documents its rarity there, a word that no
document has a fixed sum, a matter that the documents are known not to treat (医保, 摇号) more. A clause covers a topic
wholly where the word or its official name stands in it, by half where only a part of it does (社保 of 社保卡) or where
it is no term of the field: 材料, 办理 and 条件 are rare in these documents, but tell nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.authored import CorpusError, read_columns
from assistant.retrieval.bm25 import Field
from assistant.retrieval.question import Question

ANSWERED = 0.3  # share of the question's weight
ANSWERED_OUTSIDE = 0.6  # where a matter outside the documents is named too
ENOUGH = 9.0  # or this weight (two or three rare terms), where nothing outside is asked and the story around it is long
ENOUGH_SHARE = 0.2
_UNKNOWN_CHARACTER = 0.3  # single characters that are no term are mostly the verbs of a story
_UNKNOWN_WORD = 2.2
_UNKNOWN_AT_MOST = 16.0  # however long the story
_OUTSIDE = 9.0
_PARTLY = 0.5
_GENERAL = 0.6

_ORIGIN = re.compile(r"[省市]?(?:户口|户籍|籍|人(?![才力社事])|来|农村|老家|考|毕业|过来)")


@dataclass(frozen=True, slots=True)
class Coverage:
    """The weight covered, the weight asked, and whether a matter outside the documents is asked about."""

    covered: float
    asked: float
    outside: bool

    @property
    def answers(self) -> bool:
        """Whether this is an answer rather than the nearest that there is."""
        share = self.covered / self.asked if self.asked else 0.0
        if self.outside:
            return share >= ANSWERED_OUTSIDE
        return share >= ANSWERED or (self.covered >= ENOUGH and share >= ENOUGH_SHARE)


class Outside:
    """The matters and places that the documents don't treat, from ``outside.tsv``."""

    def __init__(self, path: Path) -> None:
        self._matters: list[tuple[str, ...]] = []
        self._places: list[str] = []
        for words, kind in read_columns(path, 2, 2):
            if kind not in ("事项", "地名"):
                raise CorpusError(f"{path}：第二栏只能是“事项”或“地名”，现在写的是“{kind}”。")
            if kind == "地名":
                self._places.append(words)
            else:
                self._matters.append(tuple(words.split()))

    def named(self, text: str) -> Iterator[str]:
        """The words of ``text`` (normalised) that name such a matter or place."""
        for words in self._matters:
            if all(word in text for word in words):
                yield words[0]
        for place in self._places:
            at = text.find(place)
            if at >= 0 and not _ORIGIN.match(text, at + len(place)):
                yield place


def coverage(question: Question, outside: Iterable[str], here: frozenset[str], field: Field) -> Coverage:
    """How much of ``question`` a unit with the tokens ``here`` covers; ``field`` knows how rare each word is."""
    foreign = list(dict.fromkeys(outside))
    covered = asked = unknown = 0.0
    for topic in question.topics:
        if any(topic.word in name or name in topic.word for name in foreign):
            continue
        wholly = [t for t in topic.answers if t in field]
        partly = [t for t in topic.parts if t in field]
        if len(topic.word) == 1 and not topic.of_field:
            unknown += _UNKNOWN_CHARACTER
        elif wholly:
            asked += max(field.rarity(t) for t in wholly)
            share = 1.0 if topic.of_field else _GENERAL
            covered += share * max((field.rarity(t) for t in wholly if t in here), default=0.0)
        elif partly:
            asked += max(_UNKNOWN_WORD, *(field.rarity(t) for t in partly))
            share = _PARTLY * (1.0 if topic.of_field else _GENERAL)
            covered += share * max((field.rarity(t) for t in partly if t in here), default=0.0)
        else:
            unknown += _UNKNOWN_CHARACTER if len(topic.word) == 1 else _UNKNOWN_WORD
    asked += min(unknown, _UNKNOWN_AT_MOST) + _OUTSIDE * len(foreign)
    return Coverage(covered, asked, bool(foreign))
