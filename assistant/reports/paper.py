"""A Word document in Chinese: A4, real headings, tables whose head is repeated on every page, page numbers.

Fonts are only named: whoever opens it has them, or something like them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

LANGUAGE = "zh-CN"
SONG, HEI = "宋体", "黑体"
# Style, font, points, before and after; the first is what the others are based on.
STYLES = (
    ("Normal", SONG, 10.5, 0, 4), ("Title", HEI, 20, 0, 6), ("Heading 1", HEI, 15, 16, 6),
    ("Heading 2", HEI, 12.5, 12, 3), ("Heading 3", HEI, 10.5, 8, 2), ("Quote", SONG, 10.5, 0, 4),
    ("List Bullet", SONG, 10.5, 0, 3), ("合计", HEI, 16, 2, 2),
)  # fmt: skip
QUOTATION, FIGURE = "Quote", "合计"
STEP = Cm(0.7)  # of what stands below something else
INK = RGBColor(0, 0, 0)
PAGE_WIDTH, PAGE_HEIGHT, MARGIN = Cm(21), Cm(29.7), Cm(2.2)
_THEMED = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")  # they would go before a font's name


class Paper:
    """A document that grows from top to bottom."""

    def __init__(self, title: str, day: dt.date, foot: str) -> None:
        """``foot``: stands at the foot of every page, the page's number in the place of ``{number}``."""
        self._document = Document()
        self._end = self._document.element.body.sectPr  # the page's make, which stands last
        self._set_page(foot)
        self._set_language()
        self._document.styles.add_style(FIGURE, WD_STYLE_TYPE.PARAGRAPH)
        for style in STYLES:
            self._set_style(*style)
        self._set_properties(title, day)
        self._document.add_paragraph(title, "Title")

    def heading(self, text: str, level: int) -> None:
        """A heading, as the navigation pane lists it."""
        self._document.add_heading(text, level)

    def text(self, *parts: str, depth: int = 0, style: str = "Normal", bold: bool = False) -> Paragraph:
        """A paragraph; ``depth``: how many others it stands below."""
        paragraph = self._document.add_paragraph(style=style)
        for part in parts:
            paragraph.add_run(part).bold = bold or None
        if depth:
            paragraph.paragraph_format.left_indent = STEP * depth
        return paragraph

    def points(self, texts: Iterable[str]) -> None:
        """A list."""
        for text in texts:
            self._document.add_paragraph(text, "List Bullet")

    def table(self, what: str, head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float]) -> None:
        """A table; ``what`` it shows, for whoever can't see it; ``widths``: shares of the page's."""
        body = list(rows)
        table = self._document.add_table(len(body) + 1, len(head), "Table Grid")
        table.autofit = False
        unit = (PAGE_WIDTH - 2 * MARGIN) / sum(widths)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = round(unit * width)
        for row, texts in zip(table.rows, (head, *body), strict=True):
            for cell, text, width in zip(row.cells, texts, widths, strict=True):
                cell.width = round(unit * width)
                cell.paragraphs[0].add_run(text).bold = texts is head or None
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        _describe(table, what)
        self._document.add_paragraph().paragraph_format.space_after = Pt(0)

    def link(self, address: str) -> None:
        """An address, to be followed with a click."""
        paragraph = self._document.add_paragraph()
        target = self._document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        run = paragraph.add_run(address)
        run.font.underline = True
        hyperlink = element("w:hyperlink", **{"r:id": target})
        hyperlink.append(run._r)
        paragraph._p.append(hyperlink)

    def picture(self, png: bytes, width: float, says: str) -> None:
        """A picture so many centimetres wide; ``says`` what it shows, for whoever can't see it."""
        run = self._document.add_paragraph().add_run()
        run.add_picture(BytesIO(png), Cm(width))._inline.docPr.set("descr", says)

    def add(self, paragraph: Any) -> None:
        """A paragraph (``w:p``) that is made already."""
        self._end.addprevious(paragraph)

    def style(self, name: str, kind: WD_STYLE_TYPE, style_id: str, builtin: bool = False) -> Any:
        """A new style; ``builtin``: one that Word knows by this name."""
        style = self._document.styles.add_style(name, kind, builtin)
        style.element.set(qn("w:styleId"), style_id)
        return style

    @property
    def comments(self) -> Any:
        """The element (``w:comments``) that holds all comments."""
        return self._document.part._comments_part.element

    def written(self) -> bytes:
        """The file."""
        file = BytesIO()
        self._document.save(file)
        return file.getvalue()

    def _set_page(self, foot: str) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = PAGE_WIDTH, PAGE_HEIGHT
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
        paragraph = section.footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        before, _, after = foot.partition("{number}")
        paragraph.add_run(before)
        _page_number(paragraph.add_run())
        paragraph.add_run(after)

    def _set_language(self) -> None:
        defaults = self._document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        _name_font(defaults, SONG)
        language = defaults.find(qn("w:lang"))
        themes = self._document.settings.element.find(qn("w:themeFontLang"))
        for name in ("val", "eastAsia"):
            language.set(qn(f"w:{name}"), LANGUAGE)
            if themes is not None:
                themes.set(qn(f"w:{name}"), LANGUAGE)

    def _set_style(self, name: str, font: str, points: float, before: float, after: float) -> None:
        style: Any = self._document.styles[name]
        _name_font(style.element.get_or_add_rPr(), font)
        style.font.size, style.font.color.rgb, style.font.italic = Pt(points), INK, False
        style.font.bold = font == HEI
        spacing = style.paragraph_format
        spacing.space_before, spacing.space_after = Pt(before), Pt(after)
        if (border := style.element.pPr.find(qn("w:pBdr"))) is not None:
            style.element.pPr.remove(border)

    def _set_properties(self, title: str, day: dt.date) -> None:
        """What the file says of itself: nobody is named, and the day it was checked is all of the time."""
        properties = self._document.core_properties
        properties.title, properties.language = title, LANGUAGE
        properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
        properties.created = properties.modified = dt.datetime.combine(day, dt.time())
        package = self._document.part.package
        for name, relation in list(package.rels.items()):
            if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
                del package.rels[name]  # a picture of the empty template


def element(tag: str, **attributes: str) -> Any:
    """An element of a Word document: ``element("w:pStyle", **{"w:val": "Quote"})``."""
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(name), value)
    return element


def _name_font(properties: Any, font: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for name in _THEMED:
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), font)


def _page_number(run: Run) -> None:
    for kind in ("begin", "separate", "end"):
        run._r.append(element("w:fldChar", **{"w:fldCharType": kind}))
        if kind == "begin":
            instruction = OxmlElement("w:instrText")
            instruction.text = "PAGE"
            run._r.append(instruction)


def _describe(table: Table, what: str) -> None:
    properties = table._tbl.tblPr
    properties.append(element("w:tblCaption", **{"w:val": what}))
