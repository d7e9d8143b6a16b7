"""The words by which a case is found: its text without anything but letters and digits, and who and what it concerns.

What is searched is a row of ``case_words``: ``words`` are all that was typed, folded; ``marks`` what is filtered by
(``m:li`` is a case that li may see, ``o:li`` one that is li's, ``s:open`` one that is open). The database itself keeps
the index of pairs of neighbouring characters in step with that row: a trigger in SQLite, an index on a function in
PostgreSQL. So it can't lag behind, and whatever writes or deletes the row needn't know of it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

LONGEST_SEARCH = 200  # characters
MOST_WORDS = 20
ALL = "all"  # a mark that every case has


def folded(text: str) -> str:
    """Letters and digits in one form, everything between them one blank: “就业，ＡB” is “就业 ab”."""
    same = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c if c.isalnum() else " " for c in same).strip()


def words_of(parts: Iterable[str]) -> str:
    """All that was typed into a case, as it is searched."""
    return " ".join(" ".join(folded(part).split()) for part in parts if part).strip()


def searched(text: str) -> list[str]:
    """The words that are looked for, each once; none where there is nothing but signs."""
    return list(dict.fromkeys(folded(text[:LONGEST_SEARCH]).split()))[:MOST_WORDS]


def marks_of(owner: str, members: Iterable[str], state: str) -> str:
    """What a case is filtered by; names of accounts have no blanks."""
    return " ".join([ALL, f"s:{state}", f"o:{owner}", *(f"m:{member}" for member in sorted(members))])


def pairs(word: str) -> list[str]:
    """The pairs of neighbouring characters of a word; of one character itself."""
    return [a + b for a, b in pairwise(word)] or [word]


def case_tokens(marks: str, words: str) -> str:
    """What SQLite's index is told of a row: a token for each mark, each pair, and each word's last character.

    Characters are written as five hexadecimal digits, so that it doesn't matter which of them a version of SQLite
    takes for letters. Between two words stands a token of one character: pairs in a row are always of one word.
    """
    return " ".join([*map(mark_token, marks.split(" ")), *_tokens(words)])


def matching(marks: Iterable[str], words: Iterable[str]) -> str:
    """An expression of FTS5 that all of these fit."""
    return " AND ".join([*map(mark_token, marks), *map(_phrase, words)])


def mark_token(mark: str) -> str:
    """A mark as a token of SQLite's index."""
    return f"x{mark.encode().hex()}"


def _tokens(words: str) -> Iterator[str]:
    for word in words.split():
        codes = [f"{ord(c):05x}" for c in word]
        yield from (a + b for a, b in pairwise(codes))
        yield codes[-1]


def _phrase(word: str) -> str:
    """A word of one character begins some token; of more, its pairs stand in a row."""
    codes = [f"{ord(c):05x}" for c in word]
    if len(codes) == 1:
        return f"{codes[0]}*"
    return f'"{" ".join(a + b for a, b in pairwise(codes))}"'
