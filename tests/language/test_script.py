"""Traditional characters."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.authored import CorpusError
from assistant.language.script import Traditional

WORDS = Path(__file__).parents[2] / "corpus" / "words"
TRADITIONAL = Traditional(WORDS / "traditional.tsv")


@pytest.mark.parametrize(
    ("written", "simplified"),
    [
        ("見習補貼", "见习补贴"),
        ("開店 房租", "开店 房租"),
        ("失業後創業", "失业后创业"),
        ("已经是简体", "已经是简体"),
        ("", ""),
    ],
)
def test_traditional_is_written_simplified(written: str, simplified: str) -> None:
    assert TRADITIONAL.simplified(written) == simplified


@given(st.text())
def test_the_length_stays_and_twice_is_once(text: str) -> None:
    once = TRADITIONAL.simplified(text)
    assert len(once) == len(text)
    assert TRADITIONAL.simplified(once) == once


def test_a_malformed_row_is_named(tmp_path: Path) -> None:
    (tmp_path / "t.tsv").write_text("补贴\t補貼\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="补贴"):
        Traditional(tmp_path / "t.tsv")
