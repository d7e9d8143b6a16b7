"""Plain text: which encodings are understood, and what is refused with which sentence."""

from __future__ import annotations

import codecs
import re

from assistant.documents.read_text import UnreadableDocument

# What Chinese text is made of. UTF-16 without its mark is told from GB18030 by whether nearly all of it is that.
_USUAL = re.compile("[\t\n\r\x20-\x7e·—‘’“”…\u2460-\u249b\u3000-\u301f\u4e00-\u9fa5\uff01-\uff5e]")
_COMMON = re.compile("[的，。、和（）]")
_CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SAMPLE = 20_000  # characters that are looked at
_CERTAIN = 0.98
_MOST_CONTROLS = 0.01


def decode(content: bytes, name: str = "文件") -> str:
    """Bytes as text: UTF-8, GB18030 (and so GBK, GB2312), UTF-16 with its mark or where it can be nothing else."""
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise UnreadableDocument(f"“{name}”是空的，没有可读的文字。")
    text = _decoded(content, name)
    if "\x00" in text or len(_CONTROL.findall(text[:_SAMPLE])) > _MOST_CONTROLS * min(len(text), _SAMPLE):
        raise UnreadableDocument(
            f"“{name}”里有文字以外的数据，不是纯文本文件；请另存为 UTF-8 文本、.docx 或 .pdf 再试。"
        )
    if not text.strip("\ufeff \t\r\n\u3000"):
        raise UnreadableDocument(f"“{name}”是空的，没有可读的文字。")
    return text


def _decoded(content: bytes, name: str) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            raise UnreadableDocument(f"“{name}”不是完整的 UTF-16 文本，请另存为 UTF-8 文本再试。") from None
    as_utf8 = _tried(content, "utf-8")
    if as_utf8 is not None and "\x00" not in as_utf8:
        return as_utf8
    if (as_utf16 := _unmarked_utf16(content)) is not None:
        return as_utf16
    found = as_utf8 if as_utf8 is not None else _tried(content, "gb18030")
    if found is None:
        raise UnreadableDocument(f"认不出“{name}”的编码，请另存为 UTF-8 文本再试。")
    return found


def _tried(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _unmarked_utf16(content: bytes) -> str | None:
    """UTF-16 without its mark, where one of the two byte orders gives Chinese text and nothing else does."""
    if len(content) % 2:
        return None
    likely = []
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _tried(content, encoding)
        if text is not None and _is_chinese(text[:_SAMPLE]):
            likely.append(text)
    return likely[0] if len(likely) == 1 else None


def _is_chinese(text: str) -> bool:
    return len(_USUAL.findall(text)) >= _CERTAIN * len(text) and _COMMON.search(text) is not None
