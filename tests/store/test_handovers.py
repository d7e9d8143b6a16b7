"""Hand-overs to a person: a code is good once and for ten minutes, wrong ones make one wait, words come once."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, insert, select, update

from assistant.accounts.handing_over import (
    AWAY,
    CODE_HOLDS,
    FORGOTTEN,
    FREE_CODES,
    LEFT,
    MOST_CODES,
    MOST_WAITING,
    MOST_WRONG,
    TOUCHED,
    read_code,
    wait_after,
)
from assistant.request import RequestError
from assistant.store.audit import Actor
from assistant.store.conversations import ConversationStore, UnknownConversation, new_token
from assistant.store.database import now
from assistant.store.handover import Handover, HandoverOver, UnknownHandover
from assistant.store.handover_codes import WrongCode
from assistant.store.handovers import HandoverStore
from assistant.store.retention import purge
from assistant.store.tables import ConversationRow, HandoverRow, TurnRow, WrongCodeRow
from tests.store.rows import BY, audited, contents, put_back, turn

SECOND = dt.timedelta(seconds=1)
ANAN, BEIBEI = Actor("anan", "agent"), Actor("beibei", "agent")


@pytest.fixture
def store(database: Engine) -> HandoverStore:
    return HandoverStore(database)


@pytest.fixture
def conversation(database: Engine) -> str:
    """With one turn, beside another one with more."""
    other = ConversationStore(database).start_with({}, turn(1))
    for seq in (2, 3):
        ConversationStore(database).append(other, turn(seq))
    return ConversationStore(database).start_with({}, turn(1))


def taken_up(store: HandoverStore, conversation: str, by: Actor = ANAN) -> Handover:
    return store.claim(store.issue(conversation).code or "", by)


def no_code(store: HandoverStore) -> str:
    """Six digits that are nobody's code."""
    with store.database.connect() as connection:
        used = set(connection.scalars(select(HandoverRow.code)))
    return next(code for code in ("000000", "000001", "000002") if code not in used)


def refused(store: HandoverStore, by: Actor = ANAN, code: str = "") -> WrongCode:
    with pytest.raises(WrongCode) as problem:
        store.claim(code or no_code(store), by)
    return problem.value


def agent_unseen_for(database: Engine, time: dt.timedelta) -> None:
    put_back(database, HandoverRow.agent_seen_at, now() - time)


@pytest.mark.parametrize("typed", ["482913", " 482 913 ", "4-8-2 – 9 1 3", "４８２－９１３", "482，913", "482\n913"])
def test_a_code_is_read_however_it_was_written_down(typed: str) -> None:
    assert read_code(typed) == "482913"


@pytest.mark.parametrize(
    ("typed", "said"), [("48291", "现在有 5 位"), ("", "6 位数字"), ("四八二九一三", "再念一遍"), ("²" * 6, "6 位数字")]
)
def test_what_can_be_no_code_is_refused_in_a_sentence(typed: str, said: str) -> None:
    if typed.startswith("²"):
        assert read_code(typed) == "222222"  # the same digits, set higher
        return
    with pytest.raises(RequestError, match=said):
        read_code(typed)


def test_asking_again_shows_the_same_code_until_it_is_taken_back(store: HandoverStore, conversation: str) -> None:
    first = store.issue(conversation)
    assert first.state == "waiting"
    assert len(first.code or "") == 6
    assert first.expires_at - first.issued_at == CODE_HOLDS
    assert (first.token, first.code) == (store.issue(conversation).token, store.issue(conversation).code)
    store.end(conversation)
    (over,) = store.of(conversation)
    assert (over.state, over.why_ended, over.code) == ("ended", "withdrawn", None)
    assert refused(store, code=first.code or "").wait == 0
    assert store.issue(conversation).token != first.token


def test_whoever_has_the_code_has_the_conversation_once(
    store: HandoverStore, conversation: str, database: Engine
) -> None:
    code = store.issue(conversation).code or ""
    claimed = store.claim(code, ANAN)
    assert (claimed.state, claimed.claimed_by, claimed.claimed_after, claimed.code) == ("open", "anan", 1, None)
    assert [one.token for one in store.live("anan")] == [claimed.token]
    assert store.live("beibei") == []
    assert refused(store, BEIBEI, code).wait == 0
    assert store.issue(conversation).token == claimed.token  # asking while somebody is there changes nothing
    assert [(e.action, e.actor) for e in audited(database)] == [
        ("handover_refused", "beibei"), ("handover_claimed", "anan"),
    ]  # fmt: skip
    assert code not in str(audited(database))


def test_of_several_who_enter_it_at_once_one_wins(store: HandoverStore, conversation: str) -> None:
    code, together = store.issue(conversation).code or "", threading.Barrier(5)

    def enter(number: int) -> str:
        together.wait(timeout=60)
        try:
            return store.claim(code, Actor(f"agent-{number}", "agent")).claimed_by or ""
        except WrongCode:
            return ""

    with ThreadPoolExecutor(5) as threads:
        won = [name for name in threads.map(enter, range(5)) if name]
    assert won == [store.of(conversation)[0].claimed_by]


def test_of_several_who_ask_at_once_all_see_one_code(store: HandoverStore, conversation: str) -> None:
    together = threading.Barrier(4)

    def ask(_: int) -> str | None:
        together.wait(timeout=60)
        return store.issue(conversation).code

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(ask, range(4)))) == 1
    assert len(store.of(conversation)) == 1


def test_a_code_holds_for_ten_minutes(store: HandoverStore, conversation: str, database: Engine) -> None:
    code = store.issue(conversation).code or ""
    put_back(database, HandoverRow.expires_at, now() - SECOND)
    refused(store, code=code)
    (over,) = store.of(conversation)
    assert (over.state, over.why_ended, over.code) == ("ended", "expired", None)
    again = store.issue(conversation)
    assert again.state == "waiting"
    assert [one.state for one in store.of(conversation)] == ["ended", "waiting"]


def test_a_conversation_gets_no_code_without_end(store: HandoverStore, conversation: str, database: Engine) -> None:
    for _ in range(MOST_CODES):
        store.issue(conversation)
        store.end(conversation)
    with pytest.raises(RequestError, match=r"分钟后再转"):
        store.issue(conversation)
    put_back(database, HandoverRow.issued_at, now() - dt.timedelta(hours=1))
    assert store.issue(conversation).state == "waiting"


def test_so_many_wait_that_a_guess_would_find_one(store: HandoverStore, conversation: str, database: Engine) -> None:
    others = [{"id": f"conversation-of-{n:06}", "created_at": now(), "given": {}} for n in range(MOST_WAITING)]
    rows = [
        {
            "token": f"token-{n:020}", "conversation_id": other["id"], "code": f"{n:06}", "issued_at": now(),
            "expires_at": now() + CODE_HOLDS,
        }
        for n, other in enumerate(others)
    ]  # fmt: skip
    with database.begin() as connection:
        connection.execute(insert(ConversationRow), others)
        connection.execute(insert(HandoverRow), rows)
    with pytest.raises(RequestError, match="过几分钟再试"):
        store.issue(conversation)
    put_back(database, HandoverRow.expires_at, now() - SECOND, code="000007")
    assert store.issue(conversation).state == "waiting"  # what has run out is in nobody's way


@pytest.mark.parametrize("not_id", ["", "x", "a" * 24, "\0" * 24, "' OR 1=1 --aaaaaaa"])
def test_what_is_no_conversation_and_no_hand_over(store: HandoverStore, not_id: str) -> None:
    with pytest.raises(UnknownConversation):
        store.issue(not_id)
    for way in (store.get, lambda t: store.say(t, "resident", "您好", None), lambda t: store.finish(t, ANAN)):
        with pytest.raises(UnknownHandover):
            way(not_id)
    assert (store.of(not_id), store.positions([not_id])) == ([], {})


# Wrong codes


def test_the_tenth_wrong_code_makes_the_account_wait_even_for_a_right_one(
    store: HandoverStore, conversation: str, database: Engine
) -> None:
    waits = [refused(store).wait for _ in range(FREE_CODES)]
    assert waits == [0] * (FREE_CODES - 1) + [60]
    code = store.issue(conversation).code or ""
    again = refused(store, code=code)
    assert 50 < again.wait <= 60
    assert str(again) == f"号码错了太多次，请 {again.wait} 秒后再试；请居民先在电话里说。"
    assert audited(database, action="handover_refused")[0].details == {"wrong": FREE_CODES}
    assert store.claim(code, BEIBEI).state == "open"  # a colleague isn't kept waiting
    put_back(database, WrongCodeRow.blocked_until, now() - SECOND, account="anan")
    assert (refused(store).wait, "2 分钟" in str(refused(store))) == (120, True)


def test_the_wait_doubles_and_has_an_end() -> None:
    waits = [wait_after(wrong).total_seconds() for wrong in (0, 9, 10, 11, 12, 13, 14, 500)]
    assert waits == [0, 0, 60, 120, 240, 480, 900, 900]


def test_a_right_code_and_a_day_start_the_count_anew(store: HandoverStore, conversation: str, database: Engine) -> None:
    for _ in range(FREE_CODES - 1):
        refused(store)
    taken_up(store, conversation)
    assert [refused(store).wait for _ in range(FREE_CODES - 1)] == [0] * (FREE_CODES - 1)
    put_back(database, WrongCodeRow.since, now() - FORGOTTEN, account="anan")
    assert refused(store).wait == 0


def test_all_accounts_together_enter_no_more_than_so_many_wrong_ones(
    store: HandoverStore, conversation: str, database: Engine
) -> None:
    refused(store)
    with database.begin() as connection:
        connection.execute(update(WrongCodeRow).where(WrongCodeRow.account == "").values(count=MOST_WRONG - 1))
    assert refused(store, BEIBEI).wait == 600
    code = store.issue(conversation).code or ""
    assert "所有坐席请 10 分钟后再试" in str(refused(store, Actor("chenchen", "agent"), code))
    put_back(database, WrongCodeRow.blocked_until, now() - SECOND, account="")
    assert store.claim(code, ANAN).state == "open"


def test_wrong_codes_at_the_same_time_all_count(store: HandoverStore) -> None:
    together = threading.Barrier(4)
    code = no_code(store)

    def enter(_: int) -> int:
        together.wait(timeout=60)
        return refused(store, code=code).wait

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(enter, range(4)))
    assert [refused(store).wait for _ in range(FREE_CODES - 4)] == [0] * (FREE_CODES - 5) + [60]


# What is written


def test_both_write_and_everything_is_in_its_place(store: HandoverStore, conversation: str, database: Engine) -> None:
    token = taken_up(store, conversation).token
    store.say(token, "agent", "您好，我看到了", "m-1", "anan")
    ConversationStore(database).append(conversation, turn(2))
    store.say(token, "resident", "谢谢", "m-2")
    (one,) = store.of(conversation)
    assert [(m.seq, m.who, m.account, m.text, m.after_turn) for m in one.messages] == [
        (1, "agent", "anan", "您好，我看到了", 1), (2, "resident", None, "谢谢", 2),
    ]  # fmt: skip
    store.end(conversation)
    (over,) = store.of(conversation)
    assert (over.why_ended, over.claimed_after, over.ended_after) == ("resident", 1, 2)
    assert over.messages == one.messages


def test_what_is_sent_twice_counts_once_even_at_once_and_after_the_end(store: HandoverStore, conversation: str) -> None:
    token, together, message_id = taken_up(store, conversation).token, threading.Barrier(4), uuid.uuid4().hex

    def send(_: int) -> int:
        together.wait(timeout=60)
        return store.say(token, "resident", "在吗", message_id).seq

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(send, range(4))) == [1] * 4
    store.end(conversation)
    assert store.say(token, "resident", "在吗", message_id).seq == 1  # it had arrived; only the answer was lost
    with pytest.raises(HandoverOver):
        store.say(token, "resident", "还在吗", "another")
    assert len(store.get(token).messages) == 1


def test_words_that_cross_are_both_kept(store: HandoverStore, conversation: str) -> None:
    token, together = taken_up(store, conversation).token, threading.Barrier(6)

    def send(number: int) -> int:
        together.wait(timeout=60)
        if number % 2:
            return store.say(token, "agent", str(number), f"m-{number}", "anan").seq
        return store.say(token, "resident", str(number), f"m-{number}").seq

    with ThreadPoolExecutor(6) as threads:
        assert sorted(threads.map(send, range(6))) == [1, 2, 3, 4, 5, 6]


def test_nobody_writes_before_an_agent_is_there_or_in_anothers_name(store: HandoverStore, conversation: str) -> None:
    token = store.issue(conversation).token
    with pytest.raises(HandoverOver):
        store.say(token, "resident", "有人吗", None)
    store.claim(store.issue(conversation).code or "", ANAN)
    with pytest.raises(HandoverOver):
        store.say(token, "agent", "您好", None, "beibei")
    assert store.get(token).messages == ()


def test_a_colleague_it_is_passed_on_to_goes_on(store: HandoverStore, conversation: str, database: Engine) -> None:
    token = taken_up(store, conversation).token
    assert store.pass_on(token, "beibei", ANAN).claimed_by == "beibei"
    assert (store.live("anan"), [one.token for one in store.live("beibei")]) == ([], [token])
    assert store.say(token, "agent", "我接着办", None, "beibei").seq == 1
    store.finish(token, ANAN)  # no longer theirs to end
    assert store.get(token).state == "open"
    store.in_case(token, "20261130-0001")
    store.finish(token, BEIBEI)
    ended = store.get(token)
    assert (ended.why_ended, ended.case_number) == ("agent", "20261130-0001")
    assert [e.action for e in audited(database)] == ["handover_ended", "handover_passed", "handover_claimed"]
    with pytest.raises(HandoverOver):
        store.pass_on(token, "anan", BEIBEI)


# Who is there


def test_who_is_there_is_written_down_now_and_then(store: HandoverStore, conversation: str, database: Engine) -> None:
    one = taken_up(store, conversation)
    assert not one.away("agent")
    store.touch(one, "agent")
    assert store.get(one.token).agent_seen_at == one.agent_seen_at  # only just
    agent_unseen_for(database, TOUCHED + SECOND)
    store.touch(store.get(one.token), "agent")
    assert now() - (store.get(one.token).agent_seen_at or now()) < TOUCHED
    put_back(database, HandoverRow.resident_seen_at, now() - AWAY)
    assert store.get(one.token).away("resident")
    assert store.positions([one.token]) == {one.token: "open-1-0-r"}


def test_an_agent_unseen_for_a_quarter_of_an_hour_has_left(
    store: HandoverStore, conversation: str, database: Engine
) -> None:
    token = taken_up(store, conversation).token
    agent_unseen_for(database, LEFT - 5 * SECOND)
    assert store.is_open(conversation) is not None
    assert store.positions([token]) == {token: "open-1-0-a"}
    agent_unseen_for(database, LEFT)
    assert store.is_open(conversation) is None
    assert (store.positions([token]), store.live("anan")) == ({token: "ended-0"}, [])
    left = store.get(token)
    store.touch(left, "agent")  # the laptop wakes up
    with pytest.raises(HandoverOver):
        store.say(token, "agent", "我回来了", None, "anan")
    (over,) = store.of(conversation)
    assert (over.why_ended, over.ended_after) == ("away", 1)
    assert over.ended_at is not None
    another = store.issue(conversation)
    assert (another.state, another.token == token) == ("waiting", False)


# It goes with its conversation


def test_it_goes_with_its_conversation_and_its_code_with_it(
    store: HandoverStore, conversation: str, database: Engine
) -> None:
    one = taken_up(store, conversation)
    store.say(one.token, "agent", "您好", None, "anan")
    store.end(conversation)
    code = store.issue(conversation).code or ""
    ConversationStore(database).delete(conversation)
    rows = contents(database)
    assert (rows["handover"], rows["handover_message"]) == ([], [])
    refused(store, code=code)
    assert store.positions([one.token]) == {}
    with pytest.raises(UnknownHandover):
        store.say(one.token, "agent", "您好", None, "anan")


@pytest.mark.parametrize(("asked", "stays"), [(31, False), (29, True)])
def test_a_person_asked_for_is_a_use_of_the_conversation(
    store: HandoverStore, database: Engine, asked: int, stays: bool
) -> None:
    for turns in ([turn(1)], []):
        conversation = new_token()
        with database.begin() as connection:
            old = now() - dt.timedelta(days=40)
            connection.execute(insert(ConversationRow).values(id=conversation, created_at=old, given={}))
        for one in turns:
            ConversationStore(database).append(conversation, one)
        store.issue(conversation)
    put_back(database, HandoverRow.issued_at, now() - dt.timedelta(days=asked))
    put_back(database, TurnRow.created_at, now() - dt.timedelta(days=40))
    assert purge(database, 30, BY).conversations == (0 if stays else 2)
    assert len(contents(database)["handover"]) == (2 if stays else 0)
