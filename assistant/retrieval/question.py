"""Reading a question: its words with weights, what they are called in the documents, the districts it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.authored import read_columns
from assistant.language.numerals import read_quantities
from assistant.language.segment import Segmenter, Word, normalise
from assistant.language.sounds import Sounds
from assistant.retrieval.lexicon import Lexicon, read_stop_words

# Beyond this a pasted text is no question any more; the first part says enough, and 200 kB stay fast.
LONGEST_QUESTION = 1000

_SAID = 1.0  # weight of a word as asked
_PART = 0.8  # of a shorter word within a longer one (失业 in 登记失业人员): the long word counts by itself
_WRITTEN = 0.5  # of a word that the documents use for what was said
_DISTRICT = 0.2  # of a district's name: it chooses documents and says little about the matter

# The stretches of a question that a lexicon entry applies to, and the tokens that the documents use for them.
_Written = tuple[tuple[tuple[int, int], ...], list[str]]


@dataclass(frozen=True, slots=True)
class Topic:
    """A content word of the question, the tokens that would answer to it (itself, what the documents call it), and
    those that answer to a part of it (社保 of 社保卡)."""

    word: str
    answers: frozenset[str]
    parts: frozenset[str] = frozenset()
    of_field: bool = False  # a term of the field, or said for one; 办理 and 条件 stand in any office's texts


@dataclass(frozen=True, slots=True)
class Question:
    """A question as read: ``terms`` and ``pairs`` are weighted tokens for the index, ``tokens`` are for people."""

    text: str  # normalised, misspellings put right
    tokens: tuple[str, ...]
    terms: dict[str, float]
    pairs: dict[str, float]
    topics: tuple[Topic, ...]
    districts: frozenset[str]


class QuestionReader:
    """Reads questions and unit texts into the same tokens."""

    def __init__(self, words: Path) -> None:
        self._segmenter = Segmenter(words / "terms.txt")
        self._lexicon = Lexicon(words / "lexicon.tsv")
        self._stop_words = read_stop_words(words / "stopwords.txt")
        self.districts: dict[str, str] = {}
        for name, code in read_columns(words / "districts.tsv", 2, 2):
            self.districts[name] = code
        self._sounds_table = words / "sounds.tsv"
        self._sounds: Sounds | None = None

    def learn(self, vocabulary: Iterable[str]) -> None:
        """The words that a misspelling can have meant: those of the documents and of the lexicon."""
        said = {word for entry in self._lexicon.entries for word in entry.said}
        self._sounds = Sounds(self._sounds_table, {*vocabulary, *said, *self._segmenter.terms, *self.districts})

    def words(self, text: str) -> tuple[Word, ...]:
        """Content words and quantities of a text, with their places; a word within another one is listed too."""
        return tuple(self._content(text))

    def tokens(self, text: str) -> list[str]:
        """The content words and quantities of a text, repeated as often as they occur."""
        return [word.text for word in self._content(text)]

    def pairs(self, text: str) -> list[str]:
        """Neighbouring characters of a text within its runs of letters."""
        plain = normalise(text).text
        return [plain[i : i + 2] for i in range(len(plain) - 1) if plain[i : i + 2].isalpha()]

    def read(self, query: str) -> Question:
        """The question; all of its parts are empty where it has no content word."""
        asked = normalise(query[:LONGEST_QUESTION]).text[:LONGEST_QUESTION]
        meant = asked
        if self._sounds is not None:
            meant = self._sounds.corrected(asked, self._segmenter, self._stop_words)
        named = {name for name in self.districts if name in meant}
        matches = self._lexicon.matches(meant)
        terms = self._asked_terms((asked, meant), named)
        tokens = tuple(terms)
        pairs = {pair: _SAID for text in (asked, meant) for pair in self.pairs(text) if pair not in self._stop_words}
        written: list[_Written] = []
        for match in matches:
            names = [token for phrase in match.entry.written for token in self.tokens(phrase)]
            written.append((match.stretches, names))
            for token in names:
                _add(terms, token, _WRITTEN)
            for phrase in match.entry.written:
                for pair in self.pairs(phrase):
                    _add(pairs, pair, _WRITTEN)
        return Question(
            text=meant,
            tokens=tokens,
            terms=terms,
            pairs=pairs,
            topics=tuple(self._topics(meant, written, named)),
            districts=frozenset(self.districts[name] for name in named),
        )

    def _asked_terms(self, readings: Iterable[str], named: set[str]) -> dict[str, float]:
        terms: dict[str, float] = {}
        for text in readings:
            whole = {(word.start, word.end) for word in self._whole(text)}
            for word in self._content(text):
                weight = _SAID if (word.start, word.end) in whole else _PART
                if any(name in word.text for name in named):
                    weight = _DISTRICT
                _add(terms, word.text, weight)
        return terms

    def _topics(self, text: str, written: list[_Written], named: set[str]) -> Iterator[Topic]:
        content = self._content(text)
        seen: set[str] = set()
        for word in self._whole(text):
            if word.text in seen or any(name in word.text for name in named):
                continue
            seen.add(word.text)
            answers = {word.text}
            parts = {w.text for w in content if word.start <= w.start and w.end <= word.end and len(w.text) > 1}
            for stretches, names in written:
                for start, end in stretches:
                    if start <= word.start and word.end <= end:
                        answers.update(names)
                    elif start < word.end and word.start < end:
                        parts.update(names)
            of_field = len(answers) > 1 or not self._segmenter.terms.keys().isdisjoint(parts)
            yield Topic(word.text, frozenset(answers), frozenset(parts), of_field)

    def _whole(self, text: str) -> Iterator[Word]:
        """Content words that don't overlap, and the quantities."""
        quantities = list(self._quantities(text))
        yield from quantities
        for word in self._segmenter.whole_words(text):
            if self._is_content(word) and not any(q.start < word.end and word.start < q.end for q in quantities):
                yield word

    def _content(self, text: str) -> list[Word]:
        words = [word for word in self._segmenter.words(text) if self._is_content(word)]
        return sorted([*words, *self._quantities(text)], key=lambda word: (word.start, word.end))

    def _is_content(self, word: Word) -> bool:
        return word.text not in self._stop_words and any(character.isalpha() for character in word.text)

    def _quantities(self, text: str) -> Iterator[Word]:
        normalised = normalise(text)
        for quantity in read_quantities(normalised.text):
            if quantity.unit or quantity.value >= 10:
                place = normalised.word(quantity.start, quantity.end)
                yield Word(quantity.canonical, place.start, place.end)


def _add(weights: dict[str, float], token: str, weight: float) -> None:
    """A token counts once, by its best claim."""
    weights[token] = max(weights.get(token, 0.0), weight)
