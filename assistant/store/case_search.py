"""Cases found by their words, newest first: whoever asks sees how many there are, and a page of them.

SQLite's index knows where pairs of characters stand, so that a word's pairs in a row are the word. PostgreSQL's knows
only which cases have them: a word of more than two characters is looked for in the text of those. What many cases have
is found soonest by looking at the newest first, what few have by the index.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, select, text

from assistant.store.case_records import CaseLine, State, first_id
from assistant.store.case_words import ALL, matching, pairs
from assistant.store.cases import LINE, line_of
from assistant.store.tables import CaseRow, Moment

PAGE = 30  # cases
MANY = 10_000  # hits, from which on the newest are looked through rather than all hits sorted
_ID = CaseRow.__table__.c.id
_DUE = "{id} IN (SELECT id FROM service_case WHERE state = 'open' AND call_back_at <= :due)"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases: those with all of the ``words`` (folded) that ``member`` may see (None: everybody's).

    ``owner``, ``state``: empty for any. ``since``, ``until``: days in Beijing on which it was opened, both included.
    ``due``: open, and to be called back by then.
    """

    words: Sequence[str] = ()
    member: str | None = None
    owner: str = ""
    state: State | str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    due: dt.datetime | None = None

    @property
    def marks(self) -> list[str]:
        """What is filtered by, as the index has it."""
        given = (("m:", self.member or ""), ("o:", self.owner), ("s:", self.state))
        return [f"{kind}{value}" for kind, value in given if value]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page is: the cases before one (older), or those after one (newer); at first the newest."""

    before: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of cases, newest first; ``hits``: how many there are in all; whether there are newer and older ones."""

    lines: list[CaseLine]
    hits: int
    newer: bool
    older: bool


def find_cases(database: Engine, wanted: Wanted, place: Place = Place(), size: int = PAGE) -> Found:
    """A page of the cases that are wanted."""
    with database.connect() as connection:
        postgresql = connection.dialect.name == "postgresql"
        search = _InPostgreSQL(connection, wanted) if postgresql else _InSQLite(connection, wanted)
        hits = search.count()
        ids = search.ids(place, size + 1, hits) if hits else []
        more, ids = len(ids) > size, ids[:size]
        rows = connection.execute(select(*LINE).where(_ID.in_(ids)).order_by(_ID.desc()))
        lines = [line_of(row) for row in rows]
        backwards = place.after is not None
        beyond = _beyond(search, lines, hits, backwards) if place.before or backwards else False
    return Found(lines, hits, newer=more if backwards else beyond, older=beyond if backwards else more)


def _beyond(search: _Search, lines: list[CaseLine], hits: int, backwards: bool) -> bool:
    """Whether there is another page on the side from which somebody came."""
    if not lines:
        return False
    edge = Place(before=lines[-1].id) if backwards else Place(after=lines[0].id)
    return bool(search.ids(edge, 1, hits))


class _Search:
    """The cases that are wanted, in one kind of database."""

    id: str

    def __init__(self, connection: Connection, wanted: Wanted) -> None:
        self.connection, self.wanted = connection, wanted
        self.given: dict[str, Any] = {"due": wanted.due}
        self.bounds: list[str] = [_DUE.format(id=self.id)] if wanted.due is not None else []
        if wanted.since is not None:
            self.bounds.append(f"{self.id} > :since")
            self.given["since"] = first_id(wanted.since)
        if wanted.until is not None and wanted.until < dt.date.max:
            self.bounds.append(f"{self.id} < :until")
            self.given["until"] = first_id(wanted.until + dt.timedelta(days=1))

    def count(self) -> int:
        """How many there are."""
        raise NotImplementedError

    def ids(self, place: Place, limit: int, hits: int) -> list[int]:
        """Those at a place, the nearest first: ids, of which there are ``hits`` in all."""
        raise NotImplementedError

    def _run(self, what: str, conditions: Sequence[str], **given: Any) -> Any:
        where = " AND ".join(conditions) or "true"
        statement = text(what.replace("WHERE", f"WHERE {where}"))
        if self.wanted.due is not None:
            statement = statement.bindparams(bindparam("due", type_=Moment))
        return self.connection.execute(statement, {**self.given, **given})

    def _at(self, place: Place) -> tuple[list[str], str, dict[str, int]]:
        """The condition and the order of a place."""
        if place.after is not None:
            return [f"{self.id} > :edge"], "ASC", {"edge": place.after}
        if place.before is not None:
            return [f"{self.id} < :edge"], "DESC", {"edge": place.before}
        return [], "DESC", {}


class _InSQLite(_Search):
    id = "rowid"

    def __init__(self, connection: Connection, wanted: Wanted) -> None:
        super().__init__(connection, wanted)
        self.given["expression"] = matching(wanted.marks or ([] if wanted.words else [ALL]), wanted.words)
        self.bounds.insert(0, "case_index MATCH :expression")

    def count(self) -> int:
        return int(self._run("SELECT count(*) FROM case_index WHERE", self.bounds).scalar())

    def ids(self, place: Place, limit: int, hits: int) -> list[int]:  # noqa: ARG002
        at, order, edge = self._at(place)
        there = f"SELECT rowid FROM case_index WHERE ORDER BY rowid {order} LIMIT {limit}"
        return list(self._run(there, [*self.bounds, *at], **edge).scalars())


class _InPostgreSQL(_Search):
    id = "case_id"

    def __init__(self, connection: Connection, wanted: Wanted) -> None:
        super().__init__(connection, wanted)
        # Compiling expressions and starting helpers takes longer than the work; what fits is remembered case by case.
        connection.execute(text("SET LOCAL jit = off"))
        connection.execute(text("SET LOCAL work_mem = '64MB'"))
        connection.execute(text("SET LOCAL max_parallel_workers_per_gather = 0"))
        long = [word for word in wanted.words if len(word) > 2]
        self.given |= {f"word{n}": word for n, word in enumerate(wanted.words)}
        self.given["marks"] = wanted.marks
        self.given["pairs"] = [*wanted.marks, *(pair for word in wanted.words for pair in pairs(word))]
        self.indexed = ["case_pairs(marks, words) @> CAST(:pairs AS text[])"] if self.given["pairs"] else []
        self.indexed += [f"strpos(words, :word{n}) > 0" for n, word in enumerate(wanted.words) if word in long]
        self.looked_at = ["string_to_array(marks, ' ') @> CAST(:marks AS text[])"] if wanted.marks else []
        self.looked_at += [f"strpos(words, :word{n}) > 0" for n in range(len(wanted.words))]

    def count(self) -> int:
        return int(self._run("SELECT count(*) FROM case_words WHERE", [*self.indexed, *self.bounds]).scalar())

    def ids(self, place: Place, limit: int, hits: int) -> list[int]:
        at, order, edge = self._at(place)
        ending = f"ORDER BY case_id {order} LIMIT {limit}"
        if hits > MANY or not self.indexed:
            there = f"SELECT case_id FROM case_words WHERE {ending}"
            return list(self._run(there, [*self.looked_at, *self.bounds, *at], **edge).scalars())
        # Apart, for the planner, who knows nothing of the index's contents, would take the other way.
        within = f"WITH hit AS MATERIALIZED (SELECT case_id FROM case_words WHERE) SELECT case_id FROM hit {ending}"
        return list(self._run(within, [*self.indexed, *self.bounds, *at], **edge).scalars())
