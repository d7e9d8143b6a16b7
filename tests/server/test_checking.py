"""A text that waits is checked here or by a process of its own, and what is kept of it reads the same later."""

from __future__ import annotations

import json

import pytest

from assistant.engine import Engine
from assistant.request import RequestError
from assistant.server import apart, checking
from assistant.server.checking import cite_apart, kept_text
from assistant.server.kept_findings import as_kept, read_kept
from tests.conftest import CORPUS
from tests.store.rows import DAY

TEXT = (
    "西城区就业措施第10条：“按照每人每月2000元的标准申请就业奖励，最长不超过三年”。另见西城区就业措施第99条、朝阳区就业意见"
    "第3条、《劳动合同法》第9条。西城区就业措施第11条：“按照每人每月2000元的标准申请就业奖励，最长不超过五年”。\n"
)


def test_a_process_of_its_own_answers_the_same_and_says_that_it_is_at_it(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "STEP", 0.05)
    steps: list[None] = []
    assert cite_apart(CORPUS, TEXT * 3, DAY, lambda: steps.append(None)) == engine.cite(TEXT * 3, DAY)
    assert steps
    monkeypatch.setattr(checking, "LONGEST", 0.0)
    with pytest.raises(RequestError, match="时间超过上限"):
        cite_apart(CORPUS, TEXT, DAY, lambda: None)


def test_what_is_kept_reads_as_it_was_found_and_says_the_same_once(engine: Engine) -> None:
    result = engine.cite(TEXT * 40, DAY)
    kept = json.loads(json.dumps(as_kept(engine, TEXT * 40, result)))
    read = read_kept(kept, TEXT * 40)
    assert list(read.found) == engine.check_findings.of(TEXT * 40, result)
    assert len(kept["sayings"]) < len(read.found) / 4
    for one, beside in zip(read.found, read.beside, strict=True):
        assert {*one.clauses, *beside} <= read.clauses.keys()
    assert any(one.outcome == "no_such_clause" and beside for one, beside in zip(read.found, read.beside, strict=True))
    # By a program that knew something else of a finding, and not yet something that has a usual value.
    for said in kept["sayings"]:
        said["unknown"] = 1
        del said["is_in_force"]
    assert len(read_kept(kept, TEXT * 40).found) == len(read.found)


def test_a_text_is_kept_as_any_database_takes_it() -> None:
    assert kept_text("一\r\n二\r三\u2029\n四\0\ud800") == "一\n二\n三\n四\u2400\ufffd"
