"""Whom an employer has taken on: how many, of which group, with which hukou, this year or not.

What follows the hire is said of all of them (都是登记失业的) or of some (2个应届生3个登记失业): people of several
groups are asked about group by group.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.amounts import Amount
from assistant.facts.listening.plain import Clause
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words, any_of

HIRE_FACTS = frozenset({"hire_group", "hire_hukou_district", "hire_count", "new_hire_this_year"})
CLAUSES_AFTER = 4
_A_PERSON = re.compile("(?:了)?一?(?:个|名|位)(?!人?月)")
MOST_PEOPLE = 10**5
GROUP, HUKOU, COUNT, NEW = "hire_group", "hire_hukou_district", "hire_count", "new_hire_this_year"


class Hires:
    """People taken on by an employer."""

    def __init__(self, words: Words) -> None:
        self._districts = words.districts
        self._hire = words.pattern(
            "(?P<deny>没有?|未|不|别|甭)?(?P<new>今年|当年|本年|年内|今年新|新)?(?:[^,。?]{0,4}?)(?P<v>新招用?"
            "|招用|招聘|招录|招收|录用|聘用|雇用?|招进?)(?:了|来|到|过|进来|进)*"
        )
        self._might = re.compile("(?:能|可以|可|会|得|须|愿意|愿|该|应|想|要|再|怎么|需要|帮|替)[^,。?了]{0,3}$")
        self._no_hire = re.compile("我|人吗|不到|聘会|用单位|标|商|生(?!产)|工[作资]")
        self._not_staff = words.pattern("[^,。?]{0,6}?<not_staff>")
        self._happened = re.compile("了|俩|新招|\\d|名|个|位|已|进来|[来到过进]$|[招用聘雇录收]的(?:都|全|就|均|人)*是")
        self._class = re.compile(
            "[^,。?了过]{0,12}?的?(?:补贴|补助|政策|奖励|条件|标准|流程|材料|企业|用人单位|单位|公司)"
        )
        self._this_year = re.compile("今年|当年|本年|年内")
        self._hukou = words.pattern("(?:北京市?)?(?P<d><district>)(?:区)?(?:的|本地)?(?:户籍|户口|籍)")
        self._hukou_is = words.pattern("(?:户口|户籍)(?:都|全|也|均)*(?:是|在)(?:北京市?)?(?P<d><district>)")
        self._outside = words.pattern("外地(?:户籍|户口|人|的)|非京籍|<province>(?:户籍|户口|籍)|外省")
        named = any_of([name for names in words.choices["hire_group"].values() for name in names])
        self._from = words.pattern(
            f"(?P<d><district>)区?(?:的)?(?:(?=(?:城镇|城乡)?{named})|(?:本地)?人(?![社力])|(?:的)?(?=$|[,。?]))"
        )
        self._groups = tuple((group, re.compile(any_of(names))) for group, names in words.choices["hire_group"].items())
        self._measure = re.compile(f"[个名位人的]|多人|$|[,。?、]|{named}")
        self._unsure = words.pattern("<hire_unsure>")
        self._together = re.compile("既是|又是|也是|同时|而且是|并且是|[又兼]")
        self._all = re.compile("^(?:他们|她们|这些人|这几个人?|人|也|而且|并且|还|户口|户籍)*(?:都|全部?|均|一律)")
        self._rest = re.compile("其中|其他|其余|另外|剩下|里面有|包括|还有|一部分|一半|有的")
        self._speaker = re.compile("我(?!们|公司|单位|企业|店|厂)|本人")
        self._when = re.compile(
            "^(?:都|全部?|均|是)*(?:今年|当年|本年|(?P<last>去年|前年))新?(?:招|录|雇|聘|入职|来)(?:用|进来|收)?的?人?$"
        )
        self._one = re.compile("一(?:个|名|位)(?!人?月)")
        parts = words.pattern(
            "(?:我们|他们|她们|这些人|全部|都|全|均|也|是|有|属于|为|的|其中|其他|另外|还有|人|名|个|位|<district>|区|北京市?|本市|户籍"
            "|户口|籍|今年|当年|新|招用?的?|了|外地|城镇|城乡|毕业|和|、|\\d+|[一二两俩三仨四五六七八九十百]+|<hire_unsure>|<named>)*+$".replace(
                "<named>", named
            )
        )
        self._elliptic = parts

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of those hired."""
        heard = False
        for match in self._hire.finditer(said.text):
            clause = said.clause(match.start("v"))
            following = said.text[match.end() : clause.end]
            if self._is_one(said, match, clause, following):
                heard = True
                yield from self._hired(said, match, clause)
        if not heard and said.asked in HIRE_FACTS:
            yield from self._answered(said)

    def _is_one(self, said: Said, match: re.Match[str], clause: Clause, following: str) -> bool:
        before = said.text[clause.start : match.start("v")]
        if match["deny"] or re.search("(?:没有?|未|不|别)$", before) or self._no_hire.match(following):
            return False
        if self._not_staff.match(following):
            return False
        if self._might.search(before) or (self._class.match(following) and "了" not in match[0]):
            return False
        return bool(said.named or self._happened.search(match[0] + following[:8]))

    def _hired(self, said: Said, match: re.Match[str], clause: Clause) -> Iterator[Finding]:
        index = said.plain.clause_index(clause.start)
        after: list[Clause] = []
        for other in said.plain.clauses[index + 1 : index + 1 + CLAUSES_AFTER]:
            if self._hire.search(other.text) or self._speaker.search(other.text):
                break
            after.append(other)
        own_start = max(clause.start, match.start() - 8)
        yield from self._people(said, match.end(), clause, own_start, match.start("v"), after)
        if self._this_year.search(said.text[clause.start : match.end()]) and self._happened.search(
            match[0] + said.text[match.end() : clause.end][:8]
        ):
            yield Finding(NEW, True, match.start("v"), match.end())

    def _answered(self, said: Said) -> Iterator[Finding]:
        """An answer to a question about those hired that says more of them (登记失业人员，西城户口的)."""
        clauses = said.plain.clauses[: 1 + CLAUSES_AFTER]
        when = self._when.match(clauses[0].text) if clauses and said.asked == NEW else None
        if when is not None:
            yield Finding(NEW, when["last"] is None, clauses[0].start, clauses[0].end)
        if not clauses or clauses[0].mark == "?" or not self._elliptic.match(clauses[0].text):
            return
        first = clauses[0]
        after = [clause for clause in clauses[1:] if self._elliptic.match(clause.text)]
        yield from self._people(said, first.start, first, first.start, first.start, after)

    def _people(
        self, said: Said, start: int, clause: Clause, own_start: int, verb: int, after: list[Clause]
    ) -> Iterator[Finding]:
        """Of the clause of the hire from ``start`` on, and of the clauses after it."""
        end = clause.end
        counts, groups = self._counts(said, start, end), self._grouped(said, own_start, end)
        parts = [other for other in after if self._is_part(said, other, counts)]
        if len(counts) > 1 or parts:
            last = parts[-1].end if parts else end
            yield Finding(GROUP, None, verb, last, "mixed")
        else:
            if counts and counts[0].exact and counts[0].value == int(counts[0].value):
                yield Finding(COUNT, int(counts[0].value), counts[0].start, counts[0].end)
            elif not counts and (one := _A_PERSON.match(said.text, start, end)) is not None:
                yield Finding(COUNT, 1, start, one.end())
            yield from self._group(said, groups, own_start, end, verb)
            for other in after:
                if self._all.match(other.text) or said.asked in HIRE_FACTS:
                    yield from self._group(said, self._grouped(said, other.start, other.end), other.start, other.end)
        told = [o for o in after if o not in parts and (self._all.match(o.text) or self._elliptic.match(o.text))]
        stretches = [(start, end), *((o.start, o.end) for o in told)]
        placed = any(p.search(part.text) for part in parts for p in (self._hukou, self._outside, self._from))
        if len(counts) <= 1 and not placed:
            yield from self._hukous(said, stretches)

    def _counts(self, said: Said, start: int, end: int) -> list[Amount]:
        return [
            n
            for n in said.numbers_in(start, end)
            if n.unit in ("人", "")
            and 0 < n.value < MOST_PEOPLE
            and not re.match("个?[岁年月块千周天]|元|个?课时|个?小时", said.text[n.end : n.end + 3])
            and (n.unit or said.text[n.start] in "俩仨" or self._measure.match(said.text, n.end))
        ]

    def _is_part(self, said: Said, clause: Clause, counts: list[Amount]) -> bool:
        """Whether a clause after the hire speaks of some of them: a number of its own with a group of its own."""
        about = (self._unsure, self._hukou, self._outside, self._from)
        groups = self._grouped(said, clause.start, clause.end)
        if not groups and not any(pattern.search(clause.text) for pattern in about):
            return False
        numbers = self._counts(said, clause.start, clause.end)
        if len(numbers) == 1 and counts and numbers[0].value == counts[0].value and "都" in clause.text:
            return False
        return bool(numbers or self._one.search(clause.text) or self._rest.search(clause.text))

    def _grouped(self, said: Said, start: int, end: int) -> list[tuple[str, re.Match[str]]]:
        """The groups named in a stretch, each by its longest name."""
        found = [(group, match) for group, names in self._groups for match in names.finditer(said.text, start, end)]
        return [
            (group, match)
            for group, match in found
            if not any(o is not match and _within(match, o) and len(o[0]) > len(match[0]) for _, o in found)
        ]

    def _group(
        self, said: Said, found: list[tuple[str, re.Match[str]]], start: int, end: int, verb: int | None = None
    ) -> Iterator[Finding]:
        groups = list(dict.fromkeys(group for group, _ in found))
        if not groups:
            unsure = self._unsure.search(said.text, start, end)
            if unsure is not None:
                yield Finding(GROUP, None, unsure.start(), unsure.end())
            return
        first, last = min(m.start() for _, m in found), max(m.end() for _, m in found)
        if len(groups) > 1 and not self._together.search(said.text, max(start, first - 4), last):
            yield Finding(GROUP, None, start if verb is None else verb, end, "mixed")
        else:
            yield Finding(GROUP, groups if len(groups) > 1 else groups[0], first, last)

    def _hukous(self, said: Said, stretches: list[tuple[int, int]]) -> Iterator[Finding]:
        stated = [
            (pattern, found)
            for start, end in stretches
            for pattern in (self._hukou, self._outside, self._hukou_is)
            for found in pattern.finditer(said.text, start, end)
        ]
        others = [
            found
            for found in self._from.finditer(said.text, *stretches[0])
            if not any(_overlap(found, match) for _, match in stated)
        ]
        if others:
            yield Finding(HUKOU, None, others[0].start(), others[0].end())  # 有外地的也有西城的
            return
        for pattern, match in stated:
            value = "non_beijing" if pattern is self._outside else self._districts[match["d"]]
            yield Finding(HUKOU, value, match.start(), match.end())


def _overlap(one: re.Match[str], other: re.Match[str]) -> bool:
    return one.start() < other.end() and other.start() < one.end()


def _within(inner: re.Match[str], outer: re.Match[str]) -> bool:
    return outer.start() <= inner.start() and inner.end() <= outer.end()
