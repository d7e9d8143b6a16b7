"""Which database is meant, and whether it is there yet: known without opening it, so a command line starts fast."""

from __future__ import annotations

import os
from pathlib import Path

DEFAULT_URL = "sqlite:///assistant.sqlite3"


class StoreError(Exception):
    """The database can't be used; the message says what to do (Chinese)."""


class SettingError(StoreError):
    """A setting can't be meant so; the message names it and says how to write it (Chinese)."""


def database_url(chosen: str | None = None) -> str:
    """``ASSISTANT_DATABASE_URL``, or a SQLite file in the current directory."""
    return chosen or os.environ.get("ASSISTANT_DATABASE_URL") or DEFAULT_URL


def is_unmade(url: str) -> bool:
    """True for a SQLite file that doesn't exist: nothing has been kept in it."""
    scheme, separator, path = url.partition(":///")
    return scheme.startswith("sqlite") and bool(separator) and bool(path) and not Path(path.partition("?")[0]).exists()
