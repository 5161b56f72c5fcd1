"""The first tables: workshops, their log, their people, and the organisers' accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "workshops",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String(12), nullable=False, unique=True),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("entry", sa.String(16), nullable=False),
        sa.Column("passphrase", sa.Text, nullable=False),
        sa.Column("account", sa.Integer),
        sa.Column("created_at", sa.Float, nullable=False),
    )
    op.create_table(
        "entries",
        sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("by", sa.Integer),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("command", sa.String(64)),
        sa.UniqueConstraint("workshop", "command", name="one_answer_per_command"),
    )
    op.create_table(
        "owners",
        sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("stage", sa.Integer, nullable=False),
        sa.Column("person", sa.Integer, nullable=False),
    )
    op.create_table(
        "people",
        sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), primary_key=True),
        sa.Column("person", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("organisation", sa.Text, nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
    )
