"""The tables, as SQLAlchemy maps them. Their history is under ``migrations``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Date, DateTime, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    """Base of all tables."""


class ConversationRow(Base):
    """One conversation; ``given`` are the facts it starts from (the resident page: a resident)."""

    __tablename__ = "conversation"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    created_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    given: Mapped[dict[str, Any]] = mapped_column(JSON)
    turns: Mapped[list[TurnRow]] = relationship(
        order_by="TurnRow.seq", cascade="all, delete-orphan", passive_deletes=True
    )


class SuspensionRow(Base):
    """A benefit that an operator suspended, why and since when; lifted where ``lifted_at`` is set."""

    __tablename__ = "suspension"

    id: Mapped[int] = mapped_column(primary_key=True)
    benefit: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str] = mapped_column(Text)
    since: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    lifted_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))


class TurnRow(Base):
    """One message and its reply. ``said`` is masked; ``changes`` is what it changed; the token addresses its result."""

    __tablename__ = "turn"
    __table_args__ = (UniqueConstraint("conversation_id", "seq"), UniqueConstraint("conversation_id", "message_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    seq: Mapped[int]
    message_id: Mapped[str | None] = mapped_column(String(64))
    said: Mapped[str] = mapped_column(Text)
    fact: Mapped[str | None] = mapped_column(String(64))
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    reply: Mapped[dict[str, Any]] = mapped_column(JSON)
    as_of: Mapped[dt.date] = mapped_column(Date)
    corpus_version: Mapped[str] = mapped_column(String(64))
    result_token: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
