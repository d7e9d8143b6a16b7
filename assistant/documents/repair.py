"""Extraction damage undone: page numbers and bookmarks removed, stray blanks taken out, broken lines joined.

Nothing of the law is added, dropped or normalised away: what comes out are blocks of ``MappedText`` (one heading or
paragraph each) whose characters all stand in the source, in order. Rules of layout follow GB/T 9704: a fixed number of
characters a line, the first line of a paragraph indented by two, no closing mark at the start of a line.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from assistant.documents.labels import LabelKind, read_label
from assistant.documents.mapped import MappedText, Span

_LINE = re.compile(r"[^\r\n\f\v\u2028\u2029]+")
BOOKMARK = re.compile(r"\[bookmark:[^\]\n]*\]")
INVISIBLE = re.compile("[\u0000-\u0008\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_PAGE_NUMBER = re.compile(
    r"[-—–－―·]+\s*\d{1,4}\s*[-—–－―·]+|第\s*\d{1,4}\s*页(?:\s*[/，,]?\s*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}"
)
_LONE_NUMBER = re.compile(r"\d{1,4}")

_CJK = (
    "\u2014\u2018\u2019\u201c\u201d\u2026\u2460-\u24ff\u3001-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff5e"
)
_LATIN = r"0-9A-Za-z%‰"
_STRAY_BLANK = re.compile(
    rf"(?<=[{_CJK}])[^\S\n]+(?=[{_LATIN}])|(?<=[{_LATIN}])[^\S\n]+(?=[{_CJK}])|(?<=\d)[^\S\n]+(?=[%‰])"
)
_SENTENCE_END = re.compile(r"[。！？!?；;：:…][”’）)》〉」』】\]]*$")
_UNFINISHED = re.compile(r"[，,、（(《〈“‘〔【「『]$")
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
_OPENING = "（(《〈“‘〔【「『"
_CLOSING = "，,。！？!?；;：:、）)》〉”’〕】」』…%"

ANNEX_GAP = 2  # empty lines that set an annex off from the text before it
ROOM = 3  # columns that justification may leave free at the end of a full line
INDENT = 4  # columns of a paragraph's first-line indent (two characters)
HEADING_COLUMNS = 110  # a heading without punctuation is shorter than this


@dataclass(frozen=True, slots=True)
class Block:
    """One heading or paragraph, its lines joined. ``gap``: empty lines in front of it."""

    content: MappedText
    gap: int = 0

    @property
    def text(self) -> str:
        return self.content.text


@dataclass(frozen=True, slots=True)
class _Line:
    content: MappedText
    columns: int  # as printed, stray blanks included
    indent: int
    gap: int

    @property
    def text(self) -> str:
        return self.content.text


def columns(text: str) -> int:
    """Width in columns: a Chinese character or mark two, a letter or digit one."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def ends_sentence(text: str) -> bool:
    """True where the text closes a sentence or introduces a list; a paragraph may end here."""
    return _SENTENCE_END.search(text) is not None


def read_attribute(text: str) -> tuple[str, int] | None:
    """The name of an attribute line (牵头单位：…) and the offset where its value begins."""
    found = _ATTRIBUTE.match(text)
    return (found["name"], found.end()) if found else None


def repair(source: str) -> list[Block]:
    """The blocks of a document. Characters in no block are damage or layout (see ``Outline.removed``)."""
    lines = _readable_lines(source)
    width = wrap_width(lines)
    blocks: list[Block] = []
    current: list[_Line] = []
    last_numbers: dict[LabelKind, int] = {}
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        before = blocks[-1].text if blocks else ""
        if current and not _starts_block(current, line, following, width, last_numbers, before):
            current.append(line)
            continue
        if current:
            blocks.append(_join(current))
        current = [line]
        label = read_label(line.text)
        if label:
            last_numbers[label.kind] = label.number
    if current:
        blocks.append(_join(current))
    return blocks


def _join(lines: list[_Line]) -> Block:
    content = lines[0].content
    for line in lines[1:]:
        content += line.content
    return Block(_tidy(content).strip(), lines[0].gap)


def _tidy(content: MappedText) -> MappedText:
    return content.without(found.span() for found in _STRAY_BLANK.finditer(content.text))


def _readable_lines(source: str) -> list[_Line]:
    lines: list[_Line] = []
    previous_end = 0
    for found in _LINE.finditer(source):
        content = MappedText.of(source, *found.span())
        content = content.without(mark.span() for mark in BOOKMARK.finditer(content.text))
        content = content.without(mark.span() for mark in INVISIBLE.finditer(content.text))
        stripped = content.strip()
        if not stripped or _PAGE_NUMBER.fullmatch(stripped.text):
            continue
        indent = columns(content.text[: len(content.text) - len(content.text.lstrip())])
        gap = max(0, source.count("\n", previous_end, found.start()) - 1)
        lines.append(_Line(_tidy(stripped), columns(stripped.text), indent, gap))
        previous_end = found.end()
    return _without_running_numbers(lines)


def _without_running_numbers(lines: list[_Line]) -> list[_Line]:
    """Lone numbers on lines of their own are page numbers where they run on by one."""
    lone = [i for i, line in enumerate(lines) if _LONE_NUMBER.fullmatch(line.text)]
    numbers = [int(lines[i].text) for i in lone]
    running = len(lone) >= 2 and all(b == a + 1 for a, b in itertools.pairwise(numbers))
    return [line for i, line in enumerate(lines) if not (running and i in lone)]


def wrap_width(lines: list[_Line]) -> int | None:
    """Columns at which the document was broken into lines, or None where each line is a whole paragraph."""
    counts = Counter(columns(line.text) for line in lines)
    inner = [line for line in lines if not ends_sentence(line.text)]
    best, width = 0, 0
    for candidate in (c for c in counts if 36 <= c <= 100):
        near = sum(counts[c] for c in range(candidate - 5, candidate + 1))
        if (near, candidate) > (best, width):
            best, width = near, candidate
    broken = sum(width - 5 <= columns(line.text) <= width for line in inner)
    if best < max(4, 0.3 * len(lines)) or broken < 0.6 * best:
        return None
    return width


def _first_token_columns(text: str) -> int:
    """Columns of what could not be broken off from the start of a line."""
    found = re.match(rf"[{re.escape(_OPENING)}]*(?:[{_LATIN}.]+|.)[{re.escape(_CLOSING)}]*", text)
    return columns(found.group()) if found else 0


def _is_full(line: _Line, following: _Line, first: bool, width: int) -> bool:
    """True where the next line's first token had no room left at the end of this line."""
    used = max(line.columns, columns(line.text)) + (INDENT if first else 0)
    return used + _first_token_columns(following.text) > width - ROOM


def _starts_block(
    block: list[_Line],
    line: _Line,
    following: _Line | None,
    width: int | None,
    last_numbers: dict[LabelKind, int],
    before: str,
) -> bool:
    previous, text = block[-1], "".join(part.text for part in block)
    if read_attribute(line.text) or _COPY_LINE.match(line.text):
        return True
    finished = ends_sentence(previous.text)
    label = read_label(line.text)
    if width is not None:
        full = _is_full(previous, line, len(block) == 1, width) or _is_full(previous, line, False, width)
        if not full:
            return not _UNFINISHED.search(previous.text)
        if label is not None:
            unpunctuated = _is_wrapped_heading(text) or read_attribute(text) is not None
            return finished or (unpunctuated and _is_expected(label.kind, label.number, last_numbers))
        addressed = not last_numbers and previous.text.endswith(("：", ":"))
        return finished and (addressed or _looks_indented(line, following, width))
    if finished or (label is not None and _is_expected(label.kind, label.number, last_numbers)):
        return True
    if _UNFINISHED.search(previous.text):
        return False
    if label_of_block := read_label(text):
        alone = label_of_block.kind is not LabelKind.ENUMERATED and _stands_alone(text)
    else:
        alone = _stands_alone(text) and ("，" not in text or read_attribute(text) is not None) and not last_numbers
        alone = alone or (_set_apart(block[0], before) and ANNEX_TITLE.fullmatch(text) is not None)
    return alone or _closes_document(previous.text) or _closes_document(line.text) or _stands_alone_apart(line)


def _is_wrapped_heading(text: str) -> bool:
    """A labelled heading may fill its last line; an article never is one."""
    label = read_label(text)
    return label is not None and label.kind is not LabelKind.ARTICLE and _stands_alone(text)


def _is_expected(kind: LabelKind, number: int, last_numbers: dict[LabelKind, int]) -> bool:
    """A label that carries on its kind's count or opens a list: enough to end a line without punctuation."""
    if kind is LabelKind.ENUMERATED:
        return False
    if kind in (LabelKind.BRACKETED, LabelKind.BRACKETED_ARABIC):
        lasts = {last_numbers.get(LabelKind.BRACKETED, 0), last_numbers.get(LabelKind.BRACKETED_ARABIC, 0)}
    else:
        lasts = {last_numbers.get(kind, 0)}
    return number == 1 or number - 1 in lasts


def _looks_indented(line: _Line, following: _Line | None, width: int) -> bool:
    """After a full line that ends a sentence: does a new paragraph begin here (GB/T 9704 indents by two)?"""
    if line.indent >= INDENT:
        return True
    if following is None or ends_sentence(line.text) or read_label(following.text):
        return False
    if not _is_full(line, following, True, width):
        return False
    return columns(line.text) + _first_token_columns(following.text) <= width


def _stands_alone(text: str) -> bool:
    """Headings, titles, signatures and attribute lines end without a full stop."""
    if read_attribute(text):
        return True
    return "。" not in text and columns(text) <= HEADING_COLUMNS


def _set_apart(line: _Line, before: str) -> bool:
    return line.gap >= ANNEX_GAP or _REMARK.fullmatch(before) is not None


def _closes_document(text: str) -> bool:
    """Attribute lines, signatures, dates and remarks in brackets stand on lines of their own."""
    return read_attribute(text) is not None or _REMARK.fullmatch(text) is not None


def _stands_alone_apart(line: _Line) -> bool:
    """A short line after a wide gap (an annex title, a signature) never continues the paragraph before it."""
    return line.gap >= 3 and _stands_alone(line.text) and not ends_sentence(line.text)


def removed_spans(length: int, kept: list[int]) -> tuple[Span, ...]:
    """The stretches of a source of ``length`` characters that no kept offset covers."""
    used = bytearray(length)
    for offset in kept:
        used[offset] = 1
    return tuple((found.start(), found.end()) for found in re.finditer(rb"\x00+", bytes(used)))
