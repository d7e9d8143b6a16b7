"""Whether the best hit is an answer, by what can be pointed at.

How much of the question it has, how well it fits, and whether the question names a matter that these documents are
known not to treat. The points that each of these is worth are in ``corpus/ranking.yaml``, calibrated on questions with
an answer and on others without (``make calibrate``); with 0 points or more the hit is an answer, unless what the
question points to says otherwise (``search.py``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.authored import Authored, CorpusError, read_columns
from assistant.retrieval.field import Field
from assistant.retrieval.question import Question

_WORDS = ("text", "titles", "asked")  # where a word of the question may stand
_PAIRS = ("text_pairs", "asked_pairs")
_PARTLY = 0.5  # 社保 of 社保卡
_CHARACTER = 0.4  # single characters are mostly the verbs of a story
_MANY = 2  # more matters outside are no clearer

_ORIGIN = re.compile(r"[省市]?(?:户口|户籍|籍|人(?![才力社事])|来|农村|老家|考|毕业|过来)")


class Points(Authored):
    """What one of each signal is worth; ``start``: without any."""

    start: float
    words: float
    pairs: float
    strength: float
    outside: float


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for a hit.

    ``words``: the share of the question's content words that its clause or the phrasings beside it have, each by its
    rarity; ``pairs``: the same of its neighbouring characters, times the root of how many there are, for a share of
    many says more; ``strength``: the logarithm of its score; ``outside``: matters named that the documents don't treat.
    """

    words: float
    pairs: float
    strength: float
    outside: float

    def points(self, points: Points) -> float:
        """What they are worth together."""
        worth = (points.words, points.pairs, points.strength, points.outside)
        signals = (self.words, self.pairs, self.strength, self.outside)
        return points.start + sum(value * each for value, each in zip(signals, worth, strict=True))


class Outside:
    """The matters and places that the documents don't treat, from ``outside.tsv``. Raises CorpusError."""

    def __init__(self, path: Path) -> None:
        self._matters: list[tuple[str, ...]] = []
        self._places: dict[int, set[str]] = {}
        for words, kind in read_columns(path, 2, 2):
            if kind not in ("事项", "地名"):
                raise CorpusError(f"{path}：第二栏只能是“事项”或“地名”，现在写的是“{kind}”。")
            if kind == "地名":
                self._places.setdefault(len(words), set()).add(words)
            else:
                self._matters.append(tuple(words.casefold().split()))

    def named(self, question: Question) -> Iterator[str]:
        """The words by which a question names such a matter or place."""
        for words in self._matters:
            if all(word in question.text for word in words):
                yield " ".join(words)
        yield from self.places(question)

    def places(self, question: Question) -> Iterator[str]:
        """The places named, where they aren't somebody's origin: beside a district of the city they are, unless the
        district is the place's own (成都西城区)."""
        text, districts = question.text, tuple(question.frame.names)
        for token in question.tokens:
            for place in {token[:length] for length, places in self._places.items() if token[:length] in places}:
                for found in re.finditer(re.escape(token), text):
                    behind = found.start() + len(place)
                    of_place = text[behind:].removeprefix("省").removeprefix("市").startswith(districts)
                    if not _ORIGIN.match(text, behind) and (not districts or of_place):
                        yield place


def signals(question: Question, score: float, best: int, outside: int, fields: Mapping[str, Field]) -> Signals:
    """What speaks for unit ``best`` with this score."""
    return Signals(
        words=_share(_word(topic.answers, topic.parts, best, fields) for topic in question.topics),
        pairs=_share(_pair(pair, best, fields) for pair in question.own_pairs) * math.sqrt(len(question.own_pairs)),
        strength=math.log1p(score),
        outside=min(outside, _MANY),
    )


def _share(weighed: Iterable[tuple[float, float]]) -> float:
    """The share of the weight that is there."""
    rows = list(weighed)
    asked = sum(weight for weight, _ in rows)
    return sum(there for _, there in rows) / asked if asked else 0.0


def _word(
    answers: frozenset[str], parts: frozenset[str], unit: int, fields: Mapping[str, Field]
) -> tuple[float, float]:
    """How much a word of the question weighs, and how much of that the unit has."""
    weight = _rarity(answers, _WORDS, fields)
    if all(len(answer) == 1 for answer in answers):
        weight *= _CHARACTER
    if _stands(answers, unit, _WORDS, fields):
        return weight, weight
    return weight, weight * _PARTLY if _stands(parts, unit, _WORDS, fields) else 0.0


def _pair(pair: str, unit: int, fields: Mapping[str, Field]) -> tuple[float, float]:
    weight = _rarity((pair,), _PAIRS, fields)
    return weight, weight if _stands((pair,), unit, _PAIRS, fields) else 0.0


def _rarity(tokens: Iterable[str], names: Sequence[str], fields: Mapping[str, Field]) -> float:
    """The logarithm of how few units have one of the tokens; the most where none has."""
    having = {unit for name in names for token in tokens for unit in fields[name].units_with(token)}
    return math.log((fields[names[0]].size + 1) / (len(having) + 1))


def _stands(tokens: Iterable[str], unit: int, names: Sequence[str], fields: Mapping[str, Field]) -> bool:
    return any(unit in fields[name].units_with(token) for name in names for token in tokens)
