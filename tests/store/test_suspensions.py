"""Suspensions are never deleted but lifted, and stay on record."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

from assistant.store.audit import SERVER, AuditLog, Filter
from assistant.store.database import open_database
from assistant.store.suspensions import SuspensionStore, read_suspensions

BENEFIT = "xicheng-employment-reward"
ROUNDS = 10


def test_suspensions_stay_on_record(database_url: str) -> None:
    store = SuspensionStore(open_database(database_url))
    store.suspend(BENEFIT, "一", SERVER)
    store.suspend(BENEFIT, "二", SERVER)
    assert {b: s.reason for b, s in read_suspensions(database_url).items()} == {BENEFIT: "二"}
    assert abs((store.current()[BENEFIT].since - dt.datetime.now(dt.UTC).date()).days) <= 1
    assert store.lift(BENEFIT, SERVER)
    assert not store.lift(BENEFIT, SERVER)
    assert read_suspensions(database_url) == {}
    with store.database.connect() as connection:
        kept = connection.exec_driver_sql("SELECT reason, lifted_at IS NOT NULL FROM suspension ORDER BY id").all()
    assert [(row[0], bool(row[1])) for row in kept] == [("一", True), ("二", True)]
    store.database.dispose()


def test_a_button_pressed_twice_suspends_once(database_url: str) -> None:
    store, together = SuspensionStore(open_database(database_url)), threading.Barrier(2)

    def suspend(reason: str) -> bool:
        together.wait()
        return store.suspend(BENEFIT, reason, SERVER)

    with ThreadPoolExecutor(2) as threads:
        for number in range(ROUNDS):
            assert sorted(threads.map(suspend, [str(number)] * 2)) == [False, True]
    assert len(list(AuditLog(store.database).entries(Filter(action="benefit_suspended")))) == ROUNDS
    store.database.dispose()
