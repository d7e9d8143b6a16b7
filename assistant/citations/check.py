"""The citation check: what a text cites, quotes and states as figures, held against the corpus as of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.citations.about import Find
from assistant.citations.districts import Districts
from assistant.citations.figures import Figure, FigureChecker
from assistant.citations.folding import bare
from assistant.citations.locators import LocatorReader
from assistant.citations.named import Namer
from assistant.citations.quotations import Quotation, QuotationChecker
from assistant.citations.read import Reader
from assistant.citations.resolve import Citation, Resolver
from assistant.citations.silences import Conflict, Omission, Silences
from assistant.citations.surroundings import Surroundings
from assistant.citations.words import CitingWords
from assistant.documents.corpus import Corpus
from assistant.rules.benefit import Benefit


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a text, each kind left to right; offsets are code points of the text."""

    citations: tuple[Citation, ...]
    quotations: tuple[Quotation, ...]
    figures: tuple[Figure, ...]
    omissions: Mapping[Quotation, tuple[Omission, ...]]
    conflicts: Mapping[Quotation, tuple[Conflict, ...]]


class CitationChecker:
    """Checks texts against one corpus and the rules made from it."""

    def __init__(
        self,
        corpus: Corpus,
        words: CitingWords,
        benefits: Sequence[Benefit],
        districts: Districts,
        find: Find,
    ) -> None:
        """``find``: units that answer a sentence, best first."""
        self.corpus, self.words = corpus, words
        headings = [title for document in corpus.documents.values() for title in document.headings()]
        namer = Namer(corpus, words, districts)
        self.reader = Reader(namer, LocatorReader(words, headings))
        self.resolver = Resolver(corpus, namer)
        self.quotations = QuotationChecker(corpus, words, districts)
        self.figures = FigureChecker(corpus, words, benefits, districts, find)
        self.silences = Silences(corpus, words, benefits)

    def check(self, text: str, as_of: dt.date) -> Checked:
        """Everything that a text cites, quotes and states. ``as_of`` decides which conflicts there are."""
        citations = self.resolver.resolve(self.reader.read(text))
        around = Surroundings(text, citations, self.words)
        quotations = self.quotations.check(text, around)
        figures = self.figures.check(text, around, quotations, as_of)
        said = bare(text)
        return Checked(
            tuple(citations),
            tuple(quotations),
            tuple(figures),
            {q: tuple(self.silences.omissions(text, q, said)) for q in quotations if q.clause},
            {q: tuple(self.silences.conflicts(q, as_of)) for q in quotations if q.clause},
        )
