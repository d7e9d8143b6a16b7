"""The drawer in the browser: on the desk by keys, and as pages of their own, without scripts too, light and dark."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.site import SCREENS, on_both_screens
from tests.browser.staff import Staff
from tests.browser.visitor import Visitor

HIRED = "西城户口 32岁 没有低保 登记失业 在北京的企业上班 三年合同 月薪4500 交社保"
DISPUTED, REWARD = "/agent/clauses/xicheng-2021-2%232.6", "/agent/benefits/xicheng-employment-reward"
SENTENCE = "假如劳动合同期限1年：写明数额的合计从27,000元变成6,000元，少21,000元；就业奖励从"


def about(path: str, **asked: str) -> str:
    """A page of the drawer for the caller."""
    return f"{path}?{urlencode({'line': HIRED, **asked})}"


def heading(page: Page) -> str:
    return page.locator("#drawer-heading").inner_text()


@on_both_screens
def test_links_and_forms_lead_on_page_by_page(visitor: Visitor, staff: Staff) -> None:
    page = visitor.page
    staff.come_in(page, "agent")
    visitor.arrive(about(DISPUTED, q="就业奖励"))
    assert heading(page) == "二、6. 鼓励用人单位增加就业容量"
    expect(page.locator(".words-of mark", has_text="奖励").first).to_be_visible()
    expect(page.get_by_role("button", name="复制引用")).to_be_visible(visible=visitor.scripting)
    page.locator(".around > summary").first.click()
    visitor.check()
    page.get_by_role("button", name="固定这一条").click()
    expect(page.get_by_role("button", name="取消固定")).to_be_visible()
    visitor.check()
    visitor.follows(page.get_by_role("link", name="就业奖励", exact=True))
    assert heading(page) == "就业奖励"
    expect(page.locator(".answer-line")).to_contain_text("符合，27,000元")
    visitor.follows(page.get_by_role("link", name="换个情况比一比"))
    page.get_by_label("会变的情况").fill("一年合同 外星人")
    visitor.follows(page.get_by_role("button", name="算一算"))
    expect(page.locator("#otherwise")).to_contain_text(SENTENCE)
    expect(page.locator("#not-taken")).to_contain_text("没有看懂“外星人”")
    page.get_by_label("会变的情况").fill("外星人")
    visitor.follows(page.get_by_role("button", name="算一算"))
    expect(page.get_by_label("会变的情况")).to_have_value("外星人")
    visitor.follows(page.get_by_role("link", name="常用的条款"))
    expect(page.locator(".at-hand").first).to_contain_text("西城区就业工作若干措施 二、6.")
    page.get_by_role("button", name="取消固定").click()
    expect(page.get_by_text("还没有固定的条款")).to_be_visible()
    expect(page.locator(".at-hand").last).to_contain_text("西城区就业工作若干措施 二、6.")
    visitor.check()


@pytest.mark.parametrize("screen", SCREENS)
def test_on_the_desk_all_of_it_happens_in_the_drawer(browser: Browser, site: str, staff: Staff, screen: str) -> None:
    context = browser.new_context(viewport=SCREENS[screen], base_url=site, locale="zh-CN", color_scheme="dark")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    visitor = Visitor(page, True)
    staff.come_in(page, "agent")
    visitor.arrive("/agent")
    page.locator("#line").fill(HIRED)
    expect(page.locator("#benefits")).to_contain_text("27,000元")
    page.locator("#q").fill("西城单位就业奖励")
    expect(page.locator("#found .row").first).to_contain_text("就业")
    page.locator("#q").press("Enter")
    page.locator('#found .row[href$="xicheng-2021-2%232.6"]').press("Enter")
    drawer = page.locator("#drawer")
    expect(drawer.locator("#drawer-heading")).to_be_focused()
    expect(drawer.locator("mark").first).to_be_visible()
    expect(drawer.locator(".resting")).to_contain_text("符合 27,000元")
    visitor.check()
    drawer.get_by_role("button", name="固定这一条").press("Enter")
    expect(drawer.get_by_role("button", name="取消固定")).to_be_focused()
    expect(drawer.locator("[data-said]")).to_have_text("已固定，在“常用的条款”里。")
    drawer.get_by_role("button", name="复制引用").press("Enter")
    expect(drawer.locator("[data-said]")).to_contain_text("已复制：《北京市西城区")
    assert page.evaluate("navigator.clipboard.readText()").endswith("（西行规发〔2021〕2号）二、6.")
    page.locator("#draft").fill("您好。")
    drawer.get_by_role("button", name="放进答复").press("Enter")
    expect(page.locator("#draft")).to_have_value(re.compile("您好。\\s*《北京市西城区.*二、6.：“鼓励", re.DOTALL))
    drawer.get_by_role("link", name="就业奖励", exact=True).press("Enter")
    expect(drawer.locator("#drawer-heading")).to_have_text("就业奖励")
    expect(drawer.locator("#drawer-heading")).to_be_focused()
    visitor.check()
    page.keyboard.press("v")
    drawer.get_by_label("会变的情况").fill("外星人")
    drawer.get_by_label("会变的情况").press("Enter")
    expect(drawer.locator("#not-taken")).to_contain_text("没有看懂“外星人”")
    drawer.get_by_label("会变的情况").fill("一年合同")
    drawer.get_by_label("会变的情况").press("Enter")
    expect(drawer.locator("#otherwise")).to_contain_text(SENTENCE)
    visitor.check()
    drawer.get_by_role("link", name="常用的条款").press("Enter")
    drawer.get_by_role("button", name="取消固定").press("Enter")
    expect(drawer.get_by_text("还没有固定的条款")).to_be_visible()
    visitor.check()
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(page.locator("#found .row:focus")).to_have_count(1)
    expect(page.locator("#line")).to_have_value(HIRED)
    page.keyboard.press("p")
    expect(drawer.locator("#drawer-heading")).to_have_text("常用的条款")
    assert page.url.endswith("/agent")
    context.close()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_what_is_no_law_is_seen_in_both_colour_schemes(browser: Browser, site: str, staff: Staff, dark: bool) -> None:
    context = browser.new_context(
        viewport=SCREENS["phone"], base_url=site, locale="zh-CN", color_scheme="dark" if dark else "light"
    )
    visitor = Visitor(context.new_page(), True)
    staff.come_in(visitor.page, "supervisor")
    for path in (
        "/agent/clauses/tongzhou-friendly-city-draft%233.1", about(DISPUTED, as_of="2027-01-01"),
        about(REWARD, line="西城 35 女 低保 登记失业 三年合同"), about("/agent/benefits/xicheng-hiring-subsidy"),
        about("/agent/compare"), "/agent/shelf",
    ):  # fmt: skip
        visitor.arrive(path)
    context.close()
