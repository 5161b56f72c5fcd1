"""The tables: what this server keeps, and why each column is there.

What changes here changes in a migration as well.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR

metadata = sa.MetaData()

partnerships = sa.Table(
    "partnerships",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("created_at", sa.Float, nullable=False),
)

# `key_round` is in the links to roles: the next one makes those that were given out worthless.
# What is asked at the door, `ask_...`, is required, optional or not asked.
# `identity` is what the chain is bound to; a code may be given out anew where a bundle is imported.
# `keep` is forever, erase or delete: what becomes of it `keep_days` after the end. A number is never
# given out again, or what somebody still holds of a deleted workshop would be about another one.
workshops = sa.Table(
    "workshops",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("code", sa.String(12), nullable=False, unique=True),
    sa.Column("salt", sa.String(32), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("entry", sa.String(16), nullable=False),
    sa.Column("passphrase", sa.Text, nullable=False),
    sa.Column("created_at", sa.Float, nullable=False),
    sa.Column("identity", sa.String(32), nullable=False),
    sa.Column("imported_at", sa.Float),
    sa.Column("partnership", sa.Integer, sa.ForeignKey("partnerships.id")),
    sa.Column("keep", sa.String(8), nullable=False, server_default="forever"),
    sa.Column("keep_days", sa.Integer, nullable=False, server_default="0"),
    sa.Column("flag_days", sa.Integer, nullable=False, server_default="7"),
    sa.Column("key_round", sa.Integer, nullable=False, server_default="0"),
    sa.Column("ask_name", sa.String(8), nullable=False, server_default="optional"),
    sa.Column("ask_sector", sa.String(8), nullable=False, server_default="required"),
    sa.Column("ask_organisation", sa.String(8), nullable=False, server_default="optional"),
    sqlite_autoincrement=True,
)

# See `chain`. Where there is no salt the data was erased, and `data` is what remains of it.
entries = sa.Table(
    "entries",
    metadata,
    sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("by", sa.Integer),
    sa.Column("name", sa.String(40), nullable=False),
    sa.Column("data", sa.Text, nullable=False),
    sa.Column("command", sa.String(64)),
    sa.Column("salt", sa.LargeBinary(16)),
    sa.Column("digest", sa.LargeBinary(32), nullable=False),
    sa.Column("hash", sa.LargeBinary(32), nullable=False),
    sa.UniqueConstraint("workshop", "command", name="one_answer_per_command"),
)

# How a workshop stands is in few of its entries. A list of hundreds reads these and no others.
is_in_short = sa.text(
    "name IN ('person.joined', 'person.let_in', 'person.readmitted', 'person.removed', 'workshop.closed', "
    "'workshop.created', 'workshop.edited', 'workshop.opened', 'workshop.paused', 'workshop.resumed')"
)
sa.Index(
    "entries_in_short",
    entries.c.workshop,
    entries.c.seq,
    sqlite_where=is_in_short,
    postgresql_where=is_in_short,
)

# Whose an unsigned entry is, and the command it answers. Emptied for a stage when that stage closes.
owners = sa.Table(
    "owners",
    metadata,
    sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("stage", sa.Integer, nullable=False),
    sa.Column("person", sa.Integer, nullable=False),
    sa.Column("command", sa.String(64)),
)

# The commands that led to unsigned entries of stages that are closed: hashes of their ids, so that none is
# done again, and in `seq` the closing. Which entry each led to is not kept.
spent = sa.Table(
    "spent",
    metadata,
    sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), primary_key=True),
    sa.Column("command", sa.LargeBinary(16), primary_key=True),
    sa.Column("seq", sa.Integer, nullable=False),
)

people = sa.Table(
    "people",
    metadata,
    sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), primary_key=True),
    sa.Column("person", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("organisation", sa.Text, nullable=False),
    sa.Column("language", sa.String(12), nullable=False),
)

# `password` is an argon2id hash, `totp` what makes a second factor this account's own; both are empty
# where there is none. `recovery` are hashes of codes for whoever lost their phone. An account that was
# ended signs in no more; what it did is still told by its number.
accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("salt", sa.String(32), nullable=False),
    sa.Column("created_at", sa.Float, nullable=False),
    sa.Column("email", sa.Text, unique=True),
    sa.Column("password", sa.Text, nullable=False, server_default=""),
    sa.Column("is_admin", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("totp", sa.String(32), nullable=False, server_default=""),
    sa.Column("totp_step", sa.Integer, nullable=False, server_default="0"),
    sa.Column("recovery", sa.Text, nullable=False, server_default=""),
    sa.Column("oidc", sa.Text, unique=True),
    sa.Column("ended_at", sa.Float),
)

# Where an account is signed in. `id` is a hash of what the cookie holds, so whoever reads this table
# cannot sign in with it.
account_sessions = sa.Table(
    "account_sessions",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("account", sa.Integer, sa.ForeignKey("accounts.id"), nullable=False, index=True),
    sa.Column("created_at", sa.Float, nullable=False),
    sa.Column("seen_at", sa.Float, nullable=False),
    sa.Column("agent", sa.String(200), nullable=False),
)

# Links that work once: to make an account (`invite`) or to set another password (`reset`). `id` is a
# hash of the key in the link.
account_links = sa.Table(
    "account_links",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("account", sa.Integer, sa.ForeignKey("accounts.id")),
    sa.Column("email", sa.Text, nullable=False, server_default=""),
    sa.Column("is_admin", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("made_by", sa.Integer, sa.ForeignKey("accounts.id")),
    sa.Column("made_at", sa.Float, nullable=False),
    sa.Column("ends_at", sa.Float, nullable=False),
)

# Whose a workshop is: accounts by their role in it, and the person of it who they are. What became of a
# role is told in `handovers`: an empty one was taken away, and without `by` the command line did it.
holders = sa.Table(
    "holders",
    metadata,
    sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), primary_key=True),
    sa.Column("account", sa.Integer, sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("role", sa.String(12), nullable=False),
    sa.Column("since", sa.Float, nullable=False),
    sa.Column("person", sa.Integer),
    sa.Index("holders_by_account", "account"),
    sa.Index(
        "one_owner",
        "workshop",
        unique=True,
        sqlite_where=sa.text("role = 'owner'"),
        postgresql_where=sa.text("role = 'owner'"),
    ),
)
handovers = sa.Table(
    "handovers",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), nullable=False, index=True),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("by", sa.Integer, sa.ForeignKey("accounts.id")),
    sa.Column("account", sa.Integer, sa.ForeignKey("accounts.id")),
    sa.Column("role", sa.String(12), nullable=False),
)

# Who is invited to a workshop, each by a link of their own, and the person they became. `salt` is in the
# link, which ends where that is another one.
guests = sa.Table(
    "guests",
    metadata,
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

# When the database was copied by `dialogue backup`, and how large the copy is, in bytes.
backups = sa.Table(
    "backups",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
)


# What an organiser wrote instead of a paragraph of the report. It is beside the log, never in it.
passages = sa.Table(
    "passages",
    metadata,
    sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), primary_key=True),
    sa.Column("passage", sa.String(60), primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("at", sa.Float, nullable=False),
)

# "This is not what I meant": what somebody who took part says of a passage of the minutes.
flags = sa.Table(
    "flags",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), nullable=False, index=True),
    sa.Column("passage", sa.String(60), nullable=False),
    sa.Column("person", sa.Integer),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("settled_at", sa.Float),
    sa.Column("answer", sa.Text, nullable=False, server_default=""),
)

# Exports that are being made, or were; `done` is in percent. The files are in the data directory for
# a while. A job whose process was not heard of for some seconds is nobody's any more.
jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), nullable=False, index=True),
    sa.Column("form", sa.String(16), nullable=False),
    sa.Column("level", sa.String(16), nullable=False),
    sa.Column("language", sa.String(12), nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("done", sa.Integer, nullable=False, server_default="0"),
    sa.Column("asked_at", sa.Float, nullable=False),
    sa.Column("ended_at", sa.Float),
    sa.Column("heard_at", sa.Float, nullable=False),
    sa.Column("wishes", sa.Text, nullable=False, server_default=""),
)

# The words by which a workshop is found, and how far its log is in them; see `search`.
found = sa.Table(
    "found",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), nullable=False, index=True),
    sa.Column("kind", sa.String(12), nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("folded", sa.Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
)
indexed = sa.Table(
    "indexed",
    metadata,
    sa.Column("workshop", sa.Integer, sa.ForeignKey("workshops.id"), primary_key=True),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)
