"""How the documents stand to others: every one that is printed is there, on words of its clause, or nothing loads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.authored import CorpusError
from assistant.documents.corpus import Corpus, load_corpus, squeeze

NUMBER = re.compile(r"[\u4e00-\u9fff]+〔\d{4}〕\d+号")
TITLE = re.compile(r"《((?:[^《》]|《[^》]*》)+)》")
CERTIFICATES = {"创业合格证书", "技能培训结业证书"}


def test_every_document_printed_in_a_text_is_a_relation(corpus: Corpus) -> None:
    for document in corpus.documents.values():
        known = document.metadata.relations
        names = {name for relation in known for name in (relation.title, relation.number, relation.called) if name}
        own = {document.metadata.title, document.metadata.number.value if document.metadata.number else ""}
        text = squeeze("".join(clause.text for clause in document.clauses))
        assert set(NUMBER.findall(text)) <= names | own
        for title in set(TITLE.findall(text)) - CERTIFICATES - own:
            assert any(name.startswith(title) for name in names), title  # without （征求意见稿）


def test_a_repealed_document_is_known_by_number_title_and_short_name(corpus: Corpus) -> None:
    (repealed,) = corpus.documents["xicheng-2021-2"].metadata.related("repeals")
    assert repealed.name == "《北京市西城区人民政府关于做好新形势下就业创业工作的实施意见》（西政发〔2017〕13号）"
    assert (repealed.key, repealed.called, repealed.document) == ("西政发〔2017〕13号", "实施意见", None)
    assert repealed.quote in corpus.clause(repealed.clause).text
    (earlier,) = corpus.documents["beijing-2025-14"].metadata.related("prevails_over")
    assert (earlier.name, earlier.clause) == ("此前就业援助政策", "beijing-2025-14#5")


@pytest.mark.parametrize(
    ("written", "slip", "message"),
    [
        ("以下简称《实施意见》）同时废止\n", "以下简称《实施意见》）同时失效\n", "找不到，请照原文逐字引用"),
        ('clause: "xicheng-2021-2#8.5"', 'clause: "xicheng-2021-2#8.4"', r"它在 xicheng-2021-2#8\.5 里，请改 clause"),
        ('clause: "xicheng-2021-2#8.5"', 'clause: "xicheng-2021-2#9.5"', "没有编号为“xicheng-2021-2#9.5”的条款"),
        ("number: 西政发〔2017〕13号", "number: 西政发〔2017〕14号", "“西政发〔2017〕14号”不在引文"),
        ("called: 实施意见", "called: 实施意见\n    described: 实施", "不能同时写"),
        ("called: 实施意见", "called: 实施意见\n    document: xicheng-2017-13", "没有 id 为“xicheng-2017-13”的文件"),
        ("kind: repeals", "kind: replaces", "只能是"),
    ],
)
def test_a_slip_in_a_relation_is_refused_with_file_and_line(copy: Path, written: str, slip: str, message: str) -> None:
    path = copy / "documents" / "xicheng-2021-2.yaml"
    text = path.read_text()
    assert text.count(written) == 1
    path.write_text(text.replace(written, slip))
    with pytest.raises(CorpusError, match=message) as refused:
        load_corpus(copy)
    line = int(re.findall(r"xicheng-2021-2\.yaml，第 (\d+) 行", str(refused.value))[0])
    entry = text.count("\n", 0, text.index("kind: repeals")) + 1
    assert entry <= line <= entry + 8
