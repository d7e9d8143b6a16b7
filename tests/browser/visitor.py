"""What a person does on the residents' pages. Every step waits for the answer and is checked for accessibility."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.site import SCREENS
from tests.people import OPENING

TRUTH = {"employer_in_beijing": "true"}  # everything else that is asked of this person is no
TYPED_TRUTH = {"contract_start": "2026年11月20日", "months_employed": "0"}
NO = ("false", "none", "0")
MOST_QUESTIONS = 30
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING: dict[str, Any] = {"runOnly": STANDARDS}
BUT_CONTRAST = {**EVERYTHING, "rules": {"color-contrast": {"enabled": False}}}
ROOM_ONLY: dict[str, Any] = {"runOnly": {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}}

AXE = """options => axe.run(options).then(({violations}) => ({violations}))"""
_NEW_EACH_TIME = re.compile(
    r'(?:(?<=name="message_id" value=")|(?<=name="token" value=")|(?<=data-result=")|(?<=/results/))[\w-]+'
)
_LOOK, _STYLED = re.compile("<html[^>]*>"), re.compile(r'<([a-z0-9]+)(?:\s[^>]*?\bclass="([^"]*)")?')
_found_good: set[tuple[str, bool, str]] = set()
_styles_good: set[tuple[str, str, tuple[str, str]]] = set()  # of what is styled so, in this look on this screen


def violations(page: Page, looked_for: dict[str, Any]) -> AxeResults:
    """What axe-core finds wrong. It is put into a page once, and says nothing of what is right: both take long."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return AxeResults(page.evaluate(AXE, {**looked_for, "resultTypes": ["violations"]}))


class Visitor:
    """Somebody with a browser, who looks at every state on a phone and on a desktop, or only on their own screen."""

    def __init__(self, page: Page, scripting: bool, on_every_screen: bool = True) -> None:
        self.page, self.scripting, self.on_every_screen = page, scripting, on_every_screen

    @property
    def question(self) -> Locator:
        return self.page.locator("#ask")

    @property
    def reply(self) -> Locator:
        return self.page.locator("#newest")

    @property
    def result(self) -> Locator:
        return self.page.locator("#result")

    def arrive(self, path: str = "/") -> None:
        """Open a page."""
        self.page.goto(path)
        self.check()

    def does(self, act: Callable[[], None]) -> None:
        """Do something that the conversation answers, and wait for the answer: every rendering has a new form id."""
        form = self.page.locator("form.composer input[name=message_id]")
        before = form.input_value()
        act()
        expect(form).not_to_have_value(before)
        self.check()

    def has_told(self, **facts: str) -> None:
        """The conversation after the opening sentence and what its benefit needs to know, as the form sends it: for
        tests of what comes after. The words that lead there are walked elsewhere.
        """
        answers = {"low_income_allowance": "false", "employer_in_beijing": "true", "contract_start": "2026-11-20"}
        forms: list[dict[str, Any]] = [{"fact": fact, "value": value} for fact, value in (answers | facts).items()]
        forms.insert(0, {"text": OPENING})
        for form in forms:
            assert self.page.request.post("/chat", form=form).ok
        self.arrive()

    def opens_result(self) -> str:
        """Go to the whole result; its address."""
        path = self.page.get_by_role("link", name="看完整结果").get_attribute("href") or ""
        self.arrive(path)
        return path

    def follows(self, link: Locator) -> None:
        """Press a link or button that leads to another page."""
        with self.page.expect_navigation():
            link.click()
        self.check()

    def says(self, text: str) -> None:
        """Type a sentence and send it."""
        self.page.locator("#text").fill(text)
        self.does(self.page.get_by_role("button", name="发送").click)

    def answers(self, option: str) -> None:
        """Press an option of the question."""
        self.does(self.page.locator(".choices").get_by_role("button", name=option, exact=True).click)

    def types(self, answer: str) -> None:
        """Fill in the question's field."""
        self.page.locator("#typed").fill(answer)
        self.does(self.page.locator(".typed").get_by_role("button", name="确定").click)

    @property
    def list(self) -> Locator:
        """The question where it is a list to tick."""
        return self.page.locator("section.list")

    def ticks(self, *labels: str) -> None:
        """Tick lines of the list."""
        for label in labels:
            self.list.get_by_label(label, exact=True).check()

    def ends_list(self, button: str) -> None:
        """Press a button below the list."""
        self.does(self.list.get_by_role("button", name=button, exact=True).click)

    def answers_truthfully(self) -> None:
        """Answer until no question is left."""
        for _ in range(MOST_QUESTIONS):
            if not self.question.count():
                return
            if self.list.count():
                self.ends_list("都没有")
                continue
            fact = self.page.locator(".question input[name=fact]").first.input_value()
            if fact in TYPED_TRUTH:
                self.types(TYPED_TRUTH[fact])
                continue
            wanted = [TRUTH[fact]] if fact in TRUTH else NO
            selector = ", ".join(f'.choices button[value="{value}"]' for value in wanted)
            self.does(self.page.locator(selector).first.click)
        raise AssertionError(f"still asked after {MOST_QUESTIONS} questions: {self.question.inner_text()}")

    def opens_known(self) -> None:
        """Unfold what was understood."""
        known = self.page.locator("#known")
        if known.get_attribute("open") is None:
            known.locator("> summary").click()

    def opens_nothing(self) -> None:
        """Unfold what was said not to be so."""
        self.opens_known()
        nothing = self.page.locator("#nothing")
        if nothing.get_attribute("open") is None:
            nothing.locator("> summary").click()

    def unfolds(self, benefit_id: str) -> Locator:
        """Unfold a benefit's card; its explanation, which without scripts is a page of its own."""
        card = self.page.locator(f"#b-{benefit_id}")
        for fold in self.page.locator(f"details:not([open]):has(#b-{benefit_id}) > summary").all():
            fold.click()
        if card.get_attribute("open") is None:
            card.locator("> summary").click()
        if not self.scripting and card.locator("> .unfolds").count():
            card.get_by_role("link", name="看条件、金额和原文").click()
            card = self.page.get_by_role("main")
        expect(card.locator(".explanation")).to_be_visible()
        return card

    def chip(self, label: str) -> Locator:
        """The chip of a fact."""
        self.opens_known()
        return self.page.locator(".chip", has_text=label)

    def check(self) -> None:
        """Nothing is wider than the screen, and no rule of WCAG 2.2 AA is broken as far as axe-core can tell.

        axe-core itself needs scripts; without them the server sends the same HTML. A page that is the very same as one
        looked at before, on a screen of the same size, is not looked at again. Nor is contrast, half of the work, where
        every tag has its class from a page on which it was found good; and then on the other screen, where the words
        are the same, nothing but whether there is room.
        """
        here, html = self.page.viewport_size, _NEW_EACH_TIME.sub("", self.page.content())
        assert here is not None
        self._look(here, html, BUT_CONTRAST)
        others = [screen for screen in SCREENS.values() if screen != here] if self.on_every_screen else []
        if any((str(screen), self.scripting, html) not in _found_good for screen in others):
            scrolled = self.page.evaluate("[scrollX, scrollY]")
            for screen in others:
                self.page.set_viewport_size(screen)
                self.page.evaluate("scrollTo(0, 0)")  # else what stays in sight may cover half a button just now
                self._look(screen, html, ROOM_ONLY)
            self.page.set_viewport_size(here)
            self.page.evaluate("([x, y]) => scrollTo({left: x, top: y, behavior: 'instant'})", scrolled)

    def _look(self, screen: ViewportSize, html: str, for_known_styles: dict[str, Any]) -> None:
        widths = self.page.evaluate("[document.documentElement.clientWidth, document.documentElement.scrollWidth]")
        assert widths == [screen["width"]] * 2
        looked_at = (str(screen), self.scripting, html)
        if self.scripting and looked_at not in _found_good:
            styled = {(str(screen), _LOOK.search(html)[0], tag) for tag in _STYLED.findall(html)}  # type: ignore[index]
            found = violations(self.page, for_known_styles if styled <= _styles_good else EVERYTHING)
            assert found.violations_count == 0, found.generate_report()
            _styles_good.update(styled)
        _found_good.add(looked_at)
