"""The rules for those who answer for them: every benefit's rule beside its clauses, run, and reviewed by four eyes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assistant.accounts.reviewing import LONGEST, STANDING_NAMES, Entry, Rule, check_approval, review_text
from assistant.request import RequestError
from assistant.rules.benefit import Benefit
from assistant.server.door import GuardedRoute, actor, whoever
from assistant.server.open_points import POINT_NAMES, by_kind, said_points
from assistant.server.rendering import page, to
from assistant.server.rule_view import WANTED_NAMES, Wanted
from assistant.server.running import running

router = APIRouter(include_in_schema=False, route_class=GuardedRoute)
Act = Literal["comment", "question", "settle", "approve", "withdraw"]
NOTE_NAMES = {"exclusion": "能否同时享受", "expiry": "有效期", "parameter": "用到的数"}  # the others are open points


class Filter(BaseModel):
    """Which rules are asked for; ``open``: in their place all that is still open; ``figure``: those that use it."""

    state: Wanted = ""
    figure: str = Field("", max_length=40)
    open: Literal["", "1"] = ""


class ReviewForm(BaseModel):
    """What somebody does with a rule. ``version``: the rule as they read it; ``entry``: what ``settle`` deals with."""

    benefit: str = Field("", max_length=200)
    does: Act
    text: str = ""
    entry: int = Field(0, ge=0, lt=2**31)
    version: str = Field("", max_length=16)
    message_id: str = Field("", max_length=64)


@dataclass(frozen=True, slots=True)
class NotTaken:
    """What wasn't taken, and why: shown again with what was typed."""

    sentence: str
    form: ReviewForm


@router.get("/staff/benefits")
def rules(request: Request, wanted: Annotated[Filter, Query()]) -> Response:
    """Every benefit by document, or all that is still open."""
    here = running(request)
    entries = here.reviews.standing()
    rows = here.rules.rows(entries, here.suspensions.current(), here.today())
    context = {"documents": here.engine.documents(here.today())["documents"], "wanted": wanted, "count": len(rows)}
    if wanted.open:
        known = here.engine.rules.by_id
        gone = [(benefit, said_points(said)) for benefit, said in entries.items() if benefit not in known]
        points = by_kind((row.benefit, row.points) for row in rows)
        return page(request, "open_points.html", {**context, "points": points, "names": POINT_NAMES, "gone": gone})
    context |= {
        "rows": [row for row in rows if row.is_wanted(wanted.state) and wanted.figure in ("", *row.benefit.figures)],
        "figure": here.rules.figure(wanted.figure, here.today()),
        "states": {s: (name, sum(row.is_wanted(s) for row in rows)) for s, name in WANTED_NAMES.items()},
        "standings": STANDING_NAMES,
    }
    return page(request, "rules.html", context)


@router.get("/staff/benefits/{benefit_id}")
def rule(request: Request, benefit_id: str, done: Annotated[str, Query(max_length=20)] = "") -> Response:
    """One rule beside its clauses."""
    return _rule_page(request, running(request).engine.benefit(benefit_id), done)


@router.post("/staff/review")
def review(request: Request, form: Annotated[ReviewForm, Form()]) -> Response:
    """Comment, ask, settle, approve or take an approval back; what can't be taken is said on the page."""
    here = running(request)
    benefit = here.engine.benefit(form.benefit)
    try:
        _do(request, form, here.rules.rule(benefit))
    except RequestError as problem:
        return _rule_page(request, benefit, problem=NotTaken(str(problem), form))
    return to(f"/staff/benefits/{benefit.id}?done={form.does}#review")


def _do(request: Request, form: ReviewForm, rule: Rule) -> None:
    here, by = running(request), actor(request)
    text = review_text(here.engine.masker.mask(form.text), form.text)
    if form.does == "comment" or form.does == "question":
        if not text:
            raise RequestError("no_text", "还没有写内容。请写一句意见或疑问，再提交。")
        here.reviews.say(rule, form.does, text, by, _once(form, by.name))
    elif form.does == "settle":
        here.reviews.settle(form.entry, rule.benefit, text, by)
    elif form.does == "approve":
        here.reviews.approve(rule, form.version, by)
    else:
        here.reviews.withdraw(rule, by)


def _once(form: ReviewForm, account: str) -> str | None:
    """The form's own id: the same form sent twice by somebody with the same words counts once."""
    try:
        return str(uuid.uuid5(uuid.UUID(form.message_id), repr((account, form.benefit, form.does, form.text))))
    except ValueError:
        return None


def _rule_page(request: Request, benefit: Benefit, done: str = "", problem: NotTaken | None = None) -> Response:
    here, account = running(request), whoever(request).account
    entries = here.reviews.of(benefit.id)
    shown = here.rules.page(benefit, entries, here.suspensions.current().get(benefit.id), here.today())
    document = here.engine.corpus.documents[benefit.document]
    context = {
        "b": benefit, "r": shown, "notes": [note for note in benefit.notes if note.kind in NOTE_NAMES],
        "document": here.engine.sources.document(document, here.today()),
        "open": [entry for entry in entries if entry.open], "settled": [e for e in entries if _is_over(e, shown.rule)],
        "refusal": _refusal(shown.rule, entries, account.name), "approvers": [e.account for e in shown.approvals],
        "changed": here.reviews.changed().get(benefit.id), "standings": STANDING_NAMES, "point_names": POINT_NAMES,
        "note_names": NOTE_NAMES, "longest": LONGEST, "message_id": str(uuid.uuid4()), "done": done,
        "problem": problem,
    }  # fmt: skip
    return page(request, "rule.html", context, 422 if problem else 200)


def _is_over(entry: Entry, rule: Rule) -> bool:
    """Settled, taken back, or an approval of the rule as it no longer reads."""
    return not entry.open and (entry.kind != "approval" or bool(entry.withdrawn_at) or entry.version != rule.version)


def _refusal(rule: Rule, entries: list[Entry], account: str) -> str:
    """Why somebody can't approve the rule as it is now; empty where they can."""
    try:
        check_approval(rule, entries, account, rule.version)
    except RequestError as problem:
        return str(problem)
    return ""
