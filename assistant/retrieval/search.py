"""Search: the clauses that answer a question, ranked, with the words found in them and whether they are an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.documents.clause import Clause
from assistant.documents.corpus import Corpus
from assistant.documents.metadata import CITY, LegalStatus
from assistant.language.segment import Word
from assistant.retrieval.bm25 import Field
from assistant.retrieval.confidence import Outside, coverage
from assistant.retrieval.question import Question, QuestionReader

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# What each field counts. Found by evaluation; the order (text, pairs, title, chapter) matters more than the figures.
_TEXT, _TITLE, _CHAPTER, _NAME, _PAIRS = 1.0, 0.35, 0.1, 0.3, 0.5
_HEADING = 0.5  # a heading without own text answers less than the items below it
_CITY = 0.9  # where the question names a district, the city's text comes after its own,
_OTHER_DISTRICT = 0.5  # and another district's after that
_FRAME = 0.85  # preambles and annexes tell how the document came about
_STATUS: dict[LegalStatus, float] = {
    "in_force": 1.0,
    "not_yet_in_force": 0.99,
    "draft": 0.97,
    "explanatory_note": 0.97,
    "expired": 0.95,
}
_BEST = 3  # one of so many hits must be an answer for the whole to be one


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause found. ``highlights``: the stretches ``(start, end)`` of its text with words of the question, or with
    what the documents call them; in order, without overlaps."""

    clause: Clause
    score: float
    highlights: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """The hits, best first. Not ``confident``: they are the nearest clauses, but nothing in the corpus answers."""

    query: str
    tokens: tuple[str, ...]
    confident: bool
    hits: tuple[Hit, ...]


class ClauseSearch:
    """An index over the units of a corpus (no single paragraphs, no titles of documents).

    ``words`` is the folder of word lists; ``names`` gives for a unit what the benefits granted by it are called.
    Raises CorpusError where a word list is missing or malformed.
    """

    def __init__(self, corpus: Corpus, words: Path, names: Mapping[str, Sequence[str]] | None = None) -> None:
        self._corpus = corpus
        self._reader = QuestionReader(words)
        self._units = [u for d in corpus.documents.values() for u in d.units() if u.text or u.title]
        texts = [unit.text or unit.title or "" for unit in self._units]
        self._placed = [self._reader.words(unit.text) for unit in self._units]
        self._text = Field([self._reader.tokens(text) for text in texts])
        self._title = Field([self._reader.tokens(unit.title or "") for unit in self._units])
        named = names or {}
        self._name = Field([self._reader.tokens("，".join(named.get(unit.id, ()))) for unit in self._units])
        self._chapter = Field([self._reader.tokens(self._chapters(unit)) for unit in self._units])
        self._pairs = Field([self._reader.pairs(text) for text in texts])
        self._words_of = [
            frozenset(self._reader.tokens(f"{text} {unit.title or ''}"))
            for text, unit in zip(texts, self._units, strict=True)
        ]
        self._outside = Outside(words / "outside.tsv")
        self._reader.learn(token for token in self._text.vocabulary if len(token) > 1)

    def search(
        self,
        query: str,
        limit: int,
        as_of: dt.date,
        district: str | None = None,
        documents: Sequence[str] | None = None,
    ) -> SearchAnswer:
        """The best ``limit`` clauses for ``query`` on the day ``as_of``.

        ``district`` keeps that district's documents and the city's; ``documents`` keeps those named. Only the first
        ``LONGEST_QUESTION`` characters of a query are read. Raises ValueError (one Chinese sentence) for a district or
        document that doesn't exist.
        """
        kept = self._kept(district, documents)
        question = self._reader.read(query)
        scores = self._scores(question, as_of)
        found = self._found(question)
        ranked = sorted(
            (i for i, unit in enumerate(self._units) if i in found and unit.document in kept),
            key=lambda i: (-round(float(scores[i]), 6), i),
        )
        words = {term for term, weight in question.terms.items() if weight > 0}
        hits = tuple(
            Hit(self._units[i], round(float(scores[i]), 4), _highlights(self._placed[i], words))
            for i in ranked[: max(limit, 0)]
        )
        return SearchAnswer(query, question.tokens, self._is_confident(question, ranked), hits)

    def _scores(self, question: Question, as_of: dt.date) -> NDArray[np.float64]:
        scores = _TEXT * self._text.scores(question.terms)
        scores += _TITLE * self._title.scores(question.terms)
        scores += _NAME * self._name.scores(question.terms)
        scores += _CHAPTER * self._chapter.scores(question.terms)
        scores += _PAIRS * self._pairs.scores(question.pairs)
        status = {d: _STATUS[self._corpus.legal_status(d, as_of)] for d in self._corpus.documents}
        for i, unit in enumerate(self._units):
            territory = self._corpus.documents[unit.document].metadata.territory
            scores[i] *= status[unit.document]
            scores[i] *= 1.0 if unit.text else _HEADING
            scores[i] *= _FRAME if unit.path.startswith(("preamble", "annex")) else 1.0
            if question.districts and territory not in question.districts:
                scores[i] *= _CITY if territory == CITY else _OTHER_DISTRICT
        return scores

    def _found(self, question: Question) -> set[int]:
        fields = (self._text, self._title, self._chapter)
        return {i for field in fields for term in question.terms for i in field.units_with(term)}

    def _is_confident(self, question: Question, ranked: list[int]) -> bool:
        foreign = list(self._outside.named(question.text))
        best = (coverage(question, foreign, self._words_of[i], self._text) for i in ranked[:_BEST])
        return any(c.answers for c in best)

    def _kept(self, district: str | None, documents: Sequence[str] | None) -> set[str]:
        kept = dict(self._corpus.documents)
        if district is not None:
            if district != CITY and district not in self._reader.districts.values():
                raise ValueError(f"没有代码为“{district[:40]}”的区，应为 xicheng、chaoyang 这样的拼音。")
            kept = {i: d for i, d in kept.items() if d.metadata.territory in (district, CITY)}
        for document in documents or ():
            if document not in self._corpus.documents:
                raise ValueError(f"没有编号为“{document[:80]}”的文件，现有：{'、'.join(self._corpus.documents)}。")
        return set(kept) if documents is None else set(kept) & set(documents)

    def _chapters(self, unit: Clause) -> str:
        return " ".join(self._corpus.clauses[parent].title or "" for parent in unit.parents)


def _highlights(placed: Iterable[Word], words: set[str]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for word in placed:
        if word.text not in words:
            continue
        if merged and word.start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(word.end, merged[-1][1]))
        else:
            merged.append((word.start, word.end))
    return tuple(merged)
