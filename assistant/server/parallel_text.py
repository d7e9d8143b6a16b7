"""A document cut into rows: each a stretch of the untouched source beside the clause that it gives.

The stretches of all rows joined are the source, character by character.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from assistant.documents.clause import Clause
from assistant.documents.corpus import Document
from assistant.documents.mapped import MappedText
from assistant.documents.outline import Outline, Part, Unit, read_outline
from assistant.documents.repairs import Repair, repairs_of

PartKind = Literal["label", "heading", "paragraph", "attribute_name", "attribute", "metadata"]
LINES = {
    Part.NUMBER: "发文字号", Part.ADDRESSEE: "主送", Part.DATE: "日期", Part.RELEASE_MARK: "公开标注",
    Part.ATTACHMENT_MARK: "附件标注", Part.COPY: "抄送", Part.PRINTED: "印发", Part.ISSUER: "发文机关",
    Part.TITLE: "标题和附注",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RowPart:
    """A piece of a row's text and what it is."""

    kind: PartKind
    text: MappedText


@dataclass(frozen=True, slots=True)
class Row:
    """A stretch ``source[start:end]`` and its text. ``clause``: the smallest that has it; None for what stands around
    the clauses, which ``line`` names. ``opens``: the unit that begins here; ``anchor``: the row's id on the page.
    """

    clause: Clause | None
    line: str
    parts: tuple[RowPart, ...]
    start: int
    end: int
    opens: Clause | None
    anchor: str

    @property
    def text(self) -> MappedText:
        """All of it, repaired."""
        return sum((part.text for part in self.parts), MappedText("", ()))

    @property
    def place(self) -> str:
        """The labels as printed, or what line it is."""
        return self.clause.place() if self.clause else self.line

    def of_kind(self, *kinds: PartKind) -> list[MappedText]:
        """Its parts of some kinds."""
        return [part.text for part in self.parts if part.kind in kinds]


@dataclass(frozen=True)
class ParallelText:
    """A document's rows in the order of its source, and what was removed from it."""

    rows: tuple[Row, ...]
    repairs: tuple[Repair, ...]
    outline: Outline = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Owned:
    """Text with the id of the smallest clause that it belongs to; without one, what line it is."""

    clause: str
    line: str
    part: RowPart


def parallel_text(document: Document) -> ParallelText:
    """The rows of a document."""
    outline, clauses = read_outline(document.source), {clause.id: clause for clause in document.clauses}
    title = clauses.get(f"{document.id}#title")
    printed = (title.spans[0][0], title.spans[-1][1]) if title else (0, 0)
    owned = [*_of_units(document, outline), *_around(document, outline, printed)]
    owned.sort(key=lambda one: one.part.text.at[0])
    rows: list[Row] = []
    seen: set[str] = set()
    groups = [list(group) for _, group in itertools.groupby(owned, key=lambda one: (one.clause, one.line))]
    starts = [0, *(_begins(document.source, *pair) for pair in itertools.pairwise(groups)), len(document.source)]
    for group, (start, end) in zip(groups, itertools.pairwise(starts), strict=True):
        clause = clauses.get(group[0].clause)
        unit = clauses[clause.unit] if clause else None
        opens = unit if unit and unit.id not in seen else None
        anchor = clause.path if clause and clause.id not in seen else f"source-{start}"
        rows.append(Row(clause, group[0].line, tuple(one.part for one in group), start, end, opens, anchor))
        seen |= {one.id for one in (clause, unit) if one}
    return ParallelText(tuple(rows), repairs_of(document.source, outline, printed), outline)


def _begins(source: str, before: list[_Owned], group: list[_Owned]) -> int:
    """Where a row begins: on its own line, with the indent and the bookmarks there; else where its text does."""
    last, first = before[-1].part.text.at[-1] + 1, group[0].part.text.at[0]
    return max(last, source.rfind("\n", last, first) + 1)


def _of_units(document: Document, outline: Outline) -> Iterator[_Owned]:
    for unit in outline.units:
        yield from _of_unit(f"{document.id}#{unit.path}", unit)


def _of_unit(clause: str, unit: Unit) -> Iterator[_Owned]:
    """A unit's texts; the label that stands before its first paragraph goes with that."""
    several = len(unit.paragraphs) > 1
    first = f"{clause}.p1" if several else clause
    if unit.label:
        yield _Owned(clause if unit.heading else first, "", RowPart("label", unit.label))
    if unit.heading:
        yield _Owned(clause, "", RowPart("heading", unit.heading))
    for number, paragraph in enumerate(unit.paragraphs, 1):
        yield _Owned(f"{clause}.p{number}" if several else clause, "", RowPart("paragraph", paragraph))
    for label in unit.attribute_labels:
        yield _Owned(clause, "", RowPart("attribute_name", label))
    for value in unit.attributes.values():
        if value:
            yield _Owned(clause, "", RowPart("attribute", value))


def _around(document: Document, outline: Outline, printed: tuple[int, int]) -> Iterator[_Owned]:
    for line in outline.metadata:
        content = line.content
        if printed[0] <= content.at[0] < printed[1]:
            yield _Owned(f"{document.id}#title", "", RowPart("metadata", content))
        else:
            yield _Owned("", LINES[line.part], RowPart("metadata", content))
