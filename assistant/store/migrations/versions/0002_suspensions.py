"""Benefits that an operator has suspended, and when each suspension was lifted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "suspension",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("benefit", sa.String(100), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True)),
    )


def downgrade() -> None:
    op.drop_table("suspension")
