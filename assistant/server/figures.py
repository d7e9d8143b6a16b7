"""Sums and days of a result in words, as the pages and the sheet for the counter say them. Amounts are in yuan."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assistant.documents.standing import Notices, chinese_day
from assistant.facts.wording import number
from assistant.server.chart import Chart, chart_of

Json = dict[str, Any]
MAYBE = "可能有"


class Figures:
    """Says them with the words of ``notices``."""

    notices: Notices

    def money(self, amount: float | None) -> str:
        """27000 as 27,000."""
        return "" if amount is None else number(amount)

    def day(self, iso: str) -> str:
        """2027-11-20 as 2027年11月20日."""
        return chinese_day(dt.date.fromisoformat(iso))

    def span(self, least: float | None, most: float | None) -> str:
        """A sum between two ends, in yuan."""
        if least is None:
            return "数额还不能确定"
        if most is None:
            return f"{number(least)}元起" if least else "按实际情况计算"
        if least == most:
            return f"{number(least)}元"
        return f"{number(least)}至{number(most)}元" if least else f"最高{number(most)}元"

    def amount(self, amount: Json | None) -> str:
        """What a benefit pays, in a few words."""
        if amount is None:
            return ""
        if amount["kind"] == "service":
            return "服务"
        if amount["kind"] == "unspecified":
            return "数额文件没有写明"
        return ("每月" if amount["per_month"] else "") + self.span(amount["min"], amount["max"])

    def due(self, payment: Json) -> str:
        """When a payment falls due at the earliest."""
        return f"最早{self.day(payment['due_from'])}" if payment["due_from"] else "起算日还不清楚"

    def year(self, year: int | None) -> str:
        return f"{year}年" if year else "日期不明"

    def total(self, answer: Json) -> tuple[str, tuple[str, str, str] | None]:
        """The sum that can be claimed now; what of it falls due after expiry, as words, figure, words."""
        sums = answer["totals"]["in_force"]
        if not any(b["in_total"] and b["amount"]["max"] != 0 for b in answer["benefits"]):
            return "", None
        shown = self.span(sums["min"], sums["max"])
        return shown, self.part(sums["beyond_validity"])

    def part(self, beyond: Json | None) -> tuple[str, str, str] | None:
        """What of a sum falls due after expiry, as words, figure, words; None where nothing does."""
        figure = self._part(beyond)
        if beyond is None or not figure:
            return None
        before, _, after = self.notices.totals.beyond.partition("{amount}")
        return before + self._maybe(beyond), figure, after

    def beyond(self, amount: Json) -> str:
        """What of an amount falls due only after the document's end, in a few words; empty where nothing does."""
        figure, beyond = self._part(amount["beyond_validity"]), amount["beyond_validity"]
        return f"其中{self._maybe(beyond)}{figure}到期日之后才满年" if figure else ""

    def _part(self, beyond: Json | None) -> str:
        if not beyond or beyond["max"] == 0:
            return ""
        return self.notices.notes.part if beyond["max"] is None else f"{self.money(beyond['max'])}元"

    def _maybe(self, beyond: Json) -> str:
        return "" if beyond["min"] == beyond["max"] else MAYBE

    def first_due(self, answer: Json) -> str:
        """The first day on which anything of the total falls due, where all of it does so later."""
        counted = [b["amount"]["payments"] for b in answer["benefits"] if b["in_total"]]
        days = [payment["due_from"] for payments in counted for payment in payments]
        if not days or None in days or min(days) <= answer["as_of"]:
            return ""
        return self.notices.explanation.first_due.format(day=self.day(min(days)))

    def worked(self, amount: Json) -> str:
        """An amount as a sum; empty where there is nothing to add or multiply."""
        if amount["worked"]:
            return f"{amount['worked']}元"
        formula: str = amount["formula"] or ""
        return formula if any(sign in formula for sign in "+×") else ""

    def chart(self, answer: Json) -> Chart | None:
        """The payments of the total by year."""
        return chart_of(answer, self.span)

    def side(self, side: Json | None) -> str:
        """How a benefit stands on one side of a comparison."""
        if side is None:
            return "不适用"
        if side["suspended"]:
            return self.notices.explanation.suspended
        status = self.status(side["status"])
        return f"{status}，{self.amount(side['amount'])}" if side["status"] != "ineligible" else status

    def more_or_less(self, outcome: Json) -> str:
        """By how much a total differs, where that is one sum."""
        difference = outcome["totals"]["difference"]
        if difference["min"] != difference["max"] or not difference["min"]:
            return ""
        return f"{'多' if difference['min'] > 0 else '少'}{number(abs(difference['min']))}元"

    def status(self, status: str) -> str:
        return self.notices.status[status]
