"""A report written to a file of this machine: whole or not at all, and over nothing but an earlier report."""

from __future__ import annotations

import os
import stat
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

from assistant.reports.table_file import MARK
from assistant.reports.words import ReportWords
from assistant.request import RequestError

KINDS = (".docx", ".csv")
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_LONGEST_PROPERTIES = 100_000  # bytes


class ReportFile:
    """Where a report goes."""

    def __init__(self, path: Path, sources: Iterable[Path], words: ReportWords) -> None:
        """Raises RequestError where nothing can be written, or something else would be lost; ``sources``: what is
        checked.
        """
        self.words = words
        self.kind = path.suffix.lower()
        if self.kind not in KINDS:
            raise _refused(f"报告只能写成 .docx 或 .csv，请改“{path}”的结尾。")
        try:
            self.path = path.resolve()
            self._refuse(path, sources)
        except (OSError, RuntimeError) as problem:  # resolve() says so of links that go round
            why = getattr(problem, "strerror", None) or "链接绕回了自己"
            raise _refused(f"“{path}”不能写（{why}），请换一个地方。") from None

    def _refuse(self, path: Path, sources: Iterable[Path]) -> None:
        folder = self.path.parent
        if not folder.is_dir():
            raise _refused(f"没有“{folder}”这个目录，请先建好，或换一个地方。")
        if not os.access(folder, os.W_OK | os.X_OK):
            raise _refused(f"“{folder}”不能写，请换一个目录。")
        if any(self.path == source.resolve() for source in sources):
            raise _refused(f"“{path}”是要核对的文件，报告会盖掉它，请换一个文件名。")
        if self.path.exists() and not self._is_report():
            raise _refused(f"“{path}”已经有了，而且不是核对报告，请换一个文件名。")

    def write(self, content: bytes) -> None:
        """Put the report in its place at once. Raises RequestError."""
        unfinished: Path | None = None
        try:
            descriptor, name = tempfile.mkstemp(".part", f".{self.path.name}.", self.path.parent)
            unfinished = Path(name)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            unfinished.chmod(self._mode())
            unfinished.replace(self.path)
        except OSError as problem:
            raise _refused(f"写不了“{self.path}”（{problem.strerror}），请检查目录和空间。") from None
        finally:
            if unfinished is not None:
                unfinished.unlink(missing_ok=True)

    def _mode(self) -> int:
        """Who may read it: as the earlier report, or as any new file."""
        if self.path.exists():
            return stat.S_IMODE(self.path.stat().st_mode)
        kept = os.umask(0)
        os.umask(kept)
        return 0o666 & ~kept

    def _is_report(self) -> bool:
        """Whether what is there is a report of this program, which a new one may take the place of."""
        if not self.path.is_file():
            return False
        try:
            return self._has_title() if self.kind == ".docx" else self._has_head()
        except (OSError, KeyError, ValueError, ElementTree.ParseError, zipfile.BadZipFile, NotImplementedError):
            return False

    def _has_title(self) -> bool:
        with zipfile.ZipFile(self.path) as archive, archive.open("docProps/core.xml") as properties:
            return ElementTree.fromstring(properties.read(_LONGEST_PROPERTIES)).findtext(_TITLE) == self.words.title

    def _has_head(self) -> bool:
        head = (MARK + ",".join(self.words.columns)).encode()
        with self.path.open("rb") as file:
            return file.read(len(head)) == head


def _refused(sentence: str) -> RequestError:
    return RequestError("bad_report", sentence)
