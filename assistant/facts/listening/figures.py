"""Figures of organisations: each number with the words beside it that say what it counts.

A number before a measure and a noun belongs to that noun (2个高级工1个技师), one after a noun to the noun before it
(高级工2个); other words claim the number nearest to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.facts.listening.amounts import Amount, whole
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Figure, Words, any_of

MINUTES_PER_LESSON = 45
LEAST_SUM = 1000
NEAR = 1  # characters between a number and the words that surely claim it
_UNITS = {"people": ("人", ""), "money": ("元", ""), "percent": ("%",), "projects": ("", "人")}
_DENIED = re.compile("(?:没有?|未|不|别|无)(?:能|再|去)?$")
_VAGUE = re.compile("(?:来|多|余|几)(?:个|名|位)?(?:人|学员)")
_STOP = re.compile("[。?]")
_WHOSE = re.compile("(?:没|未|不)(?:有|是)?(?:在|跟|给)[^,。?]{1,8}?的")  # 2个没在本区参保的高技能人才 are there
_POINT = re.compile("点([一二三四五六七八九])")
_PLACING = re.compile("推荐|介绍")
_BARE = {"training_provider": "trainee_count", "employer": "trainee_count", "hr_agency": "placement_count"}
_PARTS = frozenset({"retained_intern_count", "placed_hardship_count", "local_hires", "placement_count"})
REST = 40  # characters after a number in which what it is about may still be said
_EACH_TIME = re.compile("(?:每|一)(?:天|次|周|节|堂|期|日)[^,。?]{0,6}$")
_LINK = "<figure_link>*$"


@dataclass(frozen=True, slots=True)
class _Hearing:
    """One figure and its patterns."""

    name: str
    spec: Figure
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    at: re.Pattern[str] | None
    unsure: re.Pattern[str] | None
    context: re.Pattern[str] | None
    nowhere: re.Pattern[str] | None
    unsure_before: re.Pattern[str] | None


class Figures:
    """All figures that are known by the words beside them."""

    def __init__(self, words: Words) -> None:
        self._hearings = tuple(
            _Hearing(
                name,
                spec,
                _any(spec.before),
                _any(spec.after),
                words.pattern(f"{any_of(spec.at)}{_LINK}") if spec.at else None,
                words.pattern(f"^(?:个|名|位|人)?的?{any_of(spec.unsure)}") if spec.unsure else None,
                _any(spec.context),
                _any(spec.nowhere),
                words.pattern(f"(?<!登记){any_of(spec.unsure)}(?:学员|人员)?{_LINK}") if spec.unsure else None,
            )
            for name, spec in words.figures.items()
        )
        self._counted = {
            noun: hearing for hearing in self._hearings for noun in set(hearing.spec.before) & set(hearing.spec.after)
        }
        self._each_class = words.pattern("每<each_class>[^,。?]{0,6}$")
        self._not_people = words.pattern("<not_people_unit>|个?<lesson_hours>")
        self._people = words.pattern("<people_measure>|$")
        nouns = any_of(list(self._counted))
        self._noun_before = words.pattern(f"(?P<n>{nouns}){_LINK}")
        self._noun_after = words.pattern(f"(?:个|名|位|人)?的?(?P<n>{nouns})")
        skilled = any_of([noun for noun, hearing in self._counted.items() if hearing.name.startswith("trained_")])
        self._none = words.pattern(
            f"(?P<n>{skilled})(?:<figure_link>|<adverb>|一个|倒|则)*(?:没有|没|零|0个?|无)(?=$|[,。呢])"
            f"|(?:没有?|没能|未)(?:再|一个|<trains_up>)*(?P<n2>{skilled})(?=$|[,。])"
        )
        self._now = words.pattern("<present_count>")
        self._lesson_unit = words.pattern("(?:个)?<lesson_unit>")
        self._some = words.pattern("其中[^,。?]{0,12}?(?:<hukou_short>|本区|困难)")
        self._alone = words.pattern("^(?:<figure_link>|学员|人数|大概|大约|规模)*$")
        self._alone_after = words.pattern("^(?:来|多|余|几)*(?:个|名|位)?(?:人|学员)?(?:左右|上下)?$")
        self._lessons = words.pattern("培训[^。?招]{0,20}?<lesson_hours>")  # and those who hear them are its staff
        self._course = words.pattern("<lesson_hours>|培训|项目制|学员|领域")

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of figures, one number for each."""
        taken: set[int] = set()
        used: set[str] = set()
        told: list[tuple[int, str]] = []
        for start, hearing, finding in self._of_nouns(said):
            taken.add(start)
            if finding is not None:
                used.add(hearing.name)
                told.append((start, hearing.name))
                yield finding  # two different ones contradict each other, so it is asked
        found: list[tuple[int, int, str, Finding]] = []
        for hearing in self._hearings:
            if said.kind in hearing.spec.of and hearing.name not in used and _spoken_of(hearing, said.text):
                for number in said.numbers:
                    heard = None if number.start in taken else self._beside(said, hearing, number)
                    if heard is not None:
                        found.append((heard[0], number.start, hearing.name, heard[1]))
        for distance, start, name, finding in sorted(found, key=lambda item: item[:3]):
            if start not in taken and (name not in used or distance <= NEAR):
                taken.add(start)
                used.add(name)
                told.append((start, name))
                yield finding
        yield from self._of_some(said, told)
        for none in self._none.finditer(said.text) if said.kind == "employer" else ():
            hearing = self._counted[none["n"] or none["n2"]]
            if hearing.name not in used:
                yield Finding(hearing.name, 0, none.start(), none.end())
        if _BARE.get(said.kind) not in (None, *used):
            yield from self._bare(said, taken)

    def _of_some(self, said: Said, found: list[tuple[int, str]]) -> Iterator[Finding]:
        """The part that a count is about, named after the whole: 在岗48人，其中就业困难人员35人."""
        for some in self._some.finditer(said.text):
            numbers = said.numbers_in(some.end(), said.clause(some.start()).end)
            earlier = [name for start, name in found if start < some.start() and name in _PARTS]
            if earlier and numbers and numbers[0].exact and numbers[0].unit in ("人", ""):
                number = numbers[0]
                yield Finding(earlier[-1], whole(number.value), number.start, number.end, weight=2)

    def _bare(self, said: Said, taken: set[int]) -> Iterator[Finding]:
        """A count that is a clause by itself is of those the organisation is there for (…40课时，500人)."""
        about = _PLACING if said.kind == "hr_agency" else self._course
        if said.kind == "employer" and not self._lessons.search(said.text):
            return
        if about.search(said.text) is None:
            return
        for number in said.numbers:
            clause = said.clause(number.start)
            left, right = clause.text[: number.start - clause.start], clause.text[number.end - clause.start :]
            people = number.unit == "人" or right.startswith(("人", "名", "位", "学员"))
            if number.start not in taken and people and self._alone.match(left) and self._alone_after.match(right):
                value = whole(number.value) if number.exact and right[:1] not in ("来", "多", "余") else None
                yield Finding(_BARE[said.kind], value, number.start, number.end)
                return

    def _of_nouns(self, said: Said) -> Iterator[tuple[int, _Hearing, Finding | None]]:
        """Numbers that stand at what they count; without a finding where the number isn't exact."""
        free = 0  # a noun that a number before it has claimed is not free for the next number
        for number in said.numbers:
            clause = said.clause(number.start)
            left = said.text[max(clause.start, free, number.start - 24) : number.start]
            behind = self._noun_after.match(said.text, number.end, clause.end)
            noun = self._noun_before.search(left) or behind
            hearing = self._counted[noun["n"]] if noun is not None else None
            if noun is None or hearing is None or said.kind not in hearing.spec.of:
                continue
            if number.unit not in _UNITS[hearing.spec.unit] or not self._measured(
                hearing.spec, number, said.after(number.end, 16), noun is behind
            ):
                continue
            if noun is behind:
                free = behind.end()
            if not self._fits(said, hearing, number) or _voided(hearing, left + said.after(number.end, 16)):
                continue
            value = whole(number.value) if number.exact else None
            denied = noun is not behind and _DENIED.search(left[: noun.start("n")])
            sure = value is not None and not denied
            yield number.start, hearing, Finding(hearing.name, value, number.start, number.end) if sure else None

    def _fits(self, said: Said, hearing: _Hearing, number: Amount) -> bool:
        """Whether what the figure is about is spoken of, or asked."""
        after = _STOP.split(said.text[number.end : number.end + REST])[0]
        sentence = said.sentence_before(number.start) + "|" + after
        if hearing.nowhere is not None and hearing.nowhere.search(sentence):
            return False
        if hearing.context is None or said.asked == hearing.name:
            return True
        return bool(hearing.context.search(sentence))

    def _beside(self, said: Said, hearing: _Hearing, number: Amount) -> tuple[int, Finding] | None:
        """How far the nearest words that say it stand from the number, and the finding."""
        spec, name = hearing.spec, hearing.name
        if not (number.exact or spec.unit in ("money", "people")) or not self._fits(said, hearing, number):
            return None
        clause = said.clause(number.start)
        item = max(clause.text.rfind("、", 0, number.start - clause.start) + 1, 0)
        left = clause.text[item : number.start - clause.start]
        right = clause.text[number.end - clause.start :][:16].split("、")[0]
        if spec.unit == "minutes":
            return self._minutes(said, hearing, number, left, right)
        pair = said.text[number.end - 1] in "俩仨"  # carries its measure
        if number.unit not in _UNITS[spec.unit] or not self._measured(spec, number, right, pair):
            return None
        if (said.text[number.start] == "一" and number.unit == "") or _voided(hearing, left + right):
            return None
        unsure = (hearing.unsure is not None and hearing.unsure.match(right)) or (
            right.startswith("次") or not number.exact  # 4200人次, 50到60万
        )
        unsure = unsure or (hearing.unsure_before is not None and hearing.unsure_before.search(left) is not None)
        value = None if unsure else whole(number.value + _decimal(spec, right))
        finding = Finding(name, value, number.start, number.end, weight=int(self._now.search(left) is not None))
        if self._each_class.search(left):
            return None
        if value is None and hearing.unsure_before is not None and hearing.unsure_before.search(left):
            return 0, finding
        near = (hearing.at.search(left) if hearing.at is not None else None) or _last(hearing.before, left)
        if near is not None and not _DENIED.search(left[: near.start()]):
            return len(left) - near.end(), finding
        behind = hearing.after.search(right) if hearing.after is not None else None
        if behind is not None and not re.search("没|未|不", _WHOSE.sub("", right[: behind.start()])):
            return behind.start() + 1, finding
        return None

    def _minutes(
        self, said: Said, hearing: _Hearing, number: Amount, left: str, right: str
    ) -> tuple[int, Finding] | None:
        times = self._lesson_unit.match(right)
        if times is None or not number.exact or _EACH_TIME.search(left) or re.search("不是[^,。?]{0,2}$", left):
            return None
        lessons = re.search("课时|学时", times[0]) is not None
        training = hearing.before is not None and (
            hearing.before.search(said.sentence_before(number.start)) or said.kind == "training_provider"
        )
        if not lessons and not training and said.asked not in (hearing.name, "trainee_count"):
            return None
        times_each = 60 if re.search("小时|钟头", times[0]) else MINUTES_PER_LESSON if lessons else 1
        finding = Finding(hearing.name, whole(number.value * times_each), number.start, number.end + times.end())
        return 0, finding

    def _measured(self, spec: Figure, number: Amount, right: str, at_noun: bool = False) -> bool:
        """Whether what follows the number is the measure of the figure."""
        if number.unit == "" and self._not_people.match(right):
            return False
        if right.startswith("次") and at_noun:
            return False  # 510人次 are not 510 people
        if spec.unit == "money" and (number.value < LEAST_SUM or re.match("个|名|位|人", right)):
            return False  # 年薪80: eighty of what?
        if spec.unit == "people" and number.unit == "" and not at_noun:
            return bool(self._people.match(right)) or bool(_VAGUE.match(right))
        return spec.unit != "projects" or bool(re.match("个|项", right))


def _decimal(spec: Figure, right: str) -> float:
    """What “点五” adds to 百分之五."""
    point = _POINT.match(right) if spec.unit == "percent" else None
    return ("一二三四五六七八九".index(point[1]) + 1) / 10 if point is not None else 0


def _any(words: list[str]) -> re.Pattern[str] | None:
    return re.compile(any_of(words)) if words else None


def _last(pattern: re.Pattern[str] | None, text: str) -> re.Match[str] | None:
    """The match nearest to the end."""
    found = list(pattern.finditer(text)) if pattern is not None else []
    return found[-1] if found else None


def _spoken_of(hearing: _Hearing, text: str) -> bool:
    """Whether any word of a figure stands in the text at all; time trained is known by its unit."""
    if hearing.spec.unit == "minutes" or any(word in text for word in hearing.spec.at):
        return True
    return any(pattern is not None and pattern.search(text) for pattern in (hearing.before, hearing.after))


def _voided(hearing: _Hearing, around: str) -> bool:
    return any(word in around for word in hearing.spec.unless)
