"""One page of a checked text: passages with marks, the findings beside them, the way from problem to problem."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.reports.findings import Finding
from assistant.server.kept_findings import KeptClause, read_kept
from assistant.server.marked_passages import Passage, Piece, Stretch, passages, pieces, seen
from assistant.store.checks import KeptCheck

MOST_PASSAGES, MOST_FINDINGS, MOST_CHARACTERS = 300, 80, 40_000  # of one page
LONGEST_ABOUT = 120  # characters of the text that a finding repeats
LONGEST_CLAUSE = 1_200  # characters of a clause


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding on the page. ``number``: among those that need an eye, from 1, else 0. ``clauses``: its own."""

    finding: Finding
    anchor: str
    number: int
    clauses: Sequence[KeptClause]
    beside: Sequence[KeptClause]  # that it may mean, that are nearest, that say more

    @property
    def about(self) -> str:
        """The words in question, not too many."""
        text = seen(self.finding.text)
        return text if len(text) <= LONGEST_ABOUT else f"{text[:LONGEST_ABOUT]}…"


@dataclass(frozen=True, slots=True)
class Row:
    """A passage and what was found in it."""

    pieces: list[Piece]
    shown: list[Shown]


class CheckView:
    """A check as pages; ``only_problems``: nothing but the passages that need a person's eye."""

    def __init__(self, check: KeptCheck, only_problems: bool) -> None:
        self.check, self.only_problems = check, only_problems
        kept = read_kept(check.findings, check.text)
        self.found, self.beside, self.clauses = kept.found, kept.beside, kept.clauses
        self.numbers = list(_numbers(self.found))
        self.stretches = [Stretch(one.start, one.end, number) for number, one in enumerate(self.found)]

    @property
    def problems(self) -> int:
        """How many findings need a person's eye: what is wrong, and what is to be looked at."""
        return max(self.numbers, default=0)

    @property
    def documents(self) -> list[str]:
        """The documents that the findings are about, by id."""
        return sorted({clause.partition("#")[0] for clause in self.clauses})

    def count(self, kind: str) -> int:
        """How many findings of a kind there are."""
        return sum(one.kind == kind for one in self.found)

    @cached_property
    def pages(self) -> list[list[Passage]]:
        """The passages page by page; at least one page."""
        made: list[list[Passage]] = [[]]
        found = characters = 0
        for passage in passages(self.check.text, self.stretches):
            if self.only_problems and not any(self.numbers[number] for number in passage.begins):
                continue
            size, length = len(passage.begins), passage.end - passage.start
            full = len(made[-1]) >= MOST_PASSAGES or characters + length > MOST_CHARACTERS
            if made[-1] and (full or found + size > MOST_FINDINGS):
                made.append([])
                found = characters = 0
            made[-1].append(passage)
            found, characters = found + size, characters + length
        return made

    @cached_property
    def page_of_problem(self) -> list[int]:
        """For each problem its page, from 1."""
        return [
            place
            for place, page in enumerate(self.pages, 1)
            for passage in page
            for number in passage.begins
            if self.numbers[number]
        ]

    def link(self, problem: int, page: int) -> str:
        """The way to a problem, seen from a page; empty where there is no such problem."""
        if not 1 <= problem <= self.problems:
            return ""
        there = self.page_of_problem[problem - 1]
        return f"#problem-{problem}" if there == page else f"{self.address(there)}#problem-{problem}"

    def address(self, page: int) -> str:
        """A page of the check."""
        said = [f"page={page}"] if page > 1 else []
        said += ["only=problems"] if self.only_problems else []
        return f"/staff/checks/{self.check.line.token}" + (f"?{'&'.join(said)}" if said else "")

    def rows(self, page: int) -> Iterator[Row]:
        """The passages of a page, from 1, with their findings."""
        starts = [stretch.start for stretch in self.stretches]
        reach = _reach(self.stretches)
        for passage in self.pages[page - 1]:
            first = bisect.bisect_right(reach, passage.start)  # the first that may still be going on here
            last = bisect.bisect_left(starts, passage.end)
            around = [s for s in self.stretches[first:last] if s.end > passage.start and self._is_marked(s.number)]
            listed = [self.shown(number) for number in passage.begins if self._is_marked(number)]
            yield Row(list(pieces(self.check.text, passage, around)), listed)

    def shown(self, number: int) -> Shown:
        """A finding as it is shown."""
        one, problem = self.found[number], self.numbers[number]
        own = [_cut(self.clauses[clause]) for clause in one.clauses if clause in self.clauses]
        beside = [self.clauses[clause] for clause in self.beside[number] if clause in self.clauses]
        if one.outcome == "unclear":
            own, beside = [], [*own, *beside]
        return Shown(one, self.anchor(number), problem, own, beside)

    def anchor(self, number: int) -> str:
        """Where a finding stands on its page."""
        problem = self.numbers[number]
        return f"problem-{problem}" if problem else f"found-{number + 1}"

    def _is_marked(self, number: int) -> bool:
        return not self.only_problems or self.numbers[number] > 0


def _cut(clause: KeptClause) -> KeptClause:
    text = clause.text
    return clause if len(text) <= LONGEST_CLAUSE else replace(clause, text=f"{text[:LONGEST_CLAUSE]}…")


def _numbers(found: Sequence[Finding]) -> Iterator[int]:
    problem = 0
    for one in found:
        problem += one.severity is not None
        yield problem if one.severity else 0


def _reach(stretches: Sequence[Stretch]) -> list[int]:
    """For each stretch how far it or any before it goes."""
    farthest, found = 0, []
    for stretch in stretches:
        farthest = max(farthest, stretch.end)
        found.append(farthest)
    return found
