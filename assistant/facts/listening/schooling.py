"""Schooling: which kind of graduate, fresh or not, and when (今年6月本科毕业, 应届大学生, 技校毕业)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from assistant.facts.listening.cues import Cue, Void
from assistant.facts.listening.groups import Groups
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

_MONTHS = dict(zip([*"一二三四五六七八九十", "十一", "十二"], range(1, 13), strict=True))
_YEARS = {"今年": 0, "本年": 0, "去年": -1, "前年": -2, "大前年": -3, "明年": 1}
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}

LONGEST_NAME = 6  # 硕士研究生


class Schooling:
    """Graduates."""

    def __init__(self, words: Words) -> None:
        self._groups = Groups(words)
        kinds = {
            "technical": "<technical_school>",
            "secondary_vocational": "<secondary_school>",
            "university": "<university>",
            "none": "<lower_school>",
        }
        self._kinds = {
            kind: words.pattern(
                f"{names}(?:(?:<graduation_year>|(?:20)?\\d\\d年)[^,。?]{{0,6}}?|[^,。?一年]{{0,4}}?)<graduate_verb>(?!<graduate_not>)|毕业的{names}"
            )
            for kind, names in kinds.items()
        }
        self._names = {kind: words.pattern(names) for kind, names in kinds.items()}
        self._kinds_short = {
            kind: words.pattern(f"(?:应届|往届)(?:的)?{names}(?:毕业)?生?|{names}的?(?:应届|往届)")
            for kind, names in kinds.items()
            if kind != "none"
        }
        self._nor = words.pattern("<higher_school>(?:的)?毕业生")
        self._fresh = words.pattern("(?P<deny><deny>|算不上)?(?:的)?应届(?P<what>[^,。?]{0,4}?)<fresh_noun>")
        not_former = Void(re.compile("不是"), before=4)
        self._former = Cue("fresh_graduate", False, re.compile("往届"), (not_former,))
        self._lesser = words.pattern("<technical_school>|<secondary_school>|<lower_school>|职高")
        self._date = words.pattern(
            r"(?P<y><graduation_year>|(?:20|19)\d\d年?|\d\d年|二[零〇][零〇一二三四五六七八九]{2}年)[.\-/年]?的?"
            r"(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?(?:(?P<d>3[01]|[12]\d|0?[1-9])(?:日|号))?"
            "(?P<gap>[^,。?]{0,12}?)(?:毕业|毕的业)"
        )
        self._date_after = words.pattern(
            r"毕业<graduation_label>?(?:是|为|:|于|在)?[的了]?,?(?:时间|是)?(?P<y>(?:20|19)\d\d年?|\d\d年)[.\-/]?"
            "(?P<m>1[0-2]|0?[1-9])(?:月|(?=[,。]|$))"
        )
        self._other_event = words.pattern("<other_event>")
        self._graduates_for = words.pattern("<graduates_for>|的[^,。]{0,4}$")
        self._graduate_named = words.pattern("<graduate_named>|月$")
        self._not_graduated = words.pattern("<not_graduated>")
        self._graduate_person = words.pattern("<graduate_person>(?:就?是|属于)[^,。]{0,6}$")
        self._graduate_self = words.pattern("<graduate_self>")
        self._fresh_not = words.pattern("<fresh_not>")

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
            if self._graduate_person.search(before) and not re.match("的|吗|补", after):
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
        general = self._graduates_for.search(before) and not self._graduate_self.search(before)
        rest = clause.text[match.end() - clause.start :].removeprefix("生")
        ends = match[0].endswith("生") or said.after(match.end(), 1) == "生"
        if self._groups.taken_on(said, match.start()):
            return True
        named = before == "" or self._graduate_named.search(before)
        listed = before.endswith("、") or rest.startswith(("、", "和"))
        return bool(
            self._groups.of_a_class(said, match.start(), match.end()) or (ends and (general or not named or listed))
        )

    def _unreached(self, said: Said, match: re.Match[str]) -> bool:
        around = said.before(match.start(), 6) + match[0] + said.after(match.end(), 2)
        return bool(self._not_graduated.search(around))

    def _freshness(self, said: Said) -> Iterator[Finding]:
        for match in self._fresh.finditer(said.text):
            around = said.before(match.start(), 8) + match[0]
            if self._lesser.search(around) or self._fresh_not.match(said.after(match.end(), 3)):
                continue
            if self._graduates(said, match):
                continue
            denied = bool(match["deny"])
            yield Finding("fresh_graduate", not denied, match.start(), match.end())
        yield from self._former.find(said)


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
