"""The whole conversation in a terminal: answer by number or in words, change an earlier answer, see the result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.dialogue.conversation import Turn
from assistant.dialogue.masking import mask
from assistant.documents.standing import Notices
from assistant.engine import Engine
from assistant.request import RequestError
from assistant.terminal.lines import bold, quiet, wrapped
from assistant.terminal.show import assess_lines, search_lines, total_lines

Json = dict[str, Any]
HELP = "输入选项的数字或直接说；撤回 = 退一步，改 户口 = 重答一项，为什么 = 为何要问，结果 = 看结果，退出 = 结束"


def chat(engine: Engine, as_of: dt.date, given: Mapping[str, Any]) -> int:
    """Converse until the person leaves or the input ends. Exit status 0."""
    turns: list[Turn] = [Turn(given=dict(given))] if given else []
    reply = engine.host.opening(as_of, turns)
    print(reply["text"])
    print(quiet(HELP))
    while True:
        question = reply["next_question"]
        for line in _question_lines(question):
            print(line)
        try:
            said = input("> ").strip()
        except EOFError:
            print()
            return 0
        if said in ("退出", "q", "quit", "exit"):
            return 0
        if said in ("结果", "看结果"):
            for line in assess_lines(engine.assessed(*_assessed(engine, turns, as_of)), engine.notices):
                print(line)
            continue
        if said in ("为什么", "?", "？") and question:
            print("\n".join(wrapped(question["why"] or "先弄清替谁咨询、住在哪个区，才知道看哪些文件。")))
            continue
        message = _message(engine, said, question)
        if message is None:
            continue
        if "ask" in message:
            reply = {**reply, "next_question": _ask(engine, message["ask"], turns, as_of)}
            continue
        try:
            outcome = engine.host.take(message, turns, as_of)
        except RequestError as problem:
            print(problem)
            continue
        turns.append(outcome.turn)
        reply = outcome.reply
        for line in _reply_lines(reply, engine.notices):
            print(line)


def _assessed(engine: Engine, turns: list[Turn], as_of: dt.date) -> tuple[Any, frozenset[str]]:
    standing = engine.host.assess(turns, as_of)
    return standing.assessment, standing.state.declined


def _ask(engine: Engine, fact: str, turns: list[Turn], as_of: dt.date) -> Json | None:
    assessment = engine.host.assess(turns, as_of).assessment
    return engine.answers.question(engine.interviewer.ask(fact, assessment))


def _message(engine: Engine, said: str, question: Json | None) -> Json | None:
    """What the line means: an undo, a change, an option's number, or words."""
    if not said:
        return None
    if said in ("撤回", "undo"):
        return {"undo": True}
    if said.startswith(("改 ", "改")) and (fact := _fact_named(engine, said[1:].strip())):
        return {"ask": fact}
    if question and said.isdecimal() and question["type"] in ("bool", "word", "words"):
        index = int(said) - 1
        if not 0 <= index < len(question["options"]):
            print(f"请输入 1 到 {len(question['options'])}，或者直接说。")
            return None
        return {"answer": {"fact": question["fact"], "value": question["options"][index]["value"]}}
    return {"text": mask(said)}


def _fact_named(engine: Engine, name: str) -> str | None:
    return next((f for f, words in engine.wording.facts.items() if name and name in (f, words.label)), None)


def _question_lines(question: Json | None) -> Iterator[str]:
    if question is None:
        return
    yield ""
    yield bold(question["text"])
    if question["help"]:
        yield quiet(question["help"])
    if question["type"] in ("bool", "word", "words"):
        yield "  ".join(f"{n} {option['label']}" for n, option in enumerate(question["options"], start=1))
    elif question["example"]:
        yield quiet(f"例如 {question['example']}{question['unit']}；不知道就说“不清楚”")


def _reply_lines(reply: Json, notices: Notices) -> Iterator[str]:
    yield from wrapped(reply["text"])
    if reply["results"]:
        yield from search_lines(reply, notices)
    if reply["coverage"]:
        yield from wrapped(reply["coverage"]["message"])
    total = reply["totals"]["in_force"]
    if total["max"] != 0 and reply["next_question"] is None:
        yield from total_lines(total)
        yield quiet("输入“结果”看每一项的依据。")
