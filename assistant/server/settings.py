"""How an installation is set up, from the environment; a wrong setting is said in a sentence before anything starts."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from assistant.locations import corpus_folder
from assistant.store.location import SettingError, database_url
from assistant.store.retention import KEEP_DAYS, keep_days


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are, what the outside calls this installation, and how long conversations are kept.

    ``origins``: its public addresses, as ``https://fuwu.example.gov.cn``. ``redis``: counts requests for all processes.
    """

    corpus: Path
    database: str
    origins: tuple[str, ...] = ()
    redis: str | None = None
    limits_requests: bool = True
    keep_days: int = KEEP_DAYS

    @classmethod
    def from_environment(cls, corpus: str | None = None) -> Settings:
        """What ``ASSISTANT_…`` says, else what comes with the program. Raises SettingError."""
        said = os.environ
        return cls(
            corpus_folder(corpus),
            database_url(),
            tuple(_origin(text) for text in re.split(r"[,\s]+", said.get("ASSISTANT_ORIGINS", "")) if text),
            said.get("ASSISTANT_REDIS_URL") or None,
            _switch(said, "ASSISTANT_RATE_LIMITS"),
            keep_days(),
        )

    @property
    def hosts(self) -> frozenset[str]:
        """The names of the public addresses."""
        return frozenset(urlsplit(origin).netloc for origin in self.origins)

    @property
    def https_hosts(self) -> frozenset[str]:
        """Those of them that are reached by HTTPS only."""
        return frozenset(urlsplit(origin).netloc for origin in self.origins if origin.startswith("https:"))


def _origin(text: str) -> str:
    parts = urlsplit(text.lower().rstrip("/"))
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query or "@" in parts.netloc:
        raise SettingError(f"ASSISTANT_ORIGINS 要写成 https://fuwu.example.gov.cn 这样的网址，现在有“{text[:80]}”。")
    return f"{parts.scheme}://{parts.netloc}"


def _switch(said: Mapping[str, str], name: str) -> bool:
    value = said.get(name, "on").lower()
    if value not in ("on", "off"):
        raise SettingError(f"{name} 只能是 on 或 off，现在是“{value[:40]}”。")
    return value == "on"
