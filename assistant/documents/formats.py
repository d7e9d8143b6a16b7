"""Reading a file into text: which encodings are understood, and what is refused with which sentence."""

from __future__ import annotations

import codecs
from pathlib import Path

MAX_BYTES = 20_000_000


class UnreadableDocument(ValueError):
    """The file can't be read as a document; the message says why and what to do (Chinese)."""


def read_document(path: Path) -> str:
    """The text of a plain-text file, untouched: no newline is translated.

    Raises UnreadableDocument where the file is missing, too large, empty, binary or in no known encoding.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableDocument(f"找不到文件“{path}”，请检查路径。") from None
    except IsADirectoryError:
        raise UnreadableDocument(f"“{path}”是一个目录，请给出一个 .txt 文件。") from None
    except OSError as problem:
        raise UnreadableDocument(f"读不了文件“{path}”：{problem.strerror}。") from None
    if len(content) > MAX_BYTES:
        raise UnreadableDocument(f"文件有 {len(content)} 字节，超过上限 {MAX_BYTES} 字节，请拆分后再试。")
    return decode(content, path.name)


def decode(content: bytes, name: str = "文件") -> str:
    """Bytes as text: UTF-8, UTF-16 (with its mark) or GB18030 (and so GBK, GB2312)."""
    if not content.strip():
        raise UnreadableDocument(f"“{name}”是空的，没有可读的文字。")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            raise UnreadableDocument(f"“{name}”不是完整的 UTF-16 文本，请另存为 UTF-8 文本再试。") from None
    if b"\x00" in content or content.startswith((b"%PDF", b"PK\x03\x04")):
        raise UnreadableDocument(f"“{name}”不是纯文本文件，目前只读 .txt，请先另存为文本。")
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableDocument(f"认不出“{name}”的编码，请另存为 UTF-8 文本再试。")
