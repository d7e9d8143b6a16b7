"""Work: whether and how somebody is employed, at what kind of employer, for how many months."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.amounts import whole
from assistant.facts.listening.hiring import employer
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

_DENIED = re.compile("(?:不是|没有?|未|无|不算|并非|非|别|不)(?:在|再|去|到|能|想|太|怎么)?$")


class Work:
    """Employment, kind of employer, months in the job."""

    def __init__(self, words: Words) -> None:
        place = "(?P<place>[^,。?]{0,14}?<workplace>(?:公司|企业|单位)?)"
        self._employment: tuple[tuple[str, int, re.Pattern[str]], ...] = (
            (
                "none",
                1,
                words.pattern(
                    "(?<!登记)(?<!登记过)(?<!登记了)(?<!登记的)<jobless>(?!<jobless_not>)|(?<!登记)失业(?=$|[,。?]|了"
                    "|在家|着|已|快|大半|好几|半年|[\\d一二两三四五六七八九十]+(?:年"
                    "|个月)|的(?:$|[,。])|没|一直|<district>|男|女)|(?:是|属于|^|[,。])(?:城镇"
                    "|下岗)?失业人员(?=$|[,。])"
                ),
            ),
            (
                "public_post",
                5,
                words.pattern(
                    "(?<!申请)(?:在|从事|干|做|(?<![镇乡村区市])上|是)(?:[^,。?]{0,8}?)公益性?岗位?(?!补贴"
                    "|怎么|的?(?:工资|待遇|政策))|公益性?岗位?上?(?:干|做|工作|上班)了"
                ),
            ),
            (
                "internship",
                5,
                words.pattern(
                    "(?:正在?|在)(?:[^,。?]{0,14}?)(?:就业)?见习(?!补贴|单位|生活|期满"
                    "|基地)|见习(?:中|期间?(?:内|中)?)(?=[,。]|$)|(?:是|算)(?:就业)?见习(?:生"
                    "|人员|期)"
                ),
            ),
            ("self_employed", 1, words.pattern("<own_business>(?!<own_business_not>)")),
            (
                "self_employed",
                1,
                re.compile(
                    "(?:^|[我俺]|本人|自己|干|当|做|(?<![位司店厂])是)(?:是)?(?:一?个"
                    "|一?名)?个体(?:户|工商户|经营)(?!开|家|那|的?(?:饭店|店|老板|企业)"
                    "|登记|怎么|能|有|补|吗)"
                ),
            ),
            ("flexible", 1, words.pattern("<flexible>(?!<flexible_not>)")),
            (
                "unit",
                1,
                words.pattern(
                    f"(?:在|到|去了|进了?){place}(?:里|那儿?|这)?[^,。?]{{0,6}}?(?:<working>"
                    f"|当(?!年|老板|志愿|学生|临时)[^,。?]{{1,5}})(?!经验|之前|以前"
                    "|前)"
                ),
            ),
            (
                "unit",
                2,
                words.pattern(
                    "(?:刚|刚刚|已经?|终于|又|新|总算)?(?:找|进|应聘|考|换|去|到|签)(?:到"
                    f"|上|入|进|的|了|去)+(?:了)?(?:一|个|家|份|的|新|正式)*{place}(?!招"
                    "|登记|门口|办|认定|的?(?:培训|补贴))"
                ),
            ),
            (
                "unit",
                2,
                words.pattern(
                    "(?:入职|就职|到岗)(?:了|已|满|快|有|到|(?=[\\d一二两三四五六七八九十半仨俩]))"
                    "|(?:刚|已|已经|新|上个?月|上周|今年|去年|办了)[^,。?]{0,6}?入职(?!体检"
                    "|要求|条件|前)"
                ),
            ),
            (
                "unit",
                1,
                words.pattern(
                    "(?:现在|目前|正|在|已经|都|还|天天|又|刚)(?:在|正)?上班(?:了|呢"
                    "|着|的)?(?=[,。]|$)|(?:我|本人)(?:现在|目前)?(?:有单位|有正式工作"
                    "|有正式单位)|(?<!没)有单位(?!给|的话)|(?<!没)上着班|在职(?=[,。]"
                    "|$|员工|职工)|单位就业(?!的|人数|人员|[,。]?[\\d一二三四五六七八九]"
                    "|且|后|率|平均)|上(?:了)?班(?:了|着)(?=[,。]|$|[\\d一二两三四五六七八九半])"
                ),
            ),
            (
                "unit",
                1,
                words.pattern(
                    "(?:跟|和|与|同)[^,。?]{0,8}?<workplace>(?:正式)?(?:也|都|已|已经)?签(?:了"
                    "|的|过|订了)?[^,。?]{0,8}?(?:劳动)?合同|被[^,。?]{0,8}?<workplace>?(?:录用"
                    "|招用|聘用|招进|招去|录取)了?(?!标准)"
                ),
            ),
            (
                "unit",
                1,
                words.pattern(
                    "<workplace>(?:已经?|现在|也|都|正常|按规定|一直|每个?月)*(?:给"
                    "|帮|为)(?:我|我们|他|她|大家|员工|职工)?(?:正常|按规定|足额|都"
                    "|全)*(?:交|上|缴|缴纳|办)(?:了|着)?(?:的)?<insurance>"
                ),
            ),
        )
        self._months = words.pattern(
            "(?:干|做|上班|工作|入职|就职|待|呆|来)(?:了|的|已经?|满|刚满|有"
            "|到现在|也|都)*$|(?:入职|上班)[^,。?]{0,10}$"
        )
        self._months_after = re.compile("(?:整)?(?:了)?(?:$|,|。)|(?:整)?了?(?:呢|啊)?$")
        self._months_not = words.pattern(
            "试用|失业|下岗|<flexible>|<own_business>|零工|外卖|快递|网约车"
            "|店|干个体|合同|见习|总共|一共|累计|这辈子|工龄|前|原来|以前"
        )
        self._job_here = words.pattern("<workplace>|入职|上班|单位|找到")
        self._in_beijing = words.pattern(
            "(?:<workplace>(?:也|就|都)?(?:在|是|位于)(?:北京|本市)(?:市|的"
            "|这边)?(?:企业|公司|注册)?(?=[,。]|$)|(?:在|到|进)(?:了)?(?:一家"
            "|家)?(?:北京|本市)(?:市|的|本地)*(?:一家|某|家)?(?:公司|企业|单位)(?!在))"
        )
        self._outside = words.pattern("<workplace>(?:不在(?:北京|本市)|(?:在|是)<province>)")
        self._kinds = words.choices["employer_kind"]

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of work."""
        for value, weight, pattern in self._employment:
            for match in pattern.finditer(said.text):
                before = said.before(match.start(), 6)
                inside = match[0]
                if _DENIED.search(before) or re.search("叫我|让我|介绍我", before):
                    continue
                if value == "unit" and re.search(
                    "不|没|未|零工|开店|自己|创业|公益|见习|培训|实习|登记|(?<!被)招|劳务市场|以前|离开|辞", inside
                ):
                    continue
                if value != "unit" and (re.search("不是|并非", before) or said.of_a_class(match.start(), match.end())):
                    continue
                recent = weight + (2 if re.search("现在|目前|如今|眼下|刚", before + inside) else 0)
                yield Finding("employment", value, match.start(), match.end(), weight=recent)
                if value == "unit":
                    yield from employer(self._kinds, match[0], match.start())
        yield from self._kind_said(said)
        yield from self._time(said)
        for pattern, here in ((self._in_beijing, True), (self._outside, False)):
            for match in pattern.finditer(said.text):
                yield Finding("employer_in_beijing", here, match.start(), match.end())

    def _kind_said(self, said: Said) -> Iterator[Finding]:
        for kind, names in self._kinds.items():
            for name in names:
                for match in re.finditer(
                    f"(?:单位|用人单位|我们单位|公司)(?:性质)?(?:是|属于|算)(?:一?家|个)?[^,。?]{{0,4}}?({name})",
                    said.text,
                ):
                    if "不是" not in match[0]:
                        yield Finding("employer_kind", kind, match.start(1), match.end(1), weight=2)
                        break
                else:
                    continue
                return

    def _time(self, said: Said) -> Iterator[Finding]:
        for span in said.spans:
            clause = said.clause(span.start)
            before, after = clause.text[: span.start - clause.start], clause.text[span.end - clause.start :]
            if not span.exact or not self._months.search(before) or not self._months_after.match(after):
                continue
            if self._months_not.search(before) or not self._job_here.search(said.sentence_before(span.start) + before):
                continue
            if re.search("店|公司注册|经营|创业|零工|外卖", said.sentence_before(span.start, 24)):
                continue
            yield Finding("months_employed", whole(span.months), span.start, span.end)
