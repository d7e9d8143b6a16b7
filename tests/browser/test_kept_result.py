"""The whole result at its address: what it says, what it would be otherwise, passing it on; sums as the engine's."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine as Database

from assistant.dialogue.state import Turn
from assistant.engine import Engine
from assistant.facts.wording import number
from assistant.simulation.population import load_population
from assistant.store.conversations import ConversationStore, StoredTurn, new_token
from tests.browser.site import DAY, Calendar
from tests.browser.visitor import Visitor
from tests.people import HIRED, OPENING

REWARD = "xicheng-employment-reward"
SECTIONS = ["现在可以申领", "差一步", "还要确认", "不符合", "征求意见或已失效"]
WRONG = {
    "-5": "没看懂“-5”",
    "很多": "没看懂“很多”",
    "9" * 30: "没看懂“99999",
    "三千一个月": "请只填一个数，单位是元",
}
FACTS = {**HIRED, "contract_start": "2026-11-20"}


def told(visitor: Visitor) -> str:
    """The whole result of somebody who has told ``FACTS``; its address."""
    visitor.has_told()
    return visitor.opens_result()


def test_the_result_says_what_the_engine_says(visitor: Visitor, engine: Engine) -> None:
    told(visitor)
    page, answer = visitor.page, engine.assess(FACTS, DAY)
    reward = next(b for b in answer["benefits"] if b["id"] == REWARD)
    sums = answer["totals"]["in_force"]
    figures = page.locator(".total .figure")
    assert sums["beyond_validity"]["max"] == sums["max"]
    expect(figures).to_have_text([f"{number(sums['max'])}元", "全部"])
    sizes = [figure.evaluate("e => getComputedStyle(e).fontSize") for figure in figures.all()]
    assert sizes[0] == sizes[1]
    expect(page.locator(".together").first).to_contain_text("能否同时享受")
    headings = page.locator(".group > h3, .group > .fold > summary h3").all_inner_texts()
    assert [re.sub(r"\s*\d+项", "", heading) for heading in headings] == SECTIONS
    chart = page.locator(".chart svg")
    years = [f"{payment['due_from'][:4]}年" for payment in reward["amount"]["payments"]]
    sums_said = [f"{number(payment['min'])}元" for payment in reward["amount"]["payments"]]
    assert chart.locator("text").all_text_contents() == [w for pair in zip(years, sums_said, strict=True) for w in pair]
    expect(page.get_by_role("img", name=re.compile("2027年，6,000元，其中6,000元在文件到期后"))).to_have_count(1)
    page.locator(".chart summary").click()
    rows = page.locator(".chart tbody tr")
    expect(rows).to_have_count(len(years))
    expect(rows.first).to_have_text(re.compile(r"2027年11月20日\s*就业奖励，第1年\s*6,000元\s*到期后"))
    card = page.locator(f"#b-{REWARD}")
    card.locator("> summary").click()
    for condition in reward["conditions"]:
        expect(card).to_contain_text(condition["quote"])
    expect(card).to_contain_text(reward["amount"]["worked"])
    expect(page.locator("footer")).to_contain_text(
        re.compile("西城区就业工作若干措施（西行规发〔2021〕2号，现行有效，至2026年12月31日")
    )
    expect(page.locator(".version")).to_contain_text(engine.corpus.version)
    visitor.check()


def test_refusals_say_why_and_unfold(visitor: Visitor) -> None:
    told(visitor)
    visitor.page.locator("#fold-no > summary").click()
    expect(visitor.page.locator("#fold-no .tag", has_text="不满足：").first).to_be_visible()
    visitor.page.locator("#fold-not-in-force > summary").click()
    draft = visitor.page.locator("#fold-not-in-force .benefit").first
    draft.locator("> summary").click()
    expect(draft.locator(".caution").first).to_contain_text("不能作为申领依据")
    visitor.check()


def test_what_would_be_otherwise(visitor: Visitor, engine: Engine) -> None:
    told(visitor)
    page = visitor.page
    section = page.locator("#what-if")
    section.get_by_label("合同期限").select_option("2")
    submit(visitor)
    outcome = engine.side_by_side.what_if(FACTS, {"contract_years": 2}, DAY)
    after = outcome["totals"]["after"]
    expect(section.locator(".after-figure")).to_have_text(f"{number(after['max'])}元")
    expect(section).to_contain_text("少12,000元")
    assert after["beyond_validity"]["max"] == after["max"]
    expect(section.locator(".beyond .figure")).to_have_text("全部")
    expect(section.locator(".points li", has_text="就业奖励")).to_contain_text("符合，27,000元 → 符合，15,000元")
    section.get_by_label("月工资").fill("3000")
    submit(visitor)
    assert (
        engine.side_by_side.what_if(FACTS, {"contract_years": 2, "monthly_wage": 3000}, DAY)["totals"]["after"]["max"]
        == 0
    )
    expect(section.locator(".after-figure")).to_have_text("0元")
    section.get_by_label("月工资").fill("4600")
    section.get_by_label("合同期限").select_option("")
    submit(visitor)
    expect(section).to_contain_text("能领的不变")
    section.get_by_label("每年房租").fill("36000")
    section.get_by_label("创业注册地").select_option("xicheng")
    section.get_by_label("经营月数").fill("一年")
    submit(visitor)
    shop = {"annual_rent": 36000, "startup_district": "xicheng", "startup_months": 12}
    for changed in engine.side_by_side.what_if(FACTS, shop, DAY)["benefits"]:
        if changed["after"]["legal_status"] == "in_force":
            expect(section.locator(".points")).to_contain_text(changed["name"])
    visitor.page.get_by_role("link", name="恢复原来的").click()
    expect(section.get_by_label("每年房租")).to_have_value("")


def test_what_cannot_be_supposed_is_said_and_stays(visitor: Visitor) -> None:
    told(visitor)
    section = visitor.page.locator("#what-if")
    for typed, said in WRONG.items():
        section.get_by_label("月工资").fill(typed)
        submit(visitor)
        expect(section.locator(".problem")).to_contain_text(said)
        expect(section.get_by_label("月工资")).to_have_value(typed)
        expect(section.locator(".figure")).to_have_count(0)
    section.get_by_label("月工资").fill("4600")
    section.get_by_label("经营月数").fill("9999")
    submit(visitor)
    expect(section.locator(".problem")).to_have_text("“9999”太大了，请填 0 到 600 之间的数。")
    expect(section.get_by_label("月工资")).to_have_value("4600")


def test_the_same_person_in_other_districts(visitor: Visitor, engine: Engine) -> None:
    told(visitor)
    rows = visitor.page.locator("#districts tbody tr")
    for district in engine.side_by_side.districts(FACTS, DAY):
        if district["district"] in ("xicheng", "chaoyang"):
            row = rows.filter(has=visitor.page.get_by_role("rowheader", name=district["label"]))
            most = district["totals"]["max"]
            expect(row.locator(".sum")).to_have_text(f"{number(most)}元" if most else "没有写明数额的")
    expect(rows.first).to_contain_text("您的")
    expect(rows.last).to_contain_text("不等于没有补贴")
    expect(visitor.page.locator("#districts")).to_contain_text("为领补贴迁户口不一定划算")


def test_a_result_is_passed_on_and_taken_back(visitor: Visitor, elsewhere: Callable[[], Page]) -> None:
    path = told(visitor)
    address = visitor.page.locator("#share-address").input_value()
    assert address.endswith(path)
    assert re.fullmatch(r"/results/[\w-]{24}", path)
    visitor.page.locator("#code > summary").click()
    expect(visitor.page.get_by_role("img", name="二维码")).to_be_visible()
    visitor.check()
    daughter = elsewhere()
    daughter.goto(address)
    expect(daughter.locator(".total .figure").first).to_have_text("27,000元")
    expect(daughter.get_by_text(OPENING)).to_have_count(0)
    expect(daughter.get_by_role("button", name="收回这个网址")).to_have_count(0)
    expect(daughter.get_by_role("link", name="查查我自己的")).to_be_visible()
    visitor.follows(visitor.page.get_by_role("button", name="收回这个网址"))
    expect(visitor.page.locator("#share [role=status]")).to_contain_text("已经收回")
    daughter.reload()
    expect(daughter.get_by_role("heading", level=1)).to_have_text("没有找到这一页")
    assert visitor.page.locator("#share-address").input_value() != address
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("link", name="下载 Word 文件").click()
    assert download.value.suggested_filename == "可以申领什么-2026-11-20.docx"


def test_a_result_opened_later_says_what_has_changed(visitor: Visitor, calendar: Calendar) -> None:
    told(visitor)
    expect(visitor.page.locator(".since")).to_have_count(0)
    calendar.day = dt.date(2027, 1, 4)
    visitor.page.reload()
    expect(visitor.page.locator(".lead").first).to_contain_text("2026年11月20日")
    expect(visitor.page.locator(".lead").first).to_contain_text("今天是2027年1月4日")
    expect(visitor.page.locator(".since")).to_contain_text(
        "自那时起《西城区就业工作若干措施》已到期：有效期到2026年12月31日"
    )
    expect(visitor.page.locator(".total .figure").first).to_have_text("27,000元")
    visitor.check()
    visitor.page.get_by_role("link", name="按今天的文件再看").click()
    expect(visitor.result.locator(".figure")).to_have_count(0)


@pytest.mark.parametrize("scripting", [False], ids=["without-js"], indirect=False)
def test_even_much_to_claim_fits_two_pages(visitor: Visitor, engine: Engine, kept: Database) -> None:
    people = load_population(engine.folder, engine.rules, engine.wording).draw(300, DAY, seed=5)
    answers = [engine.assess(person, DAY) for person in people]
    most = max(answers, key=lambda answer: sum(b["status"] == "eligible" for b in answer["benefits"]))
    reply: dict[str, Any] = {"text": "", "understood": {}, "results": [], "confident": None}
    turn = StoredTurn(1, None, "", None, Turn(), reply, new_token(), DAY, engine.corpus.version)
    ConversationStore(kept).start_with(most["facts"], turn)
    visitor.arrive(f"/results/{turn.result_token}")
    assert visitor.page.locator(".group.now .benefit").count() >= 3
    assert sheets(visitor.page) <= 2


def sheets(page: Page) -> int:
    """How many pages of A4 it prints."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


def test_whatever_is_no_address_of_a_result_leads_back(visitor: Visitor) -> None:
    path = told(visitor)
    for wrong in (path[:-1], path[:-1] + "!", path + "x", "/results/%00", "/results/..%2f..%2fetc"):
        visitor.arrive(wrong)
        expect(visitor.page.get_by_role("heading", level=1)).to_have_text("没有找到这一页")
    visitor.page.get_by_role("link", name="回到对话").click()
    expect(visitor.result.locator(".figure").first).to_have_text("27,000元")


@pytest.mark.parametrize("scripting", [True], ids=["with-js"], indirect=False)
def test_on_paper_it_fits_two_pages(visitor: Visitor) -> None:
    told(visitor)
    for _ in ("system colours", "large text"):
        assert 1 <= sheets(visitor.page) <= 2
        visitor.page.emulate_media(media="print")
        paper = visitor.page.locator(".paper")
        for words in ("27,000元", "最早2027年11月20日", "个人申请", "12333", "依据版本"):
            expect(paper).to_contain_text(words)
        expect(paper).to_be_visible()
        expect(visitor.page.locator(".what-if")).to_be_hidden()
        visitor.page.emulate_media(media="null")
        visitor.follows(visitor.page.locator(".size button"))


def submit(visitor: Visitor) -> None:
    """Press 算一算 and wait for what comes out."""
    button = visitor.page.get_by_role("button", name="算一算")
    with visitor.page.expect_response(lambda response: "/results/" in response.url):
        button.click()
    expect(visitor.page.locator("#what-if")).to_be_visible()
    visitor.page.wait_for_load_state()
    visitor.check()
