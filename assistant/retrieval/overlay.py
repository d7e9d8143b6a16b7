"""The search as it would be with some words more, made beside the one that there is: no file is written, none kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.retrieval.added import AddedWords
from assistant.retrieval.asked import Asked, with_phrasing
from assistant.retrieval.index import make_index
from assistant.retrieval.question import QuestionReader
from assistant.retrieval.search import ClauseSearch

if TYPE_CHECKING:
    from assistant.rules.benefit import Benefit


def search_with(
    added: AddedWords, search: ClauseSearch, folder: Path, asked: Mapping[str, Asked], benefits: Sequence[Benefit]
) -> ClauseSearch:
    """``search`` of the corpus in ``folder``, with the phrasings that it has (``asked``), and ``added``."""
    corpus, index = search.corpus, search.index
    entries = [added.entry] if added.kind == "lexicon" else []
    reader = QuestionReader(corpus, folder / "words", index.terms, entries)
    if added.kind == "asked":  # the index doesn't hang on the lexicon
        index = make_index(corpus, reader, with_phrasing(asked, added.unit, added.said), benefits)
    return ClauseSearch(corpus, folder, reader, index, search.related)
