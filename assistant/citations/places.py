"""Where the clauses of one document stand: their labels' kinds and numbers, and which clauses a locator leads to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.citations.locators import Step
from assistant.documents.clause import Clause
from assistant.documents.corpus import Corpus
from assistant.documents.labels import LabelKind, read_label

Standing = Literal["resolved", "ambiguous", "not_found", "outside_corpus"]
NEAREST = 3
_TOP = {LabelKind.PART, LabelKind.CHAPTER, LabelKind.COUNTED}
_ITEMS = {LabelKind.BRACKETED, LabelKind.ARABIC, LabelKind.BRACKETED_ARABIC, LabelKind.CIRCLED, LabelKind.ENUMERATED}
_FORMS: dict[str, set[LabelKind]] = {
    "章": _TOP,
    "节": {LabelKind.SECTION, LabelKind.BRACKETED},
    "counted": {LabelKind.COUNTED},
    "bracketed": {LabelKind.BRACKETED, LabelKind.BRACKETED_ARABIC},
    "arabic": {LabelKind.ARABIC},
    "enumerated": {LabelKind.ENUMERATED},
    "目": {LabelKind.ARABIC, LabelKind.BRACKETED_ARABIC, LabelKind.CIRCLED},
}


@dataclass(frozen=True, slots=True)
class Result:
    """The clauses that a locator leads to in a document, or the candidates, or the nearest that exist."""

    status: Standing
    clauses: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def label_kind(clause: Clause) -> LabelKind | None:
    label = read_label(clause.label_path[-1]) if clause.label_path else None
    if label is None and clause.label_path and clause.label_path[-1].endswith("是"):
        return LabelKind.ENUMERATED
    return label.kind if label else None


class Places:
    """Where the units of one document stand: their labels' kinds and numbers."""

    def __init__(self, document: str, units: list[Clause], corpus: Corpus) -> None:
        self.document, self.units, self.corpus = document, units, corpus
        self._labels = {unit.id: self._labels_of(unit) for unit in units}
        items = [u for u in units if self._labels[u.id] and self._labels[u.id][-1][0] in _ITEMS | {LabelKind.ARTICLE}
                 and not self._supplementary(u)]  # fmt: skip
        kinds = [self._labels[u.id][-1][0] for u in items]
        articles = LabelKind.ARTICLE in kinds
        self.article = LabelKind.ARTICLE if articles else max(set(kinds), key=kinds.count) if kinds else None
        numbers = [self._labels[u.id][-1][1] for u in items if self._labels[u.id][-1][0] == self.article]
        self.runs_on = len(numbers) == len(set(numbers))

    def _labels_of(self, unit: Clause) -> tuple[tuple[LabelKind, int], ...]:
        chain = [*(self.corpus.clause(p) for p in unit.parents), unit]
        labels: list[tuple[LabelKind, int]] = []
        for clause in chain:
            kind = label_kind(clause)
            if kind is not None:
                tail = clause.path.rsplit(".", 1)[-1].split("~")[0]
                labels.append((kind, int(tail)) if tail.isdigit() else (kind, 0))
        return tuple(labels)

    def _supplementary(self, unit: Clause) -> bool:
        heads = [self.corpus.clause(p) for p in unit.parents]
        return any(h.title == "附则" or h.path.startswith("annex") for h in heads)

    def find(self, steps: tuple[Step, ...]) -> Result:
        """The clauses that steps lead to."""
        last = steps[-1]
        inner = [s for s in steps if s.form != "款"]
        paragraph = last if last.form == "款" else None
        if paragraph and not inner:
            return Result("not_found")
        numbers = inner[-1].numbers or (0,)
        each = [self._one(inner, number) for number in numbers]
        missing = [number for number, found in zip(numbers, each, strict=True) if not found]
        if missing:
            above = self.find(steps[:-1]) if last.form in ("项", "目", "点") and len(steps) > 1 else None
            some = tuple(u.id for found in each for u in found)
            nearest = (
                above.clauses if above and above.status == "resolved" else some or self._nearest(inner, missing[0])
            )
            return Result("not_found", (), nearest)
        if any(len(found) > 1 for found in each):
            candidates = [u for found in each for u in found]
            if paragraph:
                deeper = [c for u in candidates for c in self.paragraphs([u], paragraph).clauses]
                if len(deeper) == 1:
                    return Result("resolved", tuple(deeper))
                return (
                    Result("ambiguous", tuple(deeper))
                    if deeper
                    else Result("not_found", (), _ids(candidates[:NEAREST]))
                )
            return Result("ambiguous", _ids(candidates))
        units = [found[0] for found in each]
        return self.paragraphs(units, paragraph) if paragraph else Result("resolved", _ids(units))

    def paragraphs(self, units: list[Clause], step: Step) -> Result:
        """款 of units; a unit with one paragraph is its own first."""
        found: list[str] = []
        for unit in units:
            for number in step.numbers:
                if 0 < number <= len(unit.paragraphs):
                    found.append(unit.paragraphs[number - 1])
                elif number == 1 and unit.text:
                    found.append(unit.id)
                else:
                    return Result("not_found", (), unit.paragraphs[-NEAREST:] or (unit.id,))
        return Result("resolved", tuple(found))

    def _one(self, steps: Sequence[Step], number: int) -> list[Clause]:
        """The units that the steps lead to, the last of them with this number."""
        last = steps[-1]
        found = [u for u in self.units if self._fits(u, steps, number, self._kinds(last, _leads(steps)))]
        if not found and last.form in ("条", "项", "点", "bracketed", "arabic") and last.form != "目":
            free = self._fallback(last, len(steps) > 1)
            found = [u for u in self.units if self._fits(u, steps, number, free)]
            if len(steps) > 1:  # 二（6）: straight below what is named before
                above = self.find(tuple(steps[:-1])).clauses
                found = [unit for unit in found if unit.parents and unit.parents[-1] in above]
        return found

    def _kinds(self, step: Step, alone: bool) -> set[LabelKind]:
        if step.form == "条":
            if self.article is None:
                return _TOP
            if step.bracketed:
                return {LabelKind.BRACKETED, LabelKind.BRACKETED_ARABIC}
            return {self.article} if self.runs_on or not alone else {self.article, *_TOP}
        if step.form in ("项", "点"):
            if step.bracketed:
                return _FORMS["bracketed"]
            if alone and self.article not in (None, LabelKind.ARTICLE):
                return {self.article} if step.form == "项" else {self.article, *_ITEMS}
            return _ITEMS
        return _FORMS.get(step.form, set())

    def _fallback(self, step: Step, inside: bool) -> set[LabelKind]:
        """A label of another typography: the item is meant all the same where its number runs on."""
        if step.form in ("条", "项", "点"):
            return _ITEMS | _TOP if step.form == "条" else _ITEMS
        if inside:
            return _ITEMS
        return {self.article} if self.runs_on and self.article else set()

    def _fits(self, unit: Clause, steps: Sequence[Step], number: int, kinds: set[LabelKind]) -> bool:
        """Whether the steps before are labels above the unit, in their order, and the last one is its own."""
        last = steps[-1]
        above = [self.corpus.clause(p) for p in unit.parents]
        if last.form in ("titled", "annex", "preamble"):
            return self._is_named(unit, last)
        labels = self._labels[unit.id]
        if not labels or labels[-1][1] != number or labels[-1][0] not in kinds:
            return False
        if label_kind(unit) is None:
            return False
        at = 0
        for step in steps[:-1]:
            if step.form in ("titled", "annex", "preamble"):
                if not any(self._is_named(a, step) for a in above):
                    return False
                continue
            loose = step.form == "章" or (step.form == "条" and not self.runs_on)
            wanted = self._kinds(step, False) | (_TOP if loose else set())
            matched = next(
                (i for i in range(at, len(labels) - 1) if labels[i][0] in wanted and labels[i][1] in step.numbers), None
            )
            if matched is None:
                return False
            at = matched + 1
        return True

    def _is_named(self, unit: Clause, step: Step) -> bool:
        return unit.title == step.name if step.form == "titled" else unit.path == step.form

    def _nearest(self, steps: Sequence[Step], number: int) -> tuple[str, ...]:
        """Units that exist: with this number elsewhere, or with the next numbers in the same place."""
        last = steps[-1]
        kinds = self._kinds(last, _leads(steps)) | {self.article or LabelKind.ARABIC}
        elsewhere = [u for u in self.units if len(steps) > 1 and (labels := self._labels[u.id])
                     and labels[-1][1] == number and labels[-1][0] in kinds]  # fmt: skip
        beside = [
            (abs(labels[-1][1] - number), u)
            for u in self.units
            if (labels := self._labels[u.id]) and self._fits(u, steps, labels[-1][1], kinds)
        ]
        close = [u for _, u in sorted(beside, key=lambda pair: pair[0])]
        if not close and not elsewhere and len(steps) > 1:
            return self._nearest(steps[-1:], number)
        return tuple(dict.fromkeys(_ids([*elsewhere, *close])))[:NEAREST]


def _leads(steps: Sequence[Step]) -> bool:
    """Whether only parts of the document stand before the last step: 第6项, 第二部分第6项, 重点任务第3项."""
    return all(step.form in ("章", "节", "counted", "titled", "annex") for step in steps[:-1])


def _ids(units: Iterable[Clause]) -> tuple[str, ...]:
    return tuple(u.id for u in units)
