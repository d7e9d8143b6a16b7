"""The sentences of the hotline desk's drawer (``corpus/words/drawer.yaml``)."""

from __future__ import annotations

from pathlib import Path

from assistant.authored import Authored, AuthoredFile

_FILLED_IN = (
    "after", "amount", "before", "by", "caller", "changes", "facts", "name", "number", "outcome", "question", "quote",
    "who", "words",
)  # fmt: skip


class DrawerWords(Authored):
    """``corpus/words/drawer.yaml``. ``supposed``: the whole sentence, of which the others from ``also`` to
    ``nothing_changes`` are parts.
    """

    repealed: str
    goes_before: str
    for_others: str
    wrong_applicant: str
    nobody_yet: str
    supposed: str
    also: str
    dropped: str
    total: str
    total_same: str
    more: str
    less: str
    then: str
    one_more: str
    several: str
    nothing_changes: str
    not_read: str
    nothing_read: str
    clash: str
    unclear: str
    same: str
    nobody_to_compare: str
    gone: str
    changed: str


def load_drawer_words(folder: Path) -> DrawerWords:
    """Read from the corpus folder. Raises CorpusError."""
    file = AuthoredFile(folder / "words" / "drawer.yaml")
    words = file.validated(DrawerWords)
    file.refuse_unknown_blanks(_FILLED_IN)
    return words
