"""The corpus that the tests of documents share, and copies of it to be harmed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.documents.corpus import Corpus, load_corpus


@pytest.fixture(scope="session")
def corpus(corpus_folder: Path) -> Corpus:
    return load_corpus(corpus_folder)


@pytest.fixture
def copy(corpus_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(corpus_folder, tmp_path / "corpus"))
