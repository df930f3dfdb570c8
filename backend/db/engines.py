"""Engines for both databases: how a connection is opened, kept and asked whether it still lives."""

import importlib
import sqlite3
import time
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import IsolationLevel
from sqlalchemy.exc import InvalidatePoolError

UNHEARD_SECONDS = 5
"""How long a database server may leave what it is sent unacknowledged."""
IDLE_SECONDS = 10
"""How long a transaction on a server may stand still between two statements."""
RESTED_SECONDS = 1.0
"""After which a connection is asked whether it still lives before it is used; sooner, its use tells."""


class DatabaseUnusable(Exception):
    """The database cannot be used as it is; the message says what to do."""


def sqlite_module() -> ModuleType:
    """The SQLite driver that can load extensions: Python's own where it was built so, else pysqlite3."""
    if hasattr(sqlite3.Connection, "enable_load_extension"):
        return sqlite3
    return importlib.import_module("pysqlite3.dbapi2")


def embedded_engine(url: str) -> Engine:
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


def server_engine(
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
