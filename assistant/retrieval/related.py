"""Clauses that belong beside another one: conflicts, definitions it rests on, the same matter in other districts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, cast

from assistant.authored import Authored, AuthoredFile
from assistant.documents.corpus import Corpus

Kind = Literal["conflict", "definition", "elsewhere"]


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
    """What belongs beside each unit; ``grounds``: conflicts and definitions, by unit."""

    def __init__(self, matters: Sequence[Matter], grounds: Mapping[str, Sequence[Beside]]) -> None:
        self._matters = {clause: matter for matter in matters for clause in matter.clauses}
        self.grounds = grounds

    def comparable(self, unit: str) -> frozenset[str]:
        """The clauses on the same matter, this one among them; none where no other document has it."""
        matter = self._matters.get(unit)
        return frozenset(matter.clauses) if matter else frozenset()

    def beside(self, unit: str) -> Iterator[Beside]:
        """The clauses beside a unit: conflicts, then definitions, then the same matter elsewhere."""
        yield from sorted(self.grounds.get(unit, ()), key=lambda beside: beside.kind)
        if matter := self._matters.get(unit):
            yield from (Beside(clause, "elsewhere", matter.matter) for clause in matter.clauses if clause != unit)


def load_matters(folder: Path, corpus: Corpus) -> list[Matter]:
    """Read ``folder/related.yaml``. Raises CorpusError."""
    file = AuthoredFile(folder / "related.yaml")
    matters = file.validated(RelatedFile).comparable
    seen: set[str] = set()
    for index, matter in enumerate(matters):
        for place, clause in enumerate(matter.clauses):
            if clause not in corpus.clauses or corpus.clauses[clause].paragraph is not None:
                raise file.error(f"没有编号为“{clause}”的条款（要写到条）。", "comparable", index, "clauses", place)
            if clause in seen:
                raise file.error(f"“{clause}”已经在另一件事里了。", "comparable", index, "clauses", place)
            seen.add(clause)
    return matters


class Note(Protocol):
    """What is needed of a benefit's note."""

    @property
    def kind(self) -> str: ...

    @property
    def clauses(self) -> Sequence[str]: ...


class Grounded(Protocol):
    """What is needed of a benefit."""

    @property
    def document(self) -> str: ...

    @property
    def clause(self) -> str: ...

    @property
    def notes(self) -> Sequence[Note]: ...

    def clauses(self) -> Sequence[str]: ...


def grounds_of(corpus: Corpus, benefits: Iterable[Grounded]) -> dict[str, list[Beside]]:
    """The clauses that benefits of a unit rest on besides it (of the same document, but its title), and those that are
    said to conflict with it, which have it beside them too."""
    found: dict[str, dict[str, Kind]] = {}
    for benefit in benefits:
        unit = corpus.clause(benefit.clause).unit
        for clause in (corpus.clause(clause) for clause in benefit.clauses()):
            if clause.unit != unit and clause.searchable:
                found.setdefault(unit, {}).setdefault(clause.unit, "definition")
        for note in benefit.notes:
            if note.kind != "conflict":
                continue
            written = (c if "#" in c else f"{benefit.document}#{c}" for c in note.clauses)
            for other in dict.fromkeys(corpus.clause(c).unit for c in written):
                if other == unit:
                    continue
                found.setdefault(unit, {})[other] = "conflict"
                found.setdefault(other, {})[unit] = "conflict"
    return {unit: [Beside(c, kind) for c, kind in others.items()] for unit, others in found.items()}


def grounds_written(grounds: Mapping[str, Sequence[Beside]]) -> list[str]:
    """The grounds as lines to be kept."""
    return [f"{unit} {beside.kind} {beside.clause}" for unit, others in grounds.items() for beside in others]


def grounds_read(lines: Iterable[str]) -> dict[str, list[Beside]]:
    """The grounds as ``grounds_written`` wrote them."""
    grounds: dict[str, list[Beside]] = {}
    for unit, kind, clause in (line.split() for line in lines):
        grounds.setdefault(unit, []).append(Beside(clause, cast(Kind, kind)))
    return grounds
