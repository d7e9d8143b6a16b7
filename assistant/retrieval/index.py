"""What of a corpus is searched: the units, the fields of their words, and where each word stands.

Made once for a corpus (jieba cuts, rank-bm25 weighs) and kept as flat arrays, so that it is read back in milliseconds.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.documents.clause import Clause
from assistant.documents.corpus import Corpus
from assistant.language.segment import Word
from assistant.retrieval.arrays import Arrays, packed_words
from assistant.retrieval.asked import Asked
from assistant.retrieval.field import Field
from assistant.retrieval.question import QuestionReader

if TYPE_CHECKING:
    from assistant.rules.benefit import Benefit

# The words of a unit's text; of its title, its chapters' titles and its benefits' names; of how people ask for it.
# Pairs are neighbouring characters.
FIELDS = ("text", "text_pairs", "titles", "asked", "asked_pairs")
# Phrasings are counted, not read: each more that has a word is more evidence, and many are no verbosity.
_COUNTED = {"k1": 3.0, "b": 0.1}


class ClauseIndex:
    """The units of a corpus in their order, and the fields of their words.

    ``grantees``: for each unit the kinds of applicant that its benefits are for; ``terms``: the frequencies that the
    terms of the field got in the segmenter.
    """

    def __init__(
        self,
        units: Sequence[Clause],
        fields: Mapping[str, Field],
        placed: Arrays,
        grantees: Sequence[frozenset[str]],
        terms: dict[str, int],
    ) -> None:
        self.units, self.fields, self.grantees, self.terms = units, fields, grantees, terms
        self._placed = placed

    def words(self, unit: int) -> Iterator[Word]:
        """The words of a unit's text with their places."""
        tokens: Sequence[str] = self._placed["tokens"]
        begins = self._placed["begins"]
        for i in range(begins[unit], begins[unit + 1]):
            yield Word(tokens[self._placed["words"][i]], self._placed["starts"][i], self._placed["ends"][i])

    def arrays(self) -> Arrays:
        """Everything but the units, to be kept."""
        kept: Arrays = {f"placed.{name}": values for name, values in self._placed.items()}
        kept["grantees"] = [" ".join(sorted(kinds)) for kinds in self.grantees]
        kept["terms"] = list(self.terms)
        kept["frequencies"] = array("Q", self.terms.values())
        for name, field in self.fields.items():
            parts = zip(("tokens", "starts", "units", "added"), field.parts, strict=True)
            kept.update({f"{name}.{part}": values for part, values in parts})
        return kept


def searched_units(corpus: Corpus) -> list[Clause]:
    """The units that can be found: no single paragraphs, no titles of documents."""
    return [u for d in corpus.documents.values() for u in d.units() if u.text or u.title]


def make_index(
    corpus: Corpus, reader: QuestionReader, asked: Mapping[str, Asked], benefits: Sequence[Benefit]
) -> ClauseIndex:
    """The index of a corpus, of what people say when they ask for its units, and of the benefits that these grant."""
    granted: dict[str, list[Benefit]] = {}
    for benefit in benefits:
        granted.setdefault(corpus.clause(benefit.clause).unit, []).append(benefit)
    units = searched_units(corpus)
    texts = [unit.text or unit.title or "" for unit in units]
    titles = ["，".join(_titles(corpus, unit, granted.get(unit.id, ()))) for unit in units]
    phrasings = ["，".join(asked[unit.id].phrasings) if unit.id in asked else "" for unit in units]
    tokens, pairs = reader.tokens, reader.pairs
    by_name = {
        "text": [tokens(text) for text in texts],
        "text_pairs": [pairs(text) for text in texts],
        "titles": [tokens(title) for title in titles],
        "asked": [tokens(said) for said in phrasings],
        "asked_pairs": [pairs(said) for said in phrasings],
    }
    placed = packed_words([reader.words(unit.text) for unit in units])
    grantees = [frozenset(kind for b in granted.get(unit.id, ()) for kind in b.applicants) for unit in units]
    fields = {name: Field.of(by_name[name], **(_COUNTED if name.startswith("asked") else {})) for name in FIELDS}
    return ClauseIndex(units, fields, placed, grantees, reader.terms)


def _titles(corpus: Corpus, unit: Clause, benefits: Iterable[Benefit]) -> Iterator[str]:
    """What stands above a unit, and what it grants."""
    yield from (title for parent in unit.parents if (title := corpus.clauses[parent].title))
    if unit.title:
        yield unit.title
    yield from (benefit.name for benefit in benefits)


def kept_index(corpus: Corpus, kept: Arrays) -> ClauseIndex:
    """An index as it was kept for this very corpus."""
    units = searched_units(corpus)
    fields = {
        name: Field(len(units), tuple(kept[f"{name}.{part}"] for part in ("tokens", "starts", "units", "added")))
        for name in FIELDS
    }
    placed = {name.removeprefix("placed."): values for name, values in kept.items() if name.startswith("placed.")}
    grantees = [frozenset(kinds.split()) for kinds in kept["grantees"]]
    return ClauseIndex(units, fields, placed, grantees, known_terms(kept))


def known_terms(kept: Arrays) -> dict[str, int]:
    """The terms of the field and their frequencies, as they were kept."""
    return dict(zip(kept["terms"], kept["frequencies"], strict=True))
