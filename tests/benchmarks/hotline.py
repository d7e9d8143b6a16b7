"""From a key to the painted results at the hotline desk, in a traced Chromium, while nineteen others type.

A committed character counts as a key. The others are one process of HTTP clients that type as agents do: lines of facts
and questions, a character at a time. Run: ``make benchmarks-hotline``.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import random
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

from assistant.store.database import open_database
from tests.benchmarks.web_servers import Server, databases
from tests.browser.site import CHROMIUM, FLAGS
from tests.browser.staff import PASSWORD, Staff

AGENTS = 20
A_SECOND = 4.0  # keys of one agent
LINES = (
    "西城 35 女 低保 登记失业 三年合同",
    "朝阳 50 男 残疾证 没工作",
    "海淀 28 女 灵活就业 有社保",
    "西城户 41 开店14个月 房租一年3万6",
)
QUESTIONS = ("就业奖励怎么领", "开店房租能补多少", "见习补贴", "低保户找到工作有什么奖励", "jyjl")
TYPED = [*(("line", text) for text in LINES), *(("q", text) for text in QUESTIONS)]
WARM_UP, ROUNDS = 20, 200  # keys of the measured agent: before those that count, and those
CATEGORIES = ["blink.user_timing", "devtools.timeline", "disabled-by-default-devtools.timeline"]
OWN_PAGE = {"sec-fetch-site": "same-origin"}


def main() -> None:
    """Print the percentiles for SQLite and PostgreSQL, one worker and two."""
    with (
        tempfile.TemporaryDirectory() as folder,
        databases(None, Path(folder)) as found,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        print(f"{AGENTS} agents, {A_SECOND:g} keys a second each; key to paint, ms (p50 / p95 / p99, of {ROUNDS} keys)")
        for database in found:
            for workers in (1, 2):
                for others in (0, AGENTS - 1):
                    print(f"{database.name:11} {workers} worker(s), {others:2} others  ", end="", flush=True)
                    print(_measured(browser, database.url, workers, others, Path(folder)))
        browser.close()


def _measured(browser: Browser, database: str, workers: int, others: int, folder: Path) -> str:
    arguments = ["assistant", "serve", "--port", "{port}", "--workers", str(workers)]
    environment = {"ASSISTANT_DATABASE_URL": database, "ASSISTANT_DRAIN": "0"}
    server = Server(arguments, environment, "/readyz", folder / "server.log")
    server.start()
    kept = open_database(database, migrate=False)
    names = [Staff(kept, server.url).hire("agent") for _ in range(others)]
    context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=server.url, locale="zh-CN")
    page = context.new_page()
    Staff(kept, server.url).come_in(page, "agent")
    kept.dispose()
    stop = multiprocessing.Event()
    typists = multiprocessing.Process(target=_type_along, args=(server.url, names, stop))
    typists.start()
    try:
        figures = _keys_to_paint(browser, page)
    finally:
        stop.set()
        typists.join()
        context.close()
        server.stop()
    cuts = quantiles(figures, n=100)
    return f"{cuts[49]:6.0f} / {cuts[94]:4.0f} / {cuts[98]:4.0f}"


def _keys_to_paint(browser: Browser, page: Page) -> list[float]:
    """Milliseconds from the key's event to the first paint after its results stood in the page, out of the trace."""
    page.goto("/agent")
    page.evaluate("document.addEventListener('desk:shown', ({detail}) => performance.mark(`shown ${detail.part}`))")
    texts = cycle(TYPED)
    _type(page, texts, WARM_UP)
    browser.start_tracing(page=page, categories=CATEGORIES)
    _type(page, texts, ROUNDS)
    return _out_of(json.loads(browser.stop_tracing()))


def _type(page: Page, texts: Iterator[tuple[str, str]], keys: int) -> None:
    typed = 0
    while typed < keys:
        field, text = next(texts)
        page.locator(f"#{field}").fill("")
        for character in text:
            due = time.perf_counter() + 1 / A_SECOND
            page.evaluate("performance.mark('key')")
            page.keyboard.insert_text(character)
            typed += 1
            time.sleep(max(0.0, due - time.perf_counter()))


def _out_of(trace: dict[str, Any]) -> list[float]:
    events = sorted((e for e in trace["traceEvents"] if "ts" in e), key=lambda e: e["ts"])
    keys = [e["ts"] for e in events if e["name"] == "key" and e.get("cat") == "blink.user_timing"]
    shown = [e["ts"] for e in events if str(e["name"]).startswith("shown ")]
    paints = [e["ts"] + e.get("dur", 0) for e in events if e["name"] in ("Paint", "Commit")]
    figures = []
    for start, end in zip(keys, [*keys[1:], float("inf")], strict=True):
        there = next((at for at in shown if start < at < end), None)
        painted = next((at for at in paints if there is not None and at > there), None)
        if painted is not None:
            figures.append((painted - start) / 1000)
        elif there is None and end != float("inf"):
            figures.append((end - start) / 1000)  # not there before the next key: at least so long
    return figures


def _type_along(url: str, names: list[str], stop: Any) -> None:
    asyncio.run(_everybody(url, names, stop))


async def _everybody(url: str, names: list[str], stop: Any) -> None:
    await asyncio.gather(*(_one(url, name, stop, random.Random(name)) for name in names))


async def _one(url: str, name: str, stop: Any, chance: random.Random) -> None:
    """Somebody who types lines and questions, a character at a time, until it is enough."""
    async with httpx.AsyncClient(base_url=url, headers=OWN_PAGE, timeout=20) as client:
        await client.post("/login", data={"name": name, "password": PASSWORD})
        while not stop.is_set():
            field, text = chance.choice(TYPED)
            for end in range(1, len(text) + 1):
                due = time.perf_counter() + chance.expovariate(A_SECOND)
                address = "/agent/caller" if field == "line" else "/agent/found"
                await client.post(address, data={field: text[:end]}, headers={"hx-request": "true"})
                await asyncio.sleep(max(0.0, due - time.perf_counter()))


if __name__ == "__main__":
    main()
