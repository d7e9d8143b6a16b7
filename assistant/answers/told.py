"""One benefit of an answer as it is told: how it stands, what it pays and on which conditions, where it is written.

What scripts, short messages and several benefits in one message have in common. Nothing is decided here: all of it
stands in the answer (the JSON of a benefit), whose words are the corpus's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import Any, Literal

from assistant.answers.deciding import deciding_values, unmet
from assistant.answers.earliest import earliest_met, too_late
from assistant.answers.figures import MAYBE, Figures, is_all_beyond
from assistant.answers.script_words import ScriptWords
from assistant.dialogue.words import ConversationWords
from assistant.documents.corpus import Corpus
from assistant.documents.standing import Notices
from assistant.facts.vocabulary import FactValue, Vocabulary
from assistant.facts.wording import Wording

Json = dict[str, Any]
Standing = Literal[
    "suspended", "not_in_force", "eligible", "discretion", "undetermined", "undecidable", "ineligible"
]  # fmt: skip
MOST_OWN = 4  # of a person's own values that are said
MOST_LABELS = 3
_A_MONTH = re.compile(r"(\d+(?:\.\d+)?) × \d+(?:\.\d+)?")  # a sum a month by how many months
_NEEDED = re.compile(r"= (\d+(?:\.\d+)?)")  # of a multiple worked out: 2540 × 1.2 = 3048
_DIGIT = re.compile(r"\d")
_EXPLAINED = re.compile(r"（[^（）]*\d[^（）]*）")  # figures that a group explains itself by: another text's
_DIGITS = re.compile(r"\d{3,}")


class BenefitTeller(Figures):
    """Tells the parts of one benefit with the corpus's words."""

    def __init__(
        self,
        corpus: Corpus,
        vocabulary: Vocabulary,
        wording: Wording,
        notices: Notices,
        said: ConversationWords,
        words: ScriptWords,
        suspended: Callable[[], Collection[str]],
    ) -> None:
        """``suspended``: the benefits that an operator has suspended; asked where another benefit is named."""
        self.corpus, self.vocabulary, self.wording, self.notices = corpus, vocabulary, wording, notices
        self.said, self.words, self.suspended = said, words, suspended

    def standing(self, benefit: Json) -> Standing:
        """How a benefit stands, as it is told."""
        if benefit["suspended"]:
            return "suspended"
        if benefit["legal_status"] != "in_force":
            return "not_in_force"
        if benefit["status"] == "undetermined" and not benefit["missing"]:
            by_figure = any(_hangs_on_figure(condition) for condition in benefit["conditions"])
            return "undecidable" if by_figure else "discretion"
        standing: Standing = benefit["status"]
        return standing

    def name(self, benefit: Json) -> str:
        """西城区的就业奖励. Without quotation marks: these aren't words of a document."""
        return self.words.spoken.name.format(
            name=benefit["name"], district=self.wording.districts[benefit["territory"]]
        )

    def place(self, clause: str) -> str:
        """A clause as it is cited in a few words: the document's short name and the labels as printed."""
        return self.corpus.place(self.corpus.clause(clause))

    def clauses(self, benefit: Json) -> list[str]:
        """The clauses that grant the benefit, the first one first; none where it is suspended."""
        return list(dict.fromkeys(citation["clause"] for citation in benefit["citations"]))

    def standing_of_document(self, benefit: Json) -> str:
        """What must be said of the document on the day, or else from when to when it is in force; a sentence."""
        warned = [warning["message"] for warning in benefit["warnings"] if warning["code"] != "expiring"]
        return "".join(warned) or f"{self.validity(benefit).replace(' ', '')}。"

    def pays(self, benefit: Json, brief: bool = False, lapsing: bool = True) -> str:
        """What it pays, worked out by what they said, with what of it lies beyond the document's end (``lapsing``)."""
        shown = self.brief_sum(benefit) if brief else self.sum(benefit)
        if benefit["amount"]["min"] is None:
            return shown
        words = self.words.brief if brief else self.words.spoken
        besides = self.beyond_validity(benefit, brief) if lapsing else ""
        return words.worked_out.format(amount=f"{shown}，{besides}" if besides else shown)

    def promised(self, benefit: Json, standing: Standing) -> str:
        """The same after the condition that it still hangs on."""
        words = {"undetermined": self.words.spoken.if_so, "discretion": self.words.spoken.if_decided}
        template = words.get(standing, "{amount}")
        return template.format(labels=self.labels(benefit), amount=self.pays(benefit))

    def sum(self, benefit: Json) -> str:
        """What it pays and how: once, by month, by year with every year's sum."""
        amount, words = benefit["amount"], self.words.spoken
        known = self._without_payments(amount)
        if known is not None:
            return known
        payments, shown = amount["payments"], self.span(amount["min"], amount["max"])
        if amount["per_month"] or not payments:
            return self.amount(amount)
        if len(payments) > 1:
            each = [words.one.format(label=p["label"], amount=self.span(p["min"], p["max"])) for p in payments]
            return words.years.format(amount=shown, payments=words.between.join(each))
        label, labels = payments[0]["label"], self.notices.payments
        if label == labels.together:
            return words.altogether.format(amount=shown)
        if label == labels.at_most and not amount["min"]:
            return shown
        if amount["kind"] != "monthly":
            return words.one.format(label=label, amount=shown)
        by_month = _A_MONTH.fullmatch(amount["formula"] or "")
        if by_month is None:
            return words.months.format(label=label, amount=shown)
        return words.a_month.format(a_month=self.money(float(by_month[1])), label=label, amount=shown)

    def brief_sum(self, benefit: Json) -> str:
        """The same in a few characters: of several years only how many."""
        amount = benefit["amount"]
        known = self._without_payments(amount)
        if known is not None:
            return known
        if len(amount["payments"]) > 1:
            shown = self.span(amount["min"], amount["max"])
            return self.words.brief.years.format(amount=shown, count=len(amount["payments"]))
        return self.sum(benefit)

    def _without_payments(self, amount: Json) -> str | None:
        """What is said where there is no sum."""
        if amount["kind"] == "service":
            return self.said.answers.service
        if amount["kind"] == "unspecified":
            return self.said.answers.unspecified
        return self.span(None, None) if amount["min"] is None else None

    def beyond_validity(self, benefit: Json, brief: bool = False) -> str:
        """What of the sum falls due only after the document's end, without a full stop; empty where nothing does."""
        part = self.part(benefit["amount"])
        if part is None:
            return ""
        if not brief:
            return "".join(part).rstrip("。")
        words = self.words.brief
        if is_all_beyond(benefit["amount"]):
            return words.beyond_all
        template = words.beyond_maybe if part[0].endswith(MAYBE) else words.beyond
        return template.format(amount=part[1])

    def first_day(self, benefit: Json, as_of: str) -> str:
        """From when on anything can be drawn, where that is later than the day; without a full stop."""
        if benefit["amount"]["kind"] != "schedule":
            return ""
        return self.first_due({"as_of": as_of, "benefits": [{**benefit, "in_total": True}]}).rstrip("。")

    def labels(self, benefit: Json) -> str:
        """What is still to be known, by names."""
        missing = benefit["missing"]
        more = self.words.spoken.and_more if len(missing) > MOST_LABELS else ""
        return self.words.spoken.between.join(map(self.wording.label, missing[:MOST_LABELS])) + more

    def own(self, conditions: Sequence[Json]) -> str:
        """The person's own values that decide conditions, as statements; empty where none does."""
        values: Json = {}
        for condition in conditions:
            values |= deciding_values(condition)
        # A share of one's own looks like one of the document's: it is left to the demand.
        told = ((fact, value) for fact, value in values.items() if self.vocabulary.facts[fact].unit != "%")
        said = list(dict.fromkeys(self._statement(fact, value) for fact, value in told))
        more = self.words.spoken.and_more if len(said) > MOST_OWN else ""
        return self.words.spoken.between.join(said[:MOST_OWN]) + more

    def met(self, benefit: Json) -> str:
        """The person's own values that fulfil the conditions."""
        return self.own([condition for condition in benefit["conditions"] if condition["holds"]])

    def reasons(self, benefit: Json) -> list[Json]:
        """The unmet demands, all of which decide: what can't be changed before what can."""
        found = [demand for condition in benefit["conditions"] for demand in unmet(condition)]
        return sorted(found, key=self._may_change)

    def demand(self, condition: Json) -> str:
        """What a condition demands, with its figure of the day."""
        needed = _NEEDED.search(condition.get("worked", ""))
        text: str = condition["text"]
        if needed is None:
            if condition.get("parts"):
                return _EXPLAINED.sub("", text)
            printed = _DIGIT.search(text) is not None  # a figure in the document's own words
            return self.words.spoken.quoted.format(quote=condition["quote"]) if printed else text
        label = self.wording.label(condition["facts"][0])
        return text + self.words.spoken.figure.format(label=label, amount=self.money(float(needed[1])))

    def reach(self, benefit: Json, priced: bool = False, dated: bool = True) -> str:
        """What would have to change for the benefit, and, where ``priced``, what it then pays, else from when on that
        can be (``dated``); as the rest of a sentence, empty where nothing that a person can still change would do.
        """
        within, words = benefit["reach"], self.words.spoken
        if within is None:
            return ""
        now = self.said.answers.now
        changes = words.and_you.join(self._statement(c["fact"], c["to"]).removeprefix(now) for c in within["changes"])
        template = words.reach if within["status"] == "eligible" else words.perhaps_reach
        said = template.format(changes=changes)
        if not priced:
            day = earliest_met(benefit, self.notices) if dated else ""
            return "，".join(filter(None, (said, day)))
        return said + words.reach_amount.format(amount=self.reach_pays(benefit))

    def reach_pays(self, benefit: Json, brief: bool = False) -> str:
        """What it pays once that has changed; where months have to pass for it, from when on that can be, and, where
        the document doesn't hold so long, that nothing of it is sure.
        """
        within = {**benefit, "amount": benefit["reach"]["amount"]}
        day = earliest_met(benefit, self.notices)
        if too_late(benefit):
            return f"{self.pays(within, brief, lapsing=False)}，{day}"
        return "，".join(filter(None, (day, self.pays(within, brief))))

    def excluded(self, benefit: Json) -> list[str]:
        """What may not be drawn beside it."""
        suspended, words = self.suspended(), self.notices.explanation
        names = {
            other["name"] + (f"（{words.suspended}）" if other["benefit"] in suspended else "")
            for other in benefit["excludes"]
        }
        return [self.words.spoken.excludes.format(name=name) for name in sorted(names)]

    def where(self, benefit: Json, unsaid: bool) -> str:
        """Whom to ask, after what the document leaves open."""
        return self.where_of(self.notices.bureau(benefit["territory"]), unsaid)

    def where_of(self, bureau: str, unsaid: bool) -> str:
        """The same of a bureau, or of several."""
        words = self.words.spoken
        template = words.where if unsaid else words.where_only
        hotlines = words.between.join(place for place in self.notices.ask if _DIGITS.search(place))
        return template.format(unsaid=self.notices.unsaid.rstrip("。"), bureau=bureau, hotlines=hotlines)

    def numbers(self) -> str:
        """The hotlines by their numbers alone."""
        return self.words.spoken.between.join(number for place in self.notices.ask for number in _DIGITS.findall(place))

    def _statement(self, fact: str, value: FactValue) -> str:
        return self.wording.statement(fact, value)

    def _may_change(self, demand: Json) -> bool:
        """Whether a person can still bring it about, as far as that hangs on what they said."""
        return all(self.vocabulary.facts[fact].changeable for fact in deciding_values(demand))


def closed(text: str) -> str:
    """Without the dot of a printed label (三、10.) before a full stop."""
    return text.replace(".。", "。")


def _hangs_on_figure(condition: Json) -> bool:
    """Whether a condition is open although every fact of it is known: a dated figure is not there."""
    if condition["holds"] is not None:
        return False
    parts = condition.get("parts")
    return any(map(_hangs_on_figure, parts)) if parts else bool(condition["facts"])
