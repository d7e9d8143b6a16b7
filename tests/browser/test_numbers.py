"""The numbers in the browser: a day chosen, a picture and the table behind it, with and without scripts."""

from __future__ import annotations

import csv
import datetime as dt
import io

from playwright.sync_api import expect

from assistant.store.numbers import NumberStore
from tests.browser.staff import Staff
from tests.browser.visitor import Visitor
from tests.store.test_numbers import lives, question, said_at, told

REWARD = "xicheng-employment-reward"
MOMENT = dt.datetime(2024, 5, 31, 4, tzinfo=dt.UTC)
ASKED = "房租补贴，<b>怎么</b>申请？"


def said_by_four(staff: Staff) -> int:
    """Four more conversations on the last days of a month; how many there are by now."""
    for days in range(4):
        at = MOMENT - dt.timedelta(days=days)
        said_at(staff.database, at, lives("xicheng"), question(ASKED, days > 0), told(**{REWARD: "eligible"}))
    return NumberStore(staff.database).residents(MOMENT.date()).questions[0].month


def test_a_supervisor_reads_a_day_and_its_month(visitor: Visitor, staff: Staff) -> None:
    page, name = visitor.page, staff.come_in(visitor.page)
    asked_by = said_by_four(staff)
    visitor.arrive("/numbers")
    expect(page.get_by_role("heading", level=1)).to_have_text("2026年11月20日和这个月")
    expect(page.locator(".alarms li").first).to_contain_text("有效期至2026年12月31日，还剩41天")
    page.get_by_label("哪一天").fill("2024-05-31")
    visitor.follows(page.get_by_role("button", name="查看"))
    expect(page.get_by_role("heading", level=1)).to_have_text("2024年5月31日和这个月")
    most_asked = page.get_by_role("region", name="问得最多的", exact=True)
    expect(most_asked.get_by_role("img")).to_be_visible()
    expect(most_asked.locator("desc")).to_contain_text(ASKED)
    expect(most_asked.locator("text").first).to_contain_text(ASKED[:8])
    most_asked.locator("summary").click()
    row = most_asked.locator("tbody tr")
    expect(row).to_have_count(1)
    expect(row.get_by_role("rowheader")).to_have_text(ASKED)
    expect(row.get_by_role("cell").nth(1)).to_have_text(str(asked_by))
    visitor.check()
    with page.expect_download() as waiting:
        most_asked.get_by_role("link", name="导出这张表（CSV）").click()
    assert waiting.value.suggested_filename == "numbers-questions-2024-05-31.csv"
    head, line = csv.reader(io.StringIO(waiting.value.path().read_bytes().decode("utf-8-sig"), newline=""))
    assert (head[0], line[0]) == ("问题", ASKED)
    assert [entry.object for entry in staff.did(name, "numbers_exported")] == ["questions"]
    visitor.follows(page.get_by_role("link", name="前一天"))
    expect(page.get_by_label("哪一天")).to_have_value("2024-05-30")
    visitor.arrive("/numbers?day=2020-01-01")
    expect(page.get_by_text("还没有3次对话都问到的问题。")).to_be_visible()
    visitor.arrive("/numbers?day=never")
    expect(page.get_by_role("alert")).to_contain_text("日期“never”不对")


def test_an_alarm_leads_to_where_it_is_dealt_with(visitor: Visitor, staff: Staff) -> None:
    page = visitor.page
    staff.come_in(page)
    visitor.arrive("/numbers")
    visitor.follows(page.locator(".alarms").get_by_role("link", name="看哪些待遇用这个数"))
    expect(page.get_by_role("heading", name="用到北京市月最低工资标准的")).to_be_visible()
    page.go_back()
    visitor.follows(page.locator(".alarms").get_by_role("link", name="查有没有延续的或新的文件"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("西城区")


def test_with_large_letters_the_tables_stand_alone(visitor: Visitor, staff: Staff) -> None:
    page = visitor.page
    staff.come_in(page)
    visitor.arrive("/numbers?day=2024-05-31")
    visitor.follows(page.get_by_role("button", name="大字版"))
    expect(page.get_by_role("heading", level=1)).to_have_text("2024年5月31日和这个月")
    expect(page.locator("main svg")).to_have_count(0)
    expect(page.get_by_role("table").first).to_be_visible()
