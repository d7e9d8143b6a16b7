"""How an organisation stands: layoffs, contests its staff has won, recognitions, fields, platform, prices."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.cues import Cue, Void
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

PODIUM = 3
_RANKS = {word: rank for rank, words in enumerate(("一1", "二2", "三3"), start=1) for word in words}


class Standing:
    """Yes/no facts of organisations that more than a name and a verb beside it tell."""

    def __init__(self, words: Words) -> None:
        no = Void(words.pattern("(?:<deny>|<rating_not>)[^,。?]{0,2}$"), before=6)
        then = Void(words.pattern("<past>|<last_years>|20\\d\\d年"), before=20)
        hardly = words.pattern("<hardly>[^,。?]{0,6}$")
        people = "(?:人|员工|职工|员|过|掉)*"
        none = words.pattern(
            f"(?:没有?|未|不|零)(?:再|去|有)*裁{people}|一(?:个|名|位)?(?:人|员工)?(?:都|也)*(?:还)?(?:没有?|未|不)裁{people}"
        )
        self._layoffs = (
            Cue("no_or_few_layoffs", True, none, (Void(hardly, before=12), then)),
            Cue("no_or_few_layoffs", True, re.compile("少裁员"), (no,)),
            Cue(
                "no_or_few_layoffs",
                None,
                re.compile(r"(?<!被)裁(?:了|过|掉)+(?=[^,。?]{0,4}?[\d一二两俩三仨几四五六七八九十])"),
                (then,),
            ),
        )
        base = "示范基地(?:的)?(?:牌子|称号|资格|认定)?"
        self._carrier = (
            Cue(
                "incubator_recognised",
                False,
                words.pattern(f"{base}[^,。?]{{0,4}}?(?:没|未|不是)[^,。?]{{0,4}}?<recognised>"),
            ),
            Cue(
                "incubator_recognised",
                False,
                words.pattern("(?:没有?|未)(?:被|去|有)*<recognised>(?:为|上|成|过|到|是)*[^,。?]{0,10}?示范基地"),
            ),
            Cue(
                "incubator_recognised",
                True,
                words.pattern(
                    f"(?<!国家级)(?<!市级){base}[^,。?没未不在想能]{{0,10}}?<recognised>(?:的|了|过|上|下来|到)"
                ),
            ),
            Cue(
                "incubator_recognised",
                True,
                words.pattern(
                    "<recognised>(?:为|成|上|了|的)+(?![^,。?]{0,4}?(?:国家|市级))[^,。?不没]{0,10}?示范基地"
                ),
                (no,),
            ),
        )
        field = words.pattern("(?:<five_fields>(?:领域)?|五个?领域)(?:的|类|方面|里)*<field_of>")
        qualified = words.pattern(
            "(?:<district>区?(?:级|认定)?的?|辖区|本区)定点(?:培训)?(?:机构|学校|资质)?(?:的)?(?=$|[,。?])"
        )
        self._school = (
            Cue("provider_grade_a", False, re.compile("[B-Db-d](?:类|级)(?!.{0,3}升)"), (no,)),
            Cue("private_provider", False, words.pattern("<public_school>"), (no,)),
            Cue("district_training_qualification", True, qualified, (no,)),
            Cue(
                "district_training_qualification",
                False,
                words.pattern(
                    "(?:资质|定点)(?:证|资格)?(?:也|都|还|暂时)*(?:没有?|未)(?:<recognised>|下来|到|有)*(?=$|[,。呢])"
                ),
            ),
            Cue(
                "district_training_qualification",
                True,
                re.compile("资质(?:证)?(?:也|都|早|已经?)*(?:下来|拿到|批下来|办下来|批)了"),
            ),
        )
        self._fields = Cue("in_five_fields", True, field, (no,))
        self._offline = Cue(
            "traceable_online_platform",
            False,
            words.pattern("(?:没有?|未|不)(?:使?用|采用|通过|走|上|借助|依托)?(?:过)?[^,。?]{0,10}?线上(?:培训)?平台"),
        )
        self._priced = (
            Cue(
                "free_placement",
                False,
                re.compile("(?:不是|没有?|不|并非|未)(?:是)?免费|(?:是|都|要)(?:要)?收费的?"),
                (),
            ),
        )
        here = "(?:都|也|就|是|位于|注册|办公|地址)*(?:在|是)(?:北京|本市)(?:市|的|市内|境内|行政区域内|这边|内)*(?=$|[,。])"
        self._beijing = Cue("employer_in_beijing", True, words.pattern(f"<organisation>{here}"), (no,))
        level = "(?:(?P<nation><national>)|(?P<city><city_level>))"
        self._contest = words.pattern(
            f"{level}(?:(?<=赛)|[^,。?]{{0,8}}?<contest>)(?P<gap>[^,。?我]{{0,10}}?)"
            "(?:(?P<podium><podium>)|第(?P<rank>[一二三四五六七八九十]|\\d{1,3})(?:名|位|(?=$|[,。])))"
        )
        self._no_prize = words.pattern("<contest_not>")

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of an organisation's standing, by its kind."""
        cues: tuple[Cue, ...] = ()
        if said.kind == "employer":
            cues = (*self._layoffs, self._offline, self._fields, self._beijing)
            yield from self._contests(said)
        elif said.kind == "training_provider":
            cues = (*self._school, self._offline, self._fields)
        elif said.kind == "startup_carrier":
            cues = self._carrier
        elif said.kind == "hr_agency":
            cues = self._priced
        for cue in cues:
            yield from cue.find(said)

    def _contests(self, said: Said) -> Iterator[Finding]:
        for match in self._contest.finditer(said.text):
            if self._no_prize.search(said.before(match.start(), 8) + match["gap"]):
                continue
            won = match["podium"] is not None or _RANKS.get(match["rank"], PODIUM + 1) <= PODIUM
            fact = "national_contest_top3" if match["nation"] else "city_contest_top3"
            yield Finding(fact, won, match.start(), match.end())
