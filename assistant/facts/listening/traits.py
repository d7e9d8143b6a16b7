"""Organisations told by what they talk about, where neither a name nor a deed says it: “学员里有80人…”, “裁了三成员工”.

What is spoken of says how the words are to be heard, and only of some kinds who applies.
"""

from __future__ import annotations

import re

from assistant.facts.listening.deeds import COUNT
from assistant.facts.listening.words import Words

NEAR = "[^,。?我]{0,12}?"


class Traits:
    """What only an organisation of a kind talks about."""

    def __init__(self, words: Words) -> None:
        number = f"(?:{COUNT}|\\d)"
        self._kinds: tuple[tuple[str, re.Pattern[str]], ...] = (
            (
                "public_body",
                words.pattern(
                    "街道(?=[^。?]{0,30}?(?:考核|考评|评定))|(?:考核|考评)(?=[^。?]{0,20}?(?:街道|等次))"
                    "|<public_body>[^,。?我]{0,8}?安排" + NEAR + "农村"
                ),
            ),
            (
                "startup_carrier",
                words.pattern(
                    "(?<![在进住到去驻])<carrier_noun>(?=[^。?]{0,24}?<recognised>)|<recognised><carrier_link>*<carrier_noun>"
                ),
            ),
            (
                "hr_agency",
                words.pattern(
                    f"<places_people>(?:成功|就业|上岗)+{NEAR}(?:{number}|满|持续)|<places_people>(?:了|过)*{NEAR}<groups_placed>"
                    "|猎(?:到|来)了?(?:一|\\d|个|位|名)|<on_behalf_of>[^,。?我]{0,6}?(?:客户|甲方|企业)[^,。?我]{0,4}?挖(?:到|来)"
                ),
            ),
            ("hr_agency", words.pattern("<placing_trade>")),
            (
                "training_provider",
                words.pattern(
                    f"<teaching_noun>|<teaching_verb>(?:了|过|出)*{NEAR}{COUNT}(?!月)|<train_group>{NEAR}培训{NEAR}{COUNT}|培训(?:了|过)*<train_group>"
                    f"|(?:<five_fields>|领域)(?:领域|类|方面|方向)*的?培训|培训[^,。?]{{0,8}}?(?:<five_fields>|领域)"
                    "|(?:培训|培)的是|(?:评(?:估|级|定|为|上|了|的|过|是|成|到)*|分级|^我们是)(?:结果|等级)?:?[A-Da-d](?:类|级|$)(?![残伤照证])"
                    "|我们(?:学校|机构)(?:是|属于)*(?:民办|公办)(?!非)"
                    "|(?:在|属于)[^,。?]{0,2}?五个?大?领域|五大领域"
                    f"|(?:成功创业|创业成功)(?:了|的|有)*{COUNT}(?!月)|(?:创业|技能)(?:培训|班)[^,。?我]{{0,20}}?{COUNT}(?!月)"
                    "|(?:评(?:估|级|定|为|上|了|的|过|是|成|到)*|分级|^我们是)(?:结果|等级)?:?[A-Da-d](?:类|级|$)|(?:在|属于)[^,。?]{0,2}?五个?大?领域|五大领域"
                    "|成功创业(?:了|的|有)*{number}|创业成功(?:了|的|有)*{number}"
                    "|<traced>[^,。?]{0,8}?平台|平台[^,。?]{0,10}?<traced>|<training_owner>(?=$|[,。])"
                    f"|培训[^,。?我]{{0,8}}?{number}(?:个)?<lesson_hours>"
                ),
            ),
            (
                "employer",
                words.pattern(
                    f"<employer_topic>|(?<![被给遭挨让])裁(?:了|过|掉|员)+{NEAR}(?:<staff_noun>|{number}|成|<many_laid_off>)"
                    f"|留(?:用|下|了)+{NEAR}{COUNT}(?!月)|<interns>{NEAR}(?:留|来)|留用{NEAR}<interns>"
                    f"|<trains_up>{NEAR}<skilled_worker>|{COUNT}<skilled_worker>"
                    f"|<skilled_worker>(?:倒是|也|都|共|有|一共|各|了)*(?:<trains_up>)*(?:{number}|[一二两三四五六七八九十]+(?:个|名|位))"
                    "|工资[^,。?我]{0,10}?(?:涨|增|提高|上调)[^,。?]{0,4}?(?:\\d[\\d.]*%|百分之)|(?:工资|收入)[^,。?我]{0,6}?同比"
                    f"|{COUNT}[^,。?我]{{0,4}}?(?:参赛|参展)|(?:参赛|参展)[^,。?我第]{{0,6}}?{number}|(?:竞赛|大赛|比赛){NEAR}(?:<held>|{COUNT}参)"
                    "|(?:^|[,。]|我们)<this_year>?<hardly_laid_off>裁"
                    "|<for_staff>(?:也|都|全|一律)*<staff_act>|<staff_noun>(?:也|都|全|们)*的?<staff_matter>"
                    "|<staff_noun>[^,。?我]{0,6}?(?:户口|户籍)"
                    f"|{COUNT}新?<staff_noun>|<staff_noun>(?:上千|上百|\\d|有\\d)"
                    "|(?:^|[,。]|是|属于)<company_size>(?:的|企业|公司)*(?=$|[,。里])"
                    "|^[^,。?我在去到进被]{0,10}?<organisation>,(?:想问问?|问问?|今年|刚|新|现在|打算|拟)*(?:<hire_verb>|<for_staff>|是<organisation>|不是|经营|给)"
                ),
            ),
        )
        self._person = words.pattern("<trait_person>")

        self._sure = {
            self._kinds[0][1],
            self._kinds[2][1],
        }  # schools and companies talk alike, clients of an agency too
        self._wished = words.pattern("(?:<plan>|<suppose>|想|要|说|(?<!技)能)[^,。?]{0,3}$")

    def find(self, text: str) -> tuple[str, int, int] | None:
        """The kind of organisation that talks like this, and where the words stand; nowhere where it isn't sure."""
        if self._person.search(text):
            return None
        for kind, pattern in self._kinds:
            match = pattern.search(text)
            if match is not None and not self._wished.search(text[max(0, match.start() - 6) : match.start()]):
                sure = pattern in self._sure
                return kind, match.start() if sure else 0, match.end() if sure else 0
        return None
