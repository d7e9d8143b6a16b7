"""Cases in the browser, with and without scripts: found, read, handed to a colleague; both texts of two shown."""

from __future__ import annotations

import secrets
from dataclasses import replace

from playwright.sync_api import expect

from assistant.store.audit import Actor
from assistant.store.case_records import Answer, CaseDraft, StoredCase
from assistant.store.cases import CaseStore
from assistant.store.database import now
from tests.browser.site import DAY
from tests.browser.staff import Staff
from tests.browser.visitor import Visitor

NOTE = "来电人问灵活就业社保补贴，<b>已说明</b>第3条；\u202e约好再打"


def a_case(staff: Staff, by: Actor, note: str = NOTE) -> StoredCase:
    """A case whose caller is to be called back now, with an answer."""
    store = CaseStore(staff.database)
    draft = CaseDraft(
        channel="phone", line="西城 低保 登记失业", note=note, draft="您好", facts={"hukou_district": "xicheng"},
        call_back="今天下午", call_back_at=now(), as_of=DAY, corpus_version="c1",
    )  # fmt: skip
    case = store.open(draft, by)
    store.answered(case.id, Answer("script", "您可以申领", {"benefits": [], "clauses": []}, DAY, "c1"), by)
    return case


def test_a_case_is_found_read_and_handed_over(visitor: Visitor, staff: Staff) -> None:
    page, name = visitor.page, staff.come_in(visitor.page, "agent")
    colleague = staff.hire("agent")
    visitor.arrive("/agent/cases")
    expect(page.get_by_text("还没有工单。")).to_be_visible()
    case = a_case(staff, Actor(name, "agent"))
    for place in range(31):
        a_case(staff, Actor(name, "agent"), f"别的来电 {place}")
    visitor.arrive("/agent/cases")
    expect(page.get_by_role("heading", name="该回电了")).to_be_visible()
    visitor.follows(page.get_by_role("link", name="下一页"))
    expect(page.get_by_role("link", name=case.number)).to_be_visible()
    page.get_by_label("找什么").fill("社保 没人写过")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="找到 0 个")).to_be_visible()
    visitor.check()
    page.get_by_label("找什么").fill("社保，第3条")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="找到 1 个")).to_be_visible()
    visitor.check()
    visitor.follows(page.get_by_role("link", name=case.number))
    expect(page.get_by_text(NOTE)).to_be_visible()
    expect(page.get_by_text("您可以申领")).to_be_visible()
    expect(page.get_by_role("link", name="在工作台打开")).to_have_attribute("href", f"/agent?case={case.number}")
    page.get_by_label("转给同事").select_option(colleague)
    visitor.follows(page.get_by_role("button", name="转交"))
    expect(page.get_by_role("status")).to_have_text(f"已经转给 {colleague}，您还能看。")
    expect(page.get_by_role("button", name="转交")).to_have_count(0)
    staff.come_in(page, "agent")
    page.goto(f"/agent/cases/{case.number}")
    expect(page.get_by_text("这个工单不是您的")).to_be_visible()
    expect(page.get_by_text(NOTE)).to_have_count(0)
    visitor.check()


def test_of_two_who_changed_a_case_both_texts_stand_side_by_side(visitor: Visitor, staff: Staff) -> None:
    page, name = visitor.page, staff.come_in(visitor.page, "agent")
    by, store = Actor(name, "agent"), CaseStore(staff.database)
    case = a_case(staff, by)
    mine = {"number": case.number, "version": "1", "note": f"我写的{secrets.token_hex(2)}", "line": "西城"}
    theirs = store.save(case.id, replace(case.content, note="同事写的"), 1, by)
    page.goto("/agent/cases")
    page.evaluate(
        """fields => {
          const form = Object.assign(document.createElement("form"), {method: "post", action: "/agent/case"});
          for (const [name, value] of Object.entries(fields))
            form.append(Object.assign(document.createElement("input"), {name, value}));
          document.body.append(form);
          form.submit();
        }""",
        mine,
    )
    expect(page.get_by_role("heading", level=1)).to_have_text("两份不一样")
    visitor.check()
    expect(page.get_by_text("同事写的")).to_be_visible()
    expect(page.get_by_label("备注")).to_have_value(mine["note"])
    page.get_by_label("备注").fill(f"{mine['note']}，同事写的")
    page.get_by_role("button", name="用我的", exact=True).click()
    page.wait_for_url(f"**/agent?case={case.number}")
    kept = store.of(case.id, by)
    assert (kept.content.note, kept.version) == (f"{mine['note']}，同事写的", theirs.version + 1)
