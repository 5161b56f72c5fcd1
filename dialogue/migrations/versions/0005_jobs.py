"""A job says every few seconds that somebody is at it. The jobs of before are of no use to anybody."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute("DELETE FROM jobs")
    with op.batch_alter_table("jobs") as table:
        table.add_column(sa.Column("heard_at", sa.Float, nullable=False))
        table.drop_column("total")
