"""A list of workshops finds how each stands without reading their logs."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

IN_SHORT = sa.text(
    "name IN ('person.joined', 'person.removed', 'workshop.closed', 'workshop.created', "
    "'workshop.edited', 'workshop.opened', 'workshop.paused', 'workshop.resumed')"
)


def upgrade() -> None:
    op.create_index(
        "entries_in_short",
        "entries",
        ["workshop", "seq"],
        sqlite_where=IN_SHORT,
        postgresql_where=IN_SHORT,
    )
