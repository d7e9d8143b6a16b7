"""A form that can't be taken just now: what was written is given back."""

from __future__ import annotations

from playwright.sync_api import expect

from assistant.server.pace import OWN
from tests.browser.visitor import Visitor

WRITTEN = "我朝阳户口，<b>今年</b>大学毕业\n还没找到工作"


def test_too_many_messages_take_no_word_away(visitor: Visitor) -> None:
    page = visitor.page
    page.goto("/")
    page.locator("#text").fill("我西城户口，32岁")
    page.get_by_role("button", name="发送").click()
    expect(page.locator(".exchange")).to_have_count(1)
    own_page = {"sec-fetch-site": "same-origin"}
    for _ in range(OWN["turn"]):
        answer = page.context.request.post("/chat", form={"change": "age"}, headers=own_page, max_redirects=0)
        if answer.status == 429:
            break
    page.locator("#text").fill(WRITTEN)
    page.get_by_role("button", name="发送").click()
    said = page.locator("#trouble" if visitor.scripting else ".lead")
    expect(said).to_contain_text("请求太频繁")
    visitor.check()
    if visitor.scripting:
        expect(said).to_be_in_viewport()
        expect(page.locator("#text")).to_have_value(WRITTEN)
        expect(page.locator(".exchange")).to_have_count(1)
        return
    expect(page.locator("main blockquote")).to_have_text(WRITTEN.replace("\n", " "))
    page.context.clear_cookies()  # as a minute later: another conversation has a count of its own
    page.get_by_role("button", name="再发一次").click()
    expect(page.locator("#now .words")).to_have_text(WRITTEN.replace("\n", " "))
