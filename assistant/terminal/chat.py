"""The whole conversation in a terminal: answer by number or in words, change an earlier answer, see the result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.dialogue.state import Turn
from assistant.documents.standing import Notices
from assistant.engine import Engine
from assistant.request import RequestError
from assistant.terminal.lines import bold, quiet, wrapped
from assistant.terminal.show import assess_lines, hit_lines, total_lines

Json = dict[str, Any]
HELP = (
    "输入选项的数字或直接说；撤回 = 退一步，改 户口 = 重答一项，为什么 = 为何要问，"
    "够了 = 不再问，结果 = 看结果，退出 = 结束"
)


def chat(engine: Engine, as_of: dt.date, given: Mapping[str, Any]) -> int:
    """Converse until the person leaves or the input ends. Exit status 0."""
    turns: list[Turn] = [Turn(given=dict(given), start=True)] if given else []
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
            for line in assess_lines(engine.host.shown(engine.host.standing(turns, as_of)), engine.notices):
                print(line)
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


def _ask(engine: Engine, fact: str, turns: list[Turn], as_of: dt.date) -> Json | None:
    assessment = engine.host.standing(turns, as_of).assessment
    return engine.answers.question(engine.interviewer.ask(fact, assessment))


def _message(engine: Engine, said: str, question: Json | None) -> Json | None:
    """What the line means: an undo, a change, an option's number, or words."""
    if not said:
        return None
    if said in ("?", "？"):
        return {"text": "为什么"}
    if question and question["together"] and (numbers := _numbers(said)) is not None:
        return _ticked(question["together"]["items"], numbers)
    if said.startswith(("改 ", "改")) and (fact := _fact_named(engine, said[1:].strip())):
        return {"ask": fact}
    if question and said.isdecimal() and question["type"] in ("bool", "word", "words"):
        index = int(said) - 1
        if not 0 <= index < len(question["options"]):
            print(f"请输入 1 到 {len(question['options'])}，或者直接说。")
            return None
        return {"answer": {"fact": question["fact"], "value": question["options"][index]["value"]}}
    return {"text": engine.masker.mask(said)}


def _numbers(said: str) -> list[int] | None:
    """The numbers of the lines that somebody ticks (1 3、4), None where it is no list of numbers."""
    parts = said.replace("、", " ").replace("，", " ").replace(",", " ").split()
    return [int(part) for part in parts] if parts and all(part.isdecimal() for part in parts) else None


def _ticked(items: list[Json], numbers: list[int]) -> Json | None:
    """The list answered: what is ticked is so, or asked next; the rest isn't. 0 ticks nothing."""
    if not all(0 <= number <= len(items) for number in numbers):
        print(f"请输入 1 到 {len(items)} 的数字，可以写几个；都没有写 0。")
        return None
    chosen = {items[number - 1]["fact"] for number in numbers if number}
    return {"answers": {item["fact"]: item["fact"] in chosen or item["unticked"] for item in items}}


def _fact_named(engine: Engine, name: str) -> str | None:
    return next((f for f, words in engine.wording.facts.items() if name and name in (f, words.label)), None)


def _question_lines(question: Json | None) -> Iterator[str]:
    if question is None:
        return
    yield ""
    if together := question["together"]:
        yield bold(together["text"])
        yield from (f"  {n} {item['label']}" for n, item in enumerate(together["items"], start=1))
        yield quiet("有的写数字，可以写几个（1 3）；都没有写 0；说不清就说“不清楚”，改为一项一项问")
        return
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
        yield from hit_lines(reply["results"], notices)
    if reply["coverage"]:
        yield from wrapped(reply["coverage"]["message"])
    total = reply["totals"]["in_force"]
    if total["max"] != 0 and reply["next_question"] is None:
        yield from total_lines(total)
        yield quiet("输入“结果”看每一项的依据。")
