"""Sums and days of a result in words, as pages, the sheet for the counter and scripts say them. Amounts are in yuan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from assistant.documents.standing import Notices, chinese_day
from assistant.facts.wording import number

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
        return shown, self.part(sums)

    def total_label(self, answer: Json) -> str:
        """What the total is: to be claimed now, only after full years, or some of it then."""
        words = self.notices.result
        if self.first_due(answer):
            return words.later_total
        return words.mixed_total if self._not_yet(answer) else words.total

    def partly_due(self, answer: Json) -> str:
        """How much of the total has matured and from when on the rest does, where it is some of each."""
        later = [payment["due_from"] for payment in self._not_yet(answer)]
        matured = self._matured(answer)
        if not matured or not later or None in later:
            return ""
        said = {"amount": self._sum(matured), "day": self.day(min(later))}
        return self.notices.explanation.partly_due.format_map(said)

    def _not_yet(self, answer: Json) -> list[Json]:
        """Payments by full years that aren't full yet, or whose first day isn't known."""
        by_years = [p for b, p in counted(answer) if b["amount"]["kind"] == "schedule"]
        return [p for p in by_years if not p["due_from"] or p["due_from"] > answer["as_of"]]

    def _matured(self, answer: Json) -> list[Json]:
        return [p for _, p in counted(answer) if p["due_from"] and p["due_from"] <= answer["as_of"]]

    def _sum(self, payments: list[Json]) -> str:
        most = None if any(p["max"] is None for p in payments) else sum(p["max"] for p in payments)
        return self.span(sum(p["min"] for p in payments), most)

    def part(self, sums: Json) -> tuple[str, str, str] | None:
        """What of an amount or a total falls due after expiry, as words, figure, words; None where nothing does."""
        beyond = sums["beyond_validity"]
        figure = self._part(beyond)
        if beyond is None or not figure:
            return None
        before, _, after = self.notices.totals.beyond.partition("{amount}")
        if is_all_beyond(sums):
            return "", self.notices.totals.all, after
        return before + self._maybe(beyond), figure, after

    def beyond(self, amount: Json) -> str:
        """What of an amount falls due only after the document's end, in a few words; empty where nothing does."""
        figure, beyond = self._part(amount["beyond_validity"]), amount["beyond_validity"]
        if figure and is_all_beyond(amount):
            return f"{self.notices.totals.all}到期日之后才满年"
        return f"其中{self._maybe(beyond)}{figure}到期日之后才满年" if figure else ""

    def _part(self, beyond: Json | None) -> str:
        if not beyond or beyond["max"] == 0:
            return ""
        return self.notices.notes.part if beyond["max"] is None else f"{self.money(beyond['max'])}元"

    def _maybe(self, beyond: Json) -> str:
        return "" if beyond["min"] == beyond["max"] else MAYBE

    def first_due(self, answer: Json) -> str:
        """The first day on which anything of the total falls due, where all of it does so later."""
        days = [payment["due_from"] for _, payment in counted(answer)]
        if not days or None in days or min(days) <= answer["as_of"]:
            return ""
        return self.notices.explanation.first_due.format(day=self.day(min(days)))

    def matured(self, answer: Json) -> list[str]:
        """Of each benefit of the total what could have been claimed by the day, and until when its document holds."""
        words, found = self.notices.explanation, []
        for benefit in answer["benefits"]:
            due = [p for p in self._matured({**answer, "benefits": [benefit]}) if not p["after_expiry"]]
            if due:
                said = {
                    "name": benefit["name"],
                    "amount": self._sum(due),
                    "to": self.day(benefit["validity"]["to"]) if benefit["validity"]["to"] else "",
                }
                found.append((words.matured if said["to"] else words.matured_undated).format_map(said))
        return found

    def worked(self, amount: Json) -> str:
        """An amount as a sum; empty where there is nothing to add or multiply."""
        if amount["worked"]:
            return f"{amount['worked']}元"
        formula: str = amount["formula"] or ""
        return formula if any(sign in formula for sign in "+×") else ""

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

    def validity(self, benefit: Json) -> str:
        """From when to when the document is in force, as far as it says."""
        words = self.notices.explanation
        since, until = (self.day(day) if day else "" for day in benefit["validity"].values())
        if since and until:
            template = words.valid
        else:
            template = words.valid_from if since else words.valid_to if until else words.valid_unsaid
        return template.format_map({"from": since, "to": until})


def is_all_beyond(sums: Json) -> bool:
    """Whether all of an amount or a total is known to fall due only after expiry."""
    beyond = sums["beyond_validity"]
    return bool(beyond["max"]) and beyond["min"] == beyond["max"] == sums["min"] == sums["max"]


def counted(answer: Json) -> Iterator[tuple[Json, Json]]:
    """The payments of what is counted in the total, each with its benefit."""
    for benefit in answer["benefits"]:
        for payment in benefit["amount"]["payments"] if benefit["in_total"] else ():
            yield benefit, payment
