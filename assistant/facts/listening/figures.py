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
        self._now = words.pattern("<present_count>")
        self._lesson_unit = words.pattern("(?:个)?<lesson_unit>")

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of figures, one number for each."""
        taken: set[int] = set()
        used: set[str] = set()
        for start, hearing, finding in self._of_nouns(said):
            taken.add(start)
            if finding is not None:
                used.add(hearing.name)
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
                yield finding

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
        if hearing.context is None or said.asked == hearing.name:
            return True
        clause = said.clause(number.start)
        return bool(hearing.context.search(said.sentence_before(number.start) + said.text[number.end : clause.end]))

    def _beside(self, said: Said, hearing: _Hearing, number: Amount) -> tuple[int, Finding] | None:
        """How far the nearest words that say it stand from the number, and the finding."""
        spec, name = hearing.spec, hearing.name
        if not (number.exact or spec.unit == "money") or not self._fits(said, hearing, number):
            return None
        clause = said.clause(number.start)
        item = max(clause.text.rfind("、", 0, number.start - clause.start) + 1, 0)
        left = clause.text[item : number.start - clause.start]
        right = clause.text[number.end - clause.start :][:16].split("、")[0]
        if spec.unit == "minutes":
            return self._minutes(said, hearing, number, left, right)
        if number.unit not in _UNITS[spec.unit] or not self._measured(spec, number, right):
            return None
        if (said.text[number.start] == "一" and number.unit == "") or _voided(hearing, left + right):
            return None
        unsure = (hearing.unsure is not None and hearing.unsure.match(right)) or (
            right.startswith("次") or not number.exact  # 4200人次, 50到60万
        )
        value = None if unsure else whole(number.value)
        finding = Finding(name, value, number.start, number.end, weight=int(self._now.search(left) is not None))
        if self._each_class.search(left):
            return None
        near = (hearing.at.search(left) if hearing.at is not None else None) or _last(hearing.before, left)
        if near is not None and not _DENIED.search(left[: near.start()]):
            return len(left) - near.end(), finding
        behind = hearing.after.search(right) if hearing.after is not None else None
        if behind is not None and not re.search("没|未|不", right[: behind.start()]):
            return behind.start() + 1, finding
        return None

    def _minutes(
        self, said: Said, hearing: _Hearing, number: Amount, left: str, right: str
    ) -> tuple[int, Finding] | None:
        times = self._lesson_unit.match(right)
        if times is None or not number.exact or _EACH_TIME.search(left) or re.search("不是[^,。?]{0,2}$", left):
            return None
        lessons = re.search("课时|学时", times[0]) is not None
        training = hearing.before is not None and hearing.before.search(said.sentence_before(number.start))
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
            return bool(self._people.match(right))
        return spec.unit != "projects" or bool(re.match("个|项", right))


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
