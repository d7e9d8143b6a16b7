"""What each turn told of each benefit, and the version of the rule it came from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("turn", sa.Column("told", sa.JSON))
    op.create_index("ix_turn_created_at", "turn", ["created_at"])
    op.create_index("ix_conversation_created_at", "conversation", ["created_at"])
    op.create_table(
        "rule_version",
        sa.Column("corpus_version", sa.String(64), primary_key=True),
        sa.Column("benefit", sa.String(100), primary_key=True),
        sa.Column("version", sa.String(16), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("rule_version")
    op.drop_index("ix_conversation_created_at", "conversation")
    op.drop_index("ix_turn_created_at", "turn")
    with op.batch_alter_table("turn") as turn:
        turn.drop_column("told")
