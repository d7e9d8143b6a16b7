"""The index of a corpus, kept in a folder of this user's own: a search from a terminal needn't cut every document.

The file's name is a digest of every byte that the index follows from: the corpus, this program's code, the versions of
jieba and rank-bm25. One byte changed anywhere is another name. It is there only for a corpus that has been loaded and
checked whole.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from importlib.metadata import version
from pathlib import Path

from assistant.authored import sha256
from assistant.locations import PACKAGE
from assistant.retrieval.arrays import Arrays, Unreadable, packed, unpacked

_MOST = 8  # kept at once: corpora and versions come and go


def index_path(folder: Path, corpus_version: str) -> Path:
    """Where the index of this corpus is kept under ``folder``."""
    code = (path.read_bytes() for path in sorted(PACKAGE.rglob("*.py")))
    digests = [corpus_version, *map(sha256, code)]
    digests += [f"{name} {version(name)}" for name in ("jieba", "rank-bm25")]
    return folder / f"{sha256(' '.join(digests).encode())[:32]}.index"


def read_kept(path: Path) -> Arrays | None:
    """The index kept there; None where there is none, or one that isn't whole or not this user's own."""
    try:
        with path.open("rb") as file:
            about = os.fstat(file.fileno())
            if about.st_uid != os.geteuid() or about.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                return None
            return unpacked(file.read())
    except (OSError, Unreadable):
        return None


def keep(path: Path, arrays: Arrays) -> None:
    """Keep an index, the newest few of others with it. Where nothing can be written nothing is kept."""
    content = packed(arrays)
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        written = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            written.replace(path)
        finally:
            written.unlink(missing_ok=True)
        others = sorted(path.parent.glob("*.index"), key=lambda p: p.stat().st_mtime, reverse=True)
        for old in others[_MOST:]:
            old.unlink(missing_ok=True)
