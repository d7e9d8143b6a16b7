"""What a person reads of one benefit, and of one that an operator has suspended."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from assistant.store.audit import SERVER
from assistant.store.database import open_database
from assistant.store.suspensions import SuspensionStore
from tests.browser.site import on_both_screens
from tests.browser.visitor import Visitor
from tests.people import OPENING

REWARD = "xicheng-employment-reward"
SUSPENDED = "暂停答复，请咨询西城区人社局"


@pytest.fixture
def suspensions(database: str) -> Iterator[SuspensionStore]:
    store = SuspensionStore(open_database(database))
    yield store
    store.lift(REWARD, SERVER)
    store.database.dispose()


def told(visitor: Visitor) -> Locator:
    """The card of 就业奖励 after the opening sentence and all answers, unfolded."""
    visitor.arrive()
    visitor.says(OPENING)
    visitor.answers_truthfully()
    card = visitor.page.locator(f"#b-{REWARD}")
    card.locator("> summary").click()
    return card


def test_a_benefit_is_explained(visitor: Visitor) -> None:
    card = told(visitor)
    expect(card).to_have_attribute("open", "")
    expect(card.get_by_role("heading", level=5)).to_have_text(
        ["给多少", "条件", "谁来申请、发给谁", "能否同时享受", "要留意", "文件没有写的"]
    )
    expect(card).to_contain_text("6000 + 9000 + 12000 = 27000")
    expect(card).to_contain_text("文件有效期 2022年1月1日 至 2026年12月31日")
    expect(card).to_contain_text("个人申请，奖励给个人")
    wage = card.locator(".condition", has_text="月工资不低于")
    expect(wage).to_contain_text("您：月工资 4,500元")
    expect(wage).to_contain_text("2540 × 1.2 = 3048 ≤ 4500 ✓")
    expect(wage.locator(".says")).to_contain_text("，符合")
    expect(wage.get_by_role("link").first).to_have_attribute("href", "/documents/xicheng-2021-2#2.6.p1")
    expect(card).to_contain_text("“本区户籍的”是否管到全部五类人员，原文两可")
    expect(card).to_contain_text("不能与“就业奖励（低保人员）”同时领取")
    expect(card).to_contain_text("能否同时享受，文件未写明的以受理部门为准")
    expect(card).to_contain_text("申请材料、办理流程和时限")
    card.locator(".parts > summary").first.click()
    expect(card.locator(".parts .condition", has_text="是退役士兵")).to_be_visible()
    visitor.check()


def test_a_group_with_a_single_part_shows_its_conditions(visitor: Visitor) -> None:
    told(visitor)
    card = visitor.unfolds("xicheng-training-job-reward")
    stable = card.locator(".conditions > .condition", has_text="实现稳定就业")
    for words in ("劳动合同期限不少于1年", "按规定缴纳职工社会保险", "月工资不低于"):
        expect(stable.locator(".condition", has_text=words)).to_be_visible()
    visitor.check()


@pytest.mark.parametrize("scripting", [True], ids=["with-js"], indirect=False)
def test_what_is_not_the_persons_is_explained_as_of_the_turn_on_show(visitor: Visitor) -> None:
    """Another tab has gone on, with other facts and then with another conversation."""
    visitor.arrive()
    visitor.says(OPENING)
    second = Visitor(visitor.page.context.new_page(), visitor.scripting)
    second.arrive()
    second.says("月薪2600")
    second.page.locator("summary", has_text="重新开始").click()
    second.does(second.page.get_by_role("button", name="确定重新开始").click)
    second.says("我朝阳户口，月薪3000")
    wage = visitor.unfolds(REWARD).locator(".condition", has_text="月工资不低于")
    expect(wage.locator(".worked")).to_have_text("2540 × 1.2 = 3048 ≤ 4500 ✓")
    visitor.check()


@pytest.mark.parametrize("scripting", [True], ids=["with-js"], indirect=False)
def test_without_a_network_the_way_to_the_explanation_stays(visitor: Visitor) -> None:
    visitor.arrive()
    visitor.says(OPENING)
    card = visitor.page.locator(f"#b-{REWARD}")
    fetched: list[str] = []
    visitor.page.on("requestfailed", lambda request: fetched.append(request.url))
    visitor.page.context.set_offline(True)
    with visitor.page.expect_event("requestfailed"):
        card.locator("> summary").click()
    assert f"/benefits/{REWARD}?result=" in fetched[0]
    link = card.get_by_role("link", name="看条件、金额和原文")
    expect(link).to_be_visible()
    visitor.page.context.set_offline(False)
    card.locator("> summary").click()
    card.locator("> summary").click()
    expect(card.locator(".explanation")).to_be_visible()
    expect(link).to_have_count(0)


@on_both_screens
def test_the_page_of_a_benefit_leads_back_to_its_card(visitor: Visitor) -> None:
    visitor.arrive("/benefits/xicheng-hiring-subsidy")
    expect(visitor.page.locator("main .lead")).to_contain_text("还不知道您的情况，下面是全部条件")
    visitor.page.get_by_role("link", name="说说我的情况").click()
    visitor.says(OPENING)
    visitor.arrive(f"/benefits/{REWARD}")
    expect(visitor.page.locator("main .lead")).to_contain_text("按您说的情况：")
    expect(visitor.page.locator("main .condition", has_text="月工资不低于")).to_contain_text("您：月工资 4,500元")
    visitor.page.get_by_role("link", name="回到结果").click()
    expect(visitor.page.locator(f"#b-{REWARD}")).to_be_in_viewport()


def test_the_kept_result_explains_the_same(visitor: Visitor) -> None:
    told(visitor)
    visitor.arrive(
        visitor.page.get_by_role("link", name="看完整结果").get_attribute("href") or "",
    )
    expect(visitor.page.locator(f"#b-{REWARD}")).to_contain_text("2540 × 1.2 = 3048 ≤ 4500 ✓")


def test_a_suspended_benefit_is_not_answered_at_once_and_comes_back(
    visitor: Visitor, suspensions: SuspensionStore
) -> None:
    told(visitor)
    kept = visitor.page.get_by_role("link", name="看完整结果").get_attribute("href") or ""
    suspensions.suspend(REWARD, "标准正在调整", SERVER)
    visitor.arrive()
    expect(visitor.result.locator("section").first).to_contain_text(f"“就业奖励”{SUSPENDED}。原因：标准正在调整")
    expect(visitor.result.locator(".figure")).to_have_count(0)
    expect(visitor.result.get_by_text("27,000元")).to_have_count(0)
    expect(visitor.reply).to_contain_text(SUSPENDED)  # the reply itself is from before
    visitor.arrive(kept)
    expect(visitor.page.locator("main section").first).to_contain_text(SUSPENDED)
    visitor.arrive("/documents/xicheng-2021-2")
    expect(visitor.page.get_by_role("link", name="就业奖励（暂停答复）").first).to_be_visible()
    visitor.arrive()
    visitor.says("西城的就业奖励是什么标准？")
    hit = visitor.reply.locator(".clauses li", has=visitor.page.locator('a[href$="#2.6"], a[href*="#2.6."]')).first
    expect(hit.locator(".caution", has_text=SUSPENDED)).to_be_visible()
    suspensions.lift(REWARD, SERVER)
    visitor.arrive()
    expect(visitor.result.get_by_text(SUSPENDED)).to_have_count(0)
    expect(visitor.page.locator(".caution", has_text=SUSPENDED)).to_have_count(0)
    visitor.says("西城的就业奖励是什么标准？")  # what was said meanwhile stays said
    expect(visitor.reply).to_contain_text("可以申领")
    expect(visitor.reply.get_by_text(SUSPENDED)).to_have_count(0)
    expect(visitor.result.locator(".figure").first).to_have_text("27,000元")


def test_the_first_page_says_what_is_suspended(visitor: Visitor, suspensions: SuspensionStore) -> None:
    suspensions.suspend(REWARD, "标准正在调整", SERVER)
    visitor.arrive()
    expect(visitor.result.get_by_text(SUSPENDED)).to_be_visible()
