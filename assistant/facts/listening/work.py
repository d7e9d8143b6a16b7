"""Work: whether and how somebody is employed, at what kind of employer, for how many months."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from assistant.facts.listening.amounts import whole
from assistant.facts.listening.cues import Cue, Void
from assistant.facts.listening.groups import Groups
from assistant.facts.listening.hiring import employer
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words, any_of

RECENT = 2  # how much more what is so now weighs

_PLACE = "[^,。?]{0,14}?<workplace><company>?"
# How people say that they work, or don't, with the weight of each way.
_WAYS = (
    (
        "none",
        1,
        "(?<!登记)(?<!登记过)(?<!登记了)(?<!登记的)<jobless>(?!<jobless_not>)"
        r"|(?<!登记)失业(?=<jobless_then>|$|[,。?]|[\d一二两三四五六七八九十]+(?:年|个月)|的(?:$|[,。])|<district>)"
        "|<left_job>了?(?=[\\d一二两三四五六七八九十半俩仨]{1,3}(?:年|个?月))|(?:是|属于|^|[,。])(?:城镇|下岗)?失业人员(?=$|[,。])",
    ),
    ("none", 0, "<not_found>"),
    (
        "public_post",
        5,
        "(?<!申请)(?:<post_verb>|(?<![镇乡村区市])上)(?:[^,。?]{0,8}?)公益性?岗位?(?!<post_topic>)|公益性?岗位?上?<post_work>了",
    ),
    (
        "internship",
        5,
        "(?:正在?|在)(?:[^,。?]{0,14}?)(?:就业)?见习(?!<internship_not>)|见习(?:中|期间?(?:内|中)?)(?=[,。]|$)"
        "|(?:是|算)(?:就业)?见习(?:生|人员|期)",
    ),
    ("self_employed", 1, "<own_business>(?!<own_business_not>)"),
    (
        "self_employed",
        1,
        "(?:<individual_lead>|^|(?<![位司店厂])是)(?:是)?(?:一?个|一?名)?个体<individual>"
        "(?!<individual_not>|的?<individual_shop>)",
    ),
    ("flexible", 1, "<flexible>(?!<flexible_not>)"),
    (
        "unit",
        1,
        f"<go_to>{_PLACE}(?:里|那儿?|这)?[^,。?]{{0,6}}?(?:<working>|当(?!<role_not>)[^,。?]{{1,5}})(?!<work_past>)",
    ),
    ("unit", 2, f"<found_when>?<find_verb>(?:到|上|入|进|的|了|去)+(?:了)?<found_a>*{_PLACE}(?!<found_not>)"),
    (
        "unit",
        2,
        r"<joined>(?:了|已|满|快|有|到|(?=[\d一二两三四五六七八九十半仨俩]))|<joined_when>[^,。?]{0,6}?入职(?!<joined_not>)",
    ),
    (
        "unit",
        1,
        "<at_work_when>(?:在|正)?上班(?:了|呢|着|的)?(?=[,。]|$)|(?:我|本人)(?:现在|目前)?<has_job>"
        "|(?<!没)有单位(?!给|的话)|(?<!没)上着班|在职(?=[,。]|$|员工|职工)"
        r"|单位就业(?!<unit_job_not>|[,。]?[\d一二三四五六七八九])"
        r"|上(?:了)?班(?:了|着)(?=[,。]|$|[\d一二两三四五六七八九半])",
    ),
    (
        "unit",
        1,
        "(?:跟|和|与|同)[^,。?]{0,8}?<workplace>(?:正式)?(?:也|都|已|已经)?签<signed_done>?[^,。?]{0,8}?"
        "(?:劳动)?合同|被[^,。?]{0,8}?<workplace>?<recruited>了?(?!标准)",
    ),
    (
        "unit",
        1,
        "(?:在|来)[^,。?不没未想让要叫]{1,9}?上班(?!<work_past>)|上班(?:地点|的地方)?(?:就|也|是)?在"
        "|(?:^|(?<=[,。在是]))(?:我|现在|目前)?<workplace>上班(?=[,。]|$)|在[^,。?不没了开办注租]{0,8}?(?:一家|一个|某家?)[^,。?]{0,6}?<workplace>(?=[,。]|$)",
    ),
    ("unit", 3, "在[^,。?]{0,10}?<workplace>(?:里)?(?:领|开|拿|发)(?:着)?工资"),
    (
        "self_employed",
        1,
        "(?:开|盘|办)(?:了|着|的|下了?)(?:一?[个家间])?小?[^,。?不没开招]{0,5}?<trade_place>(?!上班|打工|干活|的人|招)"
        "|(?:在<district>区?|两口子|自己)开(?:一?[个家间])?小?[^,。?不没]{0,4}?<trade_place>(?=[,。]|$)",
    ),
    (
        "unit",
        1,
        "<workplace><insured_when>*(?:给|帮|为)<insured_whom>?<insured_how>*<insured_verb>(?:了|着)?(?:的)?<insurance>",
    ),
)


class Work:
    """Employment, kind of employer, months in the job."""

    def __init__(self, words: Words) -> None:
        self._groups = Groups(words)
        denied = Void(words.pattern("<work_deny><work_deny_link>?$"), before=6)
        told = Void(words.pattern("<told_to>"), before=6)
        elsewhere = Void(words.pattern("<unit_not>|(?<!被)招"), inside=0)
        another = Void(re.compile("不是|并非"), before=6)
        self._employment = tuple(
            Cue(
                "employment",
                value,
                words.pattern(way),
                (denied, told, elsewhere if value == "unit" else another),
                weight=weight,
            )
            for value, weight, way in _WAYS
        )
        self._months = words.pattern("<worked_verb><worked_tail>*$|(?:入职|上班)[^,。?]{0,10}$")
        self._months_after = re.compile("(?:整)?(?:了)?(?:$|,|。|也|都|还|就|连)|(?:整)?了?(?:呢|啊)?$")
        self._months_not = words.pattern("<not_work_months>|<flexible>|<own_business>|(?:开|盘)(?:了|着|的)")
        self._job_here = words.pattern("<job_here>|<workplace>")
        here = words.pattern(
            "(?:<workplace>(?:也|就|都)?(?:在|是|位于)(?:北京|本市)(?:市|的|这边|市?内|城里|境内|市区|本地)*(?:企业|公司|注册)?(?=[,。]|$)"
            "|(?:在|到|进)(?:了)?(?:一家|家)?(?:北京|本市)(?:市|的|本地)*(?:一家|某|家)?<company>(?!在))"
        )
        outside = words.pattern("<workplace>(?:不在(?:北京|本市)|(?:在|是)<province>)")
        self._places = Cue("employer_in_beijing", True, here), Cue("employer_in_beijing", False, outside)
        self._kinds = words.choices["employer_kind"]
        no = Void(re.compile("不是"), inside=0)
        is_a = "<employer_word>(?:性质)?(?:是|属于|算)(?:一?家|个)?[^,。?]{0,4}?"
        self._kinds_said = tuple(
            Cue("employer_kind", kind, words.pattern(f"{is_a}(?P<n>{name})"), (no,), {name: kind}, True, weight=2)
            for kind, names in self._kinds.items()
            for name in names
        )
        names = {name: kind for kind, known in self._kinds.items() for name in known}
        # where the employer is named: as the subject, as the party to the contract, as the place of work
        ways = (
            "(?:^|(?<=[,。]))(?:我们?|现在)?NAMED(?:<adverb>*<employer_does>|是(?=国|民|私|外))",
            "(?:跟|和|与)[^,。?不没]{0,6}?NAMED(?:正式)?签",
            "(?:^|(?<=[,。]))(?:现在|目前)?在?<district>区?的?(?:一家|某家?)NAMED(?=[,。]|$)",
            "(?:进|入职|入)(?:的|了)?(?:一?家)?NAMED(?=[,。]|$)",
            "(?:[在到进]|去了|去(?=[^,。?]{0,14}(?:上班|工作)了)|最近)[^,。?不没看见问聘听办开]{0,10}?(?:一?家|一个|某)"
            "[^,。?不没看见问聘听办开]{0,5}?NAMED(?=[,。]|$|上班|工作|领工资|干|当)",
            "(?<!去)NAMED上班",
        )
        named = (way.replace("NAMED", f"(?P<n{i}>{any_of(list(names))})") for i, way in enumerate(ways))
        party = words.pattern("|".join(named))
        not_party = Void(words.pattern("<not_employer>"), before=4, inside=0, after=6)
        self._party = Cue("employer_kind", None, party, (not_party,), names, narrow=True)
        self._own = words.pattern("<own_shop>")
        self._not_job_months = words.pattern("<not_job_months>")
        self._recently = words.pattern("<recently>")

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of work."""
        for cue in self._employment:
            for match in cue.matches(said):
                if cue.value != "unit" and self._groups.of_a_class(said, match.start(), match.end()):
                    continue
                recent = self._recently.search(said.before(match.start(), 6) + match[0])
                finding = cue.finding(match)
                yield replace(finding, weight=cue.weight + RECENT) if recent else finding
                if cue.value == "unit":
                    yield from employer(self._kinds, match[0], match.start())
        if not self._own.search(said.text):
            yield from self._party.find(said)
        yield from islice((finding for cue in self._kinds_said for finding in cue.find(said)), 1)
        yield from self._time(said)
        for cue in self._places:
            yield from cue.find(said)

    def _time(self, said: Said) -> Iterator[Finding]:
        for span in said.spans:
            before, after = said.beside(span.start, span.end)
            if not span.exact or not self._months.search(before) or not self._months_after.match(after):
                continue
            told = said.sentence_before(span.start) + said.clause(span.start).text
            if self._months_not.search(before) or not self._job_here.search(told):
                continue
            if self._not_job_months.search(said.sentence_before(span.start, 24)):
                continue
            yield Finding("months_employed", whole(span.months), span.start, span.end)
