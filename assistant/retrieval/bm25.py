"""One field of the index (the words of the text, of the titles, pairs of characters…) ranked by Okapi BM25."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Field:
    """The tokens of every indexed unit. ``rank_bm25.BM25Okapi`` scores; weights of the question's terms are ours."""

    def __init__(self, units: Sequence[Sequence[str]]) -> None:
        import numpy as np
        from rank_bm25 import BM25Okapi

        self._size = len(units)
        # BM25Okapi divides by the number of tokens; a field may be empty (no unit has a chapter).
        self._okapi = BM25Okapi([list(tokens) for tokens in units]) if any(units) else None
        self._nothing: NDArray[np.float64] = np.zeros(self._size)
        self._units_with: dict[str, list[int]] = {}
        for number, tokens in enumerate(units):
            for token in set(tokens):
                self._units_with.setdefault(token, []).append(number)

    def __contains__(self, token: object) -> bool:
        return token in self._units_with

    @property
    def vocabulary(self) -> Iterable[str]:
        """Every token of the field."""
        return self._units_with

    def units_with(self, token: str) -> Sequence[int]:
        """The numbers of the units that have this token."""
        return self._units_with.get(token, ())

    def rarity(self, token: str) -> float:
        """How telling a token is: 0 where every unit has it, the most where none has."""
        return math.log((self._size + 1) / (len(self.units_with(token)) + 1))

    def scores(self, terms: Mapping[str, float]) -> NDArray[np.float64]:
        """The score of each unit: BM25 of each term times its weight, summed."""
        total = self._nothing.copy()
        if self._okapi is not None:
            for term in sorted(terms.keys() & self._units_with.keys()):
                total += terms[term] * self._okapi.get_scores([term])
        return total
