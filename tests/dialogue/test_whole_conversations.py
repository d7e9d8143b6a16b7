"""Whole conversations, written by hand from the law and the brief without sight of the program.

Every turn says what must be understood, what the reply must hold (a benefit's status or sum, a clause, words no good
reply could do without) and what may be asked next; ``next`` pins what is asked of that. ``understood_may``: what two
careful clerks could differ on. The scripts are data: ``tests/conversation/whole_conversations.jsonl``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.dialogue.state import Turn
from assistant.engine import Engine
from tests.dialogue.test_conversation import DAY, Talk

Json = dict[str, Any]
SCRIPTS: list[Json] = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "conversation" / "whole_conversations.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
DERIVED = {"applicant", "veteran", "skills_training"}
KINDS = ("answer", "answers", "undo", "forget")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script["id"])
def test_every_turn_is_understood_answered_and_followed_by_the_right_question(engine: Engine, script: Json) -> None:
    talk = Talk(engine)
    talk.turns = [Turn(given=script["start"], start=True)] if script["start"] else []
    asked = pending(engine.host.opening(DAY, talk.turns))
    for number, turn in enumerate(script["turns"]):
        at = f"{script['id']} turn {number}: {turn.get('say') or turn}"
        message = {"text": turn["say"]} if "say" in turn else {kind: turn[kind] for kind in KINDS if kind in turn}
        reply, expected = talk.say(**message), turn["expect"]
        assert_understood(reply, expected, at)
        for check in expected["answer"]:
            assert_answered(reply, check, at)
        now = pending(reply)
        assert now == turn["next"], at
        assert expected["asks"] is None or not {*now, *([] if now else [None])}.isdisjoint(expected["asks"]), at
        if "asks_same" in expected:
            assert (now == asked) is expected["asks_same"], at
        asked = now


def pending(reply: Json) -> list[str]:
    """The facts asked for: one, those of a list to tick, or none."""
    question = reply["next_question"]
    if question is None:
        return []
    return [item["fact"] for item in question["together"]["items"]] if question["together"] else [question["fact"]]


def assert_understood(reply: Json, expected: Json, at: str) -> None:
    understood = {fact: single(value) for fact, value in reply["understood"].items()}
    wanted = {fact: single(value) for fact, value in expected["understood"].items()}
    may = {**wanted, **expected.get("understood_may", {})}
    assert {fact: understood.get(fact) for fact in wanted} == wanted, at
    assert {
        fact: value for fact, value in understood.items() if fact not in DERIVED and may.get(fact) != value
    } == {}, at
    if "facts" in expected:
        assert reply["facts"] == expected["facts"], at


def assert_answered(reply: Json, check: Json, at: str) -> None:
    """One check of an answer; a clause counts with its paragraphs."""
    benefits = {benefit["id"]: benefit for benefit in reply["benefits"]}
    said = f"{reply['text']}{json.dumps(reply['results'], ensure_ascii=False)}{reply['coverage']}"
    if "benefit" in check:
        assert benefits.get(check["benefit"], {}).get("status") == check["status"], f"{at}: {check}"
    elif "amount" in check:
        amount = benefits[check["amount"]]["amount"]
        assert {end: amount[end] for end in ("min", "max") if end in check} == {
            end: check[end] for end in ("min", "max") if end in check
        }, f"{at}: {check}"
    elif "clause" in check:
        assert unit(check["clause"]) in {unit(hit["clause"]) for hit in reply["results"]}, f"{at}: {check}"
    elif "says" in check:
        assert check["says"] in said, f"{at}: {check}"
    else:
        assert check["not_says"] not in reply["text"], f"{at}: {check}"


def unit(clause: str) -> str:
    return clause.split(".p")[0]


def single(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value
