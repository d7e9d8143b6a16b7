"""Facts out of a line of shorthand: “西城 35 女 低保 登记失业 三年合同”, in any order, between blanks or none.

Every word stands for one fact by itself (``corpus/words/shorthand.yaml``); there are no moods and no sentences here,
those are the listener's. A stretch between two marks is read only where all of it is: half a stretch says nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from assistant.authored import Authored, AuthoredFile, read_columns
from assistant.facts.vocabulary import FactError, FactValue, Vocabulary
from assistant.language.numerals import read_quantities

BLANK = r"[ \t:：]?"  # between the parts of a form: 合同 2年, 月薪：4500
_NUMBER = r"(?:\d[\d,.]*[kKwW千万百]?\d?|[零〇一二两三四五六七八九十百千万半俩仨]+)"
_UNITS = {
    "years": "(?:周?年半?|个月)", "months": "(?:个月|年半?)", "yuan": "(?:元|块钱|块)?", "people": "(?:个人|人|名|个)",
    "rank": "等奖", "age": "",
}  # fmt: skip
_DAY = r"(?:19|20)\d\d(?:[-./年](?:1[0-2]|0?[1-9])(?:[-./月](?:3[01]|[12]\d|0?[1-9])日?|月)?)"
_PART = re.compile(r"\{(\w+)\}")
_MARKS = re.compile(r"[\s,;。!?、|+/]+")
_TO = {"年": 12, "周年": 12, "个月": 1}


class Kind(Authored):
    """Facts of residents, of organisations, or of both."""

    bare: str | None = None
    flags: dict[str, list[str]] = {}
    negative: dict[str, list[str]] = {}
    values: dict[str, dict[str, list[str]]] = {}
    forms: dict[str, list[str]] = {}
    also: dict[str, dict[str, str]] = {}


class ShorthandFile(Authored):
    """``corpus/words/shorthand.yaml``."""

    denials: list[str]
    denied: list[str]
    affirmed: list[str]
    fillers: list[str]
    withheld: list[str]
    ages: tuple[int, int]
    callers: dict[str, list[str]]
    resident: Kind
    organisation: Kind
    everyone: Kind


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the line and the fact that it is; ``fact`` “” for a filler. ``also``: what follows besides."""

    start: int
    end: int
    fact: str = ""
    value: FactValue = ""
    also: tuple[tuple[str, FactValue], ...] = ()
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """What stands between two marks; ``tokens`` None where it isn't shorthand as a whole."""

    start: int
    end: int
    tokens: tuple[Token, ...] | None


def folded(line: str) -> str:
    """The line in half width, as long as before."""
    return "".join(one if len(one := unicodedata.normalize("NFKC", given)) == 1 else given for given in line)


class Shorthand:
    """Reads lines. ``folder`` is the corpus; raises CorpusError."""

    def __init__(self, folder: Path, vocabulary: Vocabulary) -> None:
        self._file = AuthoredFile(folder / "words" / "shorthand.yaml")
        self._read, self._vocabulary = self._file.validated(ShorthandFile), vocabulary
        self._districts = dict(read_columns(folder / "words" / "districts.tsv", 2, 2))
        for part in ("resident", "organisation", "everyone"):
            self._refuse_unknown(part, getattr(self._read, part))
        self._callers = {word: kind for kind, words in self._read.callers.items() for word in words}
        said = _any(self._callers)
        fillers = _any(self._read.fillers)
        self._caller = re.compile(rf"^(?:替|帮)?(?P<who>{said})(?:{fillers})*$")
        self.withholds = re.compile(f"{_any(self._read.withheld)}$")
        self.fillers = re.compile(f"^(?:{fillers})+|(?:{fillers})+$")

    @cached_property
    def _resident(self) -> _Grammar:
        return self._grammar(self._read.resident)

    @cached_property
    def _organisation(self) -> _Grammar:
        return self._grammar(self._read.organisation)

    def applicant(self, line: str) -> tuple[str, int, int] | None:
        """Who calls, where the line begins by saying so: the kind and the place of the word."""
        for start, end in _stretches(line):
            found = self._caller.match(line[start:end])
            return (self._callers[found["who"]], start, end) if found else None
        return None

    def read(self, line: str, organisation: bool = False) -> list[Stretch]:
        """The stretches of a folded line in order."""
        grammar = self._organisation if organisation else self._resident
        ends = [end for _, end in _stretches(line)]
        found: list[Stretch] = []
        position = 0
        for start, end in _stretches(line):
            if start < position:
                continue  # a form went on across the mark: 合同 2年
            tokens = grammar.cover(line, start, ends)
            stop = tokens[-1].end if tokens else end
            found.append(Stretch(start, stop, tuple(tokens) if tokens else None))
            position = stop
        return found

    def _grammar(self, kind: Kind) -> _Grammar:
        return _Grammar(self._read, (kind, self._read.everyone), self._districts, self._vocabulary)

    def _refuse_unknown(self, part: str, kind: Kind) -> None:
        facts = self._vocabulary.facts
        for section in ("flags", "negative", "values", "forms", "also"):
            for name in getattr(kind, section):
                if name not in facts:
                    raise self._file.error(f"没有“{name}”这个事实，请检查拼写。", part, section, name)
        valued = [(name, value, "values") for name, values in kind.values.items() for value in values]
        valued += [(name, value, "also") for also in kind.also.values() for name, value in also.items()]
        for name, value, section in valued:
            if value not in (*facts[name].values, *facts[name].also):
                raise self._file.error(f"事实“{name}”没有“{value}”这个值。", part, section)
        for name, forms in kind.forms.items():
            for form in forms:
                if len(parts := _PART.findall(form)) != 1 or parts[0] not in (*_UNITS, "district", "day"):
                    raise self._file.error(f"“{form}”里应正好有一处数、日子或区。", part, "forms", name)


class _Grammar:
    """The words of one kind of caller as patterns."""

    def __init__(
        self, file: ShorthandFile, kinds: Sequence[Kind], districts: Mapping[str, str], vocabulary: Vocabulary
    ) -> None:
        self._districts, self._vocabulary = districts, vocabulary
        self._ages = range(file.ages[0], file.ages[1] + 1)
        self._also = {fact: tuple(also.items()) for kind in kinds for fact, also in kind.also.items()}
        self._words: dict[str, list[tuple[str, FactValue]]] = {}
        flags, values = [], []
        for kind in kinds:
            flags += [(word, fact, True) for fact, words in kind.flags.items() for word in words]
            flags += [(word, fact, False) for fact, words in kind.negative.items() for word in words]
            values += [(w, fact, v) for fact, said in kind.values.items() for v, words in said.items() for w in words]
        self._flags = {word: (fact, holds) for word, fact, holds in flags}
        self._values = {word: (fact, value) for word, fact, value in values}
        self._flag = re.compile(
            rf"(?P<no>{_any(file.denials)})?(?P<word>{_any(self._flags)})"
            rf"(?:[:：]?(?:(?P<denied>{_any(file.denied)})|(?:{_any(file.affirmed)})))?(?![^\W\d_]*?者)"
        )
        self._bare_flag = re.compile(rf"(?P<no>{_any(file.denials)})?(?P<word>{_any(self._flags)})")
        self._value = re.compile(_any(self._values))
        self._filler = re.compile(_any(file.fillers))
        self._forms = [
            (fact, part, re.compile(before + middle + after))
            for kind in kinds
            for fact, forms in kind.forms.items()
            for form in forms
            for before, part, middle, after in [self._form(form)]
        ]
        self._bare = next((kind.bare for kind in kinds if kind.bare), None)
        self._district = re.compile(rf"(?:北京市?)?(?P<part>{_any(districts)})区?")

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
        for pattern in (self._flag, self._bare_flag):
            if found := pattern.match(line, position):
                fact, holds = self._flags[found["word"]]
                said = not (found["no"] or found.groupdict().get("denied"))
                yield self._token(found, fact, holds if said else not holds)
        if found := self._value.match(line, position):
            yield self._token(found, *self._values[found[0]])
        if self._bare and (found := self._district.match(line, position)):
            yield self._token(found, self._bare, self._districts[found["part"]], bare=True)
        for fact, part, pattern in self._forms:
            if (found := pattern.match(line, position)) and (value := self._number(fact, part, found)) is not None:
                yield self._token(found, fact, value)
        if found := self._filler.match(line, position):
            yield Token(found.start(), found.end())

    def _token(self, found: re.Match[str], fact: str, value: FactValue, bare: bool = False) -> Token:
        also = self._also.get(fact, ()) if value is not False else ()
        return Token(found.start(), found.end(), fact, value, also, bare)

    def _form(self, form: str) -> tuple[str, str, str, str]:
        """A form as expressions: what stands before, which part, the part, what stands after."""
        before, part, after = _PART.split(form)
        if part == "district":
            middle = rf"(?:北京市?)?(?P<part>{_any(self._districts)})区?"
        elif part == "day":
            middle = f"(?P<part>{_DAY})"
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
            value = "-".join(piece.zfill(2) for piece in re.findall(r"\d+", said))
        elif part == "rank":
            value = {"一": 1, "二": 2, "三": 3, "1": 1, "2": 2, "3": 3}.get(said[0])
        else:
            value = _in(part, said)
        if part == "age" and found.end() - found.start() == len(said) and value not in self._ages:
            return None
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


def _stretches(line: str) -> Iterator[tuple[int, int]]:
    position = 0
    for mark in _MARKS.finditer(line):
        if mark.start() > position:
            yield position, mark.start()
        position = mark.end()
    if position < len(line):
        yield position, len(line)


def _any(words: Sequence[str] | Mapping[str, object]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w))) + ")"
