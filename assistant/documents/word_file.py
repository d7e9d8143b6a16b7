"""Word documents (.docx) as text: paragraphs with their automatic numbers written out, tables, text boxes.

What Word shows with all changes accepted is what is read: insertions count, deletions don't, hidden text doesn't.
Headers, footers, comments and the table of contents are no text of the document; footnotes are left out and said so.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from assistant.documents.package import check_parts, opened
from assistant.documents.read_text import ReadingWarning, UnreadableDocument, paragraphs_as_text
from assistant.documents.repair import CELL_BORDER
from assistant.documents.word_numbering import Numbering, Styles, is_on, value

_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_MATHS_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_DELETED = {qn("w:del"), qn("w:moveFrom")}
_INSERTED = {qn("w:ins"), qn("w:moveTo")}
_NOTES = {qn("w:footnoteReference"), qn("w:endnoteReference")}
_BOX = qn("w:txbxContent")
_PAGE_BREAKS = ("page", "column")
_SAID = {
    "tracked_changes": "文件里有没有接受的修订：新增的算进了正文，删除的没有算；请核对。",
    "hidden_text": "文件里有隐藏的文字，没有读。",
    "notes_left_out": "文件里有脚注或尾注，没有算进条款。",
    "contents_left_out": "文件里的目录没有算进正文。",
    "embedded_left_out": "文件里嵌着另一份文档，没有读。",
}


def read_word(content: bytes, name: str) -> tuple[str, list[ReadingWarning]]:
    """The text of a Word document. Raises UnreadableDocument."""
    with opened(content, name) as package:
        check_parts(package, name)
    document = docx.Document(io.BytesIO(content))
    walk = _Walk(_related(document, RELATIONSHIP_TYPE.STYLES), _related(document, RELATIONSHIP_TYPE.NUMBERING))
    walk.blocks(document.element.body)
    text = paragraphs_as_text(walk.paragraphs)
    if not text.strip():
        pictures = next(document.element.body.iter(qn("w:drawing"), qn("w:pict")), None) is not None
        why = "只有图片，没有文字，请先做文字识别（OCR）再试" if pictures else "没有可读的文字"
        raise UnreadableDocument(f"“{name}”里{why}。")
    return text, [ReadingWarning(code, said) for code, said in _SAID.items() if code in walk.noticed]


def _related(document: Any, kind: str) -> Any:
    """The root element of a part that the document may have, or None."""
    try:
        return document.part.part_related_by(kind).element
    except (KeyError, AttributeError):
        logging.getLogger(__name__).debug("no part %s", kind)
        return None


class _Walk:
    """Goes through a body in document order."""

    def __init__(self, styles: Any, numbering: Any) -> None:
        self.styles = Styles(styles)
        self.numbering = Numbering(numbering, self.styles)
        self.paragraphs: list[str] = []
        self.noticed: set[str] = set()
        self._carried = ""  # the words of a paragraph whose end was deleted: the next one goes on with them
        self._boxes: list[Any] = []

    def blocks(self, parent: Any) -> None:
        """Everything in a body, a cell or a text box."""
        for element in parent.iterchildren("*"):
            if element.tag == qn("w:p"):
                self._paragraph(element)
            elif element.tag == qn("w:tbl"):
                self._table(element)
            elif element.tag == qn("w:sdt"):
                self._content_control(element)
            elif element.tag in _DELETED:
                self.noticed.add("tracked_changes")
            elif element.tag == qn("w:altChunk"):
                self.noticed.add("embedded_left_out")
            elif element.tag == _ALTERNATIVES:
                self.blocks(next(element.iterchildren("*"), element))
            elif element.tag in _INSERTED or element.tag in (qn("w:customXml"), qn("w:smartTag")):
                self.blocks(element)

    def _content_control(self, element: Any) -> None:
        gallery = value(element.find(qn("w:sdtPr")), "w:docPartObj", "w:docPartGallery")
        content = element.find(qn("w:sdtContent"))
        if gallery == "Table of Contents":
            self.noticed.add("contents_left_out")
        elif content is not None:
            self.blocks(content)

    def _paragraph(self, element: Any) -> None:
        properties = element.find(qn("w:pPr"))
        style_id = value(properties, "w:pStyle")
        if any(style.name.startswith("toc ") for _, style in self.styles.chain(style_id)):
            self.noticed.add("contents_left_out")
            return
        hidden = self.styles.hidden(style_id)
        text = self._carried + "".join(self._inline(element, hidden))
        mark = properties.find(qn("w:rPr")) if properties is not None else None
        if mark is not None and any(mark.find(tag) is not None for tag in _DELETED):
            self.noticed.add("tracked_changes")
            self._carried = text
            return
        self._carried = ""
        label = self.numbering.label(properties)
        self.paragraphs.append(f"{label} {text}" if label and text.strip() else text)
        self._emptied_boxes()

    def _emptied_boxes(self) -> None:
        """Text boxes stand behind the paragraph that they hang on."""
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self.blocks(box)

    def _inline(self, parent: Any, hidden: bool) -> Iterator[str]:
        for element in parent.iterchildren("*"):
            if element.tag == qn("w:r"):
                yield from self._run(element, hidden)
            elif element.tag in _DELETED:
                self.noticed.add("tracked_changes")
            elif element.tag == _MATHS_TEXT:
                yield element.text or ""
            elif element.tag == _ALTERNATIVES:
                yield from self._inline(next(element.iterchildren("*"), element), hidden)
            elif element.tag not in (qn("w:pPr"), qn("w:sdtPr"), qn("w:rt")):
                if element.tag in _INSERTED:
                    self.noticed.add("tracked_changes")
                yield from self._inline(element, hidden)

    def _run(self, run: Any, hidden: bool) -> Iterator[str]:
        properties = run.find(qn("w:rPr"))
        vanish = is_on(properties, "w:vanish")
        style = value(properties, "w:rStyle")
        hidden = vanish if vanish is not None else hidden or self.styles.hidden(style)
        for element in run.iterchildren("*"):
            if element.tag in _NOTES:
                self.noticed.add("notes_left_out")
            elif element.tag in (qn("w:drawing"), qn("w:pict"), qn("w:object"), _ALTERNATIVES):
                self._find_boxes(element)
            elif hidden and element.tag == qn("w:t"):
                self.noticed.add("hidden_text")
            elif not hidden:
                yield from self._character(element)

    def _character(self, element: Any) -> Iterator[str]:
        if element.tag == qn("w:t"):
            yield element.text or ""
        elif element.tag == qn("w:tab"):
            yield "\t"
        elif element.tag == qn("w:cr") or (element.tag == qn("w:br") and element.get(qn("w:type")) not in _PAGE_BREAKS):
            yield "\n"
        elif element.tag == qn("w:noBreakHyphen"):
            yield "-"
        elif element.tag == qn("w:ruby"):
            base = element.find(qn("w:rubyBase"))
            yield from self._inline(base, False) if base is not None else ()

    def _find_boxes(self, element: Any) -> None:
        """The outermost text boxes of a drawing, the first of its alternatives only."""
        if element.tag == _ALTERNATIVES:
            element = next(element.iterchildren("*"), element)
        if element.tag == _BOX:
            self._boxes.append(element)
            return
        for child in element.iterchildren("*"):
            self._find_boxes(child)

    def _table(self, table: Any) -> None:
        """Each row a line, its cells side by side; a row with one cell is a frame around paragraphs."""
        for row in table.iter(qn("w:tr")):
            if next(row.iterancestors(qn("w:tbl")), None) is not table:
                continue
            if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
                self.noticed.add("tracked_changes")
                continue
            cells = [cell for cell in row.iter(qn("w:tc")) if next(cell.iterancestors(qn("w:tr")), None) is row]
            if len(cells) == 1:
                self.blocks(cells[0])
            else:
                self.paragraphs.append(CELL_BORDER.join(self._cell(cell) for cell in cells))

    def _cell(self, cell: Any) -> str:
        outside, self.paragraphs = self.paragraphs, []
        self.blocks(cell)
        inside, self.paragraphs = self.paragraphs, outside
        return " ".join(" ".join(inside).split())
