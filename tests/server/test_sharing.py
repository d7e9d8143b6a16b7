"""A result's link and its code: the address as the browser knows it, on the page and in the Word file."""

from __future__ import annotations

import io
import re
from pathlib import Path
from xml.etree import ElementTree

import docx
import httpx
import pytest
import segno
from fastapi.testclient import TestClient

from assistant.server.app import create_app
from assistant.server.settings import Settings
from assistant.server.sharing import CORRECTION, SAYS, qr_svg
from tests.conftest import CORPUS

PUBLIC = "https://fuwu.example.gov.cn"


@pytest.mark.parametrize(
    "address", ["https://fuwu.example.gov.cn/results/abcdefghijklmnopqrstuvwx", "http://127.0.0.1:8000/results/abc"]
)
def test_the_code_is_that_of_the_address(address: str) -> None:
    drawn = qr_svg(address)
    root = ElementTree.fromstring(drawn)
    ground, dots = root
    assert (root.get("role"), root.get("aria-label")) == ("img", SAYS)
    assert "style" not in drawn
    assert (ground.get("fill"), dots.get("stroke")) == ("#fff", "#000")
    code = segno.make(address, error=CORRECTION, micro=False)
    assert modules(dots.get("d") or "", len(code.matrix) + 8) == [list(row) for row in code.matrix_iter(border=4)]


def modules(path: str, size: int) -> list[list[int]]:
    """A path of strokes one unit high as rows of dark (1) and light."""
    rows = [[0] * size for _ in range(size)]
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmh])([^Mmh]*)", path):
        given = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if command == "M":
            x, y = given
        elif command == "m":
            x, y = x + given[0], y + given[1]
        else:
            for column in range(int(x), int(x + given[0])):
                rows[int(y)][column] = 1
            x += given[0]
    return rows


def begun(client: httpx.Client) -> str:
    """The path of the result of a new conversation."""
    conversation = client.post("/api/v1/conversations").json()["id"]
    reply = client.post(f"/api/v1/conversations/{conversation}/messages", json={"text": "我35岁"}).json()
    return str(reply["result_url"])


def test_the_page_leads_to_the_file_and_says_its_own_address(http: httpx.Client) -> None:
    path = begun(http)
    page, address = http.get(path).text, str(http.base_url.join(path))
    assert f'href="{path}/docx"' in page
    assert f"readonly>{address}</textarea>" in page
    assert qr_svg(address) in page
    assert re.search(r"最后一次说话以后\d+天，网址自动失效", page)


def test_behind_a_proxy_the_address_is_the_public_one(tmp_path: Path) -> None:
    settings = Settings(CORPUS, f"sqlite:///{tmp_path / 'a.sqlite3'}", (PUBLIC,))
    with TestClient(create_app(settings), PUBLIC.replace("https", "http")) as browser:
        path = begun(browser)
        assert f"readonly>{PUBLIC}{path}</textarea>" in browser.get(path).text
        sheet = docx.Document(io.BytesIO(browser.get(f"{path}/docx").content))
        assert f"{PUBLIC}{path}" in [relation._target for relation in sheet.part.rels.values()]
