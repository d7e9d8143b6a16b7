"""Benefits that exclude each other never both count: the best lawful combination does."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from assistant.rules.amounts import Amount
from assistant.rules.assess import Entitlement, Rulebook, best_combination
from assistant.rules.benefit import Benefit, Exclusion
from tests.people import HIRED


def entitlement(pattern: Benefit, number: int, low: int, more: int | None, excluded: list[int]) -> Entitlement:
    benefit = replace(
        pattern, id=f"b{number}", excludes=tuple(Exclusion(f"b{n}", pattern.pays_grounds[0]) for n in excluded)
    )
    high = None if more is None else Decimal(low + more)
    return Entitlement(benefit, "eligible", "in_force", (), Amount("once", Decimal(low), high))


SUMS = st.tuples(st.integers(0, 9), st.one_of(st.none(), st.integers(0, 9)))


@given(st.lists(SUMS, max_size=6), st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=7))
def test_the_best_lawful_combination_counts(
    rulebook: Rulebook, sums: list[tuple[int, int | None]], pairs: set[tuple[int, int]]
) -> None:
    against = {(a, b) for a, b in pairs if a < b}
    pattern = rulebook.by_id["xicheng-startup-grant"]
    offered = [
        entitlement(pattern, n, low, more, [b for a, b in against if a == n]) for n, (low, more) in enumerate(sums)
    ]

    def worth(chosen: tuple[int, ...]) -> tuple[float, float]:
        highs = [float("inf") if sums[n][1] is None else sums[n][0] + (sums[n][1] or 0) for n in chosen]
        return sum(sums[n][0] for n in chosen), sum(highs)

    lawful = [
        chosen
        for size in range(len(sums) + 1)
        for chosen in itertools.combinations(range(len(sums)), size)
        if not any(a in chosen and b in chosen for a, b in against)
    ]
    counted = tuple(int(e.benefit.id[1:]) for e in best_combination(offered))
    assert counted in lawful
    assert worth(counted) == max(map(worth, lawful))


def test_what_nothing_excludes_all_counts(rulebook: Rulebook) -> None:
    assessment = rulebook.assess({**HIRED, "startup_contest_rank": 1}, dt.date(2026, 11, 20))
    counting = {e.benefit.id for e in assessment.entitlements if e.counts}
    assert assessment.counted_ids == counting
    assert assessment.totals().min == 107000
