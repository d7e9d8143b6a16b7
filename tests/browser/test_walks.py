"""What residents do, each walk with and without JavaScript, on a phone and on a desktop."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.site import on_both_screens
from tests.browser.visitor import Visitor
from tests.people import OPENING


@on_both_screens
def test_from_the_opening_sentence_to_the_words_of_the_clause(visitor: Visitor) -> None:
    visitor.arrive()
    visitor.says(OPENING)
    expect(visitor.reply).to_contain_text("西城区")
    visitor.answers_truthfully()
    expect(visitor.result.locator(".figure").first).to_have_text("27,000元")
    expect(visitor.result.locator("p.beyond")).to_contain_text("全部到期日之后才满年")
    expect(visitor.result.locator(".together")).to_contain_text("能否同时享受")
    card = visitor.page.locator("#b-xicheng-employment-reward")
    expect(card.locator(".payments tbody tr")).to_have_text(
        [
            re.compile(r"第1年\s*6,000元\s*最早2027年11月20日\s*到期后"),
            re.compile(r"第2年\s*9,000元\s*最早2028年11月20日\s*到期后"),
            re.compile(r"第3年\s*12,000元\s*最早2029年11月20日\s*到期后"),
        ]
    )
    visitor.unfolds("xicheng-employment-reward")
    quoted = card.locator("blockquote").first.inner_text()
    card.locator(".source a").first.click()
    visitor.page.wait_for_url(re.compile(r"/documents/xicheng-2021-2#2\.6\.p2$"))
    clause = visitor.page.locator('[id="2.6.p2"]')
    expect(clause).to_contain_text(quoted)
    expect(clause).to_be_in_viewport()
    visitor.check()


def test_an_answer_is_changed_by_its_chip(visitor: Visitor) -> None:
    visitor.arrive()
    visitor.says(OPENING)
    visitor.does(visitor.chip("年龄").get_by_role("link").click)
    expect(visitor.question).to_have_text("您今年多大（周岁）？")
    visitor.types("二十五岁")
    expect(visitor.chip("年龄")).to_contain_text("25岁")
    visitor.does(visitor.chip("年龄").get_by_role("button").click)
    expect(visitor.chip("年龄")).to_have_count(0)


def test_an_answer_that_is_not_understood_stays_in_its_field(visitor: Visitor) -> None:
    visitor.arrive()
    visitor.says(OPENING)
    visitor.does(visitor.chip("月工资").get_by_role("link").click)
    visitor.types("不多")
    expect(visitor.page.locator("#problem")).to_contain_text("没看懂“不多”")
    expect(visitor.page.locator("#typed")).to_have_value("不多")
    visitor.types("4,600元")
    expect(visitor.chip("月工资")).to_contain_text("4,600元")


def test_a_step_is_taken_back(visitor: Visitor) -> None:
    visitor.arrive()
    visitor.says("我西城户口，32岁")
    asked = visitor.question.inner_text()
    visitor.answers("不清楚")
    expect(visitor.question).not_to_have_text(asked)
    visitor.does(visitor.page.get_by_role("button", name="撤回上一步").click)
    expect(visitor.question).to_have_text(asked)


def test_starting_again_shows_the_first_page(visitor: Visitor) -> None:
    visitor.arrive()
    visitor.says(OPENING)
    visitor.page.locator("summary", has_text="重新开始").click()
    visitor.does(visitor.page.get_by_role("button", name="确定重新开始").click)
    expect(visitor.page.locator(".exchange")).to_have_count(0)
    expect(visitor.page.get_by_text("可以这样说")).to_be_visible()


def test_a_deleted_conversation_is_gone_with_its_result(visitor: Visitor) -> None:
    visitor.arrive()
    visitor.says(OPENING)
    kept = visitor.page.get_by_role("link", name="看完整结果").get_attribute("href") or ""
    visitor.arrive(kept)
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("可以申领什么")
    visitor.arrive()
    visitor.page.locator("summary", has_text="删除这次对话").click()
    visitor.does(visitor.page.get_by_role("button", name="确定删除").click)
    expect(visitor.page.get_by_text("那次对话已经删除")).to_be_visible()
    assert visitor.page.context.cookies() == []
    visitor.arrive(kept)
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("没有找到这一页")


def test_a_district_without_documents_is_no_refusal(visitor: Visitor) -> None:
    visitor.arrive()
    visitor.answers("丰台区")
    expect(visitor.page.locator(".coverage:visible").first).to_contain_text(
        "本库未收录丰台区的区级文件，不等于没有补贴"
    )


def test_what_people_write_is_shown_as_text(visitor: Visitor) -> None:
    written = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    visitor.arrive()
    visitor.says(written)
    expect(visitor.page.locator(".said .words")).to_have_text(written)
    expect(visitor.page).to_have_title("北京就业政策问答")
    expect(visitor.page.locator(".exchange img, .exchange script")).to_have_count(0)


def test_a_question_outside_the_documents_gets_no_answer(visitor: Visitor) -> None:
    visitor.arrive()
    visitor.says("小客车摇号怎么申请？")
    expect(visitor.reply).to_contain_text("没有找到答案")


def test_a_question_is_answered_with_the_words_of_clauses(visitor: Visitor) -> None:
    visitor.arrive()
    visitor.says("离校未就业高校毕业生有什么服务？")
    expect(visitor.reply.locator(".clauses mark").first).to_be_visible()
    expect(visitor.reply.locator(".clauses").get_by_role("link").first).to_have_attribute(
        "href", re.compile("^/documents/[a-z0-9-]+#")
    )


def test_a_question_about_a_benefit_is_answered_with_its_clause(visitor: Visitor) -> None:
    visitor.arrive()
    visitor.says("西城的就业奖励是什么标准？")
    expect(visitor.reply.locator("p").first).to_contain_text("“就业奖励”（西城区）：还定不下来，6,000至27,000元")
    clause = visitor.reply.locator(".clauses li").first
    expect(clause).to_contain_text("依次按照每年6000元、9000元、1.2万元标准申请就业奖励")
    expect(clause.get_by_role("link")).to_have_attribute("href", "/documents/xicheng-2021-2#2.6.p2")


def test_reload_second_tab_and_double_submit_count_once(visitor: Visitor) -> None:
    visitor.arrive()
    visitor.says("我西城户口，32岁")
    form = visitor.page.locator("form:has(.choices)")
    sent = {name: form.locator(f"input[name={name}]").input_value() for name in ("message_id", "fact")}
    for _ in range(2):
        visitor.page.request.post("/chat", form={**sent, "value": ""})
    second = Visitor(visitor.page.context.new_page(), visitor.scripting)
    second.arrive()
    visitor.page.reload()
    for tab in (visitor, second):
        expect(tab.page.locator(".exchange")).to_have_count(2)


def test_a_page_that_does_not_exist_leads_back(visitor: Visitor) -> None:
    visitor.arrive()
    visitor.says(OPENING)
    visitor.arrive("/documents/nothing")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("没有找到这一页")
    visitor.page.get_by_role("link", name="回到对话").click()
    expect(visitor.reply).to_contain_text("西城区")


def test_every_document_can_be_read(visitor: Visitor) -> None:
    visitor.arrive("/documents")
    links = visitor.page.locator(".catalogue h2 a")
    addresses = [link.get_attribute("href") or "" for link in links.all()]
    assert len(addresses) == 5
    for address in addresses:
        visitor.arrive(address)
        expect(visitor.page.locator(".standing")).to_be_visible()


@pytest.mark.parametrize("scripting", [True], ids=["with-js"], indirect=False)
def test_with_a_keyboard_enter_sends_and_shift_enter_breaks_the_line(visitor: Visitor) -> None:
    visitor.arrive()
    field = visitor.page.locator("#text")
    field.fill("我西城户口")
    field.press("Shift+Enter")
    field.press_sequentially("35岁")
    expect(field).to_have_value("我西城户口\n35岁")
    visitor.does(lambda: field.press("Enter"))
    expect(visitor.chip("年龄")).to_contain_text("35岁")
