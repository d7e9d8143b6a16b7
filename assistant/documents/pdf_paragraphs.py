"""Lines printed on pages, joined to paragraphs by where they stand; page numbers and running heads taken out.

A line that fills the measure goes on in the next one, unless that is indented, set apart or begins a labelled item.
"""

from __future__ import annotations

import itertools
import re
import statistics
from collections import Counter
from dataclasses import dataclass

from assistant.documents.labels import read_label
from assistant.documents.lines import columns, ends_sentence, first_token, is_page_number
from assistant.documents.read_text import ReadingWarning
from assistant.documents.repair import ANNEX_GAP, ANNEX_TITLE, read_attribute

_LONE_NUMBER = re.compile(r"\d{1,4}")
_LATIN_END, _LATIN_START = re.compile(r"[A-Za-z]$"), re.compile(r"[A-Za-z]")
_EDGE_LINES = 2  # lines at the top and the bottom of a page that can be a head, a foot or its number
_FEWEST_HEADS = 3  # pages that must carry the same head
_INDENT = 1.0  # characters from which a line counts as indented
_SLACK = 0.6  # characters that a full line may leave free
_APART = 1.35  # times the usual distance of lines: a paragraph set apart
_ATTESTED = 0.05  # of the lines begin or end where a margin is
_INDENTED_SHARE = 0.05  # of the lines are indented where paragraphs are
_MOST_EMPTY = 4
_SHOWN_HEAD = 20


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line, its box on its page (points, upwards) and the width of its characters."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    page: int
    page_width: float


def join_lines(pages: list[list[PrintedLine]]) -> tuple[list[str], list[ReadingWarning]]:
    """The paragraphs of all pages (an empty one for each empty line), and what was left out."""
    heads = _running_heads(pages)
    kept = [line for page in pages for line in _body_of(page, heads)]
    warnings = []
    if heads:
        named = "、".join(f"“{head[:_SHOWN_HEAD]}”" for head in sorted(heads)[:3])
        warnings.append(ReadingWarning("running_head", f"每页重复的页眉或页脚{named}没有算进正文。"))
    return (_Measure(kept).paragraphs(kept) if kept else []), warnings


def _edges(page: list[PrintedLine]) -> set[int]:
    """The lines next to the edges of a page, as indices."""
    by_height = sorted(range(len(page)), key=lambda index: -page[index].top)
    return {*by_height[:_EDGE_LINES], *by_height[-_EDGE_LINES:]}


def _running_heads(pages: list[list[PrintedLine]]) -> set[str]:
    """Texts that stand at the same height next to the edge of most pages."""
    seen = Counter((page[i].text, round(page[i].top / 4)) for page in pages for i in _edges(page))
    most = max(_FEWEST_HEADS, sum(map(bool, pages)) * 0.5)
    return {text for (text, _), count in seen.items() if count >= most and not _is_number(text)}


def _is_number(text: str) -> bool:
    return is_page_number(text) or _LONE_NUMBER.fullmatch(text) is not None


def _body_of(page: list[PrintedLine], heads: set[str]) -> list[PrintedLine]:
    edges = _edges(page)
    return [line for i, line in enumerate(page) if not (i in edges and (line.text in heads or _is_number(line.text)))]


class _Measure:
    """The measure of a document: its margins, the distance of its lines, whether it indents its paragraphs."""

    def __init__(self, lines: list[PrintedLine]) -> None:
        self.size = statistics.mode(round(line.size, 1) for line in lines)
        body = [line for line in lines if abs(line.size - self.size) < 0.1 * self.size] or lines
        self.left = min(_attested([line.left for line in body], 1) or [0.0])
        # Where too few lines end at one place to say where the measure ends, the margins are taken to be alike.
        opposite = max(*(line.right for line in body), statistics.median(line.page_width for line in body) - self.left)
        self.right = max(_attested([line.right for line in body], 3) or [opposite])
        distances = [a.top - b.top for a, b in itertools.pairwise(lines) if a.page == b.page and a.top > b.top]
        self.pitch = statistics.median(distances) if distances else 2 * self.size
        indented = sum(1.5 * self.size < line.left - self.left < 2.6 * self.size for line in body)
        self.indents = indented >= max(2, _INDENTED_SHARE * len(body))
        self.foot = min(line.bottom for line in lines)

    def paragraphs(self, lines: list[PrintedLine]) -> list[str]:
        written: list[str] = []
        current = [lines[0]]
        for before, line in itertools.pairwise(lines):
            if self._goes_on(current, line):
                current.append(line)
            else:
                written += [_joined(current), *[""] * self._empty_lines(before, line)]
                current = [line]
        return [*written, _joined(current)]

    def _goes_on(self, paragraph: list[PrintedLine], line: PrintedLine) -> bool:
        before = paragraph[-1]
        if abs(line.size - before.size) > 0.15 * self.size or read_attribute(line.text):
            return False
        if not self._is_full(before, line) or self._is_apart(before, line):
            return False
        labelled = read_label(line.text) is not None
        if line.left - self.left >= _INDENT * self.size:
            hanging = read_label(paragraph[0].text) is not None and line.left > paragraph[0].left + 0.5 * self.size
            return hanging and not labelled and not ends_sentence(before.text)
        if not labelled or self.indents:
            return True
        return not ends_sentence(before.text) and any("。" in part.text for part in paragraph)

    def _is_full(self, line: PrintedLine, following: PrintedLine) -> bool:
        """Had the next line's first token no room left at the end of this one?"""
        token = columns(first_token(following.text)) / 2 * following.size
        return line.right + token > self.right - _SLACK * self.size

    def _is_apart(self, before: PrintedLine, line: PrintedLine) -> bool:
        return before.page == line.page and before.top - line.top > _APART * self.pitch

    def _empty_lines(self, before: PrintedLine, line: PrintedLine) -> int:
        """How many lines were left empty. An annex begins a page, and a page that ends early was ended on purpose."""
        if before.page != line.page:
            annex = ANNEX_TITLE.fullmatch(line.text) is not None and ends_sentence(before.text)
            return ANNEX_GAP if annex or before.bottom - self.foot > 3 * self.pitch else 0
        return min(_MOST_EMPTY, max(0, round((before.top - line.top) / self.pitch) - 1))


def _attested(values: list[float], fewest: int) -> list[float]:
    """Where so many lines begin or end that it is no exception, to two points."""
    often = Counter(round(value / 2) for value in values)
    return [place * 2.0 for place, count in often.items() if count >= max(fewest, _ATTESTED * len(values))]


def _joined(lines: list[PrintedLine]) -> str:
    parts = [lines[0].text]
    for before, line in itertools.pairwise(lines):
        if _LATIN_END.search(before.text[-1:]) and _LATIN_START.match(line.text):
            parts.append(" ")
        parts.append(line.text)
    return "".join(parts)
