"""The fewest questions that settle everything for somebody whose answers are known beforehand.

A set of questions settles everything exactly where it shares a question with the complement of each largest set that
doesn't: a smallest hitting set, found by asking for one complement at a time (implicit hitting sets; Moreno-Centeno and
Karp, 2013).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.facts.vocabulary import Facts


def fewest(truth: Facts, known: Facts, questions: Sequence[frozenset[str]], is_open: Callable[[Facts], bool]) -> int:
    """How many of the questions (each tells some facts of the truth) at least leave nothing open.

    ``known``: told before. ``is_open`` never turns true by telling more.
    """
    everything = range(len(questions))

    def told(chosen: frozenset[int]) -> Facts:
        names = frozenset[str]().union(*(questions[index] for index in chosen))
        return {**known, **{name: value for name, value in truth.items() if name in names}}

    needed: list[frozenset[int]] = []
    while is_open(told(chosen := smallest_hitting(needed))):
        largest = chosen
        for index in everything:
            if index not in largest and is_open(told(largest | {index})):
                largest |= {index}
        missed = frozenset(everything) - largest
        if not missed:
            raise ValueError("something stays open although everything is told")
        needed.append(missed)
    return len(chosen)


def smallest_hitting(needed: Sequence[frozenset[int]]) -> frozenset[int]:
    """A smallest set that shares a member with each."""
    for size in range(len(needed) + 1):
        found = _hitting(needed, size)
        if found is not None:
            return found
    raise AssertionError("one member of each is always enough")


def _hitting(needed: Sequence[frozenset[int]], size: int) -> frozenset[int] | None:
    if not needed:
        return frozenset()
    if size == 0:
        return None
    shortest: frozenset[int] = min(needed, key=len)
    for member in sorted(shortest):
        found = _hitting([one for one in needed if member not in one], size - 1)
        if found is not None:
            return found | {member}
    return None
