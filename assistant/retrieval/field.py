"""One field of the index (the words of the text, of the titles, pairs of characters…): what a token adds to each unit.

The numbers are those of Okapi BM25 (``okapi.py``), laid out flat so that they are read from disk in no time; asking
needs neither numpy nor rank-bm25.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence

Parts = tuple[Sequence[str], "array[int]", "array[int]", "array[float]"]


class Field:
    """The tokens of every indexed unit.

    ``parts``: the tokens; where the postings of each begin, with the end of the last; the units of the postings, and
    what each adds to the unit's score.
    """

    def __init__(self, size: int, parts: Parts) -> None:
        tokens, self._starts, self._units, self._added = parts
        self.size = size
        self._number = {token: number for number, token in enumerate(tokens)}

    @classmethod
    def of(cls, units: Sequence[Sequence[str]], k1: float = 1.5, b: float = 0.75) -> Field:
        """The field of these units' tokens, with BM25's constants; it may be empty (a corpus without phrasings)."""
        starts, places, added = array("I", [0]), array("I"), array("d")
        if not any(units):
            return cls(len(units), ((), starts, places, added))
        from assistant.retrieval.okapi import Okapi

        okapi = Okapi(units, k1, b)
        for token in okapi.idf:
            here, adds = okapi.postings(token)
            places.extend(here)
            added.extend(adds)
            starts.append(len(places))
        return cls(len(units), (tuple(okapi.idf), starts, places, added))

    @property
    def parts(self) -> Parts:
        """What the field is made of."""
        return list(self._number), self._starts, self._units, self._added

    @property
    def vocabulary(self) -> Iterable[str]:
        """Every token of the field."""
        return self._number

    def units_with(self, token: str) -> Sequence[int]:
        """The numbers of the units that have this token, in order."""
        number = self._number.get(token)
        return () if number is None else self._units[self._starts[number] : self._starts[number + 1]]

    def add_scores(self, terms: Mapping[str, float], weight: float, scores: list[float]) -> None:
        """Add to the score of each unit: BM25 of each term times its weight, times the field's."""
        for term, worth in terms.items():
            number = self._number.get(term)
            if number is not None:
                start, end = self._starts[number], self._starts[number + 1]
                factor = worth * weight
                for unit, added in zip(self._units[start:end], self._added[start:end], strict=True):
                    scores[unit] += factor * added
