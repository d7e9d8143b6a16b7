"""What an entry would change, as its page shows it; and the words that a question is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.engine import Engine
from assistant.retrieval.asked import LONGEST_CHUNK

Json = dict[str, Any]
MOST_WORDS = 6  # of a question, to begin with


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of a set before and after; ``better``: None where it stays."""

    name: str
    before: str
    after: str
    better: bool | None


def figures(preview: Json | None) -> list[tuple[str, Json, list[Row]]]:
    """By set of questions, all together first: its name, its counts, its figures."""
    if preview is None:
        return []
    together = [("", preview["together"])] if len(preview["sets"]) > 1 else []
    return [(name, row, _rows(row)) for name, row in [*together, *((row["name"], row) for row in preview["sets"])]]


def _rows(figures: Mapping[str, Any]) -> list[Row]:
    before, after = figures["before"], figures["after"]
    rows = []
    if figures["questions"]:
        for key, name in (("recall_at_5", "Recall@5"), ("mrr_at_10", "MRR@10"), ("ndcg_at_10", "nDCG@10")):
            rows.append(_row(name, before[key], after[key], "{:.4f}"))
        rows.append(_row("有把握地答", before["confident"], after["confident"], f"{{}} / {figures['questions']}"))
    if figures["outside"]:
        rows.append(_row("没有答案的说没有", before["refused"], after["refused"], f"{{}} / {figures['outside']}"))
    return rows


def _row(name: str, before: float, after: float, form: str) -> Row:
    return Row(name, form.format(before), form.format(after), None if before == after else after > before)


def shown_question(engine: Engine, preview: Json | None) -> list[tuple[str, bool, list[str]]]:
    """What the question itself finds, before and after: whether with confidence, and the clauses the corpus has."""
    asked = preview["question"] if preview else None
    if not asked:
        return []
    sides = (("现在", asked["before"]), ("加上以后", asked["after"]))
    return [
        (name, side["confident"], [clause for clause in side["clauses"] if clause in engine.corpus.clauses])
        for name, side in sides
    ]


def bag_of(engine: Engine, question: str) -> str:
    """The content words of a question as a phrasing has them, longer ones by the words in them."""
    read = engine.clause_search.reader.read(question)
    words: list[str] = []
    for topic in read.topics:
        parts = sorted((part for part in topic.parts if part in topic.word), key=topic.word.find)
        words += [topic.word] if len(topic.word) <= LONGEST_CHUNK else [p for p in parts if len(p) <= LONGEST_CHUNK]
    return " ".join(dict.fromkeys(words[:MOST_WORDS]))
