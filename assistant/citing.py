"""The verb ``cite``: a text or files checked, and told on the terminal, as JSON, or as a report in a file."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from assistant.documents.formats import UnreadableDocument, content_of
from assistant.documents.read_text import ReadText
from assistant.documents.reading_room import read_upload
from assistant.engine import Engine
from assistant.reports.report_file import ReportFile
from assistant.request import RequestError
from assistant.terminal.checked import check_lines, sum_lines
from assistant.terminal.lines import bold, quiet, shown

Json = dict[str, Any]
Named = tuple[str, str, Json]  # name, text, answer
STANDARD_INPUT = "-"
TYPED = "命令行里的文字"


def cite(options: argparse.Namespace, engine: Engine, as_of: dt.date) -> int:
    """Check what ``options`` name: 0 nothing is wrong, 1 something is, 2 a file couldn't be read.

    Raises RequestError before anything is checked where the request is wrong.
    """
    if bool(options.file) == (options.text is not None):
        raise RequestError("missing", "请给出一段文字，或者用 --file 给出文件；例子见 assistant cite --help。")
    report = None
    if options.report:
        sources = [Path(name) for name in options.file or () if name != STANDARD_INPUT]
        report = ReportFile(Path(options.report), sources, engine.check_findings.words.report)
    if options.text is not None:
        return _cite_text(options, engine, as_of, report)
    return _cite_files(options, engine, as_of, report)


def _cite_text(options: argparse.Namespace, engine: Engine, as_of: dt.date, report: ReportFile | None) -> int:
    answer = engine.cite(options.text, as_of)
    if options.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        _say(check_lines(options.text, answer, engine))
    _write(options, engine, report, [(TYPED, options.text, answer)], [])
    return int(bool(answer["problems"]))


def _cite_files(options: argparse.Namespace, engine: Engine, as_of: dt.date, report: ReportFile | None) -> int:
    checked: list[Named] = []
    unread: list[tuple[str, str]] = []
    files: list[Json] = []
    for name in options.file:
        try:
            read = _read(name)
            text = read.text
            answer = engine.cite(text, as_of)
        except (UnreadableDocument, RequestError) as problem:
            print(f"assistant：{shown(name)}：{problem}", file=sys.stderr)
            unread.append((name, str(problem)))
            code = getattr(problem, "code", type(problem).__name__)
            files.append({"file": name, "error": {"code": code, "message": str(problem)}})
            continue
        checked.append((name, text, answer))
        warnings = [{"code": warning.code, "message": warning.message} for warning in read.warnings]
        files.append({"file": name, "warnings": warnings, **answer})
        if not options.json:
            noted = (quiet(f"注意：{warning.message}") for warning in read.warnings)
            _say([bold(shown(name)), *noted, *check_lines(text, answer, engine, in_full=report is None)])
    if options.json:
        print(json.dumps({"files": files, **_sums(checked)}, ensure_ascii=False))
    elif len(checked) > 1:
        _say(sum_lines([answer for _, _, answer in checked], engine))
    _write(options, engine, report, checked, unread)
    return 2 if unread else int(any(answer["problems"] for _, _, answer in checked))


def _sums(checked: list[Named]) -> dict[str, int]:
    return {part: sum(answer[part] for _, _, answer in checked) for part in ("problems", "notices")}


def _read(name: str) -> ReadText:
    """A file as ``assistant parse`` reads it. Raises UnreadableDocument."""
    if name == STANDARD_INPUT:
        return read_upload(sys.stdin.buffer.read(), "标准输入")
    return read_upload(content_of(Path(name)), Path(name).name)


def _write(
    options: argparse.Namespace,
    engine: Engine,
    report: ReportFile | None,
    checked: list[Named],
    unread: list[tuple[str, str]],
) -> None:
    if report is None or not checked:
        return
    reports = engine.check_reports
    if report.kind == ".csv":
        report.write(reports.report_csv(checked, unread).encode())
    else:
        report.write(reports.report_docx_of_all(checked, unread))
    if not options.json:
        _say([f"报告写在 {shown(str(report.path))}"])


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)
