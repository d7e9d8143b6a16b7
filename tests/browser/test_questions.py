"""From a question to words with what they change, in the browser: with scripts the preview comes by itself."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, expect

from assistant.store.audit import Actor
from assistant.store.questions import QuestionStore
from assistant.store.word_entries import WordEntryStore
from tests.browser.staff import Staff
from tests.browser.visitor import Visitor

ASKED = {True: "厂子停工了，<b>借工人</b>行不行", False: "隔壁借工人行不行"}
SAID = {True: "借 工人", False: "跟 隔壁 借人"}
WITHIN = 120.0  # seconds for a preview
BETWEEN_LOOKS = 0.1


def finished(page: Page, staff: Staff, scripting: bool) -> None:
    """Wait for the preview; without scripts somebody looks again, when it is there."""
    if scripting:
        expect(page.locator("#changes + .hint")).to_be_visible(timeout=WITHIN * 1000)
        return
    store, deadline = WordEntryStore(staff.database), time.monotonic() + WITHIN
    while store.get(int(page.url.partition("?")[0].rpartition("/")[2])).previewed_at is None:
        assert time.monotonic() < deadline
        time.sleep(BETWEEN_LOOKS)
    page.get_by_role("link", name="看看好了没有").click()


@pytest.mark.parametrize(("visitor", "scripting"), [("phone", True), ("desktop", False)], indirect=["visitor"])
def test_a_question_becomes_words_that_a_colleague_accepts(visitor: Visitor, staff: Staff) -> None:
    page, scripting = visitor.page, visitor.scripting
    visitor.on_every_screen = True
    noted = QuestionStore(staff.database).note(ASKED[scripting], "desk", Actor("anan", "agent"))
    staff.come_in(page, "staff")
    visitor.arrive("/staff/questions?show=unanswered")
    question = page.locator(f"#q-{noted}")
    expect(question.get_by_role("heading")).to_have_text(ASKED[scripting])
    expect(question).to_contain_text("问过 1 次，没有答上 1 次")
    visitor.follows(question.get_by_role("link", name="写成词"))
    page.get_by_label("口语", exact=True).fill(SAID[scripting])
    page.get_by_label("文件用语", exact=True).fill("共享用功")
    button = page.locator("section", has=page.locator("#as-lexicon")).get_by_role("button", name="写下来，算影响")
    visitor.follows(button)
    expect(page.get_by_role("alert")).to_contain_text("文件里没有“共享用功”这个词")
    expect(page.get_by_label("口语", exact=True)).to_have_value(SAID[scripting])
    page.get_by_label("文件用语", exact=True).fill("共享用工")
    visitor.follows(button)
    finished(page, staff, scripting)
    expect(page.get_by_text("年底缺人手,能跟隔壁停工的厂子借几个工人使使不")).to_have_count(1 if scripting else 0)
    page.get_by_text("分开看每一组问句").click()
    visitor.check()
    expect(page.get_by_role("button", name="看过影响")).to_have_count(0)  # whoever wrote it
    entry = page.url.partition("?")[0]
    page.context.clear_cookies()
    staff.come_in(page, "supervisor")
    page.goto(entry)
    visitor.follows(page.get_by_role("button", name="看过影响，同意收这一条"))
    expect(page.get_by_role("status")).to_have_text("已经同意，等管理员导出。")
    expect(page.locator(".review-state")).to_have_text("已同意，待导出")
    visitor.follows(page.get_by_label("问句和词").get_by_role("link", name="写的词"))
    expect(page.get_by_role("row", name=SAID[scripting])).to_contain_text("还没有")
    visitor.follows(page.get_by_label("问句和词").get_by_role("link", name="问句"))
    expect(page.locator(f"#q-{noted}")).to_have_count(0)
    visitor.follows(page.get_by_role("link", name="处理过的"))
    expect(page.locator(f"#q-{noted} .review-state")).to_have_text("写成了词")
    visitor.follows(page.locator(f"#q-{noted}").get_by_role("button", name="放回待处理"))
    expect(page.get_by_role("status")).to_have_text("已经放回待处理。")
    visitor.follows(page.get_by_role("link", name="没有答上"))
    visitor.follows(page.locator(f"#q-{noted}").get_by_role("button", name="不属于收录范围"))
    expect(page.get_by_role("status")).to_contain_text("不属于收录范围")
