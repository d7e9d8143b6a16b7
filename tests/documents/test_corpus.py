"""The five documents: their clauses, their metadata's words, and a corpus that refuses to load when altered."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from assistant.authored import CorpusError
from assistant.documents.corpus import Corpus, UnknownClause, corpus_version, load_corpus, questions_version
from assistant.documents.outline import read_outline
from assistant.documents.standing import load_notices, standing_warnings
from assistant.engine import Engine

DAY = dt.date(2026, 11, 20)


def test_spans_give_every_clause_back_from_the_untouched_source(corpus: Corpus) -> None:
    for document in corpus.documents.values():
        for clause in document.clauses:
            assert "".join(document.source[a:b] for a, b in clause.spans) == clause.text, clause.id


def test_everything_in_a_source_is_in_a_unit_in_metadata_or_removed_once(corpus: Corpus) -> None:
    for document in corpus.documents.values():
        outline = read_outline(document.source)
        owned = [offset for unit in outline.units for text in unit.texts() for offset in text.at]
        owned += [offset for line in outline.metadata for offset in line.content.at]
        owned += [offset for start, end in outline.removed for offset in range(start, end)]
        assert sorted(owned) == list(range(len(document.source)))


def test_what_was_removed_is_blank_page_number_or_bookmark(corpus: Corpus) -> None:
    for document in corpus.documents.values():
        for start, end in read_outline(document.source).removed:
            left = document.source[start:end].split()
            assert all(word.startswith("[bookmark:") or word in "-48_GoBack]" or word[0] == "_" for word in left)


@pytest.mark.parametrize(
    ("clause", "labels", "title", "begins"),
    [
        ("xicheng-2021-2#2.6.p2", ("二、", "6."), "鼓励用人单位增加就业容量", "上述人员（不含享受"),
        ("xicheng-2021-2#8.1.p2", ("八、", "（一）"), None, "“本区经营性人力资源服务机构”"),
        ("chaoyang-employment-opinions#1.2.2", ("一、", "（二）", "2."), "服务定位，优化结构", "服务定位"),
        ("beijing-2025-14#3.8.p2", ("三、", "(八)"), "用好社会保险补贴政策", "本市社会保险补贴政策范围"),
        ("tongzhou-friendly-city-draft#3.4.7", ("三、", "（4）", "7."), "加快构建高质量和谐劳动关系", "加快构建"),
        ("tongzhou-friendly-city-draft#4", ("四、",), "工作要求", "本文件执行期限为"),
        ("tongzhou-friendly-city-draft#annex.2", ("征求意见汇总说明", "2."), None, "区财政局针对"),
        ("haidian-measures-note#3.1.p2", ("三、", "一是"), None, "同时，构建就业优先的责任体系"),
    ],
)
def test_clauses_stand_at_their_addresses(
    corpus: Corpus, clause: str, labels: tuple[str, ...], title: str | None, begins: str
) -> None:
    found = corpus.clause(clause)
    assert (found.label_path, found.title) == (labels, title)
    assert found.text.startswith(begins)


def test_the_only_paragraph_answers_to_p1(corpus: Corpus) -> None:
    assert corpus.clause("tongzhou-friendly-city-draft#4.p1").id == "tongzhou-friendly-city-draft#4"
    assert corpus.clause("xicheng-2021-2#2.6.p1").id == "xicheng-2021-2#2.6.p1"


def test_an_unknown_clause_names_the_nearest(corpus: Corpus) -> None:
    with pytest.raises(UnknownClause) as refused:
        corpus.clause("xicheng-2021-2#2.66")
    assert "xicheng-2021-2#2.6" in refused.value.nearest


def test_citations_are_written_for_people(corpus: Corpus) -> None:
    cited = corpus.citation(corpus.clause("xicheng-2021-2#2.6.p2"))
    assert cited == "《北京市西城区做好当前和今后一个时期就业工作的若干措施》（西行规发〔2021〕2号）二、6. 第2款"


@pytest.mark.parametrize(
    ("document", "day", "status", "code"),
    [
        ("xicheng-2021-2", "2021-12-31", "not_yet_in_force", "not_yet_in_force"),
        ("xicheng-2021-2", "2022-01-01", "in_force", "expiring"),
        ("xicheng-2021-2", "2026-12-31", "in_force", "last_day"),
        ("xicheng-2021-2", "2027-01-01", "expired", "expired"),
        ("beijing-2025-14", "2025-12-31", "not_yet_in_force", "not_yet_in_force"),
        ("beijing-2025-14", "2026-01-01", "in_force", None),
        ("chaoyang-employment-opinions", "2026-11-20", "in_force", "undated"),
        ("tongzhou-friendly-city-draft", "2026-11-20", "draft", "draft"),
        ("haidian-measures-note", "2026-11-20", "explanatory_note", "explanatory_note"),
    ],
)
def test_law_as_of_a_day(
    corpus: Corpus, corpus_folder: Path, document: str, day: str, status: str, code: str | None
) -> None:
    as_of = dt.date.fromisoformat(day)
    assert corpus.legal_status(document, as_of) == status
    warned = standing_warnings(corpus.documents[document].metadata, as_of, load_notices(corpus_folder))
    assert [w.code for w in warned] == ([code] if code else [])


def test_days_left_are_counted_afresh(engine: Engine) -> None:
    warned = engine.clause("xicheng-2021-2#2.6", DAY)["warnings"][0]["message"]
    assert "还剩41天" in warned


def test_a_missing_source_is_named(copy: Path) -> None:
    (copy / "sources" / "002_e746365aebff1d2d.txt").unlink()
    with pytest.raises(CorpusError, match="002_e746365aebff1d2d"):
        load_corpus(copy)


def test_an_altered_source_is_refused(copy: Path) -> None:
    path = copy / "sources" / "001_421b5b6a29edb51f.txt"
    path.write_bytes(path.read_bytes().replace("5000元".encode(), "8000元".encode()))
    with pytest.raises(CorpusError, match="sha256"):
        load_corpus(copy)


def test_metadata_must_stand_on_words_of_the_document(copy: Path) -> None:
    path = copy / "documents" / "beijing-2025-14.yaml"
    path.write_text(path.read_text().replace("words: 本通知自2026年1月1日起实施", "words: 本通知自2026年2月1日起实施"))
    with pytest.raises(CorpusError, match="in_force_from"):
        load_corpus(copy)


def test_a_slip_in_metadata_names_file_line_and_field(copy: Path) -> None:
    path = copy / "documents" / "beijing-2025-14.yaml"
    path.write_text(path.read_text().replace("territory: beijing", "teritory: beijing"))
    with pytest.raises(CorpusError, match=r"beijing-2025-14\.yaml，第 \d+ 行：字段 te?r+itory"):
        load_corpus(copy)


def test_an_empty_folder_is_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="--corpus"):
        load_corpus(tmp_path)


def test_the_questions_that_judge_search_are_no_part_of_the_version(tmp_path: Path, corpus_folder: Path) -> None:
    """What was answered hasn't changed where only a question to judge by was added."""
    folder = shutil.copytree(corpus_folder, tmp_path / "corpus")
    assert corpus_version(folder) == corpus_version(corpus_folder)
    judged, version = questions_version(folder), corpus_version(folder)
    with (folder / "questions" / "questions.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"query": "小客车摇号怎么办"}\n')
    assert corpus_version(folder) == version
    assert questions_version(folder) != judged
    with (folder / "words" / "stopwords.txt").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert corpus_version(folder) != version
