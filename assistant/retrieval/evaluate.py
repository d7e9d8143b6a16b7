"""How well search does on questions whose answers are known, beside plain rank-bm25 over jieba's words in the same run.

A line of the file is ``{"kind", "query", "relevant": {unit: 2 answers | 1 helps}, "as_of"}``; without ``relevant``
nothing in the corpus answers. Recall@5: the share of the answering units among the first five; MRR@10: one over the
place of the first of them; nDCG@10 (Järvelin and Kekäläinen 2002) with gains 3 and 1.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from assistant.documents.corpus import Corpus
from assistant.documents.formats import read_document
from assistant.facts.calendar import BadDay, read_day
from assistant.request import RequestError, json_object
from assistant.retrieval.index import searched_units

Json = dict[str, Any]
DEPTH, FIRST = 10, 5
ALL, OFF_TOPIC = "all", "off_topic"

Ask = Callable[[str, dt.date | None], tuple[list[str], bool]]  # a question and its day; units best first, confident


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question and the units that answer (2) or help (1); none where nothing does."""

    kind: str
    query: str
    relevant: Mapping[str, int]
    as_of: dt.date | None

    @property
    def answers(self) -> set[str]:
        """The units wanted."""
        return {unit for unit, grade in self.relevant.items() if grade == 2} or set(self.relevant)


@dataclass(frozen=True, slots=True)
class Marks:
    """How well one ranking does for one question."""

    recall: float
    reciprocal_rank: float
    gain: float


def read_questions(path: Path, corpus: Corpus) -> list[JudgedQuestion]:
    """The questions of a file. Raises RequestError with the line that is wrong."""
    return list(_questions(path, corpus))


def _questions(path: Path, corpus: Corpus) -> Iterator[JudgedQuestion]:
    units = {unit.id for unit in searched_units(corpus)}
    for number, line in enumerate(read_document(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json_object(line)
        except RequestError as problem:
            raise RequestError("bad_questions", f"{path}，第 {number} 行：{problem}") from None
        query, relevant, as_of = row.get("query"), row.get("relevant", {}), row.get("as_of")
        if not isinstance(query, str) or not isinstance(relevant, dict) or not isinstance(as_of, str | None):
            raise RequestError(
                "bad_questions", f"{path}，第 {number} 行：要有 query（文字）和 relevant（条款: 1 或 2）。"
            )
        for unit, grade in relevant.items():
            if unit not in units or type(grade) is not int or grade not in (1, 2):
                raise RequestError("bad_questions", f"{path}，第 {number} 行：没有条款“{unit}”，或分值不是 1 或 2。")
        kind = row.get("kind", "question") if relevant else OFF_TOPIC
        try:
            day = read_day(as_of) if as_of else None
        except BadDay as problem:
            raise RequestError("bad_questions", f"{path}，第 {number} 行：{problem}") from None
        if not isinstance(kind, str) or (relevant and kind in (ALL, OFF_TOPIC)):
            raise RequestError("bad_questions", f"{path}，第 {number} 行：kind 应是文字，且不是 {ALL} 或 {OFF_TOPIC}。")
        yield JudgedQuestion(kind, query, relevant, day)


def marks(ranked: Sequence[str], question: JudgedQuestion) -> Marks:
    """The marks of a ranking of units, best first."""
    wanted, gains = question.answers, question.relevant
    recall = len(wanted & set(ranked[:FIRST])) / min(len(wanted), FIRST)
    rank = next((place for place, unit in enumerate(ranked[:DEPTH], start=1) if unit in wanted), None)
    best = sorted(gains.values(), reverse=True)[:DEPTH]
    gain = _discounted(gains.get(unit, 0) for unit in ranked[:DEPTH]) / _discounted(best)
    return Marks(recall, 0.0 if rank is None else 1 / rank, gain)


def _discounted(grades: Iterable[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, start=1))


def evaluate(questions: Sequence[JudgedQuestion], ask: Ask, corpus: Corpus) -> Json:
    """Recall@5, MRR@10 and nDCG@10 by kind of question, ours and plain BM25's; how many were answered, or refused."""
    plain = plain_bm25(corpus)
    by_kind: dict[str, list[tuple[Marks, Marks, bool]]] = {}
    refused: list[bool] = []
    for question in questions:
        ranked, confident = ask(question.query, question.as_of)
        if not question.relevant:
            refused.append(not confident)
            continue
        both = (marks(ranked, question), marks(plain(question.query), question), confident)
        for kind in (question.kind, ALL):
            by_kind.setdefault(kind, []).append(both)
    kinds = {kind: _means(rows) for kind, rows in sorted(by_kind.items())}
    return {
        "questions": len(questions),
        "kinds": kinds,
        "off_topic": {"questions": len(refused), "refused": round(fmean(refused), 4) if refused else None},
    }


def mean_marks(of: Sequence[Marks]) -> Json:
    """The means of at least one question's marks, to four places."""
    return {
        "recall_at_5": round(fmean(m.recall for m in of), 4),
        "mrr_at_10": round(fmean(m.reciprocal_rank for m in of), 4),
        "ndcg_at_10": round(fmean(m.gain for m in of), 4),
    }


def _means(rows: Sequence[tuple[Marks, Marks, bool]]) -> Json:
    ours, theirs, sure = zip(*rows, strict=True)
    confident, plain = round(fmean(sure), 4), mean_marks(theirs)
    return {"questions": len(rows), **mean_marks(ours), "confident": confident, "plain_bm25": plain}


def plain_bm25(corpus: Corpus) -> Callable[[str], list[str]]:
    """The yardstick: rank-bm25 over the words that jieba cuts with its own dictionary, nothing besides."""
    from assistant.language.dictionary import Dictionary, empty_tokenizer
    from assistant.retrieval.okapi import Okapi

    tokenizer = empty_tokenizer()
    dictionary = Dictionary(tokenizer)

    def words(text: str) -> list[str]:
        dictionary.load(text)
        cut: list[str] = tokenizer.lcut(text)
        return cut

    units = [unit for unit in searched_units(corpus) if unit.text]
    okapi = Okapi([words(unit.text) for unit in units])
    return lambda query: [units[place].id for place, _ in okapi.top(words(query), DEPTH)]
