"""The index gives rank-bm25's scores bit for bit, and the best units in one order."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Okapi

from assistant.retrieval import okapi
from assistant.retrieval.okapi import Okapi

# A dozen tokens: many units share them, so that the floor for frequent terms, ties and negative averages all come up.
tokens = st.sampled_from(["补贴", "房租", "社保", "的", "了", "见习", "奖励", "600", "单位", "a"])
units = st.lists(st.lists(tokens, max_size=9), min_size=1, max_size=40).filter(any)
queries = st.lists(tokens | st.just("没有的词"), max_size=8)

Make = Callable[[list[list[str]]], Okapi]


@pytest.fixture(params=["table", "rows", "postings"], scope="module")
def make(request: pytest.FixtureRequest) -> Make:
    """An index that lays its numbers down as a small one does, as a larger one, or as one of a million units."""

    def made(corpus: list[list[str]]) -> Okapi:
        with pytest.MonkeyPatch.context() as patch:
            if request.param != "table":
                patch.setattr(okapi, "_TABLE", 0)
            if request.param == "postings":
                patch.setattr(okapi, "_LONGEST_ROW", 0)
            return Okapi(corpus)

    return made


def by_definition(theirs: BM25Okapi, query: list[str], k: int) -> list[tuple[int, float]]:
    scores = theirs.get_scores(query).tolist()
    order = sorted((i for i, score in enumerate(scores) if score > 0), key=lambda i: (-scores[i], i))
    return [(i, scores[i]) for i in order[:k]]


@given(units, queries)
def test_scores_are_those_of_rank_bm25(make: Make, corpus: list[list[str]], query: list[str]) -> None:
    ours, theirs = make(corpus), BM25Okapi(corpus)
    assert ours.idf == theirs.idf
    assert ours.average_idf == theirs.average_idf
    assert ours.get_scores(query).tolist() == theirs.get_scores(query).tolist()
    some = list(range(0, len(corpus), 2))
    assert ours.get_batch_scores(query, some) == theirs.get_batch_scores(query, some)


@given(units, queries, st.integers(min_value=-1, max_value=50))
def test_the_best_are_those_of_rank_bm25_and_ties_keep_their_order(
    make: Make, corpus: list[list[str]], query: list[str], k: int
) -> None:
    ours = make(corpus)
    expected = by_definition(BM25Okapi(corpus), query, max(k, 0))
    assert ours.top(query, k) == expected
    assert ours.top(query, k) == expected  # nothing of a query is left behind


@given(units, st.floats(0.1, 3), st.floats(0, 0.95), st.floats(0, 1))  # at b = 1 an empty unit divides 0 by 0
def test_other_constants(corpus: list[list[str]], k1: float, b: float, epsilon: float) -> None:
    ours, theirs = Okapi(corpus, k1, b, epsilon), BM25Okapi(corpus, k1=k1, b=b, epsilon=epsilon)
    query = corpus[0] + corpus[-1]
    assert ours.get_scores(query).tolist() == theirs.get_scores(query).tolist()


@given(units, queries)
def test_postings_add_up_to_the_scores(corpus: list[list[str]], query: list[str]) -> None:
    ours = Okapi(corpus)
    scores = [0.0] * len(corpus)
    for token in query:
        for unit, added in zip(*ours.postings(token), strict=True):
            scores[unit] += added
    assert scores == ours.get_scores(query).tolist()


def test_many_threads_ask_one_index() -> None:
    corpus = [[f"w{i % 7}", f"w{i % 11}", f"v{i % 13}"] for i in range(2_000)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(okapi, "_TABLE", 0)
        ours = Okapi(corpus)
    asked = [[f"w{i % 7}", f"v{i % 13}"] for i in range(200)]
    alone = [ours.top(query, 10) for query in asked]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda query: ours.top(query, 10), asked)) == alone


@pytest.mark.parametrize("corpus", [[], [[]], [[], []]])
def test_nothing_to_index_is_refused(corpus: list[list[str]]) -> None:
    with pytest.raises(ValueError, match="token"):
        Okapi(corpus)
