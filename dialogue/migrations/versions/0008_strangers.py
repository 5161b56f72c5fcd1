"""Accounts with passwords and sessions, whose a workshop is, who is invited, and how one gets in.

The ids of commands that led to unsigned entries go from the log.
"""

from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

IN_SHORT = sa.text(
    "name IN ('person.joined', 'person.let_in', 'person.readmitted', 'person.removed', 'workshop.closed', "
    "'workshop.created', 'workshop.edited', 'workshop.opened', 'workshop.paused', 'workshop.resumed')"
)

UNSIGNED = (
    *("note.added", "note.edited", "note.removed", "note.restored", "vote.cast", "question.answered"),
    *("rule.proposed", "rule.amended", "rule.responded"),
)


def upgrade() -> None:
    with op.batch_alter_table("accounts") as table:
        table.add_column(sa.Column("email", sa.Text))
        table.add_column(sa.Column("password", sa.Text, nullable=False, server_default=""))
        table.add_column(sa.Column("is_admin", sa.Boolean, nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("totp", sa.String(32), nullable=False, server_default=""))
        table.add_column(sa.Column("totp_step", sa.Integer, nullable=False, server_default="0"))
        table.add_column(sa.Column("recovery", sa.Text, nullable=False, server_default=""))
        table.add_column(sa.Column("oidc", sa.Text))
        table.add_column(sa.Column("ended_at", sa.Float))
        table.create_unique_constraint("one_account_per_email", ["email"])
        table.create_unique_constraint("one_account_per_oidc", ["oidc"])
    op.create_table(
        "account_sessions",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("account", sa.Integer, sa.ForeignKey("accounts.id"), nullable=False, index=True),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("seen_at", sa.Float, nullable=False),
        sa.Column("agent", sa.String(200), nullable=False),
    )
    op.create_table(
        "account_links",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("account", sa.Integer, sa.ForeignKey("accounts.id")),
        sa.Column("email", sa.Text, nullable=False, server_default=""),
        sa.Column("is_admin", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("made_by", sa.Integer, sa.ForeignKey("accounts.id")),
        sa.Column("made_at", sa.Float, nullable=False),
        sa.Column("ends_at", sa.Float, nullable=False),
    )
    op.create_table(
        "holders",
        sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), primary_key=True),
        sa.Column("account", sa.Integer, sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("since", sa.Float, nullable=False),
        sa.Column("person", sa.Integer),
    )
    op.create_index("holders_by_account", "holders", ["account"])
    is_owner = sa.text("role = 'owner'")
    op.create_index(
        "one_owner", "holders", ["workshop"], unique=True, sqlite_where=is_owner, postgresql_where=is_owner
    )
    op.create_table(
        "handovers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), nullable=False, index=True),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("by", sa.Integer, sa.ForeignKey("accounts.id")),
        sa.Column("account", sa.Integer, sa.ForeignKey("accounts.id")),
        sa.Column("role", sa.String(12), nullable=False),
    )
    op.create_table(
        "guests",
        sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), primary_key=True),
        sa.Column("guest", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("organisation", sa.Text, nullable=False, server_default=""),
        sa.Column("sector", sa.Text, nullable=False, server_default=""),
        sa.Column("contact", sa.Text, nullable=False, server_default=""),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("person", sa.Integer),
        sa.Column("invited_at", sa.Float, nullable=False),
        sa.Column("came_at", sa.Float),
    )
    op.create_table(
        "backups",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
    )
    op.execute(
        "INSERT INTO holders (workshop, account, role, since) "
        "SELECT id, account, 'owner', created_at FROM workshops "
        "WHERE account IN (SELECT id FROM accounts)"
    )
    with op.batch_alter_table("workshops", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_column("account")
        table.add_column(sa.Column("key_round", sa.Integer, nullable=False, server_default="0"))
        table.add_column(sa.Column("ask_name", sa.String(8), nullable=False, server_default="optional"))
        table.add_column(sa.Column("ask_sector", sa.String(8), nullable=False, server_default="required"))
        table.add_column(
            sa.Column("ask_organisation", sa.String(8), nullable=False, server_default="optional")
        )
    op.drop_index("entries_in_short", "entries")
    op.create_index(
        "entries_in_short",
        "entries",
        ["workshop", "seq"],
        sqlite_where=IN_SHORT,
        postgresql_where=IN_SHORT,
    )
    op.add_column("owners", sa.Column("command", sa.String(64)))
    op.create_table(
        "spent",
        sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), primary_key=True),
        sa.Column("command", sa.LargeBinary(16), primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
    )
    take_ids_from_unsigned()


def take_ids_from_unsigned() -> None:
    """The id of a command that led to an unsigned entry stands beside the log while its stage is open; after
    that it only counts as done.
    """
    names = ("workshop", "seq", "by", "name", "command")
    entries = sa.table("entries", *map(sa.column, names))
    owners = sa.table("owners", *map(sa.column, ("workshop", "seq", "command")))
    spent = sa.table("spent", *map(sa.column, ("workshop", "command", "seq")))
    is_same = sa.and_(owners.c.workshop == entries.c.workshop, owners.c.seq == entries.c.seq)
    is_unsigned = sa.and_(
        entries.c.by.is_(None), entries.c.command.is_not(None), entries.c.name.in_(UNSIGNED)
    )
    connection = op.get_bind()
    its = sa.select(entries.c.command).where(is_same).scalar_subquery()
    connection.execute(sa.update(owners).values(command=its))
    ends = sa.select(entries.c.workshop, sa.func.max(entries.c.seq)).group_by(entries.c.workshop)
    last = {workshop: seq for workshop, seq in connection.execute(ends)}
    left = sa.select(entries.c.workshop, entries.c.command).where(is_unsigned, ~sa.exists().where(is_same))
    rows = sorted(
        (workshop, sha256(command.encode()).digest()[:16]) for workshop, command in connection.execute(left)
    )
    if rows:
        values = [
            {"workshop": workshop, "command": digest, "seq": last[workshop]} for workshop, digest in rows
        ]
        connection.execute(spent.insert(), values)
    connection.execute(sa.update(entries).where(is_unsigned).values(command=None))
