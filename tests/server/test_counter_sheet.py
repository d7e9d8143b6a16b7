"""The sheet for the counter, read back as a Word file: what the engine says is on it, nothing else about the person."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import docx
import httpx
import pytest
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.table import Table

from assistant.engine import Engine
from assistant.reports.paper import FIGURE, QUOTATION
from assistant.server.counter_sheet import counter_sheet
from assistant.server.kept_result import since
from assistant.server.sharing import SAYS
from assistant.server.talk import Talk
from assistant.server.views import Presenter
from tests.people import HIRED, OPENING

Json = dict[str, Any]
DAY = dt.date(2026, 11, 20)
ADDRESS = "https://fuwu.example.gov.cn/results/abcdefghijklmnopqrstuvwx"
REWARD = "xicheng-employment-reward"
TYPED = "我在橘子洲头养蜂，西城的就业奖励要什么条件？"
BORN = {"birth_date": "1994-03-02"}
PEOPLE: dict[str, Json] = {
    "hired": {**HIRED, "contract_start": "2026-11-01"},
    "nobody": {"applicant": "resident"},
    "born": {**{fact: value for fact, value in HIRED.items() if fact != "age"}, **BORN},
    "courier": {"applicant": "resident", "hukou_district": "tongzhou", "age": 45, "new_employment_group": True},
    "employer": {"applicant": "employer", "district": "xicheng"},
}


@dataclass(frozen=True)
class Sheet:
    """A sheet read back: its paragraphs with their styles, its tables, and every string of the whole file."""

    file: bytes
    paragraphs: list[tuple[str, str]]
    tables: list[list[list[str]]]

    @classmethod
    def read(cls, file: bytes) -> Sheet:
        found = docx.Document(io.BytesIO(file))
        parts = list(found.iter_inner_content())
        return cls(
            file,
            [((p.style.name if p.style else None) or "", p.text) for p in parts if not isinstance(p, Table)],
            [[[cell.text for cell in row.cells] for row in t.rows] for t in parts if isinstance(t, Table)],
        )

    def under(self, heading: str) -> str:
        """What stands between a heading of level 1 and the next."""
        found, within = [], False
        for style, text in self.paragraphs:
            if style == "Heading 1":
                within = text.startswith(heading)
            elif within:
                found.append(text)
        return "\n".join(found)

    def everything(self) -> str:
        with zipfile.ZipFile(io.BytesIO(self.file)) as archive:
            names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
            return "\n".join(archive.read(name).decode() for name in names)


def sheet_of(engine: Engine, facts: Json, **changed: Any) -> tuple[Json, Sheet]:
    answer = {**engine.assess(facts, DAY), "declined": [], "current_corpus_version": engine.corpus.version, **changed}
    return answer, Sheet.read(
        counter_sheet(answer, since(engine, answer, DAY), Presenter(engine), Talk(engine), ADDRESS)
    )


@pytest.fixture
def told(http: httpx.Client) -> tuple[str, Json]:
    """A conversation's id and its last reply, when the sum stands."""
    conversation = http.post("/api/v1/conversations").json()["id"]
    address = f"/api/v1/conversations/{conversation}/messages"
    for text in (OPENING, TYPED):
        reply = http.post(address, json={"text": text}).json()
    for fact in ("applicant", "low_income_allowance", "employer_kind", "employer_in_beijing", "birth_date"):
        value = {**HIRED, "birth_date": birthday()}[fact]
        reply = http.post(address, json={"answer": {"fact": fact, "value": value}}).json()
    assert reply["facts"]["birth_date"] == birthday()
    return conversation, reply


def birthday() -> str:
    """Of somebody who has been 32 for a while, whichever day it is."""
    return (dt.date.today() - dt.timedelta(days=32 * 365 + 100)).isoformat()  # noqa: DTZ011


def test_what_the_engine_says_is_on_the_sheet(engine: Engine, http: httpx.Client, told: tuple[str, Json]) -> None:
    _, reply = told
    got = http.get(f"{reply['result_url']}/docx")
    assert got.status_code == 200
    assert got.headers["content-type"] == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    name = quote(f"可以申领什么-{reply['as_of']}.docx")
    assert got.headers["content-disposition"].endswith(f"filename*=UTF-8''{name}")
    sheet, presenter = Sheet.read(got.content), Presenter(engine)
    claimable = sheet.under("现在可以申领　")
    for benefit in presenter.claimable(reply):
        assert benefit["name"] in claimable
        assert presenter.amount(benefit["amount"]) in claimable
        assert presenter.worked(benefit["amount"]) in claimable
    total, beyond = presenter.total(reply)
    assert total
    assert [text for style, text in sheet.paragraphs if style == FIGURE] == [
        total,
        *(["".join(beyond)] if beyond else []),
    ]
    assert str(http.base_url.join(reply["result_url"])) in sheet.under("在网上看这份结果")


def test_nothing_that_was_typed_and_nothing_that_identifies_is_on_it(
    http: httpx.Client, told: tuple[str, Json]
) -> None:
    conversation, reply = told
    everything = Sheet.read(http.get(f"{reply['result_url']}/docx").content).everything()
    year, month, day = map(int, birthday().split("-"))
    for secret in (conversation, "橘子洲头", "养蜂", OPENING, birthday(), f"{year}年{month}月{day}日", "出生日期"):
        assert secret not in everything


def test_a_result_that_isnt_there_has_no_sheet(http: httpx.Client) -> None:
    missing = http.get("/results/token-that-does-not-exist/docx")
    assert missing.status_code == 404
    assert missing.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("who", PEOPLE)
def test_every_amount_and_payment_is_the_engines(engine: Engine, who: str) -> None:
    presenter = Presenter(engine)
    answer, sheet = sheet_of(engine, PEOPLE[who])
    for benefit in presenter.claimable(answer):
        payments = benefit["amount"]["payments"]
        if len(payments) > 1:
            rows = [
                [
                    p["label"],
                    presenter.span(p["min"], p["max"]),
                    presenter.due(p),
                    "到期后" if p["after_expiry"] else "",
                ]
                for p in payments
            ]
            assert rows in [table[1:] for table in sheet.tables], benefit["id"]
    names = {benefit["name"] for benefit in answer["benefits"]}
    assert {name for name in names if any(name in text for _, text in sheet.paragraphs)} == names


@pytest.mark.parametrize("who", PEOPLE)
def test_what_is_quoted_stands_in_its_clause(engine: Engine, who: str) -> None:
    presenter = Presenter(engine)
    answer, sheet = sheet_of(engine, PEOPLE[who])
    placed: dict[str, list[str]] = {}
    for clause in engine.corpus.clauses.values():
        for within in (clause.document, ""):
            placed.setdefault(presenter.place(clause.id, within), []).append(clause.text)
    quoted = [re.fullmatch("“(.*)”　(.*)", text, re.S) for style, text in sheet.paragraphs if style == QUOTATION]
    assert quoted or not presenter.claimable(answer)
    for found in quoted:
        assert found
        assert any(found[1] in text for text in placed[found[2]]), found


def test_the_sum_and_what_lies_beyond_validity_are_of_one_size(engine: Engine) -> None:
    _, sheet = sheet_of(engine, PEOPLE["hired"])
    figures = [text for style, text in sheet.paragraphs if style == FIGURE]
    assert figures == ["27,000元", "全部到期日之后才满年，文件未写能否领取。"]
    assert "能否同时享受，文件未写明的以受理部门为准。" in sheet.under("按当时说的情况")


def test_what_has_matured_is_told_apart_from_what_has_not(engine: Engine) -> None:
    answer, sheet = sheet_of(engine, {**HIRED, "contract_start": "2024-11-01"})
    assert answer["as_of"] == "2026-11-20"
    told = sheet.under("按当时说的情况")
    assert told.startswith("符合条件，合计\n27,000元")
    assert "其中15,000元已经满年，现在可以去申请；其余的最早2027年11月1日才满年。" in told
    assert "“就业奖励”有15,000元已经满年，文件有效期到2026年12月31日，请尽早去问、去申请。" in told
    for start, label in (("2026-11-01", "符合条件，满年以后可以申领，合计"), ("2023-11-01", "现在可以申领，合计")):
        _, sheet = sheet_of(engine, {**HIRED, "contract_start": start})
        assert sheet.under("按当时说的情况").startswith(label)


def test_a_day_of_birth_is_left_out_and_what_follows_from_it_stands(engine: Engine) -> None:
    answer, sheet = sheet_of(engine, PEOPLE["born"], declined=["gender"])
    assert answer["facts"]["birth_date"] == "1994-03-02"
    for said in ("1994", "出生日期"):
        assert said not in sheet.everything()
    assert ["性别", "不清楚"] in sheet.tables[0]
    assert ["年龄", "32岁"] in sheet.tables[0]


def test_what_gives_no_claim_is_named_as_such(engine: Engine) -> None:
    answer, sheet = sheet_of(engine, PEOPLE["courier"])
    drafts = [b for b in answer["benefits"] if b["legal_status"] == "draft"]
    assert drafts
    lines = sheet.under("征求意见或已失效").split("\n")
    assert "不能作为申领依据" in lines[0]
    for benefit in drafts:
        assert f"{benefit['name']}　通州区　审议稿，未施行，不能作为申领依据" in lines
    (documents,) = (table for table in sheet.tables if table[0][0] == "文件")
    assert not [row for row in documents if "未施行" in row[2]]


def test_what_is_missing_or_would_have_to_change_is_said_as_on_the_page(engine: Engine) -> None:
    answer, sheet = sheet_of(engine, PEOPLE["hired"])
    presenter = Presenter(engine)
    sections = {section.id: section for section in presenter.sections(answer)}
    near, opened = sheet.under("差一步"), sheet.under("还要确认")
    assert all(presenter.reach(benefit) in near for benefit in sections["near"].benefits)
    assert "如果“目前灵活就业”（现在是“目前在单位上班”），就符合：服务。" in near
    assert opened.count("还不知道：") == len([b for b in sections["open"].benefits if b["missing"]])
    assert "见习生活补贴　西城区　不满足：未就业或正在就业见习" in sheet.under("不符合")


def test_a_newer_corpus_is_said(engine: Engine) -> None:
    _, sheet = sheet_of(engine, PEOPLE["hired"], corpus_version="an-older-one")
    assert "依据版本 " + engine.corpus.version in sheet.paragraphs[2][1]
    assert "自那时起收录的文件已变化" in sheet.paragraphs[3][1]
    _, same = sheet_of(engine, PEOPLE["hired"])
    assert "当时依据的是版本" not in same.everything()


def test_it_is_a_proper_word_file(engine: Engine) -> None:
    _, sheet = sheet_of(engine, PEOPLE["hired"])
    found = docx.Document(io.BytesIO(sheet.file))
    section, properties = found.sections[0], found.core_properties
    assert (round(section.page_width or 0, -4), round(section.page_height or 0, -4)) == (
        round(Cm(21), -4),
        round(Cm(29.7), -4),
    )
    assert (properties.title, properties.author, properties.last_modified_by) == ("可以申领什么", "", "")
    assert (properties.comments, properties.keywords, properties.language) == ("", "", "zh-CN")
    for table in found.tables:
        assert table.rows[0]._tr.trPr is not None
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    for style in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", QUOTATION, FIGURE):
        fonts: Any = found.styles[style].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) in ("宋体", "黑体")
        assert not [name for name in fonts.keys() if name.endswith("Theme")]  # noqa: SIM118
    assert "PAGE" in section.footer._element.xml
    assert 'w:eastAsia="zh-CN"' in found.styles.element.xml
    levels = [int(style[-1]) for style, _ in sheet.paragraphs if style.startswith("Heading")]
    assert all(below <= above + 1 for above, below in zip([0, *levels], levels, strict=False))


def test_the_picture_on_it_says_what_it_is(engine: Engine) -> None:
    _, sheet = sheet_of(engine, PEOPLE["nobody"])
    with zipfile.ZipFile(io.BytesIO(sheet.file)) as archive:
        pictures = [name for name in archive.namelist() if name.startswith("word/media/")]
        assert archive.read(pictures[0]).startswith(b"\x89PNG")
    assert len(pictures) == 1
    assert f'descr="{SAYS}"' in sheet.everything()
    assert f'Target="{ADDRESS}"' in sheet.everything()


@pytest.mark.usefixtures("suspended")
def test_a_suspended_benefit_is_said_to_be(http: httpx.Client) -> None:
    conversation = http.post("/api/v1/conversations").json()["id"]
    address = f"/api/v1/conversations/{conversation}/messages"
    http.post(address, json={"text": OPENING})
    reply = http.post(address, json={"answer": {"fact": "applicant", "value": "resident"}}).json()
    sheet = Sheet.read(http.get(f"{reply['result_url']}/docx").content)
    assert "“就业奖励”暂停答复，请咨询西城区人社局。原因：条文正在核对" in sheet.under("暂停答复")
    assert "27,000" not in sheet.everything()
    assert "暂停答复的待遇没有算在内。" in sheet.under("按当时说的情况")
