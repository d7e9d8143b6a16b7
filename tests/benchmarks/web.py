"""The server side by side with a bare page of the same stack: turns a second, latency under load, killed workers.

``make benchmarks-web``. A. One worker, eight connections kept alive, each asking as soon as it is answered: a bare
FastAPI + Jinja2 page as long as a chat turn's answer, the same with one SELECT and one INSERT, chat turns as the page's
form sends them, turns of the API. Rounds go from one to the next, so that whatever else the machine does falls on all.
B. Turns on a fixed schedule, latencies from when they were due. C. ``killed_workers``.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import signal
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.killed_workers import crash_all
from tests.benchmarks.web_client import Load, Measured, run
from tests.benchmarks.web_servers import Database, Server, bare, databases, product, responder

CONNECTIONS = 8
WARM_UP = 2.0  # seconds
RATE = 100.0  # turns a second of the open loop
LASTS = 30.0  # seconds of the open loop
CONVERSATIONS = 100  # that take turns in the open loop: each says something every second
TIMES_THE_PAGE = 3  # what the client alone must reach


@dataclass(slots=True)
class Contestant:
    """What is measured, and what came of its rounds."""

    name: str
    server: Server
    visitor: str
    rates: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)  # ms of processor time of the server for each request
    failures: Counter[str] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.rates)

    def round(self, seconds: float, seed: int) -> Measured:
        """One round; kept."""
        before = self.server.seconds_worked()
        measured = run(Load("closed", self.server.port, self.visitor, CONNECTIONS, seconds, seed=seed))
        self.rates.append(len(measured.latencies) / measured.seconds)
        self.latencies += measured.latencies
        self.worked.append((self.server.seconds_worked() - before) * 1000 / max(1, measured.answered))
        self.failures += measured.failures
        return measured

    def typical_size(self) -> int:
        """Bytes of the middle one of some answers."""
        measured = self.round(WARM_UP, seed=0)
        if not measured.sizes:
            raise RuntimeError(f"{self.name}: no answer, {because(measured.failures)}\n{self.server.said()}")
        return round(statistics.median(measured.sizes))

    def forget(self) -> None:
        """What was measured so far only warmed up."""
        self.rates, self.latencies, self.worked = [], [], []

    def share(self, of: Contestant) -> str:
        """Its rate as a part of another's; in brackets what its answers cost in processor time, seen the same way."""
        cost, others = statistics.median(self.worked), statistics.median(of.worked)
        return f"{self.rate / of.rate:>12.1%} ({others / cost:.1%})"


def percentiles(latencies: list[float]) -> tuple[float, float, float]:
    """Median, 95th, 99th percentile; nothing was answered: not a number."""
    if len(latencies) < 2:
        return (float("nan"),) * 3
    cuts = statistics.quantiles(latencies, n=100, method="inclusive")
    return statistics.median(latencies), cuts[94], cuts[98]


def because(failures: Counter[str]) -> str:
    """How many failures, and of what."""
    return f"{failures.total()}" + "".join(f"  {why} {count}" for why, count in failures.most_common())


def show(contestant: Contestant) -> None:
    """Print a line."""
    median, late, latest = percentiles(contestant.latencies)
    spread = f"{min(contestant.rates):,.1f}–{max(contestant.rates):,.1f}"
    print(
        f"{contestant.name:<36}{contestant.rate:>9,.1f}{spread:>20}{median:>10.1f}{late:>9.1f}{latest:>9.1f}"
        f"{statistics.median(contestant.worked):>10.2f}   {because(contestant.failures)}",
        flush=True,
    )


def throughput(on: list[Database], folder: Path, seconds: float, rounds: int) -> None:
    """Print how many requests a second one worker answers, and what share of the bare page's that is."""
    with ExitStack() as running:
        servers = {database: running.enter_context(product(database, folder)) for database in on}
        turns = {
            (name, database): Contestant(f"{name} ({database.name})", servers[database], visitor)
            for name, visitor in (("chat turn", "chat"), ("API turn", "api"))
            for database in on
        }
        sizes = {key: turn.typical_size() for key, turn in turns.items()}
        size = sizes["chat turn", on[0]]
        print(
            f"\nA. One worker, {CONNECTIONS} connections, {rounds} rounds of {seconds:g} s; "
            f"a chat turn's answer has {size:,} bytes, an API turn's {sizes['API turn', on[0]]:,}"
        )
        pages = {database: running.enter_context(bare(database, size, folder)) for database in on}
        page = Contestant("bare page", pages[on[0]], "page")
        stored = {d: Contestant(f"bare + SELECT + INSERT ({d.name})", pages[d], "stored") for d in on}
        contestants = [page, *stored.values(), *turns.values()]
        for contestant in contestants:
            contestant.round(WARM_UP, seed=1)
            contestant.forget()
        for number in range(rounds):
            for contestant in contestants:
                contestant.round(seconds, number + 2)
        client(page.rate, size, folder)
        print(
            f"{'':<36}{'a second':>9}{'lowest–highest':>20}{'median ms':>10}{'p95':>9}{'p99':>9}"
            f"{'server ms':>10}   failures"
        )
        for contestant in contestants:
            show(contestant)
        print("\nas a part of what the bare page reaches (in brackets: by the processor time of the server)")
        print(f"{'':<36}{'of bare':>20}{'of bare + SELECT + INSERT':>30}")
        for (_, database), turn in turns.items():
            print(f"{turn.name:<36}{turn.share(page):>20}{turn.share(stored[database]):>30}")


def client(page: float, size: int, folder: Path) -> None:
    """Print how fast the load alone can go."""
    with responder(size, folder) as server:
        measured = run(Load("closed", server.port, "page", CONNECTIONS, WARM_UP))
    rate = len(measured.latencies) / measured.seconds
    judged = "fast enough" if rate >= TIMES_THE_PAGE * page else "TOO SLOW: the figures below are also the client's"
    print(f"the client alone: {rate:,.0f} a second, {rate / page:.1f} times the bare page ({judged})")


def latency(on: Iterable[Database], folder: Path, rate: float) -> None:
    """Print how long turns take that come on a schedule."""
    print(f"\nB. One worker, {rate:g} turns a second for {LASTS:g} s, latency in ms from when a turn was due")
    print(f"{'':<36}{'median':>10}{'p95':>9}{'p99':>9}{'max':>9}{'answered':>10}   failures")
    for database in on:
        for name, visitor in (("chat turn", "chat"), ("API turn", "api")):
            with product(database, folder) as server:
                run(Load("closed", server.port, visitor, CONNECTIONS, WARM_UP))
                measured = run(Load("open", server.port, visitor, CONVERSATIONS, LASTS, rate, seed=1))
                median, late, latest = percentiles(measured.latencies)
                most = max(measured.latencies, default=float("nan"))
                print(
                    f"{f'{name} ({database.name})':<36}{median:>10.1f}{late:>9.1f}{latest:>9.1f}{most:>9.1f}"
                    f"{len(measured.latencies):>10}   {because(measured.failures)}",
                    flush=True,
                )


def main() -> None:
    """Everything, or the part that is chosen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5.0, help="of a round (5)")
    parser.add_argument("--rounds", type=int, default=3, help="of each contestant (3)")
    parser.add_argument(
        "--turns", type=int, default=10_000, help="to be acknowledged while workers are killed (10,000)"
    )
    parser.add_argument("--rate", type=float, default=RATE, help="turns a second of the open loop (100)")
    parser.add_argument("--kill-every", type=float, default=3.0, metavar="SECONDS", help="of service (3)")
    parser.add_argument("--only", choices=("throughput", "latency", "crash"))
    parser.add_argument("--database", metavar="URL", help="sqlite, postgresql or an address; both if not chosen")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # so that no server is left behind
    packages = "  ".join(
        f"{name} {version(name)}" for name in ("fastapi", "starlette", "jinja2", "uvicorn", "sqlalchemy")
    )
    machine = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    print(f"{dt.datetime.now(dt.UTC):%Y-%m-%d}  Python {platform.python_version()}  {machine}  {packages}")
    with tempfile.TemporaryDirectory() as name, databases(chosen.database, Path(name)) as on:
        folder = Path(name)
        if chosen.only in (None, "throughput"):
            throughput(on, folder, chosen.seconds, chosen.rounds)
        if chosen.only in (None, "latency"):
            latency(on, folder, chosen.rate)
        if chosen.only in (None, "crash"):
            crash_all(on, chosen.turns, chosen.kill_every, folder)


if __name__ == "__main__":
    main()
