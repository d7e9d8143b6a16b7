"""A benefit explained for reading: which conditions decide it, the person's own values, what was quoted already.

Nothing is decided here; what is left out of sight is folded, never dropped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from assistant.answers.deciding import deciding_values, is_negation
from assistant.documents.standing import Notices
from assistant.facts.wording import Wording

Json = dict[str, Any]
MOST_OPEN = 3  # unknown parts in view; where there are more, the question to the person says it better
LONGEST_HEADING = 40  # characters of a group that only repeats its parts
_MARKS = {True: ("met", "✓", "符合"), False: ("unmet", "✗", "不符合"), None: ("open", "?", "还不清楚")}
_NOTE_ORDER = ("conflict", "interpretation", "discretion", "parameter")


@dataclass(frozen=True, slots=True)
class Quote:
    """Quoted words and their clause."""

    words: str
    clause: str


@dataclass(slots=True)
class Line:
    """A condition as it is read. ``own``: the person's values by their labels, only where no part below says them."""

    kind: str
    symbol: str
    word: str
    text: str
    own: list[tuple[str, str]] = field(default_factory=list)
    worked: str = ""
    external: str = ""
    quotes: list[Quote] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    shown: list[Line] = field(default_factory=list)
    folded: list[Line] = field(default_factory=list)


class Explained:
    """Puts conditions into lines."""

    def __init__(self, notices: Notices, wording: Wording) -> None:
        self.words, self.wording = notices.explanation, wording
        self.undecided = notices.status["undetermined"]

    def condition(self, condition: Json) -> Line:
        """One condition of a benefit with what decides it."""
        line = self._line(condition, [], False, False)
        line.text = condition["text"]  # in full; only below it are long lists said shorter
        return line

    def _line(self, condition: Json, said: list[Quote], excluded: bool, unfolded: bool) -> Line:
        """``said``: quoted above, not to be printed again; ``excluded``: inside something that must not be the case;
        ``unfolded``: inside a fold, where everything is shown.
        """
        line = self._head(condition, said, excluded)
        children = _children(condition, line, said)
        if not children:
            line.own = self._own(condition["values"])
            return line
        if is_negation(condition):
            line.own = self._own(deciding_values(condition))
            if children[0].get("parts") and _repeats_alone(children[0], said):
                children = children[0]["parts"]
            line.folded = [self._line(child, said, not excluded, True) for child in children]
            return line if not unfolded else _unfold(line)
        if unfolded:
            line.shown = [self._line(child, said, excluded, True) for child in children]
            line.text = self._heading(condition)
            return line
        deciding, rest = _deciding(condition, children, said)
        if condition["holds"] is None and len(deciding) > MOST_OPEN:
            deciding, rest = [], children
        elif not rest and _repeats(condition, children) and all(_says_nothing_more(part, said) for part in deciding):
            line.own = self._own(condition["values"])
            return line
        line.shown = [self._line(child, said, excluded, False) for child in deciding]
        line.folded = [self._line(child, said, excluded, True) for child in rest]
        if line.shown:
            line.text = self._heading(condition)
        return line

    def _head(self, condition: Json, said: list[Quote], excluded: bool) -> Line:
        kind, symbol, word = _MARKS[condition["holds"]]
        if condition["holds"] is None and not condition["facts"]:
            word = self.undecided  # the words of the condition say by whom
        elif excluded and condition["holds"] is not None:
            kind, word = "case", self.words.is_so if condition["holds"] else self.words.is_not_so
        line = Line(kind, symbol, word, condition["text"], external=condition.get("external", ""))
        if worked := condition.get("worked"):
            line.worked = f"{worked} {symbol}" if condition["values"] else worked
        _say(condition, line, said)
        return line

    def _heading(self, condition: Json) -> str:
        """A long text that says its parts over is replaced by how many of them it takes."""
        text: str = condition["text"]
        if len(text) > LONGEST_HEADING and (joint := condition.get("joined")):
            return self.words.all_of if joint == "all" else self.words.any_of
        return text

    def _own(self, values: Json) -> list[tuple[str, str]]:
        return [(self.wording.label(fact), self.wording.value(fact, value)) for fact, value in values.items()]


def in_order(notes: Iterable[Json], *kinds: str) -> list[Json]:
    """The notes of some kinds (of those that belong to nothing else where none is named), conflicts first."""
    wanted = kinds or _NOTE_ORDER
    return sorted((n for n in notes if n["kind"] in wanted), key=lambda n: wanted.index(n["kind"]))


def suspended_name(name: str, notices: Notices) -> str:
    """A suspended benefit by name, beside what is not suspended."""
    return f"{name}（{notices.explanation.suspended}）"


def _repeats(condition: Json, children: list[Json]) -> bool:
    return all(child["text"] in condition["text"] for child in children)


def _children(condition: Json, line: Line, said: list[Quote]) -> list[Json]:
    """The parts; of a single part that only says its own parts over, those, its note and quotation going up."""
    parts: list[Json] = condition.get("parts", [])
    while len(parts) == 1 and parts[0].get("parts") and parts[0]["holds"] is condition["holds"]:
        only = parts[0]
        if not only.get("joined") or only.get("external"):
            break
        below = any(_within(only, [Quote(part["quote"], part["clause"])]) for part in only["parts"])
        _say(only, line, said, quoted=not below)
        parts = only["parts"]
    return parts


def _deciding(condition: Json, children: list[Json], said: list[Quote]) -> tuple[list[Json], list[Json]]:
    """The parts that make the group what it is, and the rest. A group that only says its parts over gives way."""
    deciding: list[Json] = []
    rest: list[Json] = []
    for child in children:
        if child["holds"] is not condition["holds"]:
            rest.append(child)
        elif child.get("parts") and _gives_way(child, said):
            below = _deciding(child, child["parts"], said)
            deciding += below[0]
            rest += below[1]
        else:
            deciding.append(child)
    return deciding, rest


def _gives_way(group: Json, said: list[Quote]) -> bool:
    """Of a group that is still open one part alone has to be open: two, and it matters whether one is enough."""
    if group["holds"] is None and sum(part["holds"] is None for part in group["parts"]) != 1:
        return False
    return not is_negation(group) and _repeats_alone(group, said)


def _repeats_alone(group: Json, said: list[Quote]) -> bool:
    """A group that only says its parts over, in words that are quoted already."""
    more = group.get("note") or group.get("external")
    return not more and bool(group.get("joined")) and _within(group, said)


def _says_nothing_more(part: Json, said: list[Quote]) -> bool:
    """A test that stands in its group's text, with no words of its own."""
    return not any(part.get(name) for name in ("parts", "note", "external", "worked")) and _within(part, said)


def _within(condition: Json, said: Iterable[Quote]) -> bool:
    return any(condition["clause"] == quote.clause and condition["quote"] in quote.words for quote in said)


def _say(condition: Json, line: Line, said: list[Quote], quoted: bool = True) -> None:
    """Put the note and, where it isn't printed yet, the quotation on the line."""
    if (note := condition.get("note")) and note not in line.notes:
        line.notes.append(note)
    if quoted and not _within(condition, said):
        quote = Quote(condition["quote"], condition["clause"])
        line.quotes.append(quote)
        said.append(quote)


def _unfold(line: Line) -> Line:
    line.shown, line.folded = line.folded, []
    return line
