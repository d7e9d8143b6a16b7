"""Canned answers in the browser: written, the check looked at, filled for a caller, put into a draft."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete, update

from assistant.store.tables import CannedAnswerRow
from tests.browser.staff import Staff
from tests.browser.visitor import Visitor

TITLE, LINE = "创业房租补贴怎么说", "西城 开店两年 每年房租30000"
TEXT = "{{项目}}：{{金额}}。按{{条款}}，请打{{咨询电话}}。"
FOR_BOTH = pytest.mark.parametrize(
    ("visitor", "scripting"), [("phone", False), ("desktop", True)], indirect=["visitor"]
)


@pytest.fixture
def clean(staff: Staff) -> Iterator[Staff]:
    yield staff
    with staff.database.begin() as connection:
        connection.execute(delete(CannedAnswerRow))


def write(visitor: Visitor, text: str) -> None:
    page = visitor.page
    page.get_by_label("标题", exact=True).fill(TITLE)
    page.get_by_label("要说的话").fill(text)
    page.get_by_label("依据的条款，一行一条").fill("西城区就业措施第14条")


@FOR_BOTH
def test_an_answer_is_written_filled_flagged_and_confirmed(visitor: Visitor, clean: Staff) -> None:
    page = visitor.page
    clean.come_in(page, "staff")
    visitor.arrive("/agent/canned")
    expect(page.get_by_text("还没有常用答复。")).to_be_visible()
    visitor.follows(page.get_by_role("link", name="写一条").last)
    write(visitor, TEXT + "每年最高5万元。")
    visitor.follows(page.get_by_role("button", name="保存"))
    expect(page.get_by_role("alert")).to_contain_text("5万元")
    expect(page.get_by_label("要说的话")).to_have_value(TEXT + "每年最高5万元。")
    write(visitor, TEXT)
    visitor.follows(page.get_by_role("button", name="保存"))
    expect(page.get_by_role("status")).to_have_text("已经保存。")

    page.get_by_label("找哪一条").fill("fzbt")
    page.get_by_label("来电人的情况").fill(LINE)
    visitor.follows(page.get_by_role("button", name="找", exact=True))
    visitor.follows(page.get_by_role("link", name=TITLE, exact=True))
    filled = page.get_by_label("填好的话").input_value()
    assert filled.startswith("创业房租补贴：")
    assert "西城区就业工作若干措施 四、14." in filled

    with clean.database.begin() as connection:
        then = {"clauses": [{
            "clause": "xicheng-2021-2#4.14", "words": "最高不超过3万元。", "digest": "then", "standing": "in_force",
        }]}  # fmt: skip
        connection.execute(update(CannedAnswerRow).values(bound=then))
    visitor.arrive("/agent/canned")
    expect(page.get_by_text("1 条要先看一看")).to_be_visible()
    expect(page.locator(".versus")).to_contain_text("最高不超过3万元。")
    visitor.follows(page.get_by_role("button", name="看过了，这些话还对"))
    expect(page.locator(".versus")).to_have_count(0)
    visitor.follows(page.get_by_role("button", name="停用"))
    expect(page.get_by_text("还没有常用答复。")).to_be_visible()


@pytest.mark.parametrize(("visitor", "scripting"), [("desktop", True)], indirect=["visitor"])
def test_an_agent_opens_one_in_the_drawer_and_puts_it_into_the_draft(visitor: Visitor, clean: Staff) -> None:
    page = visitor.page
    clean.come_in(page, "supervisor")
    visitor.arrive("/agent/canned?edit=0")
    write(visitor, TEXT)
    visitor.follows(page.get_by_role("button", name="保存"))
    page.goto("/agent")
    page.evaluate("document.addEventListener('desk:insert', ({ detail }) => { window.inserted = detail; })")
    page.locator("#line").fill("西城 登记失业")
    page.locator("#draft").fill("您好。")
    link = page.get_by_role("link", name="常用答复").last
    expect(link).to_have_attribute(
        "href", "/agent/canned?line=%E8%A5%BF%E5%9F%8E+%E7%99%BB%E8%AE%B0%E5%A4%B1%E4%B8%9A&given=%7B%7D"
    )
    link.click()
    drawer = page.locator("#drawer")
    drawer.get_by_role("link", name=TITLE, exact=True).click()
    expect(drawer.get_by_label("填好的话")).to_be_visible()
    drawer.get_by_role("button", name="插到草稿里").click()
    inserted = page.evaluate("window.inserted")
    assert inserted["kind"] == "canned"
    assert inserted["about"]["benefits"] == ["xicheng-startup-rent-subsidy"]
    assert inserted["about"]["clauses"] == ["xicheng-2021-2#4.14"]
    assert inserted["text"] == drawer.get_by_label("填好的话").input_value()
    expect(page.locator("#draft")).to_have_value(f"您好。\n{inserted['text']}")  # nothing of the draft is replaced
    assert inserted["text"].startswith("创业房租补贴：如果还符合其余的要求（")
