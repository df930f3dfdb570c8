"""Which schema a version of Burgernet may work on: the one it knows, or a newer one that still bears it.

Revisions are numbers of four digits, each knowing all before it. A migration that expands (`KIND = "expand"`) only
adds, so older versions go on. One that contracts (`KIND = "contract"`) names the oldest version that may still run by
the revision it knows (`OLDEST = "0009"`); that is kept in the database, as an older version has no newer migrations to
read. Called by `Database.check`, by `migrate`, and by migrations/env.py."""

import re
from enum import Enum, auto
from functools import cache
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext, MigrationInfo
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select

from backend.db.engines import DatabaseUnusable
from backend.paths import MIGRATIONS

NUMBER = re.compile(r"[0-9]{4}", re.ASCII)
FLOOR = Table("schema_floor", MetaData(), Column("revision", String(32), nullable=False))
"""One row: the oldest version that may still run. No table: nothing was ever contracted."""


class Standing(Enum):
    """A schema, seen by this version."""

    OLDER, SAME, NEWER = auto(), auto(), auto()


def require(connection: Connection, directory: Path = MIGRATIONS) -> None:
    """Raises DatabaseUnusable unless this version may work on the schema."""
    if standing(connection, directory) is Standing.OLDER:
        raise DatabaseUnusable(
            f"The database is at revision {_current(connection) or 'none'}, this version needs"
            f" {_known(directory)[-1]}: run `burgernet migrate`."
        )


def standing(connection: Connection, directory: Path = MIGRATIONS) -> Standing:
    """How the schema stands to this version. Raises DatabaseUnusable when it is none of ours, or bears us no longer."""
    current, known = _current(connection), _known(directory)
    if current is None or current in known[:-1]:
        return Standing.OLDER
    mine = known[-1]
    if current == mine:
        return Standing.SAME
    floor = _floor(connection)
    if not NUMBER.fullmatch(current) or current < mine or not (floor is None or NUMBER.fullmatch(floor)):
        raise DatabaseUnusable(
            f"The database is at revision {current}, which this version, at {mine}, cannot place:"
            " use the database or the version of Burgernet that belongs here."
        )
    if floor is not None and floor > mine:
        raise DatabaseUnusable(
            f"The database is at revision {current} and needs a version of Burgernet that knows {floor},"
            f" this one knows {mine}: install a newer version."
        )
    return Standing.NEWER


def keep_floor(*, ctx: MigrationContext, step: MigrationInfo, heads: set[str], run_args: Any) -> None:
    """Alembic's `on_version_apply`, in the transaction of the migration itself: after one that contracts, done or taken
    back, the floor is the highest of those that are left."""
    connection = ctx.connection
    assert connection is not None
    if _oldest(step.up_revision) is None:
        return
    applied = [script for head in heads for script in step.revision_map.iterate_revisions(head, "base")]
    floor = max((oldest for script in applied if (oldest := _oldest(script)) is not None), default=None)
    FLOOR.drop(connection, checkfirst=True)
    if floor is not None:
        FLOOR.create(connection)
        connection.execute(FLOOR.insert().values(revision=floor))


def _oldest(script: Any) -> str | None:
    """What a migration that contracts still bears; None for any other."""
    module = script.module
    return module.OLDEST if getattr(module, "KIND", None) == "contract" else None


@cache
def _known(directory: Path) -> tuple[str, ...]:
    """The revisions of this version, oldest first. Read once: under a process that runs, the files of the next version
    may already lie in the place of its own."""
    return tuple(sorted(script.revision for script in ScriptDirectory(str(directory)).walk_revisions()))


def _current(connection: Connection) -> str | None:
    return " and ".join(sorted(MigrationContext.configure(connection).get_current_heads())) or None


def _floor(connection: Connection) -> str | None:
    if not inspect(connection).has_table(FLOOR.name):
        return None
    return " and ".join(connection.scalars(select(FLOOR.c.revision))) or "none"
