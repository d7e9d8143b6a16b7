"""The command line of whoever runs an installation, beside its running server: accounts, audit log, what is kept."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import insert

from assistant.cli import main
from assistant.facts.calendar import today
from assistant.store.database import now, open_database
from assistant.store.tables import ConversationRow
from tests.operations.processes import OWN_PAGE, WITHIN, running, until
from tests.people import OPENING
from tests.server.conftest import Server

Json = dict[str, Any]
Command = Callable[..., tuple[int, str, str]]
PASSWORD = "san-tian-da-yu-liang-tian-shai-wang"
BENEFIT = "xicheng-employment-reward"
OLD, RECENT = "said-long-ago-and-forgotten", "said-not-so-long-ago"
YESTERDAY, TOMORROW = ((today() + dt.timedelta(days=days)).isoformat() for days in (-1, 1))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Started on a database with two old conversations, one of them older than is kept."""
    server = Server(tmp_path_factory.mktemp("server"))
    database = open_database(server.database)
    with database.begin() as connection:
        for conversation, days in ((OLD, 31), (RECENT, 29)):
            row = {"id": conversation, "created_at": now() - dt.timedelta(days=days), "given": {}}
            connection.execute(insert(ConversationRow).values(row))
    database.dispose()
    with running(server):
        yield server


@pytest.fixture
def http(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=WITHIN, headers=OWN_PAGE) as client:
        yield client


@pytest.fixture
def command(server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command line, without the second that a process needs to start."""
    monkeypatch.setenv("ASSISTANT_DATABASE_URL", server.database)

    def run(*arguments: str, said: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(said))
        capsys.readouterr()
        try:
            status = main([*arguments])
        except SystemExit as ended:
            status = int(ended.code or 0)
        return status, *capsys.readouterr()

    return run


def test_an_account_with_a_password_from_standard_input_logs_in(server: Server, http: httpx.Client) -> None:
    done = server.run("user", "add", "Li.Na", "--role", "坐席", "--json", said=f"{PASSWORD}\nmore\n")
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert answer["done"] == "add"
    assert answer.keys() == {"done", "user"}
    assert {**answer["user"], "created_at": ""} == account("li.na", "agent")
    assert log_in(http, "li.na", PASSWORD) == "/account"


def test_a_generated_password_is_shown_once_and_has_to_be_changed(server: Server, http: httpx.Client) -> None:
    done = server.run("user", "add", "wang", "--role", "supervisor", "--generate")
    assert (done.returncode, done.stderr) == (0, "")
    created, password, once = done.stdout.splitlines()
    assert re.fullmatch("已新建：wang +主管 *待改密码", created)
    assert re.fullmatch("密码：[a-z2-9]{16}", password)
    assert once == "只显示这一次；本人登录后要换成自己的。"
    assert log_in(http, "wang", password.removeprefix("密码：")) == "/account/password"
    assert http.get("/audit").headers["location"] == "/account/password"


def test_accounts_are_changed_and_listed(command: Command, http: httpx.Client) -> None:
    assert command("user", "add", "zhao", "--role", "agent", said=PASSWORD)[0] == 0
    log_in(http, "zhao", PASSWORD)
    status, out, err = command("user", "role", "zhao", "--role", "staff", "--json")
    assert (status, err) == (0, "")
    assert {**json.loads(out)["user"], "created_at": ""} == account("zhao", "staff")
    assert http.get("/account").status_code == 303  # another role begins with another login
    assert log_in(http, "zhao", PASSWORD) == "/account"
    assert re.fullmatch("已改：zhao +核对员 *已停用\n", command("user", "disable", "zhao")[1])
    assert http.get("/account").status_code == 303
    assert log_in(http, "zhao", PASSWORD) is None
    listed = json.loads(command("user", "list", "--json")[1])["users"]
    assert {**next(a for a in listed if a["name"] == "zhao"), "created_at": ""} == {
        **account("zhao", "staff"),
        "disabled": True,
    }
    assert re.search("^zhao +核对员 *已停用$", command("user", "list")[1], re.MULTILINE)
    assert command("user", "disable", "zhao", "--undo")[0] == 0
    status, out, _ = command("user", "password", "zhao", "--generate", "--json")
    assert (status, json.loads(out)["user"]["must_change"]) == (0, True)
    assert log_in(http, "zhao", PASSWORD) is None
    assert log_in(http, "zhao", json.loads(out)["password"]) == "/account/password"


@pytest.mark.parametrize(
    ("arguments", "said", "says"),
    [
        (["user", "add", "chen", "--role", "boss"], PASSWORD, "boss"),
        (["user", "add", "chen", "--role", "agent"], "", "密码太短"),
        (["user", "add", "chen", "--role", "agent"], "short\n", "密码太短"),
        (["user", "add", "chen", "--role", "agent"], "密" * 200, "密码太长"),
        (["user", "add", "chen", "--role", "agent"], "passwordpassword", "太常见"),
        (["user", "add", "chen", "--role", "agent"], "chen-de-mi-ma-2026", "账号名"),
        (["user", "add", "chen wei", "--role", "agent"], PASSWORD, "不能有空格"),
        (["user", "add", "x" * 65, "--role", "agent"], PASSWORD, "1 到 64"),
        (["user", "add", "chen"], PASSWORD, "--role"),
        (["user", "role", "nobody", "--role", "agent"], "", "nobody"),
        (["user", "disable", "nobody"], "", "nobody"),
        (["user", "password", "nobody"], PASSWORD, "nobody"),
        (["user"], "", "动作"),
        (["user", "fly"], "", "fly"),
        (["audit", "--what", "stole"], "", "login_refused"),
        (["audit", "--since", "2026-13-01"], "", "2026-13-01"),
        (["audit", "--since", "0001-01-01"], "", "“0001-01-01”太早了"),
        (["audit", "--limit", "100000000000000000000"], "", "--limit 应是 1 到"),
        (["audit", "--limit", "0"], "", "--limit"),
        (["audit", "--benefit", BENEFIT], "", "answers"),
        (["audit", "answers", "--benefit", BENEFIT], "", "--between"),
        (["audit", "answers", "--benefit", "no-such", "--between", YESTERDAY, TOMORROW], "", "no-such"),
        (["audit", "answers", "--benefit", BENEFIT, "--between", TOMORROW, YESTERDAY], "", "--between"),
        (["audit", "answers", "--benefit", BENEFIT, "--between", YESTERDAY, "soon"], "", "soon"),
        (["audit", "answers", "--benefit", BENEFIT, "--between", YESTERDAY, TOMORROW, "--status", "x"], "", "eligible"),
        (["purge", "--days", "-1"], "", "--days"),
        (["purge", "--days", "x"], "", "--days"),
        (["backup"], "", "FILE"),
        (["backup", "/nowhere/x.backup"], "", "/nowhere/x.backup"),
        (["restore", "/nowhere/x.backup"], "", "/nowhere/x.backup"),
        (["restore", __file__], "", "备份"),
        (["serve", "--workers", "0"], "", "--workers"),
        (["serve", "--workers", "65"], "", "--workers"),
        (["serve", "--workers", "two"], "", "--workers"),
        (["serve", "--metrics", "0"], "", "--metrics"),
        (["serve", "--metrics", ":9464"], "", "--metrics"),
        (["serve", "--metrics", "here:there"], "", "--metrics"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(command: Command, arguments: list[str], said: str, says: str) -> None:
    status, out, err = command(*arguments, said=said)
    assert (status, out) == (2, "")
    assert re.fullmatch(r"assistant[^\n]*\n", err)
    assert says in err
    assert "chen" not in command("user", "list")[1]


def test_a_name_that_is_taken_is_said(command: Command) -> None:
    command("user", "add", "sun", "--role", "agent", said=PASSWORD)
    status, _, err = command("user", "add", "SUN", "--role", "staff", said=PASSWORD)
    assert (status, err) == (2, "assistant：已经有“sun”这个账号，请换一个名字。\n")


def test_the_log_is_read_and_filtered(command: Command, http: httpx.Client) -> None:
    command("user", "add", "qian", "--role", "agent", said=PASSWORD)
    log_in(http, "qian", "not-the-password")
    log_in(http, "qian", PASSWORD)
    status, out, err = command("audit", "--object", "qian", "--json")
    assert (status, err) == (0, "")
    entries = json.loads(out)["entries"]
    assert [entry["action"] for entry in entries] == ["login", "login_refused", "account_added"]
    assert [(entry["actor"], entry["role"]) for entry in entries[:2]] == [("qian", "agent"), ("nobody", "nobody")]
    assert entries[2]["role"] == "operator"
    assert entries[2]["details"] == {"role": "agent"}
    only = ["audit", "--object", "qian", "--what", "login", "--who", "qian", "--limit", "1", "--since", YESTERDAY]
    status, out, _ = command(*only, "--until", TOMORROW)
    assert (status, len(out.splitlines())) == (0, 1)
    assert "qian（坐席）" in out
    assert "登录" in out
    assert command(*only, "--until", YESTERDAY)[:2] == (0, "没有符合的记录。\n")


def test_whoever_was_told_of_a_benefit_is_found(command: Command, http: httpx.Client) -> None:
    conversation = http.post("/api/v1/conversations").json()["id"]
    for message in ({"text": OPENING}, {"answer": {"fact": "applicant", "value": "resident"}}):
        http.post(f"/api/v1/conversations/{conversation}/messages", json=message)
    asked = ["audit", "answers", "--benefit", BENEFIT, "--between"]
    status, out, err = command(*asked, YESTERDAY, TOMORROW, "--json")
    assert (status, err) == (0, "")
    answer = json.loads(out)
    told = next(told for told in answer["answers"] if told["conversation"] == conversation)
    assert answer["benefit"] == BENEFIT
    assert (told["turn"], told["as_of"], len(told["corpus_version"])) == (2, today().isoformat(), 12)
    assert told["rule_version"]
    assert conversation in command(*asked, YESTERDAY, TOMORROW)[1]
    for last in (["--rule-version", "another"], ["--status", told["status"], "--rule-version", told["rule_version"]]):
        status, out, _ = command(*asked, YESTERDAY, TOMORROW, *last)
        assert (status, conversation in out) == ((1, False) if "another" in last else (0, True))
    status, out, err = command(*asked, "2020-01-01", "2020-01-31")
    assert (status, err, len(out.splitlines())) == (1, "", 1)
    http.delete(f"/api/v1/conversations/{conversation}")
    assert conversation not in command(*asked, YESTERDAY, TOMORROW)[1]


def test_old_conversations_vanish_when_the_server_starts_and_by_hand(command: Command, http: httpx.Client) -> None:
    until(lambda: http.get(f"/api/v1/conversations/{OLD}").status_code == 404, "the old one has vanished")
    assert http.get(f"/api/v1/conversations/{RECENT}").status_code == 200
    by_server = json.loads(command("audit", "--what", "purged", "--json")[1])["entries"]
    assert [(e["actor"], e["details"]) for e in by_server] == [("server", {"conversations": 1, "keep_days": 30})]
    status, out, err = command("purge", "--days", "28", "--json")
    assert (status, err) == (0, "")
    assert json.loads(out) == {"keep_days": 28, "conversations": 1, "logins": 0, "checks": 0, "cases": 0}
    assert http.get(f"/api/v1/conversations/{RECENT}").status_code == 404
    assert (
        command("purge", "--days", "28")[1]
        == "删掉了 0 次超过 28 天没用的对话，0 份到期的引用核对，0 个到期的工单，0 个过期的登录。\n"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["user", "list"],
        ["audit"],
        ["audit", "answers", "--benefit", BENEFIT, "--between", YESTERDAY, TOMORROW],
        ["purge"],
        ["backup", "b"],
        ["suspend", BENEFIT, "--reason", "x"],
    ],
)
def test_without_a_database_every_verb_says_so(
    command: Command, arguments: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASSISTANT_DATABASE_URL", "postgresql://127.0.0.1:1/gone")
    status, out, err = command(*arguments)
    assert (status, out) == (2, "")
    assert re.fullmatch(r"assistant：打不开数据库[^\n]*\n", err)
    assert not list(tmp_path.iterdir())


def account(name: str, role: str) -> Json:
    return {"name": name, "role": role, "disabled": False, "must_change": False, "created_at": ""}


def log_in(http: httpx.Client, name: str, password: str) -> str | None:
    """Where somebody is led who logs in; None where they aren't let in."""
    answer = http.post("/login", data={"name": name, "password": password})
    return answer.headers["location"] if answer.is_redirect else None
