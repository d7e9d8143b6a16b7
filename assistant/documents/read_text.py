"""What reading a file gives: its text, what kind of file it was, and what a reader should know about it.

Readers that know where paragraphs end (Word, PDF, HTML) write ``lines.PARAGRAPH_END`` and a line feed behind each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from assistant.documents.lines import PARAGRAPH_END

Kind = Literal["txt", "docx", "pdf", "html"]
MAX_BYTES = 20_000_000
MOST_CHARACTERS = 4_000_000  # of a document's text; the longest laws have about a twentieth
MOST_LINES = 100_000  # whoever reads the clauses of a text isn't limited as its reader is

# Marks that let a text be shown in another order than it is stored in; no policy document needs one.
_REORDERING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")
_LONGEST_NAME = 80


class UnreadableDocument(ValueError):
    """The file can't be read as a document; the message says why and what to do (Chinese)."""


@dataclass(frozen=True, slots=True)
class ReadingWarning:
    """Something that a reader should know about how a file was read: code and message (Chinese)."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class ReadText:
    """The text of a file, in the order in which it is to be read."""

    text: str
    kind: Kind
    warnings: tuple[ReadingWarning, ...] = ()


def shown_name(name: str) -> str:
    """A file's name as it may be shown: no folders, nothing that moves a cursor or turns the text around."""
    base = _UNPRINTABLE.sub("", re.split(r"[/\\]", name.rstrip("/\\ "))[-1]).strip()
    return base if len(base) <= _LONGEST_NAME else f"{base[: _LONGEST_NAME - 10]}…{base[-9:]}"


def in_stored_order(text: str) -> tuple[str, list[ReadingWarning]]:
    """The text without the marks that would show it in another order."""
    found = sum(len(marks) for marks in _REORDERING.findall(text))
    if not found:
        return text, []
    said = f"文件里有 {found} 个改变文字显示顺序的控制符，已经去掉；文字可能与原件上看到的顺序不同，请核对。"
    return _REORDERING.sub("", text), [ReadingWarning("reordering_marks", said)]


def paragraphs_as_text(paragraphs: Iterable[str]) -> str:
    """Paragraphs one behind the other, each with the mark of its end; empty ones are empty lines."""
    return "".join(f"{text}{PARAGRAPH_END}\n" if text else "\n" for text in paragraphs)
