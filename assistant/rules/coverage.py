"""Coverage: whatever in the documents grants something is quoted by a benefit, or listed with the reason why not.

What grants is defined once, as words (``corpus/coverage.yaml``): a clause that holds one of them grants something until
shown otherwise. Either benefits quote it, and then every further sentence in it that grants something too (its lead,
which is its title, apart) is quoted or listed; or it is listed as a whole: the granting word quoted, the grantee named
and the reason why no benefit stands on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field

from assistant.authored import Authored, AuthoredFile, CorpusError
from assistant.documents.clause import Clause
from assistant.documents.corpus import Corpus, UnknownClause
from assistant.rules.amount_kinds import LONGEST_QUOTE
from assistant.rules.assess import Rulebook
from assistant.rules.benefit import Benefit
from assistant.rules.grounding import NotGrounded, is_printed, locate, printed_quantities
from assistant.rules.logic import Grounds

Json = dict[str, Any]
_SENTENCE = re.compile(r"[^。；;\n]+[。；;\n]?")


class ListedSpec(Authored):
    """A granting sentence on which no benefit stands: its words, the granting word in them, to whom, and why."""

    clause: str
    quote: str = Field(min_length=2, max_length=LONGEST_QUOTE)
    word: str
    to: str
    reason: str


class CoverageFile(Authored):
    """``corpus/coverage.yaml``."""

    words: list[str] = Field(min_length=1)
    listed: list[ListedSpec]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that grants something: the words that say so, the benefits that quote it, or why none does.

    ``listed`` is the sentence's own entry, or the clause's where no benefit quotes anything of it.
    """

    clause: str
    text: str
    words: tuple[str, ...]
    benefits: tuple[str, ...]
    listed: ListedSpec | None

    @property
    def covered(self) -> bool:
        """Whether the sentence is accounted for."""
        return bool(self.benefits) or self.listed is not None


@dataclass(frozen=True, slots=True)
class UnusedNumber:
    """A number in a benefit's quotation that its rule doesn't use, and why where the rule file says so."""

    benefit: str
    clause: str
    words: str
    quote: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every granting sentence, in document order, and the numbers quoted but not used."""

    sentences: tuple[Sentence, ...]
    unused: tuple[UnusedNumber, ...]

    @property
    def open(self) -> tuple[Sentence, ...]:
        """Sentences that nobody has accounted for."""
        return tuple(sentence for sentence in self.sentences if not sentence.covered)


def measure_coverage(folder: Path, rules: Rulebook) -> Coverage:
    """Hold the rules against the documents. Raises CorpusError where ``coverage.yaml`` is wrong."""
    file = AuthoredFile(folder / "coverage.yaml")
    content = file.validated(CoverageFile)
    listed = [
        (spec, _place(file, index, spec, content.words, rules.corpus)) for index, spec in enumerate(content.listed)
    ]
    quoted = [(benefit.id, grounds) for benefit in rules.benefits for grounds in benefit.grounds()]
    sentences: list[Sentence] = []
    for clause in _smallest(rules.corpus):
        whole = (clause, 0, len(clause.text))
        on_it = [(benefit, g) for benefit, g in quoted if _touches(rules.corpus, g, *whole)]
        entries = [(spec, g) for spec, g in listed if _touches(rules.corpus, g, *whole)]
        for start, text in _granting(clause, bool(on_it)):
            words = tuple(word for word in content.words if word in text)
            if words:
                here = (clause, start, start + len(text))
                benefits = dict.fromkeys(benefit for benefit, g in on_it if _touches(rules.corpus, g, *here))
                own = [spec for spec, g in entries if not on_it or _touches(rules.corpus, g, *here)]
                sentences.append(Sentence(clause.id, text.strip(), words, tuple(benefits), next(iter(own), None)))
    needed = {sentence.listed.quote for sentence in sentences if sentence.listed and not sentence.benefits}
    for index, (spec, _) in enumerate(listed):
        if spec.quote not in needed:
            raise file.error(f"“{spec.quote}”已经有待遇引用，或者同一条已经列过，请从 listed 里删掉。", "listed", index)
    unused = [number for benefit in rules.benefits for number in _unused(benefit)]
    return Coverage(tuple(sentences), tuple(dict.fromkeys(unused)))


def _place(file: AuthoredFile, index: int, spec: ListedSpec, words: list[str], corpus: Corpus) -> Grounds:
    try:
        if spec.word not in words or spec.word not in spec.quote:
            raise NotGrounded(f"word“{spec.word}”要在 words 里，也要在引文“{spec.quote}”里。")
        return locate(corpus, spec.clause, spec.quote)
    except (NotGrounded, UnknownClause) as problem:
        raise _refused(file, index, problem) from None


def _refused(file: AuthoredFile, index: int, problem: Exception) -> CorpusError:
    return file.error(str(problem), "listed", index)


def _smallest(corpus: Corpus) -> Iterator[Clause]:
    """The smallest citable clauses: paragraphs, or units that have one."""
    for clause in corpus.clauses.values():
        if clause.searchable and clause.text and not clause.paragraphs:
            yield clause


def _granting(clause: Clause, quoted: bool) -> Iterator[tuple[int, str]]:
    """The sentences of a clause; without its lead where benefits quote it: that is the title of what follows."""
    for found in _SENTENCE.finditer(clause.text):
        if not (quoted and clause.title and found.group().rstrip("。；;") == clause.title.rstrip("。；;")):
            yield found.start(), found.group()


def _touches(corpus: Corpus, grounds: Grounds, clause: Clause, start: int, end: int) -> bool:
    """Whether quoted words stand, in part, in a stretch of a clause (a unit's quotations in its paragraphs)."""
    at = grounds.start
    if grounds.clause != clause.id:
        if grounds.clause != clause.unit or clause.paragraph is None:
            return False
        at = clause.text.find(corpus.clause(grounds.clause).text[at : at + len(grounds.quote)])
    return at >= 0 and at < end and at + len(grounds.quote) > start


def _unused(benefit: Benefit) -> Iterator[UnusedNumber]:
    for grounds in benefit.grounds():
        for quantity in printed_quantities(grounds.quote):
            if not any(is_printed(number, quantity) for number in benefit.numbers):
                words = grounds.quote[quantity.start : quantity.end]
                reason = benefit.pays.unused.get(words)
                yield UnusedNumber(benefit.id, grounds.clause, words, grounds.quote, reason)


def coverage_json(coverage: Coverage, corpus: Corpus) -> Json:
    """Coverage for programs and for people: counts by document, what is open, what is listed and why."""
    return {
        "complete": not coverage.open,
        "documents": [
            {
                "document": document,
                **_counts([s for s in coverage.sentences if corpus.clause(s.clause).document == document]),
            }
            for document in corpus.documents
        ],
        "open": [{"clause": s.clause, "text": s.text, "words": list(s.words)} for s in coverage.open],
        "listed": [
            spec.model_dump() for spec in dict.fromkeys(s.listed for s in coverage.sentences) if spec is not None
        ],
        "unused_numbers": [
            {"benefit": n.benefit, "clause": n.clause, "words": n.words, "quote": n.quote, "reason": n.reason}
            for n in coverage.unused
        ],
    }


def _counts(sentences: list[Sentence]) -> Json:
    quoted = sum(bool(s.benefits) for s in sentences)
    still_open = sum(not s.covered for s in sentences)
    return {
        "sentences": len(sentences),
        "quoted": quoted,
        "listed": len(sentences) - quoted - still_open,
        "open": still_open,
    }
