"""The figures of one passage and their neighbours: what stands before and behind each in its sentence, ranges, rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from assistant.citations.measures import Measure, Stretch, is_range

Bound = Literal["", "most", "least", "within"]  # within: 毕业2年内, a time in which, not a limit of what is paid

_LIST_GAP = re.compile(r"\s?(?:、|,|和|及|\+|/)\s?")
_BY_YEAR = re.compile("每人?每?年|每满一年|逐年")
_PRIZE = re.compile("[一二三四五]等奖")


@dataclass(frozen=True, slots=True)
class Row:
    """Amounts told in one breath (依次…6000元、9000元、1.2万元): this one's place, and what each is for."""

    place: int
    values: tuple[Decimal, ...]
    labels: tuple[str, ...] = ()
    by_year: bool = False


class Passage:
    """The figures of one text, each asked for its neighbours in its sentence."""

    def __init__(self, folded: str, measures: Sequence[Measure]) -> None:
        self.folded, self.measures = folded, measures
        self._rows = dict(self._all_rows())

    def row(self, index: int) -> Row | None:
        return self._rows.get(index)

    def before(self, index: int) -> Measure | None:
        """The figure before it in its sentence."""
        return next(self._earlier(index), None)

    def _earlier(self, index: int) -> Iterator[Measure]:
        """Those before it in its sentence, the nearest first."""
        begins = self.measures[index].sentence[0]
        for at in range(index - 1, -1, -1):
            if self.measures[at].start < begins:
                return
            yield self.measures[at]

    def _later(self, index: int) -> Iterator[Measure]:
        ends = self.measures[index].sentence[1]
        for at in range(index + 1, len(self.measures)):
            if self.measures[at].start >= ends:
                return
            yield self.measures[at]

    def beside(self, index: int) -> Iterator[int]:
        """The figures since the amount before it in its sentence, the nearest first."""
        begins = self.measures[index].sentence[0]
        for at in range(index - 1, -1, -1):
            if self.measures[at].start < begins or self.measures[at].kind == "money":
                return
            yield at

    def own(self, index: int) -> Stretch:
        """What is said of it: from the figure of its kind before it, to the comma or the next such figure behind it."""
        one = self.measures[index]
        begins = one.sentence[0] if one.kind in ("money", "share") else one.part[0]
        before = next((other.end for other in self._earlier(index) if other.kind == one.kind), 0)
        following = next((other.start for other in self._later(index) if other.kind == one.kind), one.part[1])
        return max(begins, before), max(one.end, min(following, one.part[1]))

    def alone(self, index: int) -> Stretch:
        """Its sentence, less the parts that belong to the figures of its kind around it."""
        one = self.measures[index]
        begins, ends = one.sentence
        if before := next((other for other in self._earlier(index) if other.kind == one.kind), None):
            comma = self.folded.find(",", before.end, one.start)
            begins = comma + 1 if comma >= 0 else one.start
        edge = one.end
        for other in self._later(index):
            if other.kind != one.kind:
                continue
            if not _LIST_GAP.fullmatch(self.folded, edge, other.start):
                ends = max(edge, self.folded.rfind(",", edge, other.start))
                break
            edge = other.end  # of one row: what follows the row is said of all
        return begins, ends

    def end_of_range(self, index: int) -> Bound:
        """3万元至10万元: the ends of a range are its bounds."""
        if index and is_range(self.folded, self.measures[index - 1], self.measures[index]):
            return "most"
        following = self.measures[index + 1] if index + 1 < len(self.measures) else None
        return "least" if following and is_range(self.folded, self.measures[index], following) else ""

    def _all_rows(self) -> Iterator[tuple[int, Row]]:
        """Figures of one unit with only list marks between them."""
        first = 0
        while first < len(self.measures):
            stop = first + 1
            while stop < len(self.measures) and self._goes_on(stop):
                stop += 1
            if stop - first > 1:
                one = self.measures[first]
                lead = self.folded[one.sentence[0] : one.start]
                values = tuple(m.value for m in self.measures[first:stop])
                labels = _labels(lead, len(values))
                by_year = not labels and _BY_YEAR.search(lead) is not None
                yield from ((first + place, Row(place, values, labels, by_year)) for place in range(len(values)))
            first = stop

    def _goes_on(self, at: int) -> bool:
        last, one = self.measures[at - 1], self.measures[at]
        return last.unit == one.unit and _LIST_GAP.fullmatch(self.folded, last.end, one.start) is not None


def _labels(lead: str, count: int) -> tuple[str, ...]:
    """What each of a row is for: the list of as many items before 分别 (一、二、三等奖; 高级工、技师、高级技师)."""
    at = lead.rfind("分别")
    items = [i for i in re.split("[,，。；;]", lead[: max(at, 0)]) if i.strip()]
    labels = [label.strip() for label in items[-1].split("、")][-count:] if items else []
    if len(labels) < count:
        return ()
    if _PRIZE.fullmatch(labels[-1]):
        return tuple(label if label.endswith("等奖") else f"{label[-1]}等奖" for label in labels)
    return tuple(labels)
