"""What residents think of an answer, kept beside its turn: useful or not, and why. It goes with its conversation."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Engine, case, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.dml import ReturningInsert

from assistant.store.conversations import UnknownResult, is_token
from assistant.store.database import now
from assistant.store.questions import keep_opinion
from assistant.store.tables import FeedbackRow, TurnRow

Json = dict[str, Any]
Place = Literal["answer", "result"]
Lacking = Literal["unclear", "not_my_case", "wrong_figures", "not_answered", "other"]
LACKING_NAMES: dict[Lacking, str] = {
    "unclear": "看不懂",
    "not_my_case": "和我的情况不符",
    "wrong_figures": "金额或条件不对",
    "not_answered": "没回答我的问题",
    "other": "其他",
}
LONGEST_WHY = 500  # characters
_FEEDBACK, _TURN = FeedbackRow.__table__.c, TurnRow.__table__.c
_SAID = (_FEEDBACK.useful, _FEEDBACK.lacking, _FEEDBACK.why, _FEEDBACK.place)


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody thinks of one answer; ``lacking`` and ``why`` may be missing, ``why`` is masked."""

    useful: bool
    lacking: str | None = None
    why: str = ""
    place: str = "answer"

    @property
    def explained(self) -> bool:
        """Whether it says why."""
        return bool(self.lacking or self.why)


@dataclass(frozen=True, slots=True)
class Heard:
    """Feedback as staff read it: when, and what its turn told of which benefit, by which version of the documents."""

    at: dt.datetime
    feedback: Feedback
    told: Json
    corpus_version: str


def short_why(masked: str) -> str:
    """What somebody wrote, masked already (a mark may be longer than what it hides), as it is kept."""
    return masked.strip()[:LONGEST_WHY].rstrip()


class FeedbackStore:
    """The feedback of one database."""

    def __init__(self, database: Engine) -> None:
        self.database = database

    def keep(self, token: str, given: Feedback) -> Feedback:
        """Keep what is thought of the answer with this result token; as it is kept now. Raises UnknownResult.

        One answer has one feedback, the last. The same button pressed again takes no word away.
        """
        if not is_token(token):
            raise UnknownResult
        try:
            with self.database.begin() as connection:
                turn = connection.execute(select(_TURN.id).where(_TURN.result_token == token)).scalar()
                if turn is None:
                    raise UnknownResult
                row = {**asdict(given), "turn_id": turn, "created_at": now()}
                kept = Feedback(*connection.execute(_keeping(connection, row, given.explained)).one())
                keep_opinion(connection, turn, useless=not kept.useful)
                return kept
        except IntegrityError:  # deleted between the two statements
            raise UnknownResult from None

    def of(self, token: str) -> Feedback | None:
        """What is thought of the answer with this result token."""
        if not is_token(token):
            return None
        wanted = select(*_SAID).join(TurnRow, _TURN.id == _FEEDBACK.turn_id).where(_TURN.result_token == token)
        with self.database.connect() as connection:
            row = connection.execute(wanted).first()
        return Feedback(*row) if row is not None else None

    def newest(self, limit: int, offset: int = 0, useless_only: bool = False) -> list[Heard]:
        """The newest first, all or those of answers that were of no use."""
        wanted = (
            select(_FEEDBACK.created_at, _TURN.told, _TURN.corpus_version, *_SAID)
            .join(TurnRow, _TURN.id == _FEEDBACK.turn_id)
            .order_by(_FEEDBACK.created_at.desc(), _FEEDBACK.id.desc())
            .limit(limit)
            .offset(offset)
        )
        if useless_only:
            wanted = wanted.where(_FEEDBACK.useful.is_(False))
        with self.database.connect() as connection:
            rows = connection.execute(wanted).all()
        return [Heard(at, Feedback(*said), told or {}, version) for at, told, version, *said in rows]


def _keeping(connection: Connection, row: Json, explained: bool) -> ReturningInsert[Any]:
    adding: postgresql.Insert | sqlite.Insert
    if connection.dialect.name == "postgresql":
        adding = postgresql.insert(FeedbackRow).values(row)
    else:
        adding = sqlite.insert(FeedbackRow).values(row)
    changed: dict[str, Any] = {column.name: adding.excluded[column.name] for column in _SAID}
    if not explained:
        again = _FEEDBACK.useful == adding.excluded.useful
        changed |= {name: case((again, _FEEDBACK[name]), else_=changed[name]) for name in ("lacking", "why")}
    return adding.on_conflict_do_update(index_elements=["turn_id"], set_=changed).returning(*_SAID)
