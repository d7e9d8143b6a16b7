"""Rules stand on the very words of the law: change a quoted word in the source and the corpus refuses to load."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

import pytest

from assistant.authored import CorpusError
from assistant.rules.assess import Rulebook
from tests.rules.conftest import open_rulebook


@pytest.fixture
def copy(corpus_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(corpus_folder, tmp_path / "corpus"))


def alter(corpus: Path, document: str, old: str, new: str) -> None:
    """Change the source and its checksum, as somebody would who ingests a new version."""
    metadata = corpus / "documents" / f"{document}.yaml"
    text = metadata.read_text()
    found = re.search(r"source: (\S+)", text)
    assert found
    source = corpus / "sources" / found[1]
    before = source.read_bytes()
    assert old.encode() in before
    source.write_bytes(before.replace(old.encode(), new.encode()))
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    metadata.write_text(re.sub(r"sha256: \w+", f"sha256: {digest}", text))


@pytest.mark.parametrize(
    ("document", "old", "new"),
    [
        ("xicheng-2021-2", "9000 元、1.2 万元标准申请就业奖励", "8000 元、1.2 万元标准申请就业奖励"),
        ("xicheng-2021-2", "退役士兵", "退役军官"),
        ("xicheng-2021-2", "经营一年以上，按照", "经营两年以上，按照"),
        ("chaoyang-employment-opinions", "5000元成功创业补贴", "6000元成功创业补贴"),
        ("chaoyang-employment-opinions", "每年给予5万元", "每年给予4万元"),
        ("beijing-2025-14", "低保对象,实施就业奖励", "特困对象,实施就业奖励"),
        ("haidian-measures-note", "女年满35周岁", "女年满36周岁"),
        ("tongzhou-friendly-city-draft", "优先面向外来务工人员群体", "优先面向本区户籍群体"),
    ],
)
def test_a_changed_noun_or_number_is_refused(copy: Path, document: str, old: str, new: str) -> None:
    alter(copy, document, old, new)
    with pytest.raises(CorpusError) as refused:
        open_rulebook(copy)
    message = str(refused.value)
    assert f"{document}.yaml，第" in message
    assert "引文" in message
    assert "最接近的是" in message


def test_every_quote_is_verbatim_once_and_short(rulebook: Rulebook) -> None:
    for benefit in rulebook.benefits:
        for leaf in benefit.when.leaves():
            text = rulebook.corpus.clause(leaf.grounds.clause).text
            assert text.count(leaf.grounds.quote) == 1, (benefit.id, leaf.grounds)
            assert len(leaf.grounds.quote) <= 60
        assert benefit.pays_grounds


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "fact: contract_years, at_least: 1, quote: 依法",
            "fact: contract_yeras, at_least: 1, quote: 依法",
            "contract_yeras",
        ),
        ("kind: schedule", "kind: scedule", "pays"),
        ("id: xicheng-low-income-reward", "id: xicheng-employment-reward", "同一个 id"),
        ("is: xicheng, quote: 本区户籍劳动力实现创业", "is: xichen, quote: 本区户籍劳动力实现创业", "xichen"),
        ("      - use: employer\n", "      - use: employers\n", "employers"),
        ("recipient: 个人申请，由见习单位代为发放", "recipiant: 个人申请，由见习单位代为发放", "recipi"),
        ("quote: 在本区注册}", "quote: 在本区登记注册}", "最接近的是"),
        ("benefits:\n", "benefits: [\n", "YAML"),
    ],
)
def test_a_slip_in_a_rule_names_file_and_line(copy: Path, old: str, new: str, says: str) -> None:
    path = copy / "rules" / "xicheng-2021-2.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(CorpusError) as refused:
        open_rulebook(copy)
    assert re.search(r"xicheng-2021-2\.yaml，第 \d+ 行", str(refused.value))
    assert says in str(refused.value)
