"""Names that a text defines itself (以下简称《实施意见》): from there on they mean what they were defined for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.citations.named import Named, Namer
from assistant.citations.spans import Spans
from assistant.citations.words import either

BRACKET = re.compile(r"\s{0,3}\(([^()\n]{2,80}(?:\([^()\n]{1,20}\)[^()\n]{0,60}){0,2})\)")
_MOST = 50  # names of one text
_BEFORE = 6  # characters before a name in which it is said that it is being defined


def with_defined(folded: str, named: Sequence[Named], namer: Namer) -> list[Named]:
    """The documents named, with every later use of a defined name among them, left to right."""
    defined: dict[str, Named] = {}
    brackets: list[tuple[int, int]] = []
    for one in named:
        behind = BRACKET.match(folded, one.end)
        said = namer.abbreviation(behind[1] if behind else folded[one.start : one.end])
        if said is not None and said not in defined and len(defined) < _MOST:
            defined[said] = one
            brackets.append((one.end, behind.end() if behind else one.end))
    if not defined:
        return list(named)
    uses = _uses(folded, defined, namer)
    used, defining = Spans([(use.start, use.end) for use in uses]), Spans(brackets)

    def stays(one: Named) -> bool:
        if one.how == "title" and one.standing == "known":
            return True
        return not defining.overlaps(one.start, one.end) and not used.overlaps(one.start, one.end)

    rest = [one for one in named if stays(one)]
    taken = Spans([(one.start, one.end) for one in rest])
    return sorted([*rest, *(u for u in uses if not taken.overlaps(u.start, u.end))], key=lambda one: one.start)


def _uses(folded: str, defined: dict[str, Named], namer: Namer) -> list[Named]:
    """Where the names are used, not where they are defined."""
    names = either(defined)
    found: list[Named] = []
    for use in re.finditer(f"[《“‘\"']?(?P<name>{names})[》”’\"']?", folded):
        meant = defined[use["name"]]
        before = folded[max(0, use.start() - _BEFORE) : use.start()]
        if use.start() >= meant.end and namer.abbreviation(f"{before}{use[0]})") is None:
            found.append(replace(meant, start=use.start(), end=use.end(), how="defined"))
    return found
