"""The chain, and what an archive needs beside the log. Logs that are there already are chained."""

import os
import secrets
from datetime import UTC, datetime
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "partnerships",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("created_at", sa.Float, nullable=False),
    )
    with op.batch_alter_table("workshops") as table:
        table.add_column(sa.Column("identity", sa.String(32)))
        table.add_column(sa.Column("imported_at", sa.Float))
        table.add_column(sa.Column("partnership", sa.Integer))
        table.add_column(sa.Column("keep", sa.String(8), nullable=False, server_default="forever"))
        table.add_column(sa.Column("keep_days", sa.Integer, nullable=False, server_default="0"))
        table.add_column(sa.Column("flag_days", sa.Integer, nullable=False, server_default="7"))
        table.create_foreign_key("in_partnership", "partnerships", ["partnership"], ["id"])
    with op.batch_alter_table("entries") as table:
        table.add_column(sa.Column("salt", sa.LargeBinary(16)))
        table.add_column(sa.Column("digest", sa.LargeBinary(32)))
        table.add_column(sa.Column("hash", sa.LargeBinary(32)))
    link_all(op.get_bind())
    with op.batch_alter_table("workshops") as table:
        table.alter_column("identity", nullable=False)
    with op.batch_alter_table("entries") as table:
        table.alter_column("digest", nullable=False)
        table.alter_column("hash", nullable=False)
    op.create_table(
        "passages",
        sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), primary_key=True),
        sa.Column("passage", sa.String(60), primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_table(
        "flags",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), nullable=False, index=True),
        sa.Column("passage", sa.String(60), nullable=False),
        sa.Column("person", sa.Integer),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("settled_at", sa.Float),
        sa.Column("answer", sa.Text, nullable=False, server_default=""),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), nullable=False, index=True),
        sa.Column("form", sa.String(16), nullable=False),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("done", sa.Integer, nullable=False, server_default="0"),
        sa.Column("total", sa.Integer, nullable=False, server_default="0"),
        sa.Column("asked_at", sa.Float, nullable=False),
        sa.Column("ended_at", sa.Float),
    )


# What the chain is made of, as it was when these logs were written; `chain` may be another one day.


def link_all(connection: sa.Connection) -> None:
    for (workshop,) in connection.execute(sa.text("SELECT id FROM workshops")).all():
        identity = secrets.token_hex(16)
        connection.execute(
            sa.text("UPDATE workshops SET identity = :identity WHERE id = :id"),
            {"identity": identity, "id": workshop},
        )
        link(connection, workshop, identity)


def link(connection: sa.Connection, workshop: int, identity: str) -> None:
    chosen = sa.text('SELECT seq, at, "by", name, data FROM entries WHERE workshop = :id ORDER BY seq')
    update = sa.text(
        "UPDATE entries SET salt = :salt, digest = :digest, hash = :hash WHERE workshop = :id AND seq = :seq"
    )
    head, linked = bytes(32), []
    for seq, at, by, name, data in connection.execute(chosen, {"id": workshop}).all():
        salt = os.urandom(16)
        digest = sha256(salt + data.encode()).digest()
        time = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        who = "" if by is None else by
        head = sha256(head + f"{identity}\n{seq}\n{time}\n{who}\n{name}\n".encode() + digest).digest()
        linked.append({"id": workshop, "seq": seq, "salt": salt, "digest": digest, "hash": head})
    if linked:
        connection.execute(update, linked)
