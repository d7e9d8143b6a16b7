"""A benefit on the counter sheet: in full where it can be claimed, else in short. Paper has no folds: all is open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from assistant.reports.paper import QUOTATION, Paper
from assistant.server.explanation import Line, Quote
from assistant.server.views import Presenter

Json = dict[str, Any]


class BenefitOnPaper:
    """Puts benefits on a paper. ``hidden``: the label of a fact whose value isn't shown; ``documents``: those that
    the paper stands on so far.
    """

    def __init__(self, paper: Paper, presenter: Presenter, hidden: str) -> None:
        self.paper, self.presenter, self.hidden = paper, presenter, hidden
        self.notices, self.words = presenter.notices, presenter.notices.explanation
        self.documents: list[str] = []

    def in_full(self, benefit: Json) -> None:
        """What it pays and why, condition by condition."""
        self._head(benefit)
        self._pays(benefit)
        self._conditions(benefit)
        if benefit["recipient"]:
            self.paper.heading(self.words.recipient, 3)
            self.paper.text(benefit["recipient"])
        self.paper.heading(self.words.together, 3)
        for other in benefit["excludes"]:
            self.paper.text(f"{self.presenter.excluded(other)}。")
            self._quote(other["quote"], other["clause"], benefit)
        self._notes(benefit, "exclusion")
        self.paper.text(self.notices.totals.together)
        if self.presenter.notes(benefit):
            self.paper.heading(self.words.heed, 3)
            self._notes(benefit)

    def in_short(self, benefit: Json) -> None:
        """What it would pay, and what is missing or would have to change."""
        self._head(benefit)
        reach = self.presenter.reach(benefit)
        if reach:
            self.paper.text(reach)
        elif benefit["missing"]:
            missing = "、".join(map(self.presenter.label, benefit["missing"]))
            self.paper.text(f"{self.notices.result.missing}{missing}")
        else:
            for line in self.presenter.conditions(benefit):
                if line.kind == "open":
                    self._condition(line, benefit, 1)

    def refused(self, benefit: Json) -> str:
        """A benefit that isn't the person's, and why."""
        self._stands_on(benefit["document"])
        why = self.notices.result.refused.format(reason="；".join(self.presenter.refusal(benefit)))
        return f"{benefit['name']}　{self.presenter.district(benefit['territory'])}　{why}"

    def without_force(self, benefit: Json) -> str:
        """A benefit of a text that isn't in force, and that it is no ground for anything."""
        status = self.presenter.legal_status(benefit["legal_status"])
        district = self.presenter.district(benefit["territory"])
        return f"{benefit['name']}　{district}　{status}，{self.notices.no_ground}"

    def _head(self, benefit: Json) -> None:
        self._stands_on(benefit["document"])
        amount = benefit["amount"] or (benefit["reach"] and benefit["reach"]["amount"])
        self.paper.heading(benefit["name"], 2)
        said = [self.presenter.amount(amount), self.presenter.beyond(amount)] if amount else []
        self.paper.text("　".join(filter(None, [*said, self.presenter.district(benefit["territory"])])), bold=True)
        for warning in benefit["warnings"]:
            self.paper.text(warning["message"])

    def _pays(self, benefit: Json) -> None:
        self.paper.heading(self.words.pays, 3)
        if benefit["amount"]:
            if worked := self.presenter.worked(benefit["amount"]):
                self.paper.text(worked)
            self._payments(benefit)
        for citation in benefit["citations"]:
            self._quote(citation["quote"], citation["clause"], benefit)
        self.paper.text(f"{self.presenter.validity(benefit)}。")
        self._notes(benefit, "expiry")

    def _payments(self, benefit: Json) -> None:
        payments = benefit["amount"]["payments"]
        if len(payments) > 1 or (payments and payments[0]["due_from"]):
            rows = [
                (
                    payment["label"],
                    self.presenter.span(payment["min"], payment["max"]),
                    self.presenter.due(payment),
                    self.words.after_expiry if payment["after_expiry"] else "",
                )
                for payment in payments
            ]
            what = self.words.each_payment.format(name=benefit["name"])
            self.paper.table(what, self.words.payment_columns, rows, (2, 3, 4, 2))

    def _conditions(self, benefit: Json) -> None:
        if benefit["conditions"]:
            self.paper.heading(self.words.conditions, 3)
            for line in self.presenter.conditions(benefit):
                self._condition(line, benefit, 0)

    def _condition(self, line: Line, benefit: Json, depth: int) -> None:
        self.paper.text(f"{line.symbol} {line.text}，{line.word}", depth=depth, bold=depth == 0)
        own = [f"{label} {value}" for label, value in line.own if label != self.hidden]
        if own:
            self.paper.text(self.words.own + "，".join(own), depth=depth + 1)
        if line.worked:
            self.paper.text(line.worked, depth=depth + 1)
        self._quotes(line.quotes, benefit, depth + 1)
        if line.external:
            self.paper.text(self.words.see_also.format(source=line.external), depth=depth + 1)
        for note in line.notes:
            self.paper.text(note, depth=depth + 1)
        for part in (*line.shown, *line.folded):
            self._condition(part, benefit, depth + 1)

    def _quotes(self, quotes: Iterable[Quote], benefit: Json, depth: int) -> None:
        for quote in quotes:
            self._quote(quote.words, quote.clause, benefit, depth)

    def _quote(self, words: str, clause: str, benefit: Json, depth: int = 0) -> None:
        """The words of a clause, and where they stand."""
        self._stands_on(clause.partition("#")[0])
        place = self.presenter.place(clause, benefit["document"])
        self.paper.text(f"“{words}”", f"　{place}", depth=depth, style=QUOTATION)

    def _notes(self, benefit: Json, *kinds: str) -> None:
        within = benefit["document"]
        for note in self.presenter.notes(benefit, *kinds):
            places = "；".join(self.presenter.place(clause, within) for clause in note["clauses"])
            self.paper.text(note["text"] + (f"（{places}）" if places else ""))

    def _stands_on(self, document: str) -> None:
        if document not in self.documents:
            self.documents.append(document)
