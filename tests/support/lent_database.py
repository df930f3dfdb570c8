"""One database on PostgreSQL for a whole process of tests: each finds it as if it had just been made.

Making one copies a thousand files, which takes longer than most tests."""

from typing import LiteralString

import psycopg
from psycopg import sql

from tests.support.postgresql import Cluster

NAME = "burgernet_lent"
PRISTINE = "pristine"
"""The schema with copies of the tables that are not empty at first."""
TABLES = "SELECT oid, relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY oid"
EXTENSIONS = "spatial_ref_sys"


class Lent:
    """`url` is given to one test at a time; after each, `clean`."""

    def __init__(self, cluster: Cluster, template: str) -> None:
        self._cluster, self._template = cluster, template
        self._made = False

    @property
    def url(self) -> str:
        if not self._made:
            self._cluster.create_database(NAME, template=self._template)
            self._made = True
            with self._connect() as connection:
                self._keep(connection)
        return self._cluster.url(NAME)

    def clean(self) -> None:
        """Throws out whoever is still connected and puts back what was there; where tables were made or dropped, the
        next test gets a new database."""
        with self._connect() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            # Foreign keys have no say here: each table is put back by itself.
            connection.execute("SET session_replication_role = replica")
            same = connection.execute(TABLES).fetchall() == self._tables
            if same:
                self._empty(connection)
        if not same:
            self._cluster.drop_database(NAME)
            self._made = False

    def _keep(self, connection: psycopg.Connection) -> None:
        self._tables = connection.execute(TABLES).fetchall()
        names = [name for _, name in self._tables if name != EXTENSIONS]
        self._filled = self._with_rows(connection, names)
        self._others = [name for name in names if name not in self._filled]
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(PRISTINE)))
        for name in self._filled:
            self._run(connection, "CREATE TABLE {pristine} AS TABLE {table}", name)

    def _empty(self, connection: psycopg.Connection) -> None:
        if used := self._with_rows(connection, self._others):
            tables = sql.SQL(", ").join(map(sql.Identifier, used))
            connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(tables))
        for name in self._filled:
            if self._rows(connection, PRISTINE, name) != self._rows(connection, "public", name):
                self._run(connection, "DELETE FROM {table}", name)
                self._run(connection, "INSERT INTO {table} TABLE {pristine}", name)
        # Numbers begin anew, also those that were only drawn.
        connection.execute(
            "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)"
            " FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
        )

    def _rows(self, connection: psycopg.Connection, schema: str, name: str) -> list[object]:
        asked = sql.SQL("SELECT t::text FROM {} t ORDER BY 1").format(sql.Identifier(schema, name))
        return connection.execute(asked).fetchall()  # type: ignore[return-value]

    def _with_rows(self, connection: psycopg.Connection, names: list[str]) -> list[str]:
        asked = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {} WHERE EXISTS (TABLE {})").format(sql.Literal(name), sql.Identifier(name))
            for name in names
        )
        return [name for (name,) in connection.execute(asked).fetchall()]

    def _run(
        self, connection: psycopg.Connection, statement: LiteralString, name: str
    ) -> psycopg.Cursor[tuple[object, ...]]:
        table, pristine = sql.Identifier("public", name), sql.Identifier(PRISTINE, name)
        return connection.execute(sql.SQL(statement).format(table=table, pristine=pristine))

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(self._cluster.url(NAME), autocommit=True, connect_timeout=10)
