"""The database behind the whole house: one engine, and transactions that say whether they write.

PostgreSQL with PostGIS, or an embedded SpatiaLite file. Called by routes, worker and commands, which alone
decide where a transaction begins and ends."""

import importlib
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from types import ModuleType
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

MIGRATIONS = Path(__file__).parent.parent / "migrations"


class DatabaseUnusable(Exception):
    """The database cannot be used as it is; the message says what to do."""


class Database:
    """Transactions on one database. Raises DatabaseUnusable when it cannot be opened at all."""

    def __init__(self, url: str, *, pool_size: int = 8, max_overflow: int = 24) -> None:
        self.url = url
        self.embedded = make_url(url).get_backend_name() == "sqlite"
        self.engine = _embedded_engine(url) if self.embedded else _server_engine(url, pool_size, max_overflow)
        self._writer = self.engine.execution_options(burgernet_write=True)
        self._glancer = (
            self.engine if self.embedded else self.engine.execution_options(isolation_level="AUTOCOMMIT")
        )
        # SQLite's own waiting polls with ever longer pauses; the writers of this process queue for a lock instead.
        self._turn: AbstractContextManager[object] = threading.Lock() if self.embedded else nullcontext()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent look; nothing it changes is kept."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def glance(self) -> Iterator[Session]:
        """A look that asks one question: PostgreSQL need not begin and end a transaction for it."""
        with Session(self._glancer, expire_on_commit=False) as session:
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

    def close(self) -> None:
        self.engine.dispose()


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


def _server_engine(url: str, pool_size: int, max_overflow: int) -> Engine:
    return create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_timeout=5,
        pool_pre_ping=True,
        # An area is a handful of index pages whatever the planner fears; its worst plans cost seconds, a worker more.
        connect_args={
            "connect_timeout": 5,
            "application_name": "burgernet",
            "options": "-c random_page_cost=1.1 -c max_parallel_workers_per_gather=0 -c jit=off",
        },
    )
