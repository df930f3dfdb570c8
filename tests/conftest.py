"""Databases for every test: fresh, migrated, and gone afterwards.

A test that takes `database_url` runs twice, on SpatiaLite and on PostgreSQL; `sqlite_url` and
`postgresql_url` are for what only one of them does. Each is a copy of one that was migrated once a session.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from backend.db import migrate
from tests.cluster import Cluster

TEMPLATE = "burgernet_template"
_numbers = count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database; once of each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    file = tmp_path / "burgernet.sqlite"
    shutil.copyfile(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgresql_url(cluster: Cluster, postgresql_template: str) -> Iterator[str]:
    name = f"burgernet_{next(_numbers)}"
    cluster.create_database(name, template=postgresql_template)
    yield cluster.url(name)
    cluster.drop_database(name)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One PostgreSQL for the whole session, started by the first test that needs it."""
    with Cluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "burgernet.sqlite"
    migrate(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as connection:
        # What still stands in the write-ahead log would be missing from the copies.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


@pytest.fixture(scope="session")
def postgresql_template(cluster: Cluster) -> str:
    cluster.create_database(TEMPLATE)
    migrate(cluster.url(TEMPLATE))
    cluster.seal(TEMPLATE)
    return TEMPLATE
