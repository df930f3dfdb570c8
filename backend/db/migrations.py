"""Brings the schema to a revision. Called by `migrate`, by an embedded `serve`, and by tests."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from backend.db import revisions
from backend.db.database import Database
from backend.paths import MIGRATIONS


def migrate(url: str, revision: str = "head", *, directory: Path = MIGRATIONS) -> None:
    """Brings the schema to `revision`; an older one takes it back. A schema that is newer than all of `directory`, and
    still bears this version, stays as it is. Raises DatabaseUnusable for one that does not, or is none of ours."""
    config = Config()
    config.set_main_option("script_location", str(directory))
    database = Database(url)
    try:
        with database.engine.connect() as connection:
            standing = revisions.standing(connection, directory)
        if revision == "head" and standing is not revisions.Standing.OLDER:
            return
        with database.writer.connect() as connection:
            config.attributes["connection"] = connection
            if revision == "head" or revision.startswith("+"):
                command.upgrade(config, revision)
            else:
                command.downgrade(config, revision)
    finally:
        database.close()
