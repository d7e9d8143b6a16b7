"""Words typed with a wrong character of the same sound (见席 for 见习, 方租 for 房租), put right."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from assistant.authored import CorpusError, read_authored
from assistant.language.segment import Segmenter

_SHORTEST, _LONGEST = 2, 6


class Sounds:
    """Knows which words of a vocabulary a misspelt stretch of text sounds like.

    ``table`` has lines ``syllable<TAB>characters``, tones left out. Raises CorpusError for a line of another shape.
    """

    def __init__(self, table: Path, vocabulary: Iterable[str]) -> None:
        self._syllables = read_syllables(table)
        self._by_sound: dict[tuple[str, ...], list[str]] = {}
        for word in sorted(set(vocabulary)):
            sound = self._sound(word)
            if sound is not None and _SHORTEST <= len(word) <= _LONGEST:
                self._by_sound.setdefault(sound, []).append(word)

    def corrected(self, text: str, segmenter: Segmenter, ignored: frozenset[str] = frozenset()) -> str:
        """``text`` (normalised) with misspelt words put right; as many characters as before.

        Only a stretch of whole words is touched that the dictionary doesn't know, that holds a character which is a
        word by itself there (a misspelling falls apart into such), none of the ``ignored`` words, and shares at least
        half of its characters with exactly the word it sounds like: two candidates are no answer.
        """
        loose: set[int] = set()
        closed: set[int] = set()  # offsets of words without content: no misspelling reaches across them
        inner: set[int] = set()  # offsets within a word: no misspelling begins or ends there
        for word in segmenter.whole_words(text):
            inner.update(range(word.start + 1, word.end))
            if word.text in ignored:
                closed.update(range(word.start, word.end))
            elif len(word.text) == 1:
                loose.add(word.start)
        characters = list(text)
        for length in range(_LONGEST, _SHORTEST - 1, -1):
            for start in sorted({s for at in loose for s in range(at - length + 1, at + 1)}):
                stretch = range(start, start + length)
                if start < 0 or stretch.stop > len(text) or not closed.isdisjoint(stretch):
                    continue
                if start in inner or stretch.stop in inner:
                    continue
                written = text[start : stretch.stop]
                meant = None if segmenter.knows(written) else self._meant(written)
                if meant is not None:
                    characters[start : stretch.stop] = meant
                    closed.update(stretch)
        return "".join(characters)

    def _meant(self, written: str) -> str | None:
        sound = self._sound(written)
        if sound is None:
            return None
        candidates = self._by_sound.get(sound, [])
        alike = [c for c in candidates if 2 * sum(a == b for a, b in zip(c, written, strict=True)) >= len(written)]
        return alike[0] if len(alike) == 1 and alike[0] != written else None

    def _sound(self, word: str) -> tuple[str, ...] | None:
        syllables = tuple(self._syllables.get(character, "") for character in word)
        return syllables if all(syllables) else None


def read_syllables(path: Path) -> dict[str, str]:
    """The syllable of each character, tones left out."""
    syllables: dict[str, str] = {}
    for number, line in enumerate(read_authored(path).splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        syllable, tab, characters = line.partition("\t")
        if not tab or not syllable or not characters.strip():
            raise CorpusError(f"{path}，第 {number} 行：应为“拼音<TAB>同音的字”。")
        for character in characters.strip():
            syllables.setdefault(character, syllable)
    return syllables
