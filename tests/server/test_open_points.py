"""What is open of a rule: found wherever it stands, and once where it is open for several."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from assistant.accounts.reviewing import Entry
from assistant.engine import Engine
from assistant.rules.examples import try_examples
from assistant.server.open_points import OpenPoint, by_kind, open_points
from assistant.server.rule_view import RuleReader

DAY = dt.date(2026, 11, 20)
REWARD = "xicheng-employment-reward"
AT = dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC)


def points(engine: Engine, benefit_id: str, day: dt.date = DAY, *entries: Entry) -> list[OpenPoint]:
    benefit = engine.rules.by_id[benefit_id]
    return open_points(engine, benefit, entries, try_examples(engine.rules, benefit, day), day)


def of_kind(found: list[OpenPoint], kind: str) -> list[str]:
    return [point.text for point in found if point.kind == kind]


def test_what_staff_said_and_nobody_dealt_with(engine: Engine) -> None:
    asked = Entry(1, REWARD, "question", "按哪一年？", "wang", "v1", AT)
    said = Entry(2, REWARD, "comment", "再核对", "wang", "v1", AT)
    over = replace(said, id=3, settled_at=AT, settled_by="li")
    found = points(engine, REWARD, DAY, over, said, asked, Entry(4, REWARD, "approval", "", "li", "v1", AT))
    assert [(point.kind, point.entry) for point in found if point.entry] == [("question", asked), ("comment", said)]


def test_notes_that_leave_something_open_and_no_others(engine: Engine) -> None:
    for benefit in engine.rules.benefits:
        found = [p for p in points(engine, benefit.id) if p.kind in ("conflict", "interpretation", "discretion")]
        noted = [note for note in benefit.notes if note.kind in ("conflict", "interpretation", "discretion")]
        assert sorted(p.kind for p in found) == sorted(note.kind for note in noted)
        assert all(clause in engine.corpus.clauses or clause.endswith(".p1") for p in found for clause in p.clauses)


def test_a_document_without_number_and_date_and_one_that_is_not_in_force(engine: Engine) -> None:
    undated = "朝阳区促就业稳就业实施意见：原文没有发文字号和日期。"
    assert of_kind(points(engine, "chaoyang-hiring-subsidy"), "document") == [undated]
    assert of_kind(points(engine, REWARD), "document") == []
    assert of_kind(points(engine, REWARD, dt.date(2027, 1, 1)), "document") == ["西城区就业工作若干措施：已失效。"]
    draft = next(b.id for b in engine.rules.benefits if b.document == "tongzhou-friendly-city-draft")
    assert "审议稿，未施行" in of_kind(points(engine, draft), "document")[0]


def test_a_figure_that_is_not_confirmed_or_not_there(engine: Engine) -> None:
    assert engine.rules.by_id[REWARD].figures == ("minimum_wage",)
    assert of_kind(points(engine, REWARD), "parameter") == []
    unconfirmed, before_all = dt.date(2020, 1, 1), dt.date(2018, 1, 1)
    assert "2200元的来源" in of_kind(points(engine, REWARD, unconfirmed), "parameter")[0]
    assert "没有已公布的数" in of_kind(points(engine, REWARD, before_all), "parameter")[0]


def test_an_example_that_comes_out_otherwise(engine: Engine) -> None:
    benefit = engine.rules.by_id[REWARD]
    tried = try_examples(engine.rules, benefit, DAY)
    assert tried[1].found
    tried[1] = replace(tried[1], found=replace(tried[1].found, status="eligible"))
    found = open_points(engine, benefit, (), tried, DAY)
    assert of_kind(found, "example") == ["第2个例子现在算出来和写的不一样。"]


def test_together_the_same_is_said_once(engine: Engine) -> None:
    rows = RuleReader(engine).rows({}, {}, DAY)
    grouped = dict(by_kind((row.benefit, row.points) for row in rows))
    undated = next(shared for shared in grouped["document"] if shared.point.text.startswith("朝阳区"))
    assert {b.document for b in undated.benefits} == {"chaoyang-employment-opinions"}
    assert len(undated.benefits) == sum(b.document == "chaoyang-employment-opinions" for b in engine.rules.benefits)
    shown = [shared.point for points in grouped.values() for shared in points]
    assert len(set(shown)) == len(shown)
    assert sum(len(shared.benefits) for points in grouped.values() for shared in points) == sum(
        len(set(row.points)) for row in rows
    )
