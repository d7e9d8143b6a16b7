"""The word lists fit the documents and say where they are wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.authored import CorpusError
from assistant.documents.corpus import load_corpus, squeeze
from assistant.engine import Engine
from assistant.retrieval.lexicon import Lexicon

CORPUS = Path(__file__).parents[2] / "corpus"
WORDS = CORPUS / "words"


def test_every_official_word_stands_in_the_documents() -> None:
    corpus = load_corpus(CORPUS)
    text = squeeze(" ".join(clause.text + (clause.title or "") for clause in corpus.clauses.values()))
    missing = [
        f"{' '.join(entry.said)} → {word}"
        for entry in Lexicon(WORDS / "lexicon.tsv").entries
        for word in entry.written
        if word.strip("“”") not in text
    ]
    assert missing == []


def test_nothing_is_listed_twice() -> None:
    said = [entry.said for entry in Lexicon(WORDS / "lexicon.tsv").entries]
    assert [words for words in said if said.count(words) > 1] == []


def test_the_longer_saying_wins() -> None:
    lexicon = Lexicon(WORDS / "lexicon.tsv")
    assert [match.entry.said for match in lexicon.matches("失业金")] == [("失业金",)]


def test_words_of_one_entry_stand_together(tmp_path: Path) -> None:
    (tmp_path / "lexicon.tsv").write_text("孩子 没人看\t假期托管\n", encoding="utf-8")
    lexicon = Lexicon(tmp_path / "lexicon.tsv")
    assert lexicon.matches("没人看我家孩子")
    assert not lexicon.matches(f"孩子{'很好' * 30}没人看")


LISTS = [
    *(
        "citywide.txt",
        "comparing.txt",
        "districts.tsv",
        "lexicon.tsv",
        "outside.tsv",
        "sounds.tsv",
        "stopwords.txt",
        "terms.txt",
    ),
    *("traditional.tsv", "unwritten.txt"),
]


@pytest.mark.parametrize("name", LISTS)
def test_a_missing_list_is_named(tmp_path: Path, name: str) -> None:
    folder = shutil.copytree(CORPUS, tmp_path / "corpus")
    (folder / "words" / name).unlink()
    with pytest.raises(CorpusError, match=name):
        _ = Engine(folder).clause_search


@pytest.mark.parametrize("weight", ["0", "-1", "2", "多"])
def test_a_weight_that_is_no_share_is_refused(tmp_path: Path, weight: str) -> None:
    (tmp_path / "lexicon.tsv").write_text(f"下岗\t登记失业人员\t{weight}\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"下岗.*分量"):
        Lexicon(tmp_path / "lexicon.tsv")


def test_a_malformed_row_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "lexicon.tsv").write_text("# 对照\n下岗\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="第 2 行"):
        Lexicon(tmp_path / "lexicon.tsv")
