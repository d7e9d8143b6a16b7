"""The version of a rule: a short name that changes with whatever decides who may have a benefit and how much.

Conditions with their quotations, the amount, what excludes it and the days it is in force count; wording, notes and
examples don't. Dated figures are under the corpus version, which is recorded beside it.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from assistant.rules.benefit import Benefit
from assistant.rules.logic import Condition, Grounds, Group, Leaf

DIGITS = 12


def rule_version(benefit: Benefit) -> str:
    """The version of one benefit's rule, as hexadecimal digits."""
    written = [
        benefit.clause,
        benefit.applicants,
        [day and day.isoformat() for day in (benefit.in_force_from, benefit.expires)],
        _condition(benefit.when),
        benefit.pays.model_dump(mode="json"),
        [[exclusion.benefit, *_words(exclusion.grounds)] for exclusion in benefit.excludes],
    ]
    content = json.dumps(written, ensure_ascii=False, sort_keys=True).encode()
    return hashlib.sha256(content).hexdigest()[:DIGITS]


def _condition(condition: Condition) -> list[Any]:
    if isinstance(condition, Group):
        return [condition.operator, *_words(condition.grounds), [_condition(part) for part in condition.parts]]
    test = repr(condition.key) if isinstance(condition, Leaf) else "open"
    return [test, *_words(condition.grounds)]


def _words(grounds: Grounds) -> list[str]:
    return [grounds.clause, grounds.quote]
