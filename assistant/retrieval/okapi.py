"""Okapi BM25 with postings: the scores of ``rank_bm25.BM25Okapi`` bit for bit, the best units in one fixed order.

BM25Okapi (Trotman et al. 2014, its floor for frequent terms included) stays the definition: idf and constants are
computed by it, and what it works out again for each query, one number per term and unit, is laid down once, term by
term. Numbers are added in the order of the query, as it does, so that no bit differs. The fields of the index are made
from the postings (``field.py``); ``top`` is for one field by itself, at any size.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Okapi

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Posted = tuple[Places, Floats]  # the units with a term, and what it adds to each
_TABLE = 2_000_000  # so many numbers at most are laid out as a full table of terms and units (16 MB)
_ROW = 6  # a term in more than one unit of so many is added as a full row,
_LONGEST_ROW = 200_000  # where a row still fits the processor's caches
_SAMPLE = 4096  # of so many units at most it is seen what the best score at least
_add_at = np.add.at
_LEAST = 5e-324  # the least number above 0


class Okapi(BM25Okapi):  # type: ignore[misc]  # rank-bm25 has no types
    """An index over ``units``, each a sequence of tokens; ``k1``, ``b``, ``epsilon`` as BM25Okapi has them.

    Raises ValueError where no unit has a token. Any number of threads may ask at once.
    """

    def __init__(self, units: Sequence[Sequence[str]], k1: float = 1.5, b: float = 0.75, epsilon: float = 0.25) -> None:
        if not any(units):
            raise ValueError("BM25 needs at least one token")
        super().__init__(units, k1=k1, b=b, epsilon=epsilon)
        self._lay_down()

    def _initialize(self, corpus: Sequence[Sequence[str]]) -> dict[str, int]:
        """Postings instead of a dictionary a unit. Gives what BM25Okapi's own gives, each token's number of units, and
        in the same order: the average idf is a sum in that order."""
        self.doc_len = [len(unit) for unit in corpus]
        self.corpus_size = len(self.doc_len)
        total = sum(self.doc_len)
        self.avgdl = total / self.corpus_size
        numbers: defaultdict[str, int] = defaultdict()
        numbers.default_factory = numbers.__len__
        keys = np.fromiter(map(numbers.__getitem__, chain.from_iterable(corpus)), np.int64, total)
        self._numbers: dict[str, int] = dict(numbers)
        keys *= self.corpus_size
        keys += np.repeat(np.arange(self.corpus_size), self.doc_len)
        keys.sort()  # by term, then by unit
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        self._frequency = np.diff(first, append=total)
        terms, self._places = np.divmod(keys[first], self.corpus_size)
        self._starts = np.searchsorted(terms, np.arange(len(self._numbers) + 1)).tolist()
        return dict(zip(self._numbers, np.diff(self._starts).tolist(), strict=True))

    def _lay_down(self) -> None:
        """What each term adds to each unit's score, in the very operations of BM25Okapi.get_scores."""
        self._seen: dict[int, Posted] = {}  # the postings of terms asked for so far
        counts = np.diff(self._starts)
        idf = np.fromiter(self.idf.values(), np.float64, len(self.idf))
        lengths = self.k1 * (1 - self.b + self.b * np.array(self.doc_len) / self.avgdl)
        self._added: Floats = self._frequency * (self.k1 + 1) / (self._frequency + lengths[self._places])
        self._added *= np.repeat(idf, counts)
        del self._frequency
        self._table: Floats | None = None
        if len(counts) * self.corpus_size <= _TABLE:
            self._table = np.zeros((len(counts), self.corpus_size))
            self._table[np.repeat(np.arange(len(counts)), counts), self._places] = self._added
        self._rows: dict[int, Floats] = {}
        if self._table is None and self.corpus_size <= _LONGEST_ROW:
            for number in np.flatnonzero(counts * _ROW > self.corpus_size).tolist():
                places, added = self._posted(number)
                self._rows[number] = np.zeros(self.corpus_size)
                self._rows[number][places] = added
        self._boards: list[Floats] = []  # all zero: one is taken for each query and given back

    def get_scores(self, query: Sequence[str]) -> Floats:
        """The score of every unit, as BM25Okapi has it."""
        scores = np.zeros(self.corpus_size)
        for number in self._known(query):
            places, added = self._posted(number)
            np.add.at(scores, places, added)
        return scores

    def get_batch_scores(self, query: Sequence[str], doc_ids: Sequence[int]) -> list[float]:
        """The scores of some units, by their numbers."""
        scores: list[float] = self.get_scores(query)[np.asarray(doc_ids, np.int64)].tolist()
        return scores

    def top(self, query: Sequence[str], k: int) -> list[tuple[int, float]]:
        """The best ``k`` units that score above 0, with their scores; ties stand in the order of the units."""
        numbers = self._known(query)
        if not numbers or k <= 0:
            return []
        if self._table is not None:
            scores = np.add.reduce(self._table.take(numbers, axis=0))
            met = (scores > 0).nonzero()[0]
            return _best(met, scores.take(met), k, k)
        return self._best_of_postings(numbers, k)

    def postings(self, token: str) -> tuple[list[int], list[float]]:
        """The units with ``token``, in order, and what it adds to the score of each."""
        number = self._numbers.get(token)
        if number is None:
            return [], []
        places, added = self._posted(number)
        return places.tolist(), added.tolist()

    def _known(self, query: Sequence[str]) -> list[int]:
        known = self._numbers
        return [known[token] for token in query if token in known]

    def _posted(self, number: int) -> Posted:
        posted = self._seen.get(number)
        if posted is None:
            here = slice(self._starts[number], self._starts[number + 1])
            posted = self._seen[number] = (self._places[here], self._added[here])
        return posted

    def _best_of_postings(self, numbers: Sequence[int], k: int) -> list[tuple[int, float]]:
        try:
            board = self._boards.pop()
        except IndexError:  # each other thread has one
            board = np.zeros(self.corpus_size)
        posted = [self._posted(number) for number in numbers]
        for number, (places, added) in zip(numbers, posted, strict=True):
            row = self._rows.get(number)
            if row is None:
                _add_at(board, places, added)
            else:
                board += row
        lengths = [len(places) for places, _ in posted]
        enough = [length for length in lengths if length >= k]
        bound = _LEAST
        if enough:
            sample = posted[lengths.index(min(enough))][0]
            bound = max(_kth(board.take(sample[:_SAMPLE]), k), _LEAST)
        if sum(lengths) * 4 < self.corpus_size:  # few: only they are looked at
            met = np.concatenate([places for places, _ in posted])
            scores = board.take(met)
            board[met] = 0.0
            good = scores >= bound
            met, scores = met.compress(good), scores.compress(good)
            most = k * len(posted)  # a unit is met once a term at most
        else:
            met = (board >= bound).nonzero()[0]
            scores = board.take(met)
            board.fill(0.0)
            most = k
        self._boards.append(board)
        return _best(met, scores, k, most)


def _kth(scores: Floats, k: int) -> float:
    """The ``k``-th best of at least ``k`` scores."""
    scores.partition(len(scores) - k)
    return float(scores[len(scores) - k])


def _best(places: Places, scores: Floats, k: int, most: int) -> list[tuple[int, float]]:
    """The best ``k`` of ``places`` by their ``scores``, ties in the order of the places.

    A place may stand there several times: ``most`` of the entries are sure to hold ``k`` different ones.
    """
    if len(scores) > 2 * most:
        kept = scores >= _kth(scores.copy(), most)
        places, scores = places.compress(kept), scores.compress(kept)
    order = np.lexsort((places, -scores))[:most]
    ranked = zip(places.take(order).tolist(), scores.take(order).tolist(), strict=True)
    return list(ranked) if most == k else list(dict.fromkeys(ranked))[:k]
