"""A copy of the corpus in which a clause and a dated figure are others."""

from __future__ import annotations

import shutil
from pathlib import Path

from assistant.authored import sha256
from tests.conftest import CORPUS

SAID, INSTEAD = "降低创业创新成本", "降低创新创业成本"  # of xicheng-2021-2#4.14; no rule quotes them
RAISED = "    - {from: 2026-09-01, amount: 2600, source: 试验, confirmed: true}\n"


def changed_corpus(folder: Path) -> Path:
    """The folder of the copy."""
    copy = folder / "corpus"
    shutil.copytree(CORPUS, copy)
    metadata = copy / "documents" / "xicheng-2021-2.yaml"
    lines = metadata.read_text(encoding="utf-8").splitlines()
    source = copy / "sources" / next(line.split()[1] for line in lines if line.startswith("source:"))
    before = source.read_bytes()
    assert SAID in before.decode()
    source.write_bytes(before.replace(SAID.encode(), INSTEAD.encode()))
    described = metadata.read_text(encoding="utf-8").replace(sha256(before), sha256(source.read_bytes()))
    metadata.write_text(described, encoding="utf-8")
    parameters = copy / "parameters.yaml"
    figures = parameters.read_text(encoding="utf-8").replace("  remarks:", f"{RAISED}  remarks:", 1)
    parameters.write_text(figures, encoding="utf-8")
    return copy
