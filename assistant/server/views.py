"""What the residents' pages show: the engine's answers grouped and said in words. Nothing is decided here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assistant.answers.earliest import earliest_met, too_late
from assistant.answers.figures import Figures
from assistant.engine import Engine
from assistant.facts.calendar import BEIJING
from assistant.facts.vocabulary import FactValue
from assistant.rules.assess import Suspension
from assistant.server.chart import Chart, chart_of
from assistant.server.explanation import Explained, Line, in_order, suspended_name
from assistant.store.feedback import LACKING_NAMES
from assistant.store.handover import Handover, Side

Json = dict[str, Any]
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


class Presenter(Figures):
    """Puts answers of one engine into words for the templates."""

    lacking = LACKING_NAMES

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

    def moment(self, at: dt.datetime) -> str:
        """A moment as the clock in Beijing shows it."""
        return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")

    def clock(self, at: dt.datetime) -> str:
        """The time of day in Beijing."""
        return self.moment(at)[-5:]

    def presence(self, handover: Handover, side: Side) -> str:
        """Whether one side of a hand-over is there."""
        if not handover.away(side):
            return "对方正在看"
        seen = handover.seen(side)
        return f"对方可能已离开（最后在线 {self.clock(seen)}）" if seen is not None else "对方可能已离开"

    def spelled(self, code: str) -> tuple[str, str]:
        """A code as it is looked at, and as it is read out."""
        halves = code[: len(code) // 2], code[len(code) // 2 :]
        return " – ".join(" ".join(half) for half in halves), "，".join("、".join(half) for half in halves)

    def device(self, agent: str) -> str:
        """What a person logged in with, as far as the browser says."""
        where = next((name for sign, name in DEVICES if sign in agent), "")
        how = next((name for sign, name in BROWSERS if sign in agent), "")
        return "，".join(filter(None, (where, how))) or "没有说明的设备"

    def legal_status(self, status: str) -> str:
        return self.notices.legal_status[status]

    def document(self, document: str) -> str:
        return self.engine.corpus.documents[document].metadata.name

    def district(self, territory: str) -> str:
        return self.engine.wording.districts.get(territory, territory)

    def label(self, fact: str) -> str:
        return self.engine.wording.label(fact)

    def value(self, fact: str, value: FactValue | None) -> str:
        """A value as people read it."""
        return self.engine.wording.value(fact, value)

    def statement(self, fact: str, value: FactValue) -> str:
        """“The fact is this value” as a statement."""
        return self.engine.wording.statement(fact, value)

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

    def chart(self, answer: Json) -> Chart | None:
        """The payments of the total by year."""
        return chart_of(answer, self.span)

    def sections(self, answer: Json) -> list[Section]:
        """The benefits by what a person can do about them; those of the person's own district first."""
        home = answer["facts"].get("hukou_district")
        assessed = [b for b in answer["benefits"] if not b["suspended"]]
        benefits = sorted(assessed, key=lambda b: b["territory"] != home)
        in_force = [b for b in benefits if b["legal_status"] == "in_force"]
        refused = [b for b in in_force if b["status"] == "ineligible"]
        grouped = [
            Section("now", "现在可以申领", "", [b for b in in_force if b["status"] == "eligible"]),
            Section(
                "near",
                "差一步",
                "只差下面写的就符合；还不清楚的，另外要确认。这里只说明条件，不是建议您为此改变工作或生活。",
                _surest([b for b in refused if self.is_one_step_away(b)]),
            ),
            Section("open", "还要确认", "", _nearest([b for b in in_force if b["status"] == "undetermined"])),
            Section("no", "不符合", "", [b for b in refused if not self.is_one_step_away(b)], folded=True),
            Section(
                "not-in-force",
                "征求意见或已失效",
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

    # Side by side

    def stood_on(self, answer: Json) -> list[Json]:
        """The documents of a result's benefits, as they are on its day."""
        day = dt.date.fromisoformat(answer["as_of"])
        documents = {benefit["document"]: None for benefit in answer["benefits"]}
        return [self.engine.sources.document(self.engine.corpus.documents[name], day) for name in documents]

    # A benefit explained

    def conditions(self, benefit: Json) -> list[Line]:
        """The conditions with what decides each."""
        explained = Explained(self.notices, self.engine.wording)
        return [explained.condition(condition) for condition in benefit["conditions"]]

    def refusal(self, benefit: Json) -> list[str]:
        """The conditions that are not met."""
        unmet = [c for c in benefit["conditions"] if c["holds"] is False]
        return [c["text"] + (f"（{c['worked']}）" if "worked" in c else "") for c in unmet]

    def excluded(self, other: Json) -> str:
        """What may not be drawn beside a benefit."""
        name: str = other["name"]
        shown = suspended_name(name, self.notices) if other["benefit"] in self._suspended else name
        return self.notices.explanation.excludes.format(name=shown)

    def reach(self, benefit: Json) -> str:
        """What would have to change for a benefit, and what it then pays; empty where it isn't one step away."""
        if benefit["legal_status"] != "in_force" or not self.is_one_step_away(benefit):
            return ""
        words, within = self.notices.result, benefit["reach"]
        said = []
        for change in within["changes"]:
            old, new = (self.statement(change["fact"], change[when]) for when in ("from", "to"))
            said.append(words.change.format_map({"from": old, "to": new}))
        beyond = earliest_met(benefit, self.notices)
        if not too_late(benefit):
            beyond = "，".join(filter(None, (beyond, self.beyond(within["amount"]))))
        return words.reach.format(
            changes=words.also.join(said),
            when_sure="" if within["status"] == "eligible" else words.when_sure,
            amount=self.amount(within["amount"]) + (f"（{beyond}）" if beyond else ""),
        )

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


def _surest(benefits: list[Json]) -> list[Json]:
    """Those first of which nothing else is open, then those that pay most."""

    def order(benefit: Json) -> tuple[bool, float]:
        within = benefit["reach"]
        return within["status"] != "eligible", -(within["amount"]["max"] or 0) if within["amount"] else 0.0

    return sorted(benefits, key=order)


def _nearest(benefits: list[Json]) -> list[Json]:
    """Those of whose conditions most are met first."""
    return sorted(benefits, key=lambda b: -sum(c["holds"] is True for c in b["conditions"]) / len(b["conditions"]))
