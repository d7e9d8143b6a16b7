"""Where somebody belongs: hukou (户口在西城, 宣武户口, 外地户口, 户口迁到西城了) and the district of work."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

HUKOU = "hukou_district"
OUTSIDE = "non_beijing"


class Home:
    """Hukou and place of work."""

    def __init__(self, words: Words) -> None:
        self._districts = words.districts
        district = "(?P<d><district>)(?:区|县)?"
        self._of = words.pattern(
            f"(?P<deny><deny>(?:本市|北京市?)?)?(?:北京市?)?{district}(?:的|本地|本区)?"
            "(?:城镇|城市|农业|农村|非农业?|居民|集体|常住|家庭|学生)?(?:的)?(?:户口本?|户籍|的?户(?=[,。口籍]|$))"
            "(?!<benefit_noun>)"
        )
        self._at = words.pattern(
            "(?:户口本?|户籍|落户)(?:所在地|所在区|登记地|性质|地址|所在|地|上|本)?"
            f"(?P<mid>[^,。?]{{0,8}}?)(?P<be>不在|不是|不属于|没在|在|是|:|落在"
            "|迁到|归在|归属|归|落|属于|属|为|写的是|放在|转到|挂在|随|)"
            f"(?:本市|北京市?|北京的?)?{district}(?!(?:和|跟|或))"
        )
        self._then = words.pattern(
            "^(?:而|而是|就|但是?|现在|目前|一直|还|仍|都|也)*(?:是|在)+(?:在"
            f"|是)?(?:北京市?)?{district}(?:区|的|这边|那边)*(?:呢|啊|了)?$"
        )
        self._move = words.pattern(f"(?:迁|转|落|挪|挂|调)(?:回|到|至|进|入|来|回到|户到|户口?到)?了?{district}")
        self._move_plan = re.compile("(?:没|未|还没|不能|迁不)")
        self._topic = re.compile("户口|户籍|落户")
        self._outside = words.pattern(
            "(?:外地|外省市?|外埠|非京|非北京市?|京外|非本市|<province>省?"
            "|(?:不是|没有?|非)(?:北京市?|本市|京)的?)(?:的)?(?:农村|农业|城镇)?(?:户口"
            "|户籍|籍)"
            "|(?:户口|户籍)(?:还|都|也|仍|目前|现在)*(?:在|是)(?:外地|外省"
            "|<province>)|(?:户口|户籍)(?:都|也|还)*(?:不在|不是)(?:北京市?"
            "|本市)(?!的?<district>)"
        )
        self._city = words.pattern(
            "(?:北京市?|本市|京)(?:城镇|农业|农村|非农)?(?:户口|户籍)|(?:户口"
            "|户籍)(?:是|在|:)(?:北京市?|本市)(?:的)?(?=[,。]|$)"
        )
        self._from = words.pattern(f"^(?:<subject>)(?:就|也)?是{district}(?:的|人|这边的|本地人)(?:啊|呢|呀|哈)?$")
        self._works = words.pattern(
            f"(?:在|去了?|到了?){district}(?:这边|那边|的|某|一家|一个|这家"
            f"|某家|家|里|这)*(?P<what>[^,。?]{{0,10}}?)(?:<working>|<toil>)(?!经验"
            "|居住)"
        )
        self._not_here = re.compile("户|注册|开|办|创|租|经营|纳税|培训|参加|见习|竞赛|大赛|住")
        self._work_at = words.pattern(f"(?:上班|工作)(?:的)?(?:地点|地方|地|单位)?(?:是|就|也|都)*在{district}")

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of hukou and place of work."""
        yield from self._hukou(said)
        for pattern in (self._works, self._work_at):
            for match in pattern.finditer(said.text):
                what = match.groupdict().get("what") or ""
                negated = re.search("不|没|未", said.before(match.start(), 3) + what)
                if not negated and not self._not_here.search(what):
                    yield Finding("works_in_district", self._districts[match["d"]], match.start(), match.end())

    def _hukou(self, said: Said) -> Iterator[Finding]:
        text = said.text
        taken: list[tuple[int, int]] = []
        for match in self._outside.finditer(text):
            taken.append(match.span())
            yield Finding(HUKOU, OUTSIDE, match.start(), match.end())
        for match in self._at.finditer(text):
            mid = match["mid"]
            if re.search("不|没|未|住|上班|工作|单位|从|想|要|<|人在|人在|由", mid) or match["be"].startswith(
                ("不", "没")
            ):
                taken.append(match.span())
                yield from self._corrected(said, match.end())
                continue
            if not match["be"] and mid not in ("", "就", "也", "都", "所在"):
                continue
            if re.match("人社|户口|户籍|迁|转|搬", said.after(match.end(), 4)) or _overlaps(match, taken):
                continue
            taken.append(match.span())
            yield Finding(HUKOU, self._districts[match["d"]], match.start(), match.end())
        for match in self._of.finditer(text):
            if _overlaps(match, taken):
                continue
            if re.search("(?<!是)[0-9一二两俩三仨四五六七八九十几][名个位人](?:是)?$", said.before(match.start(), 4)):
                continue
            if match["deny"] or re.search("(?:不是|非|没有?|不算)$", said.before(match.start(), 3)):
                taken.append(match.span())
                yield Finding(HUKOU, None, match.start(), match.end())  # not this one: which?
                continue
            following = said.after(match.end(), 6)
            if re.match("(?:要求|政策|以外|吗|的要求|才|限制|的?(?:就业)?困难人员|的?劳动力)", following):
                continue
            taken.append(match.span())
            yield Finding(HUKOU, self._districts[match["d"]], match.start(), match.end())
        for match in self._move.finditer(text):
            spoken_of = self._topic.search(said.sentence_before(match.start()))
            undone = self._move_plan.search(said.before(match.start(), 4))
            if spoken_of and not undone and not _overlaps(match, taken):
                yield Finding(HUKOU, self._districts[match["d"]], match.start(), match.end(), weight=1)
        yield from self._open(said, taken)

    def _corrected(self, said: Said, end: int) -> Iterator[Finding]:
        """“户口不在西城，在东城”: the next clause says where."""
        index = said.plain.clause_index(end - 1) + 1
        if index < len(said.plain.clauses):
            clause = said.plain.clauses[index]
            match = self._then.search(clause.text)
            if match is not None:
                yield Finding(HUKOU, self._districts[match["d"]], clause.start, clause.end)

    def _open(self, said: Said, taken: list[tuple[int, int]]) -> Iterator[Finding]:
        for match in self._city.finditer(said.text):
            if not _overlaps(match, taken) and not re.search("非|不是|没", said.before(match.start(), 3)):
                yield Finding(HUKOU, None, match.start(), match.end(), "city")
        for clause in said.plain.clauses:
            if self._from.search(clause.text) is not None:
                yield Finding(HUKOU, None, clause.start, clause.end, "from")


def _overlaps(match: re.Match[str], taken: list[tuple[int, int]]) -> bool:
    return any(match.start() < end and start < match.end() for start, end in taken[-8:])
