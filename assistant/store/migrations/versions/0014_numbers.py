"""Questions and cases can be counted from indexes, and what was counted of a day outlives its conversations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("turn", sa.Column("asked", sa.String(32)))
    op.add_column("turn", sa.Column("confident", sa.Boolean))
    asked = sa.text("asked IS NOT NULL")
    op.create_index(
        "turn_asked", "turn", ["created_at", "asked", "confident", "conversation_id"],
        sqlite_where=asked, postgresql_where=asked,
    )  # fmt: skip
    op.create_index("service_case_opened", "service_case", ["opened_at", "opened_by", "channel"])
    op.create_index("service_case_closed", "service_case", ["closed_at", "owner", "outcome", "opened_at"])
    op.create_table(
        "day_count",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("part", sa.String(20), primary_key=True),
        sa.Column("item", sa.String(100), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("day_count")
    op.drop_index("service_case_closed", "service_case")
    op.drop_index("service_case_opened", "service_case")
    op.drop_index("turn_asked", "turn")
    op.drop_column("turn", "confident")
    op.drop_column("turn", "asked")
