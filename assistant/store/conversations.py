"""Conversations kept in a database: started, carried on, read back, deleted without a trace."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Engine, delete, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.dialogue.state import Turn
from assistant.facts.vocabulary import Facts
from assistant.store.tables import ConversationRow, TurnRow

Json = dict[str, Any]
NO_CHANGE = Turn()


class UnknownConversation(LookupError):
    """No conversation has this id: it never was, or it has been deleted."""

    def __init__(self) -> None:
        super().__init__("没有这次对话，可能已经删除；可以重新开始一次。")


class UnknownResult(LookupError):
    """No result has this token."""

    def __init__(self) -> None:
        super().__init__("没有这份结果，可能已经随对话删除；可以重新咨询一次。")


class TurnTaken(Exception):
    """Another message came first: read the conversation again."""


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """A message as kept, what it changed and its reply."""

    seq: int
    message_id: str | None
    said: str
    fact: str | None
    turn: Turn
    reply: Json
    result_token: str
    as_of: dt.date
    corpus_version: str


@dataclass(frozen=True, slots=True)
class StoredConversation:
    """A conversation as kept: the facts it starts from and its turns in order."""

    id: str
    given: Facts
    turns: tuple[StoredTurn, ...]

    def changes(self) -> tuple[Turn, ...]:
        """All that changed, from the start."""
        start = (Turn(given=dict(self.given), start=True),) if self.given else ()
        return (*start, *(stored.turn for stored in self.turns))


class ConversationStore:
    """Conversations in one database."""

    def __init__(self, database: Engine) -> None:
        self.database = database

    def ready(self) -> bool:
        """True where the database answers."""
        with self.database.connect() as connection:
            return connection.execute(text("SELECT 1")).scalar() == 1

    def start(self, given: Mapping[str, Any]) -> str:
        """A new conversation; its id can't be guessed."""
        conversation_id = secrets.token_urlsafe(18)
        with Session(self.database) as session, session.begin():
            session.add(ConversationRow(id=conversation_id, created_at=_now(), given=dict(given)))
        return conversation_id

    def load(self, conversation_id: str) -> StoredConversation:
        """A conversation with its turns. Raises UnknownConversation."""
        with Session(self.database) as session:
            row = session.get(ConversationRow, conversation_id[:64])
            if row is None:
                raise UnknownConversation
            return StoredConversation(row.id, row.given, tuple(_stored(turn) for turn in row.turns))

    def append(self, conversation_id: str, stored: StoredTurn) -> None:
        """Keep one more turn. Raises TurnTaken where its place or its message id is taken, UnknownConversation."""
        row = TurnRow(
            conversation_id=conversation_id,
            seq=stored.seq,
            message_id=stored.message_id,
            said=stored.said,
            fact=stored.fact,
            changes=_changes(stored.turn),
            reply=stored.reply,
            as_of=stored.as_of,
            corpus_version=stored.corpus_version,
            result_token=stored.result_token,
            created_at=_now(),
        )
        try:
            with Session(self.database) as session, session.begin():
                session.add(row)
        except IntegrityError:
            self.load(conversation_id)
            raise TurnTaken from None

    def delete(self, conversation_id: str) -> None:
        """Nothing of the conversation is left. Raises UnknownConversation."""
        with Session(self.database) as session, session.begin():
            session.execute(delete(TurnRow).where(TurnRow.conversation_id == conversation_id))
            gone = session.execute(
                delete(ConversationRow).where(ConversationRow.id == conversation_id).returning(ConversationRow.id)
            ).first()
        if gone is None:
            raise UnknownConversation

    def result(self, token: str) -> tuple[StoredConversation, StoredTurn]:
        """The conversation up to the turn whose result the token addresses, and that turn. Raises UnknownResult."""
        with Session(self.database) as session:
            row = session.scalars(select(TurnRow).where(TurnRow.result_token == token[:64])).first()
            if row is None:
                raise UnknownResult
            conversation_id, seq = row.conversation_id, row.seq
        whole = self.load(conversation_id)
        turns = tuple(stored for stored in whole.turns if stored.seq <= seq)
        return StoredConversation(whole.id, whole.given, turns), turns[-1]


def new_token() -> str:
    """A token that can't be guessed."""
    return secrets.token_urlsafe(18)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _changes(turn: Turn) -> Json:
    """The turn but for what it leaves as it is."""
    return {name: value for name, value in asdict(turn).items() if value != getattr(NO_CHANGE, name)}


def _stored(row: TurnRow) -> StoredTurn:
    changes: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in row.changes.items()}
    turn = Turn(**changes)
    return StoredTurn(
        seq=row.seq,
        message_id=row.message_id,
        said=row.said,
        fact=row.fact,
        turn=turn,
        reply=row.reply,
        result_token=row.result_token,
        as_of=row.as_of,
        corpus_version=row.corpus_version,
    )
