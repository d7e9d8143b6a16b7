"""The marks that a ranking gets, and the sets of questions that search is judged by."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from assistant.engine import Engine
from assistant.facts.calendar import read_day
from assistant.request import RequestError
from assistant.retrieval.evaluate import JudgedQuestion, marks, plain_bm25, read_questions

HERE = Path(__file__).parent
DAY = read_day("2026-11-20")


def question(relevant: dict[str, int]) -> JudgedQuestion:
    return JudgedQuestion("resident", "问", relevant, None)


def test_marks_by_hand() -> None:
    two = question({"a": 2, "b": 2, "c": 1})
    perfect = marks(["a", "b", "c"], two)
    assert (perfect.recall, perfect.reciprocal_rank, perfect.gain) == (1, 1, 1)
    late = marks(["x", "c", "y", "a", "z", "b"], two)
    assert (late.recall, late.reciprocal_rank) == (0.5, 0.25)
    ideal = 3 + 3 / math.log2(3) + 1 / 2
    assert late.gain == pytest.approx((1 / math.log2(3) + 3 / math.log2(5) + 3 / math.log2(7)) / ideal)
    nothing = marks([], two)
    assert (nothing.recall, nothing.reciprocal_rank, nothing.gain) == (0, 0, 0)
    six = question(dict.fromkeys("abcdef", 2))
    assert marks(list("abcde"), six).recall == 1  # five places can't hold six


def test_only_helpers_count_where_nothing_answers_wholly() -> None:
    assert marks(["c"], question({"c": 1})).recall == 1


def test_the_yardstick_is_rank_bm25_over_jiebas_words(engine: Engine) -> None:
    import jieba
    from rank_bm25 import BM25Okapi

    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    units = [unit for unit in engine.index.units if unit.text]
    okapi = BM25Okapi([tokenizer.lcut(unit.text) for unit in units])
    plain = plain_bm25(engine.corpus)
    for asked in ("房租补贴", "下岗了，找着单位上班国家给奖励不", "的", "猎头 补贴"):
        scores = okapi.get_scores(tokenizer.lcut(asked)).tolist()
        order = sorted((i for i, score in enumerate(scores) if score > 0), key=lambda i: (-scores[i], i))
        assert plain(asked) == [units[i].id for i in order[:10]]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("房租", "第 2 行"),
        ('{"query": 5}', "query"),
        ('{"query": "房租", "relevant": {"x#1": 2}}', "x#1"),
        ('{"query": "房租", "relevant": {"xicheng-2021-2#2.6": 3}}', "1 或 2"),
        ('{"query": "房租", "relevant": []}', "relevant"),
        ('{"query": "房租", "as_of": 2026}', "第 2 行"),
        ('{"query": "房租", "as_of": "2026-13-01"}', "2026-13-01"),
        ('{"query": "房租", "kind": "all", "relevant": {"xicheng-2021-2#2.6": 2}}', "kind"),
        ('{"query": "房租", "relevant": {"xicheng-2021-2#title": 2}}', "title"),
        ('{"query": "房租", "relevant": {"xicheng-2021-2#2.6": true}}', "1 或 2"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, engine: Engine, line: str, says: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"query": "房租"}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(RequestError, match=says) as refused:
        read_questions(path, engine.corpus)
    assert "第 2 行" in str(refused.value)


def test_questions_without_an_answer_get_no_marks(tmp_path: Path, engine: Engine) -> None:
    path = tmp_path / "none.jsonl"
    path.write_text('{"query": "小客车摇号"}\n', encoding="utf-8")
    evaluated = engine.evaluate_search(path, DAY)
    assert evaluated["kinds"] == {}
    assert evaluated["off_topic"] == {"questions": 1, "refused": 1.0}


def test_the_sets_are_what_they_say(engine: Engine) -> None:
    """Enough of each, every line well formed, and no question (but the shortest) in two sets."""
    sizes = {}
    seen: dict[str, str] = {}
    for path in [*sorted(HERE.glob("*.jsonl")), *sorted((engine.folder / "questions").glob("*.jsonl"))]:
        rows = read_questions(path, engine.corpus)
        sizes[path.stem] = (sum(bool(q.relevant) for q in rows), sum(not q.relevant for q in rows))
        for asked in rows:
            assert len(asked.query) < 8 or seen.setdefault(asked.query, path.stem) == path.stem, asked.query
    assert sizes["frozen_questions"][0] + sizes["everyday_questions"][0] >= 150
    outside = (engine.folder / "questions" / "off_topic.jsonl", HERE / "off_topic_held_out.jsonl")
    assert [sizes[path.stem] for path in outside] == [(0, 160), (0, 160)]
    ids = [json.loads(line)["id"] for path in outside for line in path.read_text("utf-8").splitlines()]
    assert len(set(ids)) == len(ids)
