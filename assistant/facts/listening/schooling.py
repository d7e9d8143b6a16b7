"""Schooling: which kind of graduate, fresh or not, and when (今年6月本科毕业, 应届大学生, 技校毕业)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from assistant.facts.listening.cues import Cue, Void
from assistant.facts.listening.groups import Groups
from assistant.facts.listening.plain import Clause
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

_MONTHS = dict(zip([*"一二三四五六七八九十", "十一", "十二"], range(1, 13), strict=True))
_YEARS = {"今年": 0, "本年": 0, "去年": -1, "前年": -2, "大前年": -3, "明年": 1}
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}

LONGEST_ITEM = 12  # 我读的是硕士研究生


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
        self._items = {
            kind: words.pattern(f"(?:<schooling_lead>)*{names}(?:学历|文化|学位|生|的|了|学[^,。?]{{1,4}}的)*")
            for kind, names in kinds.items()
        }
        self._about = re.compile("毕业|毕的业|应届|往届|学历|文化|生源")
        self._unfinished = words.pattern("<not_graduated>|在读|<graduates_for>")
        unlike = Void(words.pattern("<deny>|<schooling_void>"), before=6)
        asked_for = Void(words.pattern("<schooling_void>"), after=5)
        level, ended = (
            "(?:学历|文化程度)(?:是|为|:|就)*",
            "(?=[^。?]*毕业)(?![^。?]*(?:没|未|明年|快|要)[^。?]{0,4}毕业)",
        )
        none = f"{level}NAMES|NAMES(?:学历|文化)(?:程度|水平)?|<schooled>NAMES(?:毕业)?(?=$|[,。])"
        ways = {kind: (none if kind == "none" else f"{level}NAMES{ended}") for kind in kinds}
        open_kind = "职高(?:[^,。?]{0,6}毕业|的|生)|(?:留学|海归|国外|海外)[^。?]{0,8}(?:回来|毕业|硕士|本科|博士)"
        self._levels = (
            *(
                Cue("graduate_kind", kind, words.pattern(way.replace("NAMES", kinds[kind])), (unlike, asked_for))
                for kind, way in ways.items()
            ),
            Cue("graduate_kind", None, words.pattern(open_kind)),  # which kind these are isn't in the words
        )
        origin = "生源(?:地|所在地)?(?:<adverb>|是|为|:|在|属于|算)*"
        self._origins = (
            Cue("beijing_origin", True, words.pattern(f"{origin}(?:北京|本市|京籍|京)(?!以外|大学)")),
            Cue(
                "beijing_origin",
                False,
                words.pattern(
                    f"{origin}(?:<province>|<outside_town>|外地|外省|老家)|(?:<province>|外地|外省)省?的?生源"
                    "|生源地?(?:<adverb>)*(?:不是|不在|不属于|不算)(?:北京|本市)"
                ),
            ),
        )
        self._kinds_short = {
            kind: words.pattern(f"(?:应届|往届)(?:的)?{names}(?:毕业)?生?|{names}的?(?:应届|往届)")
            for kind, names in kinds.items()
            if kind != "none"
        }
        self._nor = words.pattern("<higher_school>(?:的)?毕业生")
        self._fresh = words.pattern("(?P<deny><deny>|算不上)?(?:的)?应届(?P<what>[^,。?]{0,4}?)<fresh_noun>")
        not_former = Void(re.compile("不是"), before=4)
        self._fresh_alone = re.compile("(?:我|也|是|属于|算|还|:)*应届(?:的|生)?")
        self._university = words.pattern(kinds["university"])
        self._former = Cue("fresh_graduate", False, re.compile("往届"), (not_former,))
        self._lesser = words.pattern("<technical_school>|<secondary_school>|<lower_school>|职高")
        self._date = words.pattern(
            r"(?P<y><graduation_year>|(?:20|19)\d\d年?|\d\d年|二[零〇][零〇一二三四五六七八九]{2}年)[.\-/年]?的?"
            r"(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?(?:(?P<d>3[01]|[12]\d|0?[1-9])(?:日|号))?"
            "(?P<gap>[^,。?]{0,12}?)(?:毕业|毕的业)"
        )
        self._date_after = words.pattern(
            r"毕业<graduation_label>?(?:是|为|:|于|在)?[的了]?,?(?:时间|是)?(?P<y>(?:20|19)\d\d年?|\d\d年)[.\-/]?"
            "(?P<m>1[0-2]|0?[1-9])(?:月(?:(?P<d>3[01]|[12]\\d|0?[1-9])(?:日|号))?|[.\\-/](?P<d2>3[01]|[12]\\d|0?[1-9])|(?=[,。]|$))"
        )
        self._numeric = re.compile(
            r"(?<!\d)(?P<y>20\d\d)[.\-/](?P<m>1[0-2]|0?[1-9])(?:[.\-/](?P<d>\d\d?))?(?P<gap>[^,。?\d]{0,8}?)毕业"
        )
        self._month_only = words.pattern(
            "(?<![年\\d.\\-/十个])(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?(?P<gap>[^,。?]{0,8}?)(?:毕业|毕的业)(?!典礼|证)"
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
        if self._about.search(said.text) is None:
            return
        for cue in (*self._origins, *self._levels):
            yield from cue.find(said)
        for index, clause in enumerate(said.plain.clauses):
            beside = said.plain.clauses[max(0, index - 1) : index + 2]
            if len(clause.text) <= LONGEST_ITEM and any(
                self._left_school(near) for near in beside if near is not clause
            ):
                for kind, name in self._items.items():
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
        for match in self._month_only.finditer(said.text):
            month = int(match["m"]) if match["m"].isdigit() else _MONTHS[match["m"]]
            around = said.before(match.start(), 8) + match["gap"]
            if (
                month <= said.as_of.month
                and not self._other_event.search(around)
                and not self._unfinished.search(around)
            ):
                yield Finding("graduation_date", f"{said.as_of.year:04d}-{month:02d}", match.start(), match.end())
        for pattern in (self._date, self._date_after, self._numeric):
            for match in pattern.finditer(said.text):
                if self._other_event.search(match.groupdict().get("gap") or ""):
                    continue
                value = _moment(match, said.as_of)
                if value is not None:
                    yield Finding("graduation_date", value, match.start(), match.end())

    def _left_school(self, clause: Clause) -> bool:
        """Whether a clause says that school is over: then a kind of school beside it tells which."""
        return ("毕业" in clause.text or "往届" in clause.text) and not self._unfinished.search(clause.text)

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
        for clause in said.plain.clauses:
            alone = self._fresh_alone.fullmatch(clause.text)
            if alone is not None and self._university.search(said.text) and not self._lesser.search(said.text):
                yield Finding("fresh_graduate", True, clause.start, clause.end)  # …本科毕业，应届


def _moment(match: re.Match[str], as_of: dt.date) -> str | None:
    word = match["y"].rstrip("年") if match["y"][:1].isdigit() or match["y"].startswith("二") else match["y"]
    if word in _YEARS:
        year = as_of.year + _YEARS[word]
    elif word.isdigit():
        year = int(word) + (0 if len(word) == 4 else 2000 if int(word) <= as_of.year - 2000 + 1 else 1900)
    else:
        year = int("".join(str(_DIGITS[c]) for c in word))
    month = int(match["m"]) if match["m"].isdigit() else _MONTHS[match["m"]]
    day = match.groupdict().get("d") or match.groupdict().get("d2")
    try:
        return dt.date(year, month, int(day)).isoformat() if day else f"{year:04d}-{month:02d}"
    except ValueError:
        return None
