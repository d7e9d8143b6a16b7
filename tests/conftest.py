"""What all tests share: the real corpus and one engine on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from assistant.engine import Engine

CORPUS = Path(__file__).parent.parent / "corpus"

settings.register_profile("assistant", deadline=None, max_examples=60)
settings.load_profile("assistant")


@pytest.fixture(scope="session")
def corpus_folder() -> Path:
    return CORPUS


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine(CORPUS)
