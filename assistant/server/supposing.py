"""The caller with some facts otherwise, in shorthand (“五年合同 月薪6000”): what comes out, said and in full."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.dialogue.caller import Caller
from assistant.engine import Engine
from assistant.facts.vocabulary import FactError, Facts, FactValue
from assistant.server.drawer import DrawerPresenter

Json = dict[str, Any]
Changes = dict[str, FactValue | None]


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What was typed, and what comes of it. ``not_taken``: a sentence for all that was left out, and why; ``outcome``:
    both sides of each benefit in force that differs, and of the sums; None where nothing is otherwise.
    """

    typed: str
    sentence: str = ""
    not_taken: tuple[str, ...] = ()
    outcome: Json | None = None


def suppose_line(engine: Engine, say: DrawerPresenter, facts: Facts, typed: str, as_of: dt.date) -> Otherwise:
    """What comes out where the line is so instead of what is known."""
    words = engine.drawer_words
    read = engine.caller.read(typed, as_of, {"applicant": facts["applicant"]})
    not_taken = tuple(_not_taken(say, read))
    changes: Changes = {fact: value for fact, value in read.facts.items() if facts.get(fact) != value}
    if not changes:
        understood = any(piece.kind == "fact" for piece in read.pieces)
        left = (words.same,) if understood else () if not_taken else (words.nothing_read.format(words=typed),)
        return Otherwise(typed, not_taken=(*not_taken, *left))
    try:
        outcome = _outcome(engine, facts, changes, as_of)
    except FactError as problem:
        return Otherwise(typed, not_taken=(*not_taken, str(problem)))
    return Otherwise(typed, _sentence(say, outcome), not_taken, outcome)


def _not_taken(say: DrawerPresenter, read: Caller) -> Iterator[str]:
    unread = [piece.text for piece in read.pieces if piece.kind == "unread"]
    if unread:
        understood = len(unread) < len(read.pieces)
        template = say.words.not_read if understood else say.words.nothing_read
        yield template.format(words=" ".join(unread))
    clashing = [piece.text for piece in read.pieces if piece.kind == "clash"]
    if clashing:
        yield say.words.clash.format(words=" ".join(clashing))
    yield from (say.words.unclear.format(words=p.text, question=p.question) for p in read.pieces if p.kind == "unclear")


def _outcome(engine: Engine, facts: Facts, changes: Changes, as_of: dt.date) -> Json:
    """Both sides; what is known and can't be so any longer is let go. Raises FactError."""
    while True:
        try:
            found = engine.side_by_side.what_if(facts, changes, as_of)
        except FactError as problem:
            against = [fact for fact in problem.facts if fact in facts and fact not in changes]
            if not against:
                raise
            changes = {**changes, **dict.fromkeys(against)}
            continue
        differing = [b for b in found["benefits"] if (b["after"] or b["before"])["legal_status"] == "in_force"]
        unsaid = [b for b in differing if (b["after"] or b["before"])["suspended"]]
        found["benefits"] = [b for b in differing if b not in unsaid]
        return {**found, "without_suspended": bool(unsaid)}


def _sentence(say: DrawerPresenter, outcome: Json) -> str:
    words, changes = say.words, outcome["changes"]
    supposed = words.also.join(say.statement(fact, value) for fact, value in changes.items() if value is not None)
    dropped = [say.label(fact) for fact, value in changes.items() if value is None]
    if dropped:
        supposed += words.dropped.format(facts="、".join(dropped))
    beyond = say.part(outcome["totals"]["after"]) if outcome["benefits"] else None
    return words.supposed.format(changes=supposed, outcome=_said(say, outcome)) + "".join(beyond or ())


def _said(say: DrawerPresenter, outcome: Json) -> str:
    words, benefits = say.words, outcome["benefits"]
    if not benefits:
        return words.nothing_changes
    was, now = (outcome["totals"][when] for when in ("before", "after"))
    before, after = say.span(was["min"], was["max"]), say.span(now["min"], now["max"])
    said = []
    if was["max"] != 0 or now["max"] != 0:  # else nothing is sure on either side
        total = (words.total_same if before == after else words.total).format(before=before, after=after)
        said.append(total + by_how_much(say, outcome["totals"]["difference"]))
    if len(benefits) > 1:
        said.append(words.several.format(number=len(benefits)))
    else:
        sides = {when: say.side(benefits[0][when]) for when in ("before", "after")}
        said.append(words.one_more.format(name=benefits[0]["name"], **sides))
    return words.then.join(said)


def by_how_much(say: DrawerPresenter, difference: Json) -> str:
    """By how much a sum differs, where that is one figure."""
    least, most = difference["min"], difference["max"]
    if least is None or least != most or not least:
        return ""
    return (say.words.more if least > 0 else say.words.less).format(amount=say.span(abs(least), abs(least)))
