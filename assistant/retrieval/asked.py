"""“Asked as”: how people ask for what a clause says, in their own words, and the questions that a list of common
questions would have for it; ``corpus/words/asked/DOCUMENT.yaml``, beside each clause and so beside its benefits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, RootModel

from assistant.authored import Authored, AuthoredFile
from assistant.documents.corpus import Corpus

# A phrasing is a bag of words, no sentence: whole sentences would only ever help the one who says just that.
LONGEST_CHUNK = 5


class AskedFor(Authored):
    """The words for one unit."""

    asked: list[str]
    questions: list[str] = Field(default_factory=list)


class AskedFile(RootModel[dict[str, AskedFor]]):
    """One ``corpus/words/asked/*.yaml``: by the id of the unit."""


@dataclass(frozen=True, slots=True)
class Asked:
    """``phrasings``: words with which the unit is asked for; ``questions``: common questions that it answers."""

    phrasings: tuple[str, ...]
    questions: tuple[str, ...]


def load_asked(folder: Path, corpus: Corpus) -> dict[str, Asked]:
    """The phrasings of every unit that has any. Raises CorpusError."""
    found: dict[str, Asked] = {}
    for path in sorted((folder / "words" / "asked").glob("*.yaml")):
        file = AuthoredFile(path)
        for unit, words in file.validated(AskedFile).root.items():
            if not corpus.is_unit(unit):
                raise file.error(_no_unit(unit), unit)
            for index, phrasing in enumerate(words.asked):
                if said := _no_bag(phrasing):
                    raise file.error(said, unit, "asked", index)
            found[unit] = Asked(tuple(words.asked), tuple(words.questions))
    return found


def with_phrasing(asked: Mapping[str, Asked], unit: str, phrasing: str) -> dict[str, Asked]:
    """The same with one phrasing more, the last of its unit's."""
    before = asked.get(unit, Asked((), ()))
    return {**asked, unit: Asked((*before.phrasings, phrasing), before.questions)}


def bad_phrasing(unit: str, phrasing: str, corpus: Corpus) -> str:
    """Why a phrasing can't stand beside a unit, in one sentence; empty where it can."""
    return _no_bag(phrasing) if corpus.is_unit(unit) else _no_unit(unit)


def _no_unit(unit: str) -> str:
    return f"没有编号为“{unit}”的条款（要写到条，不写款）。"


def _no_bag(phrasing: str) -> str:
    chunks = phrasing.split()
    if chunks and all(len(chunk) <= LONGEST_CHUNK for chunk in chunks):
        return ""
    return f"“{phrasing}”应是以空格分开的词，每个不超过 {LONGEST_CHUNK} 个字。"
