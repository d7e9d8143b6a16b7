"""Words made of questions: the form with what a question finds, an entry with what it would change, all entries."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assistant.accounts.accepting import STANDING_NAMES, WordEntry, check_acceptance, check_withdrawal, standing
from assistant.documents.corpus import UnknownClause
from assistant.engine import LONGEST_TEXT
from assistant.request import RequestError
from assistant.retrieval.added import LONGEST, AddedWords, check_added, is_there, read_added
from assistant.server.door import GuardedRoute, actor, whoever
from assistant.server.rendering import page, to
from assistant.server.running import Running, running
from assistant.server.word_view import bag_of, figures, shown_question
from assistant.store.questions import Asked, UnknownQuestion
from assistant.store.word_entries import UnknownWords

router = APIRouter(include_in_schema=False, route_class=GuardedRoute)
Json = dict[str, Any]
PAGE = 30  # entries
CHOICES = 6  # clauses to choose from
KIND_NAMES = {"lexicon": "口语对照", "asked": "问法"}
SET_NAMES = {"questions": "按条款写的", "persona_questions": "按人物写的", "off_topic": "没有答案的"}
_NUMBER = 2**31


class Start(BaseModel):
    """What a form starts from: a question, another entry, or words to look clauses up by."""

    question: int | None = Field(None, ge=1, lt=_NUMBER)
    entry: int | None = Field(None, ge=1, lt=_NUMBER)
    q: str = Field("", max_length=500)
    clause: str = Field("", max_length=120)


class WordForm(BaseModel):
    """What somebody wrote. ``unit``: the clause chosen, ``typed``: or its id, which counts where both are given."""

    kind: Literal["lexicon", "asked"]
    text: str = ""
    written: str = ""
    weight: str = ""
    note: str = ""
    unit: str = ""
    typed: str = ""
    question: str = Field("", max_length=10)
    q: str = Field("", max_length=500)
    message_id: str = Field("", max_length=64)

    @property
    def from_question(self) -> int | None:
        """The question's number; a form that says something else has none."""
        number = int(self.question) if self.question.isdecimal() and self.question.isascii() else 0
        return number if 0 < number < _NUMBER else None


class Decision(BaseModel):
    """What somebody decides about an entry."""

    entry: int = Field(ge=1, lt=_NUMBER)
    does: Literal["accept", "withdraw", "again"]


@router.get("/staff/words")
def entries(request: Request, start: Annotated[int, Query(ge=0, le=10**9)] = 0) -> Response:
    """All entries, the newest first."""
    here = running(request)
    found = here.words.newest(PAGE + 1, start)
    rows = [(entry, standing(entry, here.engine.judged_version), _is_there(here, entry)) for entry in found[:PAGE]]
    context = {
        "rows": rows, "more": len(found) > PAGE, "start": start, "size": PAGE, "standings": STANDING_NAMES,
        "kinds": KIND_NAMES,
    }  # fmt: skip
    return page(request, "words.html", context)


@router.get("/staff/words/new")
def new(request: Request, start: Annotated[Start, Query()]) -> Response:
    """The form, filled in from a question or another entry."""
    here = running(request)
    question = _question(here, start.question)
    form = WordForm(kind="asked", question=str(start.question or ""), q=start.q, unit=start.clause)
    if start.entry is not None:
        before = here.words.get(start.entry)
        form = form.model_copy(
            update={
                "kind": before.kind, "text": before.said, "written": before.written, "note": before.note,
                "weight": f"{before.weight:g}", "typed": before.unit,
            }
        )  # fmt: skip
    elif question is not None:
        form = form.model_copy(update={"text": bag_of(here.engine, question.said)})
    return _form_page(request, form, question)


@router.post("/staff/words")
def write(request: Request, form: Annotated[WordForm, Form()]) -> Response:
    """Keep the words; what can't be taken is said beside the form."""
    here = running(request)
    try:
        words = _checked(here, form)
        entry = here.words.write(asdict(words), form.from_question, actor(request), _once(form, request))
    except RequestError as problem:
        question = _question(here, form.from_question, gone=True)
        return _form_page(request, form, question, str(problem))
    return to(f"/staff/words/{entry}?done=written")  # where its changes begin to be worked out


@router.get("/staff/words/{entry}")
def entry_page(request: Request, entry: int, done: Annotated[str, Query(max_length=20)] = "") -> Response:
    """One entry with what it would change; where that isn't known for the corpus as it is, it is worked out."""
    return _entry_page(request, entry, done)


@router.post("/staff/words/decide")
def decide(request: Request, form: Annotated[Decision, Form()]) -> Response:
    """Accept an entry, take it back, or have its changes worked out again."""
    here, by = running(request), actor(request)
    try:
        if form.does == "accept":
            here.words.accept(form.entry, here.engine.judged_version, by)
        elif form.does == "withdraw":
            here.words.withdraw(form.entry, by)
        else:
            here.words.preview_again(form.entry)
    except UnknownWords:
        raise
    except RequestError as problem:
        return _entry_page(request, form.entry, problem=str(problem))
    return to(f"/staff/words/{form.entry}?done={form.does}")


def _entry_page(request: Request, number: int, done: str = "", problem: str = "") -> Response:
    if not 0 < number < _NUMBER:
        raise UnknownWords
    here, account = running(request), whoever(request).account
    entry = here.words.get(number)
    version = here.engine.judged_version
    where = standing(entry, version)
    if where == "waiting":
        here.previewing.take_up(number)
    context = {
        "entry": entry, "words": entry.words, "where": where, "standings": STANDING_NAMES, "kinds": KIND_NAMES,
        "sets": SET_NAMES, "in_corpus": _is_there(here, entry), "version": version, "done": done, "problem": problem,
        "question": _question(here, entry.question, gone=True), "figures": figures(entry.preview),
        "found": shown_question(here.engine, entry.preview),
        "may_accept": _refusal(lambda: check_acceptance(entry, account.name, version)),
        "may_withdraw": _refusal(lambda: check_withdrawal(entry)),
    }  # fmt: skip
    return page(request, "word_entry.html", context, 422 if problem else 200)


def _form_page(request: Request, form: WordForm, question: Asked | None, problem: str = "") -> Response:
    here = running(request)
    looked_up = form.q.strip() or (question.said if question else "")
    found = here.engine.search(looked_up[:LONGEST_TEXT], here.today(), CHOICES) if looked_up else None
    choices = [hit["clause"] for hit in found["results"]] if found else []
    if form.unit and form.unit not in choices and here.engine.corpus.is_unit(form.unit):
        choices.insert(0, form.unit)
    context = {
        "form": form, "question": question, "looked_up": looked_up, "found": found, "choices": choices,
        "problem": problem, "message_id": form.message_id if problem else str(uuid.uuid4()), "longest": LONGEST,
        "corpus": here.engine.corpus,
    }  # fmt: skip
    return page(request, "word_form.html", context, 422 if problem else 200)


def _checked(here: Running, form: WordForm) -> AddedWords:
    """The words, checked as the files are. Raises RequestError."""
    typed = form.typed.strip()
    words = read_added(form.kind, form.text, form.written, form.weight, form.note, typed or form.unit)
    for said in (words.said, words.written, words.note):
        if here.engine.masker.mask(said) != said:
            raise RequestError("identifier", "里面有像证件号、电话或姓名的内容，会写进语料文件，请去掉。")
    if words.kind == "asked":
        try:
            here.engine.corpus.clause(words.unit)
        except UnknownClause as unknown:
            raise RequestError("bad_words", str(unknown)) from None
    judging = (asked.query for questions in here.engine.judging.values() for asked in questions)
    check_added(words, here.engine.corpus, here.engine.lexicon, here.engine.asked, judging)
    return words


def _is_there(here: Running, entry: WordEntry) -> bool:
    return is_there(entry.words, here.engine.lexicon, here.engine.asked)


def _question(here: Running, number: int | None, gone: bool = False) -> Asked | None:
    """The question that words come from. Raises UnknownQuestion, unless it may be ``gone``."""
    if number is None:
        return None
    try:
        return here.questions.get(number)
    except UnknownQuestion:
        if gone:
            return None
        raise


def _refusal(check: Any) -> str:
    """Why something can't be done now; empty where it can."""
    try:
        check()
    except RequestError as problem:
        return str(problem)
    return ""


def _once(form: WordForm, request: Request) -> str | None:
    """The form's own id: the same form sent twice by somebody with the same words counts once."""
    said = (whoever(request).account.name, form.kind, form.text, form.written, form.weight, form.unit, form.typed)
    try:
        return str(uuid.uuid5(uuid.UUID(form.message_id), repr(said)))
    except ValueError:
        return None
