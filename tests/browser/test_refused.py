"""A form that can't be taken just now: what was written is given back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from assistant.server import pace
from tests.browser.site import on_both_screens
from tests.browser.visitor import Visitor

WRITTEN = "我朝阳户口，<b>今年</b>大学毕业\n还没找到工作"


@on_both_screens
def test_too_many_messages_take_no_word_away(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    page = visitor.page
    page.goto("/")
    page.locator("#text").fill("我西城户口，32岁")
    page.get_by_role("button", name="发送").click()
    expect(page.locator(".exchange")).to_have_count(1)
    monkeypatch.setitem(pace.OWN, "turn", 0)  # in place of a minute's worth of messages
    page.locator("#text").fill(WRITTEN)
    page.get_by_role("button", name="发送").click()
    said = page.locator("#trouble" if visitor.scripting else ".lead")
    expect(said).to_contain_text("请求太频繁")
    visitor.check()
    if visitor.scripting:
        expect(said).to_be_in_viewport()
        expect(page.locator("#text")).to_have_value(WRITTEN)
        expect(page.locator(".exchange")).to_have_count(1)
    else:
        expect(page.locator("main blockquote")).to_have_text(WRITTEN)
    monkeypatch.undo()
    page.get_by_role("button", name="发送" if visitor.scripting else "再发一次").click()
    expect(page.locator("#now .words")).to_have_text(WRITTEN)
    expect(page.locator(".exchange")).to_have_count(2)
    expect(page.locator("#trouble:visible p")).to_have_count(0)


@pytest.mark.parametrize("scripting", [True], ids=["with-js"], indirect=False)
def test_what_is_being_written_outlives_an_answer_to_something_else(visitor: Visitor) -> None:
    visitor.arrive()
    visitor.says("我西城户口，32岁")
    field = visitor.page.locator("#text")
    field.fill(WRITTEN)
    visitor.answers("不清楚")
    expect(field).to_have_value(WRITTEN)
    visitor.does(visitor.page.get_by_role("button", name="撤回上一步").click)
    expect(field).to_have_value(WRITTEN)
    visitor.does(visitor.page.get_by_role("button", name="发送").click)
    expect(visitor.page.locator("#now .words")).to_have_text(WRITTEN)
    expect(field).to_have_value("")
