"""The engine that the tests of citations share."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.engine import Engine

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine(ROOT / "corpus")
