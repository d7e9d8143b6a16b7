"""What the pages' forms say and what is answered to them, without a browser."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from assistant.engine import Engine
from assistant.facts.vocabulary import Facts
from assistant.request import RequestError
from assistant.server.forms import ChatForm, read_message
from assistant.server.talk import Talk
from tests.people import OPENING
from tests.server.conftest import Server

REWARD = "xicheng-employment-reward"
LISTED = ["skills_training", "startup_district", "startup_contest_rank", "competition_level"]


@pytest.fixture
def visitor(server: Server) -> Iterator[httpx.Client]:
    """Somebody with cookies and no JavaScript."""
    with httpx.Client(base_url=server.url, timeout=20, follow_redirects=True) as client:
        yield client


def chosen(engine: Engine, **fields: Any) -> dict[str, Any]:
    return read_message(engine, ChatForm(listed=LISTED, **fields))


def test_a_tick_is_a_yes_and_a_line_without_one_is_nothing(engine: Engine) -> None:
    rest = {"startup_district": "none", "startup_contest_rank": 0, "competition_level": "none"}
    assert chosen(engine, ticked=["skills_training"], done="ticked") == {"answers": {"skills_training": True, **rest}}
    assert chosen(engine, done="nothing") == {"answers": {"skills_training": False, **rest}}
    assert chosen(engine, done="singly") == {"answers": {}}


def test_a_tick_that_has_to_be_told_in_detail_is_a_yes_too(engine: Engine) -> None:
    rest = {"skills_training": False, "startup_contest_rank": 0, "competition_level": "none"}
    assert chosen(engine, ticked=["startup_district"], done="ticked") == {"answers": {"startup_district": True, **rest}}


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"listed": LISTED, "done": "ticked"}, "nothing_ticked"),
        ({"listed": LISTED, "ticked": ["skills_training"], "done": "nothing"}, "ticked_and_nothing"),
        ({"listed": ["gone"], "done": "nothing"}, "unknown_fact"),
        ({"listed": LISTED, "ticked": ["gone"], "done": "ticked"}, "unknown_fact"),
        ({"fact": "gone", "value": ["true"]}, "unknown_fact"),
        ({"text": "  "}, "empty"),
        ({}, "empty"),
    ],
)
def test_a_form_that_says_nothing_clear_is_refused(engine: Engine, form: dict[str, Any], code: str) -> None:
    with pytest.raises(RequestError) as refused:
        read_message(engine, ChatForm(**form))
    assert refused.value.code == code


def test_a_refused_list_is_shown_again_with_one_sentence_and_its_ticks(visitor: httpx.Client) -> None:
    page = visitor.post("/chat", data={"text": OPENING}).text
    listed = re.findall(r'name="listed" value="(\w+)"', page)
    assert len(listed) >= 2
    empty = visitor.post("/chat", data={"listed": listed, "done": "ticked"})
    assert empty.status_code == 422
    assert "没有勾选。都没有，请点“都没有”。" in empty.text
    both = visitor.post("/chat", data={"listed": listed, "ticked": [listed[1]], "done": "nothing"})
    assert both.status_code == 422
    assert re.findall(r'name="ticked" value="(\w+)" checked', both.text) == [listed[1]]
    assert re.findall(r'name="listed" value="(\w+)"', visitor.get("/").text) == listed


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"listed": ["gone"], "done": "nothing"}, "没有这个问题，请重新打开页面。"),
        ({"listed": ["hukou_district"], "done": "nothing"}, "只能是其中之一"),
        ({"listed": LISTED, "done": "all"}, "不合要求"),
    ],
)
def test_a_forged_list_is_refused_with_a_sentence(visitor: httpx.Client, fields: dict[str, Any], sentence: str) -> None:
    refused = visitor.post("/chat", data=fields)
    assert refused.status_code == 422
    assert sentence in refused.text


def test_a_list_shown_earlier_can_be_answered_later(visitor: httpx.Client) -> None:
    first = visitor.post("/chat", data={"text": OPENING}).text
    listed = re.findall(r'name="listed" value="(\w+)"', first)
    visitor.post("/chat", data={"listed": listed, "done": "nothing"})
    late = visitor.post("/chat", data={"listed": listed, "ticked": listed[0], "done": "ticked"})
    assert late.status_code == 200
    assert f'<button name="forget" value="{listed[0]}"' in late.text
    assert "已改为" in late.text


def test_a_late_answer_leaves_the_list_now_asked_as_it_is(visitor: httpx.Client) -> None:
    first = visitor.post("/chat", data={"text": OPENING}).text
    listed = re.findall(r'name="listed" value="(\w+)"', first)
    now = visitor.post("/chat", data={"listed": listed, "done": "nothing"}).text
    late = visitor.post("/chat", data={"listed": listed, "ticked": listed[0], "done": "ticked"}).text
    others = re.findall(r'name="listed" value="(\w+)"', now)
    assert others
    assert re.findall(r'name="listed" value="(\w+)"', late) == others


def test_lines_of_a_reply_are_paragraphs_and_points(engine: Engine) -> None:
    assert Talk(engine).paragraphs("一\n二\n· 三\n\n· 四\n五") == [
        (False, ["一", "二"]),
        (True, ["三", "四"]),
        (False, ["五"]),
    ]


def test_only_several_facts_of_a_list_that_are_not_so_are_folded(engine: Engine) -> None:
    talk = Talk(engine)
    facts: Facts = {"applicant": "resident", "registered_unemployed": False, "disabled": False, "veteran": True}
    assert talk.folded(facts) == []
    assert talk.folded({**facts, "startup_district": "none", "startup_contest_rank": 0}) == [
        "disabled",
        "startup_district",
        "startup_contest_rank",
    ]


def explained(visitor: httpx.Client, benefit: str, **query: Any) -> httpx.Response:
    """What a card fetches when it is unfolded."""
    return visitor.get(f"/benefits/{benefit}", params=query, headers={"hx-request": "true"})


def test_only_what_can_be_claimed_is_explained_on_the_page_the_rest_when_unfolded(visitor: httpx.Client) -> None:
    page = visitor.post("/chat", data={"text": OPENING}).text
    cards = page.count('<details class="benefit"')
    assert cards > 30
    assert page.count('class="unfolds"') == cards  # nothing is sure yet
    assert 'class="explanation"' not in page
    result = re.findall(r'href="(/results/[^"]+)"', page)[0]
    whole = visitor.get(result).text
    folded = re.findall(r'class="unfolds"><a href="([^"]+)"', whole)
    assert len(folded) == cards
    assert all(address.endswith(f"?result={result.rpartition('/')[2]}&amp;then=1") for address in folded)


def test_an_explanation_is_of_the_turn_that_the_page_shows(visitor: httpx.Client) -> None:
    first, second = (
        re.findall(r'data-result="([^"]+)"', visitor.post("/chat", data={"text": text}).text)[0]
        for text in (OPENING, "月薪2600")
    )
    for _ in range(2):  # the second time the browser talks about somebody else
        part = explained(visitor, REWARD, result=first).text
        assert part.lstrip().startswith('<div class="explanation">')
        assert "3048 ≤ 4500 ✓" in part
        assert "3048 &gt; 2600 ✗" in explained(visitor, REWARD, result=second).text
        visitor.post("/restart")
        assert "您：" not in explained(visitor, REWARD).text
        visitor.post("/chat", data={"text": "我朝阳户口"})


def test_a_benefit_has_a_page_for_whoever_has_said_nothing(visitor: httpx.Client) -> None:
    page = visitor.get(f"/benefits/{REWARD}").text
    assert "还不知道您的情况" in page
    assert "您：" not in page
    employers = visitor.get("/benefits/xicheng-hiring-subsidy")  # no resident's: explained all the same
    assert employers.status_code == 200
    visitor.post("/chat", data={"text": OPENING})
    assert "还不知道您的情况" in visitor.get("/benefits/xicheng-hiring-subsidy").text
    assert "按您说的情况" in visitor.get(f"/benefits/{REWARD}").text


@pytest.mark.usefixtures("suspended")
def test_a_suspended_benefit_is_not_explained(visitor: httpx.Client) -> None:
    for answer in (visitor.get(f"/benefits/{REWARD}").text, explained(visitor, REWARD).text):
        assert "条文正在核对" in answer
        assert 'class="explanation"' not in answer


def test_what_is_not_there_is_said(visitor: httpx.Client) -> None:
    unknown = visitor.get("/benefits/xicheng-employment-rewards")
    assert unknown.status_code == 404
    assert f"最接近的是 {REWARD}" in unknown.text
    for token in ("", "x", "A" * 24):
        assert explained(visitor, REWARD, result=token).status_code == 404
    assert visitor.get(f"/benefits/{REWARD}", params={"result": "A" * 65}).status_code == 422


def test_the_first_message_sent_twice_begins_one_conversation(server: Server) -> None:
    """A double click, or a form sent again because no answer came: deleting the one leaves nothing behind."""
    form = {"message_id": str(uuid.uuid4()), "text": OPENING}
    with ThreadPoolExecutor(4) as threads:
        sent = list(threads.map(lambda _: httpx.post(f"{server.url}/chat", data=form, timeout=20), range(4)))
    assert [answer.status_code for answer in sent] == [303] * 4
    (one,) = {answer.cookies["conversation"] for answer in sent}
    page = httpx.get(server.url, cookies={"conversation": one}).text
    assert page.count('class="exchange"') == 1
    assert httpx.post(f"{server.url}/delete", cookies={"conversation": one}).status_code == 303
    assert httpx.get(f"{server.url}/api/v1/conversations/{one}").status_code == 404
    other = httpx.post(
        f"{server.url}/chat", data={**form, "text": "我朝阳户口"}, timeout=20
    )  # the same form, other words
    assert other.cookies["conversation"] != one


def test_words_of_a_field_that_is_too_long_are_given_back(visitor: httpx.Client) -> None:
    refused = visitor.post("/chat", data={"message_id": "x" * 200, "text": "我西城户口"})
    assert refused.status_code == 422
    assert "<blockquote>我西城户口</blockquote>" in refused.text
    assert "字段“message_id”不合要求（太长，最多 64 个字符）" in refused.text
