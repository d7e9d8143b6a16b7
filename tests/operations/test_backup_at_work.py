"""A backup made while the server works, restored from SQLite into PostgreSQL, and served from there."""

from __future__ import annotations

import json
from pathlib import Path

from tests.operations.processes import running, until
from tests.operations.talkers import browser, messages, said_in, talking
from tests.server.conftest import Server
from tests.services import PostgreSQL

PASSWORD = "bei-fen-bu-ting-ji-2026"
TALKERS = 3
SOME = 5  # turns of each talker before the backup begins, and after it


def test_a_backup_at_work_is_whole_and_is_served_from_the_other_database(
    tmp_path: Path, postgresql: PostgreSQL
) -> None:
    server = Server(tmp_path, ASSISTANT_RATE_LIMITS="off")
    elsewhere = Server(tmp_path, postgresql.new_database(), ASSISTANT_RATE_LIMITS="off")
    file = tmp_path / "of-today.backup"
    with running(server):
        assert server.run("user", "add", "li", "--role", "staff", said=PASSWORD).returncode == 0
        assert server.run("suspend", "xicheng-hiring-subsidy", "--reason", "条文正在核对").returncode == 0
        with browser(server) as http:
            http.post("/login", data={"name": "li", "password": PASSWORD})
            session = http.cookies["session"]
        with talking(TALKERS, lambda: server) as talkers:
            until(lambda: all(len(talker.said) >= SOME for talker in talkers), "everybody talks")
            before = {talker.conversation: [*talker.said] for talker in talkers}
            done = server.run("backup", str(file), "--json")
            until(lambda: all(len(t.said) >= len(before[t.conversation]) + SOME for t in talkers), "all talk on")
    assert [failure for talker in talkers for failure in talker.failures] == []
    assert (done.returncode, done.stderr) == (0, "")
    assert file.stat().st_mode & 0o077 == 0
    written = json.loads(done.stdout)["rows"]

    restored = elsewhere.run("restore", str(file), "--json")
    assert (restored.returncode, restored.stderr) == (0, "")
    assert json.loads(restored.stdout)["rows"] == written
    assert (written["conversation"], written["account"], written["suspension"]) == (TALKERS, 1, 1)
    again = elsewhere.run("restore", str(file))
    assert (again.returncode, again.stdout, len(again.stderr.splitlines())) == (2, "", 1)

    with running(elsewhere), browser(elsewhere) as http:
        kept = 0
        for talker in talkers:
            said = said_in(http.get(f"/api/v1/conversations/{talker.conversation}"))
            assert said == talker.said[: len(said)]  # of one moment: nothing is missing in between
            assert len(said) >= len(before[talker.conversation])
            kept += len(said)
            reply = http.post(messages(talker.conversation), json={"text": "我西城户口"}).json()
            assert reply["facts"]["hukou_district"] == "xicheng"
        assert kept == written["turn"]
        http.cookies["session"] = session
        assert http.get("/account").status_code == 303  # no login comes back to life
        http.cookies.clear()
        assert http.post("/login", data={"name": "li", "password": PASSWORD}).headers["location"] == "/account"
        assert "条文正在核对" in http.get("/suspensions").text
    postgresql.drop_database(elsewhere.database)
