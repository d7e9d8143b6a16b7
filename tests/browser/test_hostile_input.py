"""Markup and scripts typed into every field: a real browser shows them as text and does nothing of what they say."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Dialog, Page, Request, expect

from assistant.store.audit import SERVER
from assistant.store.suspensions import LONGEST_REASON, SuspensionStore
from tests.browser.staff import Staff
from tests.browser.visitor import Visitor
from tests.security.site import payloads

PAYLOADS = payloads("xss", "template")
WORKED_OUT = str(1337 * 1337)  # by a template engine
NUL = "\ufffd"  # what a browser makes of it in an attribute; in text it leaves it out
MADE = (
    "iframe, object, embed, base, main :is(script, style, meta, math), main svg a, "
    "[onload], [onerror], [onfocus], [onmouseover], [href^='javascript:' i]"
)
LOOK = """([made, workedOut]) => ({
    pwned: "pwned" in window,
    made: Array.from(document.querySelectorAll(made), element => element.outerHTML),
    workedOut: document.documentElement.outerHTML.includes(workedOut),
})"""
LONGEST_NAME, LONGEST_FILTER, LONGEST_ADDRESS = 200, 100, 1500  # characters that are taken


class Watched(Visitor):
    """A browser in which anything that a payload would do is noticed."""

    def __init__(self, page: Page, site: str) -> None:
        super().__init__(page, scripting=True)
        self.host, self.done = urlsplit(site).netloc, list[str]()
        page.on("dialog", self._dialog)
        page.on("popup", lambda popup: self.done.append(f"opened {popup.url}"))
        page.on("request", self._request)

    def nothing_happened(self) -> None:
        assert self.done == []
        assert urlsplit(self.page.url).netloc == self.host
        assert self.page.evaluate(LOOK, [MADE, WORKED_OUT]) == {"pwned": False, "made": [], "workedOut": False}

    def opens(self, path: str) -> None:
        self.page.goto(path)
        self.nothing_happened()

    def _dialog(self, dialog: Dialog) -> None:
        self.done.append(f"said {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        if urlsplit(request.url).netloc != self.host:
            self.done.append(f"asked {request.url}")


@pytest.fixture
def scripting() -> bool:
    return True


@pytest.fixture
def watched(visitor: Visitor, site: str) -> Watched:
    """Besides, the console stays silent: no violation of the content security policy."""
    return Watched(visitor.page, site)


@pytest.fixture
def suspensions(staff: Staff) -> Iterator[SuspensionStore]:
    store = SuspensionStore(staff.database)
    yield store
    for benefit in store.current():
        store.lift(benefit, SERVER)


def together(longest: int) -> list[str]:
    """All payloads, as many in one text as a field takes."""
    texts = [""]
    for payload in PAYLOADS:
        joined = f"{texts[-1]} {payload}".strip()
        if len(joined) <= longest:
            texts[-1] = joined
        else:
            texts.append(payload[:longest])
    return texts


def as_shown(text: str) -> str:
    return text.replace("\0", "").strip()


def in_one_line(text: str) -> str:
    return " ".join(as_shown(text).split())


on_a_desktop = pytest.mark.parametrize("visitor", ["desktop"], indirect=True)


@on_a_desktop
def test_what_residents_say(watched: Watched) -> None:
    page, said = watched.page, together(250)
    page.goto("/")
    form = page.locator("form.composer input[name=message_id]")
    for text in said:
        before = form.input_value()
        page.locator("#text").fill(text)
        page.get_by_role("button", name="发送").click()
        expect(form).not_to_have_value(before)
        watched.nothing_happened()
    result = page.get_by_role("link", name="看完整结果").get_attribute("href") or ""
    watched.opens("/")
    page.locator(".earlier > summary").click()
    assert [as_shown(words) for words in page.locator(".said .words").all_text_contents()] == list(map(as_shown, said))
    expect(page.locator(".said .words *")).to_have_count(0)
    watched.nothing_happened()
    watched.opens(result)


@on_a_desktop
def test_what_is_answered_to_a_question(watched: Watched) -> None:
    page = watched.page
    page.goto("/?ask=age")
    for payload in [text for text in PAYLOADS if text.startswith(('"', "'", "x "))]:
        page.locator("#typed").fill(payload)
        page.locator(".typed").get_by_role("button", name="确定").click()
        expect(page.locator("#problem")).to_contain_text(f"没看懂“{payload[:20]}")
        expect(page.locator("#typed")).to_have_value(payload)
        watched.nothing_happened()


@on_a_desktop
def test_names_and_addresses_at_the_login(watched: Watched) -> None:
    page = watched.page
    for address in together(LONGEST_ADDRESS):
        watched.opens(f"/login?next={quote(address)}")
    for name in together(LONGEST_NAME):
        field = page.get_by_label("账号")
        field.fill(name)
        typed = field.input_value()
        page.locator("form.fields").evaluate("form => { form.noValidate = true }")
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_role("alert")).to_have_text("请填写账号和密码。")
        expect(field).to_have_value(typed.replace("\0", NUL))
        watched.nothing_happened()


@on_a_desktop
@pytest.mark.usefixtures("suspensions")
def test_reasons_of_suspensions(watched: Watched, staff: Staff) -> None:
    page = watched.page
    staff.come_in(page)
    page.goto("/")
    page.locator("#text").fill("我西城户口，32岁")
    page.get_by_role("button", name="发送").click()
    expect(page.locator(".exchange")).to_have_count(1)
    benefits = [benefit.get_attribute("id") or "" for benefit in page.locator("#result details.benefit").all()]
    reasons = together(LONGEST_REASON)
    page.goto("/suspensions")
    for number, (benefit, reason) in enumerate(zip(benefits, reasons, strict=False), start=1):
        page.get_by_label("待遇").select_option(benefit.removeprefix("b-"))
        page.get_by_label("原因").fill(reason)
        page.get_by_role("button", name="暂停答复").click()
        expect(page.locator(".sessions li")).to_have_count(number)
        watched.nothing_happened()
    watched.opens("/")
    shown = page.locator("#result .suspended p")
    expect(shown).to_have_count(len(reasons))
    result = page.get_by_role("link", name="看完整结果").get_attribute("href") or ""
    for path, place in (("/", shown), (result, page.locator(".suspended p")), ("/suspensions", page.locator(".facts"))):
        watched.opens(path)
        texts = page.locator("main").inner_text()
        for reason in reasons:
            assert in_one_line(reason) in texts, path
        expect(place.locator("*")).to_have_count(0)
    watched.opens("/documents/xicheng-2021-2")


@on_a_desktop
def test_filters_of_the_audit_log_and_what_it_keeps_of_them(watched: Watched, staff: Staff) -> None:
    page, name = watched.page, staff.come_in(watched.page)
    filters = together(LONGEST_FILTER)
    for who in filters:
        watched.opens(f"/audit?who={quote(who)}")
        expect(page.get_by_label("账号")).to_have_value(who.replace("\n", "").replace("\0", NUL))
    watched.opens(f"/audit?who={name}")
    expect(page.locator(".records td *")).to_have_count(0)
    kept = in_one_line(page.locator(".records").inner_text())
    assert [who for who in filters if in_one_line(who) not in kept] == []


@on_a_desktop
def test_addresses_that_do_not_exist(watched: Watched) -> None:
    for payload in together(LONGEST_ADDRESS):
        for path in ("/documents/", "/results/", "/?ask=", "/?deleted=", "/account?done="):
            watched.opens(f"{path}{quote(payload, safe='')}")
