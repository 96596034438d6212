"""Runs migrations on the connection that `storage.migrate` hands over."""

from __future__ import annotations

from alembic import context

from storage import traffic

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=traffic.jobs.metadata,
    render_as_batch=True,  # SQLite changes a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
