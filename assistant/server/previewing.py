"""What words would change is worked out here, one after the other, by processes of their own beside the requests.

Whoever looks at an entry that has no preview of the corpus as it is has it worked out.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from queue import SimpleQueue

from sqlalchemy.exc import SQLAlchemyError

from assistant.engine import Engine
from assistant.server.apart import TakesTooLongApart, answer_apart
from assistant.store.word_entries import WordEntryStore

logger = logging.getLogger(__name__)
LONGEST = 300.0  # seconds
_BROKEN = "算影响时程序出了问题，没有结果；请点“重新算一遍影响”，还是不行请告诉管理员。"
_OTHER_CORPUS = "语料文件在程序启动以后改动过，算不准；请管理员重启程序，再点“重新算一遍影响”。"
_TOO_LONG = "算影响用的时间太长，已经停下；请过一会儿点“重新算一遍影响”。"


class Previewing:
    """The work of one process. ``today`` tells the day."""

    def __init__(self, engine: Engine, store: WordEntryStore, corpus: Path, today: Callable[[], dt.date]) -> None:
        self.engine, self.store, self.corpus, self.today = engine, store, corpus, today
        self._queue: SimpleQueue[int] = SimpleQueue()
        self._waiting: set[int] = set()
        self._guard = threading.Lock()
        self._started = False

    def take_up(self, entry: int) -> None:
        """Have an entry's preview worked out, unless it is being already."""
        with self._guard:
            if not self._started:
                self._started = True
                threading.Thread(target=self._work, daemon=True).start()
            if entry not in self._waiting:
                self._waiting.add(entry)
                self._queue.put(entry)

    def _work(self) -> None:
        while True:
            entry = self._queue.get()
            try:
                self._preview(entry)
            except SQLAlchemyError as problem:  # taken up again by whoever looks at it then
                logger.warning("preview_put_off", extra={"problem": type(problem).__name__})
            finally:
                with self._guard:
                    self._waiting.discard(entry)

    def _preview(self, entry: int) -> None:
        version = self.engine.judged_version
        taken = self.store.take_up(entry, version)
        if taken is None:
            return
        found, question = taken
        given = json.dumps({"words": asdict(found.words), "question": question}).encode()
        arguments = [str(self.corpus), self.today().isoformat()]
        try:
            answer = answer_apart(
                "assistant.server.preview_apart", arguments, given, lambda: self.store.still_at_it(entry), LONGEST
            )
        except TakesTooLongApart:
            answer = {"refused": _TOO_LONG}
        except SQLAlchemyError:
            raise
        except Exception as problem:  # whatever words do to the program, the next ones are looked at
            logger.error("preview_failed", extra={"problem": type(problem).__name__})
            answer = {"refused": _BROKEN}
        refused = answer.get("refused")
        if not refused and answer["version"] != version:
            refused = _OTHER_CORPUS
        self.store.keep_preview(entry, version, None if refused else answer, refused)
