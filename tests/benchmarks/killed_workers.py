"""Whether what was acknowledged is kept, exactly once, while worker processes are killed with SIGKILL.

Clients lead conversations over the API and say each message, with the same id, until it is acknowledged. When all is
said, the server is started anew, and every conversation is read back.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from tests.benchmarks.web_client import GIVEN_UP, Load, Measured, run
from tests.benchmarks.web_servers import Database, Server, can_have_workers, product

CLIENTS = 16
LOOKS = 0.1  # seconds between two looks at who has clients
WORKERS = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it came out; ``lost`` and ``doubled`` have to be 0."""

    said: Measured
    kills: int
    lost: int
    doubled: int


class Killer(threading.Thread):
    """Kills one of the workers that have clients each time that clients have been served for so many seconds.

    One that is only starting has nothing to lose. Without workers it is the server itself, which is started again.
    """

    def __init__(self, server: Server, every: float) -> None:
        super().__init__(daemon=True)
        self.server, self.every = server, every
        self.kills = 0
        self._over = threading.Event()

    def run(self) -> None:
        dice = random.Random(0)
        while not self._over.wait(LOOKS):
            if not self._busy() or self._over.wait(self.every):
                continue
            alone, busy = not self.server.workers(), self._busy()
            if not busy:
                continue
            dice.choice(busy).kill()
            self.kills += 1
            if alone:
                self.server.stop()
                self.server.start()

    def _busy(self) -> list[psutil.Process]:
        return [process for process in self.server.processes() if self._has_clients(process)]

    def _has_clients(self, process: psutil.Process) -> bool:
        try:
            connections = process.net_connections("tcp")
        except psutil.NoSuchProcess:
            return False
        return any(c.status == psutil.CONN_ESTABLISHED and c.laddr.port == self.server.port for c in connections)

    def end(self) -> None:
        """No more."""
        self._over.set()
        self.join()


def crash(database: Database, turns: int, every: float, folder: Path) -> Outcome:
    """So many messages on one database."""
    server = product(database, folder, WORKERS if can_have_workers() else None)
    with server:
        killer = Killer(server, every)
        killer.start()
        try:
            said = run(Load("insist", server.port, "api", connections=CLIENTS, turns=turns))
        finally:
            killer.end()
    with server:  # nothing of what is read back was only in a worker's memory
        lost, doubled = compared(server, said.acknowledged)
    return Outcome(said, killer.kills, lost, doubled)


def compared(server: Server, acknowledged: Iterable[tuple[str, str]]) -> tuple[int, int]:
    """How many messages aren't kept, and how many more than once (or without ever having been acknowledged)."""
    expected: dict[str, Counter[str]] = {}
    for conversation, text in acknowledged:
        expected.setdefault(conversation, Counter())[text] += 1
    lost = doubled = 0
    with httpx.Client(base_url=server.url, timeout=30) as http:
        for conversation, texts in expected.items():
            answer = http.get(f"/api/v1/conversations/{conversation}")
            turns = answer.json()["turns"] if answer.status_code == 200 else []
            kept = Counter(turn["text"] for turn in turns if turn["who"] == "person")
            lost += (texts - kept).total()
            doubled += (kept - texts).total()
    return lost, doubled


def show(name: str, outcome: Outcome) -> None:
    """Print a line, and why messages had to be said again."""
    said = outcome.said
    given_up = said.failures.pop(GIVEN_UP, 0)
    counts = (outcome.kills, said.failures.total(), len(said.acknowledged), given_up, outcome.lost, outcome.doubled)
    speed = f"{said.seconds:>10.0f}{len(said.acknowledged) / said.seconds:>10.1f}{said.silence:>10.1f}"
    print(f"{name:<12}" + "".join(f"{count:>14,}" for count in counts) + speed)
    reasons = ", ".join(f"{why} {count}" for why, count in said.failures.most_common())
    print(f"{'':<12}said again after: {reasons or 'nothing'}", flush=True)


def crash_all(databases: Iterable[Database], turns: int, every: float, folder: Path) -> None:
    """Print a table."""
    served = f"{WORKERS} workers" if can_have_workers() else "one process (there is no --workers yet), started again"
    print(f"\nC. SIGKILL after every {every:g} s of service: {served}, {CLIENTS} clients, {turns:,} turns")
    heads = ("kills", "said again", "acknowledged", "given up", "lost", "doubled")
    print(f"{'':<12}" + "".join(f"{head:>14}" for head in heads) + f"{'seconds':>10}{'turns/s':>10}{'silent s':>10}")
    for database in databases:
        show(database.name, crash(database, turns, every, folder))
