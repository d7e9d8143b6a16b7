"""Conditions as trees of tests with three values, true, false and unknown, each on the words it stands on."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.facts.vocabulary import Fact, FactValue
from assistant.rules.situation import Situation, candidates

Truth = bool | None


@dataclass(frozen=True, slots=True)
class Grounds:
    """The words that a condition stands on: clause id, quotation, and where in the clause's text it begins."""

    clause: str
    quote: str
    start: int = 0


@dataclass(frozen=True)
class Leaf:
    """A test of one fact. ``bounds`` are the values at which the answer can change."""

    fact: Fact
    key: Hashable
    test: Callable[[FactValue, Situation], Truth]
    bounds: tuple[FactValue, ...]
    grounds: Grounds
    says: str | None = None
    operator: str = ""
    operand: object = None
    note: str | None = None
    external: str | None = None  # the source of a number that the quotation doesn't print
    numbers: tuple[tuple[float, str], ...] = ()  # those it compares with, each with its unit

    @property
    def limits(self) -> dict[str, float]:
        """The bounds of a comparison by name (at_least, above, at_most, below)."""
        return dict(self.operand) if self.operator == "compare" and isinstance(self.operand, tuple) else {}

    @cached_property
    def name(self) -> str:
        """The id of the fact."""
        return self.fact.id

    def truth(self, situation: Situation) -> Truth:
        value = situation.values.get(self.name)
        if value is not None:
            return self.test(value, situation)
        if self.name in situation.known.possible:
            outcomes = {self.test(v, situation) for v in candidates(self.fact, self.bounds, situation)}
            return outcomes.pop() if len(outcomes) == 1 else None
        return None

    def rest(self, situation: Situation) -> Rest:
        """The truth, or the test itself where the fact is unknown; open words where no figure exists for it."""
        truth = self.truth(situation)
        if truth is None:
            return OpenWords(self.grounds, "") if self.lacks_figure(situation) else self
        return truth

    def lacks_figure(self, situation: Situation) -> bool:
        """The test has no answer whatever the fact is: the figure it needs doesn't exist on the day."""
        return self.operator == "at_least_times" and self.test(0, situation) is None

    @property
    def facts(self) -> tuple[str, ...]:
        """The one fact read."""
        return (self.name,)

    def leaves(self) -> Iterator[Leaf]:
        yield self


@dataclass(frozen=True)
class Group:
    """``all`` or ``any`` of several conditions, or ``not`` one."""

    operator: str
    parts: tuple[Condition, ...]
    grounds: Grounds
    says: str | None = None
    note: str | None = None

    def truth_of(self, parts: Sequence[Truth]) -> Truth:
        """Kleene's tables: the group's truth from the truths of its parts."""
        if self.operator == "not":
            return None if parts[0] is None else not parts[0]
        settling = self.operator == "any"
        return settling if settling in parts else None if None in parts else not settling

    def truth(self, situation: Situation) -> Truth:
        if self.operator == "not":
            inner = self.parts[0].truth(situation)
            return None if inner is None else not inner
        settling = self.operator == "any"
        outcomes: Truth = not settling
        for part in self.parts:
            outcome = part.truth(situation)
            if outcome is settling:
                return settling
            if outcome is None:
                outcomes = None
        return outcomes

    def rest(self, situation: Situation) -> Rest:
        """What is left when everything known is put in; stops at the first part that settles it."""
        if self.operator == "not":
            return combined("not", [self.parts[0].rest(situation)])
        settling = self.operator == "any"
        left: list[Rest] = []
        for part in self.parts:
            rest = part.rest(situation)
            if rest is settling:
                return settling
            if rest is not True and rest is not False:
                left.append(rest)
        return combined(self.operator, left)

    def leaves(self) -> Iterator[Leaf]:
        for part in self.parts:
            yield from part.leaves()

    def required(self) -> list[Leaf]:
        """Tests that must hold whatever else does."""
        if self.operator != "all":
            return []
        inner = ([p] if isinstance(p, Leaf) else p.required() if isinstance(p, Group) else [] for p in self.parts)
        return [leaf for leaves in inner for leaf in leaves]

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The facts read, in order of appearance."""
        return tuple(dict.fromkeys(leaf.fact.id for leaf in self.leaves()))


@dataclass(frozen=True)
class OpenWords:
    """Words that no fact decides (符合条件的): who decides is said in ``says``."""

    grounds: Grounds
    says: str
    note: str | None = None
    facts: tuple[str, ...] = ()

    def truth(self, _situation: Situation) -> Truth:
        return None

    def rest(self, _situation: Situation) -> Rest:
        return self

    def leaves(self) -> Iterator[Leaf]:
        return iter(())


Condition = Leaf | Group | OpenWords
# What is left of a condition when everything known is put in: a truth, a leaf, open words, or (operator, parts).
Rest = bool | Leaf | OpenWords | tuple[str, tuple["Rest", ...]]


def combined(operator: str, parts: Sequence[Rest]) -> Rest:
    """``all``, ``any`` or ``not`` of what is left of the parts."""
    if operator == "not":
        return not parts[0] if isinstance(parts[0], bool) else ("not", (parts[0],))
    settling = operator == "any"
    left: list[Rest] = []
    for part in parts:
        if part is settling:
            return settling
        if isinstance(part, tuple) and part[0] == operator:
            left += part[1]
        elif not isinstance(part, bool):
            left.append(part)
    if not left:
        return not settling
    return left[0] if len(left) == 1 else (operator, tuple(left))
