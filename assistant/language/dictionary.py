"""jieba's own dictionary, read word by word as text needs it: the same words and frequencies, without the half second
and the 70 MB that reading all of it costs.

The file that comes with jieba is sorted but for a short head, so the words that begin with a character stand together
and are found by bisection. Where another file comes with jieba than the one known here, it is read whole.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jieba

_KNOWN_SIZE, _KNOWN_TOTAL = 5_071_852, 60_101_967  # of jieba 0.42.1: bytes, and the sum of all frequencies
_SORTED_FROM = "一"  # the first character of the sorted part


def empty_tokenizer() -> jieba.Tokenizer:
    """A tokenizer without a word.

    jieba would read and write ``jieba.cache`` in the shared temp directory, where another user may have put any words,
    and imports the slow ``pkg_resources`` where that is installed, only to open its file: both are kept away.
    """
    hidden = sys.modules.get("pkg_resources")
    sys.modules["pkg_resources"] = None  # type: ignore[assignment]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its patterns have invalid escapes
            import jieba
    finally:
        del sys.modules["pkg_resources"]
        if hidden is not None:
            sys.modules["pkg_resources"] = hidden
    tokenizer = jieba.Tokenizer()
    tokenizer.initialized = True
    return tokenizer


class Dictionary:
    """Fills the words of a tokenizer on demand, the terms of the field among them."""

    def __init__(self, tokenizer: jieba.Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._frequencies: dict[str, int] = tokenizer.FREQ
        self._terms: dict[str, list[tuple[str, int]]] = {}
        self._loaded: set[str] = set()
        self._content = Path(tokenizer.get_dict_file().name).read_bytes()
        tokenizer.total = _KNOWN_TOTAL
        self._sorted = self._content.find(f"\n{_SORTED_FROM}".encode()) + 1
        self._take(self._content[: self._sorted])
        if len(self._content) != _KNOWN_SIZE:
            self._sorted = 0
            tokenizer.total = self._take(self._content)

    def load(self, text: str) -> None:
        """Make sure that every word is there which can stand in ``text``."""
        for character in set(text) - self._loaded:
            words = {} if not self._sorted else self._beginning_with(character)
            words.update(self._terms.get(character, ()))
            self._frequencies.update(words)  # at once, terms and all: another thread must not find them half done
            self._add_beginnings(words)
            self._loaded.add(character)

    def _beginning_with(self, character: str) -> dict[str, int]:
        """The words of jieba's that begin with a character; none for half of a surrogate pair."""
        prefix = character.encode(errors="replace")
        return dict(_read(self._content[self._seek(prefix) : self._seek(prefix + b"\xff")]))

    def learn(self, terms: Mapping[str, int | None]) -> dict[str, int]:
        """Add terms with their frequencies, or with what just makes each one word; their frequencies."""
        found: dict[str, int] = {}
        for term, frequency in terms.items():
            self.load(term)
            found[term] = self._tokenizer.suggest_freq(term) if frequency is None else frequency
            self.remember({term: found[term]})
            self._frequencies[term] = found[term]
            self._add_beginnings((term,))
        return found

    def remember(self, terms: Mapping[str, int]) -> None:
        """Terms whose frequencies are known, to be added with the words that begin like them."""
        for term, frequency in terms.items():
            self._terms.setdefault(term[0], []).append((term, frequency))
            self._tokenizer.total += frequency

    def _seek(self, wanted: bytes) -> int:
        """Where the first line of the sorted part stands that isn't below ``wanted``."""
        low, high = self._sorted, len(self._content)
        while low < high:
            middle = self._content.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = self._content.find(b"\n", middle)
            if self._content[middle : middle + len(wanted)] < wanted:
                low = end + 1
            else:
                high = middle
        return low

    def _take(self, lines: bytes) -> int:
        """Words as jieba's ``gen_pfdict`` takes them: each with its frequency, its beginnings with 0; their sum."""
        words = list(_read(lines))
        self._frequencies.update(words)
        self._add_beginnings(word for word, _ in words)
        return sum(frequency for _, frequency in words)

    def _add_beginnings(self, words: Iterable[str]) -> None:
        for word in words:
            for end in range(1, len(word)):
                self._frequencies.setdefault(word[:end], 0)


def _read(lines: bytes) -> Iterator[tuple[str, int]]:
    for line in lines.decode().splitlines():
        word, frequency, *_ = line.split(" ", 2)
        yield word, int(frequency)
