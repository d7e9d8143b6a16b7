"""Finds the weights of the fields by cross-validation and prints them with their spread: ``make tune-search``.

The questions to learn from are ``questions.jsonl`` and ``persona_questions.jsonl`` of ``corpus/questions``; the frozen
sets are never read. In each of several splits the weights are climbed to on two thirds (one factor of one weight at a
time, as long as Recall@5 plus MRR@10 grows by more than noise) and marked on the third that was held out. They go into
``corpus/ranking.yaml``, by hand.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from statistics import fmean, median, stdev

import numpy as np
from numpy.typing import NDArray

from assistant.engine import Engine
from assistant.locations import corpus_folder
from assistant.retrieval.evaluate import DEPTH, JudgedQuestion, marks, read_questions
from assistant.retrieval.index import FIELDS
from assistant.retrieval.search import terms_for

DAY = dt.date(2026, 11, 20)
QUESTIONS = corpus_folder() / "questions"
SPLITS, FOLDS, ROUNDS = 4, 3, 3
FACTORS = (0.5, 0.75, 1.33, 2.0)
NOISE = 1e-3  # a smaller gain is no reason to move

Floats = NDArray[np.float64]
Case = tuple[JudgedQuestion, Floats]


def learnt_from(engine: Engine) -> list[JudgedQuestion]:
    """The questions to learn from that have an answer."""
    names = ("questions", "persona_questions")
    return [q for name in names for q in read_questions(QUESTIONS / f"{name}.jsonl", engine.corpus) if q.relevant]


def cases(engine: Engine, questions: Sequence[JudgedQuestion]) -> list[Case]:
    """Each question with the scores of every field (rows) for every unit (columns), its standing and frame counted."""
    search = engine.clause_search
    found = []
    for question in questions:
        read = search.reader.read(question.query)
        rows = []
        for name in FIELDS:
            scores = [0.0] * len(search.index.units)
            search.index.fields[name].add_scores(terms_for(name, read), 1.0, scores)
            rows.append(scores)
        found.append((question, np.array(rows) * np.array(search.factors(read, DAY, {}))))
    return found


def mark(weights: Floats, chosen: Sequence[Case], ids: Sequence[str]) -> tuple[float, float]:
    """Recall@5 and MRR@10."""
    found = []
    for question, scores in chosen:
        total = np.round(weights @ scores, 6)
        best = [i for i in np.lexsort((np.arange(len(ids)), -total))[:DEPTH] if total[i] > 0]
        found.append(marks([ids[i] for i in best], question))
    return fmean(m.recall for m in found), fmean(m.reciprocal_rank for m in found)


def climbed(weights: Floats, chosen: Sequence[Case], ids: Sequence[str]) -> Floats:
    """The weights to which single steps lead."""
    best = sum(mark(weights, chosen, ids))
    for _ in range(ROUNDS):
        moved = False
        for place in range(len(weights)):
            for factor in FACTORS:
                tried = weights.copy()
                tried[place] *= factor
                if (reached := sum(mark(tried, chosen, ids))) > best + NOISE:
                    best, weights, moved = reached, tried, True
        if not moved:
            break
    return weights


def main() -> None:
    """Print the weights, what they reach on questions held out, and the spread of both."""
    engine = Engine(corpus_folder())
    questions = learnt_from(engine)
    ids = [unit.id for unit in engine.index.units]
    everything = cases(engine, questions)
    start = np.array([engine.clause_search.ranking.fields[name] for name in FIELDS])
    reached: list[tuple[float, float]] = []
    kept: list[tuple[float, float]] = []
    weights: list[Floats] = []
    for split in range(SPLITS):
        order = list(range(len(everything)))
        random.Random(split).shuffle(order)
        for fold in range(FOLDS):
            held = [everything[i] for i in order[fold::FOLDS]]
            learnt = climbed(start, [everything[i] for n, i in enumerate(order) if n % FOLDS != fold], ids)
            weights.append(learnt)
            reached.append(mark(learnt, held, ids))
            kept.append(mark(start, held, ids))
    print(
        f"{len(everything)} questions, {SPLITS} times {FOLDS} folds; on what was held out, mean ± spread of the folds"
    )
    for name, rows in (("as they are", kept), ("climbed", reached)):
        recall, rank = ([row[i] for row in rows] for i in (0, 1))
        print(
            f"  weights {name:<12} Recall@5 {fmean(recall):.3f} ± {stdev(recall):.3f}"
            f"   MRR@10 {fmean(rank):.3f} ± {stdev(rank):.3f}"
        )
    for place, name in enumerate(FIELDS):
        values = [float(w[place]) for w in weights]
        spread = f"median {median(values):5.2f}   {min(values):.2f} to {max(values):.2f}"
        print(f"  {name:<12} now {start[place]:5.2f}   {spread}")


if __name__ == "__main__":
    main()
