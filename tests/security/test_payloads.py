"""Attacks fed to every input on both databases: none breaks, hangs, acts in a page, or reaches a header or the log."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect

from assistant.accounts.roles import Role
from assistant.server.permissions import PERMISSIONS
from tests.security.attack import BENEFIT, STORED, Attacked, attack, faults_of, fit, inputs, stored_inputs
from tests.security.site import PASSWORD, Site, payloads
from tests.security.wire import JSON, Wire, encoded
from tests.server.conftest import Server
from tests.services import PostgreSQL

ROUTES = sorted({one.route for one in inputs()})
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
SHORT = 8  # shorter payloads are in every log, like “NaN” and “%s”
# What PostgreSQL could mind otherwise than SQLite; what a page could do with the others doesn't hang on it.
FOR_DATABASES = ("sql", "unicode", "number", "path")
OVERSEERS: dict[str, Role] = {"pa.luo": "administrator", "@sum.a1": "administrator"}
STARTED = "已启动：http://"  # the one line that is for people
NUMBERS = (
    "NaN",
    "Infinity",
    "-Infinity",
    "1e309",
    "-1e309",
    "-1",
    "1.5",
    "9" * 400,
    "9" * 5000,
    "1e-400",
    "true",
    "null",
)
DEEP = ("[" * 100_000, '{"a":' * 30_000, "[" * 5000 + "]" * 5000)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def attacked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    """A server after all attacks, with what they did."""
    if request.param == "sqlite":
        site: Site = request.getfixturevalue("site")
        site.add(**OVERSEERS)
        yield attack(site, inputs())
        return
    cluster: PostgreSQL = request.getfixturevalue("postgresql")
    url = cluster.new_database()
    server = Server(tmp_path_factory.mktemp("attacked"), url, ASSISTANT_RATE_LIMITS="off")
    server.start()
    site = Site(server)
    site.add(**OVERSEERS)
    yield attack(site, stored_inputs(), *FOR_DATABASES)
    site.close()
    server.stop()
    cluster.drop_database(url)


@pytest.fixture
def wire(attacked: Attacked) -> Iterator[Wire]:
    connection = Wire(attacked.site.server.port)
    yield connection
    connection.close()


@pytest.fixture
def overseer(attacked: Attacked, wire: Wire) -> Wire:
    """Somebody who reads the log; their name would be a formula."""
    wire.cookies["session"] = attacked.site.log_in("@sum.a1").cookies["session"]
    return wire


@pytest.mark.parametrize("route", ROUTES)
def test_no_payload_does_anything_in_any_input(attacked: Attacked, route: str) -> None:
    assert attacked.faults.get(route, []) == []


def test_every_input_was_attacked(attacked: Attacked) -> None:
    assert len(payloads()) > 100
    assert len({(one.route.partition(" ")[2], one.name) for one in stored_inputs()}) == len(STORED)
    some = sum(payload in payloads(*FOR_DATABASES) for one in stored_inputs() for payload in fit(one))
    assert attacked.asked in (some, sum(len(fit(one)) for one in inputs()))
    assert some > 400
    silent = {route for route in PERMISSIONS if route not in ROUTES}  # they take nothing at all
    assert silent == {
        "GET /agent/live", "GET /documents", "GET /privacy", "GET /accessibility", "GET /api/v1/openapi.json",
        "POST /api/v1/conversations", "POST /restart",
        "POST /delete", "POST /logout", "GET /account/password", "POST /account/sessions/end-others", "GET /healthz",
        "GET /readyz",
    }  # fmt: skip


def test_nothing_of_it_was_run_by_the_database(attacked: Attacked) -> None:
    tables = inspect(attacked.site.accounts.database).get_table_names()
    assert "conversation" in tables
    assert not [table for table in tables if "pwned" in table]
    assert not Path("/tmp/pwned_sql.db").exists()


def test_no_name_is_anothers_or_everybodys(attacked: Attacked, overseer: Wire) -> None:
    for name in ("' OR '1'='1' -- ", "admin'/*", "pa.luo' -- ", "%", "_a.luo", "pa.luo\\"):
        refused = overseer.send_form("/login", {"name": name, "password": PASSWORD})
        assert refused.status == 403
        assert refused.header("set-cookie") == ""
        assert "没有符合的记录。" in overseer.ask("GET", f"/audit?{encoded({'who': name})}").text
    assert attacked.site.log_in("pa.luo")


def test_the_log_is_one_object_a_line_and_has_nothing_of_what_was_sent(attacked: Attacked) -> None:
    log = attacked.site.server.log_file.read_bytes().decode()
    lines = [line for line in log.removesuffix("\n").split("\n") if not line.startswith(STARTED)]
    assert len(lines) >= attacked.asked
    assert all(isinstance(json.loads(line), dict) for line in lines)
    assert not [character for character in set(log) if not character.isprintable() and character != "\n"]
    assert "pwned" not in log
    assert "evil.example" not in log
    for payload in payloads():
        if len(payload) >= SHORT:
            assert payload.encode(errors="replace").decode() not in log
            assert json.dumps(payload)[1:-1] not in log
            assert json.dumps(payload, ensure_ascii=False)[1:-1] not in log


def test_the_audit_log_is_read_and_exported_without_harm(overseer: Wire) -> None:
    """What was looked for in the log is in the log: payloads, too, and a name and an id that are formulas."""
    overseer.ask("GET", "/audit", X_Request_Id="-1-2-3-4-5-6")
    shown, start = 0, 0
    while "下一页" in (answer := overseer.ask("GET", f"/audit?start={start}")).text:
        assert faults_of(answer) == []
        shown += answer.text.count("SELECT")
        start += 100
    assert shown >= 3
    exported = overseer.ask("GET", "/audit.csv")
    assert "attachment" in exported.header("content-disposition")
    rows = list(csv.reader(io.StringIO(exported.text.removeprefix("\ufeff"))))
    assert len(rows) > start
    assert {len(row) for row in rows} == {7}
    assert any(row[1] == "'@sum.a1" for row in rows)
    assert any(row[6] == "'-1-2-3-4-5-6" for row in rows)
    assert not [cell for row in rows for cell in row if cell.lstrip(" ").startswith(FORMULA)]


def test_headers_and_cookies_are_inputs_too(wire: Wire) -> None:
    for payload in payloads():
        sent = "".join(c for c in payload if c.isprintable()).encode(errors="replace").decode("latin-1").strip()[:2000]
        wire.cookies = dict.fromkeys(("session", "conversation", "__Host-session", "__Host-conversation"), sent)
        for path in ("/", "/account"):
            headers = {
                "User_Agent": sent,
                "Referer": sent,
                "X_Request_Id": sent,
                "Accept_Language": sent,
                "Accept": sent,
            }
            answer = wire.ask(
                "GET", path, None, X_Forwarded_For=sent, X_Forwarded_Proto=sent, HX_Request=sent, **headers
            )
            assert answer.status == (200 if path == "/" else 303), payload
            assert faults_of(answer) == [], payload


def test_a_browsers_name_and_address_are_shown_as_text(attacked: Attacked) -> None:
    for payload in payloads("xss")[:6]:
        sent = "".join(c for c in payload if c.isprintable() and c.isascii())
        browser = attacked.site.browser(**{"user-agent": sent, "x-forwarded-for": sent})
        shown = attacked.site.log_in("pa.luo", browser=browser).get("/account")
        assert shown.status_code == 200
        assert "（这里）" in shown.text
        assert "<script>window" not in shown.text
        assert "<img" not in shown.text
        assert "<svg" not in shown.text


@pytest.mark.parametrize("number", NUMBERS, ids=lambda text: text[:12])
def test_no_number_breaks_what_is_worked_out_from_it(attacked: Attacked, wire: Wire, number: str) -> None:
    with attacked.site.program() as program:
        conversation = program.post("/api/v1/conversations").json()["id"]
    message = f"/api/v1/conversations/{conversation}/messages"
    for path, body in (
        ("/api/v1/assess", '{"facts": {"age": N}}'),
        ("/api/v1/assess", '{"facts": {"monthly_wage": N}, "what_if": {"contract_years": N}}'),
        ("/api/v1/assess", '{"facts": N}'),
        ("/api/v1/assess", '{"facts": {}, "compare_districts": N}'),
        ("/api/v1/explain", f'{{"benefit": "{BENEFIT}", "facts": {{"age": N, "monthly_wage": N}}}}'),
        ("/api/v1/extract", '{"text": N}'),
        ("/api/v1/cite", '{"text": N}'),
        (message, '{"answer": {"fact": "age", "value": N}}'),
        (message, '{"answer": {"fact": "monthly_wage", "value": N}}'),
        (message, '{"answers": {"age": N}}'),
        (message, '{"undo": N}'),
        (message, "N"),
    ):
        answer = wire.ask("POST", path, body.replace("N", number).encode(), Content_Type=JSON)
        assert answer.status < 500, (path, body)
        assert json.loads(answer.text, parse_constant=pytest.fail), path  # what isn't JSON isn't answered


@pytest.mark.parametrize("deep", DEEP, ids=lambda text: text[:6])
def test_nothing_is_nested_too_deep_to_be_refused(wire: Wire, deep: str) -> None:
    for path in ("/api/v1/assess", "/api/v1/conversations/aaaaaaaaaaaaaaaaaaaaaaaa/messages"):
        for body in (deep, f'{{"facts": {deep}}}', f'{{"answers": {{"age": {deep}}}}}'):
            assert 400 <= wire.ask("POST", path, body.encode(), Content_Type=JSON).status < 500
