"""The figures that the clauses print, with their roles, and whether a figure told of a clause is one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from assistant.citations.clashes import (
    alternative_clash,
    base_clash,
    bound_clash,
    label_clash,
    period_clash,
    tier_clash,
    told_of_another,
)
from assistant.citations.folding import fold, is_within
from assistant.citations.roles import RoleReader, Told
from assistant.citations.words import CitingWords
from assistant.documents.clause import Clause
from assistant.documents.corpus import Corpus
from assistant.rules.amount_kinds import CappedActual
from assistant.rules.benefit import Benefit

MONTHS = 12  # in a year
_Paid = tuple[int, int, str, bool]


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure that a clause prints; to whom the rules pay it (empty: no rule says); whether it caps what was spent."""

    told: Told
    clause: Clause
    payees: frozenset[str]
    capped: bool

    @property
    def words(self) -> str:
        """The figure as printed."""
        return self.clause.text[self.told.measure.start : self.told.measure.end]


@dataclass(frozen=True, slots=True)
class Verdict:
    """``clause``: where the figure stands; None where it doesn't, for this ``reason`` (Chinese).

    ``undecidable``: it is not printed, and may have been worked out from what is.
    """

    clause: str | None
    reason: str | None = None
    undecidable: bool = False


class PrintedFigures:
    """What every clause of a corpus prints."""

    def __init__(self, corpus: Corpus, roles: RoleReader, benefits: Sequence[Benefit], words: CitingWords) -> None:
        self._words = words
        self.corpus, self.roles, self._benefits = corpus, roles, benefits
        self._figures: dict[str, list[Printed]] = {}
        self._nouns: dict[str, frozenset[str]] = {}  # of each unit, the names of its benefits with them
        self._titles: dict[str, frozenset[str]] = {}  # the names of its benefits that it doesn't print itself
        for document in corpus.documents.values():
            for unit in document.units():
                self._read(unit)

    def _read(self, unit: Clause) -> None:
        parts = [self.corpus.clause(p) for p in unit.paragraphs] or [unit]
        for part in parts:
            paid = self._paid(part)
            self._figures[part.id] = [
                Printed(told, part, *_of_rules(told, paid)) for told in self.roles.read(part.text, of_clause=True)
            ]
        if unit.paragraphs:
            self._figures[unit.id] = [figure for part in parts for figure in self._figures[part.id]]
        printed = frozenset(self.roles.nouns(fold(unit.text)))
        titles = {
            n for b in self._benefits if self.corpus.clause(b.clause).unit == unit.id for n in self.roles.nouns(b.name)
        }
        self._nouns[unit.id] = printed | titles
        self._titles[unit.id] = frozenset(title for title in titles if not named_in(title, printed))

    def _paid(self, part: Clause) -> list[_Paid]:
        """Stretches of a clause that print an amount, who gets it, and whether it is paid up to what was spent."""
        found: list[_Paid] = []
        for benefit in self._benefits:
            kinds = {"person" if kind == "resident" else "organisation" for kind in benefit.applicants}
            for grounds in benefit.pays_grounds:
                clause = self.corpus.clause(grounds.clause)
                start = part.text.find(grounds.quote) if part.unit == clause.unit else -1
                if start >= 0:
                    capped = isinstance(benefit.pays, CappedActual)
                    found += [(start, start + len(grounds.quote), kind, capped) for kind in kinds]
        return found

    @cached_property
    def benefit_names(self) -> frozenset[str]:
        """Every name of a benefit that a document prints or a rule has."""
        return frozenset(noun for nouns in self._nouns.values() for noun in nouns)

    def documents_naming(self, nouns: Iterable[str]) -> set[str]:
        """The documents that have a benefit of one of these names."""
        wanted = list(nouns)
        return {u.split("#")[0] for u, own in self._nouns.items() if any(named_in(noun, own) for noun in wanted)}

    def counts(self, clauses: Sequence[str], unit: str) -> bool:
        """Whether the clauses print any figure of this unit."""
        return any(figure.told.measure.unit == unit for figure in self._below(clauses))

    def against(self, text: str, told: Told, clauses: Sequence[str], strict: bool = True) -> Verdict:
        """Whether one of the clauses prints the figure, in its role where ``strict``."""
        printed = self._below(clauses)
        alike = [figure for figure in printed if _same_value(told, figure.told)]
        reasons: list[str] = []
        elsewhere = self._of_another(text, told, printed) if strict and alike else None
        for figure in alike:
            # of the same tier: words don't count against that
            paired = {size[:2] for size in told.beside} & {size[:2] for size in figure.told.beside}
            reason = (self._clash(text, told, figure, printed) or (None if paired else elsewhere)) if strict else None
            if reason is None:
                return Verdict(figure.clause.id)
            reasons.append(reason)
        if told.total and (total := _total(told, printed)):
            return Verdict(total)
        if told.total and _worked_out(told, printed):
            return Verdict(None, "原文没有印这个合计，是推算的数。", undecidable=True)
        if reasons:
            return Verdict(None, reasons[0])
        shown = dict.fromkeys(f.words for f in printed if f.told.measure.kind == told.measure.kind)
        why = f"所引条款里写的是：{'、'.join(shown)}。" if shown else "所引条款里没有这样的数字。"
        return Verdict(None, why)

    def _below(self, clauses: Sequence[str]) -> list[Printed]:
        return [f for clause in self.corpus.with_below(clauses) for f in self._figures.get(clause.id, [])]

    def _of_another(self, text: str, told: Told, printed: Sequence[Printed]) -> str | None:
        if told.measure.kind not in ("money", "share", "duration"):
            return None
        rivals = [f for f in printed if f.told.measure.kind == told.measure.kind]
        stretches: list[str] = []
        for figure in rivals:  # those of a row are all told of in the words before its first
            follows = figure.told.row is not None and figure.told.row.place > 0
            stretches.append(stretches[-1] if follows else figure.clause.text[slice(*figure.told.own)])
        right = [_same_value(told, f.told) for f in rivals]
        other = told_of_another(told, text[slice(*told.own)], stretches, right)
        return None if other is None else f"原文里这种情形写的是{rivals[other].words}。"

    def _clash(self, text: str, told: Told, figure: Printed, rivals: Sequence[Printed]) -> str | None:
        """Why a figure of the same value is not what the clause says; None where it is."""
        printed = figure.told
        if told.sex and printed.sex and told.sex != printed.sex:
            return f"原文里这是{printed.sex}性的年龄，不是{told.sex}性的。"
        if reason := bound_clash(told, printed, figure.capped):
            return reason
        if reason := base_clash(told, printed):
            return reason
        return self._money_clash(text, told, figure, rivals) if told.measure.kind == "money" else None

    def _excludes(self, text: str, told: Told, figure: Printed) -> bool:
        """Whether the sentence tells the figure of people whom the clause's sentence leaves out (不含…)."""
        printed = figure.clause.text[slice(*figure.told.measure.sentence)]
        said = text[slice(*told.measure.sentence)]
        if any(word in said for word in self._words.excepting):
            return False
        return any(
            re.search(rf"不含[^（）()]*{group}", printed) and any(name in said for name in names)
            for group, names in self._words.excluded_as.items()
        )

    def _money_clash(self, text: str, told: Told, figure: Printed, rivals: Sequence[Printed]) -> str | None:
        printed = figure.told
        if reason := period_clash(told, printed):
            return reason
        if told.total and not printed.total:
            return "原文写的不是合计数。"
        if reason := alternative_clash(told, printed, [rival.told for rival in rivals]):
            return reason
        if reason := label_clash(told, printed):
            return reason
        if not printed.row and (reason := tier_clash(told, printed, [rival.told for rival in rivals])):
            return reason
        if self._excludes(text, told, figure):
            return "原文写明不含这些人。"
        if told.payee and figure.payees and told.payee not in figure.payees:
            return "原文是给单位的，不是给个人的。" if told.payee == "person" else "原文是给个人的，不是给单位的。"
        nouns = [noun for noun in told.nouns if named_in(noun, self.benefit_names)]
        known = printed.nouns | self._titles[figure.clause.unit]
        if nouns and printed.nouns and not any(named_in(noun, known) for noun in nouns):
            return f"原文里这是{'、'.join(sorted(printed.nouns))}的数，不是{'、'.join(sorted(nouns))}的。"
        return None


def _of_rules(told: Told, paid: Sequence[_Paid]) -> tuple[frozenset[str], bool]:
    over = [(who, capped) for start, end, who, capped in paid if start <= told.measure.start < end]
    return frozenset(who for who, _ in over), any(capped for _, capped in over)


def named_in(noun: str, names: Iterable[str]) -> bool:
    """Whether a benefit's name is one of the names, one of them with something before it (一次性就业补贴), or shortened
    (房租补贴 for 房屋租赁补贴).
    """
    return any(
        noun.endswith(name) or name.endswith(noun) or (noun[0] == name[0] and is_within(noun, name)) for name in names
    )


def _same_value(told: Told, printed: Told) -> bool:
    one, other = told.measure, printed.measure
    if one.unit != other.unit or one.value != other.value:
        return False
    return one.low is None or one.low == other.low


def _worked_out(told: Told, printed: Sequence[Printed]) -> bool:
    """Whether a total is a printed amount times the months or years that are printed with it: 2000元 × 12 × 5."""
    months = [f.told.measure.value for f in printed if f.told.measure.unit == "个月"]
    for figure in printed:
        one = figure.told.measure
        if one.kind == "money" and one.value and one.value != told.measure.value:
            times = told.measure.value / one.value
            if times == MONTHS or any(times in (span, span / MONTHS) for span in months):
                return True
    return False


def _total(told: Told, printed: Sequence[Printed]) -> str | None:
    """The clause whose row of amounts adds up to a sum told as a total."""
    for figure in printed:
        row = figure.told.row
        if row and figure.told.measure.unit == told.measure.unit and sum(row.values, Decimal(0)) == told.measure.value:
            return figure.clause.id
    return None
