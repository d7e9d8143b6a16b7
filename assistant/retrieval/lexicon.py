"""What people say and what the documents write: the colloquial → official pairs of ``lexicon.tsv``, and stop words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.authored import CorpusError, read_columns, read_lines

# Words of one entry further apart than this belong to different thoughts of a long question.
_REACH = 24


@dataclass(frozen=True, slots=True)
class Entry:
    """``said`` words that must all occur in the question; ``written`` words of the documents that then count too, with
    ``weight``: 1 where both mean the same, less where they are only near."""

    said: tuple[str, ...]
    written: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that applies, and the stretches of the question that made it apply."""

    entry: Entry
    stretches: tuple[tuple[int, int], ...]


class Lexicon:
    """The pairs, read once, with those ``added`` to them. Raises CorpusError where a line isn't two to four columns, or
    its weight no share."""

    def __init__(self, path: Path, added: Iterable[Entry] = ()) -> None:
        self.entries = (*_read_entries(path), *added)

    def matches(self, text: str) -> tuple[Match, ...]:
        """The entries that apply to ``text`` (normalised).

        An entry whose every stretch lies within a longer said word of another one gives way to it: 失业金 is about the
        insurance, not about 失业.
        """
        found = []
        for entry in self.entries:
            stretches = _together(text, entry.said)
            if stretches is not None:
                found.append(Match(entry, stretches))
        others = [stretch for match in found for stretch in match.stretches]
        return tuple(m for m in found if not all(_within_longer(s, others) for s in m.stretches))


def read_stop_words(path: Path) -> frozenset[str]:
    """The words that say that something is asked, not what."""
    return frozenset(word for _, line in read_lines(path) for word in line.split())


def entry_of(columns: Sequence[str]) -> Entry:
    """An entry from its columns. Raises ValueError with one sentence."""
    given = columns[2] if len(columns) > 2 else ""
    try:
        weight = float(given or 1)
    except ValueError:
        weight = 0.0
    if not 0 < weight <= 1:
        raise ValueError(f"“{columns[0]}”的分量应在 0 到 1 之间，现在写的是“{given}”。")
    return Entry(tuple(columns[0].casefold().split()), tuple(columns[1].split()), weight)


def _read_entries(path: Path) -> Iterator[Entry]:
    for columns in read_columns(path, 2, 4):
        try:
            yield entry_of(columns)
        except ValueError as problem:
            raise CorpusError(f"{path}：{problem}") from None


def _together(text: str, words: tuple[str, ...]) -> tuple[tuple[int, int], ...] | None:
    """The first place where ``words`` stand within reach of each other, in any order."""
    if any(word not in text for word in words):
        return None
    first = text.find(words[0])
    while first >= 0:
        from_here = max(0, first - _REACH)
        starts = [first, *(text.find(word, from_here, first + _REACH) for word in words[1:])]
        if min(starts) >= 0:
            return tuple((start, start + len(word)) for start, word in zip(starts, words, strict=True))
        first = text.find(words[0], first + 1)
    return None


def _within_longer(stretch: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    start, end = stretch
    return any(a <= start and end <= b and b - a > end - start for a, b in others)
