"""Reading a question: its words with weights, what they are called in the documents, what frames it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.authored import read_columns, read_lines
from assistant.documents.corpus import Corpus
from assistant.language.numerals import read_quantities
from assistant.language.script import Traditional
from assistant.language.segment import Segmenter, Word, normalise
from assistant.language.sounds import Sounds
from assistant.retrieval.frame import NO_FRAME, Frame, Framer, numbered_documents
from assistant.retrieval.lexicon import Entry, Lexicon, Match, read_stop_words

# Beyond this a pasted text is no question any more; the first part says enough, and 20 kB stay fast.
LONGEST_QUESTION = 200

_SAID = 1.0  # weight of a word as asked
_PART = 0.8  # of a shorter word within a longer one (失业 in 登记失业人员): the long word counts by itself
_WRITTEN = 0.3  # of a word that the documents use for what was said
_DISTRICT = 0.2  # of a district's name: it chooses documents and says little about the matter

Weights = dict[str, float]


@dataclass(frozen=True, slots=True)
class Topic:
    """A content word of the question, the tokens that would answer to it (itself, what the documents call it), and
    those that answer to a part of it (社保 of 社保卡)."""

    word: str
    answers: frozenset[str]
    parts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Question:
    """A question as read: ``terms`` and ``pairs`` are weighted tokens for the index, ``tokens`` are for people;
    ``corrected`` tells whether misspellings were put right in ``text`` (normalised)."""

    text: str
    corrected: bool
    tokens: tuple[str, ...]
    terms: Weights
    pairs: Weights
    topics: tuple[Topic, ...]
    unwritten: tuple[str, ...]
    frame: Frame = NO_FRAME

    @property
    def bare_word(self) -> Topic | None:
        """The word that is all of the question, if it is just one."""
        only = self.topics[0] if len(self.topics) == 1 else None
        return only if only is not None and only.word == self.text.strip() else None

    @property
    def own_pairs(self) -> list[str]:
        """The neighbouring characters of what is asked: not those of what the documents call it, nor of the names of
        districts, which say where and not what."""
        names = "|".join(self.frame.names)
        return [pair for pair, weight in self.pairs.items() if weight == _SAID and pair not in names]


@dataclass(frozen=True, slots=True)
class _Cut:
    """The content words of a text, ``whole`` ones without overlaps, ``content`` with the words in them; and the
    quantities."""

    whole: list[Word]
    content: list[Word]


class QuestionReader:
    """Reads questions and texts of units into the same tokens. ``known``: see Segmenter; ``added``: see Lexicon.

    Raises CorpusError.
    """

    def __init__(
        self, corpus: Corpus, words: Path, known: dict[str, int] | None = None, added: Iterable[Entry] = ()
    ) -> None:
        self._segmenter = Segmenter(words / "terms.txt", known)
        self._traditional = Traditional(words / "traditional.tsv")
        self.lexicon = Lexicon(words / "lexicon.tsv", added)
        self._stop_words = read_stop_words(words / "stopwords.txt")
        self._unwritten = [line.strip() for _, line in read_lines(words / "unwritten.txt")]
        self.districts = {columns[0]: columns[1] for columns in read_columns(words / "districts.tsv", 2, 2)}
        self._framer = Framer(corpus, self.districts, words)
        self._sounds_table = words / "sounds.tsv"
        self._sounds: Sounds | None = None
        self._phrases: dict[str, list[str]] = {}  # the tokens of the lexicon's, as they are met

    @property
    def terms(self) -> dict[str, int]:
        """The terms of the field with their frequencies."""
        return self._segmenter.terms

    def learn(self, vocabulary: Iterable[str]) -> None:
        """The words that a misspelling can have meant: those given, the lexicon's, terms and districts."""
        said = {word for entry in self.lexicon.entries for word in entry.said}
        self._sounds = Sounds(self._sounds_table, {*vocabulary, *said, *self._segmenter.terms, *self.districts})

    def words(self, text: str) -> tuple[Word, ...]:
        """Content words and quantities of a text, with their places; a word within another one is listed too."""
        return tuple(self._content(text, list(self._quantities(text))))

    def tokens(self, text: str) -> list[str]:
        """The content words and quantities of a text, repeated as often as they occur."""
        return [word.text for word in self.words(text)]

    def pairs(self, text: str) -> list[str]:
        """Neighbouring characters of a text within its runs of letters."""
        plain = normalise(text).text
        return [plain[i : i + 2] for i in range(len(plain) - 1) if plain[i : i + 2].isalpha()]

    def read(self, query: str) -> Question:
        """The question; all of its parts are empty where it has no content word."""
        given = self._traditional.simplified(unicodedata.normalize("NFKC", query[:LONGEST_QUESTION]))
        asked = normalise(given).text[:LONGEST_QUESTION]
        meant = asked
        if self._sounds is not None:
            meant = self._sounds.corrected(asked, self._segmenter, self._stop_words)
        frame = self._framer.read(given, meant)
        readings = (asked, meant) if meant != asked else (asked,)
        cuts = [self._cut(text) for text in readings]
        matches = self.lexicon.matches(meant)
        terms = self._asked_terms(cuts, frame.names)
        tokens = tuple(terms)
        pairs = {pair: _SAID for text in readings for pair in self.pairs(text) if pair not in self._stop_words}
        for match in matches:
            weight = _WRITTEN * match.entry.weight
            for phrase in match.entry.written:
                for token in self._tokens_of(phrase):
                    _add(terms, token, weight)
                for pair in self.pairs(phrase):
                    _add(pairs, pair, weight)
        return Question(
            text=meant,
            corrected=meant != asked,
            tokens=tokens,
            terms=terms,
            pairs=pairs,
            topics=tuple(self._topics(cuts[-1], matches, frame.names)),
            unwritten=(*(word for word in self._unwritten if word in meant), *frame.unknown),
            frame=frame,
        )

    def _asked_terms(self, cuts: Iterable[_Cut], named: frozenset[str]) -> Weights:
        terms: Weights = {}
        for cut in cuts:
            whole = {(word.start, word.end) for word in cut.whole}
            for word in cut.content:
                weight = _SAID if (word.start, word.end) in whole else _PART
                if any(name in word.text for name in named):
                    weight = _DISTRICT
                _add(terms, word.text, weight)
        return terms

    def _topics(self, cut: _Cut, matches: Iterable[Match], named: frozenset[str]) -> Iterator[Topic]:
        written = [
            (match.stretches, [token for phrase in match.entry.written for token in self._tokens_of(phrase)])
            for match in matches
        ]
        seen: set[str] = set()
        for word in cut.whole:
            if word.text in seen or any(name in word.text for name in named):
                continue
            seen.add(word.text)
            answers = {word.text}
            parts = {w.text for w in cut.content if word.start <= w.start and w.end <= word.end and len(w.text) > 1}
            for stretches, names in written:
                for start, end in stretches:
                    if start <= word.start and word.end <= end:
                        answers.update(names)
                    elif start < word.end and word.start < end:
                        parts.update(names)
            yield Topic(word.text, frozenset(answers), frozenset(parts))

    def _tokens_of(self, phrase: str) -> list[str]:
        """The tokens of a phrase of the lexicon, cut once."""
        if phrase not in self._phrases:
            self._phrases[phrase] = self.tokens(phrase)
        return self._phrases[phrase]

    def _cut(self, text: str) -> _Cut:
        quantities = list(self._quantities(text))
        words = (word for word in self._segmenter.whole_words(text) if self._is_content(word))
        apart = (word for word in words if not any(q.start < word.end and word.start < q.end for q in quantities))
        return _Cut([*quantities, *apart], self._content(text, quantities))

    def _content(self, text: str, quantities: list[Word]) -> list[Word]:
        words = [word for word in self._segmenter.words(text) if self._is_content(word)]
        apart = (word for word in words if not any(q.start <= word.start and word.end <= q.end for q in quantities))
        return sorted([*apart, *quantities], key=lambda word: (word.start, word.end))

    def _is_content(self, word: Word) -> bool:
        return word.text not in self._stop_words and any(character.isalpha() for character in word.text)

    def _quantities(self, text: str) -> Iterator[Word]:
        normalised = normalise(text)
        for start, end, number in numbered_documents(normalised.text):
            place = normalised.word(start, end)
            yield Word(number, place.start, place.end)
        for quantity in read_quantities(normalised.text):
            if quantity.unit or quantity.value >= 10:
                place = normalised.word(quantity.start, quantity.end)
                yield Word(quantity.canonical, place.start, place.end)


def _add(weights: Weights, token: str, weight: float) -> None:
    """A token counts once, by its best claim."""
    weights[token] = max(weights.get(token, 0.0), weight)
