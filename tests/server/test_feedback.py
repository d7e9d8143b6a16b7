"""Feedback as forms send it, with and without htmx, and the page on which staff read it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import delete

from assistant.engine import Engine
from assistant.server.feedback_pages import MOST_BENEFITS, PAGE, tells_of
from assistant.store.accounts import AccountStore
from assistant.store.audit import SERVER, Actor, AuditLog, Filter
from assistant.store.database import open_database
from assistant.store.feedback import Feedback, FeedbackStore
from assistant.store.sessions import SessionStore
from assistant.store.tables import FeedbackRow
from tests.people import OPENING
from tests.security.markup import foreign
from tests.security.site import payloads
from tests.server.conftest import Server

REWARD = "xicheng-employment-reward"


@pytest.fixture(scope="module")
def store(server: Server) -> Iterator[FeedbackStore]:
    database = open_database(server.database)
    yield FeedbackStore(database)
    database.dispose()


@pytest.fixture
def visitor(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=20) as client:
        yield client


@pytest.fixture(scope="module")
def staff(server: Server, store: FeedbackStore) -> Iterator[httpx.Client]:
    account = AccountStore(store.database).add("fangfang", "staff", "hulu wa jiu ye ye", SERVER)
    token = SessionStore(store.database).open(account, Actor("fangfang", "staff"), "127.0.0.1", "")
    with httpx.Client(base_url=server.url, timeout=20, cookies={"session": token}) as client:
        yield client


def ask(visitor: httpx.Client, said: str = OPENING) -> str:
    """Say something; the token of the result."""
    visitor.post("/chat", data={"text": said})
    (token,) = re.findall(r'href="/results/([\w-]+)"', visitor.get("/").text)
    return str(token)


def told(page: httpx.Response) -> str:
    return html.unescape(page.text)


def test_without_htmx_the_way_leads_back_to_where_it_was_said(visitor: httpx.Client, store: FeedbackStore) -> None:
    token = ask(visitor)
    for place, back in (
        ("answer", f"/?thanked={token}#feedback"), ("result", f"/results/{token}?thanked=1#feedback"),
    ):  # fmt: skip
        sent = visitor.post("/feedback", data={"token": token, "useful": "no", "place": place})
        assert (sent.status_code, sent.headers["location"]) == (303, back)
        page = visitor.get(back)
        assert "哪里没帮上？" in page.text
        assert f'name="place" value="{place}"' in page.text
        assert foreign(page.text) == []
    assert store.of(token) == Feedback(False, None, "", "result")
    assert "哪里没帮上？" not in visitor.get("/").text  # later the button alone tells
    assert 'value="no" aria-pressed="true"' in visitor.get("/").text
    assert "哪里没帮上？" not in visitor.get(f"/?thanked={'a' * 24}").text


def test_with_htmx_the_part_alone_is_answered(visitor: httpx.Client, store: FeedbackStore) -> None:
    token, htmx = ask(visitor), {"hx-request": "true"}
    part = visitor.post("/feedback", data={"token": token, "useful": "yes"}, headers=htmx)
    assert part.status_code == 200
    assert part.text.lstrip().startswith('<section class="feedback"')
    assert "谢谢" in part.text
    assert "哪里没帮上？" not in part.text
    said = {"token": token, "useful": "no", "lacking": "wrong_figures", "why": "我叫王小明，电话13812345678，数不对"}
    part = visitor.post("/feedback", data=said, headers=htmx)
    assert "工作人员会看到" in part.text
    kept = store.of(token)
    assert kept is not None
    assert (kept.useful, kept.lacking) == (False, "wrong_figures")
    assert "数不对" in kept.why
    assert not [secret for secret in ("王小明", "13812345678") if secret in kept.why]
    assert "数不对" not in visitor.get(f"/results/{token}?thanked=1").text  # its address is passed on


def test_feedback_on_what_is_gone_is_refused_with_a_sentence(visitor: httpx.Client) -> None:
    token = ask(visitor)
    visitor.post("/delete")
    for unknown in (token, "a" * 24, "%00", "a" * 3000):
        refused = visitor.post("/feedback", data={"token": unknown, "useful": "yes"})
        assert refused.status_code == 404
        assert "没有这份结果" in refused.text
    assert visitor.post("/feedback", data={"token": token, "useful": "maybe"}).status_code == 422
    with_htmx = visitor.post("/feedback", data={"token": token, "useful": "no"}, headers={"hx-request": "true"})
    assert (with_htmx.status_code, with_htmx.headers["hx-retarget"]) == (404, "#trouble")


def test_staff_read_what_was_said_and_told_and_nothing_of_the_conversation(
    visitor: httpx.Client, staff: httpx.Client, store: FeedbackStore
) -> None:
    token = ask(visitor)
    conversation = visitor.cookies["conversation"]
    visitor.post("/feedback", data={"token": token, "useful": "no", "lacking": "not_my_case", "why": "不是我的区"})
    page = told(staff.get("/feedback"))
    row = page.partition("<tbody>")[2].partition("</tr>")[0]
    for shown in ("没用", "和我的情况不符", "不是我的区", "（还不能确定，"):
        assert shown in row
    assert re.search(r"（还不能确定[^（）]*）等\d+项</td>", row)
    assert row.count("（还不能确定") == MOST_BENEFITS
    assert not [secret for secret in (token, conversation, "下岗半年", "4500") if secret in page]
    assert list(AuditLog(store.database).entries(Filter(actor="fangfang", action="feedback_seen")))
    assert 'href="/feedback"' in staff.get("/account").text


def test_markup_in_words_is_text(visitor: httpx.Client, staff: httpx.Client, store: FeedbackStore) -> None:
    token = ask(visitor)
    for payload in payloads("xss", "template"):
        sent = visitor.post("/feedback", data={"token": token, "useful": "no", "why": payload})
        assert sent.status_code == 303
        page = staff.get("/feedback")
        assert foreign(page.text) == [], payload
        assert "1787569" not in page.text
    visitor.post(
        "/feedback", data={"token": token, "useful": "no", "why": "<b>粗</b>\r\n<script>window.pwned=1</script>"}
    )
    kept = store.of(token)
    assert kept is not None
    assert kept.why == "<b>粗</b>\n<script>window.pwned=1</script>"
    assert kept.why in told(staff.get("/feedback"))


def test_it_is_leafed_through_and_narrowed_to_what_was_of_no_use(
    visitor: httpx.Client, staff: httpx.Client, store: FeedbackStore
) -> None:
    with store.database.begin() as connection:
        connection.execute(delete(FeedbackRow))
    assert "还没有人说过有用没用。" in staff.get("/feedback").text
    token = ask(visitor)
    store.keep(token, Feedback(True))
    assert "还没有人说没用。" in staff.get("/feedback?useful=no").text
    assert staff.get("/feedback?useful=yes").status_code == 422
    for number in range(PAGE + 5):
        visitor.post("/chat", data={"text": "我32岁"})
        (token,) = re.findall(r'href="/results/([\w-]+)"', visitor.get("/").text)
        store.keep(token, Feedback(False, None, f"第{number}条"))
    first = staff.get("/feedback?useful=no").text
    assert (first.count("<tr><td>"), "上一页" in first) == (PAGE, False)
    assert f"第{PAGE + 4}条" in first
    following = html.unescape(re.findall(r'href="([^"]+)">下一页', first)[0])
    second = staff.get(following).text
    assert (second.count("<tr><td>"), "上一页" in second, "下一页" in second) == (5, True, False)
    assert "第0条" in second


def test_what_a_person_may_have_counted_on_comes_first(engine: Engine) -> None:
    benefits = [benefit.id for benefit in engine.rules.benefits]
    said = {
        benefits[0]: ["undetermined", None, None], benefits[1]: ["ineligible", None, None],
        "gone": ["undetermined", 1.0, 2.0], REWARD: ["eligible", 6000.0, 27000.0],
    }  # fmt: skip
    shown = tells_of(engine, said)
    assert (shown[0].name, shown[0].status) == ("就业奖励", "eligible")
    assert {benefit.status for benefit in shown[1:]} == {"undetermined"}
    assert ("gone", None) in {(benefit.name, benefit.amount and 1) for benefit in shown}
    assert tells_of(engine, {}) == []
