"""Nothing that the documents grant is left out: each granting sentence is quoted by a rule or listed with a reason."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.authored import CorpusError
from assistant.rules.assess import Rulebook
from assistant.rules.coverage import Coverage, measure_coverage
from tests.rules.conftest import open_rulebook


@pytest.fixture(scope="module")
def coverage(corpus_folder: Path, rulebook: Rulebook) -> Coverage:
    return measure_coverage(corpus_folder, rulebook)


@pytest.fixture
def copy(corpus_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(corpus_folder, tmp_path / "corpus"))


def test_every_granting_sentence_is_accounted_for(coverage: Coverage) -> None:
    assert len(coverage.sentences) > 200
    assert [(s.clause, s.text) for s in coverage.open] == []


def test_every_clause_with_money_in_it_is_looked_at(coverage: Coverage, rulebook: Rulebook) -> None:
    clauses = [c for c in rulebook.corpus.clauses.values() if c.searchable and c.text and not c.paragraphs]
    granting = {c.id for c in clauses if any(word in c.text for word in ("补贴", "奖励", "万元", "可申请"))}
    assert granting <= {sentence.clause for sentence in coverage.sentences}


def test_numbers_quoted_but_not_used_are_reported(coverage: Coverage) -> None:
    said = {(number.benefit, number.words): number.reason for number in coverage.unused}
    assert said["chaoyang-retention-refund", "6个月"]
    assert ("xicheng-talent-permit-preference", "5%") in said


def test_a_rule_taken_away_leaves_its_sentences_open(copy: Path) -> None:
    path = copy / "rules" / "xicheng-2021-2.yaml"
    text = path.read_text()
    start = text.index("  - id: xicheng-placement-subsidy\n")
    path.write_text(text[:start] + text[text.index("  - id: ", start + 5) :])
    found = measure_coverage(copy, open_rulebook(copy))
    assert {sentence.clause for sentence in found.open} == {"xicheng-2021-2#6.24"}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("quote: 相关补贴标准可根据本区经济发展情况", "quote: 相关补贴标准可按照本区经济发展情况", "最接近的是"),
        ("    word: 原政策\n", "    word: 新政策\n", "word"),
        ('clause: "xicheng-2021-2#8.4"', 'clause: "xicheng-2021-2#8.44"', "8.44"),
        ("listed:\n", "listed:\n  - {clause: a, quote: 补贴}\n", "缺少"),
        (
            "listed:\n",
            'listed:\n  - {clause: "xicheng-2021-2#6.24", quote: 每人1000元标准, word: 元, to: 机构, reason: 有规则}\n',
            "已经有待遇引用",
        ),
    ],
)
def test_a_wrong_entry_is_refused_with_its_line(copy: Path, old: str, new: str, says: str) -> None:
    path = copy / "coverage.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(CorpusError, match=r"coverage\.yaml，第 \d+ 行") as refused:
        measure_coverage(copy, open_rulebook(copy))
    assert says in str(refused.value)
