"""Files as people have them: encodings that are read, and what is refused with one clear sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.documents.formats import UnreadableDocument, read_document
from assistant.engine import Engine

TEXT = "关于就业的通知\n一、总体要求\n（一）目标。稳定就业。做好服务。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_common_chinese_encodings_give_the_same_clauses(engine: Engine, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "通知.txt"
    path.write_bytes(TEXT.encode(encoding))
    parsed = engine.parse(path)
    assert [(c["clause"], c["title"]) for c in parsed["clauses"]] == [
        ("document#1", "总体要求"),
        ("document#1.1", "目标"),
    ]
    assert parsed["document"]["title"] == "关于就业的通知"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空的"),
        (b" \n", "空的"),
        (b"%PDF-1.7 ...", "纯文本"),
        (b"abc\x00def", "纯文本"),
        (b"\xff\xff\xff", "编码"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(content)
    with pytest.raises(UnreadableDocument, match=says):
        read_document(path)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="找不到"):
        read_document(tmp_path / "no.txt")
    with pytest.raises(UnreadableDocument, match="目录"):
        read_document(tmp_path)
