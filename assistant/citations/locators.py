"""Locators: the part of a citation that says where in a document (第六条第二款, 二、6., 三（七）至（九）, 附则（二）).

A locator is a sequence of steps, outermost first, as 立法法 art. 65 has them (条, 款, 项, 目) or as labels are printed
(一、 （一） 1. 一是). Reading looks at the text alone; which clause is meant is ``resolve``'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.citations.words import CitingWords, either
from assistant.documents.labels import NUMERAL, read_number

FARTHEST = 100  # a range from … to … of more numbers is no range of clauses


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a locator: the unit word or the form of the label, and the numbers named.

    ``form``: 条, 款, 项, 目, 点, 章 (also 部分, 编), 节; or counted (二、), bracketed (（九）), arabic (6.), enumerated
    (一是), titled (附则, 重点任务: the heading is its ``name``), annex, preamble. ``bracketed``: the number itself is
    printed in brackets (第（九）项).
    """

    form: str
    numbers: tuple[int, ...] = ()
    bracketed: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Locator:
    """Steps and where they stand in the text."""

    steps: tuple[Step, ...]
    start: int
    end: int
    goes_on: bool = False  # with something that is no step: 第六条之一, 第14条③, 四、14.1

    @property
    def form(self) -> str:
        """The form of its outermost step."""
        return self.steps[0].form


_N = rf"(?:[{NUMERAL}两]{{1,5}}|\d{{1,3}})"
_BRACKETED = rf"\(\s?{_N}\s?\)"
_EITHER = rf"(?:{_BRACKETED}|{_N})"
_AND = r"\s?(?:、|,|和|及|与|以及|至|到|-{1,2})\s?"
_UNITS = {
    "自然段": "款", "个部分": "章", "大部分": "章", "部分": "章", "大点": "章", "大项": "章", "大条": "章", "编": "章",
    "章": "章", "节": "节", "条": "条", "款": "款", "段": "款", "小项": "项", "小点": "项", "项": "项", "点": "点",
    "目": "目", "是": "enumerated",
}  # fmt: skip
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_STEP = re.compile(
    rf"第\s?(?P<numbers>{_EITHER}(?:{_AND}第?\s?{_EITHER})*)\s?(?P<unit>{_UNIT})"
    rf"(?P<more>(?:{_AND}第\s?{_EITHER}\s?(?P=unit))*)"
    rf"|(?P<arabic_unit>\d{{1,3}})\s?(?P<arabic_word>条|款)"
    rf"|(?P<counted>[{NUMERAL}]{{1,3}})(?:、|(?=\s?\())"
    rf"|(?P<bracketed>{_BRACKETED}(?:{_AND}{_BRACKETED})*)"
    rf"|(?P<arabic>\d{{1,3}}(?:\.?(?:、|,|和|及|至|-)\d{{1,3}})*)\.(?!\d)"
    rf"|(?P<last>\d{{1,2}})(?![\d.%号年月日万亿千百元人名户家个周岁次倍天期场套])"
    rf"|(?P<enumerated>[{NUMERAL}])是"
)
_BETWEEN = re.compile(r"\s{0,2}(?:的|之|中的?|里的?)?\s{0,2}(?=第|\(|[一二三四五六七八九十]{1,3}是)|\s?")
_NUMBER = re.compile(_EITHER)
_TAIL = re.compile(r"之[一二三四五六七八九十]|[①-⑳]|(?:bis|ter|[A-Da-d])(?![A-Za-z])")
_UNREAD = re.compile(r"第\s?[\d.()一二三四五六七八九十百千-]{1,10}条")
_QUOTED = re.compile(rf"[“‘'\"]([{NUMERAL}])是[”’'\"]")
_QUOTES = "“‘'\""
_INNER_LIST = ("款", "项", "目", "enumerated")  # 第一款和第三款 is one locator; 第六条和第十条 are two


class LocatorReader:
    """Reads locators at given places of a folded text."""

    def __init__(self, words: CitingWords, headings: Iterable[str]) -> None:
        """``headings``: the titles of the units that have units below them."""
        listed = {"titled": list(headings), "annex": words.annexes, "preamble": words.preambles}
        self._named = [(form, re.compile(either(names))) for form, names in listed.items() if names]
        self._seeing = frozenset(words.seeing)
        self._counted = re.compile(either(words.counted))
        parts = either([*listed["titled"], *words.annexes])
        self._start = re.compile(
            rf"(?P<run>(?:第{{1,3}}{_N}条){{3,}})|第(?=\s?[({NUMERAL}两\d])|(?:{parts})(?=\s?(?:第|\(\s?[{NUMERAL}\d]))"
            rf"|(?<![{NUMERAL}\d第])[{NUMERAL}]{{1,3}}(?=、?\s?\([{NUMERAL}\d])"
            rf"|(?<![{NUMERAL}\d第])[{NUMERAL}]{{1,3}}、(?=\s?\d{{1,3}}\.(?!\d))"
            rf"|(?<=[{''.join(words.seeing)}])(?={_BRACKETED})|(?<=[“‘'\"])[{NUMERAL}]是(?=[”’'\"])|其(?=第\s?[({NUMERAL}\d]|[{NUMERAL}]{{1,2}}、\s?[({NUMERAL}\d])"
        )

    def starts(self, folded: str) -> Iterator[int]:
        """Where in running text a locator may begin; 第一条第一条第一条 is no language."""
        return (found.start() for found in self._start.finditer(folded) if not found["run"])

    def at(self, folded: str, start: int) -> Locator | None:
        """The locator that begins at ``start``, right behind the name of a document; labels count as printed."""
        steps: list[Step] = []
        position = end = start
        while True:
            found = self._step(folded, position, steps)
            if found is None:
                break
            step, end = found
            if step is not None:
                steps.append(step)
            position = _past(folded, end, len(steps) > 0)
        if not steps:
            return None
        tail = _TAIL.match(folded, end) or (steps[-1].form == "counted" and folded[end : end + 1].isdigit())
        return Locator(tuple(steps), start, end, bool(tail))

    def unread_at(self, folded: str, start: int) -> Locator | None:
        """第6.1条, 第1000条: what looks like a place and can't be read as one."""
        found = _UNREAD.match(folded, start)
        return Locator((Step("条", (0,)),), start, found.end(), True) if found else None

    def quoted_at(self, folded: str, start: int) -> Locator | None:
        """“四是” right behind the name of a document."""
        found = _QUOTED.match(folded, start)
        return Locator((Step("enumerated", _numbers(found[1])),), start, found.end()) if found else None

    def bare_at(self, folded: str, start: int) -> Locator | None:
        """The locator that begins at ``start`` in running text: it begins with 第 or has two labels at least."""
        pointing = folded[start] == "其"
        found = self.at(folded, start + pointing)
        if found is not None and (pointing or self._seen(folded, start)):
            return Locator(found.steps, start, found.end)
        if found is None or (folded[start] != "第" and len(found.steps) < 2 and found.form not in ("titled", "annex")):
            return None
        return found

    def _seen(self, folded: str, start: int) -> bool:
        """看（八）, “二是”: a label alone is a place where words send there, or where it is quoted."""
        before = folded[start - 1 : start]
        return (folded[start] == "(" and before in self._seeing) or (before != "" and before in _QUOTES)

    def _step(self, folded: str, start: int, before: list[Step]) -> tuple[Step | None, int] | None:
        """The next step and where it ends; no step where words only repeat the label before (八、附则)."""
        for form, pattern in self._named:
            if named := pattern.match(folded, start):
                repeats = before and before[-1].form in ("counted", "章", "bracketed")
                return (None if repeats else Step(form, name=named[0] if form == "titled" else "")), named.end()
        found = _STEP.match(folded, start)
        if found is None:
            return None
        if found["unit"]:
            return self._divided(folded, found, before)
        if found["arabic_unit"]:
            usable = not before or found["arabic_word"] == "款"
            return (Step(found["arabic_word"], (int(found["arabic_unit"]),)), found.end()) if usable else None
        if found["counted"]:
            return None if before else (Step("counted", _numbers(found["counted"])), found.end())
        if found["bracketed"]:
            return Step("bracketed", _numbers(found["bracketed"]), True), found.end()
        if found["arabic"]:
            return Step("arabic", _numbers(found["arabic"])), found.end()
        if found["last"]:  # 三（五）8: behind another label a number that counts nothing is one too
            usable = bool(before) and before[-1].form in ("counted", "bracketed", "章", "titled", "annex")
            return (Step("arabic", _numbers(found["last"])), found.end()) if usable else None
        return Step("enumerated", _numbers(found["enumerated"])), found.end()

    def _divided(self, folded: str, found: re.Match[str], before: list[Step]) -> tuple[Step, int] | None:
        form = _UNITS[found["unit"]]
        end, numbers = found.end("unit"), _numbers(found["numbers"])
        if self._counted.match(folded, end) or (found["unit"] in ("项", "条", "点") and folded.startswith("目", end)):
            return None
        if before and form in ("条", "章") and before[-1].form == form:
            return None
        if form == "条" and (ranged := re.match(rf"\s?(?:至|到|-{{1,2}})\s?第\s?{_EITHER}\s?条", found["more"])):
            end, numbers = found.end("unit") + ranged.end(), _numbers(found["numbers"] + ranged[0])
        elif found["more"] and form in _INNER_LIST:
            end, numbers = found.end(), _numbers(found["numbers"] + found["more"])
        bracketed = "(" in found["numbers"]
        return Step(form, numbers, bracketed), end


def _past(folded: str, end: int, inside: bool) -> int:
    """Where the next step may begin: over a blank, or 的 / 中的 / 之 between two steps."""
    joined = _BETWEEN.match(folded, end)
    return joined.end() if joined and inside else end


def _numbers(written: str) -> tuple[int, ...]:
    """Every number of a list or range: 6、9、10 → 6, 9, 10; (七)至(九) → 7, 8, 9."""
    numbers: list[int] = []
    position = 0
    for found in _NUMBER.finditer(written):
        number = read_number(found[0].strip("( )").replace("两", "二"))
        if number is None:
            continue
        between = written[position : found.start()]
        ranged = numbers and re.search("至|到|-", between)
        if ranged and numbers[-1] < number <= numbers[-1] + FARTHEST:
            numbers.extend(range(numbers[-1] + 1, number + 1))
        elif ranged:  # 14-1 is no range, and nothing has such a number
            numbers.append(0)
        else:
            numbers.append(number)
        position = found.end()
    return tuple(numbers)
