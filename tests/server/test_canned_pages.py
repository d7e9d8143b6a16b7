"""Canned answers over HTTP: written after the check of citations, found, filled for a caller, flagged, nothing lost."""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine as Database
from sqlalchemy import delete

from assistant.accounts.roles import Role
from assistant.store.audit import Actor
from assistant.store.canned import CannedStore
from assistant.store.database import open_database
from assistant.store.sessions import SessionStore
from assistant.store.tables import CannedAnswerRow
from tests.answers.changed import changed_corpus
from tests.security.markup import foreign
from tests.server.conftest import Server
from tests.store.rows import add_account, audited

RENT = "西城区就业措施第14条"
LINE = "西城 登记失业 非低保 在企业上班 三年合同 月薪4500 交社保"
GOOD = {
    "title": "创业房租补贴怎么说", "text": "{{区}}的{{项目}}：{{金额}}。按{{条款}}，{{有效期}}。请打{{咨询电话}}。",
    "clauses": RENT, "figures": "minimum_wage",
}  # fmt: skip
WRONG = {**GOOD, "text": "按{{条款}}，每年最高不超过5万元。"}
LogIn = Callable[..., httpx.Client]


@pytest.fixture(scope="module")
def database(server: Server) -> Iterator[Database]:
    opened = open_database(server.database)
    yield opened
    opened.dispose()


@pytest.fixture
def store(database: Database) -> CannedStore:
    with database.begin() as connection:
        connection.execute(delete(CannedAnswerRow))
    return CannedStore(database)


@pytest.fixture(scope="module")
def log_in(server: Server, database: Database) -> Iterator[LogIn]:
    """A browser with somebody's login; the account is made the first time."""
    clients: dict[tuple[str, str], httpx.Client] = {}

    def of(name: str, role: Role = "staff", url: str = server.url) -> httpx.Client:
        if (name, url) not in clients:
            known = [other for other in clients if other[0] == name]
            account = add_account(database, name, role) if not known else None
            token = (
                SessionStore(database).open(account, Actor(name, role), "127.0.0.1", "")
                if account
                else clients[known[0]].cookies["session"]
            )
            clients[name, url] = httpx.Client(base_url=url, timeout=20, cookies={"session": token})
            clients[name, url].headers["sec-fetch-site"] = "same-origin"
        return clients[name, url]

    yield of
    for client in clients.values():
        client.close()


def text_of(page: httpx.Response) -> str:
    """A page as it is read."""
    assert foreign(page.text) == []
    return html.unescape(re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page.text)))


def write(browser: httpx.Client, **fields: Any) -> httpx.Response:
    return browser.post("/agent/canned", data={**GOOD, **fields})


def test_a_fresh_installation_says_who_writes_one_and_how(log_in: LogIn, store: CannedStore) -> None:
    assert store.listed() == []
    shown = text_of(log_in("xiaoan", "agent").get("/agent/canned"))
    assert "还没有常用答复。由政策人员、主管或管理员来写" in shown
    assert "写一条</a>" not in log_in("xiaoan").get("/agent/canned").text
    shown = text_of(log_in("laowang").get("/agent/canned"))
    assert "还没有常用答复。点写一条：写上标题和要说的话，空着的地方写成{{金额}}这样，再写依据哪一条。" in shown
    form = text_of(log_in("laowang").get("/agent/canned?edit=0"))
    assert "可以填空的：{{区}}、{{项目}}、{{金额}}、{{条款}}、{{有效期}}、{{今天}}、{{咨询电话}}" in form


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": " "}, "还没有写标题，请写上再保存。"),
        ({"title": "字" * 81}, "标题太长（81个字），最多80个，请缩短。"),
        ({"text": "{{工龄}}不够"}, "没有“{{工龄}}”这个空。可以用的是："),
        ({"clauses": " \n"}, "还没有写依据的条款。"),
        ({"clauses": "西城区就业措施第99条"}, "没有找到条款“西城区就业措施第99条”。"),
        ({"clauses": "xicheng-2021-2#4.114"}, "最接近的是：西城区就业工作若干措施"),
        ({"clauses": "\n".join(f"xicheng-2021-2#5.{n}" for n in range(17, 23)) + "\nxicheng-2021-2#1.1" * 1
          + "".join(f"\nxicheng-2021-2#{p}" for p in ("1.2", "1.3", "1.4", "2.5", "2.7", "3.8", "3.10"))},
         "依据的条款太多（14条），最多12条"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_said_in_a_sentence_and_nothing_typed_is_lost(
    log_in: LogIn, store: CannedStore, fields: dict[str, str], sentence: str
) -> None:
    refused = write(log_in("laowang"), **fields)
    assert refused.status_code == 422
    assert sentence in html.unescape(refused.text)
    assert foreign(refused.text) == []
    for said in {**GOOD, **fields}.values():
        assert html.escape(said.strip(), quote=False) in refused.text or len(said) > 80
    assert store.listed() == []


def test_the_check_of_citations_is_shown_before_a_text_is_kept(log_in: LogIn, store: CannedStore) -> None:
    browser = log_in("laowang")
    shown = browser.post("/agent/canned", data=WRONG)
    assert shown.status_code == 422
    assert "还没有保存：这段话里有1处和条款对不上。“5万元”" in text_of(shown)
    assert store.listed() == []
    (mark,) = re.findall(r'name="agreed" value="(\w+)"', shown.text)
    other = browser.post("/agent/canned", data={**WRONG, "text": WRONG["text"] + "最长不超过九年。", "agreed": mark})
    assert other.status_code == 422  # agreed to another text
    assert browser.post("/agent/canned", data={**WRONG, "agreed": mark}).status_code == 303
    assert [answer.text for answer in store.listed()] == [WRONG["text"]]


def test_a_form_sent_twice_counts_once_and_identifiers_are_masked(log_in: LogIn, store: CannedStore) -> None:
    said = {**GOOD, "text": GOOD["text"] + "王先生13800138000", "message_id": str(uuid.uuid4())}
    for _ in range(2):
        assert log_in("laowang").post("/agent/canned", data=said).status_code == 303
    (answer,) = store.listed()
    assert "13800138000" not in answer.text
    assert answer.key == "cyfzbtzms"
    assert answer.clauses[0]["clause"] == "xicheng-2021-2#4.14"
    assert answer.figures["minimum_wage"]["amount"] == "2540"


def test_agents_find_one_by_initials_and_have_it_filled_for_the_caller(log_in: LogIn, store: CannedStore) -> None:
    write(log_in("laowang"))
    write(log_in("laowang"), title="就业奖励", clauses="xicheng-2021-2#2.6.p2", key="jl")
    agent = log_in("xiaoan", "agent")
    for typed, found in (("fzbt", True), ("jl", False), ("房租", True), ("chuangye", True), ("qqqq", False)):
        assert ("创业房租补贴怎么说" in agent.get("/agent/canned", params={"q": typed}).text) is found, typed
    reward = next(answer.id for answer in store.listed() if answer.key == "jl")
    address = f"/agent/canned/{reward}/filled"
    told = agent.get(address, params={"line": LINE}, headers={"accept": "application/json"}).json()
    assert told["text"].startswith(
        "西城区的就业奖励：如果还符合其余的要求（单位在北京），按您说的算一共27,000元：第1年6,000元、第2年9,000元"
    )
    assert (told["benefit"], told["open"], told["turned"]) == ("xicheng-employment-reward", [], [])
    assert "【金额：待确认】" in agent.get(address).text or "如果还符合" in agent.get(address).text
    page = agent.get(address, params={"line": LINE})
    assert told["text"] in html.unescape(page.text)
    assert "<html" not in agent.get(address, headers={"HX-Request": "true"}).text
    assert "<html" not in agent.get("/agent/canned", headers={"HX-Request": "true"}).text
    broken = agent.get(address, params={"given": "{"}, headers={"accept": "application/json"})
    assert (broken.status_code, broken.json()["problem"]) == (422, "这一页记下的情况读不出来，请重新打开页面。")
    assert agent.get("/agent/canned/999999/filled").status_code == 404
    for act in ("confirm", "retire"):
        assert agent.post(f"/agent/canned/{reward}/{act}", data={"version": 1}).status_code == 403
    assert write(agent).status_code == 403


def test_of_two_who_change_one_the_second_sees_both_texts(log_in: LogIn, store: CannedStore) -> None:
    write(log_in("laowang"))
    number = store.listed()[0].id
    assert write(log_in("laowang"), number=number, version=1, text="老王改的{{条款}}").status_code == 303
    late = write(log_in("laoli", "supervisor"), number=number, version=1, text="老李改的{{条款}}")
    assert late.status_code == 409
    assert "老王改的{{条款}}" in late.text
    assert "老李改的{{条款}}</textarea>" in late.text
    assert "laowang改过这条常用答复" in late.text
    (version,) = re.findall(r'name="version" value="(\d+)"><input type="hidden" name="message_id"', late.text)
    assert write(log_in("laoli"), number=number, version=version, text="老李改的{{条款}}").status_code == 303
    assert store.get(number).text == "老李改的{{条款}}"
    assert log_in("laoli").post(f"/agent/canned/{number}/retire", data={"version": 1}).status_code == 409
    assert log_in("laoli").post(f"/agent/canned/{number}/retire", data={"version": 3}).status_code == 303
    assert "老李改的" not in log_in("laoli").get("/agent/canned").text
    assert "老李改的" in log_in("laoli").get("/agent/canned?retired=true").text
    assert "停用，不能再改" in write(log_in("laoli"), number=number, version=4).text


def test_what_changes_in_the_corpus_flags_it_until_somebody_confirms(
    log_in: LogIn, store: CannedStore, server: Server, database: Database, tmp_path: Path
) -> None:
    write(log_in("laowang"))
    write(log_in("laowang"), title="别的", clauses="xicheng-2021-2#3.10", figures=[])
    number = next(answer.id for answer in store.listed() if answer.title != "别的")
    later = Server(tmp_path, server.database, ASSISTANT_CORPUS=str(changed_corpus(tmp_path)))
    later.start()
    try:
        browser = log_in("laowang", url=later.url)
        listed = browser.get("/agent/canned").text
        assert "1 条要先看一看" in listed
        assert listed.index(GOOD["title"]) < listed.index("别的")
        shown = text_of(browser.get(f"/agent/canned/{number}/filled"))
        assert "条款改了：西城区就业工作若干措施四、14." in shown
        assert "写的时候降低创业创新成本。" in shown
        assert "现在降低创新创业成本。" in shown
        assert (
            "用到的数变了：北京市月最低工资标准写的时候2,540元（自2025年9月1日起）现在2,600元（自2026年9月1日起）"
            in shown
        )
        told = browser.get(f"/agent/canned/{number}/filled", headers={"accept": "application/json"}).json()
        assert [one["kind"] for one in told["turned"]] == ["clause", "figure"]
        assert browser.post(f"/agent/canned/{number}/confirm", data={"version": 1}).status_code == 303
        assert "要先看一看" not in browser.get("/agent/canned").text
    finally:
        later.stop()
    assert [entry.action for entry in audited(database, actor="laowang", object=str(number))][:2] == [
        "canned_confirmed", "canned_written",
    ]  # fmt: skip
