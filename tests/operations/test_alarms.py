"""``assistant alarms``: what the corpus says alone and with a database, read by people and by a timer."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine as Database

from assistant.accounts.reviewing import Rule
from assistant.alarming import SOURCES, AlarmLine, alarms_of
from assistant.cli import main
from assistant.engine import Engine
from assistant.facts.calendar import today
from assistant.store.database import open_database
from assistant.store.reviews import ReviewStore
from assistant.store.suspensions import SuspensionStore
from assistant.store.tables import SuspensionRow
from tests.store.rows import BY, put_back

REWARD = "xicheng-employment-reward"
QUIET = "2026-08-31"  # on this day nothing of the corpus runs out


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["alarms", *arguments])
    return status, *capsys.readouterr()


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'kept.sqlite3'}"
    monkeypatch.setenv("ASSISTANT_DATABASE_URL", url)
    return url


@pytest.mark.usefixtures("url")
def test_the_status_tells_a_timer_whether_there_is_anything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--as-of", QUIET) == (0, "2026-08-31：没有要处理的。\n", "")
    status, out, _ = run(capsys, "--as-of", "2026-10-02")
    assert (status, out.count("\n")) == (1, 2)
    assert out.startswith("《西城区就业工作若干措施》有效期至2026年12月31日，还剩90天")
    assert "/staff/documents/xicheng-2021-2\n" in out
    assert not [*tmp_path.iterdir()]  # looking makes no database
    status, out, err = run(capsys, "--as-of", "2026-13-01")
    assert (status, out) == (2, "")
    assert "日期“2026-13-01”不对" in err


@pytest.mark.usefixtures("url")
def test_programs_get_every_line_with_its_link(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "--as-of", "2026-10-02", "--json")
    said: dict[str, Any] = json.loads(out)
    assert (status, said["as_of"]) == (1, "2026-10-02")
    assert [(alarm["kind"], alarm["link"]) for alarm in said["alarms"]] == [
        ("expiring", "/staff/documents/xicheng-2021-2"),
        ("figure_due", "/staff/benefits?figure=minimum_wage"),
    ]


def test_questions_and_suspensions_that_are_kept_are_among_them(url: str, engine: Engine) -> None:
    database, day = open_database(url), today()
    reviews, suspensions = ReviewStore(database), SuspensionStore(database)

    def links(day: dt.date = day) -> list[str]:
        return [line.link for line in alarms_of(engine, database, day) if line.kind in ("questioned", "suspended_long")]

    assert links() == []
    for benefit in (REWARD, "gone"):
        reviews.say(Rule(benefit, "v1", ()), "question", "六个月怎么算", BY)
        reviews.say(Rule(benefit, "v1", ()), "comment", "看过了", BY)
        suspensions.suspend(benefit, "核对", BY)
    assert links() == [f"/staff/benefits/{REWARD}#review", "/staff/benefits?open=1#gone"]
    put_back(database, SuspensionRow.since, dt.datetime.now(dt.UTC) - dt.timedelta(days=31))
    assert links()[2:] == [f"/staff/benefits/{REWARD}#suspension", "/suspensions"]
    reviews.settle(1, REWARD, "按满月算", type(BY)("li", "staff"))
    assert f"/staff/benefits/{REWARD}#review" not in links()
    database.dispose()


def test_others_add_their_own(url: str, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    database = open_database(url)

    def own(_engine: Engine, _database: Database, day: dt.date) -> list[AlarmLine]:
        return [AlarmLine("own", f"{day.year}年", "看", "/staff")]

    monkeypatch.setattr("assistant.alarming.SOURCES", [*SOURCES, own])
    assert alarms_of(engine, database, dt.date(2026, 8, 31))[-1] == AlarmLine("own", "2026年", "看", "/staff")
    database.dispose()
