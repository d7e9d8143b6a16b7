"""Cases on both databases: opened once, nobody's words lost, found by any of them, seen by those whose they are."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from assistant.request import RequestError
from assistant.store.audit import Actor
from assistant.store.case_records import (
    Answer,
    CaseChanged,
    CaseDraft,
    NotYourCase,
    StoredCase,
    UnknownCase,
    case_id_of,
    case_number,
    day_of,
)
from assistant.store.case_search import MANY, Found, Place, Wanted, find_cases
from assistant.store.case_words import case_tokens, folded, searched
from assistant.store.cases import KEEP_CASES, CaseStore
from assistant.store.conversations import ConversationStore
from assistant.store.database import now
from assistant.store.retention import purge
from assistant.store.tables import CaseRow
from tests.store.rows import BY, DAY, add_account, audited, contents, put_back

LI, WANG, CHEN = Actor("li", "agent", "request-1"), Actor("wang", "agent"), Actor("chen", "supervisor")
DRAFT = CaseDraft(
    channel="phone", line="西城 低保 登记失业", note="来电人问灵活就业社保补贴，已说明第3条",
    draft="您好，按规定可以申领",
    facts={"hukou_district": "xicheng"}, as_of=DAY, corpus_version="c1", words="电话 户口在西城区",
)  # fmt: skip
ANSWER = Answer("sms", "每月最高可补贴养老保险", {"benefits": ["b1"], "clauses": ["c#1"]}, DAY, "c1")


@pytest.fixture
def store(database: Engine) -> CaseStore:
    return CaseStore(database)


def found(store: CaseStore, words: str, **others: object) -> Found:
    return find_cases(store.database, Wanted(words=searched(words), **others))  # type: ignore[arg-type]


def numbers(store: CaseStore, words: str, **others: object) -> list[str]:
    """The places in their day of the cases found."""
    result = found(store, words, **others)
    assert result.hits == len(result.lines)
    return [line.number[-1] for line in result.lines]


def together(*acts: Callable[[], object]) -> list[object]:
    """Do things at once; of each what it gave, or what it raised."""
    start = threading.Barrier(len(acts))

    def one(act: Callable[[], object]) -> object:
        start.wait(timeout=60)
        try:
            return act()
        except Exception as problem:
            return problem

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(one, acts))


def test_a_form_sent_twice_opens_one_case(store: CaseStore) -> None:
    opened = together(*[partial(store.open, DRAFT, LI, "m-1")] * 4)
    assert {case.number for case in opened if isinstance(case, StoredCase)} == {f"{day_of(now()):%Y%m%d}-0001"}
    assert all(isinstance(case, StoredCase) for case in opened)
    first = store.of(case_id_of(opened[0].number), LI)  # type: ignore[attr-defined]
    assert (first.content, first.version, first.owner, first.state, first.members) == (DRAFT, 1, "li", "open", ("li",))
    assert store.open(DRAFT, LI).id == first.id + 1
    assert [len(contents(store.database)[table]) for table in ("service_case", "case_member", "case_words")] == [2] * 3


def test_numbers_are_given_once_however_many_open_at_once(store: CaseStore) -> None:
    opened = together(*[partial(store.open, DRAFT, LI, f"m-{n}") for n in range(8)])
    assert len({case.number for case in opened if isinstance(case, StoredCase)}) == 8
    assert (case_number(20261130_000007), case_id_of("20261130-0007")) == ("20261130-0007", 20261130_000007)
    assert case_number(case_id_of("20261130-12345")) == "20261130-12345"
    for wrong in ("", "20261130", "20261130-7", "2026-11-30-0007", "20261130-0007'", "２０２６１１３０-0007"):
        with pytest.raises(UnknownCase):
            case_id_of(wrong)


def test_of_two_who_save_one_version_at_once_one_wins_and_the_other_has_both_texts(store: CaseStore) -> None:
    case = store.open(DRAFT, LI)
    for round_ in range(8):
        version = store.of(case.id, LI).version
        mine = [replace(DRAFT, note=f"{round_} {n}") for n in range(2)]
        kept = together(*[partial(store.save, case.id, draft, version, LI) for draft in mine])
        won, lost = sorted(kept, key=lambda result: isinstance(result, Exception))
        assert isinstance(won, StoredCase)
        assert isinstance(lost, CaseChanged)
        assert won.version == version + 1
        assert lost.theirs.content.note == won.content.note != lost.mine.note
        assert store.of(case.id, LI).content == won.content


def test_the_same_words_saved_again_change_nothing(store: CaseStore) -> None:
    case = store.open(DRAFT, LI)
    saved = store.save(case.id, replace(DRAFT, note="改了"), 1, LI)
    assert saved.version == 2
    # As when the answer got lost, and the form comes again with the version that it read.
    assert store.save(case.id, replace(DRAFT, note="改了"), 1, LI) == saved
    assert store.save(case.id, replace(DRAFT, note="改了", words="别的", corpus_version="c2"), 2, LI) == saved
    with pytest.raises(CaseChanged) as changed:
        store.save(case.id, replace(DRAFT, note="没看见改动"), 1, LI)
    assert (changed.value.mine.note, changed.value.theirs.content.note) == ("没看见改动", "改了")
    assert store.save(case.id, replace(DRAFT, note="没看见改动"), 2, LI).version == 3


def test_a_case_is_wrapped_up_once_and_opened_again(store: CaseStore) -> None:
    case, last = store.open(DRAFT, LI), replace(DRAFT, note="已办结", outcome="answered")
    closed = store.wrap_up(case.id, last, 1, LI)
    assert (closed.state, closed.version, closed.closed_at is not None) == ("closed", 2, True)
    assert store.wrap_up(case.id, last, 1, LI) == store.wrap_up(case.id, last, 2, LI) == closed
    with pytest.raises(CaseChanged):
        store.wrap_up(case.id, replace(last, note="另一份"), 1, LI)
    amended = store.save(case.id, replace(last, note="补记"), 2, LI)
    assert (amended.state, amended.closed_at) == ("closed", closed.closed_at)
    again = store.reopen(case.id, LI)
    assert (again.state, again.closed_at, again.version) == ("open", None, 4)
    assert store.reopen(case.id, LI) == again
    assert store.wrap_up(case.id, again.content, 4, LI).state == "closed"


def test_what_a_day_means_stays_what_it_meant_when_it_was_typed(store: CaseStore) -> None:
    first, later = now(), now() + dt.timedelta(days=1)
    case = store.open(replace(DRAFT, call_back="3天后", call_back_at=first), LI)
    saved = store.save(case.id, replace(DRAFT, note="二", call_back="3天后", call_back_at=later), 1, LI)
    assert saved.content.call_back_at == first
    saved = store.save(case.id, replace(DRAFT, note="二", call_back="4天后", call_back_at=later), 2, LI)
    assert saved.content.call_back_at == later
    assert [line.id for line in store.due(LI, later)] == [case.id]
    assert store.due(LI, first) == store.due(WANG, later) == []
    assert found(store, "", due=later).hits == 1
    store.wrap_up(case.id, saved.content, 3, LI)
    assert store.due(LI, later) == []
    assert found(store, "", due=later).hits == 0


def test_answers_are_kept_in_order_and_once(store: CaseStore) -> None:
    case = store.open(DRAFT, LI)
    given_at_once = together(*[partial(store.answered, case.id, ANSWER, LI, f"m-{n % 3}") for n in range(6)])
    assert not [result for result in given_at_once if isinstance(result, Exception)]
    kept = store.answers(case.id)
    assert [(one.seq, one.account, one.answer) for one in kept] == [(n, "li", ANSWER) for n in (1, 2, 3)]
    assert store.of(case.id, LI).version == 1  # whoever is typing needn't be disturbed
    assert numbers(store, "养老保险") == ["1"]


def test_another_agents_case_is_not_told_anything_of(store: CaseStore) -> None:
    case = store.open(DRAFT, LI)
    acts: list[Callable[[], object]] = [
        lambda: store.of(case.id, WANG),
        lambda: store.save(case.id, DRAFT, 1, WANG),
        lambda: store.wrap_up(case.id, DRAFT, 1, WANG),
        lambda: store.reopen(case.id, WANG),
        lambda: store.answered(case.id, ANSWER, WANG),
        lambda: store.hand_over(case.id, "wang", WANG),
    ]
    for act in acts:
        with pytest.raises(NotYourCase) as refused:
            act()
        assert not [word for word in (*DRAFT.note.split("，"), "li", case.number) if word in str(refused.value)]
        with pytest.raises(UnknownCase):
            store.of(case.id + 1, WANG)
    assert numbers(store, "社保", member="wang") == []
    assert audited(store.database) == []


def test_whoever_oversees_sees_all_and_that_is_audited(store: CaseStore) -> None:
    case = store.open(DRAFT, LI)
    assert store.of(case.id, CHEN, sees_all=True).content == DRAFT
    assert store.of(case.id, LI, sees_all=True).content == DRAFT
    store.save(case.id, replace(DRAFT, note="主管补记"), 1, CHEN, sees_all=True)
    assert [(e.actor, e.action, e.object) for e in audited(store.database)] == [
        ("chen", "case_changed", case.number), ("chen", "case_seen", case.number),
    ]  # fmt: skip


def test_a_case_is_handed_to_a_colleague_who_can_have_it(store: CaseStore) -> None:
    for name, role in (
        ("li", "agent"),
        ("wang", "agent"),
        ("chen", "supervisor"),
        ("zhao", "staff"),
        ("qian", "agent"),
    ):
        add_account(store.database, name, role)  # type: ignore[arg-type]
    with store.database.begin() as connection:
        connection.execute(text("UPDATE account SET disabled = true WHERE name = 'qian'"))
    assert store.colleagues() == ["chen", "li", "wang"]
    case = store.open(DRAFT, LI)
    for unfit in ("zhao", "qian", "nobody", ""):
        with pytest.raises(RequestError, match="没有这位同事"):
            store.hand_over(case.id, unfit, LI)
    handed = store.hand_over(case.id, "wang", LI)
    assert (handed.owner, handed.members, handed.version) == ("wang", ("li", "wang"), 1)
    assert store.hand_over(case.id, "wang", LI) == handed
    with pytest.raises(RequestError, match="现在由 wang 负责"):
        store.hand_over(case.id, "chen", LI)
    assert store.of(case.id, WANG).content == store.of(case.id, LI).content == DRAFT
    store.hand_over(case.id, "li", CHEN, sees_all=True)
    assert [(h.owner_before, h.owner, h.account) for h in store.hand_overs(case.id)] == [
        ("li", "wang", "li"), ("wang", "li", "chen"),
    ]  # fmt: skip
    assert [(e.actor, e.action, e.details) for e in audited(store.database)] == [
        ("chen", "case_handed_over", {"to": "li"}), ("li", "case_handed_over", {"to": "wang"}),
    ]  # fmt: skip
    assert numbers(store, "", member="wang") == numbers(store, "wang", owner="li") == ["1"]
    assert numbers(store, "", owner="wang") == []


@pytest.mark.parametrize(
    "words",
    [
        "社保", "社", "保补贴", "灵活就业社保补贴", "3", "第3条", "登记失业", "您好", "户口在", "养老保险", "LI", "li",
        "电话",
        "社保 您好", "您好，西城！3", "ＬＩ", "20", "0001", "；社保", "补贴 社保 补贴", "",
    ],
)  # fmt: skip
def test_a_case_is_found_by_any_words_of_it(store: CaseStore, words: str) -> None:
    store.answered(store.open(DRAFT, LI).id, ANSWER, LI)
    store.open(replace(DRAFT, line="", note="", draft="", words=""), CHEN)
    assert "1" in numbers(store, words)
    assert "1" in numbers(store, words, member="li")
    assert numbers(store, words, member="wang") == []


@pytest.mark.parametrize(
    "words", ["保社", "补贴已", "贴灵", "西 北", "社保 没有", "35", "m", "s:open", "all", "*", "%"]
)
def test_what_is_no_words_of_it_does_not_find_it(store: CaseStore, words: str) -> None:
    store.open(DRAFT, LI)
    assert numbers(store, words) == ([] if searched(words) else ["1"])


def test_changed_and_deleted_words_are_not_found_any_more(store: CaseStore) -> None:
    case = store.open(DRAFT, LI)
    store.save(case.id, replace(DRAFT, note="另有培训补贴"), 1, LI)
    assert (numbers(store, "社保"), numbers(store, "培训"), numbers(store, "登记失业")) == ([], ["1"], ["1"])
    store.wrap_up(case.id, store.of(case.id, LI).content, 2, LI)
    assert (numbers(store, "培训", state="open"), numbers(store, "培训", state="closed")) == ([], ["1"])
    put_back(store.database, CaseRow.updated_at, now() - dt.timedelta(days=KEEP_CASES, seconds=1), id=case.id)
    assert purge(store.database, 30, BY).cases == 1
    assert numbers(store, "培训") == numbers(store, "") == []
    assert {n: rows for n, rows in contents(store.database).items() if "case" in n and rows} == {}


def test_a_case_stays_as_long_as_it_is_used_and_loses_its_conversation_with_it(store: CaseStore) -> None:
    conversation = ConversationStore(store.database).start({})
    case = store.open(replace(DRAFT, conversation_id=conversation), LI)
    put_back(store.database, CaseRow.updated_at, now() - dt.timedelta(days=KEEP_CASES - 1), id=case.id)
    assert purge(store.database, 0, BY).cases == 0
    assert store.of(case.id, LI).content == DRAFT


def test_pages_go_down_and_up_again_without_gaps(store: CaseStore, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(23):
        store.open(replace(DRAFT, note=f"第{n}个" + "培训补贴" * (n % 2)), LI if n % 3 else WANG)
    for many in (MANY, 0):  # however they are looked for
        monkeypatch.setattr("assistant.store.case_search.MANY", many)
        for wanted in (Wanted(), Wanted(words=["培训补贴"]), Wanted(words=["个"], member="li"), Wanted(member="wang")):
            everything = find_cases(store.database, wanted, size=100)
            ids, down = [line.id for line in everything.lines], list[int]()
            up: list[int] = []
            assert (everything.hits, ids) == (len(ids), sorted(ids, reverse=True))
            page = find_cases(store.database, wanted, size=4)
            while True:
                down += [line.id for line in page.lines]
                assert (page.hits, page.newer, page.older) == (len(ids), down[:4] != down, len(down) < len(ids))
                if not page.older:
                    break
                page = find_cases(store.database, wanted, Place(before=down[-1]), size=4)
            assert down == ids
            while page.newer:
                page = find_cases(store.database, wanted, Place(after=page.lines[0].id), size=4)
                up = [line.id for line in page.lines] + up
                assert page.older
            assert up == ids[: len(up)]
            assert len(ids) - len(up) == (len(ids) - 1) % 4 + 1


def test_cases_of_some_days(store: CaseStore) -> None:
    case, today = store.open(DRAFT, LI), day_of(now())
    day = dt.timedelta(days=1)
    for since, until, there in (
        (today, today, True), (today - day, None, True), (None, today, True), (today + day, None, False),
        (None, today - day, False), (dt.date.min, dt.date.max, True),
    ):  # fmt: skip
        for words in ("", "社保"):
            assert bool(found(store, words, since=since, until=until).hits) is there, (case, since, until)


CHARACTERS = st.sampled_from("社保补贴就业登记失业，。 1a")


@given(
    notes=st.lists(st.text(CHARACTERS, min_size=1, max_size=30), min_size=1, max_size=4), data=st.data(),
    later=st.text(CHARACTERS, max_size=20),
)  # fmt: skip
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_piece_of_a_note_finds_just_the_cases_that_have_it(
    store: CaseStore, notes: list[str], later: str, data: st.DataObject
) -> None:
    """The rule written down a second time: every word that is looked for is a piece of a word of the case."""
    with store.database.begin() as connection:
        connection.execute(text("DELETE FROM service_case"))
    bare = CaseDraft(as_of=DAY)
    cases = [store.open(replace(bare, note=note), Actor("q", "agent")) for note in notes]
    cases[0] = store.save(cases[0].id, replace(bare, note=later), 1, Actor("q", "agent"))
    note = data.draw(st.sampled_from([later, *notes]))
    start = data.draw(st.integers(0, max(0, len(note) - 1)))
    piece = note[start : start + data.draw(st.integers(1, 6))]
    expected = [
        case.number
        for case in reversed(cases)
        if all(word in folded(f"{case.number} {case.content.note}") for word in searched(piece))
    ]
    assert [line.number for line in found(store, piece).lines] == expected


def test_tokens_of_two_words_are_never_one_words() -> None:
    assert case_tokens("all", "ab c") == "x616c6c 0006100062 00062 00063"
    assert folded("就业，ＡB—３②é") == "就业 ab 32é"
    assert searched("就业 就业，ab" + "啊" * 500)[:2] == ["就业", "ab" + "啊" * 192]
