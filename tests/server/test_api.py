"""The HTTP API over a real connection: the contract's shapes, conversations, errors as problem+json."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.engine import Engine
from tests.people import HIRED, OPENING
from tests.server.conftest import Server


def start(http: httpx.Client) -> str:
    answer = http.post("/api/v1/conversations")
    assert answer.status_code == 201
    assert answer.json()["next_question"]["fact"] == "applicant"
    return str(answer.json()["id"])


def say(http: httpx.Client, conversation: str, **message: Any) -> dict[str, Any]:
    answer = http.post(f"/api/v1/conversations/{conversation}/messages", json=message)
    assert answer.status_code == 200, answer.text
    reply: dict[str, Any] = answer.json()
    return reply


def test_assess_answers_as_the_contract_says(http: httpx.Client) -> None:
    answer = http.post("/api/v1/assess", json={"facts": HIRED, "as_of": "2026-11-20"}).json()
    benefit = answer["benefits"][0]
    assert benefit["id"] == "xicheng-employment-reward"
    assert benefit["amount"]["min"] == 27000
    assert {"id", "name", "status", "legal_status", "amount", "conditions", "missing", "citations", "notes"} <= set(
        benefit
    )
    assert answer["totals"]["in_force"]["min"] == 27000


def test_search_extract_clause_and_documents(http: httpx.Client) -> None:
    found = http.get("/api/v1/search", params={"query": "房租补贴", "limit": 5, "as_of": "2026-11-20"}).json()
    assert found["confident"]
    assert found["results"][0]["highlights"]
    heard = http.post("/api/v1/extract", json={"text": "我35岁，西城户口"}).json()
    assert heard["facts"] == {"hukou_district": "xicheng", "age": 35}
    evidence = heard["evidence"]["age"]
    assert "我35岁，西城户口"[evidence["start"] : evidence["end"]] == evidence["text"]
    clause = http.get("/api/v1/clauses/xicheng-2021-2%232.6.p2").json()
    assert clause["clause"] == "xicheng-2021-2#2.6.p2"
    assert "xicheng-employment-reward" in clause["benefits"]
    documents = http.get("/api/v1/documents", params={"as_of": "2027-01-01"}).json()["documents"]
    assert {d["id"]: d["legal_status"] for d in documents}["xicheng-2021-2"] == "expired"


def test_citations_are_checked_as_on_the_command_line(http: httpx.Client, engine: Engine) -> None:
    text = "西城区就业措施第10条：“按照每人每月2000元的标准申请就业奖励，最长不超过三年”。"
    answer = http.post("/api/v1/cite", json={"text": text, "as_of": "2026-11-20"}).json()
    assert answer == engine.cite(text, dt.date(2026, 11, 20))
    assert answer["citations"][0]["clauses"] == ["xicheng-2021-2#3.10"]
    assert answer["quotes"][0]["differences"] == [{"start": 39, "end": 40, "said": "三", "printed": "五"}]
    expired = http.post("/api/v1/cite", json={"text": text, "as_of": "2027-01-01"}).json()
    assert expired["citations"][0]["severity"] == "problem"


def test_suggestions_while_typing(http: httpx.Client) -> None:
    found = http.get("/api/v1/suggest", params={"q": "fz", "limit": 3}).json()
    assert found["query"] == "fz"
    assert found["suggestions"][0] == {"text": "房租", "kind": "term", "clause": None}
    assert len(found["suggestions"]) == 3
    assert http.get("/api/v1/suggest", params={"q": "房"}).json()["suggestions"] == []


def test_a_question_without_an_answer_gets_the_nearest_and_common_questions(http: httpx.Client) -> None:
    found = http.get("/api/v1/search", params={"query": "厦门房租补贴怎么领"}).json()
    assert not found["confident"]
    assert found["results"]
    assert found["did_you_mean"]
    conversation = start(http)
    say(http, conversation, answer={"fact": "applicant", "value": "resident"})
    reply = say(http, conversation, text="公积金贷款能贷多少？")
    assert reply["confident"] is False
    assert "没有找到答案" in reply["text"]
    assert "您是不是想问：" in reply["text"]


def test_another_city_is_not_answered_with_beijings_benefits(http: httpx.Client) -> None:
    conversation = start(http)
    say(http, conversation, answer={"fact": "applicant", "value": "resident"})
    reply = say(http, conversation, text="厦门房租补贴怎么领？")
    assert "没有厦门的" in reply["text"]
    assert reply["results"] == []
    assert "厦门" not in say(http, conversation, text="我是厦门人，西城开店房租怎么补？")["text"]


def test_a_whole_conversation_reaches_27000(http: httpx.Client) -> None:
    conversation = start(http)
    say(http, conversation, answer={"fact": "applicant", "value": "resident"})
    reply = say(http, conversation, text=OPENING)
    while question := reply["next_question"]:
        reply = say(http, conversation, answer={"fact": question["fact"], "value": HIRED.get(question["fact"])})
    benefit = next(b for b in reply["benefits"] if b["id"] == "xicheng-employment-reward")
    assert benefit["amount"]["formula"] == "6000 + 9000 + 12000"
    page = http.get(reply["result_url"])
    assert page.status_code == 200
    assert "27,000" in page.text


def test_a_message_sent_twice_counts_once(http: httpx.Client) -> None:
    conversation = start(http)
    first = say(http, conversation, text="我35岁", message_id="m1")
    again = say(http, conversation, text="我35岁", message_id="m1")
    assert again == first
    turns = http.get(f"/api/v1/conversations/{conversation}").json()["turns"]
    assert len(turns) == 2


def test_undo_forget_and_delete(http: httpx.Client) -> None:
    conversation = start(http)
    say(http, conversation, answer={"fact": "hukou_district", "value": "xicheng"})
    say(http, conversation, answer={"fact": "age", "value": 40})
    assert "age" not in say(http, conversation, undo=True)["facts"]
    reply = say(http, conversation, forget="hukou_district")
    assert reply["facts"] == {}
    url = reply["result_url"]
    assert http.get(url).status_code == 200
    assert http.delete(f"/api/v1/conversations/{conversation}").status_code == 204
    assert http.get(f"/api/v1/conversations/{conversation}").status_code == 404
    assert http.get(url).status_code == 404


def test_identifiers_are_masked_before_they_are_kept(http: httpx.Client, server: Server) -> None:
    conversation = start(http)
    say(http, conversation, text="我身份证110102199003070011，手机13812345678，西城户口")
    turns = http.get(f"/api/v1/conversations/{conversation}").text
    assert "110102199003070011" not in turns
    assert "13812345678" not in turns
    for path in server.folder.iterdir():  # the database too, where it is a file; the log
        content = path.read_bytes()
        assert b"110102199003070011" not in content, path
        assert b"13812345678" not in content, path


def test_a_conversation_survives_a_crash(tmp_path: Path) -> None:
    running = Server(tmp_path)
    running.start()
    with httpx.Client(base_url=running.url) as http:
        conversation = start(http)
        said = say(http, conversation, text="我西城户口，32岁")
        running.stop(kill=True)
        running.start()
        kept = http.get(f"/api/v1/conversations/{conversation}").json()
    running.stop()
    assert kept["facts"] == said["facts"]
    assert kept["next_question"] == said["next_question"]
    assert kept["turns"][0]["text"] == "我西城户口，32岁"


PROBLEMS: list[tuple[str, str, Any, int, str]] = [
    ("GET", "/api/v1/clauses/xicheng-2021-2%239.9", None, 404, "xicheng-2021-2#"),
    ("GET", "/api/v1/search?query=房租&district=pudong", None, 400, "pudong"),
    ("GET", "/api/v1/search?query=房租&limit=-1", None, 422, "limit"),
    ("GET", "/api/v1/search", None, 422, "query"),
    ("GET", "/api/v1/suggest", None, 422, "q"),
    ("GET", "/api/v1/suggest?q=房租&limit=1000000000", None, 422, "limit"),
    ("GET", "/api/v1/documents?as_of=2026-13-01", None, 400, "2026-13-01"),
    ("POST", "/api/v1/assess", {"facts": {"age": -3}}, 422, "age"),
    ("POST", "/api/v1/assess", {"facts": {"age": "abc"}}, 422, "abc"),
    ("POST", "/api/v1/assess", {"facts": {"hukou_district": "pudong"}}, 422, "pudong"),
    ("POST", "/api/v1/assess", {"facts": {"shoe_size": 42}}, 422, "shoe_size"),
    ("POST", "/api/v1/assess", {"facts": {"birth_date": "1990-01-01", "age": 3}}, 422, "矛盾"),
    ("POST", "/api/v1/assess", {"facts": []}, 422, "facts"),
    ("POST", "/api/v1/extract", {"text": "长" * 60_000}, 413, "太长"),
    ("POST", "/api/v1/extract", {"text": "长" * 200_000}, 413, "太长"),
    ("POST", "/api/v1/cite", {"text": "长" * 20_001}, 413, "最多核对 20000 个"),
    ("POST", "/api/v1/cite", {"text": "长" * 200_000}, 413, "太长"),
    ("POST", "/api/v1/cite", {"text": ["长"]}, 422, "text"),
    ("POST", "/api/v1/cite", {"text": "", "as_of": "2026-13-01"}, 400, "2026-13-01"),
    ("GET", "/api/v1/conversations/nobody", None, 404, "对话"),
    ("POST", "/api/v1/conversations/nobody/messages", {"text": "你好"}, 404, "对话"),
    ("GET", "/api/v1/nothing", None, 404, "地址"),
    ("DELETE", "/api/v1/documents", None, 405, "方法"),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "says"), PROBLEMS)
def test_errors_are_problems_a_person_can_act_on(
    http: httpx.Client, method: str, path: str, body: Any, status: int, says: str
) -> None:
    answer = http.request(method, path, json=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert says in problem["detail"]
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/assess", b'{"facts": {"\\ud800": 1}}'),
        ("/api/v1/assess", b'{"facts": {"applicant": "\\ud800"}}'),
        ("/api/v1/explain", b'{"benefit": "\\ud800"}'),
        ("/api/v1/cite", json.dumps({"text": "西城区就业措施第10条：“每人每月2000元\ud800的标准”"}).encode()),
        ("CONVERSATION", b'{"text": "\\ud800"}'),
        ("CONVERSATION", b'{"forget": "\\ud800"}'),
        ("CONVERSATION", b'{"answer": {"fact": "hukou_district", "value": "\\ud800"}}'),
    ],
)
def test_half_characters_are_refused_in_a_sentence(http: httpx.Client, path: str, body: bytes) -> None:
    address = path if path != "CONVERSATION" else f"/api/v1/conversations/{start(http)}/messages"
    answer = http.post(address, content=body, headers={"content-type": "application/json"})
    assert 400 <= answer.status_code < 500
    assert answer.json()["detail"]


def test_broken_json_is_a_problem_too(http: httpx.Client) -> None:
    answer = http.post("/api/v1/assess", content=b"{", headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert "JSON" in answer.json()["detail"]


def test_the_load_balancer_gets_its_answers(http: httpx.Client) -> None:
    assert http.get("/healthz").status_code == 200
    ready = http.get("/readyz")
    assert ready.status_code == 200
    assert len(ready.json()["corpus_version"]) == 12


def test_the_description_names_every_path(http: httpx.Client) -> None:
    described = http.get("/api/v1/openapi.json").json()
    assert {
        "/api/v1/search",
        "/api/v1/suggest",
        "/api/v1/extract",
        "/api/v1/cite",
        "/api/v1/assess",
        "/api/v1/clauses/{clause_id}",
        "/api/v1/documents",
        "/api/v1/conversations",
        "/api/v1/conversations/{conversation_id}",
        "/api/v1/conversations/{conversation_id}/messages",
    } <= set(described["paths"])


def test_every_response_carries_the_security_headers(http: httpx.Client) -> None:
    for path in ("/", "/documents", "/api/v1/documents", "/nothing"):
        headers = http.get(path).headers
        policy = headers["content-security-policy"]
        assert "unsafe-inline" not in policy
        assert "unsafe-eval" not in policy
        assert headers["x-content-type-options"] == "nosniff"


def test_a_clause_id_encoded_whole_is_an_address_too(http: httpx.Client) -> None:
    answer = http.get("/documents/xicheng-2021-2%232.6.p2")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/documents/xicheng-2021-2#2.6.p2"


def test_a_message_is_one_thing(http: httpx.Client) -> None:
    conversation = start(http)
    for message in ({"text": "我35岁", "undo": True}, {}):
        answer = http.post(f"/api/v1/conversations/{conversation}/messages", json=message)
        assert answer.status_code == 400


def test_another_life_stands_beside_the_assessment(http: httpx.Client) -> None:
    body = {"facts": HIRED, "as_of": "2026-11-20", "what_if": {"monthly_wage": 3000}, "compare_districts": True}
    assessed = http.post("/api/v1/assess", json=body).json()
    reward = next(b for b in assessed["what_if"]["benefits"] if b["id"] == "xicheng-employment-reward")
    assert (reward["before"]["status"], reward["after"]["status"]) == ("eligible", "ineligible")
    assert assessed["what_if"]["totals"]["difference"] == {"min": -27000, "max": -27000}
    assert len(assessed["districts"]) == 16
    plain = http.post("/api/v1/assess", json={"facts": HIRED, "as_of": "2026-11-20"}).json()
    assert assessed == {**plain, "what_if": assessed["what_if"], "districts": assessed["districts"]}


def test_a_benefit_is_explained_over_http(http: httpx.Client) -> None:
    body = {"benefit": "xicheng-employment-reward", "facts": HIRED, "as_of": "2026-11-20"}
    explained = http.post("/api/v1/explain", json=body).json()
    assert explained["benefit"]["amount"]["worked"] == "6000 + 9000 + 12000 = 27000"
    assert "12333" in "".join(explained["ask"])
    assert "script" not in explained
    script = http.post("/api/v1/explain", json={**body, "script": True}).json()["script"]
    assert script["sentences"][0]["kind"] == "status"
    assert script["sms"]["characters"] == len(script["sms"]["text"]) <= 134


@pytest.mark.parametrize(
    ("path", "body", "status", "says"),
    [
        ("explain", {"benefit": "xicheng-employment-rewrd"}, 404, "xicheng-employment-reward"),
        ("explain", {"benefit": "xicheng-hiring-subsidy", "facts": {"applicant": "resident"}}, 400, "employer"),
        ("assess", {"facts": HIRED, "what_if": {"hukou_district": "pudong"}}, 422, "xicheng"),
        ("assess", {"facts": HIRED, "what_if": {"hukuo_district": "xicheng"}}, 422, "hukou_district"),
        ("assess", {"facts": {"applicant": "employer"}, "compare_districts": True}, 400, "个人"),
        ("assess", {"facts": HIRED, "what_if": 3}, 422, "what_if"),
    ],
)
def test_what_cannot_be_compared_or_explained_is_refused(
    http: httpx.Client, path: str, body: dict[str, Any], status: int, says: str
) -> None:
    refused = http.post(f"/api/v1/{path}", json=body)
    assert refused.status_code == status
    assert refused.headers["content-type"].startswith("application/problem+json")
    assert says in refused.json()["detail"]


def test_a_list_is_answered_at_once_or_one_by_one(http: httpx.Client) -> None:
    conversation = start(http)
    say(http, conversation, answer={"fact": "applicant", "value": "resident"})
    told = say(http, conversation, text="我西城户口，45岁，没工作")
    items = told["next_question"]["together"]["items"]
    unsure, *others = [item["fact"] for item in items]
    answers = {item["fact"]: item["unticked"] for item in items} | {unsure: None}
    reply = say(http, conversation, answers=answers, message_id="list-1")
    assert reply["declined"] == [unsure]
    assert reply["facts"] == {**told["facts"], **{fact: answers[fact] for fact in others}}
    assert say(http, conversation, answers=answers, message_id="list-1") == reply
    undone = say(http, conversation, undo=True)
    assert (undone["facts"], undone["declined"]) == (told["facts"], [])
    one_by_one = say(http, conversation, answers={})["next_question"]
    listed = one_by_one["together"]["items"] if one_by_one["together"] else []
    assert not {item["fact"] for item in listed} & {unsure, *others}


@pytest.mark.parametrize(
    ("message", "status"),
    [
        ({"answers": {"shoe_size": 42}}, 400),
        ({"answers": {"age": "abc"}}, 400),
        ({"answers": {"age": 32}, "text": "32"}, 400),
        ({"answers": [1, 2]}, 422),
    ],
)
def test_a_bad_list_is_refused_and_nothing_is_lost(http: httpx.Client, message: dict[str, Any], status: int) -> None:
    conversation = start(http)
    before = say(http, conversation, text="我西城户口")["facts"]
    answer = http.post(f"/api/v1/conversations/{conversation}/messages", json=message)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert http.get(f"/api/v1/conversations/{conversation}").json()["facts"] == before
