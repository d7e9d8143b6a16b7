"""The words of citing (``corpus/words/citing.yaml``): kinds of documents, words that point back, what is no clause."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import Field

from assistant.authored import Authored, AuthoredFile

_Words = Annotated[list[Annotated[str, Field(min_length=1)]], Field(min_length=1)]


class CitingWords(Authored):
    """``corpus/words/citing.yaml``; what each list is for stands at its head."""

    kinds: _Words
    general: _Words
    pointing: _Words
    middle: _Words
    city: _Words
    place_endings: _Words
    abbreviating: _Words
    counted: _Words
    elsewhere: _Words
    annexes: _Words
    preambles: _Words
    reporting: _Words
    claiming: _Words
    speaking: _Words
    restricting: _Words
    excluding: _Words
    at_most_before: _Words
    at_most_after: _Words
    within: _Words
    at_least_before: _Words
    full: _Words
    at_least_after: _Words
    monthly: _Words
    yearly: _Words
    once: _Words
    other_periods: _Words
    monthly_after: _Words
    yearly_after: _Words
    organisations: _Words
    persons: _Words
    receiving: _Words
    giving: _Words
    benefits: _Words
    around_benefits: _Words
    paying: _Words
    alternatives: list[_Words]
    excluded_as: dict[str, _Words]
    excepting: _Words
    denying: _Words
    respectively: _Words
    alike: _Words
    totals: _Words
    summing: _Words
    seeing: _Words
    sourcing: _Words
    outside_figures: _Words
    own: _Words


def either(words: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))


def load_citing_words(folder: Path) -> CitingWords:
    """Read from the corpus folder. Raises CorpusError."""
    return AuthoredFile(folder / "words" / "citing.yaml").validated(CitingWords)
