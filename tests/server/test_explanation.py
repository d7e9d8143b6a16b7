"""A benefit explained: nothing is dropped, nothing is quoted twice, what decides is in view."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from assistant.engine import Engine
from assistant.server.explanation import Line
from assistant.server.views import Presenter
from tests.people import HIRED

Json = dict[str, Any]
DAY = dt.date(2026, 11, 20)
REWARD, TRAINING = "xicheng-employment-reward", "xicheng-training-job-reward"
YOUNG = {**HIRED, "age": 20, "monthly_wage": 3000, "contract_years": 0.5, "employer_kind": "government"}
COURIER = {
    "applicant": "resident",
    "hukou_district": "xicheng",
    "age": 45,
    "gender": "male",
    "employment": "flexible",
    "new_employment_group": True,
    "hard_to_employ": False,
    "skills_training": True,
    "skills_certificate": True,
}
PEOPLE = {"nobody": {"applicant": "resident"}, "hired": HIRED, "young": YOUNG, "courier": COURIER}


def lines_of(line: Line) -> Iterator[Line]:
    yield line
    for below in (*line.shown, *line.folded):
        yield from lines_of(below)


def all_of(condition: Json) -> Iterator[Json]:
    yield condition
    for part in condition.get("parts", ()):
        yield from all_of(part)


def benefit(engine: Engine, benefit_id: str, **facts: Any) -> Json:
    found: Json = engine.explain(benefit_id, {**HIRED, **facts}, DAY)["benefit"]
    return found


def condition(engine: Engine, benefit_id: str, starts: str, **facts: Any) -> Line:
    lines = Presenter(engine).conditions(benefit(engine, benefit_id, **facts))
    return next(line for line in lines if line.text.startswith(starts))


@pytest.mark.parametrize("who", PEOPLE)
def test_no_note_source_sum_or_test_is_dropped(engine: Engine, who: str) -> None:
    presenter = Presenter(engine)
    for found in engine.assess(PEOPLE[who], DAY)["benefits"]:
        for given, shown in zip(found["conditions"], presenter.conditions(found), strict=True):
            lines = list(lines_of(shown))
            notes = {note for line in lines for note in line.notes}
            texts = "\n".join(line.text for line in lines)
            for each in all_of(given):
                assert each.get("note") is None or each["note"] in notes, found["id"]
                assert each.get("external") is None or each["external"] in {line.external for line in lines}
                if each.get("worked"):
                    assert any(line.worked.startswith(each["worked"]) for line in lines), found["id"]
                if not each.get("parts"):
                    assert each["text"].split("（2540")[0] in texts, (found["id"], each["text"])


@pytest.mark.parametrize("who", PEOPLE)
def test_no_words_are_quoted_twice_in_a_condition(engine: Engine, who: str) -> None:
    presenter = Presenter(engine)
    for found in engine.assess(PEOPLE[who], DAY)["benefits"]:
        for given, shown in zip(found["conditions"], presenter.conditions(found), strict=True):
            quotes = [quote for line in lines_of(shown) for quote in line.quotes]
            assert shown.quotes[0].words == given["quote"]
            for position, quote in enumerate(quotes):
                before = quotes[:position]
                assert not any(q.clause == quote.clause and quote.words in q.words for q in before), found["id"]


@pytest.mark.parametrize("who", PEOPLE)
def test_what_is_in_view_decides(engine: Engine, who: str) -> None:
    presenter = Presenter(engine)
    kinds = {True: "met", False: "unmet", None: "open"}
    for found in engine.assess(PEOPLE[who], DAY)["benefits"]:
        for given, shown in zip(found["conditions"], presenter.conditions(found), strict=True):
            assert {line.kind for line in (shown, *shown.shown)} == {kinds[given["holds"]]}, found["id"]


def test_a_worked_sum_carries_its_mark(engine: Engine) -> None:
    wage = condition(engine, REWARD, "月工资")
    assert (wage.text, wage.own) == ("月工资不低于北京市月最低工资标准的1.2倍", [("月工资", "4,500元")])
    assert wage.worked == "2540 × 1.2 = 3048 ≤ 4500 ✓"
    assert condition(engine, REWARD, "月工资", monthly_wage=3000).worked == "2540 × 1.2 = 3048 > 3000 ✗"
    unknown = {"monthly_wage": None}
    assert condition(engine, REWARD, "月工资", **unknown).worked == "2540 × 1.2 = 3048"


def test_a_group_of_one_part_shows_what_that_part_takes(engine: Engine) -> None:
    stable = condition(engine, TRAINING, "实现稳定就业")
    assert [line.text for line in stable.shown] == [
        "劳动合同期限不少于1年",
        "按规定缴纳职工社会保险",
        "月工资不低于北京市月最低工资标准的1.2倍",
    ]
    refused = condition(engine, TRAINING, "实现稳定就业", contract_years=0.5)
    assert [(line.symbol, line.text) for line in refused.shown] == [("✗", "劳动合同期限不少于1年")]
    assert len(refused.folded) == 2


def test_what_must_not_be_the_case_shows_the_value_that_says_so(engine: Engine) -> None:
    line = condition(engine, REWARD, "不是享受最低生活保障")
    assert (line.symbol, line.own, line.shown) == ("✓", [("低保", "否")], [])
    assert [(below.word, below.text) for below in line.folded] == [
        ("是这种情况", "是登记失业人员"),
        ("不是这种情况", "享受最低生活保障待遇"),
    ]


def test_groups_that_only_say_their_parts_over_give_way(engine: Engine) -> None:
    group = condition(engine, REWARD, "属于本区户籍的")
    assert [(line.text, line.own) for line in group.shown] == [
        ("户籍在西城区", [("户口", "西城区")]),
        ("是登记失业人员", [("失业登记", "是")]),
    ]
    assert "原文两可" in group.notes[0]
    employer = condition(engine, REWARD, "用人单位是企业")
    assert (employer.shown, employer.folded) == ([], [])
    assert employer.own == [("单位性质", "企业（公司）"), ("单位在北京", "是")]


def test_validity_is_said_as_far_as_the_text_does(engine: Engine) -> None:
    presenter = Presenter(engine)
    expected = {
        REWARD: "文件有效期 2022年1月1日 至 2026年12月31日",
        "chaoyang-internship-allowance": "原文没有写有效期",
        "beijing-employment-aid": "文件自 2026年1月1日 起施行，原文没有写到哪一天为止",
        "tongzhou-warm-meals": "原文写的有效期至 2027年12月31日，没有写从哪一天起",
    }
    assert {name: presenter.validity(benefit(engine, name)) for name in expected} == expected


def test_conflicts_come_first(engine: Engine) -> None:
    kinds = ["interpretation", "parameter", "conflict", "expiry"]
    notes = [{"kind": kind, "text": kind, "clauses": []} for kind in kinds]
    shown = [note["kind"] for note in Presenter(engine).notes({"notes": notes})]
    assert shown == ["conflict", "interpretation", "parameter"]


def test_a_part_of_unknown_size_is_said_in_words(engine: Engine) -> None:
    beyond = {"beyond_validity": {"min": 0, "max": None}}
    assert Presenter(engine).beyond(beyond) == "其中可能有一部分到期日之后才满年"


def test_all_of_a_sum_is_not_said_to_be_a_part_of_it(engine: Engine) -> None:
    say = Presenter(engine)
    whole = {"min": 27000, "max": 27000, "beyond_validity": {"min": 27000, "max": 27000}}
    assert say.beyond(whole) == "全部到期日之后才满年"
    assert say.part(whole) == ("", "全部", "到期日之后才满年，文件未写能否领取。")
    some = {**whole, "beyond_validity": {"min": 21000, "max": 21000}}
    assert say.beyond(some) == "其中21,000元到期日之后才满年"
    maybe = {**whole, "beyond_validity": {"min": 0, "max": 27000}}
    assert say.beyond(maybe) == "其中可能有27,000元到期日之后才满年"
