"""The hukou of those hired: said outright (都是朝阳户口), where they are from (西城的) is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.plain import Clause
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

HUKOU = "hire_hukou_district"


class Origins:
    """The hukou of those hired."""

    def __init__(self, words: Words, named: str) -> None:
        self._districts = words.districts
        link = "(?:<hukou_place>|<hired_they>|<all_of_them>|<hukou_is>|<city_of>|区)*"
        self._said = (
            words.pattern("(?:北京市?)?(?P<d><district>)(?:区)?(?:的|本地|城镇|农村|农业)*<hukou_short>"),
            words.pattern(f"(?:户口|户籍){link}(?P<d><district>)(?!派|街道|人社)"),
            words.pattern("(?P<d><district>)区?(?:本地)?(?:户|籍)(?=$|[,。的])"),
        )
        self._outside = words.pattern(
            "<outside_hukou>|<province>省?的?<hukou_short>|(?:户口|户籍)(?:<hired_they>|<all_of_them>)*(?:是|在)+(?:外地|外省|<province>)"
            "|(?:非|不是)(?:北京市?|本市|京)(?:的)?<hukou_short>"
        )
        self._no = words.pattern("(?:不是|没有?|非|不在|不属于|并非|除了?|无)[^,。?]{0,2}$")
        self._local = words.pattern("(?:本区|区内|本地)(?:的)?<hukou_short>")
        self._from_there = words.pattern("^(?:都|全|均)?(?:是)?(?:北京市?)?(?P<d><district>)区?的$")
        self._either = words.pattern("不是<district>[^,。?]{0,5}?就是<district>")
        self._denies = re.compile("不在|不是|没在|不属于")
        self._from = words.pattern(
            f"(?P<d><district>)区?(?:的)?(?:(?=(?:城镇|城乡)?{named})|(?:本地)?人(?![社力])|(?:的)?(?=$|[,。?]))"
        )

    def named(self, clause: Clause) -> bool:
        """Whether a clause names a hukou."""
        return any(p.search(clause.text) for p in (*self._said, self._outside, self._from))

    def find(self, said: Said, about: list[Clause], first: Clause) -> Iterator[Finding]:
        """Findings of a hukou in the clauses about those hired; where one is from is asked."""
        either = self._either.search(said.text, about[0].start, about[-1].end)
        if either is not None:
            yield Finding(HUKOU, None, either.start(), either.end())
            return
        stated: list[tuple[re.Match[str], str]] = []
        denied: list[re.Match[str]] = []
        for clause in about:
            for pattern in (*self._said, self._outside):
                for match in pattern.finditer(said.text, clause.start, clause.end):
                    outside = pattern is self._outside
                    if self._no.search(said.text[clause.start : match.start()]) or (
                        self._denies.search(match[0]) and not outside
                    ):
                        denied.append(match)
                    elif not any(_overlap(match, other) for other, _ in stated):
                        value = "non_beijing" if outside else self._districts[match["d"]]
                        stated.append((match, value))
        for match in self._from.finditer(said.text, first.start, first.end):
            if not any(_overlap(match, other) for other in (*denied, *(m for m, _ in stated))):
                yield Finding(HUKOU, None, match.start(), match.end())  # 有外地的也有西城的
                return
        if not stated and self._local.search(said.text, first.start, first.end):
            for clause in about[1:2]:  # 招用本区户籍…4人，海淀的
                there = self._from_there.match(clause.text)
                if there is not None:
                    yield Finding(HUKOU, self._districts[there["d"]], clause.start, clause.end)
        for match, value in stated:
            yield Finding(HUKOU, value, match.start(), match.end())


def _overlap(one: re.Match[str], other: re.Match[str]) -> bool:
    return one.start() < other.end() and other.start() < one.end()
