"""Canned answers: texts with blanks, bound to the words of clauses and to dated figures as they were."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "canned_answer",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("bound", sa.JSON, nullable=False),
        sa.Column("figures", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("written_by", sa.String(64), nullable=False),
        sa.Column("written_at", moment, nullable=False),
        sa.Column("confirmed_by", sa.String(64), nullable=False),
        sa.Column("confirmed_at", moment, nullable=False),
        sa.Column("retired_by", sa.String(64)),
        sa.Column("retired_at", moment),
        sa.Column("message_id", sa.String(64), unique=True),
    )


def downgrade() -> None:
    op.drop_table("canned_answer")
