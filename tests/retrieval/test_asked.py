"""Phrasings: bags of short words beside clauses that exist, none of them a question that search is judged by."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from assistant.authored import CorpusError, read_columns
from assistant.engine import Engine
from assistant.retrieval.asked import load_asked
from assistant.retrieval.lexicon import Lexicon

HERE = Path(__file__).parent
CORPUS = HERE.parents[1] / "corpus"
SHARED = 6  # so many characters in a row in common would be a question learnt by heart


def plain(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()


def runs(text: str) -> set[str]:
    squeezed = plain(text)
    return {squeezed[i : i + SHARED] for i in range(len(squeezed) - SHARED + 1)}


def questions() -> list[str]:
    """Every question by which search is judged anywhere."""
    files = [path for folder in (HERE, CORPUS / "questions") for path in sorted(folder.glob("*.jsonl"))]
    rows = (json.loads(line) for path in files for line in path.read_text("utf-8").splitlines())
    return [row["query"] for row in rows]


def test_nothing_is_learnt_from_the_questions_that_judge(engine: Engine) -> None:
    """The documents' own words may stand on both sides: they are nobody's to keep from a question."""
    judged = {run: question for question in questions() for run in runs(question)}
    for document in engine.corpus.documents.values():
        for run in runs(document.source):
            judged.pop(run, None)
    said = [phrasing for asked in engine.asked.values() for phrasing in (*asked.phrasings, *asked.questions)]
    for entry in Lexicon(engine.folder / "words" / "lexicon.tsv").entries:
        said += [" ".join(entry.said), *entry.written]
    said += [words for words, _ in read_columns(engine.folder / "words" / "outside.tsv", 2, 2)]
    learnt = {text: judged[run] for text in said for run in runs(text) if run in judged}
    assert learnt == {}


def test_every_unit_with_words_of_its_own_is_asked_for(engine: Engine) -> None:
    unasked = [unit.id for unit in engine.index.units if unit.text and unit.id not in engine.asked]
    assert unasked == []


def test_no_phrasing_stands_twice(engine: Engine) -> None:
    for unit, asked in engine.asked.items():
        assert len(set(asked.phrasings)) == len(asked.phrasings), unit
        assert len(set(asked.questions)) == len(asked.questions), unit


def test_every_benefit_has_a_common_question(engine: Engine) -> None:
    granting = {engine.corpus.clause(benefit.clause).unit for benefit in engine.rules.benefits}
    assert {unit for unit in granting if not engine.asked[unit].questions} == set()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("xicheng-2021-2#99:\n  asked: [开店]\n", "xicheng-2021-2#99"),
        ("xicheng-2021-2#2.6.p1:\n  asked: [开店]\n", "不写款"),
        ("xicheng-2021-2#2.6:\n  asked: [能不能领到补贴]\n", "5 个字"),
        ("xicheng-2021-2#2.6:\n  asked: ['']\n", "分开的词"),
        ("xicheng-2021-2#2.6:\n  said: [开店]\n", "asked"),
    ],
)
def test_a_slip_is_named_with_its_file(tmp_path: Path, engine: Engine, text: str, says: str) -> None:
    folder = tmp_path / "words" / "asked"
    folder.mkdir(parents=True)
    (folder / "slip.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=says) as refused:
        load_asked(tmp_path, engine.corpus)
    assert "slip.yaml，第 " in str(refused.value)


def test_a_corpus_without_phrasings_is_searched_all_the_same(tmp_path: Path, corpus_folder: Path) -> None:
    folder = shutil.copytree(corpus_folder, tmp_path / "corpus")
    shutil.rmtree(folder / "words" / "asked")
    found = Engine(folder).search(
        "就业见习生活补贴", Engine(folder).corpus.documents["xicheng-2021-2"].metadata.last_checked
    )
    assert found["results"][0]["clause"] in ("xicheng-2021-2#3.9", "chaoyang-employment-opinions#3.4")
