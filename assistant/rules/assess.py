"""Assessment: every benefit of the applicant's kind, decided for the facts known on a day, with amounts and totals.

Pure: no clock, no database. The same facts, day and corpus give the same result.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from assistant.documents.corpus import Corpus
from assistant.documents.metadata import LegalStatus
from assistant.facts.derive import Known, derive
from assistant.facts.vocabulary import Facts, Vocabulary
from assistant.rules.amounts import Amount, Yuan
from assistant.rules.benefit import Benefit
from assistant.rules.decide import decide
from assistant.rules.load import load_benefits
from assistant.rules.parameters import Parameters, load_parameters
from assistant.rules.situation import Situation
from assistant.rules.version import content_version, rule_version

Status = Literal["eligible", "undetermined", "ineligible"]

_LEGAL_ORDER: tuple[LegalStatus, ...] = ("in_force", "not_yet_in_force", "expired", "draft", "explanatory_note")
_STATUS_ORDER: tuple[Status, ...] = ("eligible", "undetermined", "ineligible")
_STATUS: dict[bool | None, Status] = {True: "eligible", False: "ineligible", None: "undetermined"}


@dataclass(frozen=True, slots=True)
class Suspension:
    """An operator's word that a benefit is not to be answered for now: why, and since which day."""

    reason: str
    since: dt.date


class Entitlement(NamedTuple):
    """One benefit decided for one person: status, what can still change it, and what it pays (None: ineligible).

    A suspended benefit is not assessed: undetermined, with nothing missing and no amount.
    """

    benefit: Benefit
    status: Status
    legal_status: LegalStatus
    missing: tuple[str, ...]
    amount: Amount | None
    suspended: Suspension | None = None

    @property
    def counts(self) -> bool:
        """True where the sum enters the totals."""
        return (
            self.status == "eligible"
            and self.legal_status == "in_force"
            and self.amount is not None
            and self.amount.min is not None
            and not self.amount.per_month
        )


@dataclass(frozen=True, slots=True)
class Totals:
    """What is eligible and in force, added up, in yuan; ``beyond``: the part that falls due after a document's end."""

    min: Decimal
    max: Yuan
    beyond_min: Decimal
    beyond_max: Yuan


@dataclass(frozen=True)
class Assessment:
    """The facts as given, everything decided from them on the day, in a fixed order."""

    as_of: dt.date
    facts: Facts
    situation: Situation
    entitlements: tuple[Entitlement, ...]

    @property
    def known(self) -> Known:
        return self.situation.known

    @cached_property
    def by_id(self) -> dict[str, Entitlement]:
        """The entitlements by benefit id."""
        return {entitlement.benefit.id: entitlement for entitlement in self.entitlements}

    @cached_property
    def counted(self) -> tuple[Entitlement, ...]:
        """What enters the totals: of benefits that exclude each other, the best lawful combination."""
        return best_combination([e for e in self.entitlements if e.counts])

    @cached_property
    def counted_ids(self) -> frozenset[str]:
        """The ids of the benefits that enter the totals."""
        return frozenset(e.benefit.id for e in self.counted)

    def totals(self) -> Totals:
        """The sums of what counts."""
        amounts = [e.amount for e in self.counted if e.amount is not None]
        return Totals(
            sum((a.min or Decimal(0) for a in amounts), Decimal(0)),
            _added([a.max for a in amounts]),
            sum((a.beyond_min or Decimal(0) for a in amounts), Decimal(0)),
            _added([a.beyond_max for a in amounts]),
        )


def _added(sums: list[Yuan]) -> Yuan:
    return None if any(s is None for s in sums) else sum((s for s in sums if s is not None), Decimal(0))


def best_combination(entitlements: Sequence[Entitlement]) -> tuple[Entitlement, ...]:
    """The entitlements that may be drawn together and pay most: surely, then at best; the earlier ones at a tie."""
    if not any(e.benefit.excludes for e in entitlements):
        return tuple(entitlements)
    here = {e.benefit.id: e for e in entitlements}
    against = {frozenset((e.benefit.id, x.benefit)) for e in entitlements for x in e.benefit.excludes}
    against = {pair for pair in against if pair <= here.keys()}
    disputed = [benefit for benefit in here if any(benefit in pair for pair in against)]
    best: tuple[str, ...] = ()
    for size in range(len(disputed) + 1):
        for chosen in itertools.combinations(disputed, size):
            lawful = not any(pair <= set(chosen) for pair in against)
            if lawful and _worth(here[b] for b in chosen) > _worth(here[b] for b in best):
                best = chosen
    return tuple(e for e in entitlements if e.benefit.id not in disputed or e.benefit.id in best)


def _worth(entitlements: Iterable[Entitlement]) -> tuple[Decimal, Decimal]:
    amounts = [e.amount for e in entitlements if e.amount is not None]
    sure = sum((a.min or Decimal(0) for a in amounts), Decimal(0))
    return sure, sum((Decimal("Infinity") if a.max is None else a.max for a in amounts), Decimal(0))


class Rulebook:
    """All benefits, compiled once, with the vocabulary and the dated figures they read.

    ``suspended`` tells which benefits an operator has suspended; it is asked at each assessment.
    """

    def __init__(
        self, benefits: tuple[Benefit, ...], corpus: Corpus, vocabulary: Vocabulary, parameters: Parameters
    ) -> None:
        self.suspended: Callable[[], Mapping[str, Suspension]] = dict
        self.benefits = benefits
        self.corpus = corpus
        self.vocabulary = vocabulary
        self.parameters = parameters
        self.by_id = {benefit.id: benefit for benefit in benefits}
        self._standing: tuple[dt.date, dict[str, LegalStatus]] = (dt.date.min, {})  # of the day last asked about
        self._rank = {name: rank for rank, name in enumerate(vocabulary.facts)}

    def situation(self, facts: Facts, as_of: dt.date) -> Situation:
        """Checked facts with what follows from them. Raises FactError on a contradiction."""
        return Situation(derive(facts, self.vocabulary, self.parameters.retirement, as_of), self.parameters)

    @cached_property
    def versions(self) -> dict[str, str]:
        """The version of each benefit's rule."""
        return {benefit.id: rule_version(benefit) for benefit in self.benefits}

    @cached_property
    def content_versions(self) -> dict[str, str]:
        """The version of each benefit's rule as it is read: what an approval holds for."""
        return {benefit.id: content_version(benefit, self.corpus) for benefit in self.benefits}

    def legal_status(self, document: str, as_of: dt.date) -> LegalStatus:
        """Where a document stands on a day."""
        standing = self._standing
        if standing[0] != as_of:
            documents = self.corpus.documents.values()
            standing = self._standing = (as_of, {d.id: d.metadata.legal_status(as_of) for d in documents})
        return standing[1][document]

    def assess(self, given: Mapping[str, object], as_of: dt.date) -> Assessment:
        """Every benefit of the applicant's kind. Without ``applicant`` nothing is assessed. Raises FactError."""
        facts = self.vocabulary.check(given)
        situation = self.situation(facts, as_of)
        applicant = facts.get("applicant")
        suspended = self.suspended()
        entitlements = [
            self._unassessed(b, suspended[b.id], as_of) if b.id in suspended else self.entitlement(b, situation)
            for b in self.benefits
            if applicant in b.applicants
        ]
        entitlements.sort(
            key=lambda e: (_LEGAL_ORDER.index(e.legal_status), _STATUS_ORDER.index(e.status), e.benefit.order)
        )
        return Assessment(as_of, facts, situation, tuple(entitlements))

    def _unassessed(self, benefit: Benefit, suspension: Suspension, as_of: dt.date) -> Entitlement:
        legal_status = self.legal_status(benefit.document, as_of)
        return Entitlement(benefit, "undetermined", legal_status, (), None, suspension)

    def missing(self, benefit: Benefit, situation: Situation) -> frozenset[str]:
        """The facts that can still change a benefit, as ``entitlement`` has them; no sum is laid out for nothing."""
        truth, missing = decide(benefit.when, situation)
        return benefit.payout.work_out(situation, benefit.expires).missing if truth is True else missing

    def entitlement(self, benefit: Benefit, situation: Situation, met_from: dt.date | None = None) -> Entitlement:
        """One benefit decided. ``met_from``: the first day on which what is supposed can be so, where that is later."""
        truth, missing = decide(benefit.when, situation)
        amount = None
        if truth is not False:
            amount = benefit.payout.work_out(situation, benefit.expires, met_from)
        if truth is True and amount is not None:
            missing = amount.missing
        return Entitlement(
            benefit,
            _STATUS[truth],
            self.legal_status(benefit.document, situation.known.as_of),
            tuple(sorted(missing, key=self._rank.__getitem__)) if len(missing) > 1 else tuple(missing),
            amount,
        )


def load_rulebook(folder: Path, corpus: Corpus, vocabulary: Vocabulary) -> Rulebook:
    """Rules and figures of a corpus folder. Raises CorpusError."""
    parameters = load_parameters(folder)
    return Rulebook(load_benefits(folder, corpus, vocabulary, parameters), corpus, vocabulary, parameters)
