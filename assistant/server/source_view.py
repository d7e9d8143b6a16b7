"""What a document's page for staff shows: its clauses beside the source, with who relies on each, and what is odd.

What doesn't change with the day or the request is put together once for an engine.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from assistant.documents.clause import Clause
from assistant.documents.corpus import Document
from assistant.documents.mapped import MappedText
from assistant.documents.repairs import RepairKind
from assistant.engine import Engine
from assistant.rules.coverage import ListedSpec
from assistant.server.parallel_text import ParallelText, Row, parallel_text
from assistant.server.reliance import Reliance, Relying, reliance_of

ENGINES = 2  # kept
DEEPEST = 6  # heading
_DIGITS, _NUMERALS = re.compile(r"[（(]\d+[）)]"), re.compile(r"[（(][一二三四五六七八九十]+[）)]")


@dataclass(frozen=True)
class Known:
    """Every document cut into rows, and who relies on which clause."""

    texts: dict[str, ParallelText]
    reliance: Reliance


@lru_cache(maxsize=ENGINES)
def known(engine: Engine) -> Known:
    """What an engine's corpus comes to. Raises CorpusError."""
    texts = {document.id: parallel_text(document) for document in engine.corpus.documents.values()}
    return Known(texts, reliance_of(engine))


class SourcePiece(NamedTuple):
    """Characters of the source that are alike: removed as what, part of the chosen clause, found."""

    text: str
    repair: RepairKind | None
    chosen: bool
    found: bool


class TextPiece(NamedTuple):
    """Repaired characters that are alike."""

    text: str
    found: bool


@dataclass(frozen=True)
class Shown:
    """A row as it is shown. ``level``: of the unit's heading, 0 where none begins here; ``chosen``: whether the chosen
    clause is here, ``highlit``: whether its words are; ``relying``, ``above``: who relies on the clause, and on its
    unit as a whole where that is more; ``reasons``: why nobody relies on something it grants.
    """

    row: Row
    level: int
    depth: int
    label: str
    heading: list[TextPiece]
    paragraphs: list[list[TextPiece]]
    attributes: list[tuple[str, list[TextPiece]]]
    source: list[SourcePiece]
    chosen: bool
    highlit: bool
    citation: str
    relying: tuple[Relying, ...]
    above: tuple[Relying, ...]
    reasons: tuple[ListedSpec, ...]


def shown_rows(engine: Engine, document: Document, chosen: Clause | None, found: frozenset[int]) -> list[Shown]:
    """All rows of a document; ``found``: offsets in the source of the words searched."""
    text, reliance = known(engine).texts[document.id], known(engine).reliance
    offsets = {offset for start, end in (chosen.spans if chosen else ()) for offset in range(start, end)}
    removed: dict[int, tuple[int, RepairKind]] = {}
    for index, repair in enumerate(text.repairs):
        removed |= dict.fromkeys(range(repair.start, repair.end), (index, repair.kind))
    shown: list[Shown] = []
    level = 2
    for row in text.rows:
        unit, clause = row.opens, row.clause
        if unit and unit.searchable:
            level = min(len(unit.label_path) + 2, level + 1, DEEPEST)
        keys = [(removed.get(at), at in offsets, at in found) for at in range(row.start, row.end)]
        shown.append(
            Shown(
                row=row,
                level=level if unit and unit.searchable else 0,
                depth=len(clause.label_path) if clause else 0,
                label=_label(unit),
                heading=_heading(row, found),
                paragraphs=[_pieces(part, found) for part in row.of_kind("paragraph", "metadata")],
                attributes=_attributes(row, found),
                source=list(_source_pieces(document.source, row, keys)),
                chosen=chosen is not None and clause is not None and chosen.id in (clause.id, clause.unit),
                highlit=not offsets.isdisjoint(row.text.at),
                citation=document.citation(clause) if clause else "",
                relying=reliance.of(clause) if clause else (),
                above=reliance.of(unit) if unit and clause and unit.id != clause.id else (),
                reasons=reliance.reasons(clause) if clause else (),
            )
        )
    return shown


def oddities(document: Document, text: ParallelText) -> list[tuple[str, str]]:
    """What is odd about a document as printed, each with the path of the unit it is about (or nothing)."""
    metadata = document.metadata
    said = [] if metadata.number else [("没有发文字号。", "")]
    said += [] if metadata.issuers else [("没有写发文机关。", "")]
    said += [(f"{warning.message}。", warning.path) for warning in document.warnings]
    for unit in text.outline.units:
        label = unit.label_path[-1] if unit.label_path else ""
        alike = [
            other.label_path[-1] for other in text.outline.units if other.label_path and other.parent is unit.parent
        ]
        if _DIGITS.fullmatch(label) and any(_NUMERALS.fullmatch(other) for other in alike):
            said.append((f"“{label}”的数字写法与同一层的其他编号不同，按顺序读作同一层。", unit.path))
    return said


def _label(unit: Clause | None) -> str:
    if unit is None or not unit.searchable:
        return ""
    return unit.label_path[-1] if unit.label_path else unit.place()


def _heading(row: Row, found: frozenset[int]) -> list[TextPiece]:
    """A unit's title: as printed on its own line, or the first words of the text."""
    if printed := row.of_kind("heading"):
        return _pieces(printed[0], found)
    title = row.opens.title if row.opens else None
    return [TextPiece(title, False)] if title and row.opens and row.opens.searchable else []


def _attributes(row: Row, found: frozenset[int]) -> list[tuple[str, list[TextPiece]]]:
    """Who leads and who helps (牵头单位：…), each name with what stands after it."""
    listed: list[tuple[str, list[TextPiece]]] = []
    for part in row.parts:
        if part.kind == "attribute_name":
            listed.append((part.text.text.strip(" ：:"), []))
        elif part.kind == "attribute":
            listed[-1] = (listed[-1][0], _pieces(part.text, found))
    return listed


def _pieces(text: MappedText, found: frozenset[int]) -> list[TextPiece]:
    marked = itertools.groupby(zip(text.text, text.at, strict=True), key=lambda pair: pair[1] in found)
    return [TextPiece("".join(character for character, _ in pairs), is_found) for is_found, pairs in marked]


def _source_pieces(
    source: str, row: Row, keys: list[tuple[tuple[int, RepairKind] | None, bool, bool]]
) -> Iterator[SourcePiece]:
    at = row.start
    for (removed, chosen, found), group in itertools.groupby(keys):
        end = at + sum(1 for _ in group)
        yield SourcePiece(source[at:end], removed[1] if removed else None, chosen, found)
        at = end
