"""What a right quotation leaves unsaid, what contradicts it, and what is a problem on which day."""

from __future__ import annotations

import datetime as dt

import pytest

from assistant.engine import Engine
from tests.citations.judging import Json

DAY = dt.date(2026, 11, 20)
REWARD = "西城区就业措施第六条第二款：“每满一年，依次按照每年6000元、9000元、1.2万元标准申请就业奖励，最长不超过三年”。"
EXCLUDED = "不含享受最低生活保障待遇的登记失业人员"


def quote(engine: Engine, text: str, day: dt.date = DAY) -> Json:
    (found,) = engine.cite(text, day)["quotes"]
    return dict(found)


def test_an_exclusion_left_out_is_a_problem(engine: Engine) -> None:
    found = quote(engine, REWARD)
    assert found["status"] == "verbatim"
    assert found["omissions"] == [{"clause": "xicheng-2021-2#2.6.p2", "text": EXCLUDED, "excludes": True}]
    assert found["severity"] == "problem"


def test_said_elsewhere_in_the_text_it_is_not_left_out(engine: Engine) -> None:
    found = quote(engine, f"{REWARD}（{EXCLUDED}）")
    assert (found["omissions"], found["severity"]) == ([], None)


def test_a_limit_left_out_is_a_notice(engine: Engine) -> None:
    found = quote(engine, "西城区就业措施第7条：“按照每人每月1000元标准申请食宿补贴”。")
    assert [(o["text"], o["excludes"]) for o in found["omissions"]] == [("最长不超过三年", False)]
    assert found["severity"] == "notice"


def test_what_excludes_the_benefit_in_another_paragraph_is_left_out_too(engine: Engine) -> None:
    found = quote(engine, "西城区就业措施第9条：“按照每人每月2000元标准，申请不超过一年的见习生活补贴”。")
    assert "xicheng-2021-2#3.9.p2" in [o["clause"] for o in found["omissions"]]


@pytest.mark.parametrize(("day", "conflicts"), [(dt.date(2025, 12, 31), 0), (dt.date(2026, 1, 1), 1)])
def test_a_conflict_is_told_from_the_day_of_the_other_document(engine: Engine, day: dt.date, conflicts: int) -> None:
    words = "依次按照每人每年6000元、9000元、1.2万元标准申请岗位补贴，最长不超过三年"
    found = quote(engine, f"西城区就业措施第6条第1款：“{words}”。", day)
    assert len(found["conflicts"]) == conflicts
    assert all("beijing-2025-14#3.9" in conflict["clauses"] for conflict in found["conflicts"])


@pytest.mark.parametrize(
    ("day", "status", "severity"),
    [
        (dt.date(2021, 12, 31), "not_yet_in_force", "problem"),
        (dt.date(2026, 12, 31), "in_force", None),
        (dt.date(2027, 1, 1), "expired", "problem"),
    ],
)
def test_law_is_as_of_the_day(engine: Engine, day: dt.date, status: str, severity: str | None) -> None:
    (found,) = engine.cite("西城区就业措施第14条。", day)["citations"]
    assert (found["legal_status"], found["severity"]) == (status, severity)


def test_a_draft_is_a_notice(engine: Engine) -> None:
    (found,) = engine.cite("通州审议稿第10项。", DAY)["citations"]
    assert (found["legal_status"], found["severity"]) == ("draft", "notice")
    assert found["warnings"]


def test_an_exclusion_cut_out_shows_in_the_differences(engine: Engine) -> None:
    found = quote(engine, "西城区就业措施第6条：“上述人员实现稳定就业，在劳动合同履行期限内，每满一年”。")
    assert found["status"] == "altered"
    assert [(d["said"], d["printed"]) for d in found["differences"]] == [("", f"（{EXCLUDED}）")]


def test_a_repealed_document_is_named_as_such(engine: Engine) -> None:
    (found,) = engine.cite("西政发〔2017〕13号第三条。", DAY)["citations"]
    assert found["status"] == "outside_corpus"
    assert any("废止" in warning["message"] for warning in found["warnings"])


def test_the_right_citation_is_given_in_house_form(engine: Engine) -> None:
    (found,) = engine.cite("西城措施6条2款。", DAY)["citations"]
    assert (
        found["citation"]
        == "《北京市西城区做好当前和今后一个时期就业工作的若干措施》（西行规发〔2021〕2号）二、6. 第2款"
    )


def test_nothing_is_found_where_nothing_is(engine: Engine) -> None:
    found = engine.cite("今天是第三季度第一天，第一条路去街道，六、七月份再来，电话12333，劳动合同写的是三年。", DAY)
    assert [found[part] for part in ("citations", "quotes", "figures")] == [[], [], []]
    assert (found["problems"], found["notices"]) == (0, 0)
