"""What a form of the residents' pages says, as a message of the conversation."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel, Field

from assistant.dialogue.questions import nothing_of
from assistant.engine import Engine
from assistant.facts.vocabulary import Fact
from assistant.language.numerals import Quantity, read_quantities
from assistant.request import RequestError

Json = dict[str, Any]
_DAY = re.compile(r"(\d{4})\D{0,2}(\d{1,2})(?:\D{1,2}(\d{1,2}))?\D?|(\d{4})(\d{2})(\d{2})", re.ASCII)
MONTHS = {"年": 12, "个月": 1, "月": 1}
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－／", "0123456789.,-/")


class ChatForm(BaseModel):
    """All that a form of the conversation can send; which fields there are says what it means.

    ``listed``: the facts of a list as it was shown, ``ticked`` those with a tick; ``done``: which button ended it.
    ``about``: a benefit, of which the person wants to know whether it is theirs.
    """

    text: str | None = None
    fact: str | None = None
    value: list[str] = []
    undo: str | None = None
    forget: str | None = None
    change: str | None = None
    about: str | None = None
    listed: list[str] = []
    ticked: list[str] = []
    done: Literal["ticked", "nothing", "singly"] | None = None
    message_id: str = Field("", max_length=64)


def read_message(engine: Engine, form: ChatForm) -> Json:
    """The form as a message. Raises RequestError with a sentence that says what to write."""
    if form.undo is not None:
        return {"undo": True}
    if form.forget is not None:
        return {"forget": form.forget}
    if form.about is not None:
        return {"about": form.about}
    if form.done is not None:
        return {"answers": _read_list(engine, form)}
    if form.fact is not None:
        return {"answer": {"fact": form.fact, "value": read_answer(_known(engine, form.fact), form.value)}}
    if form.text is None or not form.text.strip():
        raise RequestError("empty", "还没有写字。请写一句您的情况或问题，再点“发送”。")
    return {"text": form.text.strip()}


def read_answer(fact: Fact, values: list[str]) -> object:
    """A form's value as the vocabulary has it; empty is 不清楚 (None). Raises RequestError."""
    given = [value.strip().translate(_FULL_WIDTH) for value in values if value.strip()]
    if not given:
        return None
    if fact.type == "bool":
        return {"true": True, "false": False}.get(given[0], given[0])
    if fact.type == "words":
        return given
    if fact.type == "date":
        return _read_date(given[0])
    if fact.type in ("int", "number") and given[0] not in fact.also:
        return _read_number(given[0], fact)
    return given[0]


def _read_list(engine: Engine, form: ChatForm) -> Json:
    """A list as it was shown, even if another question has come since. Nothing at all: one by one."""
    listed = [_known(engine, name) for name in form.listed]
    ticked = [_known(engine, name) for name in form.ticked]
    if form.done == "singly":
        return {}
    words = engine.words
    if form.done == "nothing" and ticked:
        labels = "、".join(engine.wording.label(fact.id) for fact in ticked)
        raise RequestError(
            "ticked_and_nothing",
            f"勾了“{labels}”，又点了“{words.none_option}”。有的请点“确定”；都没有，请先去掉勾，再点“{words.none_option}”。",
        )
    if form.done == "ticked" and not ticked:
        raise RequestError("nothing_ticked", f"没有勾选。都没有，请点“{words.none_option}”。")
    answers: Json = {fact.id: nothing_of(fact) for fact in listed if fact not in ticked}
    return answers | {fact.id: True for fact in ticked}


def _known(engine: Engine, name: str) -> Fact:
    known = engine.vocabulary.facts.get(name)
    if known is None:
        raise RequestError("unknown_fact", "没有这个问题，请重新打开页面。")
    return known


def _read_date(typed: str) -> str:
    found = _DAY.fullmatch(typed.replace(" ", ""))
    if found is None:
        raise RequestError("bad_date", f"没看懂日期“{typed[:20]}”，请写成 2026-11-01 或 2026年11月1日。")
    parts = [part for part in found.groups() if part]
    return "-".join(part.zfill(2) for part in parts)


def _read_number(typed: str, fact: Fact) -> int | float:
    bare = typed.replace(",", "")
    if re.fullmatch(r"\d{1,15}(\.\d{1,6})?", bare, re.ASCII):
        return float(bare) if "." in bare else int(bare)
    quantities = read_quantities(typed)
    number = None
    if len(quantities) == 1 and quantities[0].end - quantities[0].start == len(typed):
        number = _in_unit(quantities[0], fact.unit)
    if number is None:
        example = f"0 到 {fact.max} 的整数" if fact.max is not None else "一个数"
        unit = f"，单位是{fact.unit}" if fact.unit else ""
        raise RequestError("bad_number", f"没看懂“{typed[:20]}”，请只填{example}{unit}。")
    return int(number) if number == number.to_integral_value() else float(number)


def _in_unit(quantity: Quantity, unit: str) -> Decimal | None:
    """A quantity counted in a fact's own unit (18个月 are 1.5年); None where it is one of another kind."""
    if quantity.unit in ("", unit):
        return quantity.value
    months, own = MONTHS.get(quantity.unit), MONTHS.get(unit)
    return quantity.value * months / own if months and own else None
