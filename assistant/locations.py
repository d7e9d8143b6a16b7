"""Where the corpus and the web files are: beside the code in a checkout, inside the package in a built wheel."""

from __future__ import annotations

import os
from pathlib import Path

PACKAGE = Path(__file__).parent


def corpus_folder(chosen: str | None = None) -> Path:
    """The corpus: ``--corpus``, else ``ASSISTANT_CORPUS``, else the one that comes with the program."""
    folder = chosen or os.environ.get("ASSISTANT_CORPUS")
    return Path(folder) if folder else _shipped("corpus")


def web_folder() -> Path:
    """Templates and static files."""
    return _shipped("web")


def _shipped(name: str) -> Path:
    inside = PACKAGE / "_shipped" / name
    return inside if inside.is_dir() else PACKAGE.parent / name
