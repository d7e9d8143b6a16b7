"""A text as paragraphs of a Word document, with marks and comments on exactly the words they are about.

Marks may nest and overlap, and go on from one paragraph into the next. What is in the style ``SIGN`` is no part of the
text: it stands behind a stretch, where no comment is open. Elements are made directly and nothing is looked up in the
document, so that the time is linear in the text and in the marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Literal

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_UNDERLINE
from docx.shared import Pt, RGBColor

from assistant.reports.characters import storable
from assistant.reports.findings import LINE_END
from assistant.reports.paper import Paper, element

Emphasis = Literal["", "strong", "gone", "new"]
Words = Sequence[tuple[str, Emphasis]]  # a paragraph of a comment

SIGN = "核对 符号"
_SIGN_ID, _COMMENT_ID, _REFERENCE_ID = "CheckSign", "CommentText", "CommentReference"
_BREAKS = {"\t": "w:tab", "\n": "w:br"}
_PARTS = re.compile("[\t\n]|[^\t\n]+")
_EMPHASIS: dict[Emphasis, tuple[Any, ...]] = {
    "": (),
    "strong": (element("w:b"),),
    "gone": (element("w:strike"), element("w:color", **{"w:val": "A61B1B"})),
    "new": (element("w:b"), element("w:color", **{"w:val": "1B5E20"})),
}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True)
class Look:
    """How marked words look: a character style ``style``, told by the line under the words as well as by its colours.

    ``rank``: of marks that overlap, the one with the smallest shows. ``ground``: a colour (RRGGBB) or none.
    """

    style: str
    symbol: str
    rank: int
    ink: RGBColor
    line: WD_UNDERLINE
    ground: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """Words ``start:end`` of a text and how they look; ``comment``: its paragraphs, none for a mark without one."""

    start: int
    end: int
    look: Look
    comment: Sequence[Words] = ()


class MarkedText:
    """Writes marked texts into one paper; comments are numbered through all of it."""

    def __init__(self, paper: Paper, looks: Sequence[Look], author: str, initials: str) -> None:
        self.paper, self.author, self.initials = paper, author, initials
        for look in looks:
            _add_look(paper, look)
        sign = paper.style(SIGN, WD_STYLE_TYPE.CHARACTER, _SIGN_ID)
        sign.font.superscript = sign.font.bold = True
        paper.style("annotation text", WD_STYLE_TYPE.PARAGRAPH, _COMMENT_ID, builtin=True).font.size = Pt(9)
        paper.style("annotation reference", WD_STYLE_TYPE.CHARACTER, _REFERENCE_ID, builtin=True).font.size = Pt(8)
        self._count = 0
        self._open: list[Mark] = []
        self._commented: dict[Mark, str] = {}  # of those open, the ids of their comments
        self._signs: list[str] = []  # of marks that were closed within others

    def write(self, text: str, marks: Sequence[Mark]) -> None:
        """A paragraph for each line of the text."""
        plain, at, passed = storable(text), 0, 0
        bounds = _bounds(marks)
        for end, following in _lines(text):
            paragraph = element("w:p")
            while True:
                while passed < len(bounds) and _is_due(bounds[passed], at, following if at == end else at):
                    self._pass(paragraph, bounds[passed])
                    passed += 1
                self._show_signs(paragraph)
                if at >= end:
                    break
                stop = min(end, bounds[passed].at) if passed < len(bounds) else end
                shown = min(self._open, key=lambda mark: mark.look.rank, default=None)
                paragraph.append(_run(plain[at:stop], _style_id(shown.look) if shown else None))
                at = stop
            self.paper.add(paragraph)
            at = following

    def _pass(self, paragraph: Any, bound: _Bound) -> None:
        mark = bound.mark
        if bound.opens:
            self._show_signs(paragraph)
            self._open.append(mark)
            if mark.comment:
                self._commented[mark] = self._add_comment(mark)
                paragraph.append(element("w:commentRangeStart", **{"w:id": self._commented[mark]}))
            return
        self._open.remove(mark)
        if mark.comment:
            comment = self._commented.pop(mark)
            paragraph.append(element("w:commentRangeEnd", **{"w:id": comment}))
            paragraph.append(_run("", _REFERENCE_ID, [element("w:commentReference", **{"w:id": comment})]))
            self._signs.append(mark.look.symbol)

    def _show_signs(self, paragraph: Any) -> None:
        if self._signs and not self._commented:
            paragraph.append(_run("".join(dict.fromkeys(self._signs)), _SIGN_ID))
            self._signs.clear()

    def _add_comment(self, mark: Mark) -> str:
        number = str(self._count)
        self._count += 1
        named = {"w:id": number, "w:author": self.author, "w:initials": f"{self.initials}{mark.look.symbol}"}
        comment = element("w:comment", **named)
        for place, words in enumerate(mark.comment):
            paragraph, properties = element("w:p"), element("w:pPr")
            properties.append(element("w:pStyle", **{"w:val": _COMMENT_ID}))
            paragraph.append(properties)
            if place == 0:
                paragraph.append(_run("", _REFERENCE_ID, [element("w:annotationRef")]))
            for text, emphasis in words:
                paragraph.append(_run(storable(text), None, properties=_EMPHASIS[emphasis]))
            comment.append(paragraph)
        self.paper.comments.append(comment)
        return number


@dataclass(frozen=True, slots=True)
class _Bound:
    """Where a mark opens or closes."""

    at: int
    opens: bool
    mark: Mark


def _bounds(marks: Sequence[Mark]) -> list[_Bound]:
    """Left to right; at one place what closes before what opens, and what is inside within what is around it."""
    real = [mark for mark in marks if mark.start < mark.end]
    keyed = [((mark.start, True, -mark.end, place), _Bound(mark.start, True, mark)) for place, mark in enumerate(real)]
    keyed += [
        ((mark.end, False, -mark.start, -place), _Bound(mark.end, False, mark)) for place, mark in enumerate(real)
    ]
    return [bound for _, bound in sorted(keyed, key=lambda pair: pair[0])]


def _is_due(bound: _Bound, at: int, closing_until: int) -> bool:
    return bound.at <= (at if bound.opens else closing_until)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Where each line ends, and where the next one begins."""
    at = 0
    for found in LINE_END.finditer(text):
        at = found.end()
        yield found.span()
    if at < len(text):
        yield len(text), len(text)


def _style_id(look: Look) -> str:
    return f"Check{look.rank}"


def _add_look(paper: Paper, look: Look) -> None:
    style = paper.style(look.style, WD_STYLE_TYPE.CHARACTER, _style_id(look))
    style.font.color.rgb, style.font.underline = look.ink, look.line
    if look.ground:
        ground = element("w:shd", **{"w:val": "clear", "w:color": "auto", "w:fill": look.ground})
        style.element.get_or_add_rPr().append(ground)


def _run(text: str, style: str | None, content: Sequence[Any] = (), properties: Sequence[Any] = ()) -> Any:
    """Words in a style, tabs and line feeds as Word has them, then other content."""
    run = element("w:r")
    if style or properties:
        shape = element("w:rPr")
        if style:
            shape.append(element("w:rStyle", **{"w:val": style}))
        for one in properties:
            shape.append(copy(one))
        run.append(shape)
    for part in _PARTS.findall(text):
        if part in _BREAKS:
            run.append(element(_BREAKS[part]))
            continue
        words = element("w:t")
        words.text = part
        words.set(_SPACE, "preserve")
        run.append(words)
    for one in content:
        run.append(one)
    return run
