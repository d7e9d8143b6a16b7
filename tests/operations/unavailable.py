"""What is answered while a database can't be used: that it can't, when to try again, and what was written."""

from __future__ import annotations

import html
import re

import httpx


def assert_unavailable(answer: httpx.Response, kind: str) -> None:
    assert answer.status_code == 503
    assert answer.headers["content-type"].startswith(kind)
    assert int(answer.headers["retry-after"]) > 0


def given_back(page: httpx.Response) -> tuple[str, dict[str, str]]:
    """Where the page's form of what wasn't taken goes, and what it says."""
    found = re.search(r'<form method="post" action="([^"]+)">(.*?)</form>', page.text, re.DOTALL)
    assert found, "no form"
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', found[2])
    return found[1], {name: html.unescape(value) for name, value in fields}
