"""Canned answers as they are kept: written, changed, confirmed, retired; of two at once nobody's words are lost.

Nothing is deleted: what was sent in the words of an answer can be read later. Whoever changes one says which version
they have read; where another has come since, nothing is changed and both can be shown.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.store.audit import Action, Actor, record
from assistant.store.database import now
from assistant.store.tables import CannedAnswerRow

Json = dict[str, Any]
LONGEST_TITLE, LONGEST_KEY, LONGEST_TEXT = 80, 32, 2000  # characters
_ROW = CannedAnswerRow.__table__.c
_SHOWN = select(
    _ROW.id, _ROW.title, _ROW.key, _ROW.text, _ROW.bound, _ROW.figures, _ROW.version, _ROW.written_by,
    _ROW.written_at, _ROW.confirmed_by, _ROW.confirmed_at, _ROW.retired_by, _ROW.retired_at,
)  # fmt: skip


class UnknownCanned(LookupError):
    """No canned answer has this number."""

    def __init__(self) -> None:
        super().__init__("没有这条常用答复，请回到列表里重新选。")


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody writes: ``clauses`` as they are (clause, words, digest, standing), ``figures`` by their names."""

    title: str
    key: str
    text: str
    clauses: list[Json]
    figures: Json


@dataclass(frozen=True, slots=True)
class CannedAnswer:
    """A canned answer. ``confirmed_by``: who last said that the text holds, when what it is bound to was so."""

    id: int
    title: str
    key: str
    text: str
    clauses: list[Json]
    figures: Json
    version: int
    written_by: str
    written_at: dt.datetime
    confirmed_by: str
    confirmed_at: dt.datetime
    retired_by: str | None
    retired_at: dt.datetime | None


class CannedChanged(Exception):
    """Somebody else has changed it meanwhile; ``current``: as it is now."""

    def __init__(self, current: CannedAnswer) -> None:
        self.current = current
        super().__init__(f"您打开以后，{current.written_by}改过这条常用答复。两份都在下面，请对照着改好，再保存一次。")


class CannedStore:
    """The canned answers of one database."""

    def __init__(self, database: Engine) -> None:
        self.database = database

    def listed(self, retired: bool = False) -> list[CannedAnswer]:
        """All that are in use, or all that are no longer, by their titles."""
        out_of_use = _ROW.retired_at.is_not(None) if retired else _ROW.retired_at.is_(None)
        with self.database.connect() as connection:
            rows = connection.execute(_SHOWN.where(out_of_use).order_by(_ROW.title, _ROW.id)).all()
        return [_answer(row) for row in rows]

    def get(self, number: int) -> CannedAnswer:
        """One canned answer. Raises UnknownCanned."""
        with self.database.connect() as connection:
            row = connection.execute(_SHOWN.where(_ROW.id == number)).first()
        if row is None:
            raise UnknownCanned
        return _answer(row)

    def write(self, written: Written, by: Actor, message_id: str | None = None) -> bool:
        """Keep a new one; False where this very form has come before."""
        at = now()
        row = {
            **_columns(written), "version": 1, "written_by": by.name, "written_at": at, "confirmed_by": by.name,
            "confirmed_at": at, "message_id": message_id,
        }  # fmt: skip
        try:
            with self.database.begin() as connection:
                number = connection.execute(insert(CannedAnswerRow).values(row).returning(_ROW.id)).scalar_one()
                record(connection, by, "canned_written", str(number))
        except IntegrityError:
            return False
        return True

    def change(self, number: int, version: int, written: Written, by: Actor) -> None:
        """Other words in its place. Raises CannedChanged, UnknownCanned."""
        at = now()
        values = {
            **_columns(written), "written_by": by.name, "written_at": at, "confirmed_by": by.name, "confirmed_at": at,
        }  # fmt: skip
        self._next(number, version, values, "canned_changed", by)

    def confirm(self, number: int, version: int, clauses: list[Json], figures: Json, by: Actor) -> None:
        """The text still holds, by what it is bound to as that is now. Raises CannedChanged, UnknownCanned."""
        values = {
            "bound": {"clauses": clauses}, "figures": figures, "confirmed_by": by.name, "confirmed_at": now()
        }  # fmt: skip
        self._next(number, version, values, "canned_confirmed", by)

    def retire(self, number: int, version: int, by: Actor) -> None:
        """It is no longer used. Raises CannedChanged, UnknownCanned."""
        self._next(number, version, {"retired_by": by.name, "retired_at": now()}, "canned_retired", by)

    def _next(self, number: int, version: int, values: Json, action: Action, by: Actor) -> None:
        """The next version, where the one that was read is the newest and is in use."""
        changing = (
            update(CannedAnswerRow)
            .where(_ROW.id == number, _ROW.version == version, _ROW.retired_at.is_(None))
            .values(**values, version=version + 1)
        )
        with self.database.begin() as connection:
            if connection.execute(changing).rowcount:
                record(connection, by, action, str(number), version=version + 1)
                return
        raise CannedChanged(self.get(number))


def _columns(written: Written) -> Json:
    return {
        "title": written.title, "key": written.key, "text": written.text, "bound": {"clauses": written.clauses},
        "figures": written.figures,
    }  # fmt: skip


def _answer(row: Any) -> CannedAnswer:
    return CannedAnswer(
        row.id, row.title, row.key, row.text, row.bound["clauses"], row.figures, row.version, row.written_by,
        row.written_at, row.confirmed_by, row.confirmed_at, row.retired_by, row.retired_at,
    )  # fmt: skip
