"""Pinned and opened clauses on both databases: each account's own, once, no more than there is room for."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.request import RequestError
from assistant.store.backup import backup, restore
from assistant.store.database import now, open_database
from assistant.store.pins import MOST_OPENED, MOST_PINNED, PinStore
from assistant.store.tables import OpenedClauseRow, PinnedClauseRow
from tests.store.rows import BY, contents, put_back

CLAUSE = "xicheng-2021-2#3.10"


@pytest.fixture
def store(database: Engine) -> PinStore:
    return PinStore(database)


def test_a_clause_is_pinned_once_and_unpinned_by_whoever_pinned_it(store: PinStore) -> None:
    for _ in range(2):
        store.pin("wang", CLAUSE, "三、10.", "原话")
    store.pin("li", CLAUSE, "三、10.", "原话")
    (pinned,) = store.pinned("wang")
    assert (pinned.clause, pinned.citation, pinned.text) == (CLAUSE, "三、10.", "原话")
    assert pinned.at.tzinfo
    for _ in range(2):
        store.unpin("wang", CLAUSE)
    store.unpin("wang", "\0")
    assert not store.is_pinned("wang", CLAUSE)
    assert store.is_pinned("li", CLAUSE)


def test_pinned_again_its_words_are_those_of_now_and_it_comes_first(store: PinStore, database: Engine) -> None:
    store.pin("wang", CLAUSE, "三、10.", "以前的话")
    put_back(database, PinnedClauseRow.at, now() - dt.timedelta(days=1), clause=CLAUSE)
    store.pin("wang", "b#1", "一、", "别的")
    assert [pinned.clause for pinned in store.pinned("wang")] == ["b#1", CLAUSE]
    put_back(database, PinnedClauseRow.at, now() - dt.timedelta(hours=1), clause="b#1")
    store.pin("wang", CLAUSE, "三、10.", "现在的话")
    assert [(pinned.clause, pinned.text) for pinned in store.pinned("wang")] == [(CLAUSE, "现在的话"), ("b#1", "别的")]


def test_there_is_an_end_to_how_many_also_for_two_at_once(store: PinStore) -> None:
    for number in range(MOST_PINNED - 1):
        store.pin("wang", f"a#{number}", "", "")

    def pin(clause: str) -> None:
        with suppress(RequestError):
            store.pin("wang", clause, "", "")

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(pin, [f"b#{number}" for number in range(4)]))
    assert len(store.pinned("wang")) == MOST_PINNED
    with pytest.raises(RequestError, match="最多 50 条。请先取消") as refused:
        store.pin("wang", "c#1", "", "")
    assert refused.value.code == "too_many_pins"
    store.pin("wang", "a#0", "", "新的话")  # one of them again is none more
    store.unpin("wang", "a#1")
    store.pin("wang", "c#1", "", "")
    assert len(store.pinned("wang")) == MOST_PINNED


def test_the_last_opened_are_remembered_and_no_others(store: PinStore, database: Engine) -> None:
    for number in range(MOST_OPENED):
        store.opened("wang", f"a#{number:02}")
        put_back(database, OpenedClauseRow.at, now() - dt.timedelta(minutes=99 - number), clause=f"a#{number:02}")
    store.opened("li", "a#00")
    store.opened("wang", "a#01")
    assert store.recent("wang")[:2] == ["a#01", "a#19"]
    store.opened("wang", "b#1")
    assert store.recent("wang")[:3] == ["b#1", "a#01", "a#19"]
    assert len(contents(database)["opened_clause"]) == MOST_OPENED + 1
    assert "a#00" not in store.recent("wang")
    assert store.recent("li") == ["a#00"]


def test_both_go_into_a_backup_and_come_back(store: PinStore, database: Engine, tmp_path: Path) -> None:
    store.pin("wang", CLAUSE, "三、10.", "原话")
    store.opened("wang", CLAUSE)
    backup(database, tmp_path / "backup.gz", BY)
    other = open_database(f"sqlite:///{tmp_path / 'other.sqlite3'}")
    restore(other, tmp_path / "backup.gz", BY)
    assert PinStore(other).pinned("wang") == store.pinned("wang")
    assert PinStore(other).recent("wang") == [CLAUSE]
    other.dispose()
