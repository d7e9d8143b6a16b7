"""What a page costs to load: residents come with old phones and slow networks."""

from __future__ import annotations

import gzip
import re

import httpx
import pytest

KB = 1000
MOST_SCRIPT, MOST_STYLE, MOST_FIRST_PAGE = 20 * KB, 20 * KB, 60 * KB  # compressed; as written; all as sent
LOOKS = ("", ".standard-dark", ".large-system-aloud", ".largest-dark")


def linked(html: str, kind: str) -> list[str]:
    """The addresses of a page's sheets or scripts."""
    pattern = r'<link rel="stylesheet" href="([^"]+)"' if kind == "css" else r'<script src="([^"]+)"'
    return re.findall(pattern, html)


@pytest.mark.parametrize("look", LOOKS)
def test_the_first_page_keeps_its_budget(http: httpx.Client, look: str) -> None:
    page = http.get("/", headers={"cookie": f"conversation={look}"}).text
    sheets = {address: http.get(address).content for address in linked(page, "css")}
    scripts = {address: http.get(address).content for address in linked(page, "js")}
    assert len(scripts) == 2
    assert sum(map(len, sheets.values())) <= MOST_STYLE
    assert sum(len(gzip.compress(script)) for script in scripts.values()) <= MOST_SCRIPT
    sent = sum(int(http.get(a).headers["content-length"]) for a in [*sheets, *scripts, "/static/favicon.svg"])
    assert sent + len(page.encode()) <= MOST_FIRST_PAGE
    for sheet in sheets.values():
        assert not re.search(rb"@font-face|@import|url\((?!#)", sheet)


def test_files_are_sent_once_for_each_version_and_compressed(http: httpx.Client) -> None:
    page = http.get("/").text
    for address in (*linked(page, "css"), *linked(page, "js")):
        sent = http.get(address)
        assert sent.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert sent.headers.get("content-encoding") == "gzip" or len(sent.content) < 500
    bare = http.get(address.partition("?")[0])
    assert "immutable" not in bare.headers.get("cache-control", "")
    assert "content-encoding" not in http.get("/").headers  # pages aren't: BREACH
