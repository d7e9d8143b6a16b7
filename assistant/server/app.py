"""The application: engine, store, API and pages put together."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles

from assistant.documents.corpus import UnknownClause
from assistant.engine import Engine
from assistant.facts.calendar import BadDay
from assistant.facts.vocabulary import FactError
from assistant.locations import corpus_folder, web_folder
from assistant.request import RequestError
from assistant.server import api, pages
from assistant.server.conversations import Conversations
from assistant.server.middleware import BodyLimit, SecurityHeaders
from assistant.server.problems import known_status, problem_response, sentence
from assistant.store.conversations import ConversationStore, UnknownConversation, UnknownResult
from assistant.store.database import open_database
from assistant.store.location import database_url
from assistant.store.suspensions import SuspensionStore


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the corpus and the database are."""

    corpus: Path
    database: str

    @classmethod
    def from_environment(cls, corpus: str | None = None) -> Settings:
        """``ASSISTANT_CORPUS``, ``ASSISTANT_DATABASE_URL`` or what comes with the program."""
        return cls(corpus_folder(corpus), database_url())


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application, ready to answer. Raises CorpusError and StoreError with a sentence that says what to mend."""
    chosen = settings or Settings.from_environment()
    engine = Engine(chosen.corpus)
    engine.warm_up()
    gc.collect()
    gc.freeze()  # what was loaded stays for good: the collector needn't walk it during a request
    database = open_database(chosen.database)
    engine.suspended = SuspensionStore(database).current
    store = ConversationStore(database)
    app = FastAPI(
        title="北京就业政策问答",
        version="1",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.engine = engine
    app.state.store = store
    app.state.conversations = Conversations(engine, store)
    app.include_router(api.router)
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=web_folder() / "static"), name="static")
    app.add_api_route("/healthz", _healthz, include_in_schema=False)
    app.add_api_route("/readyz", _readyz, include_in_schema=False)
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders)
    known = (
        BadDay, FactError, HTTPException, RequestError, RequestValidationError, UnicodeEncodeError, UnknownClause,
        UnknownConversation, UnknownResult, Exception,
    )  # fmt: skip
    for kind in known:
        app.add_exception_handler(kind, _failed)
    return app


def _healthz() -> dict[str, str]:
    return {"status": "ok"}


def _readyz(request: Request) -> Response:
    try:
        ready = request.app.state.store.ready()
    except SQLAlchemyError:
        ready = False
    engine: Engine = request.app.state.engine
    body = {"status": "ready" if ready else "database unavailable", "corpus_version": engine.corpus.version}
    return JSONResponse(body, 200 if ready else 503)


async def _failed(request: Request, problem: Exception) -> Response:
    """Programs get problem+json, people a page."""
    if request.url.path.startswith(("/api/", "/healthz", "/readyz")):
        return await problem_response(request, problem)
    return pages.error_page(request, known_status(problem), sentence(problem))
