"""The citation desk in the browser: by keyboard alone to the third problem, several files with progress, phones."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.staff import PASSWORD, Staff
from tests.browser.visitor import Visitor
from tests.documents.files import word

RIGHT = "按照每人每月2000元的标准申请就业奖励，最长不超过五年"
ALTERED = RIGHT.replace("五年", "三年")
CITED = "《北京市西城区做好当前和今后一个时期就业工作的若干措施》（西行规发〔2021〕2号）三、10."
TEXT = f"""关于就业奖励的答复\u202e
另见西城区就业措施第99条。《劳动合同法》第9条也有规定。
西城区就业措施第10条：“{ALTERED}”。
西城区就业措施第10条：“{RIGHT}”。"""
ON_A_PHONE = pytest.mark.parametrize("visitor", ["phone"], indirect=True)
ON_A_DESKTOP = pytest.mark.parametrize("visitor", ["desktop"], indirect=True)


@pytest.fixture
def scripting() -> bool:
    return True


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what is called so has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.labels?.[0]?.innerText || document.activeElement.innerText") == name:
            return
    raise AssertionError(f"{name} is not reached")


@ON_A_DESKTOP
def test_by_keyboard_alone_from_the_login_to_the_third_problem_and_its_citation(visitor: Visitor, staff: Staff) -> None:
    page, name = visitor.page, staff.hire("staff")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/staff")
    expect(page.get_by_label("账号")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("核对引用")
    visitor.check()
    tab_to(page, "要核对的文字")
    page.keyboard.insert_text(TEXT)
    tab_to(page, "核对")
    page.keyboard.press("Enter")
    expect(page.locator(".summary")).to_contain_text("2 处要看，1 处留意")
    visitor.check()
    said, problems = page.locator("#announce"), page.locator("article.finding")
    for number, key in enumerate("njn", 1):
        page.keyboard.press(key)
        expect(problems.nth(number - 1)).to_be_focused()
        expect(said).to_have_text(f"第 {number} 处，共 3 处")
        expect(problems.nth(number - 1)).to_be_in_viewport()
    expect(page.locator(".cited.current")).to_have_count(1)
    expect(page.locator(".cited.current")).to_contain_text(ALTERED[:6])
    page.keyboard.press("n")
    expect(said).to_have_text("后面没有要看的了。")
    page.keyboard.press("p")
    page.keyboard.press("k")
    expect(problems.nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(said).to_have_text(f"已复制：{CITED}")
    assert page.evaluate("navigator.clipboard.readText()") == CITED
    visitor.check()
    page.get_by_label("用键盘").uncheck()  # for whoever speaks to a computer
    page.keyboard.press("n")
    expect(said).to_have_text(f"已复制：{CITED}")
    page.reload()
    expect(page.get_by_label("用键盘")).not_to_be_checked()


@ON_A_PHONE
def test_two_files_at_once_with_a_bad_one_told_as_it_goes(visitor: Visitor, staff: Staff, tmp_path: Path) -> None:
    page = visitor.page
    staff.come_in(page, "staff")
    (tmp_path / "好的.docx").write_bytes(word(*TEXT.split("\n")))
    (tmp_path / "坏的.pdf").write_bytes(b"%PDF-1.7 and nothing else")
    visitor.arrive("/staff")
    page.get_by_label("文件（").set_input_files([tmp_path / "好的.docx", tmp_path / "坏的.pdf"])
    page.get_by_role("button", name="核对", exact=True).click()
    page.wait_for_url("**/staff/batches/*")
    expect(page.locator("#batch .lead")).to_have_text("1 份核对好了，1 份没有读成。")  # without anything being pressed
    expect(page.locator(".checks li").nth(1)).to_contain_text("✗ 没有读成：")
    expect(page.locator(".checks li").nth(1)).to_contain_text("坏的.pdf")
    visitor.check()
    page.get_by_role("link", name="好的.docx").click()
    expect(page.locator(".summary")).to_contain_text("2 处要看，1 处留意")
    visitor.check()
    third = page.locator("article.finding").nth(2)
    mark = page.locator('[data-of="problem-3"]')
    below, above = third.bounding_box(), mark.bounding_box()
    assert below
    assert above
    assert below["y"] > above["y"]  # on a phone the clause stands below its mark
    page.get_by_role("link", name="只看要看的").click()
    expect(page.locator("details.finding")).to_have_count(0)
    visitor.check()


@ON_A_PHONE
def test_files_too_large_are_told_before_they_travel(visitor: Visitor, staff: Staff, tmp_path: Path) -> None:
    page = visitor.page
    staff.come_in(page, "staff")
    (tmp_path / "大.txt").write_bytes(b"x" * 20_000_001)
    visitor.arrive("/staff")
    page.get_by_label("要核对的文字").fill("已经写好的话")
    page.get_by_label("文件（").set_input_files([tmp_path / "大.txt"])
    page.get_by_role("button", name="核对", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("文件太大，每份不能超过 20 MB，请拆分或去掉：大.txt。")
    expect(page.get_by_label("要核对的文字")).to_have_value("已经写好的话")
    visitor.check()


def test_without_scripts_links_lead_the_same_way(browser: Browser, site: str, staff: Staff) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=site, viewport={"width": 360, "height": 740})
    page = context.new_page()
    staff.come_in(page, "staff")
    page.goto("/staff")
    page.get_by_label("要核对的文字").fill(TEXT)
    page.get_by_role("button", name="核对", exact=True).click()
    page.get_by_role("link", name="从第 1 处开始").click()
    for number in (1, 2, 3):
        assert page.url.endswith(f"#problem-{number}")
        problem = page.locator(f"#problem-{number}")
        expect(problem).to_be_in_viewport()
        if number < 3:
            problem.get_by_role("link", name="下一处").click()
    expect(page.locator("#problem-3 .to-copy")).to_have_text(CITED)
    expect(page.locator(".copy").first).to_be_hidden()
    expect(page.locator(".unseen-sign")).to_have_text("U+202E RIGHT-TO-LEFT OVERRIDE")
    context.close()
