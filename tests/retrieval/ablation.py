"""What each part of search is worth: everything as it is, then without one part at a time: ``make ablation``.

On the questions to learn from. A part that few questions need is also marked on those whose places it changes; the
fields also without the phrasings, as for a document that nobody has written any for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from statistics import fmean
from typing import Any

import numpy as np

from assistant.engine import Engine
from assistant.locations import corpus_folder
from assistant.retrieval.evaluate import DEPTH, Marks, marks
from assistant.retrieval.frame import NO_FRAME
from assistant.retrieval.index import FIELDS
from tests.retrieval.tune import DAY, cases, learnt_from, mark

PHRASINGS = ("asked", "asked_pairs")


@contextmanager
def instead(owner: Any, name: str, value: object) -> Iterator[None]:
    """For a while, another value in the place of a part."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


def parts(engine: Engine) -> dict[str, tuple[Any, str, object]]:
    """The parts of reading a question: whose they are, their names, and what is there without them."""
    reader: Any = engine.clause_search.reader

    def nothing(*_: object) -> tuple[()]:
        return ()

    def as_it_is(text: str, *_: object) -> str:
        return text

    def no_frame(*_: object) -> object:
        return NO_FRAME

    return {
        "lexicon": (reader.lexicon, "matches", nothing),
        "misspellings put right": (reader._sounds, "corrected", as_it_is),
        "traditional characters": (reader._traditional, "simplified", as_it_is),
        "numbers and document numbers": (reader, "_quantities", nothing),
        "stop words": (reader, "_stop_words", frozenset()),
        "frame (districts, clause numbers)": (reader._framer, "read", no_frame),
        "side by side of comparisons": (engine.clause_search, "_side_by_side", lambda ranked, _: ranked),
    }


def main() -> None:
    """Print the tables."""
    engine = Engine(corpus_folder())
    questions = learnt_from(engine)
    ids = [unit.id for unit in engine.index.units]
    everything = cases(engine, questions)
    weights = np.array([engine.clause_search.ranking.fields[name] for name in FIELDS])
    unasked = np.array([0.0 if name in PHRASINGS else w for name, w in zip(FIELDS, weights, strict=True)])
    print(f"{len(questions)} questions; Recall@5 and MRR@10, and both where a document has no phrasings")
    for place, name in enumerate(("all fields", *FIELDS)):
        rows: list[float] = []
        for base in (weights, unasked):
            without = base.copy()
            if place:
                without[place - 1] = 0.0
            rows += mark(without, everything, ids)
        label = f"without {name}" if place else name
        print(f"  {label:<24}" + "".join(f"{row:>9.3f}" for row in rows))

    def ranked() -> list[Marks]:
        found = (engine.clause_search.search(q.query, DEPTH, DAY) for q in questions)
        return [marks([hit.clause.id for hit in a.hits], q) for a, q in zip(found, questions, strict=True)]

    print("without a part: Recall@5 and MRR@10; how many questions it changes, and MRR@10 of these with and without it")
    whole = ranked()
    print(f"  {'everything':<36}{mean(whole, 'recall'):>9.3f}{mean(whole, 'reciprocal_rank'):>9.3f}")
    for name, (owner, attribute, value) in parts(engine).items():
        with instead(owner, attribute, value):
            less = ranked()
        changed = [(a, b) for a, b in zip(whole, less, strict=True) if a != b]
        row = f"  {name:<36}{mean(less, 'recall'):>9.3f}{mean(less, 'reciprocal_rank'):>9.3f}{len(changed):>7}"
        if changed:
            row += "".join(f"{mean(list(side), 'reciprocal_rank'):>9.3f}" for side in zip(*changed, strict=True))
        print(row)


def mean(found: list[Marks], of: str) -> float:
    """The mean of one of the marks."""
    return fmean(float(getattr(marked, of)) for marked in found)


if __name__ == "__main__":
    main()
