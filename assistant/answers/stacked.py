"""Several benefits in one message, what they share said once; a whole assessment in a few sentences to say."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.answers.messages import NEVER, TWO, Part, Sms, fitted, units
from assistant.answers.scripts import Scripts
from assistant.answers.told import Standing
from assistant.documents.standing import chinese_day

Json = dict[str, Any]
MOST_STACKED = 6  # benefits in one message: more is a document, not a message
MOST_NAMED = 5  # of an overview
PAID = ("eligible", "discretion", "undetermined")  # standings with an amount


class Stacked:
    """Puts several benefits of one assessment together."""

    def __init__(self, scripts: Scripts) -> None:
        self.scripts, self.teller, self.messages = scripts, scripts.teller, scripts.messages
        self.words, self.notices = scripts.teller.words, scripts.teller.notices
        self.cautions = scripts.cautions
        self.conflict = self.cautions.conflict

    def stack(self, benefits: Sequence[Json], as_of: str) -> Json:
        """Several benefits of one answer in one message, in their order: each in a line, then what may not be drawn
        beside what, every document once, whom to ask; ``sms``: the same in at most two segments.
        """
        shown = list(benefits[:MOST_STACKED])
        standings = [self.teller.standing(benefit) for benefit in shown]
        lines = [self.words.stacked.day.format(day=chinese_day(dt.date.fromisoformat(as_of)))]
        for number, (benefit, standing) in enumerate(zip(shown, standings, strict=True), start=1):
            lines.append(self.words.stacked.item.format(number=number, said=self._line(benefit, standing)))
        if len(benefits) > len(shown):
            lines.append(self.words.stacked.more.format(count=len(benefits) - len(shown)))
        lines += self._together(shown, standings)
        lines += (f"{said}。" for b, s in zip(shown, standings, strict=True) if s in PAID if (said := self.conflict(b)))
        lines += self._documents(shown)
        territories = dict.fromkeys(benefit["territory"] for benefit in shown)
        bureaus = self.words.spoken.between.join(dict.fromkeys(map(self.notices.bureau, territories)))
        lines.append(self.teller.where_of(bureaus, unsaid=any(s != "not_in_force" for s in standings)))
        return {
            "text": "\n".join(lines),
            "benefits": [benefit["id"] for benefit in shown],
            "clauses": list(dict.fromkeys(c for b in shown for c in self.teller.clauses(b)[:1])),
            "sms": self._sms(shown, standings, len(benefits)).shown(),
        }

    def overview(self, answer: Json) -> Json:
        """A whole assessment (its JSON) to say: what can be claimed and how much it is together, what is still open
        and what to ask next, what is one step away; or that nothing can be claimed.
        """
        said = list(self._overview(answer))
        return {"text": "".join(said), "sentences": said}

    def _line(self, benefit: Json, standing: Standing) -> str:
        if standing == "suspended":
            text: str = benefit["suspended"]["text"]
            return text
        template: str = getattr(self.words.stacked.status, standing)
        paid = standing in ("eligible", "discretion", "undetermined")
        said = template.format(
            name=self.teller.name(benefit),
            amount=self.teller.pays(benefit) if paid else "",
            labels=self.teller.labels(benefit),
            status=self.notices.legal_status[benefit["legal_status"]],
        )
        return f"{said}。"

    def _together(self, shown: Sequence[Json], standings: Sequence[Standing]) -> Iterator[str]:
        """What excludes what, of those that may be drawn; of any others that it isn't written."""
        pairs, unwritten = exclusions([b for b, s in zip(shown, standings, strict=True) if s in PAID])
        for one, other in pairs:
            yield self.words.stacked.excludes.format(one=one["name"], other=other["name"])
        if unwritten:
            yield self.notices.totals.together

    def _documents(self, shown: Sequence[Json]) -> Iterator[str]:
        """Each document once, with the clauses and its standing."""
        told = [benefit for benefit in shown if benefit["citations"]]
        for document in dict.fromkeys(benefit["document"] for benefit in told):
            of_it = [benefit for benefit in told if benefit["document"] == document]
            found = dict.fromkeys(self.teller.corpus.clause(self.teller.clauses(b)[0]).place() for b in of_it)
            yield self.words.stacked.basis.format(
                document=self.teller.corpus.documents[document].metadata.name,
                places=self.words.spoken.between.join(found),
                standing=self.cautions.ending(of_it[0]) or self.teller.standing_of_document(of_it[0]),
            )

    def _sms(self, shown: Sequence[Json], standings: Sequence[Standing], count: int) -> Sms:
        """Whole benefits are left out from the end, never a part of what is said of one or may not leave its amount."""
        where = Part("where", self.words.brief.where.format(numbers=self.teller.numbers()), 5)
        for kept in range(len(shown), 0, -1):
            needed = list(self._needed(shown[:kept], standings[:kept]))
            if count > kept:
                needed.append(Part("more", self.words.stacked.sms_more.format(count=count)))
            if kept == 1 or units("；".join(part.text for part in needed)) < TWO:
                break
        found = fitted([*needed, where], self.words.brief.cut)
        return Sms(found.text, (*(benefit["id"] for benefit in shown[kept:]), *found.dropped))

    def _needed(self, shown: Sequence[Json], standings: Sequence[Standing]) -> Iterator[Part]:
        """Each benefit with its conflict, after the last one of a document its warning; what may be had together."""
        brief = self.words.brief
        paid = [benefit for benefit, standing in zip(shown, standings, strict=True) if standing in PAID]
        last = {benefit["document"]: benefit["id"] for benefit in paid}
        for benefit, standing in zip(shown, standings, strict=True):
            yield Part(benefit["id"], self.messages.head(benefit, standing))
            if benefit in paid:
                ends = last[benefit["document"]] == benefit["id"]
                parts = (*self.messages.heeded(benefit), self.messages.until(benefit))
                yield from (p for p in parts if p and p.order == NEVER and (ends or p.kind == "conflict"))
        pairs, unwritten = exclusions(paid)
        for one, other in pairs:
            yield Part("excludes", brief.only_one.format(one=one["name"], other=other["name"]))
        if unwritten:
            yield Part("together", brief.together)

    def _overview(self, answer: Json) -> Iterator[str]:
        words, question = self.words.overview, answer["next_question"]
        if not answer["benefits"]:
            yield words.unknown
            if question:
                yield self.words.spoken.ask.format(questions=question["text"])
            return
        standings = {benefit["id"]: self.teller.standing(benefit) for benefit in answer["benefits"]}
        of = {s: [b for b in answer["benefits"] if standings[b["id"]] == s] for s in set(standings.values())}
        eligible = [b for b in of.get("eligible", []) if b["amount"]["max"] != 0]
        yield from self._claimable(eligible, answer) if eligible else (words.nothing,)
        if opened := of.get("undetermined", []):
            asked = question["text"] if question else ""
            template = words.open_one if asked else words.open
            yield template.format(count=len(opened), question=asked)
        near = [b for b in of.get("ineligible", []) if b["reach"] and b["reach"]["status"] == "eligible"]
        if near:
            name, reach = self.teller.name(near[0]), self.teller.reach(near[0]).lstrip("；")
            yield words.near.format(count=len(near), name=name, reach=reach)
        if suspended := of.get("suspended", []):
            yield words.suspended.format(names=self.words.spoken.between.join(b["name"] for b in suspended))
        if answer["coverage"]:
            yield self._coverage(answer["coverage"]["district"])
        elif not eligible and not opened:
            yield self.teller.where(answer["benefits"][0], unsaid=False)

    def _coverage(self, district: str) -> str:
        """That the person's district has no document here, in words that point at nothing shown."""
        words, documents = self.words.overview.coverage, self.teller.corpus.documents.values()
        if district not in self.teller.vocabulary.districts:
            return words.non_beijing
        here = any(document.metadata.territory == district for document in documents)
        template = words.not_in_force if here else words.unknown_district
        return template.format(district=self.teller.wording.districts[district])

    def _claimable(self, eligible: Sequence[Json], answer: Json) -> Iterator[str]:
        words, spoken = self.words.overview, self.words.spoken
        shown, beyond = self.teller.total(answer)
        money = words.money.format(amount=shown) if shown else ""
        later = self.teller.first_due(answer)
        named = [words.item.format(name=b["name"], amount=self.teller.brief_sum(b)) for b in eligible[:MOST_NAMED]]
        more = spoken.and_more if len(eligible) > MOST_NAMED else ""
        template = words.later if later else words.some
        yield template.format(count=len(eligible), money=money, items=spoken.between.join(named) + more)
        if beyond:
            yield "".join(beyond)
        yield later or self.teller.partly_due(answer)
        yield from self._together(eligible, ["eligible"] * len(eligible))
        yield from self.cautions.of_all(eligible)


def exclusions(drawn: Sequence[Json]) -> tuple[list[tuple[Json, Json]], bool]:
    """Of benefits the pairs that exclude each other, and whether there are others of which nothing is written."""
    pairs = list(itertools.combinations(drawn, 2))
    excluding = [(a, b) for a, b in pairs if any(other["benefit"] == b["id"] for other in a["excludes"])]
    return excluding, len(excluding) < len(pairs)
