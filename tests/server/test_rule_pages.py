"""The rules' pages over HTTP: what is shown of a rule, what each account may do with it, and nothing typed is lost."""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Callable, Iterator

import httpx
import pytest
from sqlalchemy import Engine as Database
from sqlalchemy import delete

from assistant.accounts.reviewing import LONGEST, Rule
from assistant.accounts.roles import Role
from assistant.engine import Engine
from assistant.store.audit import SERVER, Actor
from assistant.store.database import open_database
from assistant.store.reviews import ReviewStore
from assistant.store.sessions import SessionStore
from assistant.store.suspensions import SuspensionStore
from assistant.store.tables import ReviewEntryRow
from tests.security.markup import foreign
from tests.security.site import payloads
from tests.server.conftest import Server
from tests.store.rows import add_account, audited

REWARD = "xicheng-employment-reward"
PAGE = f"/staff/benefits/{REWARD}"
ASKED = "低保人员同时符合两项的时候，按哪一项？"
LISTED = re.compile(r'<th scope="row"><a href="/staff/benefits/([\w-]+)"')
LogIn = Callable[[str, Role], httpx.Client]


@pytest.fixture(scope="module")
def database(server: Server) -> Iterator[Database]:
    opened = open_database(server.database)
    yield opened
    opened.dispose()


@pytest.fixture
def reviews(database: Database) -> ReviewStore:
    with database.begin() as connection:
        connection.execute(delete(ReviewEntryRow))
    return ReviewStore(database)


@pytest.fixture(scope="module")
def log_in(server: Server, database: Database) -> Iterator[LogIn]:
    """A browser with somebody's login; the account is made the first time."""
    clients: dict[str, httpx.Client] = {}

    def of(name: str, role: Role = "staff") -> httpx.Client:
        if name not in clients:
            token = SessionStore(database).open(add_account(database, name, role), Actor(name, role), "127.0.0.1", "")
            clients[name] = httpx.Client(base_url=server.url, timeout=20, cookies={"session": token})
            clients[name].headers["sec-fetch-site"] = "same-origin"
        return clients[name]

    yield of
    for client in clients.values():
        client.close()


def shown(answer: httpx.Response) -> str:
    assert foreign(answer.text) == []
    return html.unescape(answer.text)


def does(browser: httpx.Client, act: str, **fields: object) -> httpx.Response:
    """Do something on the rule's page, with what its forms hold."""
    version = re.findall(r'name="version" value="(\w+)"', browser.get(PAGE).text) or ["none"]
    return browser.post("/staff/review", data={"benefit": REWARD, "does": act, "version": version[0], **fields})


def test_the_list_has_every_benefit_by_document(log_in: LogIn, engine: Engine) -> None:
    page, known = shown(log_in("rui", "agent").get("/staff/benefits")), engine.rules.benefits
    assert LISTED.findall(page) == [benefit.id for benefit in known]
    for said in ("现行有效", "审议稿，未施行", "起草说明，未施行", "用人单位", f"全部 {len(known)}", "未核准"):
        assert said in page


def test_the_list_is_narrowed_to_a_state(log_in: LogIn, reviews: ReviewStore, database: Database) -> None:
    wang = log_in("wang", "staff")
    assert does(wang, "approve").headers["location"] == f"{PAGE}?done=approve#review"
    reviews.say(Rule("chaoyang-hiring-subsidy", "v", ()), "question", ASKED, Actor("li", "staff"))
    reviews.approve(Rule("xicheng-hiring-subsidy", "v0", ()), "v0", Actor("li", "staff"))
    SuspensionStore(database).suspend("xicheng-startup-grant", "核对", SERVER)
    for state, benefit in (
        ("approved", REWARD), ("question", "chaoyang-hiring-subsidy"), ("changed", "xicheng-hiring-subsidy"),
        ("suspended", "xicheng-startup-grant"),
    ):  # fmt: skip
        page = shown(wang.get(f"/staff/benefits?state={state}"))
        assert LISTED.findall(page) == [benefit], state
    assert len(LISTED.findall(wang.get("/staff/benefits?state=new").text)) == 76
    assert wang.get("/staff/benefits?state=x").status_code == 422
    SuspensionStore(database).lift("xicheng-startup-grant", SERVER)


@pytest.mark.usefixtures("reviews")
def test_a_rule_stands_beside_its_words(log_in: LogIn, engine: Engine) -> None:
    page = shown(log_in("rui", "agent").get(PAGE))
    for said in (
        "月工资不低于北京市月最低工资标准的1.2倍", "满第3年：12,000元", "2,540元", "已核实", "2540 × 1.2 = 3048",
        "22个例子，都和写的一样", "和第1例一样，但是", "✓ 这项待遇引用", "— 写明没有待遇", "这样读的", "还剩", "未核准",
    ):  # fmt: skip
        assert said in page, said
    numbers = re.findall(r'href="#words-(\d+)"', page)
    assert set(numbers) == set(re.findall(r'<mark id="words-(\d+)"', page)) == set(re.findall(r'id="used-(\d+)"', page))
    assert 'href="/documents/xicheng-2021-2#2.6"' in page
    assert "<textarea" not in page  # an agent reads
    assert "/suspensions" not in page
    for benefit in engine.rules.benefits[::9]:
        shown(log_in("rui", "agent").get(f"/staff/benefits/{benefit.id}"))


def test_an_agent_writes_nothing_and_nobody_reads_without_a_login(log_in: LogIn, http: httpx.Client) -> None:
    assert log_in("rui", "agent").post("/staff/review", data={"benefit": REWARD, "does": "comment"}).status_code == 403
    assert http.get(PAGE).headers["location"].startswith("/login?next=")
    missing = log_in("rui", "agent").get("/staff/benefits/xicheng-employment-rewards")
    assert (missing.status_code, "最接近的是" in missing.text) == (404, True)


def test_a_question_is_answered_by_another_and_then_the_rule_is_approved(
    log_in: LogIn, reviews: ReviewStore, database: Database
) -> None:
    wang, li = log_in("wang", "staff"), log_in("li", "supervisor")
    asked = does(wang, "question", text=f"我叫王小明，电话13812345678。\r\n{ASKED}", message_id=str(uuid.uuid4()))
    assert asked.headers["location"] == f"{PAGE}?done=question#review"
    (entry,) = reviews.of(REWARD)
    assert ASKED in entry.text
    assert not [secret for secret in ("王小明", "13812345678", "\r") if secret in entry.text]
    page = shown(wang.get(PAGE))
    for said in ("有疑问", "还有1个疑问没有答复", "等别的同事处理。", ASKED):
        assert said in page
    assert 'value="approve"' not in page
    for who, said in ((wang, "是您自己写的"), (li, "还没有写答复")):
        refused = does(who, "settle", entry=entry.id, text="")
        assert (refused.status_code, said in refused.text) == (422, True)
    assert does(li, "settle", entry=entry.id, text="按高的一项").status_code == 303
    assert "按高的一项" in shown(wang.get(PAGE))
    assert does(wang, "approve").status_code == 303
    page = shown(li.get(PAGE))
    assert "wang于" in page
    assert "已核准" in page
    actions = [entry.action for entry in audited(database, object=REWARD)][:3]
    assert actions == ["rule_approved", "review_settled", "rule_questioned"]


def test_each_refusal_is_one_sentence(log_in: LogIn, reviews: ReviewStore) -> None:
    editor, wang = log_in("editor", "administrator"), log_in("wang", "staff")
    assert "这条规则是您（editor）写的，不能由您核准，请别的同事来核准。" in shown(editor.get(PAGE))
    assert "这条规则是您（editor）写的" in does(editor, "approve").text
    old = wang.post("/staff/review", data={"benefit": REWARD, "does": "approve", "version": "old"})
    assert (old.status_code, "您打开页面以后规则改动了" in old.text) == (422, True)
    does(wang, "comment", text="再核对一遍")
    assert "您写的意见还没有人处理" in shown(wang.get(PAGE))
    assert "您写的意见还没有人处理" in does(wang, "approve", version=rule_version(editor)).text
    assert "没有可撤回的" in does(wang, "withdraw").text
    assert len(reviews.of(REWARD)) == 1


def rule_version(browser: httpx.Client) -> str:
    (version,) = re.findall(rf"{REWARD}，(\w+)", browser.get(PAGE).text)
    return str(version)


@pytest.mark.usefixtures("reviews")
def test_an_approval_is_taken_back_by_its_giver_alone(log_in: LogIn) -> None:
    wang, li = log_in("wang", "staff"), log_in("li", "supervisor")
    does(wang, "approve")
    assert ("撤回我的核准" in wang.get(PAGE).text, "撤回我的核准" in li.get(PAGE).text) == (True, False)
    assert "已经核准过这条规则" in does(wang, "approve", version=rule_version(li)).text
    assert does(wang, "withdraw").headers["location"] == f"{PAGE}?done=withdraw#review"
    assert "核准已经撤回。" in wang.get(f"{PAGE}?done=withdraw").text
    assert "未核准" in wang.get(PAGE).text


def test_when_the_rule_has_changed_its_approval_no_longer_counts(log_in: LogIn, reviews: ReviewStore) -> None:
    reviews.approve(Rule(REWARD, "before", ()), "before", Actor("li", "supervisor"))
    page = shown(log_in("wang", "staff").get(PAGE))
    since = reviews.changed()[REWARD]
    assert re.search(rf"规则已于{since.year}年\d+月\d+日改动，需重新核准。", page)
    assert "li，" in page.partition("改动以前的")[2]


@pytest.mark.parametrize("text", ["", " \r\n ", "长" * (LONGEST + 1)])
def test_what_was_typed_stays(log_in: LogIn, reviews: ReviewStore, text: str) -> None:
    wang, typed = log_in("wang", "staff"), text + "。" * (len(text) > LONGEST)
    for act in ("comment", "question"):
        refused = does(wang, act, text=typed)
        assert refused.status_code == 422
        assert ("写得太长" if typed.strip() else "还没有写内容") in refused.text
        assert f">{typed}</textarea>".replace("\r\n", "\n") in refused.text.replace("\r\n", "\n")
    assert reviews.of(REWARD) == []


def test_what_was_typed_stays_where_somebody_else_was_quicker(log_in: LogIn, reviews: ReviewStore) -> None:
    reviews.say(Rule(REWARD, "v", ()), "question", ASKED, Actor("zhang", "staff"))
    (entry,) = reviews.of(REWARD)
    reviews.settle(entry.id, REWARD, "按高的", Actor("li", "staff"))
    late = does(log_in("wang", "staff"), "settle", entry=entry.id, text="按低的<b>")
    assert late.status_code == 422
    assert "这条疑问已经由li在" in late.text
    assert "按低的<b></textarea>" in shown(late)


def test_a_form_sent_twice_counts_once(log_in: LogIn, reviews: ReviewStore) -> None:
    wang, form = log_in("wang", "staff"), str(uuid.uuid4())
    for text in ("一", "一", "二"):
        assert does(wang, "comment", text=text, message_id=form).status_code == 303
    assert [entry.text for entry in reviews.of(REWARD)] == ["一", "二"]


def test_it_is_suspended_and_answered_again_from_here(log_in: LogIn, database: Database) -> None:
    wang, at = log_in("wang", "staff"), {"benefit": REWARD, "at": "rule"}
    refused = wang.post("/suspensions", data={**at, "reason": ""})
    assert (refused.status_code, 'name="at" value="rule"' in refused.text) == (422, True)
    done = wang.post("/suspensions", data={**at, "reason": "标准在核对"})
    assert done.headers["location"] == f"{PAGE}?done=suspended#suspension"
    page = shown(wang.get(f"{PAGE}?done=suspended"))
    for said in ("已经暂停。", "标准在核对", "暂停答复", "22个例子，都和写的一样"):
        assert said in page
    assert wang.post("/suspensions/lift", data=at).headers["location"] == f"{PAGE}?done=lifted#suspension"
    assert wang.post("/suspensions/lift", data=at).headers["location"] == f"{PAGE}?done=was-lifted#suspension"
    assert SuspensionStore(database).current() == {}


def test_all_that_is_open_stands_together(log_in: LogIn, reviews: ReviewStore) -> None:
    reviews.say(Rule(REWARD, "v", ()), "comment", "第三年的数再核对", Actor("zhang", "staff"))
    reviews.say(Rule("gone-benefit", "v", ()), "question", "这一项哪里去了", Actor("zhang", "staff"))
    page = shown(log_in("rui", "agent").get("/staff/benefits?open=1"))
    for said in (
        "第三年的数再核对",
        "zhang",
        "原文没有发文字号和日期",
        "这样读的",
        "由部门认定",
        "条文可能不一致",
        "规则里已经没有的待遇",
        "这一项哪里去了",
    ):
        assert said in page


@pytest.mark.usefixtures("reviews")
def test_markup_in_words_is_text(log_in: LogIn) -> None:
    wang = log_in("wang", "staff")
    for payload in payloads("xss", "template")[:12]:
        assert does(wang, "comment", text=payload).status_code == 303
    for path in (PAGE, "/staff/benefits?open=1"):
        assert "1787569" not in shown(wang.get(path))


def test_the_way_between_the_pages_is_what_a_role_may_use(log_in: LogIn) -> None:
    for name, role, places in (
        ("rui", "agent", ["/staff/benefits", "/account"]),
        ("wang", "staff", ["/staff/benefits", "/suspensions", "/feedback", "/account"]),
        ("li", "supervisor", ["/staff/benefits", "/suspensions", "/feedback", "/audit", "/account"]),
    ):  # fmt: skip
        browser = log_in(name, role)  # type: ignore[arg-type]
        for path in places:
            strip = browser.get(path).text.partition('aria-label="工作页面">')[2].partition("</nav>")[0]
            offered = re.findall('href="([^"]+)"', strip)
            assert [place for place in offered if place in places] == places, (name, path)
            assert all(browser.get(place).status_code == 200 for place in offered)
            assert f'href="{path}" aria-current="page"' in strip
