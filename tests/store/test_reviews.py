"""The review of rules on both databases: four eyes, nothing lost, nothing twice, one line of the log for each act."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import Engine, insert
from sqlalchemy.exc import IntegrityError

from assistant.accounts.reviewing import LONGEST, Rule, approvals, review_text, standing
from assistant.request import RequestError
from assistant.store.audit import Actor
from assistant.store.reviews import ReviewStore
from assistant.store.tables import ReviewEntryRow
from tests.store.rows import audited, contents

RULE = Rule("b1", "v1", ("editor",))
CHANGED = replace(RULE, version="v2")
EDITOR, WANG, LI = Actor("editor", "staff"), Actor("wang", "staff", "request-1"), Actor("li", "supervisor")


@pytest.fixture
def store(database: Engine) -> ReviewStore:
    return ReviewStore(database)


def where(store: ReviewStore, rule: Rule = RULE) -> str:
    return standing(rule, store.of(rule.benefit))


def refused(act: Callable[[], object]) -> str:
    """The code of the refusal."""
    with pytest.raises(RequestError) as problem:
        act()
    assert str(problem.value).endswith("。")
    return problem.value.code


def test_a_comment_and_a_question_are_dealt_with_by_somebody_else(store: ReviewStore, database: Engine) -> None:
    assert store.say(RULE, "comment", "再核对", WANG)
    assert store.say(RULE, "question", "按哪一年？", WANG)
    assert where(store) == "question"
    comment, question = store.of("b1")
    assert refused(lambda: store.settle(question.id, "b1", "按当年", WANG)) == "own_entry"
    assert refused(lambda: store.settle(question.id, "b1", "", LI)) == "no_answer"
    assert refused(lambda: store.settle(question.id, "another", "按当年", LI)) == "unknown_entry"
    assert refused(lambda: store.settle(99, "b1", "按当年", LI)) == "unknown_entry"
    store.settle(question.id, "b1", "按当年", LI)
    assert refused(lambda: store.settle(question.id, "b1", "按上年", EDITOR)) == "settled_before"
    store.settle(comment.id, "b1", "", EDITOR)
    assert [(e.open, e.settled_by, e.answer) for e in store.of("b1")] == [
        (False, "editor", ""),
        (False, "li", "按当年"),
    ]
    assert where(store) == "new"
    assert [(e.actor, e.action, e.object, e.details.get("entry")) for e in audited(database)] == [
        ("editor", "review_settled", "b1", comment.id),
        ("li", "review_settled", "b1", question.id),
        ("wang", "rule_questioned", "b1", question.id),
        ("wang", "rule_commented", "b1", comment.id),
    ]
    assert "再核对" not in str(audited(database))


def test_whoever_wrote_the_rule_or_an_open_comment_does_not_approve(store: ReviewStore, database: Engine) -> None:
    assert refused(lambda: store.approve(RULE, "v1", EDITOR)) == "own_rule"
    store.say(RULE, "comment", "再核对", WANG)
    assert refused(lambda: store.approve(RULE, "v1", WANG)) == "own_comment"
    store.approve(RULE, "v1", LI)
    assert where(store) == "approved"
    store.settle(1, "b1", "", LI)
    store.approve(RULE, "v1", WANG)
    assert [entry.account for entry in approvals(RULE, store.of("b1"))] == ["li", "wang"]
    assert [entry.action for entry in audited(database, actor="wang")] == ["rule_approved", "rule_commented"]


def test_nobody_approves_while_a_question_is_open(store: ReviewStore) -> None:
    store.approve(RULE, "v1", WANG)
    store.say(RULE, "question", "按哪一年？", EDITOR)
    assert refused(lambda: store.approve(RULE, "v1", LI)) == "open_questions"
    assert where(store) == "question"
    store.settle(2, "b1", "按当年", WANG)
    store.approve(RULE, "v1", LI)
    assert where(store) == "approved"


def test_an_approval_is_given_once_and_taken_back_by_its_giver(store: ReviewStore, database: Engine) -> None:
    store.approve(RULE, "v1", WANG)
    assert refused(lambda: store.approve(RULE, "v1", WANG)) == "approved_before"
    assert refused(lambda: store.withdraw(RULE, LI)) == "not_approved"
    assert where(store) == "approved"
    store.withdraw(RULE, WANG)
    assert where(store) == "new"
    assert refused(lambda: store.withdraw(RULE, WANG)) == "not_approved"
    store.approve(RULE, "v1", WANG)
    assert where(store) == "approved"
    assert [e.action for e in audited(database)] == ["rule_approved", "approval_withdrawn", "rule_approved"]


def test_an_approval_holds_for_the_rule_as_it_was_read(store: ReviewStore) -> None:
    store.approve(RULE, "v1", WANG)
    assert where(store, CHANGED) == "changed"
    assert refused(lambda: store.approve(CHANGED, "v1", LI)) == "rule_changed"
    assert refused(lambda: store.withdraw(CHANGED, WANG)) == "not_approved"
    store.approve(CHANGED, "v2", WANG)
    assert (where(store, CHANGED), where(store)) == ("approved", "approved")


def test_the_database_itself_refuses_a_second_approval(store: ReviewStore, database: Engine) -> None:
    store.approve(RULE, "v1", WANG)
    row = {"benefit": "b1", "kind": "approval", "text": "", "account": "wang", "version": "v1", "answer": ""}
    with pytest.raises(IntegrityError), database.begin() as connection:
        connection.execute(insert(ReviewEntryRow).values(**row, at=store.of("b1")[0].at))


def together(*acts: Callable[[], object]) -> list[str]:
    """Do things at once; of each the code of its refusal, or what it gave."""
    start = threading.Barrier(len(acts))

    def one(act: Callable[[], object]) -> str:
        start.wait(timeout=60)
        try:
            return str(act())
        except RequestError as problem:
            return problem.code

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(one, acts))


def test_two_at_once_lose_nothing_and_double_nothing(store: ReviewStore, database: Engine) -> None:
    said = together(*[partial(store.say, RULE, "comment", f"第{n % 3}条", WANG, f"m-{n % 3}") for n in range(6)])
    assert sorted(said) == ["False"] * 3 + ["True"] * 3  # the same form twice is one
    assert len(store.of("b1")) == 3
    settled = together(*[partial(store.settle, 1, "b1", by.name, by) for by in (EDITOR, LI)])
    assert sorted(settled) == ["None", "settled_before"]
    approved = together(*[partial(store.approve, RULE, "v1", LI)] * 3)
    assert sorted(approved) == ["None", "approved_before", "approved_before"]
    assert len(audited(database)) == len(contents(database)["review_entry"]) + 1 == 5


def test_a_question_and_an_approval_at_once_happen_one_after_the_other(store: ReviewStore) -> None:
    for number in range(5):
        rule = replace(RULE, benefit=f"b{number}")
        _, approved = together(partial(store.say, rule, "question", "？", WANG), partial(store.approve, rule, "v1", LI))
        order = [entry.kind for entry in store.of(rule.benefit)]
        assert order == (["approval", "question"] if approved == "None" else ["question"])


def test_what_counts_is_read_for_all_rules_at_once(store: ReviewStore) -> None:
    store.say(RULE, "comment", "一", WANG)
    store.say(replace(RULE, benefit="b2"), "question", "二", WANG)
    store.settle(2, "b2", "好", LI)
    store.approve(replace(RULE, benefit="b3"), "v1", LI)
    store.approve(replace(RULE, benefit="b4"), "v1", LI)
    store.withdraw(replace(RULE, benefit="b4"), LI)
    assert {benefit: [e.kind for e in said] for benefit, said in store.standing().items()} == {
        "b1": ["comment"], "b3": ["approval"],
    }  # fmt: skip


def test_since_when_a_rule_reads_as_it_does(store: ReviewStore, database: Engine) -> None:
    together(*[partial(store.keep_contents, {"b1": "v1", "b2": "v1"})] * 3)
    first = store.changed()
    store.keep_contents({"b1": "v1", "b2": "v2", "b3": "v1"})
    then = store.changed()
    assert then["b1"] == first["b1"] < then["b2"] == then["b3"]
    assert then["b2"] - first["b2"] < dt.timedelta(minutes=1)
    assert [row[:2] for row in contents(database)["rule_content"]] == [("b1", "v1"), ("b2", "v2"), ("b3", "v1")]


def test_words_are_kept_whole_or_refused(store: ReviewStore) -> None:
    odd = "“一”\n\u2028\t\\ \"'😀é {}[],;--' null"
    store.say(RULE, "comment", odd, WANG)
    assert store.of("b1")[0].text == odd
    assert review_text(" 一\n二 ", " 一\r\n二 ") == "一\n二"
    assert review_text("长" * LONGEST, "长" * LONGEST + "\r\n") == "长" * LONGEST
    assert refused(lambda: review_text("", "长" * (LONGEST + 1))) == "text_too_long"
