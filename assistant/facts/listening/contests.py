"""Contests and what was won: 西城区创业创新大赛二等奖, 参加朝阳区技能竞赛，拿了第三名, 全市的没进名次.

Which contest, whose and what prize may stand in neighbouring clauses; what a clause says itself goes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.plain import Clause
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

_PRIZES = {"一等": 1, "第一": 1, "冠军": 1, "二等": 2, "第二": 2, "亚军": 2, "三等": 3, "第三": 3, "季军": 3}
_ORDER = (0, 1, -1, 2)  # clauses in which a contest's place and prize are looked for, seen from where it is named


class Contests:
    """Start-up contests of Xicheng, skill contests of Chaoyang and above."""

    def __init__(self, words: Words) -> None:
        self._districts = words.districts
        self._any = re.compile("[赛武]")
        self._startup = words.pattern("<startup_contest>")
        self._skill = words.pattern("(?:职业)?技能<contest>")
        self._where = words.pattern("(?P<d><district>)区?(?!的?(?:户|籍|上班|工作|公司|单位|企业|人(?!社)|本地))")
        self._host = words.pattern("(?P<d><district>)区?(?=赛区|办的?|举办|组织|主办|第|[一二三]等|的?那|的$)")
        self._none = words.pattern("<no_prize>")
        self._startup_prize = words.pattern("<startup_prize>")
        self._skill_prize = words.pattern("<contest_prize>|第[一二三123]名?")
        self._hoped = words.pattern("<prize_hoped>")
        self._city = words.pattern("<contest_level>")
        self._in_district = words.pattern("区(?:里|级|上)?")
        self._never = words.pattern("<never>(?:参加|得|拿|获)(?:过|到)*[^,。?]{0,6}?(?:职业)?技能<contest>")

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of contests."""
        if self._any.search(said.text) is None:
            return
        for match in self._startup.finditer(said.text):
            near = self._near(said, match)
            if self._place(near) != "xicheng":
                continue
            rank = next((rank for clause in near if (rank := self._rank(clause)) is not None), None)
            if rank is not None:
                yield Finding("startup_contest_rank", rank, match.start(), match.end())
        for match in self._never.finditer(said.text):
            yield Finding("competition_level", "none", match.start(), match.end())
        for match in self._skill.finditer(said.text):
            level = self._level(self._near(said, match), match)
            if level is not None:
                weight = ("none", "district_top3", "city_or_above").index(level)
                yield Finding("competition_level", level, match.start(), match.end(), weight=weight)

    def _near(self, said: Said, match: re.Match[str]) -> list[Clause]:
        """The clause of a contest and its neighbours in the sentence, up to another contest."""
        index, near = said.plain.clause_index(match.start()), []
        own = said.plain.clauses[index]
        for step in _ORDER:
            at = index + step
            if not 0 <= at < len(said.plain.clauses):
                continue
            clause = said.plain.clauses[at]
            other = self._startup.search(clause.text) or self._skill.search(clause.text)
            if clause.sentence == own.sentence and (step == 0 or other is None):
                near.append(clause)
        return near

    def _place(self, near: list[Clause]) -> str | None:
        """The district that holds the contest."""
        own = self._where.search(near[0].text)
        hosts = (self._host.search(clause.text) for clause in near[1:])
        found = own or next((host for host in hosts if host is not None), None)
        return None if found is None else self._districts[found["d"]]

    def _rank(self, clause: Clause) -> int | None:
        if self._hoped.search(clause.text):
            return None
        if self._none.search(clause.text):
            return 0
        prize = self._startup_prize.search(clause.text)
        return None if prize is None else _PRIZES.get(prize[0][:2])

    def _level(self, near: list[Clause], match: re.Match[str]) -> str | None:
        for clause in near:
            if self._hoped.search(clause.text):
                return None
            lost = self._none.search(clause.text) is not None
            prize = None if lost else self._skill_prize.search(clause.text)
            if not lost and prize is None:
                continue
            if self._city.search(near[0].text, 0, match.start() - near[0].start) is not None:
                return None if lost else "city_or_above"
            place = self._place(near)
            if place is None and lost and self._in_district.search(near[0].text):
                return "none"
            if place != "chaoyang":
                return None
            if lost:
                return "none"
            return "district_top3" if prize is not None and re.match("前三|第|冠|亚|季", prize[0]) else None
        return None
