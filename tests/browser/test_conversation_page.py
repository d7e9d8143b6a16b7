"""A conversation while it goes on: what was understood, what stays in sight, what happens when the way is bad."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Request, Route, expect
from sqlalchemy import Engine as Database
from sqlalchemy import text

from assistant.engine import Engine
from assistant.facts.wording import number
from tests.browser.site import DAY, on_both_screens
from tests.browser.visitor import Visitor
from tests.people import HIRED, OPENING

REWARD = "xicheng-employment-reward"
ASKS = "西城的就业奖励我能领吗？"
WAIT = 290  # milliseconds, within the accuracy of timers
TIMED = """window.sent = window.answered = window.spoken = null;
    document.addEventListener('htmx:before:request', () => { sent = performance.now(); spoken = null; });
    document.addEventListener('htmx:finally:request', () => { answered = performance.now(); });
    new MutationObserver(() => { if (document.querySelector('#trouble .busy')) spoken ??= performance.now(); })
        .observe(document.querySelector('#trouble'), {childList: true});"""

with_scripts = pytest.mark.parametrize("scripting", [True], ids=["with-js"], indirect=False)


def test_what_was_understood_is_there_to_tap(visitor: Visitor) -> None:
    visitor.arrive()
    visitor.says(OPENING)
    heard = visitor.reply.locator(".heard a")
    expect(heard.first).to_have_text("户籍在西城区")
    assert "月工资4,500元" in heard.all_inner_texts()
    visitor.does(heard.filter(has_text="年龄32岁").click)
    expect(visitor.question).to_have_text("您今年多大（周岁）？")
    visitor.types("40")
    expect(visitor.reply.locator(".heard")).to_contain_text("已改为：")
    expect(visitor.reply.locator(".heard a")).to_have_text("年龄40岁")


def test_buttons_that_were_pressed_stay_and_change_the_answer(visitor: Visitor) -> None:
    visitor.arrive()
    visitor.says("我西城户口，32岁")
    asked = visitor.question.inner_text()
    visitor.answers("没有工作")
    answered = visitor.page.locator("#now .answered")
    expect(visitor.page.locator("#now .asked")).to_have_text(asked)
    expect(answered.locator(".pressed .words")).to_have_text("没有工作")
    expect(answered.get_by_role("button", name="在单位上班")).to_be_visible()
    visitor.does(answered.get_by_role("button", name="在单位上班").click)
    expect(visitor.page.locator("#now .pressed .words")).to_have_text("在单位上班")
    expect(visitor.chip("就业状态")).to_contain_text("在单位上班")


def test_it_says_about_how_many_questions_are_left(visitor: Visitor) -> None:
    visitor.arrive()
    visitor.says(OPENING)
    remaining = visitor.page.locator(".question .remaining")
    left = [int(re.findall(r"\d+", remaining.inner_text())[0])]
    while visitor.list.count():
        visitor.ends_list("都没有")
    left.append(int((re.findall(r"\d+", remaining.inner_text()) or ["1"])[0]))
    assert left[1] <= left[0] <= 12
    visitor.answers_truthfully()
    expect(remaining).to_have_count(0)


def test_why_it_is_asked_is_in_the_words_of_the_clause(visitor: Visitor, engine: Engine) -> None:
    visitor.arrive()
    visitor.says(ASKS)
    visitor.page.locator(".why > summary").click()
    quoted = re.findall("“(.+?)”", visitor.page.locator(".why .law").first.inner_text())[-1]
    path = visitor.page.locator(".why a").first.get_attribute("href") or ""
    assert quoted in engine.corpus.clause(path.removeprefix("/documents/")).text
    visitor.check()


@on_both_screens
def test_what_was_asked_about_stays_in_sight_and_firms_up(visitor: Visitor, engine: Engine) -> None:
    visitor.arrive()
    visitor.says(ASKS)
    bar = visitor.page.locator(".watched p").first
    expect(bar).to_contain_text("就业奖励（西城区）")
    before = engine.explain(REWARD, {"applicant": "resident"}, DAY)["benefit"]["amount"]
    expect(bar.locator("strong")).to_have_text(f"0–{number(before['max'])}元")
    visitor.says(OPENING)
    visitor.answers_truthfully()
    now = engine.explain(REWARD, HIRED, DAY)["benefit"]["amount"]
    expect(bar.locator("strong")).to_have_text(f"{number(now['max'])}元")
    expect(bar.locator("s")).to_contain_text(f"0–{number(before['max'])}元")
    visitor.page.evaluate("window.scrollTo(0, 400)")
    expect(bar).to_be_in_viewport()
    bar.get_by_role("link").click()
    expect(visitor.page.locator(f"#b-{REWARD}")).to_be_in_viewport()


@on_both_screens
def test_the_composer_covers_nothing(visitor: Visitor) -> None:
    visitor.arrive()
    visitor.says(OPENING)
    assert visitor.page.locator(".composer").evaluate("e => getComputedStyle(e).position") == "static"
    visitor.page.locator("#text").fill("一行\n" * 60)
    box, screen = visitor.page.locator("#text").bounding_box(), visitor.page.viewport_size
    assert box is not None
    assert screen is not None
    assert box["height"] <= screen["height"] * 0.5


def test_the_back_button_shows_what_was_there(visitor: Visitor) -> None:
    visitor.arrive()
    visitor.says(OPENING)
    visitor.opens_result()
    visitor.page.go_back()
    expect(visitor.page.locator("#now .words").first).to_have_text(OPENING)
    visitor.says("月薪5000")
    expect(visitor.chip("月工资")).to_contain_text("5,000元")


@with_scripts
def test_what_is_being_typed_is_met_with_suggestions(visitor: Visitor) -> None:
    visitor.arrive()
    field = visitor.page.locator("#text")
    field.press_sequentially("房租")
    suggestions = visitor.page.locator("#suggestions button")
    expect(suggestions.first).to_contain_text("房租")
    visitor.check()
    wanted = suggestions.first.inner_text()
    field.press("Tab")
    visitor.page.keyboard.press("Enter")
    expect(field).to_have_value(wanted)
    expect(field).to_be_focused()
    expect(suggestions).to_have_count(0)
    field.fill("")
    field.press_sequentially("补贴")
    expect(suggestions.first).to_be_visible()
    field.press("Escape")
    expect(suggestions).to_have_count(0)


@with_scripts
def test_only_a_long_wait_is_spoken_of(visitor: Visitor) -> None:
    visitor.arrive()
    visitor.page.evaluate(TIMED)
    visitor.says("我西城户口")
    sent, answered, spoken = visitor.page.evaluate("[sent, answered, spoken]")
    assert spoken is None or answered - sent > WAIT
    held: list[Route] = []
    visitor.page.route("**/chat", lambda route: held.append(route))
    visitor.page.locator("#text").fill("35岁")
    visitor.page.get_by_role("button", name="发送").click()
    expect(visitor.page.locator("#trouble")).to_contain_text("正在查找")
    sent, spoken = visitor.page.evaluate("[sent, spoken]")
    assert spoken - sent >= WAIT
    held[0].continue_()
    expect(visitor.reply).to_contain_text("年龄35岁")
    expect(visitor.page.locator("#trouble")).to_be_empty()


@with_scripts
def test_after_a_long_wait_an_answer_is_like_any_other(visitor: Visitor) -> None:
    visitor.arrive()
    held: list[Route] = []
    visitor.page.route("**/chat", lambda route: held.append(route))
    visitor.page.locator("#text").press_sequentially("我西城户口，32岁")
    visitor.page.get_by_role("button", name="发送").click()
    expect(visitor.page.locator("#trouble")).to_contain_text("正在查找")
    visitor.does(held[0].continue_)
    expect(visitor.page.locator("#announce")).to_contain_text("年龄32岁")
    expect(visitor.question).to_be_focused()
    visitor.page.reload()
    expect(visitor.page.locator("#text")).to_have_value("")


@with_scripts
def test_what_another_machine_answers_replaces_nothing(visitor: Visitor) -> None:
    """A gateway's error, the page of a Wi-Fi that wants a login, a refusal of the server's own."""
    visitor.arrive()
    visitor.says("我西城户口")
    answers = [
        {"status": 502, "body": "<html><h1>Bad Gateway</h1></html>", "content_type": "text/html"},
        {"status": 200, "body": "<html><form>Wi-Fi</form></html>", "content_type": "text/html"},
    ]
    visitor.page.route("**/chat", lambda route: route.fulfill(**answers.pop(0)) if answers else route.continue_())
    visitor.page.locator("#text").fill("35岁")
    visitor.does(visitor.page.get_by_role("button", name="发送").click)  # tried again until it is taken
    assert answers == []
    expect(visitor.chip("年龄")).to_contain_text("35岁")
    expect(visitor.page.locator(".exchange")).to_have_count(2)
    refused = {"status": 403, "body": '{"detail": "没有办。"}', "content_type": "application/problem+json"}
    visitor.page.route("**/chat", lambda route: route.fulfill(**refused))
    visitor.page.locator("#text").fill("月薪4500")
    visitor.page.get_by_role("button", name="发送").click()
    expect(visitor.page.locator("#trouble")).to_have_text("没有办。")
    expect(visitor.page.locator("#text")).to_have_value("月薪4500")
    expect(visitor.page.locator(".exchange")).to_have_count(2)


def says_offline(visitor: Visitor, text: str) -> None:
    """A second message while the network is away."""
    visitor.arrive()
    visitor.says("我西城户口")
    visitor.page.context.set_offline(True)
    visitor.page.locator("#text").fill(text)
    visitor.page.get_by_role("button", name="发送").click()
    expect(visitor.page.locator("#trouble")).to_contain_text("会自动再发")


@with_scripts
def test_words_changed_meanwhile_are_not_sent_by_themselves(visitor: Visitor) -> None:
    says_offline(visitor, "35岁")
    visitor.page.locator("#text").fill("36岁，还没写完")
    expect(visitor.page.locator("#trouble")).to_contain_text("请再点“发送”")
    sent: list[str] = []
    visitor.page.on("request", lambda request: sent.append(request.url))
    visitor.page.context.set_offline(False)
    visitor.page.evaluate("fetch('/healthz')")
    expect(visitor.page.locator("#text")).to_have_value("36岁，还没写完")
    assert [url for url in sent if url.endswith("/chat")] == []


@with_scripts
def test_offline_what_was_said_is_kept_and_sent_once_the_way_is_there(visitor: Visitor) -> None:
    says_offline(visitor, "35岁")
    expect(visitor.page.locator("#text")).to_have_value("35岁")
    sent: list[Request] = []
    visitor.page.on("request", lambda request: sent.append(request) if request.url.endswith("/chat") else None)
    visitor.does(lambda: visitor.page.context.set_offline(False))
    expect(visitor.chip("年龄")).to_contain_text("35岁")
    expect(visitor.page.locator(".exchange")).to_have_count(2)
    expect(visitor.page.locator("#trouble")).to_be_empty()
    assert len({request.post_data for request in sent}) == 1  # however often: it counts once


@with_scripts
def test_an_answer_pressed_offline_is_sent_later_too(visitor: Visitor) -> None:
    visitor.arrive()
    visitor.says("我西城户口，32岁")
    visitor.page.context.set_offline(True)
    visitor.page.locator(".choices").get_by_role("button", name="没有工作").click()
    expect(visitor.page.locator("#trouble")).to_contain_text("会自动再发")
    visitor.does(lambda: visitor.page.context.set_offline(False))
    expect(visitor.chip("就业状态")).to_contain_text("没有工作")


@with_scripts
def test_what_is_half_written_survives_a_reload(visitor: Visitor) -> None:
    visitor.arrive()
    visitor.page.locator("#text").press_sequentially("我是朝阳户口")
    visitor.page.reload()
    expect(visitor.page.locator("#text")).to_have_value("我是朝阳户口")
    visitor.does(visitor.page.get_by_role("button", name="发送").click)
    visitor.page.reload()
    expect(visitor.page.locator("#text")).to_have_value("")


def test_a_conversation_gone_from_the_server_loses_nothing_that_is_said(visitor: Visitor, kept: Database) -> None:
    visitor.arrive()
    visitor.says("我西城户口，32岁")
    with kept.begin() as connection:  # as the purge of old ones does
        connection.execute(text("delete from turn"))
        connection.execute(text("delete from conversation"))
    visitor.says("月薪4500")
    expect(visitor.chip("月工资")).to_contain_text("4,500元")
    if visitor.scripting:
        expect(visitor.page.locator("#lost")).to_contain_text("已经不在了")
        visitor.page.locator(".earlier > summary", has_text="只留在这一页上").click()
        expect(visitor.page.get_by_text("我西城户口，32岁")).to_be_visible()
        visitor.check()
