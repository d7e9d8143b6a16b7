"""The weights: read from data, refused where they aren't whole; what each signal of an answer says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from assistant.authored import CorpusError
from assistant.engine import Engine
from assistant.retrieval.confidence import Points, Signals
from assistant.retrieval.ranking import load_ranking

DAY = dt.date(2026, 11, 20)


@pytest.mark.parametrize(
    ("written", "instead", "says"),
    [
        ("  titles: 0.7\n", "", "titles"),
        ("  titles: 0.7\n", "  titles: 0.7\n  headings: 1\n", "headings"),
        ("  text: 1.5\n", "  text: much\n", "much"),
        ("  city: 0.9\n", "", "city"),
        ("confidence:", "certainty:", "certainty|confidence"),
    ],
)
def test_a_slip_is_named(tmp_path: Path, corpus_folder: Path, written: str, instead: str, says: str) -> None:
    text = (corpus_folder / "ranking.yaml").read_text(encoding="utf-8")
    assert written in text
    (tmp_path / "ranking.yaml").write_text(text.replace(written, instead), encoding="utf-8")
    with pytest.raises(CorpusError, match=says) as refused:
        load_ranking(tmp_path)
    assert "ranking.yaml，第 " in str(refused.value)


def signals(engine: Engine, question: str) -> Signals:
    search = engine.clause_search
    read = search.reader.read(question)
    scores = search.scores(read, DAY, {})
    return search.signals(read, scores, scores.index(max(scores)))


def test_points_are_added_up() -> None:
    points = Points(start=-3, words=1, pairs=2, strength=3, outside=-5)
    assert Signals(words=0.5, pairs=0.5, strength=2, outside=1).points(points) == pytest.approx(-0.5)


def test_a_question_in_the_documents_own_words_has_all_of_them(engine: Engine) -> None:
    found = signals(engine, "就业见习生活补贴")
    assert (found.words, found.outside) == (1, 0)
    assert found.pairs == pytest.approx(7**0.5)  # all of seven


def test_words_that_no_document_has_lower_the_share(engine: Engine) -> None:
    assert signals(engine, "就业见习 紫罗兰 望远镜").words < signals(engine, "就业见习").words


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("小客车摇号", 2),
        ("厦门见习补贴", 1),
        ("我是厦门人，见习有补贴吗", 0),  # where somebody comes from
        ("我是厦门人，厦门见习有补贴吗", 1),  # and what is asked about
        ("厦门的，在朝阳区开店", 0),
        ("网上海淀区的文件", 0),  # 上海 across two words
        ("见习补贴", 0),
    ],
)
def test_matters_and_places_outside(engine: Engine, question: str, named: int) -> None:
    assert signals(engine, question).outside == named


def test_nothing_asked_says_nothing(engine: Engine) -> None:
    assert signals(engine, "") == Signals(0, 0, 0, 0)
