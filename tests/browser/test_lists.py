"""Lists to tick, leaving off and going on: with and without JavaScript, on a phone and on a desktop."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.site import on_both_screens
from tests.browser.visitor import Visitor
from tests.people import OPENING

LIST = "培训、见习、创业和比赛方面，您有下面这些吗？"
OTHER_LIST = "下面这些，您有吗？"
TRAINED, SHOP = "参加过技能培训", "有自己注册的企业或店"


def asked(visitor: Visitor) -> Visitor:
    """After the opening sentence a list is asked."""
    visitor.arrive()
    visitor.says(OPENING)
    expect(visitor.question).to_contain_text(LIST)
    return visitor


@on_both_screens
def test_a_list_is_one_group_with_a_big_line_for_each(visitor: Visitor) -> None:
    asked(visitor)
    group = visitor.page.get_by_role("group", name=re.compile(f"^{LIST}"))
    expect(group.get_by_role("checkbox")).to_have_count(7)
    for label in group.locator("label").all():
        box = label.bounding_box()
        assert box is not None
        assert box["height"] >= 48
        assert box["width"] > 300
    for button in ("确定", "都没有", "说不清，一项一项问"):
        expect(visitor.list.get_by_role("button", name=button, exact=True)).to_be_visible()


def test_what_is_ticked_is_taken_and_the_rest_is_not_so(visitor: Visitor) -> None:
    asked(visitor)
    visitor.ticks(TRAINED)
    visitor.ends_list("确定")
    said = visitor.page.locator("#now .said")
    expect(said.locator(".asked")).to_contain_text(LIST)
    expect(said.locator(".words")).to_have_text(TRAINED)
    expect(visitor.reply).to_contain_text(f"记下了：{TRAINED}")
    expect(visitor.reply).to_contain_text("这几项记为没有：")
    expect(visitor.chip("技能培训").first).to_contain_text("是")
    expect(visitor.page.locator("#nothing summary")).to_contain_text("（6项）")
    visitor.opens_nothing()
    expect(visitor.page.locator("#nothing .chip")).to_have_count(6)
    expect(visitor.question).to_contain_text(OTHER_LIST)


def test_what_is_not_a_yes_or_no_is_asked_in_detail(visitor: Visitor) -> None:
    asked(visitor)
    visitor.ticks(SHOP)
    visitor.ends_list("确定")
    expect(visitor.page.locator("#now .words")).to_have_text(SHOP)
    visitor.opens_nothing()
    expect(visitor.page.locator("#nothing .chip")).to_have_count(6)
    expect(visitor.page.locator(".chip", has_text="创业注册地")).to_have_count(0)
    while visitor.list.count():
        visitor.ends_list("都没有")
    for _ in range(10):
        if visitor.page.locator('.question input[name=fact][value="startup_district"]').count():
            break
        visitor.answers("不清楚")
    visitor.answers("西城区")
    expect(visitor.chip("创业注册地")).to_contain_text("西城区")


def test_none_of_the_list(visitor: Visitor) -> None:
    asked(visitor)
    visitor.ends_list("都没有")
    expect(visitor.page.locator("#now .asked")).to_contain_text(LIST)
    expect(visitor.page.locator("#now .words")).to_have_text("都没有")
    visitor.opens_nothing()
    chips = visitor.page.locator("#nothing .chip")
    expect(chips).to_have_count(7)
    visitor.does(chips.filter(has_text="技能培训").get_by_role("link").click)
    visitor.answers("是")
    expect(visitor.chip("技能培训").first).to_contain_text("是")
    visitor.opens_nothing()
    visitor.does(chips.filter(has_text="创业注册地").get_by_role("button").click)
    expect(visitor.chip("创业注册地")).to_have_count(0)


def test_one_by_one(visitor: Visitor) -> None:
    asked(visitor)
    visitor.ends_list("说不清，一项一项问")
    expect(visitor.page.locator("#now .asked")).to_contain_text(LIST)
    expect(visitor.page.locator("#now .words")).to_have_text("说不清，一项一项问")
    expect(visitor.page.locator("#nothing")).to_have_count(0)
    while visitor.list.count():
        expect(visitor.question).to_contain_text(OTHER_LIST)
        visitor.ends_list("都没有")
    expect(visitor.page.locator(".choices").get_by_role("button", name="不清楚", exact=True)).to_be_visible()


@on_both_screens
@pytest.mark.parametrize(
    ("ticked", "button", "sentence"),
    [
        ((), "确定", "没有勾选。都没有，请点“都没有”。"),
        ((TRAINED,), "都没有", "勾了“技能培训”，又点了“都没有”。"),
    ],
    ids=["nothing-ticked", "ticked-and-nothing"],
)
def test_what_contradicts_itself_is_told_and_nothing_is_lost(
    visitor: Visitor, ticked: tuple[str, ...], button: str, sentence: str
) -> None:
    asked(visitor)
    visitor.ticks(*ticked)
    visitor.ends_list(button)
    expect(visitor.page.locator("#problem")).to_contain_text(sentence)
    expect(visitor.page.locator("#problem")).to_be_in_viewport()
    expect(visitor.page.locator(".exchange")).to_have_count(1)
    expect(visitor.list.locator("input:checked")).to_have_count(len(ticked))
    visitor.ticks(TRAINED)
    visitor.ends_list("确定")
    expect(visitor.reply).to_contain_text(f"记下了：{TRAINED}")


@on_both_screens
def test_why_is_said_for_each_line_with_its_clause(visitor: Visitor) -> None:
    asked(visitor)
    visitor.list.locator(".why summary").click()
    reasons = visitor.list.locator(".why li")
    expect(reasons).to_have_count(7)
    expect(reasons.first).to_contain_text("在本区定点培训机构享受一次免费创业培训或技能培训")
    visitor.check()
    reasons.first.get_by_role("link").click()
    visitor.page.wait_for_url(re.compile(r"/documents/xicheng-2021-2#5\.17\.p1$"))
    expect(visitor.page.locator('[id="5.17.p1"]')).to_be_in_viewport()


def test_a_list_is_kept_over_reload_and_can_be_answered_late(visitor: Visitor) -> None:
    asked(visitor)
    second = Visitor(visitor.page.context.new_page(), visitor.scripting)
    second.arrive()
    expect(second.question).to_contain_text(LIST)
    visitor.page.reload()
    expect(visitor.question).to_contain_text(LIST)
    visitor.says("我25岁")
    visitor.ends_list("都没有")
    expect(visitor.question).to_contain_text(OTHER_LIST)
    second.ticks(TRAINED)
    second.ends_list("确定")
    expect(second.chip("技能培训").first).to_contain_text("是")


def test_a_list_sent_twice_counts_once_and_can_be_taken_back(visitor: Visitor) -> None:
    asked(visitor)
    group = visitor.question.inner_text()
    listed = [field.input_value() for field in visitor.list.locator("input[name=listed]").all()]
    sent = {"message_id": visitor.list.locator("input[name=message_id]").input_value(), "done": "nothing"}
    body = "&".join([*(f"listed={fact}" for fact in listed), *(f"{name}={value}" for name, value in sent.items())])
    headers = {"content-type": "application/x-www-form-urlencoded"}
    for _ in range(2):
        visitor.page.request.post("/chat", data=body, headers=headers)
    visitor.page.reload()
    expect(visitor.page.locator(".exchange")).to_have_count(2)
    expect(visitor.question).to_contain_text(OTHER_LIST)
    visitor.does(visitor.page.get_by_role("button", name="撤回上一步").click)
    expect(visitor.question).to_have_text(group)
    expect(visitor.page.locator("#nothing")).to_have_count(0)


def test_the_way_back_leads_to_the_list_as_it_stands(visitor: Visitor) -> None:
    asked(visitor)
    visitor.ends_list("都没有")
    visitor.page.get_by_role("link", name="政策原文", exact=True).click()
    visitor.page.go_back()
    expect(visitor.question).to_contain_text(OTHER_LIST)
    expect(visitor.page.locator("#now .words")).to_have_text("都没有")
    visitor.ends_list("都没有")
    expect(visitor.page.locator(".exchange")).to_have_count(3)


def test_a_list_by_keyboard(visitor: Visitor) -> None:
    asked(visitor)
    visitor.list.get_by_role("checkbox").first.focus()
    visitor.page.keyboard.press("Space")
    visitor.page.keyboard.press("Tab")
    expect(visitor.list.get_by_role("checkbox").nth(1)).to_be_focused()
    visitor.does(lambda: visitor.page.keyboard.press("Enter"))
    expect(visitor.reply).to_contain_text(f"记下了：{TRAINED}")


def test_enough_for_now_and_going_on(visitor: Visitor) -> None:
    visitor.arrive()
    expect(visitor.page.get_by_role("button", name="够了，先看结果")).to_have_count(0)
    visitor.says(OPENING)
    question = visitor.question.inner_text()
    visitor.does(visitor.page.get_by_role("button", name="够了，先看结果").click)
    expect(visitor.reply).to_contain_text("先不问了")
    expect(visitor.page.locator(".question")).to_have_count(0)
    expect(visitor.page.locator(".pause")).to_contain_text("先不问了")
    visitor.page.reload()
    visitor.does(visitor.page.get_by_role("button", name="接着问").click)
    expect(visitor.question).to_have_text(question)
    expect(visitor.page.get_by_role("button", name="接着问")).to_have_count(0)


def test_starting_again_in_words(visitor: Visitor) -> None:
    asked(visitor)
    visitor.says("重新开始")
    expect(visitor.reply).to_contain_text("重新开始")
    expect(visitor.question).to_have_text("您的户口在哪个区？")
    expect(visitor.page.get_by_role("button", name="够了，先看结果")).to_have_count(0)
    visitor.does(visitor.page.get_by_role("button", name="撤回上一步").click)
    expect(visitor.question).to_contain_text(LIST)


def test_the_points_of_a_reply_are_a_list(visitor: Visitor) -> None:
    asked(visitor)
    visitor.says("哪个区补贴多，西城还是朝阳？")
    expect(visitor.reply.locator(".points li")).to_have_text([re.compile("^西城区："), re.compile("^朝阳区：")])
    expect(visitor.reply.locator("p").first).to_contain_text("如果户口在")
