"""What a quotation leaves unsaid: restrictions of its clause that it cuts off, other documents that may override it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from assistant.citations.folding import bare, bare_with_offsets
from assistant.citations.quotations import Quotation
from assistant.citations.words import CitingWords, either
from assistant.documents.clause import Clause
from assistant.documents.corpus import Corpus
from assistant.rules.benefit import Benefit

REPEATED = 85.0  # per cent: restricting words that the quotation has in nearly these words are not left out


@dataclass(frozen=True, slots=True)
class Omission:
    """Restricting words of a clause that the text doesn't repeat; ``excludes``: of who gets it, not of how much."""

    clause: str
    text: str
    excludes: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """What another clause says that may override or contradict the one quoted; for people."""

    text: str
    clauses: tuple[str, ...]


class Silences:
    """Knows the restrictions and the conflicts of each clause."""

    def __init__(self, corpus: Corpus, words: CitingWords, benefits: Sequence[Benefit]) -> None:
        self.corpus, self.benefits, self.words = corpus, benefits, words
        opening = either(words.restricting)
        self._restriction = re.compile(
            rf"[(（][^()（）]*?(?:{opening})[^()（）]*[)）]"
            rf"|(?:{opening})[^，。；,;（）()\n]{{1,60}}|[^，。；,;\n]{{2,40}}(?:除外|另有规定)"
        )
        self._conflicts = list(self._noted())

    def omissions(self, text: str, quotation: Quotation, said: str) -> Iterator[Omission]:
        """Restrictions of the quoted paragraph, and of the benefits that rest on it, that the text leaves out.

        ``said``: the whole text in the spelling in which words are compared.
        """
        clause = self.corpus.clause(quotation.clause or "")
        quoted = bare(text[quotation.start : quotation.end])
        seen: list[str] = []
        for where, words in [*self._restricting(clause, quoted), *self._of_benefits(clause)]:
            plain = bare(words).strip("()")
            known = plain in said or any(plain in other or other in plain for other in seen)
            if not known and (quotation.status == "verbatim" or fuzz.partial_ratio(plain, quoted) < REPEATED):
                seen.append(plain)
                excludes = any(word in plain for word in self.words.excluding)
                yield Omission(where, words.strip("（）()"), excludes)

    def _restricting(self, clause: Clause, quoted: str) -> Iterator[tuple[str, str]]:
        """From the sentence of the clause that the words quoted begin in, to the end of the paragraph."""
        printed, at = bare_with_offsets(clause.text)
        found = printed.find(quoted[:8])
        begin = at[found] if found >= 0 else 0
        sentence = clause.text.rfind("。", 0, begin) + 1
        for restriction in self._restriction.finditer(clause.text, sentence):
            yield clause.id, restriction[0]

    def _of_benefits(self, clause: Clause) -> Iterator[tuple[str, str]]:
        """What excludes a benefit whose amount stands in this paragraph, wherever the document says so."""
        for benefit in self.benefits:
            if any(grounds.clause == clause.id for grounds in benefit.pays_grounds):
                for exclusion in benefit.excludes:
                    yield exclusion.grounds.clause, exclusion.grounds.quote

    def conflicts(self, quotation: Quotation, as_of: dt.date) -> Iterator[Conflict]:
        """What the rules note as a conflict of the clause with another one, from its day on."""
        clause = self.corpus.clause(quotation.clause or "")
        for conflict, begins in self._conflicts:
            about = clause.id in conflict.clauses or clause.unit in conflict.clauses
            if about and (begins is None or begins <= as_of):
                yield conflict

    def _noted(self) -> Iterator[tuple[Conflict, dt.date | None]]:
        seen: set[str] = set()
        for benefit in self.benefits:
            for note in benefit.notes:
                if note.kind == "conflict" and note.text not in seen:
                    seen.add(note.text)
                    ids = (c if "#" in c else f"{benefit.document}#{c}" for c in note.clauses)
                    yield Conflict(note.text, tuple(ids)), note.from_
