"""Our BM25 side by side with rank-bm25, bm25s, tantivy and SQLite FTS5: queries a second, time to build, memory.

``make benchmarks-search`` (in the environment of the dependency group ``bench``). Clauses are put together at random
from the real sentences of the documents; queries are the words of the real questions, first with all terms kept, then
only those that stand in fewer than one clause of twenty. Each engine has a process of its own that makes the same
clauses; rounds go from engine to engine, so that whatever else the machine does falls on all. At the end of a size the
first queries' results of ours are held against rank-bm25's: the difference must be 0.

rank-bm25, bm25s and ours score all exactly; tantivy and SQLite keep lengths or ranks more coarsely and skip what can't
be among the best.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import gc
import json
import multiprocessing
import os
import platform
import random
import re
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psutil

from assistant.documents.corpus import load_corpus
from assistant.language.segment import Segmenter
from assistant.locations import corpus_folder

SIZES = (300, 10_000, 100_000, 1_000_000)
K = 10
ROUNDS = 5
ROUND_LASTS = 1.5  # seconds at most; slow engines answer fewer queries in a round
RARE = 0.05
COMPARED = 20
SENTENCES_A_CLAUSE = (1, 4)
QUESTIONS = Path(__file__).parents[1] / "retrieval"

Clauses = list[list[str]]
Search = Callable[[list[str]], Any]


def material() -> tuple[Clauses, Clauses]:
    """The words of every sentence of the documents, and of every question."""
    folder = corpus_folder()
    segmenter = Segmenter(folder / "words" / "terms.txt")

    def words(text: str) -> list[str]:
        return [word.text for word in segmenter.words(text)]

    units = (unit for document in load_corpus(folder).documents.values() for unit in document.units())
    sentences = [words(sentence) for unit in units for sentence in re.split("(?<=[。；])", unit.text)]
    files = sorted([*QUESTIONS.glob("*questions.jsonl"), *(folder / "questions").glob("*questions.jsonl")])
    rows = (json.loads(line) for path in files for line in path.open(encoding="utf-8"))
    questions = [words(row["query"]) for row in rows if row["relevant"]]
    return [s for s in sentences if len(s) > 2], [q for q in questions if q]


def clauses(sentences: Clauses, size: int) -> Clauses:
    """So many clauses, the same at each call."""
    rng = random.Random(size)
    return [
        [word for _ in range(rng.randint(*SENTENCES_A_CLAUSE)) for word in rng.choice(sentences)] for _ in range(size)
    ]


# --- Engines: each takes the clauses and gives its search ------------------------------------------------------------


def ours(corpus: Clauses) -> Search:
    from assistant.retrieval.okapi import Okapi

    index = Okapi(corpus)
    return lambda query: index.top(query, K)


def rank_bm25(corpus: Clauses) -> Search:
    import numpy as np
    from rank_bm25 import BM25Okapi

    index = BM25Okapi(corpus)

    def search(query: list[str]) -> list[tuple[int, float]]:
        scores = index.get_scores(query)
        best = np.lexsort((np.arange(len(scores)), -scores))[:K].tolist()
        return [(place, float(scores[place])) for place in best if scores[place] > 0]

    return search


def bm25s_numpy(corpus: Clauses, backend: str = "numpy") -> Search:
    import bm25s

    index = bm25s.BM25(backend=backend)
    index.index(corpus, show_progress=False)
    k = min(K, len(corpus))
    return lambda query: index.retrieve([query], k=k, show_progress=False, n_threads=0)


def bm25s_numba(corpus: Clauses) -> Search:
    return bm25s_numpy(corpus, "numba")


def tantivy(corpus: Clauses) -> Search:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", stored=False, tokenizer_name="whitespace", index_option="freq")
    builder.add_integer_field("number", stored=True, fast=True)
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(heap_size=500_000_000, num_threads=1)
    for number, clause in enumerate(corpus):
        writer.add_document(tantivy.Document(text=" ".join(clause), number=number))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher, query_of, should = index.searcher(), tantivy.Query, tantivy.Occur.Should

    def search(query: list[str]) -> Any:
        terms = [(should, query_of.term_query(schema, "text", word, index_option="freq")) for word in query]
        return searcher.search(query_of.boolean_query(terms), K, count=False).hits

    return search


def sqlite_fts5(corpus: Clauses) -> Search:
    import sqlite3

    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE clauses USING fts5(text, content='', tokenize='unicode61')")
    rows = ((number, " ".join(clause)) for number, clause in enumerate(corpus, start=1))
    database.executemany("INSERT INTO clauses (rowid, text) VALUES (?, ?)", rows)
    database.execute("INSERT INTO clauses (clauses) VALUES ('optimize')")

    def search(query: list[str]) -> Any:
        words = " OR ".join(f'"{word}"' for word in query)
        asked = "SELECT rowid FROM clauses WHERE clauses MATCH ? ORDER BY rank LIMIT ?"
        return database.execute(asked, (words, K)).fetchall()

    return search


ENGINES: dict[str, Callable[[Clauses], Search]] = {
    "ours": ours,
    "rank-bm25": rank_bm25,
    "bm25s (numpy)": bm25s_numpy,
    "bm25s (numba)": bm25s_numba,
    "tantivy": tantivy,
    "SQLite FTS5": sqlite_fts5,
}


# --- A process for each ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Built:
    """An engine ready to be asked: seconds to build, megabytes held."""

    seconds: float
    megabytes: float


def resident() -> int:
    """Bytes held by this process, after what is free has been given back."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    return int(psutil.Process().memory_info().rss)


def work(name: str, sentences: Clauses, size: int, line: Connection) -> None:
    """One engine: builds, then answers rounds of queries until told to stop."""
    empty = resident()
    corpus = clauses(sentences, size)
    began = time.perf_counter()
    search = ENGINES[name](corpus)
    seconds = time.perf_counter() - began
    del corpus
    search([sentences[0][0]])
    line.send(Built(seconds, (resident() - empty) / 1e6))
    while (asked := line.recv()) is not None:
        kind, queries = asked
        if kind == "results":
            line.send([search(query) for query in queries])
            continue
        done, began = 0, time.perf_counter()
        for query in queries:
            search(query)
            done += 1
            if time.perf_counter() - began > ROUND_LASTS:
                break
        line.send(done / (time.perf_counter() - began))


def one_size(size: int, sentences: Clauses, questions: Clauses) -> None:
    """Print a table."""
    context = multiprocessing.get_context("spawn")
    lines: dict[str, Connection] = {}
    built: dict[str, Built] = {}
    processes = []
    for name in ENGINES:
        lines[name], theirs = context.Pipe()
        process = context.Process(target=work, args=(name, sentences, size, theirs), daemon=True)
        process.start()
        processes.append(process)
        built[name] = lines[name].recv()  # one builds at a time
    sample = clauses(sentences, size)[:20_000]
    frequency: dict[str, int] = {}
    for clause in sample:
        for word in set(clause):
            frequency[word] = frequency.get(word, 0) + 1
    rare = [[w for w in q if 0 < frequency.get(w, 0) < RARE * len(sample)] for q in questions]
    print(f"\n{size:,} clauses   (queries a second, median of {ROUNDS} rounds)")
    print(f"{'':<16}{'all terms':>14}{'rare terms':>14}{'built in s':>14}{'MB':>10}")
    speeds = {kind: rounds(lines, [q for q in queries if q]) for kind, queries in (("all", questions), ("rare", rare))}
    for name in ENGINES:
        figures = f"{speeds['all'][name]:>14,.0f}{speeds['rare'][name]:>14,.0f}"
        print(f"{name:<16}{figures}{built[name].seconds:>14.2f}{built[name].megabytes:>10,.0f}", flush=True)
    few = questions[:COMPARED] if size <= 100_000 else questions[:3]
    print(f"difference to rank-bm25 over {len(few)} queries: {difference(lines, few)}")
    for line in lines.values():
        line.send(None)
    for process in processes:
        process.join()


def rounds(lines: dict[str, Connection], queries: Sequence[list[str]]) -> dict[str, float]:
    """Queries a second of each engine, from engine to engine."""
    speeds: dict[str, list[float]] = {name: [] for name in lines}
    for turn in range(ROUNDS + 1):
        for name, line in lines.items():
            line.send(("round", queries))
            speed = line.recv()
            if turn:  # the first warms up
                speeds[name].append(speed)
    return {name: statistics.median(measured) for name, measured in speeds.items()}


def difference(lines: dict[str, Connection], queries: Sequence[list[str]]) -> float | str:
    """The largest difference of a score to rank-bm25's; a word where the units differ."""
    found = []
    for name in ("ours", "rank-bm25"):
        lines[name].send(("results", queries))
        found.append(lines[name].recv())
    pairs = [pair for mine, theirs in zip(*found, strict=True) for pair in zip(mine, theirs, strict=True)]
    if any(mine[0] != theirs[0] for mine, theirs in pairs):
        return "other units"
    return max(abs(float(mine[1]) - float(theirs[1])) for mine, theirs in pairs)


def main() -> None:
    """Every size, or those named."""
    names = ("rank-bm25", "bm25s", "numba", "tantivy", "numpy")
    print(f"{dt.datetime.now(dt.UTC):%Y-%m-%d}  Python {platform.python_version()}  {os.cpu_count()} cores")
    print("  ".join(f"{name} {version(name)}" for name in names))
    sentences, questions = material()
    known = {word for sentence in sentences for word in sentence}
    terms = statistics.fmean(sum(word in known for word in q) for q in questions)
    print(f"{len(sentences)} sentences, {len(questions)} questions with {terms:.1f} terms that clauses have")
    for size in [int(name) for name in sys.argv[1:]] or SIZES:
        one_size(size, sentences, questions)


if __name__ == "__main__":
    main()
