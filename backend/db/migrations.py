"""Brings the schema to a revision. Called by `migrate`, by an embedded `serve`, and by tests."""

from alembic import command
from alembic.config import Config

from backend.db.database import Database
from backend.paths import MIGRATIONS


def migrate(url: str, revision: str = "head") -> None:
    """Brings the schema to `revision`; an older one takes it back."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    database = Database(url)
    try:
        with database._writer.connect() as connection:
            config.attributes["connection"] = connection
            if revision == "head" or revision.startswith("+"):
                command.upgrade(config, revision)
            else:
                command.downgrade(config, revision)
    finally:
        database.close()
