"""Who was told what of a benefit, by which version of its rule: whoever was told something wrong can be found."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine as Database
from sqlalchemy import select

from assistant.engine import Engine
from assistant.request import RequestError
from assistant.server.conversations import Conversations
from assistant.store.answers import BATCH, AnswerStore, Told
from assistant.store.conversations import ConversationStore
from assistant.store.database import now
from assistant.store.tables import RuleVersionRow, TurnRow
from tests.people import HIRED, OPENING
from tests.store.rows import DAY, put_back, turn

NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))  # in Beijing
HOUR = dt.timedelta(hours=1)
YES, MORE, NO = ["eligible", 1000.0, 1000.0], ["eligible", 1000.0, 2500.5], ["ineligible", None, None]
VERSIONS = {"c1": {"b1": "v1", "b2": "w1"}, "c2": {"b1": "v2", "b2": "w1"}}


@pytest.fixture
def answers(database: Database) -> AnswerStore:
    store = AnswerStore(database)
    for corpus_version, versions in VERSIONS.items():
        store.keep_rule_versions(corpus_version, versions)
    return store


def tell(database: Database, conversation: str, *turns: tuple[float, str, dict[str, Any]]) -> None:
    """Turns told so many hours after noon, by a version of the corpus."""
    store = ConversationStore(database)
    for hours, corpus_version, told in turns:
        seq = store.lengths([conversation])[conversation] + 1
        store.append(conversation, turn(seq, corpus_version=corpus_version, told=told))
        put_back(database, TurnRow.created_at, NOON + hours * HOUR, conversation_id=conversation, seq=seq)


def found(answers: AnswerStore, **only: str) -> list[tuple[str, int]]:
    told = answers.about("b1", NOON - 100 * HOUR, NOON + 100 * HOUR, **only)
    return [(answer.conversation, answer.turn) for answer in told]


def test_who_was_told_what_and_when_is_found_oldest_first(database: Database, answers: AnswerStore) -> None:
    one, other, third = (ConversationStore(database).start({}) for _ in range(3))
    tell(database, one, (1, "c1", {"b1": YES, "b2": NO}), (3, "c2", {"b1": NO}))
    tell(database, other, (2, "c1", {"b1": MORE}))
    tell(database, third, (1, "c1", {"b2": YES}), (2, "c1", {}))
    assert list(answers.about("b1", NOON, NOON + 24 * HOUR)) == [
        Told(NOON + 1 * HOUR, one, 1, DAY, "c1", "v1", "eligible", 1000.0, 1000.0),
        Told(NOON + 2 * HOUR, other, 1, DAY, "c1", "v1", "eligible", 1000.0, 2500.5),
        Told(NOON + 3 * HOUR, one, 2, DAY, "c2", "v2", "ineligible", None, None),
    ]


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [(0, 5, [1, 2, 3]), (1, 3, [1, 2]), (1.001, 3.001, [2, 3]), (2, 2, []), (4, 9, []), (-9, 1, [])],
)
def test_between_two_moments_the_first_is_in_and_the_second_is_not(
    database: Database, answers: AnswerStore, since: float, until: float, hours: list[int]
) -> None:
    for hour in (1, 2, 3):
        tell(database, ConversationStore(database).start({}), (hour, "c1", {"b1": YES}))
    told = answers.about("b1", NOON + since * HOUR, NOON + until * HOUR)
    assert [answer.at for answer in told] == [NOON + hour * HOUR for hour in hours]


def test_what_is_said_again_is_one_answer(database: Database, answers: AnswerStore) -> None:
    one, other = (ConversationStore(database).start({}) for _ in range(2))
    for conversation in (one, other):
        tell(
            database, conversation,
            (1, "c1", {"b1": YES}), (2, "c1", {"b1": YES, "b2": NO}), (3, "c1", {}), (4, "c1", {"b1": YES}),
            (5, "c1", {"b1": MORE}), (6, "c1", {"b1": NO}), (7, "c1", {"b1": YES}),
        )  # fmt: skip
    assert [seq for conversation, seq in found(answers) if conversation == one] == [1, 5, 6, 7]
    assert [seq for conversation, seq in found(answers) if conversation == other] == [1, 5, 6, 7]


def test_the_same_said_by_another_version_of_the_rule_is_another_answer(
    database: Database, answers: AnswerStore
) -> None:
    conversation = ConversationStore(database).start({})
    tell(database, conversation, (1, "c1", {"b1": YES, "b2": YES}), (2, "c2", {"b1": YES, "b2": YES}))
    assert found(answers) == [(conversation, 1), (conversation, 2)]
    assert found(answers, version="v2") == [(conversation, 2)]
    assert [told.turn for told in answers.about("b2", NOON, NOON + 9 * HOUR)] == [1]  # the corpus is new, not this rule


@pytest.mark.parametrize(
    ("only", "turns"),
    [
        ({"status": "eligible"}, [1, 3, 4]),
        ({"status": "ineligible"}, [2]),
        ({"status": "undetermined"}, []),
        ({"version": "v1"}, [1, 2]),
        ({"version": "v2"}, [3, 4]),
        ({"version": "v9"}, []),
        ({"status": "eligible", "version": "v2"}, [3, 4]),
        ({"status": "\0", "version": "\0"}, []),
    ],
)
def test_answers_are_found_by_status_and_by_version(
    database: Database, answers: AnswerStore, only: dict[str, str], turns: list[int]
) -> None:
    told = [(1, "c1", YES), (2, "c1", NO), (3, "c2", YES), (4, "c2", MORE)]
    conversation = ConversationStore(database).start({})
    tell(database, conversation, *((hour, corpus, {"b1": said}) for hour, corpus, said in told))
    assert [seq for _, seq in found(answers, **only)] == turns


def test_more_answers_than_are_fetched_at_once(database: Database, answers: AnswerStore) -> None:
    many = BATCH + 3
    store, conversation = ConversationStore(database), ConversationStore(database).start({})
    for seq in range(1, many + 1):
        store.append(conversation, turn(seq, told={"b1": ["eligible", seq, seq]}))
    told = list(answers.about("b1", now() - HOUR, now() + HOUR))
    assert [answer.least for answer in told] == list(range(1, many + 1))


@pytest.mark.parametrize("benefit", ["b9", "", "' OR 1=1 --", "x" * 5000])
def test_a_benefit_that_no_rule_knew_is_refused(answers: AnswerStore, benefit: str) -> None:
    with pytest.raises(RequestError) as refused:
        list(answers.about(benefit, NOON, NOON + HOUR))
    assert refused.value.code == "unknown_benefit"


def test_a_turn_of_before_versions_were_recorded(database: Database, answers: AnswerStore) -> None:
    conversation = ConversationStore(database).start({})
    tell(database, conversation, (1, "c0", {}), (2, "c0", {"b1": YES}))
    assert found(answers) == [(conversation, 2)]
    assert [told.rule_version for told in answers.about("b1", NOON, NOON + 9 * HOUR)] == [None]


def test_the_versions_of_a_corpus_are_written_down_once(database: Database, answers: AnswerStore) -> None:
    def again(number: int) -> None:
        answers.keep_rule_versions("c3", {f"b{i}": "v3" for i in range(100)})
        answers.keep_rule_versions("c1", {"b1": str(number), "b5": "v5"})
        answers.keep_rule_versions("c4", {})

    with ThreadPoolExecutor(4) as threads:  # as worker processes that start together
        list(threads.map(again, range(4)))
    columns = (RuleVersionRow.corpus_version, RuleVersionRow.benefit, RuleVersionRow.version)
    with database.connect() as connection:
        rows = [tuple(row) for row in connection.execute(select(*columns))]
    expected = {**VERSIONS, "c3": {f"b{i}": "v3" for i in range(100)}}
    assert sorted(rows) == sorted((c, b, v) for c, versions in expected.items() for b, v in versions.items())


def test_a_real_conversation_leaves_what_it_told(database: Database, engine: Engine) -> None:
    answers, led = AnswerStore(database), Conversations(engine, ConversationStore(database))
    answers.keep_rule_versions(engine.corpus.version, engine.rules.versions)
    conversation = led.start({"applicant": "resident"})
    led.say(conversation, {"text": OPENING}, DAY)
    led.say(conversation, {"answers": {name: value for name, value in HIRED.items() if name != "applicant"}}, DAY)
    assessed = led.current(conversation, DAY)["benefits"]
    assert {"eligible", "ineligible"} <= {benefit["status"] for benefit in assessed}
    for benefit in assessed:
        told = list(answers.about(benefit["id"], now() - HOUR, now() + HOUR))
        amount = benefit["amount"] or {"min": None, "max": None}
        last = (told[-1].status, told[-1].least, told[-1].most)
        assert last == (benefit["status"], amount["min"], amount["max"])
        assert {answer.rule_version for answer in told} == {engine.rules.versions[benefit["id"]]}
        assert {(answer.conversation, answer.corpus_version) for answer in told} == {
            (conversation, engine.corpus.version)
        }
