"""Work done by a process of its own, less urgent than whoever answers requests; what comes back is JSON."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

Json = dict[str, Any]
LESS_URGENT = 10  # than whoever answers requests
STEP = 15.0  # seconds between two calls of ``going_on``


class TakesTooLongApart(Exception):
    """It took longer than it may, and was stopped."""


def answer_apart(
    module: str, arguments: Sequence[str], given: bytes, going_on: Callable[[], None], longest: float
) -> Json:
    """What ``python -m module arguments`` answers to ``given``, within ``longest`` seconds; ``going_on`` is called
    meanwhile. Raises TakesTooLongApart, RuntimeError where it failed.
    """
    command = [sys.executable, "-X", "utf8", "-m", module, *arguments]
    deadline = time.monotonic() + longest
    said: bytes | None = given
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        while True:
            try:
                answer, _ = process.communicate(said, STEP)
                break
            except subprocess.TimeoutExpired:
                if time.monotonic() > deadline:
                    process.kill()
                    raise TakesTooLongApart from None
                said = None  # it has been taken in, or will be
                going_on()
            except BaseException:
                process.kill()
                raise
    if process.returncode:
        raise RuntimeError(f"exit status {process.returncode}")
    found: Json = json.loads(answer)
    return found
