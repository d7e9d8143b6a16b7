"""What frames a question: the districts it names, whether it compares them, the document or clause it points to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.authored import read_lines
from assistant.documents.clause import Clause
from assistant.documents.corpus import Corpus
from assistant.documents.labels import NUMERAL, read_number

# 西行规发〔2021〕2号, brackets gone (normalised text has none); 2021年2号文; 14号文
_NUMBERED = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)\s?年?\s?第?(?P<number>\d{1,4})\s?号|(?<!\d)(?P<bare>\d{1,4})号文"
)
_ENDING = re.compile(r"〔(\d{4})〕(\d+)号$")
_NUMBER = rf"[{NUMERAL}]{{1,4}}|\d{{1,2}}"
_STEP = re.compile(
    rf"第\s?(?P<divided>{_NUMBER})\s?(?P<division>条|项|部分|章|款|目)"
    rf"|(?P<supplement>附则)"
    rf"|(?<![{NUMERAL}\d])(?P<counted>[{NUMERAL}]{{1,3}})、"
    rf"|(?P<chapter>[{NUMERAL}]{{1,3}})(?=\s?[（(])"
    rf"|[（(]\s?(?P<bracketed>{_NUMBER})\s?[）)]、?"
    rf"|(?P<arabic>(?<![\d.])\d{{1,2}})(?:[.．](?!\d)|条(?!件))"
)
_BETWEEN = re.compile(r"[\s、,，的]*")
_WITHIN = ("款", "目")  # parts of a clause: the clause is the place
_SUPPLEMENT = "附则"


@dataclass(frozen=True, slots=True)
class Frame:
    """``names``: the district names as said, ``districts`` their codes; ``compares``: districts are to be put side by
    side; ``documents``: pointed to by number; ``clauses``: units pointed to by their labels."""

    names: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()
    compares: bool = False
    documents: frozenset[str] = frozenset()
    clauses: frozenset[str] = frozenset()


NO_FRAME = Frame()


def numbered_documents(text: str) -> Iterator[tuple[int, int, str]]:
    """The document numbers in a normalised text: start, end, and one spelling (〔2021〕2号) for all."""
    for found in _NUMBERED.finditer(text):
        if found["year"]:
            yield found.start(), found.end(), f"〔{found['year']}〕{int(found['number'])}号"


class Framer:
    """Reads the frame of questions on one corpus. ``comparing``: the words by which districts are compared."""

    def __init__(self, corpus: Corpus, districts: Mapping[str, str], comparing: Path) -> None:
        self._corpus = corpus
        self._districts = districts
        self._comparing = [word for _, line in read_lines(comparing) for word in line.split()]
        numbers = {d.id: d.metadata.number.value for d in corpus.documents.values() if d.metadata.number}
        self._numbers = {name: _ENDING.search(number) for name, number in numbers.items()}

    def read(self, given: str, plain: str) -> Frame:
        """The frame of a question as it was ``given``; ``plain`` is it normalised."""
        names = frozenset(name for name in self._districts if name in plain)
        districts = frozenset(self._districts[name] for name in names)
        documents = frozenset(self._documents(plain))
        within = documents or {i for i, d in self._corpus.documents.items() if d.metadata.territory in districts}
        return Frame(
            names=names,
            districts=districts,
            compares=any(word in plain for word in self._comparing),
            documents=documents,
            clauses=frozenset(unit.id for steps in _pointed(given) for unit in self._units(steps, within)),
        )

    def _documents(self, plain: str) -> Iterator[str]:
        """The documents of the corpus whose numbers stand in the question; a bare number only where it is one's."""
        for found in _NUMBERED.finditer(plain):
            year, number = found["year"], int(found["number"] or found["bare"])
            matching = [
                name
                for name, own in self._numbers.items()
                if own is not None and int(own[2]) == number and year in (None, own[1])
            ]
            if len(matching) == 1:
                yield matching[0]

    def _units(self, steps: tuple[str | int, ...], within: set[str] | frozenset[str]) -> Iterator[Clause]:
        """The units whose labels end in ``steps``; a heading only where there is nothing but headings."""
        documents = (d for name, d in self._corpus.documents.items() if not within or name in within)
        found = [unit for document in documents for unit in document.units() if self._stands(unit, steps)]
        yield from [unit for unit in found if unit.text] or found

    def _stands(self, unit: Clause, steps: tuple[str | int, ...]) -> bool:
        """Whether the labels of a unit end in ``steps``."""
        labels = [int(part) if part.isdigit() else part for part in unit.path.split(".")]
        if steps[0] == _SUPPLEMENT:
            chapter = self._corpus.clauses[unit.parents[0] if unit.parents else unit.id]
            return _SUPPLEMENT in (chapter.title or "") and labels[1:] == list(steps[1:])
        return labels[-len(steps) :] == list(steps)


def _pointed(given: str) -> Iterator[tuple[str | int, ...]]:
    """The places that a text points to, each as the numbers of its labels, outermost first."""
    position = 0
    while (found := _STEP.search(given, position)) is not None:
        steps: list[str | int] = []
        plain = False  # 第六条 and 附则 say that they are places; 三、 or （九） alone may be anything
        while found is not None:
            position = found.end()
            if found["supplement"]:
                steps, plain = [_SUPPLEMENT], True
            elif found["division"] not in _WITHIN:
                number = read_number(next(v for k, v in found.groupdict().items() if v and k != "division"))
                if number:
                    steps.append(number)
                plain = plain or bool(found["division"]) or given[found.start() : position].endswith("条")
            found = _STEP.match(given, _BETWEEN.match(given, position).end())  # type: ignore[union-attr]
        if steps and (plain or len(steps) > 1):
            yield tuple(steps)
