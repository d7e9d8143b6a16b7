"""Finds the points of “is this an answer” and prints what they do on questions held out: ``make calibrate``.

A logistic regression over the signals of ``confidence.py``, fitted by Newton's steps with a little ridge: questions
that have an answer (``questions.jsonl``, ``persona_questions.jsonl``) against those that have none (of
``questions.jsonl``, and ``off_topic.jsonl``; those of ``off_topic_held_out.jsonl`` are held out) and against noise:
characters of the documents at random, and long stories, several such questions in a row. The threshold leaves so many
questions with an answer unanswered as ``UNANSWERED`` says. The points go into ``corpus/ranking.yaml``, by hand.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.engine import Engine
from assistant.locations import corpus_folder
from assistant.retrieval.confidence import Signals
from assistant.retrieval.evaluate import JudgedQuestion, read_questions

DAY = dt.date(2026, 11, 20)
HELD_OUT = Path(__file__).with_name("off_topic_held_out.jsonl")
UNANSWERED = 0.05
RIDGE, STEPS = 1.0, 50
LENGTHS, OF_EACH, STORIES = (10, 20, 50, 100, 200), 20, 100

Floats = NDArray[np.float64]


def noise(engine: Engine, off_topic: Sequence[JudgedQuestion], seed: int) -> list[JudgedQuestion]:
    """Characters of the documents at random, and several questions without an answer in a row."""
    rng = random.Random(seed)
    characters = [c for unit in engine.index.units for c in unit.text if c.isalpha()]
    texts = ["".join(rng.choices(characters, k=length)) for length in LENGTHS for _ in range(OF_EACH)]
    texts += ["，".join(q.query for q in rng.sample(off_topic, rng.randint(2, 6))) for _ in range(STORIES)]
    return [JudgedQuestion("off_topic", text, {}, None) for text in texts]


def measured(engine: Engine, questions: Sequence[JudgedQuestion]) -> Floats:
    """The signals of each question's best hit, a row each; nothing found is no signal at all."""
    search, rows = engine.clause_search, []
    for question in questions:
        read = search.reader.read(question.query)
        scores = search.scores(read, DAY, {})
        best = max(range(len(scores)), key=lambda i: (scores[i], -i))
        rows.append(astuple(search.signals(read, scores, best)))
    return np.array(rows)


def fitted(answered: Floats, unanswered: Floats) -> Floats:
    """The start and the points of each signal, such that ``UNANSWERED`` of the answered lie below 0."""
    signals = np.vstack([answered, unanswered])
    mean, spread = signals.mean(0), signals.std(0)
    rows = np.hstack([np.ones((len(signals), 1)), (signals - mean) / spread])
    truth = np.r_[np.ones(len(answered)), np.zeros(len(unanswered))]
    points = np.zeros(rows.shape[1])
    ridge = np.diag([0.0, *[RIDGE] * signals.shape[1]])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-rows @ points))
        slope = rows.T @ (truth - chance) - ridge @ points
        points += np.linalg.solve((rows.T * (chance * (1 - chance))) @ rows + ridge, slope)
    each = points[1:] / spread
    start = -float(np.quantile(answered @ each, UNANSWERED))
    return np.array([start, *each])


def main() -> None:
    """Print the points and what they do."""
    engine = Engine(corpus_folder())
    folder = corpus_folder() / "questions"
    sets = {name: read_questions(folder / f"{name}.jsonl", engine.corpus) for name in
            ("questions", "persona_questions", "off_topic")}  # fmt: skip
    with_answer = [q for name in ("questions", "persona_questions") for q in sets[name] if q.relevant]
    learnt = [*(q for q in sets["questions"] if not q.relevant), *sets["off_topic"]]
    held = read_questions(HELD_OUT, engine.corpus)
    near = [q for q in sets["persona_questions"] if not q.relevant]
    answered = measured(engine, with_answer)
    noisy = noise(engine, sets["off_topic"], seed=1)
    points = fitted(answered, measured(engine, [*learnt, *noisy]))
    for name, value in zip(("start", *(field.name for field in fields(Signals))), points, strict=True):
        print(f"  {name}: {value:.2f}")
    for name, questions in (
        ("with an answer, confident", with_answer),
        ("without, learnt from, refused", learnt),
        ("without, held out, refused", held),
        ("noise held out, refused", noise(engine, held, seed=2)),
        ("within the subject, but no clause answers, refused", near),
    ):
        sure = (measured(engine, questions) @ points[1:] + points[0] >= 0).mean()
        share = sure if name.startswith("with an") else 1 - sure
        print(f"{name:<52} {share:.1%} of {len(questions)}")


if __name__ == "__main__":
    main()
