"""Conversations handed over to a person: the code, who took it up, and what both sides wrote."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("token", sa.String(64), unique=True, nullable=False),
        sa.Column(
            "conversation_id", sa.String(64), sa.ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False,
            index=True,
        ),
        sa.Column("code", sa.String(6), unique=True),
        sa.Column("issued_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("claimed_by", sa.String(64), index=True),
        sa.Column("claimed_at", moment),
        sa.Column("claimed_after", sa.Integer),
        sa.Column("ended_at", moment),
        sa.Column("ended_by", sa.String(10)),
        sa.Column("ended_after", sa.Integer),
        sa.Column("case_number", sa.String(40)),
        sa.Column("resident_seen_at", moment),
        sa.Column("agent_seen_at", moment),
    )  # fmt: skip
    not_ended = sa.text("ended_at IS NULL")
    op.create_index(
        "handover_one_at_a_time", "handover", ["conversation_id"],
        unique=True, sqlite_where=not_ended, postgresql_where=not_ended,
    )  # fmt: skip
    op.create_table(
        "handover_message",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("handover_id", sa.Integer, sa.ForeignKey("handover.id", ondelete="CASCADE"), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("who", sa.String(10), nullable=False),
        sa.Column("account", sa.String(64)),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("after_turn", sa.Integer, nullable=False),
        sa.Column("message_id", sa.String(64)),
        sa.UniqueConstraint("handover_id", "seq"),
        sa.UniqueConstraint("handover_id", "message_id"),
    )
    op.create_table(
        "wrong_code",
        sa.Column("account", sa.String(64), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("blocked_until", moment),
    )


def downgrade() -> None:
    op.drop_table("wrong_code")
    op.drop_table("handover_message")
    op.drop_table("handover")
