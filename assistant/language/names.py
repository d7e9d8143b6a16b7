"""Names of people in a text: known by the words before them (我叫…, 姓名：…) and by their surname.

Where words follow without punctuation, the name ends where they begin (我叫王小明今年35岁, 我叫李娜女45岁). The words
are data (``corpus/words/names.yaml``); where they don't tell, jieba does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field

from assistant.authored import Authored, AuthoredFile, Location, read_columns
from assistant.language.segment import Segmenter

_HAN = "〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_STRETCH = re.compile(rf"[{_HAN}]{{1,32}}")
_PARTS = re.compile(rf"[{_HAN}]{{1,10}}(?:[·•‧・∙⋅][{_HAN}]{{1,10}}){{1,3}}")  # 迪丽热巴·迪力木拉提
_SPACED = re.compile(rf"[ \t]{{1,4}}([{_HAN}])(?![{_HAN}])")  # 王 明, as forms have it
_BETWEEN = r"[ \t:=|/“”\"'‘「『《【(\[*]{0,4}"
_BLANKS = r"[ \t]{1,6}"  # within an introduction: 姓　　名
_AGE = re.compile("[一二两三四五六七八九十]{1,3}(?:多|来)?周?岁")
_SEEN = 12  # characters after an introduction that matter


_Word = Annotated[str, Field(min_length=1)]
_List = Annotated[list[_Word], Field(min_length=1)]


class NamesFile(Authored):
    """``corpus/words/names.yaml``; what each list is for stands at its head."""

    introductions: _List
    labels: _List
    things: _List
    surnames: _List
    compounds: _List
    titles: _List
    words: list[_List]
    sometimes: _List
    next: list[_List]
    of_people: _List
    before_places: str
    perhaps: str
    moves: str
    with_man: _List


class _Words:
    """Words that a text may go on with."""

    def __init__(self, words: Iterable[str]) -> None:
        by_first: dict[str, list[str]] = {}
        for word in words:
            by_first.setdefault(word[0], []).append(word)
        self._by_first = {first: sorted(begun, key=len, reverse=True) for first, begun in by_first.items()}

    def at(self, text: str, start: int) -> str:
        """The longest of them that stands there, else nothing."""
        return next((w for w in self._by_first.get(text[start : start + 1], ()) if text.startswith(w, start)), "")


class Names:
    """Finds names after the words that introduce them. ``words`` is the folder of word lists. Raises CorpusError."""

    def __init__(self, words: Path) -> None:
        file = AuthoredFile(words / "names.yaml")
        read = file.validated(NamesFile)
        self._terms = words / "terms.txt"
        self._things = tuple(read.things)
        self._surnames = frozenset("".join(read.surnames))
        self._compounds = frozenset(read.compounds)
        _check(file, read, self._surnames)
        self._introduction = re.compile(
            f"(?:{_either(read.introductions)}|(?P<label>{_either(read.labels)})){_BETWEEN}"
        )
        self._titles = tuple(read.titles)
        self._words = _Words(word for line in read.words for word in line)
        districts = [district for district, _ in read_columns(words / "districts.tsv", 2, 2)]
        self._districts = _Words(districts)
        self._sometimes = _Words(read.sometimes)
        at_places = [before + district for district in districts for before in read.before_places]
        self._next = _Words([*(word for line in read.next for word in line), *districts, *at_places])
        self._of_people = tuple(read.of_people)
        self._perhaps = frozenset(read.perhaps)
        self._moves = frozenset(read.moves)
        self._with_man = frozenset(read.with_man)

    @cached_property
    def _segmenter(self) -> Segmenter:
        return Segmenter(self._terms)

    def within(self, plain: str) -> Iterator[tuple[int, int]]:
        """Where the names stand, from left to right. ``plain``: simplified characters, ASCII punctuation and digits."""
        at = named = 0
        while introduced := self._introduction.search(plain, at):
            at = introduced.end()
            labelled = introduced["label"] is not None
            if labelled and self._of_thing(plain, named, introduced.start()):
                continue
            if end := self._end_of_name(plain, at, labelled):
                yield at, end
                at = named = end

    def _of_thing(self, plain: str, start: int, end: int) -> bool:
        """Whether a thing stands before a label; the name before, which ends at ``start``, is none."""
        return plain.endswith(self._things, start, end - plain.startswith("的", max(start, end - 1)))

    def _end_of_name(self, plain: str, start: int, labelled: bool) -> int | None:
        """Where the name that begins here ends; None where there is none."""
        if parts := _PARTS.match(plain, start):
            return start + self._length_of_parts(parts[0])
        found = _STRETCH.match(plain, start)
        if not found:
            return None
        again = self._introduction.search(found[0])
        stretch = found[0][: again.start() if again else _SEEN][:_SEEN]
        surname = 2 if stretch[:2] in self._compounds else 1 if stretch[:1] in self._surnames else 0
        if not surname:
            return None
        if len(stretch) == 1:
            spaced = _SPACED.match(plain, start + 1)
            no_name = not spaced or self._next.at(spaced[1], 0) or self._words.at(stretch + spaced[1], 0)
            return spaced.end() if spaced and not no_name else None
        goes_on = plain[start + len(stretch) : start + len(stretch) + 1].isalnum()
        if self._is_no_name(stretch, surname, labelled, goes_on):
            return None
        return start + self._length(stretch, surname, goes_on)

    def _is_no_name(self, stretch: str, surname: int, labelled: bool, goes_on: bool) -> bool:
        if self._words.at(stretch, 0) or self._districts.at(stretch, 0) or stretch.startswith(self._titles, surname):
            return True
        word = self._sometimes.at(stretch, 0)
        rest = stretch[len(word) :]
        if not word or rest.startswith(self._of_people):
            return False
        if not rest:
            return labelled
        if len(word) == 1:
            district = self._districts.at(rest, 0)
            if district and (district == rest or self._goes_on_at(rest, len(district), goes_on)):
                return False
            return bool(self._next.at(rest, 0)) or rest[0] in self._moves
        ends = len(rest) == 1 or self._goes_on_at(rest, 1, goes_on) or rest[1] in self._perhaps
        taken = bool(self._next.at(rest, 0)) or rest[0] in self._moves or len(self._first_word(rest)) > 1
        return taken or not ends

    def _length(self, stretch: str, surname: int, goes_on: bool) -> int:
        """How many characters the name has: one or two after the surname, but for two surnames or where words tell."""
        shorter, usual = surname + 1, surname + 2
        if stretch[surname:usual] in self._with_man:
            return usual
        ends = (shorter, usual, surname) if surname > 1 else (shorter, usual)
        for end in ends:
            if self._goes_on_at(stretch, end, goes_on):
                return end
        for end in ends:
            if stretch[end : end + 1] in self._perhaps and (goes_on or end + 1 < len(stretch)):
                return end
        if len(stretch) <= usual:
            return len(stretch)
        two_surnames = surname == 1 and stretch[1] in self._surnames
        if two_surnames and (self._goes_on_at(stretch, 4, goes_on) or (len(stretch) == 4 and not goes_on)):
            return 4
        return shorter if len(self._first_word(stretch[shorter:])) > len(self._first_word(stretch[usual:])) else usual

    def _goes_on_at(self, stretch: str, at: int, goes_on: bool) -> bool:
        """Whether other words begin there. One character says so only with something after it, but for 女 and 男."""
        if at >= len(stretch):
            return False
        if _AGE.match(stretch, at):
            return True
        word = self._next.at(stretch, at)
        return len(word) > 1 or (word != "" and (word in "男女" or goes_on or at + 1 < len(stretch)))

    def _first_word(self, text: str) -> str:
        words = self._segmenter.whole_words(text)
        return words[0].text if words else ""

    def _length_of_parts(self, parts: str) -> int:
        """A name in parts ends where other words begin; single characters seldom say so, transliterations use most."""
        for at in range(2, len(parts)):
            word = self._next.at(parts, at)
            if _is_han(parts[at - 1]) and (len(word) > 1 or word in ("男", "女", "是", "我")):
                return at
        return len(parts)


def _is_han(character: str) -> bool:
    return _STRETCH.match(character) is not None


def _either(words: Iterable[str]) -> str:
    """A pattern of words in plain characters, the longest first; a blank in them is any number of blanks."""
    plain = (unicodedata.normalize("NFKC", word) for word in sorted(words, key=len, reverse=True))
    return "|".join(re.escape(word).replace(r"\ ", _BLANKS) for word in plain)


def _check(file: AuthoredFile, read: NamesFile, surnames: frozenset[str]) -> None:
    """Raises CorpusError for what would never be found or is written twice."""
    seen: set[str] = set()
    for row, line in enumerate(read.surnames):
        for character in line:
            if character in seen:
                raise file.error(f"姓氏“{character}”写了两次，请只留一个。", "surnames", row)
            seen.add(character)
    for index, compound in enumerate(read.compounds):
        if len(compound) != 2:
            raise file.error(f"复姓“{compound}”应是两个字。", "compounds", index)
    listed: list[tuple[str, Location]] = [(word, ("sometimes", i)) for i, word in enumerate(read.sometimes)]
    listed += [(word, ("words", row, i)) for row, line in enumerate(read.words) for i, word in enumerate(line)]
    for word, location in listed:
        if word[:1] not in surnames and word[:2] not in read.compounds:
            raise file.error(f"“{word}”不以姓氏开头，不会被当作姓名，请删去。", *location)
