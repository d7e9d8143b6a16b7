"""The shape most grammars share: words that say a fact, unless words in or beside them take it away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.facts.listening.said import Finding, Said
from assistant.facts.vocabulary import FactValue

RECENT = 8  # stretches looked back on; a match overlaps only the last ones, which are in order


@dataclass(frozen=True, slots=True)
class Void:
    """What takes a cue away: ``words`` in the characters before it, in the match (or a group of it), or after it."""

    words: re.Pattern[str]
    before: int = 0
    inside: str | int | None = None
    after: int = 0

    def holds(self, said: Said, match: re.Match[str]) -> bool:
        """Whether the match is void."""
        around = said.before(match.start(), self.before) if self.before else ""
        if self.inside is not None:
            around += match[self.inside]
        if self.after:
            around += said.after(match.end(), self.after)
        return self.words.search(around) is not None


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that say a fact. ``value`` None: spoken of only, so ``question`` is asked.

    ``named``: values by the word that stands in a named group of the match (districts); ``narrow``: the fact stands on
    that word alone.
    """

    fact: str
    value: FactValue | None
    pattern: re.Pattern[str]
    unless: tuple[Void, ...] = ()
    named: Mapping[str, str] | None = None
    narrow: bool = False
    question: str = ""
    weight: int = 0

    def matches(self, said: Said) -> Iterator[re.Match[str]]:
        """Where the words stand and nothing takes them away."""
        for match in self.pattern.finditer(said.text):
            if not any(void.holds(said, match) for void in self.unless):
                yield match

    def finding(self, match: re.Match[str]) -> Finding:
        """What a match says."""
        if self.named is None:
            return Finding(self.fact, self.value, match.start(), match.end(), self.question, self.weight)
        group, word = next((name, word) for name, word in match.groupdict().items() if word in self.named)
        start, end = match.span(group) if self.narrow else match.span()
        return Finding(self.fact, self.named[word], start, end, self.question, self.weight)

    def find(self, said: Said) -> Iterator[Finding]:
        """All that is said by these words."""
        return map(self.finding, self.matches(said))


def overlaps(match: re.Match[str], taken: list[tuple[int, int]]) -> bool:
    """Whether a match shares characters with a stretch already taken."""
    return any(match.start() < end and start < match.end() for start, end in taken[-RECENT:])
