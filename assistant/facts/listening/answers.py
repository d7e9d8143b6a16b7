"""Bare answers to the question on the screen (“是”, “没有”, “三年”, “4500”, “西城”, “女”) and fields of a form."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from assistant.facts.listening.amounts import whole
from assistant.facts.listening.periods import Periods
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
_DIGITS = {"俩": 2, "仨": 3, "两": 2, **dict(zip("一二三四五六七八九", range(1, 10), strict=True))}
_YEARS = {"今年": 0, "去年": 1, "前年": 2}
_POLITE = "(?:<answer_lead>|嗯+)*"
_ON_BEHALF = "<on_behalf>*"
_TRAIL = "<answer_tail>*"
_HUKOU_TRAIL = "(?:<answer_tail>|户口|户籍)*"  # 西城户口 answers where a hukou is, no other place
_HUKOU = ("hukou_district", "hire_hukou_district")


class Answers:
    """Reads the first clause as an answer to a question."""

    def __init__(self, words: Words, vocabulary: Vocabulary) -> None:
        self._vocabulary, self._districts = vocabulary, words.districts
        self._periods = Periods(words)
        self._few = words.pattern("^[一二两俩三仨四五六七八九]<few_measure>*$")
        self._asking_about = words.pattern("^(?:我们?)?(?:想|要)?<ask_verb>(?:的是|一下)?")
        self._number_lead = words.pattern(f"^{_POLITE}$")
        self._yes = words.pattern(
            "^(?:<yes_lead>|嗯+)*(?:<assents>|<be_or_have><yes_done>+"
            "|(?:<yes_verb>|算(?!了))(?:的|啊|呢|了|着|过)*)(?:的|啊|呀|呢|哦)*$"
        )
        self._no = words.pattern(
            "^<no_lead>*(?:<denials>|<no_word>(?:给|在|再)?<be_or_have>?(?:过|到|着|的|呢|啊|了)*)(?:的|啊|呀|呢|哦)*$"
        )
        self._labels = {label: name for name, labels in words.labels.items() for label in labels}
        self._values = {
            name: [
                (words.pattern(f"^{_ON_BEHALF if name == 'applicant' else _POLITE}{any_of(said)}{_TRAIL}$"), value)
                for value, said in values.items()
            ]
            for name, values in words.choices.items()
        }
        self._district, self._district_of_hukou = (
            words.pattern(f"^{_POLITE}(?:在)?(?:北京市?|北京的?)?(?P<d><district>){trail}$")
            for trail in (_TRAIL, _HUKOU_TRAIL)
        )
        self._none = {
            name: words.pattern(
                "^<none_lead>*(?:一?(?:个|名|位)?人?(?:也|都)|一(?:个|名|位)人?(?:也|都))?(?:还)?<zero_word>"
                f"(?:有|呢|{any_of([*deeds, '有'])})?(?:过|到|人|成|呢|啊|的|了|个|名)*$"
            )
            for name, deeds in words.deeds.items()
        }
        self._outside = words.pattern(
            f"^{_POLITE}(?:<outside_place>|<province>|(?:不是|没有?|非)(?:北京|本市)(?:户口|户籍|的)*)<outside_tail>*{_HUKOU_TRAIL}$"
        )
        self._doubt = words.pattern("<answer_doubt>|<doubt>|<doubt_after>")
        self._date = words.pattern(
            r"^(?:我|是|于)*(?P<y>(?:19|20)?\d\d|今年|去年|前年)[年.\-/]?的?(?P<m>1[0-2]|0?[1-9])"
            r"(?:[月.\-/](?P<d>3[01]|[12]\d|0?[1-9])(?:日|号)?|月份?|)<date_tail>*$"
        )
        self._digits = re.compile(r"^(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])$")
        self._number_tail = words.pattern("^(?:<number_tail>|%)*$")
        self._length_lead = words.pattern("^<length_lead>*$")
        self._contract = words.pattern("合同|签")
        self._length_tail = words.pattern("^<length_tail>*$")

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
        asking = self._asking_about.match(text) if fact.id == "district" else None
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
        if not numbers and fact.type == "int" and self._few.match(text):
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
            times = self._periods.a_year(left) or self._periods.a_year(right) or 1
            left, right = self._periods.named.sub("", left), self._periods.named.sub("", right)
        if not self._number_lead.match(re.sub("满|刚|月薪|税前", "", left)):
            return None
        if not self._number_tail.match(right):
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
            fine = self._length_lead.match(left) and self._length_tail.match(right)
            if not years and self._contract.search(left + right):
                return None  # the contract's length answers no other question
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
