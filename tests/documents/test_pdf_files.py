"""PDF files: lines joined by where they stand, what is on every page left out, pages without text refused."""

from __future__ import annotations

import pytest

from assistant.documents.formats import read_content
from assistant.documents.pdf_paragraphs import PrintedLine, join_lines
from assistant.documents.read_text import UnreadableDocument
from tests.documents.files import pdf, stream

FULL = 28  # characters of a full line
LEFT, SIZE, PITCH, TOP, WIDTH = 80.0, 16.0, 28.0, 780.0, 608.0
FONTS = b"<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> /XObject << /I 6 0 R >> >>"
PICTURE = stream(
    b"\x80", b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
)


def printed(text: str, row: float, indent: float = 0, page: int = 0) -> PrintedLine:
    left, top = LEFT + indent * SIZE, TOP - row * PITCH
    return PrintedLine(text, left, left + len(text) * SIZE, top, top - SIZE, SIZE, page, WIDTH)


def paragraphs(*lines: PrintedLine) -> list[str]:
    pages: dict[int, list[PrintedLine]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    return join_lines(list(pages.values()))[0]


def test_a_paragraph_goes_on_over_the_page_and_its_number() -> None:
    assert paragraphs(
        printed("一" + "甲" * (FULL - 3), 0, 2),
        printed("乙" * FULL, 1),
        printed("- 1 -", 24, 12),
        printed("丙" * FULL, 0, 0, 1),
        printed("丁。", 1, 0, 1),
        printed("戊" * (FULL - 2), 2, 2, 1),
        printed("己。", 3, 0, 1),
        printed("2", 24, 12, 1),
    ) == ["一" + "甲" * (FULL - 3) + "乙" * FULL + "丙" * FULL + "丁。", "戊" * (FULL - 2) + "己。"]


def test_an_indent_begins_a_paragraph_though_the_line_before_is_full() -> None:
    full = "甲" * (FULL - 3) + "。"
    said = paragraphs(printed("通知：", 0), printed(full, 1, 2), printed("乙" * 10, 2, 2), printed("丙" * 5, 3, 2))
    assert said == ["通知：", full, "乙" * 10, "丙" * 5]


def test_a_gap_is_kept_as_empty_lines() -> None:
    said = paragraphs(printed("甲" * 5, 0), printed("乙" * 6, 1), printed("丙" * 7, 2), printed("丁" * 8, 5))
    assert said == ["甲" * 5, "乙" * 6, "丙" * 7, "", "", "丁" * 8]


def test_a_head_that_every_page_carries_is_left_out_and_said() -> None:
    pages = [[printed("内部资料", 0, 10, page), printed(f"第{page}段" + "文" * 9, 3, 2, page)] for page in range(4)]
    said, warnings = join_lines(pages)
    assert not any("内部资料" in text for text in said)
    assert [warning.code for warning in warnings] == ["running_head"]
    assert "内部资料" in warnings[0].message


def test_words_are_read_and_a_tilted_watermark_is_not() -> None:
    shown = b"BT /F 12 Tf 80 700 Td (Notice 2025) Tj ET BT /F 40 Tf 0.7 0.7 -0.7 0.7 200 300 Tm (COPY) Tj ET"
    read = read_content(pdf(stream(shown), FONTS, PICTURE), "x.pdf")
    assert (read.kind, read.text) == ("pdf", "Notice 2025\u2029\n")


LOCK = b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (b"41" * 32, b"42" * 32)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (pdf(stream(b"q 595 0 0 842 0 0 cm /I Do Q"), FONTS, PICTURE), "扫描件.*没有文字层.*OCR"),
        (pdf(stream(b""), b"<< >>", LOCK, trailer=b"/Encrypt 6 0 R /ID [<00> <00>]"), "密码"),
        (b"%PDF-1.7 and nothing else", "损坏"),
        (pdf(stream(b"BT ET"), FONTS, PICTURE)[:300], "损坏"),
    ],
    ids=["scanned", "encrypted", "empty", "truncated"],
)
def test_what_cannot_be_read_is_refused_with_the_reason(content: bytes, says: str) -> None:
    with pytest.raises(UnreadableDocument, match=says):
        read_content(content, "x.pdf")
