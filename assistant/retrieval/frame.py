"""What frames a question: the districts it names, whether it compares them, the document or clause it points to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from assistant.authored import read_lines
from assistant.documents.clause import Clause
from assistant.documents.corpus import Corpus
from assistant.documents.labels import NUMERAL, read_number
from assistant.documents.metadata import CITY
from assistant.language.segment import normalise

# 西行规发〔2021〕2号, its brackets gone (normalised text has none); 西行规发2021年2号; 2021年2号文; 14号文.
# 2021年2号 alone is a day.
_NUMBERED = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<between>\s?年?\s?第?)(?P<number>\d{1,4})\s?号(?P<called>文?)"
    r"|(?<!\d)(?P<bare>\d{1,4})号文"
)
_ISSUED = re.compile(r"[发字函办]\s?$")
_ENDING = re.compile(r"〔(\d{4})〕(\d+)号$")
_NUMBER = rf"[{NUMERAL}]{{1,4}}|\d{{1,2}}"
_AMOUNT = "\\d.年月日元万亿人名个家次岁天%倍千百"  # a number before one of these counts something
_STEP = re.compile(
    rf"第\s?[（(]?(?P<divided>{_NUMBER})[）)]?\s?(?P<division>条|项|部分|章|点|款|目)"
    rf"|(?P<supplement>附则)"
    rf"|(?<![{NUMERAL}\d])(?P<counted>[{NUMERAL}]{{1,3}})(?:、|(?=\s?[（(]))"
    rf"|[（(]\s?(?P<bracketed>{_NUMBER})\s?[）)]、?"
    rf"|(?P<arabic>(?<![\d.])\d{{1,2}})(?:[.．](?!\d)|条(?!件))"
)
# behind another label: 三、是 the label 三是, and a bare number that counts nothing
_NEXT = re.compile(rf"(?P<enumerated>[{NUMERAL}])是|(?P<bare>\d{{1,2}})(?![{_AMOUNT}])")
_DOTTED = re.compile(r"(?<![\d.a-z])(\d{1,2}(?:\.\d{1,2}){1,2})(?![\d.万亿元倍%％年])")
_ID = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)+)\s?#?\s?((?:\d|annex|preamble)[\w.~]*)")
_BETWEEN = re.compile(r"[\s、,，的]*")
_WITHIN = ("款", "目")  # parts of a clause: the clause is the place
_OUTERMOST = ("部分", "章")
_SUPPLEMENT = "附则"
_BESIDES = 2  # so many characters besides its labels, and a question without a document is about the place alone


@dataclass(frozen=True, slots=True)
class Frame:
    """``names``: the district names as said, ``districts`` their codes; ``compares``: districts are to be put side by
    side; ``documents``: pointed to by number; ``clauses``: units pointed to by their labels; ``unknown``: what is
    pointed to and isn't there."""

    names: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()
    compares: bool = False
    documents: frozenset[str] = frozenset()
    clauses: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """Labels pointed to, outermost first; ``whole``: from the top of the document on."""

    steps: tuple[str | int, ...]
    whole: bool
    said: str


NO_FRAME = Frame()


def numbered_documents(text: str) -> Iterator[tuple[int, int, str]]:
    """The document numbers in a normalised text: start, end, and one spelling (〔2021〕2号) for all."""
    for found in _NUMBERED.finditer(text):
        if _is_number(found) and found["year"]:
            yield found.start(), found.end(), f"〔{found['year']}〕{int(found['number'])}号"


def _is_number(found: re.Match[str]) -> bool:
    """Whether it is a document's: by its brackets, or by what stands before or behind."""
    if found["bare"] or found["called"] or found["between"].strip() != "年":
        return bool(found["bare"] or found["called"] or found["between"])
    return _ISSUED.search(found.string, 0, found.start()) is not None


class Framer:
    """Reads the frame of questions on one corpus.

    ``districts``: what they are called; ``words`` is the folder of word lists. Raises CorpusError.
    """

    def __init__(self, corpus: Corpus, districts: Mapping[str, str], words: Path) -> None:
        self._corpus = corpus
        self._districts = districts
        self._citywide = [line.strip() for _, line in read_lines(words / "citywide.txt")]
        self._comparing = [word for _, line in read_lines(words / "comparing.txt") for word in line.split()]
        numbers = {d.id: d.metadata.number.value for d in corpus.documents.values() if d.metadata.number}
        self._numbers = {name: _ENDING.search(number) for name, number in numbers.items()}

    @cached_property
    def _cited(self) -> set[str]:
        """The numbers that stand in the clauses; few questions have one that isn't a document's own."""
        units = (clause for clause in self._corpus.clauses.values() if clause.paragraph is None)
        texts = " ".join(normalise(unit.text).text for unit in units)
        return {number for _, _, number in numbered_documents(texts)}

    def read(self, given: str, plain: str) -> Frame:
        """The frame of a question as it was ``given`` (half width, simplified); ``plain`` is it normalised."""
        names = frozenset(name for name in self._districts if name in plain)
        districts = frozenset(self._districts[name] for name in names)
        documents, unknown = self._documents(plain)
        territories = districts or {CITY for name in self._citywide if name in plain}
        within = documents or {i for i, d in self._corpus.documents.items() if d.metadata.territory in territories}
        clauses = set(self._ids(given))
        for place in _pointed(given, dotted=bool(within)):
            if not within and sum(map(str.isalnum, given.replace(place.said, "", 1))) > _BESIDES:
                continue  # of some law, but who knows of which
            units = list(self._units(place, within))
            clauses.update(unit.id for unit in units)
            unknown += [] if units or not within else [place.said]
        return Frame(
            names=names,
            districts=districts,
            compares=any(word in plain for word in self._comparing),
            documents=frozenset(documents),
            clauses=frozenset(clauses),
            unknown=tuple(unknown),
        )

    def _documents(self, plain: str) -> tuple[set[str], list[str]]:
        """The documents of the corpus whose numbers stand in the question (a bare number only where it is one's); and
        the numbers that neither are a document's nor stand in one."""
        documents: set[str] = set()
        unknown: list[str] = []
        for found in _NUMBERED.finditer(plain):
            if not _is_number(found):
                continue
            year, number = found["year"], int(found["number"] or found["bare"])
            matching = [
                name
                for name, own in self._numbers.items()
                if own is not None and int(own[2]) == number and year in (None, own[1])
            ]
            documents.update(matching if len(matching) == 1 else ())
            if year and not matching and f"〔{year}〕{number}号" not in self._cited:
                unknown.append(f"〔{year}〕{number}号")
        return documents, unknown

    def _ids(self, given: str) -> Iterator[str]:
        """The clauses whose very ids stand in the question."""
        for found in _ID.finditer(given.casefold()):
            clause = self._corpus.clauses.get(f"{found[1]}#{found[2]}")
            if clause is not None:
                yield clause.unit

    def _units(self, place: _Place, within: set[str]) -> Iterator[Clause]:
        """The units at a place; a heading only where there is nothing but headings."""
        documents = (d for name, d in self._corpus.documents.items() if not within or name in within)
        found = [unit for document in documents for unit in document.units() if self._stands(unit, place)]
        yield from [unit for unit in found if unit.text] or found

    def _stands(self, unit: Clause, place: _Place) -> bool:
        labels = [int(part) if part.isdigit() else part for part in unit.path.split(".")]
        steps = list(place.steps)
        if steps[0] == _SUPPLEMENT:
            chapter = self._corpus.clauses[unit.parents[0] if unit.parents else unit.id]
            return _SUPPLEMENT in (chapter.title or "") and labels[1:] == steps[1:]
        return labels == steps if place.whole else labels[-len(steps) :] == steps


def _pointed(given: str, dotted: bool) -> Iterator[_Place]:
    """The places that a text points to; ``dotted``: 8.2 is one too, where a document is named."""
    if dotted:
        for found in _DOTTED.finditer(given):
            yield _Place(tuple(int(part) for part in found[1].split(".")), whole=True, said=found[1])
    position = 0
    while (step := _STEP.search(given, position)) is not None:
        start = step.start()
        steps: list[str | int] = []
        plain = whole = False  # 第六条 and 附则 say that they are places; 三、 or （九） alone may be anything
        while step is not None:
            position, division = step.end(), step.groupdict().get("division")
            if step.groupdict().get("supplement"):
                steps, plain = [_SUPPLEMENT], True
            elif division not in _WITHIN:
                number = read_number(next(v for k, v in step.groupdict().items() if v and k != "division"))
                steps += [number] if number else []
                plain = plain or bool(division) or step[0].endswith("条")
                whole = whole or (division in _OUTERMOST and len(steps) == 1)
            behind = _BETWEEN.match(given, position).end()  # type: ignore[union-attr]
            step = _STEP.match(given, behind) or (_NEXT.match(given, behind) if steps else None)
        if steps and (plain or len(steps) > 1):
            yield _Place(tuple(steps), whole, given[start:position].strip())
