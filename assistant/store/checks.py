"""Checks of citations as they are kept: handed in together, taken up by one process, finished, read back, deleted.

A file waits beside its check until it has been read. Whoever takes a check up has it for ``LEASE``, and says now and
then that it is still being worked on: what a process that died had taken up is taken up by another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import Connection, Engine, Row, Select, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.store.audit import Actor, record
from assistant.store.conversations import is_token, new_token
from assistant.store.database import forget_deleted, now
from assistant.store.tables import CitationCheckRow, CitationUploadRow

Json = dict[str, Any]
State = Literal["waiting", "reading", "done", "refused"]
KEEP_CHECKS = 180  # days
LEASE = dt.timedelta(seconds=60)
LONGEST_NAME = 200  # characters
_ROW, _UPLOAD = CitationCheckRow.__table__.c, CitationUploadRow.__table__.c
_LINE = (
    _ROW.token, _ROW.batch, _ROW.account, _ROW.created_at, _ROW.name, _ROW.as_of, _ROW.state, _ROW.claimed_at,
    _ROW.corpus_version, _ROW.problems, _ROW.notices, _ROW.refusal,
)  # fmt: skip


class UnknownCheck(LookupError):
    """No check has this token."""

    def __init__(self) -> None:
        super().__init__("没有这份核对：可能网址不全，或者已经删除、到期了；可以把文字再核对一次。")


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What is to be checked: a text, or a file's content; or nothing, where it is refused at once."""

    name: str
    text: str | None = None
    content: bytes | None = None
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check in a list. ``problems``, ``notices``: how much is wrong, and how much else needs a person's eye;
    ``refusal``: why there is no result.
    """

    token: str
    batch: str
    account: str
    at: dt.datetime
    name: str
    as_of: dt.date
    state: State
    corpus_version: str | None
    problems: int | None
    notices: int | None
    refusal: str | None

    @property
    def pending(self) -> bool:
        """Whether there is something yet to come."""
        return self.state in ("waiting", "reading")


@dataclass(frozen=True, slots=True)
class KeptCheck:
    """A check that is done: the text as it was read, and what was found in words, with the clauses as they were."""

    line: CheckLine
    text: str
    reading: Json
    findings: Json


@dataclass(frozen=True, slots=True)
class TakenUp:
    """A check to be worked on: its text, or the content of its file; neither where the file is lost."""

    token: str
    name: str
    as_of: dt.date
    text: str | None
    content: bytes | None


class CheckStore:
    """The checks of one database."""

    def __init__(self, database: Engine) -> None:
        self.database = database

    def hand_in(self, batch: str, items: Sequence[HandedIn], as_of: dt.date, by: Actor) -> None:
        """Keep what is to be checked, all of it or nothing. Handed in again under the same batch, it counts once."""
        at = now()
        try:
            with self.database.begin() as connection:
                for place, item in enumerate(items):
                    row = {
                        "token": new_token(), "batch": batch, "place": place, "account": by.name, "created_at": at,
                        "name": item.name[:LONGEST_NAME], "as_of": as_of, "text": item.text,
                        "state": "refused" if item.refusal else "waiting", "refusal": item.refusal,
                    }  # fmt: skip
                    adding = insert(CitationCheckRow).values(row).returning(_ROW.id)
                    number = connection.execute(adding).scalar_one()
                    if item.content is not None:
                        content = {"check_id": number, "content": item.content}
                        connection.execute(insert(CitationUploadRow).values(content))
                    record(connection, by, "check_made", str(number))
        except IntegrityError:
            if not self.batch(batch):
                raise

    def take_up(self, token: str) -> TakenUp | None:
        """Begin to work on a check; None where there is nothing to do, or somebody else is doing it."""
        at = now()
        free = (_ROW.claimed_at.is_(None)) | (_ROW.claimed_at < at - LEASE)
        taking = (
            update(CitationCheckRow)
            .where(_ROW.token == token, _ROW.state == "waiting", free)
            .values(claimed_at=at)
            .returning(_ROW.id, _ROW.token, _ROW.name, _ROW.as_of, _ROW.text)
        )
        with self.database.begin() as connection:
            row = connection.execute(taking).first()
            if row is None:
                return None
            content = connection.execute(select(_UPLOAD.content).where(_UPLOAD.check_id == row.id)).scalar()
        return TakenUp(row.token, row.name, row.as_of, row.text, content)

    def still_at_it(self, token: str) -> None:
        """It is being worked on for another ``LEASE``."""
        with self.database.begin() as connection:
            connection.execute(update(CitationCheckRow).where(_ROW.token == token).values(claimed_at=now()))

    def finish(self, token: str, text: str, reading: Json, result: Json, findings: Json) -> None:
        """Keep what was found; the file goes. Nothing happens where it has been deleted or finished meanwhile."""
        self._end(
            token, state="done", text=text, reading=reading, result=result, findings=findings,
            corpus_version=result["corpus_version"], problems=result["problems"], notices=result["notices"],
        )  # fmt: skip

    def refuse(self, token: str, refusal: str) -> None:
        """Keep why there is no result; the file goes."""
        self._end(token, state="refused", refusal=refusal)

    def _end(self, token: str, **values: Any) -> None:
        ending = (
            update(CitationCheckRow)
            .where(_ROW.token == token, _ROW.state == "waiting")
            .values(claimed_at=None, **values)
            .returning(_ROW.id)
        )
        with self.database.begin() as connection:
            number = connection.execute(ending).scalar()
            if number is not None:
                connection.execute(delete(CitationUploadRow).where(_UPLOAD.check_id == number))

    def line(self, token: str) -> CheckLine:
        """A check as in a list. Raises UnknownCheck."""
        row = self._first(select(*_LINE), token)
        return _line(row)

    def get(self, token: str) -> KeptCheck:
        """A check that is done, as it was found. Raises UnknownCheck where there is none, or no result."""
        row = self._first(select(*_LINE, _ROW.text, _ROW.reading, _ROW.findings), token)
        if row.findings is None:
            raise UnknownCheck
        return KeptCheck(_line(row), row.text or "", row.reading or {}, row.findings)

    def answer(self, token: str) -> Json:
        """What ``Engine.cite`` answered. Raises UnknownCheck where there is no check, or no result."""
        answer: Json | None = self._first(select(_ROW.result), token).result
        if answer is None:
            raise UnknownCheck
        return answer

    def text(self, token: str) -> str | None:
        """The text of a check, as far as it has been read. Raises UnknownCheck."""
        found: str | None = self._first(select(_ROW.text), token).text
        return found

    def batch(self, batch: str) -> list[CheckLine]:
        """All that came in together, in its order; what was deleted is missing."""
        return self._lines(select(*_LINE).where(_ROW.batch == batch).order_by(_ROW.place)) if is_token(batch) else []

    def newest(self, account: str | None, limit: int, offset: int = 0) -> list[CheckLine]:
        """The newest first: an account's, or everybody's."""
        wanted = select(*_LINE).order_by(_ROW.created_at.desc(), _ROW.id.desc()).limit(limit).offset(offset)
        return self._lines(wanted if account is None else wanted.where(_ROW.account == account))

    def saw(self, token: str, by: Actor) -> None:
        """Somebody looked at another's check."""
        with self.database.begin() as connection:
            number = connection.execute(select(_ROW.id).where(_ROW.token == token)).scalar()
            record(connection, by, "check_seen", str(number))

    def delete(self, token: str, by: Actor) -> None:
        """Nothing of one's own check is left. Raises UnknownCheck, also where it is another's."""
        if not is_token(token):
            raise UnknownCheck
        mine = (_ROW.token == token) & (_ROW.account == by.name)
        with self.database.begin() as connection:
            number = connection.execute(delete(CitationCheckRow).where(mine).returning(_ROW.id)).scalar()
            if number is None:
                raise UnknownCheck
            record(connection, by, "check_deleted", str(number))
        forget_deleted(self.database)

    def _first(self, wanted: Select[Any], token: str) -> Row[Any]:
        if not is_token(token):
            raise UnknownCheck
        with self.database.connect() as connection:
            row = connection.execute(wanted.where(_ROW.token == token)).first()
        if row is None:
            raise UnknownCheck
        return row

    def _lines(self, wanted: Select[Any]) -> list[CheckLine]:
        with self.database.connect() as connection:
            return [_line(row) for row in connection.execute(wanted)]


def delete_old(connection: Connection) -> int:
    """Delete the checks that have been kept for long enough; how many there were."""
    old = _ROW.created_at < now() - dt.timedelta(days=KEEP_CHECKS)
    return connection.execute(delete(CitationCheckRow).where(old)).rowcount


def _line(row: Row[Any]) -> CheckLine:
    state = "reading" if row.state == "waiting" and row.claimed_at is not None else row.state
    return CheckLine(
        row.token, row.batch, row.account, row.created_at, row.name, row.as_of, cast("State", state),
        row.corpus_version, row.problems, row.notices, row.refusal,
    )  # fmt: skip
