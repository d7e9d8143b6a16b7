"""Clauses that belong beside another one: conflicts, definitions it rests on, the same matter in other districts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.authored import Authored, AuthoredFile
from assistant.documents.corpus import Corpus

if TYPE_CHECKING:
    from assistant.rules.benefit import Benefit

Kind = Literal["conflict", "definition", "elsewhere"]
# 本文所称“用人单位”，是指…; “促进就业经费”，可用于…; （以下简称实现稳定就业）
_DEFINED = re.compile(r"“([^”]{2,20})”，?(?:是指|指|可用于)|以下简称([\u4e00-\u9fff]{2,12})")
_WHERE = re.compile(r"^本[市区]")  # 本区经营性人力资源服务机构 is spoken of without it too


class Matter(Authored):
    """A matter that several documents treat, and the clause of each that does."""

    matter: str
    clauses: list[str]


class RelatedFile(Authored):
    """``corpus/related.yaml``."""

    comparable: list[Matter]


@dataclass(frozen=True, slots=True)
class Beside:
    """A clause, why it stands beside another, and the matter where that is it."""

    clause: str
    kind: Kind
    matter: str = ""


class Related:
    """What belongs beside each unit; ``conflicts``: by unit, those it conflicts with."""

    def __init__(self, corpus: Corpus, matters: Sequence[Matter], conflicts: Mapping[str, Sequence[str]]) -> None:
        self.conflicts = conflicts
        self._definitions = definitions_of(corpus)
        self._matters = {clause: matter for matter in matters for clause in matter.clauses}

    def comparable(self, unit: str) -> frozenset[str]:
        """The clauses on the same matter, this one among them; none where no other document has it."""
        matter = self._matters.get(unit)
        return frozenset(matter.clauses) if matter else frozenset()

    def beside(self, unit: str) -> Iterator[Beside]:
        """The clauses beside a unit: conflicts, then definitions, then the same matter elsewhere."""
        yield from (Beside(clause, "conflict") for clause in self.conflicts.get(unit, ()))
        yield from (Beside(clause, "definition") for clause in self._definitions.get(unit, ()))
        if matter := self._matters.get(unit):
            yield from (Beside(clause, "elsewhere", matter.matter) for clause in matter.clauses if clause != unit)


def load_matters(folder: Path, corpus: Corpus) -> list[Matter]:
    """Read ``folder/related.yaml``. Raises CorpusError."""
    file = AuthoredFile(folder / "related.yaml")
    matters = file.validated(RelatedFile).comparable
    seen: set[str] = set()
    for index, matter in enumerate(matters):
        for place, clause in enumerate(matter.clauses):
            if not corpus.is_unit(clause):
                raise file.error(f"没有编号为“{clause}”的条款（要写到条）。", "comparable", index, "clauses", place)
            if clause in seen:
                raise file.error(f"“{clause}”已经在另一件事里了。", "comparable", index, "clauses", place)
            seen.add(clause)
    return matters


def conflicts_of(corpus: Corpus, benefits: Iterable[Benefit]) -> dict[str, list[str]]:
    """By unit, the units that a benefit's notes say to conflict with it; each has the other beside it."""
    found: dict[str, dict[str, None]] = {}
    for benefit in benefits:
        unit = corpus.clause(benefit.clause).unit
        written = (clause for note in benefit.notes if note.kind == "conflict" for clause in note.clauses)
        for clause in written:
            other = corpus.clause(clause if "#" in clause else f"{benefit.document}#{clause}").unit
            if other != unit:
                found.setdefault(unit, {})[other] = None
                found.setdefault(other, {})[unit] = None
    return {unit: list(others) for unit, others in found.items()}


def definitions_of(corpus: Corpus) -> dict[str, list[str]]:
    """By unit, the units of its document that say what a term in it means."""
    found: dict[str, dict[str, None]] = {}
    for document in corpus.documents.values():
        units = list(document.units())
        for definer in units:
            for term in _DEFINED.finditer(definer.text):
                meant = _WHERE.sub("", next(filter(None, term.groups())))
                for unit in units:
                    if unit is not definer and meant in unit.text:
                        found.setdefault(unit.id, {})[definer.id] = None
    return {unit: list(definers) for unit, definers in found.items()}


def conflicts_written(conflicts: Mapping[str, Sequence[str]]) -> list[str]:
    """The conflicts as lines to be kept."""
    return [f"{unit} {other}" for unit, others in conflicts.items() for other in others]


def conflicts_read(lines: Iterable[str]) -> dict[str, list[str]]:
    """The conflicts as ``conflicts_written`` wrote them."""
    conflicts: dict[str, list[str]] = {}
    for unit, other in (line.split() for line in lines):
        conflicts.setdefault(unit, []).append(other)
    return conflicts
