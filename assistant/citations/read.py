"""Reads the citations of a text: which words name a document, which a place in it, which point back.

Nothing is decided here about what exists: ``resolve`` does that. One pass over the text for each kind of words, so
that the time grows with the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from assistant.citations.defined import BRACKET, with_defined
from assistant.citations.folding import closed_up, fold
from assistant.citations.locators import Locator, LocatorReader
from assistant.citations.merged import merge
from assistant.citations.named import LONGEST_TITLE, Named, Namer
from assistant.citations.spans import Spans

_JOIN = re.compile(r"\s{0,3}(?:文件|文(?!首))?(?:当中的?|中的?|里面的?|里的?|内的?|的|之)?(?:规定的)?\s{0,3}")
_HAN = re.compile("[\u3400-\u9fff]")
_RELATIVE = re.compile(r"(?P<which>同一?|该|本|此|上述|前述|前一?|上一?|这一?)(?P<unit>条|款|项)(?!件|目|例|约|幅)")


@dataclass(frozen=True, slots=True)
class Mention:
    """One citation as it stands in the text: a document, a place, or both.

    ``pointing``: the document is pointed to by a word (该通知), whose kind it is. ``relative``: 同条, 前款 and their
    like. ``elsewhere``: the place is one of something that is no document of ours (劳动合同第三条). ``sums_up``: it is
    the document of all that was said before (以上均出自…).
    """

    start: int
    end: int
    named: Named | None = None
    locator: Locator | None = None
    pointing: str | None = None
    relative: tuple[str, str] | None = None
    elsewhere: bool = False
    sums_up: bool = False


class Reader:
    """Reads texts."""

    def __init__(self, namer: Namer, locators: LocatorReader) -> None:
        self.namer, self.locators, self.summing = namer, locators, tuple(namer.words.summing)

    def read(self, text: str) -> list[Mention]:
        """Every citation, left to right; none overlaps another."""
        folded, at = closed_up(fold(text))
        return [
            _placed(mention, at) for mention in self._read(folded, lambda end: text[at[end - 1] + 1 : at[end - 1] + 2])
        ]

    def _read(self, folded: str, behind: Callable[[int], str]) -> list[Mention]:
        """``behind``: the character of the untouched text behind a place."""
        named = self._named(folded)
        mentions = [m for m in (self._located(folded, one) for one in named) if m.locator or is_document(m.named)]
        taken = _spans_of(mentions)
        pointing = [
            Mention(start, locator.end, None, locator, pointing=kind)
            for start, end, kind in self.namer.pointed(folded)
            if not taken.overlaps(start, end) and (locator := self._behind(folded, end))
        ]
        taken = _spans_of([*mentions, *pointing])
        bare = list(self._bare(folded, taken, behind))
        return list(_apart(sorted([*mentions, *pointing, *bare], key=lambda m: m.start)))

    def _named(self, folded: str) -> list[Named]:
        marked = list(_titles(folded))
        within = Spans(marked)
        found = [
            one for one in self.namer.in_full(folded) if not (within.covers(one.start) and within.covers(one.end - 1))
        ]
        taken = Spans([(one.start, one.end) for one in found])
        titles = [(a, b) for a, b in marked if not taken.overlaps(a, b)]
        found += [self.namer.titled(folded[a + 1 : b - 1], a, b) for a, b in titles]
        taken = Spans([(one.start, one.end) for one in found])
        numbers = [n for n in self.namer.numbers(folded) if not taken.overlaps(n.start, n.end)]
        taken = Spans([(one.start, one.end) for one in [*found, *numbers]])
        called = [n for n in self.namer.called(folded) if not taken.overlaps(n.start, n.end)]
        merged = merge(folded, sorted([*found, *numbers, *called], key=lambda n: n.start))
        return with_defined(folded, merged, self.namer)

    def _located(self, folded: str, named: Named) -> Mention:
        end = named.end
        if behind := BRACKET.match(folded, end):  # 《…》（以下简称《措施》）第六条
            end = behind.end() if self.namer.abbreviation(behind[1]) else end
        locator = self._behind(folded, end)
        if locator is None:
            before = self._before(folded, named)
            lead = folded[max(0, named.start - 10) : named.start]
            sums_up = any(word in lead for word in self.summing)
            return before or Mention(named.start, named.end, named, sums_up=sums_up)
        return Mention(named.start, locator.end, named, locator)

    def _behind(self, folded: str, end: int) -> Locator | None:
        """The place that stands right behind the name of a document."""
        joined = _JOIN.match(folded, end)
        start = joined.end() if joined else end
        locators = self.locators
        return locators.at(folded, start) or locators.quoted_at(folded, start) or locators.unread_at(folded, start)

    def _before(self, folded: str, named: Named) -> Mention | None:
        """第六条（《西城区…若干措施》）: the place stands before the document in brackets."""
        opened = re.search(r"\(\s?$", folded[max(0, named.start - 2) : named.start])
        if opened is None or not folded.startswith(")", named.end):
            return None
        bracket = named.start - len(opened[0])
        for start in range(max(0, bracket - 24), bracket):
            if folded[start] == "第" and (found := self.locators.at(folded, start)) and found.end == bracket:
                return Mention(start, named.end + 1, named, found)
        return None

    def _bare(self, folded: str, taken: Spans, behind_of: Callable[[int], str]) -> Iterator[Mention]:
        behind = 0
        starts = sorted({*self.locators.starts(folded), *(m.start() for m in _RELATIVE.finditer(folded))})
        for start in starts:
            if start < behind or taken.covers(start):
                continue
            if relative := _RELATIVE.match(folded, start):
                again = _RELATIVE.match(folded, relative.end())  # 同条前款
                relative = again if again and again["unit"] == "款" else relative
                inner = self.locators.at(folded, relative.end())
                behind = inner.end if inner else relative.end()
                said = (relative["which"], relative["unit"])
                yield Mention(start, behind, None, inner, relative=said)
            elif found := self.locators.bare_at(folded, start):
                behind = found.end
                if not self._labels_a_line(folded, found, behind_of(found.end)):
                    elsewhere = self.namer.stands_elsewhere(folded, start)
                    if elsewhere and taken.overlaps(start - len(elsewhere), start):
                        elsewhere = None
                    begun = start - len(elsewhere) if elsewhere else start
                    yield Mention(begun, found.end, None, found, elsewhere=elsewhere is not None)

    def _labels_a_line(self, folded: str, found: Locator, behind: str) -> bool:
        """第一条 at the head of a line, a blank behind it: the text's own heading."""
        before = folded[max(0, found.start - 12) : found.start]
        heads = found.start == 0 or re.search(r"\n\s*$", before) is not None
        return heads and (behind.isspace() or behind in ("", ":", "、") or found.form in ("counted", "bracketed"))


def is_document(named: Named | None) -> bool:
    """《创业合格证书》 is no document that could be cited: nothing in its title says that it is one."""
    return named is None or named.standing != "outside" or named.how != "title" or named.kind != ""


def _placed(mention: Mention, at: list[int]) -> Mention:
    """With its offsets in the untouched text."""
    named = mention.named and replace(mention.named, start=at[mention.named.start], end=at[mention.named.end - 1] + 1)
    return replace(mention, start=at[mention.start], end=at[mention.end - 1] + 1, named=named)


def _apart(mentions: list[Mention]) -> Iterator[Mention]:
    """Without those that begin within another."""
    behind = 0
    for mention in mentions:
        if mention.start >= behind:
            behind = mention.end
            yield mention


def _spans_of(mentions: list[Mention]) -> Spans:
    return Spans([(m.start, m.end) for m in mentions])


def _titles(folded: str) -> Iterator[tuple[int, int]]:
    """The outermost stretches in 《》, marks included. What isn't closed, or too long for a title, is none."""
    depth = start = 0
    for found in re.finditer("[《》]", folded):
        if depth and found.start() - start > LONGEST_TITLE:
            depth = 0
        if found[0] == "《":
            if depth == 0:
                start = found.start()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0 and found.end() - start > 2 and _HAN.search(folded, start, found.end()):
                yield start, found.end()
