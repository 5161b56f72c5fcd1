"""A job knows who wishes for it, so that it is stopped only when nobody does any more."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("jobs", sa.Column("wishes", sa.Text, nullable=False, server_default=""))
