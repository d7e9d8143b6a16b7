"""For everybody: large text, dark, read aloud, by keyboard alone, magnified, with wide spacing, and on any clock.

axe-core looks at every state in every look; what it can't see is measured here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.site import SCREENS
from tests.browser.visitor import Visitor
from tests.people import OPENING

LOOKS: dict[str, dict[str, str]] = {
    "dark": {"colours": "dark"},
    "elder": {"size": "large"},
    "elder-dark": {"size": "largest", "colours": "dark"},
}
REWARD = "xicheng-employment-reward"
SMALLEST, SMALLEST_ELDER = 24, 60  # pixels of a target's height and width (WCAG 2.5.8; 适老化)
TARGETS = (
    "button, summary, select, textarea, input:not([type=hidden]):not([type=checkbox]):not([type=radio]), .tick, .button"
)
# WCAG 1.4.12: line height 1.5, between paragraphs 2, between letters .12, between words .16 times the size of the text.
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
    p { margin-bottom: 2em !important; }"""
CUT_OFF = """() => Array.from(document.querySelectorAll('p, a, button, h1, h2, h3, h4, li, td, th, label, summary'))
    .filter(e => !e.closest('.unseen') && e.clientWidth && getComputedStyle(e).overflow === 'hidden')
    .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.outerHTML)"""
SMALL = """([selector, least]) => Array.from(document.querySelectorAll(selector))
    .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < least - .5)
    .map(e => e.outerHTML.slice(0, 200))"""
TEXT = """() => Array.from(document.querySelectorAll('body *'))
    .filter(e => e.checkVisibility() && !e.closest('svg') && !e.closest('.unseen'))
    .filter(e => Array.from(e.childNodes).some(n => n.nodeType === 3 && n.data.trim()))
    .map(e => [e, getComputedStyle(e)])
    .map(([e, style]) => [parseFloat(style.fontSize), parseFloat(style.lineHeight), e.outerHTML.slice(0, 120)])"""
SEEN = """() => { const e = document.activeElement, b = e.getBoundingClientRect(), s = getComputedStyle(e);
    if (e === document.body) return '';
    const at = document.elementFromPoint(b.left + Math.min(b.width / 2, 40), b.top + Math.min(b.height / 2, 20));
    const seen = b.width > 0 && b.bottom > 0 && b.top < innerHeight && at && (e.contains(at) || at.contains(e));
    return seen && s.outlineStyle !== 'none' ? '' : e.outerHTML.slice(0, 200); }"""

with_scripts = pytest.mark.parametrize("scripting", [True], ids=["with-js"], indirect=False)
Opens = Callable[..., Visitor]


@pytest.fixture
def opens(browser: Browser, site: str) -> Iterator[Opens]:
    """Opens a browser of any kind."""
    contexts: list[BrowserContext] = []

    def opened(**kind: Any) -> Visitor:
        scripting, on_every_screen = kind.pop("scripting", True), kind.pop("on_every_screen", False)
        contexts.append(browser.new_context(locale="zh-CN", base_url=site, java_script_enabled=scripting, **kind))
        return Visitor(contexts[-1].new_page(), scripting, on_every_screen)

    yield opened
    for context in contexts:
        context.close()


def looks(visitor: Visitor, **chosen: str) -> None:
    """Choose a look on its page."""
    visitor.arrive("/display")
    for name, value in chosen.items():
        visitor.page.locator(f'input[name={name}][value="{value}"]').check()
    visitor.follows(visitor.page.get_by_role("button", name="确定"))


@pytest.mark.parametrize("look", LOOKS)
def test_every_state_in_every_look(opens: Opens, look: str) -> None:
    """Every step of a visitor is looked at by axe-core, on a phone and on a desktop."""
    visitor = opens(viewport=SCREENS["phone"], on_every_screen=True)
    looks(visitor, **LOOKS[look])
    visitor.says(OPENING)
    visitor.page.locator(".why > summary").click()
    visitor.check()
    visitor.answers_truthfully()
    visitor.page.locator(f"#b-{REWARD} > summary").click()
    visitor.check()
    visitor.opens_result()
    for fold in ("#code", "#fold-no", ".chart details"):
        visitor.page.locator(f"{fold} > summary").first.click()
    visitor.page.get_by_label("月工资").fill("很多")
    with visitor.page.expect_response(lambda response: "/results/" in response.url):
        visitor.page.get_by_role("button", name="算一算").click()
    expect(visitor.page.locator(".problem")).to_be_visible()
    visitor.check()
    for path in (
        "/documents/xicheng-2021-2",
        f"/benefits/{REWARD}",
        "/privacy",
        "/accessibility",
        "/nowhere",
    ):
        visitor.arrive(path)


@pytest.mark.parametrize(("size", "pixels"), [("large", 24), ("larger", 32), ("largest", 40)])
def test_large_text_is_as_large_as_it_says(opens: Opens, size: str, pixels: int) -> None:
    visitor = opens(viewport=SCREENS["phone"])
    looks(visitor, size=size)
    for _ in range(2):
        for font, line, element in visitor.page.evaluate(TEXT):
            assert font >= pixels, element
            assert line >= 1.49 * font, element
        assert visitor.page.evaluate(SMALL, [TARGETS, SMALLEST_ELDER]) == []
        visitor.says(OPENING)
    visitor.answers_truthfully()
    for unfolded in ("#known", "#earlier"):
        visitor.page.locator(f"{unfolded} > summary").click()
    assert visitor.page.locator(".answered button").count() > 0
    assert visitor.page.evaluate(SMALL, [f"{TARGETS}, .tapped a, .chip a", SMALLEST_ELDER]) == []
    visitor.opens_result()
    assert visitor.page.evaluate(SMALL, [TARGETS, SMALLEST_ELDER]) == []


def test_large_text_is_one_tap_away_and_remembered(visitor: Visitor) -> None:
    visitor.arrive("/documents/xicheng-2021-2")
    visitor.follows(visitor.page.get_by_role("button", name="大字版"))
    assert visitor.page.url.endswith("/documents/xicheng-2021-2")
    assert visitor.page.evaluate("getComputedStyle(document.documentElement).fontSize") == "24px"
    visitor.arrive()
    visitor.says(OPENING)
    visitor.page.locator("summary", has_text="删除这次对话").click()
    visitor.does(visitor.page.get_by_role("button", name="确定删除").click)
    cookies = visitor.page.context.cookies()
    assert [(cookie["name"], cookie["value"]) for cookie in cookies] == [("conversation", ".large-system")]
    assert cookies[0]["expires"] > 0
    visitor.follows(visitor.page.get_by_role("button", name="标准版"))
    assert visitor.page.context.cookies() == []


@with_scripts
def test_texts_are_read_aloud_only_where_that_was_chosen(visitor: Visitor) -> None:
    visitor.page.add_init_script(
        "window.heard = []; Object.defineProperty(window, 'speechSynthesis', {value: {speaking: false, cancel() {},"
        " getVoices() { return [{}]; },"
        " speak(words) { heard.push([words.text, words.lang]); }}});"
    )
    visitor.arrive()
    visitor.says("我西城户口，32岁")
    expect(visitor.page.get_by_role("button", name="朗读")).to_have_count(0)
    looks(visitor, aloud="true")
    visitor.page.get_by_role("button", name="朗读").first.click()
    said, language = visitor.page.evaluate("heard")[0]
    assert "户籍在西城区" in said
    assert language == "zh-CN"
    visitor.answers("没有工作")
    expect(visitor.page.get_by_role("button", name="朗读")).to_have_count(3)


def test_by_keyboard_alone_to_the_result_and_back(opens: Opens) -> None:
    visitor = opens(viewport=SCREENS["desktop"])
    page = visitor.page
    visitor.arrive()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    tab_to(visitor, "#text")
    page.keyboard.type(OPENING)
    visitor.does(lambda: page.keyboard.press("Enter"))
    expect(visitor.question).to_be_focused()
    for _ in range(2):
        tab_to(visitor, "button[value=nothing]")
        visitor.does(lambda: page.keyboard.press("Space"))
        expect(visitor.question).to_be_focused()
    tab_to(visitor, '.choices button[value="true"]')
    visitor.does(lambda: page.keyboard.press("Enter"))
    tab_to(visitor, "#typed")
    page.keyboard.type("2026-11-20")
    visitor.does(lambda: page.keyboard.press("Enter"))
    expect(page.locator("#result-heading")).to_be_focused()
    tab_to(visitor, f"#b-{REWARD} > summary")
    page.keyboard.press("Enter")
    expect(page.locator(f"#b-{REWARD} .explanation")).to_be_visible()
    tab_to(visitor, ".outcome .button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    tab_to(visitor, "#what-monthly_wage")
    page.keyboard.type("3000")
    with page.expect_response(lambda response: "/results/" in response.url):
        page.keyboard.press("Enter")
    expect(page.locator("#what-if-heading")).to_be_focused()


def test_a_new_answer_is_said_once(opens: Opens) -> None:
    visitor = opens(viewport=SCREENS["phone"])
    visitor.arrive()
    visitor.page.evaluate(
        "window.said = []; new MutationObserver(() => said.push(document.querySelector('#announce').textContent))"
        ".observe(document.querySelector('#announce'), {childList: true, characterData: true, subtree: true})"
    )
    visitor.says(OPENING)
    said = visitor.page.evaluate("said")
    assert len(said) == 1
    assert "户籍在西城区" in said[0]
    log = visitor.page.get_by_role("log", name="对话记录")
    expect(log).to_have_attribute("aria-live", "off")  # or it would be said twice
    expect(log).to_contain_text(OPENING)


def tab_to(visitor: Visitor, selector: str) -> None:
    """Press Tab until the element has the focus; whatever has it on the way is seen and not covered."""
    for _ in range(120):
        visitor.page.keyboard.press("Tab")
        covered = visitor.page.evaluate(SEEN)
        assert covered == ""
        if visitor.page.evaluate(f"document.activeElement.matches({selector!r})"):
            return
    raise AssertionError(f"not reached by keyboard: {selector}")


@pytest.mark.parametrize("scripting", [True, False], ids=["with-js", "without-js"])
def test_magnified_four_times_nothing_is_cut_off_or_beside_the_screen(opens: Opens, scripting: bool) -> None:
    """1280 pixels at 400% are 320."""
    visitor = opens(viewport={"width": 320, "height": 256}, scripting=scripting)
    visitor.has_told()
    assert visitor.page.evaluate(SMALL, [TARGETS, SMALLEST]) == []
    visitor.opens_result()
    for path in ("/documents", "/documents/chaoyang-employment-opinions", "/display", "/accessibility"):
        visitor.arrive(path)
        assert visitor.page.evaluate(CUT_OFF) == []


def test_with_wide_spacing_nothing_is_cut_off(opens: Opens) -> None:
    visitor = opens(viewport=SCREENS["phone"], bypass_csp=True)
    visitor.has_told()
    visitor.opens_result()
    visitor.page.add_style_tag(content=SPACING)
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert visitor.page.evaluate(CUT_OFF) == []


def test_words_from_right_to_left_and_without_end_stay_in_their_place(visitor: Visitor) -> None:
    visitor.arrive()
    for written in ("\u202eمرحبا שלום 我西城户口", "长" * 400, "https://" + "a" * 600):
        visitor.says(written)
        expect(visitor.page.locator("#now .words")).to_contain_text(written.replace("\u202e", ""))
        direction = visitor.reply.evaluate("e => getComputedStyle(e).direction")
        assert direction == "ltr"
        isolated = visitor.page.locator("#now .words").evaluate("e => getComputedStyle(e).unicodeBidi")
        assert isolated == "isolate"


def test_the_day_is_the_one_in_beijing_whatever_the_clock_says(opens: Opens) -> None:
    visitor = opens(viewport=SCREENS["desktop"], timezone_id="America/Los_Angeles")
    visitor.page.clock.set_fixed_time("2020-01-01T00:00:00")
    visitor.arrive()
    expect(visitor.page.locator(".today")).to_have_text("2026年11月20日")
    visitor.has_told()
    visitor.opens_result()
    expect(visitor.page.locator(".lead").first).to_contain_text("2026年11月20日")
    expect(visitor.page.locator(".chart text").first).to_have_text(re.compile("2027年"))


def test_nothing_moves_for_whoever_wants_it_still(opens: Opens) -> None:
    for motion, expected in (("reduce", "0s"), ("no-preference", "0.15s")):
        visitor = opens(viewport=SCREENS["phone"], reduced_motion=motion)
        visitor.arrive()
        assert visitor.page.locator("#desk").evaluate("e => getComputedStyle(e).transitionDuration") == expected
