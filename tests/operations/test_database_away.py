"""PostgreSQL goes away, can only be read, or has another schema, under a running server; then all is well again."""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import make_url

from tests.operations.processes import OWN_PAGE, WITHIN, option, running, until
from tests.operations.unavailable import assert_unavailable, given_back
from tests.server.conftest import Server, free_port
from tests.services import PostgreSQL

Json = dict[str, Any]
FIRST = "我西城户口"
WORDS = '我32岁，"月薪"<4500>，交社保 & 下岗了'
NAME, PASSWORD = "li", "mei-you-shu-ju-ku-2026"
AWAY = "数据库连不上，刚才这一步没有记下，之前说过的都还在。请稍后再试。"
READ_ONLY = "数据库现在只能读不能写，刚才这一步没有记下。请稍后再试，或联系管理员。"


@pytest.fixture(scope="module")
def database(postgresql: PostgreSQL) -> Iterator[str]:
    url = postgresql.new_database()
    yield url
    postgresql.drop_database(url)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, database: str) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("server"), database, arguments=["--metrics", str(free_port())])
    with running(server):
        yield server


@pytest.fixture
def visitor(server: Server) -> Iterator[httpx.Client]:
    """A browser without JavaScript that has said its first sentence."""
    with httpx.Client(base_url=server.url, timeout=WITHIN, headers=OWN_PAGE) as client:
        assert client.post("/chat", data={"text": FIRST, "message_id": str(uuid.uuid4())}).status_code == 303
        yield client


@pytest.fixture
def staff(server: Server) -> Iterator[httpx.Client]:
    """Somebody who is logged in."""
    server.run("user", "add", NAME, "--role", "staff", said=PASSWORD)
    with httpx.Client(base_url=server.url, timeout=WITHIN, headers=OWN_PAGE) as client:
        assert client.post("/login", data={"name": NAME, "password": PASSWORD}).status_code == 303
        yield client


def test_while_it_is_away_nothing_is_lost_and_then_all_goes_on(
    server: Server, postgresql: PostgreSQL, visitor: httpx.Client, staff: httpx.Client
) -> None:
    api = f"/api/v1/conversations/{visitor.cookies['conversation']}"
    form = {"text": WORDS, "message_id": str(uuid.uuid4())}
    suspension = {"benefit": "xicheng-hiring-subsidy", "reason": "条文“正在”核对"}
    before = counted(server)
    with visitor.stream("GET", f"{api}/events", params={"after": 1}) as stream:
        events = stream.iter_lines()
        assert next(events).startswith("retry:")
        postgresql.stop_server()
        try:
            refused = visitor.post("/chat", data=form)
            refused_suspension = staff.post("/suspensions", data=suspension)
            pages = [visitor.get("/"), refused, staff.get("/account"), refused_suspension]
            with_htmx = visitor.post("/chat", data=form, headers={"hx-request": "true"})
            programs = [visitor.get(api), visitor.post(f"{api}/messages", json={"text": WORDS})]
            alive, unready = visitor.get("/healthz"), visitor.get("/readyz")
        finally:
            postgresql.start_server()
        until(lambda: visitor.get("/readyz").status_code == 200, "ready again, without a restart")
        for page in pages:
            assert_unavailable(page, "text/html")
            assert AWAY in page.text
        for answer in programs:
            assert_unavailable(answer, "application/problem+json")
            assert answer.json()["detail"] == AWAY
        assert_unavailable(with_htmx, "text/html")
        assert with_htmx.text.strip() == f'<p class="trouble">{AWAY}</p>'
        assert with_htmx.headers["hx-retarget"] == "#trouble"
        assert alive.status_code == 200
        assert (unready.status_code, unready.json()["problems"]) == (503, {"database": "away"})
        assert given_back(refused) == ("/chat", form)
        assert f"<blockquote>{html.escape(WORDS)}</blockquote>" in refused.text.replace("&#34;", "&quot;")
        assert given_back(refused_suspension) == ("/suspensions", suspension)
        assert counted(server) - before == len(pages) + len(programs) + 1
        path, fields = given_back(refused)
        for _ in range(2):  # pressed twice, said once
            assert visitor.post(path, data=fields).status_code == 303
        assert "event: turn" in events  # who listened all the time hears it
    turns = visitor.get(api).json()["turns"]
    assert [turn["text"] for turn in turns if turn["who"] == "person"] == [FIRST, WORDS]
    assert html.escape(WORDS) in visitor.get("/").text.replace("&#34;", "&quot;")
    path, fields = given_back(refused_suspension)
    assert staff.post(path, data=fields).headers["location"] == "/suspensions?done=suspended"


def test_while_it_can_only_be_read_it_is_read(database: str, visitor: httpx.Client) -> None:
    api = f"/api/v1/conversations/{visitor.cookies['conversation']}"
    message = {"text": WORDS, "message_id": uuid.uuid4().hex}
    administer(database, "SET default_transaction_read_only = on")
    try:
        refused, page = visitor.post(f"{api}/messages", json=message), visitor.post("/chat", data={"text": WORDS})
        read, shown, unready = visitor.get(api), visitor.get("/"), visitor.get("/readyz")
    finally:
        administer(database, "RESET default_transaction_read_only")
    assert_unavailable(refused, "application/problem+json")
    assert refused.json()["detail"] == READ_ONLY
    assert_unavailable(page, "text/html")
    assert READ_ONLY in page.text
    assert given_back(page) == ("/chat", {"text": WORDS})
    assert (read.status_code, shown.status_code) == (200, 200)
    assert FIRST in shown.text
    assert (unready.status_code, unready.json()["problems"]) == (503, {"database": "read_only"})
    assert visitor.post(f"{api}/messages", json=message).status_code == 200
    assert len(visitor.get(api).json()["turns"]) == 4
    assert visitor.get("/readyz").status_code == 200


def test_a_schema_of_another_program_is_said_by_the_running_server_and_refused_at_start(
    server: Server, database: str, visitor: httpx.Client
) -> None:
    with psycopg.connect(_plain(database), autocommit=True) as connection:
        (schema,) = connection.execute("SELECT version_num FROM alembic_version").fetchone() or ()
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        try:
            unready = visitor.get("/readyz")
            started = server.run("serve", "--port", str(free_port()), "--workers", "2")
            listed = server.run("user", "list")
        finally:
            connection.execute("UPDATE alembic_version SET version_num = %s", [schema])
    assert unready.status_code == 503
    assert unready.json()["problems"] == {"database": f"schema 9999, the program needs {schema}"}
    for done in (started, listed):
        assert (done.returncode, done.stdout) == (2, "")
        assert re.fullmatch(rf"assistant：数据库的结构（9999）比程序认识的（{schema}）新，请.*\n", done.stderr)
    assert visitor.get("/readyz").status_code == 200


def counted(server: Server) -> float:
    """The requests that the database being away has cost, as Prometheus sees them."""
    metrics = httpx.get(f"http://127.0.0.1:{option(server, '--metrics')}/metrics", timeout=WITHIN).text
    samples = [sample for family in text_string_to_metric_families(metrics) for sample in family.samples]
    away = [s for s in samples if s.name == "assistant_database_troubles_total" and s.labels == {"kind": "away"}]
    return sum(sample.value for sample in away)


def administer(url: str, change: str) -> None:
    """Change a setting of the database, for everybody who is connected too."""
    name = make_url(url).database
    with psycopg.connect(_plain(url), dbname="postgres", autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} {change}".encode())
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


def _plain(url: str) -> str:
    """The address as psycopg takes it."""
    return make_url(url).set(drivername="postgresql").render_as_string()
