"""The words of one kind of caller as patterns: which facts begin at a place of a line, and how a stretch is covered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.facts.shorthand.labels import DAY, Label, iso_day
from assistant.facts.shorthand.written import PART, Kind, ShorthandFile
from assistant.facts.vocabulary import FactError, FactValue, Vocabulary
from assistant.language.numerals import read_quantities

BLANK = r"[ \t:：]?"  # between the parts of a form: 合同 2年, 月薪：4500
_NUMBER = r"(?:(?:\d{1,3}(?:,\d{3})+|\d{1,9}(?:\.\d{1,4})?)[kKwW千万百]?\d?|[零〇一二两三四五六七八九十百千万半俩仨]+)"
_UNITS = {
    "years": "(?:周?年半?|个月)", "months": "(?:个月|年半?)", "yuan": "(?:元|块钱|块)?", "people": "(?:个人|人|名|个)",
    "rank": "等奖", "age": "",
}  # fmt: skip
_END = r"(?=[\s,;。!?、|+/]|$)"
_TO = {"年": 12, "周年": 12, "个月": 1}


@dataclass(frozen=True, slots=True)
class Token:
    """A part of the line and the facts that it says, none where it is a filler; ``bare``: a district by itself."""

    start: int
    end: int
    facts: tuple[tuple[str, FactValue], ...] = ()
    bare: bool = False


class Grammar:
    """The words of one kind of caller as patterns."""

    def __init__(
        self,
        file: ShorthandFile,
        kinds: Sequence[Kind],
        districts: Mapping[str, str],
        vocabulary: Vocabulary,
        labels: Sequence[Label] = (),
    ) -> None:
        self._districts, self._vocabulary, self._labels = districts, vocabulary, labels
        self._ages = range(file.ages[0], file.ages[1] + 1)
        self._also = {fact: tuple(also.items()) for kind in kinds for fact, also in kind.also.items()}
        self._flags: dict[str, tuple[str, bool]] = {}
        self._values: dict[str, list[tuple[str, FactValue]]] = {}
        for kind in kinds:
            self._flags |= {word: (fact, True) for fact, words in kind.flags.items() for word in words}
            self._flags |= {word: (fact, False) for fact, words in kind.negative.items() for word in words}
            for fact, said in kind.values.items():
                for value, words in said.items():
                    for word in words:
                        self._values.setdefault(word, []).append((fact, value))
        self._denied_only = {w: fact for kind in kinds for fact, words in kind.denied_only.items() for w in words}
        no, word = f"(?P<no>{any_word(file.denials)})", f"(?P<word>{any_word(self._flags)})"
        after = f"[:：]?(?:(?P<denied>{any_word(file.denied)})|{any_word(file.affirmed)}){_END}"
        self._flag = re.compile(f"{no}?{word}(?:{after})?")
        self._denial = re.compile(f"{no}(?P<word>{any_word(self._denied_only)})") if self._denied_only else None
        self._value = re.compile(any_word(self._values))
        self._filler = re.compile(any_word(file.fillers))
        self._forms = [
            (fact, part, re.compile(before + middle + after))
            for kind in kinds
            for fact, forms in kind.forms.items()
            for form in forms
            for before, part, middle, after in [self._form(form)]
        ]
        self._bare = next((kind.bare for kind in kinds if kind.bare), None)
        self._district = re.compile(rf"(?:北京市?)?(?P<part>{any_word(districts)})区?")

    def cover(self, line: str, start: int, ends: Sequence[int]) -> list[Token]:
        """Tokens from ``start`` to the end of a stretch without a gap, the longest first; none where there is one."""
        dead: set[int] = set()

        def onwards(position: int) -> list[Token] | None:
            if position in dead:
                return None
            for token in sorted(self._at(line, position), key=lambda t: -t.end):
                if token.end in ends:
                    return [token]
                if (rest := onwards(token.end)) is not None:
                    return [token, *rest]
            dead.add(position)
            return None

        return onwards(start) or []

    def _at(self, line: str, position: int) -> Iterator[Token]:
        """Every token that begins here."""
        if found := self._flag.match(line, position):
            fact, holds = self._flags[found["word"]]
            denied = bool(found["no"] or found["denied"])
            besides = () if denied else self._values.get(found["word"], ())
            yield self._token(found, fact, holds is not denied, besides)
        if self._denial and (found := self._denial.match(line, position)):
            yield self._token(found, self._denied_only[found["word"]], False)
        if found := self._value.match(line, position):
            (fact, value), *others = self._values[found[0]]
            yield self._token(found, fact, value, others)
        if self._bare and (found := self._district.match(line, position)):
            yield replace(self._token(found, self._bare, self._districts[found["part"]]), bare=True)
        for label in self._labels:
            found = label.words.match(line, position)
            if found and (read := self._checked(label.fact, label.value(found))) is not None:
                yield self._token(found, label.fact, read)
        for fact, part, pattern in self._forms:
            if (found := pattern.match(line, position)) and (read := self._number(fact, part, found)) is not None:
                yield self._token(found, fact, read)
        if found := self._filler.match(line, position):
            yield Token(found.start(), found.end())

    def _token(
        self, found: re.Match[str], fact: str, value: FactValue, besides: Sequence[tuple[str, FactValue]] = ()
    ) -> Token:
        also = self._also.get(fact, ()) if value is not False else ()
        return Token(found.start(), found.end(), ((fact, value), *besides, *also))

    def _form(self, form: str) -> tuple[str, str, str, str]:
        """A form as expressions: what stands before, which part, the part, what stands after."""
        before, part, after = PART.split(form)
        if part == "district":
            middle = rf"(?:北京市?)?(?P<part>{any_word(self._districts)})区?"
        elif part == "day":
            middle = f"(?P<part>{DAY})"
        else:
            middle = f"(?P<part>{_NUMBER}{_UNITS[part]})"
        open_start = "" if before else r"(?<![\d.])"
        open_end = r"(?![\d.kKwW千万百年月岁元%])" if part in ("age", "yuan") and not after else ""
        return (
            open_start + (re.escape(before) + BLANK if before else ""),
            part,
            middle,
            (BLANK + re.escape(after) if after else "") + open_end,
        )

    def _number(self, fact: str, part: str, found: re.Match[str]) -> FactValue | None:
        """The value of a form's part as the vocabulary has it, None where it has no such value."""
        said = found["part"]
        if part == "district":
            return self._districts[said]
        value: object
        if part == "day":
            value = iso_day(said)
        elif part == "rank":
            value = {"一": 1, "二": 2, "三": 3, "1": 1, "2": 2, "3": 3}.get(said[0])
        else:
            value = _in(part, said)
        if part == "age" and found.end() - found.start() == len(said) and value not in self._ages:
            return None
        return self._checked(fact, value)

    def _checked(self, fact: str, value: object) -> FactValue | None:
        """The value as the vocabulary has it, None where it has no such value."""
        try:
            return self._vocabulary.check_value(fact, value)
        except FactError:
            return None


def _in(part: str, said: str) -> int | float | None:
    """A number in the unit of a form: years, months, yuan, people, or plain."""
    quantities = read_quantities(said)
    if len(quantities) != 1 or (quantities[0].start, quantities[0].end) != (0, len(said)):
        counted = re.fullmatch(r"([两一二三四五六七八九])个", said)
        return "零一二三四五六七八九".index(counted[1].replace("两", "二")) if counted and part == "people" else None
    value, unit = quantities[0].value, quantities[0].unit
    if part in ("years", "months"):
        if unit not in _TO:
            return None
        value = value * _TO[unit] / (12 if part == "years" else 1)
    whole = value == value.to_integral_value()
    return int(value) if whole else float(Decimal(value))


def any_word(words: Sequence[str] | Mapping[str, object]) -> str:
    """An expression for any of the words, the longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w))) + ")"
