"""The drawer over HTTP, on the real documents: clauses on a day, benefits, comparisons, clauses at hand."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import pytest
from sqlalchemy import Engine as Database
from sqlalchemy import delete, update

from assistant.engine import Engine
from assistant.store.audit import Actor
from assistant.store.database import open_database
from assistant.store.pins import MOST_PINNED, PinStore
from assistant.store.sessions import SessionStore
from assistant.store.tables import OpenedClauseRow, PinnedClauseRow
from tests.security.markup import foreign
from tests.server.conftest import Server
from tests.store.rows import add_account

DAY = "2026-11-20"
LINE = "西城 35 女 低保 登记失业 三年合同"
HIRED = "西城户口 32岁 没有低保 登记失业 在北京的企业上班 三年合同 月薪4500 交社保"
REWARD, DISPUTED = "xicheng-employment-reward", "xicheng-2021-2#2.6"
ALONE = {"hx-request": "true"}
NAME = "drawer-agent"


@pytest.fixture(scope="module")
def database(server: Server) -> Iterator[Database]:
    opened = open_database(server.database)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def browser(server: Server, database: Database) -> Iterator[httpx.Client]:
    """An agent's browser."""
    account = add_account(database, NAME, "agent")
    token = SessionStore(database).open(account, Actor(NAME, "agent"), "127.0.0.1", "")
    with httpx.Client(base_url=server.url, timeout=20, cookies={"session": token}) as client:
        client.headers["sec-fetch-site"] = "same-origin"
        yield client


@pytest.fixture
def agent(browser: httpx.Client, database: Database) -> httpx.Client:
    """With nothing at hand."""
    with database.begin() as connection:
        connection.execute(delete(PinnedClauseRow))
        connection.execute(delete(OpenedClauseRow))
    return browser


def clause(agent: httpx.Client, clause_id: str, **asked: str) -> str:
    """A clause's page, as it is written."""
    answer = agent.get(f"/agent/clauses/{quote(clause_id, safe='')}", params={"as_of": DAY, **asked})
    assert answer.status_code == 200
    assert foreign(answer.text) == []
    return answer.text


def words(page: str) -> str:
    """What is read of a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def part(agent: httpx.Client, path: str, status: int = 200, **asked: str) -> str:
    """The words of a part alone."""
    params = {"as_of": DAY, **{name.rstrip("_"): value for name, value in asked.items()}}
    answer = agent.get(path, params=params, headers=ALONE)
    assert answer.status_code == status
    assert "<html" not in answer.text
    return words(answer.text)


def test_a_clause_stands_with_its_words_what_is_around_it_and_who_rests_on_it(
    agent: httpx.Client, engine: Engine
) -> None:
    page = clause(agent, DISPUTED, line=LINE, q="低保人员的就业奖励")
    text = engine.corpus.clause(DISPUTED).text
    (quoted,) = re.findall(r'<blockquote class="law words-of">(.*?)</blockquote>', page, re.DOTALL)
    assert html.unescape(re.sub(r"</?mark>", "", quoted)) == text
    assert "<mark>就业奖励</mark>" in quoted
    copied = re.findall(r'data-copy="([^"]+)"', page)
    assert [html.unescape(one) for one in copied] == [engine.corpus.citation(engine.corpus.clause(DISPUTED)), text]
    shown = words(page)
    for said in (
        "二、 千方百计扩大就业容量", "前一条：二、5.", "后一条：二、7.",
        engine.corpus.clause("xicheng-2021-2#2.7").text,
        "本文件有效期至2026年12月31日，还剩41天。", "用到这一条的待遇 4项", "就业奖励 不符合",
        "岗位补贴（用人单位） 给用人单位", "户籍在西城区，年龄35岁，性别为女",
    ):  # fmt: skip
        assert " ".join(said.split()) in shown, said
    assert 'href="/documents/xicheng-2021-2#2.6"' in page
    assert 'href="/staff/documents/xicheng-2021-2?clause=2.6#2.6"' in page
    leads = [html.unescape(link) for link in re.findall(r'href="(/agent/benefits/[^"]+)"', page)]
    assert {parse_qs(urlsplit(link).query)["line"][0] for link in leads} == {LINE}


def test_a_conflict_is_shown_with_the_words_of_both_sides(agent: httpx.Client, engine: Engine) -> None:
    for one, other in ((DISPUTED, "beijing-2025-14#3.9"), ("beijing-2025-14#3.9", DISPUTED)):
        shown = words(clause(agent, one))
        assert "与这一条可能不一致：" in shown
        for each in (one, other):
            assert words(engine.corpus.clause(each).text) in shown
    note = next(n for b in engine.rules.benefits for n in b.notes if n.kind == "conflict")
    assert words(note.text) in words(clause(agent, DISPUTED))
    assert "两份文件不一致时，先看那一份。" in words(clause(agent, DISPUTED))
    assert "可能不一致" not in words(clause(agent, "beijing-2025-14#1.1"))


@pytest.mark.parametrize(
    ("clause_id", "day", "loud"),
    [
        ("tongzhou-friendly-city-draft#3.1", DAY, "审议稿，未施行。"),
        ("haidian-measures-note#3.1", DAY, "起草说明，未施行。"),
        ("xicheng-2021-2#3.10", "2027-01-01", "已失效。 本文件有效期至2026年12月31日，已经失效。"),
        ("beijing-2025-14#1.1", "2025-12-31", "尚未施行。"),
        ("xicheng-2021-2#3.10", "2026-12-31", ""),
    ],
)
def test_what_is_no_law_on_the_day_is_said_loudly(agent: httpx.Client, clause_id: str, day: str, loud: str) -> None:
    page = clause(agent, clause_id, as_of=day)
    found = [words(said) for said in re.findall(r'<p class="loud">(.*?)</p>', page, re.DOTALL)]
    assert [said.startswith(loud) for said in found] == ([True] if loud else [])
    assert ("不是今天" in page) is True


def test_every_clause_has_its_place_in_the_drawer(agent: httpx.Client, engine: Engine) -> None:
    for one in list(engine.corpus.clauses.values())[::13]:
        assert words(one.text or one.title or "") in words(clause(agent, one.id, line=LINE)), one.id


def test_what_is_not_there_is_refused_in_a_sentence(agent: httpx.Client) -> None:
    assert "最接近的是：xicheng-2021-2#2.6" in part(agent, "/agent/clauses/xicheng-2021-2%232.6.p9", 404)
    assert "这项待遇" in part(agent, "/agent/benefits/xicheng-reward", 404)
    for asked, status, said in (
        ({"as_of": "明天"}, 400, "日期“明天”不对"), ({"given": "{"}, 400, "不是正确的 JSON"),
        ({"given": '{"age": "老"}'}, 422, "age"), ({"given": '{"nian": 1}'}, 422, "没有“nian”这个事实"),
        ({"line": "长" * 1001}, 422, "字段“line”不合要求（太长，最多 1000 个字符）"),
    ):  # fmt: skip
        for path in (f"/agent/clauses/{quote(DISPUTED, safe='')}", f"/agent/benefits/{REWARD}", "/agent/compare"):
            assert said in part(agent, path, status, **asked)


def test_a_benefit_is_explained_for_the_caller(agent: httpx.Client) -> None:
    shown = part(agent, f"/agent/benefits/{REWARD}", line=HIRED)
    for said in (
        "就业奖励 现行有效", "符合 ，27,000元", "6000 + 9000 + 12000 = 27000", "您：合同期限 3年", "第3年",
        "依法签订一年及以上期限劳动合同", "不能与“就业奖励（低保人员）”同时领取", "文件没有写的", "到期日之后才满年",
    ):  # fmt: skip
        assert said in shown, said
    refused = part(agent, f"/agent/benefits/{REWARD}", line=LINE)
    assert "为什么不符合 西城区的就业奖励：按您说的情况不符合，因为西城区就业工作若干措施 二、6. 第2款要求" in refused
    assert "还要问" not in refused
    missing = part(agent, f"/agent/benefits/{REWARD}", line="西城户口 登记失业 没有低保")
    assert "劳动合同签了几年？ 1年、2年、3年、无固定期限、不清楚" in missing
    given = part(
        agent, f"/agent/benefits/{REWARD}", given='{"hukou_district": "xicheng", "low_income_allowance": true}'
    )
    assert "户籍在西城区" in given


def test_a_benefit_for_others_shows_its_conditions_and_says_so(agent: httpx.Client) -> None:
    shown = part(agent, "/agent/benefits/xicheng-hiring-subsidy", line=LINE)
    assert "来电的是个人；下面是还不知道情况时的全部条件。" in shown
    assert "不符合" not in shown
    nobody = part(agent, f"/agent/benefits/{REWARD}")
    assert "还没有写来电人的情况" in nobody


def test_a_suspended_benefit_says_that_alone(agent: httpx.Client, suspended: None) -> None:
    assert suspended is None
    shown = part(agent, f"/agent/benefits/{REWARD}", line=HIRED)
    assert "“就业奖励”暂停答复" in shown
    assert "27,000" not in shown
    page = clause(agent, DISPUTED, line=HIRED)
    assert "暂停答复。 “就业奖励”暂停答复" in words(page)
    assert "27,000" not in page


def test_districts_stand_side_by_side_the_callers_own_first(agent: httpx.Client) -> None:
    answer = agent.get("/agent/compare", params={"line": HIRED, "as_of": DAY})
    assert foreign(answer.text) == []
    table = answer.text.partition('<caption class="unseen">各区比较</caption>')[2].partition("</table>")[0]
    heads = [words(head) for head in re.findall(r'<th scope="col">(.*?)</th>', table, re.DOTALL)]
    assert heads == ["待遇", "西城区 来电人的", "朝阳区", "其余14个区"]
    found = re.findall(r'<tr[^>]*><th scope="row">(.*?)</th>(.*?)</tr>', table, re.DOTALL)
    rows = {words(name): [words(cell) for cell in cells.split("<td>")[1:]] for name, cells in found}
    assert rows["写明数额的合计"][0] == "27,000元 其中可能有27,000元到期日之后才满年，文件未写能否领取。"
    assert rows["就业奖励"] == ["符合 27,000元", *["还不能确定 27,000元"] * 2]  # by hukou or as 本市分流职工
    shown = words(answer.text)
    assert "东城区、海淀区" in shown
    assert "不等于没有补贴" in shown


def test_an_employer_is_compared_by_where_it_asks(agent: httpx.Client) -> None:
    shown = part(agent, "/agent/compare", given='{"applicant": "employer", "district": "chaoyang"}')
    assert "单位换个区" in shown
    assert "朝阳区 来电人的 西城区 其余14个区" in shown
    assert "稳岗返还" in shown


def test_what_would_be_otherwise_is_one_sentence_and_a_table(agent: httpx.Client) -> None:
    shown = part(agent, "/agent/compare", line=HIRED, if_="一年合同 外星人")
    assert "假如劳动合同期限1年：写明数额的合计从27,000元变成6,000元，少21,000元；" in shown
    assert (
        "；就业奖励从“符合，27,000元”变成“符合，6,000元”。其中可能有6,000元到期日之后才满年，文件未写能否领取。"
        in shown
    )
    assert "没有看懂“外星人”，没有算进去" in shown
    assert "就业奖励 符合，27,000元 符合，6,000元 少21,000元" in shown
    assert "写明数额的合计 27,000元 6,000元 少21,000元" in shown
    several = part(agent, "/agent/compare", line=HIRED, if_="有低保")
    assert "项待遇不同。" in several


@pytest.mark.parametrize(
    ("line", "supposed", "said"),
    [
        (HIRED, "三年合同", "写的和来电人现在的情况一样，没有改动。"),
        (HIRED, "外星人", "没有看懂“外星人”。请写来电人会变的情况"),
        (HIRED, "一年合同 五年合同", "“一年合同 五年合同”互相矛盾，没有算进去"),
        ("", "一年合同", "还没有写来电人的情况"),
    ],
)
def test_what_cannot_be_supposed_is_said_and_stays(agent: httpx.Client, line: str, supposed: str, said: str) -> None:
    answer = agent.get("/agent/compare", params={"line": line, "if": supposed, "as_of": DAY})
    assert answer.status_code == (422 if line else 200)
    assert said in words(answer.text)
    assert not line or f'value="{supposed}"' in answer.text
    assert "假如劳动合同" not in answer.text


def test_what_is_known_and_cannot_be_so_any_longer_is_let_go(agent: httpx.Client) -> None:
    shown = part(agent, "/agent/compare", line="西城 参加了技能培训 拿到证书", if_="没参加技能培训")
    assert "先不算" in shown


def test_a_clause_is_pinned_in_its_place_and_stands_on_the_shelf(agent: httpx.Client) -> None:
    form = {"clause": "xicheng-2021-2#3.10", "line": LINE, "as_of": DAY}
    for _ in range(2):
        done = agent.post("/agent/pins", data={**form, "does": "pin"})
        assert done.status_code == 303
        assert done.headers["location"].startswith("/agent/clauses/xicheng-2021-2%233.10?line=")
    alone = agent.post("/agent/pins", data={**form, "does": "pin"}, headers=ALONE)
    assert alone.text.strip().startswith('<form class="pin"')
    assert "取消固定" in alone.text
    assert "取消固定" in clause(agent, "xicheng-2021-2#3.10")
    clause(agent, "tongzhou-friendly-city-draft#3.1")
    shelf = agent.get("/agent/shelf", params={"as_of": "2027-01-01"}).text
    assert foreign(shelf) == []
    pinned, recent = words(shelf).split("最近看过的")
    assert "固定的 1条，最多50条 西城区就业工作若干措施 三、10. 已失效" in pinned
    assert "加大就业帮扶与民政救助的政策协同" in pinned
    assert "已经失效" in pinned
    assert "审议稿，未施行" in recent
    assert "三、10." not in recent
    gone = agent.post("/agent/pins", data={"clause": "xicheng-2021-2#3.10", "does": "unpin", "at": "shelf"})
    assert gone.headers["location"] == "/agent/shelf"
    assert "还没有固定的条款" in agent.get("/agent/shelf").text


def test_a_pinned_clause_that_was_changed_or_is_gone_says_so(agent: httpx.Client, database: Database) -> None:
    pins = PinStore(database)
    agent.post("/agent/pins", data={"clause": DISPUTED, "does": "pin"})
    pins.pin(NAME, "xicheng-2019-1#9.9", "《以前的措施》九、9.", "以前的话。")
    assert "原文在固定以后改过" not in agent.get("/agent/shelf").text
    with database.begin() as connection:
        earlier = update(PinnedClauseRow).where(PinnedClauseRow.clause == DISPUTED)
        connection.execute(earlier.values(text="按以前的字句。"))
    shelf = words(agent.get("/agent/shelf").text)
    assert "原文在固定以后改过，请重新打开看" in shelf
    assert "《以前的措施》九、9. 以前的话。 收录的文件里已经没有这一条" in shelf
    agent.post("/agent/pins", data={"clause": DISPUTED, "does": "pin"})
    assert "原文在固定以后改过" not in agent.get("/agent/shelf").text
    agent.post("/agent/pins", data={"clause": "xicheng-2019-1#9.9", "does": "unpin"})
    assert "以前的措施" not in agent.get("/agent/shelf").text


def test_a_full_shelf_says_what_to_do(agent: httpx.Client, database: Database, engine: Engine) -> None:
    for one in list(engine.corpus.clauses)[:MOST_PINNED]:
        PinStore(database).pin(NAME, one, one, "")
    form: dict[str, Any] = {"clause": "xicheng-2021-2#3.10", "does": "pin"}
    full = agent.post("/agent/pins", data=form)
    assert full.status_code == 422
    assert "已经固定了 50 条，最多 50 条。请先取消几条不常用的，再固定这一条。" in full.text
    alone = agent.post("/agent/pins", data=form, headers=ALONE)
    assert "固定这一条" in alone.text
    assert 'role="alert"' in alone.text
    assert agent.post("/agent/pins", data={**form, "clause": "xicheng#1"}).status_code == 404


def test_nobody_sees_what_another_has_at_hand(agent: httpx.Client, server: Server, database: Database) -> None:
    clause(agent, DISPUTED)
    agent.post("/agent/pins", data={"clause": "xicheng-2021-2#3.10", "does": "pin"})
    other = add_account(database, "drawer-other", "supervisor")
    token = SessionStore(database).open(other, Actor("drawer-other", "supervisor"), "127.0.0.1", "")
    with httpx.Client(base_url=server.url, cookies={"session": token}) as theirs:
        assert "西城区就业工作若干措施" not in theirs.get("/agent/shelf").text
