"""Files that are broken, lie about what they are or are made to harm: one sentence, in time, nothing left behind."""

from __future__ import annotations

import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from assistant.documents.formats import read_content
from assistant.documents.outline import read_outline
from assistant.documents.read_text import UnreadableDocument, shown_name
from assistant.documents.reading_room import read_upload
from tests.documents.files import body_of, pdf, stream, with_parts, word

WORD = word("关于就业的通知", "一、总体要求")
BODY = body_of(WORD)
ENTITIES = '<!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
) + "]>"  # fmt: skip
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def inside(prologue: str, entity: str) -> bytes:
    return with_parts(
        WORD, word__document_xml=BODY.replace("<w:document", f"{prologue}<w:document", 1).replace("总体", entity)
    )


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "a.docx", "空的"),
        (b"x" * 20_000_001, "a.txt", "20 MB"),
        (WORD[:-200], "a.docx", "损坏或不完整"),
        (WORD[:3000], "a.docx", "损坏或不完整"),
        (with_parts(WORD, word__document_xml="<w:document"), "a.docx", "损坏或不完整"),
        (with_parts(WORD, word__vbaProject_bin=b"x"), "a.docx", "带宏.*不带宏的 .docx"),
        (with_parts(WORD, word__media__x_png=bytes(101_000_000)), "a.docx", "解压后有.*超过上限"),
        (with_parts(WORD, **{f"x__{i}": b"" for i in range(2_001)}), "a.docx", "个部分，超过上限"),
        (with_parts(WORD, word__document_xml=BODY + " " * 30_000_001), "a.docx", "正文太大"),
        (inside(ENTITIES, "&j;"), "a.docx", "实体定义"),
        (inside(OUTSIDE, "&a;"), "a.docx", "实体定义"),
        (f"{ENTITIES.replace('DOCTYPE x', 'DOCTYPE html')}<p>&j;".encode(), "a.html", "实体定义"),
        (WORD.replace(b"[Content_Types].xml", b"[Xontent_Types].xml"), "a.docx", "压缩包.*解压"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "a.doc", r"\.doc.*另存为 .docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.wps", "另存为 .docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx", "密码"),
        (rb"{\rtf1\ansi}", "a.doc", "RTF.*另存为 .docx"),
        (b"\x89PNG\r\n\x1a\n", "a.pdf", "图片.*OCR"),
        (b"\xff\xd8\xff\xe0", "a.docx", "图片.*OCR"),
        (b"Rar!\x1a\x07", "a.rar", "压缩包.*解压"),
        (with_parts(WORD, xl__workbook_xml="").replace(b"word/", b"wxrd/"), "a.xlsx", "Excel.*\\.docx"),
        (b"\x7fELF\x02", "a.txt", "程序"),
        ("一、总\x00体".encode(), "a.txt", "文字以外的数据"),
        (bytes(range(1, 32)) * 9, "a.txt", "文字以外的数据"),
    ],
)
def test_it_is_refused_with_the_reason(content: bytes, name: str, says: str) -> None:
    with pytest.raises(UnreadableDocument, match=says) as refused:
        read_upload(content, name)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (WORD, "a.txt", "docx"),
        ("一、总体要求。".encode(), "a.docx", "txt"),
        ("一、总体要求。".encode("gbk"), "a.pdf", "txt"),
        ("<html><p>一、总体要求".encode(), "a.txt", "html"),
    ],
)
def test_a_wrong_extension_is_read_by_content_and_said(content: bytes, name: str, kind: str) -> None:
    read = read_content(content, name)
    assert read.kind == kind
    assert [warning.code for warning in read.warnings] == ["misnamed"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["", "\n"])
def test_utf16_without_its_mark_is_told(encoding: str, end: str) -> None:
    text = f"一、总体要求。稳定就业，做好服务（2025年）。{end}"
    assert read_content(text.encode(encoding), "a.txt").text == text


def test_a_clause_cannot_lie_about_its_order() -> None:
    read = read_content("一、补贴\u202e元0005\u202c元\u2066。\u200f".encode(), "a.txt")
    assert read.text == "一、补贴元0005元。"
    assert [warning.code for warning in read.warnings] == ["reordering_marks"]
    assert "4 个" in read.warnings[0].message


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\用户\\通知.docx", "通知.docx"),
        ("/a/b/", "b"),
        ("通\u202e知\x1b[31m\n.txt", "通知[31m.txt"),
        ("长" * 200 + ".docx", "长" * 70 + "…长长长长.docx"),
        ("", ""),
    ],
)
def test_only_the_base_name_is_shown(name: str, shown: str) -> None:
    assert shown_name(name) == shown


def test_reading_ends_when_it_takes_too_much() -> None:
    many = with_parts(
        WORD,
        word__document_xml=BODY.replace("<w:sectPr", "<w:p><w:r><w:t>一</w:t></w:r></w:p>" * 200_000 + "<w:sectPr", 1),
    )
    with pytest.raises(UnreadableDocument, match=r"时间超过上限（1 秒）"):
        read_upload(many, "a.docx", cpu_seconds=1)
    with pytest.raises(UnreadableDocument, match="时间超过上限"):
        read_upload(WORD, "a.docx", seconds=0.01)
    inflated = stream(zlib.compress(b"BT /F 12 Tf (a) Tj ET " * 5_000_000, 1), b"/Filter /FlateDecode")
    with pytest.raises(UnreadableDocument, match=r"内存超过上限（150 MB）"):
        read_upload(pdf(inflated, b"<< >>"), "a.pdf", memory=150 * 1024 * 1024)


def test_nothing_is_left_and_the_reader_knows_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("ASSISTANT_DATABASE_URL", "postgresql://nowhere/x")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "json.py").write_text("raise SystemExit('imported from where one stands')")
    assert read_upload(WORD, "a.docx").text.startswith("关于就业的通知")
    assert [path.name for path in tmp_path.iterdir()] == ["json.py"]


def test_the_command_refuses_in_one_line_without_a_trace(tmp_path: Path) -> None:
    path = tmp_path / "通知.docx"
    path.write_bytes(with_parts(WORD, word__document_xml="nonsense"))
    command = [sys.executable, "-m", "assistant", "parse", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "“通知.docx”已损坏" in done.stderr


WALLS = {
    "第一条第": "第一条第" * 87_000,
    "第一条第, a line each": "第一条第\n" * 20_000,
    "one line of letters": "a" * 2_000_000,
    "labels": "（一）" * 100_000,
    "numbered lines": "一、甲\n" * 20_000,
    "unfinished lines": "甲，\n" * 20_000,
    "unclosed bookmarks": "[bookmark:" * 50_000,
    "numerals": "一" * 300_000,
    "lines of numerals": ("一" * 1_000 + "\n") * 300,
    "page numbers": "\n".join(map(str, range(10_000))),
    "closing provisions": "一、甲\n（一）乙\n" + "本文件自印发之日起施行。\n" * 20_000,
    "blanks": "甲 " * 100_000,
    "brackets": "（" * 300_000,
}


@pytest.mark.parametrize("wall", WALLS)
def test_a_wall_of_text_loses_none_of_its_characters(wall: str) -> None:
    """How long each takes is a benchmark; quadratic reading took minutes."""
    text = WALLS[wall]
    outline = read_outline(text)
    kept = sum(end - start for start, end in outline.removed) + len(outline.readable(text))
    assert kept == len(text)
