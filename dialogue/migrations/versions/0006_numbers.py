"""The number of a deleted workshop is never given out again; PostgreSQL has always done so."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        return
    with op.batch_alter_table("workshops", recreate="always", table_kwargs={"sqlite_autoincrement": True}):
        # Made anew as it is; only what hands out the numbers is another.
        pass
    if wrong := op.get_bind().exec_driver_sql("PRAGMA foreign_key_check").first():
        raise RuntimeError(f"The table {wrong[0]} refers to a workshop that is not there.")
