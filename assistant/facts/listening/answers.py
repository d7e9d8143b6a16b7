"""Bare answers to the question on the screen (“是”, “没有”, “三年”, “4500”, “西城”, “女”) and fields of a form."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from assistant.facts.listening.amounts import whole
from assistant.facts.listening.business import PERIOD, times_a_year
from assistant.facts.listening.plain import ASK
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words, any_of
from assistant.facts.vocabulary import Fact, Vocabulary

_MONTHS = frozenset(
    {
        "months_employed",
        "internship_months",
        "months_from_training_to_job",
        "months_from_training_to_startup",
        "startup_months",
        "operating_months",
        "placement_months",
        "rural_post_months",
    }
)
LONGEST_ANSWER = 24
_FEW = re.compile("^[一二两俩三仨四五六七八九](?:个|名|位|人|等奖)*$")
_DIGITS = {"俩": 2, "仨": 3, "两": 2, **dict(zip("一二三四五六七八九", range(1, 10), strict=True))}
_YEARS = {"今年": 0, "去年": 1, "前年": 2}
_POLITE = (
    "(?:我们?|咱们|俺们|本人|嗯+|哦|啊|应该是|就|也|那|当然|目前|现在|是的|是|的"
    "|今年|一共|总共|大约|呃|都|全|全部|均|他们|她们)*"
)
_ON_BEHALF = "(?:我们?|是|替|帮|给|代|代表|为|咱们|俺们|自己)*"
_TRAIL = "(?:的|了|呢|啊|呀|吧|哦|哈|区|县|整|左右|那边|这边|嘛|谢谢|元|块|块钱|工资|合同)*"
_HUKOU_TRAIL = _TRAIL.replace("嘛", "嘛|户口|户籍")  # 西城户口 answers where a hukou is, no other place
_ASKING_ABOUT = re.compile("^(?:我们?)?(?:想|要)?(?:问|咨询|查|看)(?:的是|一下)?")
_HUKOU = ("hukou_district", "hire_hukou_district")


class Answers:
    """Reads the first clause as an answer to a question."""

    def __init__(self, words: Words, vocabulary: Vocabulary) -> None:
        self._vocabulary, self._districts = vocabulary, words.districts
        self._yes = words.pattern(
            "^(?:嗯+|哦|啊|对|我|已经?|都|早就?|当然|刚|也)*(?:<assents>|<be_or_have>(?:了"
            "|过|着|到了?|好了?|上了?|完了?|成了|下来了)+|(?:是|有|符合|属于"
            "|享受|算(?!了))(?:的|啊|呢|了|着|过)*)(?:的|啊|呀|呢|哦)*$"
        )
        self._no = words.pattern(
            "^(?:嗯|哦|啊|我|也|都|还|从来|一直|目前|现在|暂时|并|真的?)*(?:<denials>"
            "|(?:没有?|不|未|不是|并没有?|无)(?:给|在|再)?(?:<be_or_have>)?(?:过"
            "|到|着|的|呢|啊|了)*)(?:的|啊|呀|呢|哦)*$"
        )
        self._labels = {label: name for name, labels in words.labels.items() for label in labels}
        self._values = {
            name: [
                (re.compile(f"^{_ON_BEHALF if name == 'applicant' else _POLITE}{any_of(said)}{_TRAIL}$"), value)
                for value, said in values.items()
            ]
            for name, values in words.choices.items()
        }
        self._district, self._district_of_hukou = (
            words.pattern(f"^{_POLITE}(?:在)?(?:北京市?|北京的?)?(?P<d><district>){trail}$")
            for trail in (_TRAIL, _HUKOU_TRAIL)
        )
        none = "(?:没有?|未|零|0|无|没)"
        self._none = {
            name: re.compile(
                f"^(?:我们?|公司|单位|今年|目前|现在|也|还|都|暂时)*(?:一?(?:个|名|位)?人?(?:也|都)|一(?:个|名|位)人?(?:也|都))?(?:还)?{none}"
                f"(?:有|呢|{any_of([*deeds, '有'])})?(?:过|到|人|成|呢|啊|的|了|个|名)*$"
            )
            for name, deeds in words.deeds.items()
        }
        self._outside = words.pattern(
            f"^{_POLITE}(?:外地|外省|外埠|非京籍|<province>|(?:不是|没有?|非)(?:北京"
            f"|本市)(?:户口|户籍|的)*)(?:省|人|户口|户籍|的|户)*{_HUKOU_TRAIL}$"
        )
        self._doubt = words.pattern("<doubt>|<doubt_after>|虚|不一定|差不多")
        self._date = re.compile(
            r"^(?:我|是|于)*(?P<y>(?:19|20)?\d\d|今年|去年|前年)[年.\-/]?的?(?P<m>1[0-2]|0?[1-9])"
            r"(?:[月.\-/](?P<d>3[01]|[12]\d|0?[1-9])(?:日|号)?|月份?|)(?:的|出生|生|毕业|开始|签|了|底|初)*$"
        )
        self._digits = re.compile(r"^(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])$")

    def read(self, said: Said, fact: Fact, start: int = 0) -> Finding | None:
        """The first clause from plain position ``start`` on as an answer to ``fact``."""
        clause = next((c for c in said.plain.clauses if c.start >= start), None)
        if clause is None or clause.mark == ASK:
            return None
        return self._stretch(said, fact, clause.start, clause.end)

    def forms(self, said: Said) -> Iterator[Finding]:
        """Fields of a form: “社保：有”, “户籍：西城”, “合同期限：3年”."""
        if ":" not in said.text:
            return
        for clause in said.plain.clauses:
            label, colon, _ = clause.text.partition(":")
            name = self._labels.get(label)
            if colon and name is not None:
                fact = self._vocabulary.facts[name]
                found = self._stretch(said, fact, clause.start + len(label) + 1, clause.end)
                if found is not None:
                    yield found

    def _stretch(self, said: Said, fact: Fact, start: int, end: int) -> Finding | None:
        text = said.text[start:end]
        if not text or len(text) > LONGEST_ANSWER or text.endswith(("吗", "么")) or self._doubt.search(text):
            return None
        if fact.type == "bool":
            if self._no.match(text):
                return Finding(fact.id, False, start, end)
            return Finding(fact.id, True, start, end) if self._yes.match(text) else None
        if fact.type == "date":
            return self._day(said, fact, start, end)
        if fact.type in ("word", "words"):
            return self._word(fact, text, start)
        return self._number(said, fact, start, end, text)

    def _word(self, fact: Fact, text: str, start: int) -> Finding | None:
        for pattern, value in self._values.get(fact.id, ()):
            if pattern.match(text):
                return Finding(fact.id, value, start, start + len(text))
        asking = _ASKING_ABOUT.match(text) if fact.id == "district" else None
        if asking is not None:
            text, start = text[asking.end() :], start + asking.end()
        place = self._district_of_hukou if fact.id in _HUKOU else self._district
        district = place.match(text)
        if district is not None and self._districts[district["d"]] in fact.values:
            return Finding(fact.id, self._districts[district["d"]], start, start + len(text))
        if "non_beijing" in fact.values and self._outside.match(text):
            return Finding(fact.id, "non_beijing", start, start + len(text))
        return None

    def _number(self, said: Said, fact: Fact, start: int, end: int, text: str) -> Finding | None:
        if "open_ended" in fact.also and re.search("无固定", text) and not re.search("不是|没", text):
            return Finding(fact.id, "open_ended", start, end)
        if fact.id == "contract_years" or fact.id in _MONTHS:
            return self._length(said, fact, start, end)
        numbers = [n for n in said.numbers_in(start, end) if n.end <= end]
        none = self._none.get(fact.id)
        others = (n for n in said.numbers if n.start >= end and n.unit in ("人", ""))
        if none is not None and none.match(text) and not any(others):
            return Finding(fact.id, 0, start, end)
        if none is not None:
            numbers = [n for n in numbers if not (n.unit == "年" and n.value == 1)]  # 一年1200人
        if not numbers and fact.type == "int" and _FEW.match(text):
            return Finding(fact.id, _DIGITS[text[0]], start, end)
        if fact.id == "startup_contest_rank" and self._no.match(text):
            return Finding(fact.id, 0, start, end)
        if len(numbers) != 1 or not numbers[0].exact:
            return None
        number = numbers[0]
        left, right = said.text[start : number.start], said.text[number.end : end]
        if none is not None:
            left = re.sub("^(?:我们)?(?:[一每全]年(?:能|度)?|年)", "", left)
        times = 1
        if fact.id == "annual_rent":
            times = times_a_year(left) or times_a_year(right) or 1
            left, right = PERIOD.sub("", left), PERIOD.sub("", right)
        if not re.match(
            f"^{_POLITE}$", left.replace("满", "").replace("刚", "").replace("月薪", "").replace("税前", "")
        ):
            return None
        if not re.match(
            "^(?:元|块钱?|个|名|位|人|岁|周岁|多?人次|整|了|的|吧?呢|啊|钱|每月|一个月|分钟|%|等奖|户)*$", right
        ):
            return None
        allowed = {"age": ("岁", ""), "monthly_wage": ("元", ""), "wage_growth_percent": ("%", "")}
        money = ("annual_rent", "headhunting_fee", "recruited_salary")
        units = allowed.get(fact.id, ("元", "") if fact.id in money else ("人", ""))
        if number.unit not in units or (number.value != int(number.value) and fact.type == "int"):
            return None
        return Finding(fact.id, whole(number.value * times), number.start, number.end)

    def _length(self, said: Said, fact: Fact, start: int, end: int) -> Finding | None:
        spans = [s for s in said.spans_in(start, end) if s.end <= end]
        years = fact.id == "contract_years"
        if len(spans) == 1:
            span = spans[0]
            left, right = said.text[start : span.start], said.text[span.end : end]
            fine = re.match(
                "^(?:我|是|签了|签的|干了|做了|有|满|一共|已经?|的|合同|刚满|刚|经营了|开了)*$", left
            ) and re.match("^(?:的|了|整|合同|期|后|呢|啊|以后|一签)*$", right)
            if not span.exact or not fine:
                return None
            return Finding(fact.id, whole(round(span.months / 12, 4) if years else span.months), span.start, span.end)
        numbers = [
            n for n in said.numbers_in(start, end) if n.start == start and n.end == end and n.unit == "" and n.exact
        ]
        if len(numbers) == 1 and not spans:
            return Finding(fact.id, whole(numbers[0].value), start, end)
        return None

    def _day(self, said: Said, fact: Fact, start: int, end: int) -> Finding | None:
        text = said.text[start:end]
        match = self._digits.match(text) or (self._date.match(text) if re.search("[年月.\\-/]", text) else None)
        if match is None:
            return None
        word, this_year = match["y"], said.as_of.year
        if word in _YEARS:
            year = this_year - _YEARS[word]
        else:
            year = int(word) if len(word) == 4 else 2000 + int(word) - (100 if 2000 + int(word) > this_year else 0)
        try:
            value = dt.date(year, int(match["m"]), int(match["d"] or 1)).isoformat()
        except ValueError:
            return None
        return Finding(fact.id, value if match["d"] else value[:7], start, end)
