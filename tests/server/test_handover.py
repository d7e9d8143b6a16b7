"""A person beside the program, over HTTP: who may read and write, where words go, what is said where it goes wrong."""

from __future__ import annotations

import html
import json
import re
import secrets
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import pytest
from sqlalchemy import Engine

from assistant.accounts.roles import Role
from assistant.language.masking import MOBILE_MASK
from assistant.store.audit import Actor
from assistant.store.database import now, open_database
from assistant.store.handover import Handover
from assistant.store.handovers import HandoverStore
from assistant.store.sessions import SessionStore
from assistant.store.tables import HandoverRow
from tests.server.conftest import Server
from tests.store.rows import PASSWORD, add_account, audited, contents, put_back

OWN_PAGE = {"sec-fetch-site": "same-origin"}
PART = {"hx-request": "true"}
SAID = "我西城户口，32岁，登记失业"
HELLO, ANSWER = "您好，我是坐席", "材料在哪儿交"
MOBILE = "13912345678"


@pytest.fixture(scope="module")
def database(server: Server) -> Iterator[Engine]:
    opened = open_database(server.database, migrate=False)
    yield opened
    opened.dispose()


@dataclass
class Somebody:
    """A browser; ``name``: of the account that is logged in."""

    http: httpx.Client
    name: str = ""

    def page(self, path: str = "/") -> str:
        return html.unescape(self.http.get(path).text)

    @property
    def code(self) -> str:
        self.http.post("/handover", data={"does": "ask"})
        return str(re.findall(r'<p class="code"><span aria-hidden="true">([^<]+)<', self.page())[0])

    def take_up(self, code: str) -> str:
        """The address of the conversation."""
        return self.http.post("/agent/connect", data={"code": code}).headers["location"]

    def writes(self, path: str, text: str, **others: str) -> httpx.Response:
        return self.http.post(path, data={"text": text, "message_id": str(uuid.uuid4()), **others})


@pytest.fixture
def browser(server: Server) -> Iterator[Callable[..., Somebody]]:
    """Opens browsers, with a login of their own where a role is given."""
    opened: list[httpx.Client] = []
    database = open_database(server.database, migrate=False)

    def another(role: Role | None = None) -> Somebody:
        cookies, name = {}, ""
        if role is not None:
            account = add_account(database, f"{role}-{secrets.token_hex(4)}", role)
            name = account.name
            cookies["session"] = SessionStore(database).open(account, Actor(name, role), "127.0.0.1", "")
        opened.append(httpx.Client(base_url=server.url, timeout=60, headers=OWN_PAGE, cookies=cookies))
        return Somebody(opened[-1], name)

    yield another
    for one in opened:
        one.close()
    database.dispose()


@pytest.fixture
def resident(browser: Callable[..., Somebody]) -> Somebody:
    """Who has said a sentence."""
    somebody = browser()
    somebody.http.post("/chat", data={"text": SAID})
    return somebody


@pytest.fixture
def agent(browser: Callable[..., Somebody]) -> Somebody:
    return browser("agent")


def kept(database: Engine, resident: Somebody) -> list[Handover]:
    return HandoverStore(database).of(resident.http.cookies["conversation"])


def hidden(answer: httpx.Response) -> dict[str, str]:
    """What a form brings along."""
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.text)
    return {name: html.unescape(value) for name, value in fields}


def test_free_words_are_for_the_person_and_buttons_for_the_program(
    resident: Somebody, agent: Somebody, database: Engine
) -> None:
    stale = {"text": "我在线上了", "message_id": str(uuid.uuid4())}
    talk = agent.take_up(resident.code)
    for _ in range(2):  # a page from before the agent came, sent twice
        assert resident.http.post("/chat", data=stale).headers["location"] == "/#person"
    assert 'id="written"' in resident.http.post("/chat", data={**stale, "text": "看得到吗"}, headers=PART).text
    (handover,) = kept(database, resident)
    assert [(m.who, m.text, m.after_turn) for m in handover.messages] == [
        ("resident", "我在线上了", 1), ("resident", "看得到吗", 1),
    ]  # fmt: skip
    resident.http.post("/chat", data={"fact": "age", "value": "45"})
    assert resident.page().count('class="exchange"') == 2
    assert json.loads(html.unescape(re.findall(r'data-given="([^"]*)"', agent.http.get(talk).text)[0]))["age"] == 45
    resident.http.post("/handover", data={"does": "end"})
    resident.http.post("/chat", data={"text": "西城的就业奖励要什么条件？"})
    assert "奖励" in resident.page()


def test_what_is_written_is_masked_marked_and_escaped(resident: Somebody, agent: Somebody, database: Engine) -> None:
    talk = agent.take_up(resident.code)
    agent.writes(f"{talk}/messages", f"请打 {MOBILE} <b>找我</b>")
    resident.writes("/handover/messages", f"我的是 {MOBILE}")
    for raw in (resident.http.get("/").text, agent.http.get(talk).text):
        assert f"请打 {MOBILE_MASK} &lt;b&gt;找我&lt;/b&gt;" in raw
        assert f"我的是 {MOBILE_MASK}" in raw
    assert MOBILE not in str(contents(database)["handover_message"])
    assert '<div class="message agent">\n  <p class="by"><strong>人工坐席</strong>' in resident.http.get("/").text


def test_a_conversation_is_for_the_agent_who_has_it_and_for_overseers_to_read(
    resident: Somebody, agent: Somebody, browser: Callable[..., Somebody], database: Engine
) -> None:
    talk, colleague, overseer = agent.take_up(resident.code), browser("agent"), browser("supervisor")
    for sent in (
        colleague.http.get(talk), colleague.http.get(f"{talk}/events"), colleague.writes(f"{talk}/messages", "您好"),
        colleague.http.post(f"{talk}/end"),
    ):  # fmt: skip
        assert sent.status_code == 403
        assert "这是同事在接的对话" in sent.text
        assert "西城" not in sent.text
    assert SAID in overseer.page(talk)
    overseer.http.get(talk, params={"after": "elsewhere"})
    assert [e.object for e in audited(database, actor=overseer.name, action="handover_seen")] == [
        str(kept(database, resident)[0].id)
    ]
    assert overseer.writes(f"{talk}/messages", "您好").status_code == 403
    assert overseer.http.post(f"{talk}/end").status_code == 403
    HandoverStore(database).pass_on(talk.rpartition("/")[2], colleague.name, Actor(agent.name, "agent"))
    assert agent.http.get(talk).status_code == 403
    assert colleague.writes(f"{talk}/messages", "我接着办").status_code == 303
    assert talk in colleague.page("/agent/live")
    assert talk not in agent.page("/agent/live")


def test_after_the_end_an_agent_sees_no_more_of_the_conversation(resident: Somebody, agent: Somebody) -> None:
    talk = agent.take_up(resident.code)
    resident.http.post("/handover", data={"does": "end"})
    resident.http.post("/chat", data={"text": "我家里还有八十岁的老母亲"})
    seen = agent.page(talk)
    assert SAID in seen
    assert "老母亲" not in seen
    late = agent.writes(f"{talk}/messages", HELLO)
    assert late.status_code == 409
    assert "已经结束，这句话没有发出去" in late.text
    assert f">{HELLO}</textarea>" in late.text
    assert agent.http.post(f"{talk}/messages", data={"text": HELLO}, headers=PART).status_code == 409


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("  \n ", "还没有写字"),
        ("长" * 2001, "一次最多发 2000 个字，现在有 2001 个"),
        ("\x01\x02", "还没有写字"),
    ],
)
def test_what_can_not_be_sent_is_said_and_stays(
    resident: Somebody, agent: Somebody, database: Engine, text: str, said: str
) -> None:
    talk = agent.take_up(resident.code)
    for answer in (agent.writes(f"{talk}/messages", text), resident.writes("/handover/messages", text)):
        assert answer.status_code == 422
        assert said in answer.text
        assert text.strip("\x01\x02 \n") in answer.text
    assert kept(database, resident)[0].messages == ()


def test_whoever_starts_anew_or_deletes_is_gone_for_the_agent(
    resident: Somebody, agent: Somebody, browser: Callable[..., Somebody]
) -> None:
    talk = agent.take_up(resident.code)
    resident.http.post("/restart")
    assert "居民结束了人工服务" in agent.page(talk)
    other = browser()
    other.http.post("/chat", data={"text": SAID})
    talk = agent.take_up(other.code)
    other.http.post("/delete")
    gone = agent.http.get(talk)
    assert (gone.status_code, "可能居民删除了对话" in gone.text) == (404, True)
    for path in ("", "/events"):
        assert other.http.get(f"/handover{path}", headers=PART).status_code == 404


def test_without_a_conversation_there_is_nothing_to_hand_over(browser: Callable[..., Somebody]) -> None:
    nobody = browser()
    refused = nobody.http.post("/handover", data={"does": "ask"})
    assert (refused.status_code, "没有这次对话" in refused.text) == (404, True)
    assert nobody.http.post("/handover", data={"does": "end"}).status_code == 303
    assert "没有发出去" in nobody.writes("/handover/messages", HELLO).text


def test_who_has_seen_everything_gets_no_page_again(resident: Somebody, agent: Somebody, database: Engine) -> None:
    talk = agent.take_up(resident.code)

    def again(somebody: Somebody, path: str) -> httpx.Response:
        shown = somebody.http.get(path, headers=PART).text
        (position,) = re.findall(r'data-position="([^"]+)"', shown)
        return somebody.http.get(path, params={"after": position}, headers=PART)

    for somebody, path in ((resident, "/handover"), (agent, talk)):
        assert (again(somebody, path).status_code, again(somebody, path).text) == (204, "")
    put_back(database, HandoverRow.resident_seen_at, now().replace(year=2020))
    assert again(agent, talk).status_code == 204  # as it was asked for just now: the resident is away
    again(resident, "/handover")
    assert not kept(database, resident)[0].away("resident")  # who asks is there


def test_a_login_that_ends_while_an_agent_writes_takes_no_word_away(resident: Somebody, agent: Somebody) -> None:
    talk = agent.take_up(resident.code)
    agent.http.cookies.delete("session")
    refused = agent.writes(f"{talk}/messages", ANSWER)
    assert refused.status_code == 401
    assert ANSWER in refused.text
    back = agent.http.post("/login", data={"name": agent.name, "password": PASSWORD, **hidden(refused)})
    assert f'action="{talk}/messages"' in back.text
    resent = {
        n: html.unescape(v) for n, v in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', back.text)
    }
    assert agent.http.post(f"{talk}/messages", data=resent).status_code == 303
    assert ANSWER in resident.page()


def test_the_page_of_a_resident_without_a_person_loads_nothing_for_one(resident: Somebody) -> None:
    assert "person." not in resident.page()
    assert resident.code
    assert "/static/person.js" in resident.page()
    resident.http.post("/handover", data={"does": "withdraw"})
    assert "person." not in resident.page()
