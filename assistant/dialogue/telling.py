"""What is told of a result: what was understood, what a step settled, how much there is, what is nearest to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from assistant.dialogue.words import ConversationWords
from assistant.dialogue.worth import NOTHING
from assistant.facts.vocabulary import Facts
from assistant.facts.wording import Wording, yuan_span
from assistant.rules.amounts import Amount, Yuan
from assistant.rules.assess import Assessment, Entitlement

_FIGURE = re.compile(r"(?<![.\d])\d{4,}")
MOST_NEAR = 2  # benefits still open that an answer names


class Teller:
    """Puts where a conversation stands into the corpus's words."""

    def __init__(self, words: ConversationWords, wording: Wording) -> None:
        self.words, self.wording = words, wording

    def confirm(self, given: Facts, before: Facts, in_list: bool = False) -> str:
        """What was understood, in words; ``in_list``: what wasn't ticked is said by its name."""
        nothing = [fact for fact, value in given.items() if in_list and value in NOTHING]
        told = {fact: value for fact, value in given.items() if fact not in nothing}
        said = []
        if told:
            changed = any(before.get(fact, value) != value for fact, value in told.items())
            template = self.words.changed if changed and told.keys() <= before.keys() else self.words.understood
            statements = (self.wording.statement(fact, value) for fact, value in told.items())
            said.append(template.format(facts="，".join(statements)))
        if nothing:
            said.append(self.words.ticked.format(labels="、".join(self.wording.label(fact) for fact in nothing)))
        return "".join(said)

    def outcome(self, assessment: Assessment) -> object:
        """What a person would notice of a result: what is theirs, and the sum."""
        totals = assessment.totals()
        theirs = {e.benefit.id for e in assessment.entitlements if e.counts or e.status == "eligible" or e.suspended}
        return theirs, totals.min, totals.max

    def turned(self, before: Assessment, after: Assessment) -> Iterator[str]:
        """The benefits in force that this step settled as the person's, and those it took away."""
        words = self.words.result
        had = {e.benefit.id for e in before.entitlements if e.status == "eligible"}
        in_force = [e for e in after.entitlements if e.legal_status == "in_force"]
        gained = [e.benefit.name for e in in_force if e.status == "eligible" and e.benefit.id not in had]
        gone = [e.benefit.name for e in in_force if e.status == "ineligible" and e.benefit.id in had]
        for names, template in ((gained, words.newly), (gone, words.lost)):
            if names:
                yield template.format(names="、".join(names))

    def summary(self, assessment: Assessment, finished: bool) -> str:
        """The state of the result in a sentence or two."""
        if not set(assessment.facts) - {"applicant"} or "applicant" not in assessment.facts:
            return ""
        words = self.words.result
        in_force = [e for e in assessment.entitlements if e.legal_status == "in_force"]
        eligible = [e for e in in_force if e.status == "eligible" and (e.amount is None or e.amount.max != 0)]
        waiting = [e for e in in_force if e.status == "undetermined" and e.missing]
        said = []
        if eligible:
            shown = words.money.format(amount=self.total(assessment)) if assessment.totals().max != 0 else ""
            said.append(words.some.format(count=len(eligible), money=shown + self._monthly(eligible)))
        elif finished:
            said.append(words.nothing)
        if suspended := [e for e in in_force if e.suspended]:
            said.append(words.suspended.format(names="、".join(e.benefit.name for e in suspended)))
        if waiting and not finished:
            said.append(words.open.format(count=len(waiting)))
        if finished:
            said.append(words.done_open.format(count=len(waiting)) if waiting else words.done)
        return "".join(said)

    def total(self, assessment: Assessment) -> str:
        """The sum of what counts, with what of it lies beyond validity."""
        totals = assessment.totals()
        return yuan_span(totals.min, totals.max) + self._beyond(totals.beyond_min, totals.beyond_max)

    def amount(self, amount: Amount | None) -> str:
        """What a benefit pays, in words, with what of it lies beyond validity."""
        words = self.words.answers
        if amount is None or amount.kind == "service":
            return words.service
        if amount.min is None:
            return words.unspecified
        if not amount.min and amount.max:
            shown = words.at_most.format(amount=yuan_span(amount.max, amount.max))
        elif amount.max is None and not amount.min:
            shown = words.as_it_comes
        else:
            shown = yuan_span(amount.min, amount.max)
        shown = words.per_month.format(amount=shown) if amount.per_month else shown
        if amount.formula and amount.min == amount.max and any(sign in amount.formula for sign in "+×"):
            shown = words.worked.format(amount=shown, formula=_FIGURE.sub(lambda n: f"{int(n[0]):,}", amount.formula))
        return shown + self._beyond(amount.beyond_min or Decimal(0), amount.beyond_max)

    def nearest(self, assessment: Assessment) -> str:
        """The sums nearest to being settled, and what is still to be known for each."""
        waiting = [e for e in assessment.entitlements if e.legal_status == "in_force" and e.status == "undetermined"]
        priced = [e for e in waiting if e.missing and e.amount is not None and e.amount.min is not None]
        known, few_have = assessment.known.values.keys(), frozenset(self.words.few_have)
        priced = [e for e in priced if few_have.isdisjoint(e.missing)]  # what few have is near to nobody
        priced = [e for e in priced if (known - {"applicant"}).intersection(e.benefit.facts)]
        near = sorted(priced, key=lambda e: len(e.missing) - len(known & set(e.benefit.facts)))[:MOST_NEAR]
        label = self.wording.label
        shown = [
            self.words.result.near_item.format(
                name=e.benefit.name,
                amount=yuan_span(e.amount.min, e.amount.max) if e.amount else "",
                missing="、".join(label(fact) for fact in e.missing[:MOST_NEAR]),
            )
            for e in near
        ]
        return self.words.result.near.format(items="；".join(shown)) if shown else ""

    def _monthly(self, eligible: Sequence[Entitlement]) -> str:
        """Sums a month without a duration: they enter no total."""
        amounts = [e.amount for e in eligible if e.amount is not None and e.amount.per_month]
        sums = [yuan_span(a.min, a.max) for a in amounts if a.min is not None]
        return self.words.result.monthly.format(amount="、".join(sums)) if sums else ""

    def _beyond(self, least: Yuan, most: Yuan) -> str:
        """What of a sum falls due after the document's end; it stands wherever the sum stands."""
        if most == 0:
            return ""
        if most is None:
            return self.words.result.beyond_part
        template = self.words.result.beyond if least == most else self.words.result.beyond_unknown
        return template.format(amount=yuan_span(most, most))
