"""Documents for residents: what each is and whether it holds, its benefits, its words with an anchor on each clause."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from assistant.server.door import GuardedRoute
from assistant.server.reading import offers, provisions
from assistant.server.rendering import page
from assistant.server.running import running

Json = dict[str, Any]
router = APIRouter(include_in_schema=False, route_class=GuardedRoute)


@router.get("/documents")
def documents(request: Request) -> Response:
    """Every document with its standing."""
    return page(request, "documents.html", running(request).engine.documents(running(request).today()))


@router.get("/documents/{document_id}")
def document(request: Request, document_id: str) -> Response:
    """A document: an overview, its benefits as cards, its words."""
    engine, today = running(request).engine, running(request).today()
    name, anchor, path = document_id.partition("#")  # a clause's id, encoded whole, is its address too
    if name not in engine.corpus.documents:
        raise HTTPException(404)
    if anchor:
        return RedirectResponse(f"/documents/{name}#{quote(path)}", 303)
    context = {
        "message_id": str(uuid.uuid4()),
        "document": engine.sources.document(engine.corpus.documents[name], today),
        "offers": offers(engine, name, today),
        "provisions": provisions(engine, name),
    }
    return page(request, "document.html", context)
