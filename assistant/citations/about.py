"""Which unit a sentence that cites none is about: by the benefit, the district or the document that it names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from assistant.citations.districts import Districts
from assistant.citations.folding import fold
from assistant.citations.printed import PrintedFigures
from assistant.citations.resolve import Citation
from assistant.citations.roles import Told
from assistant.citations.surroundings import Surroundings
from assistant.citations.words import CitingWords

Find = Callable[[str, Sequence[str], dt.date], Sequence[tuple[str, float]]]
MOST_SENTENCES = 300  # of one text, that are looked up
LOOK_BACK = 300  # characters of a line before a sentence, in which a district is looked for
CLOSE = 0.75  # units whose score is so near the best one's may be meant as well


class Subjects:
    """What the sentences of texts are about. ``find``: the units that answer a sentence, best first."""

    def __init__(self, printed: PrintedFigures, words: CitingWords, districts: Districts, find: Find) -> None:
        self.printed, self._find, self._telling = printed, find, (*words.benefits, *words.paying)
        self._districts = districts
        self._documents: dict[str, list[str]] = {}
        for document in printed.corpus.documents.values():
            self._documents.setdefault(document.metadata.territory, []).append(document.id)

    def of(self, text: str, around: Surroundings, figures: Sequence[Told], as_of: dt.date) -> About:
        """The sentences of one text."""
        return About(self, text, around, figures, as_of)

    def documents_named(self, sentence: str, upto: str, before: str, document: str | None) -> tuple[str, ...]:
        """The documents a sentence speaks of: the one it names; with a benefit in it, those of its district or of the
        district named before in its line, or the only one that has a benefit of this name.
        """
        if document is not None:
            return (document,)
        if not any(word in sentence for word in self._telling):
            return ()
        named = self._districts.named_last
        territory = named(upto) or named(sentence) or named(before)
        if territory is not None:
            return tuple(self._documents.get(territory, ()))
        having = self.printed.documents_naming(set(self.printed.roles.nouns(fold(sentence))))
        return tuple(having) if len(having) == 1 else ()

    def best(
        self, text: str, sentence: str, documents: Sequence[str], figures: Sequence[Told], day: dt.date
    ) -> str | None:
        """Of the units that answer the sentence about equally well, the one that prints most of its figures."""
        ranked = self._find(sentence, documents, day)
        close = [unit for unit, score in ranked if score >= ranked[0][1] * CLOSE]

        def printed(unit: str) -> int:
            right = [told for told in figures if self.printed.against(text, told, [unit]).clause]
            return sum(2 if told.measure.kind == "money" else 1 for told in right)

        return max(close, key=printed, default=None)


class About:
    """The sentences of one text, each looked up once."""

    def __init__(
        self, subjects: Subjects, text: str, around: Surroundings, figures: Sequence[Told], as_of: dt.date
    ) -> None:
        self._subjects, self._text, self._around, self._as_of = subjects, text, around, as_of
        self._figures: dict[tuple[int, int], list[Told]] = {}
        for told in figures:
            self._figures.setdefault(told.measure.sentence, []).append(told)
        self._last: tuple[int, str | None] = (-1, None)  # the line of the unit meant last, and that unit
        self._found: dict[tuple[str, tuple[str, ...]], str | None] = {}

    def unit(self, told: Told, citation: Citation | None) -> str | None:
        """The unit meant; None where nothing says so. ``citation``: one of a document alone, in the same sentence."""
        begin, end = told.measure.sentence
        sentence = self._text[begin:end]
        before = self._text[max(self._around.line(begin), begin - LOOK_BACK) : begin]
        upto = self._text[begin : told.measure.start]
        document = citation.document if citation else None
        documents = self._subjects.documents_named(sentence, upto, before, document)
        line = self._around.line(begin)
        if not documents and self._last[0] == line:
            return self._last[1]
        key = (sentence, documents)
        if key not in self._found:
            figures = self._figures[begin, end]
            known = len(self._found) < MOST_SENTENCES and documents
            best = self._subjects.best(self._text, sentence, documents, figures, self._as_of) if known else None
            self._found[key] = best
        self._last = (line, self._found[key])
        return self._found[key]
