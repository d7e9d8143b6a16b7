"""What the residents' pages show: the engine's answers grouped and said in words. Nothing is decided here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assistant.documents.standing import chinese_day
from assistant.engine import Engine
from assistant.facts.calendar import BEIJING
from assistant.facts.vocabulary import FactValue
from assistant.facts.wording import number
from assistant.rules.assess import Suspension
from assistant.server.explanation import Explained, Line, in_order, suspended_name

Json = dict[str, Any]
MAYBE = "可能有"
# Signs in a browser's User-Agent; the first that stands in it decides.
DEVICES = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "安卓手机"), ("Windows", "Windows 电脑"),
    ("Mac OS", "苹果电脑"), ("Linux", "Linux 电脑"),
)  # fmt: skip
BROWSERS = (
    ("MicroMessenger", "微信"), ("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
MOST_UNSURE = 1  # conditions that may still be open where a benefit is called one step away


@dataclass(frozen=True, slots=True)
class Section:
    """A group of benefits under one heading."""

    id: str
    title: str
    lead: str
    benefits: list[Json]
    folded: bool = False


class Presenter:
    """Puts answers of one engine into words for the templates."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.notices = engine.notices

    def suspended_now(self) -> Mapping[str, Suspension]:
        """What is suspended as this page sees it."""
        return self._suspended

    @cached_property
    def _suspended(self) -> Mapping[str, Suspension]:
        """Asked once for a page, and not by a page that says the database is away."""
        return self.engine.suspended()

    # Words and figures

    def money(self, amount: float | None) -> str:
        """27000 as 27,000."""
        return "" if amount is None else number(amount)

    def day(self, iso: str) -> str:
        """2027-11-20 as 2027年11月20日."""
        return chinese_day(dt.date.fromisoformat(iso))

    def moment(self, at: dt.datetime) -> str:
        """A moment as the clock in Beijing shows it."""
        return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")

    def device(self, agent: str) -> str:
        """What a person logged in with, as far as the browser says."""
        where = next((name for sign, name in DEVICES if sign in agent), "")
        how = next((name for sign, name in BROWSERS if sign in agent), "")
        return "，".join(filter(None, (where, how))) or "没有说明的设备"

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

    def legal_status(self, status: str) -> str:
        return self.notices.legal_status[status]

    def status(self, status: str) -> str:
        return self.notices.status[status]

    def document(self, document: str) -> str:
        return self.engine.corpus.documents[document].metadata.name

    def district(self, territory: str) -> str:
        return self.engine.wording.districts.get(territory, territory)

    def label(self, fact: str) -> str:
        return self.engine.wording.label(fact)

    def value(self, fact: str, value: FactValue | None) -> str:
        """A value as people read it."""
        return self.engine.wording.value(fact, value)

    def link(self, clause: str) -> str:
        """The address of a clause on its document's page."""
        document, _, path = clause.partition("#")
        return f"/documents/{document}#{path}"

    def place(self, clause: str, within: str = "") -> str:
        """A clause as a short reference: the labels as printed, after the document's name unless it is ``within``."""
        found = self.engine.corpus.clause(clause)
        if found.document == within:
            return found.place()
        return self.engine.corpus.place(found)

    def marked(self, text: str, highlights: Iterable[Sequence[int]]) -> list[tuple[str, bool]]:
        """The text in pieces, those to highlight marked."""
        pieces, position = [], 0
        for start, end in sorted((int(start), int(end)) for start, end in highlights):
            start = max(start, position)
            if start >= end:
                continue
            pieces += [(text[position:start], False), (text[start:end], True)]
            position = end
        return [piece for piece in [*pieces, (text[position:], False)] if piece[0]]

    # The result

    def sections(self, answer: Json) -> list[Section]:
        """The benefits by what a person can do about them; those of the person's own district first."""
        home = answer["facts"].get("hukou_district")
        assessed = [b for b in answer["benefits"] if not b["suspended"]]
        benefits = sorted(assessed, key=lambda b: b["territory"] != home)
        in_force = [b for b in benefits if b["legal_status"] == "in_force"]
        refused = [b for b in in_force if b["status"] == "ineligible"]
        grouped = [
            Section("now", "现在可以申领", "", [b for b in in_force if b["status"] == "eligible"]),
            Section("open", "还要确认", "", _nearest([b for b in in_force if b["status"] == "undetermined"])),
            Section(
                "near",
                "差一步",
                "只差下面写的就符合；还不清楚的，另外要确认。这里只说明条件，不是建议您为此改变工作或生活。",
                [b for b in refused if self.is_one_step_away(b)],
            ),
            Section("no", "不符合", "", [b for b in refused if not self.is_one_step_away(b)], folded=True),
            Section(
                "not-in-force",
                "尚未施行或已失效",
                "下面写在草案、起草说明或已失效的文件里，不能作为申领依据。",
                [b for b in benefits if b["legal_status"] != "in_force"],
                folded=True,
            ),
        ]
        return [section for section in grouped if section.benefits]

    def is_one_step_away(self, benefit: Json) -> bool:
        """With the change named the benefit is the person's, but for what may still have to be confirmed."""
        if not benefit["within_reach"]:
            return False
        unsure = sum(condition["holds"] is None for condition in benefit["conditions"])
        return bool(benefit["reach"]["status"] == "eligible" or unsure <= MOST_UNSURE)

    def claimable(self, answer: Json) -> list[Json]:
        """What can be claimed now."""
        return [b for b in answer["benefits"] if b["legal_status"] == "in_force" and b["status"] == "eligible"]

    def suspended(self, answer: Json) -> list[Json]:
        """The benefits that aren't to be answered for now."""
        return [b for b in answer["benefits"] if b["suspended"]]

    def total(self, answer: Json) -> tuple[str, tuple[str, str, str] | None]:
        """The sum that can be claimed now; what of it falls due after expiry, as words, figure, words."""
        sums = answer["totals"]["in_force"]
        if not any(b["in_total"] and b["amount"]["max"] != 0 for b in answer["benefits"]):
            return "", None
        shown = self.span(sums["min"], sums["max"])
        figure = self._part(sums["beyond_validity"])
        if not figure:
            return shown, None
        before, _, after = self.notices.totals.beyond.partition("{amount}")
        return shown, (before + self._maybe(sums["beyond_validity"]), figure, after)

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

    # A benefit explained

    def conditions(self, benefit: Json) -> list[Line]:
        """The conditions with what decides each."""
        explained = Explained(self.notices, self.engine.wording)
        return [explained.condition(condition) for condition in benefit["conditions"]]

    def first_due(self, answer: Json) -> str:
        """The first day on which anything of the total falls due, where all of it does so later."""
        counted = [b["amount"]["payments"] for b in answer["benefits"] if b["in_total"]]
        days = [payment["due_from"] for payments in counted for payment in payments]
        if not days or None in days or min(days) <= answer["as_of"]:
            return ""
        return self.notices.explanation.first_due.format(day=self.day(min(days)))

    def refusal(self, benefit: Json) -> list[str]:
        """The conditions that are not met."""
        unmet = [c for c in benefit["conditions"] if c["holds"] is False]
        return [c["text"] + (f"（{c['worked']}）" if "worked" in c else "") for c in unmet]

    def worked(self, amount: Json) -> str:
        """An amount as a sum; empty where there is nothing to add or multiply."""
        if amount["worked"]:
            return f"{amount['worked']}元"
        formula: str = amount["formula"] or ""
        return formula if any(sign in formula for sign in "+×") else ""

    def validity(self, benefit: Json) -> str:
        """From when to when the document is in force, as far as it says."""
        words = self.notices.explanation
        since, until = (self.day(day) if day else "" for day in benefit["validity"].values())
        if since and until:
            template = words.valid
        else:
            template = words.valid_from if since else words.valid_to if until else words.valid_unsaid
        return template.format_map({"from": since, "to": until})

    def excluded(self, other: Json) -> str:
        """What may not be drawn beside a benefit."""
        name: str = other["name"]
        shown = suspended_name(name, self.notices) if other["benefit"] in self._suspended else name
        return self.notices.explanation.excludes.format(name=shown)

    def notes(self, benefit: Json, *kinds: str) -> list[Json]:
        """The notes of some kinds; without a kind those that stand under no other heading, conflicts first."""
        return in_order(benefit["notes"], *kinds)

    def bureau(self, benefit: Json) -> str:
        """Whom to ask about a benefit."""
        return self.notices.bureau(benefit["territory"])

    # Suspensions in what was said before

    def hit_warnings(self, hit: Json) -> list[Json]:
        """The warnings of a clause shown again: which benefits are suspended is asked afresh."""
        kept = [warning for warning in hit["warnings"] if warning["code"] != "suspended"]
        return kept + self.engine.sources.suspensions(self.engine.corpus.clause(hit["clause"]), self._suspended)

    def suspended_since(self, reply: str, answer: Json) -> list[str]:
        """What must be said beside an earlier reply that doesn't know of a suspension: it may name or count it."""
        if self.notices.explanation.suspended in reply:
            return []
        return [b["suspended"]["text"] for b in self.suspended(answer) if b["name"] in reply or "元" in reply]


def _nearest(benefits: list[Json]) -> list[Json]:
    """Those of whose conditions most are met first."""
    return sorted(benefits, key=lambda b: -sum(c["holds"] is True for c in b["conditions"]) / len(b["conditions"]))
