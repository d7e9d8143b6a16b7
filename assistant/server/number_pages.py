"""The numbers of a day and its month for those who oversee: pictures, tables, CSV files, and what is to be seen to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, Field

from assistant.facts.calendar import BadDay, day_begins, read_day
from assistant.reports.table_file import csv_pieces
from assistant.request import RequestError
from assistant.server.alarm_strip import alarms_for
from assistant.server.door import GuardedRoute, actor
from assistant.server.number_tables import CaseNames, Cell, NumberTable, number_tables
from assistant.server.rendering import page
from assistant.server.running import running
from assistant.store.numbers import days_of_month

router = APIRouter(include_in_schema=False, route_class=GuardedRoute)
TOGETHER = ("表", "项目", "栏", "数")  # columns of the file that has all tables
ONE_DAY = dt.timedelta(days=1)


class Wanted(BaseModel):
    """The day that somebody asks for, as typed; ``table``: one alone, else all."""

    day: str = Field("", max_length=40)
    table: str = Field("", max_length=40)


@router.get("/numbers")
def numbers(request: Request, wanted: Annotated[Wanted, Query()]) -> Response:
    """A day and its month."""
    here, problem = running(request), ""
    try:
        day = _day(request, wanted)
    except BadDay as refused:
        day, problem = here.today(), str(refused)
    context = {
        "tables": _tables(request, day), "day": day, "typed": wanted.day or day.isoformat(), "problem": problem,
        "alarms": alarms_for(here, here.today()), "ways": list(_ways(day, here.today())),
        "keep_days": here.settings.keep_days,
    }  # fmt: skip
    return page(request, "numbers.html", context, 422 if problem else 200)


@router.get("/numbers.csv")
def numbers_csv(request: Request, wanted: Annotated[Wanted, Query()]) -> Response:
    """One table for a spreadsheet, or all of them in one, a number a line."""
    day = _day(request, wanted)
    tables = _tables(request, day)
    chosen = [table for table in tables if table.id == wanted.table]
    if wanted.table and not chosen:
        raise RequestError("unknown_table", f"没有这张表，可以是：{'、'.join(table.id for table in tables)}。")
    running(request).audit.record(actor(request), "numbers_exported", wanted.table or None, day=day.isoformat())
    pieces = csv_pieces(chosen[0].head, chosen[0].rows) if chosen else csv_pieces(TOGETHER, _together(tables))
    name = "-".join(["numbers", *([wanted.table] if wanted.table else []), day.isoformat()])
    headers = {"content-disposition": f'attachment; filename="{name}.csv"'}
    return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers=headers)


def _tables(request: Request, day: dt.date) -> list[NumberTable]:
    here = running(request)
    words = here.engine.desk_words
    names = CaseNames(words.channels, words.outcomes)
    return number_tables(here.engine, here.numbers.residents(day), here.case_numbers.of(day), names)


def _together(tables: Sequence[NumberTable]) -> Iterator[tuple[Cell, ...]]:
    for table in tables:
        for item, *cells in table.rows:
            yield from ((table.title, item, column, cell) for column, cell in zip(table.head[1:], cells, strict=True))


def _day(request: Request, wanted: Wanted) -> dt.date:
    """The day that is meant; without one, today. Raises BadDay."""
    if not wanted.day.strip():
        return running(request).today()
    text = wanted.day.strip()
    day_begins(text)
    return read_day(text)


def _ways(day: dt.date, today: dt.date) -> Iterator[tuple[str, dt.date]]:
    """The days that somebody may go on to."""
    month = days_of_month(day)
    for name, other in (
        ("前一天", day - ONE_DAY if day > dt.date.min else day),
        ("后一天", min(day + ONE_DAY, today) if day < today else day),
        ("上个月", month[0] - ONE_DAY if month[0] > dt.date.min else day),
        ("下个月", min(month[-1] + ONE_DAY, today) if month[-1] < today else day),
        ("今天", today),
    ):
        if other != day and other.year >= 1900:
            yield name, other
