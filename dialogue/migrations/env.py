"""Alembic runs the migrations on the connection that `database` hands it."""

from alembic import context

from dialogue.database import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
connection.commit()
