"""What staff say of the rules, who approved which, and since when each reads as it does."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

HOLDS = sa.text("kind = 'approval' AND withdrawn_at IS NULL")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "rule_content",
        sa.Column("benefit", sa.String(100), primary_key=True),
        sa.Column("version", sa.String(16), nullable=False),
        sa.Column("since", moment, nullable=False),
    )
    op.create_table(
        "review_entry",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("benefit", sa.String(100), nullable=False, index=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("version", sa.String(16), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("settled_by", sa.String(64)),
        sa.Column("settled_at", moment),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("withdrawn_at", moment),
        sa.Column("message_id", sa.String(64), unique=True),
    )
    op.create_index(
        "review_entry_approved_once", "review_entry", ["benefit", "account", "version"],
        unique=True, sqlite_where=HOLDS, postgresql_where=HOLDS,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("review_entry")
    op.drop_table("rule_content")
