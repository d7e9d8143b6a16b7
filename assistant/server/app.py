"""The application: engine, store, API and pages put together."""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import logging
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.requests import Request
from starlette.responses import Response

from assistant.documents.corpus import UnknownClause
from assistant.engine import Engine
from assistant.facts.calendar import BadDay, today
from assistant.facts.vocabulary import FactError
from assistant.request import RequestError
from assistant.server import (
    account_pages,
    agent_live_pages,
    agent_pages,
    api,
    canned_pages,
    case_forms,
    case_pages,
    compare_pages,
    display_pages,
    document_pages,
    drawer_pages,
    feedback_pages,
    handover_pages,
    health,
    number_pages,
    oversight_pages,
    pages,
    question_pages,
    result_pages,
    rule_pages,
    shelf_pages,
    source_pages,
    staff_pages,
    word_pages,
)
from assistant.server.door import mounted
from assistant.server.draining import ClosesConnections
from assistant.server.middleware import KnownHosts, SameSite, SecurityHeaders
from assistant.server.observing import TROUBLES, Observed
from assistant.server.permissions import PERMISSIONS
from assistant.server.problems import known_status, problem_response, retry_header, sentence
from assistant.server.refusals import LoginNeeded, PasswordChangeNeeded, Refused
from assistant.server.rendering import error_page, to
from assistant.server.resuming import unsent_of
from assistant.server.running import Running
from assistant.server.settings import Settings
from assistant.server.static_files import static_files
from assistant.store.audit import SERVER
from assistant.store.canned import UnknownCanned
from assistant.store.case_records import NotYourCase, UnknownCase
from assistant.store.checks import UnknownCheck
from assistant.store.conversations import UnknownConversation, UnknownResult
from assistant.store.day_counts import keep_finished_days
from assistant.store.handover import HandoverOver, UnknownHandover
from assistant.store.retention import purge
from assistant.store.troubles import trouble_of

logger = logging.getLogger(__name__)
PURGE_EVERY = 3600.0  # seconds
# Young objects are looked at as usual, all of them a hundred times less often: what is kept from turn to turn is a
# million objects, and to walk them holds up every request for a third of a second.
COLLECTED = (700, 10, 2000)
ROUTERS = (
    api.router, pages.router, result_pages.router, document_pages.router, display_pages.router, account_pages.router,
    feedback_pages.router, rule_pages.router, staff_pages.router, oversight_pages.router, source_pages.router,
    agent_pages.router, canned_pages.router, drawer_pages.router, compare_pages.router, shelf_pages.router,
    case_forms.router, case_pages.router, handover_pages.router, agent_live_pages.router, number_pages.router,
    question_pages.router, word_pages.router, health.router,
)  # fmt: skip
KNOWN_PROBLEMS: tuple[type[Exception], ...] = (
    BadDay, FactError, HandoverOver, HTTPException, Refused, RequestError, RequestValidationError, SQLAlchemyError,
    NotYourCase, UnicodeEncodeError, UnknownCanned, UnknownCase, UnknownCheck, UnknownClause, UnknownConversation,
    UnknownHandover,
    UnknownResult, Exception,
)  # fmt: skip


def create_app(settings: Settings | None = None, today: Callable[[], dt.date] = today) -> FastAPI:
    """The application, ready to answer. Raises CorpusError and StoreError with a sentence that says what to mend."""
    chosen = settings or Settings.from_environment()
    gc.disable()  # nothing of what is loaded is garbage: a sixth of the time until the first answer
    try:
        engine = Engine(chosen.corpus)
        engine.warm_up()
    finally:
        gc.enable()
    gc.collect()
    gc.freeze()  # what was loaded stays for good: the collector needn't walk it during a request
    gc.set_threshold(*COLLECTED)
    app = FastAPI(title="北京就业政策问答", version="1", openapi_url=None, lifespan=_lifespan)
    here = app.state.running = Running.on(chosen, engine, today)
    for router in ROUTERS:
        app.router.routes.extend(mounted(router))
    if "GET /static/{path:path}" in PERMISSIONS:
        app.mount("/static", static_files(), name="static")
    for kind in KNOWN_PROBLEMS:
        app.add_exception_handler(kind, _failed)
    # The last one added is the first to see a request; FastAPI's own answer to an unforeseen error is outside of all.
    app.add_middleware(ServerErrorMiddleware, handler=_failed)
    app.add_middleware(SameSite, settings=chosen)
    app.add_middleware(KnownHosts, settings=chosen)
    app.add_middleware(SecurityHeaders, settings=chosen)
    app.add_middleware(ClosesConnections, draining=here.draining)
    app.add_middleware(Observed)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    here: Running = app.state.running
    here.draining.listen()
    purging = asyncio.create_task(_purge_now_and_then(here))
    yield
    here.draining.begin()
    purging.cancel()
    here.database.dispose()


async def _purge_now_and_then(here: Running) -> None:
    """Several processes may do so at once: what is gone is gone."""
    while True:
        try:
            await run_in_threadpool(keep_finished_days, here.database)  # before what is counted goes
            await run_in_threadpool(purge, here.database, here.settings.keep_days, SERVER)
        except SQLAlchemyError as problem:
            logger.warning("purge_failed", extra={"problem": type(problem).__name__})
        await asyncio.sleep(PURGE_EVERY * random.uniform(0.8, 1.2))


async def _failed(request: Request, problem: Exception) -> Response:
    """Programs get problem+json, people a page; a login that is needed, the way to it."""
    status = known_status(problem)
    if isinstance(problem, SQLAlchemyError) and (trouble := trouble_of(problem)) is not None:
        TROUBLES.labels(trouble.kind).inc()
        logger.error("database_trouble", extra={"kind": trouble.kind, "problem": type(problem).__name__})
    if request.url.path.startswith(("/api/", "/healthz", "/readyz")) or case_forms.for_script(request):
        return await problem_response(request, problem)
    if isinstance(problem, LoginNeeded):
        return _to_login(request)
    if isinstance(problem, PasswordChangeNeeded):
        return to(account_pages.CHANGE_PASSWORD)
    answer = error_page(request, status, sentence(problem))
    answer.headers.update(retry_header(problem))
    return answer


def _to_login(request: Request) -> Response:
    """A page is asked for again after the login; a form is given back."""
    if request.method == "GET":
        query = f"?{request.url.query}" if request.url.query else ""
        return account_pages.login_first(f"{request.url.path}{query}")
    return account_pages.login_form(request, 401, LoginNeeded.sentence, unsent=unsent_of(request))
