"""Conversations kept in a database: started, carried on, read back, deleted without a trace."""

from __future__ import annotations

import datetime as dt
import re
import secrets
import threading
from base64 import urlsafe_b64encode
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, bindparam, delete, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.dialogue.state import Turn
from assistant.facts.vocabulary import Facts
from assistant.store.database import BUSY, forget_deleted, now
from assistant.store.questions import keep_unanswered, question_key
from assistant.store.tables import ConversationRow, FeedbackRow, HandoverRow, QuestionRow, TurnRow

Json = dict[str, Any]
NO_CHANGE = Turn()
PURGED_AT_ONCE = 5_000  # conversations of one transaction in PostgreSQL
_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
_CONVERSATION, _TURN, _HANDOVER = ConversationRow.__table__.c, TurnRow.__table__.c, HandoverRow.__table__.c
# What every turn asks of the database is put together once.
_ADD_CONVERSATION, _ADD_TURN = insert(ConversationRow), insert(TurnRow)
_START = select(_CONVERSATION.id, _CONVERSATION.given).where(_CONVERSATION.id == bindparam("conversation"))
_TURNS = (
    select(
        _TURN.seq, _TURN.message_id, _TURN.said, _TURN.fact, _TURN.changes, _TURN.reply, _TURN.result_token,
        _TURN.as_of, _TURN.corpus_version, _TURN.told,
    ).where(_TURN.conversation_id == bindparam("conversation")).order_by(_TURN.seq)
)  # fmt: skip


class UnknownConversation(LookupError):
    """No conversation has this id: it never was, or it has been deleted."""

    def __init__(self) -> None:
        super().__init__("没有这次对话，可能已经删除；可以重新开始一次。")


class UnknownResult(LookupError):
    """No result has this token."""

    def __init__(self) -> None:
        super().__init__("没有这份结果：可能已经随对话删除，或者网址被收回了；可以重新咨询一次。")


class TurnTaken(Exception):
    """Another message came first: read the conversation again."""


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """A message as kept, what it changed and its reply; ``told``: ``{benefit: [status, least, most in yuan]}``.

    ``typed``: these are the person's own words and no button's; known only while it is being kept.
    """

    seq: int
    message_id: str | None
    said: str
    fact: str | None
    turn: Turn
    reply: Json
    result_token: str
    as_of: dt.date
    corpus_version: str
    told: Json = field(default_factory=dict)
    typed: bool = field(default=False, compare=False)


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
        self._queue = threading.Lock() if database.dialect.name == "sqlite" else None

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction that keeps a turn.

        In SQLite the threads of a process queue up for it, as long as its lock is waited for: left to themselves they
        try again at odd times, up to a tenth of a second apart, and whoever has waited longest tries least often.
        """
        first = self._queue is not None and self._queue.acquire(timeout=BUSY)
        try:
            with self.database.begin() as connection:
                yield connection
        finally:
            if first and self._queue is not None:
                self._queue.release()

    def start(self, given: Mapping[str, Any]) -> str:
        """A new conversation; its id can't be guessed."""
        conversation_id = new_token()
        with self.database.begin() as connection:
            row = {"id": conversation_id, "created_at": now(), "given": dict(given)}
            connection.execute(_ADD_CONVERSATION, row)
        return conversation_id

    def start_with(self, given: Mapping[str, Any], first: StoredTurn) -> str:
        """A new conversation with its first turn, or none at all.

        Its id follows from the message's, which can't be guessed either: sent twice, even at once, it begins one
        conversation. Raises TurnTaken where it has begun it already.
        """
        conversation_id, at = begun_by(first.message_id) if first.message_id else new_token(), now()
        try:
            with self._writing() as connection:
                row = {"id": conversation_id, "created_at": at, "given": dict(given)}
                connection.execute(_ADD_CONVERSATION, row)
                _add_turn(connection, _row(conversation_id, first, at))
        except IntegrityError:
            if conversation_id not in self.lengths([conversation_id]):
                raise
            raise TurnTaken from None
        return conversation_id

    def load(self, conversation_id: str) -> StoredConversation:
        """A conversation with its turns. Raises UnknownConversation."""
        if not _ID.fullmatch(conversation_id):
            raise UnknownConversation
        with self.database.connect() as connection:
            return _load(connection, conversation_id)

    def append(self, conversation_id: str, stored: StoredTurn) -> None:
        """Keep one more turn. Raises TurnTaken where its place or its message id is taken, UnknownConversation."""
        if not _ID.fullmatch(conversation_id):
            raise UnknownConversation
        try:
            with self._writing() as connection:
                _add_turn(connection, _row(conversation_id, stored, now()))
        except IntegrityError:
            self.load(conversation_id)
            raise TurnTaken from None

    def lengths(self, conversation_ids: Collection[str]) -> dict[str, int]:
        """How many turns some conversations have; one that isn't there (any more) is left out."""
        wanted = (
            select(_CONVERSATION.id, func.count(_TURN.id))
            .outerjoin(TurnRow, _TURN.conversation_id == _CONVERSATION.id)
            .where(_CONVERSATION.id.in_([i for i in conversation_ids if _ID.fullmatch(i)]))
            .group_by(_CONVERSATION.id)
        )
        with self.database.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(wanted)}

    def delete(self, conversation_id: str) -> None:
        """Nothing of the conversation is left. Raises UnknownConversation."""
        if not _ID.fullmatch(conversation_id):
            raise UnknownConversation
        with self.database.begin() as connection:
            _delete_turns(connection, _TURN.conversation_id == conversation_id)
            gone = connection.execute(delete(ConversationRow).where(_CONVERSATION.id == conversation_id)).rowcount
        if not gone:
            raise UnknownConversation
        forget_deleted(self.database)

    def result(self, token: str) -> tuple[StoredConversation, StoredTurn]:
        """The conversation up to the turn whose result the token addresses, and that turn. Raises UnknownResult."""
        if not _ID.fullmatch(token):
            raise UnknownResult
        with self.database.connect() as connection:
            place = select(_TURN.conversation_id, _TURN.seq).where(_TURN.result_token == token)
            row = connection.execute(place).first()
            if row is None:
                raise UnknownResult
            whole = _load(connection, row.conversation_id)
        turns = tuple(stored for stored in whole.turns if stored.seq <= row.seq)
        if not turns:  # deleted between the two questions
            raise UnknownResult
        return StoredConversation(whole.id, whole.given, turns), turns[-1]

    def withdraw(self, conversation_id: str, token: str) -> str:
        """A result of the conversation gets another token; the old one addresses nothing. Raises UnknownResult."""
        new = new_token()
        renamed = (
            update(TurnRow)
            .where(_TURN.result_token == token, _TURN.conversation_id == conversation_id)
            .values(result_token=new)
        )
        with self.database.begin() as connection:
            if not connection.execute(renamed).rowcount:
                raise UnknownResult
        return new


def delete_unused_since(connection: Connection, moment: dt.datetime) -> int:
    """Delete the conversations in which nothing was said, and no person asked for, since; in PostgreSQL some of them.

    How many there were.
    """
    used = exists().where(_TURN.conversation_id == _CONVERSATION.id, _TURN.created_at >= moment)
    handed_over = exists().where(_HANDOVER.conversation_id == _CONVERSATION.id, _HANDOVER.issued_at >= moment)
    unused = select(_CONVERSATION.id).where(_CONVERSATION.created_at < moment, ~used, ~handed_over)
    if connection.dialect.name == "postgresql":
        # In SQLite nobody else writes from here on. Here a turn that is just being kept holds on to its conversation,
        # which is passed over; what is locked can get no turn any more, and is looked at once more for one.
        locked = connection.scalars(unused.limit(PURGED_AT_ONCE).with_for_update(skip_locked=True)).all()
        gone = connection.scalars(unused.where(_CONVERSATION.id.in_(locked))).all()
        _delete_turns(connection, _TURN.conversation_id.in_(gone))
        return connection.execute(delete(ConversationRow).where(_CONVERSATION.id.in_(gone))).rowcount
    _delete_turns(connection, _TURN.conversation_id.in_(unused))
    # Those that lost their turns just now, and those that never had any.
    empty = ~exists().where(_TURN.conversation_id == _CONVERSATION.id)
    old = delete(ConversationRow).where(_CONVERSATION.created_at < moment, empty, ~handed_over)
    return connection.execute(old).rowcount


def _delete_turns(connection: Connection, which: ColumnElement[bool]) -> None:
    """Delete turns with what was thought of them, and what staff would have read of them."""
    turns = select(_TURN.id).where(which)
    connection.execute(delete(FeedbackRow).where(FeedbackRow.turn_id.in_(turns)))
    connection.execute(delete(QuestionRow).where(QuestionRow.turn_id.in_(turns)))
    connection.execute(delete(TurnRow).where(which))


def begun_by(message_id: str) -> str:
    """The id of the conversation that a message begins."""
    return urlsafe_b64encode(sha256(f"conversation begun by {message_id}".encode()).digest()[:18]).decode()


def is_token(text: str) -> bool:
    """Whether a text has the form of an id or a token: nothing else is looked up."""
    return _ID.fullmatch(text) is not None


def new_token() -> str:
    """A token that can't be guessed."""
    return secrets.token_urlsafe(18)


def _load(connection: Connection, conversation_id: str) -> StoredConversation:
    asked = {"conversation": conversation_id}
    row = connection.execute(_START, asked).first()
    if row is None:
        raise UnknownConversation
    turns = connection.execute(_TURNS, asked).all()
    return StoredConversation(row.id, row.given, tuple(_stored(turn) for turn in turns))


def _add_turn(connection: Connection, row: Json) -> None:
    """Keep a turn; of one that wasn't answered staff will read the question."""
    added = connection.execute(_ADD_TURN, row)
    if row["reply"].get("confident") is False:
        keep_unanswered(connection, added.inserted_primary_key[0], row)  # type: ignore[index]


def _row(conversation_id: str, stored: StoredTurn, at: dt.datetime) -> Json:
    confident = stored.reply["confident"] if stored.typed else None
    return {
        "conversation_id": conversation_id, "seq": stored.seq, "message_id": stored.message_id, "said": stored.said,
        "fact": stored.fact, "changes": _changes(stored.turn), "reply": stored.reply, "as_of": stored.as_of,
        "corpus_version": stored.corpus_version, "result_token": stored.result_token, "created_at": at,
        "told": stored.told or None, "asked": None if confident is None else question_key(stored.said),
        "confident": confident,
    }  # fmt: skip


def _changes(turn: Turn) -> Json:
    """The turn but for what it leaves as it is."""
    return {name: value for name, value in asdict(turn).items() if value != getattr(NO_CHANGE, name)}


def _stored(row: Any) -> StoredTurn:
    changes: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in row.changes.items()}
    return StoredTurn(
        row.seq, row.message_id, row.said, row.fact, Turn(**changes), row.reply, row.result_token, row.as_of,
        row.corpus_version, row.told or {},
    )  # fmt: skip
