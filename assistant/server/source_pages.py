"""Documents as staff need them: every clause beside the untouched source, its legal status on a day, what it is related
to, who relies on it, words searched in it, and permanent addresses.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from assistant.documents.clause import Clause
from assistant.documents.corpus import Corpus, Document, UnknownClause
from assistant.documents.repairs import counted
from assistant.engine import Engine
from assistant.facts.calendar import BadDay, read_day
from assistant.server.door import GuardedRoute
from assistant.server.permissions import PERMISSIONS
from assistant.server.relation_tables import relations_of
from assistant.server.rendering import page
from assistant.server.running import running
from assistant.server.sharing import address_of
from assistant.server.source_view import known, oddities, shown_rows
from assistant.server.timeline import timeline_of
from assistant.server.words_found import find_words

Json = dict[str, Any]
router = APIRouter(include_in_schema=False, route_class=GuardedRoute)
DOCUMENTS = "/staff/documents"
STAFF_BENEFIT = "/staff/benefits/"


class Wanted(BaseModel):
    """What of a document is asked for, as typed. ``marks``: “off” leaves the marks of repairs away."""

    clause: str = Field("", max_length=300)
    q: str = Field("", max_length=200)
    as_of: str = Field("", max_length=40)
    marks: str = Field("", max_length=8)

    def kept(self) -> dict[str, str]:
        """What the links of the page carry on; the clause is each link's own."""
        said = {"q": self.q.strip(), "as_of": self.as_of, "marks": "off" if self.marks == "off" else ""}
        return {name: value for name, value in said.items() if value}


@router.get("/staff/documents")
def source_documents(request: Request, as_of: Annotated[str, Query(max_length=40)] = "") -> Response:
    """Every document with its standing on a day."""
    engine = running(request).engine
    day, problem = _day(request, as_of)
    texts = known(engine).texts
    listed = [
        (engine.sources.document(document, day), oddities(document, texts[document.id]))
        for document in engine.corpus.documents.values()
    ]
    kept = {"as_of": as_of} if as_of and not problem else {}
    context = {"listed": listed, "day": day.isoformat(), "as_of": as_of, "problem": problem, "kept": kept}
    return page(request, "source_documents.html", context, 422 if problem else 200)


@router.get("/staff/documents/{document_id}")
def source_document(request: Request, document_id: str, wanted: Annotated[Wanted, Query()]) -> Response:
    """One document; a clause that it doesn't have is answered with the nearest."""
    engine = running(request).engine
    name, anchor, path = document_id.partition("#")  # a clause's id, encoded whole, is its address too
    if name not in engine.corpus.documents:
        raise HTTPException(404)
    if anchor:
        return RedirectResponse(f"{DOCUMENTS}/{name}?{urlencode({'clause': path})}#{quote(path)}", 303)
    document = engine.corpus.documents[name]
    day, problem = _day(request, wanted.as_of)
    chosen, nearest, missing = _chosen(engine.corpus, document, wanted.clause)
    context = _context(engine, document, wanted, day, chosen)
    kept = wanted.kept()
    if problem:
        kept.pop("as_of", None)
    context |= {"problem": problem or missing, "nearest": nearest, "kept": kept, "wanted": wanted}
    if chosen is not None:
        context["address"] = permanent(request, chosen)
    context["at"], context["public"] = f"{DOCUMENTS}/{name}", f"/documents/{name}"
    context["benefit_link"] = benefit_link
    return page(request, "source_document.html", context, 404 if missing else 422 if problem else 200)


def permanent(request: Request, clause: Clause) -> str:
    """The whole address of a clause on these pages."""
    address = address_of(request, f"{DOCUMENTS}/{clause.document}")
    return f"{address}?{urlencode({'clause': clause.path})}#{quote(clause.path)}"


def benefit_link(benefit_id: str) -> str:
    """Where staff read about a benefit."""
    for_staff = any(route.startswith(f"GET {STAFF_BENEFIT}{{") for route in PERMISSIONS)
    return f"{STAFF_BENEFIT if for_staff else '/benefits/'}{benefit_id}"


def _context(engine: Engine, document: Document, wanted: Wanted, day: dt.date, chosen: Clause | None) -> Json:
    text = known(engine).texts[document.id]
    words = wanted.q.strip()
    found = find_words(text, document.source, words) if words else None
    return {
        "document": engine.sources.document(document, day),
        "day": day.isoformat(),
        "oddities": oddities(document, text),
        "timeline": timeline_of(document, text, day),
        "nature": document.metadata.nature.value,
        "relations": relations_of(engine, document),
        "repairs": counted(text.repairs),
        "rows": shown_rows(engine, document, chosen, found.offsets if found else frozenset()),
        "found": found,
        "words": words,
        "chosen": chosen,
        "citation": document.citation(chosen) if chosen else "",
        "suspended": engine.suspended(),
    }


def _day(request: Request, as_of: str) -> tuple[dt.date, str]:
    """The day asked about, or today and what is wrong with what was asked."""
    today = running(request).today()
    if not as_of.strip():
        return today, ""
    try:
        return read_day(as_of.strip()), ""
    except BadDay as problem:
        return today, f"{problem}下面按今天来看。"


def _chosen(corpus: Corpus, document: Document, asked: str) -> tuple[Clause | None, list[Clause], str]:
    """The clause asked for by path or id; else the nearest that exist and what to say."""
    wanted = asked.strip()
    if not wanted:
        return None, [], ""
    try:
        clause = corpus.clause(wanted if "#" in wanted else f"{document.id}#{wanted}")
    except UnknownClause as problem:
        return None, [corpus.clause(near) for near in problem.nearest], str(problem)
    if clause.document == document.id:
        return clause, [], ""
    return None, [clause], f"“{clause.id}”是另一份文件里的条款。"
