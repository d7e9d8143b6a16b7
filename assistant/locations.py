"""Where the corpus, the web files and what is kept to be faster are.

The first two stand beside the code in a checkout, inside the package in a built wheel.
"""

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


def cache_folder() -> Path | None:
    """What can be made again, and is kept to be faster: ``ASSISTANT_CACHE``, else this user's folder for such files;
    none where the user has no home."""
    chosen = os.environ.get("ASSISTANT_CACHE")
    if chosen:
        return Path(chosen)
    try:
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:
        return None
    return home / "beijing-employment-assistant"


def _shipped(name: str) -> Path:
    inside = PACKAGE / "_shipped" / name
    return inside if inside.is_dir() else PACKAGE.parent / name
