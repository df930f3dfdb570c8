"""The database behind the whole house: one engine, and transactions that say whether they write.

PostgreSQL with PostGIS, or an embedded SpatiaLite file. Called by routes, worker and commands, which alone
decide where a transaction begins and ends."""

import importlib
import threading
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.sql.dml import ReturningInsert

from backend.db import pg_arrays
from backend.db.engines import DatabaseUnusable, embedded_engine, server_engine
from backend.db.group_commit import GroupCommit
from backend.paths import MIGRATIONS

SINGLE_CONNECTIONS = 4
"""For statements that stand alone: each kind of them takes one at a time."""
Statement = Select[Any] | ReturningInsert[Any]


class Database:
    """Transactions on one database, and statements that stand alone. Raises DatabaseUnusable when it cannot be opened
    at all."""

    def __init__(self, url: str, *, pool_size: int = 8, max_overflow: int = 24) -> None:
        self.url = url
        self.embedded = make_url(url).get_backend_name() == "sqlite"
        self.engine = embedded_engine(url) if self.embedded else server_engine(url, pool_size, max_overflow)
        self._writer = self.engine.execution_options(burgernet_write=True)
        # Connections of their own: one that is switched to and fro for each call costs as much as its statement.
        self._single = (
            self.engine if self.embedded else server_engine(url, SINGLE_CONNECTIONS, 0, level="AUTOCOMMIT")
        )
        self._rounds: dict[Statement, GroupCommit[Mapping[str, Any], Any]] = {}
        # SQLite's own waiting polls with ever longer pauses; the writers of this process queue for a lock instead.
        self._turn: AbstractContextManager[object] = threading.Lock() if self.embedded else nullcontext()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent look; nothing it changes is kept."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A look at everything as it stood at one moment, however many questions are asked."""
        engine = self.engine
        if not self.embedded:
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with Session(engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A change: committed when the block ends, rolled back whole when it raises."""
        with self._turn, Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    def check(self) -> None:
        """Raises DatabaseUnusable unless the schema is the newest."""
        head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
        with self.engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
        if current != head:
            raise DatabaseUnusable(
                f"The database is at revision {current or 'none'}, this version needs {head}: run `burgernet migrate`."
            )

    def once(
        self, statement: Statement, key: str, parameters: Mapping[str, Any], *, changes: bool = False
    ) -> Any:
        """The row of this statement that begins with the parameter named `key`, None without any; what it `changes` is
        kept at once.

        For what every phone asks all day: a transaction, and composing the statement, would be most of the work. On a
        server each parameter is an array, since what several callers want at the same moment is one statement: there
        `statement` unnests them. It is composed at the first time, so whoever asks keeps it; parameters and row are
        as the driver has them. When the connection ends under it, it is carried out again, so it must change nothing
        more the second time."""
        if self.embedded:
            with self.write() if changes else self.read() as session:
                return session.connection().execute(statement, parameters).first()
        rounds = self._rounds.get(statement)
        if rounds is None:
            rounds = self._rounds.setdefault(statement, self._group_commit(statement))
        return rounds.submit(parameters[key], parameters)

    def _group_commit(self, statement: Statement) -> GroupCommit[Mapping[str, Any], Any]:
        made = statement.compile(dialect=self.engine.dialect)
        composed, constant = str(made), made.params
        rows = importlib.import_module("psycopg.rows").namedtuple_row

        def carry_out(items: Mapping[Hashable, Mapping[str, Any]]) -> dict[Hashable, Any]:
            names = next(iter(items.values()))
            given = {name: pg_arrays.array_literal([item[name] for item in items.values()]) for name in names}
            connection = None
            # The driver itself: SQLAlchemy's connection around it costs more than these statements do.
            try:
                connection = self._single.raw_connection()
                cursor: Any = connection.cursor(row_factory=rows)
                return {row[0]: row for row in cursor.execute(composed, {**constant, **given}).fetchall()}
            except self._single.dialect.loaded_dbapi.Error as error:
                raise self._told(connection, composed, error) from error
            finally:
                if connection is not None:
                    connection.close()

        def execute(items: Mapping[Hashable, Mapping[str, Any]]) -> dict[Hashable, Any]:
            try:
                return carry_out(items)
            except DBAPIError as error:
                if error.connection_invalidated:
                    # It had ended meanwhile. Who changes something this way says nothing else the second time.
                    return carry_out(items)
                if len(items) == 1:
                    raise
                # What one of them is refused for, such as having left meanwhile, is not the others'.
                return {key: _alone(carry_out, key, item) for key, item in items.items()}

        return GroupCommit(execute)

    def _told(self, connection: PoolProxiedConnection | None, statement: str, error: Exception) -> DBAPIError:
        """What SQLAlchemy would raise; without what was asked for, which is nobody else's business."""
        dialect = self._single.dialect
        ended = dialect.is_disconnect(error, connection, None)  # type: ignore[arg-type]
        if ended and connection is not None:
            connection.invalidate(error)
        kind: type[Exception] = dialect.loaded_dbapi.Error
        told = DBAPIError.instance(
            statement, None, error, kind, hide_parameters=True, connection_invalidated=ended, dialect=dialect
        )
        assert isinstance(told, DBAPIError)
        return told

    def close(self) -> None:
        self.engine.dispose()
        self._single.dispose()


def _alone(
    carry_out: Callable[[dict[Hashable, Any]], dict[Hashable, Any]], key: Hashable, item: Mapping[str, Any]
) -> Any:
    """Its row, or what it is refused for."""
    try:
        return carry_out({key: item}).get(key)
    except DBAPIError as error:
        return error
