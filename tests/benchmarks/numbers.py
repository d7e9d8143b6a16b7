"""How long the numbers of a month take with 500,000 turns in it and 200,000 cases of a year, on both databases.

``make benchmarks-numbers`` (ten minutes, 5 GB in each database).
"""

from __future__ import annotations

import datetime as dt
import random
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert

from assistant.facts.calendar import BEIJING
from assistant.store.case_numbers import CaseNumberStore
from assistant.store.database import now, open_database
from assistant.store.day_counts import keep_finished_days
from assistant.store.numbers import NumberStore
from assistant.store.questions import question_key
from assistant.store.tables import CaseRow, ConversationRow, TurnRow
from tests.services import PostgreSQL

CONVERSATIONS, TURNS_OF_ONE, CASES = 100_000, 5, 200_000
BENEFITS, QUESTIONS, AGENTS = 41, 20_000, 20
AT_ONCE, ROUNDS = 2_000, 3
Json = dict[str, Any]


def main() -> None:
    """Fill a database of each kind and ask it."""
    with tempfile.TemporaryDirectory() as folder:
        measure(open_database(f"sqlite:///{Path(folder) / 'numbers.sqlite3'}"))
    with PostgreSQL() as cluster:
        measure(open_database(cluster.new_database()))


def measure(database: Engine) -> None:
    """Print how long it takes to count the days that are over, and to read today and its month."""
    fill(database)
    begun = time.perf_counter()
    days = keep_finished_days(database)
    print(f"{database.dialect.name}: {days} days counted in {time.perf_counter() - begun:.1f} s")
    day = now().astimezone(BEIJING).date() - dt.timedelta(days=1)
    for name, ask in (("residents", NumberStore(database).residents), ("cases", CaseNumberStore(database).of)):
        taken = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            ask(day)
            taken.append(time.perf_counter() - begun)
        print(f"  a month of {name}: {min(taken):.2f} s")
    database.dispose()


def fill(database: Engine) -> None:
    """The same rows each time."""
    chance = random.Random(2026)
    today = now()
    conversations = _conversations(chance, today.astimezone(BEIJING).date() - dt.timedelta(days=1))
    while some := list(islice(conversations, AT_ONCE)):
        with database.begin() as connection:
            connection.execute(insert(ConversationRow), [conversation for conversation, _ in some])
            connection.execute(insert(TurnRow), [turn for _, turns in some for turn in turns])
    cases = _cases(chance, today)
    while some_cases := list(islice(cases, AT_ONCE)):
        with database.begin() as connection:
            connection.execute(insert(CaseRow), some_cases)


def _conversations(chance: random.Random, last: dt.date) -> Iterator[tuple[Json, list[Json]]]:
    """All in the month of yesterday, so that its page has them all to count."""
    begins = dt.datetime.combine(last.replace(day=1), dt.time(), BEIJING)
    seconds = last.day * 86_400
    for number in range(CONVERSATIONS):
        at = begins + dt.timedelta(seconds=chance.random() * (seconds - 3_600))
        name = f"conversation-{number:011}"
        turns = [_turn(chance, name, seq, at) for seq in range(1, TURNS_OF_ONE + 1)]
        yield {"id": name, "created_at": at, "given": {"applicant": "resident"}}, turns


def _turn(chance: random.Random, conversation: str, seq: int, began: dt.datetime) -> Json:
    asks, confident = seq % 2 == 1, chance.random() < 0.85
    said = f"第{min(int(chance.paretovariate(0.6)), QUESTIONS)}个问题，房租补贴怎么申请" if asks else "我西城户口"
    statuses = ("eligible", "undetermined", "ineligible", "undetermined")
    return {
        "conversation_id": conversation, "seq": seq, "message_id": None, "said": said, "fact": None,
        "changes": {"given": {"hukou_district": chance.choice(["xicheng", "haidian"])}} if seq == 2 else {},
        "reply": {"text": "答复" * 400, "understood": [], "results": [], "confident": confident if asks else None},
        "as_of": began.date(), "corpus_version": "c1", "result_token": f"{conversation}-{seq}",
        "created_at": began + dt.timedelta(minutes=seq),
        "told": {f"a-benefit-of-a-district-{n}": [chance.choice(statuses), 1000.0, 2000.0] for n in range(BENEFITS)},
        "asked": question_key(said) if asks else None, "confident": confident if asks else None,
    }  # fmt: skip


def _cases(chance: random.Random, until: dt.datetime) -> Iterator[Json]:
    for number in range(CASES):
        at = until - dt.timedelta(days=chance.random() * 365)
        closed = at + dt.timedelta(minutes=chance.expovariate(1 / 8)) if number % 50 else None
        yield {
            "id": 20260101000000 + number, "opened_at": at, "updated_at": at, "closed_at": closed,
            "opened_by": f"agent-{number % AGENTS}", "owner": f"agent-{number % AGENTS}",
            "state": "closed" if closed else "open", "version": 3, "channel": chance.choice(["phone", "page"]),
            "line": "西城 35 女 低保", "facts": {"hukou_district": "xicheng"}, "draft": "话术" * 60,
            "note": "记录" * 60,
            "outcome": chance.choice(["answered", "call_back"]) if closed else "", "call_back": "", "words": "",
            "as_of": at.date(), "corpus_version": "c1",
        }  # fmt: skip


if __name__ == "__main__":
    main()
