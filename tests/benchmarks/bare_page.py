"""The yardstick of the server: a bare FastAPI + Jinja2 page, alone and with one SELECT and one INSERT.

``python -m uvicorn --factory tests.benchmarks.bare_page:create_app``. ``BARE_PAGE_BYTES`` is the size of the page,
``BARE_PAGE_DATABASE`` the database. Nothing of the product is imported, so that the yardstick stays as long as it is.
"""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response
from fastapi.templating import Jinja2Templates
from jinja2 import DictLoader, Environment
from sqlalchemy import Column, Engine, Integer, MetaData, Table, Text, create_engine, event, insert, select

PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><h1>{{ title }}</h1>
<ul>
{% for line in lines %}
<li id="line-{{ line.number }}">
  <a href="/documents/{{ line.document }}">{{ line.name }}</a>
  {% if line.text %}<p class="words">{{ line.text }}</p>{% endif %}
</li>
{% endfor %}
</ul>
<p>{{ rest }}</p></body></html>
"""
TEXT = "上述人员实现稳定就业，在劳动合同履行期限内，每满一年，依次按照每年6000元、9000元的标准申请就业奖励。"

visits = Table("bare_page_visit", MetaData(), Column("id", Integer, primary_key=True), Column("said", Text))


@dataclass(frozen=True, slots=True)
class Line:
    """One turn of the page's loop."""

    number: int
    document: str
    name: str
    text: str


def create_app() -> FastAPI:
    """The page under ``/page``, with the database under ``/stored``."""
    templates = Jinja2Templates(env=Environment(loader=DictLoader({"page.html": PAGE}), autoescape=True))
    shown = _filled(templates.env, int(os.environ["BARE_PAGE_BYTES"]))
    database = _opened(os.environ["BARE_PAGE_DATABASE"])
    numbers = itertools.count(1)
    app = FastAPI(docs_url=None, redoc_url=None)

    def page(request: Request) -> Response:
        return templates.TemplateResponse(request, "page.html", shown)

    def stored(request: Request) -> Response:
        with database.begin() as connection:
            connection.execute(select(visits.c.said).where(visits.c.id == next(numbers))).first()
            connection.execute(insert(visits).values(said=TEXT))
        return templates.TemplateResponse(request, "page.html", shown)

    app.add_api_route("/page", page)
    app.add_api_route("/stored", stored, methods=["POST"])
    return app


def _filled(templates: Environment, size: int) -> dict[str, Any]:
    """What the page shows so that it has this many bytes."""
    template = templates.get_template("page.html")

    def shown(lines: int, rest: int) -> dict[str, Any]:
        rows = [
            Line(n, "xicheng-2021-2", f"西城区就业工作若干措施 第{n:05}条", TEXT) for n in range(10_000, 10_000 + lines)
        ]
        return {"title": "北京就业政策问答", "lines": rows, "rest": "." * rest}

    def length(lines: int) -> int:
        return len(template.render(shown(lines, 0)).encode())

    empty, a_line = length(0), length(1) - length(0)
    lines = max(0, size - empty) // a_line
    return shown(lines, max(0, size - length(lines)))


def _opened(url: str) -> Engine:
    """The database with the same promises as the product's: what is answered is on the disk."""
    database = create_engine(url)
    if database.dialect.name == "sqlite":

        @event.listens_for(database, "connect")
        def prepare(connection: Any, _record: object) -> None:
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000"):
                connection.execute(f"PRAGMA {pragma}").close()

    visits.metadata.create_all(database)
    return database
