"""The numbers of days and months on both databases, against rows made by hand around midnight and the month's end."""

from __future__ import annotations

import datetime as dt
import itertools
import threading
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, insert

from assistant.dialogue.state import Turn
from assistant.facts.calendar import BEIJING, BadDay
from assistant.facts.vocabulary import Facts
from assistant.store.conversations import _row
from assistant.store.database import now
from assistant.store.day_counts import KEEP_COUNTS, Counts, keep_finished_days
from assistant.store.feedback import Feedback, FeedbackStore
from assistant.store.numbers import NumberStore, days_of_month
from assistant.store.questions import question_key
from assistant.store.retention import purge
from assistant.store.tables import ConversationRow, DayCountRow, FeedbackRow, TurnRow
from tests.store.rows import BY, contents, put_back, turn

MIDNIGHT = dt.datetime(2026, 9, 30, 16, tzinfo=dt.UTC)  # as 2026-10-01 begins in Beijing
SECOND = dt.timedelta(microseconds=1)
SEPTEMBER, OCTOBER = dt.date(2026, 9, 30), dt.date(2026, 10, 1)
MOST_QUERIES = 16
RENT = "房租补贴怎么申请？"
_numbers = itertools.count()


@pytest.fixture
def store(database: Engine) -> NumberStore:
    return NumberStore(database)


def reply(confident: bool | None) -> dict[str, Any]:
    return {"text": "答复", "understood": [], "results": [], "confident": confident}


def said_at(database: Engine, at: dt.datetime, *turns: dict[str, Any], began: dt.datetime | None = None) -> list[str]:
    """A conversation with turns at a moment, as the program keeps them; the tokens of their results."""
    stored = [turn(seq, **given) for seq, given in enumerate(turns, 1)]
    conversation = f"conversation-{next(_numbers):010}"
    with database.begin() as connection:
        row = {"id": conversation, "created_at": began or at, "given": {}}
        connection.execute(insert(ConversationRow).values(row))
        for one in stored:
            connection.execute(insert(TurnRow).values(_row(conversation, one, at)))
    return [one.result_token for one in stored]


def question(said: str = RENT, confident: bool = True) -> dict[str, Any]:
    return {"said": said, "typed": True, "reply": reply(confident), "turn": Turn()}


def told(**statuses: str) -> dict[str, Any]:
    return {"told": {benefit: [status, None, None] for benefit, status in statuses.items()}, "turn": Turn()}


def lives(district: str) -> dict[str, Any]:
    return {"turn": Turn(given={"hukou_district": district})}


def counted(store: NumberStore, day: dt.date) -> dict[Any, int]:
    return dict(store.residents(day).days[day])


def test_a_day_is_a_day_of_beijing(database: Engine, store: NumberStore) -> None:
    said_at(database, MIDNIGHT - SECOND, {}, {})
    said_at(database, MIDNIGHT, {})
    said_at(database, MIDNIGHT + dt.timedelta(days=1) - SECOND, {}, {}, {}, began=MIDNIGHT)
    said_at(database, MIDNIGHT + dt.timedelta(days=1), {})
    assert counted(store, SEPTEMBER) == {("conversations", "all"): 1, ("turns", "all"): 2}
    assert counted(store, OCTOBER) == {("conversations", "all"): 2, ("turns", "all"): 4}
    assert counted(store, dt.date(2026, 10, 2)) == {("conversations", "all"): 1, ("turns", "all"): 1}
    october = store.residents(OCTOBER)
    assert (len(october.days), min(october.days), max(october.days)) == (31, OCTOBER, dt.date(2026, 10, 31))
    assert october.of_month("turns") == {"all": 5}
    assert store.residents(SEPTEMBER).of_month("turns") == {"all": 2}
    assert store.residents(dt.date(2026, 8, 31)).month == {}


def test_what_was_told_counts_once_for_a_conversation_and_as_last_said(database: Engine, store: NumberStore) -> None:
    said_at(
        database, MIDNIGHT, lives("xicheng"), told(b1="undetermined", b2="eligible"), lives("haidian"),
        told(b1="eligible", b2="ineligible", b3="undetermined"), {"turn": Turn(undo=True)},
    )  # fmt: skip
    said_at(database, MIDNIGHT, lives("haidian"), told(b1="eligible"))
    numbers = store.residents(OCTOBER)
    assert numbers.of_day("district") == {"haidian": 2}
    assert numbers.of_day("eligible") == {"b1": 2}
    assert numbers.of_day("undetermined") == {"b3": 1}


def test_only_what_was_typed_is_a_question(database: Engine, store: NumberStore) -> None:
    said_at(database, MIDNIGHT, question(), question(confident=False), {**question(), "typed": False}, {"typed": True})
    numbers = store.residents(OCTOBER)
    assert numbers.of_day("questions") == {"answered": 1, "unanswered": 1}
    assert (numbers.asked, numbers.questions) == (2, [])


def test_questions_are_listed_where_several_conversations_ask_them(database: Engine, store: NumberStore) -> None:
    other = "公积金能提吗"
    for at in (MIDNIGHT, MIDNIGHT + dt.timedelta(hours=1)):
        said_at(database, at, question())
    said_at(database, MIDNIGHT + dt.timedelta(days=3), question(" 房租补贴怎么申请 ", confident=False))
    said_at(database, MIDNIGHT - SECOND, question())  # another month's
    said_at(database, MIDNIGHT, *[question(other)] * 9)  # one person's
    said_at(database, MIDNIGHT, question(other))
    listed = store.residents(OCTOBER).questions
    assert [(q.said, q.month, q.day, q.unanswered) for q in listed] == [(" 房租补贴怎么申请 ", 3, 2, 1)]
    said_at(database, MIDNIGHT, question(other, confident=False))
    listed = store.residents(dt.date(2026, 10, 4)).questions
    assert [(q.said, q.month, q.day, q.unanswered) for q in listed] == [
        (other, 11, 0, 1),
        (" 房租补贴怎么申请 ", 3, 1, 1),
    ]


def test_a_question_is_the_same_whatever_its_punctuation() -> None:
    assert question_key("Ｃ证，补贴多少？") == question_key("c证 补贴多少")
    assert question_key("补贴多少") != question_key("补贴少多")
    assert question_key("？") != question_key("！")
    assert len(question_key("问" * 20_000)) == 32


def test_feedback_is_counted_with_what_was_lacking(database: Engine, store: NumberStore) -> None:
    tokens = said_at(database, MIDNIGHT, {}, {}, {}, {})
    given = [Feedback(True), Feedback(False), Feedback(False, "unclear", "看不懂"), Feedback(False, "unclear")]
    for token, feedback in zip(tokens, given, strict=True):
        FeedbackStore(database).keep(token, feedback)
    put_back(database, FeedbackRow.created_at, MIDNIGHT)
    numbers = store.residents(OCTOBER)
    assert numbers.of_day("feedback") == {"useful": 1, "useless": 3}
    assert numbers.of_day("lacking") == {"unclear": 2, "unsaid": 1}


def test_a_day_that_is_over_is_counted_before_it_is_deleted(database: Engine, store: NumberStore) -> None:
    long_ago = now() - dt.timedelta(days=40)
    day = long_ago.astimezone(BEIJING).date()
    said_at(database, long_ago, lives("xicheng"), question(), told(b1="eligible"))
    said_at(database, now(), lives("haidian"))
    before = counted(store, day)
    assert keep_finished_days(database) == 40
    assert counted(store, day) == before
    assert purge(database, 30, BY).conversations == 1
    assert counted(store, day) == before
    assert before[("questions", "answered")] == before[("eligible", "b1")] == before[("district", "xicheng")] == 1
    assert store.residents(day).questions == []  # words go with their conversation
    today = now().astimezone(BEIJING).date()
    assert counted(store, today)[("district", "haidian")] == 1  # a day that goes on is counted each time
    assert [row for row in contents(database)["day_count"] if row[0] == today] == []
    assert keep_finished_days(database) == 0


def test_counting_at_once_counts_once(database: Engine, store: NumberStore) -> None:
    at = now() - dt.timedelta(days=2)
    said_at(database, at, lives("xicheng"), question())
    before, together = counted(store, day := at.astimezone(BEIJING).date()), threading.Barrier(4)

    def keep(_: int) -> int:
        together.wait(timeout=60)
        return keep_finished_days(database)

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(keep, range(4))) == 2
    assert counted(store, day) == before


def test_what_was_counted_goes_after_three_years(database: Engine) -> None:
    today = now().astimezone(BEIJING).date()
    days = [today - dt.timedelta(days=KEEP_COUNTS + more) for more in (0, 1, 2)]
    with database.begin() as connection:
        rows = [{"day": day, "part": "turns", "item": "all", "count": 1} for day in days]
        connection.execute(insert(DayCountRow), rows)
    keep_finished_days(database)
    assert [row[0] for row in contents(database)["day_count"]] == [days[1], days[0]]


def test_an_empty_database_has_no_numbers_and_keeps_none(database: Engine, store: NumberStore) -> None:
    assert keep_finished_days(database) == 0
    numbers = store.residents(now().astimezone(BEIJING).date())
    assert (numbers.month, numbers.questions, numbers.asked) == ({}, [], 0)
    assert contents(database)["day_count"] == []
    for day in (dt.date(1900, 1, 1), dt.date(9999, 12, 31)):
        assert store.residents(day).month == {}
    with pytest.raises(BadDay):
        store.residents(dt.date(1899, 12, 31))


@pytest.mark.parametrize(("day", "length"), [("2024-02-29", 29), ("2026-02-01", 28), ("2026-12-31", 31)])
def test_a_month_has_all_its_days(day: str, length: int) -> None:
    days = days_of_month(dt.date.fromisoformat(day))
    assert (len(days), days[0].day, days[-1].day) == (length, 1, length)


def test_a_page_asks_few_questions_of_the_database(database: Engine, store: NumberStore) -> None:
    """However much there is in it: the days that are over are kept as numbers."""
    for hours in range(0, 24 * 20, 7):
        said_at(
            database, now() - dt.timedelta(hours=hours), lives("xicheng"), question(str(hours % 5)), told(b="eligible")
        )
    keep_finished_days(database)
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(database, "before_cursor_execute", note)
    store.residents(now().astimezone(BEIJING).date())
    event.remove(database, "before_cursor_execute", note)
    assert 0 < len(asked) <= MOST_QUERIES


def by_hand(rows: Iterable[tuple[dt.datetime, bool | None, str | None, dict[str, str]]]) -> dict[dt.date, Counts]:
    """What a few lines of Python count of conversations of one turn."""
    found: dict[dt.date, Counts] = {}
    for at, confident, district, statuses in rows:
        counts: Counts = found.setdefault(at.astimezone(BEIJING).date(), Counter())
        counts[("conversations", "all")] += 1
        counts[("turns", "all")] += 1
        if confident is not None:
            counts[("questions", "answered" if confident else "unanswered")] += 1
        if district:
            counts[("district", district)] += 1
        for benefit, status in statuses.items():
            if status == "eligible":
                counts[("eligible", benefit)] += 1
            elif status == "undetermined":
                counts[("undetermined", benefit)] += 1
    return found


CONVERSATIONS = st.lists(
    st.tuples(
        st.integers(-48, 48).map(lambda hours: MIDNIGHT + dt.timedelta(hours=hours / 2)),
        st.sampled_from([True, False, None]),
        st.sampled_from(["xicheng", "haidian", None]),
        st.dictionaries(
            st.sampled_from(["b1", "b2"]), st.sampled_from(["eligible", "undetermined", "ineligible"]), max_size=2
        ),
    ),
    max_size=12,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CONVERSATIONS)
def test_the_parts_are_the_whole(
    database: Engine, store: NumberStore, made: list[tuple[dt.datetime, bool | None, str | None, dict[str, str]]]
) -> None:
    with database.begin() as connection:
        for table in (FeedbackRow, TurnRow, ConversationRow, DayCountRow):
            connection.execute(table.__table__.delete())  # type: ignore[attr-defined]
    for at, confident, district, statuses in made:
        given_facts: Facts = {"hukou_district": district} if district else {}
        said_at(
            database, at,
            {
                "said": RENT, "typed": True, "reply": reply(confident), "turn": Turn(given=given_facts),
                "told": told(**statuses)["told"],
            },
        )  # fmt: skip
    expected = by_hand(made)
    for day in (SEPTEMBER, OCTOBER):
        numbers = store.residents(day)
        assert {d: dict(c) for d, c in numbers.days.items() if c} == {
            d: dict(c) for d, c in expected.items() if d.month == day.month
        }
        assert numbers.of_month("questions").total() == numbers.asked
        assert numbers.month.total() == sum(counts.total() for counts in numbers.days.values())
        assert sum(listed.month for listed in numbers.questions) <= numbers.asked
        assert sum(q.unanswered for q in numbers.questions) <= numbers.of_month("questions")["unanswered"]
