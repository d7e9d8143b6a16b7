"""A process that checks the citations of one long text: corpus and day as arguments, text in, JSON out."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from pathlib import Path

from assistant.engine import Engine
from assistant.request import RequestError
from assistant.server.apart import LESS_URGENT


def main() -> None:
    """What ``Engine.cite`` answers, or ``{"refused": why}``."""
    os.nice(LESS_URGENT)
    corpus, day = sys.argv[1:]
    text = sys.stdin.buffer.read().decode()
    try:
        answer = Engine(Path(corpus)).cite(text, dt.date.fromisoformat(day))
    except RequestError as refused:
        answer = {"refused": str(refused)}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode())


if __name__ == "__main__":
    main()
