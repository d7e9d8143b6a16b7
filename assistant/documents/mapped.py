"""Text that remembers where each of its characters stands in the untouched source."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Span = tuple[int, int]
Offsets = range | tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MappedText:
    """A string and, for each character, its code-point offset in the source (strictly increasing).

    Offsets of an unbroken stretch are a ``range``: a line of a million characters costs no million integers.
    """

    text: str
    at: Offsets

    @classmethod
    def of(cls, source: str, start: int = 0, end: int | None = None) -> MappedText:
        """The stretch ``source[start:end]`` as it stands."""
        stop = len(source) if end is None else end
        return cls(source[start:stop], range(start, stop))

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return bool(self.text)

    def __add__(self, other: MappedText) -> MappedText:
        return MappedText.joined((self, other))

    @classmethod
    def joined(cls, parts: Sequence[MappedText]) -> MappedText:
        """All parts one behind the other, in time that grows with their length only."""
        if len(parts) == 1:
            return parts[0]
        return cls("".join(part.text for part in parts), tuple(itertools.chain.from_iterable(p.at for p in parts)))

    def cut(self, start: int, end: int | None = None) -> MappedText:
        """The characters from ``start`` to ``end`` of this text."""
        return MappedText(self.text[start:end], self.at[start:end])

    def strip(self) -> MappedText:
        """Without white space at both ends."""
        if not self.text or not (self.text[0].isspace() or self.text[-1].isspace()):
            return self
        left = len(self.text) - len(self.text.lstrip())
        return self.cut(left, max(left, len(self.text.rstrip())))

    def without(self, stretches: Iterable[Span]) -> MappedText:
        """Without the given stretches of this text (offsets in ``text``, in order)."""
        kept, position = [], 0
        for start, end in stretches:
            kept.append(self.cut(position, start))
            position = end
        return MappedText.joined([*kept, self.cut(position)]) if kept else self

    @property
    def spans(self) -> tuple[Span, ...]:
        """Character ranges of the source, in order, that give ``text`` back when joined."""
        return spans_of(self.at)


def spans_of(offsets: Iterable[int]) -> tuple[Span, ...]:
    """Runs of consecutive offsets as half-open ranges."""
    if isinstance(offsets, range):
        return ((offsets.start, offsets.stop),) if offsets else ()
    runs: list[Span] = []
    start = previous = None
    for offset in offsets:
        if start is None or previous is None:
            start = offset
        elif offset != previous + 1:
            runs.append((start, previous + 1))
            start = offset
        previous = offset
    if start is not None and previous is not None:
        runs.append((start, previous + 1))
    return tuple(runs)
