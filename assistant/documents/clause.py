"""Clauses: the citable units of a document, each with a permanent address ``DOCUMENT#PATH`` and its words."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from assistant.documents.mapped import MappedText, Span


@dataclass(frozen=True, slots=True)
class Clause:
    """A unit, one paragraph (款) of it, or a document's title.

    ``text`` is the source with extraction damage undone; ``spans`` are the code-point ranges of the untouched source
    that give it back. ``parents`` run outermost first; ``children`` in document order.
    """

    id: str
    document: str
    path: str
    label_path: tuple[str, ...]
    title: str | None
    text: str
    spans: tuple[Span, ...]
    parents: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)
    paragraph: int | None = None  # the number of the 款 where the unit has more than one
    paragraphs: tuple[str, ...] = ()  # ids of the unit's paragraphs where it has more than one

    @property
    def unit(self) -> str:
        """The id of the unit that this clause is or belongs to."""
        return self.id if self.paragraph is None else self.id.rsplit(".p", 1)[0]

    @property
    def searchable(self) -> bool:
        """Titles of documents are metadata: they can be quoted, but are no answers."""
        return self.path != "title"

    def place(self) -> str:
        """The labels as printed, for people: 二、6. 第2款."""
        if self.path == "title":
            return "标题"
        place = "文首" if self.path.startswith("preamble") else "".join(_spaced(self.label_path))
        return f"{place} 第{self.paragraph}款" if self.paragraph is not None else place


def _spaced(labels: tuple[str, ...]) -> list[str]:
    """An annex's name is set off from the number below it."""
    return [label if len(label) < 6 or i == len(labels) - 1 else f"{label} " for i, label in enumerate(labels)]


def joined(paragraphs: list[MappedText], source: str) -> MappedText:
    """Paragraphs one below the other; the line break between them is one that stands in the source."""
    if not paragraphs:
        return MappedText("", ())
    parts = [paragraphs[0]]
    for before, paragraph in itertools.pairwise(paragraphs):
        newline = source.find("\n", before.at[-1], paragraph.at[0])
        parts += [MappedText("\n", (newline if newline >= 0 else before.at[-1] + 1,)), paragraph]
    return MappedText.joined(parts)
