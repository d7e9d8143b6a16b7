"""How much an answer would settle: the open facts of benefits in force that it spares asking, on average.

For each possible answer every open benefit is decided anew, and the facts it no longer lacks are counted. Answers count
alike, but for what few people have: there the rare answer counts little (``few_have`` of ``conversation.yaml``). One
step ahead, no more: greedy is near the best possible where settling one thing never makes another worth more (Golovin
and Krause, Adaptive Submodularity, 2011); ``assistant simulate-flow`` shows how near.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set

from assistant.facts.derive import deriving
from assistant.facts.vocabulary import FactError, FactValue
from assistant.rules.assess import Assessment, Entitlement, Rulebook
from assistant.rules.situation import Situation, candidates

FEW = 0.1  # of a hundred people about ten have what few have
NOTHING = (False, 0, "none")


class Worth:
    """Measures answers against one rulebook."""

    def __init__(self, rules: Rulebook, few_have: Set[str]) -> None:
        self._rules, self._few_have = rules, few_have
        self._deriving = deriving(rules.vocabulary)
        self._bounds: dict[tuple[str, str], tuple[FactValue, ...]] = {}
        for benefit in rules.benefits:
            for leaf in benefit.when.leaves():
                read = (benefit.id, leaf.fact.id)
                self._bounds[read] = (*self._bounds.get(read, ()), *leaf.bounds)

    def settled(
        self, fact: str, assessment: Assessment, waiting: Sequence[Entitlement], weight: Callable[[Entitlement], float]
    ) -> float:
        """The weighted number of facts that needn't be asked any more once this one is known."""
        concerned = [(e, weight(e)) for e in waiting if fact in e.missing]
        total = sum(weighs for e, weighs in concerned if len(e.missing) == 1)  # whatever is answered settles it
        concerned = [(e, weighs) for e, weighs in concerned if len(e.missing) > 1]
        if not concerned:
            return total
        bounds = dict.fromkeys(bound for e, _ in concerned for bound in self._bounds.get((e.benefit.id, fact), ()))
        values = candidates(self._rules.vocabulary.facts[fact], tuple(bounds), assessment.situation)
        for value, share in zip(values, self._shares(fact, values), strict=True):
            situation = self._knowing(fact, value, assessment)
            if situation is None:
                continue
            for entitlement, weighs in concerned:
                left = self._rules.missing(entitlement.benefit, situation)
                total += share * weighs * (len(entitlement.missing) - len(left))
        return total

    def _knowing(self, fact: str, value: FactValue, assessment: Assessment) -> Situation | None:
        """What is known if the answer is this; None where it can't be."""
        if fact not in self._deriving:
            return assessment.situation.knowing({fact: value})
        try:
            return self._rules.situation({**assessment.facts, fact: value}, assessment.as_of)
        except FactError:
            return None

    def _shares(self, fact: str, values: Sequence[FactValue]) -> list[float]:
        nothing = [value in NOTHING and not isinstance(value, list) for value in values]
        without = sum(nothing)
        if fact not in self._few_have or not 0 < without < len(values):
            return [1 / len(values)] * len(values)
        return [(1 - FEW) / without if none else FEW / (len(values) - without) for none in nothing]
