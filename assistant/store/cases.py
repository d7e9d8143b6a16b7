"""Cases of the hotline, kept: opened once, saved by versions so that nobody's words are lost, answered, handed over.

What two people do with one case at once happens one after the other; whoever saves what they read before the other's
change is told so, with both texts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, delete, func, insert, select, update

from assistant.request import RequestError
from assistant.store.audit import Actor, record
from assistant.store.case_records import (
    TYPED,
    Answer,
    CaseChanged,
    CaseDraft,
    CaseLine,
    HandOver,
    NotYourCase,
    StoredAnswer,
    StoredCase,
    UnknownCase,
    day_of,
    first_id,
)
from assistant.store.case_words import marks_of, words_of
from assistant.store.database import now
from assistant.store.tables import (
    AccountRow,
    CaseAnswerRow,
    CaseHandOverRow,
    CaseMemberRow,
    CaseRow,
    CaseWordsRow,
)

KEEP_CASES = 730  # days after the last change
TAKES_CASES = ("agent", "supervisor")  # roles of those to whom a case can be handed
_ROW, _MEMBER, _ANSWER = CaseRow.__table__.c, CaseMemberRow.__table__.c, CaseAnswerRow.__table__.c
_HANDED, _WORDS, _ACCOUNT = CaseHandOverRow.__table__.c, CaseWordsRow.__table__.c, AccountRow.__table__.c
_CONTENT = ("facts", "call_back_at", "words", "conversation_id", "as_of", "corpus_version", *TYPED)
LINE = (
    _ROW.id, _ROW.opened_at, _ROW.updated_at, _ROW.owner, _ROW.state, _ROW.channel, _ROW.line, _ROW.note, _ROW.draft,
    _ROW.outcome, _ROW.call_back, _ROW.call_back_at,
)  # fmt: skip
_NEXT_IN_DAY = 1_201_233_312_346  # any number that no other program on the same PostgreSQL takes


class CaseStore:
    """The cases of one database. ``sees_all``: whoever acts oversees others, and may open their cases."""

    def __init__(self, database: Engine) -> None:
        self.database = database

    def open(self, draft: CaseDraft, by: Actor, message_id: str | None = None) -> StoredCase:
        """A new case; opened again by the very same form, the one that there is."""
        at = now()
        with self.database.begin() as connection:
            _one_at_a_time(connection, _NEXT_IN_DAY)
            if message_id is not None:
                known = connection.execute(
                    select(_ROW.id).where(_ROW.message_id == message_id, _ROW.opened_by == by.name)
                ).scalar()
                if known is not None:
                    return _case(connection, known)
            case_id = _next_id(connection, day_of(at))
            row = {
                "id": case_id, "opened_at": at, "updated_at": at, "opened_by": by.name, "owner": by.name,
                "state": "open", "version": 1, "message_id": message_id, **_content(draft),
            }  # fmt: skip
            connection.execute(insert(CaseRow).values(row))
            connection.execute(insert(CaseMemberRow).values(case_id=case_id, account=by.name))
            found = _case(connection, case_id)
            words = {"case_id": case_id, "marks": _marks(found), "words": _words(connection, found)}
            connection.execute(insert(CaseWordsRow).values(words))
            return found

    def of(self, case_id: int, by: Actor, sees_all: bool = False) -> StoredCase:
        """A case to be read; that somebody opens another's is audited. Raises UnknownCase, NotYourCase."""
        with self.database.connect() as connection:
            found = _allowed(connection, case_id, by, sees_all)
        if by.name not in found.members:
            with self.database.begin() as connection:
                record(connection, by, "case_seen", found.number)
        return found

    def save(
        self, case_id: int, draft: CaseDraft, version: int, by: Actor, sees_all: bool = False, close: bool = False
    ) -> StoredCase:
        """Keep what was typed into the ``version`` that was read, and ``close`` the case. The same words saved again
        change nothing. Raises CaseChanged where somebody else changed it meanwhile, UnknownCase, NotYourCase.
        """
        with self.database.begin() as connection:
            _one_at_a_time(connection, case_id)
            there = _allowed(connection, case_id, by, sees_all)
            same, closes = there.content.says_the_same(draft), close and there.state == "open"
            if not same and there.version != version:
                raise CaseChanged(draft, there)
            if same and not closes:
                return there
            values = _content(there.content if same else _kept_call_back(draft, there.content))
            if closes:
                values |= {"state": "closed", "closed_at": now()}
            return _changed(connection, there, by, values)

    def wrap_up(self, case_id: int, draft: CaseDraft, version: int, by: Actor, sees_all: bool = False) -> StoredCase:
        """Save, and close the case; done twice it is done once. Raises as ``save``."""
        return self.save(case_id, draft, version, by, sees_all, close=True)

    def reopen(self, case_id: int, by: Actor, sees_all: bool = False) -> StoredCase:
        """Go on with a closed case; an open one stays as it is. Raises UnknownCase, NotYourCase."""
        with self.database.begin() as connection:
            _one_at_a_time(connection, case_id)
            there = _allowed(connection, case_id, by, sees_all)
            if there.state == "open":
                return there
            return _changed(connection, there, by, {"state": "open", "closed_at": None})

    def answered(
        self, case_id: int, answer: Answer, by: Actor, message_id: str | None = None, sees_all: bool = False
    ) -> StoredAnswer:
        """Keep what the caller was answered; of the very same form once. Raises UnknownCase, NotYourCase."""
        with self.database.begin() as connection:
            _one_at_a_time(connection, case_id)
            there = _allowed(connection, case_id, by, sees_all)
            given = _answers(connection, case_id)
            if message_id is not None:
                known = connection.execute(
                    select(_ANSWER.seq).where(_ANSWER.message_id == message_id, _ANSWER.case_id == case_id)
                ).scalar()
                if known is not None:
                    return given[int(known) - 1]
            kept = StoredAnswer(len(given) + 1, now(), by.name, answer)
            row = {
                "case_id": case_id, "seq": kept.seq, "at": kept.at, "account": by.name, "message_id": message_id,
                "kind": answer.kind, "text": answer.text, "about": answer.about, "told": answer.told,
                "as_of": answer.as_of, "corpus_version": answer.corpus_version,
            }  # fmt: skip
            connection.execute(insert(CaseAnswerRow).values(row))
            connection.execute(update(CaseRow).where(_ROW.id == case_id).values(updated_at=kept.at))
            _reword(connection, there)
            return kept

    def hand_over(self, case_id: int, to: str, by: Actor, sees_all: bool = False) -> StoredCase:
        """Make a colleague the owner; whoever could see the case still can. Handed over twice it is once.

        Raises UnknownCase, NotYourCase; RequestError where it isn't by's to hand over, or the colleague can't have it.
        """
        with self.database.begin() as connection:
            _one_at_a_time(connection, case_id)
            there = _allowed(connection, case_id, by, sees_all)
            if there.owner == to:
                return there
            if there.owner != by.name and not sees_all:
                raise RequestError("not_owner", f"这个工单现在由 {there.owner} 负责，要由 {there.owner} 或主管来转。")
            if to not in _colleagues(connection):
                raise RequestError("no_such_colleague", "没有这位同事，或者账号已停用。请从列表里选一位坐席或主管。")
            if to not in there.members:
                connection.execute(insert(CaseMemberRow).values(case_id=case_id, account=to))
            handed = {"at": now(), "owner_before": there.owner, "owner": to, "account": by.name}
            connection.execute(insert(CaseHandOverRow).values(case_id=case_id, **handed))
            connection.execute(update(CaseRow).where(_ROW.id == case_id).values(owner=to, updated_at=handed["at"]))
            record(connection, by, "case_handed_over", there.number, to=to)
            found = _case(connection, case_id)
            _reword(connection, found)
            return found

    def answers(self, case_id: int) -> list[StoredAnswer]:
        """What the caller was answered, in order."""
        with self.database.connect() as connection:
            return _answers(connection, case_id)

    def hand_overs(self, case_id: int) -> list[HandOver]:
        """Through whose hands a case went, in order."""
        wanted = select(_HANDED.at, _HANDED.owner_before, _HANDED.owner, _HANDED.account)
        with self.database.connect() as connection:
            rows = connection.execute(wanted.where(_HANDED.case_id == case_id).order_by(_HANDED.id))
            return [HandOver(*row) for row in rows]

    def colleagues(self) -> list[str]:
        """To whom a case can be handed, by name."""
        with self.database.connect() as connection:
            return _colleagues(connection)

    def due(self, by: Actor, at: dt.datetime) -> list[CaseLine]:
        """One's own open cases whose caller is to be called back by then, the longest due first."""
        mine = (_ROW.call_back_at <= at) & (_ROW.owner == by.name) & (_ROW.state == "open")
        with self.database.connect() as connection:
            rows = connection.execute(select(*LINE).where(mine).order_by(_ROW.call_back_at, _ROW.id))
            return [line_of(row) for row in rows]


def line_of(row: Sequence[Any]) -> CaseLine:
    """A row of ``LINE``."""
    return CaseLine(*tuple(row))


def delete_old_cases(connection: Connection) -> int:
    """Delete the cases that nobody has changed for long enough; how many there were."""
    old = _ROW.updated_at < now() - dt.timedelta(days=KEEP_CASES)
    return connection.execute(delete(CaseRow).where(old)).rowcount


def _one_at_a_time(connection: Connection, case_id: int) -> None:
    """Until the end of the transaction nobody else changes this case."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(case_id)))
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _next_id(connection: Connection, day: dt.date) -> int:
    begins = first_id(day)
    last = connection.execute(
        select(func.max(_ROW.id)).where(_ROW.id > begins, _ROW.id < first_id(day + dt.timedelta(days=1)))
    ).scalar()
    return int(last or begins) + 1


def _allowed(connection: Connection, case_id: int, by: Actor, sees_all: bool) -> StoredCase:
    found = _case(connection, case_id)
    if not sees_all and by.name not in found.members:
        raise NotYourCase
    return found


def _case(connection: Connection, case_id: int) -> StoredCase:
    row = connection.execute(select(CaseRow.__table__).where(_ROW.id == case_id)).mappings().first()
    if row is None:
        raise UnknownCase
    members = connection.execute(select(_MEMBER.account).where(_MEMBER.case_id == case_id)).scalars()
    return StoredCase(
        **{name: row[name] for name in ("id", "opened_at", "updated_at", "closed_at", "opened_by", "owner", "state")},
        version=row["version"], content=CaseDraft(**{name: row[name] for name in _CONTENT}),
        members=tuple(sorted(members)),
    )  # fmt: skip


def _content(draft: CaseDraft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in _CONTENT}


def _kept_call_back(draft: CaseDraft, before: CaseDraft) -> CaseDraft:
    """“3天后” means what it meant when it was typed; a case stays with the conversation that it began with."""
    kept = replace(draft, conversation_id=draft.conversation_id or before.conversation_id)
    return replace(kept, call_back_at=before.call_back_at) if draft.call_back == before.call_back else kept


def _changed(connection: Connection, there: StoredCase, by: Actor, values: dict[str, Any]) -> StoredCase:
    """The case with other values, one version on."""
    changing = {**values, "version": there.version + 1, "updated_at": now()}
    connection.execute(update(CaseRow).where(_ROW.id == there.id).values(changing))
    if by.name not in there.members:
        record(connection, by, "case_changed", there.number, version=there.version + 1)
    found = _case(connection, there.id)
    _reword(connection, found)
    return found


def _reword(connection: Connection, case: StoredCase) -> None:
    """What the case is found by, where that is another now."""
    marks, words = _marks(case), _words(connection, case)
    differs = (_WORDS.marks != marks) | (_WORDS.words != words)
    changing = update(CaseWordsRow).where(_WORDS.case_id == case.id, differs)
    connection.execute(changing.values(marks=marks, words=words))


def _marks(case: StoredCase) -> str:
    return marks_of(case.owner, case.members, case.state)


def _words(connection: Connection, case: StoredCase) -> str:
    content = case.content
    typed = (case.number, content.line, content.note, content.draft, content.call_back, content.words)
    return words_of([*typed, *(given.answer.text for given in _answers(connection, case.id)), *case.members])


def _answers(connection: Connection, case_id: int) -> list[StoredAnswer]:
    wanted: Select[Any] = select(
        _ANSWER.seq, _ANSWER.at, _ANSWER.account, _ANSWER.kind, _ANSWER.text, _ANSWER.about, _ANSWER.as_of,
        _ANSWER.corpus_version, _ANSWER.told,
    ).where(_ANSWER.case_id == case_id).order_by(_ANSWER.seq)  # fmt: skip
    return [_answer(row) for row in connection.execute(wanted)]


def _answer(row: Row[Any]) -> StoredAnswer:
    return StoredAnswer(row.seq, row.at, row.account, Answer(*tuple(row)[3:]))


def _colleagues(connection: Connection) -> list[str]:
    those = _ACCOUNT.role.in_(TAKES_CASES) & ~_ACCOUNT.disabled
    return list(connection.execute(select(_ACCOUNT.name).where(those).order_by(_ACCOUNT.name)).scalars())
