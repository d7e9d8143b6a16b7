"""Clauses beside a clause: conflicts, definitions, the same matter elsewhere."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from assistant.authored import CorpusError
from assistant.engine import Engine
from assistant.retrieval.related import conflicts_read, conflicts_written, load_matters

DAY = dt.date(2026, 11, 20)


def beside(engine: Engine, clause: str, kind: str) -> set[str]:
    return {b.clause for b in engine.related.beside(clause) if b.kind == kind}


def test_the_hiring_subsidy_stands_beside_the_citys_clauses_that_it_conflicts_with(engine: Engine) -> None:
    conflicts = {"beijing-2025-14#3.9", "beijing-2025-14#5"}
    assert beside(engine, "xicheng-2021-2#2.6", "conflict") == conflicts
    for clause in conflicts:
        assert beside(engine, clause, "conflict") == {"xicheng-2021-2#2.6"}


@pytest.mark.parametrize(
    ("unit", "definers"),
    [
        ("2.6", {"8.1"}),  # 用人单位
        ("2.7", {"2.6", "8.2"}),  # 实现稳定就业, 本市农村劳动力
        ("3.9", {"8.2"}),  # 青年失业人员
        ("6.24", {"8.1"}),  # 本区经营性人力资源服务机构
        ("7.28", {"8.3"}),  # 促进就业经费
        ("8.1", set()),
        ("4.14", set()),
    ],
)
def test_terms_are_defined_where_the_text_says_what_they_mean(engine: Engine, unit: str, definers: set[str]) -> None:
    document = "xicheng-2021-2#"
    assert beside(engine, document + unit, "definition") == {document + definer for definer in definers}


def test_a_document_without_definitions_has_none(engine: Engine) -> None:
    others = (u.id for u in engine.index.units if u.document != "xicheng-2021-2")
    assert [unit for unit in others if beside(engine, unit, "definition")] == []


def test_rent_is_subsidised_elsewhere_too(engine: Engine) -> None:
    elsewhere = {"chaoyang-employment-opinions#5.3", "tongzhou-friendly-city-draft#3.2.4"}
    assert beside(engine, "xicheng-2021-2#4.14", "elsewhere") == elsewhere


def test_clauses_and_hits_carry_what_belongs_beside_them(engine: Engine) -> None:
    shown = engine.clause("xicheng-2021-2#2.6.p1", DAY)["related"]
    assert shown == engine.search("西城第六条", DAY, limit=1)["results"][0]["related"]
    assert shown[0]["kind"] == "conflict"
    assert all(row["citation"].startswith("《") for row in shown)


def test_conflicts_come_back_as_they_were_kept(engine: Engine) -> None:
    conflicts = engine.related.conflicts
    assert {unit: list(others) for unit, others in conflicts.items()} == conflicts_read(conflicts_written(conflicts))


@pytest.mark.parametrize(
    ("line", "says"),
    [("[a#1, b#2]", "a#1"), ("[xicheng-2021-2#2.6.p1]", "写到条"), ("[xicheng-2021-2#2.6]", "已经")],
)
def test_a_slip_is_named_with_its_line(tmp_path: Path, corpus_folder: Path, line: str, says: str) -> None:
    folder = shutil.copytree(corpus_folder, tmp_path / "corpus")
    path = folder / "related.yaml"
    written = path.read_text(encoding="utf-8") + f"  - matter: 又一件\n    clauses: {line}\n"
    path.write_text(written, encoding="utf-8")
    corpus = Engine(corpus_folder).corpus
    with pytest.raises(CorpusError, match=says) as refused:
        load_matters(folder, corpus)
    assert f"第 {len(written.splitlines())} 行" in str(refused.value)
