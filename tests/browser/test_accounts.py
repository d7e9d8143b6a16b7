"""Logging in and out, passwords, one's own logins: in the browser, on a phone and on a desktop.

These pages have no scripts; one walk is gone without JavaScript all the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.staff import PASSWORD, Staff, let_in
from tests.browser.visitor import Visitor

NEW_PASSWORD = "san bei wen shui zai zhuoshang"
ON_A_PHONE = pytest.mark.parametrize("visitor", ["phone"], indirect=True)
ON_A_DESKTOP = pytest.mark.parametrize("visitor", ["desktop"], indirect=True)


@pytest.fixture
def scripting() -> bool:
    return True


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def log_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("账号").fill(name)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def press_until(page: Page, name: str) -> None:
    """Press Tab until a link or a button has the focus, then Enter."""
    wanted = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name, exact=True))
    for _ in range(30):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"the keyboard doesn't reach “{name}”")


@pytest.mark.parametrize(
    ("visitor", "scripting"), [("phone", True), ("desktop", True), ("desktop", False)], indirect=["visitor"]
)
def test_with_a_keyboard_alone_in_and_out_and_nothing_is_left_behind(visitor: Visitor, staff: Staff) -> None:
    page, name = visitor.page, staff.hire()
    visitor.arrive("/audit?what=login")
    heading(page, "工作人员登录")
    expect(page.get_by_label("账号")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/audit?what=login")  # the page that was asked for
    expect(page.get_by_label("操作")).to_have_value("login")
    press_until(page, name)
    page.wait_for_url("**/account")
    heading(page, name)
    visitor.check()
    press_until(page, "退出")
    page.wait_for_url("**/login")
    page.go_back()
    heading(page, "工作人员登录")
    expect(page.locator("body")).not_to_contain_text(name)
    page.goto("/account")
    page.wait_for_url("**/login?next=%2Faccount")
    heading(page, "工作人员登录")


def test_a_wrong_password_is_said_and_the_name_stays(visitor: Visitor, staff: Staff) -> None:
    page, name = visitor.page, staff.hire("staff")
    visitor.arrive("/suspensions")
    log_in(page, name, "wrong")
    expect(page.get_by_role("alert")).to_have_text("账号或密码不对，请再试一次。忘了密码，请管理员重设。")
    expect(page.get_by_label("账号")).to_have_value(name)
    expect(page.get_by_label("密码")).to_have_value("")
    expect(page.get_by_label("密码")).to_be_focused()
    expect(page.get_by_label("密码")).to_have_accessible_description(re.compile("账号或密码不对"))
    visitor.check()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/suspensions")
    heading(page, "暂停和恢复答复")


@ON_A_PHONE
def test_empty_fields(visitor: Visitor) -> None:
    page = visitor.page
    visitor.arrive("/login")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_label("账号")).to_be_focused()  # the browser itself asks for it
    for name, focused in (("", "账号"), ("  ", "账号"), ("wang.li", "密码")):
        page.locator("form.fields").evaluate("form => { form.noValidate = true }")  # an old browser doesn't
        log_in(page, name, "")
        expect(page.get_by_role("alert")).to_have_text("请填写账号和密码。")
        expect(page.get_by_label(focused)).to_be_focused()
        expect(page.get_by_label("账号")).to_have_value(name)


@ON_A_PHONE
def test_markup_is_a_name_like_any_other(visitor: Visitor) -> None:
    page, name = visitor.page, '"><b id="made">王</b><input name=password value=x>'
    visitor.arrive("/login")
    log_in(page, name, "wrong")
    expect(page.get_by_role("alert")).to_contain_text("账号或密码不对")
    expect(page.get_by_label("账号")).to_have_value(name)
    expect(page.locator("#made")).to_have_count(0)
    expect(page.locator("main input:visible")).to_have_count(2)


@ON_A_PHONE
def test_after_many_wrong_passwords_one_waits(visitor: Visitor, staff: Staff) -> None:
    page, name = visitor.page, staff.hire()
    for _ in range(4):
        assert not let_in(page, name, "wrong")
    visitor.arrive("/login")
    log_in(page, name, "wrong")
    expect(page.get_by_role("alert")).to_have_text("密码错了太多次，请 30 秒后再试。忘了密码，请管理员重设。")
    log_in(page, name)  # even the right one
    expect(page.get_by_role("alert")).to_contain_text("密码错了太多次")
    expect(page.get_by_label("账号")).to_have_value(name)


@ON_A_PHONE
def test_whoever_is_logged_in_is_not_asked_again(visitor: Visitor, staff: Staff) -> None:
    name = staff.come_in(visitor.page)
    visitor.arrive("/login?next=//evil.example/")
    heading(visitor.page, name)
    expect(visitor.page.get_by_role("link", name="工作人员登录")).to_have_count(0)


def test_a_password_that_was_handed_out_is_changed_first(visitor: Visitor, staff: Staff) -> None:
    page = visitor.page
    visitor.arrive("/suspensions")
    log_in(page, staff.hire(must_change=True))
    page.wait_for_url("**/account/password")
    expect(page.get_by_text("现在的密码是别人给的，先换成自己的")).to_be_visible()
    visitor.arrive("/suspensions")
    page.wait_for_url("**/account/password")
    change(page, PASSWORD, NEW_PASSWORD)
    expect(page.get_by_role("status")).to_contain_text("密码已经改好")
    visitor.arrive("/suspensions")
    heading(page, "暂停和恢复答复")


def change(page: Page, old: str, new: str, again: str | None = None) -> None:
    page.get_by_label("现在的密码").fill(old)
    page.get_by_label("新密码", exact=True).fill(new)
    page.get_by_label("再写一次新密码").fill(new if again is None else again)
    page.get_by_role("button", name="改密码").click()


@ON_A_PHONE
def test_changing_the_password(visitor: Visitor, staff: Staff, elsewhere: Callable[[], Page]) -> None:
    page, other = visitor.page, elsewhere()
    name = staff.come_in(page)
    assert let_in(other, name)
    visitor.arrive("/account")
    page.get_by_role("link", name="改密码").click()
    for old, new, again, sentence in (
        (PASSWORD, NEW_PASSWORD, f"{NEW_PASSWORD}!", "两次写的新密码不一样"),
        (PASSWORD, "tai duan", "tai duan", "密码太短（8 个字符），至少要 12 个"),
        (PASSWORD, "12333password", "12333password", "这个密码太常见"),
        ("wrong", NEW_PASSWORD, NEW_PASSWORD, "现在的密码不对"),
    ):
        page.locator("form.fields").evaluate("form => { form.noValidate = true }")
        change(page, old, new, again)
        expect(page.get_by_role("alert")).to_contain_text(sentence)
        expect(page.get_by_label("现在的密码")).to_be_focused()
        assert [field.input_value() for field in page.locator("input[type=password]").all()] == ["", "", ""]
    visitor.check()
    other.goto("/account")
    heading(other, name)  # nothing has changed so far
    change(page, PASSWORD, NEW_PASSWORD)
    expect(page.get_by_role("status")).to_have_text("密码已经改好，别处的登录都已结束。")
    visitor.check()
    page.reload()
    heading(page, name)
    other.reload()
    heading(other, "工作人员登录")
    assert not let_in(other, name, PASSWORD)
    assert let_in(other, name, NEW_PASSWORD)


@ON_A_DESKTOP
def test_ones_logins_see_and_end_each_other(visitor: Visitor, staff: Staff, elsewhere: Callable[[], Page]) -> None:
    page, other, third = visitor.page, elsewhere(), elsewhere()
    name = staff.come_in(page)
    staff.come_in(third)  # somebody else, who isn't among them
    assert let_in(other, name)
    for here in (page, other):
        here.goto("/account")
        expect(here.locator(".sessions li")).to_have_count(2)
        expect(here.locator(".sessions li", has_text="（这里）")).to_have_count(1)
    visitor.check()
    stale = page.context.new_page()
    stale.goto("/account")
    for tab, said in ((page, "已经结束。"), (stale, "那次登录已经不在了。")):
        tab.get_by_role("button", name=re.compile("^结束.*的登录$")).click()
        expect(tab.get_by_role("status")).to_have_text(said)
        expect(tab.locator(".sessions li")).to_have_count(1)
    other.reload()
    heading(other, "工作人员登录")
    assert let_in(other, name)
    assert let_in(elsewhere(), name)
    visitor.arrive("/account")
    expect(page.locator(".sessions li")).to_have_count(3)
    page.get_by_role("button", name="结束别处的全部登录").click()
    expect(page.locator(".sessions li")).to_have_count(1)
    other.goto("/account")
    heading(other, "工作人员登录")
    third.goto("/account")
    expect(third.locator(".sessions li")).to_have_count(1)
