"""Texts whose citations staff had checked, with what was found; files that wait to be read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "citation_check",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("token", sa.String(64), unique=True, nullable=False),
        sa.Column("batch", sa.String(64), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("account", sa.String(64), nullable=False, index=True),
        sa.Column("created_at", moment, nullable=False, index=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("claimed_at", moment),
        sa.Column("text", sa.Text),
        sa.Column("reading", sa.JSON),
        sa.Column("corpus_version", sa.String(64)),
        sa.Column("result", sa.JSON),
        sa.Column("findings", sa.JSON),
        sa.Column("problems", sa.Integer),
        sa.Column("notices", sa.Integer),
        sa.Column("refusal", sa.Text),
        sa.UniqueConstraint("batch", "place"),
    )
    op.create_table(
        "citation_upload",
        sa.Column("check_id", sa.Integer, sa.ForeignKey("citation_check.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("citation_upload")
    op.drop_table("citation_check")
