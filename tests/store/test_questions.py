"""Questions for staff: kept with the turn that wasn't answered, equal ones together, gone with their conversation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from assistant.store.conversations import ConversationStore
from assistant.store.database import now
from assistant.store.feedback import Feedback, FeedbackStore
from assistant.store.questions import Asked, QuestionStore, UnknownQuestion, question_key
from assistant.store.retention import purge
from assistant.store.tables import ConversationRow, QuestionRow, TurnRow
from tests.store.rows import BY, audited, contents, put_back, turn

DAY = dt.timedelta(days=1)
SAID = "灵活就业，断缴了<b>怎么补</b>？"


@pytest.fixture
def store(database: Engine) -> QuestionStore:
    return QuestionStore(database)


def asks(database: Engine, said: str = SAID, confident: bool | None = False, **others: Any) -> tuple[str, str]:
    """A conversation with one question: its id, and the token of its result."""
    reply = {"text": "没有找到", "understood": [], "results": [{"clause": "d#1"}, {"clause": "d#2"}]}
    first = turn(1, said, reply={**reply, "confident": confident}, **others)
    return ConversationStore(database).start_with({}, first), first.result_token


def said(questions: list[Asked]) -> list[str]:
    return [question.said for question in questions]


def test_what_is_not_answered_is_there_and_what_is_isnt(database: Engine, store: QuestionStore) -> None:
    conversation, _ = asks(database, corpus_version="c7")
    asks(database, "我35岁", None)
    asks(database, "房租补贴多少", True)
    ConversationStore(database).append(
        conversation, turn(2, "工伤谁管", reply={"text": "", "results": [], "confident": False})
    )
    first, second = store.page("", 10)[::-1]
    assert (first.said, first.clauses, first.corpus_version, first.places) == (SAID, ("d#1", "d#2"), "c7", ("chat",))
    assert (first.times, first.unanswered, first.useless, first.state) == (1, 1, 0, "open")
    assert (second.said, second.clauses) == ("工伤谁管", ())
    assert store.get(first.id) == first


def test_equal_questions_are_one_with_their_number(database: Engine, store: QuestionStore) -> None:
    for words in (SAID, "工伤谁管", "灵活就业断缴了  <B>怎么补</B>"):
        asks(database, words)
    assert store.note(f" {SAID} ", "desk", BY) is not None
    newest, other = store.page("", 10)
    assert (newest.said, newest.times, newest.places) == (SAID, 3, ("chat", "desk"))
    assert newest.first < newest.last
    assert other.said == "工伤谁管"
    assert said(store.page("", 1, 1)) == ["工伤谁管"]
    assert store.counts() == {"": 2, "unanswered": 2, "useless": 0, "done": 0}
    assert question_key("？！") != question_key("。")


def test_an_answer_of_no_use_is_there_until_it_is_thought_otherwise(database: Engine, store: QuestionStore) -> None:
    feedback = FeedbackStore(database)
    _, answered = asks(database, "房租补贴多少", True)
    _, refused = asks(database)
    _, pressed = asks(database, "是", None, fact="disabled")
    for token in (answered, refused, pressed):
        feedback.keep(token, Feedback(False))
    assert said(store.page("useless", 10)) == ["房租补贴多少", SAID]
    assert said(store.page("unanswered", 10)) == [SAID]
    for token in (answered, refused):
        feedback.keep(token, Feedback(True))
    assert said(store.page("", 10)) == [SAID]
    assert store.page("useless", 10) == []


def test_what_is_dealt_with_comes_back_when_asked_again_and_what_is_outside_does_not(
    database: Engine, store: QuestionStore
) -> None:
    for words in (SAID, "摇号"):
        asks(database, words)
    outside, handled = (question.id for question in store.page("", 10))
    store.mark(outside, "outside", BY)
    store.mark(handled, "handled", BY)
    assert store.page("", 10) == []
    assert [(question.said, question.state) for question in store.page("done", 10)] == [
        ("摇号", "outside"), (SAID, "handled"),
    ]  # fmt: skip
    assert store.get(outside).marked_by == BY.name
    for words in (SAID, "摇号！"):
        asks(database, words)
    assert said(store.page("", 10)) == [SAID]
    assert [(question.said, question.times) for question in store.page("done", 10)] == [("摇号！", 2)]
    store.mark(outside, "open", BY)
    assert store.get(outside).state == "open"
    assert [entry.details for entry in audited(database, action="question_marked")][-1] == {"state": "outside"}


def deleted(database: Engine, conversation: str) -> None:
    ConversationStore(database).delete(conversation)


def purged(database: Engine, conversation: str) -> None:
    put_back(database, ConversationRow.created_at, now() - 40 * DAY, id=conversation)
    put_back(database, TurnRow.created_at, now() - 40 * DAY, conversation_id=conversation)
    assert purge(database, 30, BY).conversations == 1


@pytest.mark.parametrize("way", [deleted, purged])
def test_it_goes_with_its_conversation(
    database: Engine, store: QuestionStore, way: Callable[[Engine, str], None]
) -> None:
    conversation, token = asks(database)
    FeedbackStore(database).keep(token, Feedback(False))
    question = store.page("", 10)[0].id
    asks(database, "摇号")
    way(database, conversation)
    assert said(store.page("", 10)) == ["摇号"]
    for gone in (lambda: store.get(question), lambda: store.mark(question, "handled", BY)):
        with pytest.raises(UnknownQuestion):
            gone()
    if database.dialect.name == "sqlite":
        folder = Path(database.url.database or "").parent
        assert [path for path in folder.iterdir() if SAID.encode() in path.read_bytes()] == []


def test_what_was_noted_at_the_desk_goes_after_a_while(database: Engine, store: QuestionStore) -> None:
    old, new = (store.note(words, "desk", BY) for words in ("工伤谁管", "摇号"))
    assert store.note(" …\n", "desk", BY) is None
    put_back(database, QuestionRow.at, now() - 40 * DAY, id=old)
    purge(database, 30, BY)
    assert [question.id for question in store.page("", 10)] == [new]
    assert [e.details["questions"] for e in audited(database, action="purged")] == [1]
    assert contents(database)["question"][0][9] == BY.name
