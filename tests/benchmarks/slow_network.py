"""A phone at 3G speeds: when the first page is there to read and to type in, and how long an answer takes.

Chromium's own throttling (the figures of its developer tools); a CPU six times slower stands for an old phone. Run:
``make benchmarks-slow-network``.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.site import CHROMIUM, SCREENS, Calendar, serving
from tests.people import OPENING

NETWORKS = {"slow 3G": (400, 50_000, 50_000), "3G": (150, 200_000, 93_750), "no throttling": (0, -1, -1)}
SLOWER, RUNS = 6, 5
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
READY = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
BYTES = """performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
    .reduce((sum, entry) => sum + entry.transferSize, 0)"""


def throttled(page: Page, network: str) -> None:
    """The page gets the network and a slow CPU."""
    latency, down, up = NETWORKS[network]
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    conditions = {"offline": False, "latency": latency, "downloadThroughput": down, "uploadThroughput": up}
    session.send("Network.emulateNetworkConditions", conditions)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def painted(page: Page) -> float:
    """When the first words were seen, in milliseconds from the start of the visit."""
    return float(page.wait_for_function(PAINTED).json_value())


def visit(browser: Browser, site: str, network: str) -> list[float]:
    """Milliseconds to the first words, to scripts, bytes, milliseconds with files kept, for an answer."""
    context = browser.new_context(viewport=SCREENS["phone"], base_url=site, locale="zh-CN")
    page = context.new_page()
    throttled(page, network)
    page.goto("/")
    found = [painted(page), page.evaluate(READY), page.evaluate(BYTES)]
    page.goto("/")
    found.append(painted(page))
    page.locator("#text").fill(OPENING)
    begun = time.perf_counter()
    page.get_by_role("button", name="发送").click()
    page.locator("#newest").wait_for()
    found.append((time.perf_counter() - begun) * 1000)
    context.close()
    return found


def main() -> None:
    """Print the medians."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with serving(f"sqlite:///{Path(folder) / 'slow.sqlite3'}", Calendar()) as site:
            print(f"median of {RUNS}; CPU {SLOWER} times slower; milliseconds")
            print(f"{'network':14} {'first words':>12} {'scripts':>9} {'kept files':>11} {'answer':>8} {'bytes':>8}")
            for network in NETWORKS:
                runs = [visit(browser, site, network) for _ in range(RUNS)]
                paint, ready, size, again, answer = (median(column) for column in zip(*runs, strict=True))
                print(f"{network:14} {paint:12.0f} {ready:9.0f} {again:11.0f} {answer:8.0f} {size:8.0f}")
        browser.close()


if __name__ == "__main__":
    main()
