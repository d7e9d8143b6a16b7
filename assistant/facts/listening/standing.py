"""How an organisation stands: layoffs, contests its staff has won, recognitions, fields, platform, prices."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.cues import Cue, Void
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.verdicts import Verdicts
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
            f"(?<!裁)(?<!裁[员人])(?:没有?|未|不|零)(?:再|去|有)*裁{people}|一(?:个|名|位)?(?:人|员工)?(?:都|也)*(?:还)?(?:没有?|未|不)裁{people}"
        )
        undecided = Void(words.pattern("^[^。?]{0,8}?<undecided>"), after=14)
        self._layoffs = (
            Cue("no_or_few_layoffs", True, none, (Void(hardly, before=12), then, undecided)),
            Cue("no_or_few_layoffs", True, re.compile("少裁员"), (no,)),
            Cue("no_or_few_layoffs", True, words.pattern("<hardly_laid_off>裁(?![^,。?]{0,2}我)"), (then,), weight=2),
            Cue(
                "no_or_few_layoffs",
                False,
                words.pattern(
                    "(?<![被没未不])裁(?:了|掉|员)*(?:将近|快|近|差不多|接近|超过)?(?:[一二两三四五六七八九\\d]成|<many_laid_off>|\\d+%)|大裁员|大规模裁员"
                ),
                (then,),
                weight=1,
            ),
            Cue("no_or_few_layoffs", None, re.compile("裁员?率?(?:不到|低于|没超过|不超过|没到)"), (then,)),
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
            Cue(
                "provider_grade_a",
                True,
                re.compile("(?:评估|评级|等级|分级|级别)(?:结果|等级)?:(?:为|是)?A(?:类|级)?(?=$|[,。、])"),
                weight=1,
            ),
            Cue("private_provider", False, words.pattern("<public_school>"), (no,)),
            Cue(
                "private_provider",
                True,
                re.compile("(?<![非是])民办(?!非)(?:的|职业|技能|培训)*(?:学校|机构|中心|培训|的|$)|是民办(?!非)"),
                (no,),
            ),
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
        self._fields = (
            Cue("in_five_fields", True, field, (no,)),
            Cue(
                "in_five_fields",
                True,
                words.pattern(
                    "<five_fields>(?:类|方面|方向|领域|行业)|(?:文创非遗|城市运行保障|生活性服务业?)(?=$|[,。的这])"
                    "|(?:在|属于|是)(?:这|那)?(?:五个?|5个?)大?领域"
                ),
                (no,),
            ),
            Cue(
                "in_five_fields",
                False,
                words.pattern(
                    "(?:不在|不属于|不是|不算|没在)[^,。?]{0,3}?(?:五个?|5个?)大?领域|五个?大?领域(?:以外|之外|外)"
                ),
            ),
        )
        self._size = (
            Cue(
                "sme",
                True,
                words.pattern(
                    "(?:^|[,。、]|是|属于|里的|算)(?:一?家|个)?<small_size>(?:的|企业|公司|里的|一类)*(?=$|[,。]|中?小型|微型|中型)"
                ),
                (no,),
            ),
            Cue("sme", False, words.pattern("(?:不是|不属于|不算|并非)<small_size>(?:企业|公司|的)")),
            Cue("sme", False, re.compile("(?:^|[,。]|是|属于)(?:一?家|个)?大型(?:企业|公司|国企|国有|集团|的)"), (no,)),
        )
        trouble = "(?:<hardship>|困难)"
        self._trouble = (
            Cue(
                "temporary_difficulty",
                True,
                words.pattern(f"{trouble}[^。?没未不]{{0,16}}?<hope>|<hope>[^。?没未不]{{0,12}}?{trouble}"),
                (no, Void(words.pattern("不知|能不能|没|未|不会|不能|很难|难以"), inside=0)),
            ),
            Cue(
                "temporary_difficulty",
                False,
                words.pattern(
                    "(?:没有?|无|未|不存在)(?:什么|啥|任何|遇到|过|碰到|出现)*(?:暂时性?)?(?:生产)?(?:经营)?(?:上)?的?困难"
                ),
            ),
            Cue("temporary_difficulty", None, words.pattern("(?<!就业)<hardship>(?!人员|家庭|群体|户|的?人)"), (no,)),
        )
        self._offline = Cue(
            "traceable_online_platform",
            False,
            words.pattern("(?:没有?|未|不)(?:使?用|采用|通过|走|上|借助|依托)?(?:过)?[^,。?]{0,10}?线上(?:培训)?平台"),
        )
        self._priced = (
            Cue(
                "free_placement",
                False,
                re.compile(
                    "(?:不是|没有?|不|并非|未)(?:是)?免费|(?<![不没免未])收(?:取)?(?:费|介绍费|中介费|服务费)(?!站)"
                ),
                (Void(re.compile("(?:不|没|未|从不|免|客户|企业|单位|猎头|寻访)[^,。?]{0,6}$"), before=8),),
            ),
            Cue(
                "free_placement",
                True,
                words.pattern(
                    "免费(?:的|做|给|帮|为|向|提供|公益)*[^,。?]{0,6}?(?:职业介绍|职介|介绍|推荐|找工作)"
                    "|(?:介绍|推荐|职介|服务)[^,。?不没]{0,6}?(?:都|全|是|一律|完全)*免费|(?:不|没|未|从不)(?:向[^,。?]{0,6})?收(?:取)?(?:费|钱|介绍费|中介费|求职者|任何)"
                ),
                (no,),
            ),
        )
        here = (
            "(?:都|也|就|是|位于|注册|办公|地址)*(?:在|是)"
            "(?:北京|本市)(?:市|的|市内|境内|行政区域内|这边|内)*(?=$|[,。])"
        )
        self._beijing = Cue("employer_in_beijing", True, words.pattern(f"<organisation>{here}"), (no,))
        level = "(?:(?P<nation><national>)|(?P<city><city_level>))"
        self._city = Cue(
            "employer_in_beijing",
            True,
            words.pattern(
                "(?:<organisation>|我们|我司|地点:|所在地:|地址:|总部)(?:都|也|就|是|开|位于|办公|地址|地)*(?:在|是)?(?:北京市?|本市)?(?<=[在是:京市])"
                "<district>区?(?:这边|境内)?(?=$|[,。])|(?:地点|所在地|地址|注册地):?(?:在|是)?(?:北京|本市)市?(?=$|[,。])"
                "|在(?:北京|本市)市?(?:登记|注册|成立|开办|设立)的[^,。?]{0,6}?<organisation>"
                "|(?:^|[,。是])(?:北京|本市)市?(?:市内|境内|行政区域内|本地)?的?(?:一?家|一?个)?[^,。?不没非街]{0,6}?<company>(?=$|[,。])"
            ),
            (no,),
        )
        self._away = Cue(
            "employer_in_beijing",
            False,
            words.pattern(
                "(?:<organisation>|我们|我司|总部|地点:|地址:)(?:都|也|就|是|开|位于|注册|办公|地址|地)*(?:在|是)?(?<=[在是:])(?:<province>|<outside_town>|外地|外省)"
                "(?!路|街|[^,。?]{0,3}分)"
            ),
            (no,),
        )
        self._no_nation = Cue(
            "national_contest_top3",
            False,
            words.pattern(
                "(?:没|未)(?:有)?(?:拿|得|进|获)(?:过|到|得|了)*<national>(?:级|的|竞赛|大赛|比赛|技能|奖|前三名?)*(?=$|[,。])|<national>(?:级|的|竞赛|大赛|比赛|奖|那边|前三名?)*(?:也|还|倒|就)?(?:没有|没拿|没得|没进|未获|没有拿|没)(?=$|[,。拿得进过])"
            ),
        )
        self._no_city = Cue(
            "city_contest_top3",
            False,
            words.pattern(
                "(?:没|未)(?:有)?(?:拿|得|进|获)(?:过|到|得|了)*<city_level>(?:级|的|竞赛|大赛|比赛|技能|奖|前三名?)*(?=$|[,。])|<city_level>(?:级|的|竞赛|大赛|比赛|奖|那边|前三名?)*(?:也|还|倒|就)?(?:没有|没拿|没得|没进|未获|没有拿|没)(?=$|[,。拿得进过])"
            ),
        )
        self._no_growth = Cue(
            "wage_growth_percent",
            0,
            words.pattern(
                "工资(?:收入|总额|水平)?(?:<this_year>|<adverb>)*(?:没|未)(?:有|怎么)?(?:涨|增|提)"
                "|(?:没|未)(?:有)?(?:给<staff_noun>|给大家)?涨过?工资"
            ),
        )
        self._verdicts = Verdicts(words)
        self._contest = words.pattern(
            f"{level}(?:(?<=赛)|级?(?=前三|冠军|亚军|季军)|[^,。?]{{0,8}}?<contest>)(?P<gap>[^。?我]{{0,10}}?)"
            "(?:(?P<podium><podium>)|第(?P<rank>[一二三四五六七八九十]|\\d{1,3})(?:名|位|(?=$|[,。])))"
        )
        self._no_prize = words.pattern("<contest_not>")

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of an organisation's standing, by its kind."""
        cues: tuple[Cue, ...] = ()
        if said.kind == "employer":
            cues = (*self._layoffs, self._offline, *self._fields, self._beijing, self._city, self._away)
            cues += (*self._size, *self._trouble, self._no_nation, self._no_city, self._no_growth)
            yield from self._contests(said)
        elif said.kind == "training_provider":
            cues = (*self._school, self._offline, *self._fields, *self._layoffs)
        elif said.kind == "startup_carrier":
            cues = (*self._carrier, *self._layoffs)
        elif said.kind == "hr_agency":
            cues = (*self._priced, *self._layoffs)
        for cue in cues:
            yield from cue.find(said)
        yield from self._verdicts.find(said)

    def _contests(self, said: Said) -> Iterator[Finding]:
        for match in self._contest.finditer(said.text):
            if self._no_prize.search(said.before(match.start(), 8) + match["gap"]):
                continue
            won = match["podium"] is not None or _RANKS.get(match["rank"], PODIUM + 1) <= PODIUM
            fact = "national_contest_top3" if match["nation"] else "city_contest_top3"
            yield Finding(fact, won, match.start(), match.end())
