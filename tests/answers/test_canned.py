"""Canned answers on the real corpus and on a copy of it: blanks filled or left visible, every change found."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from assistant.engine import Engine
from assistant.rules.assess import Suspension
from tests.answers.changed import changed_corpus
from tests.people import HIRED

DAY = dt.date(2026, 11, 20)
RENT, REWARD = "xicheng-2021-2#4.14", "xicheng-2021-2#2.6.p2"
TEXT = "您好，{{今天}}。{{区}}的{{项目}}：{{金额}}。依据{{条款}}，{{有效期}}。有疑问请打{{咨询电话}}。"


def fill(engine: Engine, text: str, facts: dict[str, Any], *clauses: str, benefit: str = "") -> tuple[str, Any]:
    bound = engine.canned.bound(clauses or [REWARD], DAY)
    put = engine.canned.filled(text, bound, engine.assess(facts, DAY), benefit)
    return put.text, put


def test_every_blank_is_filled_from_the_assessment(engine: Engine) -> None:
    text, put = fill(engine, TEXT, {**HIRED, "contract_start": "2026-11-20"})
    assert text == (
        "您好，2026年11月20日。西城区的就业奖励：按您说的算一共27,000元：第1年6,000元、第2年9,000元、第3年12,000元，"
        "全部到期日之后才满年，文件未写能否领取。依据西城区就业工作若干措施 二、6. 第2款，"
        "文件有效期2022年1月1日至2026年12月31日。有疑问请打12333、12345。"
    )
    assert put.open == ()
    assert put.benefit == "xicheng-employment-reward"
    assert put.cautions == ("本文件有效期至2026年12月31日，还剩41天。",)


def test_what_isnt_known_stays_visible_and_an_amount_keeps_its_condition(engine: Engine) -> None:
    text, put = fill(engine, "「区」「项目」「金额」", {"applicant": "employer"})
    assert text == "【区：待确认】【项目：待确认】【金额：待确认】"
    assert put.open == ("区", "项目", "金额")
    text, _ = fill(engine, "「金额」", {"applicant": "resident", "hukou_district": "xicheng"}, RENT)
    assert text.startswith("如果还符合其余的要求（")
    assert "最高120,000元" in text
    text, put = fill(engine, "{{ 金额 }}", {**HIRED, "contract_years": 0.5})
    assert text == "【金额：待确认】"
    assert fill(engine, "原文写的是「就业困难」，「条款」", HIRED)[0] == (
        "原文写的是「就业困难」，西城区就业工作若干措施 二、6. 第2款"
    )


@pytest.mark.parametrize(
    ("clause", "facts", "caution"),
    [
        ("tongzhou-friendly-city-draft#3.2.5", {"applicant": "resident", "startup_district": "tongzhou"}, "从未施行"),
        (REWARD, HIRED, "暂停答复"),
    ],
)
def test_drafts_and_suspended_ones_have_no_amount_and_say_so(
    engine: Engine, clause: str, facts: dict[str, Any], caution: str
) -> None:
    engine.suspended = lambda: {"xicheng-employment-reward": Suspension("原文正在核对", DAY)}
    try:
        text, put = fill(engine, "「金额」", facts, clause)
    finally:
        engine.suspended = dict
    assert text == "【金额：待确认】"
    assert any(caution in said for said in put.cautions)


def test_a_blank_that_doesnt_exist_is_named(engine: Engine) -> None:
    assert engine.canned.unknown("{{金额}}「工龄」{{工龄}}") == ["工龄"]


def test_what_changes_in_a_copy_of_the_corpus_is_found_with_the_words_of_then_and_now(
    engine: Engine, tmp_path: Path
) -> None:
    bound = engine.canned.bound([RENT, REWARD], DAY)
    figures = engine.canned.figures(["minimum_wage"], DAY)
    assert engine.canned.turned(bound, figures, DAY) == []
    assert engine.canned.turned(bound, figures, DAY.replace(year=2027))[0].after == "已失效"

    changed = Engine(changed_corpus(tmp_path))
    kinds = {one.kind: one for one in changed.canned.turned(bound, figures, DAY)}
    assert set(kinds) == {"clause", "figure"}
    assert kinds["clause"].clause == RENT
    assert kinds["clause"].before.startswith("降低创业创新成本。本区户籍劳动力")
    assert kinds["clause"].after.startswith("降低创新创业成本。本区户籍劳动力")
    assert (kinds["figure"].before, kinds["figure"].after) == (
        "2,540元（自2025年9月1日起）", "2,600元（自2026年9月1日起）",
    )  # fmt: skip
    gone = [{**bound[0], "clause": "xicheng-2021-2#9.99"}]
    found = changed.canned.turned(gone, {"abolished": {"amount": "1", "from": "2026-01-01"}}, DAY)
    assert [one.after for one in found] == ["现在的文件里没有这一条", "今天没有已公布的数"]
