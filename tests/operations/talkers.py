"""People who lead conversations from threads of their own, and what of it has been acknowledged."""

from __future__ import annotations

import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx

from tests.operations.processes import BETWEEN_LOOKS, OWN_PAGE, WITHIN
from tests.server.conftest import Server

BREATH = 0.02  # seconds between two messages


class Talker(threading.Thread):
    """Says one message after the other over a connection that is kept alive, to whichever server is ``where``.

    ``said`` and ``taken``: what was acknowledged, and how much by which server. ``failures``: every other answer.
    Whoever insists says a message, with its id, until it is acknowledged; the others say none twice.
    """

    def __init__(self, where: Callable[[], Server], conversation: str, most: int, insists: bool) -> None:
        super().__init__(daemon=True)
        self.where, self.conversation, self.most, self.insists = where, conversation, most, insists
        self.said: list[str] = []
        self.taken: Counter[Server] = Counter()
        self.failures: list[str] = []
        self._over = threading.Event()

    def run(self) -> None:
        with httpx.Client(timeout=WITHIN) as client:
            while len(self.said) < self.most and not self._over.wait(BREATH):
                number = len(self.said)
                message = {"text": f"我{16 + number % 50}岁，月薪{3000 + number}", "message_id": uuid.uuid4().hex}
                while not self._is_taken(client, message) and self.insists and not self._over.wait(BETWEEN_LOOKS):
                    pass

    def end(self) -> None:
        """No more messages."""
        self._over.set()
        self.join()

    def _is_taken(self, client: httpx.Client, message: dict[str, str]) -> bool:
        server = self.where()
        try:
            client.post(f"{server.url}{messages(self.conversation)}", json=message).raise_for_status()
        except httpx.HTTPError as problem:
            self.failures.append(f"{type(problem).__name__}: {problem}")
            return False
        self.said.append(message["text"])
        self.taken[server] += 1
        return True


@contextmanager
def talking(count: int, where: Callable[[], Server], most: int = 400, insists: bool = False) -> Iterator[list[Talker]]:
    """So many, each in a conversation of its own, until the end."""
    with httpx.Client(base_url=where().url, timeout=WITHIN) as http:
        begun = [http.post("/api/v1/conversations").json()["id"] for _ in range(count)]
    talkers = [Talker(where, conversation, most, insists) for conversation in begun]
    for talker in talkers:
        talker.start()
    try:
        yield talkers
    finally:
        for talker in talkers:
            talker.end()


def browser(server: Server) -> httpx.Client:
    """Somebody on the server's pages, without JavaScript."""
    return httpx.Client(base_url=server.url, timeout=WITHIN, headers=OWN_PAGE)


def messages(conversation: str) -> str:
    """Where the messages of a conversation go."""
    return f"/api/v1/conversations/{conversation}/messages"


def said_in(answer: httpx.Response) -> list[str]:
    """What a person said in the conversation that was asked for."""
    assert answer.status_code == 200, answer.text
    return [turn["text"] for turn in answer.json()["turns"] if turn["who"] == "person"]
