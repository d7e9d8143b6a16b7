"""One assessment, one search, files read, one chat turn over HTTP, process start to first answer, resident memory.

Prints median, 95th and 99th percentile of each, with the machine's cores. Compare figures of one run only.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import httpx
import psutil
from playwright.sync_api import sync_playwright

from assistant.documents.outline import read_outline
from assistant.engine import Engine
from assistant.locations import corpus_folder
from tests.browser.site import CHROMIUM
from tests.citations.judging import texts
from tests.documents.laid_out import pdf_file, sources, word_file
from tests.documents.test_hostile_files import WALLS
from tests.people import HIRED, OPENING
from tests.server.conftest import Server

DAY = dt.date(2026, 11, 20)


def measured(name: str, act: Callable[[], object], runs: int, warm_up: int = 5) -> None:
    """Print how long ``act`` takes, in milliseconds."""
    for _ in range(warm_up):
        act()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1000)
    late, latest = statistics.quantiles(times, n=100)[94], statistics.quantiles(times, n=100)[98]
    figures = f"median {statistics.median(times):9.3f} ms   p95 {late:9.3f} ms   p99 {latest:9.3f} ms"
    print(f"{name:<52} {figures}   ({runs} runs)")


def in_process(engine: Engine) -> None:
    """What the engine does without a web or a process around it."""
    facts, resident = dict(HIRED), {"applicant": "resident"}
    measured("assess, decided (no explanation), 10 facts", lambda: engine.rules.assess(facts, DAY), 300)
    measured("assess, decided (no explanation), 1 fact", lambda: engine.rules.assess(resident, DAY), 300)
    measured("assess with explanation and next question, 10 facts", lambda: engine.assess(facts, DAY), 100)
    measured("extract, the opening sentence", lambda: engine.extract(OPENING, DAY), 200)
    measured("search, a resident's question", lambda: engine.search("下岗了想开个小店，房租给补吗", DAY), 300)
    longest = "见席方租失叶，下岗了有补贴吗" * 1000
    measured("search, 14,000 characters full of slips", lambda: engine.search(longest, DAY), 100)
    measured("suggest, two initials", lambda: engine.suggest("fz"), 1000)
    measured("suggest, three characters", lambda: engine.suggest("培训后"), 1000)


def checking_citations(engine: Engine) -> None:
    """An answer of a hotline, a long text of such answers, and walls of what looks like citations and figures."""
    answers = [text["text"] for text in texts("everyday")]
    measured("check the citations of an answer", lambda: engine.cite(answers[0], DAY), 200)
    long = "\n".join(answers * 14)
    found = engine.cite(long, DAY)
    measured("a Word report of as much", lambda: engine.check_reports.report_docx(long, found, "答复"), 3, 1)
    measured(f"check the citations of {len(long) // 1000},000 characters", lambda: engine.cite(long, DAY), 5, 1)
    measured("check 1 MB of 第一条第", lambda: engine.cite("第一条第" * 87_000, DAY), 5, 1)
    measured("check 1 MB of 第一条，第", lambda: engine.cite("第一条，第" * 70_000, DAY), 3, 1)
    measured("check 1 MB of 6000元、", lambda: engine.cite("6000元、" * 60_000, DAY), 3, 1)


def reading_files(engine: Engine) -> None:
    """The largest source as each kind of file, each in a process of its own; and a wall of labels."""
    source = max(sources(corpus_folder()), key=lambda path: path.stat().st_size)
    plain, (word, _) = source.read_bytes(), word_file(source.read_text(encoding="utf-8"))
    measured(f"parse {len(plain) // 1000} kB of text", lambda: engine.parse_upload(plain, "x.txt"), 15, 1)
    measured("parse the same as a Word file", lambda: engine.parse_upload(word, "x.docx"), 15, 1)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        pdf = pdf_file(browser, plain.decode())
        browser.close()
    measured("parse the same as a PDF file", lambda: engine.parse_upload(pdf, "x.pdf"), 15, 1)
    for name, wall in WALLS.items():
        measured(f"clauses of a wall of {name}", partial(read_outline, wall), 3, 1)
    measured("clauses of 1 MB of 第一条第, one line", lambda: read_outline("第一条第" * 87_000), 10, 1)
    measured("clauses of 1 MB of 第一条第, a line each", lambda: read_outline("第一条第\n" * 80_000), 10, 1)


def over_http(folder: Path) -> None:
    """Chat turns against a real server with a SQLite file; then its resident memory."""
    server = Server(folder)
    server.start()
    assert server.process is not None
    before = psutil.Process(server.process.pid).memory_info().rss
    with httpx.Client(base_url=server.url) as http:

        def turn() -> None:
            conversation = http.post("/api/v1/conversations").json()["id"]
            http.post(f"/api/v1/conversations/{conversation}/messages", json={"text": OPENING})

        def bare() -> None:
            http.get("/healthz")
            http.get("/healthz")

        measured("HTTP: start a conversation, one turn, both stored", turn, 60)
        measured("HTTP: two requests that do nothing", bare, 60)
    after = psutil.Process(server.process.pid).memory_info().rss
    server.stop()
    print(f"{'resident memory of the server':<52} before {before / 1e6:6.0f} MB   after {after / 1e6:6.0f} MB")


def from_process_start() -> None:
    """A whole process, from start to its first answer."""
    request = json.dumps({"facts": HIRED})
    for name, arguments, said in (
        ("process: assistant assess", ["assess", "--facts", "-", "--json"], request),
        ("process: assistant search", ["search", "房租补贴", "--json"], ""),
        ("process: python -c pass", [], ""),
    ):
        command = [sys.executable, "-m", "assistant", *arguments] if arguments else [sys.executable, "-c", "pass"]
        measured(
            name,
            lambda c=command, s=said: subprocess.run(c, input=s, capture_output=True, text=True, check=False),  # type: ignore[misc]
            7,
            warm_up=1,
        )


def main() -> None:
    """Print everything."""
    print(f"{dt.datetime.now(dt.UTC):%Y-%m-%d}  Python {platform.python_version()}  {os.cpu_count()} cores")
    start = time.perf_counter()
    engine = Engine(corpus_folder())
    loaded = time.perf_counter()
    engine.warm_up()
    print(f"{'corpus and rules loaded':<52} {(loaded - start) * 1000:16.0f} ms")
    print(f"{'search and listening made ready':<52} {(time.perf_counter() - loaded) * 1000:16.0f} ms")
    in_process(engine)
    checking_citations(engine)
    reading_files(engine)
    with tempfile.TemporaryDirectory() as folder:
        over_http(Path(folder))
    from_process_start()


if __name__ == "__main__":
    main()
