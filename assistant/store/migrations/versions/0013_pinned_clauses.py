"""The clauses that accounts have pinned, with their words as they were, and those they opened last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "pinned_clause",
        sa.Column("account", sa.String(64), primary_key=True),
        sa.Column("clause", sa.String(200), primary_key=True),
        sa.Column("citation", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
    )
    op.create_table(
        "opened_clause",
        sa.Column("account", sa.String(64), primary_key=True),
        sa.Column("clause", sa.String(200), primary_key=True),
        sa.Column("at", moment, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("opened_clause")
    op.drop_table("pinned_clause")
