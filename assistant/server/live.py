"""Live updates: whoever has a conversation open hears that something was said in it, by whichever process.

The processes share nothing but the database, so each of them asks it: one question a moment for all that are listening
to it, none where nobody is. Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from assistant.server.refusals import Refused
from assistant.store.conversations import ConversationStore

logger = logging.getLogger(__name__)
EVERY = 0.5  # seconds between two questions to the database
BREATH = 15.0  # seconds after which a comment keeps proxies from closing a silent stream
LONGEST = 1800.0  # seconds; a browser then connects again by itself
MOST_LISTENERS = 1000  # of one process
MOST_OF_ONE = 20  # to one conversation: tabs and phones
GONE = -1


class TooManyListeners(Refused):
    status, code = 503, "too_many_listeners"
    sentence = "现在同时看着的人太多，新内容请刷新页面来看。"


class Watcher:
    """Watches conversations for all listeners of one process."""

    def __init__(self, store: ConversationStore) -> None:
        self.store = store
        self.closing = asyncio.Event()
        self._listeners: dict[str, set[asyncio.Queue[int]]] = {}
        self._asking: asyncio.Task[None] | None = None

    def close(self) -> None:
        """End all streams: the process is going to stop."""
        self.closing.set()
        for queues in self._listeners.values():
            for queue in queues:
                queue.put_nowait(GONE)

    async def lengths(self, conversation_id: str, known: int) -> AsyncIterator[int]:
        """How many turns the conversation has, each time that it isn't what is known; GONE when it is deleted."""
        queue: asyncio.Queue[int] = asyncio.Queue()
        self._listeners.setdefault(conversation_id, set()).add(queue)
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        try:
            while not self.closing.is_set():
                length = await queue.get()
                if self.closing.is_set():
                    return
                if length != known:
                    known = length
                    yield length
                if length == GONE:
                    return
        finally:
            self._listeners[conversation_id].discard(queue)
            if not self._listeners[conversation_id]:
                del self._listeners[conversation_id]

    def admit(self, conversation_id: str) -> None:
        """Raises TooManyListeners where this process, or one conversation, has as many as it can bear."""
        own = len(self._listeners.get(conversation_id, ()))
        if own >= MOST_OF_ONE or sum(map(len, self._listeners.values())) >= MOST_LISTENERS:
            raise TooManyListeners(retry_after=60)

    async def _ask(self) -> None:
        while self._listeners and not self.closing.is_set():
            asked = {one: tuple(queues) for one, queues in self._listeners.items()}  # who comes meanwhile, next time
            try:
                found = await run_in_threadpool(self.store.lengths, list(asked))
            except SQLAlchemyError as problem:
                logger.warning("watching_failed", extra={"problem": type(problem).__name__})
            else:
                for conversation_id, queues in asked.items():
                    for queue in queues:
                        queue.put_nowait(found.get(conversation_id, GONE))
            await asyncio.sleep(EVERY)


def stream(watcher: Watcher, conversation_id: str, known: int) -> StreamingResponse:
    """The conversation's changes as server-sent events: ``turn`` with how many there are, ``gone``."""
    watcher.admit(conversation_id)
    headers = {"x-accel-buffering": "no"}  # nginx must not collect them
    return StreamingResponse(_events(watcher, conversation_id, known), media_type="text/event-stream", headers=headers)


async def _events(watcher: Watcher, conversation_id: str, known: int) -> AsyncIterator[str]:
    yield "retry: 3000\n\n"
    lengths = watcher.lengths(conversation_id, known)
    end = asyncio.get_running_loop().time() + LONGEST
    coming = asyncio.ensure_future(anext(lengths))
    try:
        while asyncio.get_running_loop().time() < end:
            done, _ = await asyncio.wait({coming}, timeout=BREATH)
            if not done:
                yield ": \n\n"
                continue
            try:
                length = coming.result()
            except StopAsyncIteration:
                return
            event = "gone" if length == GONE else "turn"
            yield f"event: {event}\nid: {length}\ndata: {json.dumps({'turns': max(length, 0)})}\n\n"
            if length == GONE:
                return
            coming = asyncio.ensure_future(anext(lengths))
    finally:
        coming.cancel()
