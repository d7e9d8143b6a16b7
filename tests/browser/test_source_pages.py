"""Documents for staff in the browser: by keyboard alone to a clause and its passage in the source, on every screen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.staff import Staff
from tests.browser.visitor import Visitor

XICHENG = "/staff/documents/xicheng-2021-2"
MOST_TABS = 60


@pytest.fixture
def scripting() -> bool:
    return True


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"not reached by keyboard: {selector}")


@pytest.mark.parametrize("visitor", ["desktop"], indirect=True)
def test_by_keyboard_alone_from_the_list_to_a_passage_of_the_source(visitor: Visitor, staff: Staff) -> None:
    page = visitor.page
    staff.come_in(page, "agent")
    visitor.arrive("/staff/documents")
    tab_to(page, f'a[href="{XICHENG}"]')
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("西城区")
    tab_to(page, "#q")
    page.keyboard.type("就业奖励")
    page.keyboard.press("Enter")
    expect(page.locator("#found .hits li")).to_have_count(2)
    tab_to(page, '.hits a[href*="clause=2.6.p2"]')
    page.keyboard.press("Enter")
    row = page.locator('[id="2.6.p2"]')
    expect(row).to_be_in_viewport()
    expect(row.locator(".clause mark.chosen")).to_contain_text("上述人员（不含享受最低生活保障待遇")
    marked = "".join(row.locator(".as-is .chosen").all_inner_texts())
    assert re.sub(r"\s", "", marked).startswith("上述人员（不含享受最低生活保障待遇的登记失业人员）实现稳定就业")
    expect(row.locator("details")).to_have_attribute("open", "")
    visitor.check()
    tab_to(page, 'a[href$="#s-2.6.p2"]')
    page.keyboard.press("Enter")
    expect(page.locator('[id="s-2.6.p2"]')).to_be_in_viewport()
    tab_to(page, '[id="s-2.6.p2"] .to-clause')
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"clause=2\.6\.p2#2\.6\.p2$"))


@pytest.mark.parametrize("visitor", ["phone", "desktop"], indirect=True)
def test_a_passage_that_is_pressed_leads_to_its_clause(visitor: Visitor, staff: Staff) -> None:
    page = visitor.page
    staff.come_in(page)
    visitor.arrive(f"{XICHENG}?clause=2.7#s-2.7")
    number = page.locator('[id="s-2.7"] del.page_number')
    expect(number).to_have_text("- 4 -")
    assert number.evaluate("e => getComputedStyle(e).textDecorationLine") == "line-through"
    assert "▤" in number.evaluate("e => getComputedStyle(e, '::before').content")
    page.locator('[id="s-3.10"] .as-is').click()
    page.wait_for_url(re.compile(r"clause=3\.10#3\.10$"))
    expect(page.locator("#chosen-heading")).to_have_text("选中的：三、10.")
    page.locator("a", has_text="不画修复的记号").click()
    assert page.locator("del.page_number").first.evaluate("e => getComputedStyle(e, '::before').content") == "none"
    visitor.arrive("/staff/documents/chaoyang-employment-opinions?q=%E5%85%BB%E8%9C%82&clause=9")
    expect(page.get_by_role("alert")).to_contain_text("没有编号为“chaoyang-employment-opinions#9”的条款")
