"""A process that works out what words would change in search: corpus and day as arguments, JSON in, JSON out.

In: ``{"words": …, "question": the question that they came from, or null}``; out: what ``Engine.preview_words`` answers,
or ``{"refused": why}``.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from pathlib import Path

from assistant.authored import CorpusError
from assistant.engine import Engine
from assistant.request import RequestError
from assistant.retrieval.added import AddedWords
from assistant.server.apart import LESS_URGENT


def main() -> None:
    os.nice(LESS_URGENT)
    corpus, day = sys.argv[1:]
    given = json.loads(sys.stdin.buffer.read())
    try:
        engine = Engine(Path(corpus))
        answer = engine.preview_words(AddedWords(**given["words"]), given["question"], dt.date.fromisoformat(day))
    except (RequestError, CorpusError) as refused:
        answer = {"refused": str(refused)}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode())


if __name__ == "__main__":
    main()
