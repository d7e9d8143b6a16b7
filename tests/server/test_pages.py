"""What the pages' forms say and what is answered to them, without a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
    assert visitor.get(result).text.count('class="explanation"') == cards


def test_an_explanation_is_of_the_turn_that_the_page_shows(visitor: httpx.Client) -> None:
    visitor.post("/chat", data={"text": OPENING})
    visitor.post("/chat", data={"text": "月薪2600"})
    part = explained(visitor, REWARD, turn=1).text
    assert part.lstrip().startswith('<div class="explanation">')
    assert "3048 ≤ 4500 ✓" in part
    assert "3048 &gt; 2600 ✗" in explained(visitor, REWARD, turn=2).text
    assert "3048 &gt; 2600 ✗" in explained(visitor, REWARD).text
    assert "您：" not in explained(visitor, REWARD, turn=0).text


def test_a_benefit_has_a_page_for_whoever_has_said_nothing(visitor: httpx.Client) -> None:
    page = visitor.get(f"/benefits/{REWARD}").text
    assert "还不知道您的情况" in page
    assert "您：" not in page
    employers = visitor.get("/benefits/xicheng-hiring-subsidy")  # no resident's: explained all the same
    assert employers.status_code == 200
    visitor.post("/chat", data={"text": OPENING})
    assert "还不知道您的情况" in visitor.get("/benefits/xicheng-hiring-subsidy").text
    assert "按您说的情况" in visitor.get(f"/benefits/{REWARD}").text


def test_a_suspended_benefit_is_not_explained(visitor: httpx.Client, server: Server) -> None:
    server.run("suspend", REWARD, "--reason", "条文正在核对")
    for answer in (visitor.get(f"/benefits/{REWARD}").text, explained(visitor, REWARD).text):
        assert "条文正在核对" in answer
        assert 'class="explanation"' not in answer
    server.run("suspend", REWARD, "--lift")


def test_what_is_not_there_is_said(visitor: httpx.Client) -> None:
    unknown = visitor.get("/benefits/xicheng-employment-rewards")
    assert unknown.status_code == 404
    assert f"最接近的是 {REWARD}" in unknown.text
    assert explained(visitor, REWARD, turn=3).status_code == 404  # no such conversation: not somebody else's answer
    assert visitor.get(f"/benefits/{REWARD}", params={"turn": "x"}).status_code == 422
