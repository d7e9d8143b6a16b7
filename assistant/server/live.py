"""Live updates: whoever has a conversation open hears that something was said in it, by whichever process.

What is said to and by a person to whom it was handed over is watched in the same way, apart from it.
The processes share nothing but the database, so each of them asks it: one question a moment for all that are listening
to it, none where nobody is. Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Generic, TypeVar

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from assistant.server.refusals import Refused

Json = dict[str, Any]
Position = TypeVar("Position")  # where something stands: another one, and there is something new
Look = Callable[[list[str]], Mapping[str, Position]]
logger = logging.getLogger(__name__)
EVERY = 0.5  # seconds between two questions to the database
BREATH = 15.0  # seconds after which a comment keeps proxies from closing a silent stream
LONGEST = 1800.0  # seconds; a browser then connects again by itself
MOST_LISTENERS = 1000  # of one process
MOST_OF_ONE = 20  # to one conversation: tabs and phones


class TooManyListeners(Refused):
    status, code = 503, "too_many_listeners"
    sentence = "现在同时看着的人太多，新内容请刷新页面来看。"


class Watcher(Generic[Position]):
    """Watches conversations for all listeners of one process. ``look``: where some of them stand, by their ids."""

    def __init__(self, look: Look[Position]) -> None:
        self.look = look
        self.closing = asyncio.Event()
        self._listeners: dict[str, set[asyncio.Queue[Position | None]]] = {}
        self._asking: asyncio.Task[None] | None = None

    def close(self) -> None:
        """End all streams: the process is going to stop."""
        self.closing.set()
        for queues in self._listeners.values():
            for queue in queues:
                queue.put_nowait(None)

    async def positions(self, watched: str, known: Position) -> AsyncIterator[Position | None]:
        """Where it stands, each time that this isn't what is known; None when it is deleted."""
        queue: asyncio.Queue[Position | None] = asyncio.Queue()
        self._listeners.setdefault(watched, set()).add(queue)
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        last: Position | None = known
        try:
            while not self.closing.is_set():
                position = await queue.get()
                if self.closing.is_set():
                    return
                if position != last:
                    last = position
                    yield position
                if position is None:
                    return
        finally:
            self._listeners[watched].discard(queue)
            if not self._listeners[watched]:
                del self._listeners[watched]

    def admit(self, watched: str) -> None:
        """Raises TooManyListeners where this process, or one conversation, has as many as it can bear."""
        own = len(self._listeners.get(watched, ()))
        if own >= MOST_OF_ONE or sum(map(len, self._listeners.values())) >= MOST_LISTENERS:
            raise TooManyListeners(retry_after=60)

    async def _ask(self) -> None:
        while self._listeners and not self.closing.is_set():
            asked = {one: tuple(queues) for one, queues in self._listeners.items()}  # who comes meanwhile, next time
            try:
                found = await run_in_threadpool(self.look, list(asked))
            except SQLAlchemyError as problem:
                logger.warning("watching_failed", extra={"problem": type(problem).__name__})
            else:
                for watched, queues in asked.items():
                    for queue in queues:
                        queue.put_nowait(found.get(watched))
            await asyncio.sleep(EVERY)


def stream(watcher: Watcher[int], conversation_id: str, known: int) -> StreamingResponse:
    """The conversation's changes as server-sent events: ``turn`` with how many there are, ``gone``."""
    return _streamed(watcher, conversation_id, known, _turn)


def stream_of_handover(watcher: Watcher[str], token: str, known: str) -> StreamingResponse:
    """The changes of a hand-over: ``person`` with where it stands (``Handover.position``), ``gone``."""
    return _streamed(watcher, token, known, _person)


def _turn(length: int | None) -> str:
    event = "gone" if length is None else "turn"
    return f"event: {event}\nid: {-1 if length is None else length}\ndata: {json.dumps({'turns': length or 0})}\n\n"


def _person(position: str | None) -> str:
    event = "gone" if position is None else "person"
    return f"event: {event}\ndata: {json.dumps({'position': position})}\n\n"


def _streamed(
    watcher: Watcher[Position], watched: str, known: Position, written: Callable[[Position | None], str]
) -> StreamingResponse:
    watcher.admit(watched)
    headers = {"x-accel-buffering": "no"}  # nginx must not collect them
    return StreamingResponse(_events(watcher, watched, known, written), media_type="text/event-stream", headers=headers)


async def _events(
    watcher: Watcher[Position], watched: str, known: Position, written: Callable[[Position | None], str]
) -> AsyncIterator[str]:
    yield "retry: 3000\n\n"
    positions = watcher.positions(watched, known)
    end = asyncio.get_running_loop().time() + LONGEST
    coming = asyncio.ensure_future(anext(positions))
    try:
        while asyncio.get_running_loop().time() < end:
            done, _ = await asyncio.wait({coming}, timeout=BREATH)
            if not done:
                yield ": \n\n"
                continue
            try:
                position = coming.result()
            except StopAsyncIteration:
                return
            yield written(position)
            if position is None:
                return
            coming = asyncio.ensure_future(anext(positions))
    finally:
        coming.cancel()
