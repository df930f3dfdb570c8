"""Runs the revisions on the connection that `backend.db.migrations` hands over."""

from alembic import context

from backend.db import revisions
from backend.models import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    transaction_per_migration=True,
    on_version_apply=revisions.keep_floor,
)
with context.begin_transaction():
    context.run_migrations()
