"""The insert that may meet a row of the same key, in the words of either database. Called wherever a row is put in or
brought up to date in one statement."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

Insert = postgresql.Insert | sqlite.Insert


def upsert(session: Session, table: Any) -> Insert:
    """An insert into `table`, a model or a Table, for the database of `session`: it knows `on_conflict_do_nothing` and
    `on_conflict_do_update`."""
    return upsert_in(session.get_bind().dialect.name == "sqlite", table)


def upsert_in(embedded: bool, table: Any) -> Insert:
    """The same for a statement that is composed before there is a session."""
    return sqlite.insert(table) if embedded else postgresql.insert(table)
