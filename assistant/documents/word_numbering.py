"""Word's automatic numbers: which one stands in front of a paragraph (ECMA-376, 17.9).

A paragraph names a list (``numId``) and a level, itself or by its style. The list points to an abstract one, which says
how each level is written, where it starts and when it starts again; lists of one abstract list count together unless
they override a start.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from docx.oxml.ns import qn

from assistant.documents.list_numbers import written

LEVELS = 9
_PLACE = re.compile("%([1-9])")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    way: str = "decimal"
    text: str = ""
    restart: int | None = None  # 1-based level after which it starts again; 0: never; None: after any outer one
    legal: bool = False  # every number of the label in digits
    style: str | None = None


@dataclass(frozen=True, slots=True)
class _List:
    abstract: str
    levels: tuple[_Level, ...]
    starts: dict[int, int]  # where a level starts instead


@dataclass(frozen=True, slots=True)
class Style:
    """What matters here of a style: its list, whether its text is hidden, what it is based on."""

    name: str
    based_on: str | None
    list_id: str | None
    level: int | None
    hidden: bool | None


def value(parent: Any, *path: str) -> str | None:
    """``w:val`` of the element at the end of a path, or None."""
    for tag in path:
        parent = parent.find(qn(tag)) if parent is not None else None
    return None if parent is None else parent.get(qn("w:val"))


def is_on(parent: Any, tag: str) -> bool | None:
    """A switch: on, off, or not said."""
    found = parent.find(qn(tag)) if parent is not None else None
    return None if found is None else found.get(qn("w:val"), "1") not in ("0", "false", "off")


class Styles:
    """The styles of a document by id."""

    def __init__(self, root: Any) -> None:
        self._by_id: dict[str, Style] = {}
        self._default: str | None = None
        for style in root.iterfind(qn("w:style")) if root is not None else ():
            style_id = style.get(qn("w:styleId"), "")
            properties = style.find(qn("w:pPr"))
            self._by_id[style_id] = Style(
                name=(value(style, "w:name") or "").lower(),
                based_on=value(style, "w:basedOn"),
                list_id=value(properties, "w:numPr", "w:numId"),
                level=_number(value(properties, "w:numPr", "w:ilvl")),
                hidden=is_on(style.find(qn("w:rPr")), "w:vanish"),
            )
            if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true"):
                self._default = style_id

    def chain(self, style_id: str | None) -> list[tuple[str, Style]]:
        """A style (or the default one) and what it is based on, nearest first."""
        chain: dict[str, Style] = {}
        at = style_id if style_id in self._by_id else self._default
        while at is not None and at not in chain and (style := self._by_id.get(at)):
            chain[at] = style
            at = style.based_on
        return list(chain.items())

    def hidden(self, style_id: str | None) -> bool:
        """Whether text in this style is hidden."""
        return next((s.hidden for _, s in self.chain(style_id) if s.hidden is not None), False) if style_id else False


class Numbering:
    """Counts the lists of one document, its paragraphs asked for in their order."""

    def __init__(self, root: Any, styles: Styles) -> None:
        self._styles = styles
        self._abstract = (
            {} if root is None else {a.get(qn("w:abstractNumId")): a for a in root.iterfind(qn("w:abstractNum"))}
        )
        self._nums = {} if root is None else {n.get(qn("w:numId")): n for n in root.iterfind(qn("w:num"))}
        self._lists: dict[str, _List | None] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()

    def label(self, properties: Any) -> str:
        """What stands in front of the paragraph with these ``w:pPr``; counts it."""
        list_id, level = self._place(properties)
        found = self._list(list_id) if list_id else None
        if list_id is None or found is None or not 0 <= level < len(found.levels):
            return ""
        counts = self._counts.setdefault(found.abstract, [None] * LEVELS)
        if list_id not in self._begun:
            self._begun.add(list_id)
            for overridden in found.starts:
                counts[overridden] = None
        counts[level] = self._start(found, level) if (now := counts[level]) is None else now + 1
        for inner in range(level + 1, len(found.levels)):
            after = found.levels[inner].restart
            if after is None or level < after:
                counts[inner] = None
        return self._written(found, level, counts)

    def _place(self, properties: Any) -> tuple[str | None, int]:
        """The list and the level that a paragraph stands in."""
        style_id = value(properties, "w:pStyle")
        own, own_level = value(properties, "w:numPr", "w:numId"), _number(value(properties, "w:numPr", "w:ilvl"))
        if own is not None:
            return (None if own == "0" else own), own_level or 0
        for name, style in self._styles.chain(style_id):
            if style.list_id is not None:
                level = own_level if own_level is not None else style.level
                level = self._level_of_style(style.list_id, name) if level is None else level
                return (None if style.list_id == "0" else style.list_id), level
        return None, 0

    def _level_of_style(self, list_id: str, style_id: str) -> int:
        found = self._list(list_id)
        return next((i for i, level in enumerate(found.levels) if level.style == style_id), 0) if found else 0

    def _list(self, list_id: str) -> _List | None:
        if list_id not in self._lists:
            self._lists[list_id] = self._read_list(list_id)
        return self._lists[list_id]

    def _read_list(self, list_id: str) -> _List | None:
        num = self._nums.get(list_id)
        abstract_id = value(num, "w:abstractNumId")
        abstract = self._followed(abstract_id)
        if num is None or abstract_id is None or abstract is None:
            return None
        levels = [_Level(text="")] * LEVELS
        for element in abstract.iterfind(qn("w:lvl")):
            _put(levels, element)
        starts: dict[int, int] = {}
        for override in num.iterfind(qn("w:lvlOverride")):
            level = _number(override.get(qn("w:ilvl")))
            if level is None or not 0 <= level < LEVELS:
                continue
            if (replaced := override.find(qn("w:lvl"))) is not None:
                _put(levels, replaced, level)
            if (start := _number(value(override, "w:startOverride"))) is not None:
                starts[level] = start
        return _List(abstract_id, tuple(levels), starts)

    def _followed(self, abstract_id: str | None) -> Any:
        """An abstract list that only names a list style is the one that the style's own list points to."""
        for _ in range(LEVELS):
            abstract = self._abstract.get(abstract_id)
            link = value(abstract, "w:numStyleLink")
            if link is None:
                return abstract
            chain = self._styles.chain(link)
            num = self._nums.get(chain[0][1].list_id) if chain and chain[0][0] == link else None
            abstract_id = value(num, "w:abstractNumId")
        return None

    @staticmethod
    def _start(found: _List, level: int) -> int:
        return found.starts.get(level, found.levels[level].start)

    def _written(self, found: _List, level: int, counts: list[int | None]) -> str:
        shown = found.levels[level]
        if shown.way == "bullet":
            return ""

        def number(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            counted = counts[at]
            way = "decimal" if shown.legal and at != level else found.levels[at].way
            return written(self._start(found, at) if counted is None else counted, way)

        return _PLACE.sub(number, shown.text)


def _put(levels: list[_Level], element: Any, level: int | None = None) -> None:
    at = _number(element.get(qn("w:ilvl"))) if level is None else level
    if at is None or not 0 <= at < LEVELS:
        return
    start = _number(value(element, "w:start"))
    levels[at] = replace(
        levels[at],
        start=0 if start is None else start,
        way=value(element, "w:numFmt") or value(element.find(_ALTERNATIVE), "w:numFmt") or "decimal",
        text=value(element, "w:lvlText") or "",
        restart=_number(value(element, "w:lvlRestart")),
        legal=bool(is_on(element, "w:isLgl")),
        style=value(element, "w:pStyle"),
    )


_ALTERNATIVE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent/*"


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"-?\d{1,9}", text) else None
