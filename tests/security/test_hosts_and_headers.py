"""Under which names the server answers, and that every kind of answer has the headers that protect it."""

from __future__ import annotations

import re
import socket
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.security.conftest import PUBLIC
from tests.security.markup import foreign
from tests.security.site import Site

NAME = PUBLIC.removeprefix("https://")
KNOWN = (
    "127.0.0.1:PORT",
    "127.0.0.1",
    "localhost",
    "LocalHost:PORT",
    "[::1]:PORT",
    "[::1]",
    "10.1.2.3:8000",
    NAME,
    NAME.upper(),
)
UNKNOWN = (
    "evil.example",
    "evil.example:PORT",
    f"{NAME}.evil.example",
    f"evil-{NAME}",
    f"{NAME}:8443",
    f"{NAME}.",
    f"{NAME}@evil.example",
    f"evil.example@{NAME}",
    "127.0.0.1.evil.example",
    "127.0.0.1@evil.example",
    "evil.example@127.0.0.1",
    "127.0.0.1/evil.example",
    "127.0.0.1#evil.example",
    "127.0.0.1?evil.example",
    "127.0.0.1:evil.example",
    "127.0.0.1:PORT:80",
    "localhost.evil.example",
    "localhost@evil.example",
    "evil.example@localhost",
    "localhost/evil.example",
    "localhost:evil",
    "[::1].evil.example",
    "[::1",
    "::1",
    "[evil.example]",
    "[v1.evil]",
    "127.1",
    "0x7f.1",
    "2130706433",
    "localhost, evil.example",
    "127.0.0.1, evil.example",
    "",
    "\u00e9vil.example",
)  # fmt: skip
ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
# What a page may load and where its forms may go: from here, and nothing written into the page itself.
POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:",
    "connect-src": "'self'", "form-action": "'self'", "frame-ancestors": "'none'", "base-uri": "'none'",
    "manifest-src": "'self'",
}  # fmt: skip
OPEN_PAGES = (
    "/",
    "/?ask=age",
    "/?deleted=1",
    "/documents",
    "/documents/xicheng-2021-2",
    "/privacy",
    "/login",
    "/nowhere",
)
WORK_PAGES = (
    "/account",
    "/account/password",
    "/suspensions",
    "/feedback",
    "/staff",
    "/staff/benefits",
    "/staff/benefits?open=1",
    "/staff/benefits/xicheng-employment-reward",
    "/audit",
    "/audit?since=x",
    "/audit?start=x",
)


@pytest.mark.parametrize("host", KNOWN)
def test_it_answers_to_its_names_and_to_numbers(site: Site, host: str) -> None:
    assert by_name(site, host).startswith("HTTP/1.1 200")


@pytest.mark.parametrize("host", UNKNOWN)
def test_another_name_that_somebody_points_here_is_refused(site: Site, host: str) -> None:
    assert by_name(site, host).startswith("HTTP/1.1 400")


@pytest.mark.parametrize(
    "request_lines",
    [
        "GET / HTTP/1.1\r\n",
        "GET / HTTP/1.0\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: 127.0.0.1\r\n",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n",
        "GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n",
    ],
    ids=["none", "none-in-1.0", "twice", "two", "in-the-request-line"],
)
def test_a_request_has_one_host(site: Site, request_lines: str) -> None:
    answer = raw(site, request_lines)
    assert answer.split(" ", 2)[1] == "400"
    assert "server:" not in answer.lower()


def test_what_a_proxy_says_of_the_host_changes_nothing(site: Site, nobody: httpx.Client) -> None:
    said = {"x-forwarded-host": "evil.example", "forwarded": "host=evil.example", "x-host": "evil.example"}
    for path in ("/", "/documents/", "/account", "/nowhere"):
        answer = nobody.get(path, headers=said)
        assert "evil.example" not in answer.text
        assert "evil.example" not in str(answer.headers)
    slash = nobody.get("/documents/", headers=said)
    assert (slash.status_code, slash.headers["location"]) == (307, f"{site.url}/documents")
    assert nobody.get("/", headers={"host": "evil.example", "x-forwarded-host": "127.0.0.1"}).status_code == 400


def kinds(site: Site, logins: dict[str, httpx.Client]) -> dict[str, httpx.Response]:
    """An answer of every kind."""
    nobody, agent, supervisor = site.browser(), logins["anan"], logins["dongdong"]
    kept = nobody.get("/static/site.css")
    begun = nobody.post("/chat", data={"text": "我门头沟户口，41岁"})
    with nobody.stream("GET", "/chat/events") as events:
        pass
    return {
        "200 page": nobody.get("/"),
        "200 part of a page": nobody.get("/?ask=age", headers={"hx-request": "true"}),
        "200 API": nobody.get("/api/v1/documents"),
        "200 OpenAPI": nobody.get("/api/v1/openapi.json"),
        "200 file": kept,
        "200 events": events,
        "200 health": nobody.get("/healthz"),
        "200 CSV": supervisor.get("/audit.csv"),
        "201 API": nobody.post("/api/v1/conversations"),
        "303 after a form": begun,
        "303 to the login": nobody.get("/account"),
        "304 file": nobody.get("/static/site.css", headers={"if-none-match": kept.headers["etag"]}),
        "307 without the slash": nobody.get("/documents/"),
        "400 API": nobody.post("/api/v1/extract", content="{", headers={"content-type": "application/json"}),
        "400 host": nobody.get("/", headers={"host": "evil.example"}),
        "401 page": nobody.post("/suspensions"),
        "403 page": agent.get("/audit"),
        "403 cross-site": nobody.post("/restart", headers={"sec-fetch-site": "cross-site"}),
        "404 page": nobody.get("/nowhere"),
        "404 part of a page": nobody.get("/nowhere", headers={"hx-request": "true"}),
        "404 API": nobody.get("/api/v1/nowhere"),
        "404 file": nobody.get("/static/nowhere.js"),
        "404 folder": nobody.get("/static/"),
        "405 page": nobody.put("/documents"),
        "405 API": nobody.patch("/api/v1/search"),
        "405 file": nobody.post("/static/site.css"),
        "405 HEAD": nobody.head("/"),
        "413 page": nobody.post("/chat", content=b"text=" + b"a" * 300_000),
        "413 API": nobody.post("/api/v1/extract", content=b"a" * 300_000),
        "422 page": nobody.post("/chat", data={"text": " "}),
        "422 API": nobody.post("/api/v1/extract", json={}),
    }


def test_every_kind_of_answer_has_the_protecting_headers(site: Site, logins: dict[str, httpx.Client]) -> None:
    for kind, answer in kinds(site, logins).items():
        assert str(answer.status_code) == kind.partition(" ")[0], (kind, answer.text)
        check_headers(answer, kind)
        stays = answer.headers.get("cache-control")
        assert (stays == "no-store") is not answer.request.url.path.startswith("/static/"), kind
        assert "strict-transport-security" not in answer.headers, kind


def test_a_fault_of_the_program_is_answered_with_them_too(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> None:
        raise RuntimeError("secret words of a traceback")

    monkeypatch.setattr(app.state.running.engine, "documents", fails)
    inside = TestClient(app, "http://127.0.0.1", raise_server_exceptions=False)
    for path in ("/documents", "/api/v1/documents"):
        answer = inside.get(path)
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text
        check_headers(answer, path)
        assert answer.headers["cache-control"] == "no-store"


def test_over_https_it_stays_so(site: Site) -> None:
    for told in ({"x-forwarded-proto": "https"}, {"host": NAME}):
        for path in ("/", "/nowhere", "/static/site.css", "/account"):
            answer = site.browser().get(path, headers=told)
            assert answer.headers["strict-transport-security"] == "max-age=31536000"
    lies = site.browser().get(
        "/", headers={"x-forwarded-proto": "http", "x-forwarded-ssl": "on", "front-end-https": "on"}
    )
    assert "strict-transport-security" not in lies.headers


def test_no_page_has_a_script_a_style_or_a_handler_in_it(site: Site, logins: dict[str, httpx.Client]) -> None:
    resident = site.browser()
    resident.post("/chat", data={"text": "我西城户口，32岁，下岗半年了，办了失业登记"})
    (result,) = re.findall(r'href="(/results/[\w-]+)"', resident.get("/").text)
    asked = [(resident, path) for path in (*OPEN_PAGES, result)] + [(logins["dongdong"], path) for path in WORK_PAGES]
    for browser, path in asked:
        page = browser.get(path)
        assert page.headers["content-type"] == "text/html; charset=utf-8", path
        assert "<h1" in page.text, path
        assert foreign(page.text) == [], path


def test_a_request_has_an_id_of_its_own_or_the_one_that_a_proxy_gave_it(nobody: httpx.Client) -> None:
    ids = {nobody.get("/healthz").headers["x-request-id"] for _ in range(3)}
    assert len(ids) == 3
    assert all(re.fullmatch(r"[0-9a-f]{16}", one) for one in ids)
    given = "0af76519-16cd-43dd-8448-eb211c80319c"
    assert nobody.get("/healthz", headers={"x-request-id": given}).headers["x-request-id"] == given
    for wrong in ("short", "a" * 65, 'x" onload="y', "<script>alert(1)</script>", "a b c d e f g", "../../../../x"):
        assert nobody.get("/healthz", headers={"x-request-id": wrong}).headers["x-request-id"] != wrong


def check_headers(answer: httpx.Response, kind: str) -> None:
    headers = answer.headers
    assert {name: headers.get(name) for name in ALWAYS} == ALWAYS, kind
    directives = [part.strip().partition(" ") for part in headers["content-security-policy"].split(";")]
    assert {name: sources for name, _, sources in directives} == POLICY, kind
    assert re.fullmatch(r"[0-9a-f]{16}", headers["x-request-id"]), kind
    assert "server" not in headers, kind
    assert "x-powered-by" not in headers, kind
    assert len(headers.get_list("content-security-policy")) == 1, kind


def by_name(site: Site, host: str) -> str:
    return raw(site, f"GET /healthz HTTP/1.1\r\nHost: {host.replace('PORT', str(site.server.port))}\r\n")


def raw(site: Site, request_lines: str) -> str:
    """The head of the answer to what no client would send."""
    with socket.create_connection(("127.0.0.1", site.server.port), 10) as connection:
        connection.sendall(f"{request_lines}Connection: close\r\n\r\n".encode("latin-1"))
        heard = b""
        while part := connection.recv(65536):
            heard += part
    return heard.decode().partition("\r\n\r\n")[0]
