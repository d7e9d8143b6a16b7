"""Makes the README's picture: the conversation after the opening sentence and its result (``make screenshots``)."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.people import OPENING
from tests.server.conftest import Server

PICTURE = Path(__file__).with_name("chat.png")
ANSWERS = [
    ("培训、见习、创业和比赛方面", "都没有"),
    ("下面这些，您有吗", "都没有"),
    ("用人单位在北京市行政区域内吗", "是"),
]


def converse(page: Page) -> None:
    """Say the opening sentence and answer until the sum stands."""
    page.locator("textarea").first.fill(OPENING)
    page.get_by_role("button", name="发送").click()
    for question, answer in ANSWERS:
        page.get_by_role("heading", name=question).wait_for()
        page.get_by_role("button", name=answer, exact=True).first.click()
    page.locator(".figure").first.wait_for()


def main() -> None:
    """Take the picture."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder))
        server.start()
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(server.url)
        converse(page)
        page.evaluate("window.scrollTo(0, 0)")
        page.screenshot(path=PICTURE)
        browser.close()
        server.stop()
    print(PICTURE)


if __name__ == "__main__":
    main()
