"""Uploaded files are read in a process of their own, with limits of memory and time: ``read_upload``.

What a hostile or broken file does to a parser ends with that process: the caller gets the text or one sentence. The
file goes in by standard input and the text comes out by standard output, nothing is written to disk, and the process is
given neither the caller's environment nor its open files.
"""

from __future__ import annotations

import dataclasses
import json
import logging
import os
import signal
import subprocess
import sys
from typing import Any

from assistant.documents.formats import read_content, refuse_size
from assistant.documents.read_text import ReadingWarning, ReadText, UnreadableDocument, shown_name

MEMORY = 768 * 1024 * 1024  # bytes of address space
CPU_SECONDS = 20
SECONDS = 40  # by the clock: a busy machine gives a process less than it asks for
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH")
_TOO_MUCH_TIME = "读“{name}”用的时间超过上限（{seconds} 秒），已经停下；请拆分文件，或另存为 .docx、.txt 再试。"
_TOO_MUCH_MEMORY = "读“{name}”用的内存超过上限（{megabytes} MB），已经停下；请拆分文件，或另存为 .docx、.txt 再试。"
_BROKEN = "“{name}”已损坏或不完整，读不了；请重新下载，或用原来的软件打开、另存后再试。"


def read_upload(
    content: bytes, name: str, *, memory: int = MEMORY, cpu_seconds: int = CPU_SECONDS, seconds: float = SECONDS
) -> ReadText:
    """The text of an uploaded file: its words, its kind, what to know about how it was read.

    Raises UnreadableDocument with one sentence (Chinese) that says what is wrong and what to do.
    """
    refuse_size(len(content))
    shown = shown_name(name) or "文件"
    limits = {"name": shown, "memory": memory, "cpu_seconds": cpu_seconds}
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-B", "-X", "utf8", "-m", "assistant.documents.reading_room"],
            input=json.dumps(limits).encode() + b"\n" + content,
            capture_output=True,
            timeout=seconds,
            check=False,
            env=_environment(),
        )
    except subprocess.TimeoutExpired:
        raise UnreadableDocument(_TOO_MUCH_TIME.format(name=shown, seconds=round(seconds))) from None
    answer = _answer(done)
    match answer.get("status"):
        case "read":
            warnings = tuple(ReadingWarning(**warning) for warning in answer["warnings"])
            return ReadText(answer["text"], answer["kind"], warnings)
        case "refused":
            raise UnreadableDocument(answer["message"])
        case "out_of_time":
            raise UnreadableDocument(_TOO_MUCH_TIME.format(name=shown, seconds=cpu_seconds))
        case "out_of_memory":
            raise UnreadableDocument(_TOO_MUCH_MEMORY.format(name=shown, megabytes=memory // 1024 // 1024))
    why = answer.get("problem") or f"exit status {done.returncode}"
    logging.getLogger(__name__).info("a file could not be read: %s", why)
    raise UnreadableDocument(_BROKEN.format(name=shown))


def _environment() -> dict[str, str]:
    """No settings, so no addresses and passwords of databases; modules are found where the caller finds them."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(folder or os.getcwd() for folder in sys.path)}


def _answer(done: subprocess.CompletedProcess[bytes]) -> dict[str, Any]:
    """What the process said, or what its end says."""
    if done.returncode == 0:
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return {"status": "out_of_time"}
    if done.returncode == -signal.SIGABRT or any(said in done.stderr for said in (b"bad_alloc", b"MemoryError")):
        return {"status": "out_of_memory"}
    return {"status": "broken"}


def main() -> None:
    """The process: limits first, then the file from standard input, then its text as JSON on standard output."""
    limits = json.loads(sys.stdin.buffer.readline())
    _limit(limits["memory"], limits["cpu_seconds"])
    answer = _read(sys.stdin.buffer.read(), limits["name"])
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))


def _limit(memory: int, cpu_seconds: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(content: bytes, name: str) -> dict[str, Any]:
    try:
        return {"status": "read", **dataclasses.asdict(read_content(content, name))}
    except UnreadableDocument as problem:
        return {"status": "refused", "message": str(problem)}
    except MemoryError:
        return {"status": "out_of_memory"}
    except Exception as problem:  # whatever a parser makes of a damaged file
        if "memory" in str(problem).lower():  # libxml2 says so in words
            return {"status": "out_of_memory"}
        return {"status": "broken", "problem": type(problem).__name__}


if __name__ == "__main__":
    main()
