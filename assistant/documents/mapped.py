"""Text that remembers where each of its characters stands in the untouched source."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class MappedText:
    """A string and, for each character, its code-point offset in the source (strictly increasing)."""

    text: str
    at: tuple[int, ...]

    @classmethod
    def of(cls, source: str, start: int = 0, end: int | None = None) -> MappedText:
        """The stretch ``source[start:end]`` as it stands."""
        stop = len(source) if end is None else end
        return cls(source[start:stop], tuple(range(start, stop)))

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return bool(self.text)

    def __add__(self, other: MappedText) -> MappedText:
        return MappedText(self.text + other.text, self.at + other.at)

    def cut(self, start: int, end: int | None = None) -> MappedText:
        """The characters from ``start`` to ``end`` of this text."""
        return MappedText(self.text[start:end], self.at[start:end])

    def strip(self) -> MappedText:
        """Without white space at both ends."""
        left = len(self.text) - len(self.text.lstrip())
        return self.cut(left, max(left, len(self.text.rstrip())))

    def without(self, stretches: Iterable[Span]) -> MappedText:
        """Without the given stretches of this text (offsets in ``text``, not in the source)."""
        dropped = {i for start, end in stretches for i in range(start, end)}
        if not dropped:
            return self
        return self.where(lambda i: i not in dropped)

    def where(self, keep: Callable[[int], bool]) -> MappedText:
        """Only the characters whose index satisfies ``keep``."""
        kept = [i for i in range(len(self.text)) if keep(i)]
        return MappedText("".join(self.text[i] for i in kept), tuple(self.at[i] for i in kept))

    @property
    def spans(self) -> tuple[Span, ...]:
        """Character ranges of the source, in order, that give ``text`` back when joined."""
        return spans_of(self.at)


def spans_of(offsets: Iterable[int]) -> tuple[Span, ...]:
    """Runs of consecutive offsets as half-open ranges."""
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
