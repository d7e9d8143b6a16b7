"""The numbers over HTTP: a day and its month chosen, tables behind pictures, CSV files that no spreadsheet runs."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import re
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy import Engine as Database
from sqlalchemy import delete

from assistant.accounts.reviewing import Rule
from assistant.engine import Engine
from assistant.server.bars import WIDTH, Picture, bars, columns
from assistant.store.audit import Actor
from assistant.store.database import open_database
from assistant.store.reviews import ReviewStore
from assistant.store.sessions import SessionStore
from assistant.store.tables import ReviewEntryRow
from tests.security.markup import foreign
from tests.server.conftest import Server
from tests.store.rows import BY, add_account, audited
from tests.store.test_case_numbers import MINUTE, case_at
from tests.store.test_numbers import lives, question, said_at, told

REWARD, FORMULA = "xicheng-employment-reward", "=房租补贴怎么申请"
# 2024-03-31 and 04-01 in Beijing: the month changes at 16:00 UTC.
CHANGE = dt.datetime(2024, 3, 31, 16, tzinfo=dt.UTC)
MARCH, APRIL = "2024-03-31", "2024-04-01"


@pytest.fixture(scope="module")
def database(server: Server) -> Iterator[Database]:
    opened = open_database(server.database)
    for minutes in (-2, -1, 1):
        at = CHANGE + dt.timedelta(minutes=minutes)
        said_at(opened, at, lives("xicheng"), question(FORMULA), told(**{REWARD: "eligible", "gone": "undetermined"}))
    said_at(opened, CHANGE - dt.timedelta(days=3), lives("non_beijing"), question(FORMULA, confident=False))
    case_at(opened, CHANGE - 30 * MINUTE, 4, facts={"hukou_district": "haidian"})
    case_at(opened, CHANGE - 20 * MINUTE, 19, owner="wang", channel="")
    case_at(opened, CHANGE - MINUTE)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def supervisor(server: Server, database: Database) -> Iterator[httpx.Client]:
    account = add_account(database, "shuzi", "supervisor")
    token = SessionStore(database).open(account, Actor("shuzi", "supervisor"), "127.0.0.1", "")
    with httpx.Client(base_url=server.url, timeout=20, cookies={"session": token}) as client:
        yield client


def table(client: httpx.Client, name: str, day: str) -> list[list[str]]:
    """The rows of a table's CSV file, its head first."""
    sent = client.get("/numbers.csv", params={"table": name, "day": day})
    assert sent.status_code == 200
    assert sent.headers["content-type"] == "text/csv; charset=utf-8"
    assert sent.headers["content-disposition"] == f'attachment; filename="numbers-{name}-{day}.csv"'
    assert sent.text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(sent.text.removeprefix("\ufeff"), newline="")))


def shown(page: httpx.Response) -> dict[str, list[list[str]]]:
    """The tables of a page by id, their heads first."""
    found = {}
    for section in re.findall(r'<section class="number".*?</section>', page.text, re.S):
        (name,) = re.findall(r'aria-labelledby="t-(\w+)"', section)
        rows = re.findall(r"<tr>(.*?)</tr>", section, re.S)
        found[name] = [[html.unescape(c) for c in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)] for row in rows]
    return found


def test_a_day_and_its_month_are_those_of_beijing(supervisor: httpx.Client) -> None:
    head = ["户口", "当天", "本月"]
    assert table(supervisor, "districts", MARCH) == [
        head, ["西城区", "2", "2"], ["不是北京户口", "0", "1"], ["海淀区", "1", "1"],
    ]  # fmt: skip
    assert table(supervisor, "districts", APRIL) == [head, ["西城区", "1", "1"]]
    sums = {item: numbers for item, *numbers in table(supervisor, "sums", MARCH)[1:]}
    assert sums["居民对话"] == ["2", "3"]
    assert sums["打字问的问题"] == ["2", "3"]
    assert sums["没答上来的占"] == ["0.0%", "33.3%"]
    assert table(supervisor, "conversations", MARCH)[31] == ["31日", "2", "6"]
    assert table(supervisor, "benefits", APRIL)[1:] == [
        ["就业奖励（西城区）", "1", "1", "0", "0"],
        ["gone", "0", "0", "1", "1"],
    ]
    assert table(supervisor, "questions", MARCH)[1:] == [[f"'{FORMULA}", "2", "3", "1"]]


def test_cases_are_counted_with_the_minutes_they_took(supervisor: httpx.Client) -> None:
    sums = {item: numbers for item, *numbers in table(supervisor, "sums", MARCH)[1:]}
    assert (sums["新开工单"], sums["办结工单"], sums["现在没办结的工单"]) == (["3", "3"], ["2", "2"], ["1", ""])
    assert (sums["办结用时中位数（分钟）"], sums["九成办结不超过（分钟）"]) == (["4", "4"], ["19", "19"])
    assert table(supervisor, "cases", MARCH)[31] == ["31日", "3", "2"]
    assert table(supervisor, "minutes", MARCH)[1:4] == [
        ["不到3分钟", "0", "0"], ["3至5分钟", "1", "1"], ["5至10分钟", "0", "0"],
    ]  # fmt: skip
    assert [row[0] for row in table(supervisor, "agents", MARCH)[1:]] == ["li", "wang"]
    assert table(supervisor, "agents", MARCH)[1][1:] == ["3", "3", "1", "1", "1", "4", "4"]
    assert table(supervisor, "channels", MARCH)[1:] == [["电话", "2", "2"], ["没有说", "1", "1"]]
    assert table(supervisor, "outcomes", APRIL)[1:] == []


def test_the_page_shows_what_the_files_hold(supervisor: httpx.Client) -> None:
    page = supervisor.get("/numbers", params={"day": MARCH})
    assert page.status_code == 200
    assert foreign(page.text) == []
    tables = shown(page)
    assert len(tables) == 13
    for name, rows in tables.items():
        kept = [[cell.removeprefix("'") for cell in row] for row in table(supervisor, name, MARCH)]
        assert rows in (kept, []), name  # an empty table has a sentence in its place
    together = supervisor.get("/numbers.csv", params={"day": MARCH})
    assert 'filename="numbers-2024-03-31.csv"' in together.headers["content-disposition"]
    lines = list(csv.reader(io.StringIO(together.text.removeprefix("\ufeff"), newline="")))
    assert lines[0] == ["表", "项目", "栏", "数"]
    assert ["户口在哪里", "西城区", "当天", "2"] in lines
    assert len(lines) == 1 + sum((len(row) - 1) for rows in tables.values() for row in rows[1:])


def test_a_quiet_month_says_so(supervisor: httpx.Client) -> None:
    page = supervisor.get("/numbers", params={"day": "2019-02-28"})
    assert "还没有3次对话都问到的问题。" in page.text
    assert shown(page)["districts"] == []
    assert shown(page)["sums"][1] == ["新开工单", "0", "0"]
    assert '<rect class="within"' not in page.text
    assert table(supervisor, "conversations", "2019-02-28") == [["日", "对话", "轮数"]]


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2026-02-30", "日期“2026-02-30”不对，请写成 2026-11-20 这样，并且是有的日子。下面是今天的。"),
        ("昨天", "日期“昨天”不对，请写成 2026-11-20 这样，并且是有的日子。下面是今天的。"),
        ("1899-12-31", "日期“1899-12-31”太早了。下面是今天的。"),
    ],
)
def test_a_day_that_is_none_is_said_and_left_in_the_field(supervisor: httpx.Client, day: str, says: str) -> None:
    page = supervisor.get("/numbers", params={"day": day})
    assert page.status_code == 422
    assert f'role="alert">{says}</p>' in page.text
    assert f'value="{day}"' in page.text
    refused = supervisor.get("/numbers.csv", params={"day": day})
    assert (refused.status_code, says[:12] in refused.text) == (400, True)


@pytest.mark.parametrize("day", ["0001-01-01", "1900-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar(supervisor: httpx.Client, day: str) -> None:
    page = supervisor.get("/numbers", params={"day": day})
    assert page.status_code == (422 if day < "1900" else 200)
    if day >= "1900":
        assert [line[1:] for line in table(supervisor, "sums", day)[1:2]] == [["0", "0"]]


def test_a_table_that_is_none_is_refused_with_those_that_are(supervisor: httpx.Client) -> None:
    refused = supervisor.get("/numbers.csv", params={"table": "<b>"})
    assert refused.status_code == 400
    assert "没有这张表，可以是：sums、" in refused.text


def test_what_was_exported_is_audited(supervisor: httpx.Client, database: Database) -> None:
    supervisor.get("/numbers.csv", params={"table": "districts", "day": APRIL})
    supervisor.get("/numbers.csv", params={"day": MARCH})
    newest = audited(database, actor="shuzi", action="numbers_exported")[:2]
    assert [entry.object for entry in newest] == [None, "districts"]
    assert [entry.details for entry in newest] == [{"day": MARCH}, {"day": APRIL}]


def test_one_goes_from_day_to_day_and_not_beyond_today(supervisor: httpx.Client) -> None:
    def ways(day: str) -> list[tuple[str, str]]:
        page = supervisor.get("/numbers", params={"day": day})
        (nav,) = re.findall(r'<nav class="states" aria-label="别的日子">(.*?)</nav>', page.text)
        return re.findall(r'day=([\d-]+)">(\S+?)</a>', nav)

    on_march = [(day, name) for day, name in ways(MARCH) if name != "今天"]
    assert on_march == [("2024-03-30", "前一天"), (APRIL, "后一天"), ("2024-02-29", "上个月"), (APRIL, "下个月")]
    today = next(day for day, name in ways(MARCH) if name == "今天")
    assert [name for _, name in ways(today)] == ["前一天", "上个月"]


def test_what_is_to_be_seen_to_stands_on_top_with_its_link(supervisor: httpx.Client, database: Database) -> None:
    ReviewStore(database).say(Rule(REWARD, "v1", ()), "question", "六个月怎么算？", BY)
    try:
        page = html.unescape(supervisor.get("/numbers").text)
        assert "“就业奖励”的规则有1个疑问没有答复" in page
        assert f'href="/staff/benefits/{REWARD}#review"' in page
        assert page.index('id="alarms"') < page.index('id="t-sums"')
        assert foreign(page) == []
    finally:
        with database.begin() as connection:
            connection.execute(delete(ReviewEntryRow))


def test_rules_are_listed_by_the_figure_that_they_use(supervisor: httpx.Client, engine: Engine) -> None:
    using = [b for b in engine.rules.benefits if "minimum_wage" in b.figures]
    page = supervisor.get("/staff/benefits", params={"figure": "minimum_wage"})
    assert page.text.count('<th scope="row"><a href="/staff/benefits/') == len(using) == 5
    assert "用到北京市月最低工资标准的" in page.text
    assert foreign(page.text) == []
    assert "没有这样的待遇。" in supervisor.get("/staff/benefits", params={"figure": "moon"}).text


def within(picture: Picture | None, most: int) -> None:
    """Nothing is drawn outside, and nothing longer than its share."""
    assert picture is not None
    for box in picture.boxes:
        assert 0 <= box.x < box.x + box.width <= WIDTH + 0.1
        assert 0 <= box.y < box.y + box.height <= picture.height
    assert len(picture.boxes) <= most


def test_bars_are_as_long_as_their_counts_and_tell_them() -> None:
    picture = bars([("甲", (30, 10)), ("乙", (0, 0)), ("丙" * 40, (20, 0))], ("有", "没有"), "次")
    within(picture, 3)
    assert picture is not None
    first, second, third = picture.boxes
    assert first.width == pytest.approx(3 * second.width, abs=0.3)
    assert (second.x, second.shade) == (first.width, "late")
    assert third.width == pytest.approx(2 * first.width / 3, abs=0.3)
    assert picture.says == f"甲 30＋10次；{'丙' * 40} 20＋0次。"
    assert picture.legend == (("within", "有"), ("late", "没有"))
    assert [w.text for w in picture.words if "丙" in w.text] == ["丙" * 18 + "…"]
    assert bars([("甲", (0,))], ("次",), "次") is None
    within(bars([("甲", (10**9,)), ("乙", (1,))], ("次",), "次"), 2)


@pytest.mark.parametrize("stacked", [True, False])
@pytest.mark.parametrize("length", [28, 31])
def test_columns_are_the_days(length: int, stacked: bool) -> None:
    days = [(day, (day % 4, day % 3)) for day in range(1, length + 1)]
    picture = columns(days, ("新开", "办结"), stacked)
    within(picture, 2 * length)
    assert picture is not None
    assert f"整月新开共{sum(d % 4 for d, _ in days)}，办结共" in picture.says
    assert "最多的是" in picture.says
    highest = max(box.height for box in picture.boxes)
    assert highest <= 96
    assert columns([(1, (0, 0))], ("新开", "办结"), stacked) is None
