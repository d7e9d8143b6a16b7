"""A fact by the label that the pages give it, with its value: 经营月数14, 合同期限：2年, 低保否, 单位性质民非.

So whatever the desk shows as an example can be written into its line as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from unicodedata import normalize

from assistant.facts.vocabulary import Fact
from assistant.facts.wording import Wording
from assistant.language.numerals import read_quantities

_NUMBER = r"(?P<n>(?:\d{1,3}(?:,\d{3})+|\d{1,9}(?:\.\d{1,4})?)[kKwW千万百]?\d?|[零〇一二两三四五六七八九十百千万半]+)"
_UNITS = "(?P<u>个月|年|元|人|名|岁|分钟|%|个|等奖)?"
DAY = r"(?:19|20)\d\d(?:[-./年](?:1[0-2]|0?[1-9])(?:[-./月](?:3[01]|[12]\d|0?[1-9])日?|月)?)"
_TRUTH = {"是": True, "有": True, "否": False, "没有": False, "无": False, "不是": False}
_AGAIN = {("个月", "年"): 12.0, ("年", "个月"): 1 / 12}  # of a fact's unit in another


@dataclass(frozen=True, slots=True)
class Label:
    """A fact's label with a value behind it; ``value`` reads a match, still to be checked by the vocabulary."""

    fact: str
    words: re.Pattern[str]
    value: Callable[[re.Match[str]], object]


def labelled(facts: Iterable[Fact], wording: Wording) -> list[Label]:
    """The labels of some facts."""
    return [_label(fact, wording) for fact in facts if fact.type != "words" and fact.id != "applicant"]


def _label(fact: Fact, wording: Wording) -> Label:
    before = re.escape(normalize("NFKC", wording.label(fact.id))) + "[ :：]?"
    if fact.type == "bool":
        return Label(
            fact.id, re.compile(before + "(?P<n>不是|没有|是|有|否|无)(?=[\\s,;。、|+/]|$)"), lambda m: _TRUTH[m["n"]]
        )
    if fact.type == "date":
        return Label(fact.id, re.compile(f"{before}(?P<n>{DAY})"), lambda m: iso_day(m["n"]))
    if fact.type == "word":
        said = {normalize("NFKC", wording.value(fact.id, value)): value for value in fact.values}
        words = "|".join(re.escape(word) for word in sorted(said, key=len, reverse=True))
        return Label(fact.id, re.compile(f"{before}(?P<n>{words})"), lambda m: said[m["n"]])
    after = "|".join(re.escape(wording.value(fact.id, word)) for word in fact.also)
    number = f"(?:{_NUMBER}{_UNITS}{f'|(?P<also>{after})' if after else ''})(?![\\d.%])"
    return Label(fact.id, re.compile(before + number), partial(_number, fact))


def iso_day(said: str) -> str:
    """2026年3月5日 as 2026-03-05, 2026.3 as 2026-03; whether there is such a day is for the vocabulary to say."""
    return "-".join(part.zfill(2) for part in re.findall(r"\d+", said))


def _number(fact: Fact, found: re.Match[str]) -> object:
    if found.groupdict().get("also"):
        return fact.also[0]
    unit = found["u"] or fact.unit
    quantities = read_quantities(found["n"] + ("元" if unit in ("元", "") else unit))
    if len(quantities) != 1:
        return None
    value = float(quantities[0].value)
    if unit != fact.unit:
        if (fact.unit, unit) not in _AGAIN:
            return None
        value *= _AGAIN[fact.unit, unit]
    return value
