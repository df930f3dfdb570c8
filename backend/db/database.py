"""The database: one engine, and transactions that say whether they write.

PostgreSQL with PostGIS, or an embedded SpatiaLite file. Called by routes, worker and commands, which alone
decide where a transaction begins and ends."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from backend.db import revisions
from backend.db.engines import embedded_engine, server_engine
from backend.db.single_statements import SingleStatements, Statement


class Database:
    """Transactions on one database, and statements that stand alone. Raises DatabaseUnusable when it cannot be opened
    at all."""

    def __init__(self, url: str, *, pool_size: int = 8, max_overflow: int = 24) -> None:
        self.url = url
        self.embedded = make_url(url).get_backend_name() == "sqlite"
        self.engine = embedded_engine(url) if self.embedded else server_engine(url, pool_size, max_overflow)
        self.writer = self.engine.execution_options(burgernet_write=True)
        """The same connections, for transactions that write."""
        self.single_statements = None if self.embedded else SingleStatements(url)
        """None on an embedded database, which has no way to a server to save."""
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
        with self._turn, Session(self.writer, expire_on_commit=False) as session, session.begin():
            yield session

    def check(self) -> None:
        """Raises DatabaseUnusable unless the schema is at least what this version needs, and still bears it."""
        with self.engine.connect() as connection:
            revisions.require(connection)

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
        if self.single_statements is not None:
            return self.single_statements.submit(statement, key, parameters)
        with self.write() if changes else self.read() as session:
            return session.connection().execute(statement, parameters).first()

    def close(self) -> None:
        self.engine.dispose()
        if self.single_statements is not None:
            self.single_statements.close()
