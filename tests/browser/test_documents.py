"""Documents as residents read them: what each is, what it offers, from its card into a conversation, its clauses."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from assistant.engine import Engine
from assistant.facts.wording import number
from tests.browser.site import DAY, on_both_screens
from tests.browser.visitor import Visitor
from tests.people import OPENING

REWARD = "xicheng-employment-reward"
HIRING = "xicheng-hiring-subsidy"


def test_an_overview_says_what_it_is_and_until_when(visitor: Visitor) -> None:
    visitor.arrive("/documents/xicheng-2021-2")
    head = visitor.page.locator(".document-head")
    expect(head).to_contain_text("西城区对招用、就业、见习、培训、创业和人力资源服务给予的补贴和奖励")
    expect(head.locator("dl")).to_contain_text(re.compile(r"有效期至\s*2026年12月31日"))
    expect(head).to_contain_text("还剩41天")


def test_a_draft_offers_nothing_to_claim(visitor: Visitor) -> None:
    visitor.arrive("/documents/tongzhou-friendly-city-draft")
    expect(visitor.page.locator(".document-head .standing")).to_have_text("审议稿，未施行")
    offers = visitor.page.locator(".offer")
    assert offers.count() > 0
    expect(offers.first).to_contain_text("不能作为申领依据")
    expect(visitor.page.get_by_role("button", name=re.compile("我能领吗"))).to_have_count(0)


def test_from_a_card_to_the_amount(visitor: Visitor, engine: Engine) -> None:
    visitor.arrive("/documents/xicheng-2021-2")
    offer = visitor.page.locator(".offer", has=visitor.page.get_by_role("link", name="就业奖励", exact=True))
    unknown = engine.explain(REWARD, {"applicant": "resident"}, DAY)["benefit"]["amount"]
    expect(offer.locator(".amount")).to_have_text(f"{number(unknown['min'])}至{number(unknown['max'])}元")
    visitor.follows(offer.get_by_role("button", name=re.compile("我能领吗")))
    expect(visitor.page.locator("#now .words")).to_have_text("“就业奖励”（西城区）我能领吗？")
    expect(visitor.reply).to_contain_text("还定不下来")
    expect(visitor.page.locator(".watched strong")).to_have_text("0–27,000元")
    visitor.says(OPENING)
    visitor.answers_truthfully()
    expect(visitor.page.locator(".watched strong")).to_have_text("27,000元")


def test_a_card_for_employers_asks_as_an_employer(visitor: Visitor) -> None:
    visitor.arrive()
    visitor.says("我西城户口，32岁")
    visitor.arrive(f"/benefits/{HIRING}")
    visitor.follows(visitor.page.get_by_role("button", name="我能领吗？"))
    expect(visitor.chip("替谁咨询")).to_contain_text("用人单位")
    expect(visitor.page.locator(".watched")).to_contain_text("（西城区）")
    expect(visitor.question).to_be_visible()


def test_every_card_begins_a_conversation_about_that_benefit(engine: Engine) -> None:
    for benefit in engine.rules.benefits:
        outcome = engine.host.take({"about": benefit.id}, [], DAY)
        assert outcome.turn.about == (benefit.id,)
        assert outcome.reply["facts"]["applicant"] in benefit.applicants
        open_now = next(b for b in outcome.reply["benefits"] if b["id"] == benefit.id)
        if open_now["legal_status"] == "in_force" and open_now["missing"]:
            assert outcome.turn.focus == (benefit.id,)
            assert outcome.reply["next_question"]["fact"] in (*open_now["missing"], "applicant")


@on_both_screens
def test_a_clause_is_read_at_its_address(visitor: Visitor) -> None:
    visitor.arrive("/documents/xicheng-2021-2#2.6.p2")
    clause = visitor.page.locator('[id="2.6.p2"]')
    expect(clause).to_be_in_viewport()
    assert float(clause.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")) >= 16
    visitor.arrive("/documents/xicheng-2021-2%232.6.p2")
    visitor.page.wait_for_url(re.compile(r"/documents/xicheng-2021-2#2\.6\.p2$"))
