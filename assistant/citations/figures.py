"""The figures of a text, held against the clause they are told of: value, unit and role.

supported: the clause prints this number in this role; unsupported: it doesn't; undecidable: nothing in the text says
which clause or benefit is meant.
"""

from __future__ import annotations

import bisect
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.citations.about import About, Find, Subjects
from assistant.citations.districts import Districts
from assistant.citations.measures import Measure
from assistant.citations.printed import PrintedFigures, Verdict
from assistant.citations.quotations import Quotation
from assistant.citations.roles import RoleReader, Told
from assistant.citations.surroundings import Surroundings
from assistant.citations.words import CitingWords, either
from assistant.documents.corpus import Corpus
from assistant.rules.benefit import Benefit

_CONTRACT = re.compile("(?:期限?)?(?:以?的)?(?:劳动)?(?:合同|协议)")  # 签三年合同
_SOMEBODY = re.compile("[我您你他她]|本人|女士|先生|来电人|申请人(?!才)")
_DONE = re.compile("[签干做找缴交住]了|已经?|今年|(?<![超不通经])过")
_ALLOWED = re.compile("可|能|须|应")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure ``start:end`` of the text and whether its clause says so. ``reason`` (Chinese) where it doesn't."""

    start: int
    end: int
    status: Literal["supported", "unsupported", "undecidable"]
    clause: str | None = None
    reason: str | None = None
    against: tuple[str, ...] = ()  # the clauses it was held against


class FigureChecker:
    """Checks figures against one corpus and its rules."""

    def __init__(
        self,
        corpus: Corpus,
        words: CitingWords,
        benefits: Sequence[Benefit],
        districts: Districts,
        find: Find,
    ) -> None:
        """``find``: the units of some documents that answer a sentence, best first, with their scores."""
        self.roles = RoleReader(words)
        self.printed = PrintedFigures(corpus, self.roles, benefits, words)
        self.subjects = Subjects(self.printed, words, districts, find)
        outside = either(words.outside_figures)
        self._outside = re.compile(rf"(?:{outside})(?:标准)?[,(]?(?:现在|目前|今年|当前|现|每月|月)?(?:为|是|:)?$")
        self._denied = re.compile(either(words.denying))
        self._respectively, self._alike = tuple(words.respectively), tuple(words.alike)
        self._own_money = re.compile(either(words.own))

    def check(self, text: str, around: Surroundings, quotations: Sequence[Quotation], as_of: dt.date) -> list[Figure]:
        """Every figure of the text that is told as the policy's."""
        figures = [t for t in self.roles.read(text) if not around.covers(t.measure.start, t.measure.end)]
        about = self.subjects.of(text, around, figures, as_of)
        starts = [q.start for q in quotations]
        found: list[Figure] = []
        for told in figures:
            index = bisect.bisect_right(starts, told.measure.start)
            within = quotations[index - 1] if index and told.measure.end <= quotations[index - 1].end else None
            if figure := self._checked(text, told, around, within, about):
                found.append(figure)
        return found

    def _checked(
        self, text: str, told: Told, around: Surroundings, within: Quotation | None, about: About
    ) -> Figure | None:
        one = told.measure
        amount = one.kind in ("money", "share", "multiple")
        if within is not None:
            return self._in_quotation(text, told, within) if amount else None
        if one.kind not in ("share", "multiple") and self._is_own(text, told):
            return None
        if amount and self._denied.search(text[one.part[0] : one.start]):
            return _undecidable(one, "文中说的是不是这个数，或者说不是这个数，没有核对。")
        if one.kind == "money" and self._outside.search(told.lead):
            return _undecidable(one, "这个数各年不同，文件没有写，要看当年的标准。")
        citation, beside = around.of(one.start, one.end)
        cited = citation is not None and citation.status == "resolved" and bool(citation.clauses)
        if citation is not None and cited and beside:
            together = self._of_several(text, told, around)
            return together or self._against_cited(text, told, citation.clauses)
        if citation is not None and beside and citation.status != "resolved":
            return _undecidable(one, "所引的条款不能确定，数字无从核对。") if amount else None
        unit = about.unit(told, citation if beside else None)
        if unit is not None:
            return self._of_benefit(text, told, unit, amount)
        if citation is not None and cited:
            return self._against_cited(text, told, citation.clauses)
        return _undecidable(one, "文中没有写明是哪一条、哪项待遇，数字无从核对。") if amount else None

    def _of_benefit(self, text: str, told: Told, unit: str, amount: bool) -> Figure | None:
        """A figure of a sentence that cites nothing, held against the unit it is about.

        Somebody who tells of themselves (我们…服务费16万) may state their own figures.
        """
        figure = self._against(text, told, [unit])
        if figure.status == "supported":
            return figure
        if amount and _SOMEBODY.search(text[slice(*told.measure.sentence)]):
            return _undecidable(told.measure, "可能是当事人自己的数，没有核对。")
        return figure if amount or (told.measure.kind == "duration" and told.bound) else None

    def _of_several(self, text: str, told: Told, around: Surroundings) -> Figure | None:
        """A figure of a sentence that cites several clauses and says which: 分别 in their order, 均 for all, 前者."""
        cited = around.cited_together(told.measure.start)
        clauses = [c.clauses for c in cited] if len(cited) != 1 else [(clause,) for clause in cited[0].clauses]
        if len(clauses) < 2:
            return None
        between = text[cited[-1].end : told.measure.start]
        if (told.row and len(told.row.values) == len(clauses)) and any(w in between for w in self._respectively):
            return self._against(text, told, clauses[told.row.place])
        former, latter = between.rfind("前者"), between.rfind("后者")
        if len(clauses) == 2 and max(former, latter) >= 0:
            return self._against(text, told, clauses[latter > former])
        if any(word in between for word in self._alike):
            answers = [self._against(text, told, one) for one in clauses]
            return next((a for a in answers if a.status != "supported"), answers[-1])
        return None

    def _in_quotation(self, text: str, told: Told, quotation: Quotation) -> Figure:
        """A figure within a quotation is right where the quotation is, and wrong where it was changed."""
        one = told.measure
        if quotation.clause is None:
            cited = [quotation.attributed_to] if quotation.attributed_to else []
            figure = self._against(text, told, cited, strict=False)
            if cited and figure.status == "unsupported":
                return figure
            return _undecidable(one, "引文不在语料里，数字无从核对。")
        changed = any(d.start < one.end and one.start < max(d.end, d.start + 1) for d in quotation.differences)
        return self._against(text, told, [quotation.clause], strict=changed)

    def _is_own(self, text: str, told: Told) -> bool:
        """A person's own circumstances: 您签了三年合同, 我月薪4000元, 35岁."""
        one = told.measure
        part = text[one.part[0] : one.part[1]]
        if one.kind == "money":
            said_of = text[one.sentence[0] : one.start]
            return self._own_money.search(part) is not None and _SOMEBODY.search(said_of) is not None
        if one.kind == "duration" and _CONTRACT.match(text, one.end):
            return True
        somebody = _SOMEBODY.search(part) is not None
        sentence = text[one.sentence[0] : one.sentence[1]]
        lasts = not told.bound and text[one.part[0] : one.start].endswith("了")  # 店开了一年半
        done = lasts or (_DONE.search(part) is not None and _SOMEBODY.search(sentence) is not None)
        return (somebody and not _ALLOWED.search(part)) or done

    def _against_cited(self, text: str, told: Told, clauses: Sequence[str]) -> Figure | None:
        """A count of things that the clause doesn't count is the writer's own: 走访企业312家."""
        counts = told.measure.kind == "count" and not self.printed.counts(clauses, told.measure.unit)
        return None if counts else self._against(text, told, clauses)

    def _against(self, text: str, told: Told, clauses: Sequence[str], strict: bool = True) -> Figure:
        verdict: Verdict = self.printed.against(text, told, clauses, strict)
        if verdict.undecidable:
            return _undecidable(told.measure, verdict.reason or "")
        status: Literal["supported", "unsupported"] = "supported" if verdict.clause else "unsupported"
        return Figure(told.measure.start, told.measure.end, status, verdict.clause, verdict.reason, tuple(clauses))


def _undecidable(one: Measure, reason: str) -> Figure:
    return Figure(one.start, one.end, "undecidable", None, reason)
