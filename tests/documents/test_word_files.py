"""Word files: automatic numbers in every way of writing them, what counts as text, tables, text boxes."""

from __future__ import annotations

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from assistant.documents.formats import read_content
from assistant.documents.lines import PARAGRAPH_END
from assistant.documents.list_numbers import written
from tests.documents.files import saved, word_of


def lines(content: bytes) -> list[str]:
    return [line for line in read_content(content, "x.docx").text.replace(PARAGRAPH_END, "").split("\n") if line]


def codes(content: bytes) -> list[str]:
    return [warning.code for warning in read_content(content, "x.docx").warnings]


def level(at: int, way: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{way}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(*levels: str, nums: str = '<w:num w:numId="90"><w:abstractNumId w:val="90"/></w:num>') -> str:
    return f'<w:abstractNum w:abstractNumId="90">{"".join(levels)}</w:abstractNum>{nums}'


def item(text: str, at: int = 0, num: int = 90) -> str:
    properties = f'<w:pPr><w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{num}"/></w:numPr></w:pPr>'
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def plain(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    ("way", "numbers"),
    [
        ("decimal", {1: "1", 12: "12"}),
        ("decimalZero", {3: "03", 12: "12"}),
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 105: "一〇五"}),
        ("chineseCountingThousand", {10: "十", 21: "二十一", 105: "一百零五", 110: "一百一十", 1001: "一千零一"}),
        ("japaneseCounting", {12: "十二"}),
        ("ideographDigital", {10: "一〇", 21: "二一"}),
        ("chineseLegalSimplified", {1: "壹", 10: "壹拾", 21: "贰拾壹"}),
        ("ideographTraditional", {1: "甲", 10: "癸"}),
        ("ideographZodiac", {1: "子", 12: "亥"}),
        ("decimalFullWidth", {1: "１", 12: "１２"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "㉑", 50: "㊿", 51: "51"}),
        ("decimalEnclosedCircleChinese", {9: "⑨"}),
        ("decimalEnclosedFullstop", {1: "⒈"}),
        ("decimalEnclosedParen", {1: "⑴"}),
        ("upperLetter", {1: "A", 26: "Z", 27: "AA"}),
        ("lowerRoman", {4: "iv", 9: "ix", 14: "xiv"}),
        ("upperRoman", {1994: "MCMXCIV"}),
        ("none", {1: ""}),
        ("unheardOf", {7: "7"}),
        ("chineseCounting", {0: "0", 99_999: "99999"}),
    ],
)
def test_numbers_are_written_as_word_writes_them(way: str, numbers: dict[int, str]) -> None:
    assert {number: written(number, way) for number in numbers} == numbers


def test_levels_start_again_under_each_outer_one_unless_they_run_on() -> None:
    levels = (
        level(0, "chineseCounting", "%1、"),
        level(1, "chineseCounting", "（%2）"),
        level(2, "decimal", "%3.", '<w:lvlRestart w:val="0"/>'),
    )
    body = item("甲") + item("子", 1) + item("x", 2) + item("乙") + item("丑", 1) + item("y", 2) + item("寅", 1)
    assert lines(word_of(body, numbering(*levels))) == [
        "一、 甲", "（一） 子", "1. x", "二、 乙", "（一） 丑", "2. y", "（二） 寅",
    ]  # fmt: skip


def test_a_label_can_hold_outer_numbers_in_digits() -> None:
    levels = (level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", "<w:isLgl/>"))
    assert lines(word_of(item("总则") + item("目的", 1), numbering(*levels))) == ["第一章 总则", "1.1 目的"]


def test_a_list_can_override_a_start_and_a_level() -> None:
    nums = (
        '<w:num w:numId="90"><w:abstractNumId w:val="90"/></w:num>'
        '<w:num w:numId="91"><w:abstractNumId w:val="90"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
        '<w:num w:numId="92"><w:abstractNumId w:val="90"/>'
        f'<w:lvlOverride w:ilvl="0">{level(0, "decimal", "%1）")}</w:lvlOverride></w:num>'
    )
    body = item("甲") + item("乙") + item("丙", num=91) + item("丁", num=91) + item("戊", num=92)
    written_out = lines(word_of(body, numbering(level(0, "chineseCounting", "%1、"), nums=nums)))
    assert written_out == ["一、 甲", "二、 乙", "五、 丙", "六、 丁", "7） 戊"]


def test_numbers_come_from_styles_too_and_zero_takes_them_away() -> None:
    document = docx.Document()
    for style_id, at in (("Zhang", 0), ("Tiao", 1)):
        document.styles.element.append(
            parse_xml(
                f'<w:style {nsdecls("w")} w:type="paragraph" w:styleId="{style_id}"><w:name w:val="{style_id}"/><w:pPr>'
                f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="90"/></w:numPr></w:pPr></w:style>'
            )
        )
    document.styles.element.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="paragraph" w:styleId="Sub"><w:name w:val="Sub"/><w:basedOn w:val="Tiao"/>'
            "</w:style>"
        )
    )
    root = document.part.numbering_part.element
    xml = numbering(level(0, "chineseCounting", "第%1章"), level(1, "chineseCounting", "第%2条"))
    for element in reversed(list(parse_xml(f"<w:numbering {nsdecls('w')}>{xml}</w:numbering>"))):
        root.insert(0, element)
    styled = '<w:p><w:pPr><w:pStyle w:val="{}"/>{}</w:pPr><w:r><w:t>{}</w:t></w:r></w:p>'
    none = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = styled.format("Zhang", "", "总则") + styled.format("Tiao", "", "甲") + styled.format("Sub", "", "乙")
    body += styled.format("Tiao", none, "丙")
    for element in parse_xml(f"<w:body {nsdecls('w')}>{body}</w:body>"):
        document.element.body.insert_element_before(element, "w:sectPr")
    assert lines(saved(document)) == ["第一章 总则", "第一条 甲", "第二条 乙", "丙"]


def test_bullets_are_no_numbers_and_empty_items_count() -> None:
    content = word_of(item("甲") + item("") + item("乙"), numbering(level(0, "decimal", "%1.")))
    assert lines(content) == ["1. 甲", "3. 乙"]
    assert lines(word_of(item("甲"), numbering(level(0, "bullet", "●")))) == ["甲"]


def test_insertions_count_and_deletions_do_not() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    gone = '<w:del w:id="1" w:author="x"><w:r><w:delText>五百元</w:delText></w:r></w:del>'
    new = f'<w:ins w:id="2" w:author="x">{run.format("八百元")}</w:ins>'
    merged = f'<w:p><w:pPr><w:rPr><w:del w:id="3" w:author="x"/></w:rPr></w:pPr>{run.format("按月")}</w:p>'
    content = word_of(f"<w:p>{run.format('每人')}{gone}{new}。</w:p>{merged}<w:p>{run.format('发放。')}</w:p>")
    assert lines(content) == ["每人八百元", "按月发放。"]
    assert codes(content) == ["tracked_changes"]


def test_hidden_text_notes_and_contents_are_left_out_and_said() -> None:
    body = (
        "<w:p><w:r><w:t>看得见</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r>"
        '<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{plain('一、总则……1')}</w:sdtContent></w:sdt><w:sdt><w:sdtContent>{plain('框里')}</w:sdtContent></w:sdt>"
    )
    content = word_of(body)
    assert lines(content) == ["看得见", "框里"]
    assert codes(content) == ["hidden_text", "notes_left_out", "contents_left_out"]


def test_rows_are_lines_frames_are_not_and_soft_breaks_stay() -> None:
    cell = "<w:tc>{}</w:tc>"
    rows = "".join(
        f"<w:tr>{cell.format(plain(a))}{cell.format(plain(b) + plain('起'))}</w:tr>"
        for a, b in (("就业补贴", "5000元"), ("创业补贴", "8000元"))
    )
    frame = f"<w:tbl><w:tr>{cell.format(plain('一、框') + plain('正文。'))}</w:tr></w:tbl>"
    broken = "<w:p><w:r><w:t>关于就业</w:t><w:br/><w:t>的通知</w:t></w:r></w:p>"
    assert lines(word_of(f"{broken}{frame}<w:tbl>{rows}</w:tbl>")) == [
        "关于就业", "的通知", "一、框", "正文。", "就业补贴｜5000元 起", "创业补贴｜8000元 起",
    ]  # fmt: skip


def test_a_text_box_stands_behind_its_paragraph_once() -> None:
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    box = f"<w:drawing><w:txbxContent>{plain('西行规发〔2021〕2号')}</w:txbxContent></w:drawing>"
    old = f"<w:pict><w:txbxContent>{plain('西行规发〔2021〕2号')}</w:txbxContent></w:pict>"
    body = (
        f'<w:p><w:r><w:t>文件</w:t><mc:AlternateContent xmlns:mc="{mc}"><mc:Choice Requires="wps">{box}</mc:Choice>'
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r></w:p>{plain('通知')}"
    )
    assert lines(word_of(body)) == ["文件", "西行规发〔2021〕2号", "通知"]
