"""Cases over HTTP: saved as typed, of two who changed one both texts shown, found, handed over, opened again."""

from __future__ import annotations

import html
import json
import re
import secrets
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, update

from assistant.accounts.roles import Role
from assistant.store.audit import Actor
from assistant.store.case_records import case_id_of
from assistant.store.cases import CaseStore
from assistant.store.database import now, open_database
from assistant.store.sessions import SessionStore
from assistant.store.tables import CaseRow
from tests.security.markup import foreign
from tests.server.conftest import Server
from tests.store.rows import PASSWORD, add_account, audited

OWN_PAGE, FOR_SCRIPT = {"sec-fetch-site": "same-origin"}, {"accept": "application/json"}
TYPED: dict[str, Any] = {
    "line": "西城 35 女 低保 登记失业", "note": "来电人问就业奖励", "draft": "您好", "channel": "phone",
    "call_back": "3天后",
}  # fmt: skip


@pytest.fixture(scope="module")
def database(server: Server) -> Iterator[Engine]:
    opened = open_database(server.database, migrate=False)
    yield opened
    opened.dispose()


@pytest.fixture
def come_in(server: Server, database: Engine) -> Iterator[Callable[..., httpx.Client]]:
    """Lets somebody of a role in: a new account, whose name the browser has in a header."""
    browsers = []

    def come(role: Role = "agent") -> httpx.Client:
        account = add_account(database, f"{role}-{secrets.token_hex(4)}", role)
        token = SessionStore(database).open(account, Actor(account.name, role), "127.0.0.1", "")
        headers = {**OWN_PAGE, "x-name": account.name}
        browsers.append(httpx.Client(base_url=server.url, timeout=60, headers=headers, cookies={"session": token}))
        return browsers[-1]

    yield come
    for browser in browsers:
        browser.close()


@pytest.fixture
def li(come_in: Callable[..., httpx.Client]) -> httpx.Client:
    return come_in()


def name_of(browser: httpx.Client) -> str:
    return str(browser.headers["x-name"])


def save(browser: httpx.Client, script: bool = True, **fields: Any) -> httpx.Response:
    """The desk's form, as its script sends it or as a browser without scripts does."""
    given = {name: str(value) for name, value in fields.items()}
    return browser.post("/agent/case", data=given, headers=FOR_SCRIPT if script else {})


def opened(browser: httpx.Client, **fields: Any) -> dict[str, Any]:
    """A new case: number and version."""
    answer = save(browser, message_id=uuid.uuid4(), **{**TYPED, **fields})
    assert answer.status_code == 200, answer.text
    return {name: answer.json()[name] for name in ("number", "version")}


def told(page: httpx.Response) -> str:
    """What a person reads, without tags, white space together."""
    assert foreign(page.text) == []
    main = page.text.partition('<main id="main"')[2].partition(">")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split())


def look(browser: httpx.Client, **wanted: str) -> str:
    page = browser.get("/agent/cases", params=wanted)
    assert page.status_code == 200, page.text
    return told(page)


def test_a_case_is_saved_as_it_is_typed_and_masked(li: httpx.Client, database: Engine) -> None:
    form = {**TYPED, "message_id": uuid.uuid4(), "note": "来电人我叫王小丽，电话13912345678"}
    first = save(li, **form).json()
    assert (first["version"], first["problem"]) == (1, "")
    assert re.fullmatch(r"\d\d:\d\d", first["saved_at"])
    # The answer got lost: the same form with more words goes into the same case.
    again = save(li, **{**form, "note": form["note"] + "，想问奖励"}).json()
    assert (again["number"], again["version"]) == (first["number"], 2)
    assert save(li, **{**form, "number": again["number"], "version": 2, "note": "短了"}).json()["version"] == 3
    page = told(li.get(f"/agent/cases/{first['number']}"))
    assert "短了" in page
    kept = CaseStore(database).of(case_id_of(first["number"]), Actor(name_of(li), "agent")).content
    assert (kept.facts["hukou_district"], kept.facts["age"]) == ("xicheng", 35)
    assert "西城区" in kept.words
    masked = opened(li, note="我叫王小丽，电话13912345678\r\n第二行")
    shown = told(li.get(f"/agent/cases/{masked['number']}"))
    assert "〔手机号已隐去〕" in shown
    assert "王小丽" not in shown
    assert "13912345678" not in look(li)


def test_nothing_typed_opens_no_case(li: httpx.Client) -> None:
    refused = save(li, channel="phone", message_id=uuid.uuid4())
    assert (refused.status_code, refused.json()["detail"][:7]) == (422, "还没有写内容，")
    page = save(li, script=False, channel="phone")
    assert (page.status_code, "还没有写内容" in told(page)) == (422, True)
    assert "还没有工单。" in look(li)


def test_what_the_caller_was_told_is_kept_once(li: httpx.Client) -> None:
    one = {"id": "a-1", "kind": "script", "text": "您可以领就业奖励，我叫王小丽", "benefits": ["b"], "clauses": ["c#1"]}
    case = opened(li, answers=json.dumps([one]))
    both = json.dumps([one, {**one, "id": "a-2", "kind": "?"}])
    for _ in range(2):
        assert save(li, **TYPED, **case, answers=both).status_code == 200
    page = told(li.get(f"/agent/cases/{case['number']}"))
    assert (page.count("您可以领就业奖励"), page.count("话术"), page.count("自己写的")) == (2, 1, 1)
    assert "王小丽" not in page
    for broken in ("{", "[1]", '{"a": 1}', '[{"kind": "sms"}]', "[" * 5000):
        assert save(li, **TYPED, **case, answers=broken).status_code == 400


def test_a_call_back_that_is_not_understood_is_kept_and_said(li: httpx.Client) -> None:
    half = save(li, **{**TYPED, "call_back": "明天上"}, message_id=uuid.uuid4()).json()
    assert half["problem"].startswith("没看懂回电时间“明天上”")
    at_end = save(li, **{**TYPED, "call_back": "明天上", "done": "wrap_up"}, number=half["number"], version=1)
    assert (at_end.status_code, at_end.json()["detail"]) == (422, f"其余的已经存上，还没有结束。{half['problem']}")
    page = save(li, script=False, **{**TYPED, "call_back": "明天上", "note": "改"}, number=half["number"], version=1)
    assert page.status_code == 422
    assert "其余的已经存上。没看懂回电时间“明天上”" in told(page)
    assert 'name="version" value="2"' in page.text
    assert "没看懂是什么时候" in told(li.get(f"/agent/cases/{half['number']}"))


def test_of_two_who_change_one_case_both_texts_are_shown(
    li: httpx.Client, come_in: Callable[..., httpx.Client]
) -> None:
    wang, case = come_in(), opened(li)
    assert li.post(f"/agent/cases/{case['number']}/hand-over", data={"to": name_of(wang)}).status_code == 303
    theirs = save(wang, **{**TYPED, "note": "王的备注"}, **case)
    assert theirs.json()["version"] == 2
    conflict = save(li, **{**TYPED, "note": "李的备注<b>"}, **case)
    assert conflict.status_code == 409
    said = conflict.json()
    assert (said["mine"]["note"], said["theirs"]["note"], said["version"]) == ("李的备注<b>", "王的备注", 2)
    page = save(li, script=False, **{**TYPED, "note": "李的备注<b>"}, **case)
    assert page.status_code == 409
    shown = told(page)
    assert "李的备注<b>" in shown
    assert "王的备注" in shown
    assert "备注 （不一样）" in shown.replace("备注（", "备注 （")
    fields: dict[str, Any] = dict(re.findall(r'name="(number|version)" value="([^"]*)"', page.text))
    merged = save(li, script=False, **{**TYPED, "note": "李的备注<b>，王的备注"}, **fields)
    assert (merged.status_code, merged.headers["location"]) == (303, f"/agent?case={case['number']}")
    assert "李的备注<b>，王的备注" in told(wang.get(f"/agent/cases/{case['number']}"))


def test_wrapped_up_twice_is_once_and_opened_again(li: httpx.Client) -> None:
    case = opened(li)
    last = {**TYPED, "outcome": "answered", "call_back": "", "done": "wrap_up"}
    for _ in range(2):
        closed = save(li, **last, **case)
        assert closed.json()["version"] == 2
    assert save(li, script=False, **last, **case).headers["location"] == f"/agent?closed={case['number']}"
    assert "已办结" in look(li, state="closed")
    assert case["number"] not in look(li, state="open")
    assert li.post(f"/agent/cases/{case['number']}/reopen").headers["location"].endswith("?done=reopened")
    assert "已经重新打开。" in told(li.get(f"/agent/cases/{case['number']}?done=reopened"))
    assert case["number"] in look(li, state="open")


def test_whoever_is_to_be_called_back_stays_open(li: httpx.Client) -> None:
    case = opened(li)
    ended = save(li, script=False, **{**TYPED, "outcome": "call_back", "done": "wrap_up"}, **case)
    assert ended.headers["location"] == f"/agent?closed={case['number']}"
    assert "回电，还没有结束" in told(li.get(ended.headers["location"]))
    assert case["number"] in look(li, state="open")


def test_the_same_form_sent_again_with_more_words_is_no_conflict(li: httpx.Client) -> None:
    form: dict[str, Any] = {"message_id": str(uuid.uuid4())}
    first = save(li, **{**TYPED, "note": "先写的"}, **form).json()
    second = save(li, **{**TYPED, "note": "先写的，又写的"}, **form)  # whose first answer got lost
    assert (second.status_code, second.json()["number"]) == (200, first["number"])
    assert "先写的，又写的" in told(li.get(f"/agent/cases/{first['number']}"))


def test_another_agents_case_is_refused_without_a_word_of_it(
    li: httpx.Client, come_in: Callable[..., httpx.Client], database: Engine
) -> None:
    stranger, overseer, case = come_in(), come_in("supervisor"), opened(li, note="不给别人看的话")
    address = f"/agent/cases/{case['number']}"
    for refused in (
        stranger.get(address),
        stranger.post(f"{address}/reopen"),
        stranger.post(f"{address}/hand-over", data={"to": name_of(stranger)}),
        save(stranger, script=False, **TYPED, **case),
        save(stranger, **TYPED, **case),
    ):
        assert refused.status_code == 403
        assert "这个工单不是您的" in refused.text
        assert "不给别人看的话" not in refused.text
        assert name_of(li) not in refused.text
    assert "还没有工单。" in look(stranger)
    assert "没有这样的工单。" in look(stranger, q="不给别人看")
    for unknown in ("20261130-9999", "abc", "20261130-0001x"):
        assert stranger.get(f"/agent/cases/{unknown}").status_code == 404
    assert "不给别人看的话" in told(overseer.get(address))
    assert "不给别人看的话" in look(overseer, q="给别人看", owner=name_of(li))
    done = [(entry.action, entry.object) for entry in audited(database, actor=name_of(overseer))]
    assert done == [("cases_listed", None), ("case_seen", case["number"]), ("login", name_of(overseer))]


def test_a_case_is_handed_over_and_its_way_shown(li: httpx.Client, come_in: Callable[..., httpx.Client]) -> None:
    wang, case = come_in(), opened(li)
    address = f"/agent/cases/{case['number']}"
    nobody = li.post(f"{address}/hand-over", data={"to": "nobody"})
    assert (nobody.status_code, "没有这位同事" in told(nobody)) == (422, True)
    for _ in range(2):  # a button pressed twice
        assert li.post(f"{address}/hand-over", data={"to": name_of(wang)}).headers["location"].endswith("?done=handed")
    page = told(li.get(f"{address}?done=handed"))
    assert f"已经转给 {name_of(wang)}，您还能看。" in page
    assert page.count(f"{name_of(li)} → {name_of(wang)}") == 1
    assert "或主管来转" in page
    assert case["number"] in look(wang)
    assert case["number"] in look(wang, owner=name_of(wang))


def test_cases_are_found_page_by_page_and_those_to_be_called_back_first(li: httpx.Client, database: Engine) -> None:
    numbers = [opened(li, note=f"第{n}个来电", call_back="")["number"] for n in range(33)]
    due = opened(li, note="要回电的")["number"]
    with database.begin() as connection:
        later = update(CaseRow).where(CaseRow.id == case_id_of(due)).values(call_back_at=now())
        connection.execute(later)
    first = li.get("/agent/cases")
    assert told(first).index("该回电了") < told(first).index(due) < told(first).index("共 34 个")
    assert f"找到 1 个 {due}" in look(li, due="1")
    found = li.get("/agent/cases", params={"q": "个来电"})
    assert "找到 33 个" in told(found)
    older = html.unescape(re.findall(r'href="([^"]+)" rel="next"', found.text)[0])
    last = li.get(older)
    assert re.findall(r'href="/agent/cases/([\d-]+)"', found.text + last.text) == numbers[::-1]
    newer = html.unescape(re.findall(r'href="([^"]+)" rel="prev"', last.text)[0])
    assert told(li.get(newer)).partition("找到")[2].count("个来电") >= 30
    for wrong, sentence in (
        ({"q": "！？"}, "没有可以找的字"), ({"since": "昨天"}, "请写成"),
        ({"since": "2026-12-02", "until": "2026-12-01"}, "对调"),
    ):  # fmt: skip
        page = li.get("/agent/cases", params=wrong)
        assert (page.status_code, sentence in told(page)) == (422, True)
    assert "没有这样的工单。" in look(li, q="没有人写过")
    assert "没有这样的工单。" in look(li, until="2020-01-01")


def test_what_was_typed_survives_an_expired_login(li: httpx.Client, server: Server) -> None:
    form = {**TYPED, "note": "登录过期前写的备注"}
    with httpx.Client(base_url=server.url, timeout=60, headers=OWN_PAGE) as gone:
        page = save(gone, script=False, **form)
        assert (page.status_code, "登录过期前写的备注" in page.text) == (401, True)
        assert save(gone, **form).status_code == 401
        fields = dict(re.findall(r'name="(resume|resume_path)" value="([^"]*)"', page.text))
        login = {name: html.unescape(value) for name, value in fields.items()}
        back = gone.post("/login", data={**login, "name": name_of(li), "password": PASSWORD})
        assert "登录过期前写的备注" in html.unescape(back.text) or back.status_code == 303
