"""Words that staff add, kept: written, previewed by one process at a time, accepted by another account, exported.

Whoever works a preview out has it for ``LEASE``: what a process that died had taken up is taken up by another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Select, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.accounts.accepting import WordEntry, check_acceptance, check_withdrawal
from assistant.request import RequestError
from assistant.store.audit import Actor, record
from assistant.store.database import now
from assistant.store.questions import set_state
from assistant.store.tables import QuestionRow, WordEntryRow

Json = dict[str, Any]
LEASE = dt.timedelta(seconds=60)
_E, _Q = WordEntryRow.__table__.c, QuestionRow.__table__.c
_SHOWN = select(
    _E.id, _E.question_id, _E.kind, _E.said, _E.written, _E.weight, _E.note, _E.unit, _E.account, _E.created_at,
    _E.preview, _E.preview_version, _E.previewed_at, _E.problem, _E.accepted_by, _E.accepted_at, _E.withdrawn_by,
    _E.withdrawn_at, _E.exported_at,
)  # fmt: skip


class UnknownWords(RequestError):
    """There is no such entry."""

    def __init__(self) -> None:
        super().__init__("unknown_words", "没有这一条，请回到“写的词”列表。")


class WordEntryStore:
    """The entries of one database."""

    def __init__(self, database: Engine) -> None:
        self.database = database

    def write(
        self,
        words: Json,
        question: int | None,
        by: Actor,
        message_id: str | None = None,
    ) -> int:
        """Keep words (``kind``, ``said``, ``written``, ``weight``, ``note``, ``unit``); the entry's id.

        The question that they came from, if it is still there, counts as turned into words. The same form sent twice is
        one entry. Raises RequestError where somebody wrote the very same and it still stands.
        """
        try:
            with self.database.begin() as connection:
                _one_at_a_time(connection)
                same = _SHOWN.where(
                    *(_E[name] == words[name] for name in ("kind", "said", "written", "unit")),
                    _E.withdrawn_at.is_(None),
                )
                if message_id is not None:
                    for found in _entries(connection, _SHOWN.where(_E.message_id == message_id)):
                        return found.id
                for found in _entries(connection, same):
                    said = f"{found.account}已经写过一模一样的一条（第 {found.id} 条），不用再写。"
                    raise RequestError("written_before", said)
                kept = connection.execute(select(_Q.id).where(_Q.id == question)).scalar() if question else None
                row = {**words, "question_id": kept, "account": by.name, "created_at": now(), "message_id": message_id}
                entry: int = connection.execute(insert(WordEntryRow).values(row).returning(_E.id)).scalar_one()
                if kept is not None:
                    set_state(connection, kept, "worded", by)
                record(connection, by, "words_written", str(entry), kind=words["kind"])
                return entry
        except IntegrityError:  # the question went meanwhile
            if question is None:
                raise
            return self.write(words, None, by, message_id)

    def get(self, entry: int) -> WordEntry:
        """Raises UnknownWords."""
        with self.database.connect() as connection:
            return _one(connection, entry)

    def newest(self, limit: int, offset: int = 0) -> list[WordEntry]:
        """The newest first."""
        with self.database.connect() as connection:
            return _entries(connection, _SHOWN.order_by(_E.id.desc()).limit(limit).offset(offset))

    def accepted(self) -> list[WordEntry]:
        """Those that are to be in the corpus, oldest first: also those exported before."""
        wanted = _SHOWN.where(_E.accepted_at.is_not(None), _E.withdrawn_at.is_(None)).order_by(_E.id)
        with self.database.connect() as connection:
            return _entries(connection, wanted)

    def take_up(self, entry: int, version: str) -> tuple[WordEntry, str | None] | None:
        """Begin to work out a preview by a version: the entry and the question that it came from. None where there is
        nothing to do, or somebody else is doing it."""
        at = now()
        free = (_E.claimed_at.is_(None)) | (_E.claimed_at < at - LEASE)
        wanted = (_E.preview_version.is_(None)) | (_E.preview_version != version)
        undecided = _E.accepted_at.is_(None) & _E.withdrawn_at.is_(None)
        taking = update(WordEntryRow).where(_E.id == entry, free, wanted, undecided).values(claimed_at=at)
        with self.database.begin() as connection:
            if not connection.execute(taking).rowcount:
                return None
            found = _one(connection, entry)
            question = connection.execute(select(_Q.said).where(_Q.id == found.question)).scalar()
        return found, question

    def still_at_it(self, entry: int) -> None:
        """It is being worked on for another ``LEASE``."""
        with self.database.begin() as connection:
            connection.execute(update(WordEntryRow).where(_E.id == entry).values(claimed_at=now()))

    def keep_preview(self, entry: int, version: str, preview: Json | None, problem: str | None = None) -> None:
        """Keep what was worked out, or why it couldn't be."""
        found = {
            "preview": preview, "preview_version": version, "problem": problem, "previewed_at": now(),
            "claimed_at": None,
        }  # fmt: skip
        with self.database.begin() as connection:
            connection.execute(update(WordEntryRow).where(_E.id == entry).values(found))

    def preview_again(self, entry: int) -> None:
        """What was worked out counts no longer. Raises UnknownWords, RequestError."""
        cleared = {"preview": None, "preview_version": None, "problem": None, "previewed_at": None, "claimed_at": None}
        with self.database.begin() as connection:
            _one_at_a_time(connection)
            found = _one(connection, entry)
            check_withdrawal(found)
            if found.accepted_at is None:
                connection.execute(update(WordEntryRow).where(_E.id == entry).values(cleared))

    def accept(self, entry: int, version: str, by: Actor) -> None:
        """Raises UnknownWords, RequestError."""
        with self.database.begin() as connection:
            _one_at_a_time(connection)
            check_acceptance(_one(connection, entry), by.name, version)
            accepted = {"accepted_by": by.name, "accepted_at": now()}
            connection.execute(update(WordEntryRow).where(_E.id == entry).values(accepted))
            record(connection, by, "words_accepted", str(entry), version=version)

    def withdraw(self, entry: int, by: Actor) -> None:
        """Take an entry back; the question that it came from is open again. Raises UnknownWords, RequestError."""
        with self.database.begin() as connection:
            _one_at_a_time(connection)
            found = _one(connection, entry)
            check_withdrawal(found)
            withdrawn = {"withdrawn_by": by.name, "withdrawn_at": now()}
            connection.execute(update(WordEntryRow).where(_E.id == entry).values(withdrawn))
            if found.question is not None:
                set_state(connection, found.question, "open", by)
            record(connection, by, "words_withdrawn", str(entry))

    def exported(self, entries: Sequence[int], by: Actor) -> None:
        """The entries have been written into the files of a corpus."""
        with self.database.begin() as connection:
            for entry in entries:
                first = update(WordEntryRow).where(_E.id == entry, _E.exported_at.is_(None)).values(exported_at=now())
                if connection.execute(first).rowcount:
                    record(connection, by, "words_exported", str(entry))


def _one_at_a_time(connection: Connection) -> None:
    """Until the end of the transaction nobody else decides about words."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE word_entry IN SHARE ROW EXCLUSIVE MODE")
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _one(connection: Connection, entry: int) -> WordEntry:
    found = _entries(connection, _SHOWN.where(_E.id == entry))
    if not found:
        raise UnknownWords
    return found[0]


def _entries(connection: Connection, wanted: Select[Any]) -> list[WordEntry]:
    return [WordEntry(*row) for row in connection.execute(wanted)]
