"""Checks of citations: handed in whole or not at all, worked on by one, kept as found, deleted by their owner alone."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.store.audit import Actor
from assistant.store.checks import KEEP_CHECKS, LEASE, CheckStore, HandedIn, UnknownCheck
from assistant.store.conversations import new_token
from assistant.store.database import now
from assistant.store.retention import Purged, purge
from assistant.store.tables import CitationCheckRow
from tests.store.rows import BY, DAY, audited, contents, put_back

LI, WANG = Actor("li", "staff"), Actor("wang", "staff")
TEXT = "王小明同志：根据第六条，“每年8000元”"
RESULT = {
    "as_of": "2026-11-20",
    "corpus_version": "c1",
    "citations": [],
    "quotes": [],
    "figures": [],
    "problems": 2,
    "notices": 1,
}
FINDINGS: dict[str, object] = {"found": [], "clauses": {}}
READING = {"kind": "docx", "warnings": [{"code": "w", "message": "修订痕迹"}]}


@pytest.fixture
def store(database: Engine) -> CheckStore:
    return CheckStore(database)


def handed_in(store: CheckStore, *items: HandedIn, by: Actor = LI) -> list[str]:
    """The tokens of what was handed in together."""
    batch = new_token()
    store.hand_in(batch, items or (HandedIn("答复.txt", TEXT),), DAY, by)
    return [line.token for line in store.batch(batch)]


def finished(store: CheckStore, by: Actor = LI) -> str:
    (token,) = handed_in(store, by=by)
    store.take_up(token)
    store.finish(token, TEXT, READING, RESULT, FINDINGS)
    return token


def test_a_file_waits_is_read_and_goes(database: Engine, store: CheckStore) -> None:
    (token,) = handed_in(store, HandedIn("答复.docx", content=b"PK\x00\xff"))
    assert (store.line(token).state, store.text(token)) == ("waiting", None)
    taken = store.take_up(token)
    assert taken
    assert (taken.name, taken.content, taken.text, taken.as_of) == ("答复.docx", b"PK\x00\xff", None, DAY)
    assert store.line(token).state == "reading"
    for half_done in (store.get, store.answer):
        with pytest.raises(UnknownCheck):
            half_done(token)
    store.finish(token, TEXT, READING, RESULT, FINDINGS)
    kept = store.get(token)
    assert (kept.text, kept.reading, kept.findings) == (TEXT, READING, FINDINGS)
    assert store.answer(token) == RESULT
    assert (kept.line.state, kept.line.problems, kept.line.notices, kept.line.corpus_version) == ("done", 2, 1, "c1")
    assert contents(database)["citation_upload"] == []
    store.refuse(token, "太晚了")  # by another that had taken it up, too
    assert store.get(token) == kept


def test_what_cannot_be_read_says_why_and_the_others_go_on(database: Engine, store: CheckStore) -> None:
    refused, large, good = handed_in(
        store, HandedIn("坏.docx", content=b"?"), HandedIn("大.pdf", refusal="太大"), HandedIn("粘贴", TEXT)
    )
    store.take_up(refused)
    store.refuse(refused, "已损坏")
    assert store.take_up(large) is None
    batch = store.batch(store.line(good).batch)
    assert [(line.name, line.state, line.refusal, line.pending) for line in batch] == [
        ("坏.docx", "refused", "已损坏", False), ("大.pdf", "refused", "太大", False), ("粘贴", "waiting", None, True)
    ]  # fmt: skip
    assert contents(database)["citation_upload"] == []


def test_sent_twice_it_counts_once_and_all_or_nothing_is_kept(database: Engine, store: CheckStore) -> None:
    batch, together = new_token(), threading.Barrier(3)
    items = [HandedIn("一", TEXT), HandedIn("二", content=b"2")]

    def send(_: int) -> None:
        together.wait(timeout=60)
        store.hand_in(batch, items, DAY, LI)

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(send, range(3)))
    assert [line.name for line in store.batch(batch)] == ["一", "二"]
    rows = contents(database)
    assert (len(rows["citation_check"]), len(rows["citation_upload"])) == (2, 1)
    assert [(entry.action, entry.actor) for entry in audited(database)] == [("check_made", "li")] * 2


def test_one_takes_it_up_however_many_ask(store: CheckStore) -> None:
    (token,), together = handed_in(store), threading.Barrier(4)

    def ask(_: int) -> bool:
        together.wait(timeout=60)
        return store.take_up(token) is not None

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(ask, range(4))) == 1


def test_what_somebody_died_over_is_taken_up_again(database: Engine, store: CheckStore) -> None:
    (token,) = handed_in(store)
    store.take_up(token)
    put_back(database, CitationCheckRow.claimed_at, now() - LEASE / 2, token=token)
    assert store.take_up(token) is None
    put_back(database, CitationCheckRow.claimed_at, now() - LEASE * 1.01, token=token)
    store.still_at_it(token)
    assert store.take_up(token) is None
    put_back(database, CitationCheckRow.claimed_at, now() - LEASE * 1.01, token=token)
    assert store.take_up(token)


def test_lists_are_ones_own_or_everybodys_newest_first(store: CheckStore) -> None:
    first, second, third = finished(store), finished(store, WANG), finished(store)
    assert [line.token for line in store.newest("li", 10)] == [third, first]
    assert [line.token for line in store.newest(None, 10)] == [third, second, first]
    assert [line.token for line in store.newest(None, 1, 1)] == [second]


def test_only_its_owner_deletes_it(database: Engine, store: CheckStore) -> None:
    token, other = finished(store), finished(store)
    for by in (WANG, Actor("boss", "administrator")):
        with pytest.raises(UnknownCheck):
            store.delete(token, by)
    store.delete(token, LI)
    for act in (store.line, store.get, store.answer, store.text, lambda gone: store.delete(gone, LI)):
        with pytest.raises(UnknownCheck):
            act(token)
    assert store.get(other)
    assert [entry.action for entry in audited(database)] == ["check_deleted", "check_made", "check_made"]


def test_the_log_names_neither_the_file_nor_the_way_to_it(database: Engine, store: CheckStore) -> None:
    token = finished(store)
    store.saw(token, WANG)
    store.delete(token, LI)
    log = str(audited(database))
    assert "check_seen" in log
    for secret in (token, "答复", "王小明"):
        assert secret not in log


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_word_of_it_is_left_in_the_files(database: Engine, store: CheckStore) -> None:
    token = finished(store)
    (waiting,) = handed_in(store, HandedIn("答复.txt", content=TEXT.encode()))
    for gone in (token, waiting):
        store.delete(gone, LI)
    folder = Path(database.url.database or "").parent
    assert [path for path in folder.iterdir() if TEXT.encode() in path.read_bytes()] == []


def test_old_ones_are_purged_and_that_is_audited(database: Engine, store: CheckStore) -> None:
    old, young = finished(store), finished(store)
    handed_in(store, HandedIn("一", content=b"1"))
    for token, days in ((old, KEEP_CHECKS + 1), (young, KEEP_CHECKS - 1)):
        put_back(database, CitationCheckRow.created_at, now() - dt.timedelta(days=days), token=token)
    assert purge(database, 30, BY) == Purged(0, 0, 1)
    assert [line.token for line in store.newest("li", 10)][-1] == young
    assert audited(database)[0].details == {"checks": 1, "keep_days": KEEP_CHECKS}


@pytest.mark.parametrize("token", ["", "1", "a" * 24, "\0" * 24, "核对" * 12, "a" * 65, "' OR 1=1 --"])
def test_nothing_is_found_by_what_can_be_guessed(store: CheckStore, token: str) -> None:
    finished(store)
    assert store.batch(token) == []
    for act in (store.line, store.get, store.answer, store.text, lambda gone: store.delete(gone, LI)):
        with pytest.raises(UnknownCheck):
            act(token)
