"""PDF files as text: what stands on the pages, line by line with its place (``pdf_paragraphs.py`` joins the lines).

PDFium reads them: it knows the character maps of Chinese fonts and writes Kangxi radicals as the characters they are.
"""

from __future__ import annotations

import statistics
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from assistant.documents.pdf_paragraphs import PrintedLine, join_lines
from assistant.documents.read_text import MOST_CHARACTERS, ReadingWarning, UnreadableDocument, paragraphs_as_text

MOST_PAGES = 2_000
_MOST_UNMAPPED = 0.1  # of the characters may have no meaning
_TILT = 0.05  # radians from which a character belongs to a watermark
_LEAST_GAP = 0.8  # of a character: what a blank between two Chinese characters is wide at least
_NAMED_PAGES = 5


@dataclass(frozen=True, slots=True)
class _Character:
    text: str
    left: float
    bottom: float
    right: float
    top: float


def read_pdf(content: bytes, name: str) -> tuple[str, list[ReadingWarning]]:
    """The text of a PDF file. Raises UnreadableDocument."""
    document = _opened(content, name)
    pages: list[list[PrintedLine]] = []
    pictures: list[int] = []
    count = 0
    for number, page in enumerate(document):
        lines = _lines_of(page, number)
        count += sum(len(line.text) for line in lines)
        if count > MOST_CHARACTERS:
            raise UnreadableDocument(f"“{name}”的文字超过 {MOST_CHARACTERS} 个字符，不像一份文件；请拆分后再试。")
        if not lines and _has_picture(page):
            pictures.append(number + 1)
        pages.append(lines)
        page.close()
    if not count:
        raise UnreadableDocument(
            f"“{name}”是扫描件或图片，页面上没有文字层；请先做文字识别（OCR），存成 .docx、.txt 或带文字层的 PDF 再试。"
        )
    paragraphs, warnings = join_lines(pages)
    text = paragraphs_as_text(paragraphs)
    _refuse_gibberish(text, name)
    if pictures:
        where = "、".join(map(str, pictures[:_NAMED_PAGES])) + ("等" if len(pictures) > _NAMED_PAGES else "")
        said = f"第 {where} 页没有文字层（可能是扫描页），没有读进来。"
        warnings.append(ReadingWarning("page_without_text", said))
    return text, warnings


def _opened(content: bytes, name: str) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(content)
        pages = len(document)
    except pypdfium2.PdfiumError as problem:
        if problem.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise UnreadableDocument(f"“{name}”加了密码，请去掉密码后再试。") from None
        raise UnreadableDocument(f"“{name}”已损坏或不完整，PDF 打不开；请重新下载，或另存为新的 PDF 再试。") from None
    if not pages:
        raise UnreadableDocument(f"“{name}”里一页也没有，PDF 可能不完整；请重新下载再试。")
    if pages > MOST_PAGES:
        raise UnreadableDocument(f"“{name}”有 {pages} 页，超过上限 {MOST_PAGES} 页，请拆分后再试。")
    return document


def _has_picture(page: pypdfium2.PdfPage) -> bool:
    return next(iter(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4)), None) is not None


def _refuse_gibberish(text: str, name: str) -> None:
    """Fonts without a map of their characters give private or unknown ones instead of words."""
    said = [character for character in text if not character.isspace()]
    unmapped = sum(unicodedata.category(c) in ("Co", "Cn", "Cc", "Cs") or c == "\ufffd" for c in said)
    if not said or unmapped > _MOST_UNMAPPED * len(said):
        raise UnreadableDocument(
            f"“{name}”里的字体没有编码信息，取出来的是乱码；请用原来的 .docx，或先做文字识别（OCR）再试。"
        )


def _lines_of(page: pypdfium2.PdfPage, number: int) -> list[PrintedLine]:
    """The lines of a page in the order in which they are written."""
    lines: list[PrintedLine] = []
    current: list[_Character] = []
    width = page.get_width()
    for character in _characters(page):
        if current and not _goes_on(current, character):
            lines += _line(current, number, width)
            current = []
        current.append(character)
    return lines + _line(current, number, width)


def _characters(page: pypdfium2.PdfPage) -> Iterator[_Character]:
    """The characters of a page with their boxes; line ends that PDFium makes up are not among them."""
    textpage = page.get_textpage()
    high = ""
    for index in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        if code in (0, 10, 13) or abs(pdfium.FPDFText_GetCharAngle(textpage, index)) > _TILT:
            continue
        text = "-" if code == 2 else chr(code)  # PDFium marks a hyphen at a line's end so
        if 0xD800 <= code < 0xDC00:
            high = text
            continue
        if high:
            text, high = (high + text).encode("utf-16", "surrogatepass").decode("utf-16", "replace"), ""
        left, bottom, right, top = textpage.get_charbox(index, loose=True)
        if text == " " and pdfium.FPDFText_IsGenerated(textpage, index) == 1:
            text = ""
        yield _Character(text, left, bottom, right, top)
    textpage.close()


def _goes_on(line: list[_Character], character: _Character) -> bool:
    """Does a character stand on the same line, right of what is there?"""
    if not character.text:
        return True
    last = next((c for c in reversed(line) if c.text), None)
    if last is None:
        return True
    height = max(min(last.top - last.bottom, character.top - character.bottom), 0.1)
    overlap = min(last.top, character.top) - max(last.bottom, character.bottom)
    return overlap > 0.4 * height and character.left > last.left - 0.5 * height


def _line(characters: list[_Character], page: int, width: float) -> list[PrintedLine]:
    """The characters as a line, or nothing where they are blank."""
    inked = [c for c in characters if c.text.strip()]
    if not inked:
        return []
    sizes = [c.right - c.left for c in inked if _is_wide(c.text)] or [c.top - c.bottom for c in inked]
    size = max(statistics.median(sizes), 0.1)
    return [
        PrintedLine(
            text=_spaced(characters, size).strip(),
            left=inked[0].left,
            right=max(c.right for c in inked),
            top=statistics.median(c.top for c in inked),
            bottom=statistics.median(c.bottom for c in inked),
            size=size,
            page=page,
            page_width=width,
        )
    ]


def _spaced(characters: list[_Character], size: float) -> str:
    """The text with blanks where PDFium saw room (an empty character), except what justification makes."""
    written: list[str] = []
    before: _Character | None = None
    roomy = False
    for character in characters:
        if not character.text:
            roomy = True
            continue
        if before is not None and roomy and not (before.text.isspace() or character.text.isspace()):
            both_wide = _is_wide(before.text) and _is_wide(character.text)
            if not both_wide or character.left - before.right > _LEAST_GAP * size:
                written.append(" ")
        written.append(character.text)
        before, roomy = character, False
    return "".join(written)


def _is_wide(text: str) -> bool:
    return unicodedata.east_asian_width(text[0]) in "WF"
