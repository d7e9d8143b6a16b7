"""A resident says whether an answer was useful, with and without scripts; staff read it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from assistant.store.feedback import Feedback, FeedbackStore
from tests.browser.site import on_both_screens
from tests.browser.staff import Staff
from tests.browser.visitor import Visitor
from tests.people import OPENING

WHY = "数不对，<b>没写哪年</b><script>window.pwned = 1</script>"
THUMB = 48  # CSS pixels


def token(page: Page) -> str:
    return page.locator("#feedback input[name=token]").first.input_value()


@on_both_screens
def test_a_resident_says_that_an_answer_was_of_no_use_and_why(visitor: Visitor, kept: Engine, staff: Staff) -> None:
    page, store = visitor.page, FeedbackStore(kept)
    visitor.arrive()
    expect(page.locator("#feedback")).to_have_count(0)  # nothing has been answered yet
    visitor.says(OPENING)
    feedback = page.get_by_role("region", name="这次的答复有用吗？")
    for name in ("有用", "没用"):
        box = feedback.get_by_role("button", name=name).bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= THUMB
    page.locator("#text").fill("还没写完的话")
    answered = token(page)
    feedback.get_by_role("button", name="没用").click()
    expect(feedback).to_contain_text("谢谢，记下了。")
    assert store.of(answered) == Feedback(False)  # at once, whatever comes after
    if visitor.scripting:
        expect(page.locator("#feedback-heading")).to_be_focused()
        expect(page.locator("#announce")).to_contain_text("谢谢，记下了。")
        expect(page.locator("#text")).to_have_value("还没写完的话")
    expect(feedback).to_be_in_viewport()
    visitor.check()
    feedback.get_by_label("金额或条件不对").check()
    feedback.get_by_label("想细说的话").fill(WHY)
    feedback.get_by_role("button", name="发给工作人员").click()
    expect(feedback).to_contain_text("谢谢，您说的工作人员会看到。")
    expect(feedback.get_by_label("想细说的话")).to_have_count(0)
    expect(feedback.get_by_role("button", name="没用", pressed=True)).to_be_visible()
    assert store.of(answered) == Feedback(False, "wrong_figures", WHY)
    visitor.check()
    visitor.says("我32岁")  # another answer
    expect(feedback.get_by_role("button", pressed=True)).to_have_count(0)
    expect(page.locator(".thanks")).to_have_count(0)

    staff.come_in(page, "staff")
    visitor.arrive("/account")
    page.get_by_role("link", name="反馈").click()
    page.get_by_role("link", name="只看没用的").click()
    row = page.locator(".records tbody tr").first
    expect(row.locator("td").nth(3)).to_have_text(WHY)
    expect(row).to_contain_text("全区性技能竞赛获奖补贴（还不能确定，10,000至30,000元）")
    visitor.check()


def test_on_a_result_kept_one_changes_ones_mind(visitor: Visitor, kept: Engine) -> None:
    page, store = visitor.page, FeedbackStore(kept)
    visitor.arrive()
    visitor.says(OPENING)
    answered = token(page)
    visitor.arrive(f"/results/{answered}")
    feedback = page.get_by_role("region", name="这次的答复有用吗？")
    feedback.get_by_role("button", name="没用").click()
    if not visitor.scripting:
        page.wait_for_url(f"**/results/{answered}?thanked=1#feedback")
    expect(feedback.get_by_role("radio")).to_have_count(5)
    visitor.check()
    feedback.get_by_role("button", name="有用").click()
    expect(feedback).to_contain_text("谢谢，记下了。")
    expect(feedback.get_by_role("radio")).to_have_count(0)
    assert store.of(answered) == Feedback(True, None, "", "result")
    visitor.arrive(f"/results/{answered}")
    expect(feedback.get_by_role("button", name="有用", pressed=True)).to_be_visible()
    expect(page.locator(".thanks")).to_have_count(0)


@pytest.mark.parametrize(("visitor", "scripting"), [("phone", True)], indirect=["visitor"])
def test_feedback_on_a_deleted_conversation_is_refused_beside_what_is_shown(visitor: Visitor) -> None:
    page = visitor.page
    visitor.arrive()
    visitor.says(OPENING)
    page.request.post("/delete", headers={"sec-fetch-site": "same-origin"})
    page.locator("#feedback").get_by_role("button", name="有用").click()
    expect(page.locator("#trouble")).to_contain_text("没有这份结果")
    expect(page.locator("#feedback")).to_have_count(1)
