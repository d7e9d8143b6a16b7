"""The numbers of cases on both databases, against rows made by hand around midnight and the month's end."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, event, insert

from assistant.facts.calendar import BEIJING, BadDay
from assistant.store.case_numbers import LONGEST, CaseNumberStore, percentile
from assistant.store.day_counts import keep_finished_days
from assistant.store.numbers import NumberStore
from assistant.store.tables import CaseAnswerRow, CaseRow
from tests.store.test_numbers import MIDNIGHT, OCTOBER, SECOND, SEPTEMBER

MINUTE = dt.timedelta(minutes=1)
_ids = itertools.count(20260930000001)


@pytest.fixture
def store(database: Engine) -> CaseNumberStore:
    return CaseNumberStore(database)


def case_at(database: Engine, opened: dt.datetime, minutes: float | None = None, **others: Any) -> int:
    """A case that was opened then and, where they are given, wrapped up so many minutes later; its id."""
    closed = opened + minutes * MINUTE if minutes is not None else None
    row = {
        "id": next(_ids), "opened_at": opened, "updated_at": closed or opened, "closed_at": closed, "opened_by": "li",
        "owner": "li", "state": "open" if closed is None else "closed", "version": 1, "channel": "phone", "line": "",
        "facts": {}, "draft": "", "note": "", "outcome": "" if closed is None else "answered", "call_back": "",
        "words": "", "as_of": OCTOBER, "corpus_version": "c1", **others,
    }  # fmt: skip
    with database.begin() as connection:
        connection.execute(insert(CaseRow).values(row))
    return int(row["id"])


def test_a_case_counts_on_the_days_of_beijing_that_it_was_opened_and_closed(
    database: Engine, store: CaseNumberStore
) -> None:
    case_at(database, MIDNIGHT - 5 * MINUTE, 4)
    case_at(database, MIDNIGHT - 5 * MINUTE, 5)
    case_at(database, MIDNIGHT - SECOND)
    case_at(database, MIDNIGHT, 10)
    case_at(database, MIDNIGHT + dt.timedelta(days=31) - SECOND, 1)
    september, october = store.of(SEPTEMBER), store.of(OCTOBER)
    assert (september.day.opened, september.day.closed, september.open) == (3, 1, 1)
    assert (october.day.opened, october.day.closed, october.day.minutes) == (1, 2, {5: 1, 10: 1})
    assert (october.month.opened, october.month.closed) == (2, 2)  # the last one was wrapped up in November
    assert (september.opened, september.closed) == ({SEPTEMBER: 3}, {SEPTEMBER: 1})
    assert october.opened == {OCTOBER: 1, dt.date(2026, 10, 31): 1}
    assert store.of(dt.date(2026, 11, 1)).closed == {dt.date(2026, 11, 1): 1}


def test_whoever_opened_it_and_whose_it_was(database: Engine, store: CaseNumberStore) -> None:
    case_at(database, MIDNIGHT, 3, owner="wang", channel="chat", outcome="referred")
    case_at(database, MIDNIGHT + 2 * MINUTE, 90)
    case_at(database, MIDNIGHT + dt.timedelta(days=2), owner="wang")
    numbers = store.of(OCTOBER)
    li, wang = numbers.agents
    assert (li.name, li.day.opened, li.month.opened, li.month.closed, li.open) == ("li", 2, 3, 1, 0)
    assert (wang.name, wang.day.opened, wang.month.closed, wang.month.minutes, wang.open) == ("wang", 0, 1, {3: 1}, 1)
    assert numbers.month.channels == {"phone": 2, "chat": 1}
    assert numbers.day.channels == {"phone": 1, "chat": 1}
    assert numbers.month.outcomes == {"referred": 1, "answered": 1}


@pytest.mark.parametrize(
    ("minutes", "counted"),
    [(0, 0), (0.99, 0), (1, 1), (59.999, 59), (60, 60), (LONGEST + 5, LONGEST), (-1, 0)],
)
def test_minutes_are_whole(database: Engine, store: CaseNumberStore, minutes: float, counted: int) -> None:
    case_at(database, MIDNIGHT, 0, closed_at=MIDNIGHT + minutes * MINUTE)
    month = store.of((MIDNIGHT + minutes * MINUTE).astimezone(BEIJING).date()).month
    assert month.minutes == {counted: 1}


def test_percentiles_are_minutes_within_which_so_many_were_done() -> None:
    assert percentile(Counter(), 0.5) is None
    assert percentile(Counter({7: 1}), 0.5) == percentile(Counter({7: 1}), 0.9) == 7
    ten = Counter(dict.fromkeys(range(1, 11), 1))
    assert (percentile(ten, 0.5), percentile(ten, 0.9)) == (5, 9)
    assert (percentile(Counter({1: 9, 600: 1}), 0.9), percentile(Counter({1: 8, 600: 2}), 0.9)) == (1, 600)


def test_an_empty_database_has_no_cases(store: CaseNumberStore) -> None:
    numbers = store.of(OCTOBER)
    assert (numbers.agents, numbers.open, numbers.opened, numbers.closed) == ([], 0, {}, {})
    assert store.of(dt.date(9999, 12, 31)).month.opened == 0
    with pytest.raises(BadDay):
        store.of(dt.date(1899, 12, 31))


def test_callers_districts_and_benefits_are_counted_with_residents(database: Engine) -> None:
    case = case_at(database, MIDNIGHT, 3, facts={"hukou_district": "xicheng", "age": 35})
    case_at(database, MIDNIGHT, 3, facts={"age": 35})
    answer = {
        "case_id": case, "at": MIDNIGHT, "account": "li", "kind": "script", "text": "可以", "about": {},
        "as_of": OCTOBER, "corpus_version": "c1",
    }  # fmt: skip
    with database.begin() as connection:
        for seq, status in enumerate(("undetermined", "eligible"), 1):
            connection.execute(insert(CaseAnswerRow).values(**answer, seq=seq, told={"b1": [status, 1, 2]}))
        connection.execute(insert(CaseAnswerRow).values(**answer, seq=3))
    numbers = NumberStore(database).residents(OCTOBER)
    assert (numbers.of_day("district"), numbers.of_day("eligible")) == ({"xicheng": 1}, {"b1": 1})
    assert numbers.of_month("undetermined") == {}
    before = numbers.days[OCTOBER]
    keep_finished_days(database)
    assert NumberStore(database).residents(OCTOBER).days[OCTOBER] == before


def test_there_are_four_questions_to_the_database(database: Engine, store: CaseNumberStore) -> None:
    for number in range(40):
        case_at(database, MIDNIGHT + number * 60 * MINUTE, number, owner=f"agent-{number % 7}")
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(database, "before_cursor_execute", note)
    store.of(OCTOBER)
    event.remove(database, "before_cursor_execute", note)
    assert len(asked) == 4


CASES = st.lists(
    st.tuples(
        st.integers(-100, 100), st.sampled_from([None, 0, 1, 7, 700]), st.sampled_from(["li", "wang"]),
        st.sampled_from(["li", "wang"]), st.sampled_from(["phone", "chat"]),
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CASES)
def test_the_parts_are_the_whole(
    database: Engine, store: CaseNumberStore, made: list[tuple[int, int | None, str, str, str]]
) -> None:
    with database.begin() as connection:
        connection.execute(delete(CaseRow))
    expected: Counter[tuple[str, dt.date]] = Counter()
    for half_hours, minutes, opened_by, owner, channel in made:
        opened = MIDNIGHT + half_hours * 30 * MINUTE
        case_at(database, opened, minutes, opened_by=opened_by, owner=owner, channel=channel)
        expected["opened", opened.astimezone(BEIJING).date()] += 1
        if minutes is not None:
            expected["closed", (opened + minutes * MINUTE).astimezone(BEIJING).date()] += 1
    for day in (SEPTEMBER, OCTOBER):
        numbers = store.of(day)
        for kind, by_day in (("opened", numbers.opened), ("closed", numbers.closed)):
            assert by_day == {on: n for (of, on), n in expected.items() if of == kind and on.month == day.month}
        for period, agents in (
            (numbers.day, [agent.day for agent in numbers.agents]),
            (numbers.month, [agent.month for agent in numbers.agents]),
        ):
            assert period.opened == period.channels.total() == sum(agent.opened for agent in agents)
            assert period.closed == period.outcomes.total() == period.minutes.total()
            assert period.closed == sum(agent.closed for agent in agents)
            assert period.minutes == sum((agent.minutes for agent in agents), Counter())
        assert (numbers.opened[day], numbers.closed[day]) == (numbers.day.opened, numbers.day.closed)
        assert (numbers.opened.total(), numbers.closed.total()) == (numbers.month.opened, numbers.month.closed)
        assert numbers.open == sum(agent.open for agent in numbers.agents) == sum(c[1] is None for c in made)
