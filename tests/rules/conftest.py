"""The rulebook of the real corpus."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.documents.corpus import load_corpus
from assistant.facts.vocabulary import load_vocabulary
from assistant.rules.assess import Rulebook, load_rulebook


def open_rulebook(folder: Path) -> Rulebook:
    return load_rulebook(folder, load_corpus(folder), load_vocabulary(folder))


@pytest.fixture(scope="session")
def rulebook(corpus_folder: Path) -> Rulebook:
    return open_rulebook(corpus_folder)
