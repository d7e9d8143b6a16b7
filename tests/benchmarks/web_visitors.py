"""What the load says: the requests of a bare page, of residents who talk on the page, and of programs on the API."""

from __future__ import annotations

import json
import random
import uuid
from typing import NamedTuple, Protocol
from urllib.parse import urlencode

from tests.people import OPENING

TURNS = 6  # of a conversation
QUESTIONS = ("就业奖励要什么条件", "房租补贴怎么领", "社保补贴能领几年", "参加培训有补贴吗")
FACTS = ("我32岁", "月薪4500", "签了三年合同", "不是低保")
# No two residents are quite alike: what a server keeps ready from one to the next mustn't count for more than it does.
DISTRICTS = ("西城", "西城", "朝阳", "海淀", "东城")
AGES = range(18, 60)
WAGES = range(2500, 15_000, 50)
YEARS = ("一年", "两年", "三年", "五年")


class Answer(NamedTuple):
    """What a server answered."""

    status: int
    cookie: bytes  # “name=value” of Set-Cookie, or empty
    body: bytes


class Line(Protocol):
    """A connection to a server."""

    async def send(self, request: bytes) -> Answer: ...


class Visitor:
    """Somebody who asks for a page again and again. ``said`` is the message of the last request."""

    address = "/page"
    method = "GET"

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.said = ""

    async def ready(self, line: Line) -> str:  # noqa: ARG002
        """Whatever has to be done before the next request and isn't measured; what went wrong, or nothing."""
        return ""

    def request(self) -> bytes:
        """The next request."""
        return _request(self.method, self.address)

    def took(self, answer: Answer) -> str:
        """Take the answer; what is wrong with it, or nothing."""
        if answer.status != 200:
            return f"HTTP {answer.status}"
        return "" if b"</html>" in answer.body[-20:] else "not the page"


class StoringVisitor(Visitor):
    """Asks for the page with the SELECT and the INSERT."""

    address = "/stored"
    method = "POST"


class Talker(Visitor):
    """Leads one conversation after the other: the opening sentence, then questions and facts, none said twice."""

    begins: tuple[str, ...] = (OPENING,)

    def __init__(self, dice: random.Random) -> None:
        super().__init__(dice)
        self.conversation = ""  # its id; none has been started
        self.left: list[str] = []
        self._restart()
        del self.left[: dice.randrange(TURNS)]  # the first one ends early, so that not all begin anew at once

    def _restart(self) -> None:
        """What will be said in a new conversation, the last first."""
        self.conversation = ""
        choose = self.dice.choice
        somebody = {
            "西城": choose(DISTRICTS),
            "32岁": f"{choose(AGES)}岁",
            "4500": f"{choose(WAGES)}",
            "三年": choose(YEARS),
        }
        said = [*self.dice.sample(QUESTIONS + FACTS, TURNS - len(self.begins)), *reversed(self.begins)]
        for usual, theirs in somebody.items():
            said = [text.replace(usual, theirs) for text in said]
        self.left = said

    def next_words(self) -> tuple[str, str]:
        """What is said now, and the message's id."""
        if not self.left:
            self._restart()
        self.said = self.left.pop()
        return self.said, str(uuid.UUID(int=self.dice.getrandbits(128), version=4))


class Resident(Talker):
    """Talks as the page's form does with htmx."""

    def request(self) -> bytes:
        text, message_id = self.next_words()
        form = urlencode({"message_id": message_id, "text": text}).encode()
        headers = "content-type: application/x-www-form-urlencoded\r\nhx-request: true\r\n"
        cookie = f"cookie: {self.conversation}\r\n" if self.conversation else ""
        return _request("POST", "/chat", headers + cookie, form)

    def took(self, answer: Answer) -> str:
        if answer.status != 200:
            return f"HTTP {answer.status}"
        if answer.cookie.startswith(b"conversation="):
            self.conversation = answer.cookie.decode()
        if b'class="reply"' not in answer.body or self.said.encode() not in answer.body:
            return "no reply"
        return "" if self.conversation else "no cookie"


class Program(Talker):
    """Talks over the API, where first is said for whom (the page begins with it); the start itself isn't measured."""

    begins = ("个人", OPENING)

    async def ready(self, line: Line) -> str:
        if not self.left:
            self._restart()
        if not self.conversation:
            answer = await line.send(_request("POST", "/api/v1/conversations"))
            if answer.status != 201:
                return f"start: HTTP {answer.status}"
            self.conversation = json.loads(answer.body)["id"]
        return ""

    def request(self) -> bytes:
        text, message_id = self.next_words()
        body = json.dumps({"text": text, "message_id": message_id}).encode()
        address = f"/api/v1/conversations/{self.conversation}/messages"
        return _request("POST", address, "content-type: application/json\r\n", body)

    def took(self, answer: Answer) -> str:
        if answer.status != 200:
            return f"HTTP {answer.status}"
        _, found, text = answer.body.partition(b'"text":"')
        return "" if found and not text.startswith(b'"') else "no reply"


VISITORS: dict[str, type[Visitor]] = {
    "page": Visitor,
    "stored": StoringVisitor,
    "chat": Resident,
    "api": Program,
}


def _request(method: str, address: str, headers: str = "", body: bytes = b"") -> bytes:
    length = f"content-length: {len(body)}\r\n" if method == "POST" else ""
    return f"{method} {address} HTTP/1.1\r\nhost: 127.0.0.1\r\n{headers}{length}\r\n".encode() + body
