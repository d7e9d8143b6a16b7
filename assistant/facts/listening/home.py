"""Where somebody belongs: hukou (户口在西城, 宣武户口, 外地户口, 户口迁到西城了) and the district of work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.facts.listening.cues import Cue, Void, overlaps
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words, again

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
            f"<hukou_or_settled><hukou_place>?(?P<mid>[^,。?]{{0,8}}?)(?P<be><hukou_is>|)了?<city_of>?{district}(?!(?:和|跟|或))"
        )
        self._then = words.pattern(
            f"^<then_lead>*(?:<hukou_rests>)+(?:在|是)?(?:(?:北京市?)?{district}(?:区|的|这边|那边)*(?:<registry_of>)?"
            "|(?P<out>老?家?<outside_town>|老?家?<province>)[^,。?]{0,4}?)(?:呢|啊|了)?$"
        )
        self._open_hukou = words.pattern(
            "<hukou_short>[^,。?]{0,6}?<hukou_unmoved>|<hukou_mine>[^,。?]{0,4}迁|^[^,。?]{0,4}(?:集体|农业|城镇)?<hukou_short>$"
        )
        self._adverbial = words.pattern(
            f"<hukou_short><hukou_place>?(?:<hukou_adverb>){{0,5}}(?:<city_of>?{district}|(?P<back><back_there>)|"
            "(?P<out><outside_town>|<province>))(?!人社|户|<benefit_noun>|区?的?公司)"
        )
        # said, but not where: to be asked (户口还在老家, 学校集体户)
        self._vague = words.pattern(
            "<hukou_short>[^,。?不没]{0,6}?(?:在|是)[^,。?不没]{0,4}?(?:老家|集体户口?|学校|人才)(?:那边|那儿|里)?(?=[,。呢的]|$)|^集体户口?$"
        )
        self._lost = words.pattern(
            "(?:忘|记不清|说不清|搞不清|弄不清|不知道|不确定)了?[^,。?]{0,4}?(?:到底|究竟)(?:是|在|算)?哪(?!个?(?:街道|社区|村|镇))"
        )
        self._bare = words.pattern("^<district>区?(?:的|人|这边的|那边的)(?:啊|呢|呀)?$")
        self._farm = words.pattern("<district>[^,。?]{0,3}?(?:农业|农村)(?:的)?(?:户口|户籍|户)")
        self._farm_clause = re.compile("^(?:是|算)?(?:农业|农村|农)(?:的|户口?)$")
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
        self._from = words.pattern(
            f"^<subject>(?:就|也)?是{district}<from_here>(?:啊|呢|呀|哈)?$|^(?:<subject>|本|老)?<district>(?:区|本地|当地)?人氏?$"
            "|^<subject>?(?:现在|目前)?人在<district>区?$|^<subject>?(?:是|从)?<province>[^,。?]{0,4}来的$"
        )
        works = words.pattern(
            f"(?:在|去了?|到了?){district}<work_place_link>*(?P<what>[^,。?]{{0,10}}?)(?:<working>|<toil>)(?!经验|居住)"
        )
        not_here = words.pattern("<not_work_here>")
        clause_start = "(?:^|(?<=[,。]))"
        employer_at = words.pattern(
            f"{clause_start}(?:我们?的?|俺们?|咱们?|现在的?|目前的?|新)*(?:<site>)(?:地点|地址|地方|地)?(?:就|也|都|是|位于|设)*在{district}"
            f"|{clause_start}(?:我|我们|人|天天|每天|现在|目前|平时|就|一直|,)*(?:在)?{again(district)}区?(?:这边|那边|这儿|那儿)?(?:上班|坐班|办公)"
            "|在(?P<d3><district>)区?[^,。?不没办开注租住]{0,12}?<unit_place>(?:里)?(?:干|做|当)(?!过|的小?生意)"
        )
        self._bare_place = words.pattern(
            f"^(?:就|也|地点|位置)*(?:(?:在){district}|{again(district)}(?=这|那))(?:区|市)?[^,。?]{{0,3}}?(?:这边|那边|那儿|这儿|呢)?$"
        )
        self._job_told = words.pattern("<working>|<toil>|<site>(?:是|性质)|就职|入职|任职|供职|<unit_place>(?=[,。])")
        self._place_of_other = words.pattern(
            "<hukou_short>|注册|执照|[开办盘](?:过|了|的|着|家|个)|开店|自己的|店面|铺|<home_word>|见习|实习|培训|租|纳税|认定|生源|比赛|大赛|孩子|娃"
        )
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
            Cue(WORK, None, employer_at, (Void(no, 3, 0),), words.districts),
        )

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of hukou and place of work."""
        lost = self._lost.search(said.text)
        for finding in self._hukou(said):
            whole = lost is not None and finding.start < lost.start()
            yield replace(finding, value=None) if whole else finding  # …我也忘了到底是哪个
        for match in self._farm.finditer(said.text):
            yield Finding("rural_labourer", None, match.start(), match.end())  # 106号 decides, not the hukou
        for before, clause in zip(said.plain.clauses, said.plain.clauses[1:], strict=False):
            if (
                self._farm_clause.match(clause.text)
                and self._topic.search(before.text)
                and not self._town.search(before.text)
            ):
                yield Finding("rural_labourer", None, clause.start, clause.end)
        for cue in self._works:
            yield from cue.find(said)
        for clause in said.plain.clauses[1:]:
            place = self._bare_place.match(clause.text)
            if place is not None and self._of_a_job(said, clause.start):
                district = self._districts[place["d"] or place["d2"]]
                yield Finding(WORK, district, clause.start, clause.end)

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
                if not self._move.search(match[0]):  # 户口从河北迁到朝阳了 is read below
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
        for clause in said.plain.clauses:
            if self._open_hukou.search(clause.text) and not any(
                clause.start <= start < clause.end for start, _ in taken
            ):
                yield from self._corrected(said, clause.end)  # 户口下个月要迁，眼下还在怀柔
        yield from self._open(said, taken)

    def _of_a_job(self, said: Said, position: int) -> bool:
        """Whether a job was told last in the sentence (就职于一家外企，在东城), no home, hukou or business."""
        told = said.sentence_before(position, 40)
        job = max((match.start() for match in self._job_told.finditer(told)), default=-1)
        return job >= 0 and self._place_of_other.search(told, max(0, job - 8)) is None

    def _corrected(self, said: Said, end: int) -> Iterator[Finding]:
        """“户口不在西城，在东城”: the next clause says where."""
        index = said.plain.clause_index(end - 1) + 1
        if index < len(said.plain.clauses):
            clause = said.plain.clauses[index]
            match = self._then.search(clause.text)
            if match is not None:
                value = self._districts[match["d"]] if match["d"] else OUTSIDE
                yield Finding(HUKOU, value, clause.start, clause.end)

    def _open(self, said: Said, taken: list[tuple[int, int]]) -> Iterator[Finding]:
        for match in self._city.finditer(said.text):
            if not overlaps(match, taken) and not re.search("非|不是|没", said.before(match.start(), 3)):
                yield Finding(HUKOU, None, match.start(), match.end(), "city")
        for match in self._vague.finditer(said.text):
            if not overlaps(match, taken):
                yield Finding(HUKOU, None, match.start(), match.end())
        alone = len(said.plain.clauses) == 1 and said.asked is None
        for clause in said.plain.clauses:
            if self._from.search(clause.text) is not None or (alone and self._bare.search(clause.text)):
                yield Finding(HUKOU, None, clause.start, clause.end, "from")
