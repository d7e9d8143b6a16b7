"""Stopping without a failed request: a process told to stop first says so, and goes on answering for a moment.

Meanwhile ``/readyz`` sends the load balancer elsewhere, each answer asks its connection to be closed, streams end.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable
from types import FrameType

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Draining:
    """Whether this process is about to stop; ``seconds`` for which it answers until then."""

    def __init__(self, at_start: Callable[[], None], seconds: float) -> None:
        self.begun = False
        self._seconds = seconds
        self._at_start = at_start

    def begin(self) -> None:
        """From now on nobody new should come."""
        if not self.begun:
            self.begun = True
            self._at_start()

    def listen(self) -> None:
        """Put this before what the server does about SIGTERM and SIGINT. Call it in the server's event loop."""
        if threading.current_thread() is not threading.main_thread():
            return
        loop = asyncio.get_running_loop()
        for number, wait in ((signal.SIGTERM, self._seconds), (signal.SIGINT, 0.0)):
            stop = signal.getsignal(number)
            if callable(stop):
                signal.signal(number, self._handler(loop, stop, wait))

    def _handler(
        self, loop: asyncio.AbstractEventLoop, stop: Callable[[int, FrameType | None], object], wait: float
    ) -> Callable[[int, FrameType | None], None]:
        def handle(number: int, frame: FrameType | None) -> None:
            if self.begun or not wait:
                loop.call_soon_threadsafe(self.begin)
                stop(number, frame)
                return
            loop.call_soon_threadsafe(self.begin)
            loop.call_soon_threadsafe(lambda: loop.call_later(wait, stop, number, None))

        return handle


class ClosesConnections:
    """While draining, every answer is its connection's last."""

    def __init__(self, app: ASGIApp, draining: Draining) -> None:
        self.app, self.draining = app, draining

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_last(message: Message) -> None:
            if self.draining.begun and message["type"] == "http.response.start":
                MutableHeaders(scope=message)["connection"] = "close"
            await send(message)

        await self.app(scope, receive, send_last if scope["type"] == "http" else send)
