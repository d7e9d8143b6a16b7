"""The hotline desk in the browser: by keys alone from a line of facts to a saved case; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from sqlalchemy import Engine, select

from assistant.store.case_records import case_id_of
from assistant.store.tables import CaseAnswerRow, CaseRow, QuestionRow
from tests.browser.site import on_both_screens
from tests.browser.staff import Staff, let_in
from tests.browser.visitor import Visitor

LINE = "西城 低保 登记失业 三年合同"
REWARD = "xicheng-low-income-reward"
MOST_KEYS = 25
ON_A_DESKTOP = pytest.mark.parametrize("visitor", ["desktop"], indirect=True)


class Desk:
    """Somebody at the desk who uses keys alone, and counts them."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name, self.keys = page, name, 0

    def types(self, text: str) -> None:
        """Characters as an input method commits them, one key each."""
        for character in text:
            self.page.keyboard.insert_text(character)
            self.keys += 1

    def presses(self, *keys: str) -> None:
        """Keys, of which one may be held (``Control+Enter``: two)."""
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += len(key.split("+"))

    @property
    def saved(self) -> Locator:
        return self.page.locator("#saved")

    @property
    def line(self) -> Locator:
        return self.page.locator("#line")

    def row(self, benefit: str) -> Locator:
        return self.page.locator(f'#benefits .row[value="{benefit}"]')

    def number(self) -> str:
        """The number of the case, once it is saved."""
        expect(self.saved).to_contain_text("已存")
        return self.page.locator("input[name=number]").input_value()


@pytest.fixture
def desk(visitor: Visitor, staff: Staff) -> Desk:
    """The open desk of an agent."""
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    name = staff.come_in(visitor.page, "agent")
    visitor.arrive("/agent")
    return Desk(visitor.page, name)


@contextmanager
def without_network(page: Page) -> Iterator[None]:
    page.context.set_offline(True)
    yield
    page.context.set_offline(False)


@pytest.fixture
def scripting() -> bool:
    return True


@ON_A_DESKTOP
def test_by_keys_alone_from_the_open_desk_to_a_saved_case(visitor: Visitor, desk: Desk, kept: Engine) -> None:
    page = desk.page
    expect(desk.line).to_be_focused()
    desk.types(LINE)
    expect(desk.row(REWARD)).to_contain_text("72,000元")
    visitor.check()
    desk.presses("Enter")
    expect(desk.row(REWARD)).to_be_focused()
    expect(page.locator("#script")).to_contain_text("西城区就业工作若干措施 三、10.")
    desk.presses("c")
    expect(page.locator("#did")).to_have_text("已复制话术，记为已答复。")
    script = page.locator("#script").inner_text()
    assert page.evaluate("navigator.clipboard.readText()") == script
    desk.presses("Control+Enter")
    page.wait_for_url("**/agent?closed=*")
    number = page.locator("#closed a").inner_text()
    visitor.check()
    assert desk.keys <= MOST_KEYS
    with kept.connect() as connection:
        case = connection.execute(select(CaseRow.__table__).where(CaseRow.id == case_id_of(number))).one()
        answer = connection.execute(select(CaseAnswerRow.__table__).where(CaseAnswerRow.case_id == case.id)).one()
    assert (case.line, case.state) == (LINE, "closed")
    assert (answer.kind, answer.text, answer.about["benefits"]) == ("script", script, [REWARD])
    expect(desk.line).to_be_focused()  # for the next caller
    expect(desk.line).to_have_value("")


@on_both_screens
def test_questions_are_answered_by_number_until_the_sum_stands(visitor: Visitor, desk: Desk) -> None:
    desk.types(LINE)
    expect(desk.row(REWARD)).to_contain_text("72,000元")  # the whole line has been read
    desk.presses("Enter", "2")
    expect(desk.page.locator(".ask legend")).to_contain_text("用人单位是哪一种？")
    expect(desk.row(REWARD)).to_be_focused()  # the list was made anew under it
    desk.presses("1")
    expect(desk.page.locator(".ask legend")).to_contain_text("用人单位在北京市行政区域内吗？")
    desk.presses("1")
    expect(desk.page.locator(".ask legend")).to_contain_text("有没有按规定缴纳职工社会保险？")
    desk.presses("1")
    expect(desk.page.locator("#benefits .told")).to_contain_text("72,000元")
    expect(desk.row(REWARD)).to_be_focused()
    visitor.check()
    expect(desk.page.locator("#script")).to_contain_text("符合条件")
    desk.presses("m", "d")
    expect(desk.page.locator("#draft")).to_be_focused()
    expect(desk.page.locator("#draft")).to_have_value(desk.page.locator("#sms").inner_text())


@ON_A_DESKTOP
def test_words_go_in_at_the_cursor_and_replace_nothing(desk: Desk) -> None:
    desk.types("西城 登记失业 三年合同")
    expect(desk.row(REWARD)).to_contain_text("72,000元")
    desk.presses("d")
    expect(desk.line).to_be_focused()  # a letter in a field is a letter
    desk.presses("Backspace", "Escape", "d")
    desk.types("您好，以后再说")
    for _ in "以后再说":
        desk.presses("ArrowLeft")
    desk.presses("Escape", "f", "Enter", "m")
    sms = desk.page.locator("#sms").inner_text()
    expect(desk.page.locator("#draft")).to_have_value(f"您好，\n{sms}以后再说")
    desk.presses("j", "m")
    second = desk.row(REWARD).locator("xpath=following::button[contains(@class, 'row')][1]").get_attribute("value")
    expect(desk.page.locator("#say")).to_have_attribute("data-benefit", second or "")
    other = desk.page.locator("#sms").inner_text()
    assert other != sms
    expect(desk.page.locator("#draft")).to_have_value(f"您好，\n{sms}\n{other}以后再说")


@ON_A_DESKTOP
def test_a_search_opens_its_clause_beside_the_line_and_gives_the_focus_back(visitor: Visitor, desk: Desk) -> None:
    desk.types("西城")
    desk.presses("Escape", "/")
    expect(desk.page.locator("#q")).to_be_focused()
    desk.types("jyjl")
    first = desk.page.locator("#found .row").first
    expect(first).to_contain_text("就业奖励")
    desk.presses("Enter")
    expect(first).to_be_focused()
    desk.presses("Enter")
    expect(desk.page.locator("#drawer")).to_contain_text("每满一年")
    visitor.check()
    desk.presses("Escape")
    expect(desk.page.locator("#drawer")).to_be_hidden()
    expect(first).to_be_focused()
    desk.presses("ArrowDown", "k", "k")
    expect(desk.page.locator("#q")).to_be_focused()
    expect(desk.line).to_have_value("西城")


@ON_A_DESKTOP
def test_single_keys_can_be_switched_off(desk: Desk) -> None:
    desk.presses("Escape", "?")
    desk.page.get_by_label("单个字母的键有效").uncheck()
    desk.page.locator("#keys summary").focus()
    desk.presses("f")
    expect(desk.line).not_to_be_focused()
    desk.page.reload()
    expect(desk.page.locator("#single-keys")).not_to_be_checked()
    desk.presses("Escape", "n")
    expect(desk.page.locator("#note")).not_to_be_focused()
    desk.page.locator("#keys summary").click()
    desk.page.get_by_label("单个字母的键有效").check()


@ON_A_DESKTOP
def test_what_nothing_answers_is_handed_to_staff(desk: Desk, kept: Engine) -> None:
    desk.presses("Escape", "/")
    desk.types("小客车摇号在哪里办")
    desk.page.get_by_role("button", name="没答上，请核对员补").click()
    expect(desk.page.locator("#found .notice")).to_contain_text("已记下")
    expect(desk.page.locator("#q")).to_be_focused()
    with kept.connect() as connection:
        noted = connection.execute(select(QuestionRow.__table__).where(QuestionRow.place == "desk")).all()
    assert [row.said for row in noted] == ["小客车摇号在哪里办"]


@ON_A_DESKTOP
def test_nothing_is_lost_without_network_nor_by_a_reload(desk: Desk) -> None:
    page = desk.page
    desk.types("西城 35")
    number = desk.number()
    with without_network(page):
        desk.presses("Escape", "n")
        desk.types("明天上午再打")
        expect(desk.saved).to_contain_text("写的都还在")
    expect(desk.saved).to_contain_text("已存")
    assert page.locator("input[name=number]").input_value() == number
    page.reload()
    expect(page.locator("#note")).to_have_value("明天上午再打")
    expect(desk.line).to_have_value("西城 35")
    expect(page.locator(".chips")).to_contain_text("35岁")


@ON_A_DESKTOP
def test_an_expired_login_loses_nothing(visitor: Visitor, desk: Desk) -> None:
    page = desk.page
    desk.types("西城 35")
    desk.number()
    page.context.clear_cookies(name="session")
    desk.presses("Escape", "n")
    desk.types("等她找户口本")
    expect(desk.saved).to_contain_text("登录已过期")
    expect(desk.saved.get_by_role("link", name="去登录")).to_have_attribute("target", "_blank")
    visitor.check()
    assert let_in(page, desk.name)
    page.evaluate("dispatchEvent(new Event('focus'))")  # the window is looked at again
    expect(desk.saved).to_contain_text("已存")
    expect(page.locator("#note")).to_have_value("等她找户口本")


@ON_A_DESKTOP
def test_two_tabs_on_one_case_see_both_texts(visitor: Visitor, desk: Desk) -> None:
    page = desk.page
    desk.types("西城 35")
    number = desk.number()
    other = page.context.new_page()
    other.goto(f"/agent?case={number}")
    other.locator("#note").fill("第二个窗口写的")
    expect(other.locator("#saved")).to_contain_text("已存")
    page.locator("#note").fill("第一个窗口写的")
    conflict = page.locator("#conflict")
    expect(conflict).to_be_visible()
    expect(conflict).to_contain_text("第二个窗口写的")
    expect(page.locator("#note")).to_have_value("第一个窗口写的")
    visitor.check()
    conflict.get_by_role("button", name="用这边的").click()
    expect(page.locator("#note")).to_have_value("第二个窗口写的")
    conflict.get_by_role("button", name="就这样存").click()
    expect(desk.saved).to_contain_text("已存")
    other.close()


class SlowAnswers:
    """A network that keeps the answers of one address back until it is told to let them go."""

    def __init__(self, page: Page, address: str) -> None:
        self.held: list[Route] = []
        self.slow = True
        page.route(address, self._take)

    def _take(self, route: Route) -> None:
        if self.slow:
            self.held.append(route)
        else:
            route.continue_()

    def let_go(self) -> None:
        self.slow = False
        while self.held:
            self.held.pop(0).continue_()


@ON_A_DESKTOP
def test_what_is_copied_is_of_the_line_somebody_stands_on_however_slow_the_network_is(desk: Desk, kept: Engine) -> None:
    page = desk.page
    desk.types(LINE)
    expect(desk.row(REWARD)).to_contain_text("72,000元")
    desk.presses("Enter")
    expect(page.locator("#say")).to_have_attribute("data-benefit", REWARD)
    network = SlowAnswers(page, "**/agent/say")
    desk.presses("j", "c")
    second = page.evaluate("document.activeElement.value")
    expect(page.locator("#say")).to_have_attribute("aria-busy", "true")
    expect(page.locator("#did")).to_have_text("")
    network.let_go()
    expect(page.locator("#did")).to_have_text("已复制话术，记为已答复。")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#script").inner_text()
    number = desk.number()
    with kept.connect() as connection:
        answers = connection.execute(select(CaseAnswerRow.__table__).where(CaseAnswerRow.case_id == case_id_of(number)))
        assert [answer.about["benefits"] for answer in answers] == [[second]]
    with without_network(page):
        desk.presses("k", "c")
        expect(page.locator("#did")).to_have_text("没有取到这一项的话，没有复制。请再按一次。")


@ON_A_DESKTOP
def test_an_answer_pressed_while_results_are_under_way_is_not_left_out(desk: Desk) -> None:
    page = desk.page
    desk.types(LINE)
    expect(desk.row(REWARD)).to_contain_text("72,000元")
    network = SlowAnswers(page, "**/agent/caller")
    desk.types(" 35")
    desk.presses("Enter", "2")
    network.let_go()
    expect(page.locator(".chips")).to_contain_text("在单位上班")
    expect(page.locator(".chips")).to_contain_text("35岁")


@ON_A_DESKTOP
def test_results_of_another_line_say_so_until_they_are_asked_for_again(desk: Desk) -> None:
    page = desk.page
    desk.types("西城 35")
    expect(page.locator(".chips")).to_contain_text("35岁")
    with without_network(page):
        desk.types(" 女")
        expect(page.locator("#away")).to_contain_text("下面还是上一次的结果")
        expect(page.locator("#read")).to_have_class("read old")
    expect(page.locator(".chips")).to_contain_text("女")
    expect(page.locator("#away")).to_have_text("")


@ON_A_DESKTOP
def test_the_focus_stays_in_the_list_when_its_line_is_folded_away(desk: Desk) -> None:
    desk.types("西城 登记失业 三年合同")
    desk.presses("Enter")
    expect(desk.page.locator("#benefits .row").first).to_be_focused()
    for key in "1000":
        before = desk.page.locator(".chips li").count()
        desk.presses(key)
        expect(desk.page.locator(".chips li")).not_to_have_count(before)
        assert desk.page.evaluate("document.activeElement.matches('#benefits .row')")


@ON_A_DESKTOP
def test_nothing_is_saved_over_anothers_words_before_somebody_has_decided(desk: Desk, kept: Engine) -> None:
    page = desk.page
    desk.types("西城 35")
    number = desk.number()
    other = page.context.new_page()
    other.goto(f"/agent?case={number}")
    other.locator("#note").fill("第二个窗口写的")
    expect(other.locator("#saved")).to_contain_text("已存")
    other.close(run_before_unload=False)
    page.locator("#note").fill("第一个窗口写的")
    expect(page.locator("#conflict")).to_be_visible()
    page.locator("#outcome").select_option("answered")
    page.evaluate("dispatchEvent(new Event('focus'))")
    desk.presses("Control+Enter")
    with page.expect_response("**/agent/say"):  # time for a save to go wrong
        page.locator("#line").fill("西城 36")
    with kept.connect() as connection:
        row = connection.execute(select(CaseRow.__table__).where(CaseRow.id == case_id_of(number))).one()
    assert (row.note, row.state, row.outcome) == ("第二个窗口写的", "open", "")


@ON_A_DESKTOP
def test_the_next_caller_finds_an_empty_desk(desk: Desk, kept: Engine) -> None:
    page = desk.page
    desk.types("西城 35")
    number = desk.number()
    page.locator("#note").fill("还没说完")
    page.get_by_role("link", name="新的来电").click()
    expect(desk.line).to_have_value("")
    expect(page.locator("#note")).to_have_value("")
    with kept.connect() as connection:
        row = connection.execute(select(CaseRow.__table__).where(CaseRow.id == case_id_of(number))).one()
    assert (row.note, row.state) == ("还没说完", "open")


@ON_A_DESKTOP
def test_what_one_agent_typed_is_nothing_for_the_next_on_the_same_machine(desk: Desk, staff: Staff) -> None:
    page = desk.page
    desk.types("西城 35")
    desk.number()
    page.locator("#note").fill("前一位写的")
    expect(desk.saved).to_contain_text("已存")
    page.context.clear_cookies(name="session")
    staff.come_in(page, "agent")
    page.goto("/agent")
    expect(desk.line).to_have_value("")
    expect(page.locator("#note")).to_have_value("")


@ON_A_DESKTOP
def test_wrapped_up_twice_is_wrapped_up_once(desk: Desk, kept: Engine) -> None:
    desk.types("西城 35")
    desk.presses("Control+Enter", "Control+Enter")
    desk.page.wait_for_url("**/agent?closed=*")
    number = desk.page.locator("#closed a").inner_text()
    with kept.connect() as connection:
        cases = connection.execute(select(CaseRow.__table__).where(CaseRow.owner == desk.name)).all()
    assert [(case.id, case.state) for case in cases] == [(case_id_of(number), "closed")]
