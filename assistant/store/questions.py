"""Questions for staff: those that weren't answered, and those whose answer was of no use; equal ones counted together.

What a resident asked goes with the conversation. What was noted at the desk goes after as many days as an unused one.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    and_,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from assistant.request import RequestError
from assistant.store.audit import Actor, record
from assistant.store.database import now
from assistant.store.tables import QuestionRow, TurnRow, WordEntryRow

Json = dict[str, Any]
State = Literal["open", "outside", "handled", "worded"]
Mark = Literal["open", "outside", "handled"]
Wanted = Literal["", "unanswered", "useless", "done"]
LONGEST_NOTED = 500  # characters
_Q, _TURN, _ENTRY = QuestionRow.__table__.c, TurnRow.__table__.c, WordEntryRow.__table__.c


class UnknownQuestion(RequestError):
    """There is no such question, or no longer."""

    def __init__(self) -> None:
        super().__init__("unknown_question", "没有这句问话：可能已经随对话删除或到期，请回到问句列表。")


@dataclass(frozen=True, slots=True)
class Asked:
    """Equal questions, as the newest has it: how often, since when; for how many of them nothing was found, how many
    answers were of no use. ``clauses`` were shown for the newest; ``entries``: the words made of them.
    """

    id: int
    said: str
    times: int
    unanswered: int
    useless: int
    first: dt.datetime
    last: dt.datetime
    places: tuple[str, ...]
    clauses: tuple[str, ...]
    corpus_version: str
    state: State
    marked_by: str | None
    marked_at: dt.datetime | None
    entries: tuple[int, ...] = ()


class QuestionStore:
    """The questions of one database."""

    def __init__(self, database: Engine) -> None:
        self.database = database

    def note(
        self, text: str, where: str, by: Actor, clauses: Sequence[str] = (), corpus_version: str = ""
    ) -> int | None:
        """Keep a question (masked) to which somebody at the desk found no answer; its id. None where it has no word.

        ``where``: a word of at most 10 characters, as ``desk``; ``clauses``: what the search showed.
        """
        said = text.strip()[:LONGEST_NOTED].replace("\0", "")
        if not any(character.isalnum() for character in said):
            return None
        row = _row(said, where[:10], clauses, corpus_version, unanswered=True, account=by.name[:64])
        with self.database.begin() as connection:
            found: int = connection.execute(insert(QuestionRow).values(row).returning(_Q.id)).scalar_one()
        return found

    def page(self, wanted: Wanted, limit: int, offset: int = 0) -> list[Asked]:
        """Equal questions together, those asked last first."""
        groups = (
            select(func.max(_Q.id).label("newest"), *_COUNTS)
            .group_by(_Q.key)
            .having(_WANTED[wanted])
            .order_by(func.max(_Q.at).desc(), func.max(_Q.id).desc())
            .limit(limit)
            .offset(offset)
        )
        with self.database.connect() as connection:
            rows = connection.execute(groups).all()
            return _asked(connection, rows)

    def counts(self) -> dict[Wanted, int]:
        """How many groups of equal questions there are of each kind."""
        kinds = [case((having, 1), else_=0).label(f"k{n}") for n, having in enumerate(_WANTED.values())]
        groups = select(*kinds).group_by(_Q.key).subquery()
        with self.database.connect() as connection:
            row = connection.execute(select(*(func.coalesce(func.sum(column), 0) for column in groups.c))).one()
        return dict(zip(_WANTED, map(int, row), strict=True))

    def get(self, question: int) -> Asked:
        """A question with those equal to it. Raises UnknownQuestion."""
        groups = select(func.max(_Q.id).label("newest"), *_COUNTS).where(_Q.key == _key_of(question)).group_by(_Q.key)
        with self.database.connect() as connection:
            found = _asked(connection, connection.execute(groups).all())
        if not found:
            raise UnknownQuestion
        return found[0]

    def mark(self, question: int, mark: Mark, by: Actor) -> None:
        """Say of a question and those equal to it what is done about it. Raises UnknownQuestion."""
        with self.database.begin() as connection:
            if not set_state(connection, question, mark, by):
                raise UnknownQuestion
            record(connection, by, "question_marked", str(question), state=mark)


def keep_unanswered(connection: Connection, turn: int, row: Mapping[str, Any]) -> None:
    """Keep the question of a turn (a row of its table) that wasn't answered."""
    kept = _row(row["said"], "chat", _clauses(row["reply"]), row["corpus_version"], unanswered=True)
    connection.execute(insert(QuestionRow).values({**kept, "turn_id": turn, "at": row["created_at"]}))


def keep_opinion(connection: Connection, turn: int, useless: bool) -> None:
    """Keep whether the answer to a turn was of no use; a button's turn has no words of its own and is left out."""
    changed = update(QuestionRow).where(_Q.turn_id == turn).values(useless=useless)
    if connection.execute(changed).rowcount:
        gone = delete(QuestionRow).where(_Q.turn_id == turn, ~_Q.unanswered, ~_Q.useless, _Q.state == "open")
        connection.execute(gone)
        return
    if not useless:
        return
    wanted = select(_TURN.said, _TURN.reply, _TURN.corpus_version).where(_TURN.id == turn, _TURN.fact.is_(None))
    row = connection.execute(wanted).first()
    if row is not None:
        kept = _row(row.said, "chat", _clauses(row.reply), row.corpus_version, useless=True)
        connection.execute(insert(QuestionRow).values({**kept, "turn_id": turn}))


def set_state(connection: Connection, question: int, state: State, by: Actor) -> int:
    """Set the state of a question and of those equal to it; how many these are."""
    marked = {"state": state, "marked_by": by.name[:64], "marked_at": now()}
    return connection.execute(update(QuestionRow).where(_Q.key == _key_of(question)).values(marked)).rowcount


def delete_noted(connection: Connection, moment: dt.datetime) -> int:
    """Delete what was noted at the desk before; how many there were."""
    return connection.execute(delete(QuestionRow).where(_Q.turn_id.is_(None), _Q.at < moment)).rowcount


def question_key(said: str) -> str:
    """The same for questions that differ in width, case, white space and punctuation only."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", said).casefold() if c.isalnum())
    return sha256((plain or said).encode(errors="replace")).hexdigest()[:32]


def _row(
    said: str,
    place: str,
    clauses: Sequence[str],
    corpus_version: str,
    unanswered: bool = False,
    useless: bool = False,
    account: str | None = None,
) -> Json:
    return {
        "key": question_key(said), "said": said, "place": place, "unanswered": unanswered, "useless": useless,
        "clauses": list(clauses), "corpus_version": corpus_version, "account": account, "at": now(), "state": "open",
    }  # fmt: skip


def _clauses(reply: Mapping[str, Any]) -> list[str]:
    """The clauses that a reply showed."""
    return [hit["clause"] for hit in reply.get("results", ()) if isinstance(hit, dict) and hit.get("clause")]


def _key_of(question: int) -> Any:
    return select(_Q.key).where(_Q.id == question).scalar_subquery()


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), literal(0))


_IS_OPEN = _Q.state == "open"
_COUNTS = (
    func.count().label("times"), _how_many(_Q.unanswered).label("unanswered"), _how_many(_Q.useless).label("useless"),
    func.min(_Q.at).label("first"), func.max(_Q.at).label("last"), func.min(_Q.place).label("place"),
    func.max(_Q.place).label("other_place"), _how_many(_Q.state == "outside").label("outside"),
    _how_many(_IS_OPEN).label("open"), _how_many(_Q.state == "worded").label("worded"),
)  # fmt: skip
# Asked again, a question outside stays so, and one that was dealt with is open again.
_OPEN = and_(_how_many(_Q.state == "outside") == 0, _how_many(_IS_OPEN) > 0)
_WANTED: dict[Wanted, ColumnElement[bool]] = {
    "": _OPEN,
    "unanswered": and_(_OPEN, _how_many(and_(_Q.unanswered, _IS_OPEN)) > 0),
    "useless": and_(_OPEN, _how_many(and_(_Q.useless, _IS_OPEN)) > 0),
    "done": or_(_how_many(_Q.state == "outside") > 0, _how_many(_IS_OPEN) == 0),
}


def _asked(connection: Connection, groups: Sequence[Row[Any]]) -> list[Asked]:
    """The groups with the words of their newest questions."""
    wanted = select(QuestionRow.__table__).where(_Q.id.in_([group.newest for group in groups]))
    newest = {row.id: row for row in connection.execute(wanted)}
    keys = [row.key for row in newest.values()]
    made = (
        select(_Q.key, _ENTRY.id)
        .join(WordEntryRow, _ENTRY.question_id == _Q.id)
        .where(_Q.key.in_(keys), _ENTRY.withdrawn_at.is_(None))
        .order_by(_ENTRY.id)
    )
    entries: dict[str, list[int]] = {}
    for key, entry in connection.execute(made).all():
        entries.setdefault(key, []).append(entry)
    marks = select(_Q.key, _Q.marked_by, _Q.marked_at).where(_Q.key.in_(keys), _Q.marked_at.is_not(None))
    marked = {row.key: row for row in connection.execute(marks.order_by(_Q.marked_at, _Q.id))}
    found = []
    for group in groups:
        row = newest.get(group.newest)
        if row is not None:  # not deleted between the two questions
            found.append(_group(group, row, marked.get(row.key), tuple(entries.get(row.key, ()))))
    return found


def _group(group: Row[Any], newest: Row[Any], mark: Any, entries: tuple[int, ...]) -> Asked:
    state: State = (
        "outside" if group.outside else "open" if group.open else "worded" if group.worded else "handled"
    )  # fmt: skip
    return Asked(
        newest.id, newest.said, group.times, group.unanswered, group.useless, group.first, group.last,
        tuple(dict.fromkeys((group.place, group.other_place))), tuple(newest.clauses), newest.corpus_version, state,
        mark.marked_by if mark else None, mark.marked_at if mark else None, entries,
    )  # fmt: skip
