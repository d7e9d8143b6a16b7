"""Cases of the hotline: who may see them, what was answered, and an index of their words."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

# Without a content of its own, so that each row is told to go with the very words it came with.
SQLITE = """
CREATE VIRTUAL TABLE case_index USING fts5(tokens, content='', columnsize=0, tokenize='ascii', prefix='5');
CREATE TRIGGER case_words_added AFTER INSERT ON case_words BEGIN
  INSERT INTO case_index(rowid, tokens) VALUES (NEW.case_id, case_tokens(NEW.marks, NEW.words));
END;
CREATE TRIGGER case_words_deleted AFTER DELETE ON case_words BEGIN
  INSERT INTO case_index(case_index, rowid, tokens)
  VALUES ('delete', OLD.case_id, case_tokens(OLD.marks, OLD.words));
END;
CREATE TRIGGER case_words_changed AFTER UPDATE ON case_words BEGIN
  INSERT INTO case_index(case_index, rowid, tokens)
  VALUES ('delete', OLD.case_id, case_tokens(OLD.marks, OLD.words));
  INSERT INTO case_index(rowid, tokens) VALUES (NEW.case_id, case_tokens(NEW.marks, NEW.words));
END;
"""
# Marks, characters and pairs; those with a blank in them are never looked for. Unstored, and no statistics of it: each
# row would be worked out for them, and which plan is right doesn't hang on them. Written at once, not in a list that
# every search would have to read through.
POSTGRESQL = """
CREATE FUNCTION case_pairs(marks text, words text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT string_to_array(marks, ' ') || string_to_array(words, NULL) || ARRAY(
    SELECT one || following
    FROM unnest(string_to_array(words, NULL), (string_to_array(words, NULL))[2:]) AS pair(one, following)
    WHERE following IS NOT NULL
  )
$$;
CREATE INDEX case_index ON case_words USING gin (case_pairs(marks, words)) WITH (fastupdate = off);
ALTER INDEX case_index ALTER COLUMN 1 SET STATISTICS 0;
"""


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "service_case",
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("opened_at", moment, nullable=False),
        sa.Column("updated_at", moment, nullable=False, index=True),
        sa.Column("closed_at", moment),
        sa.Column("opened_by", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("given", sa.JSON),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("draft", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("call_back", sa.String(60), nullable=False),
        sa.Column("call_back_at", moment, index=True),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("conversation_id", sa.String(64), sa.ForeignKey("conversation.id", ondelete="SET NULL"), index=True),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("corpus_version", sa.String(64), nullable=False),
        sa.Column("message_id", sa.String(64), unique=True),
    )
    op.create_table(
        "case_member",
        _case(primary_key=True),
        sa.Column("account", sa.String(64), primary_key=True, index=True),
    )
    op.create_table(
        "case_hand_over",
        sa.Column("id", sa.Integer, primary_key=True),
        _case(nullable=False, index=True),
        sa.Column("at", moment, nullable=False),
        sa.Column("owner_before", sa.String(64), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
    )
    op.create_table(
        "case_answer",
        sa.Column("id", sa.Integer, primary_key=True),
        _case(nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("about", sa.JSON, nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("corpus_version", sa.String(64), nullable=False),
        sa.Column("told", sa.JSON),
        sa.Column("message_id", sa.String(64), unique=True),
        sa.UniqueConstraint("case_id", "seq"),
    )
    op.create_table(
        "case_words",
        _case(primary_key=True, autoincrement=False),
        sa.Column("marks", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL)
    else:
        for statement in SQLITE.strip().split("\nCREATE "):
            op.execute(statement if statement.startswith("CREATE ") else f"CREATE {statement}")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        op.execute("DROP TABLE case_index")
    for table in ("case_words", "case_answer", "case_hand_over", "case_member", "service_case"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION case_pairs(text, text)")


def _case(**options: Any) -> sa.Column[int]:
    return sa.Column("case_id", sa.BigInteger, sa.ForeignKey("service_case.id", ondelete="CASCADE"), **options)
