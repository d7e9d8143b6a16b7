"""Whether residents found an answer useful, and why not."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("turn_id", sa.Integer, sa.ForeignKey("turn.id", ondelete="CASCADE"), unique=True, nullable=False),
        sa.Column("useful", sa.Boolean, nullable=False),
        sa.Column("lacking", sa.String(20)),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("place", sa.String(10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, index=True),
    )


def downgrade() -> None:
    op.drop_table("feedback")
