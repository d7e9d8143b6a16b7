"""Schooling: which kind of graduate, fresh or not, and when (今年6月本科毕业, 应届大学生, 技校毕业)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

_MONTHS = dict(zip([*"一二三四五六七八九十", "十一", "十二"], range(1, 13), strict=True))
_YEARS = {"今年": 0, "本年": 0, "去年": -1, "前年": -2, "大前年": -3, "明年": 1}
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}

LONGEST_NAME = 6  # 硕士研究生


class Schooling:
    """Graduates."""

    def __init__(self, words: Words) -> None:
        kinds = {
            "technical": "<technical_school>",
            "secondary_vocational": "<secondary_school>",
            "university": "<university>",
            "none": "<lower_school>",
        }
        self._kinds = {
            kind: words.pattern(
                f"{names}[^,。?一年]{{0,4}}?(?:毕业|毕了业|刚毕|念完|读完|上完)(?!设计|论文|证?怎么|后能)|毕业的{names}"
            )
            for kind, names in kinds.items()
        }
        self._names = {kind: words.pattern(names) for kind, names in kinds.items()}
        self._kinds_short = {
            "technical": words.pattern(
                "(?:应届|往届)(?:的)?<technical_school>(?:毕业)?生?|<technical_school>的?(?:应届|往届)"
            ),
            "secondary_vocational": words.pattern(
                "(?:应届|往届)(?:的)?<secondary_school>(?:毕业)?生?|<secondary_school>的?(?:应届|往届)"
            ),
            "university": words.pattern("(?:应届|往届)(?:的)?<university>(?:毕业)?生?|<university>的?(?:应届|往届)"),
        }
        self._nor = words.pattern("(?:高校|大学|大专|本科|研究生)(?:的)?毕业生")
        self._fresh = words.pattern(
            "(?P<deny><deny>|算不上)?(?:的)?应届(?P<what>[^,。?]{0,4}?)(?:毕业生"
            "|毕业|生|大学生|本科生|硕士|博士|大专生)"
        )
        self._former = words.pattern("往届")
        self._lesser = words.pattern("<technical_school>|<secondary_school>|<lower_school>|职高")
        self._date = re.compile(
            "(?P<y>(?:20|19)\\d\\d年?|\\d\\d年|二[零〇][零〇一二三四五六七八九]{2}年"
            "|今年|本年|去年|前年|大前年|明年)[.\\-/年]?的?"
            "(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?(?:(?P<d>3[01]"
            "|[12]\\d|0?[1-9])(?:日|号))?"
            "(?P<gap>[^,。?]{0,12}?)(?:毕业|毕的业)"
        )
        self._date_after = re.compile(
            "毕业(?:时间|日期|年月)?(?:是|为|:|于|在)?[的了]?,?(?:时间|是)?(?P<y>(?:20"
            "|19)\\d\\d年?|\\d\\d年)[.\\-/]?(?P<m>1[0-2]|0?[1-9])(?:月|(?=[,。]"
            "|$))"
        )
        self._other_event = re.compile("出生|生的|生人|入职|参加工作|失业|登记|结婚|上班|培训|退役|入学")

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of schooling."""
        if "毕业" not in said.text and "应届" not in said.text and "往届" not in said.text:
            return
        for index, clause in enumerate(said.plain.clauses):
            beside = said.plain.clauses[max(0, index - 1) : index + 2]
            if len(clause.text) <= LONGEST_NAME and any("毕业" in near.text for near in beside if near is not clause):
                for kind, name in self._names.items():
                    if name.fullmatch(clause.text):
                        yield Finding("graduate_kind", kind, clause.start, clause.end)
                        break
        taken = 0  # 技师学院 is no 学院
        for patterns in (self._kinds, self._kinds_short):
            for kind, pattern in patterns.items():
                for match in pattern.finditer(said.text):
                    if kind == "university" and match.start() < taken:
                        continue
                    taken = max(taken, match.end()) if kind != "university" else taken
                    if not self._unreached(said, match) and not self._graduates(said, match):
                        yield Finding("graduate_kind", kind, match.start(), match.end())
        for match in self._nor.finditer(said.text):
            clause = said.clause(match.start())
            before = clause.text[: match.start() - clause.start]
            after = said.after(match.end(), 3)
            if re.search("(?:我|本人|他|她|儿子|女儿|孩子)(?:就?是|属于)[^,。]{0,6}$", before) and not re.match(
                "的|吗|补", after
            ):
                yield Finding("graduate_kind", "university", match.start(), match.end())
        yield from self._freshness(said)
        for pattern in (self._date, self._date_after):
            for match in pattern.finditer(said.text):
                if self._other_event.search(match.groupdict().get("gap") or ""):
                    continue
                value = _moment(match, said.as_of)
                if value is not None:
                    yield Finding("graduation_date", value, match.start(), match.end())

    def _graduates(self, said: Said, match: re.Match[str]) -> bool:
        """“毕业2年内的高校毕业生”: graduates in general."""
        clause = said.clause(match.start())
        before = clause.text[: match.start() - clause.start]
        general = re.search("的[^,。]{0,4}$|招|给|对|与|包括", before) and not re.search(
            "我|本人|儿子|女儿|闺女|孩子|是", before
        )
        rest = clause.text[match.end() - clause.start :].removeprefix("生")
        ends = match[0].endswith("生") or said.after(match.end(), 1) == "生"
        if said.taken_on(match.start()):
            return True
        named = before == "" or re.search("我|本人|是|儿子|女儿|闺女|孩子|岁|户口|户籍|届|届的|年|月$", before)
        listed = before.endswith("、") or rest.startswith(("、", "和"))
        return bool(said.of_a_class(match.start(), match.end()) or (ends and (general or not named or listed)))

    def _unreached(self, said: Said, match: re.Match[str]) -> bool:
        around = said.before(match.start(), 6) + match[0] + said.after(match.end(), 2)
        return bool(re.search("没毕业|未毕业|不是|没上|没读|明年|要毕业|没有毕业|非|快毕业|毕业证", around))

    def _freshness(self, said: Said) -> Iterator[Finding]:
        for match in self._fresh.finditer(said.text):
            around = said.before(match.start(), 8) + match[0]
            if self._lesser.search(around) or re.match("补|政策|待遇|招聘|招", said.after(match.end(), 3)):
                continue
            if self._graduates(said, match):
                continue
            denied = bool(match["deny"])
            yield Finding("fresh_graduate", not denied, match.start(), match.end())
        for match in self._former.finditer(said.text):
            if not re.search("不是", said.before(match.start(), 4)):
                yield Finding("fresh_graduate", False, match.start(), match.end())


def _moment(match: re.Match[str], as_of: dt.date) -> str | None:
    word = match["y"].rstrip("年") if match["y"][:1].isdigit() or match["y"].startswith("二") else match["y"]
    if word in _YEARS:
        year = as_of.year + _YEARS[word]
    elif word.isdigit():
        year = int(word) + (0 if len(word) == 4 else 2000 if int(word) <= as_of.year - 2000 + 1 else 1900)
    else:
        year = int("".join(str(_DIGITS[c]) for c in word))
    month = int(match["m"]) if match["m"].isdigit() else _MONTHS[match["m"]]
    day = match.groupdict().get("d")
    try:
        return dt.date(year, month, int(day)).isoformat() if day else f"{year:04d}-{month:02d}"
    except ValueError:
        return None
