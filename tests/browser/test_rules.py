"""A rule reviewed by keyboard alone: asked about, answered by another, approved; suspended and answered again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete

from assistant.accounts.reviewing import Rule
from assistant.store.audit import SERVER, Actor
from assistant.store.reviews import ReviewStore
from assistant.store.suspensions import SuspensionStore
from assistant.store.tables import ReviewEntryRow
from tests.browser.staff import Staff
from tests.browser.visitor import Visitor

REWARD, NAME = "xicheng-employment-reward", "就业奖励"
ASKED, ANSWERED = "低保人员同时符合两项，按哪一项？", "按高的一项，见三、10."
MOST_TABS = 400


@pytest.fixture
def scripting() -> bool:
    return True


@pytest.fixture
def reviewed(staff: Staff) -> Iterator[Staff]:
    yield staff
    SuspensionStore(staff.database).lift(REWARD, SERVER)
    with staff.database.begin() as connection:
        connection.execute(delete(ReviewEntryRow))


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the focus is on what has this text or this label."""
    focused = "e => (e.labels?.[0]?.innerText || e.innerText || '').replace(/\\s/g, '')"
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(f"({focused})(document.activeElement)").startswith(wanted):
            return
    raise AssertionError(f"not reached: {wanted}")


def press(page: Page, wanted: str) -> None:
    """Go to a link or button with Tab and press it."""
    tab_to(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def look_at(page: Page, wanted: str) -> None:
    """Follow a link within the page."""
    tab_to(page, wanted)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("visitor", ["desktop"], indirect=True)
def test_a_rule_is_asked_about_answered_approved_suspended(
    visitor: Visitor, reviewed: Staff, elsewhere: Callable[[], Page]
) -> None:
    page, wang = visitor.page, reviewed.come_in(visitor.page, "staff")
    visitor.arrive("/staff/benefits?state=new#d-xicheng-2021-2")
    press(page, NAME)
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    visitor.check()
    look_at(page, "看原文引文15")
    expect(page.locator("#words-15")).to_be_in_viewport()
    look_at(page, "引文15")  # the number in the words is what Tab reaches next
    expect(page.locator("#used-15")).to_be_in_viewport()
    page.goto(f"/staff/benefits/{REWARD}#review")
    tab_to(page, "写一条意见或疑问")
    page.keyboard.type(ASKED)
    press(page, "记为疑问")
    review = page.get_by_role("region", name="核准和意见")
    expect(review.get_by_role("status")).to_have_text("疑问已经记下。")
    expect(review).to_be_in_viewport()
    expect(review).to_contain_text("还有1个疑问没有答复，请先答复，再核准。")
    expect(review.get_by_role("button", name="核准这条规则")).to_have_count(0)

    other = elsewhere()
    li = reviewed.come_in(other, "supervisor")
    other.goto(f"/staff/benefits/{REWARD}#review")
    tab_to(other, "答复（怎样定的）")
    other.keyboard.type(ANSWERED)
    press(other, "处理完了")
    press(other, "核准这条规则")
    expect(other.get_by_role("region", name="核准和意见")).to_contain_text(f"{li}于")
    expect(other.get_by_role("button", name="撤回我的核准")).to_be_visible()

    author = elsewhere()
    reviewed.come_in(author, "staff", name="editor")
    author.goto(f"/staff/benefits/{REWARD}")
    expect(author.get_by_role("region", name="核准和意见")).to_contain_text("这条规则是您（editor）写的，不能由您核准")

    page.goto(f"/staff/benefits/{REWARD}#suspension")
    expect(page.locator(".review-state").first).to_have_text("已核准")
    tab_to(page, "原因")
    page.keyboard.type("标准在核对")
    press(page, "暂停答复")
    suspension = page.get_by_role("region", name="暂停答复")
    expect(suspension.get_by_role("status")).to_have_text("已经暂停。")
    expect(suspension).to_contain_text("原因：标准在核对")
    visitor.check()
    press(page, "恢复答复")
    expect(suspension.get_by_role("status")).to_have_text("已经恢复答复。")
    assert len(reviewed.did(wang, "rule_questioned")) == len(reviewed.did(wang, "benefit_suspended")) == 1
    assert len(reviewed.did(li, "review_settled")) == len(reviewed.did(li, "rule_approved")) == 1


@pytest.mark.parametrize("visitor", ["phone"], indirect=True)
def test_the_pages_on_a_phone(visitor: Visitor, reviewed: Staff) -> None:
    store, rule = ReviewStore(reviewed.database), Rule(REWARD, "before", ())
    store.approve(rule, "before", Actor("zhang", "staff"))
    store.say(rule, "question", ASKED, Actor("zhang", "staff"))
    store.say(rule, "comment", "字" * 200, Actor("zhang", "staff"))
    reviewed.come_in(visitor.page, "staff")
    for path in ("/staff/benefits?state=question", f"/staff/benefits/{REWARD}", "/staff/benefits?open=1#question"):
        visitor.arrive(path)
        expect(visitor.page.get_by_role("navigation", name="工作页面")).to_contain_text("规则")
