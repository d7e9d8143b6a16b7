"""A unit of the outline, and where its title comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.documents.labels import LabelKind
from assistant.documents.mapped import MappedText

LONGEST_TITLE = 34  # characters; a longer lead sentence is a provision, not a title

_SELF_REFERENCE = re.compile(r"本(?:文件|文|措施|通知|办法|意见|细则|规定|方案|条例|政策)")
_SUPPLEMENTARY = re.compile(r"附则|有关事项|其他事项|附\s*录")


@dataclass(slots=True)
class Unit:
    """A unit of the outline. ``path`` and ``label_path`` as in the clause-id scheme; texts map to the source."""

    path: str
    label_path: tuple[str, ...]
    parent: Unit | None = None
    kind: LabelKind | None = None
    label: MappedText | None = None
    heading: MappedText | None = None
    title: str | None = None
    paragraphs: list[MappedText] = field(default_factory=list)
    attributes: dict[str, MappedText] = field(default_factory=dict)
    attribute_labels: list[MappedText] = field(default_factory=list)
    children: list[Unit] = field(default_factory=list)

    def texts(self) -> Iterator[MappedText]:
        """Every stretch of the source that this unit owns (its children's not)."""
        if self.label:
            yield self.label
        if self.heading:
            yield self.heading
        yield from self.paragraphs
        yield from self.attribute_labels
        yield from self.attributes.values()


def _lead_sentence(unit: Unit) -> str | None:
    """The words before the first 。 of a paragraph that goes on after them, where they can be a title."""
    if not unit.paragraphs or unit.heading or unit.kind in (LabelKind.ARTICLE, LabelKind.ENUMERATED):
        return None
    text = unit.paragraphs[0].text
    lead, stop, rest = text.partition("。")
    if not stop or not rest.strip() or len(lead) > LONGEST_TITLE or _SELF_REFERENCE.match(lead):
        return None
    return lead


def entitle(units: list[Unit]) -> None:
    """Titles: a heading line, or the lead sentence where the items of a list mostly begin with one."""
    for unit in units:
        if unit.heading:
            unit.title = unit.heading.text
    lists: dict[tuple[str, LabelKind | None], list[Unit]] = {}
    for unit in units:
        if unit.kind is not None and not unit.heading:
            lists.setdefault((unit.parent.path if unit.parent else "", unit.kind), []).append(unit)
    for siblings in lists.values():
        if _untitled(siblings[0]):
            continue
        leads = [_lead_sentence(unit) for unit in siblings]
        if sum(lead is not None for lead in leads) * 2 < len(siblings):
            continue
        for unit, lead in zip(siblings, leads, strict=True):
            unit.title = lead


def _untitled(unit: Unit) -> bool:
    """Items of an annex or of supplementary provisions carry no titles."""
    parent = unit.parent
    while parent is not None:
        if parent.path.startswith("annex") or (parent.title and _SUPPLEMENTARY.match(parent.title)):
            return True
        parent = parent.parent
    return False
