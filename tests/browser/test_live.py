"""One conversation in several tabs: whoever has it open hears that it went on elsewhere, and loses no word."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Request, expect
from sqlalchemy import Engine

from assistant.store.conversations import ConversationStore
from tests.browser.visitor import Visitor

CHANGED = "这次对话在别处有了变化。"
TYPED = "还有一件事想问"
ON_A_DESKTOP = pytest.mark.parametrize("visitor", ["desktop"], indirect=True)


class Tab(Visitor):
    """A tab that notes its connections and each time its notice is shown."""

    def __init__(self, page: Page, scripting: bool) -> None:
        super().__init__(page, scripting)
        self.connections: list[Request] = []
        page.on("request", self._opened)
        page.on("requestfailed", self._closed)
        page.on("requestfinished", self._closed)
        page.goto("/")

    @property
    def notice(self) -> Locator:
        return self.page.locator("#elsewhere")

    def watch_notice(self) -> None:
        """From now on, remember if the notice is shown, be it for a moment."""
        self.page.evaluate(
            """() => new MutationObserver(() => {
                if (!document.getElementById("elsewhere").hidden) document.body.dataset.noticed = "1";
            }).observe(document.getElementById("elsewhere"), { attributes: true })"""
        )

    def never_noticed(self) -> None:
        expect(self.notice).to_be_hidden()
        assert self.page.locator("body[data-noticed]").count() == 0

    def says(self, text: str) -> None:
        """As people do it; what the page looks like then is checked in the other walks."""
        form = self.page.locator("form.composer input[name=message_id]")
        before = form.input_value()
        self.page.locator("#text").fill(text)
        self.page.get_by_role("button", name="发送").click()
        expect(form).not_to_have_value(before)

    def deletes(self) -> None:
        self.page.locator("summary", has_text="删除这次对话").click()
        self.page.get_by_role("button", name="确定删除").click()
        expect(self.page.get_by_text("那次对话已经删除")).to_be_visible()

    def goes_to_the_background(self, hidden: bool = True) -> None:
        """What the browser tells a page when another tab comes to the front; a browser without a screen never does."""
        self.page.evaluate(
            """hidden => {
                Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
                document.dispatchEvent(new Event("visibilitychange"));
            }""",
            hidden,
        )

    def _opened(self, request: Request) -> None:
        if request.resource_type == "eventsource":
            self.connections.append(request)

    def _closed(self, request: Request) -> None:
        if request in self.connections:
            self.connections.remove(request)


@pytest.fixture
def scripting() -> bool:
    return True


@pytest.fixture
def tabs(visitor: Visitor) -> tuple[Tab, Tab]:
    """Two tabs of one conversation, in which a sentence has been said."""
    first = Tab(visitor.page, visitor.scripting)
    first.says("我西城户口")
    return first, Tab(visitor.page.context.new_page(), visitor.scripting)


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait for something that the page's events tell."""
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never came about")


def test_the_other_tab_is_told_and_keeps_what_is_being_written(tabs: tuple[Tab, Tab]) -> None:
    speaking, writing = tabs
    speaking.watch_notice()
    writing.page.locator("#text").fill(TYPED)
    expect(writing.notice).to_be_hidden()
    speaking.says("我32岁")
    expect(writing.notice).to_be_visible()
    expect(writing.notice).to_contain_text(CHANGED)
    expect(writing.page.locator("#text")).to_have_value(TYPED)
    expect(writing.page.locator("#text")).to_be_focused()
    expect(writing.page.locator(".exchange")).to_have_count(1)  # nothing moves under the person's hands
    writing.check()
    speaking.says("我没有工作")  # a stream's worth of time later
    speaking.never_noticed()
    writing.page.get_by_role("link", name="看现在的").click()
    expect(writing.page.locator(".exchange")).to_have_count(3)
    expect(writing.notice).to_be_hidden()


@ON_A_DESKTOP
def test_whoever_speaks_in_turn_sees_all_of_it(tabs: tuple[Tab, Tab]) -> None:
    first, second = tabs
    first.says("我32岁")
    expect(second.notice).to_be_visible()
    second.says("我没有工作")
    expect(second.notice).to_be_hidden()
    expect(second.page.locator(".exchange")).to_have_count(3)
    expect(first.notice).to_be_visible()
    first.says("今年大学毕业")
    expect(first.notice).to_be_hidden()
    expect(first.page.locator(".exchange")).to_have_count(4)
    expect(second.notice).to_be_visible()


@ON_A_DESKTOP
def test_what_one_tab_deletes_the_other_says(tabs: tuple[Tab, Tab]) -> None:
    deleting, other = tabs
    other.page.locator("#text").fill(TYPED)
    deleting.deletes()
    expect(other.notice).to_be_visible()
    expect(other.page.locator("#text")).to_have_value(TYPED)
    other.says(TYPED)  # a new conversation, which is what the tab shows now
    expect(other.page.locator(".log > .exchange")).to_have_count(1)
    expect(other.notice).to_be_hidden()
    deleting.arrive()
    deleting.says("我32岁")
    expect(other.notice).to_be_visible()


@ON_A_DESKTOP
@pytest.mark.parametrize("meanwhile", ["nothing", "said", "deleted", "begun again"])
def test_a_tab_in_the_background_holds_no_connection_and_catches_up(tabs: tuple[Tab, Tab], meanwhile: str) -> None:
    front, back = tabs
    until(back.page, lambda: len(back.connections) == 1)
    back.goes_to_the_background()
    until(back.page, lambda: not back.connections)
    if meanwhile == "said":
        front.says("我32岁")
    elif meanwhile == "deleted":
        front.deletes()
    elif meanwhile == "begun again":
        front.page.locator("summary", has_text="重新开始").click()
        front.page.get_by_role("button", name="确定重新开始").click()
        expect(front.page.locator(".exchange")).to_have_count(0)
    back.goes_to_the_background(False)
    if meanwhile == "nothing":
        until(back.page, lambda: len(back.connections) == 1)
        front.says("我32岁")  # it is heard again
    expect(back.notice).to_be_visible()


@ON_A_DESKTOP
def test_a_page_holds_one_connection_and_none_when_it_is_left(tabs: tuple[Tab, Tab]) -> None:
    first, second = tabs
    for tab in tabs:
        tab.says("我32岁" if tab is first else "我没有工作")
        until(tab.page, lambda tab=tab: len(tab.connections) == 1)  # type: ignore[misc]
    second.page.get_by_role("link", name="政策原文").first.click()
    until(second.page, lambda: not second.connections)
    second.page.go_back()
    expect(second.page.locator(".exchange")).to_have_count(3)
    until(second.page, lambda: len(second.connections) == 1)


@ON_A_DESKTOP
def test_what_is_said_on_another_device_is_told(tabs: tuple[Tab, Tab], kept: Engine) -> None:
    """By another process, which shares nothing but the database."""
    first, _ = tabs
    (cookie,) = [c for c in first.page.context.cookies() if c.get("name") == "conversation"]
    until(first.page, lambda: len(first.connections) == 1)
    ConversationStore(kept).delete(cookie.get("value", ""))
    expect(first.notice).to_be_visible()


@ON_A_DESKTOP
@pytest.mark.parametrize("scripting", [False])
def test_without_scripts_there_is_no_connection_and_nothing_is_lost(tabs: tuple[Tab, Tab]) -> None:
    first, second = tabs
    second.says("我32岁")
    first.says("我没有工作")
    expect(first.page.locator(".exchange")).to_have_count(3)
    for tab in tabs:
        assert tab.connections == []
        expect(tab.notice).to_be_hidden()
    first.deletes()
    second.says("今年大学毕业")
    expect(second.page.locator(".exchange")).to_have_count(1)
