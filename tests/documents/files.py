"""Files made by hand for tests: Word packages with altered parts, the smallest PDF files there are."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls


def saved(document: Any) -> bytes:
    """A Word document's bytes."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def word(*paragraphs: str) -> bytes:
    """A Word document with these paragraphs."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return saved(document)


def word_of(body: str, numbering: str = "") -> bytes:
    """A Word document with this XML in its body and in front of its lists."""
    document = docx.Document()
    for element in parse_xml(f"<w:body {nsdecls('w')}>{body}</w:body>"):
        document.element.body.insert_element_before(element, "w:sectPr")
    if numbering:
        root = document.part.numbering_part.element
        for element in reversed(list(parse_xml(f"<w:numbering {nsdecls('w')}>{numbering}</w:numbering>"))):
            root.insert(0, element)
    return saved(document)


def with_parts(package: bytes, **parts: str | bytes) -> bytes:
    """The package with parts added or replaced (``word__document_xml`` is ``word/document.xml``)."""
    given = {name.replace("__", "/").replace("_", "."): part for name, part in parts.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, given.pop(name) if name in given else old.read(name))
        for name, part in given.items():
            new.writestr(name, part)
    return buffer.getvalue()


def body_of(package: bytes) -> str:
    """The XML of a Word document's body."""
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return opened.read("word/document.xml").decode()


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF file of one page: its objects from the fourth on; the fourth is what the page shows."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 5 0 R >>"
    whole = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, *objects]
    written, places = b"%PDF-1.4\n", []
    for number, content in enumerate(whole, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return b"%sxref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (
        written, len(whole) + 1, table, len(whole) + 1, trailer, len(written)
    )  # fmt: skip


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)
