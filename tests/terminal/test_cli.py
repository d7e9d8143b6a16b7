"""The program as people and programs run it: verbs, exit status, streams, refusals in one line."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.people import HIRED

FACTS = {"applicant": "resident", "hukou_district": "xicheng", "startup_certificate": True}


def run(*arguments: str, said: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assistant", *arguments],
        input=said,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        env={**os.environ, **environment},
    )


def answer(*arguments: str, said: str = "") -> Any:
    done = run(*arguments, "--json", said=said)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


VERBS = [
    "search",
    "extract",
    "assess",
    "explain",
    "cite",
    "clause",
    "parse",
    "documents",
    "coverage",
    "alarms",
    "suspend",
    "chat",
    "simulate-flow",
    "evaluate-search",
    "serve",
]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_with_an_example(verb: str) -> None:
    done = run(verb, "--help")
    assert done.returncode == 0
    assert f"例：assistant {verb}" in done.stdout


def test_json_is_one_document_and_nothing_else(tmp_path: Path) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps(FACTS))
    assert answer("assess", "--facts", str(facts), "--as-of", "2026-11-20")["totals"]["in_force"]["min"] == 1000
    assert answer("assess", "--facts", "-", said=json.dumps({"facts": FACTS}))["facts"] == FACTS
    assert answer("search", "暖心餐", "--limit", "2")["results"][0]["clause"] == "tongzhou-friendly-city-draft#3.5.10"
    assert answer("extract", "我35岁，西城户口")["facts"]["hukou_district"] == "xicheng"
    assert answer("clause", "beijing-2025-14#5")["text"].startswith("本通知自2026年1月1日起实施")
    assert len(answer("documents")["documents"]) == 5
    source = Path(__file__).parent.parent.parent / "corpus" / "sources" / "004_79673abc71ac9f0c.txt"
    assert len(answer("parse", str(source))["clauses"]) == 8


def test_people_read_chinese_without_colours_when_not_on_a_terminal() -> None:
    done = run("assess", "--facts", "-", "--as-of", "2026-11-20", said=json.dumps(FACTS))
    assert done.returncode == 0
    assert "创业培训补贴  1,000元" in done.stdout
    assert "\x1b[" not in done.stdout


def test_what_if_and_districts_stand_beside_the_result() -> None:
    facts = json.dumps({**HIRED, "contract_years": 0.5})
    whole = answer(
        "assess", "--facts", "-", "--as-of", "2026-11-20", "--what-if", "contract_years=3", "--what-if",
        "employee_social_insurance=是", "--compare-districts", said=facts,
    )  # fmt: skip
    assert whole["totals"]["in_force"]["max"] == 0
    assert whole["what_if"]["changes"] == {"contract_years": 3, "employee_social_insurance": True}
    assert whole["what_if"]["totals"]["after"]["max"] == 27000
    assert len(whole["districts"]) == 16
    shown = run("assess", "--facts", "-", "--as-of", "2026-11-20", "--what-if", "contract_years=3", said=facts).stdout
    assert "如果合同期限换成3年" in shown
    assert "合计：0元 → 27,000元（多27,000元）" in shown


def test_a_stream_takes_the_same_wishes() -> None:
    request = {"facts": HIRED, "as_of": "2026-11-20", "what_if": {"monthly_wage": 3000}, "compare_districts": True}
    bad = {"facts": HIRED, "what_if": [1]}
    done = run("assess", "--jsonl", "-", said="\n".join(map(json.dumps, (request, bad))) + "\n")
    first, second = map(json.loads, done.stdout.splitlines())
    assert first["what_if"]["totals"]["difference"]["max"] == -27000
    assert first["districts"][0]["district"] == "dongcheng"
    assert second["error"]["code"] == "bad_value"


def test_an_explanation_is_read_by_people_and_by_programs() -> None:
    shown = run("explain", "xicheng-employment-reward", "--facts", "-", "--as-of", "2026-11-20", said=json.dumps(HIRED))
    assert shown.returncode == 0
    for words in (
        "✓ 劳动合同期限不少于1年（您的情况：合同期限：3年）",
        "2540 × 1.2 = 3048 ≤ 4500 ✓",
        "6000 + 9000 + 12000 = 27000",
        "能否同时享受",
        "文件没有写的，到哪里问",
    ):
        assert words in shown.stdout
    request = json.dumps({"benefit": "xicheng-employment-reward", "facts": HIRED, "as_of": "2026-11-20"})
    streamed = run("explain", "--jsonl", "-", said=request + "\n")
    assert json.loads(streamed.stdout)["benefit"]["status"] == "eligible"
    facts = json.dumps({**HIRED, "contract_years": 0.5})
    said = run("explain", "xicheng-employment-reward", "--facts", "-", "--as-of", "2026-11-20", "--script", said=facts)
    for words in ("话术\n", "短信（", "为什么不符合\n", "按您说的情况还差一步"):
        assert words in said.stdout


def test_coverage_is_whole() -> None:
    done = run("coverage", "--json")
    assert done.returncode == 0
    coverage = json.loads(done.stdout)
    assert coverage["complete"] is True
    assert sum(row["open"] for row in coverage["documents"]) == 0
    assert "0 句未覆盖" in run("coverage").stdout


def test_a_stream_answers_line_by_line_and_goes_on_after_a_bad_line() -> None:
    lines = [
        json.dumps({"facts": FACTS, "as_of": "2026-11-20"}),
        "not json",
        json.dumps({"facts": {"age": -3}}),
        json.dumps({"facts": FACTS, "as_of": "tomorrow"}),
        json.dumps([1, 2]),
        json.dumps({"facts": {"applicant": "resident"}}),
    ]
    done = run("assess", "--jsonl", "-", said="\n".join(lines) + "\n")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [("error" in a) for a in answers] == [False, True, True, True, True, False]
    assert "age" in answers[2]["error"]["message"]


def test_a_stream_is_flushed_line_by_line() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "assistant", "clause", "--jsonl", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for clause in ("beijing-2025-14#5", "xicheng-2021-2#2.6"):
            process.stdin.write(json.dumps({"clause": clause}) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["clause"] == clause
        process.stdin.close()
        assert process.wait(timeout=20) == 0


@pytest.mark.parametrize(
    ("arguments", "said", "says"),
    [
        (["search"], "", "缺少"),
        (["search", "房租", "--district", "pudong"], "", "pudong"),
        (["search", "房租", "--limit", "-1"], "", "limit"),
        (["search", "房租", "--as-of", "2026-13-01"], "", "2026-13-01"),
        (["search", "长" * 30_000], "", "太长"),
        (["evaluate-search", "/nowhere/questions.jsonl"], "", "找不到"),
        (["clause", "xicheng-2021-2#2.66"], "", "xicheng-2021-2#2.6"),
        (["assess", "--facts", "-"], "{", "JSON"),
        (["assess", "--facts", "-"], '{"facts": {"age": "abc"}}', "abc"),
        (["assess", "--facts", "-"], '{"facts": {"applicant": "king"}}', "king"),
        (["assess", "--facts", "/nowhere/facts.json"], "", "找不到"),
        (["parse", "/nowhere/x.txt"], "", "找不到"),
        (["documents", "--corpus", "/nowhere"], "", "--corpus"),
        (["explain", "xicheng-employment-rewrd"], "", "xicheng-employment-reward"),
        (["explain"], "", "BENEFIT"),
        (["explain", "xicheng-hiring-subsidy", "--facts", "-"], '{"applicant": "resident"}', "employer"),
        (["assess", "--facts", "-", "--what-if", "age"], "{}", "事实=值"),
        (["assess", "--facts", "-", "--what-if", "monthly_wge=1"], "{}", "monthly_wage"),
        (["assess", "--facts", "-", "--what-if", "hukou_district=pudong"], "{}", "pudong"),
        (["assess", "--facts", "-", "--compare-districts"], '{"applicant": "employer"}', "个人"),
        (["fly"], "", "参数不对"),
        (["serve", "--port", "70000"], "", "70000"),
    ],
)
def test_a_wrong_request_is_refused_in_one_line(arguments: list[str], said: str, says: str) -> None:
    done = run(*arguments, said=said)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert says in done.stderr


@pytest.mark.parametrize("text", ["", " ", "？！", "\x01\x02", "😂😂", "<b>'; DROP TABLE--", "a"])
def test_empty_text_and_noise_get_an_answer(text: str) -> None:
    found = run("search", text, "--json")
    assert found.returncode == 1
    assert json.loads(found.stdout)["confident"] is False
    heard = run("extract", text, "--json")
    assert heard.returncode == 0
    assert json.loads(heard.stdout)["facts"] == {}


def test_a_bad_line_of_a_stream_leaves_the_others() -> None:
    lines = ['{"query": "房租", "documents": [1]}', '{"query": "房租", "documents": [null]}', '{"query": "房租"}']
    done = run("search", "--jsonl", "-", said="\n".join(lines) + "\n")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer.get("error", {}).get("code") for answer in answers] == ["bad_value", "bad_value", None]
    assert answers[2]["results"]


def test_off_topic_is_a_no() -> None:
    done = run("search", "小客车摇号")
    assert done.returncode == 1
    assert "没有找到答案" in done.stdout
    assert "12333或12345" in done.stdout
    asked = json.loads(run("search", "厦门房租补贴怎么领", "--json").stdout)
    assert asked["confident"] is False
    assert asked["did_you_mean"]
    assert f"· {asked['did_you_mean'][0]}" in run("search", "厦门房租补贴怎么领").stdout


def test_what_was_put_right_and_what_no_document_says_is_said() -> None:
    assert "按“见习补贴”查找" in run("search", "见席补帖").stdout
    assert "没有出现“个体工商户”" in run("search", "个体工商户能领岗位补贴吗").stdout
    assert answer("search", "个体工商户能领岗位补贴吗")["unwritten"] == ["个体工商户"]


def test_search_is_evaluated_beside_plain_bm25(tmp_path: Path) -> None:
    questions = tmp_path / "q.jsonl"
    rows = [
        {"kind": "agent", "query": "暖心餐", "relevant": {"tongzhou-friendly-city-draft#3.5.10": 2}},
        {"query": "小客车摇号", "relevant": {}},
    ]
    questions.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    evaluated = answer("evaluate-search", str(questions))
    assert evaluated["kinds"]["agent"]["recall_at_5"] == 1
    assert evaluated["kinds"]["agent"]["plain_bm25"]["mrr_at_10"] == 1
    assert evaluated["off_topic"] == {"questions": 1, "refused": 1.0}
    assert "Recall@5" in run("evaluate-search", str(questions)).stdout


def test_another_corpus_can_be_chosen(corpus_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "corpus"
    shutil.copytree(corpus_folder, copy)
    (copy / "rules" / "haidian-measures-note.yaml").write_text("documents: x\n")
    for done in (run("documents", "--corpus", str(copy)), run("documents", ASSISTANT_CORPUS=str(copy))):
        assert done.returncode == 2
        assert "haidian-measures-note.yaml，第" in done.stderr


def test_a_port_in_use_and_a_folder_without_permission_are_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert "已被占用" in done.stderr
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    done = run("serve", "--port", port, ASSISTANT_DATABASE_URL="sqlite:////proc/no/such/assistant.sqlite3")
    assert done.returncode == 2
    assert "写权限" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_terminal_conversation_from_opening_to_result() -> None:
    said = [
        "我西城户口，32岁，办了失业登记，在一家公司签了三年合同，月薪4500，单位给交社保",
        "为什么",
        "改 户口",
        "3",
        "撤回",
        "结果",
        "退出",
    ]
    done = run("chat", "--as-of", "2026-11-20", said="\n".join(said) + "\n")
    assert done.returncode == 0
    assert "户籍在西城区" in done.stdout
    assert "已改为：户籍在朝阳区" in done.stdout
    assert "已撤回上一步（户口" in done.stdout
    assert "就业奖励" in done.stdout


def test_the_terminal_conversation_ends_with_its_input() -> None:
    assert run("chat").returncode == 0
