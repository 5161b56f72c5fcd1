"""What the library is searched by: the words of each workshop, and how far its log is in them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"

# The words stand once, in `found`; the index of SQLite follows that table by itself. They were folded
# and are told apart by spaces, so its tokenizer needs to know nothing of any script.
SQLITE = (
    "CREATE VIRTUAL TABLE found_words USING fts5(folded, content='found', content_rowid='id', "
    "prefix='2 3', tokenize='ascii')",
    "CREATE TRIGGER found_added AFTER INSERT ON found BEGIN "
    "INSERT INTO found_words(rowid, folded) VALUES (new.id, new.folded); END",
    "CREATE TRIGGER found_deleted AFTER DELETE ON found BEGIN "
    "INSERT INTO found_words(found_words, rowid, folded) VALUES ('delete', old.id, old.folded); END",
)


def upgrade() -> None:
    op.create_table(
        "found",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), nullable=False, index=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("folded", sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql"), nullable=False),
    )
    op.create_table(
        "indexed",
        sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("found_folded", "found", ["folded"], postgresql_using="gin")
        return
    for statement in SQLITE:
        op.execute(statement)
