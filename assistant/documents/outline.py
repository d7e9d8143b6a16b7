"""The outline of a document, read from the labels as printed: units with titles, paragraphs and attributes.

Where a label belongs follows from its kind (一、 above （一） above 1.), its number and the labels open at that place:
numbering may start afresh under each heading or run on through the document; both are usual in Chinese policy.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace

from assistant.documents.front_matter import (
    MetadataLine,
    Part,
    annex_starts,
    back_matter_start,
    guess_title,
    is_preamble,
    read_part,
)
from assistant.documents.labels import Label, LabelKind
from assistant.documents.lines import ends_sentence
from assistant.documents.mapped import MappedText, Span
from assistant.documents.repair import Block, read_attribute, removed_spans, repair
from assistant.documents.unit import Unit, entitle

_CLOSING_PROVISION = re.compile(
    r"(?:本|以上|上述)(?:文件|文|措施|通知|办法|意见|实施意见|实施细则|细则|规定|方案|政策|计划)"
    r"(?:的?执行期限|的?有效期|自|由|所称|中|未尽|如|与|执行|试行|暂行)"
)


@dataclass(frozen=True, slots=True)
class OutlineWarning:
    """Something in the labels that a reader should know: code, message (Chinese), path of the unit."""

    code: str
    message: str
    path: str


@dataclass(frozen=True, slots=True)
class Outline:
    """All units in document order, metadata lines, the title, and what was removed from the source."""

    units: tuple[Unit, ...]
    metadata: tuple[MetadataLine, ...]
    title: MappedText | None
    removed: tuple[Span, ...]
    warnings: tuple[OutlineWarning, ...]

    def readable(self, source: str) -> str:
        """The source without what was removed."""
        starts = [0, *(end for _, end in self.removed)]
        ends = [*(start for start, _ in self.removed), len(source)]
        return "".join(source[a:b] for a, b in zip(starts, ends, strict=True))


def read_outline(source: str) -> Outline:
    """The outline of a document's untouched text. Never fails: what has no label is preamble or metadata."""
    blocks = repair(source)
    builder = _Builder()
    body_start = next((i for i, block in enumerate(blocks) if _opens_body(blocks, i)), len(blocks))
    builder.front(blocks[:body_start])
    title = guess_title(builder.metadata)
    starts = [*annex_starts(blocks, body_start), len(blocks)]
    builder.body(blocks[body_start : starts[0]])
    for start, end in itertools.pairwise(starts):
        builder.annex(blocks[start], blocks[start + 1 : end])
    entitle(builder.units)
    kept = [span for unit in builder.units for text in unit.texts() for span in text.spans]
    kept += [span for line in builder.metadata for span in line.content.spans]
    return Outline(
        units=tuple(builder.units),
        metadata=tuple(builder.metadata),
        title=title,
        removed=removed_spans(len(source), kept),
        warnings=tuple(builder.warnings),
    )


def _opens_body(blocks: list[Block], index: int) -> bool:
    label = blocks[index].label
    return label is not None and (label.number == 1 or index > 0)


class _Builder:
    """Places blocks into the outline one after the other."""

    def __init__(self) -> None:
        self.units: list[Unit] = []
        self.metadata: list[MetadataLine] = []
        self.warnings: list[OutlineWarning] = []
        self.open: list[tuple[Label, Unit]] = []
        self.last_number: dict[LabelKind, int] = {}
        self.root: Unit | None = None
        self.namesakes: dict[str, int] = {}  # how often a path was wanted
        self.top: list[Unit] = []  # labelled units that stand under none

    def front(self, blocks: list[Block]) -> None:
        preamble = Unit("preamble", ())
        for block in blocks:
            if is_preamble(block.text):
                preamble.paragraphs.append(block.content)
            else:
                self.metadata.append(MetadataLine(read_part(block.text), block.content))
        if preamble.paragraphs:
            self.units.append(preamble)

    def body(self, blocks: list[Block]) -> None:
        end = back_matter_start(blocks)
        upcoming: list[Label | None] = [None] * end  # the next label behind each block
        for index in range(end - 2, -1, -1):
            upcoming[index] = blocks[index + 1].label or upcoming[index + 1]
        for block, following in zip(blocks, upcoming, strict=False):
            self._place(block, following)
        self.metadata += [MetadataLine(read_part(block.text), block.content) for block in blocks[end:]]

    def annex(self, heading: Block, blocks: list[Block]) -> None:
        self.open.clear()
        self.last_number.clear()
        self.root = Unit(self._free_path("annex"), (heading.text,), heading=heading.content, title=heading.text)
        self.units.append(self.root)
        self.body(blocks)

    def _place(self, block: Block, upcoming: Label | None) -> None:
        if block.label is not None:
            self._open_unit(block.label, block)
            return
        unit = self._current()
        attribute = read_attribute(block.text)
        if attribute:
            name, value = attribute
            unit.attributes[name] = block.content.cut(value).strip()
            unit.attribute_labels.append(block.content.cut(0, value))
        elif self._closes_chapter(block, upcoming):
            self.open[0][1].paragraphs.append(block.content)
        else:
            unit.paragraphs.append(block.content)

    def _current(self) -> Unit:
        if self.open:
            return self.open[-1][1]
        if self.root is not None:
            return self.root
        if not self.units or self.units[-1].path != "preamble":
            self.units.append(Unit("preamble", ()))
        return self.units[-1]

    def _closes_chapter(self, block: Block, upcoming: Label | None) -> bool:
        """“本文件执行期限为…” behind the last item of a list speaks for the chapter, not for the item."""
        if len(self.open) < 2 or not _CLOSING_PROVISION.match(block.text):
            return False
        return upcoming is None or upcoming.kind <= self.open[0][0].kind

    def _open_unit(self, printed_label: Label, block: Block) -> None:
        label = self._as_meant(printed_label)
        del self.open[self._depth_for(label) :]
        parent = self.open[-1][1] if self.open else self.root
        path = self._free_path(f"{parent.path}.{label.number}" if parent else str(label.number))
        printed = "".join(label.printed.split())
        unit = Unit(
            path=path,
            label_path=(*(parent.label_path if parent else ()), printed),
            parent=parent,
            kind=label.kind,
            label=block.content.cut(0, len(label.printed)),
        )
        self._warn_about_number(label, unit)
        rest = block.content.cut(len(label.printed)).strip()
        if rest and _is_heading(rest.text):
            unit.heading = rest
        elif rest:
            unit.paragraphs = [rest]
        (parent.children if parent else self.top).append(unit)
        self.units.append(unit)
        self.open.append((label, unit))
        self.last_number[label.kind] = label.number

    def _as_meant(self, label: Label) -> Label:
        """（4） typed where （四） is due counts as （四）: the same list goes on."""
        twin = _TWINS.get(label.kind)
        kinds = [open_label.kind for open_label, _ in self.open]
        if twin is None or label.kind in kinds or twin not in kinds:
            return label
        due = self.open[kinds.index(twin)][0].number + 1
        return replace(label, kind=twin) if label.number == due else label

    def _depth_for(self, label: Label) -> int:
        """How many open units stay open above this label."""
        kinds = [open_label.kind for open_label, _ in self.open]
        if label.kind in kinds:
            return kinds.index(label.kind)
        return sum(kind < label.kind for kind in kinds)

    def _warn_about_number(self, label: Label, unit: Unit) -> None:
        siblings = unit.parent.children if unit.parent else self.top
        alike = next((sibling for sibling in reversed(siblings) if sibling.kind is label.kind), None)
        if "~" in unit.path.rsplit(".", 1)[-1]:
            message = f"“{label.printed}”在同一层出现不止一次"
            self.warnings.append(OutlineWarning("duplicate_label", message, unit.path))
            return
        expected = {1, self.last_number.get(label.kind, 0) + 1}
        if alike:
            last = re.split(r"[.~]", alike.path.split("~")[0])[-1]
            expected = {int(last) + 1}
        if label.number not in expected:
            message = f"“{label.printed}”与前一个编号不相接"
            self.warnings.append(OutlineWarning("label_out_of_order", message, unit.path))

    def _free_path(self, path: str) -> str:
        """The path, marked with a number where it was given away before."""
        wanted = self.namesakes[path] = self.namesakes.get(path, 0) + 1
        return path if wanted == 1 else f"{path}~{wanted}"


_TWINS = {
    LabelKind.BRACKETED: LabelKind.BRACKETED_ARABIC,
    LabelKind.BRACKETED_ARABIC: LabelKind.BRACKETED,
}


def _is_heading(text: str) -> bool:
    return "。" not in text and not ends_sentence(text)


__all__ = ["MetadataLine", "Outline", "OutlineWarning", "Part", "Unit", "read_outline"]
