"""What kind of file something is, told by its content; what is read and what is refused with which sentence.

The readers themselves are imported where they are needed: whoever only reads plain text loads none of them.
"""

from __future__ import annotations

import re
from pathlib import Path

from assistant.documents.plain_text import decode
from assistant.documents.read_text import (
    MAX_BYTES,
    MOST_CHARACTERS,
    MOST_LINES,
    Kind,
    ReadingWarning,
    ReadText,
    UnreadableDocument,
    in_stored_order,
    shown_name,
)

__all__ = ["UnreadableDocument", "content_of", "read_content", "read_document", "refuse_size"]

READS = "能读的有 .txt、.docx、.pdf、.html"
KINDS: dict[Kind, str] = {"txt": "纯文本", "docx": "Word 文档（.docx）", "pdf": "PDF", "html": "网页（.html）"}
EXTENSIONS: dict[str, Kind] = {
    "txt": "txt",
    "text": "txt",
    "md": "txt",
    "docx": "docx",
    "pdf": "pdf",
    "html": "html",
    "htm": "html",
    "xhtml": "html",
}
_AS_DOCX = "请用 Word 或 WPS 打开，另存为 .docx 再试"
_AS_TEXT = "请先做文字识别（OCR），存成 .docx、.pdf 或 .txt 再试"

# What begins a file of a kind that isn't read: the kind, and what to do.
_REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (rb"\{\\rtf", "RTF 文档", _AS_DOCX),
    (rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|BM.{4}\x00{4}|II\*\x00|MM\x00\*|RIFF.{4}WEBP|.{4}ftyphei", "图片", _AS_TEXT),
    (rb"Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ|PK\x05\x06|PK\x07\x08", "压缩包", "请解压后一份一份地读"),
    (rb"\s*MIME-Version:.{0,400}multipart/related", "网页存档（.mht）", "请另存为 .html 或 .docx 再试"),
    (rb"MZ|\x7fELF|\xca\xfe\xba\xbe", "程序", READS),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_WORD_XML = re.compile(rb"progid=\"Word\.Document\"|<w:wordDocument|<pkg:package")
_HTML = re.compile(
    r"(?:\ufeff|\s|<\?xml[^>]{0,200}\?>|<!--.{0,4000}?-->)*<(?:!doctype\s+html|html|head|body|meta|title)\b",
    re.I | re.S,
)
_MARKUP = re.compile(r"<(?:p|div|span|table|br|h[1-6]|ol|ul|li|td|a)\b[^<>]*>", re.I)
_BEGINNING = 10_000


def read_document(path: Path) -> str:
    """The text of a plain-text file (facts, questions, requests), untouched: no newline is translated.

    Raises UnreadableDocument where the file is missing, too large, empty, binary or in no known encoding.
    """
    content, name = content_of(path), shown_name(path.name)
    if content.startswith((b"%PDF", _ZIP)):
        raise UnreadableDocument(f"“{name}”不是纯文本文件，请先另存为文本。")
    return decode(content, name)


def content_of(path: Path) -> bytes:
    """A file's bytes; one that is too large is not read. Raises UnreadableDocument."""
    try:
        with path.open("rb") as file:
            if file.seekable():
                refuse_size(file.seek(0, 2))
                file.seek(0)
            content = file.read(MAX_BYTES + 1)
            refuse_size(len(content))
            return content
    except FileNotFoundError:
        raise UnreadableDocument(f"找不到文件“{path}”，请检查路径。") from None
    except IsADirectoryError:
        raise UnreadableDocument(f"“{path}”是一个目录，请给出一个文件。") from None
    except (OSError, ValueError) as problem:
        if isinstance(problem, UnreadableDocument):
            raise
        reason = getattr(problem, "strerror", None) or "路径不对"
        raise UnreadableDocument(f"读不了文件“{shown_name(path.name)}”：{reason}。") from None


def refuse_size(size: int) -> None:
    """Raises UnreadableDocument where a file has more bytes than are read."""
    if size > MAX_BYTES:
        raise UnreadableDocument(f"文件有 {size} 字节，超过上限 {MAX_BYTES} 字节（20 MB），请拆分后再试。")


def read_content(content: bytes, name: str) -> ReadText:
    """A file's text by what its content is. Raises UnreadableDocument; parsers of damaged files may raise anything."""
    kind = kind_of(content, name)
    if kind == "docx":
        from assistant.documents.word_file import read_word as read
    elif kind == "pdf":
        from assistant.documents.pdf_file import read_pdf as read
    elif kind == "html":
        from assistant.documents.html_file import read_html as read
    else:
        read = _read_plain
    text, warnings = read(content, name)
    if len(text) > MOST_CHARACTERS:
        said = f"“{name}”有 {len(text)} 个字符，超过上限 {MOST_CHARACTERS} 个，不像一份文件；请拆分后再试。"
        raise UnreadableDocument(said)
    if (lines := text.count("\n")) > MOST_LINES:
        raise UnreadableDocument(f"“{name}”有 {lines} 行，超过上限 {MOST_LINES} 行，不像一份文件；请拆分后再试。")
    text, reordered = in_stored_order(text)
    return ReadText(text, kind, (*_misnamed(kind, name), *reordered, *warnings))


def _read_plain(content: bytes, name: str) -> tuple[str, list[ReadingWarning]]:
    return decode(content, name), []


def extension_of(name: str) -> str:
    """A name's extension in small letters, or nothing."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def _misnamed(kind: Kind, name: str) -> list[ReadingWarning]:
    extension = extension_of(name)
    if not extension or EXTENSIONS.get(extension) == kind or (kind == "txt" and extension not in EXTENSIONS):
        return []
    said = f"文件名以 .{extension} 结尾，内容却是{KINDS[kind]}，已经按内容来读。"
    return [ReadingWarning("misnamed", said)]


def kind_of(content: bytes, name: str) -> Kind:
    """Told by the content first, by the extension where the content leaves it open. Raises UnreadableDocument."""
    if not content:
        raise UnreadableDocument(f"“{name}”是空的，没有可读的文字。")
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(_ZIP):
        return _kind_of_package(content, name)
    if content.startswith(_OLE):
        raise _refused(name, _kind_of_ole(content), _AS_DOCX)
    for beginning, kind, advice in _REFUSED:
        if re.match(beginning, content[:1024], re.DOTALL):
            raise _refused(name, kind, advice)
    if _WORD_XML.search(content[:4096]):
        raise _refused(name, "Word 的 XML 文档", _AS_DOCX)
    return _kind_of_text(content, name)


def _kind_of_package(content: bytes, name: str) -> Kind:
    from assistant.documents.package import kind_of_package

    return kind_of_package(content, name)


def _kind_of_ole(content: bytes) -> str:
    """Old Office files keep the names of what is in them as UTF-16."""
    for inside, kind in (
        ("EncryptedPackage", "加了密码的 Office 文档"),
        ("WordDocument", "旧版 Word 或 WPS 文档（.doc、.wps）"),
        ("Workbook", "旧版 Excel 表格（.xls）"),
        ("PowerPoint Document", "旧版演示文稿（.ppt）"),
    ):
        if inside.encode("utf-16-le") in content:
            return kind
    return "旧版 Office 文档（.doc、.wps 一类）"


def _kind_of_text(content: bytes, name: str) -> Kind:
    """Plain text and web pages are both text; a page says so at its beginning, or by its extension and its marks."""
    beginning = content[:_BEGINNING].decode(
        "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1", "replace"
    )
    named = EXTENSIONS.get(extension_of(name))
    if _HTML.match(beginning) or (named == "html" and _MARKUP.search(beginning)):
        return "html"
    return "txt"


def _refused(name: str, kind: str, advice: str) -> UnreadableDocument:
    return UnreadableDocument(f"“{name}”是{kind}，这里读不了；{advice}。")
