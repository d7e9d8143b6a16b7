"""What stands between quotation marks in a text: “”, ‘’, 「」, 『』 and straight ones; the outermost of nested ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 4_000  # of one quotation
_MARKS = {"“": "”", "「": "」", "『": "』", "〝": "〞", "‘": "’"}


def quoted(text: str) -> Iterator[tuple[int, int]]:
    """The outermost stretches between quotation marks, the marks left out. Unclosed ones end nothing."""
    opened: list[tuple[str, int]] = []
    straight: int | None = None
    for found in re.finditer('[“”‘’「」『』〝〞"＂\n]', text):
        mark, at = found[0], found.start()
        if opened and at - opened[0][1] > LONGEST:
            opened.clear()
        if mark == "\n":
            straight = None
        elif mark in '"＂':
            if opened:
                continue
            if straight is None:
                straight = at
            else:
                yield straight + 1, at
                straight = None
        elif mark in _MARKS:
            opened.append((_MARKS[mark], at))
        elif opened and any(closing == mark for closing, _ in opened):
            while opened and opened[-1][0] != mark:
                opened.pop()
            _, start = opened.pop()
            if not opened:
                yield start + 1, at
