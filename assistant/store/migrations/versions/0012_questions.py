"""Questions that weren't answered or whose answers were of no use, and the words that staff make of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "question",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("turn_id", sa.Integer, sa.ForeignKey("turn.id", ondelete="CASCADE"), unique=True),
        sa.Column("key", sa.String(32), nullable=False, index=True),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("place", sa.String(10), nullable=False),
        sa.Column("unanswered", sa.Boolean, nullable=False),
        sa.Column("useless", sa.Boolean, nullable=False),
        sa.Column("clauses", sa.JSON, nullable=False),
        sa.Column("corpus_version", sa.String(64), nullable=False),
        sa.Column("account", sa.String(64)),
        sa.Column("at", moment, nullable=False, index=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("marked_by", sa.String(64)),
        sa.Column("marked_at", moment),
    )
    op.create_table(
        "word_entry",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("question_id", sa.Integer, sa.ForeignKey("question.id", ondelete="SET NULL"), index=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("said", sa.String(200), nullable=False),
        sa.Column("written", sa.String(200), nullable=False),
        sa.Column("weight", sa.Double, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("unit", sa.String(100), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("message_id", sa.String(64), unique=True),
        sa.Column("claimed_at", moment),
        sa.Column("preview", sa.JSON),
        sa.Column("preview_version", sa.String(64)),
        sa.Column("previewed_at", moment),
        sa.Column("problem", sa.Text),
        sa.Column("accepted_by", sa.String(64)),
        sa.Column("accepted_at", moment),
        sa.Column("withdrawn_by", sa.String(64)),
        sa.Column("withdrawn_at", moment),
        sa.Column("exported_at", moment),
    )


def downgrade() -> None:
    op.drop_table("word_entry")
    op.drop_table("question")
