"""Help while typing: what is suggested for what is typed, in characters, in pinyin, in both."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.engine import Engine
from assistant.retrieval.suggest import SHORTEST


def texts(engine: Engine, typed: str, limit: int = 8) -> list[str]:
    return [s.text for s in engine.suggestions.matching(typed, limit)]


@pytest.mark.parametrize("typed", ["房租", "fz", "fangzu", "FZ", "房z", "ｆｚ"])
def test_rent_is_found_however_it_is_typed(engine: Engine, typed: str) -> None:
    assert texts(engine, typed)[0] == "房租"


def test_traditional_characters(engine: Engine) -> None:
    assert texts(engine, "見習") == texts(engine, "见习") != []


def test_benefits_terms_and_questions_say_what_they_are(engine: Engine) -> None:
    found = engine.suggestions.matching("见习", 50)
    assert {s.kind for s in found} == {"benefit", "term", "question"}
    for suggestion in found:
        assert (suggestion.clause is None) == (suggestion.kind == "term")
        assert suggestion.clause is None or suggestion.clause in engine.corpus.clauses


@pytest.mark.parametrize("typed", ["", " ", "房", "f", "？！", "\ud800", "\x00\x01", "zzzzzz", "😀😀"])
def test_nothing_to_go_on_nothing_suggested(engine: Engine, typed: str) -> None:
    assert texts(engine, typed) == []


@given(typed=st.text(max_size=40) | st.text(alphabet="fzbtjxsy房租补贴见习", max_size=6), limit=st.integers(-1, 9))
def test_any_typing_gives_each_text_once_and_no_more_than_asked(engine: Engine, typed: str, limit: int) -> None:
    found = texts(engine, typed, limit)
    assert found == texts(engine, typed, limit)
    assert len(found) <= max(limit, 0)
    assert len(set(found)) == len(found)
    assert not found or len("".join(typed.split())) >= SHORTEST


def test_a_long_paste_suggests_nothing(engine: Engine) -> None:
    assert texts(engine, "房租补贴怎么领" * 1_000) == []


def test_near_questions_are_those_of_the_units_given(engine: Engine) -> None:
    units = ["xicheng-2021-2#4.14", "chaoyang-employment-opinions#5.3"]
    near = engine.suggestions.near(["开店", "店房", "房租"], units, 2)
    assert len(near) == 2
    assert all("房租" in question for question in near)
    assert engine.suggestions.near(["开店", "房租"], [], 3) == []
    assert engine.suggestions.near(["股票", "票怎"], units, 3) == []
