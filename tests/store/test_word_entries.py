"""Words that staff add: written once, accepted by another account after a preview, kept when their question goes."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine, update

from assistant.accounts.accepting import standing
from assistant.request import RequestError
from assistant.store.audit import Actor
from assistant.store.conversations import ConversationStore
from assistant.store.database import now
from assistant.store.questions import QuestionStore
from assistant.store.tables import WordEntryRow
from assistant.store.word_entries import LEASE, UnknownWords, WordEntryStore
from tests.store.rows import BY, audited, contents
from tests.store.test_questions import SAID, asks

WORDS: dict[str, Any] = {
    "kind": "lexicon", "said": "断缴", "written": "社会保险", "weight": 0.6, "note": "", "unit": "",
}  # fmt: skip
LI, WANG = Actor("li", "staff"), Actor("wang", "staff")
CHANGES = {"rose": 1, "fell": 0}


@pytest.fixture
def store(database: Engine) -> WordEntryStore:
    return WordEntryStore(database)


def previewed(store: WordEntryStore, version: str = "v1", **others: Any) -> int:
    """An entry of Li's with its preview."""
    entry = store.write({**WORDS, **others}, None, LI)
    assert store.take_up(entry, version) is not None
    store.keep_preview(entry, version, CHANGES)
    return entry


def test_what_is_written_is_kept_as_words_when_its_question_goes(database: Engine, store: WordEntryStore) -> None:
    questions = QuestionStore(database)
    conversation, _ = asks(database)
    question = questions.page("", 1)[0]
    entry = store.write(WORDS, question.id, LI, "m-1")
    assert store.write(WORDS, question.id, LI, "m-1") == entry  # the form sent twice
    kept = store.get(entry)
    assert (kept.said, kept.written, kept.weight, kept.account) == ("断缴", "社会保险", 0.6, "li")
    assert (questions.get(question.id).state, questions.get(question.id).entries) == ("worded", (entry,))
    taken = store.take_up(entry, "v1")
    assert taken is not None
    assert taken[1] == SAID
    ConversationStore(database).delete(conversation)
    assert store.get(entry).question is None
    assert SAID not in str(contents(database))
    assert store.write({**WORDS, "said": "断保"}, question.id, LI) == entry + 1  # gone meanwhile: no question


def test_the_very_same_is_not_written_twice(store: WordEntryStore) -> None:
    entry = store.write(WORDS, None, LI)
    with pytest.raises(RequestError, match=f"li已经写过一模一样的一条（第 {entry} 条）"):
        store.write({**WORDS, "weight": 1.0}, None, WANG)
    store.withdraw(entry, WANG)
    assert store.write(WORDS, None, WANG) != entry


def test_a_preview_is_worked_out_by_one_and_again_when_the_corpus_changes(
    database: Engine, store: WordEntryStore
) -> None:
    entry = store.write(WORDS, None, LI)
    assert standing(store.get(entry), "v1") == "waiting"
    assert store.take_up(entry, "v1") is not None
    assert store.take_up(entry, "v1") is None  # somebody is at it
    with database.begin() as connection:
        long_ago = update(WordEntryRow).where(WordEntryRow.id == entry).values(claimed_at=now() - 2 * LEASE)
        connection.execute(long_ago)
    assert store.take_up(entry, "v1") is not None  # who has died
    store.keep_preview(entry, "v1", CHANGES)
    assert standing(store.get(entry), "v1") == "previewed"
    assert store.take_up(entry, "v1") is None
    assert standing(store.get(entry), "v2") == "outdated"
    assert store.take_up(entry, "v2") is not None
    store.keep_preview(entry, "v2", None, "没有算成")
    assert standing(store.get(entry), "v2") == "refused"
    store.preview_again(entry)
    assert standing(store.get(entry), "v2") == "waiting"


def test_four_eyes_and_a_preview_of_today(database: Engine, store: WordEntryStore) -> None:
    entry = store.write(WORDS, None, LI)
    with pytest.raises(RequestError, match="还没有算出"):
        store.accept(entry, "v1", WANG)
    store.keep_preview(entry, "v1", CHANGES)
    with pytest.raises(RequestError, match="是您（li）写的"):
        store.accept(entry, "v1", LI)
    with pytest.raises(RequestError, match="语料改动了"):
        store.accept(entry, "v2", WANG)
    store.accept(entry, "v1", WANG)
    with pytest.raises(RequestError, match="wang已经同意"):
        store.accept(entry, "v1", Actor("zhao", "staff"))
    assert standing(store.get(entry), "v2") == "accepted"
    assert [found.id for found in store.accepted()] == [entry]
    store.exported([entry], BY)
    store.exported([entry], BY)
    assert standing(store.get(entry), "v2") == "exported"
    with pytest.raises(RequestError, match="已经导出"):
        store.withdraw(entry, LI)
    with pytest.raises(RequestError, match="已经导出"):
        store.preview_again(entry)
    done = [e.action for e in audited(database, object=str(entry))]
    assert done == ["words_exported", "words_accepted", "words_written"]


def test_what_is_taken_back_opens_its_question_again(database: Engine, store: WordEntryStore) -> None:
    asks(database)
    questions = QuestionStore(database)
    question = questions.page("", 1)[0].id
    entry = store.write(WORDS, question, LI)
    store.withdraw(entry, WANG)
    assert (questions.get(question).state, questions.get(question).entries) == ("open", ())
    assert standing(store.get(entry), "v1") == "withdrawn"
    with pytest.raises(RequestError, match="wang已经撤回"):
        store.withdraw(entry, LI)
    with pytest.raises(RequestError, match="wang已经撤回"):
        store.accept(entry, "v1", WANG)
    with pytest.raises(UnknownWords):
        store.get(99)


def test_two_at_once_accept_and_withdraw_one_after_the_other(store: WordEntryStore) -> None:
    for number in range(4):
        entry = previewed(store, said=f"断缴{number}")
        together = threading.Barrier(2)

        def decide(accept: bool, entry: int = entry, together: threading.Barrier = together) -> bool:
            together.wait(timeout=60)
            try:
                store.accept(entry, "v1", WANG) if accept else store.withdraw(entry, LI)
            except RequestError:
                return False
            return True

        with ThreadPoolExecutor(2) as threads:
            accepted, withdrawn = threads.map(decide, (True, False))
        assert withdrawn  # also after it was accepted: it isn't exported yet
        assert store.get(entry).withdrawn_by == "li"
        assert accepted == (store.get(entry).accepted_by == "wang")
