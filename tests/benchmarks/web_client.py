"""The load on a server, from a process of its own and much cheaper than the server: asyncio streams, no HTTP library.

``python -m tests.benchmarks.web_client`` reads a ``Load`` as JSON and writes ``Measured`` as JSON. Of an answer the
status, the length and the cookie are read; whether it is what was asked for, when the clock has stopped.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import re
import subprocess
import sys
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Literal

from tests.benchmarks.web_visitors import VISITORS, Answer, Program, Visitor

LEAD = 0.5  # seconds of load before those that count
PATIENCE = 10.0  # seconds for one answer
WAIT = 0.1  # seconds before a message is said again
INSIST = 120.0  # seconds for one message, said again and again
GIVEN_UP = "given up"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
_COOKIE = re.compile(rb"\r\nset-cookie: *([^;\r]*)", re.IGNORECASE)
TROUBLE = (OSError, EOFError, asyncio.LimitOverrunError, ValueError)  # a TimeoutError is an OSError


@dataclass(frozen=True, slots=True)
class Load:
    """What to do. closed: each connection asks as soon as it is answered; open: ``rate`` requests a second, come what
    may, latencies from when they were due; insist: ``turns`` messages of the API, each said until it is acknowledged.
    """

    kind: Literal["closed", "open", "insist"]
    port: int
    visitor: str
    connections: int = 8
    seconds: float = 5.0
    rate: float = 100.0
    turns: int = 0
    seed: int = 0


@dataclass
class Measured:
    """What came of it. ``latencies`` in ms of what was answered within the ``seconds`` that count."""

    latencies: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    acknowledged: list[tuple[str, str]] = field(default_factory=list)  # conversation, text
    answered: int = 0  # before the clock started too
    seconds: float = 0.0
    silence: float = 0.0  # seconds, the longest time in which nothing was acknowledged

    def failed(self, why: str) -> bool:
        """Count a failure, if it is one."""
        if why:
            self.failures[why] += 1
        return bool(why)


class Connection:
    """A connection kept alive; opened anew where it was closed."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, request: bytes) -> Answer:
        """The answer. Raises one of TROUBLE."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._send(request)
        except TROUBLE:
            self.close()
            raise

    async def _send(self, request: bytes) -> Answer:
        if self._streams is None or self._streams[0].at_eof():
            self.close()
            self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 22)
        reader, writer = self._streams
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if length is not None:
            body = await reader.readexactly(int(length[1]))
        else:
            body = await _chunks(reader) if _CHUNKED.search(head) else b""
        cookie = _COOKIE.search(head)
        if _CLOSES.search(head):
            self.close()
        return Answer(int(head[9:12]), cookie[1] if cookie else b"", body)

    def close(self) -> None:
        """The next request opens a new one."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while True:
        size = int((await reader.readuntil(b"\r\n")).split(b";")[0], 16)
        parts.append((await reader.readexactly(size + 2))[:-2])
        if not size:
            return b"".join(parts)


async def exchange(visitor: Visitor, line: Connection) -> tuple[float, int, str]:
    """One request: when it was answered, bytes of the answer, what went wrong."""
    try:
        answer = await line.send(visitor.request())
    except TROUBLE as trouble:
        return time.perf_counter(), 0, type(trouble).__name__
    answered = time.perf_counter()
    return answered, len(answer.body), visitor.took(answer)


async def prepare(visitor: Visitor, line: Connection) -> str:
    """What isn't measured; what went wrong."""
    try:
        return await visitor.ready(line)
    except TROUBLE as trouble:
        return f"start: {type(trouble).__name__}"


async def closed(load: Load) -> Measured:
    """So many connections, each with a visitor who waits for an answer before asking again."""
    measured = Measured(seconds=load.seconds)
    begin = time.perf_counter() + LEAD
    end = begin + load.seconds

    async def visit(number: int) -> None:
        visitor, line = VISITORS[load.visitor](random.Random(load.seed * 1000 + number)), Connection(load.port)
        while time.perf_counter() < end:
            if measured.failed(await prepare(visitor, line)):
                await asyncio.sleep(WAIT)
                continue
            asked = time.perf_counter()
            answered, size, why = await exchange(visitor, line)
            if measured.failed(why):
                await asyncio.sleep(WAIT)
                continue
            measured.answered += 1
            if begin <= answered < end:
                measured.latencies.append((answered - asked) * 1000)
                measured.sizes.append(size)
        line.close()

    await asyncio.gather(*(visit(number) for number in range(load.connections)))
    return measured


async def open_loop(load: Load) -> Measured:
    """Requests on a schedule; the conversation that has waited longest says each, or a new one if all are waiting."""
    measured = Measured(seconds=load.seconds)
    numbers = itertools.count(load.seed * 1000)

    def newcomer() -> tuple[Visitor, Connection]:
        return VISITORS[load.visitor](random.Random(next(numbers))), Connection(load.port)

    idle = deque(newcomer() for _ in range(load.connections))
    for visitor, line in idle:
        await prepare(visitor, line)

    async def turn(due: float) -> None:
        visitor, line = idle.popleft() if idle else newcomer()
        why = await prepare(visitor, line)
        if not why:
            answered, size, why = await exchange(visitor, line)
        if not measured.failed(why):
            measured.latencies.append((answered - due) * 1000)
            measured.sizes.append(size)
            why = await prepare(visitor, line)
        idle.append((visitor, line))

    start = time.perf_counter() + LEAD
    turns = []
    for number in range(round(load.rate * load.seconds)):
        due = start + number / load.rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        turns.append(asyncio.create_task(turn(due)))
    await asyncio.gather(*turns)
    return measured


async def insist(load: Load) -> Measured:
    """Messages of the API, each said again with its id until it is acknowledged; then the next of its conversation."""
    measured = Measured()
    left = iter(range(load.turns))
    start = last = time.perf_counter()

    async def succeeds(attempt: Callable[[], Awaitable[str]]) -> bool:
        give_up = time.perf_counter() + INSIST
        while time.perf_counter() < give_up:
            if not measured.failed(await attempt()):
                return True
            await asyncio.sleep(WAIT)
        return not measured.failed(GIVEN_UP)

    async def talk(number: int) -> None:
        nonlocal last
        visitor, line = Program(random.Random(load.seed * 1000 + number)), Connection(load.port)
        for _ in left:
            if not await succeeds(partial(prepare, visitor, line)):
                return
            request = visitor.request()
            if not await succeeds(partial(say, visitor, line, request)):
                return
            now = time.perf_counter()
            measured.silence, last = max(measured.silence, now - last), now
            measured.acknowledged.append((visitor.conversation, visitor.said))
        line.close()

    await asyncio.gather(*(talk(number) for number in range(load.connections)))
    measured.seconds = time.perf_counter() - start
    return measured


async def say(visitor: Visitor, line: Connection, request: bytes) -> str:
    """One attempt at a request; what went wrong."""
    try:
        return visitor.took(await line.send(request))
    except TROUBLE as trouble:
        return type(trouble).__name__


def run(load: Load) -> Measured:
    """Do it in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.web_client"]
    done = subprocess.run(command, input=json.dumps(asdict(load)), stdout=subprocess.PIPE, text=True, check=True)
    content = json.loads(done.stdout)
    return Measured(
        **{
            **content,
            "failures": Counter(content["failures"]),
            "acknowledged": [(conversation, text) for conversation, text in content["acknowledged"]],
        }
    )


def main() -> None:
    """What standard input says."""
    load = Load(**json.load(sys.stdin))
    act = {"closed": closed, "open": open_loop, "insist": insist}[load.kind]
    json.dump(vars(asyncio.run(act(load))), sys.stdout)


if __name__ == "__main__":
    main()
