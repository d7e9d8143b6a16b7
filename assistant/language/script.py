"""Traditional characters, written as simplified ones: 補貼 as 补贴."""

from __future__ import annotations

from pathlib import Path

from assistant.authored import CorpusError, read_columns


class Traditional:
    """``table`` has lines ``simplified<TAB>traditional characters``. Raises CorpusError for a line of another shape."""

    def __init__(self, table: Path) -> None:
        self._simplified: dict[int, str] = {}
        for simplified, traditional in read_columns(table, 2, 2):
            if len(simplified) != 1:
                raise CorpusError(f"{table}：“{simplified}”应是一个字，TAB 后面是它的繁体写法。")
            self._simplified.update((ord(character), simplified) for character in traditional)

    def simplified(self, text: str) -> str:
        """``text`` in simplified characters, as many as before."""
        return text.translate(self._simplified)
