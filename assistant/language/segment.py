"""Words of Chinese text: normalised (width, case, punctuation), cut by jieba with the terms of the field."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.authored import CorpusError, read_authored
from assistant.language.dictionary import Dictionary, empty_tokenizer


@dataclass(frozen=True, slots=True)
class Word:
    """A normalised word and where it stands in the text as it was given."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Normalised:
    """Normalised text; character ``i`` of it comes from character ``at[i]`` of the text as given."""

    text: str
    at: tuple[int, ...]

    def word(self, start: int, end: int) -> Word:
        """The stretch ``start:end`` of the normalised text, placed in the text as given."""
        return Word(self.text[start:end], self.at[start], self.at[end - 1] + 1)


def normalise(text: str) -> Normalised:
    """Half width, lower case, punctuation as blanks; points, commas and percent signs of numbers stay."""
    characters: list[str] = []
    at: list[int] = []
    for index, given in enumerate(text):
        plain = unicodedata.normalize("NFKC", given).casefold()
        for character in plain:
            characters.append(character)
            at.append(index)
    kept = [c if c.isalnum() or _numeric(characters, i) else " " for i, c in enumerate(characters)]
    return Normalised("".join(kept), tuple(at))


def _numeric(characters: list[str], i: int) -> bool:
    before = i > 0 and characters[i - 1].isdigit()
    if characters[i] == "%":
        return before
    return characters[i] in ".," and before and i + 1 < len(characters) and characters[i + 1].isdigit()


class Segmenter:
    """Cuts text into words; the same text always gives the same words.

    ``terms`` is a jieba user dictionary (``word [frequency [tag]]``, a line each; # begins a comment line); ``known``
    are the frequencies that an earlier segmenter worked out for these very terms. Raises CorpusError where the file is
    missing or a line can't be read.
    """

    def __init__(self, terms: Path, known: Mapping[str, int] | None = None) -> None:
        self._jieba = empty_tokenizer()
        self._dictionary = Dictionary(self._jieba)
        if known is None:
            self.terms = self._dictionary.learn(_read_terms(terms))
        else:
            self.terms = dict(known)
            self._dictionary.remember(self.terms)

    def words(self, text: str) -> tuple[Word, ...]:
        """The words in search mode: a long word is preceded by the shorter words in it."""
        return self._cut(normalise(text), "search")

    def whole_words(self, text: str) -> tuple[Word, ...]:
        """The words without overlaps."""
        return self._cut(normalise(text), "default")

    def knows(self, word: str) -> bool:
        """Whether the dictionary has this word."""
        self._dictionary.load(word)
        return bool(self._jieba.FREQ.get(word))

    def _cut(self, normalised: Normalised, mode: str) -> tuple[Word, ...]:
        self._dictionary.load(normalised.text)
        # Without the hidden Markov model: it glues unknown neighbours into words that no document has.
        return tuple(
            normalised.word(start, end)
            for word, start, end in self._jieba.tokenize(normalised.text, mode, HMM=False)
            if any(c.isalnum() for c in word)
        )


def _read_terms(path: Path) -> dict[str, int | None]:
    terms: dict[str, int | None] = {}
    for number, line in enumerate(read_authored(path).splitlines(), start=1):
        fields = line.split()
        if not fields or line.startswith("#"):
            continue
        if len(fields) > 3 or (len(fields) > 1 and not fields[1].isdecimal()):
            raise CorpusError(f"{path}，第 {number} 行：应为“词 [词频 [词性]]”，以空格分开。")
        frequency = int(fields[1]) if len(fields) > 1 else None
        if frequency == 0:
            raise CorpusError(f"{path}，第 {number} 行：词频应大于 0。")
        terms[normalise(fields[0]).text.strip()] = frequency
    return terms
