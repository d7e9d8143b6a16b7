"""Words, their places, and misspelt words."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.authored import CorpusError
from assistant.language.segment import Segmenter, normalise
from assistant.language.sounds import Sounds

WORDS = Path(__file__).parents[2] / "corpus" / "words"
SEGMENTER = Segmenter(WORDS / "terms.txt")
SOUNDS = Sounds(WORDS / "sounds.tsv", ["见习", "房租", "失业", "登记失业人员", "保险", "优惠", "奖励"])


def test_terms_of_the_field_are_words_and_their_parts_too() -> None:
    words = [word.text for word in SEGMENTER.words("本区户籍的登记失业人员")]
    assert "登记失业人员" in words
    assert "失业" in words


def test_width_and_case_and_punctuation_do_not_matter() -> None:
    assert [w.text for w in SEGMENTER.words("ＡＰＰ，培训！")] == ["app", "培训"]


def test_words_know_their_place() -> None:
    text = "《关于 灵活就业》"
    (word,) = (w for w in SEGMENTER.whole_words(text) if w.text == "灵活就业")
    assert text[word.start : word.end] == "灵活就业"


@given(st.text())
def test_every_word_stands_in_the_text(text: str) -> None:
    words = SEGMENTER.words(text)
    assert words == SEGMENTER.words(text)
    for word in words:
        assert 0 <= word.start < word.end <= len(text)
        assert word.text in normalise(text[word.start : word.end]).text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("见席补贴", "见习补贴"),
        ("方租怎么补", "房租怎么补"),
        ("失叶了", "失业了"),
        ("优慧", "优惠"),
        ("见习补贴", "见习补贴"),
        ("报销", "报销"),
        ("", ""),
    ],
)
def test_words_of_the_same_sound_are_put_right(written: str, meant: str) -> None:
    assert SOUNDS.corrected(written, SEGMENTER) == meant


@given(st.text(alphabet="见席习方房租祖失叶业登计记优慧惠的了我 a1"))
def test_a_correction_keeps_the_length(text: str) -> None:
    assert len(SOUNDS.corrected(text, SEGMENTER)) == len(text)


def test_a_malformed_term_is_named_with_its_line(tmp_path: Path) -> None:
    terms = tmp_path / "terms.txt"
    terms.write_text("# 词\n见习\n失业 many\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="第 3 行"):
        Segmenter(terms)


def test_nothing_heavy_is_imported_and_nothing_is_logged(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; import assistant.retrieval.search;"
        "from assistant.language.segment import Segmenter;"
        "assert not {'jieba', 'numpy', 'rank_bm25'} & set(sys.modules), 'heavy';"
        f" Segmenter(Path({str(WORDS / 'terms.txt')!r})).words('就业见习')"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env={"TMPDIR": str(tmp_path), "PYTHONPATH": str(WORDS.parents[1])},
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert list(tmp_path.iterdir()) == []  # no cache in the shared temp directory
