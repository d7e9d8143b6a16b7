"""The dictionary read word by word cuts exactly as jieba does with all of it."""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language import dictionary
from assistant.language.dictionary import Dictionary, empty_tokenizer
from assistant.language.segment import Segmenter, normalise

ROOT = Path(__file__).parents[2]
TERMS = ROOT / "corpus" / "words" / "terms.txt"
SENTENCES = 10_000

Cut = list[tuple[str, int, int]]


@cache
def whole() -> object:
    """jieba's own tokenizer with all of its dictionary and the terms of the field."""
    tokenizer = empty_tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    for line in TERMS.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            word, *frequency = line.split()
            tokenizer.add_word(normalise(word).text, int(frequency[0]) if frequency else None)
    return tokenizer


def cut_whole(text: str, mode: str) -> Cut:
    return [tuple(word) for word in whole().tokenize(text, mode, HMM=False)]  # type: ignore[attr-defined]


def cut_lazily(segmenter: Segmenter, text: str, mode: str) -> Cut:
    words = segmenter.words(text) if mode == "search" else segmenter.whole_words(text)
    return [(word.text, word.start, word.end) for word in words]


def words_of(cut: Cut) -> Cut:
    return [word for word in cut if any(c.isalnum() for c in word[0])]


def sentences() -> list[str]:
    """The documents, the questions, what people say, and sentences joined at random from the dictionary and these."""
    lines = [line for p in (ROOT / "corpus" / "sources").glob("*.txt") for line in p.read_text("utf-8").splitlines()]
    for path in (ROOT / "tests" / "retrieval").glob("*.jsonl"):
        lines += [json.loads(line)["query"] for line in path.read_text(encoding="utf-8").splitlines()]
    rng = random.Random(7)
    words = sorted(word for word, frequency in whole().FREQ.items() if frequency)  # type: ignore[attr-defined]
    pieces = words + [line[i : i + 3] for line in lines for i in range(0, len(line), 3)]
    return lines + ["".join(rng.choices(pieces, k=rng.randint(1, 12))) for _ in range(SENTENCES)]


@pytest.mark.parametrize("mode", ["search", "default"])
def test_every_sentence_is_cut_as_by_jieba(mode: str) -> None:
    first = Segmenter(TERMS)
    again = Segmenter(TERMS, first.terms)  # as a later process has it, which needn't work out the terms
    for sentence in sentences():
        plain = normalise(sentence).text
        expected = words_of(cut_whole(plain, mode))
        assert cut_lazily(first, plain, mode) == expected, sentence
        assert cut_lazily(again, plain, mode) == expected, sentence


@given(st.text(alphabet="一不大的登记失业人员补贴ab1 AT&T股㐀鿿𠀀", max_size=30) | st.text(max_size=30))
def test_any_text_is_cut_as_by_jieba(text: str) -> None:
    plain = normalise(text).text
    assert cut_lazily(_segmenter(), plain, "search") == words_of(cut_whole(plain, "search"))


@cache
def _segmenter() -> Segmenter:
    return Segmenter(TERMS)


def test_another_dictionary_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dictionary, "_KNOWN_SIZE", 1)
    tokenizer = empty_tokenizer()
    Dictionary(tokenizer).load("补贴")
    assert tokenizer.total == dictionary._KNOWN_TOTAL
    assert tokenizer.FREQ["失业"] > 0  # not asked for, and there


def test_what_is_known_of_the_dictionary_is_so() -> None:
    tokenizer = empty_tokenizer()
    _, total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    assert total == dictionary._KNOWN_TOTAL
    with tokenizer.get_dict_file() as file:
        assert len(file.read()) == dictionary._KNOWN_SIZE
