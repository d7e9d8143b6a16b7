"""Conversations: kept as they were led, each place taken once, deleted at once and without a trace."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from assistant.dialogue.state import Turn
from assistant.facts.vocabulary import Facts
from assistant.store.conversations import (
    ConversationStore,
    StoredConversation,
    TurnTaken,
    UnknownConversation,
    UnknownResult,
    begun_by,
    new_token,
)
from assistant.store.database import now, open_database
from assistant.store.retention import purge
from assistant.store.tables import ConversationRow, TurnRow
from tests.store.rows import BY, contents, put_back, turn

NOT_IDS = [
    "", "short", "\0" * 20, "abcdefghijklmnop\0", "x" * 65, "x" * 100_000, "对话" * 10, "ａｂｃｄｅｆｇｈ１２" * 2,
    "abcdefghijklmno\n", "' OR 1=1 --" * 2, "../../etc/passwd", "\ud800" * 20, "%" * 20,
]  # fmt: skip
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200)  # as masked text is
FACT = st.dictionaries(TEXT, st.one_of(TEXT, st.booleans(), st.integers(-(2**40), 2**40), st.floats(-1e9, 1e9)))
TURNS = st.builds(
    Turn,
    given=FACT,
    declined=st.lists(TEXT).map(tuple),
    forgotten=st.lists(TEXT).map(tuple),
    undo=st.booleans(),
    asks=st.none() | TEXT,
    whose=TEXT,
    focus=st.none() | st.lists(TEXT).map(tuple),
    enough=st.none() | st.booleans(),
)


@pytest.fixture
def store(database: Engine) -> ConversationStore:
    return ConversationStore(database)


def test_a_conversation_comes_back_as_it_was_led(store: ConversationStore) -> None:
    given: Facts = {"applicant": "resident"}
    first, second = turn(1, "一", "m-1"), turn(2, "二", told={"b1": ["eligible", 1.0, 2.0]})
    led, begun = store.start_with(given, first), store.start(given)
    store.append(led, second)
    assert store.load(led) == StoredConversation(led, given, (first, second))
    assert store.load(begun) == StoredConversation(begun, given, ())
    assert store.load(led).changes() == (Turn(given=given, start=True), first.turn, second.turn)
    assert store.lengths([led, begun, new_token(), "\0"]) == {led: 2, begun: 0}


@given(given=FACT, said=TEXT, changed=TURNS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_said_and_known_comes_back(
    store: ConversationStore, given: dict[str, object], said: str, changed: Turn
) -> None:
    kept = turn(1, said, turn=changed)
    loaded = store.load(store.start_with(given, kept))
    assert (loaded.given, loaded.turns) == (given, (kept,))
    assert list(loaded.given) == list(given)
    assert list(loaded.turns[0].turn.given) == list(changed.given)


def test_an_id_can_not_be_guessed(store: ConversationStore) -> None:
    ids = [store.start({}) for _ in range(20)]
    assert len(set(ids)) == 20
    assert all(len(i) == 24 for i in ids)  # 18 bytes from the system's random numbers


@pytest.mark.parametrize(("seq", "message_id"), [(1, None), (1, "m-1"), (1, "m-2"), (2, "m-1")])
def test_a_place_and_a_message_id_are_taken_once(store: ConversationStore, seq: int, message_id: str | None) -> None:
    conversation = store.start_with({}, turn(1, "一", "m-1"))
    before = store.load(conversation)
    with pytest.raises(TurnTaken):
        store.append(conversation, turn(seq, "二", message_id))
    assert store.load(conversation) == before


def test_turns_without_message_ids_and_those_of_other_conversations_are_in_nobodys_way(
    store: ConversationStore,
) -> None:
    one, other = store.start_with({}, turn(1, "一", "m-1")), store.start({})
    store.append(other, turn(1, "一", "m-1"))
    for seq in (2, 3):
        store.append(one, turn(seq))
    store.append(other, turn(2, message_id="m-2"))
    assert store.lengths([one, other]) == {one: 3, other: 2}


def test_a_first_message_begins_one_conversation_however_often_it_comes(store: ConversationStore) -> None:
    together = threading.Barrier(6)

    def begin(_: int) -> str:
        together.wait(timeout=60)
        try:
            return store.start_with({}, turn(1, "一", "m-1"))
        except TurnTaken:
            return ""

    with ThreadPoolExecutor(6) as threads:
        begun = [conversation for conversation in threads.map(begin, range(6)) if conversation]
    assert begun == [begun_by("m-1")]
    assert [stored.said for stored in store.load(begun[0]).turns] == ["一"]
    assert store.start_with({}, turn(1, "一")) != store.start_with({}, turn(1, "一"))  # without an id nothing is known


def test_of_several_at_once_one_takes_the_place(store: ConversationStore) -> None:
    conversation, together = store.start({}), threading.Barrier(6)

    def append(number: int) -> str:
        together.wait(timeout=60)
        try:
            store.append(conversation, turn(1, str(number)))
        except TurnTaken:
            return ""
        return str(number)

    with ThreadPoolExecutor(6) as threads:
        took = [said for said in threads.map(append, range(6)) if said]
    assert [stored.said for stored in store.load(conversation).turns] == took
    assert len(took) == 1


def test_a_result_is_the_conversation_up_to_its_turn(store: ConversationStore) -> None:
    conversation, turns = store.start({"age": 32}), [turn(seq) for seq in (1, 2, 3)]
    for stored in turns:
        store.append(conversation, stored)
    kept, last = store.result(turns[1].result_token)
    assert (kept.id, kept.given, kept.turns, last) == (conversation, {"age": 32}, tuple(turns[:2]), turns[1])


@pytest.mark.parametrize("not_id", NOT_IDS)
def test_what_is_no_id_is_no_conversation(store: ConversationStore, not_id: str) -> None:
    ways: list[Callable[[], object]] = [
        lambda: store.load(not_id), lambda: store.delete(not_id), lambda: store.append(not_id, turn(1)),
    ]  # fmt: skip
    for way in ways:
        with pytest.raises(UnknownConversation):
            way()
    with pytest.raises(UnknownResult):
        store.result(not_id)
    assert store.lengths([not_id]) == {}


def test_a_deleted_conversation_is_gone_at_once_for_everybody(store: ConversationStore, database: Engine) -> None:
    first = turn(1)
    gone, stays = store.start_with({}, first), store.start_with({}, turn(1, "留下"))
    other_process = ConversationStore(open_database(database.url.render_as_string(hide_password=False), migrate=False))
    store.delete(gone)
    for one in (store, other_process):
        for way in (one.load, one.delete, lambda i, one=one: one.append(i, turn(2))):
            with pytest.raises(UnknownConversation):
                way(gone)
        with pytest.raises(UnknownResult):
            one.result(first.result_token)
        assert one.load(stays).turns[0].said == "留下"
    other_process.database.dispose()
    rows = contents(database)
    assert (len(rows["conversation"]), len(rows["turn"])) == (1, 1)


WORDS = ("我从西城被单位裁员了" * 400, "还有八十岁的老母亲", "王小丽", "message-of-mine")


def written(words: str) -> list[bytes]:
    """How words can stand in a file: as themselves, and as JSON writes them."""
    return [words.encode(), json.dumps(words).strip('"').encode()]


def left(database: Engine) -> list[str]:
    """Those of the words that stand in a file of the database."""
    assert database.url.database is not None
    files = [path.read_bytes() for path in Path(database.url.database).parent.glob("assistant.sqlite3*")]
    # A long text is torn over several pages: look for a piece of it.
    return [words for words in WORDS if any(form in file for form in written(words[:10]) for file in files)]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("way", ["deleted", "purged", "deleted while another reads"])
def test_no_word_of_a_deleted_conversation_is_left_in_the_files(
    store: ConversationStore, database: Engine, way: str
) -> None:
    first = turn(1, WORDS[0], WORDS[3], turn=Turn(given={"said": WORDS[1]}))
    conversation = store.start_with({"name": WORDS[2]}, first)
    for seq in range(2, 12):
        store.append(conversation, turn(seq, WORDS[0] + str(seq), reply={"text": WORDS[1], "results": []}))
    assert left(database) == list(WORDS)
    if way == "purged":
        put_back(database, ConversationRow.created_at, now().replace(year=2020))
        put_back(database, TurnRow.created_at, now().replace(year=2020))
        assert purge(database, 30, BY).conversations == 1
    elif way == "deleted":
        store.delete(conversation)
    else:
        with database.connect() as reader:
            reader.exec_driver_sql("BEGIN")
            assert reader.exec_driver_sql("SELECT count(*) FROM turn").scalar() == 11
            store.delete(conversation)
            with pytest.raises(UnknownConversation):
                store.load(conversation)
        purge(database, 30, BY)  # nobody reads any more
    assert left(database) == []
