"""The version of a rule: a short name that changes with whatever decides who may have a benefit and how much.

Conditions with their quotations, the amount, what excludes it and the days it is in force count; wording, notes and
examples don't. Dated figures are under the corpus version, which is recorded beside it.

What somebody who approves a rule has read is more: its content version changes with any word of the rule or of the
clauses it stands on. Dated figures change by themselves, with the day, and are confirmed where they stand.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from assistant.documents.corpus import Corpus
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
    return _name(written)


def content_version(benefit: Benefit, corpus: Corpus) -> str:
    """The version of a rule as it is read, as hexadecimal digits. Who wrote it doesn't count."""
    read = [
        rule_version(benefit),
        [benefit.name, benefit.recipient],
        benefit.spec.model_dump(mode="json", exclude={"written_by"}),
        [note.model_dump(mode="json") for note in benefit.notes],
        _said(benefit.when),
        [[clause, corpus.clause(clause).text] for clause in benefit.clauses()],
    ]
    return _name(read)


def _name(content: list[Any]) -> str:
    written = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    return hashlib.sha256(written).hexdigest()[:DIGITS]


def _said(condition: Condition) -> list[Any]:
    """What is said of a condition, which may stand in a shared one."""
    external = condition.external if isinstance(condition, Leaf) else None
    parts = [_said(part) for part in condition.parts] if isinstance(condition, Group) else []
    return [condition.says, condition.note, external, parts]


def _condition(condition: Condition) -> list[Any]:
    if isinstance(condition, Group):
        return [condition.operator, *_words(condition.grounds), [_condition(part) for part in condition.parts]]
    test = repr(condition.key) if isinstance(condition, Leaf) else "open"
    return [test, *_words(condition.grounds)]


def _words(grounds: Grounds) -> list[str]:
    return [grounds.clause, grounds.quote]
