"""The hotline desk over HTTP: what a line and a search bring, what is refused in words, nothing typed is lost."""

from __future__ import annotations

import html
import json
import re
import secrets
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import Engine

from assistant.store.audit import Actor
from assistant.store.database import open_database
from assistant.store.sessions import SessionStore
from tests.security.markup import foreign
from tests.server.conftest import Server
from tests.store.rows import add_account

LINE = "西城 35 女 低保 登记失业 三年合同"
OWN_PAGE = {"sec-fetch-site": "same-origin"}
PART = {**OWN_PAGE, "hx-request": "true"}


@pytest.fixture(scope="module")
def database(server: Server) -> Iterator[Engine]:
    opened = open_database(server.database, migrate=False)
    yield opened
    opened.dispose()


@pytest.fixture
def agent(server: Server, database: Engine) -> Iterator[httpx.Client]:
    """An agent, logged in."""
    account = add_account(database, f"agent-{secrets.token_hex(4)}", "agent")
    token = SessionStore(database).open(account, Actor(account.name, "agent"), "127.0.0.1", "")
    with httpx.Client(base_url=server.url, timeout=20, headers=OWN_PAGE, cookies={"session": token}) as browser:
        yield browser


def words(page: str) -> str:
    """What a reader sees of a page."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


def test_the_empty_desk_says_what_to_do(agent: httpx.Client) -> None:
    page = agent.get("/agent")
    assert page.status_code == 200
    assert foreign(page.text) == []
    assert "想到什么写什么，不分先后" in page.text
    assert 'class="row' not in page.text
    assert re.search(r'<input id="line"[^>]* autofocus', page.text)


def test_six_facts_of_one_line_and_what_they_come_to(agent: httpx.Client) -> None:
    page = agent.post("/agent", data={"line": LINE})
    seen = words(page.text)
    assert foreign(page.text) == []
    for chip in ("户口 西城区", "年龄 35岁", "性别 女", "失业登记 是", "低保 是", "合同期限 3年"):
        assert chip in seen
    first, *_ = re.findall(r'<button class="row [^>]*value="([^"]+)"', page.text)
    assert first == "xicheng-low-income-reward"
    assert "72,000元" in seen
    assert "下一个该问：您现在的就业状态是哪一种？" in seen  # what the first of the list still needs
    assert "不符合 5" in seen
    assert f'value="{LINE}"' in page.text


def given_in(page: httpx.Response) -> str:
    """The facts beside the line, as the page has them."""
    return html.unescape(re.findall(r'name="given" value="([^"]*)"', page.text)[0])


def test_an_answer_by_button_stays_beside_the_line_until_it_is_taken_back(agent: httpx.Client) -> None:
    given = given_in(agent.post("/agent/caller", data={"line": LINE, "answer": "employment=unit"}))
    assert json.loads(given) == {"employment": "unit"}
    asked = agent.post("/agent/say", data={"line": LINE, "given": given})
    assert "下一个该问：用人单位是哪一种？" in asked.text
    back = agent.post("/agent", data={"line": LINE, "given": given, "forget": "employment"})
    assert given_in(back) == "{}"
    assert "下一个该问：您现在的就业状态是哪一种？" in back.text


def test_what_the_caller_doesnt_know_is_not_asked_again(agent: httpx.Client) -> None:
    given = given_in(agent.post("/agent/caller", data={"line": LINE, "answer": "employment="}))
    assert json.loads(given) == {"employment": None}
    asked = agent.post("/agent", data={"line": LINE, "given": given})
    assert "下一个该问：您现在的就业状态" not in asked.text
    assert "就业状态 不清楚" in words(asked.text)


def test_the_question_is_that_of_the_benefit_somebody_stands_on(agent: httpx.Client) -> None:
    about = {"line": LINE, "benefit": "xicheng-startup-training-allowance"}
    assert "下一个该问：您取得《创业合格证书》" in words(agent.post("/agent/say", data=about).text)


def test_what_isnt_understood_stays_visible_and_what_contradicts_is_said(agent: httpx.Client) -> None:
    seen = words(agent.post("/agent/caller", data={"line": "西城 朝阳 35 想问点啥 房租3万"}).text)
    assert "户口（西城区、朝阳区） 前后说得不一样，没有采用，请问清楚。" in seen
    assert "没看懂： 想问点啥" in seen
    assert "您说的房租是一个月、一个季度还是一年的？" in seen
    assert "户口 西城区" not in seen


@pytest.mark.parametrize("line", ["西城 没工作", LINE, "朝阳 50 男 残疾证", "企业 朝阳 招3人"])
def test_the_overview_asks_what_the_panel_asks(agent: httpx.Client, line: str) -> None:
    panel = words(agent.post("/agent/say", data={"line": line}).text)
    asked = re.findall(r"下一个该问：(.*?？)", panel)[0]
    assert f"先问：{asked}" in panel


def test_drafts_of_a_district_that_is_spoken_of_are_unfolded(agent: httpx.Client) -> None:
    page = agent.post("/agent/caller", data={"line": "外地户口 31 男 在通州上班 外卖骑手"}).text
    assert "<h3>征求意见或已失效" in page
    elsewhere = agent.post("/agent/caller", data={"line": LINE}).text
    assert "<h3>征求意见或已失效" not in elsewhere


def test_a_sum_never_stands_without_what_must_be_said_of_its_documents(agent: httpx.Client) -> None:
    line = f"{LINE} 有社保 单位性质企业（公司） 单位在北京是"
    seen = words(agent.post("/agent", data={"line": line, "given": '{"employment": "unit"}'}).text)
    assert "符合条件，合计 72,000元" in seen
    assert "能否同时享受" in seen
    assert "有效期至2026年12月31日" in seen


def test_a_search_is_there_from_the_second_character_or_initial(agent: httpx.Client) -> None:
    assert 'class="row' not in agent.post("/agent/found", data={"q": "低"}, headers=PART).text
    found = agent.post("/agent/found", data={"q": "低保"}, headers=PART)
    assert '<div id="found"' in found.text
    assert "/agent/clauses/xicheng-2021-2%233.10" in found.text
    initials = agent.post("/agent/found", data={"q": "jyjl"}, headers=PART)
    assert "就业奖励（低保人员）" in initials.text
    nothing = agent.post("/agent/found", data={"q": "今天天气怎么样"}, headers=PART)
    assert "没有直接回答的条款，下面只是最接近的" in nothing.text or "没有找到" in nothing.text


def test_words_to_say_of_one_benefit_and_of_all(agent: httpx.Client) -> None:
    whole = words(agent.post("/agent/say", data={"line": LINE}).text)
    assert "总的说" in whole
    one = agent.post("/agent/say", data={"line": LINE, "benefit": "xicheng-low-income-reward"})
    assert "西城区就业工作若干措施 三、10." in one.text
    assert 'data-clauses="xicheng-2021-2#3.10' in one.text
    nothing = words(agent.post("/agent/say", data={"line": ""}).text)
    assert "写下来电人的情况，这里就有可以直接念的话。" in nothing


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"line": "西城" * 200}, "情况写得太长（400 个字），最多 300 个字。"),
        ({"given": "{"}, "这一页记下的情况读不出来，请重新打开页面。"),
        ({"given": '{"luck": 7}'}, "没有“luck”这个事实"),
        ({"answer": "luck=7"}, "没有这个问题，请重新打开页面。"),
        ({"answer": "age=old"}, "没看懂“old”"),
    ],
)
def test_what_cant_be_taken_is_said_and_what_was_typed_stays(
    agent: httpx.Client, sent: dict[str, str], told: str
) -> None:
    answer = agent.post("/agent", data={"q": "就业奖励", "note": "明天再打", **sent})
    assert answer.status_code == 422
    assert told in html.unescape(answer.text)
    assert "明天再打" in answer.text
    assert sent.get("line", "") in answer.text


def test_an_expired_login_gives_the_desk_back_after_it(server: Server) -> None:
    with httpx.Client(base_url=server.url, timeout=20, headers=OWN_PAGE) as nobody:
        answer = nobody.post("/agent", data={"line": LINE, "note": "说好明天回电"})
    assert answer.status_code == 401
    assert "说好明天回电" in html.unescape(answer.text).replace("%", "") or "resume" in answer.text
