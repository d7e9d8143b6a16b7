"""Search: the clauses that answer a question, ranked, with the words found in them and whether they are an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.documents.clause import Clause
from assistant.documents.corpus import Corpus
from assistant.documents.metadata import CITY
from assistant.language.segment import Word, normalise
from assistant.retrieval.confidence import Outside, Signals, signals
from assistant.retrieval.index import ClauseIndex
from assistant.retrieval.question import Question, QuestionReader, Weights
from assistant.retrieval.ranking import load_ranking
from assistant.retrieval.related import Related

_QUOTATION = 10  # so many characters in a row as a clause has them are a quotation of it
_QUOTABLE = 10  # which is among so many best ones
_BEST = 3  # one of so many hits tells the matter that is compared


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause found. ``highlights``: the stretches ``(start, end)`` of its text with words of the question, or with
    what the documents call them; in order, without overlaps."""

    clause: Clause
    score: float
    highlights: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """The hits, best first. Not ``confident``: they are the nearest clauses, but nothing in the corpus answers.

    ``own_pairs``: the neighbouring characters of what is asked; ``corrected``: the question, where misspellings were
    put right in it; ``unwritten``: words, document numbers and clause numbers asked about that no document has;
    ``without``: districts named, where it is another's clause that is nearest.
    """

    query: str
    tokens: tuple[str, ...]
    confident: bool
    hits: tuple[Hit, ...]
    own_pairs: tuple[str, ...]
    corrected: str | None
    unwritten: tuple[str, ...]
    without: tuple[str, ...]


class ClauseSearch:
    """Answers from one index. ``reader`` must be the one that read the units. Raises CorpusError."""

    def __init__(self, corpus: Corpus, folder: Path, reader: QuestionReader, index: ClauseIndex, related: Related):
        self.corpus, self.reader, self.related = corpus, reader, related
        self.index = index
        self.ranking = load_ranking(folder)
        self._plain_texts: dict[int, str] = {}
        self._outside = Outside(folder / "words" / "outside.tsv")
        self._territory = [corpus.documents[unit.document].metadata.territory for unit in index.units]
        reader.learn(token for token in index.fields["text"].vocabulary if len(token) > 1)

    def search(
        self,
        query: str,
        limit: int,
        as_of: dt.date,
        district: str | None = None,
        documents: Sequence[str] | None = None,
        asker: Mapping[str, object] | None = None,
    ) -> SearchAnswer:
        """The best ``limit`` clauses for ``query`` on the day ``as_of``.

        ``district`` keeps that district's documents and the city's; ``documents`` keeps those named; ``asker``: facts
        known of who asks, which break ties. Only the first ``LONGEST_QUESTION`` characters of a query are read. Raises
        ValueError (one Chinese sentence) for a district or document that doesn't exist.
        """
        kept = self._kept(district, documents)
        question = self.reader.read(query)
        scores = self.scores(question, as_of, asker or {})
        ranked = sorted(
            (i for i, unit in enumerate(self.index.units) if scores[i] > 0 and unit.document in kept),
            key=lambda i: (-scores[i], i),
        )
        if question.frame.compares:
            ranked = self._side_by_side(ranked, question.frame.districts)
        foreign, without = self._foreign(question), self._without(question, ranked)
        words = question.terms.keys()
        hits: list[Hit] = []
        for i in ranked[: max(limit, 0)]:
            score = min(scores[i], hits[-1].score) if hits else scores[i]
            hits.append(Hit(self.index.units[i], score, _highlights(self.index.words(i), words)))
        return SearchAnswer(
            query,
            question.tokens,
            not foreign and self._is_answer(question, scores, ranked, without),
            tuple(hits),
            tuple(question.own_pairs),
            question.text if question.corrected else None,
            tuple(dict.fromkeys((*question.unwritten, *foreign))),
            without,
        )

    def highlights(self, query: str, text: str) -> tuple[tuple[int, int], ...]:
        """The stretches of a clause's text with words of a question, whether or not the clause would be found."""
        return _highlights(self.reader.words(text), self.reader.read(query).terms.keys())

    def place_outside(self, query: str) -> str | None:
        """A place outside the city that the question is about, if it is about one."""
        return next(self._outside.places(self.reader.read(query)), None)

    def scores(self, question: Question, as_of: dt.date, asker: Mapping[str, object]) -> list[float]:
        """The score of every unit; 0 where nothing of the question stands in it, or nothing is asked."""
        scores = [0.0] * len(self.index.units)
        for name, weight in self.ranking.fields.items():
            if weight and question.terms:
                self.index.fields[name].add_scores(terms_for(name, question), weight, scores)
        factors = self.factors(question, as_of, asker)
        scores = [round(score * factor, 6) for score, factor in zip(scores, factors, strict=True)]
        return self._pointed_to(question, self._quoted(question, scores))

    def factors(self, question: Question, as_of: dt.date, asker: Mapping[str, object]) -> list[float]:
        """By how much each unit counts besides its words: its standing on the day, and the frame of the question."""
        context, districts = self.ranking.context, question.frame.districts
        status = {d: context.legal_status[self.corpus.legal_status(d, as_of)] for d in self.corpus.documents}
        home, applicant = asker.get("hukou_district") or asker.get("district"), asker.get("applicant")
        factors = []
        for i, unit in enumerate(self.index.units):
            factor = status[unit.document]
            factor *= 1.0 if unit.text else context.heading
            factor *= context.frame if unit.path.startswith(("preamble", "annex")) else 1.0
            territory = self._territory[i]
            if districts and territory not in districts:
                factor *= context.city if territory == CITY else context.other_district
            elif home and not districts and territory not in (home, CITY):
                factor *= context.not_theirs
            grantees = self.index.grantees[i]
            factor *= context.not_theirs if applicant and grantees and applicant not in grantees else 1.0
            factors.append(factor)
        return factors

    def signals(self, question: Question, scores: Sequence[float], best: int) -> Signals:
        """What speaks for a unit as an answer."""
        return signals(question, scores[best], best, len(set(self._outside.named(question))), self.index.fields)

    def _is_answer(
        self, question: Question, scores: Sequence[float], ranked: Sequence[int], without: Collection[str]
    ) -> bool:
        frame = question.frame
        if not ranked or frame.unknown:
            return False
        best = self.index.units[ranked[0]]
        if best.id in frame.clauses or best.document in frame.documents:
            return True
        if without:
            return False  # another district's law is no answer, however near its words
        return self.signals(question, scores, ranked[0]).points(self.ranking.confidence) >= 0

    def _foreign(self, question: Question) -> tuple[str, ...]:
        """The bare word that is all of the question, if no document has it, nor anything that it is called there."""
        bare = question.bare_word
        if bare is None:
            return ()
        known = (self.index.fields[name] for name in ("text", "titles"))
        written = any(field.units_with(token) for field in known for token in (*bare.answers, *bare.parts))
        return () if written else (bare.word,)

    def _without(self, question: Question, ranked: Sequence[int]) -> tuple[str, ...]:
        """The districts named, where it is another district's clause that is nearest."""
        districts = question.frame.districts
        if not ranked or not districts or self._territory[ranked[0]] in {*districts, CITY}:
            return ()
        return tuple(sorted(districts))

    def _quoted(self, question: Question, scores: list[float]) -> list[float]:
        """Clauses of which the question has so many characters in a row that it quotes them come first."""
        text = question.text
        runs = [text[i : i + _QUOTATION] for i in range(len(text) - _QUOTATION + 1)]
        runs = [run for run in runs if run.isalnum()]
        if not runs:
            return scores
        best = sorted(range(len(scores)), key=lambda i: -scores[i])[:_QUOTABLE]
        quoted = [i for i in best if any(run in self._plain(i) for run in runs)]
        if len(quoted) <= _BEST:  # more have it: a phrase of the field, not a quotation
            most = max(scores)
            for i in quoted:
                scores[i] += most
        return scores

    def _plain(self, unit: int) -> str:
        if unit not in self._plain_texts:
            self._plain_texts[unit] = normalise(self.index.units[unit].text).text
        return self._plain_texts[unit]

    def _pointed_to(self, question: Question, scores: list[float]) -> list[float]:
        """Clauses pointed to by their labels stand before all others, documents by their number before other ones."""
        frame = question.frame
        if not frame.clauses and not frame.documents:
            return scores
        most = max(scores) + 1.0
        for i, unit in enumerate(self.index.units):
            if unit.id in frame.clauses:
                scores[i] += 2 * most
            elif unit.document in frame.documents and not frame.clauses:
                scores[i] += most if scores[i] or unit.path == "preamble" else 0.0
        return scores

    def _side_by_side(self, ranked: list[int], districts: Collection[str]) -> list[int]:
        """The clauses of the districts on the matter of the best one first, where it is one that districts share."""
        place = {self.index.units[i].id: n for n, i in enumerate(ranked)}
        group = next(
            (g for i in ranked[:_BEST] if (g := self.related.comparable(self.index.units[i].id))), frozenset[str]()
        )
        first = [ranked[n] for n in sorted(place[clause] for clause in group if clause in place)]
        if len(districts) > 1:
            first = [i for i in first if self._territory[i] in districts]
        return [*first, *(i for i in ranked if i not in first)]

    def _kept(self, district: str | None, documents: Sequence[str] | None) -> set[str]:
        kept = dict(self.corpus.documents)
        if district is not None:
            district = self.reader.districts.get(district.removesuffix("区"), district)  # 西城, 西城区
            if district != CITY and district not in self.reader.districts.values():
                raise ValueError(f"没有代码为“{district[:40]}”的区，应为 xicheng、chaoyang 这样的拼音。")
            kept = {i: d for i, d in kept.items() if d.metadata.territory in (district, CITY)}
        for document in documents or ():
            if document not in self.corpus.documents:
                raise ValueError(f"没有编号为“{document[:80]}”的文件，现有：{'、'.join(self.corpus.documents)}。")
        return set(kept) if documents is None else set(kept) & set(documents)


def terms_for(field: str, question: Question) -> Weights:
    """The tokens of a question that a field is asked for."""
    return question.pairs if field.endswith("_pairs") else question.terms


def _highlights(placed: Iterable[Word], words: Collection[str]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for word in placed:
        if word.text not in words:
            continue
        if merged and word.start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(word.end, merged[-1][1]))
        else:
            merged.append((word.start, word.end))
    return tuple(merged)
