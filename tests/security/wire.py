"""A small quick HTTP client for thousands of requests: one connection, bytes as they are, nothing followed."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

PATIENCE = 30.0  # seconds; whoever answers later hangs
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True)
class Answer:
    """What came back; of a stream of events only that it began."""

    status: int
    headers: Sequence[tuple[str, str]]
    text: str

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")


class Wire:
    """A browser's connection with the cookies that it is given."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        said = {"Sec-Fetch-Site": "same-origin", **{name.replace("_", "-"): text for name, text in headers.items()}}
        if self.cookies:
            said["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self._connection.request(method, path, body, said)
        answer = self._connection.getresponse()
        if answer.getheader("content-type", "").startswith("text/event-stream"):
            self._connection.close()
            return Answer(answer.status, answer.getheaders(), "")
        return Answer(answer.status, answer.getheaders(), answer.read().decode())

    def send_form(self, path: str, fields: Mapping[str, str], **headers: str) -> Answer:
        return self.ask("POST", path, encoded(fields).encode(), Content_Type=FORM, **headers)

    def send_json(self, path: str, content: Any, method: str = "POST") -> Answer:
        return self.ask(method, path, json.dumps(content).encode(), Content_Type=JSON)

    def close(self) -> None:
        self._connection.close()


def encoded(fields: Mapping[str, str]) -> str:
    """Fields of a form or a query, half characters too."""
    return "&".join(f"{segment(name)}={segment(value)}" for name, value in fields.items())


def segment(text: str) -> str:
    """A part of an address that means exactly the text."""
    return quote(text.encode(errors="surrogatepass"), safe="")
