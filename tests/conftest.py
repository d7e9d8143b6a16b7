"""What all tests share: the real corpus and one engine on it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from assistant.engine import Engine

CORPUS = Path(__file__).parent.parent / "corpus"

# The index that the tests make, and the processes that they start, is kept beside pytest's own cache.
os.environ["ASSISTANT_CACHE"] = str(CORPUS.parent / ".pytest_cache" / "assistant")

settings.register_profile("assistant", deadline=None, max_examples=60)
settings.load_profile("assistant")


@pytest.fixture(scope="session")
def corpus_folder() -> Path:
    return CORPUS


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine(CORPUS)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many combinations the exhaustive checks looked at."""
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    properties = [p for r in reports if getattr(r, "when", "") == "call" for p in r.user_properties]
    notes = [note for name, note in properties if name == "combinations"]
    if notes:
        terminalreporter.section("combinations")
        for note in notes:
            terminalreporter.write_line(str(note))
