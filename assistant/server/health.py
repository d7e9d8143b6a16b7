"""What a load balancer asks: does the process answer, and should people be sent to it?"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy import Engine as Database
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from assistant.engine import Engine
from assistant.server.door import GuardedRoute
from assistant.server.running import running
from assistant.store.schema import current, head
from assistant.store.troubles import trouble_of

router = APIRouter(include_in_schema=False, route_class=GuardedRoute)


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
def readyz(request: Request) -> Response:
    """The corpus answers, the database can be read and written and has this program's schema; not about to stop."""
    here = running(request)
    problems: dict[str, str] = {}
    if here.draining.begun:
        problems["process"] = "stopping"
    if not _corpus_answers(here.engine, here.today()):
        problems["corpus"] = "does not answer"
    if (database := _database_problem(here.database)) is not None:
        problems["database"] = database
    body: dict[str, Any] = {
        "status": "unavailable" if problems else "ready",
        "corpus_version": here.engine.corpus.version,
    }
    return JSONResponse({**body, **({"problems": problems} if problems else {})}, 503 if problems else 200)


def _corpus_answers(engine: Engine, day: Any) -> bool:
    """One real assessment, of nobody in particular."""
    try:
        return bool(engine.rules.assess({"applicant": "resident"}, day).entitlements)
    except SQLAlchemyError:
        return True  # that is the database's matter


def _database_problem(database: Database) -> str | None:
    try:
        with database.begin() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                # It deletes nothing, and fails where nothing can be written.
                connection.exec_driver_sql("DELETE FROM alembic_version WHERE 0")
            elif connection.execute(text("SHOW transaction_read_only")).scalar() == "on":
                return "read_only"
            found = current(connection)
    except SQLAlchemyError as problem:
        trouble = trouble_of(problem)
        return trouble.kind if trouble else "broken"
    return None if found == head() else f"schema {found}, the program needs {head()}"
