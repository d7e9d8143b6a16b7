"""Texts and files handed in at the staff desk are read and checked here, a few at a time, beside the requests.

Whoever asks for a check that nobody works on has it taken up, so that one whose process died is finished all the same.
A long text is checked by a process of its own (``checking_apart.py``): it would hold up every request of this one.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from assistant.documents.lines import PARAGRAPH_END
from assistant.documents.read_text import UnreadableDocument
from assistant.documents.reading_room import read_upload
from assistant.engine import Engine
from assistant.request import RequestError
from assistant.server.apart import TakesTooLongApart, answer_apart
from assistant.server.kept_findings import as_kept
from assistant.store.checks import CheckStore, TakenUp

Json = dict[str, Any]
logger = logging.getLogger(__name__)
WORKERS = 2  # of a process: threads, which mostly wait for the processes that do the work
AT_ONCE = 10_000  # characters that are checked in this process: a quarter of a second
LONGEST = 600.0  # seconds for one text
PASTED = "paste"
_UNKEPT = re.compile("[\ud800-\udfff]")
_LOST = "文件没有读完就中断了（服务器停过），请再传一次。"
_BROKEN = "核对时程序出了问题，没有结果；请稍后再试，还是不行请把这份文件告诉管理员。"
_TOO_LONG = "核对用的时间超过上限（{minutes:.0f} 分钟），已经停下；请拆成几份再核对。"


class Checking:
    """The work of one process."""

    def __init__(self, engine: Engine, store: CheckStore, corpus: Path) -> None:
        self.engine, self.store, self.corpus = engine, store, corpus
        self._queue: SimpleQueue[tuple[str, Future[None]]] = SimpleQueue()
        self._under_way: dict[str, Future[None]] = {}
        self._guard = threading.Lock()
        self._started = False

    def take_up(self, tokens: Iterable[str]) -> list[Future[None]]:
        """Have some checks worked on, unless they are already: the futures end when each has been."""
        with self._guard:
            if not self._started:
                self._started = True
                for _ in range(WORKERS):
                    threading.Thread(target=self._work, daemon=True).start()
            return [self._wanted(token) for token in tokens]

    def _wanted(self, token: str) -> Future[None]:
        under_way = self._under_way.get(token)
        if under_way is None:
            under_way = self._under_way[token] = Future()
            self._queue.put((token, under_way))
        return under_way

    def _work(self) -> None:
        while True:
            token, under_way = self._queue.get()
            try:
                self._check(token)
            except SQLAlchemyError as problem:  # taken up again by whoever asks for it then
                logger.warning("check_put_off", extra={"problem": type(problem).__name__})
            finally:
                with self._guard:
                    del self._under_way[token]
                under_way.set_result(None)

    def _check(self, token: str) -> None:
        taken = self.store.take_up(token)
        if taken is None:
            return
        try:
            text, reading = _read(taken)
            result = self._cited(taken, text)
            findings = as_kept(self.engine, text, result)
        except (RequestError, UnreadableDocument) as refused:
            self.store.refuse(token, str(refused))
        except SQLAlchemyError:
            raise
        except Exception as problem:  # whatever a text does to the program, the next one is checked
            logger.error("check_failed", extra={"problem": type(problem).__name__})
            self.store.refuse(token, _BROKEN)
        else:
            self.store.finish(token, text, reading, result, findings)

    def _cited(self, taken: TakenUp, text: str) -> Json:
        if len(text) <= AT_ONCE:
            return self.engine.cite(text, taken.as_of)
        return cite_apart(self.corpus, text, taken.as_of, lambda: self.store.still_at_it(taken.token))


def kept_text(text: str) -> str:
    """A text as it is checked and kept: one kind of line end, and no character that a database refuses."""
    lines = text.replace(f"{PARAGRAPH_END}\n", "\n").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\u2400")
    return _UNKEPT.sub("\ufffd", lines)


def cite_apart(corpus: Path, text: str, as_of: dt.date, going_on: Callable[[], None]) -> Json:
    """What ``Engine.cite`` answers, by a process of its own; ``going_on`` is called meanwhile. Raises RequestError."""
    try:
        arguments = [str(corpus), as_of.isoformat()]
        found = answer_apart("assistant.server.checking_apart", arguments, text.encode(), going_on, LONGEST)
    except TakesTooLongApart:
        raise RequestError("too_long", _TOO_LONG.format(minutes=LONGEST / 60)) from None
    if "refused" in found:
        raise RequestError("refused", found["refused"])
    return found


def _read(taken: TakenUp) -> tuple[str, Json]:
    """The text of a check, and how it was read. Raises RequestError, UnreadableDocument."""
    if taken.text is not None:
        return taken.text, {"kind": PASTED, "warnings": []}
    if taken.content is None:
        raise RequestError("upload_lost", _LOST)
    read = read_upload(taken.content, taken.name)
    warnings = [{"code": warning.code, "message": warning.message} for warning in read.warnings]
    return kept_text(read.text), {"kind": read.kind, "warnings": warnings}
