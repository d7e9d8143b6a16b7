"""Canned answers on both databases: written once, changed by one at a time, confirmed, retired, nothing lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from assistant.store.audit import Actor
from assistant.store.canned import CannedChanged, CannedStore, UnknownCanned, Written
from tests.store.rows import audited

WANG, LI = Actor("wang", "staff", "request-1"), Actor("li", "supervisor")
BOUND = [{"clause": "c1", "words": "最长三年", "digest": "d1", "standing": "in_force"}]
WRITTEN = Written("房租补贴", "fzbt", "按{{条款}}，{{金额}}", BOUND, {"minimum_wage": None})


@pytest.fixture
def store(database: Engine) -> CannedStore:
    return CannedStore(database)


def test_an_answer_is_written_changed_confirmed_and_retired(store: CannedStore, database: Engine) -> None:
    assert store.write(WRITTEN, WANG, "form-1")
    assert not store.write(WRITTEN, WANG, "form-1")
    (first,) = store.listed()
    assert (first.title, first.key, first.text, first.clauses, first.figures, first.version) == (
        "房租补贴", "fzbt", "按{{条款}}，{{金额}}", BOUND, {"minimum_wage": None}, 1,
    )  # fmt: skip
    store.change(first.id, 1, replace(WRITTEN, text="改过的"), LI)
    now_bound = [{**BOUND[0], "words": "最长五年", "digest": "d2"}]
    store.confirm(first.id, 2, now_bound, {"minimum_wage": {"amount": "1", "from": "2026-01-01"}}, WANG)
    found = store.get(first.id)
    assert (found.text, found.written_by, found.confirmed_by, found.version) == ("改过的", "li", "wang", 3)
    assert (found.clauses, found.figures) == (now_bound, {"minimum_wage": {"amount": "1", "from": "2026-01-01"}})
    store.retire(first.id, 3, LI)
    assert store.listed() == []
    assert [(a.id, a.retired_by) for a in store.listed(retired=True)] == [(first.id, "li")]
    assert [(e.actor, e.action, e.object) for e in reversed(audited(database))] == [
        ("wang", "canned_written", str(first.id)), ("li", "canned_changed", str(first.id)),
        ("wang", "canned_confirmed", str(first.id)), ("li", "canned_retired", str(first.id)),
    ]  # fmt: skip
    assert "改过的" not in str(audited(database))


def test_of_two_at_once_one_is_kept_and_the_other_is_told_what_it_is_now(store: CannedStore) -> None:
    store.write(WRITTEN, WANG)
    number = store.listed()[0].id

    def change(text: str) -> str:
        try:
            store.change(number, 1, replace(WRITTEN, text=text), WANG)
        except CannedChanged as changed:
            return changed.current.text
        return text

    with ThreadPoolExecutor(4) as pool:
        seen = list(pool.map(change, ["甲", "乙", "丙", "丁"]))
    kept = store.get(number)
    assert kept.version == 2
    assert seen == [kept.text] * 4


def test_what_is_retired_or_not_there_is_not_changed(store: CannedStore) -> None:
    store.write(WRITTEN, WANG)
    number = store.listed()[0].id
    store.retire(number, 1, WANG)
    with pytest.raises(CannedChanged):
        store.change(number, 2, WRITTEN, WANG)
    with pytest.raises(CannedChanged):
        store.retire(number, 2, WANG)
    with pytest.raises(UnknownCanned) as unknown:
        store.confirm(99, 1, [], {}, WANG)
    assert str(unknown.value).endswith("。")
