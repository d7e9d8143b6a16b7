"""The verb ``cite`` as people and pipelines run it: texts and files, exit status, reports in files."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import stat
import subprocess
import sys
from pathlib import Path

import docx
import pytest

from assistant.engine import Engine
from assistant.reports.report_file import ReportFile
from assistant.request import RequestError
from tests.reports.texts import DAY, WRONG

RIGHT = "西城区就业措施第10条：“按照每人每月2000元的标准申请就业奖励，最长不超过五年。”"


def cite(*arguments: str, said: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "assistant", "cite", "--as-of", DAY.isoformat(), *arguments]
    return subprocess.run(command, input=said, capture_output=True, timeout=60)


def test_people_read_each_finding_in_its_place_and_what_is_wrong(tmp_path: Path, engine: Engine) -> None:
    file = tmp_path / "稿件.txt"
    file.write_text(
        WRONG + "西城区就业措施第98\x1b]0;x\x07条“每年\x1b[31m发钱一千元整\x9b31m”。", encoding="utf-8", newline=""
    )
    done = cite("--file", str(file))
    assert done.returncode == 1
    shown = done.stdout.decode()
    lines = shown.splitlines()
    assert lines[0] == str(file)
    assert lines[1] == "1:1      ✓ 有此条          引用  西城区就业措施第10条  现行有效"
    assert "1:14     ✗ 与原文不一致    引文  按照每人每月2000元的标准申请就业奖励，最长…" in lines
    assert "…申请就业奖励，最长不超过〔三→五〕年" in shown
    assert "3:2      ✗ 查无此条        引用  西城区就业措施第99条  现行有效" in lines
    assert "○ 语料以外" in shown
    assert "所引条款里写的是：2000元。" in shown
    assert shown.count("本文件有效期至2026年12月31日") == 1
    answer = engine.cite(file.read_bytes().decode(), DAY)
    assert lines[-1].startswith(f"{answer['problems']}处要看，{answer['notices']}处留意，一共核对了")
    assert not {"\x1b", "\x07", "\x9b", "\r"} & set(shown)


def test_colours_are_for_a_terminal() -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "assistant", "cite", "西城区就业措施第99条"]
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        with subprocess.Popen(command, stdout=theirs, stdin=subprocess.DEVNULL) as process:
            assert process.wait(60) == 1
        os.close(theirs)
        shown = terminal.read(4_000).decode(errors="ignore")
    assert "\x1b[31m✗ 查无此条" in shown


def test_several_files_are_one_answer_and_one_report(tmp_path: Path) -> None:
    (tmp_path / "错.txt").write_text(WRONG, encoding="utf-8", newline="")
    right_file = docx.Document()
    right_file.add_paragraph(RIGHT)
    right_file.save(str(tmp_path / "对.txt"))
    report = tmp_path / "核对.csv"
    files = [str(tmp_path / name) for name in ("错.txt", "没有.txt", "对.txt")]
    done = cite("--json", "--file", *files, "--report", str(report))
    assert done.returncode == 2
    answer = json.loads(done.stdout)
    wrong, missing, right = answer["files"]
    assert [wrong["file"], missing["file"], right["file"]] == files
    assert [warning["code"] for warning in right["warnings"]] == ["misnamed"]
    assert answer["problems"] == wrong["problems"] > 0 == right["problems"]
    assert "找不到文件" in missing["error"]["message"]
    assert done.stderr.decode().splitlines() == [f"assistant：{files[1]}：{missing['error']['message']}"]
    rows = list(csv.reader(io.StringIO(report.read_text(encoding="utf-8-sig"))))
    assert {row[0] for row in rows[1:]} == set(files)
    assert [path.name for path in tmp_path.iterdir() if path.suffix not in (".txt", ".csv")] == []


def test_a_pipeline_stops_at_what_is_wrong_and_has_a_word_file(tmp_path: Path) -> None:
    report = tmp_path / "核对.docx"
    done = cite("--file", "-", "--report", str(report), said=WRONG.encode())
    assert done.returncode == 1
    assert f"报告写在 {report}" in done.stdout.decode()
    assert len(list(docx.Document(str(report)).comments)) > 5
    assert stat.S_IMODE(report.stat().st_mode) & 0o400
    again = cite(RIGHT, "--report", str(report))  # an earlier report is replaced
    assert again.returncode == 0
    assert again.stdout.decode().splitlines()[-2] == "0处要看，0处留意，一共核对了3处。"
    assert list(docx.Document(str(report)).comments) == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "请给出一段文字，或者用 --file"),
        (("一段话", "--file", "a.txt"), "请给出一段文字，或者用 --file"),
        (("--jsonl", "-", "--file", "a.txt"), "--jsonl 不能和"),
        (("--file", "a.txt", "--report", "a.pdf"), "只能写成 .docx 或 .csv"),
        (("--file", "没有.txt", "--report", "a.csv"), "找不到文件“没有.txt”"),
    ],
)
def test_a_wrong_request_is_refused_in_a_sentence(
    arguments: tuple[str, ...],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from assistant.cli import main

    monkeypatch.chdir(tmp_path)
    assert main(["cite", *arguments]) == 2
    out, problem = capsys.readouterr()
    assert (out, problem.count("\n")) == ("", 1)
    assert says in problem
    assert list(tmp_path.iterdir()) == []


def test_a_report_takes_the_place_of_nothing_but_a_report(tmp_path: Path, engine: Engine) -> None:
    words = engine.check_findings.words.report
    own = docx.Document()
    own.add_paragraph("别人的文件")
    own.save(str(tmp_path / "别人的.docx"))
    (tmp_path / "别人的.csv").write_text("姓名,电话\n")
    (tmp_path / "坏的.docx").write_bytes(b"PK\x03\x04")
    (tmp_path / "目录.csv").mkdir()
    (tmp_path / "绕圈.csv").symlink_to(tmp_path / "绕圈.csv")
    kept = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    for name, says in (
        ("别人的.docx", "不是核对报告"),
        ("别人的.csv", "不是核对报告"),
        ("坏的.docx", "不是核对报告"),
        ("目录.csv", "不是核对报告"),
        ("绕圈.csv", "不能写"),
        ("长" * 300 + ".csv", "不能写"),
        ("没有这层/报告.csv", "目录"),
        ("别人的.csv/报告.csv", "目录"),
        ("报告.txt", ".docx 或 .csv"),
    ):
        with pytest.raises(RequestError, match=says):
            ReportFile(tmp_path / name, [], words)
    with pytest.raises(RequestError, match="要核对的文件"):
        ReportFile(tmp_path / ".." / tmp_path.name / "别人的.csv", [tmp_path / "别人的.csv"], words)
    assert {path: path.read_bytes() for path in kept} == kept
    table = engine.check_reports.report_csv([("a", WRONG, engine.cite(WRONG, DAY))])
    for content in (table, table + "a,1\n"):
        ReportFile(tmp_path / "报告.csv", [], words).write(content.encode())
        assert (tmp_path / "报告.csv").read_bytes() == content.encode()
        (tmp_path / "报告.csv").chmod(0o600)
    assert stat.S_IMODE((tmp_path / "报告.csv").stat().st_mode) == 0o600
    assert not list(tmp_path.glob(".*"))
