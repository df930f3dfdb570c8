"""The database behind the whole house: one engine, and transactions that say whether they write.

PostgreSQL with PostGIS, or an embedded SpatiaLite file. Called by routes, worker and commands, which alone
decide where a transaction begins and ends."""

import importlib
import sqlite3
import threading
import time
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import ModuleType
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, Select, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import IsolationLevel
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.orm import Session
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.sql.dml import ReturningInsert

from backend.db import pg_arrays
from backend.db.group_commit import Together
from backend.paths import MIGRATIONS

UNHEARD_SECONDS = 5
"""How long a database server may leave what it is sent unacknowledged."""
IDLE_SECONDS = 10
"""How long a transaction on a server may stand still between two statements."""
RESTED_SECONDS = 1.0
"""After which a connection is asked whether it still lives before it is used; sooner, its use tells."""
SINGLE_CONNECTIONS = 4
"""For statements that stand alone: each kind of them takes one at a time."""
Statement = Select[Any] | ReturningInsert[Any]


class DatabaseUnusable(Exception):
    """The database cannot be used as it is; the message says what to do."""


class Database:
    """Transactions on one database, and statements that stand alone. Raises DatabaseUnusable when it cannot be opened
    at all."""

    def __init__(self, url: str, *, pool_size: int = 8, max_overflow: int = 24) -> None:
        self.url = url
        self.embedded = make_url(url).get_backend_name() == "sqlite"
        self.engine = _embedded_engine(url) if self.embedded else _server_engine(url, pool_size, max_overflow)
        self._writer = self.engine.execution_options(burgernet_write=True)
        # Connections of their own: one that is switched to and fro for each call costs as much as its statement.
        self._single = (
            self.engine if self.embedded else _server_engine(url, SINGLE_CONNECTIONS, 0, level="AUTOCOMMIT")
        )
        self._rounds: dict[Statement, Together[Mapping[str, Any], Any]] = {}
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
            rounds = self._rounds.setdefault(statement, self._together(statement))
        return rounds.ask(parameters[key], parameters)

    def _together(self, statement: Statement) -> Together[Mapping[str, Any], Any]:
        made = statement.compile(dialect=self.engine.dialect)
        composed, constant = str(made), made.params
        rows = importlib.import_module("psycopg.rows").namedtuple_row

        def carry_out(wishes: Mapping[Hashable, Mapping[str, Any]]) -> dict[Hashable, Any]:
            names = next(iter(wishes.values()))
            given = {name: pg_arrays.written([wish[name] for wish in wishes.values()]) for name in names}
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

        def fulfil(wishes: Mapping[Hashable, Mapping[str, Any]]) -> dict[Hashable, Any]:
            try:
                return carry_out(wishes)
            except DBAPIError as error:
                if error.connection_invalidated:
                    # It had ended meanwhile. Who changes something this way says nothing else the second time.
                    return carry_out(wishes)
                if len(wishes) == 1:
                    raise
                # What one of them is refused for, such as having left meanwhile, is not the others'.
                return {key: _alone(carry_out, key, wish) for key, wish in wishes.items()}

        return Together(fulfil)

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
    carry_out: Callable[[dict[Hashable, Any]], dict[Hashable, Any]], key: Hashable, wish: Mapping[str, Any]
) -> Any:
    """Its row, or what it is refused for."""
    try:
        return carry_out({key: wish}).get(key)
    except DBAPIError as error:
        return error


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


def sqlite_module() -> ModuleType:
    """The SQLite driver that can load extensions: Python's own where it was built so, else pysqlite3."""
    if hasattr(sqlite3.Connection, "enable_load_extension"):
        return sqlite3
    return importlib.import_module("pysqlite3.dbapi2")


def _embedded_engine(url: str) -> Engine:
    engine = create_engine(url, module=sqlite_module(), pool_size=16, max_overflow=256)

    @event.listens_for(engine, "connect")
    def open_spatialite(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.enable_load_extension(True)
        try:
            connection.load_extension("mod_spatialite")
        except Exception as error:
            raise DatabaseUnusable(
                "SpatiaLite is missing: install the system package libsqlite3-mod-spatialite."
            ) from error
        connection.enable_load_extension(False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A deferred transaction that turns into a write fails at once when another writes: writers queue instead.
        writes = connection.get_execution_options().get("burgernet_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _server_engine(
    url: str, pool_size: int, max_overflow: int, level: IsolationLevel = "READ COMMITTED"
) -> Engine:
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        isolation_level=level,
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_timeout=5,
        # Without transactions there is none to roll back.
        pool_reset_on_return=None if level == "AUTOCOMMIT" else "rollback",
        connect_args={
            "connect_timeout": 5,
            # A server that vanished says nothing: without these, whoever waits for it waits for a quarter of an hour.
            "tcp_user_timeout": UNHEARD_SECONDS * 1000,
            "keepalives_idle": UNHEARD_SECONDS,
            "keepalives_interval": 2,
            "keepalives_count": 2,
            "application_name": "burgernet",
            # An area is a handful of index pages whatever the planner fears; its worst plans cost seconds, a parallel
            # worker more. A process that stands still within a transaction, or a machine that is cut off, would keep
            # its locks for good, and among them the one on the right to send.
            "options": "-c random_page_cost=1.1 -c max_parallel_workers_per_gather=0 -c jit=off"
            f" -c idle_in_transaction_session_timeout={IDLE_SECONDS * 1000}",
        },
    )

    # The pool's own way asks at each use, which doubles the shortest calls.
    @event.listens_for(engine, "checkin")
    def rest(_connection: Any, record: Any) -> None:
        record.info["rests_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ask(connection: Any, record: Any, _proxy: Any) -> None:
        rests_since = record.info.get("rests_since")
        if rests_since is None or time.monotonic() - rests_since < RESTED_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error

    return engine
