"""The words of the hotline desk (``corpus/words/desk.yaml``): by which channel a case came, and how it ended."""

from __future__ import annotations

from pathlib import Path

from assistant.authored import Authored, AuthoredFile

LONGEST_ID = 20  # characters, as the database keeps them


class DeskWords(Authored):
    """By their id, in the order in which they are offered; the first channel is the usual one."""

    channels: dict[str, str]
    outcomes: dict[str, str]


def load_desk_words(folder: Path) -> DeskWords:
    """Read ``folder/words/desk.yaml``. Raises CorpusError."""
    file = AuthoredFile(folder / "words" / "desk.yaml")
    words = file.validated(DeskWords)
    for section, named in (("channels", words.channels), ("outcomes", words.outcomes)):
        if not named:
            raise file.error("至少要有一项。", section)
        for name, label in named.items():
            if not name or len(name) > LONGEST_ID or not name.isascii() or not name.replace("_", "a").isalnum():
                raise file.error(f"“{name}”应是 1 到 {LONGEST_ID} 个字母、数字或下划线。", section, name)
            if not label.strip():
                raise file.error("缺少给人看的名称。", section, name)
    return words
