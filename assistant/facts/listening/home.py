"""Where somebody belongs: hukou (户口在西城, 宣武户口, 外地户口, 户口迁到西城了) and the district of work."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.cues import Cue, Void, overlaps
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

HUKOU = "hukou_district"
OUTSIDE = "non_beijing"
WORK = "works_in_district"


class Home:
    """Hukou and place of work."""

    def __init__(self, words: Words) -> None:
        self._districts = words.districts
        district = "(?P<d><district>)(?:区|县)?"
        self._of = words.pattern(
            f"(?P<deny><deny><city>?)?(?:北京市?)?{district}(?:的|本地|本区|[^,。?在是的住有]{{1,3}}的)?<hukou_kind>?(?:的)?"
            "(?:<hukou_word>|的?户(?=[,。口籍]|$))(?!<benefit_noun>)"
        )
        self._at = words.pattern(
            f"<hukou_or_settled><hukou_place>?(?P<mid>[^,。?]{{0,8}}?)(?P<be><hukou_is>|)<city_of>?{district}(?!(?:和|跟|或))"
        )
        self._then = words.pattern(
            f"^<then_lead>*(?:是|在)+(?:在|是)?(?:北京市?)?{district}(?:区|的|这边|那边)*(?:呢|啊|了)?$"
        )
        self._adverbial = words.pattern(
            f"<hukou_short><hukou_place>?(?:<hukou_adverb>){{0,5}}(?:<city_of>?{district}|(?P<back><back_there>)|"
            "(?P<out><outside_town>|<province>))(?!人社|户|<benefit_noun>|区?的?公司)"
        )
        self._bare = words.pattern("^<district>区?(?:的|人|这边的|那边的)(?:啊|呢|呀)?$")
        self._farm = words.pattern("<district>[^,。?]{0,3}?(?:农业|农村)(?:的)?(?:户口|户籍|户)")
        self._town = words.pattern("(?:<outside_town>|<province>)")
        self._outside_district = words.pattern("(?:<province>|<outside_town>)[省市]?<district>")
        self._move = words.pattern(f"(?:迁|转|落|挪|挂|调)<moved_to>?了?{district}")
        self._move_plan = words.pattern("<move_not>")
        self._topic = words.pattern("<hukou_topic>")
        self._adverbs = words.pattern("(?:<hukou_adverb>|所在|是|在)*")
        self._outside = words.pattern(
            "(?<!不是)(?<!非)(?:<outside_city>|<province>[^,。?户在]{0,5}?|<outside_town>(?:市|县)?|(?:不是|没有?|非)<city_short>的?)(?:的)?(?:农村|农业|城镇)?"
            "<hukou_short>|(?:户口|户籍)<hukou_still>*(?:在|是)(?:外地|外省|<province>)"
            "|(?:户口|户籍)(?:都|也|还)*(?:不在|不是)<city>(?!的?<district>)"
        )
        self._city = words.pattern(
            "<city_short><hukou_type>?(?:户口|户籍)|(?:户口|户籍)(?:是|在|:)<city>(?:的)?(?=[,。]|$)"
        )
        self._from = words.pattern(f"^<subject>(?:就|也)?是{district}<from_here>(?:啊|呢|呀|哈)?$")
        works = words.pattern(
            f"(?:在|去了?|到了?){district}<work_place_link>*(?P<what>[^,。?]{{0,10}}?)(?:<working>|<toil>)(?!经验|居住)"
        )
        not_here = words.pattern("<not_work_here>")
        work_at = words.pattern(f"(?:上班|工作)(?:的)?<work_spot>?(?:是|就|也|都)*在{district}")
        place_at = words.pattern(
            "在(?P<d><district>)(?:区|这边|那边)?的?(?:一家|一个|某家?)[^,。?不没]{0,6}?<workplace>(?=[,。]|$)"
        )
        self._hukou_of_not = words.pattern("<hukou_of_not>")
        self._hukou_between_not = words.pattern("<hukou_between_not>|<")
        self._hukou_then_not = words.pattern("<hukou_then_not>")
        no = re.compile("不|没|未")
        self._works = (
            Cue(WORK, None, works, (Void(no, 3, "what"), Void(not_here, inside="what")), words.districts),
            Cue(WORK, None, place_at, (Void(not_here, inside=0),), words.districts),
            Cue(WORK, None, work_at, (Void(no, 3),), words.districts),
        )

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of hukou and place of work."""
        yield from self._hukou(said)
        for match in self._farm.finditer(said.text):
            yield Finding("rural_labourer", None, match.start(), match.end())  # 106号 decides, not the hukou
        for cue in self._works:
            yield from cue.find(said)

    def _hukou(self, said: Said) -> Iterator[Finding]:
        text = said.text
        taken: list[tuple[int, int]] = []
        for match in self._outside.finditer(text):
            taken.append(match.span())
            yield Finding(HUKOU, OUTSIDE, match.start(), match.end())
        for match in self._adverbial.finditer(text):
            if match["d"] is not None and not self._outside_district.search(text, match.start(), match.end()):
                continue  # read below
            back = match["back"] is not None
            if back and self._town.search(said.sentence_before(match.start(), 30)) is None:
                continue
            taken.append(match.span())
            yield Finding(HUKOU, OUTSIDE, match.start(), match.end())
        for match in self._at.finditer(text):
            mid = match["mid"]
            if self._hukou_between_not.search(mid) or match["be"].startswith(("不", "没")):
                taken.append(match.span())
                yield from self._corrected(said, match.end())
                continue
            if not match["be"] and not self._adverbs.fullmatch(mid):
                continue
            if self._hukou_then_not.match(said.after(match.end(), 4)) or overlaps(match, taken):
                continue
            taken.append(match.span())
            yield Finding(HUKOU, self._districts[match["d"]], match.start(), match.end())
        for match in self._of.finditer(text):
            if overlaps(match, taken) or self._town.search(said.before(match.start(), 4)):
                continue
            if re.search("(?<!是)[0-9一二两俩三仨四五六七八九十几][名个位人](?:是)?$", said.before(match.start(), 4)):
                continue
            if match["deny"] or re.search("(?:不是|非|没有?|不算)$", said.before(match.start(), 3)):
                taken.append(match.span())
                yield Finding(HUKOU, None, match.start(), match.end())  # not this one: which?
                continue
            following = said.after(match.end(), 6)
            if self._hukou_of_not.match(following):
                continue
            taken.append(match.span())
            yield Finding(HUKOU, self._districts[match["d"]], match.start(), match.end())
        for match in self._move.finditer(text):
            spoken_of = self._topic.search(said.sentence_before(match.start()))
            undone = self._move_plan.search(said.before(match.start(), 4))
            if spoken_of and not undone and not overlaps(match, taken):
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
            if not overlaps(match, taken) and not re.search("非|不是|没", said.before(match.start(), 3)):
                yield Finding(HUKOU, None, match.start(), match.end(), "city")
        alone = len(said.plain.clauses) == 1 and said.asked is None
        for clause in said.plain.clauses:
            if self._from.search(clause.text) is not None or (alone and self._bare.search(clause.text)):
                yield Finding(HUKOU, None, clause.start, clause.end, "from")
