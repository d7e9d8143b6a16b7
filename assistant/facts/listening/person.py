"""Who somebody is: age, day of birth, gender."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from assistant.facts.listening.amounts import Amount
from assistant.facts.listening.cues import Cue, Void
from assistant.facts.listening.plain import Clause
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

YOUNGEST, OLDEST = 14, 110  # an age outside is a child's or no age

GENDERS = {"男": "male", "女": "female"}


class Ages:
    """Age and birth. 四十出头, 90后, 虚岁, 属马 and a year alone say no age."""

    def __init__(self, words: Words) -> None:
        self._with_unit_not = words.pattern("<age_not>|以[上下内前后]")
        self._threshold = words.pattern("[^,。?]{0,6}?岁?<age_threshold>")
        self._before_not = words.pattern("(?:<age_before_not>|差[^,。]{1,5})$")
        self._bare_before = words.pattern(
            "(?:^|[^一-龥]|<age_lead>|<age_then>)(?:<age_label>|<subject>|<relative>|<kin>|<somebody_named>|<gender_said>)"
            "<age_lead>*$"
        )
        self._bare_after = words.pattern("<age_tail>*(?:<age_then>|$|<district>)")
        self._with_and = re.compile("[二三四五六七八九]?十有[一二三四五六七八九](?![一-龥]*月)")  # 三十有五
        self._not_full = re.compile(
            "虚岁?(?:是|都|也|该|就|才|有)*[\\d一二三四五六七八九十]{1,3}|快[\\d二三四五六七八九十]{2,3}(?:岁|了)"
        )
        self._gender_beside = re.compile("男|女")
        self._alone = words.pattern("^<age_lead>*$")
        self._particular = words.pattern("<particular>|(?:^|[,。])[男女]")
        self._birth = re.compile(
            r"(?P<y>(?:19|20)\d\d|[0-9]\d)[年.\-/](?P<m>1[0-2]|0?[1-9])"
            r"(?:[月.\-/](?P<d>3[01]|[12]\d|0?[1-9])(?:日|号)?|月|)"
        )
        self._spoken_birth = re.compile(
            "(?P<y>[一二][零〇九]?[零〇一二三四五六七八九]{2,3}|[零〇一二三四五六七八九]{2})年"
            "(?P<m>十[一二]?|[一二三四五六七八九])月(?:份)?"
            "(?:(?P<d>三?十[一]?|[一二]?十[一二三四五六七八九]?|[一二三四五六七八九])(?:日|号))?"
        )
        self._birth_after = words.pattern("(?:份|的)?<born>(?!育|活|效|态|源|产|意)")
        self._birth_before = words.pattern("<birth_label>(?:是|为|:|在|阳历)*$")
        self._mine = words.pattern("<subject>是$")
        self._not_an_age = words.pattern("<not_an_age>")
        self._lunar = words.pattern("<lunar>")

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of age and birth."""
        for number in said.numbers:
            if number.unit == "岁":
                yield from self._with_unit(said, number)
            elif number.unit == "":
                yield from self._bare(said, number)
        for match in self._with_and.finditer(said.text):
            if self._bare_after.match(said.after(match.end())):
                yield Finding("age", _plain_number(match[0].replace("有", "")), match.start(), match.end())
        for match in self._not_full.finditer(said.text):
            yield Finding("age", None, match.start(), match.end())
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
        yield Finding("age", int(number.value), number.start, number.end, weight=1)

    def _bare(self, said: Said, number: Amount) -> Iterator[Finding]:
        value = number.value
        if not number.exact or value != int(value) or not 16 <= value <= 99:
            return
        clause = said.clause(number.start)
        before, after = said.beside(number.start, number.end)
        if not self._bare_after.match(after) or self._before_not.search(before[-8:]):
            return
        if self._bare_before.search(before[-16:]):
            yield Finding("age", int(value), number.start, number.end, weight=1)
        elif self._alone.match(before) and (self._like_an_age(said, number, after) or self._listed(said, clause)):
            yield Finding("age", int(value), number.start, number.end)

    def _like_an_age(self, said: Said, number: Amount, after: str) -> bool:
        """“三十五了” is an age; “20了” after talk of months or money may be anything."""
        before = said.sentence_before(number.start, 20)
        return after[:1] == "了" and not self._not_an_age.search(before)

    def _listed(self, said: Said, clause: Clause) -> bool:
        """Whether a bare number stands among particulars (李先生，58; 西城户口 23), no other answer."""
        index = said.plain.clause_index(clause.start)
        beside = said.plain.clauses[max(0, index - 1) : index + 2]
        if any(self._gender_beside.fullmatch(c.text) for c in beside if c is not clause):
            return True
        if said.asked not in (None, "age") or self._not_an_age.search(said.sentence_before(clause.start, 6)):
            return False
        near = said.plain.clauses[max(0, index - 3) : index + 3]
        return any(c.sentence == clause.sentence and c is not clause and self._particular.search(c.text) for c in near)

    def _births(self, said: Said) -> Iterator[Finding]:
        for pattern in (self._birth, self._spoken_birth):
            for match in pattern.finditer(said.text):
                after, before = said.after(match.end(), 5), said.before(match.start(), 8)
                if self._lunar.search(said.before(match.start(), 6) + after):
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
        self._alone = words.pattern(
            "^<gender_lead>*(?P<g>男(?!女)|(?<!男)女)(?:性|的|士|得|生|孩|人|同志)?(?:<age_tail>|吧|哈)*"
            r"(?:$|(?=<age_lead>?(?:\d\d(?!\d)|[一二三四五六七八九]?十|<age_then>|<district>)))"
        )
        is_a = words.pattern(
            "<subject><gender_link>*(?P<g>男|女)<gender_noun>(?!朋友|儿|婿)|性别(?:是|为|:)?(?P<g2>男|女)"
            "|<jobless_short>(?P<g3>男|女)(?:工|职工)"
        )
        self._called = words.pattern(
            r"姓(?P<name>\w)(?:[,。](?P=name)(?P<t><title>))|<name_lead>姓?\w?(?P<t2>女士|先生)"
            r"|(?:^|(?<=[,。]))<caller>?\w(?P<t3><title_of_caller>)(?=[,:])"
        )
        beside = words.pattern(
            r"(?P<g>男(?!女)|(?<!男)女)(?:性|的)?[,、]?(?=\d\d(?!\d)岁?|[二三四五六七]十)"
            r"|(?<=[岁口籍\d十一二三四五六七八九])(?P<g2>男(?!女)|(?<!男)女)(?:性|的|得)?(?=[,。]|$|<district>|<age_then>)"
            r"|(?<=[十一二三四五六七八九\d]了)(?P<g4>男(?!女)|(?<!男)女)(?:性|的)?(?=[,。]|$|<district>|<age_then>)"
            "|(?<=岁)(?P<g3>男(?!女)|(?<!男)女)(?:的|得)(?![,。])"
        )
        self._particular = words.pattern("<gender_beside>")
        self._age_beside = re.compile(r"(?<!\d)\d\d岁?(?!\d)|[二三四五六七]十")
        mother, father = (
            words.pattern(f"(?<!不是)(?:^|[是做当枚我,])(?:一?[个名枚])?{who}") for who in ("<mother>", "<father>")
        )
        self._parent = Cue("gender", "female", mother), Cue("gender", "male", father)
        hedged = words.pattern("<gender_not>")
        self._is = Cue("gender", None, is_a, (Void(hedged, 3, 0),), GENDERS, narrow=True)
        self._with = Cue("gender", None, beside, (Void(hedged, 3),), GENDERS, narrow=True)

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of gender."""
        yield from self._is.find(said)
        for match in self._called.finditer(said.text):
            group = next(name for name in ("t", "t2", "t3") if match[name])
            title, start = match[group], match.start(group)
            if title != "师傅":
                value = "male" if title == "先生" else "female"
                yield Finding("gender", value, start, start + len(title))
        yield from self._with.find(said)
        for cue in self._parent:
            yield from cue.find(said)
        for clause in said.plain.clauses:
            alone = self._alone.match(clause.text)
            if alone is None:
                continue
            at = clause.start + alone.start("g")
            around = f"{said.text[max(0, at - 40) : at]},{said.text[at + 1 : at + 40]}"
            sentence = f"{said.sentence_before(at, 30)},{re.split('[。?]', said.text[at + 1 : at + 30])[0]}"
            if clause.text.startswith("性别") or self._particular.search(around) or self._age_beside.search(sentence):
                yield Finding("gender", GENDERS[alone["g"]], at, at + 1)
