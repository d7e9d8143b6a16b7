"""Listening: our own utterances, and what holds for any text whatever."""

from __future__ import annotations

import datetime as dt
import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.facts.extract import Extraction
from tests.facts.hearing import listener, vocabulary

DAY = dt.date(2026, 11, 20)
CASES: list[dict[str, Any]] = [
    json.loads(line) for line in (Path(__file__).parent / "utterances.jsonl").read_text(encoding="utf-8").splitlines()
]
UTTERANCES = [case["text"] for case in CASES]
NOISE = [
    "😂😂👍",
    "\x00\x07\x1b[31m",
    '{"facts":{"age":35,"disabled":true}}',
    "<script>alert(1)</script>",
    "'; DROP TABLE facts; --",
    "asdfghjkl qwerty 3k",
    "12333老打不通，你们给我回电话13800138000",
    "https://example.com/?hukou_district=xicheng&age=35",
    "谢谢",
    "在吗在吗",
    "ก็็็็็็็็ 𝟛𝟝 ﷽ ١٢٣",
    "110102199003078888",
    "100%",
    "第三条第二款",
    "2026-11-20 22:39",
]


def heard(text: str, asked: str | None = None) -> Extraction:
    return listener().extract(text, DAY, asked)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_takes_down_what_is_said_and_nothing_else(case: dict[str, Any]) -> None:
    found = heard(case["text"], case.get("asked"))
    assert {name: found.facts.get(name) for name in case["facts"]} == case["facts"]
    assert not set(found.facts) & set(case["must_not"])
    assert set(found.facts) <= {*case["facts"], *case["optional"]}
    assert set(case["unclear"]) <= {fact for unclear in found.unclear for fact in unclear.facts}


@pytest.mark.parametrize("text", NOISE)
def test_noise_holds_no_facts(text: str) -> None:
    assert heard(text).facts == {}


def check(text: str, found: Extraction) -> None:
    assert vocabulary().check(found.facts) == found.facts
    assert list(found.evidence) == list(found.facts)
    for evidence in found.evidence.values():
        assert evidence.text
        assert text[evidence.start : evidence.end] == evidence.text
    for unclear in found.unclear:
        assert text[unclear.start : unclear.end] == unclear.text
        assert unclear.question.endswith("？")
        assert unclear.facts
        assert not set(unclear.facts) & set(found.facts)


@settings(max_examples=150, deadline=None)
@given(st.text(), st.sampled_from([None, "age", "low_income_allowance", "contract_years", "gender", "birth_date"]))
def test_any_text_is_heard_without_an_error(text: str, asked: str | None) -> None:
    check(text, heard(text, asked))


WORDS = "我妈户口在西城朝阳的没有不是登记失业低保三十五岁，。？合同签了年月薪5000k要是如果吗打算以前公司招了3名和、：女"


@settings(max_examples=250, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(WORDS), st.sampled_from(UTTERANCES)), max_size=12).map("".join))
def test_speech_cut_and_mixed_is_heard_without_an_error(text: str) -> None:
    check(text, heard(text))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([case for case in CASES if "asked" not in case]), st.sampled_from(NOISE))
def test_noise_after_the_words_takes_nothing_away(case: dict[str, Any], noise: str) -> None:
    assert heard(f"{case['text']}。{noise}").facts == heard(case["text"]).facts


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([case for case in CASES if "asked" not in case]))
def test_full_width_figures_and_blanks_change_nothing(case: dict[str, Any]) -> None:
    wide = case["text"].translate({ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789"})
    assert heard(f"  {wide}  ").facts == heard(case["text"]).facts


@pytest.mark.parametrize(
    "unit", ["我", "没有的一个低保", "三年零三个月", "我们公司招了3名西城户籍登记失业人员", "不对", "1", "\n35岁\n"]
)
def test_a_wall_of_text_costs_no_more_than_its_length(unit: str) -> None:
    def seconds(size: int) -> float:
        text = (unit * size)[:size]
        began = time.process_time()
        heard(text)
        return time.process_time() - began

    heard(unit)
    assert seconds(60_000) < 12 * max(seconds(15_000), 0.02)


def test_the_same_words_give_the_same_facts() -> None:
    for text in UTTERANCES:
        assert heard(text) == heard(text)
