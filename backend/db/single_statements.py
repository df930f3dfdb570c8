"""Statements that stand alone on a database server: what every phone asks all day, without a transaction around it.

What several callers want at the same moment is one statement. Called by `Database.once`."""

import importlib
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from sqlalchemy import Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.sql.dml import ReturningInsert

from backend.db import pg_arrays
from backend.db.engines import server_engine
from backend.db.group_commit import GroupCommit

SINGLE_CONNECTIONS = 4
"""For statements that stand alone: each kind of them takes one at a time."""
Statement = Select[Any] | ReturningInsert[Any]
Parameters = Mapping[str, Any]
Round = Mapping[Hashable, Parameters]


class SingleStatements:
    """One round at a time for each statement, on connections of their own: one that is switched to and fro between
    transactions and single statements for each call costs as much as the statement."""

    def __init__(self, url: str) -> None:
        self.engine = server_engine(url, SINGLE_CONNECTIONS, 0, level="AUTOCOMMIT")
        self._rounds: dict[Statement, GroupCommit[Parameters, Any]] = {}

    def submit(self, statement: Statement, key: str, parameters: Parameters) -> Any:
        """The row that begins with the parameter named `key`, None without any; see `Database.once`."""
        rounds = self._rounds.get(statement)
        if rounds is None:
            rounds = self._rounds.setdefault(statement, self._group_commit(statement))
        return rounds.submit(parameters[key], parameters)

    def waiting(self, statement: Statement) -> int:
        """How many wait for a round of it to begin."""
        rounds = self._rounds.get(statement)
        return 0 if rounds is None else rounds.waiting

    def close(self) -> None:
        self.engine.dispose()

    def _group_commit(self, statement: Statement) -> GroupCommit[Parameters, Any]:
        made = statement.compile(dialect=self.engine.dialect)
        composed, constant = str(made), made.params
        rows = importlib.import_module("psycopg.rows").namedtuple_row

        def carry_out(items: Round) -> dict[Hashable, Any]:
            names = next(iter(items.values()))
            given = {name: pg_arrays.array_literal([item[name] for item in items.values()]) for name in names}
            connection = None
            # The driver itself: SQLAlchemy's connection around it costs more than these statements do.
            try:
                connection = self.engine.raw_connection()
                cursor: Any = connection.cursor(row_factory=rows)
                return {row[0]: row for row in cursor.execute(composed, {**constant, **given}).fetchall()}
            except self.engine.dialect.loaded_dbapi.Error as error:
                raise self._as_raised_by_engine(connection, composed, error) from error
            finally:
                if connection is not None:
                    connection.close()

        def execute(items: Round) -> dict[Hashable, Any]:
            try:
                return carry_out(items)
            except DBAPIError as error:
                if error.connection_invalidated:
                    # It had ended meanwhile. Who changes something this way says nothing else the second time.
                    return carry_out(items)
                if len(items) == 1:
                    raise
                # What one of them is refused for, such as having left meanwhile, is not the others'.
                return {key: _row_or_refusal(carry_out, key, item) for key, item in items.items()}

        return GroupCommit(execute)

    def _as_raised_by_engine(
        self, connection: PoolProxiedConnection | None, statement: str, error: Exception
    ) -> DBAPIError:
        """What SQLAlchemy would raise; without what was asked for, which is nobody else's business."""
        dialect = self.engine.dialect
        ended = dialect.is_disconnect(error, connection, None)  # type: ignore[arg-type]
        if ended and connection is not None:
            connection.invalidate(error)
        kind: type[Exception] = dialect.loaded_dbapi.Error
        raised = DBAPIError.instance(
            statement, None, error, kind, hide_parameters=True, connection_invalidated=ended, dialect=dialect
        )
        assert isinstance(raised, DBAPIError)
        return raised


def _row_or_refusal(
    carry_out: Callable[[Round], dict[Hashable, Any]], key: Hashable, item: Parameters
) -> Any:
    try:
        return carry_out({key: item}).get(key)
    except DBAPIError as error:
        return error
