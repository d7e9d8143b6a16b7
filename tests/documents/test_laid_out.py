"""Each source as a Word file with automatic numbers and as a justified PDF gives the same clauses as the text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from assistant.documents.corpus import squeeze
from assistant.engine import Engine
from tests.conftest import CORPUS
from tests.documents.laid_out import GB9704, OF_A_WEB_PAGE, pdf_file, sources, word_file

SOURCES = sources(CORPUS)


def said(parsed: dict[str, Any]) -> dict[str, Any]:
    """Everything but where it stands in the text and where the text comes from."""
    clauses = [{name: value for name, value in clause.items() if name != "spans"} for clause in parsed["clauses"]]
    document = {name: parsed["document"][name] for name in ("title", "number", "issuers", "dates")}
    return {"document": document, "clauses": clauses, "warnings": parsed["warnings"]}


def printed(parsed: dict[str, Any]) -> Any:
    """``said`` without white space: a blank at the end of a line of paper can't be told from none."""
    return without_blanks(said(parsed))


def without_blanks(value: Any) -> Any:
    if isinstance(value, str):
        return squeeze(value)
    if isinstance(value, dict):
        return {name: without_blanks(inner) for name, inner in value.items()}
    return [without_blanks(inner) for inner in value] if isinstance(value, list) else value


def check_spans(parsed: dict[str, Any]) -> None:
    text = parsed["document"]["text"]
    for clause in parsed["clauses"]:
        assert "".join(text[start:end] for start, end in clause["spans"]) == clause["text"], clause["clause"]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem[:3])
def test_word_with_automatic_numbers_gives_the_same_clauses(engine: Engine, path: Path) -> None:
    content, automatic = word_file(path.read_bytes().decode())
    parsed = engine.parse_upload(content, "通知.docx")
    assert parsed["document"]["format"] == "docx"
    assert automatic >= 6
    assert said(parsed) == said(engine.parse(path))
    check_spans(parsed)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem[:3])
def test_a_justified_pdf_with_page_numbers_gives_the_same_clauses(engine: Engine, browser: Browser, path: Path) -> None:
    parsed = engine.parse_upload(pdf_file(browser, path.read_bytes().decode(), GB9704), "通知.pdf")
    assert parsed["document"]["format"] == "pdf"
    assert printed(parsed) == printed(engine.parse(path))
    check_spans(parsed)


@pytest.mark.parametrize(
    "look",
    [
        pytest.param(OF_A_WEB_PAGE, id="paragraphs set apart, none indented"),
        pytest.param(OF_A_WEB_PAGE.replace("0 0 8pt", "0"), id="neither set apart nor indented"),
        pytest.param(GB9704.replace('"Noto Serif', '"DejaVu Serif", "Noto Serif'), id="digits of another width"),
    ],
)
def test_a_pdf_can_look_otherwise(engine: Engine, browser: Browser, look: str) -> None:
    path = SOURCES[2]
    parsed = engine.parse_upload(pdf_file(browser, path.read_bytes().decode(), look), "通知.pdf")
    assert printed(parsed) == printed(engine.parse(path))
