"""The words of shorthand (``corpus/words/shorthand.yaml``), checked as they are loaded."""

from __future__ import annotations

import re
from pathlib import Path

from assistant.authored import Authored, AuthoredFile
from assistant.facts.vocabulary import Vocabulary

PART = re.compile(r"\{(\w+)\}")
PARTS = ("years", "months", "yuan", "people", "rank", "age", "district", "day")  # what a form has a blank for


class Kind(Authored):
    """Facts of residents, of organisations, or of both."""

    bare: str | None = None
    flags: dict[str, list[str]] = {}
    negative: dict[str, list[str]] = {}
    denied_only: dict[str, list[str]] = {}
    values: dict[str, dict[str, list[str]]] = {}
    forms: dict[str, list[str]] = {}
    also: dict[str, dict[str, str]] = {}


class ShorthandFile(Authored):
    """``corpus/words/shorthand.yaml``."""

    on_behalf: list[str]
    denials: list[str]
    denied: list[str]
    affirmed: list[str]
    fillers: list[str]
    calls: list[str]
    origins: list[str]
    withheld: list[str]
    ages: tuple[int, int]
    callers: dict[str, list[str]]
    resident: Kind
    organisation: Kind
    everyone: Kind


def load_shorthand(folder: Path, vocabulary: Vocabulary) -> ShorthandFile:
    """Read ``folder/words/shorthand.yaml``. Raises CorpusError."""
    file = AuthoredFile(folder / "words" / "shorthand.yaml")
    read = file.validated(ShorthandFile)
    for part in ("resident", "organisation", "everyone"):
        _refuse_unknown(file, part, getattr(read, part), vocabulary)
    return read


def _refuse_unknown(file: AuthoredFile, part: str, kind: Kind, vocabulary: Vocabulary) -> None:
    facts = vocabulary.facts
    for section in ("flags", "negative", "denied_only", "values", "forms", "also"):
        for name in getattr(kind, section):
            if name not in facts:
                raise file.error(f"没有“{name}”这个事实，请检查拼写。", part, section, name)
    valued = [(name, value, "values") for name, values in kind.values.items() for value in values]
    valued += [(name, value, "also") for also in kind.also.values() for name, value in also.items()]
    for name, value, section in valued:
        if value not in (*facts[name].values, *facts[name].also):
            raise file.error(f"事实“{name}”没有“{value}”这个值。", part, section)
    for name, forms in kind.forms.items():
        for form in forms:
            if len(parts := PART.findall(form)) != 1 or parts[0] not in PARTS:
                raise file.error(f"“{form}”里应正好有一处数、日子或区。", part, "forms", name)
