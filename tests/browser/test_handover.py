"""From the resident to a person and back, in two browsers on two servers that share nothing but a database."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Route, expect
from sqlalchemy import Engine

from assistant.accounts.handing_over import AWAY, LEFT
from assistant.accounts.roles import Role
from assistant.store.audit import Actor
from assistant.store.database import now, open_database
from assistant.store.handovers import HandoverStore
from assistant.store.tables import HandoverRow
from tests.browser.conftest import EXPECTED
from tests.browser.site import SCREENS
from tests.browser.staff import Staff
from tests.browser.visitor import Visitor
from tests.operations.processes import running
from tests.server.conftest import Server
from tests.services import PostgreSQL
from tests.store.rows import put_back

SAID = "我西城户口，32岁，登记失业"
FROM_AGENT, FROM_RESIDENT = "您好，您的失业登记是哪天办的？", "上个月办的"
HALF_WRITTEN = "还想问一句"


@pytest.fixture(scope="module")
def instances(tmp_path_factory: pytest.TempPathFactory, postgresql: PostgreSQL) -> Iterator[tuple[Server, Server]]:
    database = postgresql.new_database()
    here, there = (Server(tmp_path_factory.mktemp(name), database) for name in ("here", "there"))
    with running(here, there):
        yield here, there
    postgresql.drop_database(database)


@pytest.fixture(scope="module")
def shared(instances: tuple[Server, Server]) -> Iterator[Engine]:
    opened = open_database(instances[0].database, migrate=False)
    yield opened
    opened.dispose()


class Resident(Visitor):
    """Somebody on the residents' page of one server."""

    @property
    def person(self) -> Locator:
        return self.page.locator("#person")

    @property
    def written(self) -> Locator:
        return self.page.locator("#written .words")

    def asks_for_a_person(self) -> str:
        """The code, as it is read out."""
        self.page.locator("#to-person summary").click()
        self.check()
        self.page.get_by_role("button", name="给我号码").click()
        shown = self.page.locator(".code span[aria-hidden]")
        expect(shown).to_be_visible()
        self.check()
        return shown.inner_text()

    def writes(self, text: str) -> None:
        self.page.locator("#text").fill(text)
        self.page.get_by_role("button", name="发送", exact=True).click()
        expect(self.written.last).to_have_text(text)
        expect(self.page.locator("#text")).to_have_value("")


class Agent(Visitor):
    """An agent on the desk of the other server."""

    @property
    def panel(self) -> Locator:
        return self.page.locator("#live-talk")

    @property
    def log(self) -> Locator:
        return self.page.locator("#live-log .words")

    def enters(self, code: str) -> None:
        self.page.goto("/agent/live")
        self.check()
        self.page.get_by_label("居民念的 6 位号码").fill(code)
        self.page.get_by_role("button", name="接入").click()

    def connects(self, code: str) -> None:
        self.enters(code)
        expect(self.panel).to_be_visible()
        self.check()

    def writes(self, text: str) -> None:
        self.page.locator("#live-text").fill(text)
        self.page.get_by_role("button", name="发送", exact=True).click()
        expect(self.log.last).to_have_text(text)
        expect(self.page.locator("#live-text")).to_have_value("")


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[[Server, bool, str], Page]]:
    """Opens browsers of their own; at the end no console must have complained."""
    contexts, complaints = [], list[str]()

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    def another(server: Server, scripting: bool, screen: str) -> Page:
        context = browser.new_context(
            viewport=SCREENS[screen], java_script_enabled=scripting, locale="zh-CN", base_url=server.url
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda problem: complaints.append(str(problem)))
        return page

    yield another
    for context in contexts:
        context.close()
    assert [c for c in complaints if not any(said in c for said in EXPECTED)] == []


@pytest.fixture(params=[True, False], ids=["with-js", "without-js"])
def scripting(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def resident(open_page: Callable[..., Page], instances: tuple[Server, Server], scripting: bool) -> Resident:
    """Who has said a sentence on the one server."""
    page = open_page(instances[0], scripting, "phone")
    assert page.request.post("/chat", form={"text": SAID}).ok
    page.goto("/")
    return Resident(page, scripting)


@pytest.fixture
def come_in(
    open_page: Callable[..., Page], instances: tuple[Server, Server], shared: Engine, scripting: bool
) -> Callable[..., Agent]:
    """Agents on the other server."""

    def another(role: Role = "agent") -> Agent:
        page = open_page(instances[1], scripting, "desktop")
        Staff(shared, instances[1].url).come_in(page, role)
        return Agent(page, scripting)

    return another


def unseen(shared: Engine, side: str, time: dt.timedelta) -> None:
    """As if that side hadn't been there for a while."""
    moment = HandoverRow.agent_seen_at if side == "agent" else HandoverRow.resident_seen_at
    put_back(shared, moment, now() - time)


def conversation_of(resident: Resident) -> str:
    (cookie,) = [c for c in resident.page.context.cookies() if c.get("name") == "conversation"]
    return cookie.get("value", "")


@pytest.mark.parametrize("scripting", [True], indirect=True)
def test_to_a_person_and_back_without_a_reload(resident: Resident, come_in: Callable[..., Agent]) -> None:
    code = resident.asks_for_a_person()
    resident.page.evaluate("document.body.dataset.loaded = 'once'")
    resident.page.locator("#text").fill(HALF_WRITTEN)
    agent = come_in()
    agent.connects(code)
    agent.page.evaluate("document.body.dataset.loaded = 'once'")
    expect(agent.panel).to_contain_text(SAID)
    expect(agent.page.locator(".live-chips")).to_contain_text("西城")
    assert '"hukou_district": "xicheng"' in (agent.panel.get_attribute("data-given") or "")

    expect(resident.person).to_contain_text("人工坐席已接入")
    expect(resident.page.locator("#announce")).to_have_text("人工坐席已接入")
    expect(resident.page.locator("#text")).to_have_value(HALF_WRITTEN)  # and the place to write is still the same
    expect(resident.page.locator("#text")).to_be_focused()
    expect(resident.page.get_by_label("写给人工坐席")).to_be_visible()
    resident.check()

    agent.writes(FROM_AGENT)
    expect(resident.written).to_have_text([FROM_AGENT])
    expect(resident.page.locator("#written .message.agent .by")).to_contain_text("人工坐席")
    expect(resident.page.locator("#announce")).to_contain_text(FROM_AGENT)
    expect(resident.page.locator("#text")).to_have_value(HALF_WRITTEN)
    expect(resident.page.locator("#text")).to_be_focused()
    resident.writes(FROM_RESIDENT)
    expect(agent.log.last).to_have_text(FROM_RESIDENT)
    expect(resident.page.locator(".exchange")).to_have_count(1)  # the program kept out of it
    resident.check()
    agent.check()

    resident.page.locator(".choices button").first.click()  # a question of the program's, answered meanwhile
    expect(resident.page.locator(".exchange")).to_have_count(2)
    expect(resident.written).to_have_text([FROM_AGENT, FROM_RESIDENT])
    expect(agent.page.locator("#live-log .message.program")).to_have_count(2)
    agent.writes("谢谢，够了")
    expect(resident.written).to_have_count(3)
    assert [page.locator("body[data-loaded]").count() for page in (resident.page, agent.page)] == [1, 1]

    resident.page.get_by_role("button", name="结束人工服务").click()
    expect(resident.person).to_contain_text("您结束了人工服务")
    resident.check()
    expect(agent.panel).to_contain_text("居民结束了人工服务")
    agent.check()
    resident.says("西城的就业奖励要什么条件？")
    expect(resident.person).to_have_count(0)
    expect(resident.reply).to_contain_text("奖励")
    lines = resident.page.locator(".log").text_content() or ""  # what is folded, too
    asked = "西城的就业奖励要什么条件？"
    in_order = [SAID, "人工坐席接入", FROM_AGENT, FROM_RESIDENT, "谢谢，够了", "人工服务结束", asked]
    assert sorted(in_order, key=lines.index) == in_order


@pytest.mark.parametrize("scripting", [False], indirect=True)
def test_without_scripts_both_sides_see_it_by_reloading(resident: Resident, come_in: Callable[..., Agent]) -> None:
    agent = come_in()
    agent.connects(resident.asks_for_a_person())
    resident.page.get_by_role("link", name="看坐席来了没有").click()
    expect(resident.person).to_contain_text("人工坐席已接入")
    resident.check()
    agent.writes(FROM_AGENT)
    resident.page.get_by_role("link", name="看新消息").click()
    expect(resident.written).to_have_text([FROM_AGENT])
    resident.writes(FROM_RESIDENT)
    agent.page.get_by_role("link", name="看新消息").click()
    expect(agent.log.last).to_have_text(FROM_RESIDENT)
    agent.check()
    agent.page.get_by_role("button", name="结束人工服务").click()
    expect(agent.panel).to_contain_text("人工服务已结束")
    resident.page.locator("#text").fill(HALF_WRITTEN)
    resident.page.get_by_role("button", name="发送", exact=True).click()
    expect(resident.page.locator("#problem")).to_contain_text("没有发出去")
    expect(resident.page.locator("#text")).to_have_value(HALF_WRITTEN)  # and now it can go to the program
    resident.check()
    resident.page.get_by_role("button", name="发送", exact=True).click()
    expect(resident.page.locator(".exchange")).to_have_count(2)


def test_whoever_goes_away_is_told_of_and_words_wait_for_them(
    resident: Resident, come_in: Callable[..., Agent], shared: Engine
) -> None:
    agent = come_in()
    agent.connects(resident.asks_for_a_person())
    handovers = HandoverStore(shared)
    (handover,) = handovers.of(conversation_of(resident))

    def looks(visitor: Visitor) -> None:
        if not visitor.scripting:
            visitor.page.get_by_role("link", name=re.compile("看新消息|看坐席来了没有")).click()

    agent.arrive("/agent/live")
    agent.page.get_by_role("link", name="接入的对话").click()
    looks(resident)
    expect(resident.person).to_contain_text("对方正在看")
    resident.page.goto("about:blank")  # closes the page
    unseen(shared, "resident", AWAY)
    looks(agent)
    expect(agent.panel).to_contain_text("对方可能已离开（最后在线")
    agent.check()
    agent.writes(FROM_AGENT)
    agent.page.goto("about:blank")
    unseen(shared, "agent", AWAY)
    resident.arrive()
    expect(resident.written).to_have_text([FROM_AGENT])  # it was there when they came back
    expect(resident.person).to_contain_text("对方可能已离开（最后在线")
    resident.writes(FROM_RESIDENT)
    unseen(shared, "agent", LEFT)
    looks(resident)
    expect(resident.person).to_contain_text("坐席 15 分钟没有回应，人工服务已自动结束")
    resident.check()
    agent.page.goto(f"/agent/live/{handover.token}")  # the laptop wakes up
    expect(agent.panel).to_contain_text("您 15 分钟没有回应")
    expect(agent.log.last).to_have_text(FROM_RESIDENT)
    agent.check()
    resident.page.get_by_role("button", name="再转一次人工").click()
    expect(resident.page.locator(".code")).to_be_visible()
    assert handovers.of(conversation_of(resident))[-1].token != handover.token


def test_a_wrong_code_stays_in_its_field(come_in: Callable[..., Agent], resident: Resident) -> None:
    agent = come_in()
    agent.enters("00000")
    expect(agent.page.locator("#code-problem")).to_contain_text("现在有 5 位")
    expect(agent.page.get_by_label("居民念的 6 位号码")).to_have_value("00000")
    agent.check()
    code = re.sub(r"\D", "", resident.asks_for_a_person())
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _ in range(10):
        agent.page.get_by_label("居民念的 6 位号码").fill(wrong)
        with agent.page.expect_response("**/agent/connect"):
            agent.page.get_by_role("button", name="接入").click()
    expect(agent.page.locator("#code-problem")).to_contain_text("号码错了太多次，请 60 秒后再试")
    agent.page.get_by_label("居民念的 6 位号码").fill(code)
    agent.page.get_by_role("button", name="接入").click()
    expect(agent.page.locator("#code-problem")).to_contain_text("秒后再试")
    expect(agent.page.get_by_label("居民念的 6 位号码")).to_have_value(code)
    agent.check()


@pytest.mark.parametrize("scripting", [True], indirect=True)
def test_where_no_stream_is_allowed_it_is_asked_for(resident: Resident, come_in: Callable[..., Agent]) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=429, body="")

    agent = come_in()
    for page in (resident.page, agent.page):
        page.route("**/events*", refuse)
    agent.connects(resident.asks_for_a_person())
    expect(resident.person).to_contain_text("人工坐席已接入", timeout=10_000)
    resident.writes(FROM_RESIDENT)
    expect(agent.log.last).to_have_text(FROM_RESIDENT, timeout=10_000)
    agent.page.get_by_role("button", name="结束人工服务").click()
    expect(agent.panel).to_contain_text("人工服务已结束")
    expect(resident.person).to_contain_text("坐席结束了人工服务", timeout=10_000)
    resident.says("西城的就业奖励要什么条件？")  # it is for the program again
    expect(resident.page.locator(".exchange")).to_have_count(2)


@pytest.mark.parametrize("scripting", [True], indirect=True)
def test_what_could_not_be_sent_is_sent_when_the_network_is_there(
    resident: Resident, come_in: Callable[..., Agent], shared: Engine
) -> None:
    agent = come_in()
    agent.connects(resident.asks_for_a_person())
    expect(resident.person).to_contain_text("人工坐席已接入")
    resident.page.context.set_offline(True)
    resident.page.locator("#text").fill(FROM_RESIDENT)
    resident.page.get_by_role("button", name="发送", exact=True).click()
    expect(resident.page.locator("#trouble")).to_contain_text("您写的都还在")
    expect(resident.page.locator("#text")).to_have_value(FROM_RESIDENT)
    resident.page.context.set_offline(False)
    expect(agent.log.last).to_have_text(FROM_RESIDENT, timeout=15_000)
    expect(resident.page.locator("#text")).to_have_value("")
    (handover,) = HandoverStore(shared).of(conversation_of(resident))
    assert [message.text for message in handover.messages] == [FROM_RESIDENT]


@pytest.mark.parametrize("scripting", [True], indirect=True)
def test_the_desk_sends_its_draft_and_hears_of_the_facts(resident: Resident, come_in: Callable[..., Agent]) -> None:
    agent = come_in()
    agent.connects(resident.asks_for_a_person())
    agent.page.evaluate(
        """() => {
            const heard = document.body.dataset;
            document.addEventListener("desk:given", ({ detail }) => heard.given = JSON.stringify(detail.given));
            document.addEventListener("desk:sent", ({ detail }) => heard.sent = detail.text);
            document.dispatchEvent(new CustomEvent("desk:send", { detail: { text: "就业奖励每月2000元" } }));
        }"""
    )
    expect(agent.log.last).to_have_text("就业奖励每月2000元")
    expect(resident.written).to_have_text(["就业奖励每月2000元"])
    expect(agent.page.locator("body[data-sent='就业奖励每月2000元']")).to_have_count(1)
    resident.page.locator(".choices button").first.click()
    expect(agent.page.locator("body[data-given]")).to_have_count(1)


@pytest.mark.parametrize("scripting", [True], indirect=True)
def test_what_the_resident_deletes_the_agent_no_longer_sees(resident: Resident, come_in: Callable[..., Agent]) -> None:
    agent = come_in()
    agent.connects(resident.asks_for_a_person())
    agent.page.locator("#live-text").fill(HALF_WRITTEN)
    expect(resident.person).to_contain_text("人工坐席已接入")
    resident.page.locator("summary", has_text="删除这次对话").click()
    resident.page.get_by_role("button", name="确定删除").click()
    expect(agent.panel).to_contain_text("居民删除了这次对话")
    expect(agent.page.locator("#live-text")).to_have_value(HALF_WRITTEN)
    expect(agent.panel).not_to_contain_text(SAID)


@pytest.mark.parametrize("scripting", [True], indirect=True)
def test_another_tab_learns_of_the_person_with_its_next_word(resident: Resident, shared: Engine) -> None:
    other = Resident(resident.page.context.new_page(), True)
    other.page.goto("/")
    code = re.sub(r"\D", "", resident.asks_for_a_person())
    HandoverStore(shared).claim(code, Actor("anan", "agent"))
    other.page.locator("#text").fill(FROM_RESIDENT)
    other.page.get_by_role("button", name="发送", exact=True).click()
    expect(other.written).to_have_text([FROM_RESIDENT])
    expect(other.page.locator("#text")).to_have_value("")
    expect(resident.written).to_have_text([FROM_RESIDENT])  # in the first tab as well
    other.writes(HALF_WRITTEN)  # and from now on without a reload
    expect(other.page.locator(".log .earlier")).to_have_count(0)
