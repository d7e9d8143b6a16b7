"""Answers any request with the same bytes: how fast the load client could go if no server held it up."""

from __future__ import annotations

import asyncio
import sys


class Responder(asyncio.Protocol):
    """One connection; a request is as long as what comes in at once."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:  # noqa: ARG002
        self.transport.write(self.answer)


async def respond(port: int, size: int) -> None:
    """Until the process is ended."""
    body = b"<html>" + b"." * (size - 13) + b"</html>"
    answer = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(body) + body
    server = await asyncio.get_running_loop().create_server(lambda: Responder(answer), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(respond(int(sys.argv[1]), int(sys.argv[2])))
