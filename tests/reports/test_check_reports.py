"""Reports of a citation check read back: comments on exactly their words, tables that do no harm."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_UNDERLINE
from docx.oxml.ns import qn
from docx.shared import RGBColor
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.engine import Engine
from assistant.reports.characters import REPLACEMENT, storable
from assistant.reports.findings import LINE_END, Finding
from assistant.reports.marked_text import SIGN, Look, Mark, MarkedText
from assistant.reports.paper import Paper
from tests.reports.texts import DAY, WRONG

Json = dict[str, Any]
LOOKS = [Look(f"样式{rank}", "✗△○"[rank], rank, RGBColor(0, 0, 0), WD_UNDERLINE.WAVY)
         for rank in range(3)]  # fmt: skip


def parts(document: Document) -> Iterator[tuple[str, str]]:
    """What stands in the body, in its order: ``open``, ``close`` with a comment's id, ``words``, ``sign``, ``end``."""
    signs = {style.style_id for style in document.styles if style.name == SIGN}
    for paragraph in document.element.body.iter(qn("w:p")):
        for node in paragraph.iter():
            if node.tag == qn("w:commentRangeStart"):
                yield "open", node.get(qn("w:id"))
            elif node.tag == qn("w:commentRangeEnd"):
                yield "close", node.get(qn("w:id"))
            elif node.tag in (qn("w:t"), qn("w:tab")):
                style = node.getparent().find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
                is_sign = style is not None and style.get(qn("w:val")) in signs
                yield "sign" if is_sign else "words", node.text or "\t"
        yield "end", ""


def anchored(document: Document) -> dict[str, str]:
    """The words that each comment is on; what ends a paragraph is a line feed."""
    open_: dict[str, list[str]] = {}
    found: dict[str, str] = {}
    for kind, content in parts(document):
        if kind == "open":
            open_[content] = []
        elif kind == "close":
            found[content] = "".join(open_.pop(content))
        else:
            for words in open_.values():
                words.append("\n" if kind == "end" else content)
    assert not open_
    return found


def body(document: Document) -> list[str]:
    """The words of the paragraphs, without the signs."""
    return "".join(
        "\n" if kind == "end" else words for kind, words in parts(document) if kind in ("words", "end")
    ).split("\n")[:-1]


def as_written(text: str) -> str:
    return "\n".join(storable(line) for line in LINE_END.split(text))


@pytest.fixture(scope="module")
def checked(engine: Engine) -> tuple[Json, list[Finding], Document]:
    answer = engine.cite(WRONG, DAY)
    file = engine.check_reports.report_docx(WRONG, answer, "稿件.txt")
    return answer, engine.check_findings.of(WRONG, answer), docx.Document(io.BytesIO(file))


def test_each_problem_has_a_comment_on_exactly_its_words(checked: tuple[Json, list[Finding], Document]) -> None:
    answer, findings, document = checked
    expected = [as_written(finding.text) for finding in findings if finding.severity]
    assert len(expected) == answer["problems"] + answer["notices"] > 6
    words = anchored(document)
    assert [words[str(comment.comment_id)] for comment in document.comments] == expected
    assert {comment.author for comment in document.comments} == {"核对"}
    for comment, finding in zip(document.comments, [f for f in findings if f.severity], strict=True):
        assert comment.text.startswith(f"{finding.symbol} {finding.status}")
        assert comment.initials == f"核{finding.symbol}"


def test_comments_say_what_is_wrong_what_is_printed_and_what_to_do(checked: Any) -> None:
    _, findings, document = checked
    said = dict(zip([f.outcome for f in findings if f.severity], [c.text for c in document.comments], strict=True))
    assert "最长不超过〔三→五〕年" in said["altered"]
    assert "改为“按照每人每月2000元的标准申请就业奖励，最长不超过五年”" in said["altered"]
    assert "《北京市西城区做好当前和今后一个时期就业工作的若干措施》（西行规发〔2021〕2号）三、10." in said["altered"]
    assert "最接近的：《北京市西城区" in said["no_such_clause"]
    assert (
        "文中说出自《北京市西城区做好当前和今后一个时期就业工作的若干措施》（西行规发〔2021〕2号）二、6."
        in said["misplaced"]
    )
    assert "所引条款里没有这样的数字" in said["unsupported"]
    assert "略去了“不含享受最低生活保障待遇的登记失业人员”" in said["incomplete"]
    assert "对照所引文件的原件" in said["outside"]


def test_the_text_is_there_as_it_was_below_a_summary(checked: Any, engine: Engine) -> None:
    answer, findings, document = checked
    lines = body(document)
    start = lines.index("稿件.txt") + 1
    assert lines[start:] == as_written(WRONG).removesuffix("\n").split("\n")
    assert any("�" in line for line in lines[start:])
    head = "\n".join(lines[:start])
    assert "按2026年11月20日的文件效力核对" in head
    assert engine.corpus.version in head
    assert f"{answer['problems']}处要看，{answer['notices']}处留意，一共核对了{len(findings)}处。" in head
    counts = {(row.cells[0].text, row.cells[1].text): row.cells[2].text for row in document.tables[0].rows[1:]}
    kinds = {"citation": "引用", "quote": "引文", "figure": "数字"}
    wanted = Counter((f"{f.symbol} {f.status}", kinds[f.kind]) for f in findings)
    assert counts == {key: str(number) for key, number in wanted.items()}


def test_nothing_wrong_is_said_and_marks_nothing(engine: Engine) -> None:
    for text, said in (
        ("今天天气好。", "没有读出引用"),
        ("", "没有读出引用"),
        ("西城区就业措施第10条", "0处要看，0处留意"),
    ):
        answer = engine.cite(text, DAY)
        document = docx.Document(io.BytesIO(engine.check_reports.report_docx(text, answer, "无误\x00.txt")))
        assert len(list(document.comments)) == 0
        assert any(said in paragraph.text for paragraph in document.paragraphs)


texts = st.text(st.sampled_from("字第十条元\t\r\n\u2029\x00\x1b𠮷😂\ud800\ufffe‑ \u3000"), max_size=40)


@settings(max_examples=15)
@given(texts, st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 2), st.booleans()), max_size=8))
def test_marks_nest_and_overlap_in_any_text(text: str, drawn: list[tuple[int, int, int, bool]]) -> None:
    bounds = [(*sorted((min(a, len(text)), min(b, len(text)))), rank, said) for a, b, rank, said in drawn]
    ends = {offset for found in LINE_END.finditer(text) for offset in range(found.start() + 1, found.end())}
    marks = [
        Mark(start, end, LOOKS[rank], [[(f"{number}", "strong"), ("\x07", "")]] if said else ())
        for number, (start, end, rank, said) in enumerate(bounds)
        if start not in ends and end not in ends
    ]
    paper = Paper("题", DAY, "{number}")
    MarkedText(paper, LOOKS, "核对", "核").write(text, marks)
    document = docx.Document(io.BytesIO(paper.written()))
    words = anchored(document)
    assert body(document)[1:] == (as_written(text).removesuffix("\n").split("\n") if text else [])
    commented = {m.comment[0][0][0]: as_written(text[m.start : m.end]) for m in marks if m.comment and m.start < m.end}
    read = {comment.text.removesuffix(REPLACEMENT): words[str(comment.comment_id)] for comment in document.comments}
    assert {number: said.rstrip("\n") for number, said in read.items()} == {
        number: said.rstrip("\n") for number, said in commented.items()
    }


def test_a_table_has_a_row_for_each_finding(engine: Engine) -> None:
    answer = engine.cite(WRONG, DAY)
    expired = engine.cite(WRONG, dt.date(2027, 1, 1))
    table = engine.check_reports.report_csv(
        [("=cmd|' /C calc'!A0.txt", WRONG, answer), ("b.txt", WRONG, expired)], [("@坏.pdf", "读不了\ud800。")]
    )
    assert table.startswith("\ufeff文件,行,列,")
    table.encode()
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))
    findings = engine.check_findings.of(WRONG, answer)
    assert len(rows) == 2 * len(findings) + 1
    for row, finding in zip(rows, findings, strict=False):
        line = LINE_END.split(WRONG)[int(row["行"]) - 1]
        assert storable(line[int(row["列"]) - 1 :]).startswith(storable(LINE_END.split(finding.text)[0]))
        assert row["文件"] == "'=cmd|' /C calc'!A0.txt"
        assert (row["要看"] == "要看") == (finding.severity == "problem")
        assert (row["核对日"], row["语料版本"]) == ("2026-11-20", engine.corpus.version)
    altered = next(row for row in rows if row["结论"] == "✗ 与原文不一致")
    assert altered["引用写法"].endswith("三、10.")
    assert altered["说明"].startswith("“三”应为“五”。")
    assert altered["原文"] == "按照每人每月2000元的标准申请就业奖励，最长不超过五年"
    assert {row["效力"] for row in rows if row["文件"] == "b.txt" and row["引用写法"]} >= {"已失效"}
    assert (rows[-1]["文件"], rows[-1]["结论"], rows[-1]["说明"]) == ("'@坏.pdf", "没有读成", "读不了\ufffd。")


def test_several_texts_are_one_document(engine: Engine) -> None:
    answer = engine.cite(WRONG, DAY)
    file = engine.check_reports.report_docx_of_all(
        [
            ("一.txt", WRONG, answer),
            ("二.txt", "没有引用。", engine.cite("没有引用。", DAY)),
            ("三.txt", WRONG, answer),
        ],
        [("四.pdf", "是加了密码的文件。")],
    )
    document = docx.Document(io.BytesIO(file))
    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert headings == ["一.txt", "二.txt", "三.txt"]
    assert len({comment.comment_id for comment in document.comments}) == 2 * (answer["problems"] + answer["notices"])
    assert any("四.pdf（是加了密码的文件。）" in paragraph.text for paragraph in document.paragraphs)
    rows = [[cell.text for cell in row.cells] for row in document.tables[1].rows[1:]]
    assert [row[:2] for row in rows] == [
        ["一.txt", str(answer["problems"])],
        ["二.txt", "0"],
        ["三.txt", str(answer["problems"])],
    ]
