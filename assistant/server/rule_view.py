"""The view models of the staff's pages of rules: the list, and one rule with everything that its review looks at."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.accounts.reviewing import STANDING_NAMES, Entry, Rule, Standing, approvals, standing
from assistant.engine import Engine
from assistant.facts.wording import number, yuan_span
from assistant.rules.assess import Suspension
from assistant.rules.benefit import Benefit
from assistant.rules.coverage import Coverage, Sentence
from assistant.rules.examples import Result, Tried, try_examples
from assistant.rules.parameters import DatedValue, Parameter
from assistant.server.open_points import OpenPoint, open_points
from assistant.server.rule_text import RuleText, rule_text

Wanted = Literal["", "new", "question", "changed", "approved", "suspended"]
_STANDINGS: tuple[Standing, ...] = ("new", "question", "changed", "approved")
WANTED_NAMES: dict[Wanted, str] = {
    "": "全部", **{standing: STANDING_NAMES[standing] for standing in _STANDINGS}, "suspended": "暂停答复",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One benefit in the list."""

    benefit: Benefit
    for_whom: str
    standing: Standing
    points: list[OpenPoint]
    suspended: Suspension | None

    def is_wanted(self, wanted: Wanted) -> bool:
        """Whether a filter lets it through."""
        return wanted in ("", self.standing) or (wanted == "suspended" and self.suspended is not None)


@dataclass(frozen=True, slots=True)
class Figure:
    """A dated figure that the rule uses: as it is on the day, and what has to be said beside it."""

    parameter: Parameter
    value: DatedValue | None
    remarks: list[str]


@dataclass(frozen=True, slots=True)
class ExampleLine:
    """An example as it is read. ``day``: where it has one of its own; ``like``: the number of the example that it only
    differs from in what is ``given`` here, and in ``unsaid`` facts, by their labels.
    """

    agrees: bool
    day: dt.date | None
    like: int | None
    given: list[tuple[str, str]]
    unsaid: list[str]
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Covered:
    """A granting sentence of the rule's clauses; ``others``: further benefits that quote it."""

    sentence: Sentence
    own: bool
    others: list[Benefit]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that a rule's page shows."""

    row: Row
    rule: Rule
    text: RuleText
    figures: list[Figure]
    examples: list[ExampleLine]
    covered: list[Covered]
    approvals: list[Entry]


class RuleReader:
    """Reads the rules of one engine; what hangs on the day is worked out once a day, coverage once."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._tried: tuple[dt.date, dict[str, list[Tried]]] = (dt.date.min, {})
        self._coverage: Coverage | None = None
        self._measuring = threading.Lock()

    def rule(self, benefit: Benefit) -> Rule:
        """What review has to know of a rule."""
        return Rule(benefit.id, self.engine.rules.content_versions[benefit.id], benefit.written_by)

    def rows(
        self, entries: Mapping[str, Sequence[Entry]], suspended: Mapping[str, Suspension], day: dt.date
    ) -> list[Row]:
        """Every benefit, in the order of the rule files. ``entries``: what counts of each review."""
        return [self._row(b, entries.get(b.id, ()), suspended.get(b.id), day) for b in self.engine.rules.benefits]

    def page(self, benefit: Benefit, entries: Sequence[Entry], suspended: Suspension | None, day: dt.date) -> Page:
        """One rule. Raises CorpusError where coverage is written wrong."""
        rule = self.rule(benefit)
        return Page(
            row=self._row(benefit, entries, suspended, day),
            rule=rule,
            text=rule_text(self.engine, benefit, day),
            figures=[figure for name in benefit.figures if (figure := self.figure(name, day))],
            examples=self._examples(self._tried_on(day)[benefit.id]),
            covered=self._covered(benefit),
            approvals=approvals(rule, entries),
        )

    def _row(self, benefit: Benefit, entries: Sequence[Entry], suspended: Suspension | None, day: dt.date) -> Row:
        for_whom = "、".join(self.engine.wording.value("applicant", kind) for kind in benefit.applicants)
        points = open_points(self.engine, benefit, entries, self._tried_on(day)[benefit.id], day)
        return Row(benefit, for_whom, standing(self.rule(benefit), entries), points, suspended)

    def _tried_on(self, day: dt.date) -> dict[str, list[Tried]]:
        tried = self._tried
        if tried[0] != day:
            rules = self.engine.rules
            tried = self._tried = (day, {b.id: try_examples(rules, b, day) for b in rules.benefits})
        return tried[1]

    def figure(self, name: str, day: dt.date) -> Figure | None:
        """A dated figure as it is on a day; None where there is no such figure."""
        parameters = self.engine.rules.parameters
        if name not in parameters.figures:
            return None
        return Figure(parameters.figures[name], parameters.on(name, day), parameters.remarks(name, day))

    def _examples(self, tried: Sequence[Tried]) -> list[ExampleLine]:
        return [self._example(one, tried[0] if number else None) for number, one in enumerate(tried)]

    def _example(self, tried: Tried, first: Tried | None) -> ExampleLine:
        """In full, or by what is otherwise than in the first one, where that is less than half."""
        wording, given = self.engine.wording, tried.example.given
        other, unsaid = given, []
        if first is not None:
            before = first.example.given
            changed = {fact: value for fact, value in given.items() if before.get(fact) != value}
            left = [fact for fact in before if fact not in given]
            if 2 * (len(changed) + len(left)) < len(given):
                other, unsaid = changed, left
        return ExampleLine(
            agrees=tried.agrees,
            day=tried.example.as_of,
            like=None if other is given else 1,
            given=[(wording.label(fact), wording.value(fact, value)) for fact, value in other.items()],
            unsaid=[wording.label(fact) for fact in unsaid],
            expected=self._result(tried.expected),
            found=self._result(tried.found) if tried.found else tried.refused,
        )

    def _result(self, result: Result) -> str:
        words = [self.engine.notices.status[result.status]]
        if result.least is not None:
            words.append(yuan_span(result.least, result.most))
        elif result.most is not None:
            words.append(f"最多{number(float(result.most))}元")
        if result.missing:
            words.append(f"还要知道：{'、'.join(map(self.engine.wording.label, result.missing))}")
        return "，".join(words)

    def _covered(self, benefit: Benefit) -> list[Covered]:
        corpus, rules = self.engine.corpus, self.engine.rules
        units = {corpus.clause(clause).unit for clause in benefit.clauses()}
        return [
            Covered(s, benefit.id in s.benefits, [rules.by_id[b] for b in s.benefits if b != benefit.id])
            for s in self._measured().sentences
            if corpus.clause(s.clause).unit in units
        ]

    def _measured(self) -> Coverage:
        with self._measuring:
            if self._coverage is None:
                self._coverage = self.engine.coverage()
            return self._coverage
