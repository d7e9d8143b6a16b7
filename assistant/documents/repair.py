"""Extraction damage undone: broken lines joined to paragraphs (``lines.py`` reads the lines).

Nothing of the law is added, dropped or normalised away: what comes out are blocks of ``MappedText`` (one heading or
paragraph each) whose characters all stand in the source, in order. Rules of layout follow GB/T 9704: a fixed number of
characters a line, the first line of a paragraph indented by two, no closing mark at the start of a line.

Three kinds of text are told apart. Where lines were broken at a fixed width, fullness and indents show the paragraphs.
Where the source marks the ends of its paragraphs (as the readers of Word, PDF and HTML files do), only what visibly
goes on is joined. Else each line is taken for a paragraph unless its words go on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assistant.documents.labels import Label, LabelKind, read_label
from assistant.documents.lines import Line, columns, ends_sentence, first_token, readable_lines, tidied, wrap_width
from assistant.documents.mapped import MappedText, Span

_UNFINISHED = "，,、（(《〈“‘〔【「『"
_REMARK = re.compile(
    r"[（(][^（()）]*[）)]|[〇零一二三四五六七八九十\d]{4}年[一二三四五六七八九十\d]{1,3}月[一二三四五六七八九十\d]{1,3}日"
    r"|附件\s*[\d一二三四五]{0,2}\s*[：:]?"
    r"|[\u4e00-\u9fff]{2,20}(?:人民政府|局|委员会|联合会|办公室|领导小组|总工会)"
)
_ATTRIBUTE = re.compile(r"(?P<name>(?:牵头|配合|责任|主责|主办|协办|参与|承办|实施)(?:单位|部门))\s*[：:]")
_COPY_LINE = re.compile(r"(?:抄送|主送|抄报)\s*[：:]")
ANNEX_TITLE = re.compile(
    r"(?=.{2,24}$)[^，。；：,;:]*(?:说明|名单|目录|清单|一览表|明细表|申请表|登记表|汇总表|指南|标准|细则|办法|方案|范本)"
)

CELL_BORDER = "｜"  # between the cells of a table's row, which is a line of its own
ANNEX_GAP = 2  # empty lines that set an annex off from the text before it
ROOM = 3  # columns that justification may leave free at the end of a full line
INDENT = 4  # columns of a paragraph's first-line indent (two characters)
HEADING_COLUMNS = 110  # a heading without punctuation is shorter than this


@dataclass(frozen=True, slots=True)
class Block:
    """One heading or paragraph, its lines joined. ``gap``: empty lines in front of it."""

    content: MappedText
    gap: int
    label: Label | None

    @property
    def text(self) -> str:
        return self.content.text


@dataclass(slots=True)
class _Paragraph:
    """Lines that belong together so far, and what of their text is asked again and again."""

    lines: list[Line] = field(default_factory=list)
    head: str = ""  # the text as far as a label, an attribute's name or a heading can reach
    columns: int = 0
    sentence: bool = False  # holds a full stop
    clause: bool = False  # holds a comma

    def add(self, line: Line) -> None:
        if len(self.head) <= HEADING_COLUMNS:
            self.head += line.text[: HEADING_COLUMNS + 1]
        self.columns += line.tidy_columns
        self.sentence = self.sentence or "。" in line.text
        self.clause = self.clause or "，" in line.text
        self.lines.append(line)

    def label(self) -> Label | None:
        return self.lines[0].label if len(self.lines) == 1 else read_label(self.head)

    def is_attribute(self) -> bool:
        return read_attribute(self.head) is not None

    def stands_alone(self) -> bool:
        """Headings, titles, signatures and attribute lines end without a full stop."""
        return self.is_attribute() or (not self.sentence and self.columns <= HEADING_COLUMNS)

    def block(self) -> Block:
        first = self.lines[0]
        if len(self.lines) == 1:
            return Block(first.content, first.gap, first.label)
        content = tidied(MappedText.joined([line.content for line in self.lines])).strip()
        return Block(content, first.gap, read_label(content.text))


def read_attribute(text: str) -> tuple[str, int] | None:
    """The name of an attribute line (牵头单位：…) and the offset where its value begins."""
    found = _ATTRIBUTE.match(text)
    return (found["name"], found.end()) if found else None


def repair(source: str) -> list[Block]:
    """The blocks of a document. Characters in no block are damage or layout (see ``Outline.removed``)."""
    return _Joining(readable_lines(source)).blocks()


class _Joining:
    """Goes through the lines of one text and decides where blocks begin."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.width = wrap_width(lines)
        self.last_numbers: dict[LabelKind, int] = {}
        self.before = ""  # the block in front of the current one

    def blocks(self) -> list[Block]:
        blocks: list[Block] = []
        current = _Paragraph()
        for index, line in enumerate(self.lines):
            if current.lines and self._starts_block(current, line, index):
                blocks.append(current.block())
                self.before = blocks[-1].text
                current = _Paragraph()
            if not current.lines and line.label:
                self.last_numbers[line.label.kind] = line.label.number
            current.add(line)
        return [*blocks, current.block()] if current.lines else blocks

    def _starts_block(self, block: _Paragraph, line: Line, index: int) -> bool:
        previous = block.lines[-1]
        if read_attribute(line.text) or _COPY_LINE.match(line.text):
            return True
        if CELL_BORDER in line.text or CELL_BORDER in previous.text:
            return True
        label = line.label
        if self.width is not None:
            return self._starts_after_wrapped(block, line, index, label, self.width)
        if ends_sentence(previous.text) or (label is not None and self._is_expected(label.kind, label.number)):
            return True
        if previous.text.endswith(tuple(_UNFINISHED)):
            return False
        return self._is_done(block, line) or _closes_document(previous.text) or _closes(line)

    def _starts_after_wrapped(self, block: _Paragraph, line: Line, index: int, label: Label | None, width: int) -> bool:
        previous = block.lines[-1]
        following = self.lines[index + 1] if index + 1 < len(self.lines) else None
        full = _is_full(previous, line, len(block.lines) == 1, width) or _is_full(previous, line, False, width)
        if not full:
            return not previous.text.endswith(tuple(_UNFINISHED))
        finished = ends_sentence(previous.text)
        if label is not None:
            unpunctuated = _is_wrapped_heading(block) or block.is_attribute()
            return finished or (unpunctuated and self._is_expected(label.kind, label.number))
        addressed = not self.last_numbers and previous.text.endswith(("：", ":"))
        return finished and (addressed or _looks_indented(line, following, width))

    def _is_done(self, block: _Paragraph, line: Line) -> bool:
        """Is a block whole, though nothing closes its last sentence?"""
        if line.opens:
            return block.stands_alone()
        if label := block.label():
            return label.kind is not LabelKind.ENUMERATED and block.stands_alone()
        if block.stands_alone() and (not block.clause or block.is_attribute()) and not self.last_numbers:
            return True
        return self._set_apart(block.lines[0]) and ANNEX_TITLE.fullmatch(block.head) is not None

    def _set_apart(self, line: Line) -> bool:
        return line.gap >= ANNEX_GAP or _REMARK.fullmatch(self.before) is not None

    def _is_expected(self, kind: LabelKind, number: int) -> bool:
        """A label that carries on its kind's count or opens a list: enough to end a line without punctuation."""
        if kind is LabelKind.ENUMERATED:
            return False
        twins = (LabelKind.BRACKETED, LabelKind.BRACKETED_ARABIC)
        lasts = {self.last_numbers.get(alike, 0) for alike in (twins if kind in twins else (kind,))}
        return number == 1 or number - 1 in lasts


def _is_full(line: Line, following: Line, first: bool, width: int) -> bool:
    """True where the next line's first token had no room left at the end of this line."""
    used = line.columns + (INDENT if first else 0)
    return used + columns(first_token(following.text)) > width - ROOM


def _is_wrapped_heading(block: _Paragraph) -> bool:
    """A labelled heading may fill its last line; an article never is one."""
    label = block.label()
    return label is not None and label.kind is not LabelKind.ARTICLE and block.stands_alone()


def _looks_indented(line: Line, following: Line | None, width: int) -> bool:
    """After a full line that ends a sentence: does a new paragraph begin here (GB/T 9704 indents by two)?"""
    if line.indent >= INDENT:
        return True
    if following is None or ends_sentence(line.text) or following.label:
        return False
    if not _is_full(line, following, True, width):
        return False
    return line.tidy_columns + columns(first_token(following.text)) <= width


def _closes_document(text: str) -> bool:
    """Attribute lines, signatures, dates and remarks in brackets stand on lines of their own."""
    return read_attribute(text) is not None or _REMARK.fullmatch(text) is not None


def _closes(line: Line) -> bool:
    """So does a short line after a wide gap (an annex title, a signature)."""
    if _closes_document(line.text):
        return True
    short = "。" not in line.text and line.tidy_columns <= HEADING_COLUMNS
    return line.gap >= 3 and short and not ends_sentence(line.text)


def removed_spans(length: int, kept: list[Span]) -> tuple[Span, ...]:
    """The stretches of a source of ``length`` characters that no kept stretch covers."""
    used = bytearray(length)
    for start, end in kept:
        used[start:end] = b"\x01" * (end - start)
    return tuple((found.start(), found.end()) for found in re.finditer(rb"\x00+", bytes(used)))
