"""Pictures of twelve states of the residents' pages, on a phone and a desktop, and the README's (``make screenshots``).

They are for looking at: what is clear to somebody who has never been here, and what isn't.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.site import CHROMIUM, DAY, FLAGS, ROOT, SCREENS, Calendar, serving
from tests.browser.visitor import Visitor
from tests.people import OPENING

README_PICTURE = Path(__file__).with_name("chat.png")
PICTURES = ROOT / "build" / "screenshots"
AFTER_EXPIRY = dt.date(2027, 1, 4)
REWARD = "xicheng-employment-reward"


class Looking(Visitor):
    """A visitor who takes pictures and leaves checks to the tests."""

    def __init__(self, page: Page, screen: str) -> None:
        super().__init__(page, scripting=True)
        self.screen = screen

    def check(self) -> None:
        """Nothing: the tests do."""

    def keeps(self, name: str, whole: bool = False) -> None:
        """Take a picture of the screen, or of the whole page."""
        self.page.wait_for_load_state("networkidle")
        self.page.screenshot(path=PICTURES / f"{name}-{self.screen}.png", full_page=whole)


@contextmanager
def looking(browser: Browser, site: str, screen: str, dark: bool = False) -> Iterator[Looking]:
    """A browser of its own."""
    context = browser.new_context(
        viewport=SCREENS[screen], base_url=site, locale="zh-CN",
        color_scheme="dark" if dark else "light", device_scale_factor=2 if screen == "phone" else 1,
    )  # fmt: skip
    yield Looking(context.new_page(), screen)
    context.close()


def conversation(browser: Browser, site: str, screen: str) -> None:
    """First visit, understood chips, why, and the README's picture."""
    with looking(browser, site, screen) as visitor:
        visitor.arrive()
        visitor.keeps("01-first-visit")
        visitor.says("西城的就业奖励我能领吗？")
        visitor.says(OPENING)
        visitor.keeps("02-understood")
        visitor.page.locator(".why > summary").click()
        visitor.page.locator(".why").scroll_into_view_if_needed()
        visitor.keeps("03-why")
        visitor.answers_truthfully()
        visitor.page.evaluate("window.scrollTo(0, 0)")
        if screen == "desktop":
            visitor.page.screenshot(path=README_PICTURE)


def result(browser: Browser, site: str, screen: str, calendar: Calendar) -> None:
    """The result, what-if, districts, on paper, after the documents have expired."""
    with looking(browser, site, screen) as visitor:
        visitor.arrive()
        visitor.says(OPENING)
        visitor.answers_truthfully()
        path = visitor.opens_result()
        visitor.keeps("04-result", whole=True)
        visitor.page.get_by_label("合同期限").select_option("2")
        visitor.page.get_by_role("button", name="算一算").click()
        visitor.page.locator(".after-figure").wait_for()
        visitor.page.locator("#what-if").scroll_into_view_if_needed()
        visitor.keeps("07-what-if")
        visitor.page.locator("#districts").scroll_into_view_if_needed()
        visitor.keeps("08-districts")
        visitor.page.emulate_media(media="print")
        visitor.keeps("12-print", whole=True)
        visitor.page.emulate_media(media="screen")
        calendar.day = AFTER_EXPIRY
        visitor.arrive(path)
        visitor.keeps("09-expired")
        calendar.day = DAY


def looks(browser: Browser, site: str, screen: str) -> None:
    """Large text and dark."""
    with looking(browser, site, screen) as visitor:
        visitor.arrive()
        visitor.follows(visitor.page.get_by_role("button", name="大字版"))
        visitor.keeps("05-elder-first-visit")
        visitor.says(OPENING)
        visitor.answers_truthfully()
        visitor.opens_result()
        visitor.keeps("05-elder-result", whole=True)
    with looking(browser, site, screen, dark=True) as visitor:
        visitor.arrive()
        visitor.says(OPENING)
        visitor.answers_truthfully()
        visitor.page.locator(f"#b-{REWARD} > summary").click()
        visitor.page.locator(f"#b-{REWARD}").scroll_into_view_if_needed()
        visitor.keeps("06-dark")


def documents_and_errors(browser: Browser, site: str, screen: str) -> None:
    """A document in force, a draft, an error."""
    with looking(browser, site, screen) as visitor:
        visitor.arrive("/documents/xicheng-2021-2")
        visitor.keeps("10-document")
        visitor.arrive("/documents/tongzhou-friendly-city-draft")
        visitor.keeps("10-draft")
        visitor.arrive("/results/gone-or-mistyped-address")
        visitor.keeps("11-error")


def main() -> None:
    """Take all of them."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    calendar = Calendar()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with serving(f"sqlite:///{folder}/pictures.sqlite3", calendar) as site:
            for screen in SCREENS:
                conversation(browser, site, screen)
                result(browser, site, screen, calendar)
                looks(browser, site, screen)
                documents_and_errors(browser, site, screen)
        browser.close()
    print(PICTURES)


if __name__ == "__main__":
    main()
