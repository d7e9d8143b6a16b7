"""What must hold of every clause of every document: its citation leads to it, its words are verbatim, no others are."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assistant.citations.folding import bare
from assistant.documents.clause import Clause
from assistant.engine import Engine
from tests.conftest import CORPUS

DAY = dt.date(2026, 11, 20)
ENGINE = Engine(CORPUS)
CLAUSES = [clause for clause in ENGINE.corpus.clauses.values() if clause.searchable]
WITH_TEXT = [clause for clause in CLAUSES if len(clause.text) >= 30 and not clause.paragraphs]
ALL_WORDS = [bare(clause.text) for clause in CLAUSES]
SURROUNDINGS = ("", "🙂🙂", "根据", "答复依据：", "您好！经核实，按", "（", "1. ")


def own(clause: str) -> str:
    """``.p1`` is a unit with one paragraph itself."""
    return clause.removesuffix(".p1")


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: clause.id)
def test_the_citation_for_people_leads_to_its_clause(clause: Clause) -> None:
    citation = ENGINE.corpus.citation(clause)
    for before in SURROUNDINGS:
        text = f"{before}{citation}，请知悉。"
        found = ENGINE.cite(text, DAY)["citations"]
        assert [(one["status"], [own(c) for c in one["clauses"]]) for one in found] == [("resolved", [own(clause.id)])]
        assert text[found[0]["start"] : found[0]["end"]] == found[0]["text"] == citation.rstrip("。")


@st.composite
def quotations(draw: st.DrawFn) -> tuple[Clause, str]:
    """A clause and a stretch of its words as they are quoted: marks within turned, nothing else touched."""
    clause = draw(st.sampled_from(WITH_TEXT))
    start = draw(st.integers(0, len(clause.text) - 14))
    words = clause.text[start : start + draw(st.integers(12, 80))].strip()
    assume(len(words) >= 12 and "\n" not in words)
    return clause, words.translate(str.maketrans("“”", "‘’"))


@given(quotations())
@settings(max_examples=80, deadline=None)
def test_the_words_of_a_clause_are_verbatim(quoted: tuple[Clause, str]) -> None:
    clause, words = quoted
    (found,) = ENGINE.cite(f"{ENGINE.corpus.citation(clause)}：“{words}”。", DAY)["quotes"]
    assert (found["status"], found["attributed_to"], found["differences"]) == ("verbatim", None, [])
    assert found["text"] == words


@given(quotations(), st.data())
@settings(max_examples=120, deadline=None)
def test_no_changed_word_passes(quoted: tuple[Clause, str], data: st.DataObject) -> None:
    """One character put for another, added or dropped: found, and never as right."""
    clause, words = quoted
    at = data.draw(st.integers(1, len(words) - 2))
    changed = words[:at] + data.draw(st.sampled_from(["", "不", "某", words[at] + "可", "三"])) + words[at + 1 :]
    plain = bare(changed).rstrip(",。;:!?、")
    assume(not any(plain in printed for printed in ALL_WORDS))
    (found,) = ENGINE.cite(f"{ENGINE.corpus.citation(clause)}：“{changed}”。", DAY)["quotes"]
    assert found["status"] in ("altered", "not_found")
    assert found["status"] == "not_found" or found["differences"]


FIGURES = [
    (clause, sentence)
    for clause in WITH_TEXT
    for sentence in re.split("(?<=[。；])", clause.text)
    if re.search(r"\d+(?:\.\d+)?万?元|\d%", sentence)
]


@pytest.mark.parametrize(("clause", "sentence"), FIGURES, ids=lambda given: getattr(given, "id", ""))
def test_the_figures_of_a_clause_are_supported_and_no_others(clause: Clause, sentence: str) -> None:
    text = f"{ENGINE.corpus.citation(clause)}：{sentence}"
    found = ENGINE.cite(text, DAY)["figures"]
    assert {figure["status"] for figure in found} == {"supported"}
    for figure in found:
        number = re.search(r"\d+(?:\.\d+)?", figure["text"])
        if number is None or figure["text"][-1] not in "元%":
            continue
        changed = figure["text"].replace(number[0], f"{float(number[0]) + 7:g}", 1)
        again = ENGINE.cite(text[: figure["start"]] + changed + text[figure["end"] :], DAY)["figures"]
        assert [f["status"] for f in again if f["start"] == figure["start"]] == ["unsupported"]
