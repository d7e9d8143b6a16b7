"""The tables, as SQLAlchemy maps them. Their history is under ``migrations``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Moment(TypeDecorator[dt.datetime]):
    """A moment in UTC; SQLite keeps moments, and gives them back, without their zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, _dialect: Dialect) -> dt.datetime | None:
        return value.astimezone(dt.UTC) if value is not None and value.tzinfo else value

    def process_result_value(self, value: dt.datetime | None, _dialect: Dialect) -> dt.datetime | None:
        return value if value is None or value.tzinfo else value.replace(tzinfo=dt.UTC)


class Base(DeclarativeBase):
    """Base of all tables."""

    type_annotation_map = {dt.datetime: Moment, dict[str, Any]: JSON}


class ConversationRow(Base):
    """One conversation; ``given`` are the facts it starts from (the resident page: a resident)."""

    __tablename__ = "conversation"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
    given: Mapped[dict[str, Any]]


_ASKED = text("asked IS NOT NULL")


class TurnRow(Base):
    """One message and its reply. ``said`` is masked; ``changes`` is what it changed; the token addresses its result.

    ``told``: what was said of each benefit, ``{id: [status, least, most in yuan]}``; null before it was recorded.
    ``asked``: of a question that was typed, the same for all that differ in punctuation only; ``confident``: whether
    it was answered.
    """

    __tablename__ = "turn"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        UniqueConstraint("conversation_id", "message_id"),
        # All that counting questions needs: the turns themselves are large.
        Index(
            "turn_asked", "created_at", "asked", "confident", "conversation_id",
            sqlite_where=_ASKED, postgresql_where=_ASKED,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    seq: Mapped[int]
    message_id: Mapped[str | None] = mapped_column(String(64))
    said: Mapped[str] = mapped_column(Text)
    fact: Mapped[str | None] = mapped_column(String(64))
    changes: Mapped[dict[str, Any]]
    reply: Mapped[dict[str, Any]]
    as_of: Mapped[dt.date] = mapped_column(Date)
    corpus_version: Mapped[str] = mapped_column(String(64))
    result_token: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
    told: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    asked: Mapped[str | None] = mapped_column(String(32))
    confident: Mapped[bool | None]


class FeedbackRow(Base):
    """Whether a turn's answer was useful; ``lacking`` is a ready-made reason, ``why`` masked words, maybe none."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True)
    turn_id: Mapped[int] = mapped_column(ForeignKey("turn.id", ondelete="CASCADE"), unique=True)
    useful: Mapped[bool]
    lacking: Mapped[str | None] = mapped_column(String(20))
    why: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[dt.datetime] = mapped_column(index=True)


class DayCountRow(Base):
    """How often something happened on a day of Beijing, kept when the day was over: nobody's words, nobody's address.

    ``part``, ``item``: see ``store/day_counts.py``.
    """

    __tablename__ = "day_count"

    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    part: Mapped[str] = mapped_column(String(20), primary_key=True)
    item: Mapped[str] = mapped_column(String(100), primary_key=True)
    count: Mapped[int]


class QuestionRow(Base):
    """A question for staff: a turn's that wasn't answered, or whose answer was of no use, or one noted at the desk.

    ``said`` is masked; ``key``: the same of questions that differ in punctuation only. ``clauses`` were shown for it.
    ``state``: open, outside (the documents don't treat it), handled, or worded (turned into words).
    """

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(primary_key=True)
    turn_id: Mapped[int | None] = mapped_column(ForeignKey("turn.id", ondelete="CASCADE"), unique=True)
    key: Mapped[str] = mapped_column(String(32), index=True)
    said: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(10))
    unanswered: Mapped[bool]
    useless: Mapped[bool]
    clauses: Mapped[list[str]] = mapped_column(JSON)
    corpus_version: Mapped[str] = mapped_column(String(64))
    account: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[dt.datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(10))
    marked_by: Mapped[str | None] = mapped_column(String(64))
    marked_at: Mapped[dt.datetime | None]


class WordEntryRow(Base):
    """Words that staff add to what search knows, what they would change, who accepted them, when they were exported.

    ``said``, ``written``, ``weight``, ``note``, ``unit``: as ``retrieval/added.py`` has them. ``preview``: what they
    change, for ``preview_version`` of the corpus and its questions; ``problem``: why there is none.
    """

    __tablename__ = "word_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    said: Mapped[str] = mapped_column(String(200))
    written: Mapped[str] = mapped_column(String(200))
    weight: Mapped[float] = mapped_column(Double)
    note: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(String(100))
    account: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[dt.datetime]
    message_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    claimed_at: Mapped[dt.datetime | None]
    preview: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    preview_version: Mapped[str | None] = mapped_column(String(64))
    previewed_at: Mapped[dt.datetime | None]
    problem: Mapped[str | None] = mapped_column(Text)
    accepted_by: Mapped[str | None] = mapped_column(String(64))
    accepted_at: Mapped[dt.datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(String(64))
    withdrawn_at: Mapped[dt.datetime | None]
    exported_at: Mapped[dt.datetime | None]


class RuleVersionRow(Base):
    """The version of each benefit's rule in a version of the corpus that has answered."""

    __tablename__ = "rule_version"

    corpus_version: Mapped[str] = mapped_column(String(64), primary_key=True)
    benefit: Mapped[str] = mapped_column(String(100), primary_key=True)
    version: Mapped[str] = mapped_column(String(16))


class SuspensionRow(Base):
    """A benefit that an operator suspended, why and since when; lifted where ``lifted_at`` is set."""

    __tablename__ = "suspension"

    id: Mapped[int] = mapped_column(primary_key=True)
    benefit: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(Text)
    since: Mapped[dt.datetime]
    lifted_at: Mapped[dt.datetime | None]


class RuleContentRow(Base):
    """The version of each benefit's rule, as it is read, that a server last answered by, and since when it does."""

    __tablename__ = "rule_content"

    benefit: Mapped[str] = mapped_column(String(100), primary_key=True)
    version: Mapped[str] = mapped_column(String(16))
    since: Mapped[dt.datetime]


_HOLDS = text("kind = 'approval' AND withdrawn_at IS NULL")


class ReviewEntryRow(Base):
    """A comment, a question or an approval of a rule, by an account; ``text`` and ``answer`` are masked.

    ``version``: of the rule as it was read. ``message_id``: of the form, which counts once however often it comes.
    """

    __tablename__ = "review_entry"
    __table_args__ = (
        Index(
            "review_entry_approved_once", "benefit", "account", "version",
            unique=True, sqlite_where=_HOLDS, postgresql_where=_HOLDS,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    benefit: Mapped[str] = mapped_column(String(100), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    account: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(16))
    at: Mapped[dt.datetime]
    settled_by: Mapped[str | None] = mapped_column(String(64))
    settled_at: Mapped[dt.datetime | None]
    answer: Mapped[str] = mapped_column(Text)
    withdrawn_at: Mapped[dt.datetime | None]
    message_id: Mapped[str | None] = mapped_column(String(64), unique=True)


class CitationCheckRow(Base):
    """A text whose citations somebody had checked, and what was found on its day; ``state``: waiting, done or refused.

    ``batch``: of all that came in together; ``place``: in it. ``reading``: the kind of file and what to know about how
    it was read. ``findings``: the result in words, with the clauses as they were. ``refusal``: why there is no result.
    """

    __tablename__ = "citation_check"
    __table_args__ = (UniqueConstraint("batch", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    batch: Mapped[str] = mapped_column(String(64))
    place: Mapped[int]
    account: Mapped[str] = mapped_column(String(64), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(String(200))
    as_of: Mapped[dt.date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(10))
    claimed_at: Mapped[dt.datetime | None]
    text: Mapped[str | None] = mapped_column(Text)
    reading: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    corpus_version: Mapped[str | None] = mapped_column(String(64))
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    findings: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    problems: Mapped[int | None]
    notices: Mapped[int | None]
    refusal: Mapped[str | None] = mapped_column(Text)


class CitationUploadRow(Base):
    """A file that waits to be read for a check; gone as soon as it has been."""

    __tablename__ = "citation_upload"

    check_id: Mapped[int] = mapped_column(ForeignKey("citation_check.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class PinnedClauseRow(Base):
    """A clause that an account keeps at hand; ``citation`` and ``text`` as they were when it was pinned."""

    __tablename__ = "pinned_clause"

    account: Mapped[str] = mapped_column(String(64), primary_key=True)
    clause: Mapped[str] = mapped_column(String(200), primary_key=True)
    citation: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime]


class OpenedClauseRow(Base):
    """A clause that an account has opened lately, and when it last did."""

    __tablename__ = "opened_clause"

    account: Mapped[str] = mapped_column(String(64), primary_key=True)
    clause: Mapped[str] = mapped_column(String(200), primary_key=True)
    at: Mapped[dt.datetime]


class CannedAnswerRow(Base):
    """A canned answer: a text with blanks (masked), by which it is found, and what it was written from.

    ``bound``: ``{"clauses": [{clause, words, digest, standing}]}``, as they were when somebody last said that the text
    holds; ``figures``: the dated figures it uses, then. ``message_id``: of the form, which counts once.
    """

    __tablename__ = "canned_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Text)
    bound: Mapped[dict[str, Any]]
    figures: Mapped[dict[str, Any]]
    version: Mapped[int]
    written_by: Mapped[str] = mapped_column(String(64))
    written_at: Mapped[dt.datetime]
    confirmed_by: Mapped[str] = mapped_column(String(64))
    confirmed_at: Mapped[dt.datetime]
    retired_by: Mapped[str | None] = mapped_column(String(64))
    retired_at: Mapped[dt.datetime | None]
    message_id: Mapped[str | None] = mapped_column(String(64), unique=True)


_NOT_ENDED = text("ended_at IS NULL")


class HandoverRow(Base):
    """A conversation handed over to a person; it goes with the conversation.

    ``code`` is there until it has been used or has run out. ``claimed_after``, ``ended_after``: how many turns the
    conversation had then. ``ended_by``: resident, agent, away (the agent), withdrawn or expired (the code).
    """

    __tablename__ = "handover"
    __table_args__ = (
        Index(
            "handover_one_at_a_time", "conversation_id",
            unique=True, sqlite_where=_NOT_ENDED, postgresql_where=_NOT_ENDED,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    code: Mapped[str | None] = mapped_column(String(6), unique=True)
    issued_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    claimed_by: Mapped[str | None] = mapped_column(String(64), index=True)
    claimed_at: Mapped[dt.datetime | None]
    claimed_after: Mapped[int | None]
    ended_at: Mapped[dt.datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(10))
    ended_after: Mapped[int | None]
    case_number: Mapped[str | None] = mapped_column(String(40))
    resident_seen_at: Mapped[dt.datetime | None]
    agent_seen_at: Mapped[dt.datetime | None]


class HandoverMessageRow(Base):
    """What one side wrote to the other, masked; ``who``: resident or agent, ``account`` the agent's.

    ``after_turn``: how many turns the conversation had. ``message_id``: the same one counts once.
    """

    __tablename__ = "handover_message"
    __table_args__ = (UniqueConstraint("handover_id", "seq"), UniqueConstraint("handover_id", "message_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id", ondelete="CASCADE"))
    seq: Mapped[int]
    who: Mapped[str] = mapped_column(String(10))
    account: Mapped[str | None] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime]
    after_turn: Mapped[int]
    message_id: Mapped[str | None] = mapped_column(String(64))


class WrongCodeRow(Base):
    """How many wrong codes an account has entered since when, and until when it can't; no account: all together."""

    __tablename__ = "wrong_code"

    account: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    since: Mapped[dt.datetime]
    blocked_until: Mapped[dt.datetime | None]


class AccountRow(Base):
    """Somebody who works with the application; never deleted, so that the audit log stays readable."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(20))
    disabled: Mapped[bool]
    must_change: Mapped[bool]
    created_at: Mapped[dt.datetime]


class LoginSessionRow(Base):
    """One login on one device. Only a hash of the cookie's token is kept; an ended session is deleted."""

    __tablename__ = "login_session"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime]
    address: Mapped[str] = mapped_column(String(64))
    device: Mapped[str] = mapped_column(String(200))


class LoginFailureRow(Base):
    """Failed logins in a row for one name, whether or not there is such an account."""

    __tablename__ = "login_failure"

    name_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[dt.datetime]
    blocked_until: Mapped[dt.datetime]


class AuditRow(Base):
    """Who did what, when; triggers refuse to change or delete a row."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(20))
    action: Mapped[str] = mapped_column(String(40))
    object: Mapped[str | None] = mapped_column(String(200))
    details: Mapped[dict[str, Any]]
    request_id: Mapped[str | None] = mapped_column(String(64))


class CaseRow(Base):
    """A case of the hotline; ``id`` is its day and its place in that day, which its number says (``case_number``).

    ``line``: the caller in one line, as typed; ``given``: facts that came with a conversation; ``facts``: all of them,
    as they were understood. ``draft``: the message being written. ``call_back``: as typed, ``call_back_at`` where it
    was understood. ``words``: of its channel, outcome and facts, by which it is found as well. All texts are masked.
    ``version`` grows with each change of what was typed; ``message_id``: of the form that opened it.
    """

    __tablename__ = "service_case"
    # All that counting cases needs: the cases themselves are large.
    __table_args__ = (
        Index("service_case_opened", "opened_at", "opened_by", "channel"),
        Index("service_case_closed", "closed_at", "owner", "outcome", "opened_at"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    opened_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime] = mapped_column(index=True)
    closed_at: Mapped[dt.datetime | None]
    opened_by: Mapped[str] = mapped_column(String(64))
    owner: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10))
    version: Mapped[int]
    channel: Mapped[str] = mapped_column(String(20))
    line: Mapped[str] = mapped_column(Text)
    given: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    facts: Mapped[dict[str, Any]]
    draft: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(20))
    call_back: Mapped[str] = mapped_column(String(60))
    call_back_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    words: Mapped[str] = mapped_column(Text)
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversation.id", ondelete="SET NULL"), index=True)
    as_of: Mapped[dt.date] = mapped_column(Date)
    corpus_version: Mapped[str] = mapped_column(String(64))
    message_id: Mapped[str | None] = mapped_column(String(64), unique=True)


class CaseMemberRow(Base):
    """An account that may see a case: whoever opened it, and whoever it was ever handed to."""

    __tablename__ = "case_member"

    case_id: Mapped[int] = mapped_column(ForeignKey("service_case.id", ondelete="CASCADE"), primary_key=True)
    account: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)


class CaseHandOverRow(Base):
    """That a case was handed to somebody else, and by whom."""

    __tablename__ = "case_hand_over"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("service_case.id", ondelete="CASCADE"), index=True)
    at: Mapped[dt.datetime]
    owner_before: Mapped[str] = mapped_column(String(64))
    owner: Mapped[str] = mapped_column(String(64))
    account: Mapped[str] = mapped_column(String(64))


class CaseAnswerRow(Base):
    """What a caller was answered; ``kind``: script, sms, canned, clause or written. ``about``: benefits and clauses.

    ``told``: as of a turn, what was said of each benefit. ``message_id``: of the form, which counts once.
    """

    __tablename__ = "case_answer"
    __table_args__ = (UniqueConstraint("case_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("service_case.id", ondelete="CASCADE"))
    seq: Mapped[int]
    at: Mapped[dt.datetime]
    account: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    about: Mapped[dict[str, Any]]
    as_of: Mapped[dt.date] = mapped_column(Date)
    corpus_version: Mapped[str] = mapped_column(String(64))
    told: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    message_id: Mapped[str | None] = mapped_column(String(64), unique=True)


class CaseWordsRow(Base):
    """All by which a case is found (``case_words.py``); the database keeps an index of it in step."""

    __tablename__ = "case_words"

    case_id: Mapped[int] = mapped_column(
        ForeignKey("service_case.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    marks: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
