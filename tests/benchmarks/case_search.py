"""Search over 200,000 made-up cases on SQLite and PostgreSQL: each kind of question, with its count, on two pages.

Prints median, 95th and 99th percentile in milliseconds. Notes have 50 to 200 characters, drawn from jieba's dictionary
as words are in any text (by the inverse of their rank); a quarter say 失业登记. ``--cases`` makes fewer or more.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jieba
from sqlalchemy import Engine, insert, text

from assistant.store.case_records import first_id
from assistant.store.case_search import Place, Wanted, find_cases
from assistant.store.case_words import marks_of, searched, words_of
from assistant.store.database import open_database
from assistant.store.tables import CaseMemberRow, CaseRow, CaseWordsRow
from tests.benchmarks.web_servers import databases

A_DAY, AGENTS = 300, 100  # cases, and accounts that open them
FIRST = dt.date(2025, 1, 1)
ROUNDS = 40
COMMON = 30_000  # words of the dictionary
LONGEST_WORD = 4  # characters
FREQUENT, IN_EACH = "失业登记", 0.25
AT_ONCE = 2_000  # rows
KINDS = {  # what is looked for: each list in turn
    "a frequent word of four characters": [FREQUENT],
    "a frequent word of two": ["失业", "登记"],
    "one character": ["的", "我", "业"],
    "a rare word": ["养蜂人", "魁星", "蓑衣"],
    "what nobody wrote": ["魑魅魍魉", "鼗鼓", "zzz"],
    "two words": [f"公司 {FREQUENT}", "问题 工作", f"{FREQUENT} 社会", "的 我"],
    "digits": ["2026", "0007", "17"],
    "no words": [""],
}


class Notes:
    """Makes notes up."""

    def __init__(self) -> None:
        self._random = random.Random(20261130)
        counted = (line.decode().split(" ") for line in jieba.get_dict_file())
        known = [(int(count), word) for word, count, *_ in counted if _is_plain(word)]
        self._words = [word for _, word in sorted(known, reverse=True)[:COMMON]]
        ranks = (1 / (rank + 20) for rank in range(len(self._words)))
        self._weights = list(itertools.accumulate(ranks))

    def note(self, least: int, most: int, share: float = 0) -> str:
        """Some characters of words, now and then a comma; a ``share`` begin with the frequent word."""
        wanted, pieces = self._random.randint(least, most), [FREQUENT] if self._random.random() < share else []
        while sum(map(len, pieces)) < wanted:
            pieces += self._random.choices(self._words, cum_weights=self._weights, k=8)
            pieces.append("，")
        return "".join(pieces)[:wanted]


@dataclass(frozen=True, slots=True)
class Times:
    """How long a kind took, in milliseconds, and how much it found at most."""

    taken: list[float]
    hits: int

    def __str__(self) -> str:
        centiles = statistics.quantiles(self.taken, n=100)
        figures = " ".join(f"{value:8.1f}" for value in (statistics.median(self.taken), centiles[94], centiles[98]))
        return f"{figures}   {self.hits:>7,} hits"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=200_000)
    options.add_argument("--database", help="sqlite, postgresql or an address; by default both")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, databases(chosen.database, Path(folder)) as listed:
        for database in listed:
            opened = open_database(database.url)
            began = time.perf_counter()
            fill(opened, chosen.cases)
            print(f"\n{database.name}: {chosen.cases:,} cases, made in {time.perf_counter() - began:.0f} s")
            print(f"{'':<58} {'p50':>8} {'p95':>8} {'p99':>8}")
            measure(opened, chosen.cases)
            opened.dispose()


def measure(database: Engine, cases: int) -> None:
    """Every kind as a supervisor and as an agent, the first page and one far down."""
    middle = _id(cases // 3)
    for kind, asked in KINDS.items():
        for who, member in (("supervisor", None), ("agent", "agent007")):
            for where, place in (("first page", Place()), ("deep page", Place(before=middle))):
                taken, hits = [], 0
                for words in itertools.islice(itertools.cycle(asked), ROUNDS + len(asked)):
                    start = time.perf_counter()
                    found = find_cases(database, Wanted(searched(words), member), place)
                    taken.append((time.perf_counter() - start) * 1000)
                    hits = max(hits, found.hits)
                print(f"{f'{kind}, {who}, {where}':<58} {Times(taken[len(asked) :], hits)}", flush=True)


def fill(database: Engine, cases: int) -> None:
    """Made-up cases, written as the store writes them but many at once; an agent has a hundredth of them."""
    postgresql = database.dialect.name == "postgresql"
    with database.begin() as connection:
        if postgresql:  # an index is made sooner of everything than row by row
            index = connection.execute(text("SELECT pg_get_indexdef('case_index'::regclass)")).scalar_one()
            connection.execute(text("DROP INDEX case_index"))
        rows = _rows(cases)
        while some := list(itertools.islice(rows, AT_ONCE)):
            for table, place in ((CaseRow, 0), (CaseMemberRow, 1), (CaseWordsRow, 2)):
                connection.execute(insert(table), [row[place] for row in some])
        if postgresql:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SET LOCAL maintenance_work_mem = '1GB'"))
            connection.execute(text(index))
            connection.execute(text("ALTER INDEX case_index ALTER COLUMN 1 SET STATISTICS 0"))
    with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if postgresql:
            connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("VACUUM ANALYZE" if postgresql else "ANALYZE"))


def _rows(cases: int) -> Iterator[tuple[dict[str, object], dict[str, object], dict[str, object]]]:
    notes, closed = Notes(), random.Random(1)
    for place in range(cases):
        case_id, agent = _id(place), f"agent{place % AGENTS:03}"
        day = FIRST + dt.timedelta(days=place // A_DAY)
        at = dt.datetime.combine(day, dt.time(3), dt.UTC)
        state, note, draft = closed.choice(["open", "closed"]), notes.note(50, 200, IN_EACH), notes.note(0, 60)
        row = {
            "id": case_id, "opened_at": at, "updated_at": at, "opened_by": agent, "owner": agent, "state": state,
            "version": 3, "channel": "phone", "line": "西城 35 女 低保", "facts": {}, "draft": draft, "note": note,
            "outcome": "answered", "call_back": "", "words": "电话 已答复", "as_of": day, "corpus_version": "c1",
        }  # fmt: skip
        words = words_of([str(case_id), str(row["line"]), note, draft, str(row["words"]), agent])
        marks = marks_of(agent, [agent], state)
        yield row, {"case_id": case_id, "account": agent}, {"case_id": case_id, "marks": marks, "words": words}


def _id(place: int) -> int:
    return first_id(FIRST + dt.timedelta(days=place // A_DAY)) + place % A_DAY + 1


def _is_plain(word: str) -> bool:
    return len(word) <= LONGEST_WORD and all("\u4e00" <= character <= "\u9fff" for character in word)


if __name__ == "__main__":
    main()
