"""Quotations of a text, held against the clauses: verbatim, altered (with the differences), or nowhere.

Words are compared without white space, width and the kind of quotation marks, and with nothing else left out of
account. An ellipsis stands for words left out: its parts must stand in their order in one clause.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq, Levenshtein

from assistant.citations.districts import Districts
from assistant.citations.folding import bare, bare_with_offsets
from assistant.citations.quotation_marks import LONGEST, quoted
from assistant.citations.resolve import Citation
from assistant.citations.surroundings import Surroundings
from assistant.citations.words import CitingWords, either
from assistant.documents.clause import Clause
from assistant.documents.corpus import Corpus
from assistant.documents.metadata import CITY

SHORTEST = 5  # characters
A_SENTENCE = 10  # so many characters say something, whatever they are
ALIKE = 62.0  # per cent of characters: from here on, words are another's words altered
ALIKE_ELSEWHERE = 74.0
CLEARLY_ALIKE = 85.0
BETTER = 15.0
CERTAIN = 95.0
MOST_ALIKE = 8
_EDGE = 2
_FRAME, _WIDEST = 4, 3  # characters at each end; a stretch more than so many times as long is no alteration
_ELLIPSIS = re.compile(r"…+|\.{3,}|⋯+|。{2,}")
_AMOUNT = re.compile(r"\d万?元|%")
_END_MARKS = ",。;:!?、"


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where words were changed: ``start:end`` in the text, what stands there, what the clause prints."""

    start: int
    end: int
    said: str
    printed: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation ``start:end`` (without its marks) and what it is."""

    start: int
    end: int
    status: Literal["verbatim", "altered", "not_found"]
    clause: str | None = None
    attributed_to: str | None = None
    differences: tuple[Difference, ...] = ()
    astray: bool = False  # put into the mouth of a document, or of a district, that doesn't say so


class QuotationChecker:
    """Checks quotations against one corpus."""

    def __init__(self, corpus: Corpus, words: CitingWords, districts: Districts) -> None:
        self.corpus, self.words = corpus, words
        self._defining = re.compile(rf"(?:{either(words.abbreviating)})(?:为|作)?\s?$")
        self._districts = districts
        self._bare = {c.id: bare(c.text or c.title or "") for c in corpus.clauses.values()}
        self._whole = [c for c in corpus.clauses.values() if c.paragraph is None]
        marked = (m for c in self._whole for m in re.findall("[“‘]([^“”‘’]{2,20})[”’]", c.text))
        self._terms = frozenset(bare(m) for m in marked)
        self._by_pair: dict[str, list[int]] = {}
        for number, clause in enumerate(self._whole):
            for pair in _pairs(self._bare[clause.id]):
                self._by_pair.setdefault(pair, []).append(number)

    def check(self, text: str, around: Surroundings) -> list[Quotation]:
        """Every quotation of the text that is put forward as a document's words."""
        found = []
        for start, end in quoted(text):
            names = around.holds(start - 1, end + 1)  # “西城2号文”第15条, its marks included
            if SHORTEST <= end - start <= LONGEST and not names and (one := self._checked(text, start, end, around)):
                found.append(one)
        return found

    def _checked(self, text: str, start: int, end: int, around: Surroundings) -> Quotation | None:
        words = bare(text[start:end])
        if len(words) < SHORTEST or self._is_term(words) or self._defining.search(text, max(0, start - 8), start - 1):
            return None
        citation, beside = around.of(start, end)
        targets = list(self.corpus.with_below(citation.clauses)) if citation else []
        document = citation.document if citation else None
        if clause := self._standing(words, targets, document):
            if targets:
                return Quotation(start, end, "verbatim", clause.id, _elsewhere(clause, targets))
            return self._placed(text, start, end, clause, citation if beside else None, around)
        reported = self._is_reported(text, start)
        clause, score = self._nearest(words, targets)
        if self._is_speech(words) and score < CLEARLY_ALIKE:
            return None
        short = len(words) < A_SENTENCE
        if clause is not None and (beside or reported or (score >= CLEARLY_ALIKE and not short)):
            differences = tuple(self._differences(text, start, end, clause))
            return Quotation(start, end, "altered", clause.id, _elsewhere(clause, targets), differences)
        claims = (beside and (citation is not None and citation.status != "outside_corpus")) or (reported and citation)
        if claims and (not short or (reported and self._claims(words))):
            return Quotation(start, end, "not_found", None, targets[0].id if targets else None)
        return None

    def _placed(
        self, text: str, start: int, end: int, clause: Clause, citation: Citation | None, around: Surroundings
    ) -> Quotation:
        """Verbatim words that no clause is cited for: whether the document or the district named is theirs."""
        if citation is not None and citation.status == "resolved" and citation.document != clause.document:
            return Quotation(start, end, "verbatim", clause.id, f"{citation.document}#title", astray=True)
        if citation is not None and citation.status == "outside_corpus":
            return Quotation(start, end, "verbatim", clause.id, astray=True)
        territory = self.corpus.documents[clause.document].metadata.territory
        named = self._districts.named_last(text[around.sentence(start)[0] : start])
        return Quotation(start, end, "verbatim", clause.id, astray=territory not in (named or territory, CITY))

    def _is_term(self, words: str) -> bool:
        """The name of a thing, not a sentence: printed in marks by a document, or without anything said of it."""
        if words in self._terms and len(words) < A_SENTENCE and not re.search(r"\d", words):
            return True
        says = re.search(r"[\d,;:。]", words) or self._claims(words)
        return not says and len(words) < A_SENTENCE

    def _claims(self, words: str) -> bool:
        return any(word in words for word in self.words.claiming) or re.search(r"\d", words) is not None

    def _is_speech(self, words: str) -> bool:
        return any(word in words for word in self.words.speaking)

    def _is_reported(self, text: str, start: int) -> bool:
        before = text[max(0, start - 9) : start - 1].rstrip("：:，, 的为是")
        return before.endswith(tuple(self.words.reporting))

    def _standing(self, words: str, targets: Sequence[Clause], document: str | None) -> Clause | None:
        """The clause that the words stand in: one of those cited, else one of its document, else any."""
        pieces = self._pieces(words)
        if not pieces:
            return None
        holding = self._holding(pieces[0])
        for clause in [*targets, *(c for c in holding if c.document == document), *holding]:
            if stands_in(pieces, self._bare[clause.id]):
                return next(
                    (p for i in clause.paragraphs if stands_in(pieces, self._bare[(p := self.corpus.clause(i)).id])),
                    clause,
                )
        return None

    def _holding(self, words: str) -> list[Clause]:
        """The clauses that may hold the words: those with their rarest pair of characters."""
        pairs = _pairs(words.rstrip(_END_MARKS))
        rarest: Sequence[int] = min((self._by_pair.get(pair, ()) for pair in pairs), key=len, default=())
        return [self._whole[number] for number in rarest]

    def _pieces(self, words: str) -> list[str]:
        return [piece for piece in _ELLIPSIS.split(words) if piece.strip(_END_MARKS)]

    def _nearest(self, words: str, targets: Sequence[Clause]) -> tuple[Clause | None, float]:
        """The clause that shares most with the words, where that is enough to call them its words altered."""
        cited = max(((self._likeness(words, c), c) for c in targets), key=lambda p: p[0], default=(0.0, None))
        cited_ids = {clause.id for clause in targets}
        others = [clause for clause in self._sharing(words) if clause.id not in cited_ids]
        best = max(((self._likeness(words, c), c) for c in others), key=lambda p: p[0], default=(0.0, None))
        if cited[1] is not None and cited[0] >= ALIKE and best[0] < cited[0] + BETTER:
            return self._paragraph(words, cited[1]), cited[0]
        if best[1] is not None and best[0] >= ALIKE_ELSEWHERE:
            return self._paragraph(words, best[1]), best[0]
        return None, max(cited[0], best[0])

    def _sharing(self, words: str) -> list[Clause]:
        """The few clauses that share most pairs of characters with the words: only they can be alike."""
        counts = Counter(number for pair in _pairs(words) for number in self._by_pair.get(pair, ()))
        return [self._whole[number] for number, _ in counts.most_common(MOST_ALIKE)]

    def _paragraph(self, words: str, clause: Clause) -> Clause:
        if not clause.paragraphs:
            return clause
        return max((self.corpus.clause(p) for p in clause.paragraphs), key=lambda c: self._likeness(words, c))

    def _likeness(self, words: str, clause: Clause) -> float:
        """How much of the words, in per cent, is the clause's, whether characters were changed, added or dropped."""
        printed = self._bare[clause.id]
        if not printed:
            return 0.0
        score = fuzz.ratio(words, printed) if len(words) > len(printed) else fuzz.partial_ratio(words, printed)
        if score < CERTAIN and (window := _framed(words, printed)):
            score = max(score, 100.0 * LCSseq.similarity(words, printed[slice(*window)]) / len(words))
        return score

    def _differences(self, text: str, start: int, end: int, clause: Clause) -> Iterator[Difference]:
        """Character by character, from the words said to the stretch of the clause that they stand for."""
        said, at = bare_with_offsets(text, start, end)
        said = said.rstrip(_END_MARKS) or said  # a closing mark may be the quoter's own
        printed, printed_at = bare_with_offsets(clause.text or clause.title or "")
        found = fuzz.partial_ratio_alignment(said, printed) if len(said) <= len(printed) else None
        first, last = (found.dest_start, found.dest_end) if found else (0, len(printed))
        if _frays(said, printed[first:last]):
            first, last = _framed(said, printed) or _trimmed(said, printed, first, last)
        window = printed[first:last]
        for code in Levenshtein.opcodes(said, window):
            if code.tag == "equal":
                continue
            behind = at[code.src_end - 1] + 1 if code.src_end > code.src_start else None
            here = at[code.src_start] if code.src_start < len(at) else end
            source = clause.text or clause.title or ""
            inner = [printed_at[first + i] for i in range(code.dest_start, code.dest_end)]
            shown = source[inner[0] : inner[-1] + 1] if inner else ""
            yield Difference(here, behind if behind is not None else here, text[here : behind or here], shown)


def _elsewhere(clause: Clause, targets: Sequence[Clause]) -> str | None:
    """The clause that words are wrongly attributed to; None where theirs is one of those cited, or none is."""
    within = any(target.id in (clause.id, clause.unit, *clause.parents) for target in targets)
    return None if within or not targets else targets[0].id


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def stands_in(pieces: Sequence[str], printed: str) -> bool:
    """Whether the pieces stand in the text in their order; the last one's closing mark may be the quoter's own.

    A cut that leaves out an amount and goes on to another one makes a sentence that nobody wrote.
    """
    position = 0
    for index, piece in enumerate(pieces):
        found = printed.find(piece, position)
        if found < 0 and index == len(pieces) - 1:
            piece = piece.rstrip(_END_MARKS)
            found = printed.find(piece, position) if piece else -1
        if found < 0 or (
            index and _AMOUNT.search(printed, position, found) and _AMOUNT.search("".join(pieces[index:]))
        ):
            return False
        position = found + len(piece)
    return True


def _frays(said: str, window: str) -> bool:
    """Whether words and window differ at an end: a sign that the window is the wrong stretch."""
    edits = [code for code in Levenshtein.opcodes(said, window) if code.tag != "equal"]
    return any(code.src_start < _EDGE or code.src_end > len(said) - _EDGE for code in edits)


def _trimmed(said: str, printed: str, first: int, last: int) -> tuple[int, int]:
    """The window without what it takes from the sentences before and behind: more said at an end replaces nothing."""
    codes = Levenshtein.opcodes(said, printed[first:last])
    alike = [code for code in codes if code.tag == "equal"]
    if not alike:
        return first, last
    begins, ends = alike[0].dest_start, alike[-1].dest_end
    head, tail = printed[first : first + begins], printed[first + ends : last]
    one_for_one = [alike[0].src_start == begins == 1, len(said) - alike[-1].src_end == len(tail) == 1]
    keep_head = one_for_one[0] and head not in _END_MARKS
    keep_tail = one_for_one[1] and tail not in _END_MARKS
    return (first if keep_head else first + begins), (last if keep_tail else first + ends)


def _framed(said: str, printed: str) -> tuple[int, int] | None:
    """The stretch of a clause that begins and ends as the words do: what was dropped or added shows between.

    An aligned window is as long as the words and so misses what they leave out.
    """
    head, tail = said[:_FRAME], said[-_FRAME:].rstrip(_END_MARKS) or said[-_FRAME:]
    first = printed.find(head)
    while first >= 0:
        end = printed.find(tail, first + len(head))
        if end >= 0 and end + len(tail) - first <= _WIDEST * len(said):
            return first, end + len(tail)
        first = printed.find(head, first + 1)
    return None
