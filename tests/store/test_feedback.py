"""What residents think of an answer: one for each turn, the last; read newest first; gone with the conversation."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.store.conversations import ConversationStore, StoredTurn, UnknownResult
from assistant.store.database import now
from assistant.store.feedback import LONGEST_WHY, Feedback, FeedbackStore, short_why
from assistant.store.retention import purge
from assistant.store.tables import ConversationRow, TurnRow
from tests.store.rows import BY, contents, put_back, turn

WHY = "一年多少没说清，<b>也没说</b>去哪里办"
DAY = dt.timedelta(days=1)


@pytest.fixture
def store(database: Engine) -> FeedbackStore:
    return FeedbackStore(database)


def answered(database: Engine, **others: object) -> tuple[str, str]:
    """A conversation with one answer: its id, and the token of its result."""
    first: StoredTurn = turn(1, **others)  # type: ignore[arg-type]
    return ConversationStore(database).start_with({}, first), first.result_token


def test_it_is_kept_at_once_and_its_reason_after_it(database: Engine, store: FeedbackStore) -> None:
    _, token = answered(database)
    assert store.of(token) is None
    assert store.keep(token, Feedback(False)) == Feedback(False) == store.of(token)
    said = Feedback(False, "unclear", WHY, "result")
    assert store.keep(token, said) == said == store.of(token)
    assert len(contents(database)["feedback"]) == 1


def test_the_last_button_counts_and_the_same_again_takes_no_word_away(database: Engine, store: FeedbackStore) -> None:
    _, token = answered(database)
    store.keep(token, Feedback(False, "other", WHY))
    assert store.keep(token, Feedback(False)) == Feedback(False, "other", WHY)
    assert store.keep(token, Feedback(True)) == Feedback(True)  # what was lacking isn't any more
    assert store.keep(token, Feedback(False, None, "还是没懂")) == Feedback(False, None, "还是没懂")
    assert len(contents(database)["feedback"]) == 1


def test_a_button_pressed_twice_at_once_is_one_feedback(database: Engine, store: FeedbackStore) -> None:
    _, token = answered(database)
    together = threading.Barrier(4)

    def press(number: int) -> Feedback:
        together.wait(timeout=60)
        return store.keep(token, Feedback(number % 2 == 0))

    with ThreadPoolExecutor(4) as threads:
        assert {feedback.useful for feedback in threads.map(press, range(4))} == {True, False}
    assert len(contents(database)["feedback"]) == 1


@pytest.mark.parametrize("token", ["", "1", "a" * 24, "\0" * 24, "结果" * 12, "a" * 65, "' OR 1=1 --"])
def test_of_an_answer_that_does_not_exist_nothing_is_kept(database: Engine, store: FeedbackStore, token: str) -> None:
    answered(database)
    with pytest.raises(UnknownResult):
        store.keep(token, Feedback(True))
    assert store.of(token) is None
    assert contents(database)["feedback"] == []


def test_it_is_read_newest_first_with_what_had_been_told(database: Engine, store: FeedbackStore) -> None:
    told = {"b1": ["eligible", 1000.0, 2500.5]}
    first = store_one(database, Feedback(False, None, WHY), told=told, corpus_version="c7")
    for number in range(4):
        store_one(database, Feedback(number % 2 == 0, None, str(number)))
    assert [heard.feedback.why for heard in store.newest(10)] == ["3", "2", "1", "0", WHY]
    assert [heard.feedback.why for heard in store.newest(2, 1)] == ["2", "1"]
    assert [heard.feedback.why for heard in store.newest(10, useless_only=True)] == ["3", "1", WHY]
    oldest = store.newest(10)[-1]
    assert (oldest.told, oldest.corpus_version) == (told, "c7")
    assert store.newest(10)[0].told == {}
    store.keep(first, Feedback(True))
    assert store.newest(10)[-1].feedback == Feedback(True)  # its place is when it was first given
    assert abs(now() - store.newest(1)[0].at) < DAY


def store_one(database: Engine, feedback: Feedback, **others: object) -> str:
    """Feedback on a conversation of its own; the token."""
    _, token = answered(database, **others)
    FeedbackStore(database).keep(token, feedback)
    return token


def deleted(database: Engine, conversation: str) -> None:
    ConversationStore(database).delete(conversation)


def purged(database: Engine, conversation: str) -> None:
    put_back(database, ConversationRow.created_at, now() - 40 * DAY, id=conversation)
    put_back(database, TurnRow.created_at, now() - 40 * DAY, conversation_id=conversation)
    assert purge(database, 30, BY).conversations == 1


@pytest.mark.parametrize("way", [deleted, purged])
def test_it_goes_with_its_conversation(
    database: Engine, store: FeedbackStore, way: Callable[[Engine, str], None]
) -> None:
    conversation, token = answered(database)
    other = store_one(database, Feedback(True))
    store.keep(token, Feedback(False, "unclear", WHY))
    way(database, conversation)
    assert store.of(token) is None
    assert store.of(other) == Feedback(True)
    assert len(contents(database)["feedback"]) == 1
    with pytest.raises(UnknownResult):
        store.keep(token, Feedback(True))


@pytest.mark.parametrize("way", [deleted, purged])
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_word_of_it_is_left_in_the_files(
    database: Engine, store: FeedbackStore, way: Callable[[Engine, str], None]
) -> None:
    conversation, token = answered(database)
    store.keep(token, Feedback(False, "unclear", WHY))
    way(database, conversation)
    folder = Path(database.url.database or "").parent
    assert [path for path in folder.iterdir() if WHY.encode() in path.read_bytes()] == []


def test_while_it_is_given_the_conversation_can_be_deleted(database: Engine, store: FeedbackStore) -> None:
    for _ in range(10):
        conversation, token = answered(database)
        together = threading.Barrier(2)

        def give(token: str = token, together: threading.Barrier = together) -> None:
            together.wait(timeout=60)
            try:
                store.keep(token, Feedback(False, "other", WHY))
            except UnknownResult:
                return

        def end(conversation: str = conversation, together: threading.Barrier = together) -> None:
            together.wait(timeout=60)
            ConversationStore(database).delete(conversation)

        with ThreadPoolExecutor(2) as threads:
            for doing in (threads.submit(give), threads.submit(end)):
                doing.result(timeout=60)
    rows = contents(database)
    assert rows["feedback"] == rows["turn"] == rows["conversation"] == []


def test_words_are_kept_as_long_as_they_may_be() -> None:
    assert short_why("  \n ") == ""
    assert short_why(f" {WHY}\n") == WHY
    assert short_why("长" * (LONGEST_WHY + 1)) == "长" * LONGEST_WHY
