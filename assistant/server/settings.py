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

USUAL_PORTS = {"http": 80, "https": 443}
DRAIN = 2.0


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are, what the outside calls this installation, and how long conversations are kept.

    ``origins``: its public addresses, as ``https://fuwu.example.gov.cn``. ``redis``: counts requests for all processes.
    ``drain``: seconds for which a process that is to stop still answers.
    """

    corpus: Path
    database: str
    origins: tuple[str, ...] = ()
    redis: str | None = None
    limits_requests: bool = True
    keep_days: int = KEEP_DAYS
    drain: float = DRAIN

    @classmethod
    def from_environment(cls, corpus: str | None = None) -> Settings:
        """What ``ASSISTANT_…`` says, else what comes with the program. Raises SettingError."""
        said = os.environ
        return cls(
            corpus_folder(corpus),
            database_url(),
            tuple(_origin(text) for text in re.split(r"[,\s]+", said.get("ASSISTANT_ORIGINS", "")) if text),
            _redis(said),
            _switch(said, "ASSISTANT_RATE_LIMITS"),
            keep_days(),
            _drain(said),
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
    """As a browser writes it: without the port that goes without saying."""
    refused = SettingError(f"ASSISTANT_ORIGINS 要写成 https://fuwu.example.gov.cn 这样的网址，现在有“{text[:80]}”。")
    try:
        parts = urlsplit(text.lower().rstrip("/"))
        port = parts.port
    except ValueError:
        raise refused from None
    if parts.scheme not in USUAL_PORTS or not parts.hostname or parts.path or parts.query or "@" in parts.netloc:
        raise refused
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    shown_port = "" if port in (None, USUAL_PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{host}{shown_port}"


def _redis(said: Mapping[str, str]) -> str | None:
    address = said.get("ASSISTANT_REDIS_URL") or None
    if address is not None and not re.match(r"rediss?(\+unix)?://", address):
        raise SettingError("ASSISTANT_REDIS_URL 要写成 redis://主机:6379/0 这样的地址。")
    return address


def _drain(said: Mapping[str, str]) -> float:
    text = said.get("ASSISTANT_DRAIN") or str(DRAIN)
    if not re.fullmatch(r"\d{1,4}(\.\d{1,3})?", text, re.ASCII):
        raise SettingError(f"ASSISTANT_DRAIN 是停下以前还接着答的秒数，如 2，现在是“{text[:40]}”。")
    return float(text)


def _switch(said: Mapping[str, str], name: str) -> bool:
    value = said.get(name, "on").lower()
    if value not in ("on", "off"):
        raise SettingError(f"{name} 只能是 on 或 off，现在是“{value[:40]}”。")
    return value == "on"
