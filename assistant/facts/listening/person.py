"""Who somebody is: age, day of birth, gender, schooling."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from assistant.facts.listening.amounts import Amount
from assistant.facts.listening.plain import Clause
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

YOUNGEST, OLDEST = 14, 110  # an age outside is a child's or no age


class Ages:
    """Age and birth. 四十出头, 90后, 虚岁, 属马 and a year alone say no age."""

    def __init__(self, words: Words) -> None:
        self._with_unit_not = re.compile(
            "虚岁?|以[上下内前后]|[之那]?[前后]|的?时候|就|才|退休|那[年会]|时|至|组|的人|的[女男]|的?人员"
        )
        self._threshold = re.compile("[^,。?]{0,6}?岁?(?:以[上下内]|之间|才能|才算|算4050)")
        self._before_not = words.pattern("(?:虚岁|虚|差|年满的|大|小|相差|当时|孩子|每|还有|差[^,。]{1,5})$")
        self._bare_before = words.pattern(
            "(?:今年|年龄|现年|年纪|岁数|周岁|年方|<subject>|<relative>)(?:也"
            "|都|就|刚|已经|今年|现在|是|为|有|刚满|满|才|:|已|刚过完)*$"
        )
        self._bare_after = words.pattern(
            "(?:岁|周岁|整|了|啊|呢|哈|呀)*(?:$|男|女|<district>|北京|户口|户籍|本科|大专)"
        )
        self._alone = re.compile("^(?:都|我|也|已经|已|刚|刚满|就|今年|人)*$")
        self._particular = words.pattern("先生|女士|^男性?$|^女性?$|户口|户籍|姓|^[男女]")
        self._birth = re.compile(
            r"(?P<y>(?:19|20)\d\d|[0-9]\d)[年.\-/](?P<m>1[0-2]|0?[1-9])(?:[月.\-/](?P<d>3[01]"
            r"|[12]\d|0?[1-9])(?:日|号)?|月|)"
        )
        self._spoken_birth = re.compile(
            "(?P<y>[一二][零〇九]?[零〇一二三四五六七八九]{2,3}|[零〇一二三四五六七八九]{2})年(?P<m>十[一二]?"
            "|[一二三四五六七八九])月(?:份)?"
            "(?:(?P<d>三?十[一]?|[一二]?十[一二三四五六七八九]?|[一二三四五六七八九])(?:日|号))?"
        )
        self._birth_after = re.compile("(?:份|的)?(?:出生|生的?|生人|落地)(?!育|活|效|态|源|产|意)")
        self._birth_before = re.compile(
            "(?:生日|出生日期|出生年月日?|出生时间|出生于|出生在|出生|生于|生在)(?:是|为|:|在|阳历)*$"
        )
        self._mine = words.pattern("(?:<subject>)是$")

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of age and birth."""
        for number in said.numbers:
            if number.unit == "岁":
                yield from self._with_unit(said, number)
            elif number.unit == "":
                yield from self._bare(said, number)
        yield from self._births(said)

    def _with_unit(self, said: Said, number: Amount) -> Iterator[Finding]:
        if not number.exact or number.value != int(number.value) or not YOUNGEST <= number.value <= OLDEST:
            return
        after, before = said.after(number.end, 5), said.before(number.start, 8)
        if (
            self._with_unit_not.match(after)
            or self._before_not.search(before)
            or "虚" in before[-4:]
            or self._threshold.match(said.after(number.end, 12))
        ):
            return
        yield Finding("age", int(number.value), number.start, number.end)

    def _bare(self, said: Said, number: Amount) -> Iterator[Finding]:
        value = number.value
        if not number.exact or value != int(value) or not 16 <= value <= 99:
            return
        clause = said.clause(number.start)
        before, after = clause.text[: number.start - clause.start], clause.text[number.end - clause.start :]
        if not self._bare_after.match(after) or len(before) > 16 or self._before_not.search(before):
            return
        end = number.end
        labelled = self._bare_before.search(before)
        alone = bool(self._alone.match(before))
        if (
            labelled
            or (alone and before and after[:1] == "了")
            or (alone and after.startswith("了") and value % 1 == 0)
        ):
            if not (
                after.startswith("了") and before in ("", "都", "也", "已经") and not self._like_an_age(said, number)
            ):
                yield Finding("age", int(value), number.start, end)
        elif after in ("", "了") and (
            re.search("^(?:女|男)性?$", before) or (before == "" and self._in_particulars(said, clause))
        ):
            yield Finding("age", int(value), number.start, end)

    def _like_an_age(self, said: Said, number: Amount) -> bool:
        """“三十五了” is an age; “20了” after talk of months or money may be anything."""
        before = said.sentence_before(number.start, 20)
        return not re.search("月|钱|元|人|号|次|天|课|分|培训", before)

    def _in_particulars(self, said: Said, clause: Clause) -> bool:
        """Whether a bare number stands beside a name, a gender or a hukou, as particulars are listed (李先生，58)."""
        index = said.plain.clause_index(clause.start)
        beside = [said.plain.clauses[i].text for i in (index - 1, index + 1) if 0 <= i < len(said.plain.clauses)]
        return any(self._particular.search(text) and len(text) <= 12 for text in beside)

    def _births(self, said: Said) -> Iterator[Finding]:
        for pattern in (self._birth, self._spoken_birth):
            for match in pattern.finditer(said.text):
                after, before = said.after(match.end(), 5), said.before(match.start(), 8)
                if re.search("农历|阴历|旧历", said.before(match.start(), 6) + after):
                    continue
                marked = self._birth_after.match(after) or self._birth_before.search(before)
                if not marked and not (self._mine.search(before) and after[:1] == "的" and len(after) == 1):
                    continue
                if match.start() and said.text[match.start() - 1].isdigit():
                    continue
                value = _day(match["y"], match["m"], match["d"], said.as_of)
                if value is not None:
                    yield Finding("birth_date", value, match.start(), match.end())


_CHINESE = {"零": 0, "〇": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


def _day(year: str, month: str, day: str | None, as_of: dt.date) -> str | None:
    """``YYYY-MM`` or ``YYYY-MM-DD``; a year of two digits is the last such year. None where there is no such day."""
    y, m = _plain_number(year, digits=True), _plain_number(month)
    if len(str(y)) <= 2 or y < 100:
        y += 2000 if 2000 + y <= as_of.year - YOUNGEST else 1900
    text = f"{y:04d}-{m:02d}"
    try:
        if day is not None:
            text = dt.date(y, m, _plain_number(day)).isoformat()
    except ValueError:
        return None
    return text if as_of.year - OLDEST <= y <= as_of.year - YOUNGEST else None


def _plain_number(text: str, digits: bool = False) -> int:
    if text.isdigit() and text.isascii():
        return int(text)
    if digits:
        return int("".join(str(_CHINESE[c]) for c in text))
    tens, ten, ones = text.rpartition("十")
    return (10 * (_CHINESE[tens] if tens else 1) if ten else 0) + (_CHINESE[ones] if ones else 0)


class Gender:
    """男, 女 as particulars; 李先生, 王女士; 我是女的."""

    def __init__(self, words: Words) -> None:
        self._alone = re.compile("^(?:性别)?[:是为]?(?P<g>男|女)(?:性|的|士)?(?:[\\d一二三四五六七八九十]|$)")
        self._is = words.pattern(
            "(?:<subject>)(?:今年|是|就是|一个|是个|是一个|是一名|一名|个|名)*(?P<g>男"
            "|女)(?:性|的|同志|士|生|孩|人)(?!朋友|儿|婿)"
            "|性别(?:是|为|:)?(?P<g2>男|女)|(?:下岗|失业|待业)(?P<g3>男|女)(?:工|职工)"
        )
        self._called = re.compile(
            "姓(?P<name>\\w)(?:[,。](?P=name)(?P<t>女士|小姐|先生|大姐|阿姨"
            "|师傅))|(?:我是|免贵|叫我)姓?\\w?(?P<t2>女士|先生)|(?:^|(?<=[,。]))(?:来电人"
            "|市民|居民|客户|咨询人|求助人|申请人|群众)?\\w(?P<t3>女士|先生"
            "|小姐)(?=[,:])"
        )
        self._with = words.pattern(
            "(?P<g>男|女)(?:性)?[,、]?(?=\\d\\d岁?|[二三四五六七]十)|(?<=[岁口籍])(?P<g2>男"
            "|女)(?:性)?(?=[,。]|$|<district>|北京|户)"
        )
        self._particular = re.compile("\\d\\d岁?$|岁|户口|户籍|[二三四五六七]十|失业|残疾|低保|人$")
        self._hedged = re.compile("不是|男朋|女朋|招|限|要")

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of gender."""
        for match in self._is.finditer(said.text):
            if not self._hedged.search(said.before(match.start(), 3) + match[0]):
                yield self._finding(match)
        for match in self._called.finditer(said.text):
            group = next(name for name in ("t", "t2", "t3") if match[name])
            title, start = match[group], match.start(group)
            if title != "师傅":
                value = "male" if title == "先生" else "female"
                yield Finding("gender", value, start, start + len(title))
        for match in self._with.finditer(said.text):
            if not self._hedged.search(said.before(match.start(), 3)) and len(said.before(match.start())) < 9:
                yield self._finding(match)
        clauses = said.plain.clauses
        for index, clause in enumerate(clauses):
            alone = self._alone.match(clause.text)
            if alone is None or len(clause.text) > 6:
                continue
            beside = [clauses[i].text for i in (index - 1, index + 1) if 0 <= i < len(clauses)]
            if clause.text.startswith("性别") or any(self._particular.search(text) for text in beside):
                at = clause.start + alone.start("g")
                yield Finding("gender", "male" if alone["g"] == "男" else "female", at, at + 1)

    def _finding(self, match: re.Match[str]) -> Finding:
        group = next(name for name, word in match.groupdict().items() if word)
        at = match.start(group)
        return Finding("gender", "male" if match[group] == "男" else "female", at, at + 1)


class Retirement:
    """退休了, 领退休金: the age is reached; 还没到退休年龄: it isn't. 快退休, 内退, 提前退休 say nothing."""

    def __init__(self) -> None:
        age = "(?:法定)?(?:的)?退休(?:的)?年龄"
        self._reached = re.compile(
            "(?:已经?|都|刚|早就?|去年|今年|前年|上个?月)?(?:办(?:理)?(?:了"
            "|完|好)(?:正式)?退休(?:手续)?|退休了|退休在家|退休(?:了)?(?:[一二两三四五六七八九十半\\d]+(?:年"
            "|个月))|已经?退休|是(?:一名|个)?退休(?:人员|职工|工人|教师|干部))"
            "|(?:领|拿|有|享受)(?:着|了|上)?(?:养老金|退休金|退休工资)|(?:已经?"
            f"|刚|都|早|也)*(?:到|过|达到|满)(?:了)?{age}(?:了)?"
        )
        self._not_reached = re.compile(f"(?:没有?|未|不)(?:到|达到|满|够)(?:了)?{age}|离{age}还")
        self._void = re.compile("快|要|将|内|病|提前|提早|能|等|早退|离|差|没|未|不|准备|打算|怎么|半")

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of the retirement age."""
        if "退休" not in said.text and "养老金" not in said.text:
            return
        for match in self._not_reached.finditer(said.text):
            yield Finding("reached_retirement_age", False, match.start(), match.end())
        for match in self._reached.finditer(said.text):
            if not self._void.search(said.before(match.start(), 3)) and not re.match(
                "以?后|前|的话|能|怎么|年龄", said.after(match.end(), 3)
            ):
                yield Finding("reached_retirement_age", True, match.start(), match.end())
