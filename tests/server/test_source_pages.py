"""Documents for staff over HTTP: every clause beside its stretch of the source, every repair marked, links, search."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import quote

import httpx
import pytest

from assistant.documents.clause import Clause
from assistant.documents.corpus import Document
from assistant.engine import Engine
from assistant.server.parallel_text import parallel_text
from assistant.server.source_pages import benefit_link
from assistant.server.source_view import known, shown_rows
from assistant.server.timeline import timeline_of
from assistant.store.accounts import AccountStore
from assistant.store.audit import SERVER, Actor
from assistant.store.database import open_database
from assistant.store.sessions import SessionStore
from tests.server.conftest import Server

DAY = dt.date(2026, 11, 20)
DOCUMENTS = (
    "beijing-2025-14", "chaoyang-employment-opinions", "haidian-measures-note", "tongzhou-friendly-city-draft",
    "xicheng-2021-2",
)  # fmt: skip
XICHENG = "/staff/documents/xicheng-2021-2"


class Sides(HTMLParser):
    """The two sides of a page: the source as it stands with what is marked in it, and the chosen words beside it."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.source = self.chosen = self.chosen_clause = ""
        self.marked: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self._open: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        if tag in ("div", "mark", "del", "span"):
            self._open.append((tag, given.get("class") or ""))
            if self._in_source and tag != "div":
                self.marked.append((given.get("class") or "", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("div", "mark", "del", "span"):
            self._open.pop()

    def handle_data(self, data: str) -> None:
        classes = self._open[-1][1].split() if self._open else []
        if self._in_source:
            self.source += data
            if self._open[-1][0] != "div":
                self.marked[-1] = (self.marked[-1][0], self.marked[-1][1] + data)
            self.chosen += data if "chosen" in classes else ""
        elif any(tag == "mark" and "chosen" in name for tag, name in self._open):
            self.chosen_clause += data

    @property
    def _in_source(self) -> bool:
        return any(name == "as-is" for _, name in self._open)


@pytest.fixture(scope="module")
def staff(server: Server) -> Iterator[httpx.Client]:
    """An agent's browser."""
    database = open_database(server.database, migrate=False)
    account = AccountStore(database).add("wenwen", "agent", "hulu wa jiu ye ye", SERVER)
    token = SessionStore(database).open(account, Actor("wenwen", "agent"), "127.0.0.1", "")
    with httpx.Client(base_url=server.url, timeout=20, cookies={"session": token}) as client:
        yield client
    database.dispose()


@pytest.mark.parametrize("document_id", DOCUMENTS)
def test_the_source_is_as_it_is_and_every_repair_is_marked(
    staff: httpx.Client, engine: Engine, document_id: str
) -> None:
    source = engine.corpus.documents[document_id].source
    page = staff.get(f"/staff/documents/{document_id}").text
    sides = Sides(page)
    assert sides.source == source
    text = known(engine).texts[document_id]
    assert [(kind, at) for kind, words in sides.marked for at in words] == [
        (repair.kind, at) for repair in text.repairs for at in source[repair.start : repair.end]
    ]
    for kind in {repair.kind for repair in text.repairs}:
        count = sum(repair.kind == kind for repair in text.repairs)
        assert re.search(rf'class="key-{kind}".*?<dd>{count}处</dd>', page)
    paths = {clause.path for clause in engine.corpus.documents[document_id].clauses}
    assert paths <= set(sides.ids)
    assert len(sides.ids) == len(set(sides.ids))


@pytest.mark.parametrize("document_id", DOCUMENTS)
def test_every_clause_is_marked_in_the_source_by_exactly_its_spans(engine: Engine, document_id: str) -> None:
    """All 167 of them without HTTP; some of them with it below."""
    document = engine.corpus.documents[document_id]
    for clause in document.clauses:
        rows = shown_rows(engine, document, clause, frozenset())
        marked = "".join(piece.text for shown in rows for piece in shown.source if piece.chosen)
        assert marked == "".join(document.source[start:end] for start, end in clause.spans) == clause.text
        assert any(shown.chosen for shown in rows)


@pytest.mark.parametrize("document_id", DOCUMENTS)
def test_the_chosen_clause_is_marked_on_both_sides(staff: httpx.Client, engine: Engine, document_id: str) -> None:
    document = engine.corpus.documents[document_id]
    for clause in (document.clauses[0], *longest(document)):
        sides = Sides(staff.get(f"/staff/documents/{document_id}", params={"clause": clause.path}).text)
        assert sides.chosen == clause.text
        assert squeezed(sides.chosen_clause) == squeezed(clause.text)
        assert sides.source == document.source


def longest(document: Document) -> list[Clause]:
    """The clauses whose stretch of the source is broken most often, a unit with paragraphs among them."""
    broken = sorted(document.clauses, key=lambda clause: -len(clause.spans))[:1]
    return broken + [clause for clause in document.clauses if clause.paragraphs][:1]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_every_clause_has_a_permanent_address_and_its_citation(staff: httpx.Client, engine: Engine) -> None:
    page = html.unescape(staff.get(XICHENG).text)
    document = engine.corpus.documents["xicheng-2021-2"]
    for clause in document.clauses:
        assert f'href="{XICHENG}?clause={clause.path}#{clause.path}"' in page
        if not clause.paragraphs:
            assert document.citation(clause) in page
    chosen = html.unescape(staff.get(XICHENG, params={"clause": "2.6.p2"}).text)
    address = f"{staff.base_url}{XICHENG}?clause=2.6.p2#2.6.p2"
    assert f"{engine.corpus.citation(engine.corpus.clause('xicheng-2021-2#2.6.p2'))}\n{address}</textarea>" in chosen


def test_other_ways_of_writing_an_address(staff: httpx.Client) -> None:
    tongzhou = "/staff/documents/tongzhou-friendly-city-draft"
    for asked in ("4", "4.p1", "tongzhou-friendly-city-draft#4"):
        assert '<h2 id="chosen-heading">选中的：四、</h2>' in staff.get(tongzhou, params={"clause": asked}).text
    moved = staff.get(f"{XICHENG}%232.6.p2")
    assert (moved.status_code, moved.headers["location"]) == (303, f"{XICHENG}?clause=2.6.p2#2.6.p2")


@pytest.mark.parametrize(
    ("asked", "status", "said", "near"),
    [
        ({"clause": "2.66"}, 404, "没有编号为“xicheng-2021-2#2.66”的条款", "clause=2.6#2.6"),
        ({"clause": "beijing-2025-14#5"}, 404, "是另一份文件里的条款", "/staff/documents/beijing-2025-14?clause=5#5"),
        ({"as_of": "明天", "q": "房租"}, 422, "日期“明天”不对", 'value="房租"'),
        ({"clause": "<b>x</b>"}, 404, "&lt;b&gt;x&lt;/b&gt;", ""),
    ],
)
def test_what_is_not_there_is_said_with_what_is_near(
    staff: httpx.Client, asked: dict[str, str], status: int, said: str, near: str
) -> None:
    answer = staff.get(XICHENG, params=asked)
    assert answer.status_code == status
    problem = re.findall(r'<p class="problem"[^>]*>(.*?)</p>', answer.text)[0]
    assert said in problem
    assert html.unescape(near) in html.unescape(answer.text)


def test_words_are_found_in_both_and_told_apart(staff: httpx.Client) -> None:
    page = staff.get(XICHENG, params={"q": "最低工资标准"}).text
    assert "修复后的文字里有2处，其中2处在原文里被换行、空格或页码断开。" in page
    assert re.findall(r'<li><a href="([^"]+)">八、（四）</a>', page)[0].endswith("clause=8.4#8.4")
    sides = Sides(page)
    found = "".join(words for kinds, words in sides.marked if "found" in kinds.split())
    assert squeezed(found) == "最低工资标准" * 2
    only = staff.get(XICHENG, params={"q": "- 4 -"}).text
    assert "修复后的文字里有0处。另有1处只在原文里" in only
    nothing = staff.get(XICHENG, params={"q": "养蜂"}).text
    assert "本文件里没有“养蜂”，修复后的文字和原文里都没有。" in nothing


def test_as_of_a_day(staff: httpx.Client) -> None:
    for day, said in (("2021-12-31", "尚未施行"), ("2026-12-31", "现行有效"), ("2027-01-01", "已失效")):
        page = staff.get(XICHENG, params={"as_of": day}).text
        assert f"<strong>{said}</strong>" in page
        assert f"看的这一天：{said}；" in page
        row = staff.get("/staff/documents", params={"as_of": day}).text.partition(f"{XICHENG}?as_of={day}")[2]
        assert re.findall(r'class="standing \w+">([^<]+)', row)[0] == said


def test_every_date_stands_beside_its_words_or_says_why_it_is_unknown(staff: httpx.Client, engine: Engine) -> None:
    for name, document in engine.corpus.documents.items():
        page = html.unescape(staff.get(f"/staff/documents/{name}").text)
        for stated in timeline_of(document, parallel_text(document), DAY).stated:
            assert (stated.day is None) == (stated.row is None)
            if stated.day:
                assert f'<q class="law">{stated.words}</q> <a href=' in page
        unknown = sum(getattr(document.metadata, field) is None for field in ("signed", "printed"))
        assert page.count("<td>不知道</td>") >= unknown
    assert "要到印发以后才有，还没有印发。" in staff.get("/staff/documents/tongzhou-friendly-city-draft").text


def test_a_line_of_days_on_any_day(engine: Engine) -> None:
    document = engine.corpus.documents["xicheng-2021-2"]
    text = parallel_text(document)
    expected = ["not_yet_in_force"] * 3 + ["in_force"] * 2 + ["expired"]
    for day in (dt.date(2022, 1, 1), DAY, dt.date(2026, 12, 31)):
        drawn = timeline_of(document, text, day)
        assert [piece.stretch for piece in drawn.pieces] == expected
        assert [mark.point for mark in drawn.marks][2:] == ["in_force_from", "as_of", "in_force_to"]
    for day in (dt.date.min, dt.date.max):
        assert len(timeline_of(document, text, day).marks) == 5
    undated = engine.corpus.documents["chaoyang-employment-opinions"]
    assert {piece.stretch for piece in timeline_of(undated, parallel_text(undated), DAY).pieces} == {"unsaid"}


def test_relations_are_seen_from_both_sides(staff: httpx.Client) -> None:
    page = html.unescape(staff.get(XICHENG).text)
    assert re.search(r'<th scope="row">废止</th><td>《[^<]+》（西政发〔2017〕13号）<span class="tag">没有收录', page)
    assert "也引用它的" in page
    assert re.search(r'<th scope="row">可能优先</th>.*?此前就业援助政策与本通知规定不一致的,以本通知为准', page)
    assert 'href="/staff/documents/beijing-2025-14?clause=5#5"' in page
    draft = staff.get("/staff/documents/tongzhou-friendly-city-draft").text
    assert '<th scope="row">让位于</th>' in draft
    assert "收录的文件里，没有一份引用" in staff.get("/staff/documents/haidian-measures-note").text


def test_who_relies_on_a_clause_is_told_with_what_quotes_it(staff: httpx.Client, engine: Engine) -> None:
    reliance = known(engine).reliance
    for benefit in engine.rules.benefits:
        for grounds in benefit.grounds():
            clause = engine.corpus.clause(grounds.clause)
            places = [clause, *(engine.corpus.clause(paragraph) for paragraph in clause.paragraphs)]
            assert any(relied.benefit is benefit for place in places for relied in reliance.of(place))
    row = staff.get(XICHENG).text.partition('id="2.6.p2"')[2].partition('class="row')[0]
    assert f'href="{benefit_link("xicheng-employment-reward")}">就业奖励</a>' in row
    assert "不是享受最低生活保障待遇的登记失业人员" in row
    assert "每满一年，依次按照每年6000元、9000元、1.2万元标准申请就业奖励，最长不超过三年" in row


def test_a_clause_that_nobody_relies_on_says_why(staff: httpx.Client, engine: Engine) -> None:
    page = staff.get(XICHENG).text
    row = page.partition('id="1.2"')[2].partition('class="row')[0]
    assert "写的是行业管理部门怎样对接企业，没有写“管家式服务”包括什么。" in html.unescape(row)
    for spec in (listed for entries in known(engine).reliance.listed.values() for listed in entries):
        if spec.clause.startswith("xicheng-2021-2#"):
            assert spec.reason in html.unescape(page)


def test_what_is_odd_about_a_document_is_listed(staff: httpx.Client) -> None:
    page = html.unescape(staff.get("/staff/documents").text)
    assert page.count("没有发文字号。") == 3
    assert "“（4）”的数字写法与同一层的其他编号不同" in page
    assert staff.get("/staff/documents", params={"as_of": "x"}).status_code == 422
    assert staff.get(f"/staff/documents/{quote('没有')}").status_code == 404


def test_marks_can_be_left_away(staff: httpx.Client) -> None:
    page = staff.get(XICHENG, params={"marks": "off", "clause": "2.7"}).text
    assert 'class="parallel unmarked"' in page
    assert 'href="/staff/documents/xicheng-2021-2?marks=on&amp;clause=2.7#words"' in page
