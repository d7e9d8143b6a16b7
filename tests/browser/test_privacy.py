"""What a resident reads about what is kept, and how it is deleted."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import Engine, func, select

from assistant.store.retention import KEEP_DAYS
from assistant.store.tables import ConversationRow, TurnRow
from tests.browser.visitor import Visitor


def test_a_resident_reads_what_is_kept_and_deletes_it_at_once(visitor: Visitor, kept: Engine) -> None:
    page = visitor.page
    before = rows(kept)
    page.goto("/")
    page.get_by_role("contentinfo").get_by_role("link", name="您说的话怎么保存").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("您说的话怎么保存")
    expect(page.locator(".lead")).to_contain_text(f"最后一次说话以后{KEEP_DAYS}天")
    expect(page.get_by_text(f"最后一次说话以后{KEEP_DAYS}天，对话连同结果页自动删掉")).to_be_visible()
    expect(page.get_by_text("这个浏览器现在没有对话")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)
    visitor.check()
    page.get_by_role("link", name="回到咨询").click()
    page.locator("#text").fill("我西城户口，32岁")
    page.get_by_role("button", name="发送").click()
    expect(page.locator(".exchange")).to_have_count(1)
    result = page.get_by_role("link", name="看完整结果").get_attribute("href") or ""
    assert rows(kept) == (before[0] + 1, before[1] + 1)
    visitor.arrive("/privacy")
    page.get_by_role("button", name="删除我的对话").click()
    expect(page.get_by_text("那次对话已经删除，服务器上没有留下内容。")).to_be_visible()
    assert rows(kept) == before
    assert page.context.cookies() == []
    page.goto(result)
    expect(page.get_by_role("heading", level=1)).to_have_text("没有找到这一页")
    page.goto("/")
    expect(page.locator(".exchange")).to_have_count(0)


def rows(database: Engine) -> tuple[int, int]:
    """How many conversations and turns are kept."""
    with database.connect() as connection:
        conversations, turns = (select(func.count()).select_from(table) for table in (ConversationRow, TurnRow))
        return connection.execute(conversations).scalar_one(), connection.execute(turns).scalar_one()


@pytest.mark.parametrize(("visitor", "scripting"), [("phone", False)], indirect=["visitor"])
def test_what_must_not_be_kept_is_masked_where_the_person_sees_it(visitor: Visitor) -> None:
    visitor.arrive()
    visitor.says("我叫王小明，身份证110101199003074514，手机13812345678，32岁")
    said = visitor.page.locator("#now .words").inner_text()
    assert not [secret for secret in ("王小明", "110101199003074514", "13812345678") if secret in said], said
    expect(visitor.chip("年龄")).to_contain_text("32岁")
